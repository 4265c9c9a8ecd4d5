/* The lines of a file, kind by kind. Draws nothing. */
#include "profiles/file_outline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/file_priv.h"

static struct file_line *add(struct file_outline *o, enum file_line_kind kind)
{
	if (o->count == o->room) {
		const size_t room = o->room ? 2 * o->room : 64;
		struct file_line *grown = realloc(o->line, room * sizeof *grown);
		if (!grown)
			return NULL;
		o->line = grown;
		o->room = room;
	}
	struct file_line *l = &o->line[o->count++];
	*l = (struct file_line){.kind = kind};
	return l;
}

static bool add_item(struct file_outline *o, const struct file *f, size_t i)
{
	const struct file_item *item = file_item(f, i);
	struct file_line *l = add(o, FILE_LINE_ITEM);
	if (!l)
		return false;
	l->item = i;
	l->row = item->row;
	l->record = item->record;
	l->object = item->path[0];
	l->instance = item->path[1];
	return true;
}

/* --- notes ------------------------------------------------------------------------------------ */

static bool is_about(const struct file_note *n, const struct file_item *item)
{
	return strcmp(n->key, item->name) == 0 && (n->line == item->line || item->depth);
}

/* bootstrap.ini: a resource that an instance of the file should have and has not. */
static const struct file_row *missing_row(
	const struct file *f, const struct file_note *n, unsigned path[4])
{
	const struct file_item *item;
	if (f->kind != FILE_KIND_BOOTSTRAP || file_path(n->key, path) != 3 ||
		file_find(f, 0, n->key))
		return NULL;
	for (size_t i = 0; (item = file_item(f, i)); i++)
		if (item->path[0] == path[0] && item->path[1] == path[1])
			return file_row_resource(path[0], path[2]);
	return NULL;
}

static bool is_orphan(const struct file *f, const struct file_note *n)
{
	const struct file_item *item;
	unsigned path[4];
	for (size_t i = 0; (item = file_item(f, i)); i++)
		if (is_about(n, item))
			return false;
	return !missing_row(f, n, path);
}

/* One that says the same as the line before is counted there. */
static bool repeats(struct file_outline *o, const struct file *f, const struct file_note *n)
{
	struct file_line *last = o->count ? &o->line[o->count - 1] : NULL;
	const struct file_note *before = last ? file_note(f, last->note) : NULL;
	if (!before || strcmp(before->key, n->key) != 0 || strcmp(before->text, n->text) != 0)
		return false;
	last->more++;
	return true;
}

static bool add_notes(struct file_outline *o, const struct file *f)
{
	const struct file_note *n;
	for (size_t i = 0; (n = file_note(f, i)); i++) {
		if (!is_orphan(f, n) || repeats(o, f, n))
			continue;
		struct file_line *l = add(o, FILE_LINE_NOTE);
		if (!l)
			return false;
		l->note = i;
	}
	return true;
}

const struct file_note *file_line_note(const struct file *f, const struct file_line *l, size_t i)
{
	const struct file_note *n;
	char name[64];
	if (l->kind == FILE_LINE_NOTE)
		return i ? NULL : file_note(f, l->note);
	if (l->kind == FILE_LINE_ABSENT)
		snprintf(name, sizeof name, "/%u/%u/%u", l->object, l->instance, l->row->resource);
	for (size_t k = 0; l->kind != FILE_LINE_HEADING && (n = file_note(f, k)); k++)
		if ((l->kind == FILE_LINE_ITEM ? is_about(n, file_item(f, l->item))
					       : strcmp(n->key, name) == 0) &&
			i-- == 0)
			return n;
	return NULL;
}

/* --- bootstrap.ini ---------------------------------------------------------------------------- */

static bool same_instance(const struct file_item *a, const struct file_item *b)
{
	return a->path[0] == b->path[0] && a->path[1] == b->path[1];
}

static bool is_first(const struct file *f, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same_instance(file_item(f, k), file_item(f, i)))
			return false;
	return true;
}

/* What the notes miss in this instance. */
static bool add_missing(struct file_outline *o, const struct file *f, const struct file_item *first)
{
	const struct file_note *n;
	unsigned path[4];
	for (size_t i = 0; (n = file_note(f, i)); i++) {
		const struct file_row *row = missing_row(f, n, path);
		if (!row || path[0] != first->path[0] || path[1] != first->path[1])
			continue;
		struct file_line *l = add(o, FILE_LINE_ABSENT);
		if (!l)
			return false;
		l->row = row;
		l->object = path[0];
		l->instance = path[1];
	}
	return true;
}

static bool add_instance(struct file_outline *o, const struct file *f, size_t from)
{
	const struct file_item *first = file_item(f, from), *item;
	struct file_line *l = add(o, FILE_LINE_HEADING);
	if (!l)
		return false;
	l->object = first->path[0];
	l->instance = first->path[1];
	for (size_t i = from; (item = file_item(f, i)); i++)
		if (same_instance(first, item) && !add_item(o, f, i))
			return false;
	return add_missing(o, f, first);
}

static bool add_instances(struct file_outline *o, const struct file *f)
{
	for (size_t i = 0; file_item(f, i); i++)
		if (is_first(f, i) && !add_instance(o, f, i))
			return false;
	return true;
}

/* --- tables ----------------------------------------------------------------------------------- */

static bool add_row(
	struct file_outline *o, const struct file *f, unsigned record, const struct file_row *row)
{
	const struct file_item *item;
	bool found = false;
	for (size_t i = 0; (item = file_item(f, i)); i++) {
		if (item->record != record || item->row != row)
			continue;
		found = true;
		if (!add_item(o, f, i))
			return false;
	}
	if (found)
		return true;
	struct file_line *l = add(o, FILE_LINE_ABSENT);
	if (!l)
		return false;
	l->row = row;
	l->record = record;
	return true;
}

/* Every row of the table, then what is in none. */
static bool add_rows(struct file_outline *o, const struct file *f, unsigned record)
{
	const struct file_row *row;
	const struct file_item *item;
	for (size_t i = 0; (row = file_row(file_kind(f), i)); i++)
		if (!add_row(o, f, record, row))
			return false;
	for (size_t i = 0; (item = file_item(f, i)); i++)
		if (item->record == record && !item->row && !add_item(o, f, i))
			return false;
	return true;
}

static bool add_records(struct file_outline *o, const struct file *f)
{
	for (unsigned record = 0; record < file_records(f); record++) {
		struct file_line *l = add(o, FILE_LINE_HEADING);
		if (!l)
			return false;
		l->record = record;
		if (!add_rows(o, f, record))
			return false;
	}
	return true;
}

/* --- all -------------------------------------------------------------------------------------- */

bool file_outline_make(struct file_outline *o, const struct file *f)
{
	o->count = 0;
	if (!add_notes(o, f))
		return false;
	switch (file_kind(f)) {
	case FILE_KIND_BOOTSTRAP:
		return add_instances(o, f);
	case FILE_KIND_APN:
		return add_records(o, f);
	case FILE_KIND_CFG:
	case FILE_KIND_PSK:
		return add_rows(o, f, 0);
	case FILE_KIND_AUTOSTART:
	case FILE_KIND_PROFILE:
	case FILE_KIND_UNKNOWN:
		break;
	}
	return true;
}

void file_outline_free(struct file_outline *o)
{
	free(o->line);
	*o = (struct file_outline){.line = NULL};
}

/* --- headings --------------------------------------------------------------------------------- */

static const struct file_item *resource(
	const struct file *f, const struct file_line *l, unsigned number)
{
	char name[64];
	snprintf(name, sizeof name, "/%u/%u/%u", l->object, l->instance, number);
	return file_find(f, 0, name);
}

/* What tells one instance of an object from another. */
static void put_instance(const struct file *f, const struct file_line *l, char *out, size_t size)
{
	static const struct {
		unsigned object, resource;
		const char *before;
	} tells[] = {{0, 10, "short ID "}, {0, 0, ""}, {1, 0, "short ID "}, {2, 0, "object "},
		{2, 1, "instance "}, {11, 0, ""}};
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < sizeof tells / sizeof *tells && n < size; i++) {
		const struct file_item *item =
			tells[i].object == l->object ? resource(f, l, tells[i].resource) : NULL;
		char words[120];
		if (!item || !item->len)
			continue;
		file_item_words(item, words, sizeof words);
		n += (size_t)snprintf(
			out + n, size - n, "%s%s%s", n ? ", " : ": ", tells[i].before, words);
	}
	const struct file_item *bootstrap = l->object == 0 ? resource(f, l, 1) : NULL;
	if (n < size && bootstrap && bootstrap->number == 1)
		snprintf(out + n, size - n, "%sbootstrap", n ? ", " : ": ");
}

void file_line_heading(const struct file *f, const struct file_line *l, char *out, size_t size)
{
	char words[FILE_VALUE_MAX + 64] = "", server[64] = "102, the default";
	if (file_kind(f) == FILE_KIND_BOOTSTRAP) {
		const char *name = file_object_name(l->object);
		put_instance(f, l, words, sizeof words);
		snprintf(out, size, "/%u/%u %s%s", l->object, l->instance,
			name ? name : "unknown object", words);
		return;
	}
	const struct file_item *apn = file_find(f, l->record, "APN_NAME");
	const struct file_item *id = file_find(f, l->record, "SHORT_SERVER_ID1");
	if (apn)
		file_item_words(apn, words, sizeof words);
	if (id)
		file_item_words(id, server, sizeof server);
	snprintf(out, size, "Record %u: %s, for server %s", l->record + 1,
		apn ? words : "without APN_NAME", server);
}
