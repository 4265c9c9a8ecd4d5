/* Send form: who and where are filled in, bytes are counted, and it ends as a line that can be
 * typed. */
#include "tests/unit/views_fixture.h"
#include "views/send_form.h"

static void type(struct send_form *f, const char *text)
{
	for (; *text; text++) {
		const struct key key = {.code = KEYCODE_CHAR, .cp = (unsigned char)*text};
		send_form_key(f, &key);
	}
}

static enum form_result press(struct send_form *f, const char *name)
{
	struct key key;
	assert_true(key_parse(name, &key));
	return send_form_key(f, &key);
}

static struct canvas *drawn(const struct send_form *f, int rows, int cols)
{
	struct canvas *c = canvas_new(rows, cols);
	send_form_draw(f, region_all(c));
	return c;
}

static void ends_as(struct send_form *f, const char *want)
{
	char line[SEND_FORM_LINE_MAX];
	assert_int_equal(press(f, "Ctrl-S"), FORM_RESULT_DONE);
	send_form_line(f, line);
	assert_string_equal(line, want);
}

static void test_sends_text(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	send_form_start(&f, m, 0, "");
	type(&f, "hello you");
	fixture_golden("views-send-80x24", drawn(&f, 24, 80));
	fixture_golden("views-send-40x10", drawn(&f, 10, 40));
	fixture_says(drawn(&f, 24, 80), "9 of 1460 bytes");
	ends_as(&f, "send 102 /19/0/0 'hello you'");
	send_form_end(&f);
	model_free(m);
}

static void test_sends_hex_without_confirmation(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	send_form_start(&f, m, 102, "/3/0/9");
	press(&f, "Up");
	press(&f, "Right");
	press(&f, "Down");
	type(&f, "01 ff a");
	assert_int_equal(press(&f, "Ctrl-S"), FORM_RESULT_NONE);
	fixture_says(drawn(&f, 24, 80), "one digit is missing");
	type(&f, "b");
	fixture_says(drawn(&f, 24, 80), "3 of 1460 bytes");
	press(&f, "Down");
	press(&f, "Right");
	ends_as(&f, "send 102 /3/0/9 01ffab --hex --non");
	send_form_end(&f);
	model_free(m);
}

static void test_quotes(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	send_form_start(&f, m, 102, "");
	type(&f, "it's");
	ends_as(&f, "send 102 /19/0/0 \"it's\"");
	type(&f, "\"");
	ends_as(&f, "send 102 /19/0/0 6974277322 --hex");
	send_form_end(&f);
	model_free(m);
}

/* What a file's name or standard input would be in a ':' line. */
static void test_data_like_a_file_name(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	send_form_start(&f, m, 102, "");
	type(&f, "@me");
	ends_as(&f, "send 102 /19/0/0 406d65 --hex");
	send_form_end(&f);
	send_form_start(&f, m, 102, "");
	type(&f, "-");
	ends_as(&f, "send 102 /19/0/0 2d --hex");
	send_form_end(&f);
	model_free(m);
}

static void test_a_file(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	send_form_start(&f, m, 102, "");
	press(&f, "Up");
	type(&f, "f");
	press(&f, "Down");
	assert_int_equal(press(&f, "Ctrl-S"), FORM_RESULT_NONE); /* no name */
	type(&f, "my reading.bin");
	fixture_says(drawn(&f, 24, 80), "pieces of 1460 bytes");
	ends_as(&f, "send 102 /19/0/0 '@my reading.bin'");
	send_form_end(&f);
	model_free(m);
}

static void test_again_and_again(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	send_form_start(&f, m, 102, "");
	type(&f, "ping");
	press(&f, "Down");
	press(&f, "Down");
	type(&f, "0");
	assert_int_equal(press(&f, "Ctrl-S"), FORM_RESULT_NONE);
	press(&f, "Backspace");
	type(&f, "60");
	ends_as(&f, "repeat 60 send 102 /19/0/0 'ping'");
	send_form_end(&f);
	model_free(m);
}

/* Letters of two bytes count as two; 1460 bytes fit both ways, one more does not. */
static void test_counts_bytes_up_to_the_limit(void **state)
{
	char text[QLW_ULDATA_MAX + 1] = "", want[2 * QLW_ULDATA_MAX + 64];
	struct qlw_uldata send = {.data = text, .len = QLW_ULDATA_MAX};
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	for (size_t i = 0; i < QLW_ULDATA_MAX; i += 2)
		memcpy(text + i, "\303\274", 2); /* ü */
	send_form_start(&f, m, 102, "");
	send_form_fill(&f, &send);
	assert_int_equal(send_form_bytes(&f), QLW_ULDATA_MAX);
	snprintf(want, sizeof(want), "send 102 /19/0/0 '%s'", text);
	ends_as(&f, want);
	type(&f, "x");
	fixture_says(drawn(&f, 24, 80), "must be 1 to 1460 bytes");
	assert_int_equal(press(&f, "Ctrl-S"), FORM_RESULT_NONE);
	send_form_end(&f);
	memset(text, '\1', QLW_ULDATA_MAX);
	send_form_start(&f, m, 102, "");
	send_form_fill(&f, &send);
	assert_int_equal(send_form_bytes(&f), QLW_ULDATA_MAX);
	size_t n = (size_t)snprintf(want, sizeof(want), "send 102 /19/0/0 ");
	for (size_t i = 0; i < QLW_ULDATA_MAX; i++)
		n += (size_t)snprintf(want + n, sizeof(want) - n, "01");
	snprintf(want + n, sizeof(want) - n, " --hex");
	ends_as(&f, want);
	send_form_end(&f);
	model_free(m);
}

static void test_refuses(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	send_form_start(&f, m, 102, "/19/0");
	type(&f, "x");
	assert_int_equal(press(&f, "Ctrl-S"), FORM_RESULT_NONE);
	fixture_says(drawn(&f, 24, 80), "must be /object/instance/resource");
	assert_int_equal(press(&f, "Esc"), FORM_RESULT_CLOSED);
	send_form_end(&f);
	send_form_start(&f, m, 102, "");
	assert_int_equal(press(&f, "Ctrl-S"), FORM_RESULT_NONE);
	send_form_end(&f);
	model_free(m);
}

/* What was sent once can be edited: bytes that are no text as hexadecimal. */
static void test_begins_with_data(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	struct qlw_uldata send = {
		.short_id = 102, .data = "a b", .len = 3, .non_confirmable = true};
	send_form_start(&f, m, 102, "/3/0/9");
	send_form_fill(&f, &send);
	ends_as(&f, "send 102 /3/0/9 'a b' --non");
	send_form_end(&f);
	send = (struct qlw_uldata){.data = "\0\377", .len = 2};
	send_form_start(&f, m, 102, "/3/0/9");
	send_form_fill(&f, &send);
	ends_as(&f, "send 102 /3/0/9 00ff --hex");
	send_form_end(&f);
	model_free(m);
}

/* The path that the server observes is the likely one. A server that is not registered is said. */
static void test_fills_in(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct send_form f;
	m->observe[0] = (struct model_observe){102, "/10250/0/1", "1", 1, 2};
	m->observe[1] = (struct model_observe){102, "/10250/0/0", "1", 1, 0};
	m->observes = 2;
	send_form_start(&f, m, 0, "");
	type(&f, "x");
	ends_as(&f, "send 102 /10250/0/0 'x'");
	send_form_end(&f);
	send_form_start(&f, m, 101, ""); /* it is not registered, 102 is */
	type(&f, "x");
	ends_as(&f, "send 102 /10250/0/0 'x'");
	send_form_end(&f);
	m->servers = 0;
	send_form_start(&f, m, 101, "");
	for (int i = 0; i < 3; i++)
		press(&f, "Up");
	fixture_says(drawn(&f, 24, 80), "no server is registered");
	send_form_end(&f);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sends_text),
		cmocka_unit_test(test_sends_hex_without_confirmation),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_data_like_a_file_name),
		cmocka_unit_test(test_a_file),
		cmocka_unit_test(test_again_and_again),
		cmocka_unit_test(test_counts_bytes_up_to_the_limit),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_fills_in),
		cmocka_unit_test(test_begins_with_data),
	};
	return cmocka_run_group_tests_name("views: send", tests, fixture_locale, NULL);
}
