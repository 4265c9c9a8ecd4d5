/*
 * Application data that wait for their turn. The module names message ID and token of a send only in
 * its result (Note 3.3.3), so one confirmable send for each server and path is outstanding at a time;
 * what is meant for the same place waits here, in order. Pure: says what may go, sends nothing.
 */
#ifndef QLW_MODEM_SEND_QUEUE_H
#define QLW_MODEM_SEND_QUEUE_H

#include <stdint.h>

#include "modem/model.h"
#include "modem/qlw.h"

#define SEND_QUEUE_MAX 64

struct send_item {
	uint64_t id; /* counts up from 1 */
	unsigned short_id;
	char uri[QLW_URI_MAX + 1];
	uint8_t data[QLW_ULDATA_MAX];
	size_t len;
	bool hex, non_confirmable;
	bool begun; /* given to the engine; its OK is to come */
	uint64_t queued_ms;
};

struct send_queue {
	struct send_item item[SEND_QUEUE_MAX]; /* oldest first */
	size_t count;
	uint64_t ids;
};

/* Copies. 0, or QLW_ENOMEM when SEND_QUEUE_MAX wait. */
int send_queue_add(struct send_queue *q, const struct qlw_uldata *send, uint64_t now_ms);

/* The first that may be sent now; NULL: none. One at a time: nothing may go while one has begun. */
const struct send_item *send_queue_next(const struct send_queue *q, const struct model *m);

/* It was given to the engine; its command has ended: it leaves the queue, whatever the end. */
void send_queue_begin(struct send_queue *q, uint64_t id);
void send_queue_end(struct send_queue *q, uint64_t id);

/* Forgets all that have not begun; returns how many. */
size_t send_queue_clear(struct send_queue *q);

/* As the formatter wants it; valid as long as the item. */
struct qlw_uldata send_item_uldata(const struct send_item *item);

#endif
