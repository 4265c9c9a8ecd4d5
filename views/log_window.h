/*
 * The part of the journal that the Log pane has at hand: decoded records in a bounded window that
 * grows at either end as far as it is needed. A call reads a bounded number of records; when that
 * was not enough it says so and goes on at the next call, so neither a journal of any length nor a
 * filter that nothing matches can hold up the console.
 */
#ifndef QLW_VIEWS_LOG_WINDOW_H
#define QLW_VIEWS_LOG_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/journal/journal.h"
#include "views/decode_line.h"
#include "views/log_needle.h"
#include "views/match.h"

enum {
	LOG_ENTRIES_MAX = 512, /* more than a canvas has rows */
	LOG_BUDGET = 4096,     /* records a call may read */
	LOG_RAW = 8192,        /* bytes that are skipped in the time one record takes */
	LOG_CHUNK = 64,        /* records read at once */
	LOG_WARM_UP = 48,      /* records read before a chunk to know the command in flight */
};

struct log_entry {
	uint64_t record, next; /* its place, and the place behind it */
	uint64_t wall_ms;
	size_t bytes;    /* of the record */
	size_t raw_cols; /* columns of its bytes when shown */
	struct decode_line line;
};

/* Places [lo, hi) have been looked at; what is to be shown of them is in entry[0..count), in order. */
struct log_window {
	struct log_entry entry[LOG_ENTRIES_MAX];
	struct log_entry chunk[LOG_CHUNK]; /* being read, upwards */
	size_t count;
	uint64_t lo, hi;
	struct decode_context context; /* of record context_at */
	uint64_t context_at;
	const struct match *filter; /* the owner's */
	struct log_needle needle;   /* what lines have to hold for it, if anything */
	unsigned hidden;            /* enum log_kind: not to be shown */
};

/* What a line is about, so that it can be left out. */
enum log_kind {
	LOG_KIND_CHATTER = 1 << 0, /* echo, queries, answers, OK */
	LOG_KIND_NETWORK = 1 << 1,
	LOG_KIND_LWM2M = 1 << 2,
	LOG_KIND_AT = 1 << 3, /* other commands */
	LOG_KIND_NOTES = 1 << 4,
};

void log_window_reset(struct log_window *w, uint64_t at);
void log_window_filtered(struct log_window *w); /* the filter is another one */

/* Look at more records below (above) until `want` entries were added, the end (beginning) of the
 * journal is reached, or the budget is used up. Takes what it reads off *budget. Returns how many
 * entries were added; entries at the other end may be dropped to make room. */
size_t log_window_down(struct log_window *w, const struct journal *j, size_t want, size_t *budget);
/* Not above `least`. */
size_t log_window_up(
	struct log_window *w, const struct journal *j, uint64_t least, size_t want, size_t *budget);

/* Position of the entry of this record, or of the first after it; count if there is none. */
size_t log_window_find(const struct log_window *w, uint64_t record);

/* Decodes the records of [from, to) one by one, at most LOG_CHUNK; visit returns false to stop. Reads
 * a few records before them to know the command in flight. Returns the place behind the last
 * visited; takes what it reads off *budget. */
uint64_t log_window_scan(const struct journal *j, uint64_t from, uint64_t to, size_t *budget,
	bool (*visit)(
		void *ctx, const struct log_entry *entry, const struct journal_record *record),
	void *ctx);

/* Is this record to be shown? */
bool log_window_shows(const struct log_window *w, const struct log_entry *entry,
	const struct journal_record *record);

/* The first place in [from, to) from which lines have to be decoded because they may match, or one
 * before it that is as far as the budget went; `to` if there is none. */
uint64_t log_window_skip(const struct journal *j, uint64_t from, uint64_t to,
	struct log_needle *needle, size_t *budget);
/* The same from the end: all from the place in *from on that matches is in [*from, returned). */
uint64_t log_window_skip_back(const struct journal *j, uint64_t least, uint64_t to,
	struct log_needle *needle, size_t *budget, uint64_t *from);

/* Does the pattern match what the record says, or its bytes? */
bool log_window_matches(
	const struct match *m, const struct log_entry *entry, const struct journal_record *record);

#endif
