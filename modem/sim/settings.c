/* Asking, writing and deleting the settings of AT+QLWCFG. Knows no key by name where the table can
 * tell, no flash and no client. */
#include "modem/sim/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void setting_set_text(struct setting_value *v, const char *text)
{
	snprintf(v->text, sizeof v->text, "%.255s", text);
}

static void preset_record(struct setting_record *r, const struct setting_form *f)
{
	memset(r, 0, sizeof *r);
	r->set = !f->absent;
	for (unsigned i = 0; i < f->fields; i++)
		r->value[i].number = f->field[i].preset;
}

void settings_factory(struct settings *s, const struct setting_origin *from)
{
	for (enum setting_key k = 0; k < SETTING_KEYS; k++)
		for (unsigned i = 0; i < SETTING_RECORDS; i++)
			preset_record(&s->record[k][i], settings_form(k));
	s->record[SETTING_EPNS][0].value[EPNS_TYPE].number = from->epns_type;
	setting_set_text(&s->record[SETTING_EPNS][0].value[EPNS_BS], "4");
	setting_set_text(&s->record[SETTING_EPNS][0].value[EPNS_REG], "4");
	struct setting_value *device = s->record[SETTING_DEVICE][0].value;
	setting_set_text(&device[DEVICE_MANUFACTURER], "Quectel");
	setting_set_text(&device[DEVICE_MODEL], from->model);
	setting_set_text(&device[DEVICE_HW], "R1.1");
	setting_set_text(&device[DEVICE_SW], "01");
	setting_set_text(&device[DEVICE_FW], from->revision);
	char type[64];
	snprintf(type, sizeof type, "Quectel_%.*s", (int)strcspn(from->model, "-"), from->model);
	setting_set_text(&device[DEVICE_TYPE], type);
}

/* The indexes behind the key, as one record number. */
static bool take_record(
	const struct setting_form *f, const struct args *a, unsigned indexes, unsigned *record)
{
	*record = 0;
	for (unsigned i = 0; i < indexes; i++) {
		int64_t n;
		if (!args_number(a, 1 + i, 0, f->index_max[i], &n))
			return false;
		*record = *record * (f->index_max[i] + 1) + (unsigned)n;
	}
	for (unsigned i = indexes; i < f->indexes; i++)
		*record *= f->index_max[i] + 1;
	return true;
}

enum setting_ask settings_ask(enum setting_key key, const struct args *a, unsigned *record)
{
	const struct setting_form *f = settings_form(key);
	unsigned given = (unsigned)a->count - 1;
	unsigned indexes = given < f->indexes ? given : f->indexes;
	if (!take_record(f, a, indexes, record))
		return SETTING_ASK_BAD;
	/* "host" is the one key whose query names the record */
	if (key == SETTING_HOST && (given == 1 || given == 2))
		return SETTING_ASK_QUERY;
	if (given == 0)
		return key == SETTING_HOST ? SETTING_ASK_BAD : SETTING_ASK_QUERY;
	if (given == f->indexes && f->deletes)
		return SETTING_ASK_DELETE;
	if (given <= f->indexes || !(f->counts >> (given - f->indexes) & 1))
		return SETTING_ASK_BAD;
	return SETTING_ASK_WRITE;
}

static bool in_list(const char *list, int64_t n)
{
	const char *p = list;
	while (*p++ != ')') {
		char *end;
		if (strtoll(p, &end, 10) == n)
			return true;
		p = end;
	}
	return false;
}

static bool is_hex(const char *s)
{
	size_t len = strspn(s, "0123456789abcdefABCDEF");
	return !s[len] && len % 2 == 0;
}

static bool is_binding(const char *s)
{
	static const char *const known[] = {"U", "UQ", "S", "SQ", "US", "UQS", "N"};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(s, known[i]) == 0)
			return true;
	return false;
}

/* <type> 0: any name in quotes. 1: a number of Table 8; quotes around it are tolerated. */
static bool take_epname(struct setting_value *v, int64_t type, const struct args *a, size_t i)
{
	if (type == 0)
		return args_string(a, i, v->text, sizeof v->text) && v->text[0];
	return args_text(a, i, v->text, sizeof v->text) && strlen(v->text) == 1 &&
	       v->text[0] >= '4' && v->text[0] <= '9';
}

static bool take_value(struct setting_record *r, const struct setting_form *f, unsigned field,
	const struct args *a, size_t i)
{
	const struct setting_field *form = &f->field[field];
	struct setting_value *v = &r->value[field];
	switch (form->kind) {
	case SETTING_RANGE:
		return args_number(a, i, form->min, form->max, &v->number);
	case SETTING_LIST:
		return args_number(a, i, 0, INT32_MAX, &v->number) &&
		       in_list(form->list, v->number);
	case SETTING_STRING:
		return args_string(a, i, v->text, sizeof v->text);
	case SETTING_HEX:
		return args_string(a, i, v->text, sizeof v->text) && is_hex(v->text);
	case SETTING_BINDING:
		return args_string(a, i, v->text, sizeof v->text) && is_binding(v->text);
	case SETTING_EPNAME:
		return take_epname(v, r->value[EPNS_TYPE].number, a, i);
	}
	return false;
}

/* Values left off, or empty where any number may be left off, keep what they were (3.1.1). */
static bool take_values(
	struct setting_record *r, const struct setting_form *f, const struct args *a)
{
	bool optional = f->counts & 1 << 1 && f->fields > 2;
	for (unsigned i = 0; 1 + f->indexes + i < a->count; i++) {
		size_t at = 1 + f->indexes + i;
		if (optional && a->arg[at].kind == ARG_EMPTY)
			continue;
		if (!take_value(r, f, i, a, at))
			return false;
	}
	return true;
}

static bool any_server_non_ip(const struct settings *s)
{
	for (unsigned i = 0; i < SETTING_RECORDS; i++)
		if (s->record[SETTING_SERVER][i].set &&
			strcmp(settings_text(s, SETTING_SERVER, i, SERVER_BINDING), "N") == 0)
			return true;
	return false;
}

/* Rules between keys: the notes under Table 8. */
static bool rules_hold(const struct settings *s, enum setting_key key, unsigned record,
	const struct setting_record *next, const struct assumptions *assume)
{
	bool v11 = settings_number(s, SETTING_VERSION, 0, 0) == 1;
	if (key == SETTING_SERVER || key == SETTING_PDPCID) {
		if (assume->value[ASSUME_SECURITY_FIRST] &&
			!s->record[SETTING_SECURITY][record].set)
			return false;
	}
	if (key == SETTING_SERVER && strcmp(next->value[SERVER_BINDING].text, "N") == 0)
		return v11;
	if (key == SETTING_VERSION && next->value[0].number == 0)
		return !any_server_non_ip(s);
	if (key == SETTING_SECURITY)
		return next->value[SECURITY_ADDR].text[0] != '\0';
	return true;
}

bool settings_write(struct settings *s, enum setting_key key, unsigned record, const struct args *a,
	const struct assumptions *assume)
{
	struct setting_record next = s->record[key][record];
	if (!take_values(&next, settings_form(key), a) ||
		!rules_hold(s, key, record, &next, assume))
		return false;
	next.set = true;
	s->record[key][record] = next;
	return true;
}

void settings_delete(struct settings *s, enum setting_key key, unsigned record)
{
	preset_record(&s->record[key][record], settings_form(key));
}
