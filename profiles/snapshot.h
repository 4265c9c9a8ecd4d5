/*
 * Snapshots: what a module has, as a profile that puts it back. Pure. No PSK is in it, for none can be
 * read: each is a secret input of the profile instead.
 */
#ifndef QLW_PROFILES_SNAPSHOT_H
#define QLW_PROFILES_SNAPSHOT_H

#include "profiles/profile.h"

struct snapshot_about {
	const char *name;  /* of the profile: a-z, 0-9, dot, dash, underline */
	const char *imei;  /* whose settings these are; "" when not known */
	const char *taken; /* RFC 3339 */
};

/* The file's text, allocated, NUL behind it. NULL: out of memory. files (may be NULL) are those
 * that a profile names: one with a PSK in it, or that is no text, is left out. */
char *snapshot_text(const struct profile_settings *s, const struct profile_files *files,
	const struct snapshot_about *about, size_t *len);

/* Whether a file's content can stand in a snapshot. */
bool snapshot_takes(const struct profile_file *file);

#endif
