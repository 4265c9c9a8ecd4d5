/*
 * The prompt: one line typed by the user, edited with readline (its keys, kill ring and the user's
 * own bindings), drawn by us. Several prompts (':' line, AT line, search, filter) share the one
 * readline there is; only one is open at a time, and each has its own history: Up, Down, Ctrl-R and
 * Ctrl-S to search it as one types, Esc to leave the search.
 *
 * A masked prompt, for secrets, never touches readline: its text is drawn as bullets, goes into no
 * history and is wiped when the prompt closes.
 *
 * The callbacks may close this prompt and open another.
 */
#ifndef QLW_TUI_PROMPT_H
#define QLW_TUI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/err.h"
#include "tui/toolkit/canvas.h"
#include "tui/toolkit/keys.h"

enum {
	PROMPT_LINE_MAX = 4096,    /* bytes; what is typed or pasted beyond is dropped */
	PROMPT_HISTORY_MAX = 1000, /* lines kept, in memory and in the file */
	PROMPT_CANDIDATES_MAX = 64,
};

struct prompt_candidate {
	char text[96]; /* what would be inserted, a final '=', ',' or ' ' included */
	char help[96]; /* shown beside it, "" for none */
};

/* Bytes of a line. */
struct prompt_span {
	size_t from, to;
};

struct prompt_config {
	/* Where history is kept; NULL: in memory only. Read on prompt_new, a line is appended on
	 * each accept; created with mode 0600, its folder must exist. Copied. */
	const char *history_path;
	bool masked;
	void *ctx; /* for the callbacks */

	/* May this line be remembered? NULL: every line. Called for lines read from the file,
	 * too. */
	bool (*keep)(void *ctx, const char *line);

	/* Which parts of the line are drawn as bullets; in order, at most max. NULL: none. */
	size_t (*secret)(void *ctx, const char *line, struct prompt_span *out, size_t max);

	/* Tab: what could stand at the cursor (byte offset) in place of line[*start..cursor)? Sets
	 * *start, fills at most max, returns how many; candidates that do not begin with that text
	 * are the callback's fault. NULL: Tab does nothing. */
	size_t (*complete)(void *ctx, const char *line, size_t cursor, size_t *start,
		struct prompt_candidate *out, size_t max);

	/* The text is not what it was before the last key (search as you type). May be NULL. */
	void (*changed)(void *ctx, const char *line);

	/* Enter. The prompt has been closed; line is valid during the call only. */
	void (*accept)(void *ctx, const char *line);

	/* Esc, or Ctrl-D or Backspace on an empty line. The prompt has been closed. May be NULL. */
	void (*cancel)(void *ctx);
};

/* What to draw. All pointers are valid until the next prompt_ call. */
struct prompt_line {
	const char *text; /* bullets if masked; not escaped: draw it with region_put */
	size_t len;
	size_t cursor;     /* byte offset in text */
	size_t cursor_col; /* columns before it, as region_put draws them */
	const char *
		message; /* in place of the label, during a search or a numeric argument; "" none */
	const struct prompt_candidate *candidates; /* after a Tab with several answers */
	size_t candidate_count;
};

struct prompt;

/* Prepares readline. Call once, before term_open, in every program that uses prompts; app names it
 * for conditions in the user's inputrc. prompt_end frees what readline keeps. */
void prompt_start(const char *app);
void prompt_end(void);

/* A history file that cannot be read is reported in diag, and the prompt works without it. NULL
 * only when out of memory. The caller frees (which closes). */
struct prompt *prompt_new(const struct prompt_config *config, struct qlw_diag *diag);
void prompt_free(struct prompt *p);

/* Begins a line with this text (may be NULL). Another open prompt is closed without a callback. */
void prompt_open(struct prompt *p, const char *initial);

/* Ends it without a callback. */
void prompt_close(struct prompt *p);
bool prompt_is_open(const struct prompt *p);

/* Gives it a key. False if it is not one for a prompt (Ctrl-C, Ctrl-L, Ctrl-Z, PgUp, PgDn, F keys,
 * mouse) and the caller should look at it. Paste is inserted, line ends as blanks. */
bool prompt_key(struct prompt *p, const struct key *key);

/* Of an open prompt; a closed one has an empty line. */
struct prompt_line prompt_line(const struct prompt *p);

/* Which parts of it are drawn as bullets. */
size_t prompt_secrets(const struct prompt *p, struct prompt_span *out, size_t max);

/* Replaces the whole line, cursor at its end (the caller's own completion, templates). */
void prompt_set(struct prompt *p, const char *text);

/* Draws label and line in one row, scrolled so that the cursor is in sight, and shows the
 * cursor. */
void prompt_draw(const struct prompt *p, struct region r, int row, const char *label);

/* Draws candidates with their help into the rows of r, as many as fit; returns the rows used. */
int prompt_draw_candidates(const struct prompt *p, struct region r);

#endif
