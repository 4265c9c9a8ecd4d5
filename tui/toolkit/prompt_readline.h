/*
 * readline as an editor of one line, without its terminal and without its history. A part of the
 * prompt; no type of readline shows. There is one line, so there is no object.
 */
#ifndef QLW_TUI_PROMPT_READLINE_H
#define QLW_TUI_PROMPT_READLINE_H

#include <stdbool.h>
#include <stddef.h>

/* What a key asked for that is not readline's to do. */
enum line_ask {
	LINE_ASK_COMPLETE,
	LINE_ASK_QUOTE, /* the next key goes in as it is */
	LINE_ASK_OLDER,
	LINE_ASK_NEWER,
	LINE_ASK_OLDEST,
	LINE_ASK_NEWEST,
	LINE_ASK_SEARCH,
};

enum line_result {
	LINE_RESULT_GOING,
	LINE_RESULT_ENTER,
	LINE_RESULT_END, /* Ctrl-D on an empty line */
};

/* Once; asked is called from line_feed, and may use line_set and line_replace. */
void line_start(const char *app, void (*asked)(enum line_ask ask));
void line_stop(void);

/* A line begins, and ends. */
void line_begin(void);
void line_end(void);

/* Keys, in xterm's spelling and whole. On ENTER *line is the caller's to free, else NULL. */
enum line_result line_feed(const char *bytes, size_t n, char **line);

/* readline waits for the rest of something (a numeric argument, the second key of two): an Esc ends
 * that, not the prompt. line_escape does it, and leaves vi's insertion mode; false: nothing to
 * end. */
bool line_is_midway(void);
bool line_escape(void);

/* The line; valid until the next line_ call. */
const char *line_text(void);
size_t line_length(void);
size_t line_cursor(void);
const char *line_message(void); /* "(arg: 4) " and the like, or "" */

/* Inserts at the cursor; NUL-terminated, may hold anything. */
void line_insert(const char *text);

/* Replaces bytes [start, cursor) in a way that can be undone. */
void line_replace(size_t start, const char *text);

/* Replaces all of it, for good, cursor at the end. */
void line_set(const char *text);

#endif
