/*
 * Search and filter of a pane: the line at the bottom where the pattern is typed, and the two
 * patterns. `/` searches, `n` and `N` go on, `f` filters, Esc ends the filter. What is typed counts at
 * once; Esc while typing puts back what was before.
 */
#ifndef QLW_VIEWS_FINDER_H
#define QLW_VIEWS_FINDER_H

#include <stddef.h>
#include <stdint.h>

#include "tui/toolkit/canvas.h"
#include "tui/toolkit/edit.h"
#include "tui/toolkit/keys.h"
#include "views/match.h"

/* Start with zeroes; finder_clear when done with it. */
struct finder {
	char asking; /* '/' or 'f' while a pattern is typed, else 0 */
	struct edit input;
	struct match search, filter;
	char before[MATCH_PATTERN_MAX]; /* the pattern when typing began */
};

enum finder_result {
	FINDER_RESULT_NONE,    /* the key is none of these */
	FINDER_RESULT_DONE,    /* dealt with */
	FINDER_RESULT_TYPED,   /* dealt with, and the search is another one, still being typed */
	FINDER_RESULT_ENTERED, /* the search has been typed */
	FINDER_RESULT_FILTER,  /* dealt with, and the filter is another one */
	FINDER_RESULT_NEXT,    /* go to the next match */
	FINDER_RESULT_PREVIOUS,
};

/* Esc is dealt with only while something can be ended. */
enum finder_result finder_key(struct finder *f, const struct key *key);

/* Takes the bottom row of *r while a pattern is typed. */
void finder_draw(const struct finder *f, struct region *r);

void finder_clear(struct finder *f);

/* The next of count rows from `at` on that matches, once around; at itself comes last. SIZE_MAX: none.
 * text writes what row i says. */
size_t finder_find(const struct finder *f, size_t at, size_t count, bool previous,
	void (*text)(void *ctx, size_t i, char *out, size_t size), void *ctx);

#endif
