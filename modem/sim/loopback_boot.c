/*
 * The built-in bootstrap server (2.1.1, figure 2): removes what a client has, gives it one account
 * on the management server with the security it came with, and finishes. Writes its own TLV.
 */
#include <stdio.h>
#include <string.h>

#include "modem/sim/loopback_int.h"

#define GIVEN_SHORT_ID 123 /* 4.2.1: events change from 111 to 123 */
#define GIVEN_LIFETIME 60
#define INSTANCE       1

struct bytes {
	uint8_t data[1024];
	size_t len;
};

static void put(struct bytes *b, const void *data, size_t len)
{
	if (b->len + len > sizeof(b->data))
		return;
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

/* A resource with its value: type 11, 8-bit id, length of up to 16 bits. */
static void put_resource(struct bytes *b, uint8_t id, const void *data, size_t len)
{
	uint8_t head[4] = {0xc0, id, 0, 0};
	size_t head_len = 2;
	if (len < 8) {
		head[0] |= (uint8_t)len;
	} else if (len < 256) {
		head[0] |= 0x08;
		head[2] = (uint8_t)len;
		head_len = 3;
	} else {
		head[0] |= 0x10;
		head[2] = (uint8_t)(len >> 8);
		head[3] = (uint8_t)len;
		head_len = 4;
	}
	put(b, head, head_len);
	put(b, data, len);
}

static void put_integer(struct bytes *b, uint8_t id, unsigned value)
{
	uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
		(uint8_t)value};
	put_resource(b, id, bytes, 4);
}

static void put_flag(struct bytes *b, uint8_t id, bool value)
{
	uint8_t byte = value;
	put_resource(b, id, &byte, 1);
}

static void security_object(struct loopback *l, const struct lb_peer *peer, struct bytes *b)
{
	bool secure = peer->service == LB_BOOTSTRAP_SECURE;
	const char *uri = secure ? "coaps://server.loopback:5684" : "coap://server.loopback:5683";
	uint8_t key[128];
	size_t key_len = lb_security_key(l->security, peer->identity, key, sizeof(key));
	put_resource(b, 0, uri, strlen(uri));
	put_flag(b, 1, false);
	put_integer(b, 2, secure ? 0 : 3);
	if (secure) {
		put_resource(b, 3, peer->identity, strlen(peer->identity));
		put_resource(b, 5, key, key_len);
	}
	put_integer(b, 10, GIVEN_SHORT_ID);
	memset(key, 0, sizeof(key));
}

static void server_object(struct bytes *b)
{
	put_integer(b, 0, GIVEN_SHORT_ID);
	put_integer(b, 1, GIVEN_LIFETIME);
	put_flag(b, 6, true);
	put_resource(b, 7, "U", 1);
}

/* The steps in their order; each waits for the answer to the one before. */
static const struct step {
	const char *path;
	int object; /* whose content is written, -1: none */
	uint8_t code;
} steps[] = {
	{"0", -1, LB_CODE(0, 4)},
	{"1", -1, LB_CODE(0, 4)},
	{"0/1", 0, LB_CODE(0, 3)},
	{"1/1", 1, LB_CODE(0, 3)},
	{"bs", -1, LB_CODE(0, 2)},
};
#define STEPS (sizeof(steps) / sizeof(steps[0]))

static void next_step(struct loopback *l, struct lb_boot *boot);

static void on_answer(struct loopback *l, struct lb_ask *ask, const struct lb_message *m)
{
	struct lb_boot *boot = &l->boot[ask->tag];
	if (boot->peer != ask->peer)
		return;
	if (m->code / 32 != 2) {
		lb_log(l, "bootstrap: step %u was answered %u.%02u", boot->step, m->code / 32u,
			m->code % 32u);
		boot->peer = NULL;
		return;
	}
	boot->step++;
	if (l->withhold && boot->step < STEPS)
		boot->step = STEPS - 1;
	next_step(l, boot);
}

static void next_step(struct loopback *l, struct lb_boot *boot)
{
	struct lb_message m;
	struct bytes b = {.len = 0};
	if (boot->step >= STEPS) {
		boot->peer = NULL;
		return;
	}
	const struct step *s = &steps[boot->step];
	lb_message_init(&m, LB_CON, s->code, 0);
	snprintf(m.path, sizeof(m.path), "%s", s->path);
	if (s->object == 0)
		security_object(l, boot->peer, &b);
	else if (s->object == 1)
		server_object(&b);
	if (b.len) {
		m.format = 11542;
		m.payload = b.data;
		m.payload_len = b.len;
	}
	lb_request(l, boot->peer, &m, on_answer, (unsigned)(boot - l->boot));
}

static struct lb_boot *take_boot(struct loopback *l, const struct lb_peer *peer)
{
	for (size_t i = 0; i < LB_PEERS; i++)
		if (l->boot[i].peer == peer)
			return &l->boot[i];
	for (size_t i = 0; i < LB_PEERS; i++)
		if (!l->boot[i].peer)
			return &l->boot[i];
	return NULL;
}

void lb_boot_request(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	const char *endpoint = lb_message_query(m, "ep");
	if (m->code != LB_CODE(0, 2) || strcmp(m->path, "bs") != 0) {
		lb_reply(l, peer, m, LB_CODE(4, 4), NULL);
		return;
	}
	struct lb_boot *boot = endpoint && endpoint[0] ? take_boot(l, peer) : NULL;
	uint8_t code = l->refuse ? l->refuse : boot ? LB_CODE(2, 4) : LB_CODE(4, 0);
	lb_reply(l, peer, m, code, NULL);
	if (!boot || l->refuse)
		return;
	lb_log(l, "bootstrap: %s asks", endpoint);
	*boot = (struct lb_boot){.peer = peer};
	next_step(l, boot);
}

void lb_boot_forget_peer(struct loopback *l, const struct lb_peer *peer)
{
	for (size_t i = 0; i < LB_PEERS; i++)
		if (l->boot[i].peer == peer)
			l->boot[i].peer = NULL;
}
