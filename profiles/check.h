/*
 * Checks one file as `qlw check` does: what is wrong with it and where. Pure. The kind goes by the
 * base name.
 */
#ifndef QLW_PROFILES_CHECK_H
#define QLW_PROFILES_CHECK_H

#include "profiles/file.h"

struct check {
	enum file_kind kind;
	struct file_note *note; /* in the order of the file */
	size_t notes;
	size_t errors, warnings; /* all, also those beyond FILE_NOTES_MAX */
};

/* bytes are what is in path. 0; QLW_EUSAGE: not a kind that is known; QLW_ENOMEM. */
int check_bytes(struct check *c, const char *path, const void *bytes, size_t len);
void check_free(struct check *c);

/* The kinds there are, for a message. */
const char *check_kinds(void);

/* *.json (check_profile.c): adds what is wrong with a profile. */
int check_profile(struct check *c, const void *bytes, size_t len);

/* One more note; takes no more than FILE_NOTES_MAX, but counts. */
void check_add(struct check *c, const struct file_note *note);

#endif
