/* What waits to be sent. Knows messages, no transport. */
#include "modem/sim/coap_queue.h"

#include <stdlib.h>
#include <string.h>

static char *copy_text(char **at, const char *text)
{
	size_t len = strlen(text) + 1;
	char *copy = *at;
	memcpy(copy, text, len);
	*at += len;
	return copy;
}

static bool item_copy(
	struct coap_item *item, const struct coap_ask *ask, const uint8_t *body, size_t body_len)
{
	size_t need = strlen(ask->path) + 1;
	for (size_t i = 0; i < ask->queries; i++)
		need += strlen(ask->query[i]) + 1;
	char *at = item->text = malloc(need);
	item->body = malloc(body_len + 1);
	if (!item->text || !item->body)
		return false;
	item->ask = *ask;
	item->ask.path = copy_text(&at, ask->path);
	for (size_t i = 0; i < ask->queries; i++)
		item->ask.query[i] = copy_text(&at, ask->query[i]);
	if (body_len)
		memcpy(item->body, body, body_len);
	return true;
}

static struct coap_item *item_new(
	unsigned id, bool notify, const struct coap_ask *ask, const struct coap_answer *answer)
{
	struct coap_item *item = calloc(1, sizeof(*item));
	if (!item)
		return NULL;
	item->id = id;
	item->notify = notify;
	const uint8_t *body = notify ? answer->body : ask->body;
	size_t len = notify ? answer->body_len : ask->body_len;
	if (!item_copy(item, ask, body, len)) {
		coap_item_free(item);
		return NULL;
	}
	if (notify) {
		item->answer = *answer;
		item->answer.body = item->body;
		item->ask.body = NULL;
		item->ask.body_len = 0;
	} else {
		item->ask.body = item->body;
	}
	return item;
}

int coap_queue_push(struct coap_queue *q, unsigned id, bool notify, const struct coap_ask *ask,
	const struct coap_answer *answer)
{
	if (q->count >= COAP_QUEUE_MAX)
		return -1;
	struct coap_item *item = item_new(id, notify, ask, answer);
	if (!item)
		return -1;
	struct coap_item **at = &q->first;
	while (*at && (notify || !(*at)->notify))
		at = &(*at)->next;
	item->next = *at;
	*at = item;
	q->count++;
	return 0;
}

struct coap_item *coap_queue_pop(struct coap_queue *q)
{
	struct coap_item *item = q->first;
	if (!item)
		return NULL;
	q->first = item->next;
	q->count--;
	return item;
}

void coap_queue_drop(struct coap_queue *q, const uint8_t *token, size_t token_len)
{
	struct coap_item **at = &q->first;
	while (*at) {
		struct coap_item *item = *at;
		if (item->notify && item->ask.token_len == token_len &&
			!memcmp(item->ask.token, token, token_len)) {
			*at = item->next;
			q->count--;
			coap_item_free(item);
		} else {
			at = &item->next;
		}
	}
}

bool coap_queue_empty(const struct coap_queue *q)
{
	return !q->first;
}

void coap_queue_clear(struct coap_queue *q)
{
	struct coap_item *item;
	while ((item = coap_queue_pop(q)))
		coap_item_free(item);
}

void coap_item_free(struct coap_item *item)
{
	if (!item)
		return;
	free(item->text);
	free(item->body);
	free(item);
}
