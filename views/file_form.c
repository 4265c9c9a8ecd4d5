/*
 * The form for entries of a provisioning file. Values and ranges are the table's; what is wrong with
 * the file as a whole is found by changing a copy of it. It shows no secret.
 */
#include "views/file_form.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NOTE_ROWS = 3 /* always, so that the form stays where it is while one types */
};

/* --- fields ----------------------------------------------------------------------------------- */

static void add_choice(struct file_form *f, size_t i, const char *value, const char *words)
{
	struct form_field *field = &f->form.fields[i];
	const size_t n = field->choice_count;
	if (n == FILE_FORM_CHOICES_MAX)
		return;
	snprintf(f->field[i].value[n], sizeof f->field[i].value[n], "%s", value);
	snprintf(f->field[i].words[n], sizeof f->field[i].words[n], "%s", words);
	f->field[i].choice[n] = (struct form_choice){f->field[i].value[n], f->field[i].words[n]};
	field->choices = f->field[i].choice;
	field->choice_count++;
}

static void add_choices(struct file_form *f, size_t i, const struct file_row *row)
{
	char value[24], words[96];
	for (const struct qlw_choice *c = row->choices; c && c->name; c++) {
		const bool word = row->type == FILE_TYPE_WORD;
		const bool told = strcmp(c->name, c->meaning) != 0;
		snprintf(value, sizeof value, "%" PRId64, c->number);
		snprintf(words, sizeof words, "%s%s%s", word ? "" : c->name,
			word || !told ? "" : ": ", word || told ? c->meaning : "");
		add_choice(f, i, word ? c->name : value, words);
	}
	if (row->type == FILE_TYPE_BOOL) {
		add_choice(f, i, "true", "");
		add_choice(f, i, "false", "");
	}
}

static enum form_kind kind_of(const struct file_row *row)
{
	if (row->secret)
		return FORM_KIND_SECRET;
	switch (row->type) {
	case FILE_TYPE_INT:
		return FORM_KIND_NUMBER;
	case FILE_TYPE_CHOICE:
	case FILE_TYPE_WORD:
	case FILE_TYPE_BOOL:
		return FORM_KIND_CHOICE;
	case FILE_TYPE_TEXT:
	case FILE_TYPE_URI:
	case FILE_TYPE_BINDING:
	case FILE_TYPE_OPAQUE:
	case FILE_TYPE_HEX:
	case FILE_TYPE_LINK:
	case FILE_TYPE_EXECUTE:
		break;
	}
	return FORM_KIND_TEXT;
}

/* A text that may be empty is written so; what else stays empty in a new group is not written. */
static bool may_be_empty(const struct file_row *row)
{
	return row->type == FILE_TYPE_URI || (row->type == FILE_TYPE_TEXT && row->min == 0);
}

static struct form_field *add_field(struct file_form *f, enum file_form_part part,
	const struct file_row *row, enum form_kind kind, const char *value)
{
	const size_t i = f->form.count;
	if (i == FORM_FIELDS_MAX)
		return NULL;
	f->field[i].part = part;
	f->field[i].row = row;
	struct form_field *field = form_add(&f->form, f->field[i].label, kind, value);
	field->help = f->field[i].help;
	return field;
}

static void add_again(struct file_form *f, const struct file_row *row)
{
	const size_t i = f->form.count;
	struct form_field *field = add_field(f, FILE_FORM_AGAIN, row, FORM_KIND_SECRET, NULL);
	if (!field)
		return;
	field->optional = true;
	snprintf(f->field[i].label, sizeof f->field[i].label, "  again");
	snprintf(f->field[i].help, sizeof f->field[i].help,
		"the same once more, since it is not shown");
}

static void add_value(struct file_form *f, const struct file_row *row, const char *value)
{
	char allowed[160];
	const size_t i = f->form.count;
	struct form_field *field = add_field(f, FILE_FORM_VALUE, row, kind_of(row), value);
	if (!field)
		return;
	field->min = row->type == FILE_TYPE_INT ? row->min : 0;
	field->max = row->type == FILE_TYPE_INT ? row->max : 0;
	field->optional = may_be_empty(row) || (f->adding && !row->mandatory);
	add_choices(f, i, row);
	if (file_kind(f->file) == FILE_KIND_BOOTSTRAP)
		snprintf(f->field[i].label, sizeof f->field[i].label, "%u %.40s", row->resource,
			row->name);
	else
		snprintf(f->field[i].label, sizeof f->field[i].label, "%.47s", row->name);
	file_row_allowed(row, allowed, sizeof allowed);
	snprintf(f->field[i].help, sizeof f->field[i].help, "%.90s; %.120s", row->meaning,
		field->kind == FORM_KIND_CHOICE ? "Left and Right choose" : allowed);
	if (row->secret)
		add_again(f, row);
}

static void add_number(struct file_form *f, enum file_form_part part, const char *label,
	const char *help, unsigned value)
{
	char text[16];
	const size_t i = f->form.count;
	snprintf(text, sizeof text, "%u", value);
	struct form_field *field = add_field(f, part, NULL, FORM_KIND_NUMBER, text);
	if (!field)
		return;
	field->max = 65534;
	snprintf(f->field[i].label, sizeof f->field[i].label, "%s", label);
	snprintf(f->field[i].help, sizeof f->field[i].help, "%s", help);
}

/* --- what was typed --------------------------------------------------------------------------- */

static unsigned number_of(const struct file_form *f, enum file_form_part part, unsigned fallback)
{
	for (size_t i = 0; i < f->form.count; i++)
		if (f->field[i].part == part)
			return (unsigned)strtoul(form_value(&f->form, i), NULL, 10);
	return fallback;
}

static void name_of(const struct file_form *f, const struct file_row *row, char *out, size_t size)
{
	if (file_kind(f->file) != FILE_KIND_BOOTSTRAP) {
		snprintf(out, size, "%s", row->name);
		return;
	}
	int n = snprintf(out, size, "/%u/%u/%u", row->object,
		number_of(f, FILE_FORM_INSTANCE, f->instance), row->resource);
	if (row->multiple)
		snprintf(out + n, size - (size_t)n, "/%u", number_of(f, FILE_FORM_INDEX, f->index));
}

static bool is_written(const struct file_form *f, size_t i)
{
	if (f->field[i].part != FILE_FORM_VALUE)
		return false;
	return form_value(&f->form, i)[0] || (!f->adding && may_be_empty(f->field[i].row)) ||
	       (f->form.count == 1 && may_be_empty(f->field[i].row));
}

int file_form_apply(const struct file_form *f, struct file *copy, struct qlw_diag *diag)
{
	char name[64];
	int err = 0;
	for (size_t i = 0; i < f->form.count && !err; i++) {
		if (!is_written(f, i))
			continue;
		name_of(f, f->field[i].row, name, sizeof name);
		err = file_set(copy, f->record, name, form_value(&f->form, i), diag);
	}
	return err;
}

/* --- checks ----------------------------------------------------------------------------------- */

static bool instance_taken(const struct file *file, unsigned object, unsigned instance)
{
	const struct file_item *item;
	for (size_t i = 0; (item = file_item(file, i)); i++)
		if (item->path[0] == object && item->path[1] == instance)
			return true;
	return false;
}

static void check_value(const struct file_form *f, size_t i, char note[FORM_NOTE_MAX])
{
	const struct file_row *row = f->field[i].row;
	struct qlw_diag diag = {.err = QLW_OK};
	char value[1100];
	if (!is_written(f, i))
		return;
	file_value_normal(row, form_value(&f->form, i), value, sizeof value);
	if (file_value_check(row, value, &diag)) {
		const char *colon = strstr(diag.what, ": ");
		snprintf(note, FORM_NOTE_MAX, "%.*s", FORM_NOTE_MAX - 1,
			colon ? colon + 2 : diag.what);
	}
	explicit_bzero(value, sizeof value);
}

static void check(void *ctx, const struct form *form, size_t i, char note[FORM_NOTE_MAX])
{
	const struct file_form *f = ctx;
	char name[64];
	(void)form;
	switch (f->field[i].part) {
	case FILE_FORM_VALUE:
		check_value(f, i, note);
		break;
	case FILE_FORM_AGAIN:
		if (strcmp(form_value(&f->form, i), form_value(&f->form, i - 1)) != 0)
			snprintf(note, FORM_NOTE_MAX, "not the same as above");
		break;
	case FILE_FORM_INSTANCE:
		if (instance_taken(f->file, f->object, number_of(f, FILE_FORM_INSTANCE, 0)))
			snprintf(note, FORM_NOTE_MAX, "there is such an instance already");
		break;
	case FILE_FORM_INDEX:
		name_of(f, f->field[i + 1].row, name, sizeof name);
		if (file_find(f->file, 0, name))
			snprintf(note, FORM_NOTE_MAX, "%s is there already", name);
		break;
	}
}

static bool had(const struct file *file, const struct file_note *note)
{
	const struct file_note *n;
	for (size_t i = 0; (n = file_note(file, i)); i++)
		if (strcmp(n->key, note->key) == 0 && strcmp(n->text, note->text) == 0)
			return true;
	return false;
}

/* What a copy of the file, changed as the form says, is told that the file was not. */
static void look_ahead(struct file_form *f)
{
	const struct file_note *n;
	size_t len;
	char note[FORM_NOTE_MAX];
	f->notes = 0;
	for (size_t i = 0; i < f->form.count; i++)
		if (form_note(&f->form, i, note)[0])
			return;
	const char *bytes = file_bytes(f->file, &len);
	struct file *copy = file_read(file_kind(f->file), f->path, bytes, len);
	if (!copy)
		return;
	const int err = file_form_apply(f, copy, NULL);
	for (size_t i = 0; !err && f->notes < FILE_FORM_NOTES_MAX && (n = file_note(copy, i));
		i++) {
		if (had(f->file, n))
			continue;
		f->note_bad[f->notes] = !n->warning;
		snprintf(f->note[f->notes], sizeof f->note[0], "%.18s: %.230s", n->key, n->text);
		f->notes++;
	}
	file_free(copy);
}

enum form_result file_form_key(struct file_form *f, const struct key *key)
{
	const enum form_result result = form_key(&f->form, key);
	if (result == FORM_RESULT_NONE)
		look_ahead(f);
	return result;
}

/* --- the three forms -------------------------------------------------------------------------- */

static void begin(struct file_form *f, const struct file *file, const char *path, bool adding)
{
	memset(f, 0, sizeof *f);
	form_start(&f->form);
	f->form.check = check;
	f->form.ctx = f;
	f->file = file;
	f->path = path;
	f->adding = adding;
}

static void ready(struct file_form *f)
{
	form_ready(&f->form);
	look_ahead(f);
}

void file_form_change(struct file_form *f, const struct file *file, const char *path,
	const struct file_item *item)
{
	begin(f, file, path, false);
	f->record = item->record;
	f->object = item->path[0];
	f->instance = item->path[1];
	f->index = item->path[3];
	snprintf(f->title, sizeof f->title, "%s%s%s", item->name, item->depth ? " " : "",
		item->depth ? item->row->name : "");
	add_value(f, item->row, item->row->secret ? NULL : item->value);
	ready(f);
}

void file_form_add(struct file_form *f, const struct file *file, const char *path,
	const struct file_row *row, unsigned record, unsigned instance)
{
	begin(f, file, path, true);
	f->record = record;
	f->object = row->object;
	f->instance = instance;
	if (file_kind(file) == FILE_KIND_BOOTSTRAP)
		snprintf(f->title, sizeof f->title, "New /%u/%u/%u %s", row->object, instance,
			row->resource, row->name);
	else
		snprintf(f->title, sizeof f->title, "New %s", row->name);
	if (row->multiple)
		add_number(
			f, FILE_FORM_INDEX, "which", "the number of this resource's instance", 0);
	add_value(f, row, row->fallback ? row->fallback : NULL);
	for (size_t i = 0; i < f->form.count; i++)
		if (f->field[i].part == FILE_FORM_VALUE &&
			f->form.fields[i].kind == FORM_KIND_CHOICE && !row->fallback)
			edit_start(&f->form.fields[i].edit, f->field[i].value[0], 0, false);
		else if (f->field[i].part == FILE_FORM_VALUE)
			f->form.fields[i].optional = may_be_empty(row);
	ready(f);
}

/* The first resources of a new instance, with what most have. */
static const struct {
	unsigned object, resource;
	const char *value;
} first_ones[] = {
	{0, 0, "coap://"},
	{0, 1, "false"},
	{0, 2, "3"},
	{0, 3, NULL},
	{0, 5, NULL},
	{0, 10, NULL},
	{1, 0, NULL},
	{1, 1, "86400"},
	{1, 2, "1"},
	{1, 3, "60"},
	{1, 5, "86400"},
	{1, 6, "true"},
	{1, 7, "U"},
	{2, 0, "1"},
	{2, 1, NULL},
	{2, 3, NULL},
	{11, 0, NULL},
	{11, 1, NULL},
};

static unsigned free_instance(const struct file *file, unsigned object)
{
	unsigned instance = 0;
	while (instance_taken(file, object, instance))
		instance++;
	return instance;
}

static void create_instance(struct file_form *f, unsigned object)
{
	const char *name = file_object_name(object);
	f->object = object;
	f->instance = free_instance(f->file, object);
	snprintf(f->title, sizeof f->title, "New instance of %u %s", object, name ? name : "");
	add_number(f, FILE_FORM_INSTANCE, "instance", "its number, from 0", f->instance);
	for (size_t i = 0; i < sizeof first_ones / sizeof *first_ones; i++) {
		if (first_ones[i].object != object)
			continue;
		add_value(
			f, file_row_resource(object, first_ones[i].resource), first_ones[i].value);
	}
}

void file_form_create(
	struct file_form *f, const struct file *file, const char *path, unsigned object)
{
	const enum file_kind kind = file_kind(file);
	const struct file_row *row;
	begin(f, file, path, true);
	f->record = (unsigned)file_records(file);
	if (kind == FILE_KIND_BOOTSTRAP)
		create_instance(f, object);
	else if (kind == FILE_KIND_APN)
		snprintf(f->title, sizeof f->title, "New record %u", f->record + 1);
	else
		snprintf(f->title, sizeof f->title, "Identity and key");
	for (size_t i = 0; kind != FILE_KIND_BOOTSTRAP && (row = file_row(kind, i)); i++)
		add_value(f, row, row->fallback);
	ready(f);
}

/* --- drawing ---------------------------------------------------------------------------------- */

void file_form_draw(const struct file_form *f, struct region r)
{
	const int cols = r.cols < 78 ? r.cols : 78;
	struct region box = region_popup(r, form_rows(&f->form) + 2 + NOTE_ROWS, cols);
	struct region in = region_box(box, f->title, "Enter, Ctrl-S take it - Esc leaves it", true);
	struct region low = region_cut_bottom(&in, in.rows >= 3 + NOTE_ROWS ? NOTE_ROWS : 0);
	int row = 0;
	form_draw(&f->form, in);
	for (size_t i = 0; i < f->notes && row < low.rows; i++)
		row += region_wrap(low, row, low.rows - row < 2 ? low.rows - row : 2,
			f->note_bad[i] ? ROLE_BAD : ROLE_WARN, f->note[i]);
}

void file_form_end(struct file_form *f)
{
	form_end(&f->form);
}
