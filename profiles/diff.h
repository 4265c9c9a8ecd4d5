/*
 * Differences of two settings, value by value: of a profile, a snapshot or a module, in any pair.
 * Pure. Only what both name is compared; secrets never are, for they cannot be read.
 */
#ifndef QLW_PROFILES_DIFF_H
#define QLW_PROFILES_DIFF_H

#include "profiles/profile_settings.h"

struct diff_item {
	const char *key; /* "security", "pdp" */
	char index[16];  /* "0", "0 2" of "host", "" of keys without */
	bool indexed;
	int64_t number; /* of a single index */
	bool pair;      /* "host": index is text */
	const char *field;
	const struct qlw_field *type;  /* NULL: of a context, a text */
	const struct qlw_value *a, *b; /* NULL: there is no such record */
};

/* Calls found for every difference, a's keys in the table's order; returns how many there are. */
size_t diff_settings(const struct profile_settings *a, const struct profile_settings *b,
	void (*found)(void *ctx, const struct diff_item *item), void *ctx);

#endif
