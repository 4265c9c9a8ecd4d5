/*
 * A pattern for search and filter: a regular expression (POSIX extended, any case), or the plain
 * text itself when it is none; with `!` in front what does not match. Pure.
 */
#ifndef QLW_VIEWS_MATCH_H
#define QLW_VIEWS_MATCH_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	MATCH_PATTERN_MAX = 128
};

/* Start with zeroes; match_clear when done with it. */
struct match {
	char pattern[MATCH_PATTERN_MAX]; /* as typed, cut; "": matches everything */
	bool inverted, compiled;
	regex_t regex;
};

void match_set(struct match *m, const char *pattern);
void match_clear(struct match *m);
bool match_active(const struct match *m);

/* text: NUL-terminated. */
bool match_test(const struct match *m, const char *text);

/* Where in text the pattern stands, for highlighting: false when inverted, empty or not there. */
bool match_find(const struct match *m, const char *text, size_t *start, size_t *len);

#endif
