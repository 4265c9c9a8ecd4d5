/* Bytes to key events: sequences of many terminals, the lone ESC, paste, mouse; any split of
 * them. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/toolkit/keys.h"

static struct keys *k;

static int setup(void **state)
{
	(void)state;
	k = keys_new();
	return k ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	keys_free(k);
	return 0;
}

/* Appends the names of all events that wait. */
static void drain(char *out, size_t size)
{
	struct key key;
	char name[KEYS_NAME_MAX];

	while (keys_next(k, &key)) {
		size_t n = strlen(out);

		if (key.code == KEYCODE_PASTE)
			snprintf(out + n, size - n, "{%.*s}%s ", (int)key.len, key.text,
				key.more ? "+" : "");
		else
			snprintf(out + n, size - n, "%s ", key_name(&key, name));
	}
}

/* Names of the events that n bytes make, fed in pieces, then silence. */
static const char *events(const char *bytes, size_t n, size_t piece)
{
	static char out[4096];

	out[0] = '\0';
	for (size_t at = 0; at < n;) {
		size_t take = n - at < piece ? n - at : piece;

		at += keys_feed(k, bytes + at, take, 1000);
		drain(out, sizeof(out));
	}
	keys_tick(k, 1000 + KEYS_PASTE_MS);
	drain(out, sizeof(out));
	assert_true(keys_deadline_ms(k) == UINT64_MAX);
	return out;
}

static const struct {
	const char *bytes;
	const char *names;
} table[] = {
	{"aR?", "a R ? "},
	{"\r\n\t\177\b", "Enter Enter Tab Backspace Backspace "},
	{"\x01\x1a\x10\x1c\x1f", "Ctrl-A Ctrl-Z Ctrl-P Ctrl-\\ Ctrl-_ "},
	{"é漢", "é 漢 "},
	{"\033[A\033[B\033[C\033[D\033[H\033[F", "Up Down Right Left Home End "},
	{"\033OA\033OB\033OC\033OD\033OH\033OF", "Up Down Right Left Home End "},
	{"\033[1~\033[2~\033[3~\033[4~\033[5~\033[6~\033[7~\033[8~",
		"Home Insert Delete End PgUp PgDn Home End "},
	{"\033OP\033OQ\033OR\033OS\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~\033[23~\033[24~",
		"F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 "},
	{"\033[11~\033[12~\033[13~\033[14~", "F1 F2 F3 F4 "},
	{"\033[[A\033[[E", "F1 F5 "},
	{"\033[Z", "Shift-Tab "},
	{"\033[1;5A\033[1;2C\033[1;3D\033[1;6B", "Ctrl-Up Shift-Right Alt-Left Ctrl-Shift-Down "},
	{"\033[5;5~\033[1;2P", "Ctrl-PgUp Shift-F1 "},
	{"\033[a\033[5^\033[5$\033[5@\033Oa\033\033[A",
		"Shift-Up Ctrl-PgUp Shift-PgUp Ctrl-Shift-PgUp Ctrl-Up Alt-Up "},
	{"\033b\033\177\033\033b", "Alt-b Alt-Backspace Esc Alt-b "},
	{"\033[97;5u\033[27;5;9~\033[27u\033[65;2u", "Ctrl-A Ctrl-Tab Esc A "},
	{"\033[<0;5;3M\033[<0;5;3m\033[<65;1;1M", "Mouse Mouse Mouse "},
	/* nothing to us: focus, answers to questions we did not ask, unfinished and endless ones */
	{"\033[I\033[O\033[?1;2c\033[99~x", "x "},
	{"\033[M !!y", "y "},
	{"\033[1;", ""},
	{"\033", "Esc "},
	{"\033\033", "Esc Esc "},
	{"\033[", "Alt-[ "},
	{"\033O", "Alt-O "},
	{"\xff\xc3(\x9b", "\xef\xbf\xbd \xef\xbf\xbd ( \xef\xbf\xbd "},
	{"\xe2\x82", "\xef\xbf\xbd \xef\xbf\xbd "},
	{"\033[200~abc\033[201~x", "{abc} x "},
	{"\033[200~a\033[Ab\r\n\033[201~", "{a\033[Ab\r\n} "},
	{"\033[200~lost end", "{lost end} "},
	{"\033[200~\033[201~", "{} "},
};

static void test_sequences_at_every_split(void **state)
{
	static const size_t pieces[] = {1, 2, 3, 7, 4096};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++)
			assert_string_equal(
				events(table[i].bytes, strlen(table[i].bytes), pieces[p]),
				table[i].names);
}

static void test_nul_is_ctrl_space(void **state)
{
	(void)state;
	assert_string_equal(events("\0", 1, 1), "Ctrl-Space ");
}

static void test_esc_waits_for_the_silence(void **state)
{
	struct key key;

	(void)state;
	assert_true(keys_deadline_ms(k) == UINT64_MAX);
	keys_feed(k, "\033", 1, 500);
	assert_false(keys_next(k, &key));
	assert_int_equal(keys_deadline_ms(k), 500 + KEYS_ESC_MS);
	keys_tick(k, 500 + KEYS_ESC_MS - 1);
	assert_false(keys_next(k, &key));
	keys_feed(k, "[", 1, 524);
	keys_tick(k, 530);
	assert_false(keys_next(k, &key));
	keys_feed(k, "A", 1, 531);
	assert_true(keys_next(k, &key));
	assert_int_equal(key.code, KEYCODE_UP);
	keys_feed(k, "\033", 1, 600);
	assert_false(keys_next(k, &key));
	keys_tick(k, 600 + KEYS_ESC_MS);
	assert_true(keys_next(k, &key));
	assert_int_equal(key.code, KEYCODE_ESC);
	assert_int_equal(key.mods, 0);
	assert_true(keys_deadline_ms(k) == UINT64_MAX);
}

static void test_mouse_positions(void **state)
{
	struct key key;

	(void)state;
	keys_feed(k, "\033[<34;5;3M", 10, 0);
	assert_true(keys_next(k, &key));
	assert_int_equal(key.mouse.button, MOUSE_BUTTON_RIGHT);
	assert_int_equal(key.mouse.action, MOUSE_ACTION_DRAG);
	assert_int_equal(key.mouse.row, 2);
	assert_int_equal(key.mouse.col, 4);
}

/* A paste larger than one event arrives whole, in order, never cut inside a character. */
static void test_a_long_paste_comes_in_parts(void **state)
{
	size_t n = 3 * KEYS_PASTE_MAX;
	char *text = malloc(n + 16), *got = malloc(n + 16);
	size_t len = 0, have = 0, parts = 0;
	struct key key;

	(void)state;
	for (size_t i = 0; i < n; i += 3)
		memcpy(text + i, i % 2 ? "漢" : "é!", 3);
	keys_feed(k, "\033[200~", 6, 0);
	while (len < n || keys_next(k, &key)) {
		if (len < n)
			len += keys_feed(k, text + len, n - len < 77 ? n - len : 77, 0);
		while (keys_next(k, &key)) {
			assert_int_equal(key.code, KEYCODE_PASTE);
			assert_true(key.more);
			assert_true((unsigned char)key.text[0] < 0x80 ||
				    (unsigned char)key.text[0] >= 0xc0);
			memcpy(got + have, key.text, key.len);
			have += key.len;
			parts++;
		}
	}
	keys_feed(k, "\033[201~", 6, 0);
	assert_true(keys_next(k, &key));
	assert_false(key.more);
	memcpy(got + have, key.text, key.len);
	assert_int_equal(have + key.len, n);
	assert_memory_equal(text, got, n);
	assert_true(parts >= 2);
	free(text);
	free(got);
}

static void test_garbage_never_sticks(void **state)
{
	unsigned seed = 1;
	char bytes[64];
	struct key key;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			static const char likely[] = "\033[O;1259~<M\x9b\xe2";

			seed = seed * 1103515245 + 12345;
			bytes[i] = seed >> 30 ? likely[(seed >> 16) % (sizeof(likely) - 1)]
					      : (char)(seed >> 20);
		}
		size_t at = 0;

		while (at < sizeof(bytes)) {
			size_t took = keys_feed(k, bytes + at, sizeof(bytes) - at, (uint64_t)round);

			while (keys_next(k, &key))
				assert_true(key.code > KEYCODE_NONE && key.code < KEYCODE_COUNT);
			assert_true(took > 0);
			at += took;
		}
	}
}

static void test_names_and_bytes_come_back(void **state)
{
	static const char *const names[] = {"a", "R", "?", "Space", "Ctrl-P", "Ctrl-Space", "Alt-b",
		"Enter", "Tab", "Shift-Tab", "Esc", "Backspace", "Up", "Ctrl-Up", "Ctrl-Shift-Down",
		"PgUp", "Alt-PgDn", "Home", "Delete", "F1", "F12", "Ctrl-F5", "漢", "Ctrl-\\",
		"Alt-Enter", "-", "Alt--"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct key key, back;
		char name[KEYS_NAME_MAX], bytes[KEYS_NAME_MAX], expected[64];

		assert_true(key_parse(names[i], &key));
		assert_string_equal(key_name(&key, name), names[i]);
		assert_true(key_parse(name, &back) && key_same(&key, &back));
		assert_true(key_is(&key, names[i]));
		snprintf(expected, sizeof(expected), "%s ", names[i]);
		assert_string_equal(events(bytes, key_encode(&key, bytes), 99), expected);
	}
	struct key key;

	assert_false(key_parse("", &key));
	assert_false(key_parse("Ctrl-", &key) && key.code != KEYCODE_CHAR);
	assert_false(key_parse("Nonsense", &key));
	assert_true(key_parse("ctrl-p", &key) && key_is(&key, "Ctrl-P"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sequences_at_every_split),
		TEST(test_nul_is_ctrl_space),
		TEST(test_esc_waits_for_the_silence),
		TEST(test_mouse_positions),
		TEST(test_a_long_paste_comes_in_parts),
		TEST(test_garbage_never_sticks),
		TEST(test_names_and_bytes_come_back),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
