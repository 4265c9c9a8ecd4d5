/* Lists of units: which rows are read, and what is wrong with a list, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/units.h"

static const char profile_text[] =
	"{\"profile\":1,\"name\":\"p\",\"inputs\":{"
	"\"apn\":{\"pattern\":\"^[a-z.]+$\",\"example\":\"a.b\"},"
	"\"imei\":{\"from\":\"AT+CGSN\",\"pattern\":\"^[0-9]{15}$\",\"example\":"
	"\"864475040090705\"},"
	"\"key\":{\"secret\":true,\"pattern\":\"^[0-9a-f]+$\",\"example\":\"00ff\"}},"
	"\"pdp\":[{\"cid\":1,\"type\":\"IP\",\"apn\":\"${apn}\"}],"
	"\"settings\":{\"epns\":{\"type\":0,\"bs_epname\":\"${imei}\",\"reg_epname\":\"${imei}\"},"
	"\"security\":[{\"client_index\":0,\"short_id\":1,\"server_addr\":\"coaps://a:5684\","
	"\"bootstrap\":0,\"security_mode\":0,\"psk_id\":\"me\",\"psk_key\":\"${key}\"}]}}";

#define A "864475040090705"
#define B "864475040090713"

static struct profile *p;
static struct units *u;
static struct profile_values given;

static int begin(void **ctx)
{
	(void)ctx;
	p = profile_read(profile_text, strlen(profile_text));
	for (size_t i = 0; profile_note(p, i); i++)
		print_error("%s\n", profile_note(p, i)->text);
	memset(&given, 0, sizeof given);
	u = NULL;
	return profile_errors(p) ? -1 : 0;
}

static int end(void **ctx)
{
	(void)ctx;
	units_free(u);
	profile_free(p);
	return 0;
}

static void read_bytes(const char *text, size_t len)
{
	units_free(u);
	u = units_read(p, &given, text, len);
	assert_non_null(u);
}

static void read_text(const char *text)
{
	read_bytes(text, strlen(text));
}

static const char *value(size_t row, const char *input)
{
	static struct profile_values v;
	memset(&v, 0, sizeof v);
	units_give(u, row, p, &v);
	int i = inputs_find(p, input, strlen(input));
	return v.value[i].set ? v.value[i].text : NULL;
}

static void expect_one(
	const char *text, size_t line, size_t column, const char *key, const char *part)
{
	read_text(text);
	assert_int_equal(units_errors(u), 1);
	const struct file_note *n = units_note(u, 0);
	assert_int_equal(n->line, line);
	assert_int_equal(n->column, column);
	assert_string_equal(n->key, key);
	if (!strstr(n->text, part))
		fail_msg("%s: not in \"%s\"", part, n->text);
}

static void test_rows(void **ctx)
{
	(void)ctx;
	read_text("imei,apn,key\n" A ",iot.a,01\n" B ",iot.b,02\n");
	assert_int_equal(units_errors(u), 0);
	assert_int_equal(units_count(u), 2);
	assert_string_equal(units_imei(u, 1), B);
	assert_int_equal(units_find(u, B), 1);
	assert_int_equal(units_find(u, "1"), -1);
	assert_string_equal(value(1, "apn"), "iot.b");
	assert_string_equal(value(1, "key"), "02");
	assert_null(value(1, "imei"));
}

/* As spreadsheets write it: a mark in front, CR LF, quotes, empty lines, no end of the last line. */
static void test_dialects(void **ctx)
{
	(void)ctx;
	read_text("\xef\xbb\xbf\"key\",\"imei\",apn\r\n\r\n\"0\",\"" A "\",\"iot.a\"\r\n\n1," B
		  ",iot.b");
	assert_int_equal(units_errors(u), 0);
	assert_int_equal(units_count(u), 2);
	assert_string_equal(value(0, "apn"), "iot.a");
	assert_string_equal(value(1, "apn"), "iot.b");
	assert_string_equal(value(1, "key"), "1");
}

static void test_damage(void **ctx)
{
	(void)ctx;
	expect_one("", 1, 1, "header", "missing");
	expect_one("imei,apn,key\n", 1, 1, "units", "no unit");
	expect_one("imei,apn,key\n" A ",a\n", 2, 1, "units", "2 cells, the header has 3");
	expect_one("imei,apn,key\n" A ",a,1,\n", 2, 1, "units", "4 cells");
	expect_one("imei,apn,key\n" A ",\"a,1\n", 2, 21, "units", "not closed");
	expect_one("imei,apn,key\n" A ",\"a\"b,1\n", 2, 20, "units", "behind a closing quote");
	expect_one("imei,apn,key\n" A ",a\"b,1\n", 2, 18, "units", "does not begin with one");
	expect_one("imei,apn,key\n" A ",a\tb,1\n", 2, 18, "units", "control character");
	read_bytes("imei,apn,key\n" A ",a\0b,1\n", 13 + 15 + 7);
	assert_int_equal(units_errors(u), 1);
}

static void test_header(void **ctx)
{
	(void)ctx;
	expect_one("imei,apm,key\n" A ",a,1\n", 1, 6, "header", "p takes imei, apn, key");
	expect_one("apn,key\na,1\n", 1, 1, "imei", "whose row");
	expect_one("imei,apn,apn\n" A ",a,b\n", 1, 10, "apn", "twice");
	given.value[0].set = true;
	expect_one("imei,apn,key\n" A ",a,1\n", 1, 6, "apn", "given with --var");
}

static void test_values(void **ctx)
{
	(void)ctx;
	expect_one("imei,apn,key\n" A ",A,1\n", 2, 17, "apn", "does not fit ^[a-z.]+$");
	expect_one("imei,apn,key\n12,a,1\n", 2, 1, "imei", "15 digits");
	expect_one("imei,apn,key\n" A ",a,1\n" A ",a,1\n", 3, 1, "imei", "line 2");
	expect_one("imei,apn,key\n" A ",,1\n", 2, 1, "apn", "no value");
	expect_one("imei,apn\n" A ",a\n", 2, 1, "key", "no value");
	given.value[0].set = true;
	read_text("imei,key\n" A ",1\n");
	assert_int_equal(units_errors(u), 0);
}

/* A cell, above all a key, appears in no note. */
static void test_notes_hold_no_cell(void **ctx)
{
	static const char *const lists[] = {"imei,apn,key\n" A ",a,SECRET\n",
		"imei,apn,key\nSECRET,a,1\n", "imei,apn,key\n" A ",SECRET,1\n", "SECRET,SECRET\n",
		"imei,apn,key\n" A ",a,\"SECRET\n"};
	(void)ctx;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		read_text(lists[i]);
		assert_true(units_errors(u) > 0);
		for (size_t n = 0; units_note(u, n); n++) {
			assert_null(strstr(units_note(u, n)->text, "SECRET"));
			assert_null(strstr(units_note(u, n)->key, "SECRET"));
		}
	}
}

static void test_bounds(void **ctx)
{
	static char text[64 + (UNITS_MAX + 1) * 32];
	size_t n = (size_t)snprintf(text, sizeof text, "imei,apn,key\n");
	(void)ctx;
	for (unsigned i = 0; i <= UNITS_MAX; i++) {
		if (i == UNITS_MAX) {
			read_bytes(text, n);
			assert_int_equal(units_errors(u), 0);
			assert_int_equal(units_count(u), UNITS_MAX);
		}
		n += (size_t)snprintf(text + n, sizeof text - n, "8644750%08u,a,1\n", i);
	}
	read_bytes(text, n);
	assert_int_equal(units_errors(u), 1);
	assert_null(units_read(p, &given, text, UNITS_BYTES_MAX + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_rows, begin, end),
		cmocka_unit_test_setup_teardown(test_dialects, begin, end),
		cmocka_unit_test_setup_teardown(test_damage, begin, end),
		cmocka_unit_test_setup_teardown(test_header, begin, end),
		cmocka_unit_test_setup_teardown(test_values, begin, end),
		cmocka_unit_test_setup_teardown(test_notes_hold_no_cell, begin, end),
		cmocka_unit_test_setup_teardown(test_bounds, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
