/* De-duplication of incoming requests. Knows messages and time, nothing else. */
#include "modem/sim/coap_repeat.h"

#include <stdlib.h>
#include <string.h>

const struct coap_answer *coap_repeat_find(
	struct coap_repeat *r, const struct coap_ask *ask, uint64_t now_ms)
{
	for (size_t i = 0; i < COAP_REPEAT_SLOTS; i++) {
		struct coap_repeat_slot *s = &r->slot[i];
		if (s->used && now_ms < s->until_ms && s->mid == ask->mid &&
			s->token_len == ask->token_len &&
			!memcmp(s->token, ask->token, ask->token_len))
			return &s->answer;
	}
	return NULL;
}

void coap_repeat_keep(struct coap_repeat *r, const struct coap_ask *ask,
	const struct coap_answer *answer, uint64_t now_ms)
{
	struct coap_repeat_slot *s = &r->slot[r->next];
	r->next = (r->next + 1) % COAP_REPEAT_SLOTS;
	free(s->body);
	*s = (struct coap_repeat_slot){.until_ms = now_ms + COAP_REPEAT_LIFE_MS, .mid = ask->mid};
	s->token_len = ask->token_len;
	memcpy(s->token, ask->token, ask->token_len);
	s->answer = *answer;
	s->body = malloc(answer->body_len + 1);
	if (!s->body)
		return;
	if (answer->body_len)
		memcpy(s->body, answer->body, answer->body_len);
	s->answer.body = s->body;
	s->used = true;
}

void coap_repeat_clear(struct coap_repeat *r)
{
	for (size_t i = 0; i < COAP_REPEAT_SLOTS; i++)
		free(r->slot[i].body);
	memset(r, 0, sizeof(*r));
}
