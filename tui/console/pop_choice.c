/*
 * One of several things the user has named, found by typing; the one chosen is done as a ':' line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tui/console/app_priv.h"

struct pop_choice {
	struct popup popup;
	const char *title;
	struct menu menu;
	struct menu_item item[POP_CHOICES_MAX];
	struct pop_choice_row row[POP_CHOICES_MAX];
};

static void choice_draw(struct popup *p, struct region r)
{
	struct pop_choice *c = (struct pop_choice *)p;
	menu_draw(&c->menu, r, c->title);
}

static bool choice_key(struct popup *p, const struct key *key)
{
	struct pop_choice *c = (struct pop_choice *)p;
	enum menu_result result = menu_key(&c->menu, key);
	if (result == MENU_RESULT_NONE)
		return true;
	size_t chosen = menu_chosen(&c->menu);
	popup_close(p);
	if (result == MENU_RESULT_CHOSEN && chosen < c->menu.count)
		app_run_line(p->app, c->row[chosen].line);
	return true;
}

static void choice_free(struct popup *p)
{
	free(p);
}

void pop_choice_open(
	struct app *a, const char *title, const struct pop_choice_row *row, size_t count)
{
	static const struct popup_ops ops = {.keys = POPUP_KEYS_MENU,
		.draw = choice_draw,
		.key = choice_key,
		.free = choice_free};
	struct pop_choice *c = popup_new(a, sizeof *c, &ops);
	if (!c)
		return;
	c->title = title;
	for (size_t i = 0; i < count && i < POP_CHOICES_MAX; i++) {
		c->row[i] = row[i];
		c->item[i] = (struct menu_item){.label = c->row[i].label, .help = c->row[i].help};
	}
	menu_start(&c->menu, c->item, count < POP_CHOICES_MAX ? count : POP_CHOICES_MAX);
	popup_open(&c->popup);
}
