/*
 * What may be written into a record: the value by itself, what this module says it takes, and the
 * rules between fields and between records (Note 1, 3.2.1). Pure: the form and the model in, words
 * out.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "modem/qlw.h"
#include "views/setting_form.h"

#define LIFETIME_LATER_MAX 86400 /* s that "lifetime" takes (3.2.2) */

/* --- parts ------------------------------------------------------------------------------------ */

static const char *value_of(const struct setting_form *f, const char *name)
{
	const int i = qlw_field_find(f->verb, name);
	return i >= 0 ? form_value(&f->form, (size_t)i) : "";
}

static bool number_of(const struct setting_form *f, const char *name, int64_t *number)
{
	return qlw_number(value_of(f, name), number);
}

static const struct qlw_record *find_record(
	const struct model *m, enum qlw_key key, size_t field, int64_t number)
{
	for (size_t i = 0; i < m->key[key].count; i++)
		if (m->key[key].record[i].value[field].number == number)
			return &m->key[key].record[i];
	return NULL;
}

static int version_of(const struct model *m)
{
	const struct model_key *k = &m->key[QLW_KEY_VERSION];
	return k->count && k->record[0].value[0].numeric ? (int)k->record[0].value[0].number : -1;
}

/* The words behind "field: ". */
static const char *without_name(const char *what)
{
	const char *colon = strstr(what, ": ");
	return colon ? colon + 2 : what;
}

/* Whose fault it is: the field that the words begin with, else the last. */
static size_t field_named(const struct qlw_verb *verb, const char *what)
{
	for (size_t i = 0; i < verb->fields; i++) {
		const size_t n = strlen(verb->field[i].name);
		if (strncmp(what, verb->field[i].name, n) == 0 && what[n] == ':')
			return i;
	}
	return verb->fields - 1;
}

/* --- one value -------------------------------------------------------------------------------- */

static void check_value(const struct setting_form *f, size_t i, char note[FORM_NOTE_MAX])
{
	struct qlw_record record;
	struct qlw_diag diag = {.err = QLW_OK};
	const struct model_key *k = &f->model->key[f->key];
	const char *text = form_value(&f->form, i);
	char range[80];
	setting_form_record(f, &record);
	if (text[0] && qlw_record_set(f->verb, &record, i, text, &diag))
		snprintf(note, FORM_NOTE_MAX, "%.*s", FORM_NOTE_MAX - 1, without_name(diag.what));
	else if (k->offered && record.value[i].numeric && f->verb->field[i].type == QLW_TYPE_INT &&
		 qlw_capability_allows(&k->capability, i, record.value[i].number) == 0 &&
		 qlw_capability_range(&k->capability, i, range, sizeof(range)))
		snprintf(note, FORM_NOTE_MAX, "this module takes %.60s", range);
	explicit_bzero(&record, sizeof(record));
}

/* --- between fields --------------------------------------------------------------------------- */

static void check_record(const struct setting_form *f, size_t i, char note[FORM_NOTE_MAX])
{
	struct qlw_record record;
	struct qlw_diag diag = {.err = QLW_OK};
	setting_form_record(f, &record);
	const int err = qlw_record_check(f->verb, &record, version_of(f->model), &diag);
	explicit_bzero(&record, sizeof(record));
	if (!err || field_named(f->verb, diag.what) != i)
		return;
	snprintf(note, FORM_NOTE_MAX, "%.*s", FORM_NOTE_MAX - 1, without_name(diag.what));
}

/* --- between records -------------------------------------------------------------------------- */

static bool is_taken(const struct setting_form *f)
{
	struct qlw_record record;
	bool taken = false;
	setting_form_record(f, &record);
	for (size_t i = 0; i < f->model->key[f->key].count; i++)
		taken |= qlw_record_same(f->verb, &record, &f->model->key[f->key].record[i]);
	explicit_bzero(&record, sizeof(record));
	return taken;
}

static bool needs_security(enum qlw_key key)
{
	return key == QLW_KEY_SERVER || key == QLW_KEY_PDPCID;
}

static void check_index(const struct setting_form *f, size_t i, char note[FORM_NOTE_MAX])
{
	int64_t index;
	if (!f->adding || !f->verb->list ||
		(f->verb->fields > i + 1 && f->verb->field[i + 1].index))
		return;
	if (is_taken(f))
		snprintf(note, FORM_NOTE_MAX, "there is such a record already: edit that one");
	else if (needs_security(f->key) && number_of(f, "client_index", &index) &&
		 !find_record(f->model, QLW_KEY_SECURITY, 0, index))
		snprintf(note, FORM_NOTE_MAX, "security %" PRId64 " comes first: there is none",
			index);
}

static void check_short_id(const struct setting_form *f, size_t i, char note[FORM_NOTE_MAX])
{
	int64_t id, index;
	if (f->key != QLW_KEY_SECURITY || !number_of(f, "short_id", &id) ||
		!number_of(f, "client_index", &index))
		return;
	const struct qlw_record *other = find_record(f->model, QLW_KEY_SECURITY, i, id);
	if (other && other->value[0].number != index)
		snprintf(note, FORM_NOTE_MAX, "security %.8s has this short ID already",
			other->value[0].text);
}

void setting_rules_check(void *form, const struct form *same, size_t i, char note[FORM_NOTE_MAX])
{
	const struct setting_form *f = form;
	(void)same;
	check_value(f, i, note);
	if (!note[0] && f->verb->field[i].index)
		check_index(f, i, note);
	if (!note[0] && strcmp(f->verb->field[i].name, "short_id") == 0)
		check_short_id(f, i, note);
	if (!note[0])
		check_record(f, i, note);
}

/* --- warnings --------------------------------------------------------------------------------- */

static void warn_record(const struct setting_form *f, char *out)
{
	struct qlw_record record;
	struct qlw_diag diag = {.err = QLW_OK};
	setting_form_record(f, &record);
	if (qlw_record_warning(f->verb, &record, &diag))
		snprintf(out, SETTING_TEXT_MAX, "%.*s", SETTING_TEXT_MAX - 1, diag.what);
	explicit_bzero(&record, sizeof(record));
}

static void warn_life_time(const struct setting_form *f, char *out)
{
	int64_t life;
	if (f->key == QLW_KEY_SERVER && number_of(f, "life_time", &life) &&
		life > LIFETIME_LATER_MAX)
		snprintf(out, SETTING_TEXT_MAX,
			"life_time over %d s cannot be changed later with \"lifetime\"",
			LIFETIME_LATER_MAX);
}

static void warn_number(const struct setting_form *f, char *out)
{
	if (f->key != QLW_KEY_EPNS || strcmp(value_of(f, "type"), "1") != 0)
		return;
	if (strcmp(value_of(f, "bs_epname"), "7") != 0 &&
		strcmp(value_of(f, "reg_epname"), "7") != 0)
		return;
	if (!f->model->identity.msisdn[0])
		snprintf(out, SETTING_TEXT_MAX,
			"endpoint name 7 needs an MSISDN, and AT+CNUM gave none for this SIM");
}

static void warn_psk(const struct setting_form *f, char *out)
{
	if (f->key != QLW_KEY_SECURITY || strcmp(value_of(f, "security_mode"), "0") != 0)
		return;
	if (value_of(f, "psk_key")[0])
		snprintf(out, SETTING_TEXT_MAX,
			"the PSK cannot be read back: only a handshake proves it");
	else
		snprintf(out, SETTING_TEXT_MAX, "no PSK is sent%s",
			f->adding ? ": this server cannot be reached before it has one" : "");
}

static void warn_security(const struct setting_form *f, char *out)
{
	int64_t index;
	if (f->adding || !needs_security(f->key) || !number_of(f, "client_index", &index) ||
		find_record(f->model, QLW_KEY_SECURITY, 0, index))
		return;
	snprintf(out, SETTING_TEXT_MAX, "there is no security %" PRId64, index);
}

static void warn_select(const struct setting_form *f, char *out)
{
	if (f->key != QLW_KEY_SELECT)
		return;
	if (strcmp(value_of(f, "server_type"), "0") == 0)
		snprintf(out, SETTING_TEXT_MAX,
			"server_type 0 resets every LwM2M setting, PSKs too; no undo");
	else
		snprintf(out, SETTING_TEXT_MAX,
			"a carrier may change security and server; they are read again");
}

bool setting_rules_warning(const struct setting_form *f, size_t i, char out[SETTING_TEXT_MAX])
{
	static void (*const rule[])(const struct setting_form *, char *) = {
		warn_record, warn_life_time, warn_number, warn_security, warn_select, warn_psk};
	size_t found = 0;
	for (size_t k = 0; k < sizeof(rule) / sizeof(rule[0]); k++) {
		out[0] = '\0';
		rule[k](f, out);
		if (out[0] && found++ == i)
			return true;
	}
	return false;
}
