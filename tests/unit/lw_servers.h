/*
 * The client of lw_world.h and the built-in servers in one process, over real sockets, on a virtual
 * clock that moves to the next deadline whenever nobody has anything to say.
 */
#ifndef QLW_TESTS_LW_SERVERS_H
#define QLW_TESTS_LW_SERVERS_H

#include "modem/sim/loopback.h"

#include "tests/unit/lw_world.h"

static size_t on_resolve(void *ctx, const char *host, uint16_t port, bool secure, bool bootstrap,
	struct sockaddr_storage *to, size_t max)
{
	struct world *w = ctx;
	(void)port;
	if (!strcmp(host, "fallback") && max > 1) { /* nobody at the IPv6 address */
		struct sockaddr_in6 *a = (struct sockaddr_in6 *)&to[0];
		size_t n = loopback_address(w->servers, secure, bootstrap, to, max);
		assert_int_equal(to[n - 1].ss_family, AF_INET);
		to[1] = to[n - 1];
		memset(a, 0, sizeof(to[0]));
		a->sin6_family = AF_INET6;
		a->sin6_addr = in6addr_loopback;
		a->sin6_port = htons(9);
		return 2;
	}
	return strcmp(host, "nowhere") ? loopback_address(w->servers, secure, bootstrap, to, max)
				       : 0;
}

static inline void on_log(void *ctx, const char *line)
{
	struct world *w = ctx;
	const char *body = strstr(line, "2.05 ");
	w->resumed += strstr(line, "resumed session") != NULL;
	if (body)
		snprintf(w->result, sizeof(w->result), "%s", body + 5);
}

static inline int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct loopback_options o = {.seed = 7, .now_ms = on_now, .log = on_log, .ctx = w};
	w->now_ms = 1000;
	w->servers = loopback_open(&o);
	assert_non_null(w->servers);
	w->config.retry_timeout = 60;
	w->config.retry_exponent = 2;
	w->config.max_timeout = 480;
	strcpy(w->config.reg_endpoint, NOTE_ID);
	strcpy(w->config.bs_endpoint, NOTE_ID);
	power_on(w);
	*state = w;
	return 0;
}

static inline int tear_down(void **state)
{
	struct world *w = *state;
	lw_close(w->lw);
	loopback_close(w->servers);
	free(w);
	return 0;
}

static inline void account(struct world *w, unsigned i, unsigned short_id, const char *uri,
	bool bootstrap, int mode, const char *key)
{
	struct lw_account *a = &w->config.account[i];
	*a = (struct lw_account){.used = true,
		.has_server = true,
		.short_id = short_id,
		.bootstrap = bootstrap,
		.security_mode = mode,
		.life_time = 60,
		.period_max = 50,
		.disable_time = 60,
		.discard = true,
		.pdp_cid = 1};
	strcpy(a->uri, uri);
	strcpy(a->binding, "UQS");
	strcpy(a->psk_id, NOTE_ID);
	a->psk_key_len = strlen(key);
	memcpy(a->psk_key, key, a->psk_key_len);
	lw_account_changed(w->lw, i);
}

static inline uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* One turn: waits for packets as long as somebody expects some, else moves the clock on. */
static inline void turn(struct world *w, uint64_t until_ms)
{
	struct pollfd fd[] = {{lw_fd(w->lw), POLLIN, 0}, {loopback_fd(w->servers), POLLIN, 0}};
	uint64_t real = least(lw_real_wait_ms(w->lw), loopback_real_wait_ms(w->servers));
	uint64_t due = least(lw_deadline_ms(w->lw), loopback_deadline_ms(w->servers));
	bool waiting = real != UINT64_MAX;
	if (due <= w->now_ms)
		waiting = true, real = 0;
	int ready = poll(fd, 2, waiting ? (int)least(real, 100) : 0);
	if (!ready && !waiting)
		w->now_ms = least(due, until_ms);
	lw_run(w->lw);
	loopback_run(w->servers);
}

/* Until the log holds text; the clock may move at most this far. */
static inline void wait_for(struct world *w, const char *text, uint64_t within_ms)
{
	uint64_t until = w->now_ms + within_ms;
	while (!strstr(w->said, text)) {
		if (w->now_ms >= until)
			fail_msg("no \"%s\" in \"%s\"", text, w->said);
		turn(w, until);
	}
}

static inline void let_pass(struct world *w, uint64_t ms)
{
	uint64_t until = w->now_ms + ms;
	while (w->now_ms < until)
		turn(w, until);
}

static inline void registered(struct world *w)
{
	account(w, 0, 100, "coap://leshan.eclipseprojects.io:5683", false, 3, "");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 5000);
	clear(w);
}

static inline void tell(struct world *w, const char *words)
{
	assert_true(loopback_tell(w->servers, words));
}

#endif
