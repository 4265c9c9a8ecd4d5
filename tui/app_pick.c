/*
 * Choosing a port, when the user named none and not exactly one module is plugged in. A menu before
 * the console; it opens no port.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modem/ports.h"
#include "tui/app_priv.h"
#include "tui/term.h"

enum {
	PORTS_MAX = 32,
	LOOK_AGAIN_MS = 1000
};

struct pick {
	struct app *app;
	struct port_info port[PORTS_MAX];
	size_t ports;
	char label[PORTS_MAX][160];
	struct menu_item item[PORTS_MAX + 1];
	struct menu menu;
	uint64_t look_ms; /* when the list is read again: a module may be plugged in meanwhile */
	bool over, chosen;
};

/* Modules first; then whatever else could have one behind it. */
static size_t sort_in(struct pick *p, bool at_ports, const struct port_info *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].at_port == at_ports && p->ports < PORTS_MAX)
			p->port[p->ports++] = all[i];
	return p->ports;
}

static void look(struct pick *p, uint64_t now_ms)
{
	static struct port_info all[PORTS_MAX];
	int found = ports_list(all, PORTS_MAX);
	size_t n = found < 0 ? 0 : found > PORTS_MAX ? PORTS_MAX : (size_t)found;
	size_t before = p->ports;
	struct list list = p->menu.list;
	struct edit filter = p->menu.filter;
	p->ports = 0;
	sort_in(p, true, all, n);
	sort_in(p, false, all, n);
	for (size_t i = 0; i < p->ports; i++) {
		snprintf(p->label[i], sizeof p->label[i], "%s  %s", p->port[i].path,
			p->port[i].what);
		p->item[i] = (struct menu_item){.label = p->label[i], .help = p->port[i].product};
	}
	p->item[p->ports] = (struct menu_item){
		.label = "sim:  a simulated BG95-M3", .help = "no hardware needed"};
	p->look_ms = now_ms + LOOK_AGAIN_MS;
	menu_start(&p->menu, p->item, p->ports + 1);
	if (before != p->ports)
		return;
	p->menu.filter = filter;
	p->menu.list = list;
}

static void draw(struct pick *p)
{
	struct region all = region_all(p->app->canvas);
	canvas_clear(p->app->canvas);
	bool module = p->ports && p->port[0].at_port;
	region_text(all, 0, 1, ROLE_HEADER, "qlw");
	region_text(all, 1, 1, ROLE_TEXT, "%s",
		module ? "Several modules are plugged in."
		       : "No BG95, BG77 or BG600L is plugged in by USB. Plug one in, or choose:");
	menu_draw(&p->menu, all, "Which port?");
	screen_show(p->app->screen, p->app->canvas);
}

static void pick_key(struct pick *p, const struct key *key)
{
	if (key_is(key, "Ctrl-C") || (key_is(key, "q") && !p->menu.filter.len)) {
		p->over = true;
		return;
	}
	switch (menu_key(&p->menu, key)) {
	case MENU_RESULT_NONE:
		break;
	case MENU_RESULT_CHOSEN:
		p->chosen = menu_chosen(&p->menu) <= p->ports;
		p->over = p->chosen;
		break;
	case MENU_RESULT_CLOSED:
		p->over = true;
		break;
	}
}

static struct pollfd keys_pollfd(void *ctx)
{
	(void)ctx;
	return (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
}

static void take_keys(struct pick *p)
{
	struct key key;
	while (!p->over && keys_next(p->app->keys, &key))
		pick_key(p, &key);
	draw(p);
}

static void keys_ready(void *ctx, short revents, uint64_t now_ms)
{
	struct pick *p = ctx;
	char bytes[256];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
	if (n <= 0 && errno != EAGAIN && errno != EINTR)
		p->over = true;
	if (n > 0)
		keys_feed(p->app->keys, bytes, (size_t)n, now_ms);
	(void)revents;
	take_keys(p);
}

static uint64_t pick_deadline(void *ctx)
{
	struct pick *p = ctx;
	uint64_t at = keys_deadline_ms(p->app->keys);
	return at < p->look_ms ? at : p->look_ms;
}

static void pick_tick(void *ctx, uint64_t now_ms)
{
	struct pick *p = ctx;
	keys_tick(p->app->keys, now_ms);
	if (now_ms >= p->look_ms)
		look(p, now_ms);
	take_keys(p);
}

static void resize(struct pick *p)
{
	int rows, cols;
	term_size(&rows, &cols);
	canvas_resize(p->app->canvas, rows, cols);
	screen_redraw(p->app->screen);
	draw(p);
}

int app_pick(struct app *a, char *port, size_t size)
{
	struct pick *p = calloc(1, sizeof *p);
	if (!p)
		return QLW_ENOMEM;
	p->app = a;
	const struct loop_source source = {p, keys_pollfd, keys_ready, pick_deadline, pick_tick};
	int id = loop_add(a->loop, &source);
	look(p, loop_now_ms());
	draw(p);
	while (!p->over) {
		unsigned signals = loop_turn(a->loop);
		if (signals & LOOP_SIGNAL_WINCH)
			resize(p);
		else if (signals)
			p->over = true;
	}
	loop_remove(a->loop, id);
	size_t at = menu_chosen(&p->menu);
	if (p->chosen)
		snprintf(port, size, "%s", at < p->ports ? p->port[at].path : "sim:");
	int result = p->chosen ? 0 : QLW_ECANCEL;
	free(p);
	return result;
}
