/*
 * A bounded window on a journal of any length. It must not know how it is drawn.
 */
#include "views/log_window.h"

#include <stdio.h>
#include <string.h>

/* --- one record ------------------------------------------------------------------------------- */

static size_t append(char *out, size_t n, size_t size, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len && n + 1 < size; i++)
		out[n++] = bytes[i] ? bytes[i] : ' ';
	return n;
}

bool log_window_matches(
	const struct match *m, const struct log_entry *entry, const struct journal_record *record)
{
	char text[2048], id[16];
	const char *raw;
	size_t raw_len;
	if (!match_active(m))
		return true;
	const struct decode_line *line = &entry->line;
	size_t n = append(text, 0, sizeof(text), line->what, line->what_len);
	const int id_len = line->short_id ? snprintf(id, sizeof(id), " %u", line->short_id) : 0;
	n = append(text, n, sizeof(text), id, (size_t)id_len);
	n = append(text, n, sizeof(text), " ", 1);
	n = append(text, n, sizeof(text), line->text, line->text_len);
	decode_trim(record, &raw, &raw_len);
	n = append(text, n, sizeof(text), "\n", 1);
	n = append(text, n, sizeof(text), raw, raw_len);
	text[n] = '\0';
	return match_test(m, text);
}

bool log_window_shows(const struct log_window *w, const struct log_entry *entry,
	const struct journal_record *record)
{
	return (w->chatter || !entry->line.chatter) && log_window_matches(w->filter, entry, record);
}

static void decode(struct decode_context *context, uint64_t number,
	const struct journal_record *record, struct log_entry *out)
{
	out->record = number;
	out->wall_ms = (uint64_t)record->wall_ms;
	out->bytes = record->len;
	out->raw_cols = text_width((const char *)record->bytes, record->len);
	decode_line(context, record, &out->line);
}

/* --- scanning --------------------------------------------------------------------------------- */

static void warm_up(const struct journal *j, uint64_t before, struct decode_context *context)
{
	struct journal_record record[LOG_WARM_UP];
	struct decode_line line;
	const uint64_t first = journal_first(j);
	uint64_t at = before > first + LOG_WARM_UP ? before - LOG_WARM_UP : first;
	*context = (struct decode_context){.command = ""};
	while (at < before) {
		const size_t got = journal_read(j, at, record, (size_t)(before - at));
		for (size_t i = 0; i < got; i++)
			decode_line(context, &record[i], &line);
		if (got == 0)
			return;
		at += got;
	}
}

typedef bool visit_fn(
	void *ctx, const struct log_entry *entry, const struct journal_record *record);

static uint64_t scan(const struct journal *j, uint64_t from, size_t n,
	struct decode_context *context, visit_fn *visit, void *ctx)
{
	struct journal_record record[LOG_CHUNK];
	struct log_entry entry;
	const uint64_t end = from + n;
	while (from < end) {
		const size_t got = journal_read(j, from, record, (size_t)(end - from));
		if (got == 0)
			break;
		for (size_t i = 0; i < got; i++, from++) {
			decode(context, from, &record[i], &entry);
			if (!visit(ctx, &entry, &record[i]))
				return from + 1;
		}
	}
	return from;
}

uint64_t log_window_scan(
	const struct journal *j, uint64_t from, size_t n, visit_fn *visit, void *ctx)
{
	struct decode_context context;
	warm_up(j, from, &context);
	return scan(j, from, n < LOG_CHUNK ? n : LOG_CHUNK, &context, visit, ctx);
}

/* --- the window ------------------------------------------------------------------------------- */

void log_window_reset(struct log_window *w, uint64_t at)
{
	w->count = 0;
	w->lo = w->hi = at;
	w->context_at = UINT64_MAX;
}

static void drop_front(struct log_window *w, size_t n)
{
	memmove(w->entry, w->entry + n, (w->count - n) * sizeof(w->entry[0]));
	w->count -= n;
	w->lo = w->count > 0 ? w->entry[0].record : w->hi;
}

struct adding {
	struct log_window *w;
	size_t added, want;
};

static bool add_below(void *ctx, const struct log_entry *entry, const struct journal_record *record)
{
	struct adding *a = ctx;
	struct log_window *w = a->w;
	if (!log_window_shows(w, entry, record))
		return true;
	if (w->count == LOG_ENTRIES_MAX)
		drop_front(w, LOG_ENTRIES_MAX / 4);
	w->entry[w->count++] = *entry;
	return ++a->added < a->want;
}

size_t log_window_down(struct log_window *w, const struct journal *j, size_t want, size_t *budget)
{
	struct adding a = {w, 0, want};
	const uint64_t end = journal_end(j);
	if (w->hi < journal_first(j))
		log_window_reset(w, journal_first(j));
	while (w->hi < end && a.added<want && * budget> 0) {
		const uint64_t left = end - w->hi, from = w->hi;
		if (w->context_at != w->hi)
			warm_up(j, w->hi, &w->context);
		w->hi = scan(j, from, left < LOG_CHUNK ? (size_t)left : LOG_CHUNK, &w->context,
			add_below, &a);
		w->context_at = w->hi;
		if (w->hi == from)
			break;
		*budget -= *budget < w->hi - from ? *budget : (size_t)(w->hi - from);
	}
	return a.added;
}

static bool add_to_chunk(
	void *ctx, const struct log_entry *entry, const struct journal_record *record)
{
	struct adding *a = ctx;
	if (log_window_shows(a->w, entry, record))
		a->w->chunk[a->added++] = *entry;
	return true;
}

static void prepend(struct log_window *w, size_t n)
{
	const size_t kept = w->count + n > LOG_ENTRIES_MAX ? LOG_ENTRIES_MAX - n : w->count;
	if (kept < w->count)
		w->hi = w->entry[kept - 1].record + 1;
	memmove(w->entry + n, w->entry, kept * sizeof(w->entry[0]));
	memcpy(w->entry, w->chunk, n * sizeof(w->entry[0]));
	w->count = kept + n;
}

size_t log_window_up(struct log_window *w, const struct journal *j, size_t want, size_t *budget)
{
	const uint64_t first = journal_first(j);
	size_t added = 0;
	while (w->lo > first && added<want && * budget> 0) {
		struct adding a = {w, 0, LOG_CHUNK};
		const size_t n = w->lo - first < LOG_CHUNK ? (size_t)(w->lo - first) : LOG_CHUNK;
		log_window_scan(j, w->lo - n, n, add_to_chunk, &a);
		w->lo -= n;
		prepend(w, a.added);
		added += a.added;
		*budget -= *budget < n ? *budget : n;
	}
	return added;
}

size_t log_window_find(const struct log_window *w, uint64_t record)
{
	size_t lo = 0, hi = w->count;
	while (lo < hi) {
		const size_t mid = (lo + hi) / 2;
		if (w->entry[mid].record < record)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}
