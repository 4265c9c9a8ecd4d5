/*
 * A plan on the screen: what a profile changes, before anything is sent, while it is sent, and what
 * became of it. Texts are given, secrets replaced already; nothing is sent from here.
 */
#ifndef QLW_VIEWS_PLAN_SHEET_H
#define QLW_VIEWS_PLAN_SHEET_H

#include "tui/toolkit/widgets.h"

enum {
	PLAN_SHEET_ROWS_MAX = 192
};

enum plan_row_state {
	PLAN_ROW_WAITS,
	PLAN_ROW_RUNS,
	PLAN_ROW_DONE,
	PLAN_ROW_FAILED,
	PLAN_ROW_NOT_DONE, /* because of one that failed */
};

struct plan_row {
	char mark; /* '+' new, '~' changed, '-' deleted, '!' reset, '=' right already */
	enum plan_row_state state;
	bool final;    /* cannot be undone */
	char name[48]; /* "security 0" */
	char now[200], wanted[300];
	char why[300], command[900];
};

enum plan_phase {
	PLAN_PHASE_LOOK, /* only to be read */
	PLAN_PHASE_ASK,  /* nothing was sent yet */
	PLAN_PHASE_RUN,
	PLAN_PHASE_OVER,
};

/* The caller fills it; rows are copied. */
struct plan_sheet {
	char title[120];  /* "Apply telstra-staging to 864475040090705" */
	bool production;  /* live servers */
	char word[64];    /* to be typed before it is sent; "": Enter is enough */
	char remark[400]; /* what is to be known before it is sent */
	char outcome[800];
	bool failed;
	enum plan_phase phase;
	struct plan_row row[PLAN_SHEET_ROWS_MAX];
	size_t rows;
};

/* The caller's memory, zeroed. */
struct plan_view {
	struct plan_sheet sheet;
	struct list list;
	bool commands; /* exact commands instead of values */
	bool typing;   /* the word */
	struct edit typed;
};

enum plan_key {
	PLAN_KEY_NONE,
	PLAN_KEY_GO,   /* apply it */
	PLAN_KEY_BACK, /* close */
	PLAN_KEY_OTHER, /* not a key of it: nothing happened; of a plan that runs also those that close */
};

/* Takes a copy; the selection stays, and follows the step under way. */
void plan_view_show(struct plan_view *v, const struct plan_sheet *sheet);

enum plan_key plan_view_key(struct plan_view *v, const struct key *key);

/* In the middle of r, with a frame. */
void plan_view_draw(struct plan_view *v, struct region r);

#endif
