/*
 * Choosing a port, when the user named none and not exactly one module is plugged in, or when the one
 * he named cannot be used now. Modules are asked who they are, one after the other and each for a
 * moment only; ports without a Quectel id when they are chosen. What is plugged in meanwhile appears.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/console/app_pick.h"
#include "tui/toolkit/term.h"

enum {
	SOURCES = 3
};

static void draw(struct pick *p)
{
	struct app *a = p->app;
	struct region all = region_all(a->canvas);
	canvas_clear(a->canvas);
	pick_collect(p);
	region_text(region_cut_top(&all, 1), 0, 1, ROLE_HEADER, "qlw");
	pick_box_draw(&p->box, all, p->row, p->rows);
	screen_show(a->screen, a->canvas);
}

/* --- asking ---------------------------------------------------------------------------------------- */

static void choose(struct pick *p, const char *port, int baud)
{
	snprintf(p->port, p->size, "%s", port);
	p->app->baud = baud;
	p->over = p->chosen = true;
}

static void probe_ended(struct pick *p)
{
	const struct probe_found f = *probe_found(p->probe);
	struct pick_place *place = &p->place[p->probing];
	const bool chosen = p->chosen_is_probed;
	pick_stop_probe(p);
	switch (f.end) {
	case PROBE_END_FOUND:
		pick_say_found(place, &f);
		if (chosen)
			choose(p, place->info.path, f.baud);
		break;
	case PROBE_END_SILENT:
		pick_say_silent(place, &f);
		break;
	case PROBE_END_TROUBLE:
		pick_say(&place->row, PICK_TROUBLE, f.diag.what, f.diag.hint);
		break;
	}
}

/* The next module that was not asked yet; one at a time, so that none is held for long. */
static void probe_next(struct pick *p)
{
	for (size_t i = 0; i < p->ports && !p->probe; i++)
		if (p->place[i].info.at_port && !p->place[i].asked)
			pick_start_probe(p, i, false, loop_now_ms());
}

static void go_on(struct pick *p)
{
	if (p->probe && probe_over(p->probe))
		probe_ended(p);
	if (p->probe)
		snprintf(p->place[p->probing].row.state, sizeof p->row->state, "%s",
			probe_doing(p->probe));
	if (!p->over)
		probe_next(p);
	if (!p->over)
		draw(p);
}

/* --- keys ------------------------------------------------------------------------------------------ */

static void open_selected(struct pick *p)
{
	const size_t row = p->box.list.selected, i = pick_place_of_row(p, row);
	if (row >= p->rows)
		return;
	if (i >= p->ports) { /* what was named, or the simulator */
		choose(p, p->row[row].port, 0);
		return;
	}
	struct pick_place *place = &p->place[i];
	const bool known = place->info.at_port || place->baud || place->tried;
	if (p->probe && p->probing == i)
		p->chosen_is_probed = true;
	else if (known && place->row.mark != PICK_TROUBLE)
		choose(p, place->info.path, place->baud);
	else if (place->tried)
		choose(p, place->info.path, 0);
	else {
		pick_stop_probe(p);
		pick_start_probe(p, i, true, loop_now_ms());
	}
}

static void ask_again(struct pick *p)
{
	const size_t i = pick_place_of_row(p, p->box.list.selected);
	pick_stop_probe(p);
	pick_look(p);
	for (size_t k = 0; k < p->ports; k++)
		p->place[k].asked = false;
	if (i < p->ports)
		pick_start_probe(p, i, false, loop_now_ms());
}

static void pick_key(struct pick *p, const struct key *key)
{
	if (key_is(key, "Ctrl-C") || key_is(key, "q") || key->code == KEYCODE_ESC)
		p->over = true;
	else if (key->code == KEYCODE_ENTER)
		open_selected(p);
	else if (key_is(key, "r"))
		ask_again(p);
	else
		list_key(&p->box.list, key);
}

static void take_keys(struct pick *p)
{
	struct key key;
	while (!p->over && keys_next(p->app->keys, &key))
		pick_key(p, &key);
	go_on(p);
}

/* --- sources of the loop ----------------------------------------------------------------------------- */

static struct pollfd keys_pollfd(void *ctx)
{
	(void)ctx;
	return (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
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

static uint64_t keys_deadline(void *ctx)
{
	struct pick *p = ctx;
	return keys_deadline_ms(p->app->keys);
}

static void keys_source_tick(void *ctx, uint64_t now_ms)
{
	struct pick *p = ctx;
	keys_tick(p->app->keys, now_ms);
	take_keys(p);
}

static struct pollfd plug_pollfd(void *ctx)
{
	const struct pick *p = ctx;
	return (struct pollfd){.fd = p->watch, .events = POLLIN};
}

static void plug_look(struct pick *p, uint64_t next_ms)
{
	p->look_ms = next_ms;
	pick_look(p);
	go_on(p);
}

static void plug_ready(void *ctx, short revents, uint64_t now_ms)
{
	struct pick *p = ctx;
	(void)revents;
	if (port_watch_drain(p->watch, NULL))
		plug_look(p, now_ms + PICK_SETTLE_MS);
}

static uint64_t plug_deadline(void *ctx)
{
	const struct pick *p = ctx;
	return p->look_ms;
}

static void plug_tick(void *ctx, uint64_t now_ms)
{
	struct pick *p = ctx;
	if (now_ms >= p->look_ms)
		plug_look(p, p->watch < 0 ? now_ms + PICK_BLIND_MS : UINT64_MAX);
}

static void plug_open(struct pick *p)
{
	p->watch = port_watch_open(NULL);
	p->look_ms = p->watch < 0 ? loop_now_ms() + PICK_BLIND_MS : UINT64_MAX;
}

static struct pollfd probe_source_pollfd(void *ctx)
{
	struct pick *p = ctx;
	return p->probe ? probe_pollfd(p->probe) : (struct pollfd){.fd = -1};
}

static void probe_source_tick(void *ctx, uint64_t now_ms)
{
	struct pick *p = ctx;
	if (p->probe)
		probe_run(p->probe, now_ms);
	go_on(p);
}

static void probe_source_ready(void *ctx, short revents, uint64_t now_ms)
{
	(void)revents;
	probe_source_tick(ctx, now_ms);
}

static uint64_t probe_source_deadline(void *ctx)
{
	struct pick *p = ctx;
	if (!p->probe)
		return UINT64_MAX;
	return probe_over(p->probe) ? 0 : probe_deadline_ms(p->probe);
}

/* --- its life ---------------------------------------------------------------------------------------- */

static void resize(struct pick *p)
{
	int rows, cols;
	term_size(&rows, &cols);
	canvas_resize(p->app->canvas, rows, cols);
	screen_redraw(p->app->screen);
	draw(p);
}

static void turn(struct pick *p)
{
	const unsigned signals = loop_turn(p->app->loop);
	if (signals & LOOP_SIGNAL_WINCH)
		resize(p);
	else if (signals)
		p->over = true;
}

static void run(struct pick *p)
{
	const struct loop_source source[SOURCES] = {
		{p, keys_pollfd, keys_ready, keys_deadline, keys_source_tick},
		{p, plug_pollfd, plug_ready, plug_deadline, plug_tick},
		{p, probe_source_pollfd, probe_source_ready, probe_source_deadline,
			probe_source_tick},
	};
	int id[SOURCES];
	plug_open(p);
	pick_look(p);
	for (int i = 0; i < SOURCES; i++)
		id[i] = loop_add(p->app->loop, &source[i]);
	go_on(p);
	while (!p->over)
		turn(p);
	for (int i = 0; i < SOURCES; i++)
		loop_remove(p->app->loop, id[i]);
	pick_stop_probe(p);
	if (p->watch >= 0)
		close(p->watch);
}

/* The port that could not be opened is selected, with what is in its way. */
static void put_trouble(struct pick *p, const struct qlw_diag *trouble)
{
	size_t i = 0;
	pick_look(p);
	while (i < p->ports && strcmp(p->place[i].info.path, p->port) != 0)
		i++;
	struct pick_row *row = i < p->ports ? &p->place[i].row : &p->named;
	snprintf(row->port, sizeof row->port, "%s", p->port);
	pick_say(row, PICK_TROUBLE, trouble->what, trouble->hint);
	if (i < p->ports)
		p->place[i].asked = true;
	pick_collect(p);
	list_update(&p->box.list, p->rows, 0);
	list_select(&p->box.list, i < p->ports ? i : 0);
}

int app_pick(struct app *a, const struct qlw_diag *trouble, char *port, size_t size)
{
	struct pick *p = calloc(1, sizeof *p);
	struct pick_place *places = calloc(2 * PICK_PORTS_MAX, sizeof *places);
	int result = QLW_ENOMEM;
	if (p && places) {
		p->app = a;
		p->place = places;
		p->before = places + PICK_PORTS_MAX;
		p->port = port;
		p->size = size;
		if (trouble)
			put_trouble(p, trouble);
		run(p);
		result = p->chosen ? 0 : QLW_ECANCEL;
	}
	free(places);
	free(p);
	return result;
}
