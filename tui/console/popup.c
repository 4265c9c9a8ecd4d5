/*
 * The stack of pop-ups. Knows none of them.
 */
#include "tui/console/popup.h"

#include <stdio.h>
#include <stdlib.h>

#include "tui/console/app_priv.h"

void *popup_new(struct app *a, size_t size, const struct popup_ops *ops)
{
	struct popup *p = calloc(1, size);
	if (!p) {
		app_say(a, ROLE_ERROR, "out of memory");
		return NULL;
	}
	p->ops = ops;
	p->app = a;
	return p;
}

void popup_open(struct popup *p)
{
	struct app *a = p->app;
	p->below = a->popup;
	a->popup = p;
	pace_urgent(&a->pace, loop_now_ms());
}

bool popup_is_open(const struct popup *p)
{
	for (const struct popup *o = p->app->popup; o; o = o->below)
		if (o == p)
			return true;
	return false;
}

static void close_top(struct app *a)
{
	struct popup *p = a->popup;
	a->popup = p->below;
	p->below = a->closed_popups;
	a->closed_popups = p;
	if (p->ops->closed)
		p->ops->closed(p);
	pace_urgent(&a->pace, loop_now_ms());
}

void popup_close(struct popup *p)
{
	while (popup_is_open(p))
		close_top(p->app);
}

void popup_close_all(struct app *a)
{
	while (a->popup)
		close_top(a);
}

void popup_cancel(struct app *a)
{
	while (a->popup && !(a->popup->ops->stays && a->popup->ops->stays(a->popup)))
		close_top(a);
}

void popup_free_closed(struct app *a)
{
	while (a->closed_popups) {
		struct popup *p = a->closed_popups;
		a->closed_popups = p->below;
		p->ops->free(p);
	}
}

static void draw_from(struct popup *p, struct region r)
{
	if (!p)
		return;
	draw_from(p->below, r);
	p->ops->draw(p, r);
}

void popup_draw(struct app *a, struct region r)
{
	draw_from(a->popup, r);
}

void popup_key(struct app *a, const struct key *key)
{
	struct popup *top = a->popup;
	a->message[0] = '\0';
	if (top->ops->key(top, key) || key->code == KEYCODE_MOUSE || !a->popup)
		return;
	char name[KEYS_NAME_MAX];
	size_t n;
	const struct popup_keys *keys = popup_keys(a, &n);
	if (key->code == KEYCODE_PASTE)
		snprintf(name, sizeof name, "a paste");
	else
		key_name(key, name);
	app_say(a, ROLE_DIM, "%s does nothing here: %s closes this first", name, keys[0].key);
}

const struct popup_keys *popup_keys(const struct app *a, size_t *n)
{
	static const struct popup_keys usual = {"Esc", "closes"};
	const struct popup_keys *keys = a->popup->ops->keys;
	for (*n = 0; *n < POPUP_KEYS_MAX && keys[*n].key;)
		++*n;
	if (*n)
		return keys;
	*n = 1;
	return &usual;
}

uint64_t popup_deadline_ms(const struct app *a)
{
	uint64_t at = UINT64_MAX;
	for (struct popup *p = a->popup; p; p = p->below) {
		uint64_t own = p->ops->deadline_ms ? p->ops->deadline_ms(p) : UINT64_MAX;
		at = own < at ? own : at;
	}
	return at;
}

void popup_give_way(struct popup *p, const struct key *key)
{
	struct app *a = p->app;
	popup_close(p);
	app_key(a, key);
}

bool popup_scroll(struct popup *p, const struct key *key, size_t *top, size_t count)
{
	struct list l = {.count = count, .selected = *top, .top = *top, .rows = 10};
	if (list_key(&l, key)) {
		*top = l.selected;
		return true;
	}
	if (key->code != KEYCODE_ESC && key->code != KEYCODE_ENTER && !key_is(key, "q"))
		popup_give_way(p, key);
	else
		popup_close(p);
	return true;
}
