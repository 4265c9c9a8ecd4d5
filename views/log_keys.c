/*
 * Keys of the Log pane. It must not read the journal beyond the line that is copied.
 */
#include "views/log_view.h"

#include <stdio.h>
#include <string.h>

#include "views/views.h"
#include "views/words.h"

/* --- the selected line ------------------------------------------------------------------------ */

static const struct log_entry *selected(const struct log_view *self)
{
	const size_t i = log_window_find(&self->window, self->cursor);
	return i < self->window.count ? &self->window.entry[i] : NULL;
}

static void line_text(const struct log_entry *entry, char *out, size_t size)
{
	char stamp[WORDS_MAX], id[16] = "";
	const struct decode_line *line = &entry->line;
	if (line->short_id)
		snprintf(id, sizeof(id), " %u", line->short_id);
	snprintf(out, size, "%s %s %.*s%s %.*s", words_stamp(entry->wall_ms, stamp), line->glyph,
		(int)line->what_len, line->what, id, (int)line->text_len, line->text);
}

size_t view_log_selection(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	const struct log_view *self = (const struct log_view *)v;
	const struct log_entry *entry = selected(self);
	struct journal_record record;
	if (!entry || !ctx->journal || size == 0)
		return 0;
	const bool as_raw = self->raw || log_set_has(&self->open, entry->record);
	if ((as_raw || entry->line.payload) &&
		journal_read(ctx->journal, entry->record, &record, 1) == 1) {
		const size_t n = record.len < size ? record.len : size;
		memcpy(out, record.bytes, n);
		return n;
	}
	line_text(entry, out, size);
	return strlen(out);
}

static struct intent copy(struct log_view *self, const struct view_ctx *ctx)
{
	char text[INTENT_ARG_MAX];
	size_t n = view_log_selection(&self->view, ctx, text, sizeof(text));
	while (n > 0 && (text[n - 1] == '\r' || text[n - 1] == '\n'))
		n--;
	return n > 0 ? intent_text(INTENT_COPY, "%.*s", (int)n, text) : intent_done();
}

static void next_mark(struct log_view *self, const struct journal *j)
{
	uint64_t next = UINT64_MAX, first = UINT64_MAX;
	for (size_t i = 0; i < self->marks.count; i++) {
		const uint64_t at = self->marks.record[i];
		if (at < first)
			first = at;
		if (at > self->cursor && at < next)
			next = at;
	}
	if (first != UINT64_MAX)
		log_view_go(self, j, next != UINT64_MAX ? next : first);
}

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
	(void)ctx, (void)n;
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

static struct intent chatter(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)ctx, (void)n;
	self->window.hidden ^= LOG_KIND_CHATTER;
	log_window_reset(&self->window, self->cursor);
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
	(void)ctx, (void)n;
	log_set_toggle(&self->marks, self->cursor);
	return intent_done();
}

static struct intent to_mark(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)n;
	next_mark(self, ctx->journal);
	return intent_done();
}

static struct intent copy_line(struct log_view *self, const struct view_ctx *ctx, int n)
{
	(void)n;
	return copy(self, ctx);
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
	{"Enter", open_line, 0},
	{"r", raw, 0},
	{"c", chatter, 0},
	{"t", times, 0},
	{"m", mark, 0},
	{"u", to_mark, 0},
	{"y", copy_line, 0},
};

/* Search and filter; Esc ends a search that is going on before it ends the filter. */
static struct intent find_key(struct log_view *self, const struct key *key, const struct journal *j)
{
	if (self->hunt.going && key->code == KEYCODE_ESC) {
		self->hunt.going = false;
		return intent_done();
	}
	switch (finder_key(&self->finder, key)) {
	case FINDER_RESULT_NONE:
		return intent_none();
	case FINDER_RESULT_DONE:
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

static struct intent wheel(struct log_view *self, const struct key *key, const struct journal *j)
{
	if (key->mouse.button == MOUSE_BUTTON_WHEEL_UP)
		log_view_move(self, j, -3);
	else if (key->mouse.button == MOUSE_BUTTON_WHEEL_DOWN)
		log_view_move(self, j, 3);
	else
		return intent_none();
	return intent_done();
}

struct intent log_view_key(struct view *v, const struct key *key, const struct view_ctx *ctx)
{
	struct log_view *self = (struct log_view *)v;
	if (!ctx->journal)
		return intent_none();
	self->not_found = false;
	const struct intent finding = find_key(self, key, ctx->journal);
	if (finding.kind != INTENT_NONE || self->finder.asking)
		return finding;
	if (key->code == KEYCODE_MOUSE)
		return wheel(self, key, ctx->journal);
	if (key->code == KEYCODE_ESC)
		return intent_back();
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (key_is(key, keys[i].key))
			return keys[i].run(self, ctx, keys[i].n);
	return intent_none();
}
