/*
 * Watched actions: those whose OK only says "begun" and whose outcome comes as URCs. Pure: events
 * and time go in, an outcome comes out. A watch sends nothing and holds no AT slot.
 * Note 3.2.2, 3.3.
 *
 *   watch_begin → the command is sent → watch_event … → watch_accepted (its OK) → watch_event …
 *     → DONE, FAILED with a reason, or the deadline
 *
 * No order is assumed: events may come before the OK, results before or after events, states may be
 * skipped, unknown, or of short IDs that nobody configured (a bootstrap gives new ones).
 */
#ifndef QLW_MODEM_WATCH_H
#define QLW_MODEM_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/event.h"

#define WATCH_SERVERS_MAX 16

enum watch_kind {
	WATCH_REG,      /* every standard server the module lists, or short_id, registered */
	WATCH_DEREG,    /* +QLWDEREG */
	WATCH_RESET,    /* the same, for "dereg",1 */
	WATCH_UPDATE,   /* REG_UPDATE or UPDATE_FAILED of short_id */
	WATCH_LIFETIME, /* the same */
	WATCH_SEND,     /* delivery result for short_id and uri */
	WATCH_STATE,    /* code reached by short_id, or by any server */
};

enum watch_end {
	WATCH_RUNNING,
	WATCH_DONE,
	WATCH_FAILED,
};

/* A server as far as a watch cares. */
struct watch_server {
	unsigned short_id;
	int code;       /* last heard or listed, -1: none */
	bool bootstrap; /* a bootstrap server, as listed or by its states */
	bool listed;
	bool reached; /* registered since the watch began, or listed as such */
};

struct watch {
	enum watch_kind kind;
	unsigned short_id;         /* 0: any */
	int code;                  /* WATCH_STATE: what is waited for */
	char uri[QLW_URI_MAX + 1]; /* WATCH_SEND */
	uint64_t begin_ms, limit_ms, deadline_ms;
	enum watch_end end;
	bool accepted;    /* the command's OK came */
	bool wants_list;  /* ask "state" now and call watch_list */
	char reason[160]; /* of the end; while running, what is known: "REG_RETRY of 123" */
	struct watch_server server[WATCH_SERVERS_MAX];
	size_t servers;
};

/* limit_ms: how long the outcome may take after the OK (WATCH_STATE: from the beginning). */
void watch_begin(struct watch *w, enum watch_kind kind, unsigned short_id, uint64_t limit_ms,
	uint64_t now_ms);
void watch_begin_state(
	struct watch *w, int code, unsigned short_id, uint64_t limit_ms, uint64_t now_ms);
void watch_begin_send(
	struct watch *w, unsigned short_id, const char *uri, uint64_t limit_ms, uint64_t now_ms);

/* The command ended with OK: the clock starts. */
void watch_accepted(struct watch *w, uint64_t now_ms);

/* Feeds one event; returns whether it is part of this action's story. */
bool watch_event(struct watch *w, const struct event *event);

/* The module's answer to "state"; n 0 when it refused. Clears wants_list. */
void watch_list(struct watch *w, const struct qlw_server_state *list, size_t n);

/* UINT64_MAX until accepted, and once it is over. */
uint64_t watch_deadline_ms(const struct watch *w);
/* Ends it as FAILED ("still trying") once the deadline has come. */
void watch_tick(struct watch *w, uint64_t now_ms);

#endif
