/*
 * Text looked for in the journal's files as they are, without making records of lines: a block at a
 * time, sixteen bytes at once. It knows lines only by their ends.
 */
#include "modem/journal/journal.h"

#include <string.h>

#include "modem/journal/journal_store.h"

#define FIND_STEP 64 /* bytes looked at before the next decision */

typedef uint8_t find_bytes __attribute__((vector_size(16)));

void journal_needle_set(struct journal_needle *n, const char *text, size_t len)
{
	memset(n, 0, sizeof(*n));
	n->len = len < JOURNAL_NEEDLE_MAX ? len : JOURNAL_NEEDLE_MAX;
	for (size_t i = 0; i < n->len; i++) {
		uint8_t b = (uint8_t)text[i];

		n->fold[i] = (b | 0x20) >= 'a' && (b | 0x20) <= 'z' ? 0x20 : 0;
		n->text[i] = b | n->fold[i];
	}
	n->rare[1] = n->len ? n->len - 1 : 0;
}

/* The two bytes of the needle that are rarest in some text. */
static void find_rare(struct journal_needle *n, const char *text, size_t len)
{
	uint32_t count[256] = {0};

	for (size_t i = 0; i < len; i++)
		count[(uint8_t)text[i] |
			((uint8_t)text[i] >= 'A' && (uint8_t)text[i] <= 'Z' ? 0x20 : 0)]++;
	for (size_t i = 0; i < n->len; i++)
		if (count[n->text[i]] < count[n->text[n->rare[0]]])
			n->rare[0] = i;
	n->rare[1] = n->rare[0] ? 0 : n->len - 1;
	for (size_t i = 0; i < n->len; i++)
		if (i != n->rare[0] && count[n->text[i]] < count[n->text[n->rare[1]]])
			n->rare[1] = i;
}

static bool find_here(const struct journal_needle *n, const char *at)
{
	for (size_t i = 0; i < n->len; i++)
		if (((uint8_t)at[i] | n->fold[i]) != n->text[i])
			return false;
	return true;
}

static find_bytes find_all(uint8_t b)
{
	return (find_bytes){b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
}

/* Any of FIND_STEP places at which both rare bytes stand? */
static bool find_step(const struct journal_needle *n, const char *at)
{
	const find_bytes a = find_all(n->text[n->rare[0]]), b = find_all(n->text[n->rare[1]]);
	const find_bytes fold_a = find_all(n->fold[n->rare[0]]),
			 fold_b = find_all(n->fold[n->rare[1]]);
	find_bytes any = {0}, x, y;
	uint64_t words[2];

	for (size_t i = 0; i < FIND_STEP; i += sizeof(x)) {
		memcpy(&x, at + n->rare[0] + i, sizeof(x));
		memcpy(&y, at + n->rare[1] + i, sizeof(y));
		any |= (find_bytes)(((x | fold_a) == a) & ((y | fold_b) == b));
	}
	memcpy(words, &any, sizeof(words));
	return words[0] | words[1];
}

/* The first place of the needle in text at or after `at`; len if it is not there. */
static size_t find_in(const struct journal_needle *n, const char *text, size_t at, size_t len)
{
	while (at + n->len + FIND_STEP <= len) {
		size_t stop = at + FIND_STEP;

		if (!find_step(n, text + at)) {
			at = stop;
			continue;
		}
		for (; at < stop; at++)
			if (find_here(n, text + at))
				return at;
	}
	for (; at + n->len <= len; at++)
		if (find_here(n, text + at))
			return at;
	return len;
}

/* The last one. */
static size_t find_last_in(const struct journal_needle *n, const char *text, size_t len)
{
	size_t last = len;

	for (size_t at = 0; (at = find_in(n, text, at, len)) < len; at++)
		last = at;
	return last;
}

uint64_t journal_find(const struct journal *j, uint64_t from, uint64_t to, struct journal_needle *n)
{
	char *text = j->reader->text;

	if (!n->len)
		return from;
	while (from + n->len <= to) {
		size_t want = to - from < JOURNAL_TEXT_MAX ? (size_t)(to - from) : JOURNAL_TEXT_MAX;
		size_t len = journal_text(j, from, text, want), at;

		if (len < n->len)
			break;
		find_rare(n, text, len < 4096 ? len : 4096);
		at = find_in(n, text, 0, len);
		if (at < len)
			return journal_line_begin(j, from + at);
		from += len - n->len + 1;
	}
	return to;
}

uint64_t journal_find_back(
	const struct journal *j, uint64_t from, uint64_t to, struct journal_needle *n)
{
	char *text = j->reader->text;
	const uint64_t none = to;

	if (!n->len)
		return journal_line_begin(j, to ? to - 1 : 0);
	while (from + n->len <= to) {
		size_t want = to - from < JOURNAL_TEXT_MAX ? (size_t)(to - from) : JOURNAL_TEXT_MAX;
		size_t len = journal_text(j, to - want, text, want), at;

		if (len < want)
			break;
		find_rare(n, text, len < 4096 ? len : 4096);
		at = find_last_in(n, text, len);
		if (at < len)
			return journal_line_begin(j, to - want + at);
		to -= len - n->len + 1;
	}
	return none;
}
