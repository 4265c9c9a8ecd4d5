/*
 * Profiles: what a carrier or a bench wants a module to have, read from JSON and checked in full
 * before anything is done with it. Pure: bytes in, values out.
 *
 *     struct profile *p = profile_read(bytes, len);     NULL: out of memory
 *     if (profile_errors(p)) … profile_note(p, i) says what and where
 *     inputs_from_unit(p, &values, identity), inputs_set(…)      inputs.h
 *     profile_resolve(p, &values, 0, settings)          then profile_note again
 *     profile_free(p)
 */
#ifndef QLW_PROFILES_PROFILE_H
#define QLW_PROFILES_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/err.h"
#include "profiles/check.h"
#include "profiles/profile_settings.h"

#define PROFILE_INPUTS_MAX 24
#define PROFILE_CHECKS_MAX 8
#define PROFILE_VALUE_MAX  255

/* What only the module or the user knows; "${name}" in a value takes it ("$${" is the text "${").
 * Texts belong to the profile. */
struct profile_input {
	const char *name;
	const char *title;   /* of a form; the name when the profile gives none */
	const char *pattern; /* POSIX extended regular expression; NULL: anything */
	const char *from;    /* "AT+CNUM": where the module says it; NULL: nowhere */
	const char *example;
	bool secret; /* never shown, stored or echoed */
	bool used;
	size_t at; /* in the file */
};

/* What must hold before the profile is applied: the module's answer fits the pattern. */
struct profile_check {
	const char *title;
	const char *from;
	const char *pattern;
};

struct profile {
	const char *name, *title, *carrier, *source; /* "" when the profile does not say */
	bool production;
	const char *snapshot_imei; /* of a snapshot: whose settings these were; else NULL */
	struct profile_input input[PROFILE_INPUTS_MAX];
	size_t inputs;
	struct profile_check check[PROFILE_CHECKS_MAX];
	size_t checks;
	/* private */
	struct check notes;
	struct jdoc *doc;
	const struct jdoc_node *settings, *contexts, *files;
	char *bytes;
	size_t len;
};

/* One value for each input, by position. Holds secrets: inputs_wipe when done. */
struct profile_values {
	struct {
		bool set;
		char text[PROFILE_VALUE_MAX + 1];
	} value[PROFILE_INPUTS_MAX];
};

/* Reads and checks a copy of bytes, with the inputs' examples for values. Whatever is wrong is in
 * the notes. NULL: out of memory. */
struct profile *profile_read(const char *bytes, size_t len);
void profile_free(struct profile *p); /* NULL is allowed */

size_t profile_errors(const struct profile *p);
/* In the order of the file; NULL after the last. */
const struct file_note *profile_note(const struct profile *p, size_t i);

/* --- provisioning files that a profile brings along --------------------------------------------- */

#define PROFILE_FILES_MAX     12
#define PROFILE_FILE_NAME_MAX 40

struct profile_file {
	char name[PROFILE_FILE_NAME_MAX]; /* below /datatx: "bootstrap.ini", "ssl/100_server.psk" */
	bool gone;                        /* it is not to be there: null in the profile */
	bool secret;                      /* there is a PSK in it: for no screen and no snapshot */
	char *bytes;                      /* NULL when gone */
	size_t len;
};

/* Zero-initialised. */
struct profile_files {
	struct profile_file file[PROFILE_FILES_MAX];
	size_t count;
};

/* Adds a copy; bytes NULL: gone. False: no room. */
bool profile_files_add(struct profile_files *f, const char *name, const void *bytes, size_t len);
const struct profile_file *profile_files_find(const struct profile_files *f, const char *name);
bool profile_file_same(const struct profile_file *a, const struct profile_file *b);
void profile_files_free(struct profile_files *f); /* wipes */

enum profile_resolve {
	PROFILE_LITERAL = 1 << 0,    /* an input without value stays as "${name}", unchecked */
	PROFILE_NO_SECRETS = 1 << 1, /* a PSK whose inputs have no value is left out */
};

/* What the profile wants, with these values for its inputs. QLW_EFILE: the notes, which are made
 * anew, say what is wrong and where: an input without value, or a value that its place does not
 * allow. A profile with errors has to be asked no further. files may be NULL: they are checked
 * only. */
int profile_resolve(struct profile *p, const struct profile_values *values, unsigned flags,
	struct profile_settings *out, struct profile_files *files);

/* 1: text fits, 0: it does not, QLW_EFORM: that is no pattern. */
int profile_pattern_fits(const char *pattern, const char *text);

#endif
