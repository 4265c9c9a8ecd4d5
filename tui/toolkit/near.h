/*
 * "Did you mean": the closest of a list of words to one that was mistyped.
 */
#ifndef QLW_TUI_NEAR_H
#define QLW_TUI_NEAR_H

#include <stddef.h>

/* Edits (insert, delete, change, swap of neighbours) that make b of a, without regard to case;
 * words of more than 31 bytes are as far apart as can be. */
size_t near_distance(const char *a, const char *b);

/* Offer candidates one after another; the best is kept. */
struct near {
	const char *word;
	const char *best; /* NULL: nothing close enough */
	size_t distance;
};
struct near near_begin(const char *word);
void near_offer(struct near *n, const char *candidate);

#endif
