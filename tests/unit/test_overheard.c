/* What a port says that is no AT port: told by checksums, not by looks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "modem/port/overheard.h"
#include "tests/lib/scratch.h"

static enum overheard_kind kind_of(const void *bytes, size_t n, size_t piece)
{
	struct overheard o = {0};

	for (size_t at = 0; at < n; at += piece)
		overheard_feed(&o, (const uint8_t *)bytes + at, n - at < piece ? n - at : piece);
	return overheard_kind(&o);
}

/* In pieces of any size it is the same. */
static void expect(enum overheard_kind kind, const void *bytes, size_t n)
{
	static const size_t pieces[] = {1, 2, 3, 7, 4096};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		assert_int_equal(kind_of(bytes, n, pieces[i]), kind);
}

#define EXPECT(kind, text) expect(kind, text, sizeof(text) - 1)

static void test_nothing(void **state)
{
	(void)state;
	expect(OVERHEARD_NOTHING, "", 0);
}

static void test_nmea(void **state)
{
	(void)state;
	EXPECT(OVERHEARD_NMEA, "$GPGSA,A,1,,,,,,,,,,,,,,,,*32\r\n");
	EXPECT(OVERHEARD_NMEA, "92,,*7F\r\n$GPVTG,,T,,M,,N,,K,N*2c\r\n");
	EXPECT(OVERHEARD_TEXT, "$GPVTG,,T,,M,,N,,K,N*2D\r\n"); /* wrong sum */
	EXPECT(OVERHEARD_TEXT, "price $5*2\r\n");
}

/* A real answer of the diagnostics: 13 (bad command) with the byte that was sent. */
static void test_diagnostics(void **state)
{
	static const uint8_t value[] = {0x13, 0x41};
	uint8_t frame[16];
	uint16_t crc = 0xffff;

	(void)state;
	for (size_t i = 0; i < sizeof(value); i++) {
		crc ^= value[i];
		for (int k = 0; k < 8; k++)
			crc = (uint16_t)(crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1);
	}
	crc = (uint16_t)~crc;
	size_t n = 0;
	const uint8_t plain[] = {value[0], value[1], (uint8_t)crc, (uint8_t)(crc >> 8)};
	for (size_t i = 0; i < sizeof(plain); i++) {
		const bool special = plain[i] == 0x7e || plain[i] == 0x7d;

		if (special)
			frame[n++] = 0x7d;
		frame[n++] = special ? plain[i] ^ 0x20 : plain[i];
	}
	frame[n++] = 0x7e;
	expect(OVERHEARD_DIAG, frame, n);
	frame[0] ^= 1;
	assert_int_not_equal(kind_of(frame, n, 1), OVERHEARD_DIAG);
}

/* The check value of CRC-16/X-25 of "123456789" is 906e. */
static void test_known_checksum(void **state)
{
	(void)state;
	EXPECT(OVERHEARD_DIAG, "123456789\x6e\x90\x7e");
}

static void test_text(void **state)
{
	(void)state;
	EXPECT(OVERHEARD_TEXT, "login: ");
	EXPECT(OVERHEARD_TEXT, "AT\r");
}

/* Random bytes are noise, whatever the seed. */
static void test_noise(void **state)
{
	uint64_t random = test_seed();
	uint8_t bytes[400];

	(void)state;
	for (int round = 0; round < 200; round++) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)test_random(&random);
		assert_int_equal(kind_of(bytes, sizeof(bytes), 64), OVERHEARD_NOISE);
	}
}

static void test_words(void **state)
{
	(void)state;
	for (int kind = OVERHEARD_NOTHING; kind <= OVERHEARD_DIAG; kind++) {
		assert_true(strlen(overheard_what((enum overheard_kind)kind)) > 0);
		assert_true(strlen(overheard_next((enum overheard_kind)kind)) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_nmea),
		cmocka_unit_test(test_diagnostics),
		cmocka_unit_test(test_known_checksum),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
