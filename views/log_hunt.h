/*
 * A search through the journal that goes on from call to call: older or newer records, once around.
 */
#ifndef QLW_VIEWS_LOG_HUNT_H
#define QLW_VIEWS_LOG_HUNT_H

#include "views/log_window.h"

enum hunt_result {
	HUNT_RESULT_GOING, /* call again */
	HUNT_RESULT_FOUND,
	HUNT_RESULT_NONE,
};

struct log_hunt {
	const struct match *match; /* the owner's */
	struct log_needle needle;
	bool going, older, wrapped;
	uint64_t at;   /* older: records before it come next; newer: from it on */
	uint64_t left; /* bytes still to be looked at */
	uint64_t all;  /* bytes there were at first */
};

/* Starts at a record (which itself is looked at last). */
void log_hunt_start(struct log_hunt *h, const struct journal *j, uint64_t record, bool older);

/* Looks at no more than *budget allows. */
enum hunt_result log_hunt_step(struct log_hunt *h, const struct log_window *w,
	const struct journal *j, size_t *budget, uint64_t *found);

#endif
