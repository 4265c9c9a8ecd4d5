/*
 * Journal lines in bounded memory: segments that are filled in turn, the oldest being emptied as a
 * whole. It knows lines and their numbers, not what they say.
 */
#include "modem/journal/journal_store.h"

#include <stdlib.h>
#include <string.h>

bool journal_ring_open(struct journal_ring *r, size_t bytes)
{
	if (!bytes)
		bytes = JOURNAL_RING_BYTES;
	if (bytes < JOURNAL_RING_MIN)
		bytes = JOURNAL_RING_MIN;
	memset(r, 0, sizeof(*r));
	r->segment_size = bytes / JOURNAL_SEGMENTS;
	r->memory = malloc(r->segment_size * JOURNAL_SEGMENTS);
	return r->memory != NULL;
}

void journal_ring_close(struct journal_ring *r)
{
	free(r->memory);
}

void journal_ring_start(struct journal_ring *r, uint64_t first)
{
	for (size_t i = 0; i < JOURNAL_SEGMENTS; i++)
		r->segments[i] = (struct journal_segment){.first = first};
	r->current = 0;
}

char *journal_ring_room(struct journal_ring *r, size_t n)
{
	struct journal_segment *s = &r->segments[r->current];

	if (s->len + n > r->segment_size) {
		uint64_t next = s->first + s->len;

		r->current = (r->current + 1) % JOURNAL_SEGMENTS;
		s = &r->segments[r->current];
		*s = (struct journal_segment){.first = next};
	}
	return r->memory + r->current * r->segment_size + s->len;
}

void journal_ring_add(struct journal_ring *r, size_t n)
{
	r->segments[r->current].len += n;
}

uint64_t journal_ring_first(const struct journal_ring *r)
{
	/* the one after the current is the oldest, unless it was never filled */
	for (size_t i = 1; i <= JOURNAL_SEGMENTS; i++) {
		const struct journal_segment *s = &r->segments[(r->current + i) % JOURNAL_SEGMENTS];

		if (s->len)
			return s->first;
	}
	return r->segments[r->current].first;
}

uint64_t journal_ring_end(const struct journal_ring *r)
{
	return r->segments[r->current].first + r->segments[r->current].len;
}

size_t journal_ring_read(const struct journal_ring *r, uint64_t place, char *to, size_t n)
{
	for (size_t i = 0; i < JOURNAL_SEGMENTS; i++) {
		const struct journal_segment *s = &r->segments[i];

		if (place < s->first || place >= s->first + s->len)
			continue;
		if (n > s->len - (place - s->first))
			n = s->len - (size_t)(place - s->first);
		memcpy(to, r->memory + i * r->segment_size + (place - s->first), n);
		return n;
	}
	return 0;
}
