/*
 * Config pane: all keys of AT+QLWCFG by field, and the module's provisioning files. It shows and
 * points; changing is the work of forms (setting_form.h, file_view.h) and verbs, which it asks for by
 * name.
 */
#include "views/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/model.h"
#include "tui/toolkit/widgets.h"
#include "views/config_rows.h"
#include "views/finder.h"
#include "views/words.h"

struct config_view {
	struct view view;
	struct list list;
	struct config_row row[CONFIG_ROWS_MAX];
	struct finder finder;
	const struct file_shelf *shelf; /* NULL: no files */
	struct config_files files;
};

static const struct view_help help[] = {
	{"j k g G", "choose a field"},
	{"] [", "next, previous key"},
	{"Enter", "change it in a form; on files, read them"},
	{"+", "add a record to the selected key, or a file"},
	{"Delete d", "delete a security or server record, or a file"},
	{"w p", "of files: write one here; put one of yours there"},
	{"u", "undo: put back what the last change wrote over"},
	{"/ n N", "search; next, previous match"},
	{"f", "show only what matches; !: what does not"},
	{"y", "copy the selected value"},
	{"F5", "read every setting again"},
	{NULL, NULL},
};

enum {
	EXPLAIN_ROWS = 3
};

static struct config_view *self_of(struct view *v)
{
	return (struct config_view *)v;
}

/* The selection stays on its field when records come and go. */
static void update(struct config_view *self, const struct model *m)
{
	const struct config_row was = self->row[self->list.selected];
	const bool had = self->list.count > 0;
	const struct config_files *files = self->shelf ? &self->files : NULL;
	if (files)
		config_files_make(&self->files, self->shelf, m);
	list_update(&self->list, config_rows(m, files, &self->finder.filter, self->row), 0);
	for (size_t i = 0; i < self->list.count && had; i++) {
		const struct config_row *c = &self->row[i];
		if (c->kind == was.kind && c->key == was.key && c->record == was.record &&
			c->field == was.field) {
			list_select(&self->list, i);
			return;
		}
	}
}

static const struct config_row *selected(const struct config_view *self)
{
	return &self->row[self->list.selected];
}

/* --- drawing ---------------------------------------------------------------------------------- */

/* On the heading of the files, those under it are in sight, too: Enter there changes them. */
static void show_files(struct config_view *self, int rows)
{
	struct list *l = &self->list;
	if (selected(self)->kind != CONFIG_KIND_FILES || rows < 2)
		return;
	const size_t last = l->count - 1, page = (size_t)rows;
	const size_t top = last + 1 > page ? last + 1 - page : 0;
	l->top = top > l->selected ? l->selected : top;
}

static void draw(struct view *v, struct region r, const struct view_ctx *ctx)
{
	struct config_view *self = self_of(v);
	size_t n;
	update(self, ctx->model);
	finder_draw(&self->finder, &r);
	if (self->list.count == 0) {
		region_text(r, 0, 0, ROLE_DIM, "Nothing matches the filter; f changes it.");
		return;
	}
	if (r.rows >= 8) {
		struct region low = region_cut_bottom(&r, EXPLAIN_ROWS + 1);
		region_rule(region_cut_top(&low, 1), 0);
		config_row_explain(low, ctx->model, &self->files, selected(self));
	}
	show_files(self, r.rows);
	const size_t first = list_view(&self->list, r.rows, &n);
	for (size_t i = 0; i < n; i++) {
		config_row_draw(r, (int)i, ctx->model, &self->files, &self->row[first + i]);
		if (first + i == self->list.selected)
			region_text(r, (int)i, 0, ROLE_TITLE, "▸");
	}
	list_draw_thumb(&self->list, r);
}

/* --- keys ------------------------------------------------------------------------------------- */

static struct intent on_record(
	const char *action, const struct model *m, const struct config_row *c)
{
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)c->key);
	struct intent intent = intent_action(action);
	char index[24];
	config_index(m, c, index, sizeof(index));
	snprintf(intent.args[0], sizeof(intent.args[0]), "%s", verb->name);
	if (verb->list)
		snprintf(intent.args[1], sizeof(intent.args[1]), "%s", index + 1);
	return intent;
}

static struct intent on_key(const char *action, const struct config_row *c)
{
	struct intent intent = intent_action(action);
	snprintf(intent.args[0], sizeof(intent.args[0]), "%s",
		qlw_key_verb((enum qlw_key)c->key)->name);
	return intent;
}

/* A field opens its record's form on itself, a heading the key's first record. */
static struct intent edit(const struct model *m, const struct config_row *c)
{
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)c->key);
	if (c->kind == CONFIG_KIND_UNKNOWN)
		return intent_text(
			INTENT_SAY, "this console does not know %s", m->unknown[c->key].name);
	if (c->kind != CONFIG_KIND_FIELD)
		return on_key(verb->list && m->key[c->key].read_ms && m->key[c->key].count == 0
				      ? "add"
				      : "edit",
			c);
	struct intent intent = on_record("edit", m, c);
	snprintf(intent.args[verb->list ? 2 : 1], sizeof(intent.args[0]), "%s",
		verb->field[c->field].name);
	return intent;
}

static struct intent add_record(const struct model *m, const struct config_row *c)
{
	if (c->kind == CONFIG_KIND_UNKNOWN)
		return intent_text(
			INTENT_SAY, "this console does not know %s", m->unknown[c->key].name);
	return on_key("add", c);
}

static struct intent delete_record(const struct model *m, const struct config_row *c)
{
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)c->key);
	if (c->kind == CONFIG_KIND_UNKNOWN || !verb->deletable)
		return intent_text(
			INTENT_SAY, "only records of security and server can be deleted");
	if (c->kind == CONFIG_KIND_NONE || !m->key[c->key].count)
		return intent_text(INTENT_SAY, "there is no record of %s to delete", verb->name);
	if (c->kind != CONFIG_KIND_FIELD)
		return intent_text(INTENT_SAY,
			"go down to one of the records of %s: d deletes the one the cursor is in",
			verb->name);
	return on_record("delete", m, c);
}

static struct intent copy(const struct model *m, const struct config_row *c)
{
	if (c->kind != CONFIG_KIND_FIELD)
		return intent_done();
	return intent_text(
		INTENT_COPY, "%s", m->key[c->key].record[c->record].value[c->field].text);
}

static struct intent next_key(struct config_view *self, int step)
{
	size_t i = self->list.selected;
	while (step > 0 ? i + 1 < self->list.count : i > 0) {
		i += step > 0 ? 1 : (size_t)-1;
		if (self->row[i].kind == CONFIG_KIND_KEY ||
			self->row[i].kind == CONFIG_KIND_FILES ||
			self->row[i].kind == CONFIG_KIND_UNKNOWN)
			break;
	}
	list_select(&self->list, i);
	return intent_done();
}

struct rows {
	const struct model *m;
	const struct config_files *files;
	const struct config_row *row;
};

static void text_of(void *ctx, size_t i, char *out, size_t size)
{
	const struct rows *rows = ctx;
	config_row_text(rows->m, rows->files, &rows->row[i], out, size);
}

static struct intent found(struct config_view *self, const struct model *m, bool previous)
{
	struct rows rows = {m, &self->files, self->row};
	const size_t i = finder_find(
		&self->finder, self->list.selected, self->list.count, previous, text_of, &rows);
	if (i == SIZE_MAX && match_active(&self->finder.search))
		return intent_text(INTENT_SAY, "nothing matches %s", self->finder.search.pattern);
	if (i != SIZE_MAX)
		list_select(&self->list, i);
	return intent_done();
}

/* Keys that mean something else on the files. */
static struct intent file_key(const struct config_view *self, const struct key *key)
{
	const struct config_row *c = selected(self);
	if (c->kind != CONFIG_KIND_FILES && c->kind != CONFIG_KIND_FILE)
		return intent_none();
	return config_files_key(
		&self->files, c->kind == CONFIG_KIND_FILE ? c->record : SIZE_MAX, key);
}

static struct intent key_press(struct view *v, const struct key *key, const struct view_ctx *ctx)
{
	struct config_view *self = self_of(v);
	const struct model *m = ctx->model;
	update(self, m);
	const enum finder_result finding = finder_key(&self->finder, key);
	if (finding == FINDER_RESULT_NEXT || finding == FINDER_RESULT_ENTERED ||
		finding == FINDER_RESULT_PREVIOUS)
		return found(self, m, finding == FINDER_RESULT_PREVIOUS);
	if (finding != FINDER_RESULT_NONE)
		return intent_done();
	if (self->finder.asking || self->list.count == 0)
		return key->code == KEYCODE_ESC ? intent_back() : intent_none();
	if (key->code == KEYCODE_ESC)
		return intent_back();
	const struct intent of_file = file_key(self, key);
	if (of_file.kind != INTENT_NONE)
		return of_file;
	if (key->code == KEYCODE_ENTER)
		return edit(m, selected(self));
	if (key->code == KEYCODE_DELETE || key_is(key, "d"))
		return delete_record(m, selected(self));
	if (key_is(key, "+"))
		return add_record(m, selected(self));
	if (key_is(key, "y"))
		return copy(m, selected(self));
	if (key_is(key, "]") || key_is(key, "["))
		return next_key(self, key_is(key, "]") ? 1 : -1);
	return list_key(&self->list, key) ? intent_done() : intent_none();
}

/* --- the rest of a view ----------------------------------------------------------------------- */

static void title(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	size_t stale = 0, unread = 0;
	if (match_active(&self_of(v)->finder.filter)) {
		snprintf(out, size, "only %s", self_of(v)->finder.filter.pattern);
		return;
	}
	for (size_t i = 0; i < QLW_KEYS; i++) {
		const struct model_key *k = &ctx->model->key[i];
		stale += k->read_ms && k->stale;
		unread += !k->read_ms && !k->refused;
	}
	if (unread == QLW_KEYS)
		snprintf(out, size, "not read yet");
	else if (stale > 0)
		snprintf(out, size, "%zu may have changed", stale);
}

static void footer(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	(void)v;
	(void)ctx;
	snprintf(out, size, "Enter change - + add - d delete - u undo");
}

static void release(struct view *v)
{
	finder_clear(&self_of(v)->finder);
	free(v);
}

static const struct view_ops ops = {"Config", help, title, footer, draw, key_press, NULL, release};

struct view *view_config_new(const struct file_shelf *shelf)
{
	struct config_view *self = calloc(1, sizeof(*self));
	if (!self)
		return NULL;
	self->view.ops = &ops;
	self->shelf = shelf;
	return &self->view;
}
