/*
 * What stands where: header, strip, panes, the line, footer, and what lies on top. Reads everything,
 * changes nothing but the canvas.
 */
#include <stdio.h>
#include <string.h>

#include "tui/console/app_priv.h"
#include "views/footer.h"
#include "views/header.h"
#include "views/strip.h"

enum {
	MIN_ROWS = 10,
	MIN_COLS = 40,
	WIDE_ROWS = 48, /* from here on all panes stand side by side */
	WIDE_COLS = 160,
	STRIP_SMALL = 3, /* rows of the strip on a small terminal */
	STRIP_LARGE = 6,
};

static bool is_wide(const struct app *a)
{
	return canvas_rows(a->canvas) >= WIDE_ROWS && canvas_cols(a->canvas) >= WIDE_COLS;
}

/* Profiles take the whole body, as a zoomed pane does; the others stand side by side. */
static bool alone(const struct app *a)
{
	return !is_wide(a) || a->zoom || a->pane_bit[a->focus] == ACTION_IN_PROFILES;
}

static bool in_sight(const struct app *a, int pane)
{
	return pane == a->focus || (!alone(a) && a->pane_bit[pane] != ACTION_IN_PROFILES);
}

static bool session_in_sight(const struct app *a)
{
	for (int i = 0; i < a->panes; i++)
		if (a->pane_bit[i] == ACTION_IN_SESSION && in_sight(a, i))
			return true;
	return false;
}

struct view_ctx app_view_ctx(struct app *a, int pane)
{
	return (struct view_ctx){
		.model = session_model(a->session),
		.journal = session_journal(a->session),
		.queue = &a->sender.queue,
		.now_ms = session_clock_ms(a->session, app_now_ms()),
		.focus = pane == a->focus,
	};
}

/* --- one pane -------------------------------------------------------------------------------------- */

static void draw_pane(struct app *a, int pane, struct region r)
{
	struct view *v = a->pane[pane];
	struct view_ctx ctx = app_view_ctx(a, pane);
	if (a->pane_bit[pane] == ACTION_IN_SESSION)
		app_radio_beside(a, &r);
	a->place[pane] = r;
	char title[160], more[120] = "", footer[160] = "";
	if (v->ops->title)
		v->ops->title(v, &ctx, more, sizeof more);
	if (v->ops->footer)
		v->ops->footer(v, &ctx, footer, sizeof footer);
	snprintf(
		title, sizeof title, "%d %s%s%s", pane + 1, v->ops->name, *more ? " - " : "", more);
	v->ops->draw(v, region_box(r, title, *footer ? footer : NULL, ctx.focus), &ctx);
}

/* Two columns: the even panes over each other on the left, the odd ones on the right. */
static void draw_all_panes(struct app *a, struct region body)
{
	int panes = a->panes - 1; /* but Profiles, the last */
	int rows = (panes + 1) / 2;
	struct region left = region_cut_left(&body, body.cols * 9 / 20);
	struct region column[2] = {left, body};
	for (int side = 0; side < 2; side++)
		for (int i = side; i < panes; i += 2) {
			int row = i / 2;
			int above = column[side].rows / (rows - row);
			bool last = i + 2 >= panes;
			struct region r =
				region_cut_top(&column[side], last ? column[side].rows : above);
			draw_pane(a, i, r);
		}
}

static void draw_panes(struct app *a, struct region body)
{
	if (alone(a))
		draw_pane(a, a->focus, body);
	else
		draw_all_panes(a, body);
}

/* When something in sight changes by time alone. */
static uint64_t countdown_ms(struct app *a)
{
	uint64_t at = UINT64_MAX, own;
	for (int i = 0; i < a->panes; i++) {
		struct view *v = a->pane[i];
		if (!in_sight(a, i) || !v->ops->deadline_ms)
			continue;
		struct view_ctx ctx = app_view_ctx(a, i);
		own = v->ops->deadline_ms(v, &ctx);
		at = own < at ? own : at;
	}
	if (session_in_sight(a))
		return at;
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	own = strip_deadline_ms(&ctx);
	return own < at ? own : at;
}

/* --- the rest --------------------------------------------------------------------------------------- */

static void draw_header(struct app *a, struct region r)
{
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	char mode[48];
	const struct header_facts facts = {.port = session_port(a->session),
		.read_only = a->options->read_only,
		.mode = app_replay_mode(a, mode, sizeof mode),
		.no_clock = !session_is_replay(a->session) && countdown_ms(a) == UINT64_MAX};
	header_draw(r, &ctx, &facts);
}

static void draw_popup_footer(struct app *a, struct region r)
{
	struct footer_item item[POPUP_KEYS_MAX];
	size_t n;
	const struct popup_keys *keys = popup_keys(a, &n);
	/* the way out, the first, stands last: that is the one which is always shown */
	for (size_t i = 0; i < n; i++)
		item[(i + n - 1) % n] =
			(struct footer_item){.key = keys[i].key, .word = keys[i].word};
	footer_draw(r, item, n);
}

static void draw_footer(struct app *a, struct region r)
{
	if (a->popup) {
		draw_popup_footer(a, r);
		return;
	}
	const char *names[APP_PANES_MAX];
	struct footer_item item[FOOTER_ITEMS_MAX];
	for (int i = 0; i < a->panes; i++)
		names[i] = a->pane[i]->ops->name;
	size_t n = footer_items(names, (size_t)a->panes, names[a->focus], item);
	footer_draw(r, item, n);
}

static void draw_strip(struct app *a, struct region *body)
{
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	int most = canvas_rows(a->canvas) < 30 ? STRIP_SMALL : STRIP_LARGE;
	int rows = strip_rows(ctx.model);
	if (!session_in_sight(a))
		strip_draw(region_cut_top(body, rows < most ? rows : most), &ctx);
}

/* What was last said; else what is wrong and what to do about it. False: nothing is. */
static bool message(struct app *a, char *out, size_t size, enum role *role)
{
	struct qlw_diag diag;
	const char *trouble = session_journal_trouble(a->session);
	bool gone = session_stage(a->session, &diag) == SESSION_GONE;
	/* good news of before gives way to what matters more now */
	bool over = a->message_role == ROLE_MESSAGE && (gone || *a->sender.file.name);
	*role = ROLE_ERROR;
	if (*a->message && !over) {
		*role = a->message_role;
		snprintf(out, size, "%s", a->message);
	} else if (diag.err) {
		snprintf(out, size, "%s; %s", diag.what, diag.hint);
	} else if (app_send_status(a, out, size)) {
		*role = ROLE_PENDING;
	} else if (app_offer(a, out, size)) {
		*role = ROLE_WARN;
	} else if (trouble) {
		snprintf(out, size,
			"the journal is not written: %s. Lines are kept in memory only.",
			journal_reason(trouble));
	} else {
		return false;
	}
	return true;
}

enum {
	MESSAGE_ROWS = 3 /* at most; the panes above give way */
};

static void draw_message(struct app *a, struct region *body)
{
	char text[2 * APP_TEXT_MAX];
	enum role role;
	if (!message(a, text, sizeof text, &role)) {
		app_replay_draw(a, region_cut_bottom(body, 1));
		return;
	}
	int rows = region_wrap(region_sub(*body, 0, 1, -1, -1), 0, 0, role, text);
	int most = body->rows > 4 * MESSAGE_ROWS ? MESSAGE_ROWS : 1;
	struct region r = region_cut_bottom(body, rows < 1 ? 1 : rows < most ? rows : most);
	if (rows <= most)
		region_wrap(region_sub(r, 0, 1, -1, -1), 0, r.rows, role, text);
	else
		region_field(r, 0, 1, r.cols - 1, role, "%s", text);
}

static void draw_line(struct app *a, struct region *body)
{
	if (app_line_open(a))
		app_line_draw(a, region_cut_bottom(body, app_line_rows(a)));
	else
		draw_message(a, body);
}

static void draw_too_small(struct app *a, struct region r)
{
	region_text(r, 0, 0, ROLE_WARN, "too small: %d×%d", r.cols, r.rows);
	region_text(r, 1, 0, ROLE_TEXT, "qlw needs %d×%d and goes on", MIN_COLS, MIN_ROWS);
	region_text(r, 2, 0, ROLE_DIM, "working; q quits");
	(void)a;
}

/* While something counts down the clock may run, too; an idle console sleeps and shows none. */
static uint64_t view_deadline_ms(struct app *a)
{
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	uint64_t at = countdown_ms(a), clock = header_deadline_ms(&ctx);
	at = session_real_ms(a->session, at == UINT64_MAX || at < clock ? at : clock);
	uint64_t replay = app_replay_deadline_ms(a), popup = popup_deadline_ms(a);
	at = at < replay ? at : replay;
	return at < popup ? at : popup;
}

/* All but what is told below the body: on top of it lies nothing. */
static struct region above(struct region all, struct region body)
{
	return region_sub(all, 0, 0, body.row + body.rows - all.row, -1);
}

void app_paint(struct app *a)
{
	struct region all = region_all(a->canvas);
	canvas_clear(a->canvas);
	memset(a->place, 0, sizeof a->place);
	a->radio_beside = false;
	if (all.rows < MIN_ROWS || all.cols < MIN_COLS) {
		draw_too_small(a, all);
	} else {
		struct region body = all;
		draw_header(a, region_cut_top(&body, 1));
		draw_footer(a, region_cut_bottom(&body, 1));
		draw_line(a, &body);
		struct region free = app_line_asks(a) ? body : *a->message ? above(all, body) : all;
		draw_strip(a, &body);
		draw_panes(a, body);
		popup_draw(a, free);
	}
	screen_show(a->screen, a->canvas);
	a->drawn_generation = session_model(a->session)->generation;
	a->drawn_records = journal_end(session_journal(a->session));
	a->drawn_until_ms = view_deadline_ms(a);
}

/* --- when ------------------------------------------------------------------------------------------- */

static bool log_in_sight(const struct app *a)
{
	for (int i = 0; i < a->panes; i++)
		if (a->pane_bit[i] == ACTION_IN_LOG && in_sight(a, i))
			return true;
	return false;
}

bool app_changed(const struct app *a)
{
	if (a->drawn_generation != session_model(a->session)->generation)
		return true;
	return log_in_sight(a) && a->drawn_records != journal_end(session_journal(a->session));
}
