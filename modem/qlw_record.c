/*
 * Records: one value set from what a person typed, and the rules that bind several values. Works on
 * the table's fields; knows neither the wire nor the module.
 */
#include "modem/qlw.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --- words for errors ------------------------------------------------------------------------- */

/* The user's text as an error may repeat it: short, one line, printable, secrets not at all. */
struct shown {
	char text[48];
};

static struct shown show(const struct qlw_field *field, const char *text)
{
	struct shown s = {"the value"};
	if (field->secret)
		return s;
	size_t n = 0;
	for (; n < 40 && text[n]; n++)
		s.text[n] = (unsigned char)text[n] < 0x20 || text[n] == 0x7f ? '?' : text[n];
	snprintf(s.text + n, sizeof s.text - n, "%s", text[n] ? "..." : "");
	return s;
}

/* "0 PSK, 2 certificate, 3 none"; of words just the names */
static const char *list_choices(const struct qlw_field *field, char *out, size_t size)
{
	size_t n = 0;
	char number[24];
	out[0] = '\0';
	for (const struct qlw_choice *c = field->choices; c && c->name && n < size; c++) {
		snprintf(number, sizeof number, "%" PRId64, c->number);
		const bool plain = field->type == QLW_TYPE_WORD || strcmp(number, c->name) == 0;
		int len = snprintf(out + n, size - n, "%s%s%s%s", n ? ", " : "",
			plain ? "" : number, plain ? "" : " ", c->name);
		n += (size_t)len;
	}
	return out;
}

static int refuse_number(
	const struct qlw_field *f, const char *text, const char *why, struct qlw_diag *diag)
{
	return qlw_diag_set(diag, QLW_EUSAGE, "%s: %s is %s, allowed %" PRId64 "-%" PRId64 "%s%s",
		f->name, show(f, text).text, why, f->min, f->max, f->unit ? " " : "",
		f->unit ? f->unit : "");
}

static int refuse_choice(const struct qlw_field *f, const char *text, struct qlw_diag *diag)
{
	char list[160];
	return qlw_diag_set(diag, QLW_EUSAGE, "%s: %s is not allowed, choose one of %s", f->name,
		show(f, text).text, list_choices(f, list, sizeof list));
}

/* --- one value -------------------------------------------------------------------------------- */

/* At most "all digits", however long: then it is a number out of range rather than no number. */
static bool looks_numeric(const char *text)
{
	size_t sign = *text == '-';
	return text[sign] && text[sign + strspn(text + sign, "0123456789")] == '\0';
}

static void store_number(struct qlw_value *v, int64_t number)
{
	*v = (struct qlw_value){.present = true, .numeric = true, .number = number};
	snprintf(v->text, sizeof v->text, "%" PRId64, number);
}

static void store_text(struct qlw_value *v, const char *text)
{
	*v = (struct qlw_value){.present = true, .quoted = true};
	snprintf(v->text, sizeof v->text, "%s", text);
}

static int set_int(
	const struct qlw_field *f, struct qlw_value *v, const char *text, struct qlw_diag *diag)
{
	int64_t n;
	if (!looks_numeric(text))
		return refuse_number(f, text, "not a number", diag);
	if (!qlw_number(text, &n) || n < f->min || n > f->max)
		return refuse_number(f, text, "out of range", diag);
	store_number(v, n);
	return 0;
}

static int set_string(
	const struct qlw_field *f, struct qlw_value *v, const char *text, struct qlw_diag *diag)
{
	const size_t len = strlen(text);
	const size_t max = f->max < QLW_TEXT_MAX ? (size_t)f->max : QLW_TEXT_MAX;
	if (len < (size_t)f->min || len > max)
		return qlw_diag_set(diag, QLW_EUSAGE,
			"%s: %zu bytes is too %s, allowed %d-%zu bytes", f->name, len,
			len > max ? "long" : "short", (int)f->min, max);
	for (const char *p = text; *p; p++)
		if (*p == '"' || (unsigned char)*p < 0x20 || *p == 0x7f)
			return qlw_diag_set(diag, QLW_EUSAGE,
				"%s: a %s cannot be sent, allowed is text without quotes and "
				"control characters",
				f->name, *p == '"' ? "quote" : "control character");
	store_text(v, text);
	return 0;
}

static bool names_are_numbers(const struct qlw_verb *verb, const struct qlw_record *record)
{
	int i = qlw_field_find(verb, "type");
	return i >= 0 && record->value[i].present && record->value[i].numeric &&
	       record->value[i].number == 1;
}

static int set_epname(const struct qlw_verb *verb, struct qlw_record *record, size_t i,
	const char *text, struct qlw_diag *diag)
{
	const struct qlw_field *f = &verb->field[i];
	const struct qlw_choice *c = qlw_choice_find(f, text);
	if (names_are_numbers(verb, record)) {
		if (!c)
			return refuse_choice(f, text, diag);
		store_number(&record->value[i], c->number);
		return 0;
	}
	int err = set_string(f, &record->value[i], text, diag);
	/* "type" may be set to 1 later: a bare 4-9 then is good as it stands */
	if (!err && c && looks_numeric(text)) {
		record->value[i].numeric = true;
		record->value[i].number = c->number;
	}
	return err;
}

int qlw_record_set(const struct qlw_verb *verb, struct qlw_record *record, size_t i,
	const char *text, struct qlw_diag *diag)
{
	if (i >= verb->fields)
		return qlw_diag_set(diag, QLW_EUSAGE, "%s has no field %zu", verb->name, i);
	const struct qlw_field *f = &verb->field[i];
	const struct qlw_choice *c = qlw_choice_find(f, text);
	switch (f->type) {
	case QLW_TYPE_INT:
		return set_int(f, &record->value[i], text, diag);
	case QLW_TYPE_STRING:
		return set_string(f, &record->value[i], text, diag);
	case QLW_TYPE_EPNAME:
		return set_epname(verb, record, i, text, diag);
	case QLW_TYPE_CHOICE:
	case QLW_TYPE_WORD:
		break;
	}
	if (!c)
		return refuse_choice(f, text, diag);
	if (f->type == QLW_TYPE_WORD)
		store_text(&record->value[i], c->name);
	else
		store_number(&record->value[i], c->number);
	return 0;
}

bool qlw_value_equal(const struct qlw_value *a, const struct qlw_value *b)
{
	if (!a->present || !b->present)
		return a->present == b->present;
	if (a->numeric && b->numeric)
		return a->number == b->number;
	return strcmp(a->text, b->text) == 0;
}

bool qlw_record_same(
	const struct qlw_verb *verb, const struct qlw_record *a, const struct qlw_record *b)
{
	for (size_t i = 0; i < verb->fields; i++)
		if (verb->field[i].index && !qlw_value_equal(&a->value[i], &b->value[i]))
			return false;
	return true;
}

/* --- rules ------------------------------------------------------------------------------------ */

static const struct qlw_value *value_of(
	const struct qlw_verb *verb, const struct qlw_record *record, const char *name)
{
	int i = qlw_field_find(verb, name);
	return i >= 0 && record->value[i].present ? &record->value[i] : NULL;
}

static int check_pairs(
	const struct qlw_verb *verb, const struct qlw_record *record, struct qlw_diag *diag)
{
	for (size_t i = 0; i + 1 < verb->fields; i++) {
		const bool one = record->value[i].present, two = record->value[i + 1].present;
		if (verb->field[i].with_next && one != two)
			return qlw_diag_set(diag, QLW_EUSAGE,
				"%s: %s and %s go together, %s is missing", verb->name,
				verb->field[i].name, verb->field[i + 1].name,
				verb->field[one ? i + 1 : i].name);
	}
	return 0;
}

static int check_psk(
	const struct qlw_verb *verb, const struct qlw_record *record, struct qlw_diag *diag)
{
	const struct qlw_value *mode = value_of(verb, record, "security_mode");
	const struct qlw_value *key = value_of(verb, record, "psk_key");
	if (!key)
		return 0;
	if (mode && mode->numeric && mode->number != 0)
		return qlw_diag_set(diag, QLW_EUSAGE,
			"security: psk_id and psk_key are allowed with security_mode 0 (PSK) only");
	size_t len = strlen(key->text);
	if (strspn(key->text, "0123456789abcdefABCDEF") != len)
		return qlw_diag_set(
			diag, QLW_EUSAGE, "psk_key: allowed are hex digits (0-9, a-f) only");
	if (len % 2)
		return qlw_diag_set(diag, QLW_EUSAGE,
			"psk_key: %zu hex digits are no whole bytes, an even number is needed",
			len);
	return 0;
}

static bool has_scheme(const char *uri, const char *scheme)
{
	return strncasecmp(uri, scheme, strlen(scheme)) == 0 && uri[strlen(scheme)] != '\0';
}

static int check_uri(
	const struct qlw_verb *verb, const struct qlw_record *record, struct qlw_diag *diag)
{
	const struct qlw_value *uri = value_of(verb, record, "server_addr");
	int i = qlw_field_find(verb, "server_addr");
	if (!uri || has_scheme(uri->text, "coap://") || has_scheme(uri->text, "coaps://"))
		return 0;
	return qlw_diag_set(diag, QLW_EUSAGE,
		"server_addr: %s is no server, allowed is coap://HOST:PORT or coaps://HOST:PORT",
		show(&verb->field[i], uri->text).text);
}

static int check_periods(
	const struct qlw_verb *verb, const struct qlw_record *record, struct qlw_diag *diag)
{
	const struct qlw_value *min = value_of(verb, record, "period_min");
	const struct qlw_value *max = value_of(verb, record, "period_max");
	/* period_max 0 is no limit, in the Note's defaults and in LwM2M */
	if (!min || !max || max->number == 0 || max->number >= min->number)
		return 0;
	return qlw_diag_set(diag, QLW_EUSAGE,
		"period_max: %" PRId64 " s is below period_min %" PRId64 " s, allowed 0 or more "
		"than that",
		max->number, min->number);
}

static int check_binding(const struct qlw_verb *verb, const struct qlw_record *record, int version,
	struct qlw_diag *diag)
{
	const struct qlw_value *binding = value_of(verb, record, "binding");
	if (!binding || version != 0 || strcasecmp(binding->text, "N") != 0)
		return 0;
	qlw_diag_set(diag, QLW_EUSAGE,
		"binding: N is allowed with LwM2M 1.1 only, the client is set to 1.0");
	qlw_diag_hint(diag, "set version client_version=1 first");
	return QLW_EUSAGE;
}

static int check_epnames(
	const struct qlw_verb *verb, const struct qlw_record *record, struct qlw_diag *diag)
{
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_value *v = &record->value[i];
		if (verb->field[i].type != QLW_TYPE_EPNAME || !v->present ||
			!names_are_numbers(verb, record))
			continue;
		if (!v->numeric || !qlw_choice_find(&verb->field[i], v->text))
			return refuse_choice(&verb->field[i], v->text, diag);
	}
	return 0;
}

int qlw_record_check(const struct qlw_verb *verb, const struct qlw_record *record, int version,
	struct qlw_diag *diag)
{
	int err = check_pairs(verb, record, diag);
	if (!err)
		err = check_psk(verb, record, diag);
	if (!err)
		err = check_uri(verb, record, diag);
	if (!err)
		err = check_periods(verb, record, diag);
	if (!err)
		err = check_binding(verb, record, version, diag);
	if (!err)
		err = check_epnames(verb, record, diag);
	return err;
}

static bool warn_scheme(
	const struct qlw_verb *verb, const struct qlw_record *record, struct qlw_diag *diag)
{
	const struct qlw_value *uri = value_of(verb, record, "server_addr");
	const struct qlw_value *mode = value_of(verb, record, "security_mode");
	if (!uri || !mode || !mode->numeric)
		return false;
	const bool secure = has_scheme(uri->text, "coaps://");
	if (secure && mode->number == 3) {
		qlw_diag_set(diag, QLW_EUSAGE,
			"server_addr is coaps://, but security_mode 3 is without DTLS");
		return true;
	}
	if (!secure && mode->number != 3) {
		qlw_diag_set(diag, QLW_EUSAGE,
			"server_addr is coap://, but security_mode %" PRId64 " is with DTLS",
			mode->number);
		return true;
	}
	return false;
}

bool qlw_uri_is_bare_ipv6(const char *uri)
{
	const char *host = strstr(uri, "://");
	if (!host || host[3] == '[')
		return false;
	host += 3;
	size_t len = strcspn(host, "/?#"), colons = 0;
	for (size_t i = 0; i < len; i++)
		colons += host[i] == ':';
	return colons > 1;
}

static bool warn_address(
	const struct qlw_verb *verb, const struct qlw_record *record, struct qlw_diag *diag)
{
	const struct qlw_value *uri = value_of(verb, record, "server_addr");
	if (!uri || !qlw_uri_is_bare_ipv6(uri->text))
		return false;
	qlw_diag_set(diag, QLW_EUSAGE,
		"server_addr: an IPv6 address without brackets, so its port cannot be told from "
		"it");
	return true;
}

bool qlw_record_warning(
	const struct qlw_verb *verb, const struct qlw_record *record, struct qlw_diag *diag)
{
	if (warn_scheme(verb, record, diag) || warn_address(verb, record, diag))
		return true;
	const struct qlw_value *type = value_of(verb, record, "type");
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_value *v = &record->value[i];
		if (verb->field[i].type != QLW_TYPE_EPNAME || !v->present || !v->numeric || !type ||
			type->number != 0)
			continue;
		qlw_diag_set(diag, QLW_EUSAGE,
			"%s is the text \"%s\": as a number of Table 8 it needs type 1",
			verb->field[i].name, v->text);
		return true;
	}
	return false;
}
