/*
 * Where records are in the file: a sparse table of fixed size. Pure.
 */
#include "modem/journal_store.h"

#include <stdlib.h>

bool journal_index_open(struct journal_index *x)
{
	x->offsets = malloc(JOURNAL_INDEX_MAX * sizeof(*x->offsets));
	x->used = 0;
	x->stride = JOURNAL_INDEX_STRIDE;
	return x->offsets != NULL;
}

void journal_index_close(struct journal_index *x)
{
	free(x->offsets);
}

static void index_thin_out(struct journal_index *x)
{
	for (size_t i = 0; i < JOURNAL_INDEX_MAX / 2; i++)
		x->offsets[i] = x->offsets[2 * i];
	x->used = JOURNAL_INDEX_MAX / 2;
	x->stride *= 2;
}

void journal_index_add(struct journal_index *x, uint64_t record, uint64_t offset)
{
	if (record % x->stride)
		return;
	if (x->used == JOURNAL_INDEX_MAX) {
		index_thin_out(x);
		if (record % x->stride)
			return;
	}
	x->offsets[x->used++] = offset;
}

uint64_t journal_index_find(const struct journal_index *x, uint64_t *record)
{
	uint64_t entry = *record / x->stride;

	if (!x->used) {
		*record = 0;
		return 0;
	}
	if (entry >= x->used)
		entry = x->used - 1;
	*record = entry * x->stride;
	return x->offsets[entry];
}
