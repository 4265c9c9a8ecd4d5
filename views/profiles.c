/*
 * Profiles pane: the profiles there are, what the selected one knows and does not know, and the keys
 * that plan and apply it. Reads no file: the rows are given.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/toolkit/widgets.h"
#include "views/finder.h"
#include "views/views.h"

enum {
	SHOWN_MAX = 256
};

struct profiles_view {
	struct view view; /* first */
	const struct profile_rows *rows;
	struct list list;
	struct finder finder;
	unsigned short shown[SHOWN_MAX]; /* rows that pass the filter */
};

static const struct view_help help[] = {
	{"Enter A", "the plan: what would change, and why; Enter there applies it"},
	{"d", "differences between this profile and the module"},
	{"s", "snapshot of the module's settings"},
	{"/ n N", "search; next, previous match"},
	{"f", "show only what matches; !: what does not"},
	{"y", "copy its name"},
	{"j k g G", "move"},
	{NULL, NULL},
};

static struct profiles_view *self_of(struct view *v)
{
	return (struct profiles_view *)v;
}

static const struct profile_row *selected(const struct profiles_view *self)
{
	const struct list *list = &self->list;
	return list->count > 0 ? &self->rows->row[self->shown[list->selected]] : NULL;
}

static void text_of(void *ctx, size_t i, char *out, size_t size)
{
	const struct profiles_view *self = ctx;
	const struct profile_row *row = &self->rows->row[self->shown[i]];
	snprintf(out, size, "%s %s %s %s %s", row->name, row->production ? "PRODUCTION" : "",
		row->title, row->carrier, row->problem);
}

static void update(struct profiles_view *self)
{
	char text[512];
	size_t n = 0;
	for (size_t i = 0; i < self->rows->count && n < SHOWN_MAX; i++) {
		self->shown[n] = (unsigned short)i;
		text_of(self, n, text, sizeof text);
		n += match_test(&self->finder.filter, text);
	}
	list_update(&self->list, n, 0);
}

/* --- drawing ------------------------------------------------------------------------------------------ */

static void draw_row(struct region r, int at, const struct profile_row *row, bool chosen)
{
	region_text(r, at, 0, ROLE_KEY, "%s", chosen ? "▸" : " ");
	int col = region_field(r, at, 2, 20, ROLE_VALUE, "%s", row->name);
	col = region_field(r, at, col + 1, 12, row->production ? ROLE_BANNER_PRODUCTION : ROLE_DIM,
		"%s", row->production ? "PRODUCTION" : "");
	if (*row->problem)
		region_text(r, at, col + 1, ROLE_BAD, "✗ %s", row->problem);
	else
		region_text(r, at, col + 1, ROLE_TEXT, "%s", row->title);
}

static void draw_details(struct region r, const struct profile_row *row)
{
	region_rule(r, 0);
	int at = 1;
	if (*row->asks)
		at += region_wrap(region_sub(r, at, 0, -1, -1), 0, 2, ROLE_WARN, row->asks);
	region_wrap(region_sub(r, at, 0, -1, -1), 0, r.rows - at, ROLE_DIM, row->source);
}

static void draw(struct view *v, struct region r, const struct view_ctx *ctx)
{
	struct profiles_view *self = self_of(v);
	size_t n;
	(void)ctx;
	if (!self->rows->count) {
		region_text(
			r, 0, 0, ROLE_DIM, "No profiles were found; --profile-dir names a folder.");
		return;
	}
	update(self);
	finder_draw(&self->finder, &r);
	if (!self->list.count) {
		region_text(r, 0, 0, ROLE_DIM, "Nothing matches the filter; f changes it.");
		return;
	}
	int details = r.rows / 3 < 8 ? r.rows / 3 : 8;
	struct region below = region_cut_bottom(&r, details);
	size_t top = list_view(&self->list, r.rows, &n);
	for (size_t i = 0; i < n; i++)
		draw_row(r, (int)i, &self->rows->row[self->shown[top + i]],
			top + i == self->list.selected);
	list_draw_thumb(&self->list, r);
	if (selected(self))
		draw_details(below, selected(self));
}

static void title(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	(void)ctx;
	if (match_active(&self_of(v)->finder.filter))
		snprintf(out, size, "only %s", self_of(v)->finder.filter.pattern);
}

static void footer(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	(void)v;
	(void)ctx;
	snprintf(out, size, "Enter plan and apply - d diff - s snapshot");
}

/* --- keys --------------------------------------------------------------------------------------------- */

static struct intent action_on(const char *action, const char *name, const char *other)
{
	struct intent intent = intent_action(action);
	snprintf(intent.args[0], sizeof intent.args[0], "%s", name);
	snprintf(intent.args[1], sizeof intent.args[1], "%s", other);
	return intent;
}

/* From this row on, or before it. */
static struct intent found(struct profiles_view *self, size_t at, bool previous)
{
	const size_t i = finder_find(&self->finder, at, self->list.count, previous, text_of, self);
	if (i == SIZE_MAX && match_active(&self->finder.search))
		return intent_text(INTENT_SAY, "nothing matches %s", self->finder.search.pattern);
	if (i != SIZE_MAX)
		list_select(&self->list, i);
	return intent_done();
}

static struct intent find_key(struct profiles_view *self, const struct key *key)
{
	const enum finder_result finding = finder_key(&self->finder, key);
	const size_t at = self->list.selected, count = self->list.count;
	if (finding == FINDER_RESULT_NONE)
		return intent_none();
	if (finding == FINDER_RESULT_NEXT || finding == FINDER_RESULT_PREVIOUS)
		return found(self, at, finding == FINDER_RESULT_PREVIOUS);
	if (count && (finding == FINDER_RESULT_TYPED || finding == FINDER_RESULT_ENTERED))
		return found(self, (at + count - 1) % count, false); /* a match may stay */
	return intent_done();
}

static struct intent key_press(struct view *v, const struct key *key, const struct view_ctx *ctx)
{
	struct profiles_view *self = self_of(v);
	(void)ctx;
	update(self);
	const struct intent finding = find_key(self, key);
	if (finding.kind != INTENT_NONE || self->finder.asking)
		return finding;
	const struct profile_row *row = selected(self);
	if (key_is(key, "s"))
		return intent_action("snapshot");
	if (row && key->code == KEYCODE_ENTER)
		return action_on("plan", row->name, "");
	if (row && key_is(key, "A"))
		return action_on("apply", row->name, "");
	if (row && key_is(key, "d"))
		return action_on("diff", row->name, "module");
	if (row && key_is(key, "y"))
		return intent_text(INTENT_COPY, "%s", row->name);
	return list_key(&self->list, key) ? intent_done() : intent_none();
}

static void release(struct view *v)
{
	finder_clear(&self_of(v)->finder);
	free(v);
}

static const struct view_ops ops = {
	"Profiles", help, title, footer, draw, key_press, NULL, release};

struct view *view_profiles_new(const struct profile_rows *rows)
{
	struct profiles_view *self = calloc(1, sizeof *self);
	if (!self)
		return NULL;
	self->view.ops = &ops;
	self->rows = rows;
	return &self->view;
}
