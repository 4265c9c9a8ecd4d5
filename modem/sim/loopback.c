/*
 * The built-in servers: sockets, peers, requests of our own with their repeats. Knows no LwM2M and
 * shares no protocol code with the client.
 */
#include "modem/sim/loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "modem/sim/loopback_int.h"

#define REPEATS     4
#define REPEAT_MS   500
#define READS_A_RUN 64 /* a flood must not keep the others waiting */

void lb_log(struct loopback *l, const char *format, ...)
{
	char line[512];
	va_list args;
	if (!l->options.log)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	l->options.log(l->options.ctx, line);
}

uint64_t lb_real_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* splitmix64: numbers that look random and repeat by seed */
uint64_t lb_random(struct loopback *l)
{
	uint64_t z = l->random += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* --- sockets ----------------------------------------------------------------------------- */

static socklen_t address_len(int family)
{
	return family ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

static void loopback_of(int family, struct sockaddr_storage *out)
{
	memset(out, 0, sizeof(*out));
	if (family) {
		struct sockaddr_in6 *a = (struct sockaddr_in6 *)out;
		a->sin6_family = AF_INET6;
		a->sin6_addr = in6addr_loopback;
	} else {
		struct sockaddr_in *a = (struct sockaddr_in *)out;
		a->sin_family = AF_INET;
		a->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	}
}

/* Binds to the address already chosen, or to a free port that it then remembers. */
static int open_socket(struct loopback *l, int service, int family)
{
	struct sockaddr_storage *a = &l->address[service][family];
	socklen_t len = address_len(family);
	int fd = socket(family ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (!a->ss_family)
		loopback_of(family, a);
	if (bind(fd, (struct sockaddr *)a, len) < 0 ||
		getsockname(fd, (struct sockaddr *)a, &len) < 0) {
		close(fd);
		a->ss_family = 0;
		return -1;
	}
	struct epoll_event e = {.events = EPOLLIN, .data.u32 = (uint32_t)(service * 2 + family)};
	epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e);
	return fd;
}

static bool open_sockets(struct loopback *l)
{
	bool any = false;
	for (int service = 0; service < LB_SERVICES; service++)
		for (int family = 0; family < 2; family++) {
			l->fd[service][family] = open_socket(l, service, family);
			any = any || l->fd[service][family] >= 0;
		}
	return any;
}

static void close_sockets(struct loopback *l)
{
	for (int service = 0; service < LB_SERVICES; service++)
		for (int family = 0; family < 2; family++) {
			if (l->fd[service][family] >= 0)
				close(l->fd[service][family]);
			l->fd[service][family] = -1;
		}
}

/* --- peers ------------------------------------------------------------------------------- */

static void drop_peer(struct loopback *l, struct lb_peer *p)
{
	lb_manage_forget_peer(l, p);
	lb_boot_forget_peer(l, p);
	for (size_t i = 0; i < LB_ASKS; i++)
		if (l->ask[i].peer == p)
			l->ask[i].peer = NULL;
	lb_dtls_free(p->dtls);
	memset(p, 0, sizeof(*p));
}

static struct lb_peer *new_peer(struct loopback *l)
{
	struct lb_peer *oldest = &l->peer[0];
	for (size_t i = 0; i < LB_PEERS; i++) {
		if (!l->peer[i].used)
			return &l->peer[i];
		if (l->peer[i].last < oldest->last)
			oldest = &l->peer[i];
	}
	drop_peer(l, oldest);
	return oldest;
}

static struct lb_peer *find_peer(struct loopback *l, enum lb_service service, int family,
	const struct sockaddr_storage *from, socklen_t len)
{
	for (size_t i = 0; i < LB_PEERS; i++) {
		struct lb_peer *p = &l->peer[i];
		if (p->used && p->service == service && p->address_len == len &&
			!memcmp(&p->address, from, len))
			return p;
	}
	struct lb_peer *p = new_peer(l);
	*p = (struct lb_peer){.used = true,
		.service = service,
		.family = family,
		.address = *from,
		.address_len = len};
	return p;
}

static bool is_secure(const struct lb_peer *p)
{
	return p->service == LB_MANAGE_SECURE || p->service == LB_BOOTSTRAP_SECURE;
}

static bool is_lost(struct loopback *l)
{
	return l->lose_percent && lb_random(l) % 100 < l->lose_percent;
}

void lb_send_raw(struct loopback *l, struct lb_peer *p, const uint8_t *bytes, size_t len)
{
	int fd = l->fd[p->service][p->family];
	if (fd < 0 || l->silent || is_lost(l))
		return;
	/* A lost datagram is what UDP does; our own requests are repeated. */
	ssize_t sent = sendto(fd, bytes, len, 0, (struct sockaddr *)&p->address, p->address_len);
	(void)sent;
}

void lb_send_bytes(struct loopback *l, struct lb_peer *p, const uint8_t *bytes, size_t len)
{
	if (!len)
		return;
	if (p->dtls)
		lb_dtls_write(p->dtls, bytes, len);
	else if (!is_secure(p))
		lb_send_raw(l, p, bytes, len);
}

/* --- messages ---------------------------------------------------------------------------- */

static void send_message(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	uint8_t bytes[LB_DATAGRAM];
	lb_send_bytes(l, peer, bytes, lb_message_build(m, bytes, sizeof(bytes)));
}

void lb_reply(struct loopback *l, struct lb_peer *peer, const struct lb_message *to, uint8_t code,
	const char *location)
{
	struct lb_message m;
	lb_message_init(&m, to->type == LB_CON ? LB_ACK : LB_NON, code,
		to->type == LB_CON ? to->mid : l->next_mid++);
	memcpy(m.token, to->token, to->token_len);
	m.token_len = to->token_len;
	if (location)
		snprintf(m.location, sizeof(m.location), "%s", location);
	send_message(l, peer, &m);
}

static struct lb_ask *free_ask(struct loopback *l)
{
	for (size_t i = 0; i < LB_ASKS; i++)
		if (!l->ask[i].peer)
			return &l->ask[i];
	return NULL;
}

void lb_request(struct loopback *l, struct lb_peer *peer, struct lb_message *m,
	void (*answered)(struct loopback *, struct lb_ask *, const struct lb_message *),
	unsigned tag)
{
	struct lb_ask *a = free_ask(l);
	uint64_t token = lb_random(l);
	if (!a)
		return;
	m->mid = l->next_mid++;
	m->token_len = 8;
	memcpy(m->token, &token, 8);
	*a = (struct lb_ask){.peer = peer, .mid = m->mid, .answered = answered, .tag = tag};
	memcpy(a->token, m->token, 8);
	a->len = lb_message_build(m, a->bytes, sizeof(a->bytes));
	a->again_ms = lb_real_ms() + REPEAT_MS;
	lb_send_bytes(l, peer, a->bytes, a->len);
}

static void run_asks(struct loopback *l)
{
	uint64_t now = lb_real_ms();
	for (size_t i = 0; i < LB_ASKS; i++) {
		struct lb_ask *a = &l->ask[i];
		if (!a->peer || a->again_ms > now)
			continue;
		if (a->tries++ >= REPEATS) {
			a->peer = NULL;
			continue;
		}
		a->again_ms = now + ((uint64_t)REPEAT_MS << a->tries);
		lb_send_bytes(l, a->peer, a->bytes, a->len);
	}
}

static void take_answer(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	for (size_t i = 0; i < LB_ASKS; i++) {
		struct lb_ask *a = &l->ask[i];
		if (a->peer != peer)
			continue;
		if (m->code == 0) { /* RST refuses; an empty ACK promises an answer */
			if (m->type == LB_RST && m->mid == a->mid)
				a->peer = NULL;
			continue;
		}
		if (m->token_len != 8 || memcmp(m->token, a->token, 8) != 0)
			continue;
		struct lb_ask done = *a;
		a->peer = NULL;
		if (m->type == LB_CON) {
			struct lb_message ack;
			lb_message_init(&ack, LB_ACK, 0, m->mid);
			send_message(l, peer, &ack);
		}
		done.peer = peer;
		done.answered(l, &done, m);
		return;
	}
	if (m->code == 0 || m->type == LB_ACK)
		return;
	struct lb_message answer;
	lb_message_init(&answer, lb_manage_notified(l, peer, m) ? LB_ACK : LB_RST, 0, m->mid);
	if (m->type == LB_CON || answer.type == LB_RST)
		send_message(l, peer, &answer);
}

static void take_request(struct loopback *l, struct lb_peer *peer, const struct lb_message *m)
{
	if (m->type != LB_CON && m->type != LB_NON)
		return;
	if (peer->service == LB_MANAGE || peer->service == LB_MANAGE_SECURE)
		lb_manage_request(l, peer, m);
	else
		lb_boot_request(l, peer, m);
}

void lb_receive(struct loopback *l, struct lb_peer *peer, const uint8_t *bytes, size_t len)
{
	struct lb_message m;
	if (l->silent || !lb_message_parse(&m, bytes, len))
		return;
	if (m.code >= 1 && m.code < 32)
		take_request(l, peer, &m);
	else
		take_answer(l, peer, &m);
}

/* --- life -------------------------------------------------------------------------------- */

static void read_socket(struct loopback *l, enum lb_service service, int family)
{
	uint8_t bytes[2048];
	for (int i = 0; i < READS_A_RUN; i++) {
		struct sockaddr_storage from;
		socklen_t len = sizeof(from);
		memset(&from, 0, sizeof(from));
		ssize_t n = recvfrom(l->fd[service][family], bytes, sizeof(bytes), 0,
			(struct sockaddr *)&from, &len);
		if (n < 0)
			return;
		if (is_lost(l))
			continue;
		struct lb_peer *p = find_peer(l, service, family, &from, len);
		p->last = ++l->clock;
		if (is_secure(p) && !p->dtls)
			p->dtls = lb_dtls_new(l, p);
		if (p->dtls)
			lb_dtls_input(p->dtls, bytes, (size_t)n);
		else if (!is_secure(p))
			lb_receive(l, p, bytes, (size_t)n);
	}
}

struct loopback *loopback_open(const struct loopback_options *options)
{
	struct loopback *l = calloc(1, sizeof(*l));
	if (!l)
		return NULL;
	l->options = *options;
	l->random = options->seed;
	l->life_random = ~options->seed;
	l->next_mid = (uint16_t)lb_random(l);
	memset(l->fd, -1, sizeof(l->fd));
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->security = lb_security_open(options->credentials, options->certificate);
	if (l->epoll < 0 || !l->security || !open_sockets(l)) {
		loopback_close(l);
		return NULL;
	}
	return l;
}

void loopback_close(struct loopback *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < LB_PEERS; i++)
		lb_dtls_free(l->peer[i].dtls);
	close_sockets(l);
	lb_security_close(l->security);
	if (l->epoll >= 0)
		close(l->epoll);
	free(l);
}

size_t loopback_address(const struct loopback *l, bool secure, bool bootstrap,
	struct sockaddr_storage *to, size_t max)
{
	int service = (bootstrap ? LB_BOOTSTRAP : LB_MANAGE) + (secure ? 1 : 0);
	size_t n = 0;
	for (int family = 1; family >= 0 && n < max; family--)
		if (l->address[service][family].ss_family)
			to[n++] = l->address[service][family];
	return n;
}

int loopback_fd(const struct loopback *l)
{
	return l->epoll;
}

uint64_t loopback_deadline_ms(const struct loopback *l)
{
	uint64_t manage = lb_manage_deadline_ms(l), life = lb_life_deadline_ms(l);
	return manage < life ? manage : life;
}

uint64_t loopback_real_wait_ms(const struct loopback *l)
{
	uint64_t wait = UINT64_MAX, now = lb_real_ms();
	for (size_t i = 0; i < LB_ASKS; i++) {
		const struct lb_ask *a = &l->ask[i];
		if (!a->peer)
			continue;
		uint64_t own = a->again_ms > now ? a->again_ms - now : 0;
		wait = own < wait ? own : wait;
	}
	for (size_t i = 0; i < LB_PEERS; i++) {
		uint64_t own = l->peer[i].dtls ? lb_dtls_wait_ms(l->peer[i].dtls) : UINT64_MAX;
		wait = own < wait ? own : wait;
	}
	return wait;
}

void loopback_run(struct loopback *l)
{
	struct epoll_event ready[LB_SERVICES * 2];
	int n = epoll_wait(l->epoll, ready, LB_SERVICES * 2, 0);
	lb_manage_run(l); /* what has expired is gone before it can be updated */
	for (int i = 0; i < n; i++) {
		int service = (int)(ready[i].data.u32 / 2), family = (int)(ready[i].data.u32 % 2);
		if (l->fd[service][family] >= 0)
			read_socket(l, (enum lb_service)service, family);
	}
	lb_life_run(l);
	run_asks(l);
	for (size_t i = 0; i < LB_PEERS; i++)
		if (l->peer[i].dtls)
			lb_dtls_tick(l->peer[i].dtls);
}

void loopback_silence(struct loopback *l, bool silent)
{
	l->silent = silent;
}

void loopback_stop(struct loopback *l, bool stopped)
{
	if (stopped == l->stopped)
		return;
	l->stopped = stopped;
	if (stopped)
		close_sockets(l);
	else
		open_sockets(l);
}
