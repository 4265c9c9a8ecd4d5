/*
 * From a pattern to the letters or digits that every line it matches must hold, so that others need
 * not be decoded. Pure.
 */
#ifndef QLW_VIEWS_LOG_NEEDLE_H
#define QLW_VIEWS_LOG_NEEDLE_H

#include "modem/journal/journal.h"
#include "views/match.h"

/* A line that matches holds `bytes`, or, unless that is empty, `or`. bytes.len 0: nothing can be said. */
struct log_needle {
	struct journal_needle bytes, or ;
};

void log_needle(const struct match *m, struct log_needle *n);
/* The same for plain text. */
void log_needle_text(const char *text, struct log_needle *n);

/* The first (last) record between two places that holds it; `to` if there is none. */
uint64_t log_needle_find(const struct journal *j, uint64_t from, uint64_t to, struct log_needle *n);
uint64_t log_needle_find_back(
	const struct journal *j, uint64_t from, uint64_t to, struct log_needle *n);

/* May a line's words hold this though its bytes, and those of its command, do not? */
bool log_needle_is_said(const char *piece, size_t len);

#endif
