/* A hundred thousand provisioning files (a million with SOAK=1) that went through wrong hands, drawn from a seed: none may break
 * what files promise. */
#include "tests/fuzz/file_promises.h"

#include "tests/lib/scratch.h"
#include "tests/unit/file_fixture.h"

#define INPUTS    100000
#define SOAKED    1000000
#define SIZE_MAX_ 2048

static const struct {
	enum file_kind kind;
	const char *text;
} seeds[] = {
	{FILE_KIND_BOOTSTRAP, note_oma_1_0},
	{FILE_KIND_BOOTSTRAP, note_oma_1_1},
	{FILE_KIND_BOOTSTRAP,
		"{\"bn\":\"/0/0/\",\"e\":[{\"n\":\"0\",\"sv\":\"coaps://"
		"h:1\"},{\"n\":\"1\",\"bv\":true},\n"
		"{\"n\":\"2\",\"v\":0},{\"n\":\"3\",\"sv\":\"b3lzdGVyaWRlbnRpdHk=\"},"
		"{\"n\":\"5\",\"sv\":\"C63A3l7E5w==\"},{\"n\":\"10\",\"v\":100}]}\r\n"},
	{FILE_KIND_APN, note_apn},
	{FILE_KIND_CFG, note_cfg},
	{FILE_KIND_PSK, "|urn:oysteridentity|:\n0badc0de5ec4e7\n"},
	{FILE_KIND_PSK, "oysteridentity:0badc0de5ec4e7"},
	{FILE_KIND_AUTOSTART, ""},
};

static uint64_t state;

static size_t draw(size_t below)
{
	return below ? (size_t)(test_random(&state) % below) : 0;
}

static size_t overwrite(char *at, size_t len)
{
	static const char telling[] = "{}[]\",:;=|/#\r\n\t 0159aAnve.-+\\\xff";
	if (len)
		at[draw(len)] = draw(8) ? telling[draw(sizeof telling)] : (char)draw(256);
	return len;
}

static size_t cut(char *at, size_t len)
{
	size_t from = draw(len), n = 1 + draw(12);
	n = n < len - from ? n : len - from;
	memmove(at + from, at + from + n, len - from - n);
	return len - n;
}

static size_t repeat(char *at, size_t len)
{
	size_t from = draw(len), n = draw(len - from < 40 ? len - from + 1 : 40),
	       to = draw(len + 1);
	char piece[40];
	if (len + n > SIZE_MAX_)
		return len;
	memcpy(piece, at + from, n);
	memmove(at + to + n, at + to, len - to);
	memcpy(at + to, piece, n);
	return len + n;
}

static void test_promises(void **ctx)
{
	static size_t (*const how[])(char *, size_t) = {overwrite, cut, repeat};
	static char bytes[SIZE_MAX_];
	(void)ctx;
	state = test_seed();
	const size_t inputs = getenv("SOAK") ? SOAKED : INPUTS;
	printf("%zu inputs, seed %llu\n", inputs, (unsigned long long)state);
	for (size_t i = 0; i < inputs; i++) {
		size_t from = draw(sizeof seeds / sizeof *seeds), len = strlen(seeds[from].text);
		memcpy(bytes, seeds[from].text, len);
		for (size_t n = draw(5); n > 0; n--)
			len = how[draw(3)](bytes, len);
		char *exact = malloc(len ? len : 1);
		assert_non_null(exact);
		memcpy(exact, bytes, len);
		promise_all(seeds[from].kind, exact, len, i % 8 == 0);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_promises),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
