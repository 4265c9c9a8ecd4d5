/*
 * What bytes from a server may mean. Promises: rows within bounds, each name and value one line of
 * valid UTF-8 without control characters, and none where nothing was recognised.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "modem/decode.h"

static void check_line(const char *text, size_t size)
{
	const char *end = memchr(text, 0, size);

	FUZZ_REQUIRE(end != NULL);
	FUZZ_REQUIRE(decode_is_text(text, (size_t)(end - text)));
	FUZZ_REQUIRE(strpbrk(text, "\t\r\n") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct decode got;

	decode_payload(data, size, &got);
	FUZZ_REQUIRE(decode_form_name(got.form) != NULL);
	FUZZ_REQUIRE(got.count <= DECODE_ROWS_MAX);
	FUZZ_REQUIRE(got.form != DECODE_NONE || got.count == 0);
	FUZZ_REQUIRE(got.form != DECODE_TEXT || decode_is_text(data, size));
	for (size_t i = 0; i < got.count; i++) {
		check_line(got.row[i].name, sizeof got.row[i].name);
		check_line(got.row[i].value, sizeof got.row[i].value);
	}
	return 0;
}
