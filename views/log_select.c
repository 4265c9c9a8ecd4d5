/*
 * What is taken out of the Log pane: a line as text or as its bytes, or all lines from the anchor to
 * the cursor. It changes nothing.
 */
#include <stdio.h>
#include <string.h>

#include "views/log_view.h"
#include "views/views.h"
#include "views/words.h"

static const struct log_entry *at_cursor(const struct log_view *self)
{
	const size_t i = log_window_find(&self->window, self->cursor);
	return i < self->window.count ? &self->window.entry[i] : NULL;
}

static size_t line_text(const struct log_entry *entry, char *out, size_t size)
{
	char stamp[WORDS_MAX], id[16] = "";
	const struct decode_line *line = &entry->line;
	if (line->short_id)
		snprintf(id, sizeof(id), " %u", line->short_id);
	snprintf(out, size, "%s %s %.*s%s %.*s", words_stamp(entry->wall_ms, stamp), line->glyph,
		(int)line->what_len, line->what, id, (int)line->text_len, line->text);
	return strlen(out);
}

static bool as_bytes(const struct log_view *self, const struct log_entry *entry)
{
	return self->raw || entry->line.payload || log_set_has(&self->open, entry->record);
}

static size_t one_line(
	const struct log_view *self, const struct view_ctx *ctx, char *out, size_t size)
{
	const struct log_entry *entry = at_cursor(self);
	struct journal_record record;
	if (!entry || !ctx->journal || size == 0)
		return 0;
	if (as_bytes(self, entry) && journal_read(ctx->journal, entry->record, &record, 1) == 1) {
		const size_t n = record.len < size ? record.len : size;
		memcpy(out, record.bytes, n);
		return n;
	}
	return line_text(entry, out, size);
}

/* --- several lines ---------------------------------------------------------------------------- */

struct taking {
	const struct log_view *self;
	char *out;
	size_t size, n;
	uint64_t next; /* the first that did not fit, or was not looked at */
	bool full;
};

static size_t entry_text(const struct taking *t, const struct log_entry *entry,
	const struct journal_record *record, char *out, size_t size)
{
	const char *bytes;
	size_t n;
	if (!as_bytes(t->self, entry))
		return line_text(entry, out, size);
	decode_trim(record, &bytes, &n);
	n = n < size ? n : size;
	memcpy(out, bytes, n);
	return n;
}

static bool take(void *ctx, const struct log_entry *entry, const struct journal_record *record)
{
	struct taking *t = ctx;
	char text[DECODE_TEXT_MAX + 1024];
	if (log_window_shows(&t->self->window, entry, record)) {
		const size_t n = entry_text(t, entry, record, text, sizeof(text));
		if (n + 1 > t->size - t->n) {
			t->full = true;
			return false;
		}
		memcpy(t->out + t->n, text, n);
		t->out[t->n + n] = '\n';
		t->n += n + 1;
	}
	t->next = entry->next;
	return true;
}

/* The place behind the last selected line. */
static uint64_t selection_end(const struct log_view *self, const struct journal *j)
{
	return journal_place(j, (self->anchor < self->cursor ? self->cursor : self->anchor) + 1);
}

static size_t several_lines(const struct log_view *self, const struct journal *j, uint64_t *from,
	char *out, size_t size)
{
	const uint64_t end = selection_end(self, j);
	struct taking t = {self, out, size, 0, *from, false};
	size_t budget = SIZE_MAX;
	while (t.next < end && !t.full) {
		const uint64_t was = t.next;
		log_window_scan(j, was, end, &budget, take, &t);
		if (t.next == was)
			break;
	}
	*from = t.full || t.next < end ? t.next : end;
	return t.n;
}

size_t view_log_selection(
	struct view *v, const struct view_ctx *ctx, uint64_t *from, char *out, size_t size)
{
	const struct log_view *self = (const struct log_view *)v;
	if (!self->selecting || !ctx->journal) {
		const size_t n = *from == 0 ? one_line(self, ctx, out, size) : 0;
		*from = 1;
		return n;
	}
	if (*from == 0)
		*from = self->anchor < self->cursor ? self->anchor : self->cursor;
	return several_lines(self, ctx->journal, from, out, size);
}
