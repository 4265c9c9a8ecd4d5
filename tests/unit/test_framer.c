/* Framer: exact partition of the stream, at every fragment size. */
#include "modem/framer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/qlw_codes.h"

struct seen {
	char frames[1 << 16]; /* "L:text\n" … */
	size_t len;
	uint8_t raw[1 << 18];
	size_t raw_len;
	struct framer *f;
};

static void on_frame(void *ctx, const struct frame *frame)
{
	static const char letter[] = {'L', 'E', 'P', '>', 'O', 'N'};
	struct seen *s = ctx;
	memcpy(s->raw + s->raw_len, frame->raw, frame->raw_len);
	s->raw_len += frame->raw_len;
	if (frame->kind == FRAME_OVERLONG || frame->kind == FRAME_NOISE) {
		char mark[3] = {letter[frame->kind], '\n', 0};
		if (s->len < 2 || memcmp(s->frames + s->len - 2, mark, 2) != 0)
			s->len += (size_t)sprintf(s->frames + s->len, "%s", mark);
		return;
	}
	s->len += (size_t)sprintf(s->frames + s->len, "%c%s:%.*s\n", letter[frame->kind],
		frame->truncated ? "!" : "", (int)frame->len, frame->text);
}

/* recv headers announce bytes, as qlw_payload_after does */
static size_t payload_after(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	char text[256];
	unsigned n = 0;
	snprintf(text, sizeof text, "%.*s", (int)len, line);
	return sscanf(text, "+QLWURC: \"recv\",%*[^,],%*u,%u,", &n) == 1 ? n : 0;
}

/* Feeds a stream in pieces of `size` bytes and checks that the raw parts are the stream again. */
static void run(
	struct seen *s, const char *stream, size_t n, size_t size, const char *echo, bool prompt)
{
	const struct framer_ops ops = {.ctx = s, .frame = on_frame, .payload_after = payload_after};
	s->len = s->raw_len = 0;
	s->frames[0] = '\0';
	s->f = framer_new(&ops);
	framer_expect_echo(s->f, echo, echo ? strlen(echo) : 0);
	framer_expect_prompt(s->f, prompt);
	for (size_t i = 0; i < n; i += size)
		framer_feed(s->f, (const uint8_t *)stream + i, n - i < size ? n - i : size, i);
	assert_memory_equal(s->raw, stream, s->raw_len);
}

static void expect(const char *stream, size_t n, const char *echo, bool prompt, const char *frames)
{
	struct seen *s = malloc(sizeof *s);
	for (size_t size = 1; size <= n; size++) {
		run(s, stream, n, size, echo, prompt);
		assert_string_equal(s->frames, frames);
		framer_free(s->f);
	}
	free(s);
}

#define EXPECT(stream, echo, prompt, frames) expect(stream, sizeof stream - 1, echo, prompt, frames)

static void lines(void **state)
{
	(void)state;
	EXPECT("\r\nOK\r\n", NULL, false, "L:OK\n");
	EXPECT("\r\n+QLWCFG: \"version\",0\r\n\r\nOK\r\n", NULL, false,
		"L:+QLWCFG: \"version\",0\nL:OK\n");
	EXPECT("\nRDY\n\n\nAPP RDY\n", NULL, false, "L:RDY\nL:APP RDY\n");
	EXPECT("a\rb\r\n", NULL, false, "L:a\rb\n");
}

static void echoes(void **state)
{
	(void)state;
	EXPECT("AT\r\r\nOK\r\n", "AT", false, "E:AT\nL:OK\n");
	EXPECT("AT\r\r\nOK\r\n", NULL, false, "L:AT\nL:OK\n");
	EXPECT(" ATI\r\r\nQuectel\r\n", "ATI", false, "E:ATI\nL:Quectel\n");
	EXPECT("ati\r\r\nOK\r\n", "ATI", false, "L:ati\nL:OK\n");
	EXPECT("\r\nRDY\r\nAT+X=1\r\r\nOK\r\n", "AT+X=1", false, "L:RDY\nE:AT+X=1\nL:OK\n");
	EXPECT("\r\nSEND OKAT+QIRD=0,0\r\r\n", "AT+QIRD=0,0", false, "L:SEND OK\nE:AT+QIRD=0,0\n");
	EXPECT("AT\r\r\nAT\r\n", "AT", false, "E:AT\nL:AT\n");
}

static void payloads(void **state)
{
	(void)state;
	EXPECT("\r\n+QLWURC: \"recv\",\"/5/0/1\",5,12,\r\n\r\nOK\r\n+QLWUR\r\nOK\r\n", NULL, false,
		"L:+QLWURC: \"recv\",\"/5/0/1\",5,12,\nP:\r\nOK\r\n+QLWUR\nL:OK\n");
	EXPECT("+QLWURC: \"recv\",\"/5/0/1\",4,1,\r\n\n\r\nOK\r\n", NULL, false,
		"L:+QLWURC: \"recv\",\"/5/0/1\",4,1,\nP:\n\nL:OK\n");
}

static void prompts(void **state)
{
	(void)state;
	EXPECT("\r\n> ", NULL, true, ">:\r\n>\n");
	EXPECT("\r\n+CMTI: 1\r\n>\r\n+CMGS: 7\r\n", NULL, true, "L:+CMTI: 1\n>:>\nL:+CMGS: 7\n");
	EXPECT("\r\n> text\r\n", NULL, false, "L:> text\n");
}

static void noise(void **state)
{
	(void)state;
	EXPECT("\0\xff\0RDY\r\n", NULL, false, "N\nL:RDY\n");
	EXPECT("\xff\xff\r\nOK\r\n", NULL, false, "N\nL:OK\n");
	EXPECT("ab\0cd\r\nOK\r\n", NULL, false, "N\nL:OK\n");
	/* a byte that was hit on the way does not make a whole event unreadable */
	EXPECT("+QLWURC: \"event\",102,2,\"REG\xff"
	       "READY\"\r\n",
		NULL, false,
		"L:+QLWURC: \"event\",102,2,\"REG\xff"
		"READY\"\n");
	EXPECT("\xe2\xff\x81 \x12q+QL\x9c\xff\r\nOK\r\n", NULL, false, "N\nL:OK\n");
}

static void overlong(void **state)
{
	(void)state;
	size_t n = 100000;
	char *stream = malloc(n + 16);
	memset(stream, 'x', n);
	memcpy(stream + n, "\r\nOK\r\n", 7);
	struct seen *s = malloc(sizeof *s);
	for (size_t size = 1; size < n; size = size * 7 + 1) {
		run(s, stream, n + 6, size, NULL, false);
		assert_string_equal(s->frames, "O\nL:OK\n");
		assert_int_equal(s->raw_len, n + 6);
		framer_free(s->f);
	}
	free(s);
	free(stream);
}

static void payload_cut_off_by_silence(void **state)
{
	(void)state;
	struct seen *s = malloc(sizeof *s);
	const char stream[] = "+QLWURC: \"recv\",\"/5/0/1\",5,100,\r\nabc";
	run(s, stream, sizeof stream - 1, 64, NULL, false);
	assert_int_equal(framer_deadline_ms(s->f), FRAMER_SILENCE_MS);
	framer_tick(s->f, FRAMER_SILENCE_MS - 1);
	assert_null(strstr(s->frames, "P"));
	framer_tick(s->f, FRAMER_SILENCE_MS);
	assert_non_null(strstr(s->frames, "P!:abc\n"));
	framer_feed(s->f, (const uint8_t *)"\r\nOK\r\n", 6, 5000);
	assert_non_null(strstr(s->frames, "L:OK\n"));
	framer_free(s->f);
	free(s);
}

static void noise_without_line_end_is_told(void **state)
{
	(void)state;
	struct seen *s = malloc(sizeof *s);
	run(s, "ab\0cd", 5, 5, NULL, false);
	assert_string_equal(s->frames, "");
	framer_tick(s->f, FRAMER_SILENCE_MS);
	assert_string_equal(s->frames, "N\n");
	framer_free(s->f);
	free(s);
}

static void a_final_without_its_line_end_counts_after_a_while(void **state)
{
	(void)state;
	struct seen *s = malloc(sizeof *s);
	run(s, "\r\nOK", 4, 1, NULL, false);
	framer_tick(s->f, 3 + FRAMER_BARE_MS - 1);
	assert_string_equal(s->frames, "");
	framer_tick(s->f, 3 + FRAMER_BARE_MS);
	assert_string_equal(s->frames, "L:OK\n");
	framer_feed(s->f, (const uint8_t *)"\r\n+CSQ: 1", 9, 5000);
	assert_true(framer_deadline_ms(s->f) == UINT64_MAX);
	framer_free(s->f);
	free(s);
}

/* Any bytes at any fragment size: the partition is exact and nothing is kept for ever. */
static void random_bytes(void **state)
{
	(void)state;
	unsigned seed = 20210107;
	struct seen *s = malloc(sizeof *s);
	uint8_t *stream = malloc(20000);
	for (int round = 0; round < 60; round++) {
		static const char alphabet[] = "\r\n\r\n>AT+QLWURC: \"recv\",/1/2/3,4,9,OK\0\xff";
		for (size_t i = 0; i < 20000; i++)
			stream[i] = (uint8_t)alphabet[rand_r(&seed) % (int)(sizeof alphabet - 1)];
		run(s, (char *)stream, 20000, 1 + (size_t)(rand_r(&seed) % 300), "AT", round & 1);
		assert_true(20000 - s->raw_len <= FRAMER_LINE_MAX);
		framer_free(s->f);
	}
	free(stream);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(echoes),
		cmocka_unit_test(payloads),
		cmocka_unit_test(prompts),
		cmocka_unit_test(noise),
		cmocka_unit_test(overlong),
		cmocka_unit_test(payload_cut_off_by_silence),
		cmocka_unit_test(noise_without_line_end_is_told),
		cmocka_unit_test(a_final_without_its_line_end_counts_after_a_while),
		cmocka_unit_test(random_bytes),
	};
	return cmocka_run_group_tests_name("framer", tests, NULL, NULL);
}
