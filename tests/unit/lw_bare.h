/*
 * The client of lw_world.h, registered with a bare socket that the test speaks through. Messages are
 * read with the built-in servers' own codec, not the client's.
 */
#ifndef QLW_TESTS_LW_BARE_H
#define QLW_TESTS_LW_BARE_H

#include "modem/sim/loopback_codec.h"

#include "tests/unit/lw_world.h"

static size_t on_resolve(void *ctx, const char *host, uint16_t port, bool secure, bool bootstrap,
	struct sockaddr_storage *to, size_t max)
{
	(void)port, (void)secure, (void)bootstrap, (void)max;
	if (((struct world *)ctx)->resolving)
		return LW_RESOLVE_LATER;
	if (!strcmp(host, "nowhere"))
		return 0;
	to[0] = ((struct world *)ctx)->address;
	return 1;
}

static inline void turn(struct world *w)
{
	struct pollfd fd = {lw_fd(w->lw), POLLIN, 0};
	if (lw_deadline_ms(w->lw) > w->now_ms && lw_real_wait_ms(w->lw))
		poll(&fd, 1, 1);
	lw_run(w->lw);
}

/* The next message of the client. */
static inline void hear(struct world *w, struct lb_message *m)
{
	for (int i = 0; i < 5000; i++) {
		w->client_len = sizeof(w->client);
		ssize_t n = recvfrom(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT,
			(struct sockaddr *)&w->client, &w->client_len);
		if (n >= 0) {
			assert_true(lb_message_parse(m, w->bytes, (size_t)n));
			return;
		}
		turn(w);
	}
	fail_msg("the client says nothing");
}

static inline void speak(struct world *w, const struct lb_message *m)
{
	uint8_t out[LB_DATAGRAM];
	size_t len = lb_message_build(m, out, sizeof(out));
	assert_true(len > 0);
	assert_int_equal(
		sendto(w->fd, out, len, 0, (struct sockaddr *)&w->client, w->client_len), len);
}

static inline void answer(
	struct world *w, const struct lb_message *to, uint8_t code, const char *location)
{
	struct lb_message m;
	lb_message_init(&m, LB_ACK, code, to->mid);
	m.token_len = to->token_len;
	memcpy(m.token, to->token, m.token_len);
	snprintf(m.location, sizeof(m.location), "%s", location);
	speak(w, &m);
}

static inline void ask_message(
	struct world *w, struct lb_message *m, uint8_t method, const char *path)
{
	lb_message_init(m, LB_CON, method, ++w->mid);
	snprintf(m->path, sizeof(m->path), "%s", path);
	m->token_len = 4;
	memcpy(m->token, "toke", 4);
}

static inline int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct sockaddr_in *a = (struct sockaddr_in *)&w->address;
	socklen_t len = sizeof(*a);
	struct lw_account *account = &w->config.account[1];
	struct lb_message m;
	w->now_ms = 1000;
	w->fd = socket(AF_INET, SOCK_DGRAM, 0);
	a->sin_family = AF_INET;
	a->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(w->fd, (struct sockaddr *)a, sizeof(*a)), 0);
	getsockname(w->fd, (struct sockaddr *)a, &len);
	*account = (struct lw_account){.used = true,
		.has_server = true,
		.short_id = 102,
		.uri = "coap://server",
		.security_mode = 3,
		.life_time = 300,
		.disable_time = 60,
		.binding = "U"};
	strcpy(w->config.reg_endpoint, "urn:imei:864475040090705");
	strcpy(w->config.device.manufacturer, "Quectel");
	strcpy(w->config.device.model_no, "BG95-M3");
	strcpy(w->config.host[0][0], "host-1");
	power_on(w);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	hear(w, &m);
	assert_string_equal(m.path, "rd");
	assert_string_equal(lb_message_query(&m, "b"), "U");
	assert_string_equal(lb_message_query(&m, "lt"), "300");
	assert_string_equal(lb_message_query(&m, "lwm2m"), "1.0");
	assert_non_null(memmem(m.payload, m.payload_len, ",</16/0>,", 9)); /* "host",0 is set */
	answer(w, &m, LB_CODE(2, 1), "rd/5a3f");
	while (!lw_registered(w->lw))
		turn(w);
	w->said[0] = '\0';
	*state = w;
	return 0;
}

static inline int tear_down(void **state)
{
	struct world *w = *state;
	lw_close(w->lw);
	close(w->fd);
	free(w);
	return 0;
}

enum {
	GET = 1,
	POST,
	PUT,
	DELETE,
	FETCH,
	IPATCH = 7,
};

/* Reads this value as text, whatever else the client has to say meanwhile. */
static inline void check_answer(struct world *w, const char *path, const char *text)
{
	struct lb_message m, got;
	ask_message(w, &m, GET, path);
	m.accept = 0;
	speak(w, &m);
	do
		hear(w, &got);
	while (got.mid != m.mid || got.type != LB_ACK);
	assert_int_equal(got.code, LB_CODE(2, 5));
	assert_int_equal(got.payload_len, strlen(text));
	assert_memory_equal(got.payload, text, strlen(text));
}

/* Observe 0 begins, 1 cancels. */
static inline void observe(struct world *w, const char *path, long flag, struct lb_message *got)
{
	struct lb_message m;
	ask_message(w, &m, GET, path);
	m.observe = flag;
	m.accept = 0;
	speak(w, &m);
	hear(w, got);
	assert_int_equal(got->code, LB_CODE(2, 5));
}

#endif
