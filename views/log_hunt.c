/*
 * Searching in steps. Only records that the window shows are found.
 */
#include "views/log_hunt.h"

struct looking {
	const struct log_hunt *h;
	const struct log_window *w;
	uint64_t found;
	bool any;
};

static bool look(void *ctx, const struct log_entry *entry, const struct journal_record *record)
{
	struct looking *l = ctx;
	if (!log_window_shows(l->w, entry, record) ||
		!log_window_matches(l->h->match, entry, record))
		return true;
	l->found = entry->record;
	l->any = true;
	return l->h->older; /* the last one of the chunk, or the first */
}

void log_hunt_start(struct log_hunt *h, const struct journal *j, uint64_t record, bool older)
{
	h->older = older;
	h->going = match_active(h->match);
	h->wrapped = false;
	h->at = older ? record : record + 1;
	h->left = journal_end(j) - journal_first(j);
}

static size_t chunk_of(uint64_t available, uint64_t left)
{
	const uint64_t n = available < left ? available : left;
	return n < LOG_CHUNK ? (size_t)n : LOG_CHUNK;
}

/* Moves to the other end when this one is reached. False when nothing is there at all. */
static bool wrap(struct log_hunt *h, uint64_t first, uint64_t end)
{
	if (h->older ? h->at > first : h->at >= first && h->at < end)
		return true;
	h->at = h->older ? end : first;
	h->wrapped = true;
	return first < end;
}

enum hunt_result log_hunt_step(struct log_hunt *h, const struct log_window *w,
	const struct journal *j, size_t *budget, uint64_t *found)
{
	const uint64_t first = journal_first(j), end = journal_end(j);
	while (h->left > 0 && wrap(h, first, end)) {
		struct looking l = {h, w, 0, false};
		const size_t n = chunk_of(h->older ? h->at - first : end - h->at, h->left);
		if (*budget < n)
			return HUNT_RESULT_GOING;
		*budget -= n;
		log_window_scan(j, h->older ? h->at - n : h->at, n, look, &l);
		h->at = h->older ? h->at - n : h->at + n;
		h->left -= n;
		*found = l.found;
		h->going = !l.any;
		if (l.any)
			return HUNT_RESULT_FOUND;
	}
	h->going = false;
	return HUNT_RESULT_NONE;
}
