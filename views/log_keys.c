/*
 * Keys and mouse of the Log pane. It must not read the journal.
 */
#include "views/log_view.h"

#include <stdio.h>
#include <string.h>

#include "views/views.h"

/* --- the table -------------------------------------------------------------------------------- */

static struct intent move(struct log_view *self, const struct view_ctx *ctx, int n)
{
	log_view_move(self, ctx->journal, n);
	return intent_done();
}

static struct intent page(struct log_view *self, const struct view_ctx *ctx, int n)
{
	return move(self, ctx, n * (self->rows > 2 ? self->rows - 1 : 1));
}

static struct intent first(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)n;
	log_view_go(self, ctx->journal, journal_first(ctx->journal));
	return intent_done();
}

static struct intent follow(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)n;
	if (self->selecting)
		return move(self, ctx, LOG_ENTRIES_MAX);
	log_view_follow(self);
	return intent_done();
}

static struct intent open_line(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)ctx, (void)n;
	log_set_toggle(&self->open, self->cursor);
	return intent_done();
}

static struct intent raw(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)ctx, (void)n;
	self->raw = !self->raw;
	return intent_done();
}

/* n: enum log_kind */
static struct intent hide(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)ctx;
	self->window.hidden ^= (unsigned)n;
	log_view_filtered(self);
	return intent_done();
}

static struct intent kinds(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)ctx, (void)n;
	self->asking = LOG_ASKING_KINDS;
	return intent_done();
}

static struct intent times(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)ctx, (void)n;
	self->times = (self->times + 1) % LOG_TIMES;
	return intent_done();
}

static struct intent mark(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)n;
	log_view_stop(self, ctx->journal);
	if (log_marks_at(&self->marks, self->cursor))
		return intent_action("bookmark");
	self->asking = LOG_ASKING_NOTE;
	edit_start(&self->note, NULL, LOG_MARK_TEXT - 1, false);
	return intent_done();
}

static struct intent to_mark(struct log_view *self, const struct view_ctx *ctx, int n)
{
	const struct log_mark *next = log_marks_next(&self->marks, self->cursor);
	(void)n;
	if (!next)
		return intent_text(INTENT_SAY, "there is no bookmark yet; m sets one");
	log_view_go(self, ctx->journal, next->place);
	return intent_done();
}

static struct intent list(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)ctx, (void)n;
	self->listing = true;
	return intent_done();
}

static struct intent select_lines(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)n;
	log_view_stop(self, ctx->journal);
	self->selecting = !self->selecting;
	self->anchor = self->cursor;
	return intent_done();
}

static struct intent to_time(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)self, (void)ctx, (void)n;
	return intent_text(INTENT_PROMPT, "goto ");
}

/* Several lines are the console's to collect. */
static struct intent copy(struct log_view *self, const struct view_ctx *ctx, int n)
{
	char text[INTENT_ARG_MAX];
	uint64_t from = 0;
	(void)n;
	if (self->selecting)
		return intent_none();
	size_t len = view_log_selection(&self->view, ctx, &from, text, sizeof(text));
	while (len > 0 && (text[len - 1] == '\r' || text[len - 1] == '\n'))
		len--;
	return len > 0 ? intent_text(INTENT_COPY, "%.*s", (int)len, text) : intent_done();
}

static const struct {
	const char *key;
	struct intent (*run)(struct log_view *self, const struct view_ctx *ctx, int n);
	int n;
} keys[] = {
	{"k", move, -1},
	{"Up", move, -1},
	{"j", move, 1},
	{"Down", move, 1},
	{"PgUp", page, -1},
	{"Ctrl-U", page, -1},
	{"PgDn", page, 1},
	{"Ctrl-D", page, 1},
	{"g", first, 0},
	{"Home", first, 0},
	{"G", follow, 0},
	{"End", follow, 0},
	{"T", to_time, 0},
	{"Enter", open_line, 0},
	{"r", raw, 0},
	{"c", hide, LOG_KIND_CHATTER},
	{"x", kinds, 0},
	{"t", times, 0},
	{"m", mark, 0},
	{"u", to_mark, 0},
	{"M", list, 0},
	{"v", select_lines, 0},
	{"y", copy, 0},
};

/* --- the bottom row --------------------------------------------------------------------------- */

static const struct {
	const char *key;
	enum log_kind kind;
	const char *name;
} kind_keys[] = {
	{"c", LOG_KIND_CHATTER, "chatter"},
	{"n", LOG_KIND_NETWORK, "network"},
	{"l", LOG_KIND_LWM2M, "LwM2M"},
	{"a", LOG_KIND_AT, "AT"},
	{"o", LOG_KIND_NOTES, "notes"},
};

enum {
	KIND_KEYS = sizeof(kind_keys) / sizeof(kind_keys[0])
};

void log_view_ask_draw(const struct log_view *self, struct region *r)
{
	if (self->asking == LOG_ASKING_NOTHING)
		return;
	struct region line = region_cut_bottom(r, 1);
	region_fill(line, ROLE_TEXT);
	if (self->asking == LOG_ASKING_NOTE) {
		int col = region_text(line, 0, 0, ROLE_KEY, "bookmark, note: ");
		edit_draw(&self->note, line, 0, col, line.cols - col, ROLE_INPUT, true);
		return;
	}
	int col = region_text(line, 0, 0, ROLE_DIM, "hide or show: ");
	for (size_t i = 0; i < KIND_KEYS; i++) {
		const bool off = self->window.hidden & kind_keys[i].kind;
		col = region_text(line, 0, col, ROLE_KEY, "%s ", kind_keys[i].key);
		col = region_text(line, 0, col, off ? ROLE_DIM : ROLE_TEXT, "%s %s  ",
			kind_keys[i].name, off ? "off" : "on");
	}
	region_text(line, 0, col, ROLE_DIM, "Esc");
}

static struct intent kinds_key(
	struct log_view *self, const struct key *key, const struct view_ctx *ctx)
{
	for (size_t i = 0; i < KIND_KEYS; i++)
		if (key_is(key, kind_keys[i].key))
			return hide(self, ctx, (int)kind_keys[i].kind);
	self->asking = LOG_ASKING_NOTHING;
	return key->code == KEYCODE_ESC || key->code == KEYCODE_ENTER || key_is(key, "x")
		       ? intent_done()
		       : intent_none();
}

static struct intent note_key(struct log_view *self, const struct key *key)
{
	struct intent done = intent_action("bookmark");
	if (key->code != KEYCODE_ENTER && key->code != KEYCODE_ESC)
		return edit_key(&self->note, key) ? intent_done() : intent_none();
	self->asking = LOG_ASKING_NOTHING;
	if (key->code == KEYCODE_ESC)
		return intent_done();
	snprintf(done.args[0], sizeof(done.args[0]), "%.*s", LOG_MARK_TEXT - 1, self->note.text);
	return done;
}

/* --- search and filter ------------------------------------------------------------------------ */

/* Esc ends a search that is going on before it ends the filter. */
static struct intent find_key(struct log_view *self, const struct key *key, const struct journal *j)
{
	const bool asking = self->finder.asking;
	if (self->hunt.going && !asking && key->code == KEYCODE_ESC) {
		self->hunt.going = false;
		return intent_done();
	}
	switch (finder_key(&self->finder, key)) {
	case FINDER_RESULT_NONE:
		return intent_none();
	case FINDER_RESULT_DONE:
		if (!asking)
			self->origin = self->follow ? journal_end(j) : self->cursor;
		break;
	case FINDER_RESULT_ENTERED:
		break;
	case FINDER_RESULT_TYPED:
		log_view_search_again(self, j);
		break;
	case FINDER_RESULT_FILTER:
		log_view_filtered(self);
		break;
	case FINDER_RESULT_NEXT:
		log_view_search(self, j, true);
		break;
	case FINDER_RESULT_PREVIOUS:
		log_view_search(self, j, false);
		break;
	}
	return intent_done();
}

/* --- the mouse -------------------------------------------------------------------------------- */

/* The line under it becomes the cursor; dragging selects. */
static struct intent point(struct log_view *self, const struct key *key, const struct journal *j)
{
	const int row = key->mouse.row - self->row;
	const bool drag = key->mouse.action == MOUSE_ACTION_DRAG;
	if (key->mouse.action == MOUSE_ACTION_RELEASE || row < 0 || row >= self->at_rows ||
		self->listing)
		return intent_none();
	log_view_stop(self, j);
	if (drag && !self->selecting)
		self->anchor = self->cursor;
	self->selecting = drag;
	self->cursor = self->at_row[row];
	self->moving = 0;
	return intent_done();
}

static struct intent mouse(struct log_view *self, const struct key *key, const struct journal *j)
{
	if (key->mouse.button == MOUSE_BUTTON_WHEEL_UP)
		log_view_move(self, j, -3);
	else if (key->mouse.button == MOUSE_BUTTON_WHEEL_DOWN)
		log_view_move(self, j, 3);
	else if (key->mouse.button == MOUSE_BUTTON_LEFT)
		return point(self, key, j);
	else
		return intent_none();
	return intent_done();
}

/* --- all of them ------------------------------------------------------------------------------ */

struct intent log_view_key(struct view *v, const struct key *key, const struct view_ctx *ctx)
{
	struct log_view *self = (struct log_view *)v;
	if (!ctx->journal)
		return intent_none();
	self->not_found = false;
	if (key->code == KEYCODE_MOUSE)
		return mouse(self, key, ctx->journal);
	if (self->asking == LOG_ASKING_NOTE)
		return note_key(self, key);
	if (self->asking == LOG_ASKING_KINDS)
		return kinds_key(self, key, ctx);
	if (self->listing)
		return log_list_key(self, key, ctx);
	if (self->selecting && key->code == KEYCODE_ESC) {
		self->selecting = false;
		return intent_done();
	}
	const struct intent finding = find_key(self, key, ctx->journal);
	if (finding.kind != INTENT_NONE || self->finder.asking)
		return finding;
	if (key->code == KEYCODE_ESC)
		return intent_back();
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (key_is(key, keys[i].key)) {
			if (keys[i].run != move && keys[i].run != page)
				log_view_catch_up(self, ctx->journal);
			return keys[i].run(self, ctx, keys[i].n);
		}
	return intent_none();
}
