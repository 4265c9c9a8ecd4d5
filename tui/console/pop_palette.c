/*
 * The palette: every action of the console by its title, found by typing.
 */
#include <stdlib.h>

#include "tui/console/app_priv.h"

struct pop_palette {
	struct popup popup;
	struct menu menu;
	struct menu_item item[ACTIONS];
	const struct action *action[ACTIONS];
	size_t count;
};

static void palette_draw(struct popup *p, struct region r)
{
	menu_draw(&((struct pop_palette *)p)->menu, r, "All actions");
}

static bool palette_key(struct popup *p, const struct key *key)
{
	struct pop_palette *palette = (struct pop_palette *)p;
	enum menu_result result = menu_key(&palette->menu, key);
	if (result == MENU_RESULT_NONE)
		return true;
	size_t chosen = menu_chosen(&palette->menu);
	popup_close(p);
	if (result == MENU_RESULT_CHOSEN && chosen < palette->count)
		app_do(p->app, (enum action_id)(palette->action[chosen] - actions));
	return true;
}

static void palette_free(struct popup *p)
{
	free(p);
}

void pop_palette_open(struct app *a)
{
	static const struct popup_ops ops = {.keys = POPUP_KEYS_MENU,
		.draw = palette_draw,
		.key = palette_key,
		.free = palette_free};
	struct pop_palette *p = popup_new(a, sizeof *p, &ops);
	if (!p)
		return;
	for (size_t i = 0; i < ACTIONS; i++) {
		if (!app_has_action(a, &actions[i]))
			continue;
		p->action[p->count] = &actions[i];
		p->item[p->count++] = (struct menu_item){
			.label = actions[i].title, .key = actions[i].keys, .help = actions[i].name};
	}
	menu_start(&p->menu, p->item, p->count);
	popup_open(&p->popup);
}
