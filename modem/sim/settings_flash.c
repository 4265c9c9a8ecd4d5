/* The settings as text and back. Knows no file. */
#include "modem/sim/settings_flash.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool numeric(const struct setting_field *f)
{
	return f->kind == SETTING_RANGE || f->kind == SETTING_LIST;
}

static void dump_string(const char *s, struct text *out)
{
	text_add(out, " =", 2);
	for (; *s; s++) {
		if (isgraph((unsigned char)*s) && *s != '%')
			text_add(out, s, 1);
		else
			text_printf(out, "%%%02x", (unsigned char)*s);
	}
}

static void dump_record(
	const struct setting_form *f, unsigned i, const struct setting_record *r, struct text *out)
{
	text_printf(out, "%s %u", f->name, i);
	for (unsigned k = 0; k < f->fields; k++) {
		if (numeric(&f->field[k]))
			text_printf(out, " %lld", (long long)r->value[k].number);
		else
			dump_string(r->value[k].text, out);
	}
	text_printf(out, "\n");
}

void settings_dump(const struct settings *s, struct text *out)
{
	for (enum setting_key k = 0; k < SETTING_KEYS; k++) {
		const struct setting_form *f = settings_form(k);
		for (unsigned i = 0; i < f->records; i++)
			if (s->record[k][i].set)
				dump_record(f, i, &s->record[k][i], out);
	}
}

static void load_string(char *out, size_t size, const char *s)
{
	size_t n = 0;
	for (; *s && n + 1 < size; s++) {
		int byte = *s == '%' ? hex_byte(s + 1) : -1;
		out[n++] = byte < 0 ? *s : (char)byte;
		s += byte < 0 ? 0 : 2;
	}
	out[n] = '\0';
}

static bool load_value(struct setting_value *v, const struct setting_field *f, const char *word)
{
	if (!word)
		return false;
	if (numeric(f))
		v->number = strtoll(word, NULL, 10);
	else if (*word == '=')
		load_string(v->text, sizeof v->text, word + 1);
	else
		return false;
	return true;
}

static void load_line(struct settings *s, char *line)
{
	char *save;
	const char *name = strtok_r(line, " ", &save);
	const char *record = strtok_r(NULL, " ", &save);
	for (enum setting_key k = 0; name && record && k < SETTING_KEYS; k++) {
		const struct setting_form *f = settings_form(k);
		unsigned long i = strtoul(record, NULL, 10);
		if (strcmp(f->name, name) != 0 || i >= f->records)
			continue;
		struct setting_record r = s->record[k][i];
		bool good = true;
		for (unsigned n = 0; n < f->fields; n++)
			good = good &&
			       load_value(&r.value[n], &f->field[n], strtok_r(NULL, " ", &save));
		r.set = true;
		if (good)
			s->record[k][i] = r;
		return;
	}
}

void settings_load(struct settings *s, const char *text, size_t len)
{
	char line[4096];
	while (len) {
		const char *end = memchr(text, '\n', len);
		size_t n = end ? (size_t)(end - text) : len;
		if (n < sizeof line) {
			memcpy(line, text, n);
			line[n] = '\0';
			load_line(s, line);
		}
		n += end != NULL;
		text += n;
		len -= n;
	}
}
