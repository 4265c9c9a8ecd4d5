/*
 * A short talk with a port: see probe.h. It knows framer and engine, but keeps no model and no journal,
 * and sets nothing.
 */
#include "modem/probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/baud.h"
#include "modem/engine.h"
#include "modem/framer.h"
#include "modem/port/transport.h"

#define ANSWER_MS 1000
#define TRIES     2 /* of AT at a rate that is not searched for: the first may wake it */

static const char *const questions[] = {"AT", "ATI", "AT+CGSN"};
enum {
	QUESTIONS = sizeof questions / sizeof *questions
};

struct probe {
	char port[256];
	bool search, over;
	struct transport *transport;
	struct framer *framer;
	struct engine *engine;
	struct overheard overheard;
	struct baud baud;
	struct net_identity identity;
	struct net_status status;
	struct probe_found found;
	size_t next;    /* question */
	unsigned tries; /* of AT, at the rate given */
	bool asking, unanswered;
	uint64_t now_ms, end_ms;
};

/* --- wiring -------------------------------------------------------------------------------------- */

static void on_frame(void *ctx, const struct frame *frame)
{
	struct probe *p = ctx;
	if (frame->kind == FRAME_LINE)
		engine_line(p->engine, frame->text, frame->len, p->now_ms);
}

static size_t no_payload(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
	return 0;
}

static void on_began(void *ctx, const char *command)
{
	struct probe *p = ctx;
	framer_expect_echo(p->framer, command, strlen(command));
}

static void on_answer(void *ctx, const char *command, const char *line, size_t len)
{
	struct probe *p = ctx;
	net_apply(&p->identity, &p->status, command, line, len);
}

static void on_data(void *ctx, const uint8_t *bytes, size_t n)
{
	(void)ctx;
	(void)bytes;
	(void)n;
}

static void on_ended(void *ctx, const char *command, const struct engine_result *result)
{
	(void)ctx;
	(void)command;
	(void)result;
}

static void on_other(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
}

static void on_state(void *ctx, bool answering)
{
	(void)ctx;
	(void)answering;
}

static bool wire(struct probe *p)
{
	const struct framer_ops framer = {.ctx = p, .frame = on_frame, .payload_after = no_payload};
	const struct engine_ops engine = {.ctx = p,
		.began = on_began,
		.data = on_data,
		.answer = on_answer,
		.ended = on_ended,
		.unsolicited = on_other,
		.late = on_other,
		.state = on_state};
	p->framer = framer_new(&framer);
	p->engine = engine_new(&engine);
	return p->framer && p->engine;
}

/* --- the talk -------------------------------------------------------------------------------------- */

static void finish(struct probe *p, enum probe_end end)
{
	if (p->over)
		return;
	transport_close(p->transport);
	p->transport = NULL;
	p->over = true;
	p->found.end = end;
	p->found.baud = p->baud.now;
	p->found.overheard = overheard_kind(&p->overheard);
	p->found.family = net_family_of(p->identity.model);
	snprintf(p->found.model, sizeof p->found.model, "%s", p->identity.model);
	snprintf(p->found.imei, sizeof p->found.imei, "%s", p->identity.imei);
}

static bool open_port(struct probe *p)
{
	const struct transport_options o = {.baud = p->baud.now};
	if (transport_open(&p->transport, p->port, &o, &p->found.diag) == 0)
		return true;
	finish(p, PROBE_END_TROUBLE);
	return false;
}

static void answered(void *ctx, const struct engine_result *result)
{
	struct probe *p = ctx;
	p->asking = false;
	p->unanswered = result->end == ENGINE_END_TIMEOUT;
	if (result->end == ENGINE_END_TIMEOUT && p->next == 0)
		return;
	/* whatever it says to ATI and AT+CGSN, it answers */
	p->next++;
	p->unanswered = false;
	baud_found(&p->baud);
}

static void ask(struct probe *p)
{
	if (p->asking || p->over)
		return;
	if (p->next == QUESTIONS) {
		finish(p, PROBE_END_FOUND);
		return;
	}
	const struct engine_request r = {.line = questions[p->next],
		.timeout_ms = p->baud.searching ? BAUD_TRY_MS : ANSWER_MS,
		.done = answered,
		.ctx = p};
	p->asking = engine_submit(p->engine, &r) > 0;
}

/* AT was not answered: once more, at another rate, or that was it. */
static void try_again(struct probe *p, uint64_t now_ms)
{
	p->unanswered = false;
	framer_reset(p->framer);
	engine_restart(p->engine, now_ms);
	if (!p->baud.searching && ++p->tries < TRIES)
		return;
	if (!p->search || p->baud.exhausted) {
		finish(p, PROBE_END_SILENT);
		return;
	}
	if (!baud_unanswered(&p->baud))
		return;
	p->tries = 0;
	transport_close(p->transport);
	p->transport = NULL;
	if (p->baud.exhausted)
		finish(p, PROBE_END_SILENT);
	else
		open_port(p);
}

static void read_port(struct probe *p, uint64_t now_ms)
{
	uint8_t bytes[2048];
	for (int i = 0; i < 16 && p->transport; i++) {
		const ssize_t n = transport_read(p->transport, bytes, sizeof bytes);
		if (n < 0) {
			qlw_diag_set(&p->found.diag, QLW_EEOF, "it went away");
			finish(p, PROBE_END_TROUBLE);
		}
		if (n <= 0)
			return;
		overheard_feed(&p->overheard, bytes, (size_t)n);
		framer_feed(p->framer, bytes, (size_t)n, now_ms);
	}
}

static void write_port(struct probe *p, uint64_t now_ms)
{
	const uint8_t *bytes;
	size_t n;
	while (p->transport && (n = engine_output(p->engine, &bytes)) > 0) {
		const ssize_t k = transport_write(p->transport, bytes, n);
		if (k <= 0)
			return;
		engine_wrote(p->engine, (size_t)k, now_ms);
	}
}

void probe_run(struct probe *p, uint64_t now_ms)
{
	p->now_ms = now_ms;
	if (p->over)
		return;
	read_port(p, now_ms);
	if (p->transport)
		transport_tick(p->transport, now_ms);
	framer_tick(p->framer, now_ms);
	engine_tick(p->engine, now_ms);
	if (p->unanswered)
		try_again(p, now_ms);
	if (now_ms >= p->end_ms)
		finish(p, p->next ? PROBE_END_FOUND : PROBE_END_SILENT);
	ask(p);
	write_port(p, now_ms);
}

/* --- its life -------------------------------------------------------------------------------------- */

struct probe *probe_start(const char *port, int baud, bool search, uint64_t now_ms)
{
	struct probe *p = calloc(1, sizeof *p);
	if (!p || !wire(p)) {
		probe_free(p);
		return NULL;
	}
	snprintf(p->port, sizeof p->port, "%s", port);
	p->search = search;
	p->end_ms = now_ms + (search ? PROBE_SEARCH_MS : PROBE_MS);
	baud_init(&p->baud, baud);
	net_clear(&p->status);
	open_port(p);
	probe_run(p, now_ms);
	return p;
}

void probe_free(struct probe *p)
{
	if (!p)
		return;
	transport_close(p->transport);
	engine_free(p->engine);
	framer_free(p->framer);
	free(p);
}

struct pollfd probe_pollfd(const struct probe *p)
{
	if (!p->transport)
		return (struct pollfd){.fd = -1};
	return transport_pollfd(p->transport, engine_has_output(p->engine));
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t probe_deadline_ms(const struct probe *p)
{
	if (p->over)
		return UINT64_MAX;
	uint64_t at = sooner(engine_deadline_ms(p->engine), framer_deadline_ms(p->framer));
	if (p->transport)
		at = sooner(at, transport_deadline_ms(p->transport));
	return sooner(at, p->end_ms);
}

bool probe_over(const struct probe *p)
{
	return p->over;
}

const struct probe_found *probe_found(const struct probe *p)
{
	return &p->found;
}

const char *probe_doing(const struct probe *p)
{
	const char *rate = baud_doing(&p->baud);
	return rate ? rate : "asking";
}
