/*
 * One CoAP connection over libcoap, used as a thin transport: no block mode, no resources but the
 * catch-all, one context a connection so that the fate of a notification can be told. LwM2M is
 * unknown here.
 */
#include "modem/sim/coap_link.h"

#include <coap3/coap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "modem/sim/coap_block.h"
#include "modem/sim/coap_pdu.h"
#include "modem/sim/coap_queue.h"
#include "modem/sim/coap_repeat.h"
#include "modem/sim/coap_tls.h"

/* RFC 7252 4.8.2: the last of four retransmissions is given up after 46.5 ACK_TIMEOUTs. */
#define GIVE_UP_FACTOR 46.5
#define ACK_TIMEOUT_S  2.0
#define ACK_MIN_S      0.02 /* a busy host mostly answers on loopback within this */
/* Emergencies only; the name of this level differs between releases of libcoap, its value not. */
#define QUIET    ((coap_log_t)0)
#define GRACE_MS 1000

struct finished {
	bool is;
	enum coap_outcome outcome;
	struct coap_answer answer;
	uint8_t *body;
};

struct coap_link {
	struct coap_link_options options;
	coap_context_t *context;
	coap_session_t *session;
	struct coap_queue queue;
	struct coap_item *current;
	uint16_t mid;        /* of current */
	uint64_t give_up_ms; /* real time */
	double ack_s;
	struct finished finished;
	struct coap_gather gather;
	struct coap_gather download; /* of a large answer to us */
	struct coap_slice slice;
	struct coap_repeat repeat;
	uint32_t next_token;
	bool broken;
};

static uint64_t real_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* --- what libcoap tells ------------------------------------------------------------------ */

static struct coap_link *link_of(const coap_session_t *session)
{
	return coap_get_app_data(coap_session_get_context(session));
}

static void finish(struct coap_link *l, enum coap_outcome outcome, const struct coap_answer *answer)
{
	struct finished *f = &l->finished;
	if (!l->current || f->is)
		return;
	f->is = true;
	f->outcome = outcome;
	coap_answer_init(&f->answer, 0);
	free(f->body);
	f->body = NULL;
	if (answer) {
		f->answer = *answer;
		f->body = malloc(answer->body_len + 1);
		f->answer.body_len = f->body ? answer->body_len : 0;
		if (f->body && answer->body_len)
			memcpy(f->body, answer->body, answer->body_len);
		f->answer.body = f->body;
	}
	f->answer.mid = l->mid;
	f->answer.token_len = l->current->ask.token_len;
	memcpy(f->answer.token, l->current->ask.token, sizeof(f->answer.token));
}

static bool send_item(struct coap_link *l);

/* The next piece of a large request after 2.31; false when that was the end. */
static bool continue_upload(struct coap_link *l, const struct coap_answer *answer)
{
	struct coap_item *item = l->current;
	if (answer->code != COAP_CODE(2, 31) || item->ask.block1.num < 0 || !item->ask.block1.more)
		return false;
	item->ask.block1.num++;
	return send_item(l);
}

/* A piece of a large answer: true when it is not the last, or not to be had. */
static bool continue_download(struct coap_link *l, struct coap_answer *answer)
{
	struct coap_item *item = l->current;
	struct coap_ask piece = item->ask;
	struct coap_answer refused;
	if (answer->block2.num < 0 || (answer->block2.num == 0 && !answer->block2.more))
		return false;
	piece.block1 = answer->block2;
	piece.body = answer->body;
	piece.body_len = answer->body_len;
	bool whole = coap_gather_add(&l->download, &piece, &refused);
	if (!whole && refused.code != COAP_CODE(2, 31)) {
		finish(l, COAP_OUTCOME_INVALID, NULL);
		return true;
	}
	answer->body = piece.body;
	answer->body_len = piece.body_len;
	if (whole)
		return false;
	item->ask.block2 =
		(struct coap_block){.num = answer->block2.num + 1, .szx = answer->block2.szx};
	send_item(l);
	return true;
}

static coap_response_t on_response(coap_session_t *session, const coap_pdu_t *sent,
	const coap_pdu_t *received, const coap_mid_t mid)
{
	struct coap_link *l = link_of(session);
	struct coap_answer answer;
	(void)sent;
	(void)mid;
	if (!l->current || l->finished.is)
		return COAP_RESPONSE_FAIL;
	coap_pdu_read_answer(received, &answer);
	if (l->current->notify) {
		if (answer.mid != l->mid)
			return COAP_RESPONSE_FAIL;
		finish(l, COAP_OUTCOME_INVALID, &answer);
		return COAP_RESPONSE_OK;
	}
	coap_bin_const_t token = coap_pdu_get_token(received);
	if (token.length != l->current->ask.token_len ||
		memcmp(token.s, l->current->ask.token, token.length) != 0)
		return COAP_RESPONSE_FAIL;
	if (!continue_upload(l, &answer) && !continue_download(l, &answer))
		finish(l, COAP_OUTCOME_ANSWER, &answer);
	return COAP_RESPONSE_OK;
}

static void on_nack(coap_session_t *session, const coap_pdu_t *sent,
	const coap_nack_reason_t reason, const coap_mid_t mid)
{
	static const enum coap_outcome outcomes[] = {
		[COAP_NACK_TOO_MANY_RETRIES] = COAP_OUTCOME_TIMEOUT,
		[COAP_NACK_NOT_DELIVERABLE] = COAP_OUTCOME_UNREACHABLE,
		[COAP_NACK_RST] = COAP_OUTCOME_RESET,
		[COAP_NACK_TLS_FAILED] = COAP_OUTCOME_SECURITY,
		[COAP_NACK_ICMP_ISSUE] = COAP_OUTCOME_UNREACHABLE,
	};
	struct coap_link *l = link_of(session);
	(void)sent;
	if ((size_t)reason >= sizeof(outcomes) / sizeof(outcomes[0]))
		return;
	if (reason != COAP_NACK_RST)
		l->broken = true;
	else if (l->current && (uint16_t)mid != l->mid)
		return;
	finish(l, outcomes[reason], NULL);
}

static int on_event(coap_session_t *session, const coap_event_t event)
{
	struct coap_link *l = link_of(session);
	coap_tls_library_t library;
	if (event == COAP_EVENT_DTLS_CONNECTED && l->options.resume)
		coap_tls_keep(l->options.resume, coap_session_get_tls(session, &library));
	if (event == COAP_EVENT_DTLS_CLOSED || event == COAP_EVENT_DTLS_ERROR)
		l->broken = true;
	return 0;
}

/* --- requests of the server -------------------------------------------------------------- */

static void answer_ask(struct coap_link *l, struct coap_ask *ask, struct coap_answer *answer)
{
	struct coap_block block1 = ask->block1;
	if (!coap_gather_add(&l->gather, ask, answer))
		return;
	if (coap_slice_next(&l->slice, ask, answer))
		return;
	coap_answer_init(answer, COAP_CODE(4, 4));
	l->options.request(l->options.ctx, ask, answer);
	coap_slice_cut(&l->slice, ask, answer);
	if (block1.num >= 0)
		answer->block1 = block1;
}

static void on_request(coap_resource_t *resource, coap_session_t *session,
	const coap_pdu_t *request, const coap_string_t *query, coap_pdu_t *response)
{
	struct coap_link *l = link_of(session);
	struct coap_pdu_text text;
	struct coap_ask ask;
	struct coap_answer answer;
	(void)resource;
	(void)query;
	coap_answer_init(&answer, COAP_CODE(4, 0));
	if (!coap_pdu_read_ask(request, &ask, &text)) {
		coap_pdu_fill(response, &answer);
		return;
	}
	const struct coap_answer *again = coap_repeat_find(&l->repeat, &ask, real_ms());
	if (again) {
		coap_pdu_fill(response, again);
		return;
	}
	answer_ask(l, &ask, &answer);
	coap_repeat_keep(&l->repeat, &ask, &answer, real_ms());
	coap_pdu_fill(response, &answer);
}

/* --- what is sent ------------------------------------------------------------------------ */

/* Cuts the piece of a large request's body that goes out now. */
static struct coap_ask upload_piece(struct coap_item *item)
{
	if (item->ask.body_len <= COAP_BLOCK_SIZE)
		return item->ask;
	struct coap_block *b = &item->ask.block1;
	if (b->num < 0)
		*b = (struct coap_block){.szx = 6};
	size_t at = (size_t)b->num * COAP_BLOCK_SIZE;
	b->more = item->ask.body_len - at > COAP_BLOCK_SIZE;
	struct coap_ask piece = item->ask;
	piece.body += at;
	piece.body_len = b->more ? COAP_BLOCK_SIZE : item->ask.body_len - at;
	return piece;
}

static coap_pdu_t *make_pdu(struct coap_link *l, struct coap_item *item)
{
	if (!item->notify) {
		struct coap_ask piece = upload_piece(item);
		return coap_pdu_make_ask(l->session, &piece);
	}
	struct coap_answer cut = item->answer;
	coap_slice_cut(&l->slice, &item->ask, &cut);
	return coap_pdu_make_notify(l->session, &item->ask, &cut, true);
}

static bool send_item(struct coap_link *l)
{
	coap_pdu_t *pdu = make_pdu(l, l->current);
	coap_mid_t mid = pdu ? coap_pdu_get_mid(pdu) : COAP_INVALID_MID;
	l->mid = (uint16_t)mid;
	l->give_up_ms = real_ms() + (uint64_t)(l->ack_s * GIVE_UP_FACTOR * 1000) + GRACE_MS;
	if (mid != COAP_INVALID_MID && coap_send(l->session, pdu) != COAP_INVALID_MID)
		return true;
	l->broken = true;
	finish(l, COAP_OUTCOME_UNREACHABLE, NULL);
	return false;
}

static void send_next(struct coap_link *l)
{
	if (l->current || !(l->current = coap_queue_pop(&l->queue)))
		return;
	if (!l->current->notify) {
		uint32_t token = ++l->next_token;
		l->current->ask.token_len = sizeof(token);
		memcpy(l->current->ask.token, &token, sizeof(token));
	}
	send_item(l);
}

int coap_link_ask(struct coap_link *l, unsigned id, const struct coap_ask *ask)
{
	return coap_queue_push(&l->queue, id, false, ask, NULL);
}

int coap_link_notify(struct coap_link *l, unsigned id, const struct coap_ask *observed,
	const struct coap_answer *answer, bool confirmable)
{
	if (confirmable)
		return coap_queue_push(&l->queue, id, true, observed, answer);
	struct coap_answer cut = *answer;
	coap_slice_cut(&l->slice, observed, &cut);
	coap_pdu_t *pdu = coap_pdu_make_notify(l->session, observed, &cut, false);
	return pdu && coap_send(l->session, pdu) != COAP_INVALID_MID ? 0 : -1;
}

void coap_link_drop(struct coap_link *l, const uint8_t *token, size_t token_len)
{
	coap_queue_drop(&l->queue, token, token_len);
}

/* --- life -------------------------------------------------------------------------------- */

static bool is_loopback(const struct sockaddr_storage *to)
{
	if (to->ss_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)to)->sin6_addr);
	return ntohl(((const struct sockaddr_in *)to)->sin_addr.s_addr) >> 24 == 127;
}

static void set_pace(struct coap_link *l)
{
	double speed = l->options.speed > 1 ? l->options.speed : 1;
	l->ack_s = ACK_TIMEOUT_S / speed;
	if (l->ack_s < ACK_MIN_S)
		l->ack_s = ACK_MIN_S;
	if (!is_loopback(&l->options.to))
		l->ack_s = ACK_TIMEOUT_S; /* a real network is not faster than it is */
	coap_fixed_point_t t = {.integer_part = (uint16_t)l->ack_s,
		.fractional_part = (uint16_t)((l->ack_s - (uint16_t)l->ack_s) * 1000)};
	coap_session_set_ack_timeout(l->session, t);
}

static coap_session_t *open_with_certificates(struct coap_link *l, const coap_address_t *to)
{
	const struct coap_link_options *o = &l->options;
	coap_dtls_pki_t pki = {.version = COAP_DTLS_PKI_SETUP_VERSION,
		.verify_peer_cert = 1,
		.cert_chain_validation = 1,
		.cert_chain_verify_depth = 4,
		.pki_key = {.key_type = COAP_PKI_KEY_PEM}};
	pki.pki_key.key.pem.ca_file = o->ca_file;
	pki.pki_key.key.pem.public_cert = o->cert_file;
	pki.pki_key.key.pem.private_key = o->key_file;
	coap_tls_offer(o->resume, o->ca_file);
	coap_session_t *session =
		coap_new_client_session_pki(l->context, NULL, to, COAP_PROTO_DTLS, &pki);
	coap_tls_offer(NULL, NULL);
	return session;
}

static coap_session_t *open_session(struct coap_link *l)
{
	const struct coap_link_options *o = &l->options;
	coap_address_t to;
	coap_address_init(&to);
	to.size = o->to.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
					      : sizeof(struct sockaddr_in);
	memcpy(&to.addr, &o->to, to.size);
	if (!o->secure)
		return coap_new_client_session(l->context, NULL, &to, COAP_PROTO_UDP);
	if (o->ca_file)
		return open_with_certificates(l, &to);
	coap_dtls_cpsk_t psk = {.version = COAP_DTLS_CPSK_SETUP_VERSION};
	psk.psk_info.identity.s = (const uint8_t *)o->psk_id;
	psk.psk_info.identity.length = strlen(o->psk_id);
	psk.psk_info.key.s = o->psk_key;
	psk.psk_info.key.length = o->psk_key_len;
	coap_tls_offer(o->resume, NULL);
	coap_session_t *session =
		coap_new_client_session_psk2(l->context, NULL, &to, COAP_PROTO_DTLS, &psk);
	coap_tls_offer(NULL, NULL);
	return session;
}

static void register_handlers(struct coap_link *l)
{
	coap_resource_t *any = coap_resource_unknown_init(on_request);
	for (int method = 1; any && method <= 7; method++)
		coap_register_request_handler(any, (coap_request_t)method, on_request);
	if (any)
		coap_add_resource(l->context, any);
	coap_register_response_handler(l->context, on_response);
	coap_register_nack_handler(l->context, on_nack);
	coap_register_event_handler(l->context, on_event);
	coap_context_set_block_mode(l->context, 0);
	coap_set_app_data(l->context, l);
}

struct coap_link *coap_link_open(const struct coap_link_options *options)
{
	struct coap_link *l = calloc(1, sizeof(*l));
	if (!l)
		return NULL;
	coap_startup();
	coap_set_log_level(QUIET);
	coap_dtls_set_log_level(QUIET);
	l->options = *options;
	l->context = coap_new_context(NULL);
	if (l->context) {
		register_handlers(l);
		l->session = open_session(l);
	}
	if (!l->session) {
		coap_link_close(l);
		return NULL;
	}
	l->options.psk_id = NULL;
	l->options.psk_key = NULL;
	l->options.ca_file = l->options.cert_file = l->options.key_file = NULL;
	set_pace(l);
	return l;
}

void coap_link_close(struct coap_link *l)
{
	if (!l)
		return;
	coap_queue_clear(&l->queue);
	coap_item_free(l->current);
	l->current = NULL;
	if (l->session)
		coap_session_release(l->session);
	if (l->context)
		coap_free_context(l->context);
	coap_gather_clear(&l->gather);
	coap_gather_clear(&l->download);
	coap_slice_clear(&l->slice);
	coap_repeat_clear(&l->repeat);
	free(l->finished.body);
	free(l);
}

bool coap_link_broken(const struct coap_link *l)
{
	return l->broken;
}

bool coap_link_idle(const struct coap_link *l)
{
	return !l->current && coap_queue_empty(&l->queue);
}

int coap_link_fd(const struct coap_link *l)
{
	return coap_context_get_coap_fd(l->context);
}

uint64_t coap_link_wait_ms(const struct coap_link *l)
{
	if (l->finished.is || (!l->current && !coap_queue_empty(&l->queue)))
		return 0;
	if (!l->current)
		return UINT64_MAX;
	uint64_t now = real_ms();
	return l->give_up_ms > now ? l->give_up_ms - now : 0;
}

static void check_current(struct coap_link *l)
{
	if (!l->current || l->finished.is)
		return;
	if (l->current->notify && coap_can_exit(l->context))
		finish(l, COAP_OUTCOME_ACK, NULL);
	else if (real_ms() >= l->give_up_ms) {
		l->broken = true;
		finish(l, COAP_OUTCOME_TIMEOUT, NULL);
	}
}

void coap_link_run(struct coap_link *l)
{
	coap_io_process(l->context, COAP_IO_NO_WAIT);
	check_current(l);
	if (!l->finished.is) {
		send_next(l);
		coap_io_process(l->context, COAP_IO_NO_WAIT); /* arms libcoap's timer */
		check_current(l); /* what it read meanwhile wakes nobody any more */
		return;
	}
	struct coap_item *item = l->current;
	struct finished f = l->finished;
	l->current = NULL;
	memset(&l->finished, 0, sizeof(l->finished));
	unsigned id = item->id;
	coap_item_free(item);
	l->options.outcome(l->options.ctx, id, f.outcome, &f.answer);
	free(f.body); /* the link may be gone by now */
}
