/*
 * The bookmarks as a list in place of the lines. It must not know how they are kept.
 */
#include <stdio.h>
#include <string.h>

#include "views/log_view.h"
#include "views/words.h"

struct listed {
	struct region r;
	int row;
	const struct log_mark *mark;
	bool cursor;
};

static bool draw_one(void *ctx, const struct log_entry *entry, const struct journal_record *record)
{
	const struct listed *l = ctx;
	char stamp[WORDS_MAX];
	const struct decode_line *line = &entry->line;
	(void)record;
	int col = region_text(l->r, l->row, 2, ROLE_TIME, "%s ", words_time(entry->wall_ms, stamp));
	col = region_text(l->r, l->row, col, line->role, "%s ", line->glyph);
	region_field(l->r, l->row, col, 15, line->role, "%.*s", (int)line->what_len, line->what);
	struct region rest = region_sub(l->r, l->row, col + 16, 1, -1);
	if (l->mark->text[0])
		region_text(rest, 0, 0, ROLE_MARK, "★ %s", l->mark->text);
	else
		region_put(rest, 0, 0, ROLE_TEXT, line->text, line->text_len);
	if (l->cursor)
		region_text(l->r, l->row, 0, ROLE_TITLE, "▸");
	return false;
}

void log_list_draw(struct log_view *self, struct region r, const struct view_ctx *ctx)
{
	const size_t rows = r.rows > 0 ? (size_t)r.rows : 1;
	if (self->marks.count == 0) {
		region_wrap(r, 0, r.rows, ROLE_DIM, "There is no bookmark yet; m sets one.");
		return;
	}
	if (self->listed >= self->marks.count)
		self->listed = self->marks.count - 1;
	const size_t top = self->listed >= rows ? self->listed - rows + 1 : 0;
	for (size_t i = top; i < self->marks.count && i - top < rows; i++) {
		struct listed l = {r, (int)(i - top), &self->marks.mark[i], i == self->listed};
		size_t budget = LOG_CHUNK;
		log_window_scan(ctx->journal, l.mark->place, journal_end(ctx->journal), &budget,
			draw_one, &l);
	}
}

struct intent log_list_key(struct log_view *self, const struct key *key, const struct view_ctx *ctx)
{
	const size_t last = self->marks.count ? self->marks.count - 1 : 0;
	if (key->code == KEYCODE_ESC || key_is(key, "M")) {
		self->listing = false;
	} else if (key_is(key, "j") || key_is(key, "Down")) {
		self->listed += self->listed < last;
	} else if (key_is(key, "k") || key_is(key, "Up")) {
		self->listed -= self->listed > 0;
	} else if (key_is(key, "g") || key_is(key, "Home")) {
		self->listed = 0;
	} else if (key_is(key, "G") || key_is(key, "End")) {
		self->listed = last;
	} else if (self->marks.count > 0 && (key->code == KEYCODE_ENTER || key_is(key, "d"))) {
		log_view_go(self, ctx->journal, self->marks.mark[self->listed].place);
		self->listing = key_is(key, "d");
		return self->listing ? intent_action("bookmark") : intent_done();
	} else {
		return key->code == KEYCODE_CHAR ? intent_none() : intent_done();
	}
	return intent_done();
}
