/*
 * The sending half of decode_line.h: a command line in words.
 */
#ifndef QLW_VIEWS_DECODE_TX_H
#define QLW_VIEWS_DECODE_TX_H

#include "views/decode_line.h"

/* b[0..n): the command line without its CR. Remembers it in c. */
void decode_tx(struct decode_context *c, const char *b, size_t n, struct decode_line *out);

/* Append to out->text; what does not fit is dropped. */
void decode_bytes(struct decode_line *out, const char *bytes, size_t n);
void decode_text(struct decode_line *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
