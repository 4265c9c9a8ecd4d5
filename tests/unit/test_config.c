/* The configuration file: what is taken, and that every mistake is named with its place. */
#include "tui/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct config c;
static struct qlw_diag diag;

static int parse(const char *text)
{
	config_free(&c);
	diag.what[0] = '\0';
	return config_parse(&c, "/home/me/.config/qlw/config.json", text, strlen(text), &diag);
}

static int teardown(void **state)
{
	(void)state;
	config_free(&c);
	return 0;
}

static void test_takes_all_of_it(void **state)
{
	(void)state;
	assert_int_equal(
		parse("{\"theme\":\"colour-blind\",\n"
		      "\"presets\":[{\"name\":\"hello\",\"short_id\":102,\"uri\":\"/19/0/0\","
		      "\"data\":\"hello\"},\n"
		      "{\"name\":\"raw\",\"short_id\":1,\"uri\":\"/19/1/0\",\"data\":\"00fF\","
		      "\"hex\":true,\"confirmable\":false}],\n"
		      "\"macros\":[{\"name\":\"up\",\"steps\":[{\"run\":\"AT+CSQ\",\"expect\":"
		      "\"+CSQ:\",\"timeout\":3},{\"run\":\"reg --wait\"}]}]}"),
		0);
	assert_int_equal(c.theme, THEME_PALETTE_COLOUR_BLIND);
	assert_int_equal(c.presets, 2);
	const struct config_preset *p = config_find_preset(&c, "hello");
	assert_int_equal(p->send.short_id, 102);
	assert_int_equal(p->send.len, 5);
	assert_false(p->send.hex || p->send.non_confirmable);
	assert_string_equal(p->send.uri, "/19/0/0");
	p = config_find_preset(&c, "raw");
	assert_int_equal(p->send.len, 2);
	assert_memory_equal(p->send.data, "\0\377", 2);
	assert_true(p->send.hex && p->send.non_confirmable);
	const struct config_macro *m = config_find_macro(&c, "up");
	assert_int_equal(m->steps, 2);
	assert_string_equal(m->step[0].expect, "+CSQ:");
	assert_int_equal(m->step[0].timeout_ms, 3000);
	assert_string_equal(m->step[1].expect, "");
	assert_int_equal(m->step[1].timeout_ms, 10000);
	assert_null(config_find_macro(&c, "hello"));
}

static void test_empty(void **state)
{
	(void)state;
	assert_int_equal(parse("{}"), 0);
	assert_int_equal(c.theme, THEME_PALETTE_DEFAULT);
	assert_int_equal(config_load(&c, "/nonexistent/config.json", &diag), 0);
	assert_int_equal(c.presets, 0);
}

#define PRESET(x) "{\"presets\":[{\"name\":\"a\",\"short_id\":1,\"uri\":\"/1/0/0\"," x "}]}"

static void test_names_what_is_wrong(void **state)
{
	static const struct {
		const char *text, *what;
	} bad[] = {
		{"", "config.json:1:1"},
		{"[]", "config.json:1:1: must be an object"},
		{"{\n  \"theme\": \"pink\"\n}", "config.json:2:12: theme: must be \"default\""},
		{"{\"teme\":1}", "config.json:1:2: teme: no such key here"},
		{"{\"theme\":\"mono\",\n\"theme\":\"mono\"}",
			"config.json:2:1: theme: stands there twice"},
		{"{} {}", "config.json:1:4: something stands behind"},
		{"{\"presets\":{}}", "presets: must be a list"},
		{"{\"presets\":[{}]}", "name: is missing"},
		{"{\"presets\":[7]}", "must be an object"},
		{PRESET("\"data\":\"\""), "data: must be 1 to 1460 bytes"},
		{PRESET("\"data\":7"), "data: must be a text"},
		{PRESET("\"data\":\"0\",\"hex\":true"),
			"data: must be pairs of hexadecimal digits"},
		{PRESET("\"data\":\"0g\",\"hex\":true"),
			"data: must be pairs of hexadecimal digits"},
		{PRESET("\"data\":\"x\",\"hex\":1"), "hex: must be true or false"},
		{PRESET("\"hex\":true"), "data: is missing"},
		{"{\"presets\":[{\"name\":\"a\",\"short_id\":65535,\"uri\":\"/1/0/"
		 "0\",\"data\":\"x\"}]}",
			"short_id: must be a whole number, 1 to 65534"},
		{"{\"presets\":[{\"name\":\"a\",\"short_id\":1,\"uri\":\"/1/0\",\"data\":\"x\"}]}",
			"uri: must be /object/instance/resource"},
		{"{\"macros\":[{\"name\":\"m\"}]}", "steps: there are none"},
		{"{\"macros\":[{\"name\":\"m\",\"steps\":[{\"run\":\"\"}]}]}", "run: must be 1 to"},
		{"{\"macros\":[{\"name\":\"m\",\"steps\":[{\"run\":\"AT\",\"timeout\":0}]}]}",
			"timeout: must be a whole number, 1 to 3600"},
		{"{\"macros\":[{\"name\":\"m\",\"steps\":[{\"run\":\"AT\"}]},{\"name\":\"m\","
		 "\"steps\":"
		 "[{\"run\":\"AT\"}]}]}",
			"name: another macro has this name"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(parse(bad[i].text), QLW_EFILE);
		if (!strstr(diag.what, bad[i].what))
			fail_msg("%s says: %s", bad[i].text, diag.what);
		assert_int_equal(c.presets + c.macros, 0);
	}
}

/* However it is cut or bent, it is refused or taken, never worse. */
static void test_damaged(void **state)
{
	static const char good[] = "{\"theme\":\"mono\",\"presets\":[{\"name\":\"a\",\"short_id\":"
				   "1,\"uri\":\"/1/0/0\","
				   "\"data\":\"00\",\"hex\":true}],\"macros\":[{\"name\":\"m\","
				   "\"steps\":[{\"run\":\"AT\"}]}]}";
	char text[sizeof good];
	uint32_t seed = 1;
	(void)state;
	for (size_t i = 0; i < sizeof good - 1; i++) {
		memcpy(text, good, i);
		text[i] = '\0';
		assert_int_equal(parse(text), QLW_EFILE);
	}
	for (int i = 0; i < 5000; i++) {
		memcpy(text, good, sizeof good);
		for (int k = 0; k < 3; k++) {
			seed = seed * 1664525u + 1013904223u;
			text[(seed >> 8) % (sizeof good - 1)] = (char)(0x20 + (seed >> 24) % 0x5f);
		}
		parse(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_takes_all_of_it, teardown),
		cmocka_unit_test_teardown(test_empty, teardown),
		cmocka_unit_test_teardown(test_names_what_is_wrong, teardown),
		cmocka_unit_test_teardown(test_damaged, teardown),
	};
	return cmocka_run_group_tests_name("configuration file", tests, NULL, NULL);
}
