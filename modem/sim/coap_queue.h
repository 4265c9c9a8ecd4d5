/* What waits to be sent: requests first, then confirmable notifications; copies, bounded. */
#ifndef QLW_SIM_COAP_QUEUE_H
#define QLW_SIM_COAP_QUEUE_H

#include <stdbool.h>

#include "modem/sim/coap_msg.h"

#define COAP_QUEUE_MAX 64

struct coap_item {
	unsigned id;
	bool notify;
	struct coap_ask ask;       /* the request, or the observation */
	struct coap_answer answer; /* of a notification */
	struct coap_item *next;
	char *text; /* what ask points into */
	uint8_t *body;
};

struct coap_queue {
	struct coap_item *first;
	size_t count;
};

/* 0, or -1 when full or out of memory. */
int coap_queue_push(struct coap_queue *q, unsigned id, bool notify, const struct coap_ask *ask,
	const struct coap_answer *answer);
struct coap_item *coap_queue_pop(struct coap_queue *q); /* NULL when empty; coap_item_free */
void coap_queue_drop(struct coap_queue *q, const uint8_t *token, size_t token_len);
bool coap_queue_empty(const struct coap_queue *q);
void coap_queue_clear(struct coap_queue *q);
void coap_item_free(struct coap_item *item);

#endif
