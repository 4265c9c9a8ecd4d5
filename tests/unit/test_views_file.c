/* Provisioning files on the screen: what is shown, each kind edited by keys, what is refused, secrets
 * that stay hidden, and how it ends. */
#include "tests/unit/file_fixture.h"
#include "tests/unit/views_fixture.h"
#include "views/file_view.h"

static struct file_view *v;

static void open_as(const char *name, const char *local, const char *text)
{
	v = file_view_new(&(struct file_view_source){
		.name = name, .local = local, .bytes = text, .len = text ? strlen(text) : 0});
	assert_non_null(v);
}

static void shut(void)
{
	file_view_free(v);
	v = NULL;
}

static enum file_view_result press(const char *names)
{
	enum file_view_result result = FILE_VIEW_RESULT_NONE;
	char name[KEYS_NAME_MAX];
	for (const char *p = names; *p;) {
		const size_t n = strcspn(p, " ");
		struct key key;
		snprintf(name, sizeof name, "%.*s", (int)n, p);
		assert_true(key_parse(name, &key));
		result = file_view_key(v, &key);
		p += n + strspn(p + n, " ");
	}
	return result;
}

static void type(const char *text)
{
	for (; *text; text++) {
		const struct key key = {.code = KEYCODE_CHAR, .cp = (unsigned char)*text};
		file_view_key(v, &key);
	}
}

static char *drawn(int rows, int cols)
{
	struct canvas *c = canvas_new(rows, cols);
	file_view_draw(v, region_all(c));
	char *all = canvas_dump(c);
	canvas_free(c);
	return all;
}

static bool shows(const char *text)
{
	char *all = drawn(24, 80);
	const bool found = strstr(all, text) != NULL;
	if (!found)
		printf("no %s in\n%s", text, all);
	free(all);
	return found;
}

static bool hides(const char *text)
{
	char *all = drawn(60, 200);
	const bool found = strstr(all, text) != NULL;
	if (found)
		printf("%s in\n%s", text, all);
	free(all);
	return !found;
}

static void has_bytes(const char *expected)
{
	size_t len;
	assert_string_equal(file_bytes(file_view_file(v), &len), expected);
}

/* Goes to the entry by search. */
static void go_to(const char *pattern)
{
	press("g /");
	type(pattern);
	press("Enter");
}

static void test_shows_a_bootstrap_file(void **state)
{
	(void)state;
	open_as("bootstrap.ini", NULL, note_oma_1_0);
	assert_true(shows("bootstrap.ini"));
	assert_true(shows("on the module"));
	assert_true(
		shows("/0/0 LwM2M Security: short ID 100, coaps://10.230.20.192:1111, bootstrap"));
	assert_true(shows("0 LwM2M Server URI"));
	assert_true(shows("3, none: no DTLS"));
	press("j j");
	assert_true(shows("/0/0/0 LwM2M Server URI: where the server is"));
	assert_true(shows("coap://HOST:PORT or coaps://HOST:PORT"));
	shut();
}

static void test_changes_a_resource(void **state)
{
	(void)state;
	open_as("bootstrap.ini", NULL, note_oma_1_0);
	go_to("/1/1/1 ");
	assert_true(shows("/1/1/1 Lifetime"));
	press("Enter");
	assert_true(shows("1 Lifetime"));
	press("Ctrl-U");
	type("nonsense");
	press("Enter");
	assert_true(shows("must not be empty")); /* letters have no place in a number */
	type("99999999999");
	assert_true(shows("must be 0 to 4294967295"));
	press("Ctrl-U");
	type("60");
	press("Enter");
	assert_true(shows("changed, not kept"));
	assert_true(shows("60 s"));
	assert_int_equal(file_find(file_view_file(v), 0, "/1/1/1")->number, 60);
	press("u");
	has_bytes(note_oma_1_0);
	assert_true(hides("not kept"));
	assert_int_equal(press("Esc"), FILE_VIEW_RESULT_CLOSED);
	shut();
}

/* A warning that the change brings is said while it is typed. */
static void test_warns_while_typing(void **state)
{
	(void)state;
	open_as("bootstrap.ini", NULL, note_oma_1_0);
	go_to("/0/0/2 ");
	press("Enter n"); /* none */
	assert_true(shows("coaps with mode 3"));
	press("Esc");
	has_bytes(note_oma_1_0);
	shut();
}

/* The slash that the Note's own example lacks, and nothing else of it changes. */
static void test_mends_a_base_name(void **state)
{
	(void)state;
	open_as("bootstrap.ini", NULL, note_oma_1_0);
	press("g");
	assert_true(shows("/2/0 has no slash at its end"));
	assert_true(shows("Enter mends this."));
	press("Enter");
	assert_true(hides("no slash"));
	char expected[sizeof note_oma_1_0 + 1];
	const char *at = strstr(note_oma_1_0, "\"/2/0\"") + 5;
	snprintf(expected, sizeof expected, "%.*s/%s", (int)(at - note_oma_1_0), note_oma_1_0, at);
	has_bytes(expected);
	press("u");
	has_bytes(note_oma_1_0);
	shut();
}

static void test_adds_and_takes_away(void **state)
{
	(void)state;
	open_as("bootstrap.ini", NULL, note_oma_1_0);
	go_to("/1/1/7 ");
	press("+");
	type("default max");
	press("Esc");
	press("+");
	type("new /1 ");
	press("Enter");
	assert_true(shows("New instance of 1 LwM2M Server"));
	press("Down");
	type("100");
	press("Ctrl-S");
	assert_int_equal(file_find(file_view_file(v), 0, "/1/0/0")->number, 100);
	assert_int_equal(file_find(file_view_file(v), 0, "/1/0/1")->number, 86400);
	assert_string_equal(file_find(file_view_file(v), 0, "/1/0/7")->value, "U");
	assert_int_equal(file_errors(file_view_file(v)), 0);
	press("[ d"); /* its heading: all of it */
	has_bytes(note_oma_1_0);
	go_to("/1/1/7 ");
	press("d");
	assert_null(file_find(file_view_file(v), 0, "/1/1/7"));
	press("u");
	has_bytes(note_oma_1_0);
	go_to("/2/0/2/102");
	press("+");
	type("/2/0/2");
	press("Enter");
	type("3");
	assert_true(shows("which"));
	press("Down");
	press("Ctrl-U");
	type("1");
	press("Enter");
	assert_int_equal(file_find(file_view_file(v), 0, "/2/0/2/3")->number, 1);
	shut();
}

/* An account with a key: Base64 made from what one has in hand, typed twice, never shown. */
static void test_keys_of_an_account(void **state)
{
	(void)state;
	open_as("bootstrap.ini", NULL, NULL);
	assert_true(shows("Nothing in it yet: + adds."));
	press("+");
	press("Enter");
	assert_true(shows("New instance of 0 LwM2M Security"));
	press("Down");
	press("Ctrl-U");
	type("coaps://a.example:5684");
	press("Down Down");
	type("P"); /* PSK */
	press("Down");
	type("text:unit-4711");
	press("Down");
	type("text:unit-4712");
	assert_true(shows("not the same as above"));
	press("Ctrl-U");
	type("text:unit-4711");
	press("Down");
	type("hex:0badc0de");
	press("Down");
	type("hex:0badc0de");
	press("Down");
	type("102");
	assert_true(hides("unit-4711") && hides("0badc0de"));
	press("Ctrl-S");
	assert_string_equal(file_find(file_view_file(v), 0, "/0/0/3")->value, "dW5pdC00NzEx");
	assert_string_equal(file_find(file_view_file(v), 0, "/0/0/5")->value, "C63A3g==");
	assert_true(hides("dW5pdC00NzEx") && hides("C63A3g=="));
	press("Ctrl-S");
	assert_true(shows("Put it on the module?"));
	assert_true(hides("dW5pdC00NzEx") && hides("C63A3g=="));
	assert_int_equal(press("Enter"), FILE_VIEW_RESULT_UPLOAD);
	shut();
}

static void test_options(void **state)
{
	(void)state;
	open_as("lwm2m_cfg", NULL, note_cfg);
	assert_true(shows("RETRY_TIMEOUT"));
	assert_true(shows("by default"));
	go_to("MAX_NO_RETRIES");
	press("Enter Ctrl-U");
	type("7");
	press("Enter");
	go_to("ENABLE_PSM");
	press("Enter");
	type("n");
	press("Enter");
	go_to("VERSION");
	press("d");
	assert_string_equal(file_find(file_view_file(v), 0, "MAX_NO_RETRIES")->value, "7");
	assert_string_equal(file_find(file_view_file(v), 0, "ENABLE_PSM")->value, "0");
	assert_null(file_find(file_view_file(v), 0, "VERSION"));
	press("Ctrl-S");
	assert_true(shows("MAX_NO_RETRIES: 5 \u2192 7"));
	assert_true(shows("VERSION: 1.0: LwM2M 1.0 \u2192 gone"));
	press("Esc u u u");
	has_bytes(note_cfg);
	shut();
}

static void test_unknown_keys_are_kept(void **state)
{
	(void)state;
	open_as("lwm2m_cfg", NULL, "{\n# mine\nFOO=1;\nAPN=a;\n}\n");
	go_to("FOO");
	assert_true(shows("unknown key, kept as it is"));
	press("Enter");
	assert_true(shows("no table of the Note knows it"));
	go_to("APN");
	press("Enter Ctrl-U");
	type("b");
	press("Enter");
	has_bytes("{\n# mine\nFOO=1;\nAPN=b;\n}\n");
	shut();
}

static void test_records(void **state)
{
	(void)state;
	open_as("carrier_apn_cfg", NULL, note_apn);
	assert_true(shows("Record 1: carrier_apn1, for server 102"));
	press("+");
	assert_true(shows("New record 3"));
	type("third.example");
	press("Down Ctrl-U");
	type("7");
	press("Down Ctrl-U");
	type("104");
	press("Ctrl-S");
	assert_int_equal(file_records(file_view_file(v)), 3);
	assert_string_equal(file_find(file_view_file(v), 2, "APN_NAME")->value, "third.example");
	assert_int_equal(file_errors(file_view_file(v)), 0);
	press("[ d");
	has_bytes(note_apn);
	shut();
}

static void test_psk(void **state)
{
	(void)state;
	open_as("ssl/100_server.psk", NULL, NULL);
	press("+");
	type(NOTE_PSK_ID);
	press("Down");
	type(NOTE_PSK_ID);
	press("Down");
	type("d6160c2");
	assert_true(shows("no whole bytes"));
	type("e");
	press("Down");
	type("d6160c2e");
	assert_true(hides("004402460030392") && hides("d6160c2"));
	press("Enter");
	has_bytes("|" NOTE_PSK_ID "|:d6160c2e");
	assert_true(hides("004402460030392") && hides("d6160c2"));
	press("j Enter");
	assert_true(shows("  again"));
	type("aabb");
	press("Down");
	type("aabb");
	press("Enter");
	has_bytes("|" NOTE_PSK_ID "|:aabb");
	press("Ctrl-S");
	assert_true(hides("aabb"));
	shut();
}

static void test_errors_are_not_sent(void **state)
{
	(void)state;
	open_as("lwm2m_cfg", NULL, "{\nAPN=a;\nVERSION=2.0;\n}\n");
	assert_true(shows("1 error"));
	press("e");
	assert_true(shows("line 3, column 9: 2.0 is not allowed"));
	go_to("APN");
	press("Enter Ctrl-U");
	type("b");
	press("Enter Ctrl-S");
	assert_true(shows("there are errors in it"));
	go_to("VERSION");
	press("Enter Right Enter");
	assert_int_equal(file_errors(file_view_file(v)), 0);
	press("Ctrl-S");
	assert_true(shows("Put it on the module?"));
	shut();
}

/* With errors about, e leaves warnings alone. */
static void test_next_error(void **state)
{
	(void)state;
	open_as("lwm2m_cfg", NULL,
		"{\n# a\n# b\nAPN=a;\nFOO=1;\nACK_TIMEOUT=x;\nVERSION=2.0;\n}\n");
	assert_true(shows("! line 2 (and 1 more): file: the Note knows no comments here"));
	press("e");
	assert_true(shows("line 6, column 13: x is no whole number"));
	press("e");
	assert_true(shows("line 7, column 9: 2.0 is not allowed"));
	press("e");
	assert_true(shows("line 6, column 13"));
	press("Enter Ctrl-U 9 Enter");
	go_to("VERSION");
	press("d e");
	assert_true(shows("line 5, column 1: warning: unknown key") ||
		    shows("the Note knows no comments here"));
	shut();
}

static void test_leaving_asks(void **state)
{
	(void)state;
	open_as("lwm2m_cfg", NULL, note_cfg);
	go_to("VERSION");
	press("d");
	assert_int_equal(press("Esc"), FILE_VIEW_RESULT_NONE);
	assert_true(shows("Give it up?"));
	press("n");
	assert_true(shows("not kept"));
	press("w");
	assert_true(shows("lwm2m_cfg"));
	press("Ctrl-U");
	type("/tmp/x");
	assert_int_equal(press("Enter"), FILE_VIEW_RESULT_WRITE);
	assert_string_equal(file_view_path(v), "/tmp/x");
	file_view_kept(v, false);
	assert_int_equal(press("Esc"), FILE_VIEW_RESULT_CLOSED);
	shut();
	open_as("lwm2m_cfg", NULL, note_cfg);
	press("Ctrl-S");
	assert_true(shows("the module has it so"));
	assert_int_equal(press("c"), FILE_VIEW_RESULT_COMPARE);
	shut();
	open_as("lwm2m_cfg", "/tmp/lwm2m_cfg", note_cfg);
	press("Ctrl-S");
	assert_int_equal(press("Enter"), FILE_VIEW_RESULT_UPLOAD);
	shut();
}

static void test_autostart(void **state)
{
	(void)state;
	open_as("lwm2m_app_autostart", NULL, NULL);
	assert_true(shows("Empty, as it has to be"));
	press("Ctrl-S");
	assert_int_equal(press("Enter"), FILE_VIEW_RESULT_UPLOAD);
	shut();
}

static void test_filter_and_help(void **state)
{
	(void)state;
	open_as("lwm2m_cfg", NULL, note_cfg);
	press("f");
	type("EP_NAME");
	press("Enter");
	assert_true(shows("BOOTSTRAP_EP_NAME"));
	assert_true(hides("RETRY_TIMEOUT"));
	press("Esc"); /* the filter, not the file */
	assert_true(shows("RETRY_TIMEOUT"));
	press("?");
	assert_true(shows("Keys in a file"));
	press("Esc");
	assert_true(hides("Keys in a file"));
	file_view_busy(v, true);
	assert_int_equal(press("Esc"), FILE_VIEW_RESULT_NONE);
	shut();
	assert_null(file_view_new(&(struct file_view_source){.name = "x.txt"}));
}

/* Nothing draws beyond its place, whatever the size and whatever stands in the file. */
static void test_every_size(void **state)
{
	static const struct {
		const char *name, *text;
	} files[] = {{"bootstrap.ini", note_oma_1_1}, {"bootstrap.ini", "{\"bn\":\"/0/0\",\x1b[2J"},
		{"carrier_apn_cfg", note_apn}, {"lwm2m_cfg", note_cfg},
		{"100_server.psk", note_psk}, {"lwm2m_app_autostart", ""}, {"lwm2m_cfg", NULL}};
	static const char *const tours[] = {
		"j Enter", "+", "Ctrl-S", "w", "?", "d Esc", "G e Enter"};
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		for (size_t k = 0; k < sizeof tours / sizeof *tours; k++) {
			open_as(files[i].name, NULL, files[i].text);
			press(tours[k]);
			for (int rows = 1; rows < 40; rows += 5)
				free(drawn(rows, 4 * rows));
			char *all = drawn(24, 80);
			assert_null(strchr(all, '\x1b'));
			free(all);
			shut();
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shows_a_bootstrap_file),
		cmocka_unit_test(test_changes_a_resource),
		cmocka_unit_test(test_warns_while_typing),
		cmocka_unit_test(test_mends_a_base_name),
		cmocka_unit_test(test_adds_and_takes_away),
		cmocka_unit_test(test_keys_of_an_account),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_unknown_keys_are_kept),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_psk),
		cmocka_unit_test(test_errors_are_not_sent),
		cmocka_unit_test(test_next_error),
		cmocka_unit_test(test_leaving_asks),
		cmocka_unit_test(test_autostart),
		cmocka_unit_test(test_filter_and_help),
		cmocka_unit_test(test_every_size),
	};
	return cmocka_run_group_tests_name("views: file", tests, fixture_locale, NULL);
}
