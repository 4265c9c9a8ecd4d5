/*
 * What a pane is: it draws what is known and turns keys into intents. It never acts itself; the
 * program carries intents out by name, through the one table of actions.
 */
#ifndef QLW_TUI_VIEW_H
#define QLW_TUI_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/toolkit/canvas.h"
#include "tui/toolkit/keys.h"

struct model;      /* modem/model.h */
struct journal;    /* modem/journal/journal.h */
struct send_queue; /* modem/send_queue.h */

/* All a view may look at while drawing or answering a key. Valid during the call only. */
struct view_ctx {
	const struct model *model;
	struct journal *journal;        /* its read side */
	const struct send_queue *queue; /* what waits to be sent; NULL: nothing */
	uint64_t now_ms;                /* monotonic */
	bool focus;
};

enum intent_kind {
	INTENT_NONE,   /* the key means nothing here: try the next one up */
	INTENT_DONE,   /* dealt with; draw again */
	INTENT_BACK,   /* close what is open; at the top level nothing */
	INTENT_ACTION, /* do action with args */
	INTENT_PROMPT, /* open the ':' line with args[0] as its text, for the user to finish */
	INTENT_COPY,   /* args[0] to the clipboard */
	INTENT_SAY,    /* show args[0] in the message line */
};

enum {
	INTENT_ARGS = 3,
	INTENT_ARG_MAX = 256
};

struct intent {
	enum intent_kind kind;
	const char *action;                     /* its name in the table of actions, static */
	char args[INTENT_ARGS][INTENT_ARG_MAX]; /* NUL-terminated, "" when unused */
};

/* One row of a view's help; the last has key NULL. */
struct view_help {
	const char *key; /* "Enter", "g G" */
	const char *does;
};

struct view;

struct view_ops {
	const char *name; /* "Log": in its frame, in the footer, for ':' */
	const struct view_help *help;

	/* Text for the frame: title after the name, footer in the bottom line. Leaves "" if
	 * none. */
	void (*title)(struct view *v, const struct view_ctx *ctx, char *out, size_t size);
	void (*footer)(struct view *v, const struct view_ctx *ctx, char *out, size_t size);

	/* Draws inside the frame. Reads the model, sends nothing. */
	void (*draw)(struct view *v, struct region r, const struct view_ctx *ctx);

	struct intent (*key)(struct view *v, const struct key *key, const struct view_ctx *ctx);

	/* When what it shows changes by time alone (a countdown in sight); UINT64_MAX: never. NULL:
	 * never. */
	uint64_t (*deadline_ms)(struct view *v, const struct view_ctx *ctx);

	void (*free)(struct view *v);
};

/* Every view begins with this. */
struct view {
	const struct view_ops *ops;
};

/* Intents, made. args are cut to INTENT_ARG_MAX - 1 bytes. */
struct intent intent_none(void);
struct intent intent_done(void);
struct intent intent_back(void);
struct intent intent_action(const char *action);
struct intent intent_text(enum intent_kind kind, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
