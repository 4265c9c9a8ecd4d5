/*
 * The LwM2M client on a virtual clock with everything it reports written down, for test_sim_lw*.c.
 * Whoever includes this defines on_resolve: where server names lead. lw_servers.h has the built-in
 * servers behind it, lw_bare.h a bare socket.
 */
#ifndef QLW_TESTS_LW_WORLD_H
#define QLW_TESTS_LW_WORLD_H

#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "modem/sim/lw.h"

#define NOTE_ID  "urn:imei:864475040090705"
#define NOTE_KEY "123456789"

struct world {
	uint64_t now_ms;
	struct lw_config config;
	struct lw *lw;
	bool no_call, no_ipv6; /* data calls */
	bool resolving;        /* names are still being looked up */
	char said[4096];       /* what the client reported, a word each */
	char log[8192];        /* what it would say with -v */
	struct {
		char name[32];
		uint8_t bytes[4096];
		size_t len;
	} flash[6];
	int reboots;
	const char *ca, *ca_name; /* a file in /datatx/ssl, 102_server.pem where it has no name */
	/* lw_servers.h */
	struct loopback *servers;
	int resumed;     /* DTLS sessions, as the servers count them */
	char result[64]; /* what a read brought, in hexadecimal */
	/* lw_bare.h */
	int fd;
	struct sockaddr_storage address, client;
	socklen_t client_len;
	uint16_t mid;
	uint8_t bytes[2048];
};

static inline uint64_t on_now(void *ctx)
{
	return ((struct world *)ctx)->now_ms;
}
static inline const struct lw_config *on_config(void *ctx)
{
	return &((struct world *)ctx)->config;
}
static size_t on_resolve(void *ctx, const char *host, uint16_t port, bool secure, bool bootstrap,
	struct sockaddr_storage *to, size_t max);
static inline bool on_data_call(void *ctx, unsigned cid, bool v4_only)
{
	const struct world *w = ctx;
	(void)cid;
	return !w->no_call && (!w->no_ipv6 || v4_only);
}

__attribute__((format(printf, 2, 3))) static inline void say(
	struct world *w, const char *format, ...)
{
	size_t at = strlen(w->said);
	va_list args;
	va_start(args, format);
	vsnprintf(w->said + at, sizeof(w->said) - at, format, args);
	va_end(args);
}
static inline void on_done(void *ctx, enum lw_done what, enum qlw_result err)
{
	say(ctx, "%s=%d ", what == LW_DONE_REG ? "reg" : "dereg", (int)err);
}
static inline void on_event(void *ctx, unsigned short_id, enum qlw_state state)
{
	say(ctx, "%u:%d ", short_id, (int)state);
}
static inline void on_observe(
	void *ctx, unsigned short_id, const char *uri, uint16_t mid, uint64_t token, bool cancel)
{
	(void)mid;
	assert_true(token != 0);
	say(ctx, "observe(%u,%s,%d) ", short_id, uri, cancel);
}
static inline void on_delivery(void *ctx, unsigned short_id, const char *uri, uint16_t mid,
	uint64_t token, enum qlw_delivery code)
{
	(void)mid;
	assert_true(token != 0);
	say(ctx, "uldata(%u,%s,%d) ", short_id, uri, (int)code);
}
static inline void on_recv(
	void *ctx, const char *uri, enum qlw_data_type type, const void *data, size_t len)
{
	say(ctx, "recv(%s,%d,%.*s) ", uri, (int)type, (int)len, (const char *)data);
}
static inline void on_reboot(void *ctx, bool factory)
{
	struct world *w = ctx;
	w->reboots++;
	say(w, "reboot(%d) ", factory);
}
static inline void on_store(void *ctx, const char *name, const void *data, size_t len)
{
	struct world *w = ctx;
	size_t i = 0;
	while (i < 5 && w->flash[i].name[0] && strcmp(w->flash[i].name, name))
		i++;
	assert_true(len <= sizeof(w->flash[i].bytes));
	snprintf(w->flash[i].name, sizeof(w->flash[i].name), "%s", name);
	if (len)
		memcpy(w->flash[i].bytes, data, len);
	w->flash[i].len = len;
}
static inline size_t on_load(void *ctx, const char *name, void *data, size_t max)
{
	struct world *w = ctx;
	for (size_t i = 0; i < 6; i++) {
		if (strcmp(w->flash[i].name, name) || w->flash[i].len > max)
			continue;
		memcpy(data, w->flash[i].bytes, w->flash[i].len);
		return w->flash[i].len;
	}
	return 0;
}

static inline bool on_file(void *ctx, const char *name, char *path, size_t max)
{
	const struct world *w = ctx;
	if (!w->ca || strcmp(name, w->ca_name ? w->ca_name : "102_server.pem"))
		return false;
	snprintf(path, max, "%s", w->ca);
	return true;
}

static inline void on_own_log(void *ctx, const char *line)
{
	struct world *w = ctx;
	size_t at = strlen(w->log);
	snprintf(w->log + at, sizeof(w->log) - at, "%s\n", line);
}

static inline void power_on(struct world *w)
{
	struct lw_env env = {.ctx = w,
		.now_ms = on_now,
		.config = on_config,
		.resolve = on_resolve,
		.data_call = on_data_call,
		.done = on_done,
		.event = on_event,
		.observe = on_observe,
		.delivery = on_delivery,
		.recv = on_recv,
		.reboot = on_reboot,
		.speed = 1000,
		.store = on_store,
		.load = on_load,
		.file = on_file,
		.log = on_own_log};
	w->lw = lw_open(&env, 7);
	assert_non_null(w->lw);
}

static inline void clear(struct world *w)
{
	w->said[0] = w->log[0] = '\0';
}

#endif
