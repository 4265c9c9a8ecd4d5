/*
 * The built-in management server: registrations with their lifetimes, and an observation of the
 * application data object as soon as a client has registered. Knows datagrams as lb_message only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/loopback_int.h"

#define LIFETIME_DEFAULT_S 86400
#define PACKAGE_SIZE       20000
#define STALL_MS           100
#define LATE_TURNS         8 /* of the loop, in which a due update is sent and received */

static struct lb_registration *find_location(struct loopback *l, const char *path)
{
	for (size_t i = 0; i < LB_REGISTRATIONS; i++) {
		struct lb_registration *r = &l->registration[i];
		char location[32];
		snprintf(location, sizeof(location), "rd/%u", r->number);
		if (r->used && !strcmp(location, path))
			return r;
	}
	return NULL;
}

/* This one server stands for as many as the client has accounts for, which all register under one
 * endpoint name: what tells them apart is the connection. */
static struct lb_registration *find_endpoint(
	struct loopback *l, const char *endpoint, const struct lb_peer *peer)
{
	struct lb_registration *oldest = &l->registration[0];
	for (size_t i = 0; i < LB_REGISTRATIONS; i++) {
		struct lb_registration *r = &l->registration[i];
		if (r->used && r->peer == peer && !strcmp(r->endpoint, endpoint))
			return r;
	}
	for (size_t i = 0; i < LB_REGISTRATIONS; i++) {
		struct lb_registration *r = &l->registration[i];
		if (!r->used)
			return r;
		if (r->expires_ms < oldest->expires_ms)
			oldest = r;
	}
	return oldest;
}

/* --- what this server does by itself ----------------------------------------------------- */

void lb_manage_observing(struct loopback *l, const struct lb_ask *ask)
{
	for (size_t i = 0; i < LB_REGISTRATIONS; i++) {
		struct lb_registration *r = &l->registration[i];
		if (r->used && r->number == ask->tag)
			memcpy(r->observe_token[r->observations++ % LB_OBSERVATIONS], ask->token,
				8);
	}
}

static void on_observed(struct loopback *l, struct lb_ask *ask, const struct lb_message *m)
{
	if (m->code == LB_CODE(2, 5) && m->observe >= 0)
		lb_manage_observing(l, ask);
}

static void observe_data(struct loopback *l, struct lb_registration *r)
{
	struct lb_message m;
	lb_message_init(&m, LB_CON, LB_CODE(0, 1), 0);
	snprintf(m.path, sizeof(m.path), "19/0/0");
	m.observe = 0;
	lb_request(l, r->peer, &m, on_observed, r->number);
}

/* --- registration interface -------------------------------------------------------------- */

/* False when lt is there and no lifetime. */
static bool take_lifetime(
	struct loopback *l, struct lb_registration *r, const struct lb_message *m, bool keep)
{
	const char *text = lb_message_query(m, "lt");
	long lifetime = LIFETIME_DEFAULT_S;
	char *end = NULL;
	if (text)
		lifetime = strtol(text, &end, 10);
	if (text && (end == text || *end || lifetime < 0 || lifetime > INT32_MAX))
		return false;
	if (text || !keep)
		r->lifetime_s = (uint64_t)lifetime;
	r->late = 0;
	if (l->longest_s && r->lifetime_s > l->longest_s)
		r->lifetime_s = l->longest_s;
	r->expires_ms = l->options.now_ms(l->options.ctx) + r->lifetime_s * 1000;
	return true;
}

static bool acceptable(const struct lb_message *m)
{
	const char *version = lb_message_query(m, "lwm2m"), *binding = lb_message_query(m, "b");
	const char *endpoint = lb_message_query(m, "ep");
	bool is_1_0 = version && !strcmp(version, "1.0");
	if (!endpoint || !endpoint[0] || !version || !m->payload_len || m->format != 40)
		return false;
	if (!is_1_0 && strcmp(version, "1.1") != 0)
		return false;
	/* Q is a letter of the binding in 1.0 and a parameter in 1.1 */
	if (is_1_0)
		return !lb_message_query(m, "Q") && (!binding || !strchr(binding, 'N'));
	return !binding || !strchr(binding, 'Q');
}

/* An instance of object 1 in "</1/0>,</3/0>": one whose update can be asked for. */
static unsigned server_instance(const struct lb_message *m)
{
	for (size_t i = 0; i + 5 < m->payload_len; i++)
		if (!memcmp(m->payload + i, "</1/", 4) && m->payload[i + 4] >= '0' &&
			m->payload[i + 4] <= '9')
			return m->payload[i + 4] - (unsigned)'0';
	return 0;
}

static bool queues(const struct lb_message *m)
{
	const char *binding = lb_message_query(m, "b");
	return lb_message_query(m, "Q") || (binding && strchr(binding, 'Q'));
}

static void do_register(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	char location[32];
	struct lb_registration *r =
		acceptable(m) ? find_endpoint(l, lb_message_query(m, "ep"), peer) : NULL;
	if (!r || !take_lifetime(l, r, m, false)) {
		lb_reply(l, peer, m, LB_CODE(4, 0), NULL);
		return;
	}
	uint64_t expires = r->expires_ms, lifetime = r->lifetime_s;
	*r = (struct lb_registration){.used = true,
		.expires_ms = expires,
		.lifetime_s = lifetime,
		.number = 1000 + l->next_number++ * 7 + (unsigned)(lb_random(l) % 7),
		.peer = peer,
		.server = server_instance(m),
		.queue = queues(m),
		.heard_ms = l->options.now_ms(l->options.ctx)};
	lb_life_begin(l, r);
	snprintf(r->endpoint, sizeof(r->endpoint), "%s", lb_message_query(m, "ep"));
	snprintf(location, sizeof(location), "rd/%u", r->number);
	lb_log(l, "server: %s registered for %llu s as %s", r->endpoint,
		(unsigned long long)lifetime, location);
	lb_reply(l, peer, m, LB_CODE(2, 1), location);
	observe_data(l, r);
}

static void do_update(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	struct lb_registration *r = find_location(l, m->path);
	if (!r) {
		lb_reply(l, peer, m, LB_CODE(4, 4), NULL);
		return;
	}
	bool valid = take_lifetime(l, r, m, true);
	r->peer = peer;
	r->heard_ms = l->options.now_ms(l->options.ctx);
	if (valid)
		lb_log(l, "server: %s updated for %llu s", m->path,
			(unsigned long long)r->lifetime_s);
	lb_reply(l, peer, m, valid ? LB_CODE(2, 4) : LB_CODE(4, 0), NULL);
}

static void do_deregister(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	struct lb_registration *r = find_location(l, m->path);
	if (r) {
		lb_log(l, "server: %s deregistered", r->endpoint);
		r->used = false;
	}
	lb_reply(l, peer, m, r ? LB_CODE(2, 2) : LB_CODE(4, 4), NULL);
}

/* A firmware image to pull, block by block: /firmware */
static void send_package(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	uint8_t block[512], bytes[LB_DATAGRAM];
	size_t at = (size_t)(m->block2 > 0 ? m->block2 >> 4 : 0) * sizeof(block);
	struct lb_message answer;
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = (uint8_t)(at + i);
	lb_message_init(&answer, LB_ACK, at < PACKAGE_SIZE ? LB_CODE(2, 5) : LB_CODE(4, 0), m->mid);
	memcpy(answer.token, m->token, m->token_len);
	answer.token_len = m->token_len;
	if (at < PACKAGE_SIZE) {
		size_t left = PACKAGE_SIZE - at;
		answer.payload = block;
		answer.payload_len = left < sizeof(block) ? left : sizeof(block);
		answer.block2 = (long)(at / sizeof(block)) << 4 | 5;
		answer.block2 |= left > sizeof(block) ? 8 : 0;
	}
	lb_send_bytes(l, peer, bytes, lb_message_build(&answer, bytes, sizeof(bytes)));
}

/* Send (LwM2M 1.1): whatever a client that is registered has to say is welcome. */
static void take_send(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	bool known = false;
	for (size_t i = 0; i < LB_REGISTRATIONS; i++) {
		struct lb_registration *r = &l->registration[i];
		if (!r->used || r->peer != peer)
			continue;
		known = true;
		r->heard_ms = l->options.now_ms(l->options.ctx);
		lb_log(l, "server: %zu bytes sent by %s", m->payload_len, r->endpoint);
	}
	lb_reply(l, peer, m, known ? LB_CODE(2, 4) : LB_CODE(4, 4), NULL);
}

void lb_manage_request(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	if (l->refuse)
		lb_reply(l, peer, m, l->refuse, NULL);
	else if (m->code == LB_CODE(0, 1) && !strcmp(m->path, "firmware"))
		send_package(l, peer, m);
	else if (m->code == LB_CODE(0, 2) && !strcmp(m->path, "rd"))
		do_register(l, peer, m);
	else if (m->code == LB_CODE(0, 2) && !strcmp(m->path, "dp"))
		take_send(l, peer, m);
	else if (m->code == LB_CODE(0, 2) && !strncmp(m->path, "rd/", 3))
		do_update(l, peer, m);
	else if (m->code == LB_CODE(0, 4))
		do_deregister(l, peer, m);
	else
		lb_reply(l, peer, m, LB_CODE(4, 4), NULL);
}

static bool is_observed(const struct lb_registration *r, const uint8_t *token)
{
	for (size_t i = 0; i < r->observations && i < LB_OBSERVATIONS; i++)
		if (!memcmp(r->observe_token[i], token, 8))
			return true;
	return false;
}

bool lb_manage_notified(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	for (size_t i = 0; i < LB_REGISTRATIONS; i++) {
		struct lb_registration *r = &l->registration[i];
		if (!r->used || m->token_len != 8 || !is_observed(r, m->token))
			continue;
		r->peer = peer;
		r->heard_ms = l->options.now_ms(l->options.ctx);
		lb_log(l, "server: %zu bytes of data from %s", m->payload_len, r->endpoint);
		return true;
	}
	return false;
}

/* A host that stalls makes client and servers late at once, and at a high --speed that is long: then
 * what the client has to say is heard first, and only if that is nothing the registration is over. */
static bool is_over(struct lb_registration *r, uint64_t now)
{
	if (!r->used || r->expires_ms > now)
		return false;
	bool stalled = r->late || now - r->expires_ms > STALL_MS;
	return !stalled || r->late++ >= LATE_TURNS;
}

void lb_manage_run(struct loopback *l)
{
	uint64_t now = l->options.now_ms(l->options.ctx);
	for (size_t i = 0; i < LB_REGISTRATIONS; i++) {
		struct lb_registration *r = &l->registration[i];
		if (!is_over(r, now))
			continue;
		lb_log(l, "server: the registration of %s expired", r->endpoint);
		r->used = false;
	}
}

uint64_t lb_manage_deadline_ms(const struct loopback *l)
{
	uint64_t at = UINT64_MAX;
	for (size_t i = 0; i < LB_REGISTRATIONS; i++)
		if (l->registration[i].used && l->registration[i].expires_ms < at)
			at = l->registration[i].expires_ms;
	return at;
}

void lb_manage_forget_peer(struct loopback *l, const struct lb_peer *peer)
{
	for (size_t i = 0; i < LB_REGISTRATIONS; i++)
		if (l->registration[i].peer == peer)
			l->registration[i].peer = NULL;
}
