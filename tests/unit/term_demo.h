/*
 * A little console for tests: everything a terminal program does (draw, keys, prompt, resize, stop,
 * crash, leave), without a module. demo_main is its main.
 */
#ifndef QLW_TESTS_TERM_DEMO_H
#define QLW_TESTS_TERM_DEMO_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/toolkit/canvas_curses.h"
#include "tui/toolkit/keys.h"
#include "tui/toolkit/loop.h"
#include "tui/toolkit/prompt.h"
#include "tui/toolkit/term.h"

static struct {
	struct loop *loop;
	struct keys *keys;
	struct canvas *canvas;
	struct screen *screen;
	struct prompt *prompt;
	struct pace pace;
	char said[64]; /* the last key or line */
	unsigned lines, resizes;
	bool quit;
} demo;

static void demo_accept(void *ctx, const char *line)
{
	(void)ctx;
	snprintf(demo.said, sizeof(demo.said), "line %s", line);
}

static void demo_draw(void)
{
	struct region r = region_all(demo.canvas);
	struct region head = region_cut_top(&r, 2);
	struct region foot = region_cut_bottom(&r, 2);

	canvas_clear(demo.canvas);
	region_text(head, 0, 1, ROLE_TITLE, "demo");
	region_text(head, 0, 8, ROLE_VALUE, "%dx%d", region_all(demo.canvas).rows, head.cols);
	region_text(head, 0, 30, ROLE_BANNER_STAGING, " STAGING ");
	region_text(head, 1, 1, ROLE_TEXT, "said %s", demo.said);
	char legend[40];

	snprintf(legend, sizeof(legend), "%u lines", demo.lines);
	struct region in = region_box(r, "2 Log", legend, true);

	for (int i = 0; i < in.rows; i++) {
		unsigned n = demo.lines - (unsigned)(in.rows - i);

		if (n >= demo.lines)
			continue;
		int col =
			region_text(in, i, 0, ROLE_TIME, "12:04:%02u.%03u ", n % 60, n * 37 % 1000);

		col = region_text(in, i, col, ROLE_URC, "← REG_READY ");
		region_text(in, i, col, ROLE_TEXT, "   %u  registered", 100 + n % 9);
	}
	if (prompt_is_open(demo.prompt))
		prompt_draw(demo.prompt, foot, 0, "AT› ");
	region_text(foot, 1, 1, ROLE_FOOTER, "1 Session 2 Log");
}

static void demo_size(void)
{
	int rows, cols;

	term_size(&rows, &cols);
	canvas_resize(demo.canvas, rows, cols);
	screen_redraw(demo.screen);
}

/* The stack's end is a crash like any other. */
static int fall(volatile int depth)
{
	volatile char room[4096];

	room[0] = (char)depth;
	return depth == -1 ? 0 : fall(depth + 1) + room[0];
}

static void demo_letter(char c)
{
	volatile int *nowhere =
		(volatile int *)(uintptr_t)4096; /* not NULL: a sanitizer would see it */

	if (c == 'q')
		demo.quit = true;
	else if (c == 'l')
		demo.lines++;
	else if (c == 'L')
		demo.lines += 200;
	else if (c == 'S')
		*nowhere = 1;
	else if (c == 'A')
		abort();
	else if (c == 'F')
		fall(0);
	else if (c == 'e')
		fprintf(stderr, "said on stderr\n");
	else if (c == 'y')
		term_copy("copied", 6);
	else if (c == ':')
		prompt_open(demo.prompt, NULL);
}

static void demo_key(const struct key *key)
{
	char name[KEYS_NAME_MAX];

	if (prompt_key(demo.prompt, key))
		return;
	if (key_is(key, "Ctrl-Z")) {
		term_suspend();
		demo_size();
	} else if (key_is(key, "Ctrl-L")) {
		screen_redraw(demo.screen);
	} else if (key->code == KEYCODE_PASTE) {
		snprintf(demo.said, sizeof(demo.said), "paste %.*s", (int)key->len, key->text);
		return;
	} else if (key->code == KEYCODE_CHAR && key->mods == 0) {
		demo_letter((char)key->cp);
		if (key->cp == 'l')
			return;
	}
	snprintf(demo.said, sizeof(demo.said), "%s", key_name(key, name));
}

static void demo_keys(uint64_t now_ms)
{
	struct key key;

	while (keys_next(demo.keys, &key)) {
		demo_key(&key);
		pace_urgent(&demo.pace, now_ms);
	}
}

static struct pollfd demo_pollfd(void *ctx)
{
	(void)ctx;
	return (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
}

static void demo_ready(void *ctx, short revents, uint64_t now_ms)
{
	char bytes[256];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	(void)ctx;
	if (n <= 0 || revents & POLLHUP)
		demo.quit = true;
	for (ssize_t at = 0; at < n;) {
		at += (ssize_t)keys_feed(demo.keys, bytes + at, (size_t)(n - at), now_ms);
		demo_keys(now_ms);
	}
}

static uint64_t demo_deadline(void *ctx)
{
	uint64_t keys = keys_deadline_ms(demo.keys), paint = pace_deadline_ms(&demo.pace);

	(void)ctx;
	return keys < paint ? keys : paint;
}

static void demo_tick(void *ctx, uint64_t now_ms)
{
	(void)ctx;
	keys_tick(demo.keys, now_ms);
	demo_keys(now_ms);
	if (!pace_due(&demo.pace, now_ms))
		return;
	demo_draw();
	screen_show(demo.screen, demo.canvas);
}

static void demo_signals(unsigned signals)
{
	if (signals & (LOOP_SIGNAL_TERM | LOOP_SIGNAL_HUP | LOOP_SIGNAL_INT))
		demo.quit = true;
	if (signals & LOOP_SIGNAL_CONT)
		term_resume();
	if (signals & (LOOP_SIGNAL_WINCH | LOOP_SIGNAL_CONT)) {
		demo_size();
		pace_dirty(&demo.pace, loop_now_ms());
	}
}

static int demo_main(void)
{
	struct qlw_diag diag;
	struct prompt_config config = {.accept = demo_accept};

	text_start();
	prompt_start("demo");
	demo.loop = loop_new();
	if (term_open(&(struct term_options){.mouse = true}, &diag)) {
		printf("%s\n%s\n", diag.what, diag.hint);
		return 2;
	}
	demo.screen = screen_new(theme_choose(THEME_PALETTE_DEFAULT, false, getenv("NO_COLOR")));
	demo.canvas = canvas_new(1, 1);
	demo.keys = keys_new();
	demo.prompt = prompt_new(&config, NULL);
	loop_add(demo.loop,
		&(struct loop_source){NULL, demo_pollfd, demo_ready, demo_deadline, demo_tick});
	demo_size();
	pace_dirty(&demo.pace, loop_now_ms());
	while (!demo.quit)
		demo_signals(loop_turn(demo.loop));
	prompt_free(demo.prompt);
	keys_free(demo.keys);
	canvas_free(demo.canvas);
	screen_free(demo.screen);
	term_close();
	loop_free(demo.loop);
	prompt_end();
	printf("left\n");
	return 0;
}

#endif
