/* The provisioning files that a profile brings along: checked as file.h does, noted where they stand
 * in the profile, with inputs in their places. Writes none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/journal/redact.h"
#include "profiles/profile_priv.h"

#define CONTENT_MAX (64 * 1024)

/* --- a list of files -------------------------------------------------------------------------- */

static bool has_secret(const char *name, const char *bytes, size_t len)
{
	return file_kind_of(name) == FILE_KIND_PSK || redact_needed(bytes, len);
}

bool profile_files_add(struct profile_files *f, const char *name, const void *bytes, size_t len)
{
	if (f->count == PROFILE_FILES_MAX)
		return false;
	struct profile_file *file = &f->file[f->count];
	*file = (struct profile_file){.gone = !bytes, .len = len};
	snprintf(file->name, sizeof file->name, "%s", name);
	if (bytes) {
		file->bytes = malloc(len + 1);
		if (!file->bytes)
			return false;
		memcpy(file->bytes, bytes, len);
		file->bytes[len] = '\0';
		file->secret = has_secret(name, file->bytes, len);
	}
	f->count++;
	return true;
}

const struct profile_file *profile_files_find(const struct profile_files *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->file[i].name, name) == 0)
			return &f->file[i];
	return NULL;
}

bool profile_file_same(const struct profile_file *a, const struct profile_file *b)
{
	if (a->gone || b->gone)
		return a->gone == b->gone;
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

void profile_files_free(struct profile_files *f)
{
	for (size_t i = 0; i < f->count; i++) {
		if (f->file[i].bytes)
			explicit_bzero(f->file[i].bytes, f->file[i].len);
		free(f->file[i].bytes);
	}
	memset(f, 0, sizeof *f);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct reader {
	struct profile_source source;
	struct profile_files *out; /* NULL: only checked */
	char *bytes;               /* CONTENT_MAX, of the file being read */
	size_t len;
	bool literal; /* an input in it was left as it stands */
};

static bool is_content(const struct jdoc_node *n)
{
	bool good = n->type == JDOC_STRING || n->type == JDOC_ARRAY;
	for (const struct jdoc_node *line = n->first; line && good; line = line->next)
		good = line->type == JDOC_STRING;
	return good;
}

static bool take_text(struct reader *r, const struct jdoc_node *n, const char *key)
{
	bool literal;
	r->source.hidden = strcmp(key, "lwm2m_cfg") != 0 && strcmp(key, "carrier_apn_cfg") != 0;
	if (!profile_substitute(
		    &r->source, n, key, r->bytes + r->len, CONTENT_MAX - r->len - 1, &literal))
		return false;
	r->len += strlen(r->bytes + r->len);
	r->literal = r->literal || literal;
	return true;
}

/* A text, or a list of lines. */
static bool take_content(struct reader *r, const struct jdoc_node *n)
{
	r->len = 0;
	r->literal = false;
	if (n->type == JDOC_STRING)
		return take_text(r, n, n->key);
	for (const struct jdoc_node *line = n->first; line; line = line->next) {
		if (!take_text(r, line, n->key))
			return false;
		r->bytes[r->len++] = '\n';
		r->bytes[r->len] = '\0';
	}
	return true;
}

/* What a module had before may be wrong, and is put back all the same. */
static void note_content(struct reader *r, const struct jdoc_node *n, const char *name)
{
	bool snapshot = r->source.p->snapshot_imei != NULL;
	const struct file_note *note;
	struct file *f = file_read(file_kind_of(name), name, r->bytes, r->len);
	for (size_t i = 0; f && (note = file_note(f, i)); i++)
		profile_say(r->source.p, n->from, note->warning || snapshot, note->key,
			"%s:%zu:%zu: %s", name, note->line, note->column, note->text);
	file_free(f);
}

static void read_file(struct reader *r, const struct jdoc_node *n, const char *name)
{
	if (n->type == JDOC_NULL) {
		if (r->out)
			profile_files_add(r->out, name, NULL, 0);
		return;
	}
	if (!is_content(n)) {
		profile_error(
			r->source.p, n->from, n->key, "has to be a text, a list of lines, or null");
		return;
	}
	if (!take_content(r, n))
		return;
	if (!r->literal)
		note_content(r, n, name);
	if (r->out && !profile_files_add(r->out, name, r->bytes, r->len))
		profile_error(r->source.p, n->from, n->key, "too many files");
}

static void read_psks(struct reader *r, const struct jdoc_node *object)
{
	char name[PROFILE_FILE_NAME_MAX];
	if (object->type != JDOC_OBJECT) {
		profile_error(r->source.p, object->from, "psk", "is an object of short IDs");
		return;
	}
	for (const struct jdoc_node *n = object->first; n; n = n->next) {
		snprintf(name, sizeof name, "ssl/%.16s_server.psk", n->key);
		if (n->twin || !file_psk_short_id(name))
			profile_error(r->source.p, n->key_from, n->key,
				n->twin ? "stands here a second time" : "is no short ID");
		else
			read_file(r, n, name);
	}
}

void profile_read_files(struct profile *p, const struct profile_values *values, unsigned flags,
	struct profile_files *out)
{
	static const char *const names[] = {
		"bootstrap.ini", "carrier_apn_cfg", "lwm2m_cfg", "psk", NULL};
	struct reader r = {.source = {.p = p, .values = values, .flags = flags},
		.out = out,
		.bytes = p->files ? malloc(CONTENT_MAX) : NULL};
	if (!r.bytes)
		return;
	profile_check_members(p, p->files, names);
	for (const struct jdoc_node *n = p->files->first; n; n = n->next) {
		if (strcmp(n->key, "psk") == 0)
			read_psks(&r, n);
		else if (file_kind_of(n->key) != FILE_KIND_UNKNOWN)
			read_file(&r, n, n->key);
	}
	explicit_bzero(r.bytes, CONTENT_MAX);
	free(r.bytes);
}
