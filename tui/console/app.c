/*
 * The console's life: port, terminal, loop, and leaving everything as it was found. Draws nothing and
 * knows no key.
 */
#include "tui/console/app.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modem/baud.h"
#include "tui/console/app_priv.h"
#include "tui/toolkit/paths.h"
#include "tui/toolkit/term.h"
#include "tui/toolkit/text.h"
#include "views/views.h"

#define LEAVE_MS 1200

static uint64_t monotonic(uint64_t session_ms)
{
	uint64_t epoch = app_now_ms() - loop_now_ms();
	if (session_ms == UINT64_MAX)
		return UINT64_MAX;
	return session_ms > epoch ? session_ms - epoch : 0;
}

/* --- sources of the loop --------------------------------------------------------------------------- */

static struct pollfd terminal_pollfd(void *ctx)
{
	(void)ctx;
	return (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
}

static void deliver_keys(struct app *a)
{
	struct key key;
	while (!a->quitting && keys_next(a->keys, &key))
		app_key(a, &key);
}

static void terminal_ready(void *ctx, short revents, uint64_t now_ms)
{
	struct app *a = ctx;
	char bytes[4096];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) ||
		(n < 0 && revents & POLLHUP)) {
		app_quit(a, 128 + SIGHUP);
		return;
	}
	for (ssize_t done = 0; done < n;) {
		done += (ssize_t)keys_feed(a->keys, bytes + done, (size_t)(n - done), now_ms);
		deliver_keys(a);
		if (a->quitting)
			break;
	}
	pace_urgent(&a->pace, now_ms);
}

static uint64_t terminal_deadline(void *ctx)
{
	struct app *a = ctx;
	return keys_deadline_ms(a->keys);
}

static void terminal_tick(void *ctx, uint64_t now_ms)
{
	struct app *a = ctx;
	keys_tick(a->keys, now_ms);
	deliver_keys(a);
	pace_urgent(&a->pace, now_ms);
}

static struct pollfd session_source_pollfd(void *ctx)
{
	struct app *a = ctx;
	return session_pollfd(a->session);
}

static void tell_baud(struct app *a);

static void session_source_run(struct app *a, uint64_t now_ms)
{
	session_run(a->session, app_now_ms());
	app_send_pump(a);
	app_radio_pump(a);
	tell_baud(a);
	if (app_changed(a))
		pace_dirty(&a->pace, now_ms);
}

static void session_source_ready(void *ctx, short revents, uint64_t now_ms)
{
	(void)revents;
	session_source_run(ctx, now_ms);
}

static uint64_t session_source_deadline(void *ctx)
{
	struct app *a = ctx;
	return monotonic(session_deadline_ms(a->session));
}

static void session_source_tick(void *ctx, uint64_t now_ms)
{
	session_source_run(ctx, now_ms);
}

static uint64_t screen_deadline(void *ctx)
{
	struct app *a = ctx;
	uint64_t paint = pace_deadline_ms(&a->pace);
	return paint != UINT64_MAX ? paint : monotonic(a->drawn_until_ms);
}

static void screen_tick(void *ctx, uint64_t now_ms)
{
	struct app *a = ctx;
	if (monotonic(a->drawn_until_ms) <= now_ms)
		pace_dirty(&a->pace, now_ms);
	if (pace_due(&a->pace, now_ms))
		app_paint(a);
}

static uint64_t sender_deadline(void *ctx)
{
	return monotonic(app_send_deadline_ms(ctx));
}

static void sender_tick(void *ctx, uint64_t now_ms)
{
	(void)now_ms;
	app_send_tick(ctx);
}

static uint64_t radio_deadline(void *ctx)
{
	return monotonic(app_radio_deadline_ms(ctx));
}

static void radio_tick(void *ctx, uint64_t now_ms)
{
	(void)now_ms;
	app_radio_pump(ctx);
}

static int add_sources(struct app *a)
{
	const struct loop_source source[] = {
		{a, terminal_pollfd, terminal_ready, terminal_deadline, terminal_tick},
		{a, session_source_pollfd, session_source_ready, session_source_deadline,
			session_source_tick},
		{a, NULL, NULL, sender_deadline, sender_tick},
		{a, NULL, NULL, radio_deadline, radio_tick},
		{a, NULL, NULL, screen_deadline, screen_tick},
	};
	for (size_t i = 0; i < sizeof source / sizeof *source; i++)
		if (loop_add(a->loop, &source[i]) < 0)
			return QLW_ENOMEM;
	return 0;
}

/* --- turning ---------------------------------------------------------------------------------------- */

static void resize(struct app *a)
{
	int rows, cols;
	term_size(&rows, &cols);
	canvas_resize(a->canvas, rows, cols);
	screen_redraw(a->screen);
	pace_urgent(&a->pace, loop_now_ms());
}

static void take_signals(struct app *a, unsigned signals)
{
	if (signals & LOOP_SIGNAL_TERM)
		app_quit(a, 128 + SIGTERM);
	if (signals & LOOP_SIGNAL_HUP)
		app_quit(a, 128 + SIGHUP);
	if (signals & (LOOP_SIGNAL_INT | LOOP_SIGNAL_QUIT))
		app_quit(a, CLI_INTERRUPTED);
	if (signals & LOOP_SIGNAL_TSTP)
		term_suspend();
	if (signals & LOOP_SIGNAL_CONT)
		term_resume();
	if (signals & (LOOP_SIGNAL_TSTP | LOOP_SIGNAL_CONT | LOOP_SIGNAL_WINCH))
		resize(a);
}

int app_turn(struct app *a, uint64_t until_ms)
{
	take_signals(a, loop_turn_until(a->loop, monotonic(until_ms)));
	return a->quitting || a->verb_cancelled ? CLI_INTERRUPTED : 0;
}

void app_quit(struct app *a, int code)
{
	if (a->quitting)
		return;
	a->quitting = true;
	a->exit_code = code;
}

/* The module's echo and error mode are put back; no longer than LEAVE_MS. */
static void leave(struct app *a)
{
	uint64_t end_ms = app_now_ms() + LEAVE_MS;
	session_leave(a->session);
	while (!session_left(a->session) && app_now_ms() < end_ms)
		loop_turn_until(a->loop, monotonic(end_ms));
}

/* --- starting --------------------------------------------------------------------------------------- */

static void close_screen(struct app *a)
{
	screen_free(a->screen);
	a->screen = NULL;
	term_close();
}

static int open_session(struct app *a, struct qlw_diag *diag)
{
	const struct session_options o = {
		.port = a->port,
		.baud = a->baud ? a->baud : (int)a->options->baud,
		.rtscts = a->options->rtscts,
		.journal = a->options->no_journal ? "" : a->options->journal,
		.log_secrets = a->options->log_secrets,
		.read_only = a->options->read_only,
		.want = SESSION_WANT_CONSOLE,
		.search_baud = true,
	};
	int err = session_open(&a->session, &o, app_now_ms(), diag);
	if (!err)
		session_run(a->session, app_now_ms()); /* a silent module wakes no loop */
	return err;
}

/* A rate other than the one that was asked for has been found. */
static void tell_baud(struct app *a)
{
	const int asked = a->options->baud ? (int)a->options->baud : BAUD_DEFAULT;
	struct qlw_diag diag;
	int given;
	const int rate = session_baud(a->session, &given);
	const enum session_stage stage = session_stage(a->session, &diag);
	if (rate == asked || rate == a->baud_told || session_is_replay(a->session) ||
		(stage != SESSION_READING && stage != SESSION_READY))
		return;
	a->baud_told = rate;
	app_say(a, ROLE_WARN, "the module answers at %d baud, not at %d: -b %d opens it at once",
		rate, asked, rate);
}

static int open_panes(struct app *a)
{
	static const struct {
		struct view *(*make)(void);
		unsigned bit;
	} kind[] = {
		{view_session_new, ACTION_IN_SESSION},
		{view_log_new, ACTION_IN_LOG},
		{NULL, ACTION_IN_CONFIG},
		{view_data_new, ACTION_IN_DATA},
	};
	for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
		a->pane[i] = kind[i].make ? kind[i].make() : view_config_new(&a->shelf);
		a->pane_bit[i] = kind[i].bit;
		if (!a->pane[i])
			return QLW_ENOMEM;
		a->panes++;
	}
	a->pane[a->panes] = view_profiles_new(&a->profiles);
	a->pane_bit[a->panes] = ACTION_IN_PROFILES;
	a->focus = 1;
	return a->pane[a->panes++] ? 0 : QLW_ENOMEM;
}

static int open_screen(struct app *a, struct qlw_diag *diag)
{
	int rows, cols;
	const struct term_options o = {.mouse = !a->options->no_mouse};
	int err = term_open(&o, diag);
	if (err)
		return err;
	term_size(&rows, &cols);
	a->canvas = canvas_new(rows, cols);
	a->screen =
		screen_new(theme_choose(a->config.theme, a->options->no_color, getenv("NO_COLOR")));
	if (!a->canvas || !a->screen)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	canvas_set_ascii(a->canvas, a->options->ascii || !text_is_utf8());
	return 0;
}

/* Worth trying again: it was found, not named, and is there, but held or closed to this user. */
static bool may_open_later(const struct app *a, const struct qlw_diag *diag)
{
	if (cli_port_given(a->options))
		return false;
	return diag->err == QLW_EHELD ||
	       (diag->err == QLW_EPORT && !access(a->port, F_OK) && access(a->port, R_OK | W_OK));
}

static int pick_port(struct app *a, const struct qlw_diag *trouble)
{
	struct qlw_diag diag = {.err = QLW_OK};
	if (trouble)
		diag = *trouble;
	do {
		if (app_pick(a, diag.err ? &diag : NULL, a->port, sizeof a->port)) {
			close_screen(a);
			return diag.err ? cli_fail_diag(CLI_PORT, &diag) : CLI_INTERRUPTED;
		}
	} while (open_session(a, &diag));
	return 0;
}

/* A port that is known is opened before the terminal is touched: what is wrong with it is then said where
 * it can be read and a script sees the exit code. What was only found is tried again on the screen. */
static int open_port_and_screen(struct app *a)
{
	struct qlw_diag diag = {.err = QLW_OK}, trouble = {.err = QLW_OK};
	bool known = cli_port_known(a->options, a->port, sizeof a->port);
	int err = known ? open_session(a, &trouble) : 0;
	if (err && !may_open_later(a, &trouble))
		return cli_fail_diag(err == QLW_EUSAGE ? CLI_USAGE : CLI_PORT, &trouble);
	if (open_screen(a, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	return known && !err ? 0 : pick_port(a, err ? &trouble : NULL);
}

/* A file with a mistake in it stops nobody: the mistake is shown. */
static void load_config(struct app *a)
{
	char path[512];
	struct qlw_diag diag = {.err = QLW_OK};
	if (paths_config(path, sizeof path, "config.json") && config_load(&a->config, path, &diag))
		app_say(a, ROLE_ERROR, "%s", diag.what);
}

static int start(struct app *a)
{
	struct qlw_diag diag = {.err = QLW_OK};
	text_start();
	load_config(a);
	prompt_start("qlw");
	a->loop = loop_new();
	a->keys = keys_new();
	a->printed = malloc(APP_RESULT_MAX);
	if (!a->loop || !a->keys || !a->printed || open_panes(a) || app_line_new(a, &diag))
		return cli_fail(CLI_FILE, "out of memory");
	int code = open_port_and_screen(a);
	return code || !add_sources(a) ? code : cli_fail(CLI_FILE, "out of memory");
}

static void finish(struct app *a)
{
	popup_close_all(a);
	popup_free_closed(a);
	app_send_cancel(a);
	close_screen(a);
	if (a->session && *journal_path(session_journal(a->session)))
		printf("qlw: journal %s\n", journal_path(session_journal(a->session)));
	session_close(a->session);
	canvas_free(a->canvas);
	for (int i = 0; i < a->panes; i++)
		a->pane[i]->ops->free(a->pane[i]);
	app_line_free(a);
	keys_free(a->keys);
	free(a->printed);
	free(a->profiles.row);
	loop_free(a->loop);
	config_free(&a->config);
	prompt_end();
}

/* Nothing but the loop is on the stack here. */
static void turn(struct app *a)
{
	app_turn(a, UINT64_MAX);
	popup_free_closed(a);
}

int app_run(const struct options *options)
{
	struct app *a = calloc(1, sizeof *a);
	if (!a)
		return cli_fail(CLI_FILE, "out of memory");
	a->options = options;
	int code = start(a);
	if (!code) {
		app_paint(a);
		while (!a->quitting)
			turn(a);
		leave(a);
		code = a->exit_code;
	}
	finish(a);
	free(a);
	return code;
}
