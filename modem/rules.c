/* The rules that bind a setting to others and to the module, as two tables. What one record says by
 * itself is in qlw_record.c. It must not send, and knows neither forms nor verbs. */
#include "modem/rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LIFETIME_LATER_MAX 86400 /* s that "lifetime" takes (3.2.2) */
#define COUNT(a)           (sizeof(a) / sizeof *(a))

/* --- parts ------------------------------------------------------------------------------------ */

static const struct qlw_value *value_of(const struct rules_case *c, const char *name)
{
	const int i = qlw_field_find(qlw_key_verb(c->key), name);
	return i >= 0 && c->record->value[i].present ? &c->record->value[i] : NULL;
}

static bool number_of(const struct rules_case *c, const char *name, int64_t *number)
{
	const struct qlw_value *v = value_of(c, name);
	if (!v || !v->numeric)
		return false;
	*number = v->number;
	return true;
}

static bool number_is(const struct rules_case *c, const char *name, int64_t wanted)
{
	int64_t number;
	return number_of(c, name, &number) && number == wanted;
}

static const struct qlw_record *find_security(
	const struct rules_case *c, const char *field, int64_t number)
{
	const struct model_key *k = &c->model->key[QLW_KEY_SECURITY];
	const int i = qlw_field_find(qlw_key_verb(QLW_KEY_SECURITY), field);
	for (size_t r = 0; r < k->count; r++)
		if (k->record[r].value[i].numeric && k->record[r].value[i].number == number)
			return &k->record[r];
	return NULL;
}

static bool read(const struct rules_case *c, enum qlw_key key)
{
	return c->model->key[key].read_ms != 0;
}

static int version_of(const struct rules_case *c)
{
	return (int)model_number(c->model, QLW_KEY_VERSION, 0, "client_version", -1);
}

static bool needs_security(enum qlw_key key)
{
	return key == QLW_KEY_SERVER || key == QLW_KEY_PDPCID;
}

/* The client index of a server or PDP context whose account is not there. */
static bool account_missing(const struct rules_case *c, int64_t *index)
{
	return needs_security(c->key) && read(c, QLW_KEY_SECURITY) &&
	       number_of(c, "client_index", index) && !find_security(c, "client_index", *index);
}

/* --- what is refused -------------------------------------------------------------------------- */

/* What this module's own =? does not list. */
static int refuse_range(const struct rules_case *c, struct qlw_diag *diag)
{
	const struct qlw_verb *verb = qlw_key_verb(c->key);
	const struct model_key *k = &c->model->key[c->key];
	char range[80];
	for (size_t i = 0; i < verb->fields && k->offered; i++) {
		const struct qlw_value *v = &c->record->value[i];
		if (v->present && v->numeric && verb->field[i].type == QLW_TYPE_INT &&
			qlw_capability_allows(&k->capability, i, v->number) == 0 &&
			qlw_capability_range(&k->capability, i, range, sizeof range))
			return qlw_diag_set(diag, QLW_EUSAGE,
				"%s: %" PRId64 " is out of range, this module takes %.60s",
				verb->field[i].name, v->number, range);
	}
	return 0;
}

static int refuse_order(const struct rules_case *c, struct qlw_diag *diag)
{
	int64_t index;
	if (!c->adding || !account_missing(c, &index))
		return 0;
	qlw_diag_set(diag, QLW_EUSAGE,
		"client_index: security %" PRId64 " comes first: there is none", index);
	qlw_diag_hint(diag, "set security %" PRId64 " short_id=… server_addr=…", index);
	return QLW_EUSAGE;
}

static int refuse_short_id(const struct rules_case *c, struct qlw_diag *diag)
{
	int64_t id, index;
	if (c->key != QLW_KEY_SECURITY || !number_of(c, "short_id", &id) ||
		!number_of(c, "client_index", &index))
		return 0;
	const struct qlw_record *other = find_security(c, "short_id", id);
	if (!other || other->value[0].number == index)
		return 0;
	qlw_diag_set(diag, QLW_EUSAGE, "short_id: security %.8s has %" PRId64 " already",
		other->value[0].text, id);
	qlw_diag_hint(diag, "every server has a short ID of its own");
	return QLW_EUSAGE;
}

static int refuse_record(const struct rules_case *c, struct qlw_diag *diag)
{
	return qlw_record_check(qlw_key_verb(c->key), c->record, version_of(c), diag);
}

/* Whose fault it is: the field that the words begin with, else the last. */
static int field_named(const struct qlw_verb *verb, const char *what)
{
	for (size_t i = 0; i < verb->fields; i++) {
		const size_t n = strlen(verb->field[i].name);
		if (strncmp(what, verb->field[i].name, n) == 0 && what[n] == ':')
			return (int)i;
	}
	return (int)verb->fields - 1;
}

int rules_check(const struct rules_case *c, int field, struct qlw_diag *diag)
{
	static int (*const rule[])(const struct rules_case *, struct qlw_diag *) = {
		refuse_range, refuse_order, refuse_short_id, refuse_record};
	for (size_t i = 0; i < COUNT(rule); i++) {
		struct qlw_diag found = {.err = QLW_OK};
		const int err = rule[i](c, &found);
		if (!err || (field >= 0 && field_named(qlw_key_verb(c->key), found.what) != field))
			continue;
		if (diag)
			*diag = found;
		return err;
	}
	return 0;
}

/* --- what is said ----------------------------------------------------------------------------- */

static void warn_record(const struct rules_case *c, char *out)
{
	struct qlw_diag diag = {.err = QLW_OK};
	if (qlw_record_warning(qlw_key_verb(c->key), c->record, &diag))
		snprintf(out, RULES_TEXT_MAX, "%.*s", RULES_TEXT_MAX - 1, diag.what);
}

static void warn_life_time(const struct rules_case *c, char *out)
{
	int64_t life;
	if (c->key != QLW_KEY_SERVER || !number_of(c, "life_time", &life))
		return;
	if (life == 0)
		snprintf(out, RULES_TEXT_MAX, "life_time 0: servers refuse it");
	else if (life > LIFETIME_LATER_MAX)
		snprintf(out, RULES_TEXT_MAX,
			"life_time over %d s cannot be changed later with \"lifetime\"",
			LIFETIME_LATER_MAX);
}

static void warn_phone(const struct rules_case *c, char *out)
{
	if (rules_need_number(c->key, c->record) && !c->model->identity.msisdn[0])
		snprintf(out, RULES_TEXT_MAX,
			"endpoint name 7 needs an MSISDN, and AT+CNUM gave none for this SIM");
}

static void warn_account(const struct rules_case *c, char *out)
{
	int64_t index;
	if (!c->adding && account_missing(c, &index))
		snprintf(out, RULES_TEXT_MAX, "there is no security %" PRId64, index);
}

static void tell_select(const struct rules_case *c, char *out)
{
	if (c->key != QLW_KEY_SELECT)
		return;
	if (number_is(c, "server_type", 0))
		snprintf(out, RULES_TEXT_MAX,
			"server_type 0 resets every LwM2M setting, PSKs too; no undo");
	else
		snprintf(out, RULES_TEXT_MAX,
			"a carrier may change security and server; they are read again");
}

static void tell_psk(const struct rules_case *c, char *out)
{
	if (c->key != QLW_KEY_SECURITY || !number_is(c, "security_mode", 0))
		return;
	if (value_of(c, "psk_key"))
		snprintf(out, RULES_TEXT_MAX,
			"the PSK cannot be read back: only a handshake proves it");
	else
		snprintf(out, RULES_TEXT_MAX, "no PSK is sent%s",
			c->adding ? ": this server cannot be reached before it has one" : "");
}

static const struct {
	void (*say)(const struct rules_case *, char *);
	enum rules_kind kind;
} notes[] = {
	{warn_record, RULES_WARNING},
	{warn_life_time, RULES_WARNING},
	{warn_phone, RULES_WARNING},
	{warn_account, RULES_WARNING},
	{tell_select, RULES_REMARK},
	{tell_psk, RULES_REMARK},
};

bool rules_note(
	const struct rules_case *c, size_t i, enum rules_kind *kind, char out[RULES_TEXT_MAX])
{
	size_t found = 0;
	for (size_t k = 0; k < COUNT(notes); k++) {
		out[0] = '\0';
		notes[k].say(c, out);
		if (out[0] && found++ == i)
			return *kind = notes[k].kind, true;
	}
	return false;
}

/* --- what has to be known --------------------------------------------------------------------- */

unsigned rules_needs(enum qlw_key key, const struct qlw_record *record)
{
	const int binding = qlw_field_find(qlw_key_verb(key), "binding");
	unsigned needs =
		needs_security(key) || key == QLW_KEY_SECURITY ? 1u << QLW_KEY_SECURITY : 0;
	if (binding >= 0 && strcasecmp(record->value[binding].text, "N") == 0)
		needs |= 1u << QLW_KEY_VERSION;
	return needs;
}

bool rules_need_number(enum qlw_key key, const struct qlw_record *record)
{
	const struct rules_case c = {.key = key, .record = record};
	return key == QLW_KEY_EPNS && number_is(&c, "type", 1) &&
	       (number_is(&c, "bs_epname", 7) || number_is(&c, "reg_epname", 7));
}
