/*
 * The bookmarks of the journal, found in it by their notes, a bounded part at a time.
 */
#ifndef QLW_VIEWS_LOG_MARKS_H
#define QLW_VIEWS_LOG_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/journal/journal.h"

enum {
	LOG_MARKS_MAX = 256, /* the oldest go */
	LOG_MARK_TEXT = 80,
};

struct log_mark {
	uint64_t place;
	char text[LOG_MARK_TEXT]; /* cut, NUL-terminated; may be "" */
};

/* Start with zeroes. Sorted by place. */
struct log_marks {
	struct log_mark mark[LOG_MARKS_MAX];
	size_t count;
	uint64_t read_to; /* notes before this place are known */
	uint64_t seen;    /* journal_marks then */
	bool read;
};

/* Reads on, as far as the budget (log_window.h) goes. True while there is more. */
bool log_marks_read(struct log_marks *m, const struct journal *j, size_t *budget);

/* For a journal that nothing can be written to. text NULL: removed. */
void log_marks_set(struct log_marks *m, uint64_t place, const char *text, size_t len);

/* NULL: this line has none. */
const struct log_mark *log_marks_at(const struct log_marks *m, uint64_t place);
/* The first behind this place, once around; NULL: there are none. */
const struct log_mark *log_marks_next(const struct log_marks *m, uint64_t place);

#endif
