/*
 * Framer and engine together, driven by a program in the input: submit, cancel, answer, wait,
 * restart. Promises: done exactly once for each command accepted, never from inside submit; nothing
 * is written while an answer is still due.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "modem/engine.h"
#include "modem/framer.h"
#include "modem/qlw.h"

struct bench {
	struct engine *engine;
	struct framer *framer;
	uint64_t now_ms;
	unsigned submitted, ended;
	bool submitting;
};

struct command {
	struct bench *bench;
	bool over;
};

static void on_done(void *ctx, const struct engine_result *result)
{
	struct command *c = ctx;

	FUZZ_REQUIRE(!c->over && !c->bench->submitting);
	FUZZ_REQUIRE(result->text != NULL);
	c->over = true;
	c->bench->ended++;
}

static void on_frame(void *ctx, const struct frame *frame)
{
	struct bench *b = ctx;

	if (frame->kind == FRAME_LINE)
		engine_line(b->engine, frame->text, frame->len, b->now_ms);
	else if (frame->kind == FRAME_PROMPT)
		engine_prompt(b->engine, b->now_ms);
	else if (frame->kind == FRAME_PAYLOAD)
		engine_payload(b->engine, frame->raw, frame->raw_len, frame->truncated, b->now_ms);
}

static size_t payload_after(void *ctx, const char *line, size_t len)
{
	struct bench *b = ctx;
	size_t n = qlw_payload_after(line, len);

	return n ? n : engine_payload_after(b->engine, line, len);
}

static void began(void *ctx, const char *command)
{
	framer_expect_echo(((struct bench *)ctx)->framer, command, strlen(command));
}

static void on_data(void *ctx, const uint8_t *bytes, size_t n)
{
	(void)ctx;
	(void)bytes;
	(void)n;
}

static void on_answer(void *ctx, const char *command, const char *line, size_t len)
{
	(void)ctx;
	FUZZ_REQUIRE(command && line && engine_claims(command, line, len));
}

static void on_ended(void *ctx, const char *command, const struct engine_result *result)
{
	(void)ctx;
	FUZZ_REQUIRE(command && result);
}

static void on_line(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)len;
	FUZZ_REQUIRE(line);
}

static void on_state(void *ctx, bool answering)
{
	(void)ctx;
	(void)answering;
}

static void on_sent(void *ctx, size_t done)
{
	struct command *c = ctx;

	FUZZ_REQUIRE(!c->over && done <= 300);
}

static void on_payload(void *ctx, const uint8_t *bytes, size_t n, bool cut)
{
	struct command *c = ctx;

	(void)cut;
	FUZZ_REQUIRE(!c->over && (bytes || !n));
}

static void submit(struct bench *b, struct command *c, uint8_t choice)
{
	static const char *const lines[] = {"AT", "ATI", "AT+QLWCFG=\"server\"", "AT+CEREG?",
		"AT+QLWSVC=\"reg\"", "AT+QFDWL=\"x\"", "AT+QFUPL=\"x\",300,5", "AT+X;+Y"};
	static const uint8_t data[300] = "+++";
	const struct engine_request request = {
		.line = lines[choice % 8],
		.timeout_ms = 100U + choice,
		.data = choice % 8 == 6 ? data : NULL,
		.data_len = choice % 8 == 6 ? sizeof data : 0,
		.download = choice % 8 == 5 ? choice * 20U : 0,
		.sent = on_sent,
		.payload = on_payload,
		.done = on_done,
		.ctx = c,
	};
	int id;

	c->bench = b;
	b->submitting = true;
	id = engine_submit(b->engine, &request);
	b->submitting = false;
	FUZZ_REQUIRE(id > 0 || id == QLW_ENOMEM);
	b->submitted += id > 0;
	if (choice & 0x80)
		engine_cancel(b->engine, id);
}

static void write_some(struct bench *b, size_t at_most)
{
	const uint8_t *bytes;
	size_t n = engine_output(b->engine, &bytes);

	if (n > 0)
		engine_wrote(b->engine, n < at_most ? n : at_most, b->now_ms);
}

static void wait(struct bench *b, uint64_t ms)
{
	b->now_ms += ms;
	framer_tick(b->framer, b->now_ms);
	engine_tick(b->engine, b->now_ms);
}

/* One step: an opcode byte and, for what the module says, the bytes up to the next 0xfe. */
static size_t step(struct bench *b, struct command *next, const uint8_t *at, size_t left)
{
	static const char *const sayings[] = {"\r\nOK\r\n", "\r\nCONNECT\r\n",
		"\r\n+CME ERROR: 703\r\n", "\r\n+QLWURC: \"event\",102,2,\"REG_READY\"\r\n"};
	const uint8_t *end;

	switch (*at % 8) {
	case 0:
		submit(b, next, left > 1 ? at[1] : 0);
		return 2;
	case 1:
		write_some(b, 1 + *at / 8U);
		return 1;
	case 2:
		wait(b, *at * 10U);
		return 1;
	case 3:
		engine_cancel_all(b->engine);
		return 1;
	case 4:
		engine_restart(b->engine, b->now_ms);
		framer_reset(b->framer);
		return 1;
	case 5:
		framer_feed(b->framer, (const uint8_t *)sayings[*at / 8 % 4],
			strlen(sayings[*at / 8 % 4]), b->now_ms);
		return 1;
	default:
		end = memchr(at + 1, 0xfe, left - 1);
		framer_feed(
			b->framer, at + 1, (size_t)((end ? end : at + left) - at - 1), b->now_ms);
		return (size_t)((end ? end + 1 : at + left) - at);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct command commands[4096];
	struct bench b = {.now_ms = 1000};
	const struct framer_ops framer_ops = {&b, on_frame, payload_after};
	const struct engine_ops engine_ops = {
		&b, began, on_data, on_answer, on_ended, on_line, on_line, on_state, NULL};
	size_t used = 0;

	memset(commands, 0, sizeof commands);
	b.framer = framer_new(&framer_ops);
	b.engine = engine_new(&engine_ops);
	if (!b.framer || !b.engine)
		abort();
	for (size_t at = 0; at < size && used < sizeof commands / sizeof *commands;)
		at += step(&b, &commands[used++], data + at, size - at);
	engine_cancel_all(b.engine);
	engine_restart(b.engine, b.now_ms);
	for (int i = 0; i < 100 && engine_deadline_ms(b.engine) != UINT64_MAX; i++)
		wait(&b, 10000);
	engine_tick(b.engine, b.now_ms);
	FUZZ_REQUIRE(b.ended == b.submitted);
	engine_free(b.engine);
	framer_free(b.framer);
	return 0;
}
