/*
 * A growing run of bytes. Zero-initialise; text_free leaves it empty and usable again.
 */
#ifndef QLW_SIM_TEXT_H
#define QLW_SIM_TEXT_H

#include <stddef.h>

struct text {
	char *bytes; /* NULL while empty; not terminated by text_add */
	size_t len, cap;
};

/* Appends; when memory is short the addition is dropped as a whole and -1 returned. */
int text_add(struct text *t, const void *bytes, size_t len);
int text_printf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Where the string stands in bytes that need no terminator; NULL: nowhere. "" stands at the start.
 */
const char *bytes_find(const char *bytes, size_t len, const char *string);

/* Two hexadecimal digits as a byte; -1 when they are none. */
int hex_byte(const char *digits);

/* Removes the first len bytes. */
void text_drop(struct text *t, size_t len);
void text_clear(struct text *t); /* keeps the memory */
void text_free(struct text *t);

#endif
