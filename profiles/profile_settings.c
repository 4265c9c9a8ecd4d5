/* Settings as plain data: finding, comparing, what "nothing" is. Sends nothing, reads no file. */
#include "profiles/profile_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct profile_settings *profile_settings_new(void)
{
	return calloc(1, sizeof(struct profile_settings));
}

void profile_settings_free(struct profile_settings *s)
{
	if (s)
		explicit_bzero(s, sizeof *s);
	free(s);
}

/* --- what there is ---------------------------------------------------------------------------- */

/* Every value that the table has a default for. */
static void set_defaults(enum qlw_key key, struct qlw_record *record)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_field *f = &verb->field[i];
		if (f->index || f->secret)
			continue;
		record->value[i] = (struct qlw_value){.present = false};
		if (f->fallback)
			qlw_record_set(verb, record, i, f->fallback, NULL);
		else if (f->type == QLW_TYPE_STRING)
			record->value[i] = (struct qlw_value){.present = true, .quoted = true};
	}
}

void profile_settings_factory(struct profile_settings *s)
{
	for (int k = 0; k < QLW_KEYS; k++) {
		enum qlw_key key = (enum qlw_key)k;
		memset(&s->key[key], 0, sizeof s->key[key]);
		s->key[key].named = key != QLW_KEY_EPNS && key != QLW_KEY_DEVICE;
		if (!s->key[key].named || qlw_key_verb(key)->list)
			continue;
		s->key[key].count = 1;
		set_defaults(key, &s->key[key].record[0]);
	}
}

const struct qlw_record *profile_settings_find(
	const struct profile_settings *s, enum qlw_key key, const struct qlw_record *like)
{
	const struct profile_key *k = &s->key[key];
	for (size_t i = 0; i < k->count; i++)
		if (qlw_record_same(qlw_key_verb(key), &k->record[i], like))
			return &k->record[i];
	return NULL;
}

const struct profile_context *profile_settings_context(const struct profile_settings *s, int cid)
{
	for (size_t i = 0; i < s->contexts; i++)
		if (s->context[i].cid == cid)
			return &s->context[i];
	return NULL;
}

int64_t profile_settings_number(
	const struct profile_settings *s, enum qlw_key key, const char *field, int64_t fallback)
{
	int i = qlw_field_find(qlw_key_verb(key), field);
	if (i < 0 || !s->key[key].count || !s->key[key].record[0].value[i].numeric)
		return fallback;
	return s->key[key].record[0].value[i].number;
}

bool profile_settings_add(
	struct profile_settings *s, enum qlw_key key, const struct qlw_record *record)
{
	struct profile_key *k = &s->key[key];
	if (k->count == MODEL_RECORDS_MAX)
		return false;
	k->record[k->count++] = *record;
	return true;
}

/* +CGDCONT: 1,"IP","iot.example","0.0.0.0",0,0 */
void profile_settings_add_context(struct profile_settings *s, const char *line, size_t len)
{
	struct at_line info;
	struct profile_context c = {.cid = 0};
	int64_t cid;
	if (s->contexts == PROFILE_CONTEXTS_MAX || at_parse_info(line, len, &info) ||
		!at_is(&info, "+CGDCONT") || !at_arg_int(&info, 0, 1, PROFILE_CONTEXTS_MAX, &cid) ||
		!at_arg_copy(&info, 1, c.type, sizeof c.type))
		return;
	at_arg_copy(&info, 2, c.apn, sizeof c.apn);
	c.cid = (int)cid;
	s->context[s->contexts++] = c;
}

/* --- comparing -------------------------------------------------------------------------------- */

bool profile_value_same(const struct qlw_value *a, const struct qlw_value *b)
{
	static const struct qlw_value nothing = {.present = true};
	const struct qlw_value *x = a->present ? a : &nothing;
	const struct qlw_value *y = b->present ? b : &nothing;
	return qlw_value_equal(x, y);
}

bool profile_record_has(enum qlw_key key, const struct qlw_record *a, const struct qlw_record *want)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	for (size_t i = 0; i < verb->fields; i++) {
		if (!want->value[i].present || verb->field[i].secret)
			continue;
		if (!profile_value_same(&a->value[i], &want->value[i]))
			return false;
	}
	return true;
}

void profile_record_idle_set(enum qlw_key key, struct qlw_record *record)
{
	set_defaults(key, record);
}

bool profile_record_idle(enum qlw_key key, const struct qlw_record *record)
{
	struct qlw_record idle = *record;
	if (key != QLW_KEY_PDPCID && key != QLW_KEY_HOST)
		return false;
	profile_record_idle_set(key, &idle);
	return profile_record_has(key, &idle, record);
}

bool profile_record_uses_psk(enum qlw_key key, const struct qlw_record *record)
{
	int i = qlw_field_find(qlw_key_verb(key), "security_mode");
	return key == QLW_KEY_SECURITY && i >= 0 && record->value[i].numeric &&
	       record->value[i].number == 0;
}

bool profile_record_has_secret(enum qlw_key key, const struct qlw_record *record)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	for (size_t i = 0; i < verb->fields; i++)
		if (verb->field[i].secret && record->value[i].present)
			return true;
	return false;
}

bool profile_context_same(const struct profile_context *a, const struct profile_context *b)
{
	return strcasecmp(a->type, b->type) == 0 && strcmp(a->apn, b->apn) == 0;
}

/* --- words ------------------------------------------------------------------------------------ */

const char *profile_context_type(const char *text)
{
	static const char *const types[] = {"IP", "IPV6", "IPV4V6", "PPP", "Non-IP"};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcasecmp(text, types[i]) == 0)
			return types[i];
	return NULL;
}

const char *profile_record_name(
	enum qlw_key key, const struct qlw_record *record, char *out, size_t size)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	size_t used = (size_t)snprintf(out, size, "%s", verb->name);
	for (size_t i = 0; i < verb->fields && used < size; i++)
		if (verb->field[i].index && record->value[i].present)
			used += (size_t)snprintf(
				out + used, size - used, " %.20s", record->value[i].text);
	return out;
}
