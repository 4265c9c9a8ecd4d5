/* Changes to a file: what is there gets other bytes in its place, what is not is added beside its
 * neighbours in the Note's order. JSON is in file_boot_edit.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/file_priv.h"

/* A value (refuse_text) and what stands around it in a line. */
#define LINE_MAX_BYTES (1024 + 256)

const char *file_eol(const struct file *f)
{
	const char *lf = memchr(f->bytes, '\n', f->len);
	return lf && lf > f->bytes && lf[-1] == '\r' ? "\r\n" : "\n";
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static int put(struct file *f, size_t at, const char *text)
{
	return file_splice(f, at, at, text, strlen(text));
}

/* --- KEY=value -------------------------------------------------------------------------------- */

/* What the reader would take for something else. */
static int refuse_text(
	const struct file *f, const struct file_row *row, const char *text, struct qlw_diag *diag)
{
	size_t n = strlen(text);
	const char *bad = f->kind == FILE_KIND_CFG ? ";}" : f->kind == FILE_KIND_APN ? ";" : "|";
	if (n > FILE_VALUE_MAX)
		return qlw_diag_set(diag, QLW_EUSAGE, "%s: %zu bytes is too long, allowed are %d",
			row->name, n, FILE_VALUE_MAX);
	if (f->kind == FILE_KIND_BOOTSTRAP)
		return 0;
	if (strpbrk(text, bad))
		return qlw_diag_set(diag, QLW_EUSAGE, "%s: %c cannot stand in this file", row->name,
			*strpbrk(text, bad));
	if (n && f->kind != FILE_KIND_PSK && (blank(text[0]) || blank(text[n - 1])))
		return qlw_diag_set(
			diag, QLW_EUSAGE, "%s: blanks at its ends would be lost", row->name);
	return 0;
}

/* The item of the record that a new one of row stands behind; NULL: it is the first. */
static const struct file_item *neighbour(
	const struct file *f, unsigned record, const struct file_row *row)
{
	const struct file_item *found = NULL;
	for (size_t i = 0; i < f->items; i++)
		if (f->item[i].record == record && f->item[i].row && f->item[i].row < row)
			found = &f->item[i];
	return found;
}

static const struct file_item *first_of(const struct file *f, unsigned record)
{
	for (size_t i = 0; i < f->items; i++)
		if (f->item[i].record == record)
			return &f->item[i];
	return NULL;
}

/* Behind the item and what else stands in its line, if that is a comment. */
static size_t behind(const struct file *f, const struct file_item *item)
{
	size_t end = file_line_end(f, item->entry_to), at = item->entry_to;
	while (at < end && blank(f->bytes[at]))
		at++;
	if (at == end || f->bytes[at] == '#')
		return end;
	return item->entry_to;
}

/* The blanks that the item's line begins with. */
static int indent_of(const struct file *f, const struct file_item *item, const char **indent)
{
	size_t from = item->entry_from;
	while (from > 0 && blank(f->bytes[from - 1]))
		from--;
	*indent = f->bytes + from;
	bool first = from == 0 || f->bytes[from - 1] == '\n' || f->bytes[from - 1] == '\r';
	return first && item->entry_from - from < 32 ? (int)(item->entry_from - from) : 0;
}

static int add_line(struct file *f, unsigned record, const struct file_row *row, const char *text,
	const char *end)
{
	char line[LINE_MAX_BYTES];
	const struct file_item *before = neighbour(f, record, row), *first = first_of(f, record);
	const char *indent = "";
	int n = before || first ? indent_of(f, before ? before : first, &indent) : 0;
	if (before) {
		snprintf(line, sizeof line, "%s%.*s%s=%s%s", file_eol(f), n, indent, row->name,
			text, end);
		return put(f, behind(f, before), line);
	}
	if (first) {
		snprintf(line, sizeof line, "%s=%s%s%s%.*s", row->name, text, end, file_eol(f), n,
			indent);
		return put(f, first->entry_from, line);
	}
	snprintf(line, sizeof line, "%s%s=%s%s", file_eol(f), row->name, text, end);
	return put(f, f->body_from, line);
}

static int add_option(struct file *f, const struct file_row *row, const char *text)
{
	char line[LINE_MAX_BYTES];
	if (f->len)
		return add_line(f, 0, row, text, ";");
	snprintf(line, sizeof line, "{\n%s=%s;\n}\n", row->name, text);
	return put(f, 0, line);
}

/* Behind the last record, which is closed first if it is not. */
static int add_record(struct file *f, const struct file_row *row, const char *text)
{
	char line[LINE_MAX_BYTES];
	const char *eol = file_eol(f);
	bool ended = !f->len || f->bytes[f->len - 1] == '\n' || f->bytes[f->len - 1] == '\r';
	const struct file_item *last = f->items ? &f->item[f->items - 1] : NULL;
	bool open = last && f->bytes[last->group_to - 1] != ';';
	snprintf(line, sizeof line, "%s%s%s%s=%s%s;%s", ended ? "" : eol, open ? ";" : "",
		open ? eol : "", row->name, text, eol, eol);
	return put(f, f->len, line);
}

/* --- PSK -------------------------------------------------------------------------------------- */

/* Bars stand only where they are needed, or are there already. */
static int set_identity(struct file *f, const struct file_item *item, const char *text)
{
	char line[LINE_MAX_BYTES];
	bool needed = strchr(text, ':') != NULL;
	if (item && (!needed || item->entry_from < item->from))
		return file_splice(f, item->from, item->to, text, strlen(text));
	snprintf(line, sizeof line, needed ? "|%s|%s" : "%s%s", text, item ? "" : ":");
	if (item)
		return file_splice(f, item->entry_from, item->entry_to, line, strlen(line));
	return put(f, 0, line);
}

/* The first of the two makes a file that lacks the other. */
static bool half_psk(const struct file *f, const struct file_row *row)
{
	bool identity = strcmp(row->name, "identity") == 0;
	if (f->kind != FILE_KIND_PSK)
		return false;
	return identity ? !f->len : f->items == 1 && f->bytes[f->len - 1] == ':';
}

/* --- all -------------------------------------------------------------------------------------- */

static int replace(struct file *f, const struct file_item *item, const char *text)
{
	if (f->kind == FILE_KIND_BOOTSTRAP)
		return file_replace_resource(f, item, text);
	if (strcmp(item->name, "identity") == 0)
		return set_identity(f, item, text);
	return file_splice(f, item->from, item->to, text, strlen(text));
}

static int add(struct file *f, unsigned record, const char *name, const struct file_row *row,
	const char *text)
{
	switch (f->kind) {
	case FILE_KIND_BOOTSTRAP:
		return file_add_resource(f, name, row, text);
	case FILE_KIND_CFG:
		return add_option(f, row, text);
	case FILE_KIND_APN:
		return record < f->records ? add_line(f, record, row, text, "")
					   : add_record(f, row, text);
	case FILE_KIND_PSK:
		return strcmp(row->name, "identity") == 0 ? set_identity(f, NULL, text)
							  : put(f, f->len, text);
	case FILE_KIND_AUTOSTART:
	case FILE_KIND_PROFILE:
	case FILE_KIND_UNKNOWN:
		break;
	}
	return QLW_EUSAGE;
}

/* The row of a name; canonical has the name as items have it. */
static const struct file_row *row_of(
	const struct file *f, const char *name, char *canonical, size_t size)
{
	unsigned path[4];
	snprintf(canonical, size, "%s", name);
	if (f->kind != FILE_KIND_BOOTSTRAP)
		return file_row_named(f->kind, name);
	unsigned depth = file_path(name, path);
	const struct file_row *row = depth < 3 ? NULL : file_row_resource(path[0], path[2]);
	if (!row || row->multiple != (depth == 4))
		return NULL;
	snprintf(canonical, size, "%s%s", *name == '/' ? "" : "/", name);
	return row;
}

/* Puts value in, unless the file would no longer be one. */
static int change(struct file *f, unsigned record, const char *name, const struct file_row *row,
	const char *text, struct qlw_diag *diag)
{
	const struct file_item *item = file_find(f, record, name);
	bool damaged = f->damaged, empty = !f->len || half_psk(f, row);
	if (!item && ((damaged && !empty) || record > f->records))
		return qlw_diag_set(diag, QLW_EUSAGE,
			"%s: nothing can be added before the errors in the file are mended", name);
	char *old = malloc(f->len + 1);
	size_t len = f->len;
	if (!old)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	memcpy(old, f->bytes, len + 1);
	int err = item ? replace(f, item, text) : add(f, record, name, row, text);
	const struct file_item *now = err ? NULL : file_find(f, record, name);
	if (!err && (!now || strcmp(now->value, text) != 0)) {
		file_splice(f, 0, f->len, old, len);
		err = QLW_EUSAGE;
	}
	memset(old, 0, len);
	free(old);
	if (err)
		qlw_diag_set(diag, err,
			err == QLW_ENOMEM ? "%s: the file would be too large"
					  : "%s: this value cannot stand there",
			name);
	return err;
}

int file_set(
	struct file *f, unsigned record, const char *name, const char *text, struct qlw_diag *diag)
{
	char canonical[64], value[1024];
	const struct file_row *row = row_of(f, name, canonical, sizeof canonical);
	if (!row)
		return qlw_diag_set(diag, QLW_EUSAGE, "%.64s: no name of this kind of file", name);
	unsigned in = f->kind == FILE_KIND_APN ? record : 0;
	const struct file_item *item = file_find(f, in, canonical);
	if (item && item->good && strcmp(item->value, text) == 0)
		return 0;
	file_value_normal(row, text, value, sizeof value);
	int err = file_value_check(row, value, diag);
	if (!err)
		err = refuse_text(f, row, value, diag);
	if (!err)
		err = change(f, in, canonical, row, value, diag);
	memset(value, 0, sizeof value);
	return err;
}

/* --- taking away ------------------------------------------------------------------------------ */

/* [from, to), and the whole line when nothing else stands in it. */
static int cut(struct file *f, size_t from, size_t to)
{
	size_t start = from, end = to;
	while (start > 0 && blank(f->bytes[start - 1]))
		start--;
	while (end < f->len && blank(f->bytes[end]))
		end++;
	bool opens = start == 0 || f->bytes[start - 1] == '\n' || f->bytes[start - 1] == '\r';
	bool ends = file_line_end(f, end) == end;
	if (opens && ends)
		return file_splice(f, start, file_next_line(f, end), "", 0);
	return file_splice(f, from, to, "", 0);
}

static int missing(const char *name, struct qlw_diag *diag)
{
	return qlw_diag_set(diag, QLW_EUSAGE, "%.64s: not in this file", name);
}

static int told(int err, struct qlw_diag *diag)
{
	return err ? qlw_diag_set(diag, err, "out of memory") : 0;
}

int file_remove(struct file *f, unsigned record, const char *name, struct qlw_diag *diag)
{
	const struct file_item *item = file_find(f, record, name);
	if (!item)
		return missing(name, diag);
	if (f->kind == FILE_KIND_PSK)
		return qlw_diag_set(
			diag, QLW_EUSAGE, "%s: a PSK file has always both, remove the file", name);
	return told(f->kind == FILE_KIND_BOOTSTRAP ? file_remove_resource(f, item)
						   : cut(f, item->entry_from, item->entry_to),
		diag);
}

int file_remove_record(struct file *f, unsigned record, struct qlw_diag *diag)
{
	const struct file_item *first = first_of(f, record);
	if (f->kind != FILE_KIND_APN || !first)
		return missing("the record", diag);
	return told(cut(f, first->group_from, first->group_to), diag);
}

/* True when the object of this item holds nothing but its instance. */
static bool object_alone(const struct file *f, const struct file_item *item)
{
	for (size_t i = 0; i < f->items; i++)
		if (f->item[i].group_from == item->group_from &&
			(f->item[i].path[0] != item->path[0] ||
				f->item[i].path[1] != item->path[1]))
			return false;
	return true;
}

static const struct file_item *of_instance(const struct file *f, unsigned object, unsigned instance)
{
	for (size_t i = 0; i < f->items; i++)
		if (f->item[i].path[0] == object && f->item[i].path[1] == instance)
			return &f->item[i];
	return NULL;
}

int file_remove_instance(struct file *f, unsigned object, unsigned instance, struct qlw_diag *diag)
{
	const struct file_item *item;
	int err = 0;
	if (f->kind != FILE_KIND_BOOTSTRAP || !of_instance(f, object, instance))
		return missing("the instance", diag);
	while (!err && (item = of_instance(f, object, instance)))
		err = object_alone(f, item) ? cut(f, item->group_from, item->group_to)
					    : file_remove_resource(f, item);
	return told(err, diag);
}
