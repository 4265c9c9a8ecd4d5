/* Changes to bootstrap.ini: one value, one entry, one object, in the style of what stands beside it
 * or, in a fresh file, in the Note's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/file_priv.h"

/* A text being put together; ok is false when memory ran out. */
struct out {
	char *bytes;
	size_t len;
	FILE *f;
};

static bool begin(struct out *o)
{
	*o = (struct out){.bytes = NULL};
	o->f = open_memstream(&o->bytes, &o->len);
	return o->f != NULL;
}

/* Splices it over [from, to). */
static int finish(struct out *o, struct file *f, size_t from, size_t to)
{
	int err = fclose(o->f) ? QLW_ENOMEM : file_splice(f, from, to, o->bytes, o->len);
	if (o->bytes)
		memset(o->bytes, 0, o->len);
	free(o->bytes);
	return err;
}

static void put_string(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', out);
		if ((unsigned char)*text < 0x20)
			fprintf(out, "\\u%04x", (unsigned)*text);
		else
			putc(*text, out);
	}
	putc('"', out);
}

static void put_value(FILE *out, const struct file_row *row, const char *text)
{
	if (file_json_form(row) < 2)
		fputs(text, out);
	else
		put_string(out, text);
}

static void put_labelled(FILE *out, const struct file_row *row, const char *text)
{
	static const char *const labels[] = {"v", "bv", "sv", "ov"};
	fprintf(out, "\"%s\":", labels[file_json_form(row)]);
	put_value(out, row, text);
}

int file_replace_resource(struct file *f, const struct file_item *item, const char *text)
{
	struct out o;
	size_t from = item->good ? item->from : item->label_from, to = item->to;
	if (!begin(&o))
		return QLW_ENOMEM;
	if (item->good)
		put_value(o.f, item->row, text);
	else
		put_labelled(o.f, item->row, text);
	return finish(&o, f, from, to);
}

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Start of the blanks before at. */
static size_t blanks_before(const struct file *f, size_t at)
{
	while (at > 0 && space(f->bytes[at - 1]))
		at--;
	return at;
}

static size_t blanks_behind(const struct file *f, size_t at)
{
	while (at < f->len && space(f->bytes[at]))
		at++;
	return at;
}

/* The last entry of that instance whose base name a new one can share. */
static const struct file_item *neighbour(const struct file *f, const char *name)
{
	unsigned path[4];
	const struct file_item *found = NULL;
	file_path(name, path);
	for (size_t i = 0; i < f->items; i++) {
		const struct file_item *item = &f->item[i];
		if (item->path[0] == path[0] && item->path[1] == path[1] &&
			strlen(name) > item->relative &&
			strncmp(item->name, name, item->relative) == 0)
			found = item;
	}
	return found;
}

/* Behind its neighbour; the Note's own style has the last entry's brace in a line of its own. */
static int add_entry(struct file *f, const struct file_item *beside, const char *name,
	const struct file_row *row, const char *text)
{
	struct out o;
	size_t brace = beside->entry_to - 1, close = blanks_before(f, brace);
	size_t sep = blanks_before(f, beside->entry_from), to = beside->entry_to;
	if (!begin(&o))
		return QLW_ENOMEM;
	fprintf(o.f, "},%.*s{\"n\":\"%s\",", (int)(beside->entry_from - sep), f->bytes + sep,
		name + beside->relative);
	put_labelled(o.f, row, text);
	fprintf(o.f, "%.*s}", (int)(brace - close), f->bytes + close);
	return finish(&o, f, close, to);
}

static int add_object(
	struct file *f, const char *name, const struct file_row *row, const char *text)
{
	struct out o;
	unsigned path[4];
	const char *eol = file_eol(f);
	bool ended = !f->len || f->bytes[f->len - 1] == '\n' || f->bytes[f->len - 1] == '\r';
	unsigned depth = file_path(name, path);
	if (!begin(&o))
		return QLW_ENOMEM;
	fprintf(o.f, "%s{\"bn\":\"/%u/%u/\",%s   \"e\":[%s       {\"n\":\"%u", ended ? "" : eol,
		path[0], path[1], eol, eol, path[2]);
	if (depth == 4)
		fprintf(o.f, "/%u", path[3]);
	fprintf(o.f, "\",");
	put_labelled(o.f, row, text);
	fprintf(o.f, "%s       }]}%s", eol, eol);
	return finish(&o, f, f->len, f->len);
}

int file_add_resource(
	struct file *f, const char *name, const struct file_row *row, const char *text)
{
	const struct file_item *beside = neighbour(f, name);
	return beside ? add_entry(f, beside, name, row, text) : add_object(f, name, row, text);
}

/* An object without entries goes as a whole, with the line end behind it. */
static int remove_object(struct file *f, const struct file_item *item)
{
	size_t to = file_line_end(f, item->group_to);
	bool rest = blanks_behind(f, item->group_to) < to;
	return file_splice(
		f, item->group_from, rest ? item->group_to : file_next_line(f, to), "", 0);
}

int file_remove_resource(struct file *f, const struct file_item *item)
{
	size_t next = blanks_behind(f, item->entry_to), before = blanks_before(f, item->entry_from);
	if (next < f->len && f->bytes[next] == ',')
		return file_splice(f, item->entry_from, blanks_behind(f, next + 1), "", 0);
	if (before > 0 && f->bytes[before - 1] == ',') {
		/* the entry before becomes the last: its brace stands as this one's did */
		size_t brace = blanks_before(f, before - 1) - 1, last = item->entry_to - 1;
		size_t close = blanks_before(f, last);
		if (close > item->entry_from && memchr(f->bytes + close, '\n', last - close))
			return file_splice(f, blanks_before(f, brace), close, "", 0);
		return file_splice(f, before - 1, item->entry_to, "", 0);
	}
	return remove_object(f, item);
}

/* --- what a note asks for --------------------------------------------------------------------- */

/* The offset of a note; perhaps behind the end of the text. */
static size_t offset_of(const struct file *f, const struct file_note *note)
{
	size_t at = 0;
	for (size_t line = 1; line < note->line && at < f->len; line++)
		at = file_next_line(f, file_line_end(f, at));
	return at + note->column - 1;
}

bool file_can_mend(const struct file *f, const struct file_note *note)
{
	return f->kind == FILE_KIND_BOOTSTRAP && note->warning && strcmp(note->key, "bn") == 0 &&
	       strstr(note->text, "no slash at its end");
}

int file_mend(struct file *f, const struct file_note *note, struct qlw_diag *diag)
{
	const size_t at = file_can_mend(f, note) ? offset_of(f, note) : f->len;
	const char *open = at < f->len && f->bytes[at] == '"' ? f->bytes + at : NULL;
	const char *close = open ? strchr(open + 1, '"') : NULL;
	if (!close)
		return qlw_diag_set(diag, QLW_EUSAGE, "only a person can mend this");
	const size_t to = (size_t)(close - f->bytes);
	const int err = file_splice(f, to, to, "/", 1);
	return err ? qlw_diag_set(diag, err, "the file would be too large") : 0;
}
