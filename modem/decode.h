/*
 * What bytes from a server may mean: a guess for the eye, beside text and hex and never instead of
 * them, since the module says no more than "string" or "opaque". Pure, bounded whatever comes.
 */
#ifndef QLW_MODEM_DECODE_H
#define QLW_MODEM_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#define DECODE_ROWS_MAX 64

enum decode_form {
	DECODE_NONE,    /* nothing fits; show hex */
	DECODE_TEXT,    /* no rows: the text says it all */
	DECODE_NUMBER,  /* as text; or 1, 2, 4 or 8 bytes, which may be one */
	DECODE_BOOLEAN, /* "true" or "false" */
	DECODE_TLV,     /* OMA TLV, content format 11542 */
	DECODE_JSON,    /* SenML JSON, 110, or OMA JSON, 11543 */
	DECODE_SENML,   /* SenML CBOR, 112 */
	DECODE_CBOR,    /* one CBOR value, 60 */
};

/* Always valid UTF-8 on one line without control characters; cut with "..." where it was longer. */
struct decode_row {
	char name[64];  /* path as given in the data: "9", "6/0", "/3/0/9"; or "integer", "float" */
	char value[96]; /* 95, "text" in quotes, true, or hex digits */
};

struct decode {
	enum decode_form form;
	size_t count;
	bool more; /* there were more rows */
	struct decode_row row[DECODE_ROWS_MAX];
};

/* The first form, in the order above of likelihood, that takes all len bytes. */
void decode_payload(const void *data, size_t len, struct decode *out);

const char *decode_form_name(enum decode_form form); /* "TLV", "SenML CBOR" … */

/* Valid UTF-8 without control characters (C1 ones included) but tab, CR and LF. */
bool decode_is_text(const void *data, size_t len);

#endif
