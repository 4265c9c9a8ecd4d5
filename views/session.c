/*
 * Session pane: every server, the selected one in detail, the action under way. The explanation of
 * a state is in explain_box.c. It must not act: keys become intents.
 */
#include "views/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/explain.h"
#include "modem/model.h"
#include "tui/toolkit/widgets.h"
#include "views/explain_box.h"
#include "views/path.h"
#include "views/servers.h"
#include "views/words.h"

struct session_view {
	struct view view;
	struct list list;
	bool open; /* the explanation is */
	struct explain_box box;
	bool chosen;       /* by the user; until then the one that matters most is selected */
	unsigned short_id; /* selected: stays on its server when others come */
};

static const struct view_help help[] = {
	{"j k", "choose a server"},
	{"Enter", "explain its state: causes, what to look at next"},
	{"R D", "register, deregister"},
	{"U", "send a registration update to it"},
	{"L", "change its life time"},
	{"S", "send data to it"},
	{"Esc", "close the explanation"},
	{NULL, NULL},
};

static struct session_view *self_of(struct view *v)
{
	return (struct session_view *)v;
}

/* What is in trouble comes first, then what goes on, then what is registered. */
static int rank(const struct model_server *s)
{
	static const int ranks[] = {
		[QLW_PHASE_FAILED] = 0,
		[QLW_PHASE_RETRYING] = 1,
		[QLW_PHASE_WORKING] = 2,
		[QLW_PHASE_READY] = 3,
		[QLW_PHASE_UNKNOWN] = 4,
		[QLW_PHASE_IDLE] = 5,
	};
	return ranks[s->phase] * 2 + (s->bootstrap == 1);
}

static unsigned most_important(const struct model *m, const unsigned char *order, size_t n)
{
	const struct model_server *best = &m->server[order[0]];
	for (size_t i = 1; i < n; i++)
		if (rank(&m->server[order[i]]) < rank(best))
			best = &m->server[order[i]];
	return best->short_id;
}

/* The selected server; NULL if there is none. Keeps the list and the short ID in step. */
static const struct model_server *selected(struct session_view *self, const struct model *m)
{
	unsigned char order[MODEL_SERVERS_MAX];
	const size_t n = servers_order(m, order);
	list_update(&self->list, n, 0);
	if (n == 0)
		return NULL;
	if (!self->chosen)
		self->short_id = most_important(m, order, n);
	for (size_t i = 0; i < n; i++)
		if (m->server[order[i]].short_id == self->short_id)
			list_select(&self->list, i);
	const struct model_server *s = &m->server[order[self->list.selected]];
	self->short_id = s->short_id;
	return s;
}

/* --- the action under way and the last results ------------------------------------------------ */

static const char *const action_words[] = {
	[MODEL_ACTION_NONE] = "",
	[MODEL_ACTION_REG] = "register",
	[MODEL_ACTION_DEREG] = "deregister",
	[MODEL_ACTION_RESET] = "factory reset",
};

static const char *waits_for(const struct model *m)
{
	if (m->action != MODEL_ACTION_REG)
		return "+QLWDEREG";
	return m->reg_result_ms >= m->action_ms && m->reg_result_ms ? "REG_READY" : "+QLWREG";
}

static uint64_t action_age(const struct model *m, uint64_t now_ms)
{
	return now_ms > m->action_ms ? now_ms - m->action_ms : 0;
}

static int put_result(struct region r, int row, const char *what, int err, uint64_t t_ms)
{
	char clock[WORDS_MAX];
	if (err < 0)
		return 0;
	int col = region_text(r, row, 0, ROLE_LABEL, "last %s", what);
	col = region_text(r, row, col + 1, ROLE_TIME, "%s", words_clock(t_ms, clock));
	region_text(r, row, col + 2, err == 0 ? ROLE_OK : ROLE_BAD, "%s %d  %s",
		err == 0 ? "✓" : "✗", err, qlw_result_meaning(err));
	return 1 + words_put_number(r, row + 1, explain_result(err));
}

/* The last that was heard since it began, and what has still to come. */
static void put_progress(struct region r, const struct model *m)
{
	const struct model_server *last = NULL, *pending = model_server_pending(m);
	char name[WORDS_MAX];
	int col = 0;
	for (size_t i = 0; i < m->servers; i++) {
		const struct model_server *s = &m->server[i];
		const uint64_t t = s->steps ? s->path[s->steps - 1].t_ms : 0;
		if (t >= m->action_ms && t > (last ? last->path[last->steps - 1].t_ms : 0))
			last = s;
	}
	if (last)
		col = region_text(r, 0, col, ROLE_TEXT, ", %u %s", last->short_id,
			words_state(last->code, name));
	col = region_text(r, 0, col, ROLE_DIM, ", waits for %s", waits_for(m));
	if (m->action != MODEL_ACTION_REG)
		return;
	if (pending)
		col = region_text(r, 0, col, ROLE_DIM, " of %u", pending->short_id);
	region_text(r, 0, col, ROLE_DIM, "; D ends it");
}

static int draw_summary(struct region r, const struct model *m, uint64_t now_ms)
{
	char age[WORDS_MAX];
	int row = 0;
	if (m->action != MODEL_ACTION_NONE) {
		const int col = region_text(r, row, 0, ROLE_PENDING, "◌ %s for %s",
			action_words[m->action], words_elapsed(action_age(m, now_ms), age));
		put_progress(region_sub(r, row++, col, 1, -1), m);
	}
	row += put_result(r, row, "+QLWREG", m->reg_result, m->reg_result_ms);
	row += put_result(r, row, "+QLWDEREG", m->dereg_result, m->dereg_result_ms);
	if (m->client_code >= 0) {
		char name[WORDS_MAX];
		const int col = region_text(r, row, 0, ROLE_LABEL, "the client itself ");
		region_text(r, row++, col, ROLE_VALUE, "%s  %s", words_state(m->client_code, name),
			words_clock(m->client_ms, age));
	}
	return row;
}

static int summary_rows(const struct model *m)
{
	return (m->action != MODEL_ACTION_NONE) + (m->reg_result >= 0) + 2 * (m->reg_result > 0) +
	       (m->dereg_result >= 0) + 2 * (m->dereg_result > 0) + (m->client_code >= 0);
}

/* --- the list --------------------------------------------------------------------------------- */

/* What it has been doing since when; where there is no room, only when. */
static void put_since(
	struct region r, int row, int col, const struct model_server *s, uint64_t now_ms)
{
	static const char *const doing[] = {
		[QLW_PHASE_IDLE] = "idle ",
		[QLW_PHASE_WORKING] = "busy ",
		[QLW_PHASE_RETRYING] = "trying ",
		[QLW_PHASE_READY] = "registered ",
		[QLW_PHASE_FAILED] = "failed ",
		[QLW_PHASE_UNKNOWN] = "",
	};
	char clock[WORDS_MAX];
	const char *what = doing[s->phase], *since = "since ";
	words_since(servers_since_ms(s), now_ms, clock);
	if (col + (int)(strlen(what) + strlen(since) + strlen(clock)) > r.cols)
		what = "";
	if (col + (int)(strlen(since) + strlen(clock)) > r.cols)
		since = "";
	region_text(r, row, col, ROLE_TIME, "%s%s%s", what, since, clock);
}

static void draw_row(struct region r, int row, const struct model *m, const struct model_server *s,
	uint64_t now_ms)
{
	const bool wide = r.cols >= 64;
	region_text(r, row, 0, words_phase_role(s->phase), "%s", words_phase_glyph(s->phase));
	int col = region_field(r, row, 2, 6, ROLE_VALUE, "%u", s->short_id);
	if (wide) {
		if (s->client_index >= 0)
			region_text(r, row, col, ROLE_DIM, "%d", s->client_index);
		else
			region_text(r, row, col, ROLE_STALE, "?");
		col = words_put_host(r, row, col + 3, 20, ROLE_TEXT, s->server_addr) + 1;
	}
	col = servers_put_state(r, row, col, 15, m, s);
	if (servers_since_ms(s))
		put_since(r, row, col, s, now_ms);
	else if (s->code >= 0)
		region_text(r, row, col, ROLE_STALE, "before us");
	if (r.cols >= 100)
		servers_put_outlook(r, row, col + 25, m, s, now_ms, "why? Enter");
}

static void draw_list(struct session_view *self, struct region r, const struct view_ctx *ctx)
{
	unsigned char order[MODEL_SERVERS_MAX];
	const bool wide = r.cols >= 64;
	size_t n = servers_order(ctx->model, order);
	struct region head = region_cut_top(&r, 1);
	region_text(head, 0, 2, ROLE_LABEL, wide ? "ID    no server" : "ID    state");
	if (wide)
		region_text(head, 0, 32, ROLE_LABEL, "state");
	const size_t first = list_view(&self->list, r.rows, &n);
	for (size_t i = 0; i < n; i++) {
		draw_row(r, (int)i, ctx->model, &ctx->model->server[order[first + i]], ctx->now_ms);
		if (first + i == self->list.selected && self->list.count > 1)
			region_paint(r, (int)i, 2, 6, ROLE_SELECTED);
	}
	list_draw_thumb(&self->list, r);
}

/* --- the selected server ---------------------------------------------------------------------- */

static const char *kind_of(const struct model_server *s)
{
	static const char *const kinds[] = {
		"not known what kind", "management server", "bootstrap server"};
	return kinds[s->bootstrap + 1];
}

static void draw_detail(struct region r, const struct model_server *s, const struct view_ctx *ctx)
{
	char name[WORDS_MAX];
	int row = 0;
	int col = region_text(r, row, 0, ROLE_TITLE, "%u ", s->short_id);
	region_field(r, row++, col, r.cols - col, ROLE_TEXT, "%s  %s", s->server_addr, kind_of(s));
	col = region_text(r, row, 0, words_phase_role(s->phase), "%s %s  ",
		words_phase_glyph(s->phase), words_state(s->code, name));
	region_field(r, row++, col, r.cols - col, ROLE_TEXT, "%s",
		s->code < 0 ? "nothing was heard of it yet" : qlw_state_meaning(s->code));
	if (s->phase == QLW_PHASE_READY || s->phase == QLW_PHASE_RETRYING) {
		region_text_right(
			r, row, r.cols, ROLE_DIM, "%s", r.cols >= 70 ? "~ is reckoned" : "");
		servers_put_outlook(r, row++, 0, ctx->model, s, ctx->now_ms, "why? Enter");
	}
	if (s->error[0]) {
		col = region_text(r, row, 0, ROLE_LABEL, "last failure: ");
		region_field(r, row++, col, r.cols - col, ROLE_BAD, "%s", s->error);
	}
	if (s->steps > 0 && row + 1 < r.rows) {
		region_text(r, row++, 0, ROLE_LABEL, "its states so far");
		path_draw(r, row, r.rows - row, s);
	}
}

static void draw_empty(struct region r, const struct model *m)
{
	region_wrap(r, 0, r.rows, ROLE_DIM,
		m->connected ? "No server is configured. Press 3 and set security and server, or "
			       "5 to apply a profile, then R registers."
			     : "The servers are not known yet.");
}

static void draw(struct view *v, struct region r, const struct view_ctx *ctx)
{
	struct session_view *self = self_of(v);
	const struct model *m = ctx->model;
	const struct model_server *s = selected(self, m);
	if (s && self->open) {
		explain_box_draw(&self->box, r, m, s);
		return;
	}
	const int summary = summary_rows(m);
	const int list_rows = (int)self->list.count + 1;
	struct region low = region_cut_bottom(&r, summary);
	draw_summary(low, m, ctx->now_ms);
	if (!s) {
		draw_empty(r, m);
		return;
	}
	const int most = r.rows > 8 ? r.rows - 6 : r.rows;
	draw_list(self, region_cut_top(&r, list_rows < most ? list_rows : most), ctx);
	if (r.rows < 3)
		return;
	region_rule(region_cut_top(&r, 1), 0);
	draw_detail(r, s, ctx);
}

/* --- keys ------------------------------------------------------------------------------------- */

static struct intent server_key(const struct model_server *s, const struct key *key)
{
	struct intent intent;
	if (key_is(key, "L"))
		return intent_text(INTENT_PROMPT, "lifetime %u ", s->short_id);
	if (!key_is(key, "U") && !key_is(key, "S"))
		return intent_none();
	intent = intent_action(key_is(key, "U") ? "update" : "send");
	snprintf(intent.args[0], sizeof(intent.args[0]), "%u", s->short_id);
	return intent;
}

static struct intent key_press(struct view *v, const struct key *key, const struct view_ctx *ctx)
{
	struct session_view *self = self_of(v);
	const struct model_server *s = selected(self, ctx->model);
	if (!s)
		return key->code == KEYCODE_ESC ? intent_back() : intent_none();
	if (self->open && (key->code == KEYCODE_ESC || key_is(key, "q"))) {
		self->open = false;
		return intent_done();
	}
	if (self->open) {
		const struct intent intent = explain_box_key(&self->box, key, ctx->model, s);
		return intent.kind != INTENT_NONE ? intent : server_key(s, key);
	}
	if (key->code == KEYCODE_ESC)
		return intent_back();
	if (key->code == KEYCODE_ENTER) {
		self->open = self->chosen = true;
		self->box = (struct explain_box){.selected = 0};
		return intent_done();
	}
	if (list_key(&self->list, key)) {
		unsigned char order[MODEL_SERVERS_MAX];
		servers_order(ctx->model, order);
		self->chosen = true;
		self->short_id = ctx->model->server[order[self->list.selected]].short_id;
		return intent_done();
	}
	return server_key(s, key);
}

/* --- the rest of a view ----------------------------------------------------------------------- */

static void title(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	(void)v;
	if (!ctx->model->connected)
		snprintf(out, size, "not read yet");
	else if (ctx->model->state_stale)
		snprintf(out, size, "may have changed, being read again");
}

static void footer(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	if (selected(self_of(v), ctx->model))
		snprintf(out, size, "%s", self_of(v)->open ? "Enter look - Esc back" : "Enter why");
}

static uint64_t deadline_ms(struct view *v, const struct view_ctx *ctx)
{
	const struct model *m = ctx->model;
	uint64_t deadline = UINT64_MAX;
	(void)v;
	if (m->action != MODEL_ACTION_NONE)
		deadline = ctx->now_ms + words_elapsed_next(action_age(m, ctx->now_ms));
	for (size_t i = 0; i < m->servers && i < MODEL_SERVERS_MAX; i++) {
		const uint64_t next = servers_deadline_ms(m, &m->server[i], ctx->now_ms);
		deadline = next < deadline ? next : deadline;
	}
	return deadline;
}

static void release(struct view *v)
{
	free(v);
}

static const struct view_ops ops = {
	"Session", help, title, footer, draw, key_press, deadline_ms, release};

struct view *view_session_new(void)
{
	struct session_view *self = calloc(1, sizeof(*self));
	if (!self)
		return NULL;
	self->view.ops = &ops;
	return &self->view;
}
