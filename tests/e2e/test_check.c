/* `qlw check`: kinds by name, places, exit codes, JSON, and no secret in what it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/proc.h"

static struct scratch scratch;
static struct proc_result r;
static char *path;

static int begin(void **ctx)
{
	(void)ctx;
	scratch_make(&scratch);
	return 0;
}

static int end(void **ctx)
{
	(void)ctx;
	scratch_remove(&scratch);
	proc_result_free(&r);
	free(path);
	return 0;
}

/* A file of that name; the path is valid until the next. */
static const char *put(const char *name, const char *text)
{
	free(path);
	path = scratch_path(&scratch, name);
	scratch_write_file(path, text, strlen(text));
	return path;
}

/* Runs qlw check with up to three arguments. */
static int check(const char *one, const char *two, const char *three)
{
	const char *argv[] = {test_qlw(), "check", one, two, three, NULL};
	proc_result_free(&r);
	proc_run(&(struct proc_options){.argv = argv, .scratch = &scratch}, &r);
	return r.code;
}

/* The file, then what follows, is a line of standard output. */
static void expect_line(const char *file, const char *rest)
{
	char line[1024];
	snprintf(line, sizeof line, "%s%s", file, rest);
	if (!strstr(r.out, line))
		fprintf(stderr, "no %s in:\n%s", line, r.out);
	assert_non_null(strstr(r.out, line));
}

#define SLASHLESS                                                 \
	"{\"bn\":\"/0/1\",\n\"e\":[{\"n\":\"0\",\"sv\":\"coap://" \
	"h:5683\"},{\"n\":\"1\",\"bv\":true},"                    \
	"{\"n\":\"2\",\"v\":3}]}\n"

static void test_good_file(void **ctx)
{
	(void)ctx;
	assert_int_equal(check(put("lwm2m_cfg", "{\nVERSION=1.0;\n}\n"), NULL, NULL), 0);
	assert_string_equal(r.out, "");
	assert_string_equal(r.err, "");
}

static void test_warning_and_strict(void **ctx)
{
	const char *name = put("bootstrap.ini", SLASHLESS);
	(void)ctx;
	assert_int_equal(check(name, NULL, NULL), 0);
	expect_line(name,
		":1:7: warning: bn: /0/1 has no slash at its end, so its names join to /0/10");
	assert_int_equal(check("--strict", name, NULL), 6);
	expect_line(name, ":1:7: bn: /0/1 has no slash");
	assert_int_equal(check("-q", name, NULL), 0);
	assert_string_equal(r.out, "");
}

static void test_error(void **ctx)
{
	const char *name = put("carrier_apn_cfg", "APN_NAME=a\nAPN_CLASS=x\n;\n");
	(void)ctx;
	assert_int_equal(check(name, NULL, NULL), 6);
	expect_line(name, ":2:11: APN_CLASS: x is no whole number");
}

static void test_json(void **ctx)
{
	char line[1024];
	const char *name = put("bootstrap.ini", SLASHLESS "?");
	(void)ctx;
	assert_int_equal(check("--json", name, NULL), 6);
	snprintf(line, sizeof line,
		"{\"file\":\"%s\",\"line\":1,\"column\":7,\"key\":\"bn\",\"severity\":"
		"\"warning\",\"message\":\"/0/1 has",
		name);
	assert_non_null(strstr(r.out, line));
	snprintf(line, sizeof line,
		"{\"file\":\"%s\",\"line\":3,\"column\":1,\"key\":\"file\",\"severity\":"
		"\"error\",\"message\":\"expected {, found ?\"}\n",
		name);
	assert_non_null(strstr(r.out, line));
}

static void test_profile(void **ctx)
{
	const char *name = put("mine.json", "{\"profile\":1,\n\"name\":\"a\",\"name\":\"b\"}");
	(void)ctx;
	assert_int_equal(check(name, NULL, NULL), 6);
	expect_line(name, ":2:12: name: stands here a second time\n");
}

static void test_several_files(void **ctx)
{
	char *first = scratch_path(&scratch, "lwm2m_cfg");
	scratch_write_file(first, "{\n", 2);
	const char *second = put("carrier_apn_cfg", "x\n");
	(void)ctx;
	assert_int_equal(check(first, "/nowhere/lwm2m_cfg", second), 6);
	expect_line(first, ":2:1: file: expected }");
	expect_line(second, ":1:1: file: expected KEY=value");
	assert_non_null(strstr(r.err, "qlw: /nowhere/lwm2m_cfg: No such file"));
	free(first);
}

static void test_not_for_checking(void **ctx)
{
	(void)ctx;
	assert_int_equal(check(put("notes.txt", "x"), NULL, NULL), 6);
	assert_non_null(strstr(r.err, "unknown kind of file"));
	assert_int_equal(check("/dev/lwm2m_cfg/..", NULL, NULL), 6);
	assert_int_equal(check(NULL, NULL, NULL), 2);
}

static void test_no_secret(void **ctx)
{
	static const char *const texts[] = {"|oyster:id|:0badc0de5", "|oyster:id|0badc0de5e",
		"oyster:id:0badc0de5e", "oysterid:0badc0de5exyz", "oysterid 0badc0de5e"};
	(void)ctx;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_int_equal(check(put("100_server.psk", texts[i]), "--json", "-v"), 6);
		assert_non_null(strstr(r.out, "100_server.psk"));
		assert_null(strstr(r.out, "oyster"));
		assert_null(strstr(r.out, "0badc0de"));
		assert_null(strstr(r.err, "oyster"));
		assert_null(strstr(r.err, "0badc0de"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_file),
		cmocka_unit_test(test_warning_and_strict),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_several_files),
		cmocka_unit_test(test_not_for_checking),
		cmocka_unit_test(test_no_secret),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
