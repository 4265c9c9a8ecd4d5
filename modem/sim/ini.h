/*
 * bootstrap.ini (2.5.1.1): OMA JSON, read as the Note prints it. Its own examples are several
 * objects behind one another, with brackets that do not always match and base names with and
 * without their last slash; so brackets and commas are passed over, and names and values are taken
 * in order.
 */
#ifndef QLW_SIM_INI_H
#define QLW_SIM_INI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ini_kind {
	INI_NUMBER,  /* "v" */
	INI_BOOLEAN, /* "bv" */
	INI_STRING,  /* "sv" */
	INI_LINK,    /* "ov", "object:instance" */
};

#define INI_DEPTH 4
struct ini_value {
	unsigned path[INI_DEPTH]; /* object, instance, resource, resource instance */
	unsigned depth;
	enum ini_kind kind;
	int64_t number; /* or the boolean */
	char text[1024];
};

/* Calls take for every value in turn. add_slash: a base name without its last slash gets one.
 * Returns how many values were taken. */
size_t ini_read(const char *bytes, size_t len, bool add_slash,
	void (*take)(void *ctx, const struct ini_value *value), void *ctx);

/* Base64 (Table 3: opaque values); returns the number of bytes, or -1 when it is none. */
long ini_base64(const char *text, uint8_t *out, size_t max);

#endif
