/* What keys do to a draft: forms, the menu of what can be added, taking away, undoing. Draws nothing. */
#include <stdio.h>
#include <string.h>

#include "views/file_view_priv.h"

/* --- changes ---------------------------------------------------------------------------------- */

const struct file_line *file_view_selected(const struct file_view *v)
{
	return v->list.count ? &v->outline.line[v->list.selected] : NULL;
}

/* The copy becomes the file, unless err says that it must not. */
static void take(struct file_view *v, struct file *copy, int err, const struct qlw_diag *diag,
	const char *done)
{
	if (err) {
		file_view_say(v, ROLE_BAD, diag->what);
		file_free(copy);
		return;
	}
	file_draft_put(v->draft, copy);
	v->kept = !file_draft_changed(v->draft) && !file_draft_is_new(v->draft);
	file_view_say(v, ROLE_MESSAGE, done);
	file_view_refresh(v);
}

static struct file *copy_for_change(struct file_view *v)
{
	struct file *copy = file_draft_copy(v->draft);
	if (!copy)
		file_view_say(v, ROLE_BAD, "out of memory");
	return copy;
}

static void open_form(struct file_view *v)
{
	v->mode = FILE_VIEW_FORM;
}

/* On the entry that was just set, if it is in sight of the filter. */
static void select_item(struct file_view *v, unsigned record, const char *name)
{
	const struct file *f = file_draft_file(v->draft);
	for (size_t i = 0; i < v->outline.count; i++) {
		const struct file_line *l = &v->outline.line[i];
		if (l->kind == FILE_LINE_ITEM && l->record == record &&
			strcmp(file_item(f, l->item)->name, name) == 0)
			list_select(&v->list, i);
	}
}

/* The entry that the form set last. */
static void select_set(struct file_view *v, const struct file *before)
{
	const struct file *f = file_draft_file(v->draft);
	const struct file_item *item;
	for (size_t i = 0; (item = file_item(f, i)); i++) {
		const struct file_item *old = file_find(before, item->record, item->name);
		if (!old || strcmp(old->value, item->value) != 0) {
			select_item(v, item->record, item->name);
			return;
		}
	}
}

static void apply_form(struct file_view *v)
{
	struct qlw_diag diag = {.err = QLW_OK};
	struct file *before = copy_for_change(v), *copy = copy_for_change(v);
	if (!before || !copy) {
		file_free(before);
		file_free(copy);
		return;
	}
	const int err = file_form_apply(&v->form, copy, &diag);
	take(v, copy, err, &diag, "changed here, not yet on the module; Ctrl-S puts it there");
	if (!err)
		select_set(v, before);
	file_free(before);
}

void file_view_form_key(struct file_view *v, const struct key *key)
{
	const enum form_result result = file_form_key(&v->form, key);
	if (result == FORM_RESULT_NONE)
		return;
	v->mode = FILE_VIEW_LIST;
	if (result == FORM_RESULT_DONE)
		apply_form(v);
	file_form_end(&v->form);
}

/* --- what is selected ------------------------------------------------------------------------- */

static void create(struct file_view *v, unsigned object)
{
	file_form_create(&v->form, file_draft_file(v->draft), v->name, object);
	open_form(v);
}

static void add_row(
	struct file_view *v, const struct file_row *row, unsigned record, unsigned instance)
{
	file_form_add(&v->form, file_draft_file(v->draft), v->name, row, record, instance);
	open_form(v);
}

static void put_choice(struct file_view *v, const struct file_row *row, unsigned object,
	const char *label, const char *help)
{
	if (v->choices == FILE_VIEW_MENU_MAX)
		return;
	struct file_view_choice *c = &v->choice[v->choices];
	*c = (struct file_view_choice){.row = row, .object = object};
	snprintf(c->label, sizeof c->label, "%s", label);
	v->menu_item[v->choices++] = (struct menu_item){.label = c->label, .help = help};
}

/* Resources that the instance has not, then new instances. */
static void choose_resource(struct file_view *v, const struct file_line *l)
{
	static const unsigned objects[] = {0, 1, 2, 11};
	const struct file *f = file_draft_file(v->draft);
	const struct file_row *row;
	char label[72], name[40];
	const bool within = l && l->kind != FILE_LINE_NOTE;
	for (size_t i = 0; within && (row = file_row(FILE_KIND_BOOTSTRAP, i)); i++) {
		snprintf(name, sizeof name, "/%u/%u/%u", l->object, l->instance, row->resource);
		if (row->object != l->object || row->type == FILE_TYPE_EXECUTE ||
			(!row->multiple && file_find(f, 0, name)))
			continue;
		snprintf(label, sizeof label, "%.30s %.40s", name, row->name);
		put_choice(v, row, row->object, label, row->meaning);
	}
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
		snprintf(label, sizeof label, "new /%u %s", objects[i],
			file_object_name(objects[i]));
		put_choice(v, NULL, objects[i], label, NULL);
	}
	v->menu_instance = within ? l->instance : 0;
}

static void choose_option(struct file_view *v)
{
	const struct file_row *row;
	for (size_t i = 0; (row = file_row(FILE_KIND_CFG, i)); i++)
		if (!file_find(file_draft_file(v->draft), 0, row->name))
			put_choice(v, row, 0, row->name, row->meaning);
}

void file_view_add(struct file_view *v)
{
	const struct file *f = file_draft_file(v->draft);
	v->choices = 0;
	switch (file_kind(f)) {
	case FILE_KIND_BOOTSTRAP:
		choose_resource(v, file_view_selected(v));
		break;
	case FILE_KIND_CFG:
		choose_option(v);
		break;
	case FILE_KIND_APN:
		create(v, 0);
		return;
	case FILE_KIND_PSK:
		if (!file_item(f, 0))
			create(v, 0);
		else
			file_view_say(v, ROLE_WARN, "it has identity and key: Enter changes one");
		return;
	case FILE_KIND_AUTOSTART:
	case FILE_KIND_PROFILE:
	case FILE_KIND_UNKNOWN:
		file_view_say(v, ROLE_WARN, "this file is empty: only that it is there counts");
		return;
	}
	if (!v->choices) {
		file_view_say(v, ROLE_WARN, "every option of Table 5 is there: Enter changes one");
		return;
	}
	menu_start(&v->menu, v->menu_item, v->choices);
	v->mode = FILE_VIEW_MENU;
}

void file_view_menu_key(struct file_view *v, const struct key *key)
{
	const enum menu_result result = menu_key(&v->menu, key);
	if (result == MENU_RESULT_NONE)
		return;
	v->mode = FILE_VIEW_LIST;
	const size_t chosen = menu_chosen(&v->menu);
	if (result != MENU_RESULT_CHOSEN || chosen >= v->choices)
		return;
	const struct file_view_choice *c = &v->choice[chosen];
	if (c->row)
		add_row(v, c->row, 0, v->menu_instance);
	else
		create(v, c->object);
}

/* What a note says has to be done, where that is one thing only. */
static void mend(struct file_view *v, const struct file_note *note)
{
	struct qlw_diag diag = {.err = QLW_OK};
	struct file *copy = NULL;
	if (!file_can_mend(file_draft_file(v->draft), note))
		file_view_say(v, ROLE_WARN,
			"this is about no single entry; w writes it to a file for an editor");
	else if ((copy = copy_for_change(v)) != NULL)
		take(v, copy, file_mend(copy, note, &diag), &diag,
			"the slash is there now; u undoes");
}

void file_view_open(struct file_view *v, const struct file_line *l)
{
	const struct file *f = file_draft_file(v->draft);
	switch (l->kind) {
	case FILE_LINE_NOTE:
		mend(v, file_note(f, l->note));
		break;
	case FILE_LINE_HEADING:
		file_view_add(v);
		break;
	case FILE_LINE_ABSENT:
		if (file_kind(f) == FILE_KIND_PSK)
			create(v, 0);
		else
			add_row(v, l->row, l->record, l->instance);
		break;
	case FILE_LINE_ITEM:
		if (!l->row) {
			file_view_say(v, ROLE_WARN,
				"no table of the Note knows it: kept as it is; d takes it away");
			break;
		}
		file_form_change(&v->form, f, v->name, file_item(f, l->item));
		open_form(v);
		break;
	}
}

static int remove_line(
	struct file *copy, const struct file *f, const struct file_line *l, struct qlw_diag *diag)
{
	if (l->kind == FILE_LINE_ITEM) {
		const struct file_item *item = file_item(f, l->item);
		return file_remove(copy, item->record, item->name, diag);
	}
	if (l->kind != FILE_LINE_HEADING)
		return qlw_diag_set(diag, QLW_EUSAGE, "there is nothing to take away here");
	return file_kind(f) == FILE_KIND_BOOTSTRAP
		       ? file_remove_instance(copy, l->object, l->instance, diag)
		       : file_remove_record(copy, l->record, diag);
}

void file_view_take_away(struct file_view *v, const struct file_line *l)
{
	struct qlw_diag diag = {.err = QLW_OK};
	struct file *copy = copy_for_change(v);
	if (!copy)
		return;
	const int err = remove_line(copy, file_draft_file(v->draft), l, &diag);
	take(v, copy, err, &diag, "taken away here, not yet on the module; u undoes");
}

void file_view_undo(struct file_view *v)
{
	if (!file_draft_undo(v->draft)) {
		file_view_say(v, ROLE_DIM, "nothing to undo");
		return;
	}
	v->kept = !file_draft_changed(v->draft) && !file_draft_is_new(v->draft);
	file_view_say(v, ROLE_MESSAGE, "as it was before");
	file_view_refresh(v);
}
