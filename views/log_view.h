/*
 * What the two halves of the Log pane share: log.c draws and keeps its place, log_keys.c answers
 * keys. Private to them.
 */
#ifndef QLW_VIEWS_LOG_VIEW_H
#define QLW_VIEWS_LOG_VIEW_H

#include "tui/view.h"
#include "views/finder.h"
#include "views/log_draw.h"
#include "views/log_hunt.h"
#include "views/log_window.h"

enum {
	LOG_MARKS_MAX = 64,
	LOG_OPEN_MAX = 32
};

/* A few record numbers. */
struct log_set {
	uint64_t record[LOG_MARKS_MAX];
	size_t count;
};

struct log_view {
	struct view view;
	struct log_window window;
	struct log_hunt hunt;
	bool follow;
	uint64_t top, cursor; /* records */
	bool center;          /* put the cursor in the middle at the next draw */
	long moving;          /* entries still to move once they have been read */
	int rows;             /* of the last draw */
	bool raw;
	enum log_times times;
	struct log_set marks, open;
	uint64_t base_ms;
	uint64_t waiting, counted_to; /* new lines since following ended, records counted */
	struct finder finder;
	bool not_found, busy;
};

bool log_set_has(const struct log_set *set, uint64_t record);
void log_set_toggle(struct log_set *set, uint64_t record); /* the oldest goes when it is full */

void log_view_move(struct log_view *self, const struct journal *j, long delta);
void log_view_go(struct log_view *self, const struct journal *j, uint64_t record);
void log_view_follow(struct log_view *self);
void log_view_filtered(struct log_view *self); /* the filter is another one */
void log_view_search(struct log_view *self, const struct journal *j, bool older);

struct intent log_view_key(struct view *v, const struct key *key, const struct view_ctx *ctx);

#endif
