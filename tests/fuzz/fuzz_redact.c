/*
 * Redaction. Promises: the output fits what the header says; text without secrets is left as it
 * was; a PSK in its place never survives, whatever stands around it, in one piece or cut in
 * mid-key.
 */
#include "tests/fuzz/fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "modem/journal/redact.h"

#define ID      "oysterid"
#define KEY     "0badc0de5ec4e7"
#define KEY_END "5ec4e7"
#define SECRETS "\",0,0,\"" ID "\",\"" KEY "\"\r"

static bool holds(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++) {
		if (memcmp(text + i, word, n) == 0)
			return true;
	}
	return false;
}

static size_t redact_in_pieces(const char *text, size_t len, size_t piece, char *out, size_t size)
{
	static struct redact_stream stream;
	size_t used = 0;

	memset(&stream, 0, sizeof stream);

	for (size_t at = 0; at < len; at += piece) {
		size_t n = len - at < piece ? len - at : piece;
		used += redact_piece(&stream, text + at, n, out + used, size - used);
	}
	return used;
}

/* A security write whose URI is the input, without what would end the string or the line. */
static size_t secret_line(const uint8_t *data, size_t size, char *line, size_t max)
{
	size_t len = 0;

	len += (size_t)snprintf(line, max, "AT+QLWCFG=\"security\",0,100,\"");
	for (size_t i = 0; i < size && len + 64 < max; i++) {
		if (!strchr("\"\r\n", data[i]))
			line[len++] = (char)data[i];
	}
	len += (size_t)snprintf(line + len, max - len, SECRETS);
	return len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char line[20000], out[65536];
	const char *text = (const char *)data;
	size_t room = 2 * size + 64;
	char *exact = malloc(room);
	size_t len;

	if (!exact)
		abort();
	len = redact_text(text, size, exact, room);
	FUZZ_REQUIRE(len <= room);
	if (!redact_needed(text, size))
		FUZZ_REQUIRE(len == size && (size == 0 || memcmp(exact, text, size) == 0));
	redact_text(text, size, exact, size / 2);
	redact_in_pieces(text, size, 3 + size / 100, exact, room);
	free(exact);

	len = secret_line(data, size, line, sizeof line);
	if (holds(line, len - strlen(SECRETS), ID) || holds(line, len - strlen(SECRETS), KEY_END))
		return 0;
	FUZZ_REQUIRE(redact_needed(line, len));
	room = redact_text(line, len, out, sizeof out);
	FUZZ_REQUIRE(!holds(out, room, ID) && !holds(out, room, KEY));
	for (size_t k = 0; len <= REDACT_HELD_MAX && k < 6; k++) {
		size_t piece = len / 40 + 1 + (size * 31 + k * 89) % (len - 1);
		room = redact_in_pieces(line, len, piece, out, sizeof out);
		FUZZ_REQUIRE(!holds(out, room, ID) && !holds(out, room, KEY));
		FUZZ_REQUIRE(!holds(out, room, KEY_END));
	}
	return 0;
}
