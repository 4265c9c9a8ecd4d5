/*
 * AT syntax. Promises: what was cut points into the line; a string that the builder takes comes
 * back from the lexer as it was.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "modem/at.h"

static void check_line(const struct at_line *l, const char *text, size_t len)
{
	int64_t number;
	uint64_t token;
	char copy[16];

	FUZZ_REQUIRE(l->count <= AT_ARGS_MAX);
	FUZZ_REQUIRE(l->name >= text && l->name + l->name_len <= text + len);
	for (size_t i = 0; i < l->count; i++) {
		const struct at_arg *a = &l->arg[i];
		FUZZ_REQUIRE(a->text >= text && a->text + a->len <= text + len);
		FUZZ_REQUIRE(a->kind != AT_ARG_NUMBER || a->numeric);
		if (at_arg_int(l, i, -5, 100000, &number))
			FUZZ_REQUIRE(number >= -5 && number <= 100000);
		at_arg_u64(l, i, &token);
		at_arg_copy(l, i, copy, sizeof copy);
		FUZZ_REQUIRE(memchr(copy, 0, sizeof copy) != NULL);
	}
	FUZZ_REQUIRE(!at_arg_int(l, l->count, INT64_MIN, INT64_MAX, &number));
	(void)at_is(l, "+QLWURC");
	(void)at_arg_is(l, 0, "event");
}

static void check_commands(const char *text, size_t len)
{
	struct at_line l;
	const char *at = text, *rest;

	while (at && at_parse_command(at, (size_t)(text + len - at), &l, &rest) == 0) {
		check_line(&l, text, len);
		FUZZ_REQUIRE(!rest || (rest > at && rest <= text + len));
		at = rest;
	}
}

static void check_round_trip(const char *text, size_t len)
{
	char line[AT_LINE_MAX];
	struct at_builder b;
	struct at_line l;

	at_begin(&b, line, sizeof line, "AT+X=");
	at_number(&b, (int64_t)len);
	at_skip(&b);
	at_bytes(&b, text, len);
	if (at_end(&b) != 0)
		return;
	FUZZ_REQUIRE(at_parse_command(line, strlen(line), &l, NULL) == 0);
	FUZZ_REQUIRE(l.form == AT_FORM_WRITE && l.count == 3 && at_is(&l, "+X"));
	FUZZ_REQUIRE(l.arg[0].number == (int64_t)len && l.arg[1].kind == AT_ARG_EMPTY);
	FUZZ_REQUIRE(l.arg[2].kind == AT_ARG_STRING && l.arg[2].len == len);
	FUZZ_REQUIRE(memcmp(l.arg[2].text, text, len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct at_line l;
	int code;

	if (at_parse_info(text, size, &l) == 0) {
		FUZZ_REQUIRE(l.form == AT_FORM_INFO);
		check_line(&l, text, size);
	}
	check_commands(text, size);
	check_round_trip(text, size);
	at_final(text, size, &code);
	return 0;
}
