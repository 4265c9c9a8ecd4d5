/* Inside a profile: what its readers share. Included by profiles/profile*.c only. */
#ifndef QLW_PROFILES_PROFILE_PRIV_H
#define QLW_PROFILES_PROFILE_PRIV_H

#include "profiles/json_read.h"
#include "profiles/profile.h"

/* Notes at offset at of the file. */
void profile_say(struct profile *p, size_t at, bool warning, const char *key, const char *format,
	...) __attribute__((format(printf, 5, 6)));
#define profile_error(p, at, key, ...) profile_say(p, at, false, key, __VA_ARGS__)
#define profile_warn(p, at, key, ...)  profile_say(p, at, true, key, __VA_ARGS__)

/* Members of an object that are not in names (NULL-terminated), or stand there twice. */
void profile_check_members(
	struct profile *p, const struct jdoc_node *object, const char *const *names);
/* A member's text; fallback when it is not there, or (noted) no text. */
const char *profile_text(
	struct profile *p, const struct jdoc_node *object, const char *name, const char *fallback);
bool profile_flag(struct profile *p, const struct jdoc_node *object, const char *name);
/* The word of names closest to word, or NULL. */
const char *profile_close(const char *word, const char *const *names);

void profile_read_inputs(struct profile *p, const struct jdoc_node *inputs);
void profile_read_checks(struct profile *p, const struct jdoc_node *checks);

struct profile_files;
/* out may be NULL: only checked. */
void profile_read_files(struct profile *p, const struct profile_values *values, unsigned flags,
	struct profile_files *out);

/* Where values come from while settings are read. */
struct profile_source {
	struct profile *p;
	const struct profile_values *values; /* NULL: the examples */
	unsigned flags;                      /* enum profile_resolve */
	struct profile_settings *out;
	bool hidden;  /* what stands here is kept out of sight by its place, as a PSK is */
	bool literal; /* a value of the record being read was left as "${name}" */
};

/* A text with its inputs in place. False, noted, when that cannot be; *literal: an input was left
 * as it stands. */
bool profile_substitute(struct profile_source *s, const struct jdoc_node *node, const char *key,
	char *out, size_t size, bool *literal);

void profile_read_settings(struct profile_source *s, const struct jdoc_node *settings);
void profile_read_contexts(struct profile_source *s, const struct jdoc_node *contexts);

#endif
