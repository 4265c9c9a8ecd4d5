/*
 * Bookmarks. They are notes in the journal, so this only reads; it must not know how they are drawn.
 */
#include "views/log_marks.h"

#include <string.h>

#include "views/log_window.h"

static size_t find(const struct log_marks *m, uint64_t place)
{
	size_t i = 0;
	while (i < m->count && m->mark[i].place < place)
		i++;
	return i;
}

static void drop(struct log_marks *m, size_t i)
{
	m->count--;
	memmove(m->mark + i, m->mark + i + 1, (m->count - i) * sizeof(m->mark[0]));
}

void log_marks_set(struct log_marks *m, uint64_t place, const char *text, size_t len)
{
	size_t i = find(m, place);
	if (i < m->count && m->mark[i].place == place)
		drop(m, i);
	if (!text)
		return;
	if (m->count == LOG_MARKS_MAX) {
		drop(m, 0);
		i -= i > 0;
	}
	memmove(m->mark + i + 1, m->mark + i, (m->count - i) * sizeof(m->mark[0]));
	m->count++;
	m->mark[i].place = place;
	if (len >= LOG_MARK_TEXT)
		len = LOG_MARK_TEXT - 1;
	memcpy(m->mark[i].text, text, len);
	m->mark[i].text[len] = '\0';
}

static void take(struct log_marks *m, const struct journal_record *r)
{
	if (r->kind != JOURNAL_NOTE || r->mark == JOURNAL_MARK_NONE || r->marked >= r->place)
		return;
	log_marks_set(
		m, r->marked, r->mark == JOURNAL_MARK_SET ? (const char *)r->bytes : NULL, r->len);
}

bool log_marks_read(struct log_marks *m, const struct journal *j, size_t *budget)
{
	static const char field[] = "mark\":\"";
	struct journal_needle needle;
	struct journal_record record;
	const uint64_t end = journal_end(j);
	if (m->read && m->seen == journal_marks(j) && !journal_is_recording(j))
		return false;
	if (m->read_to < journal_first(j))
		m->read_to = journal_first(j);
	journal_needle_set(&needle, field, strlen(field));
	while (m->read_to<end && * budget> 0) {
		const uint64_t span = (uint64_t)*budget * LOG_RAW, from = m->read_to;
		const uint64_t to = end - from > span ? journal_place(j, from + span) : end;
		m->read_to = journal_find(j, from, to, &needle);
		if (m->read_to < to && journal_read(j, m->read_to, &record, 1) == 1) {
			take(m, &record);
			m->read_to = record.next;
		}
		const uint64_t cost = 1 + (m->read_to - from) / LOG_RAW;
		*budget -= cost < *budget ? (size_t)cost : *budget;
	}
	m->read = m->read_to >= end;
	m->seen = m->read ? journal_marks(j) : m->seen;
	return !m->read;
}

const struct log_mark *log_marks_at(const struct log_marks *m, uint64_t place)
{
	const size_t i = find(m, place);
	return i < m->count && m->mark[i].place == place ? &m->mark[i] : NULL;
}

const struct log_mark *log_marks_next(const struct log_marks *m, uint64_t place)
{
	const size_t i = find(m, place + 1);
	if (m->count == 0)
		return NULL;
	return &m->mark[i < m->count ? i : 0];
}
