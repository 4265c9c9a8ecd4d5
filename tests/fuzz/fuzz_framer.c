/*
 * Framer. Promises: the raw parts are the stream again, without a gap; frames do not depend on how
 * the stream was cut; a payload is exactly as long as announced.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "modem/framer.h"
#include "modem/qlw.h"

/* What came out: raw bytes, and a checksum over kinds and texts that joins neighbouring pieces. */
struct seen {
	const uint8_t *stream;
	size_t size, raw;
	uint64_t sum;
	enum frame_kind last;
};

static void mix(uint64_t *sum, const void *bytes, size_t n)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < n; i++)
		*sum = (*sum ^ at[i]) * 0x100000001b3U;
}

static void on_frame(void *ctx, const struct frame *frame)
{
	struct seen *s = ctx;
	uint8_t kind = (uint8_t)frame->kind;
	bool pieces = frame->kind == FRAME_OVERLONG || frame->kind == FRAME_NOISE;

	FUZZ_REQUIRE(frame->raw_len <= s->size - s->raw);
	FUZZ_REQUIRE(memcmp(frame->raw, s->stream + s->raw, frame->raw_len) == 0);
	FUZZ_REQUIRE(frame->text >= (const char *)frame->raw);
	FUZZ_REQUIRE(frame->text + frame->len <= (const char *)frame->raw + frame->raw_len);
	FUZZ_REQUIRE(frame->kind != FRAME_LINE || frame->len <= FRAMER_LINE_MAX);
	s->raw += frame->raw_len;
	if (!pieces || s->last != frame->kind)
		mix(&s->sum, &kind, 1);
	mix(&s->sum, frame->raw, frame->raw_len);
	s->last = frame->kind;
}

static size_t payload_after(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	return qlw_payload_after(line, len);
}

static uint64_t run(const uint8_t *bytes, size_t size, size_t piece, bool prompt)
{
	struct seen seen = {.stream = bytes, .size = size, .last = FRAME_LINE};
	const struct framer_ops ops = {&seen, on_frame, payload_after};
	struct framer *f = framer_new(&ops);

	if (!f)
		abort();
	framer_expect_echo(f, "AT+QLWSVC=\"reg\"", 15);
	framer_expect_prompt(f, prompt);
	for (size_t at = 0; at < size; at += piece)
		framer_feed(f, bytes + at, size - at < piece ? size - at : piece, 1);
	framer_tick(f, 1 + FRAMER_SILENCE_MS);
	framer_reset(f);
	framer_free(f);
	return seen.sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool prompt = size > 0 && (data[0] & 1);
	size_t piece = size > 0 ? 1 + data[0] % 17 : 1;
	uint64_t whole = run(data, size, size ? size : 1, prompt);

	FUZZ_REQUIRE(run(data, size, 1, prompt) == whole);
	FUZZ_REQUIRE(run(data, size, piece, prompt) == whole);
	return 0;
}
