/*
 * SenML in CBOR as text; the output that the readings of decode_value.c share.
 */
#ifndef QLW_VIEWS_DECODE_CBOR_H
#define QLW_VIEWS_DECODE_CBOR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct decode_out {
	char *text;
	size_t size, n;
};

/* Append; what does not fit is dropped. Always terminated. */
void decode_out(struct decode_out *o, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void decode_out_bytes(struct decode_out *o, const uint8_t *bytes, size_t n);

/* An array of maps, one a line: "/3/0/ 0 = 25.4". False when the bytes are no such thing, or go on
 * behind it. */
bool decode_cbor_senml(const uint8_t *bytes, size_t n, struct decode_out *o);

#endif
