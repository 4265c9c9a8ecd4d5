/*
 * The lines typed before in one prompt, where one is among them, and searching them. A part of the
 * prompt. Pure: readline's own history shares undo lists with the line being edited and, when lines
 * are left half edited, frees them twice (8.2), so it is not used.
 */
#ifndef QLW_TUI_PAST_H
#define QLW_TUI_PAST_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/toolkit/prompt.h"

enum {
	PAST_QUERY_MAX = 128
};

struct past {
	char *lines[PROMPT_HISTORY_MAX]; /* oldest first */
	size_t n;
	size_t at;   /* the line in sight; n: the new one */
	char *draft; /* the new line while an old one is in sight; or NULL */

	bool searching;
	bool missed;                /* nothing more matches */
	char query[PAST_QUERY_MAX]; /* NUL-terminated */
	size_t before;              /* where the search began */
};

/* Adds a line unless it is empty or the same as the newest; the oldest goes when there is no room.
 * False if it was not added. */
bool past_add(struct past *p, const char *line);

/* A new line begins. */
void past_rewind(struct past *p);
void past_free(struct past *p);

/* One step older (-1) or newer (1), or to an end (-2, 2). current is what is in the line now: it is
 * kept if it is the new line. Returns what the line becomes, NULL if there is nothing there. */
const char *past_step(struct past *p, int step, const char *current);

/* Begins a search. */
void past_search(struct past *p, const char *current);

/* Appends to the query (n > 0 bytes) or takes its last character away (n = 0) and looks again; or
 * looks for the next match in a direction (past_search_next). Returns what the line becomes, NULL
 * if it stays. */
const char *past_search_type(struct past *p, const char *bytes, size_t n);
const char *past_search_next(struct past *p, int step);

/* Ends it. undo: returns the line as it was when it began, else NULL. */
const char *past_search_end(struct past *p, bool undo);

#endif
