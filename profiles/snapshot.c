/* Settings written as a profile. Knows the format of profiles, no file and no module. */
#include "profiles/snapshot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The file being written, and whether a comma comes before the next member. */
struct writer {
	FILE *out;
	bool comma;
};

/* Length of the well-formed UTF-8 sequence at p, 0: none (that is: not UTF-8, or a control). */
static size_t utf8(const unsigned char *p)
{
	size_t n = *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : *p >= 0xc2 ? 2 : 0;
	if (*p > 0xf4 || (*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) ||
		(*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f))
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* As the profile's reader takes it: "${" is no input here. */
static void put_text(FILE *out, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	putc('"', out);
	while (*p) {
		size_t n = utf8(p);
		if (n)
			fwrite(p, 1, n, out);
		else if (*p == '"' || *p == '\\')
			fprintf(out, "\\%c", *p);
		else if (*p == '$' && p[1] == '{')
			fputs("$$", out);
		else if (*p < 0x20 || *p > 0x7e)
			fprintf(out, "\\u%04x", *p);
		else
			putc(*p, out);
		p += n ? n : 1;
	}
	putc('"', out);
}

static void put_name(struct writer *w, const char *indent, const char *name)
{
	fprintf(w->out, "%s\n%s", w->comma ? "," : "", indent);
	w->comma = true;
	put_text(w->out, name);
	fputs(": ", w->out);
}

static void put_member(struct writer *w, const char *indent, const char *name, const char *text)
{
	put_name(w, indent, name);
	put_text(w->out, text);
}

/* --- inputs ----------------------------------------------------------------------------------- */

static void put_input(struct writer *w, const char *kind, const struct qlw_record *record,
	const char *title, const char *pattern, const char *example)
{
	char name[32], text[120];
	snprintf(name, sizeof name, "%s_%.10s", kind, record->value[0].text);
	put_name(w, "\t\t", name);
	snprintf(text, sizeof text, "%s of security %.10s, short ID %.10s", title,
		record->value[0].text, record->value[1].text);
	fputs("{\"title\": ", w->out);
	put_text(w->out, text);
	fputs(", \"pattern\": ", w->out);
	put_text(w->out, pattern);
	fprintf(w->out, ", \"secret\": true, \"example\": \"%s\"}", example);
}

static void put_inputs(struct writer *w, const struct profile_settings *s)
{
	const struct profile_key *k = &s->key[QLW_KEY_SECURITY];
	put_name(w, "\t", "inputs");
	fputs("{", w->out);
	w->comma = false;
	for (size_t i = 0; i < k->count; i++) {
		if (!profile_record_uses_psk(QLW_KEY_SECURITY, &k->record[i]))
			continue;
		put_input(w, "psk_id", &k->record[i], "PSK identity", "^[^\"]{1,255}$", "unit-1");
		put_input(w, "psk_key", &k->record[i], "PSK key", "^([0-9A-Fa-f]{2}){1,127}$",
			"5eed5eed5eed5eed");
	}
	fputs(w->comma ? "\n\t}" : "}", w->out);
	w->comma = true;
}

/* --- settings --------------------------------------------------------------------------------- */

static void put_value(struct writer *w, const struct qlw_field *f, const struct qlw_value *v)
{
	bool number = f->type == QLW_TYPE_INT || f->type == QLW_TYPE_CHOICE;
	if (number && !v->numeric)
		return;
	fprintf(w->out, "%s\"%s\": ", w->comma ? ", " : "", f->name);
	w->comma = true;
	if (number)
		fprintf(w->out, "%" PRId64, v->number);
	else
		put_text(w->out, v->text);
}

static void put_record(struct writer *w, enum qlw_key key, const struct qlw_record *record)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	bool psk = profile_record_uses_psk(key, record);
	putc('{', w->out);
	w->comma = false;
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_field *f = &verb->field[i];
		if (!f->secret)
			put_value(w, f, &record->value[i]);
		else if (psk)
			fprintf(w->out, ", \"%s\": \"${%s_%s}\"", f->name, f->name,
				record->value[0].text);
	}
	putc('}', w->out);
	w->comma = true;
}

static void put_key(struct writer *w, enum qlw_key key, const struct profile_key *k)
{
	bool list = qlw_key_verb(key)->list;
	if (!k->named || (!list && !k->count))
		return;
	put_name(w, "\t\t", qlw_key_verb(key)->name);
	if (list)
		putc('[', w->out);
	for (size_t i = 0; i < k->count; i++) {
		fputs(!list ? "" : i ? ",\n\t\t\t" : "\n\t\t\t", w->out);
		put_record(w, key, &k->record[i]);
	}
	if (list)
		fputs(k->count ? "\n\t\t]" : "]", w->out);
}

static void put_contexts(struct writer *w, const struct profile_settings *s)
{
	put_name(w, "\t", "pdp");
	putc('[', w->out);
	for (size_t i = 0; i < s->contexts; i++) {
		const struct profile_context *c = &s->context[i];
		fprintf(w->out, "%s\n\t\t{\"cid\": %d, \"type\": ", i ? "," : "", c->cid);
		put_text(w->out, c->type);
		fputs(", \"apn\": ", w->out);
		put_text(w->out, c->apn);
		putc('}', w->out);
	}
	fputs(s->contexts ? "\n\t]" : "]", w->out);
}

/* --- files ------------------------------------------------------------------------------------ */

bool snapshot_takes(const struct profile_file *file)
{
	const unsigned char *p = (const unsigned char *)file->bytes;
	if (file->gone || file->secret)
		return file->gone;
	for (size_t i = 0; i < file->len;) {
		size_t n = p[i] < 0x80 ? p[i] != 0 : utf8(p + i);
		if (!n)
			return false;
		i += n;
	}
	return true;
}

static void put_content(
	struct writer *w, const char *indent, const char *name, const struct profile_file *file)
{
	put_name(w, indent, name);
	if (file->gone)
		fputs("null", w->out);
	else
		put_text(w->out, file->bytes);
}

static void put_files(struct writer *w, const struct profile_files *files)
{
	char ssid[PROFILE_FILE_NAME_MAX];
	put_name(w, "\t", "files");
	putc('{', w->out);
	w->comma = false;
	for (size_t i = 0; i < files->count; i++)
		if (file_kind_of(files->file[i].name) != FILE_KIND_PSK &&
			snapshot_takes(&files->file[i]))
			put_content(w, "\t\t", files->file[i].name, &files->file[i]);
	put_name(w, "\t\t", "psk");
	putc('{', w->out);
	w->comma = false;
	for (size_t i = 0; i < files->count; i++) {
		if (file_kind_of(files->file[i].name) != FILE_KIND_PSK ||
			!snapshot_takes(&files->file[i]))
			continue;
		snprintf(ssid, sizeof ssid, "%u", file_psk_short_id(files->file[i].name));
		put_content(w, "\t\t\t", ssid, &files->file[i]);
	}
	fputs("}\n\t}", w->out);
	w->comma = true;
}

static void put_all(struct writer *w, const struct profile_settings *s,
	const struct profile_files *files, const struct snapshot_about *about)
{
	fputs("{\n\t\"profile\": 1", w->out);
	w->comma = true;
	put_member(w, "\t", "name", about->name);
	put_member(w, "\t", "title", "Settings as they were read");
	put_member(w, "\t", "source", "Read from the module; PSKs cannot be read");
	put_name(w, "\t", "snapshot");
	fputs("{\"imei\": ", w->out);
	put_text(w->out, about->imei);
	fputs(", \"taken\": ", w->out);
	put_text(w->out, about->taken);
	putc('}', w->out);
	put_inputs(w, s);
	if (s->contexts_named)
		put_contexts(w, s);
	if (files && files->count)
		put_files(w, files);
	put_name(w, "\t", "settings");
	putc('{', w->out);
	w->comma = false;
	for (int key = 0; key < QLW_KEYS; key++)
		put_key(w, (enum qlw_key)key, &s->key[key]);
	fputs("\n\t}\n}\n", w->out);
}

char *snapshot_text(const struct profile_settings *s, const struct profile_files *files,
	const struct snapshot_about *about, size_t *len)
{
	char *text = NULL;
	struct writer w = {.out = open_memstream(&text, len)};
	if (!w.out)
		return NULL;
	put_all(&w, s, files, about);
	bool bad = ferror(w.out);
	if (fclose(w.out) || bad) {
		free(text);
		return NULL;
	}
	return text;
}
