/*
 * Where a byte stands in a text, as people and editors count: lines and columns from 1, columns in
 * bytes, a tab as one. Lines end with LF, CR LF or a CR alone.
 */
#ifndef QLW_PROFILES_FILE_PLACE_H
#define QLW_PROFILES_FILE_PLACE_H

#include <stddef.h>

struct file_place {
	size_t line, column;
};

/* A text, and how far its lines have been counted; questions in rising order cost one pass in all.
 * Start with file_places. bytes are the caller's. */
struct file_places {
	const char *bytes;
	size_t len;
	size_t line, start; /* the line counted last, and the offset of its first byte */
};

struct file_places file_places(const char *bytes, size_t len);

/* at may be len: the end of the text. */
struct file_place file_place_at(struct file_places *p, size_t at);

#endif
