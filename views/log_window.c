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

static unsigned kind_of(const struct log_entry *entry, const struct journal_record *record)
{
	const struct decode_line *line = &entry->line;
	if (line->chatter)
		return LOG_KIND_CHATTER;
	if (record->kind == JOURNAL_NOTE || record->kind == JOURNAL_HEADER)
		return LOG_KIND_NOTES;
	if (record->kind == JOURNAL_TX)
		return strcmp(line->what, "AT") ? LOG_KIND_LWM2M : LOG_KIND_AT;
	if (!strcmp(line->what, "network") || !strcmp(line->what, "module"))
		return LOG_KIND_NETWORK;
	if (!strcmp(line->what, "unknown"))
		return LOG_KIND_AT;
	return line->role == ROLE_BAD || line->role == ROLE_WARN ? 0 : LOG_KIND_LWM2M;
}

bool log_window_shows(const struct log_window *w, const struct log_entry *entry,
	const struct journal_record *record)
{
	return !(w->hidden & kind_of(entry, record)) &&
	       log_window_matches(w->filter, entry, record);
}

static void decode(
	struct decode_context *context, const struct journal_record *record, struct log_entry *out)
{
	out->record = record->place;
	out->next = record->next;
	out->wall_ms = (uint64_t)record->wall_ms;
	out->bytes = record->len;
	out->raw_cols = text_width((const char *)record->bytes, record->len);
	decode_line(context, record, &out->line);
}

/* --- scanning --------------------------------------------------------------------------------- */

static void spend(size_t *budget, size_t n)
{
	*budget -= n < *budget ? n : *budget;
}

static void warm_up(const struct journal *j, uint64_t before, struct decode_context *context)
{
	struct journal_record record[LOG_WARM_UP];
	struct decode_line line;
	const size_t got = journal_read_back(j, before, record, LOG_WARM_UP);
	*context = (struct decode_context){.command = ""};
	for (size_t i = 0; i < got; i++)
		decode_line(context, &record[i], &line);
}

typedef bool visit_fn(
	void *ctx, const struct log_entry *entry, const struct journal_record *record);

static uint64_t scan(const struct journal *j, uint64_t from, uint64_t to, size_t *budget,
	struct decode_context *context, visit_fn *visit, void *ctx)
{
	struct journal_record record[LOG_CHUNK];
	struct log_entry entry;
	for (size_t n = 0; n < LOG_CHUNK && from < to;) {
		const size_t got = journal_read(j, from, record, LOG_CHUNK - n);
		spend(budget, got ? got : 1);
		if (got == 0)
			return to;
		for (size_t i = 0; i < got && record[i].place < to; i++) {
			decode(context, &record[i], &entry);
			from = record[i].next;
			if (!visit(ctx, &entry, &record[i]))
				return from;
		}
		n += got;
	}
	return from;
}

uint64_t log_window_scan(const struct journal *j, uint64_t from, uint64_t to, size_t *budget,
	visit_fn *visit, void *ctx)
{
	struct decode_context context;
	warm_up(j, from, &context);
	return scan(j, from, to, budget, &context, visit, ctx);
}

/* --- skipping --------------------------------------------------------------------------------- */

static uint64_t span_of(size_t budget)
{
	return (uint64_t)(budget ? budget : 1) * LOG_RAW;
}

uint64_t log_window_skip(const struct journal *j, uint64_t from, uint64_t to,
	struct log_needle *needle, size_t *budget)
{
	const uint64_t span = span_of(*budget);
	if (needle->bytes.len == 0)
		return from;
	const uint64_t stop = to - from > span ? journal_place(j, from + span) : to;
	const uint64_t found = log_needle_find(j, from, stop, needle);
	spend(budget, (size_t)((found - from) / LOG_RAW));
	return found;
}

uint64_t log_window_skip_back(const struct journal *j, uint64_t least, uint64_t to,
	struct log_needle *needle, size_t *budget, uint64_t *from)
{
	struct journal_record record[LOG_CHUNK];
	const uint64_t span = span_of(*budget);
	if (needle->bytes.len == 0) {
		const size_t n = journal_read_back(j, to, record, LOG_CHUNK);
		*from = n > 0 && record[0].place > least ? record[0].place : least;
		return to;
	}
	const uint64_t stop = to - least > span ? journal_place(j, to - span) : least;
	const uint64_t found = log_needle_find_back(j, stop, to, needle);
	*from = found < to ? found : stop;
	spend(budget, (size_t)((to - *from) / LOG_RAW));
	return found < to ? to : stop;
}

/* --- the window ------------------------------------------------------------------------------- */

void log_window_reset(struct log_window *w, uint64_t at)
{
	w->count = 0;
	w->lo = w->hi = at;
	w->context_at = UINT64_MAX;
}

void log_window_filtered(struct log_window *w)
{
	log_needle(w->filter, &w->needle);
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
		const uint64_t from = log_window_skip(j, w->hi, end, &w->needle, budget);
		if (w->context_at != from)
			warm_up(j, from, &w->context);
		w->hi = scan(j, from, end, budget, &w->context, add_below, &a);
		w->context_at = w->hi;
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
		w->hi = w->entry[kept - 1].next;
	memmove(w->entry + n, w->entry, kept * sizeof(w->entry[0]));
	memcpy(w->entry, w->chunk, n * sizeof(w->entry[0]));
	w->count = kept + n;
}

size_t log_window_up(
	struct log_window *w, const struct journal *j, uint64_t least, size_t want, size_t *budget)
{
	size_t added = 0;
	if (least < journal_first(j))
		least = journal_first(j);
	while (w->lo > least && added<want && * budget> 0) {
		struct adding a = {w, 0, LOG_CHUNK};
		uint64_t from;
		const uint64_t to =
			log_window_skip_back(j, least, w->lo, &w->needle, budget, &from);
		if (from < to)
			log_window_scan(j, from, to, budget, add_to_chunk, &a);
		w->lo = from;
		prepend(w, a.added);
		added += a.added;
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
