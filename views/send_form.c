/*
 * The send form: fields, checks, and the line it ends as. It must not send.
 */
#include "views/send_form.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/qlw.h"
#include "tui/toolkit/text.h"

enum field {
	FIELD_SERVER,
	FIELD_URI,
	FIELD_AS,
	FIELD_DATA,
	FIELD_CONFIRM,
	FIELD_EVERY,
};

static const struct form_choice as_choices[] = {
	{"text", "as typed"},
	{"hex", "hexadecimal digits"},
	{"file", "a file's bytes, in pieces if need be"},
};

static const struct form_choice confirm_choices[] = {
	{"yes", "its result will be reported"},
	{"no", "no result will ever come"},
};

static const struct send_form *self_of(const struct form *form)
{
	return (const struct send_form *)form; /* its first member */
}

static bool is_as(const struct send_form *f, const char *what)
{
	return strcmp(form_value(&f->form, FIELD_AS), what) == 0;
}

static bool is_hex(const struct send_form *f)
{
	return is_as(f, "hex");
}

/* Digits without the blanks between them; SIZE_MAX when something else stands there. */
static size_t count_digits(const char *text)
{
	size_t n = 0;
	for (; *text; text++) {
		if (isxdigit((unsigned char)*text))
			n++;
		else if (*text != ' ')
			return SIZE_MAX;
	}
	return n;
}

size_t send_form_bytes(const struct send_form *f)
{
	const char *data = form_value(&f->form, FIELD_DATA);
	const size_t digits = is_hex(f) ? count_digits(data) : 0;
	if (is_as(f, "file"))
		return 0;
	if (!is_hex(f))
		return strlen(data);
	return digits == SIZE_MAX ? 0 : digits / 2;
}

/* --- checks ----------------------------------------------------------------------------------- */

static void check_data(const struct send_form *f, char note[FORM_NOTE_MAX])
{
	const size_t digits = is_hex(f) ? count_digits(form_value(&f->form, FIELD_DATA)) : 0;
	if (is_as(f, "file")) {
		if (strchr(form_value(&f->form, FIELD_DATA), '\''))
			snprintf(note, FORM_NOTE_MAX, "a name with ' in it goes by ':' only");
	} else if (digits == SIZE_MAX)
		snprintf(note, FORM_NOTE_MAX, "hexadecimal digits only");
	else if (digits % 2)
		snprintf(note, FORM_NOTE_MAX, "one digit is missing: two make a byte");
	else if (send_form_bytes(f) < 1 || send_form_bytes(f) > QLW_ULDATA_MAX)
		snprintf(note, FORM_NOTE_MAX, "must be 1 to %d bytes", QLW_ULDATA_MAX);
}

static void check(void *ctx, const struct form *form, size_t field, char note[FORM_NOTE_MAX])
{
	(void)ctx;
	if (field == FIELD_URI && !qlw_uri_valid(form_value(form, FIELD_URI)))
		snprintf(note, FORM_NOTE_MAX, "must be /object/instance/resource, like /19/0/0");
	else if (field == FIELD_DATA)
		check_data(self_of(form), note);
}

/* --- start ------------------------------------------------------------------------------------ */

static void add_registered(struct send_form *f, const struct model *m)
{
	for (size_t i = 0; i < m->servers && i < MODEL_SERVERS_MAX; i++) {
		const struct model_server *s = &m->server[i];
		if (s->phase != QLW_PHASE_READY || s->bootstrap == 1)
			continue;
		snprintf(f->id[f->servers], sizeof(f->id[0]), "%u", s->short_id);
		snprintf(f->host[f->servers], sizeof(f->host[0]), "%.*s",
			(int)sizeof(f->host[0]) - 1, s->server_addr);
		f->server[f->servers] =
			(struct form_choice){f->id[f->servers], f->host[f->servers]};
		f->servers++;
	}
}

static const char *observed(const struct model *m, unsigned short_id)
{
	for (size_t i = 0; i < m->observes && i < MODEL_OBSERVES_MAX; i++)
		if (m->observe[i].short_id == short_id && !m->observe[i].cancelled_ms)
			return m->observe[i].uri;
	return "/19/0/0";
}

static struct form_field *add(struct send_form *f, const char *name, enum form_kind kind,
	const char *value, const char *help)
{
	struct form_field *field = form_add(&f->form, name, kind, value);
	field->help = help;
	return field;
}

static void add_choice(struct send_form *f, const char *name, const char *help,
	const struct form_choice *choices, size_t count, const char *value)
{
	struct form_field *field = add(f, name, FORM_KIND_CHOICE, value, help);
	field->choices = choices;
	field->choice_count = count;
}

/* The one in mind if it is registered, else the first. */
static size_t first_choice(const struct send_form *f, const char *id)
{
	for (size_t i = 0; i < f->servers; i++)
		if (strcmp(f->id[i], id) == 0)
			return i;
	return 0;
}

static void add_server(struct send_form *f, unsigned short_id)
{
	char id[16];
	snprintf(id, sizeof(id), "%u", short_id);
	if (f->servers > 0) {
		add_choice(f, "short ID", "registered servers; Left and Right choose", f->server,
			f->servers, f->id[first_choice(f, id)]);
		return;
	}
	struct form_field *field = add(f, "short ID", FORM_KIND_NUMBER, short_id ? id : "",
		"no server is registered: the module will refuse");
	field->min = 1;
	field->max = QLW_SHORT_ID_MAX;
}

void send_form_start(struct send_form *f, const struct model *m, unsigned short_id, const char *uri)
{
	memset(f, 0, sizeof(*f));
	form_start(&f->form);
	f->form.check = check;
	add_registered(f, m);
	add_server(f, short_id);
	const unsigned to = (unsigned)strtoul(form_value(&f->form, FIELD_SERVER), NULL, 10);
	add(f, "path", FORM_KIND_TEXT, uri[0] ? uri : observed(m, to), "/object/instance/resource");
	add_choice(f, "as", "how the data are given", as_choices,
		sizeof(as_choices) / sizeof(as_choices[0]), "text");
	add(f, "data", FORM_KIND_TEXT, NULL, "1 to 1460 bytes, or the name of a file");
	add_choice(f, "confirmable", "does the server confirm it?", confirm_choices, 2, "yes");
	struct form_field *every = add(f, "repeat every", FORM_KIND_NUMBER, NULL,
		"seconds, until Ctrl-C or :repeat off; empty: send once");
	every->min = 1;
	every->max = 86400;
	every->optional = true;
	form_ready(&f->form);
	f->form.focus = FIELD_DATA;
}

static void set_field(struct send_form *f, enum field field, const char *text)
{
	edit_start(&f->form.fields[field].edit, text, 0, false);
}

/* What can be typed, and looks as it is. */
static bool is_text(const struct qlw_uldata *send)
{
	const char *data = send->data;
	uint32_t cp;
	for (size_t at = 0, took; at < send->len; at += took) {
		took = text_decode(data + at, send->len - at, &cp);
		if (took == 0 || cp == 0 || text_cp_width(cp) < 0)
			return false;
	}
	return true;
}

void send_form_fill(struct send_form *f, const struct qlw_uldata *send)
{
	char text[EDIT_MAX] = "";
	const bool plain = is_text(send);
	const unsigned char *data = send->data;
	for (size_t i = 0; i < send->len && 2 * i + 3 < sizeof(text); i++)
		snprintf(text + (plain ? i : 2 * i), 3, plain ? "%c" : "%02x", data[i]);
	set_field(f, FIELD_AS, plain ? "text" : "hex");
	set_field(f, FIELD_DATA, text);
	set_field(f, FIELD_CONFIRM, send->non_confirmable ? "no" : "yes");
}

/* --- use -------------------------------------------------------------------------------------- */

enum form_result send_form_key(struct send_form *f, const struct key *key)
{
	return form_key(&f->form, key);
}

void send_form_draw(const struct send_form *f, struct region r)
{
	struct region box = region_popup(r, form_rows(&f->form) + 2, r.cols < 72 ? r.cols : 72);
	form_draw(&f->form, region_box(box, "Send", "Ctrl-S sends - Esc back", true));
	if (is_as(f, "file"))
		region_box_right(box, ROLE_VALUE, "pieces of %d bytes", QLW_ULDATA_MAX);
	else
		region_box_right(
			box, ROLE_VALUE, "%zu of %d bytes", send_form_bytes(f), QLW_ULDATA_MAX);
}

/* Text that no quotes of the ':' line can hold goes as hexadecimal, and so does what would name a file. */
static size_t put_data(const struct send_form *f, char *out, size_t size, bool *hex)
{
	const char *data = form_value(&f->form, FIELD_DATA);
	size_t n = 0;
	*hex = is_hex(f);
	if (is_as(f, "file"))
		return (size_t)snprintf(out, size, "'@%s'", data);
	*hex |= *data == '@' || strcmp(data, "-") == 0;
	*hex |= strchr(data, '\'') && strchr(data, '"');
	if (!*hex) {
		const char *quote = strchr(data, '\'') ? "\"" : "'";
		return (size_t)snprintf(out, size, "%s%s%s", quote, data, quote);
	}
	for (; *data; data++) {
		if (is_hex(f) && *data != ' ')
			n += (size_t)snprintf(out + n, size - n, "%c", *data);
		else if (!is_hex(f))
			n += (size_t)snprintf(out + n, size - n, "%02x", (unsigned char)*data);
	}
	return n;
}

void send_form_line(const struct send_form *f, char line[SEND_FORM_LINE_MAX])
{
	bool hex;
	const char *every = form_value(&f->form, FIELD_EVERY);
	size_t n = (size_t)snprintf(line, SEND_FORM_LINE_MAX, "%s%s%ssend %s %s ",
		*every ? "repeat " : "", every, *every ? " " : "",
		form_value(&f->form, FIELD_SERVER), form_value(&f->form, FIELD_URI));
	n += put_data(f, line + n, SEND_FORM_LINE_MAX - n, &hex);
	snprintf(line + n, SEND_FORM_LINE_MAX - n, "%s%s", hex ? " --hex" : "",
		strcmp(form_value(&f->form, FIELD_CONFIRM), "no") == 0 ? " --non" : "");
}

void send_form_end(struct send_form *f)
{
	form_end(&f->form);
}
