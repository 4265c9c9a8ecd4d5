/* The command line: what is taken, what is refused, what is hinted at. */
#include "tui/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/toolkit/near.h"

static struct options o;
static struct options_error error;

static int parse(int n, ...)
{
	static char words[16][64];
	char *argv[17] = {NULL};
	va_list ap;
	va_start(ap, n);
	for (int i = 0; i < n; i++) {
		snprintf(words[i], sizeof words[i], "%s", va_arg(ap, const char *));
		argv[i] = words[i];
	}
	va_end(ap);
	return options_parse(&o, n, argv, &error);
}

static void test_empty(void **ctx)
{
	(void)ctx;
	assert_int_equal(parse(0), 0);
	assert_null(o.call.verb);
	assert_null(o.port);
	assert_int_equal(o.baud, 115200);
	assert_int_equal(o.timeout_ms, 0);
}

static void test_before_and_after_the_verb(void **ctx)
{
	(void)ctx;
	assert_int_equal(
		parse(7, "--json", "-p", "sim:", "reg", "--timeout=2.5", "--wait", "-b9600"), 0);
	assert_string_equal(o.call.verb, "reg");
	assert_string_equal(o.port, "sim:");
	assert_true(o.json);
	assert_int_equal(o.timeout_ms, 2500);
	assert_int_equal(o.baud, 9600);
	assert_int_equal(o.call.given, OPTION_WAIT);
	assert_int_equal(o.call.args, 0);
	assert_int_equal(parse(3, "--wait", "reg", "-vq"), 0);
	assert_true(o.verbose && o.quiet);
	assert_int_equal(o.call.given, OPTION_WAIT);
}

static void test_double_dash_ends_options(void **ctx)
{
	(void)ctx;
	assert_int_equal(parse(6, "send", "1", "--", "--json", "-x", "--"), 0);
	assert_int_equal(o.call.args, 4);
	assert_string_equal(o.call.arg[1], "--json");
	assert_string_equal(o.call.arg[3], "--");
	assert_false(o.json);
}

static void test_values_that_look_like_options(void **ctx)
{
	(void)ctx;
	assert_int_equal(parse(4, "send", "1", "/19/0/0", "-5"), 0);
	assert_string_equal(o.call.arg[2], "-5");
	assert_int_equal(parse(3, "set", "security", "-"), 0);
	assert_string_equal(o.call.arg[1], "-");
	assert_int_equal(parse(3, "-p", "-odd", "ports"), 0);
	assert_string_equal(o.port, "-odd");
}

static void test_verb_options(void **ctx)
{
	(void)ctx;
	assert_int_equal(
		parse(9, "x", "--mode", "1", "--ssid", "65534", "--for", "0.25", "--yes", "--hex"),
		0);
	assert_int_equal(o.call.mode, 1);
	assert_int_equal(o.call.ssid, 65534);
	assert_int_equal(o.call.for_ms, 250);
	assert_int_equal(
		o.call.given, OPTION_MODE | OPTION_SSID | OPTION_FOR | OPTION_YES | OPTION_HEX);
}

static void test_repeated_directories(void **ctx)
{
	(void)ctx;
	assert_int_equal(parse(4, "--profile-dir", "a", "--profile-dir", "b"), 0);
	assert_int_equal(o.profile_dirs, 2);
	assert_string_equal(o.profile_dir[1], "b");
}

static void test_refused(void **ctx)
{
	static const char *const lines[][3] = {
		{"--baud", "fast", ""},
		{"--baud", "0", ""},
		{"--baud", "9600x", ""},
		{"--baud", "99999999", ""},
		{"--baud", " 9600", ""},
		{"--baud", "", ""},
		{"--timeout", "0", ""},
		{"--timeout", "-1", ""},
		{"--timeout", "1e3", ""},
		{"--timeout", "1.2345", ""},
		{"--timeout", "9999999", ""},
		{"--timeout", ".", ""},
		{"--ssid", "0", ""},
		{"--ssid", "65535", ""},
		{"--mode", "2", ""},
		{"--json=yes", "x", ""},
		{"-x", "x", ""},
		{"-qx", "x", ""},
		{"--nonsense", "x", ""},
		{"--journal", "", "x"},
		{"-p", "", "x"},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_int_equal(parse(3, lines[i][0], lines[i][1], lines[i][2]), -1);
		assert_true(*error.what);
	}
	assert_int_equal(parse(2, "reg", "--port"), -1);
	assert_int_equal(parse(2, "reg", "-b"), -1);
	assert_int_equal(parse(3, "--no-journal", "--journal", "x"), -1);
}

static void test_hints(void **ctx)
{
	(void)ctx;
	assert_int_equal(parse(1, "--tiemout"), -1);
	assert_non_null(strstr(error.hint, "--timeout"));
	assert_int_equal(parse(1, "--read"), -1);
	assert_non_null(strstr(error.hint, "--read-only"));
	assert_int_equal(parse(1, "--xyzzy"), -1);
	assert_string_equal(error.hint, "");
	assert_int_equal(parse(1, "--pritn"), -1);
	assert_null(strstr(error.hint, "print")); /* not for users */
}

static void test_too_many_arguments(void **ctx)
{
	char word[] = "x", *argv[OPTIONS_ARGS_MAX + 2];
	(void)ctx;
	for (size_t i = 0; i < OPTIONS_ARGS_MAX + 2; i++)
		argv[i] = word;
	assert_int_equal(options_parse(&o, OPTIONS_ARGS_MAX + 1, argv, &error), 0);
	assert_int_equal(o.call.args, OPTIONS_ARGS_MAX);
	assert_int_equal(options_parse(&o, OPTIONS_ARGS_MAX + 2, argv, &error), -1);
}

static void test_numbers(void **ctx)
{
	int64_t n = 7;
	(void)ctx;
	assert_true(options_number("-12", -100, 100, &n));
	assert_int_equal(n, -12);
	assert_false(options_number("+1", 0, 100, &n));
	assert_false(options_number("0x10", 0, 100, &n));
	assert_false(options_number("", 0, 100, &n));
	assert_false(options_number("-", -100, 100, &n));
	assert_false(options_number("99999999999999999999", INT64_MIN, INT64_MAX, &n));
	assert_int_equal(n, -12);
	assert_true(options_seconds("1.05", &n));
	assert_int_equal(n, 1050);
	assert_false(options_seconds("1.2.3", &n));
	assert_false(options_seconds("99999999999999999999999999", &n));
}

static void test_near(void **ctx)
{
	(void)ctx;
	assert_int_equal(near_distance("", ""), 0);
	assert_int_equal(near_distance("reg", "REG"), 0);
	assert_int_equal(near_distance("sned", "send"), 1);
	assert_int_equal(near_distance("get", "set"), 1);
	assert_int_equal(near_distance("kitten", "sitting"), 3);
	assert_true(near_distance("a", "a word that is far too long to be meant by it") > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_before_and_after_the_verb),
		cmocka_unit_test(test_double_dash_ends_options),
		cmocka_unit_test(test_values_that_look_like_options),
		cmocka_unit_test(test_verb_options),
		cmocka_unit_test(test_repeated_directories),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_too_many_arguments),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_near),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
