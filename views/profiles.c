/*
 * Profiles pane: the profiles there are, what the selected one knows and does not know, and the keys
 * that plan and apply it. Reads no file: the rows are given.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/widgets.h"
#include "views/views.h"

struct profiles_view {
	struct view view; /* first */
	const struct profile_rows *rows;
	struct list list;
};

static const struct view_help help[] = {
	{"Enter A", "the plan: what would change, and why; Enter there applies it"},
	{"d", "differences between this profile and the module"},
	{"s", "snapshot of the module's settings"},
	{"j k g G", "move"},
	{NULL, NULL},
};

static struct profiles_view *self_of(struct view *v)
{
	return (struct profiles_view *)v;
}

static const struct profile_row *selected(const struct profiles_view *self)
{
	const struct profile_rows *all = self->rows;
	return self->list.selected < all->count ? &all->row[self->list.selected] : NULL;
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
	int details = r.rows / 3 < 8 ? r.rows / 3 : 8;
	struct region below = region_cut_bottom(&r, details);
	list_update(&self->list, self->rows->count, 0);
	size_t top = list_view(&self->list, r.rows, &n);
	for (size_t i = 0; i < n; i++)
		draw_row(r, (int)i, &self->rows->row[top + i], top + i == self->list.selected);
	list_draw_thumb(&self->list, r);
	if (selected(self))
		draw_details(below, selected(self));
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

static struct intent key_press(struct view *v, const struct key *key, const struct view_ctx *ctx)
{
	struct profiles_view *self = self_of(v);
	const struct profile_row *row = selected(self);
	(void)ctx;
	if (key_is(key, "s"))
		return intent_action("snapshot");
	if (row && key->code == KEYCODE_ENTER)
		return action_on("plan", row->name, "");
	if (row && key_is(key, "A"))
		return action_on("apply", row->name, "");
	if (row && key_is(key, "d"))
		return action_on("diff", row->name, "module");
	list_update(&self->list, self->rows->count, 0);
	return list_key(&self->list, key) ? intent_done() : intent_none();
}

static void release(struct view *v)
{
	free(v);
}

static const struct view_ops ops = {"Profiles", help, NULL, footer, draw, key_press, NULL, release};

struct view *view_profiles_new(const struct profile_rows *rows)
{
	struct profiles_view *self = calloc(1, sizeof *self);
	if (!self)
		return NULL;
	self->view.ops = &ops;
	self->rows = rows;
	return &self->view;
}
