/*
 * Keys of the Log pane. It must not read the journal beyond the line that is copied.
 */
#include "views/log_view.h"

#include <stdio.h>
#include <string.h>

#include "views/views.h"
#include "views/words.h"

/* --- the line being typed ----------------------------------------------------------------------- */

static void ask(struct log_view *self, char what)
{
	self->asking = what;
	edit_start(&self->input, what == 'f' ? self->window.filter.pattern : NULL,
			MATCH_PATTERN_MAX - 1, false);
}

static void answer(struct log_view *self, const struct journal *j)
{
	if (self->asking == 'f') {
		log_view_filter(self, self->input.text);
	} else {
		match_set(&self->hunt.match, self->input.text);
		log_view_search(self, j, true);
	}
	self->asking = 0;
}

static struct intent typing(struct log_view *self, const struct key *key, const struct journal *j)
{
	if (key->code == KEYCODE_ENTER)
		answer(self, j);
	else if (key->code == KEYCODE_ESC || key_is(key, "Ctrl-C"))
		self->asking = 0;
	else if (!edit_key(&self->input, key))
		return intent_none();
	return intent_done();
}

/* --- the selected line -------------------------------------------------------------------------- */

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
	const bool raw = self->raw || log_set_has(&self->open, entry->record);
	if ((raw || entry->line.payload) &&
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

/* --- the table --------------------------------------------------------------------------------- */

enum command {
	COMMAND_UP,
	COMMAND_DOWN,
	COMMAND_PAGE_UP,
	COMMAND_PAGE_DOWN,
	COMMAND_FIRST,
	COMMAND_FOLLOW,
	COMMAND_OPEN,
	COMMAND_RAW,
	COMMAND_CHATTER,
	COMMAND_TIMES,
	COMMAND_SEARCH,
	COMMAND_OLDER,
	COMMAND_NEWER,
	COMMAND_FILTER,
	COMMAND_MARK,
	COMMAND_NEXT_MARK,
	COMMAND_COPY,
};

static const struct {
	const char *key;
	enum command command;
} keys[] = {
	{"k", COMMAND_UP},
	{"Up", COMMAND_UP},
	{"j", COMMAND_DOWN},
	{"Down", COMMAND_DOWN},
	{"PgUp", COMMAND_PAGE_UP},
	{"Ctrl-U", COMMAND_PAGE_UP},
	{"PgDn", COMMAND_PAGE_DOWN},
	{"Ctrl-D", COMMAND_PAGE_DOWN},
	{"g", COMMAND_FIRST},
	{"Home", COMMAND_FIRST},
	{"G", COMMAND_FOLLOW},
	{"End", COMMAND_FOLLOW},
	{"Enter", COMMAND_OPEN},
	{"r", COMMAND_RAW},
	{"c", COMMAND_CHATTER},
	{"t", COMMAND_TIMES},
	{"/", COMMAND_SEARCH},
	{"n", COMMAND_OLDER},
	{"N", COMMAND_NEWER},
	{"f", COMMAND_FILTER},
	{"m", COMMAND_MARK},
	{"u", COMMAND_NEXT_MARK},
	{"y", COMMAND_COPY},
};

static void toggle_chatter(struct log_view *self)
{
	self->window.chatter = !self->window.chatter;
	log_window_reset(&self->window, self->cursor);
}

static struct intent run(struct log_view *self, enum command command, const struct view_ctx *ctx)
{
	const struct journal *j = ctx->journal;
	const long page = self->rows > 2 ? self->rows - 1 : 1;
	switch (command) {
	case COMMAND_UP:
		log_view_move(self, j, -1);
		break;
	case COMMAND_DOWN:
		log_view_move(self, j, 1);
		break;
	case COMMAND_PAGE_UP:
		log_view_move(self, j, -page);
		break;
	case COMMAND_PAGE_DOWN:
		log_view_move(self, j, page);
		break;
	case COMMAND_FIRST:
		log_view_go(self, j, journal_first(j));
		break;
	case COMMAND_FOLLOW:
		log_view_follow(self);
		break;
	case COMMAND_OPEN:
		log_set_toggle(&self->open, self->cursor);
		break;
	case COMMAND_RAW:
		self->raw = !self->raw;
		break;
	case COMMAND_CHATTER:
		toggle_chatter(self);
		break;
	case COMMAND_TIMES:
		self->times = (self->times + 1) % LOG_TIMES;
		break;
	case COMMAND_SEARCH:
		ask(self, '/');
		break;
	case COMMAND_OLDER:
		log_view_search(self, j, true);
		break;
	case COMMAND_NEWER:
		log_view_search(self, j, false);
		break;
	case COMMAND_FILTER:
		ask(self, 'f');
		break;
	case COMMAND_MARK:
		log_set_toggle(&self->marks, self->cursor);
		break;
	case COMMAND_NEXT_MARK:
		next_mark(self, j);
		break;
	case COMMAND_COPY:
		return copy(self, ctx);
	}
	return intent_done();
}

static struct intent escape(struct log_view *self)
{
	if (self->hunt.going) {
		self->hunt.going = false;
		return intent_done();
	}
	if (match_active(&self->window.filter)) {
		log_view_filter(self, "");
		return intent_done();
	}
	return intent_back();
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
	if (self->asking)
		return typing(self, key, ctx->journal);
	self->not_found = false;
	if (key->code == KEYCODE_MOUSE)
		return wheel(self, key, ctx->journal);
	if (key->code == KEYCODE_ESC)
		return escape(self);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (key_is(key, keys[i].key))
			return run(self, keys[i].command, ctx);
	return intent_none();
}
