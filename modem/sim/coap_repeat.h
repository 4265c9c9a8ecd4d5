/*
 * Answers already given, so that a repeated request is answered again but not carried out again
 * (RFC 7252 4.2). Time is the caller's; entries live EXCHANGE_LIFETIME and at most
 * COAP_REPEAT_SLOTS of them.
 */
#ifndef QLW_SIM_COAP_REPEAT_H
#define QLW_SIM_COAP_REPEAT_H

#include <stdbool.h>

#include "modem/sim/coap_msg.h"

#define COAP_REPEAT_SLOTS   32
#define COAP_REPEAT_LIFE_MS 247000u

struct coap_repeat {
	struct coap_repeat_slot {
		bool used;
		uint64_t until_ms;
		uint16_t mid;
		uint8_t token[8];
		size_t token_len;
		struct coap_answer answer;
		uint8_t *body;
	} slot[COAP_REPEAT_SLOTS];
	size_t next;
};

/* The answer given before to this message, or NULL. Valid until the next coap_repeat_keep. */
const struct coap_answer *coap_repeat_find(
	struct coap_repeat *r, const struct coap_ask *ask, uint64_t now_ms);
/* Remembers (a copy of) the answer, over the oldest one when all slots are taken. */
void coap_repeat_keep(struct coap_repeat *r, const struct coap_ask *ask,
	const struct coap_answer *answer, uint64_t now_ms);
void coap_repeat_clear(struct coap_repeat *r);

#endif
