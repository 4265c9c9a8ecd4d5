/*
 * Command lines made from records: queries, writes, deletion, services, uldata. Knows the wire
 * order of the table and which arguments may be left off; sends nothing.
 */
#include "modem/qlw.h"

#include <stdio.h>
#include <string.h>

static int explain(int err, const char *name, struct qlw_diag *diag)
{
	if (err == QLW_ENOMEM)
		return qlw_diag_set(diag, err, "%s: the command line would be too long", name);
	if (err)
		return qlw_diag_set(diag, err,
			"%s: a value holds a quote or control character, which AT commands cannot "
			"carry",
			name);
	return 0;
}

static void begin(struct at_builder *b, const struct qlw_verb *verb, char *line, size_t size)
{
	char command[16];
	snprintf(command, sizeof command, "AT%s=", verb->command);
	at_begin(b, line, size, command);
	at_string(b, verb->name);
}

int qlw_format_query(enum qlw_key key, int host_index, char *line, size_t size)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	struct at_builder b;
	begin(&b, verb, line, size);
	if (key == QLW_KEY_HOST) {
		if (host_index < verb->field[0].min || host_index > verb->field[0].max)
			return QLW_EUSAGE;
		at_number(&b, host_index);
	}
	return at_end(&b);
}

/* Whether the endpoint names of this record are Table 8's numbers, which go without quotes. */
static bool names_are_numbers(const struct qlw_verb *verb, const struct qlw_record *record)
{
	int i = qlw_field_find(verb, "type");
	return i >= 0 && record->value[i].numeric && record->value[i].number == 1;
}

static int add_value(struct at_builder *b, const struct qlw_verb *verb,
	const struct qlw_record *record, size_t i, struct qlw_diag *diag)
{
	const struct qlw_field *f = &verb->field[i];
	const struct qlw_value *v = &record->value[i];
	bool number = f->type == QLW_TYPE_INT || f->type == QLW_TYPE_CHOICE ||
		      (f->type == QLW_TYPE_EPNAME && names_are_numbers(verb, record));
	if (!number)
		at_string(b, v->text);
	else if (v->numeric)
		at_number(b, v->number);
	else
		return qlw_diag_set(diag, QLW_EUSAGE, "%s: %s needs a number", verb->name, f->name);
	return 0;
}

/* How many fields are to be sent: up to the last present one. Holes and missing mandatory fields
 * are errors. */
static int count_fields(const struct qlw_verb *verb, const struct qlw_record *record, size_t *count,
	struct qlw_diag *diag)
{
	size_t n = 0;
	for (size_t i = 0; i < verb->fields; i++)
		if (record->value[i].present || !verb->field[i].optional)
			n = i + 1;
	for (size_t i = 0; i < n; i++)
		if (!record->value[i].present)
			return qlw_diag_set(diag, QLW_EUSAGE, "%s: %s is missing", verb->name,
				verb->field[i].name);
	if (n > 0 && n < verb->fields && verb->field[n - 1].with_next)
		return qlw_diag_set(diag, QLW_EUSAGE, "%s: %s and %s go together, %s is missing",
			verb->name, verb->field[n - 1].name, verb->field[n].name,
			verb->field[n].name);
	*count = n;
	return 0;
}

static int format_record(const struct qlw_verb *verb, const struct qlw_record *record, char *line,
	size_t size, struct qlw_diag *diag)
{
	struct at_builder b;
	size_t count = 0;
	int err = count_fields(verb, record, &count, diag);
	if (err)
		return err;
	begin(&b, verb, line, size);
	for (size_t i = 0; i < count; i++) {
		err = add_value(&b, verb, record, i, diag);
		if (err)
			return err;
	}
	return explain(at_end(&b), verb->name, diag);
}

int qlw_format_set(enum qlw_key key, const struct qlw_record *record, char *line, size_t size,
	struct qlw_diag *diag)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	bool any = false;
	for (size_t i = 0; i < verb->fields; i++)
		any = any || (record->value[i].present && !verb->field[i].index);
	if (!any)
		return qlw_diag_set(diag, QLW_EUSAGE,
			verb->deletable
				? "%s: nothing to set, and a bare index would delete the record"
				: "%s: nothing to set",
			verb->name);
	return format_record(verb, record, line, size, diag);
}

int qlw_format_delete(enum qlw_key key, unsigned client_index, char *line, size_t size)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	struct at_builder b;
	if (!verb->deletable || client_index >= QLW_CLIENTS)
		return QLW_EUSAGE;
	begin(&b, verb, line, size);
	at_number(&b, client_index);
	return at_end(&b);
}

int qlw_format_service(enum qlw_service service, const struct qlw_record *record, char *line,
	size_t size, struct qlw_diag *diag)
{
	if (service == QLW_SERVICE_ULDATA)
		return qlw_diag_set(diag, QLW_EUSAGE, "uldata: data go by a form of their own");
	return format_record(qlw_service_verb(service), record, line, size, diag);
}

/* --- uldata --------------------------------------------------------------------------------- */

static const char *skip_number(const char *p)
{
	unsigned n = 0;
	const char *start = p;
	for (; *p >= '0' && *p <= '9' && n <= 65535; p++)
		n = n * 10 + (unsigned)(*p - '0');
	if (p == start || n > 65535 || (*start == '0' && p - start > 1))
		return NULL;
	return p;
}

bool qlw_uri_valid(const char *uri)
{
	for (int part = 0; part < 3; part++) {
		if (*uri++ != '/')
			return false;
		uri = skip_number(uri);
		if (!uri)
			return false;
	}
	return *uri == '\0';
}

static int check_text(const struct qlw_uldata *send, struct qlw_diag *diag)
{
	const unsigned char *p = send->data;
	for (size_t i = 0; i < send->len; i++) {
		if (p[i] >= 0x20 && p[i] < 0x7f && p[i] != '"')
			continue;
		qlw_diag_set(diag, QLW_EUSAGE,
			"data: byte %zu (0x%02x) cannot be sent as text, allowed is printable "
			"ASCII without quotes",
			i, p[i]);
		qlw_diag_hint(diag, "send it as hex");
		return QLW_EUSAGE;
	}
	return 0;
}

static int check_uldata(const struct qlw_uldata *send, struct qlw_diag *diag)
{
	if (send->short_id < 1 || send->short_id > QLW_SHORT_ID_MAX)
		return qlw_diag_set(diag, QLW_EUSAGE, "short_id: %u is out of range, allowed 1-%d",
			send->short_id, QLW_SHORT_ID_MAX);
	if (!qlw_uri_valid(send->uri))
		return qlw_diag_set(diag, QLW_EUSAGE,
			"uri: %.40s is not allowed, it must be /object/instance/resource, each "
			"0-65535",
			send->uri);
	if (send->len < 1 || send->len > QLW_ULDATA_MAX)
		return qlw_diag_set(diag, QLW_EUSAGE,
			"data: %zu bytes is out of range, allowed 1-%d bytes", send->len,
			QLW_ULDATA_MAX);
	return send->hex ? 0 : check_text(send, diag);
}

static size_t to_hex(const unsigned char *data, size_t len, char *out)
{
	for (size_t i = 0; i < len; i++) {
		out[2 * i] = "0123456789ABCDEF"[data[i] >> 4];
		out[2 * i + 1] = "0123456789ABCDEF"[data[i] & 15];
	}
	return 2 * len;
}

int qlw_format_uldata(const struct qlw_uldata *send, char *line, size_t size, struct qlw_diag *diag)
{
	struct at_builder b;
	char hex[2 * QLW_ULDATA_MAX];
	int err = check_uldata(send, diag);
	if (err)
		return err;
	begin(&b, qlw_service_verb(QLW_SERVICE_ULDATA), line, size);
	at_number(&b, send->short_id);
	at_string(&b, send->uri);
	at_number(&b, (int64_t)send->len);
	if (send->hex)
		at_bytes(&b, hex, to_hex(send->data, send->len, hex));
	else
		at_bytes(&b, send->data, send->len);
	if (send->hex || send->non_confirmable)
		at_number(&b, send->hex);
	if (send->non_confirmable)
		at_number(&b, 1);
	return explain(at_end(&b), "uldata", diag);
}
