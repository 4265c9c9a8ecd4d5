/*
 * Data pane: what was sent and what became of it, what came in, who observes. Three lists, one in
 * sight with the details of its selected row. It must not act: keys become intents.
 */
#include "views/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/model.h"
#include "modem/send_queue.h"
#include "tui/toolkit/widgets.h"
#include "views/data_rows.h"
#include "views/finder.h"
#include "views/words.h"

enum part {
	PART_SENT,
	PART_RECEIVED,
	PART_OBSERVED,
	PARTS,
};

enum {
	QUEUED_ROWS = 3 /* of what waits, in sight */
};

struct data_view {
	struct view view;
	enum part part;
	struct list list[PARTS];
	uint64_t chosen[PARTS]; /* number of the selected one, counted from 1; 0: the newest */
	unsigned short
		shown[MODEL_SENDS_MAX]; /* of the part in sight: items by row, 0 is the newest */
	struct finder finder;
	bool open;     /* the selected one has the whole pane */
	size_t scroll; /* of its bytes */
};

static const struct view_help help[] = {
	{"h l", "sent, received, observed"},
	{"j k g G", "choose a row"},
	{"Enter", "all of it; j k scroll, Esc closes"},
	{"/ n N", "search; next, previous match"},
	{"f", "show only what matches; !: what does not"},
	{"S", "send data"},
	{"s", "send the selected data again"},
	{"e", "send the selected data again, edited"},
	{"y", "copy: text, or bytes as hex digits"},
	{"w", "write the selected bytes to a file, exactly"},
	{"p", "send a preset of config.json"},
	{NULL, NULL},
};

static struct data_view *self_of(struct view *v)
{
	return (struct data_view *)v;
}

/* --- what there is ---------------------------------------------------------------------------- */

static uint64_t counter(const struct model *m, enum part part)
{
	return part == PART_SENT ? m->sends : part == PART_RECEIVED ? m->recvs : m->observes;
}

static size_t count(const struct model *m, enum part part)
{
	static const size_t most[PARTS] = {MODEL_SENDS_MAX, MODEL_RECVS_MAX, MODEL_OBSERVES_MAX};
	const uint64_t n = counter(m, part);
	return n < most[part] ? (size_t)n : most[part];
}

/* Row 0 is the newest. NULL if there is none. */
static const struct model_send *send_at(const struct model *m, size_t row)
{
	return row < m->sends ? model_send_by_id(m, m->sends - row) : NULL;
}

static const struct model_recv *recv_at(const struct model *m, size_t row)
{
	return row < count(m, PART_RECEIVED) ? &m->recv[(m->recvs - 1 - row) % MODEL_RECVS_MAX]
					     : NULL;
}

static const struct model_observe *observe_at(const struct model *m, size_t row)
{
	return row < count(m, PART_OBSERVED) ? &m->observe[m->observes - 1 - row] : NULL;
}

/* What a row says, in one line: for filter and search. */
static void item_text(const struct model *m, enum part part, size_t item, char *out, size_t size)
{
	const struct model_send *s = send_at(m, item);
	const struct model_recv *d = recv_at(m, item);
	const struct model_observe *o = observe_at(m, item);
	out[0] = '\0';
	if (part == PART_SENT && s)
		snprintf(out, size, "%u %s %s %.*s", s->short_id, s->uri, data_send_word(s),
			(int)s->preview_len, s->preview);
	else if (part == PART_RECEIVED && d)
		snprintf(out, size, "%s %.*s", d->uri, (int)d->len, (const char *)d->data);
	else if (part == PART_OBSERVED && o)
		snprintf(out, size, "%u %s token %s%s", o->short_id, o->uri, o->token,
			o->cancelled_ms ? " cancelled" : "");
}

static size_t filter(struct data_view *self, const struct model *m)
{
	const size_t n = count(m, self->part);
	size_t shown = 0;
	for (size_t item = 0; item < n; item++) {
		char text[512] = "";
		if (match_active(&self->finder.filter))
			item_text(m, self->part, item, text, sizeof(text));
		if (match_test(&self->finder.filter, text))
			self->shown[shown++] = (unsigned short)item;
	}
	return shown;
}

/* New rows come on top: who has selected one stays on it, who is on top sees the newest. */
static void update(struct data_view *self, const struct model *m)
{
	struct list *list = &self->list[self->part];
	const uint64_t all = counter(m, self->part), chosen = self->chosen[self->part];
	list_update(list, filter(self, m), 0);
	if (chosen == 0)
		list_select(list, 0);
	for (size_t row = 0; row < list->count && chosen; row++)
		if (all - self->shown[row] == chosen)
			list_select(list, row);
}

/* The selected item; SIZE_MAX if there is none. */
static size_t selected(const struct data_view *self)
{
	const struct list *list = &self->list[self->part];
	return list->count > 0 ? self->shown[list->selected] : SIZE_MAX;
}

static void choose(struct data_view *self, const struct model *m)
{
	const bool newest = self->list[self->part].selected == 0 && !self->open;
	self->chosen[self->part] =
		newest || selected(self) == SIZE_MAX ? 0 : counter(m, self->part) - selected(self);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void draw_tabs(const struct data_view *self, struct region r, const struct model *m)
{
	static const char *const names[PARTS] = {"Sent", "Received", "Observed"};
	char words[WORDS_MAX];
	int col = 0;
	for (int part = 0; part < PARTS; part++) {
		const bool current = part == (int)self->part;
		col = region_text(r, 0, col, current ? ROLE_SELECTED : ROLE_LABEL, "%s %s",
			names[part], words_count(counter(m, (enum part)part), words));
		col += 3;
	}
}

static void draw_row(
	const struct data_view *self, struct region r, int row, size_t item, const struct model *m)
{
	if (item == selected(self))
		region_text(r, row, 0, ROLE_TITLE, "▸");
	if (self->part == PART_SENT && send_at(m, item))
		data_send_row(r, row, send_at(m, item));
	else if (self->part == PART_RECEIVED)
		data_recv_row(r, row, recv_at(m, item));
	else if (self->part == PART_OBSERVED)
		data_observe_row(r, row, m, observe_at(m, item));
}

static void draw_list(struct data_view *self, struct region r, const struct model *m)
{
	static const char *const nothing[PARTS] = {
		"Nothing was sent yet; S sends.",
		"Nothing was received yet.",
		"No server observes anything, as far as was heard.",
	};
	struct list *list = &self->list[self->part];
	size_t n;
	if (list->count == 0) {
		region_wrap(r, 0, r.rows, ROLE_DIM,
			counter(m, self->part) ? "Nothing matches the filter; f changes it."
					       : nothing[self->part]);
		return;
	}
	const size_t first = list_view(list, r.rows, &n);
	for (size_t i = 0; i < n; i++)
		draw_row(self, r, (int)i, self->shown[first + i], m);
	list_draw_thumb(list, r);
}

static void draw_detail(const struct data_view *self, struct region r, const struct model *m)
{
	const struct model_send *s = send_at(m, selected(self));
	const struct model_recv *d = recv_at(m, selected(self));
	const struct model_observe *o = observe_at(m, selected(self));
	if (self->part == PART_SENT && s)
		data_send_detail(r, s);
	else if (self->part == PART_RECEIVED && d)
		data_recv_detail(r, d, self->scroll);
	else if (self->part == PART_OBSERVED && o)
		data_observe_detail(r, m, o);
}

/* What waits stands above what was sent, the next one lowest. */
static void draw_queued(struct region *r, const struct view_ctx *ctx)
{
	const size_t most = r->rows >= 12 ? QUEUED_ROWS : 1,
		     all = ctx->queue ? ctx->queue->count : 0;
	const size_t n = all < most ? all : most;
	struct region top = region_cut_top(r, (int)n);
	for (size_t i = 0; i < n; i++)
		data_queued_row(top, (int)(n - 1 - i), &ctx->queue->item[i],
			model_send_waiting(
				ctx->model, ctx->queue->item[i].short_id, ctx->queue->item[i].uri));
	if (n > 0 && all > n)
		region_text_right(top, 0, top.cols, ROLE_DIM, " and %zu more", all - n);
}

static void draw(struct view *v, struct region r, const struct view_ctx *ctx)
{
	struct data_view *self = self_of(v);
	update(self, ctx->model);
	finder_draw(&self->finder, &r);
	draw_tabs(self, region_cut_top(&r, 1), ctx->model);
	if (self->part == PART_SENT && !self->open)
		draw_queued(&r, ctx);
	if (self->open && self->list[self->part].count > 0) {
		draw_row(self, region_cut_top(&r, 1), 0, selected(self), ctx->model);
		draw_detail(self, r, ctx->model);
		return;
	}
	if (r.rows >= 12 && self->list[self->part].count > 0) {
		struct region low = region_cut_bottom(&r, r.rows >= 16 ? r.rows / 2 : 6);
		region_rule(region_cut_top(&low, 1), 0);
		draw_detail(self, low, ctx->model);
	} else if (self->part == PART_OBSERVED && r.rows > 4) {
		region_wrap(region_cut_bottom(&r, 2), 0, 2, ROLE_DIM, data_observed_note);
	}
	draw_list(self, r, ctx->model);
}

/* --- keys ------------------------------------------------------------------------------------- */

/* "resend" and "resend-edited" take the row's number. */
static struct intent again(const char *action, const struct model_send *s)
{
	struct intent intent = intent_action(action);
	if (!s || s->state == MODEL_SEND_UNMATCHED)
		return intent_text(INTENT_SAY, "what was sent is not known");
	snprintf(intent.args[0], sizeof(intent.args[0]), "%llu", (unsigned long long)s->id);
	return intent;
}

static struct intent send_to(const struct data_view *self, const struct model *m)
{
	struct intent intent = intent_action("send");
	const struct model_send *s = send_at(m, selected(self));
	const struct model_observe *o = observe_at(m, selected(self));
	if (self->part == PART_SENT && s) {
		snprintf(intent.args[0], sizeof(intent.args[0]), "%u", s->short_id);
		snprintf(intent.args[1], sizeof(intent.args[1]), "%s", s->uri);
	} else if (self->part == PART_OBSERVED && o) {
		snprintf(intent.args[0], sizeof(intent.args[0]), "%u", o->short_id);
		snprintf(intent.args[1], sizeof(intent.args[1]), "%s", o->uri);
	}
	return intent;
}

static bool scroll_key(struct data_view *self, const struct key *key)
{
	if (!self->open)
		return false;
	if ((key_is(key, "j") || key_is(key, "Down")) && self->scroll < QLW_RECV_MAX / 4)
		self->scroll++;
	else if ((key_is(key, "k") || key_is(key, "Up")) && self->scroll > 0)
		self->scroll--;
	else
		return false;
	return true;
}

static struct intent go_to(struct data_view *self, int step)
{
	self->part = (enum part)((self->part + PARTS + (unsigned)step) % PARTS);
	self->open = false;
	self->scroll = 0;
	return intent_done();
}

static struct intent escape(struct data_view *self)
{
	if (!self->open)
		return intent_back();
	self->open = false;
	self->scroll = 0;
	return intent_done();
}

struct rows {
	const struct data_view *self;
	const struct model *m;
};

static void row_text(void *ctx, size_t row, char *out, size_t size)
{
	const struct rows *rows = ctx;
	item_text(rows->m, rows->self->part, rows->self->shown[row], out, size);
}

static struct intent found(struct data_view *self, const struct model *m, bool previous)
{
	struct rows rows = {self, m};
	struct list *list = &self->list[self->part];
	const size_t row =
		finder_find(&self->finder, list->selected, list->count, previous, row_text, &rows);
	if (row == SIZE_MAX && match_active(&self->finder.search))
		return intent_text(INTENT_SAY, "nothing matches %s", self->finder.search.pattern);
	if (row != SIZE_MAX)
		list_select(list, row);
	choose(self, m);
	return intent_done();
}

static struct intent find_key(struct data_view *self, const struct key *key, const struct model *m)
{
	const enum finder_result finding = finder_key(&self->finder, key);
	if (finding == FINDER_RESULT_NONE)
		return intent_none();
	if (finding == FINDER_RESULT_NEXT || finding == FINDER_RESULT_ENTERED ||
		finding == FINDER_RESULT_PREVIOUS)
		return found(self, m, finding == FINDER_RESULT_PREVIOUS);
	return intent_done();
}

static struct intent key_press(struct view *v, const struct key *key, const struct view_ctx *ctx)
{
	struct data_view *self = self_of(v);
	update(self, ctx->model);
	if (!self->open) {
		const struct intent finding = find_key(self, key, ctx->model);
		if (finding.kind != INTENT_NONE || self->finder.asking)
			return finding;
	}
	if (key->code == KEYCODE_ESC || (self->open && key_is(key, "q")))
		return escape(self);
	if (key_is(key, "h") || key_is(key, "Left"))
		return go_to(self, -1);
	if (key_is(key, "l") || key_is(key, "Right"))
		return go_to(self, 1);
	if (key_is(key, "S"))
		return send_to(self, ctx->model);
	if (key_is(key, "e") && self->part == PART_SENT)
		return again("resend-edited", send_at(ctx->model, selected(self)));
	if (key_is(key, "s") && self->part == PART_SENT)
		return again("resend", send_at(ctx->model, selected(self)));
	if (key->code == KEYCODE_ENTER) {
		self->open = self->list[self->part].count > 0;
		choose(self, ctx->model);
		return intent_done();
	}
	if (scroll_key(self, key))
		return intent_done();
	if (!list_key(&self->list[self->part], key))
		return intent_none();
	choose(self, ctx->model);
	return intent_done();
}

/* --- the rest of a view ----------------------------------------------------------------------- */

static void title(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	size_t waiting = 0;
	if (match_active(&self_of(v)->finder.filter)) {
		snprintf(out, size, "only %s", self_of(v)->finder.filter.pattern);
		return;
	}
	for (size_t i = 0; i < MODEL_SENDS_MAX; i++)
		waiting += ctx->model->send[i].id && ctx->model->send[i].state == MODEL_SEND_SENT;
	if (waiting > 0)
		snprintf(out, size, "%zu without result yet", waiting);
}

static void footer(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	(void)ctx;
	const struct data_view *self = self_of(v);
	snprintf(out, size, "%s",
		self->open                ? "j k scroll - Esc back"
		: self->part == PART_SENT ? "h l list - Enter open - s again - e edit"
					  : "h l list - Enter open - S send");
}

static void release(struct view *v)
{
	finder_clear(&self_of(v)->finder);
	free(v);
}

static const struct view_ops ops = {"Data", help, title, footer, draw, key_press, NULL, release};

struct view *view_data_new(void)
{
	struct data_view *self = calloc(1, sizeof(*self));
	if (!self)
		return NULL;
	self->view.ops = &ops;
	return &self->view;
}

uint64_t view_data_send(struct view *v, const struct view_ctx *ctx)
{
	struct data_view *self = self_of(v);
	update(self, ctx->model);
	const struct model_send *s =
		self->part == PART_SENT ? send_at(ctx->model, selected(self)) : NULL;
	return s && s->state != MODEL_SEND_UNMATCHED ? s->id : 0;
}

size_t view_data_selection(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	struct data_view *self = self_of(v);
	char line[512] = "";
	update(self, ctx->model);
	const struct model_recv *d = recv_at(ctx->model, selected(self));
	if (self->part != PART_RECEIVED) {
		item_text(ctx->model, self->part, selected(self), line, sizeof(line));
		const size_t n = strlen(line);
		memcpy(out, line, n < size ? n : size);
		return n < size ? n : size;
	}
	const size_t n = d ? d->len < size ? d->len : size : 0;
	if (n > 0)
		memcpy(out, d->data, n);
	return n;
}
