/* Prompts on readline without a terminal: keys in, lines and callbacks out; histories; secrets. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/toolkit/histfile.h"
#include "tui/toolkit/prompt.h"

static struct prompt *p, *q;
static char accepted[8192];
static int accepts, cancels, changes;

static void on_accept(void *ctx, const char *line)
{
	(void)ctx;
	accepts++;
	snprintf(accepted, sizeof(accepted), "%s", line);
}

static void on_cancel(void *ctx)
{
	(void)ctx;
	cancels++;
}

static void on_changed(void *ctx, const char *line)
{
	(void)ctx;
	(void)line;
	changes++;
}

static bool keep(void *ctx, const char *line)
{
	(void)ctx;
	return strstr(line, "secret") == NULL;
}

static size_t complete(void *ctx, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max)
{
	static const char *const words[] = {
		"AT+QLWCFG=", "AT+QLWSVC=", "AT+CSQ", "漢字一", "漢字二"};
	size_t n = 0;

	(void)ctx;
	*start = 0;
	for (size_t i = 0; i < 5 && n < max; i++)
		if (strncasecmp(words[i], line, cursor) == 0)
			snprintf(out[n++].text, sizeof(out->text), "%s", words[i]);
	return n;
}

static struct prompt_config config(void)
{
	return (struct prompt_config){.keep = keep,
		.complete = complete,
		.changed = on_changed,
		.accept = on_accept,
		.cancel = on_cancel};
}

static int setup(void **state)
{
	struct prompt_config c = config();

	(void)state;
	accepts = cancels = changes = 0;
	accepted[0] = '\0';
	p = prompt_new(&c, NULL);
	q = prompt_new(&c, NULL);
	prompt_open(p, NULL);
	return p && q ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	prompt_free(p);
	prompt_free(q);
	return 0;
}

/* Types names and words: "Ctrl-A" is a key, 'word' in quotes is typed letter by letter. */
static void type(struct prompt *to, const char *keys)
{
	while (*keys) {
		char name[64];
		struct key key;

		if (*keys == ' ') {
			keys++;
			continue;
		}
		bool word = *keys == '\'';
		size_t n = strcspn(keys + word, word ? "'" : " ");

		snprintf(name, sizeof(name), "%.*s", (int)n, keys + word);
		keys += n + (word ? 2 : 0);
		for (size_t i = 0; word && i < n;) {
			char one[8];
			size_t len = (unsigned char)name[i] >= 0xe0   ? 3
				     : (unsigned char)name[i] >= 0xc0 ? 2
								      : 1;

			snprintf(one, sizeof(one), "%.*s", (int)len, name + i);
			assert_true(key_parse(one, &key));
			prompt_key(to, &key);
			i += len;
		}
		if (!word) {
			assert_true(key_parse(name, &key));
			prompt_key(to, &key);
		}
	}
}

static void assert_line(const struct prompt *of, const char *text, size_t col)
{
	struct prompt_line line = prompt_line(of);

	assert_string_equal(line.text, text);
	assert_int_equal(line.len, strlen(text));
	assert_int_equal(line.cursor_col, col);
}

static void test_typing_and_accepting(void **state)
{
	(void)state;
	type(p, "'AT' - Backspace '+CSX' Left Delete 'Q' Home 'x' Backspace End");
	assert_line(p, "AT+CSQ", 6);
	assert_true(changes >= 5);
	type(p, "Enter");
	assert_int_equal(accepts, 1);
	assert_string_equal(accepted, "AT+CSQ");
	assert_false(prompt_is_open(p));
	assert_line(p, "", 0);
}

static void test_columns_are_those_of_the_screen(void **state)
{
	(void)state;
	type(p, "'é漢b'");
	assert_line(p, "é漢b", 4);
	type(p, "Left Left");
	assert_line(p, "é漢b", 1);
	type(p, "Backspace");
	assert_line(p, "漢b", 0);
}

static void test_esc_cancels_at_once(void **state)
{
	(void)state;
	type(p, "'abc' Esc");
	assert_int_equal(cancels, 1);
	assert_false(prompt_is_open(p));
	prompt_open(p, "x");
	assert_line(p, "x", 1);
	type(p, "Backspace Backspace");
	assert_int_equal(cancels, 2);
	prompt_open(p, NULL);
	type(p, "Ctrl-D");
	assert_int_equal(cancels, 3);
	assert_int_equal(accepts, 0);
}

static void test_some_keys_are_for_others(void **state)
{
	static const char *const names[] = {
		"Ctrl-C", "Ctrl-L", "Ctrl-Z", "PgUp", "PgDn", "F1", "Mouse"};
	struct key key;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_true(key_parse(names[i], &key));
		assert_false(prompt_key(p, &key));
	}
	assert_true(key_parse("a", &key));
	assert_false(prompt_key(q, &key));
	assert_true(prompt_is_open(p));
}

static void paste(struct prompt *to, const char *text)
{
	struct key key = {.code = KEYCODE_PASTE, .text = text, .len = strlen(text)};

	assert_true(prompt_key(to, &key));
}

static void test_paste_is_text(void **state)
{
	char *big = malloc(20001);

	(void)state;
	paste(p, "one\r\ntwo\033[A\x01");
	assert_line(p, "one  two [A ", 12);
	assert_int_equal(accepts, 0);
	for (size_t i = 0; i < 20000; i += 2)
		memcpy(big + i, "é", 2);
	big[20000] = '\0';
	paste(p, big);
	assert_in_range(prompt_line(p).len, PROMPT_LINE_MAX - 4, PROMPT_LINE_MAX);
	type(p, "'more'");
	assert_in_range(prompt_line(p).len, PROMPT_LINE_MAX - 4, PROMPT_LINE_MAX);
	free(big);
}

static void test_each_prompt_has_its_own_history(void **state)
{
	(void)state;
	type(p, "'first' Enter");
	prompt_open(q, NULL);
	type(q, "'other' Enter");
	prompt_open(p, NULL);
	type(p, "'second' Enter");
	prompt_open(p, NULL);
	type(p, "'second' Enter");
	prompt_open(p, NULL);
	type(p, "Up");
	assert_line(p, "second", 6);
	type(p, "Up Up Up");
	assert_line(p, "first", 5);
	type(p, "Down Down 'x'");
	assert_line(p, "x", 1);
	prompt_open(q, NULL);
	type(q, "Up Up");
	assert_line(q, "other", 5);
}

static void test_history_search(void **state)
{
	(void)state;
	type(p, "'AT+QLWCFG' Enter");
	prompt_open(p, NULL);
	type(p, "'ATI' Enter");
	prompt_open(p, NULL);
	type(p, "'draft' Ctrl-R 'qlw'");
	assert_string_equal(prompt_line(p).message, "not found \"qlw\": ");
	type(p, "Backspace Backspace Backspace");
	assert_string_equal(prompt_line(p).message, "search \"\": ");
	type(p, "'QLW'");
	assert_string_equal(prompt_line(p).message, "search \"QLW\": ");
	assert_string_equal(prompt_line(p).text, "AT+QLWCFG");
	/* the first Esc leaves the search, the second the prompt */
	type(p, "Esc");
	assert_true(prompt_is_open(p));
	assert_line(p, "draft", 5);
	assert_string_equal(prompt_line(p).message, "");
	type(p, "Ctrl-R 'AT' Ctrl-R");
	assert_line(p, "AT+QLWCFG", 9);
	type(p, "Ctrl-S");
	assert_line(p, "ATI", 3);
	type(p, "Ctrl-R Home 'x'");
	assert_line(p, "xAT+QLWCFG", 1);
	type(p, "Esc");
	prompt_open(p, NULL);
	type(p, "Ctrl-R 'CFG' Enter");
	assert_string_equal(accepted, "AT+QLWCFG");
}

/* What is changed in an old line and then cancelled must not hurt later. */
static void test_cancel_in_the_middle_of_anything(void **state)
{
	static const char *const middles[] = {"Up 'x' Esc", "Up Up Backspace Esc Esc",
		"Ctrl-R 'a' Esc Esc", "Alt-1 Alt-2 Esc Esc", "Ctrl-X Esc Esc", "Ctrl-V Esc Esc",
		"Ctrl-] Esc Esc", "Alt-. Esc", "Ctrl-_ Esc", "Ctrl-K Ctrl-Y Esc",
		"Alt-p 'a' Esc Esc"};

	(void)state;
	for (size_t i = 0; i < sizeof(middles) / sizeof(*middles) * 3; i++) {
		if (!prompt_is_open(p))
			prompt_open(p, NULL);
		type(p, "'line' Enter");
		prompt_open(p, "begin");
		type(p, middles[i % (sizeof(middles) / sizeof(*middles))]);
		type(p, "Esc");
		assert_false(prompt_is_open(p));
		prompt_open(i % 2 ? q : p, NULL);
		type(i % 2 ? q : p, "Up 'y' Enter");
	}
}

static void test_quoted_key_goes_in_raw_and_is_drawn_escaped(void **state)
{
	struct canvas *c = canvas_new(1, 20);

	(void)state;
	type(p, "'a' Ctrl-V Ctrl-Z 'b'");
	assert_line(p, "a\032b", 4);
	prompt_draw(p, region_all(c), 0, "AT› ");
	char *dump = canvas_dump(c);
	int row, col;

	assert_string_equal(dump, "AT› a^Zb\n");
	assert_true(canvas_cursor(c, &row, &col));
	assert_int_equal(col, 8);
	free(dump);
	canvas_free(c);
}

static void test_completion(void **state)
{
	(void)state;
	type(p, "'at+q' Tab");
	assert_line(p, "AT+QLW", 6);
	assert_int_equal(prompt_line(p).candidate_count, 2);
	type(p, "'C'");
	assert_int_equal(prompt_line(p).candidate_count, 0);
	type(p, "Tab");
	assert_line(p, "AT+QLWCFG=", 10);
	assert_int_equal(prompt_line(p).candidate_count, 0);
	type(p, "Ctrl-U '漢' Tab");
	assert_line(p, "漢字", 4);
	type(p, "Ctrl-U 'nothing' Tab");
	assert_line(p, "nothing", 7);
}

static void test_set_replaces_the_line(void **state)
{
	(void)state;
	type(p, "'abc'");
	prompt_set(p, "send 102 ");
	assert_line(p, "send 102 ", 9);
	type(p, "'x' Enter");
	assert_string_equal(accepted, "send 102 x");
}

static void test_a_long_line_scrolls(void **state)
{
	struct canvas *c = canvas_new(2, 20);
	int row, col;

	(void)state;
	type(p, "'abcdefghijklmnopqrstuvwxyz'");
	prompt_draw(p, region_all(c), 1, ":");
	assert_true(canvas_cursor(c, &row, &col));
	assert_int_equal(row, 1);
	assert_in_range(col, 2, 19);
	assert_int_equal(canvas_cell(c, 1, col - 1)->cps[0], 'z');
	canvas_free(c);
}

/* --- secrets -------------------------------------------------------------------------------- */

static size_t behind_equals(void *ctx, const char *line, struct prompt_span *out, size_t max)
{
	const char *equals = strchr(line, '=');

	(void)ctx;
	if (!equals || max == 0)
		return 0;
	*out = (struct prompt_span){(size_t)(equals - line) + 1, strlen(line)};
	return 1;
}

static void test_secret_parts_are_bullets(void **state)
{
	struct prompt_config c = config();
	struct canvas *screen = canvas_new(1, 20);
	int row, col;

	(void)state;
	prompt_free(p);
	c.secret = behind_equals;
	p = prompt_new(&c, NULL);
	prompt_open(p, NULL);
	type(p, "'k=aü9' Left");
	prompt_draw(p, region_all(screen), 0, ":");
	assert_int_equal(canvas_cell(screen, 0, 2)->cps[0], '=');
	for (int i = 3; i < 6; i++)
		assert_int_equal(canvas_cell(screen, 0, i)->cps[0], 0x2022);
	assert_true(canvas_cursor(screen, &row, &col));
	assert_int_equal(col, 5);
	type(p, "Enter");
	assert_string_equal(accepted, "k=aü9");
	canvas_free(screen);
}

static void test_a_masked_prompt_shows_bullets_only(void **state)
{
	struct prompt_config c = config();

	(void)state;
	c.masked = true;
	struct prompt *m = prompt_new(&c, NULL);

	prompt_open(m, NULL);
	type(m, "'psk' Left 'é'");
	assert_line(m, "••••", 3);
	type(m, "Tab Up");
	assert_line(m, "••••", 3);
	type(m, "Enter");
	assert_string_equal(accepted, "psék");
	prompt_open(m, NULL);
	type(m, "Up");
	assert_line(m, "", 0);
	type(m, "Esc");
	assert_int_equal(cancels, 1);
	prompt_free(m);
}

/* --- files ---------------------------------------------------------------------------------- */

static char path[64];

static size_t file_text(char *out, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(out, 1, size - 1, f) : 0;

	out[n] = '\0';
	if (f)
		fclose(f);
	return n;
}

static void write_file(const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	fwrite(text, 1, n, f);
	fclose(f);
}

static void new_path(void)
{
	snprintf(path, sizeof(path), "/tmp/qlw-test-prompt.%d", (int)getpid());
	unlink(path);
}

static struct prompt *with_file(void)
{
	struct prompt_config c = config();

	c.history_path = path;
	return prompt_new(&c, NULL);
}

static void test_history_lives_in_a_file(void **state)
{
	char text[256];
	struct stat st;

	(void)state;
	new_path();
	struct prompt *f = with_file();

	for (int i = 0; i < 3; i++) {
		static const char *const lines[] = {
			"'one' Enter", "'two secret' Enter", "'three' Enter"};

		prompt_open(f, NULL);
		type(f, lines[i]);
	}
	prompt_free(f);
	file_text(text, sizeof(text));
	assert_string_equal(text, "one\nthree\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	f = with_file();
	prompt_open(f, NULL);
	type(f, "Up Up Up");
	assert_line(f, "one", 3);
	prompt_free(f);
	unlink(path);
}

static bool count_line(void *ctx, const char *line)
{
	char *joined = ctx;

	snprintf(joined + strlen(joined), 64 - strlen(joined), "%s,", line);
	return strcmp(line, "drop") != 0;
}

static void test_history_files_are_bounded_and_cleaned(void **state)
{
	static const char mess[] = "a\n\nb\033[2J\nc\ndrop\nd\ne";
	char joined[64] = "", text[256];

	(void)state;
	new_path();
	assert_int_equal(histfile_load(path, 3, count_line, joined, NULL), QLW_OK);
	assert_string_equal(joined, "");
	write_file(mess, sizeof(mess) - 1);
	assert_int_equal(histfile_load(path, 4, count_line, joined, NULL), QLW_OK);
	assert_string_equal(joined, "c,drop,d,e,");
	file_text(text, sizeof(text));
	assert_string_equal(text, "c\nd\ne\n");
	assert_int_equal(histfile_append(path, "f"), QLW_OK);
	assert_int_equal(histfile_append(path, "two\nlines"), QLW_EUSAGE);
	assert_int_equal(histfile_append("/nowhere/at/all", "f"), QLW_EFILE);
	joined[0] = '\0';
	assert_int_equal(histfile_load(path, 2, count_line, joined, NULL), QLW_OK);
	assert_string_equal(joined, "e,f,");
	struct qlw_diag diag;

	assert_int_equal(histfile_load("/", 2, count_line, joined, &diag), QLW_EFILE);
	unlink(path);
}

/* --- anything ------------------------------------------------------------------------------- */

/* Random keys in two prompts: nothing hangs, and lines stay lines. */
static void test_random_keys(void **state)
{
	static const char *const names[] = {"a", "Space", "é", "漢", "Enter", "Tab", "Backspace",
		"Delete", "Left", "Right", "Up", "Down", "Home", "End", "Ctrl-R", "Ctrl-S",
		"Ctrl-A", "Ctrl-K", "Ctrl-Y", "Ctrl-W", "Ctrl-_", "Ctrl-T", "Ctrl-V", "Ctrl-X",
		"Ctrl-U", "Ctrl-G", "Ctrl-D", "Ctrl-O", "Ctrl-Q", "Alt-b", "Alt-f", "Alt-d",
		"Alt-y", "Alt-.", "Alt-u", "Alt-1", "Alt--", "Alt-?", "Alt-*", "Alt-#", "Alt-p",
		"Alt-<", "Alt-r", "Alt-t", "Ctrl-Alt-e", "Ctrl-]", "Alt-\\", "Esc", "Insert",
		"Ctrl-Left", "Ctrl-Up", "u", "("};
	unsigned seed = 7;

	(void)state;
	for (int i = 0; i < 30000; i++) {
		struct key key;

		seed = seed * 1103515245 + 12345;
		struct prompt *to = seed >> 31 ? p : q;

		if (!prompt_is_open(p) && !prompt_is_open(q))
			prompt_open(to, seed & 0x40000 ? "begin" : NULL);
		assert_true(
			key_parse(names[(seed >> 16) % (sizeof(names) / sizeof(*names))], &key));
		prompt_key(prompt_is_open(p) ? p : q, &key);
		struct prompt_line line = prompt_line(prompt_is_open(p) ? p : q);

		assert_true(line.cursor <= line.len && line.len == strlen(line.text));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_typing_and_accepting),
		TEST(test_columns_are_those_of_the_screen),
		TEST(test_esc_cancels_at_once),
		TEST(test_some_keys_are_for_others),
		TEST(test_paste_is_text),
		TEST(test_each_prompt_has_its_own_history),
		TEST(test_history_search),
		TEST(test_cancel_in_the_middle_of_anything),
		TEST(test_quoted_key_goes_in_raw_and_is_drawn_escaped),
		TEST(test_completion),
		TEST(test_set_replaces_the_line),
		TEST(test_a_long_line_scrolls),
		TEST(test_secret_parts_are_bullets),
		TEST(test_a_masked_prompt_shows_bullets_only),
		cmocka_unit_test(test_history_lives_in_a_file),
		cmocka_unit_test(test_history_files_are_bounded_and_cleaned),
		TEST(test_random_keys),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	setenv("INPUTRC", "/dev/null", 1);
	setenv("TERM", "xterm-256color", 1);
	prompt_start("qlw");
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	prompt_end();
	return failed;
}
