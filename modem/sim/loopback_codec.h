/*
 * CoAP for the built-in servers (RFC 7252): one datagram to a struct and back. Written apart from
 * the client's transport, so that the two cannot agree on a mistake.
 */
#ifndef QLW_SIM_LOOPBACK_CODEC_H
#define QLW_SIM_LOOPBACK_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LB_DATAGRAM   1400
#define LB_CODE(c, d) ((uint8_t)((c)*32 + (d)))

enum lb_type {
	LB_CON,
	LB_NON,
	LB_ACK,
	LB_RST,
};

struct lb_message {
	enum lb_type type;
	uint8_t code;
	uint16_t mid;
	uint8_t token[8];
	size_t token_len;
	char path[128];     /* "rd/5a3f", without a leading slash */
	char query[8][160]; /* "ep=…" */
	size_t queries;
	char location[64];                    /* "rd/5a3f" */
	long observe, format, accept, block2; /* -1: absent */
	const uint8_t *payload;               /* into the datagram, or the caller's */
	size_t payload_len;
};

void lb_message_init(struct lb_message *m, enum lb_type type, uint8_t code, uint16_t mid);
/* False when the bytes are no CoAP message, or one we could not hold. */
bool lb_message_parse(struct lb_message *m, const uint8_t *bytes, size_t len);
/* Returns the length, 0 when it does not fit. */
size_t lb_message_build(const struct lb_message *m, uint8_t *out, size_t max);
/* The value of a query parameter, "" for one without a value, NULL when it is absent. */
const char *lb_message_query(const struct lb_message *m, const char *name);

#endif
