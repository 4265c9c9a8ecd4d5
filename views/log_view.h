/*
 * What the rooms of the Log pane share. Private to them.
 *
 *   log.c         reads what is needed and draws
 *   log_place.c   where it is: moving, following, bookmarks, times
 *   log_keys.c    answers keys and the mouse
 *   log_select.c  what is taken out: one line, or several
 *   log_list.c    the list of bookmarks on top of the lines
 */
#ifndef QLW_VIEWS_LOG_VIEW_H
#define QLW_VIEWS_LOG_VIEW_H

#include "tui/toolkit/view.h"
#include "views/finder.h"
#include "views/log_draw.h"
#include "views/log_hunt.h"
#include "views/log_marks.h"
#include "views/log_window.h"

enum {
	LOG_OPEN_MAX = 32,
	LOG_ROWS_MAX = 256, /* of which it is known where they stand, for the mouse */
};

/* A few records. */
struct log_set {
	uint64_t record[LOG_OPEN_MAX];
	size_t count;
};

/* What the bottom row asks for, or shows. */
enum log_asking {
	LOG_ASKING_NOTHING,
	LOG_ASKING_NOTE,  /* of a bookmark */
	LOG_ASKING_KINDS, /* which kinds of lines to hide */
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
	struct log_set open;
	struct log_marks marks;
	bool listing; /* the list of bookmarks is shown */
	size_t listed;
	enum log_asking asking;
	struct edit note;
	bool selecting; /* from anchor to cursor */
	uint64_t anchor;
	uint64_t base_ms;
	uint64_t waiting, counted_to; /* new lines since following ended, records counted */
	struct finder finder;
	uint64_t origin; /* where a search began that is still typed */
	bool not_found, busy;
	int row;                       /* of the canvas, where lines begin */
	uint64_t at_row[LOG_ROWS_MAX]; /* records */
	int at_rows;
};

bool log_set_has(const struct log_set *set, uint64_t record);
void log_set_toggle(struct log_set *set, uint64_t record); /* the oldest goes when it is full */

void log_view_move(struct log_view *self, const struct journal *j, long delta);
void log_view_go(struct log_view *self, const struct journal *j, uint64_t record);
void log_view_follow(struct log_view *self);
void log_view_filtered(struct log_view *self); /* what is shown is another thing */
void log_view_search(struct log_view *self, const struct journal *j, bool older);
/* The same from where it began, while the pattern is typed. */
void log_view_search_again(struct log_view *self, const struct journal *j);
/* Moves that keys asked for faster than they were drawn: the cursor is where they lead. */
void log_view_catch_up(struct log_view *self, const struct journal *j);
void log_view_stop(struct log_view *self, const struct journal *j); /* following */
bool log_view_selected(const struct log_view *self, uint64_t record);

struct intent log_view_key(struct view *v, const struct key *key, const struct view_ctx *ctx);

/* The bottom row, if it asks for something; NULL: not its key. */
void log_view_ask_draw(const struct log_view *self, struct region *r);

void log_list_draw(struct log_view *self, struct region r, const struct view_ctx *ctx);
struct intent log_list_key(
	struct log_view *self, const struct key *key, const struct view_ctx *ctx);

#endif
