/* UTF-8, columns, and the visible forms of everything a terminal must not be sent. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/toolkit/text.h"

static const char *shown(const char *s, size_t n)
{
	static char out[512];

	text_escape(out, sizeof(out), s, n);
	return out;
}

static void test_harmless_text_is_unchanged(void **state)
{
	(void)state;
	assert_string_equal(shown("AT+QLWCFG?", 10), "AT+QLWCFG?");
	assert_string_equal(shown("é€漢😀", strlen("é€漢😀")), "é€漢😀");
	assert_string_equal(shown("e\xcc\x81", 3), "e\xcc\x81");
}

static void test_controls_are_shown(void **state)
{
	(void)state;
	assert_string_equal(shown("\033[2J\a\177", 6), "^[[2J^G^?");
	assert_string_equal(shown("a\0b", 3), "a^@b");
	assert_string_equal(shown("\xc2\x9b", 2), "<U+009B>");
	assert_string_equal(shown("\xe2\x80\xaetxt", 6), "<U+202E>txt");
	assert_string_equal(shown("\xef\xb8\x8f", 3), "<U+FE0F>");
	assert_string_equal(shown("\xf4\x8f\xbf\xbf", 4), "<U+10FFFF>");
}

static void test_invalid_utf8_is_shown_byte_by_byte(void **state)
{
	static const char *const bad[] = {
		"\x9b", "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *out = shown(bad[i], strlen(bad[i]));

		assert_int_equal(strlen(out), 4 * strlen(bad[i]));
		assert_memory_equal(out, "\\x", 2);
	}
	assert_string_equal(shown("\xe2\x82Z", 3), "\\xe2\\x82Z");
}

static void test_marks_need_a_base_and_are_few(void **state)
{
	(void)state;
	assert_string_equal(shown("\xcc\x81", 2), "<U+0301>");
	assert_string_equal(
		shown("a\xcc\x81\xcc\x81\xcc\x81\xcc\x81", 9), "a\xcc\x81\xcc\x81\xcc\x81<U+0301>");
}

/* Whatever the bytes, what comes out has no control in it and is valid. */
static void test_every_pair_of_bytes_is_safe(void **state)
{
	(void)state;
	for (unsigned a = 0; a < 256; a++)
		for (unsigned b = 0; b < 256; b++) {
			char in[2] = {(char)a, (char)b};
			const char *out = shown(in, 2);

			for (size_t i = 0, n = strlen(out); i < n;) {
				uint32_t cp;
				size_t took = text_decode(out + i, n - i, &cp);

				assert_true(took > 0 && text_cp_width(cp) >= 0);
				i += took;
			}
		}
}

static void test_encode_is_the_inverse_of_decode(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp < 0x110000; cp += cp < 0x3000 ? 1 : 61) {
		char bytes[4];
		uint32_t back = 0;

		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		size_t n = text_encode(cp, bytes);

		assert_int_equal(text_decode(bytes, n, &back), n);
		assert_int_equal(back, cp);
		assert_int_equal(text_decode(bytes, n - 1 ? n - 1 : 1, &back), n == 1 ? 1 : 0);
	}
}

static void test_widths_and_fit(void **state)
{
	size_t used;

	(void)state;
	assert_int_equal(text_width("ab漢e\xcc\x81\033", 9), 2 + 2 + 1 + 2);
	assert_int_equal(text_fit("a漢b", 5, 2, &used), 1);
	assert_int_equal(used, 1);
	assert_int_equal(text_fit("a漢b", 5, 3, &used), 4);
	assert_int_equal(text_fit("\033x", 2, 1, &used), 0);
}

static void test_steps_go_by_glyphs(void **state)
{
	const char s[] = "ae\xcc\x81漢\xff";
	size_t n = sizeof(s) - 1;

	(void)state;
	assert_int_equal(text_after(s, n, 0), 1);
	assert_int_equal(text_after(s, n, 1), 4);
	assert_int_equal(text_after(s, n, 4), 7);
	assert_int_equal(text_after(s, n, 7), 8);
	assert_int_equal(text_after(s, n, 8), 8);
	assert_int_equal(text_prev(s, 8), 7);
	assert_int_equal(text_prev(s, 7), 4);
	assert_int_equal(text_prev(s, 4), 1);
	assert_int_equal(text_prev(s, 1), 0);
	assert_int_equal(text_prev(s, 0), 0);
}

static void test_escape_is_bounded(void **state)
{
	char out[6];

	(void)state;
	assert_int_equal(text_escape(out, sizeof(out), "漢漢漢", 9), 3);
	assert_string_equal(out, "漢");
	assert_int_equal(text_escape(out, 1, "x", 1), 0);
}

static void test_c_locale_escapes_all_beyond_ascii(void **state)
{
	(void)state;
	setlocale(LC_CTYPE, "C");
	assert_false(text_is_utf8());
	assert_string_equal(shown("é", 2), "<U+00E9>");
	setlocale(LC_CTYPE, "C.UTF-8");
	assert_true(text_is_utf8());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_harmless_text_is_unchanged),
		cmocka_unit_test(test_controls_are_shown),
		cmocka_unit_test(test_invalid_utf8_is_shown_byte_by_byte),
		cmocka_unit_test(test_marks_need_a_base_and_are_few),
		cmocka_unit_test(test_every_pair_of_bytes_is_safe),
		cmocka_unit_test(test_encode_is_the_inverse_of_decode),
		cmocka_unit_test(test_widths_and_fit),
		cmocka_unit_test(test_steps_go_by_glyphs),
		cmocka_unit_test(test_escape_is_bounded),
		cmocka_unit_test(test_c_locale_escapes_all_beyond_ascii),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
