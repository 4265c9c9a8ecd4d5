/*
 * Settings of one module as plain data: every key of AT+QLWCFG and the PDP contexts. What a module
 * has, what a profile wants and what a snapshot holds are all this one type. Pure. Large (about
 * 350 kB): allocate it.
 */
#ifndef QLW_PROFILES_PROFILE_SETTINGS_H
#define QLW_PROFILES_PROFILE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/model.h"
#include "modem/qlw.h"

#define PROFILE_CONTEXTS_MAX 16
#define PROFILE_APN_MAX      100 /* bytes: the longest name of an access point */

/* AT+CGDCONT */
struct profile_context {
	int cid; /* 1-16 */
	char type[16];
	char apn[PROFILE_APN_MAX + 1];
};

struct profile_key {
	bool named; /* of a module: it was read; of a profile: it says what this key is to be */
	size_t count;
	struct qlw_record record[MODEL_RECORDS_MAX];
};

struct profile_settings {
	struct profile_key key[QLW_KEYS];
	bool contexts_named;
	bool contexts_complete; /* of a snapshot: there are no others */
	size_t contexts;
	struct profile_context context[PROFILE_CONTEXTS_MAX];
};

struct profile_settings *profile_settings_new(void);    /* NULL: out of memory */
void profile_settings_free(struct profile_settings *s); /* wipes it; NULL is allowed */

/* What the Note prints as defaults, as after "select",0. "epns" and "device" are not named: their
 * factory values are the module's own. Contexts are left as they are. */
void profile_settings_factory(struct profile_settings *s);

/* The record that has the index fields of like, or NULL. */
const struct qlw_record *profile_settings_find(
	const struct profile_settings *s, enum qlw_key key, const struct qlw_record *like);
const struct profile_context *profile_settings_context(const struct profile_settings *s, int cid);

/* The number of a field of a key without index; fallback when it is not known. */
int64_t profile_settings_number(
	const struct profile_settings *s, enum qlw_key key, const char *field, int64_t fallback);

/* Adds a record; false when there is no room. */
bool profile_settings_add(
	struct profile_settings *s, enum qlw_key key, const struct qlw_record *record);
/* Adds a line +CGDCONT: …; others are ignored. */
void profile_settings_add_context(struct profile_settings *s, const char *line, size_t len);

/* By content; a text that is not there is the empty text. */
bool profile_value_same(const struct qlw_value *a, const struct qlw_value *b);

/* Whether a has everything that want says; secrets are not compared, for they cannot be read. */
bool profile_record_has(
	enum qlw_key key, const struct qlw_record *a, const struct qlw_record *want);

/* True of a record that says no more than its absence: records of "pdpcid" and "host" cannot be
 * deleted, only be put back to this. */
bool profile_record_idle(enum qlw_key key, const struct qlw_record *record);
/* Puts every value but the indexes to that. */
void profile_record_idle_set(enum qlw_key key, struct qlw_record *record);

/* A record of "security" whose traffic is protected by a PSK. */
bool profile_record_uses_psk(enum qlw_key key, const struct qlw_record *record);
/* A record that holds a secret to be written. */
bool profile_record_has_secret(enum qlw_key key, const struct qlw_record *record);

/* "security 0", "host 0 2", "version": a record's name in messages. */
const char *profile_record_name(
	enum qlw_key key, const struct qlw_record *record, char *out, size_t size);

bool profile_context_same(const struct profile_context *a, const struct profile_context *b);
/* The module's spelling of a PDP type, or NULL. */
const char *profile_context_type(const char *text);

#endif
