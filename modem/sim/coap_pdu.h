/* libcoap's messages to and from our plain ones. */
#ifndef QLW_SIM_COAP_PDU_H
#define QLW_SIM_COAP_PDU_H

#include <coap3/coap.h>
#include <stdbool.h>

#include "modem/sim/coap_msg.h"

/* Text that a struct coap_ask read from a message points into. */
struct coap_pdu_text {
	char path[COAP_PATH_MAX];
	char query[1024];
};

/* False when path or queries do not fit. */
bool coap_pdu_read_ask(const coap_pdu_t *pdu, struct coap_ask *ask, struct coap_pdu_text *text);
void coap_pdu_read_answer(const coap_pdu_t *pdu, struct coap_answer *answer);

/* A new message, or NULL. */
coap_pdu_t *coap_pdu_make_ask(coap_session_t *session, const struct coap_ask *ask);
coap_pdu_t *coap_pdu_make_notify(coap_session_t *session, const struct coap_ask *observed,
	const struct coap_answer *answer, bool confirmable);
/* Options and body of answer into the response that libcoap has begun. */
void coap_pdu_fill(coap_pdu_t *pdu, const struct coap_answer *answer);

#endif
