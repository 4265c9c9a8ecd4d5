/* Engine and framer together, driven by a test: what was written, and everything that happened. */
#ifndef QLW_TESTS_ENGINE_RIG_H
#define QLW_TESTS_ENGINE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/at.h"
#include "modem/engine.h"
#include "modem/framer.h"
#include "modem/qlw.h"

/* Everything that happened, as one line each; requests write too. */
struct rig {
	struct engine *e;
	struct framer *f;
	uint64_t now_ms;
	char wire[8192]; /* what was written */
	char log[1 << 16];
	size_t len;
};

static inline void note(struct rig *r, const char *tag, const char *text, size_t n)
{
	r->len += (size_t)snprintf(
		r->log + r->len, sizeof r->log - r->len, "%s %.*s\n", tag, (int)n, text);
	assert_true(r->len < sizeof r->log);
}

static inline void op_began(void *ctx, const char *command)
{
	struct rig *r = ctx;
	framer_expect_echo(r->f, command, strlen(command));
	framer_expect_prompt(r->f, true);
}

static inline void op_data(void *ctx, const uint8_t *bytes, size_t n)
{
	note(ctx, "data", (const char *)bytes, n);
}

static inline void op_answer(void *ctx, const char *command, const char *line, size_t len)
{
	(void)command;
	note(ctx, "answer", line, len);
}

static const char *const rig_ends[] = {
	"OK", "ERROR", "CME", "CMS", "TIMEOUT", "RESTART", "CANCELLED"};

static inline void op_ended(void *ctx, const char *command, const struct engine_result *result)
{
	char text[256];
	int n = snprintf(text, sizeof text, "%s %s", command, rig_ends[result->end]);
	if (result->end == ENGINE_END_CME)
		n += snprintf(text + n, sizeof text - (size_t)n, " %d", result->code);
	note(ctx, "ended", text, (size_t)n);
}

static inline void op_unsolicited(void *ctx, const char *line, size_t len)
{
	note(ctx, "urc", line, len);
}

static inline void op_late(void *ctx, const char *line, size_t len)
{
	note(ctx, "late", line, len);
}

static inline void op_state(void *ctx, bool answering)
{
	note(ctx, "state", answering ? "up" : "down", answering ? 2 : 4);
}

static inline void on_frame(void *ctx, const struct frame *frame)
{
	struct rig *r = ctx;
	if (frame->kind == FRAME_LINE)
		engine_line(r->e, frame->text, frame->len, r->now_ms);
	else if (frame->kind == FRAME_PROMPT)
		engine_prompt(r->e, r->now_ms);
	else if (frame->kind == FRAME_PAYLOAD)
		note(r, "payload", frame->text, frame->len);
	if (frame->kind == FRAME_PAYLOAD)
		engine_payload(r->e, (const uint8_t *)frame->text, frame->len, frame->truncated,
			r->now_ms);
}

static inline size_t payload_after(void *ctx, const char *line, size_t len)
{
	struct rig *r = ctx;
	size_t n = engine_payload_after(r->e, line, len);
	return n ? n : qlw_payload_after(line, len);
}

static inline void rig_open(struct rig *r)
{
	const struct engine_ops eops = {
		r, op_began, op_data, op_answer, op_ended, op_unsolicited, op_late, op_state, NULL};
	const struct framer_ops fops = {r, on_frame, payload_after};
	memset(r, 0, sizeof *r);
	r->now_ms = 1000;
	r->e = engine_new(&eops);
	r->f = framer_new(&fops);
	assert_non_null(r->e);
	assert_non_null(r->f);
}

static inline void rig_close(struct rig *r)
{
	engine_free(r->e);
	framer_free(r->f);
}

static inline void pump(struct rig *r)
{
	const uint8_t *bytes;
	size_t n;
	engine_tick(r->e, r->now_ms);
	while ((n = engine_output(r->e, &bytes)) > 0) {
		strncat(r->wire, (const char *)bytes, n);
		engine_wrote(r->e, n, r->now_ms);
	}
}

static inline int submit(struct rig *r, const char *line)
{
	const struct engine_request q = {.line = line, .timeout_ms = 300};
	int id = engine_submit(r->e, &q);
	pump(r);
	return id;
}

static inline void feed(struct rig *r, const char *bytes, size_t n, size_t size)
{
	for (size_t i = 0; i < n; i += size) {
		framer_feed(
			r->f, (const uint8_t *)bytes + i, n - i < size ? n - i : size, r->now_ms);
		pump(r);
	}
}

static inline void say(struct rig *r, const char *bytes)
{
	feed(r, bytes, strlen(bytes), 4096);
}

static inline void wait_until(struct rig *r, uint64_t t_ms)
{
	while (r->now_ms < t_ms) {
		uint64_t at = engine_deadline_ms(r->e);
		r->now_ms = at < t_ms ? at : t_ms;
		pump(r);
	}
}

#endif
