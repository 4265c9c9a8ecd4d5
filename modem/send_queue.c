/*
 * The queue of sends: order, and one outstanding for each place. What is outstanding is the model's
 * knowledge, so that sends by other ways count, too. It must not know the engine.
 */
#include "modem/send_queue.h"

#include <stdio.h>
#include <string.h>

int send_queue_add(struct send_queue *q, const struct qlw_uldata *send, uint64_t now_ms)
{
	if (q->count == SEND_QUEUE_MAX || send->len > QLW_ULDATA_MAX)
		return QLW_ENOMEM;
	struct send_item *item = &q->item[q->count++];
	*item = (struct send_item){.id = ++q->ids,
		.short_id = send->short_id,
		.len = send->len,
		.hex = send->hex,
		.non_confirmable = send->non_confirmable,
		.queued_ms = now_ms};
	snprintf(item->uri, sizeof item->uri, "%s", send->uri);
	memcpy(item->data, send->data, send->len);
	return 0;
}

static bool same_place(const struct send_item *a, const struct send_item *b)
{
	return a->short_id == b->short_id && strcmp(a->uri, b->uri) == 0;
}

/* What is meant for one place keeps its order. */
static bool is_first_of_its_place(const struct send_queue *q, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same_place(&q->item[k], &q->item[i]))
			return false;
	return true;
}

const struct send_item *send_queue_next(const struct send_queue *q, const struct model *m)
{
	for (size_t i = 0; i < q->count; i++)
		if (q->item[i].begun)
			return NULL;
	for (size_t i = 0; i < q->count; i++) {
		const struct send_item *item = &q->item[i];
		if (is_first_of_its_place(q, i) &&
			(item->non_confirmable ||
				!model_send_waiting(m, item->short_id, item->uri)))
			return item;
	}
	return NULL;
}

void send_queue_begin(struct send_queue *q, uint64_t id)
{
	for (size_t i = 0; i < q->count; i++)
		if (q->item[i].id == id)
			q->item[i].begun = true;
}

static void drop(struct send_queue *q, size_t i)
{
	q->count--;
	memmove(&q->item[i], &q->item[i + 1], (q->count - i) * sizeof *q->item);
}

void send_queue_end(struct send_queue *q, uint64_t id)
{
	for (size_t i = 0; i < q->count; i++)
		if (q->item[i].id == id) {
			drop(q, i);
			return;
		}
}

size_t send_queue_clear(struct send_queue *q)
{
	size_t dropped = 0;
	for (size_t i = q->count; i-- > 0;)
		if (!q->item[i].begun) {
			drop(q, i);
			dropped++;
		}
	return dropped;
}

struct qlw_uldata send_item_uldata(const struct send_item *item)
{
	return (struct qlw_uldata){.short_id = item->short_id,
		.uri = item->uri,
		.data = item->data,
		.len = item->len,
		.hex = item->hex,
		.non_confirmable = item->non_confirmable};
}
