/*
 * Help: the keys of the focused pane, its own first, then those of the table of actions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/console/app_priv.h"

enum {
	HELP_ROWS_MAX = 128
};

struct help_row {
	const char *key, *does;
};

struct pop_help {
	struct popup popup;
	size_t top, count;
	struct help_row row[HELP_ROWS_MAX];
};

/* A key named by the pane is not named again. */
static size_t help_rows(const struct app *a, struct help_row *row)
{
	size_t n = 0, own;
	const struct view *v = a->pane[a->focus];
	for (const struct view_help *h = v->ops->help; h && h->key && n < HELP_ROWS_MAX; h++)
		row[n++] = (struct help_row){h->key, h->does};
	own = n;
	for (size_t i = 0; i < ACTIONS && n < HELP_ROWS_MAX; i++) {
		const struct action *action = &actions[i];
		bool known = !app_has_action(a, action) || !action->keys ||
			     !(action->panes & a->pane_bit[a->focus]);
		for (size_t k = 0; k < own && !known; k++)
			known = !strcmp(row[k].key, action->keys);
		if (!known)
			row[n++] = (struct help_row){action->keys, action->title};
	}
	return n;
}

static void help_draw(struct popup *p, struct region r)
{
	struct pop_help *h = (struct pop_help *)p;
	char title[64];
	snprintf(title, sizeof title, "Keys in %s", p->app->pane[p->app->focus]->ops->name);
	struct region box = region_popup(r, r.rows - 2, r.cols < 72 ? r.cols : 72);
	struct region in = region_box(box, title, "arrows scroll - Esc closes", true);
	size_t most = h->count > (size_t)in.rows ? h->count - (size_t)in.rows : 0;
	h->top = h->top < most ? h->top : most;
	for (size_t i = 0; i < (size_t)in.rows && h->top + i < h->count; i++) {
		region_field(in, (int)i, 0, 18, ROLE_KEY, "%s", h->row[h->top + i].key);
		region_text(in, (int)i, 19, ROLE_TEXT, "%s", h->row[h->top + i].does);
	}
}

static bool help_key(struct popup *p, const struct key *key)
{
	struct pop_help *h = (struct pop_help *)p;
	return popup_scroll(p, key, &h->top, h->count);
}

static void help_free(struct popup *p)
{
	free(p);
}

void pop_help_open(struct app *a)
{
	static const struct popup_ops ops = {.draw = help_draw, .key = help_key, .free = help_free};
	struct pop_help *h = popup_new(a, sizeof *h, &ops);
	if (!h)
		return;
	h->count = help_rows(a, h->row);
	popup_open(&h->popup);
}
