/*
 * One CoAP connection to one server: UDP or DTLS-PSK, requests out, requests in, notifications.
 *
 * Knows no LwM2M. Owns what libcoap lacks: de-duplication of incoming requests, the detection of an
 * acknowledged notification, block-wise transfers and one outstanding confirmable message with
 * requests ahead of notifications (NSTART 1, RFC 7252 4.7). Outcomes arrive only from
 * coap_link_run(), as its last act, so that the link may be closed from there; requests of the
 * server are answered inside it, and there it must not be closed.
 */
#ifndef QLW_SIM_COAP_LINK_H
#define QLW_SIM_COAP_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "modem/sim/coap_msg.h"

enum coap_outcome {
	COAP_OUTCOME_ANSWER,      /* a response, of whatever code */
	COAP_OUTCOME_ACK,         /* a confirmable notification was acknowledged */
	COAP_OUTCOME_RESET,       /* refused with RST */
	COAP_OUTCOME_TIMEOUT,     /* nothing came */
	COAP_OUTCOME_UNREACHABLE, /* ICMP, or no route */
	COAP_OUTCOME_SECURITY,    /* the handshake failed */
	COAP_OUTCOME_INVALID,     /* an answer that fits no notification */
};

struct coap_link;
struct coap_resume;

struct coap_link_options {
	struct sockaddr_storage to;
	bool secure;
	const char *psk_id; /* secure only; copied */
	const uint8_t *psk_key;
	size_t psk_key_len;
	/* Certificates instead of a PSK: PEM files, copied; the client's own may be NULL. */
	const char *ca_file, *cert_file, *key_file;
	struct coap_resume *resume; /* where this account's DTLS session is kept, or NULL */
	double speed;               /* CoAP's own waits are divided by this; 0 is 1 */
	void *ctx;
	/* The end of a request or of a confirmable notification. answer is valid during the call.
	 */
	void (*outcome)(void *ctx, unsigned id, enum coap_outcome outcome,
		const struct coap_answer *answer);
	/* A request of the server; fill answer (its body must live until the next call). */
	void (*request)(void *ctx, const struct coap_ask *ask, struct coap_answer *answer);
};

/* NULL when no socket or session can be had. */
struct coap_link *coap_link_open(const struct coap_link_options *options);
void coap_link_close(struct coap_link *link); /* silently; outstanding work is dropped */

/* Queues; id (not 0) comes back with the outcome. 0, or -1 when the queue is full. */
int coap_link_ask(struct coap_link *link, unsigned id, const struct coap_ask *ask);
/* A notification for an observation; NON ones are sent at once and have no outcome. */
int coap_link_notify(struct coap_link *link, unsigned id, const struct coap_ask *observed,
	const struct coap_answer *answer, bool confirmable);
/* True when the connection is of no use any more: close it and open another. */
bool coap_link_broken(const struct coap_link *link);
/* True when nothing is queued or outstanding. */
bool coap_link_idle(const struct coap_link *link);
/* The server cancelled: queued notifications with this token are dropped. */
void coap_link_drop(struct coap_link *link, const uint8_t *token, size_t token_len);

int coap_link_fd(const struct coap_link *link);
uint64_t coap_link_wait_ms(const struct coap_link *link); /* real time, UINT64_MAX: none */
void coap_link_run(struct coap_link *link);

/* A DTLS session that outlives its connection. Forgotten with coap_resume_free. */
struct coap_resume *coap_resume_new(void);
void coap_resume_free(struct coap_resume *resume);
bool coap_resume_used(const struct coap_resume *resume); /* did the last handshake resume it? */

#endif
