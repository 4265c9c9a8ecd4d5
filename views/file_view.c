/*
 * A provisioning file being edited: who gets a key, and what it does to the draft. Drawing is in
 * file_view_draw.c. It must not read or write files.
 */
#include "views/file_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/toolkit/view.h"
#include "tui/toolkit/widgets.h"
#include "views/file_view_priv.h"

const struct view_help file_view_help[] = {
	{"j k g G", "choose an entry"},
	{"] [", "next, previous instance or record"},
	{"e", "next error; without errors, next warning"},
	{"Enter", "change the entry, or add one that is not there"},
	{"+", "add an entry, an instance, a record"},
	{"d Delete", "take the entry away; on a heading, all under it"},
	{"u", "undo the last change"},
	{"/ n N", "search; next, previous match"},
	{"f", "show only what matches; !: what does not"},
	{"w", "write it to a file here"},
	{"Ctrl-S", "look at the changes, then put it on the module"},
	{"c", "compare with what the module has now"},
	{"Ctrl-C", "stop a transfer"},
	{"Esc", "leave; asks when something is kept nowhere"},
	{NULL, NULL},
};

/* --- life ------------------------------------------------------------------------------------- */

void file_view_say(struct file_view *v, enum role role, const char *text)
{
	snprintf(v->said, sizeof v->said, "%.*s", (int)sizeof v->said - 1, text);
	v->said_role = role;
}

/* Lines that the filter hides go; a heading stays with what is under it. */
static void filter(struct file_view *v)
{
	struct file_outline *o = &v->outline;
	size_t kept = 0, heading = SIZE_MAX;
	char text[512];
	for (size_t i = 0; i < o->count; i++) {
		const struct file_line l = o->line[i];
		if (l.kind == FILE_LINE_HEADING) {
			heading = i;
			continue;
		}
		file_view_line_text(v, &l, text, sizeof text);
		if (!match_test(&v->finder.filter, text))
			continue;
		if (heading != SIZE_MAX)
			o->line[kept++] = o->line[heading];
		heading = SIZE_MAX;
		o->line[kept++] = l;
	}
	o->count = kept;
}

/* What is wrong with a file that has nothing in it yet goes without saying. */
static void drop_notes(struct file_outline *o)
{
	size_t kept = 0;
	for (size_t i = 0; i < o->count; i++)
		if (o->line[i].kind != FILE_LINE_NOTE)
			o->line[kept++] = o->line[i];
	o->count = kept;
}

void file_view_refresh(struct file_view *v)
{
	size_t len;
	if (!file_outline_make(&v->outline, file_draft_file(v->draft)))
		file_view_say(v, ROLE_BAD, "out of memory: not all is shown");
	file_bytes(file_draft_file(v->draft), &len);
	if (!len && file_draft_is_new(v->draft))
		drop_notes(&v->outline);
	if (match_active(&v->finder.filter))
		filter(v);
	list_update(&v->list, v->outline.count, 0);
}

struct file_view *file_view_new(const struct file_view_source *source)
{
	const enum file_kind kind = file_kind_of(source->name);
	struct file_view *v = kind < FILE_KIND_PROFILE ? calloc(1, sizeof *v) : NULL;
	if (!v)
		return NULL;
	snprintf(v->name, sizeof v->name, "%s", source->name);
	snprintf(v->local, sizeof v->local, "%s", source->local ? source->local : "");
	v->draft = file_draft_new(kind, v->name, source->bytes, source->len);
	if (!v->draft) {
		free(v);
		return NULL;
	}
	v->kept = !file_draft_is_new(v->draft);
	file_view_refresh(v);
	return v;
}

void file_view_free(struct file_view *v)
{
	if (!v)
		return;
	file_form_end(&v->form);
	form_end(&v->save);
	file_outline_free(&v->outline);
	finder_clear(&v->finder);
	file_draft_free(v->draft);
	free(v);
}

const struct file *file_view_file(const struct file_view *v)
{
	return file_draft_file(v->draft);
}

const char *file_view_name(const struct file_view *v)
{
	return v->name;
}

const char *file_view_path(const struct file_view *v)
{
	return v->path;
}

bool file_view_dirty(const struct file_view *v)
{
	return !v->kept && file_draft_changed(v->draft);
}

void file_view_kept(struct file_view *v, bool on_module)
{
	v->kept = true;
	if (on_module && !file_draft_keep(v->draft))
		file_view_say(v, ROLE_BAD, "out of memory");
	if (on_module)
		v->local[0] = '\0';
	file_view_refresh(v);
}

void file_view_busy(struct file_view *v, bool busy)
{
	v->busy = busy;
}

/* --- out of here ------------------------------------------------------------------------------ */

static void ask_path(struct file_view *v)
{
	form_start(&v->save);
	struct form_field *field = form_add(&v->save, "file here", FORM_KIND_TEXT,
		v->local[0] ? v->local : file_base_name(v->name));
	field->max = FILE_VIEW_PATH_MAX - 1;
	field->min = 1;
	field->help = "written so that nobody else can read it (mode 0600); ~/ is your home";
	form_ready(&v->save);
	v->mode = FILE_VIEW_SAVE;
}

static enum file_view_result save_mode_key(struct file_view *v, const struct key *key)
{
	const enum form_result result = form_key(&v->save, key);
	if (result == FORM_RESULT_NONE)
		return FILE_VIEW_RESULT_NONE;
	v->mode = FILE_VIEW_LIST;
	snprintf(v->path, sizeof v->path, "%s", form_value(&v->save, 0));
	return result == FORM_RESULT_DONE ? FILE_VIEW_RESULT_WRITE : FILE_VIEW_RESULT_NONE;
}

static void review(struct file_view *v)
{
	const struct file *f = file_draft_file(v->draft);
	size_t len;
	file_bytes(f, &len);
	if (!v->local[0] && !file_draft_is_new(v->draft) && !file_draft_changed(v->draft))
		file_view_say(v, ROLE_DIM, "nothing was changed: the module has it so");
	else if (file_errors(f))
		file_view_say(v, ROLE_BAD,
			"there are errors in it, e goes to the first; nothing wrong is sent");
	else if (!len && file_kind(f) != FILE_KIND_AUTOSTART)
		file_view_say(v, ROLE_WARN, "there is nothing in it yet: + adds");
	else {
		v->review_top = 0;
		v->mode = FILE_VIEW_REVIEW;
	}
}

static enum file_view_result review_mode_key(struct file_view *v, const struct key *key)
{
	if (key->code == KEYCODE_ESC || key_is(key, "n") || key_is(key, "q"))
		v->mode = FILE_VIEW_LIST;
	else if (key_is(key, "Down") || key_is(key, "j"))
		v->review_top++;
	else if ((key_is(key, "Up") || key_is(key, "k")) && v->review_top)
		v->review_top--;
	else if (key->code == KEYCODE_ENTER || key_is(key, "y") || key_is(key, "Ctrl-S")) {
		v->mode = FILE_VIEW_LIST;
		return FILE_VIEW_RESULT_UPLOAD;
	}
	return FILE_VIEW_RESULT_NONE;
}

static enum file_view_result leave(struct file_view *v)
{
	if (!file_view_dirty(v))
		return FILE_VIEW_RESULT_CLOSED;
	v->mode = FILE_VIEW_LEAVE;
	return FILE_VIEW_RESULT_NONE;
}

static enum file_view_result leave_mode_key(struct file_view *v, const struct key *key)
{
	if (key_is(key, "y") || key_is(key, "Y"))
		return FILE_VIEW_RESULT_CLOSED;
	if (key->code == KEYCODE_ESC || key->code == KEYCODE_ENTER || key_is(key, "n"))
		v->mode = FILE_VIEW_LIST;
	return FILE_VIEW_RESULT_NONE;
}

/* --- the list --------------------------------------------------------------------------------- */

static void next_heading(struct file_view *v, int step)
{
	size_t i = v->list.selected;
	while (step > 0 ? i + 1 < v->list.count : i > 0) {
		i += step > 0 ? 1 : (size_t)-1;
		if (v->outline.line[i].kind == FILE_LINE_HEADING)
			break;
	}
	list_select(&v->list, i);
}

/* An error of the line, or without errors in the file a warning. */
static bool is_wrong(const struct file *f, const struct file_line *l)
{
	const struct file_note *n;
	for (size_t i = 0; (n = file_line_note(f, l, i)); i++)
		if (!n->warning || !file_errors(f))
			return true;
	return false;
}

static void next_note(struct file_view *v)
{
	const struct file *f = file_draft_file(v->draft);
	for (size_t k = 1; k <= v->list.count; k++) {
		const size_t i = (v->list.selected + k) % v->list.count;
		if (!is_wrong(f, &v->outline.line[i]))
			continue;
		list_select(&v->list, i);
		return;
	}
	file_view_say(v, ROLE_MESSAGE, "no errors, no warnings");
}

static void text_of(void *ctx, size_t i, char *out, size_t size)
{
	const struct file_view *v = ctx;
	file_view_line_text(v, &v->outline.line[i], out, size);
}

static bool finder_takes(struct file_view *v, const struct key *key)
{
	const enum finder_result result = finder_key(&v->finder, key);
	if (result == FINDER_RESULT_FILTER)
		file_view_refresh(v);
	if (result == FINDER_RESULT_NEXT || result == FINDER_RESULT_ENTERED ||
		result == FINDER_RESULT_PREVIOUS) {
		const size_t i = finder_find(&v->finder, v->list.selected, v->list.count,
			result == FINDER_RESULT_PREVIOUS, text_of, v);
		if (i != SIZE_MAX)
			list_select(&v->list, i);
		else if (match_active(&v->finder.search))
			file_view_say(v, ROLE_DIM, "nothing matches");
	}
	return result != FINDER_RESULT_NONE || v->finder.asking;
}

/* Keys that need an entry. */
static bool line_key(struct file_view *v, const struct key *key)
{
	const struct file_line *l = file_view_selected(v);
	if (!l)
		return false;
	if (key->code == KEYCODE_ENTER)
		file_view_open(v, l);
	else if (key->code == KEYCODE_DELETE || key_is(key, "d"))
		file_view_take_away(v, l);
	else if (key_is(key, "]") || key_is(key, "["))
		next_heading(v, key_is(key, "]") ? 1 : -1);
	else if (key_is(key, "e"))
		next_note(v);
	else
		return list_key(&v->list, key);
	return true;
}

static void not_taken(struct file_view *v, const struct key *key)
{
	char name[KEYS_NAME_MAX], text[KEYS_NAME_MAX + 48];
	if (key->code == KEYCODE_MOUSE || key->code == KEYCODE_PASTE)
		return;
	snprintf(text, sizeof text, "%s does nothing here; ? shows what does, Esc closes",
		key_name(key, name));
	file_view_say(v, ROLE_DIM, text);
}

static enum file_view_result list_mode_key(struct file_view *v, const struct key *key)
{
	v->said[0] = '\0';
	if (finder_takes(v, key))
		return FILE_VIEW_RESULT_NONE;
	if (key->code == KEYCODE_ESC || key_is(key, "q"))
		return leave(v);
	if (key_is(key, "c"))
		return FILE_VIEW_RESULT_COMPARE;
	if (key_is(key, "w"))
		ask_path(v);
	else if (key_is(key, "Ctrl-S"))
		review(v);
	else if (key_is(key, "?") || key_is(key, "F1"))
		v->mode = FILE_VIEW_HELP;
	else if (key_is(key, "+"))
		file_view_add(v);
	else if (key_is(key, "u"))
		file_view_undo(v);
	else if (!line_key(v, key))
		not_taken(v, key);
	return FILE_VIEW_RESULT_NONE;
}

enum file_view_result file_view_key(struct file_view *v, const struct key *key)
{
	if (v->busy)
		return FILE_VIEW_RESULT_NONE;
	switch (v->mode) {
	case FILE_VIEW_LIST:
		return list_mode_key(v, key);
	case FILE_VIEW_FORM:
		file_view_form_key(v, key);
		break;
	case FILE_VIEW_MENU:
		file_view_menu_key(v, key);
		break;
	case FILE_VIEW_SAVE:
		return save_mode_key(v, key);
	case FILE_VIEW_REVIEW:
		return review_mode_key(v, key);
	case FILE_VIEW_LEAVE:
		return leave_mode_key(v, key);
	case FILE_VIEW_HELP:
		v->mode = FILE_VIEW_LIST;
		break;
	}
	return FILE_VIEW_RESULT_NONE;
}
