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
	h->at = older ? record : journal_place(j, record + 1);
	h->left = h->all = journal_end(j) - journal_first(j);
	log_needle(h->match, &h->needle);
}

/* Moves to the other end when this one is reached. False when nothing is there at all. */
static bool wrap(struct log_hunt *h, uint64_t first, uint64_t end)
{
	if (h->older ? h->at > first && h->at <= end : h->at >= first && h->at < end)
		return true;
	h->at = h->older ? end : first;
	h->wrapped = true;
	return first < end;
}

static void step_older(
	struct log_hunt *h, const struct journal *j, size_t *budget, struct looking *l)
{
	uint64_t from;
	const uint64_t to =
		log_window_skip_back(j, journal_first(j), h->at, &h->needle, budget, &from);
	if (from < to)
		log_window_scan(j, from, to, budget, look, l);
	h->left -= h->at - from < h->left ? h->at - from : h->left;
	h->at = from;
}

static void step_newer(
	struct log_hunt *h, const struct journal *j, size_t *budget, struct looking *l)
{
	const uint64_t end = journal_end(j), was = h->at;
	const uint64_t from = log_window_skip(j, was, end, &h->needle, budget);
	h->at = from < end ? log_window_scan(j, from, end, budget, look, l) : end;
	h->left -= h->at - was < h->left ? h->at - was : h->left;
}

enum hunt_result log_hunt_step(struct log_hunt *h, const struct log_window *w,
	const struct journal *j, size_t *budget, uint64_t *found)
{
	const uint64_t first = journal_first(j);
	while (h->left > 0 && wrap(h, first, journal_end(j))) {
		struct looking l = {h, w, 0, false};
		if (*budget == 0)
			return HUNT_RESULT_GOING;
		if (h->older)
			step_older(h, j, budget, &l);
		else
			step_newer(h, j, budget, &l);
		*found = l.found;
		h->going = !l.any;
		if (l.any)
			return HUNT_RESULT_FOUND;
	}
	h->going = false;
	return HUNT_RESULT_NONE;
}
