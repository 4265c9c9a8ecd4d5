/*
 * Snapshots: what a module has, as a profile that puts it back. Pure. No PSK is in it, for none can be
 * read: each is a secret input of the profile instead.
 */
#ifndef QLW_PROFILES_SNAPSHOT_H
#define QLW_PROFILES_SNAPSHOT_H

#include "profiles/profile_settings.h"

struct snapshot_about {
	const char *name;  /* of the profile: a-z, 0-9, dot, dash, underline */
	const char *imei;  /* whose settings these are; "" when not known */
	const char *taken; /* RFC 3339 */
};

/* The file's text, allocated, NUL behind it. NULL: out of memory. */
char *snapshot_text(
	const struct profile_settings *s, const struct snapshot_about *about, size_t *len);

#endif
