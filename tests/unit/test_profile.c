/* Profiles: what is wrong with one is said with line, column and key; what is right becomes settings. */
#include "profiles/profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/profile_fixture.h"

static void read_text(const char *text)
{
	profile_free(p);
	p = profile_read(text, strlen(text));
	assert_non_null(p);
}

/* One profile of these settings, the only line that matters being line 2. */
static void read_settings(const char *line)
{
	char text[2048];
	snprintf(text, sizeof text, "{\"profile\":1,\"name\":\"x\",\"settings\":{\n%s}}", line);
	read_text(text);
}

static void expect_note(size_t i, size_t line, size_t column, const char *key, const char *part)
{
	const struct file_note *n = profile_note(p, i);
	assert_non_null(n);
	if (n->line != line || n->column != column || strcmp(n->key, key) != 0 ||
		!strstr(n->text, part))
		fail_notes();
}

static void expect_one(size_t line, size_t column, const char *key, const char *part)
{
	if (profile_note(p, 1))
		fail_notes();
	expect_note(0, line, column, key, part);
	assert_int_equal(profile_errors(p), !profile_note(p, 0)->warning);
}

static void test_damage(void **ctx)
{
	(void)ctx;
	read_text("{\"profile\":1,\n  \"name\" \"x\"}");
	assert_int_equal(profile_errors(p), 1);
	assert_int_equal(profile_note(p, 0)->line, 2);
	read_text("[]");
	expect_one(1, 1, "profile", "is an object");
	read_text("{\"profile\":1,\"name\":\"x\"} x");
	expect_one(1, 26, "profile", "behind");
	read_text("");
	assert_int_equal(profile_errors(p), 1);
}

static void test_head(void **ctx)
{
	(void)ctx;
	read_text("{}");
	expect_note(0, 1, 1, "profile", "missing");
	expect_note(1, 1, 1, "name", "missing");
	read_text("{\"profile\":2,\"name\":\"x\"}");
	expect_one(1, 12, "profile", "has to be 1");
	read_text("{\"profile\":1,\"name\":\"../x\"}");
	expect_one(1, 21, "name", "a-z");
	read_text("{\"profile\":1,\"name\":\"x\",\n \"titel\":\"y\"}");
	expect_one(2, 2, "titel", "did you mean title?");
	read_text("{\"profile\":1,\"name\":\"x\",\n \"name\":\"y\"}");
	expect_one(2, 2, "name", "second time");
	read_text("{\"profile\":1,\"name\":\"x\",\"production\":1}");
	expect_one(1, 38, "production", "true or false");
}

static void test_keys_and_fields(void **ctx)
{
	(void)ctx;
	read_settings("\"secrity\":[]");
	expect_one(2, 1, "secrity", "did you mean security?");
	read_settings("\"version\":{\"client_version\":0,\"x\":1}");
	expect_one(2, 31, "x", "unknown key");
	read_settings("\"version\":{}");
	expect_one(2, 11, "client_version", "missing in version");
	read_settings("\"version\":[]");
	expect_one(2, 11, "version", "has to be an object");
	read_settings("\"server\":{}");
	expect_one(2, 10, "server", "list of records");
	read_settings("\"version\":{\"client_version\":0},\"version\":{\"client_version\":1}");
	expect_one(2, 32, "version", "second time");
}

static void test_types_and_ranges(void **ctx)
{
	(void)ctx;
	read_settings("\"session\":{\"dtls_timeout\":0,\"resume_time\":86401}");
	expect_one(2, 43, "resume_time", "86401 is out of range, allowed 0-86400 s");
	read_settings("\"version\":{\"client_version\":\"0\"}");
	expect_one(2, 29, "client_version", "whole number");
	read_settings("\"version\":{\"client_version\":0.5}");
	expect_one(2, 29, "client_version", "fraction");
	read_settings("\"version\":{\"client_version\":2}");
	expect_one(2, 29, "client_version", "choose one of");
	read_settings("\"epns\":{\"type\":1,\"bs_epname\":4,\"reg_epname\":\"4\"}");
	expect_one(2, 30, "bs_epname", "has to be a text");
	read_settings("\"epns\":{\"reg_epname\":\"3\",\"bs_epname\":\"4\",\"type\":1}");
	expect_one(2, 22, "reg_epname", "choose one of");
	read_settings("\"device\":{\"manufacturer\":\"a\\u0022b\"}");
	expect_one(2, 26, "manufacturer", "quote");
}

#define ACCOUNT(extra)                                                                      \
	"\"security\":[{\"client_index\":0,\"short_id\":100,\"server_addr\":\"coaps://a\"," \
	"\"bootstrap\":0,\"security_mode\":0" extra "}]"

static void test_rules_between_values(void **ctx)
{
	(void)ctx;
	read_settings(ACCOUNT(",\"psk_id\":\"a\""));
	expect_one(2, 13, "security", "psk_key is missing");
	read_settings(ACCOUNT(",\"psk_id\":\"a\",\"psk_key\":\"a0b\""));
	expect_one(2, 13, "security", "whole bytes");
	read_settings(ACCOUNT("},{\"client_index\":0,\"short_id\":1,\"server_addr\":\"coap://a\","
			      "\"bootstrap\":0,\"security_mode\":3"));
	assert_int_equal(profile_errors(p), 1);
	assert_non_null(strstr(profile_note(p, 0)->text, "security 0 stands here a second time"));
	read_settings(ACCOUNT(
		",\"psk_id\":\"a\",\"psk_key\":\"00\"") ",\"pdpcid\":[{"
							"\"client_index\":1,\"pdp_cid\":1}]");
	assert_int_equal(profile_errors(p), 0);
	assert_non_null(strstr(profile_note(p, 0)->text, "no record in security"));
}

static void test_live_servers_are_production(void **ctx)
{
	(void)ctx;
	read_settings("\"select\":{\"server_type\":1,\"is_commercial\":1}");
	assert_int_equal(profile_errors(p), 0);
	expect_note(0, 1, 36, "production", "live servers");
}

static void test_inputs(void **ctx)
{
	(void)ctx;
	read_text(
		"{\"profile\":1,\"name\":\"x\",\"inputs\":{\n\"a\":{\"pattern\":\"^[0-9]+$\","
		"\"example\":\"b\"}},\n\"settings\":{\"version\":{\"client_version\":\"${a}\"}}}");
	expect_note(0, 2, 37, "example", "does not pass");
	read_text("{\"profile\":1,\"name\":\"x\",\"inputs\":{\n\"a\":{\"pattern\":\"[\","
		  "\"example\":\"b\"}}}");
	expect_note(1, 2, 16, "pattern", "regular expression");
	read_text("{\"profile\":1,\"name\":\"x\",\"inputs\":{\n\"a\":{\"from\":\"AT+CFUN=0\","
		  "\"example\":\"b\"}}}");
	expect_note(1, 2, 13, "from", "one of AT+CGSN");
	read_text("{\"profile\":1,\"name\":\"x\",\"inputs\":{\n\"a\":{}}}");
	expect_note(1, 2, 5, "example", "missing");
	read_text("{\"profile\":1,\"name\":\"x\",\"inputs\":{\n\"a\":{\"example\":\"\"}}}");
	expect_one(2, 1, "a", "used nowhere");
	read_settings("\"device\":{\"manufacturer\":\"${who}\"}");
	expect_one(2, 26, "manufacturer", "there is no input who");
	read_settings("\"device\":{\"manufacturer\":\"${who\"}");
	expect_one(2, 26, "manufacturer", "without name or }");
}

static const char asks[] =
	"{\"profile\":1,\"name\":\"x\",\"inputs\":{\"key\":{\"secret\":true,\"pattern\":"
	"\"^[0-9a-f]+$\",\"example\":\"0a\"},\"id\":{\"from\":\"AT+CNUM\",\"pattern\":"
	"\"^[0-9]+$\",\"example\":\"1\"},\"ssid\":{\"example\":\"7\"}},\n"
	"\"settings\":{\"security\":[{\"client_index\":0,\"short_id\":\"${ssid}\",\n"
	"\"server_addr\":\"coaps://${id}.example\",\"bootstrap\":0,\"security_mode\":0,"
	"\"psk_id\":\"u-${id}-$\",\n\"psk_key\":\"${key}\"}]}}";

static void give(const char *name, const char *text)
{
	int i = inputs_find(p, name, strlen(name));
	assert_true(i >= 0);
	assert_int_equal(inputs_set(p, &values, (size_t)i, text, NULL), 0);
}

static void test_values(void **ctx)
{
	(void)ctx;
	struct net_identity unit = {.msisdn = "+4917"};
	read_text(asks);
	if (profile_note(p, 0))
		fail_notes();
	inputs_from_unit(p, &values, &unit);
	assert_int_equal(inputs_missing(p, &values, 0), 0);
	assert_int_equal(profile_resolve(p, &values, 0, settings, NULL), QLW_EFILE);
	expect_note(0, 2, 54, "short_id", "input ssid has no value");
	expect_note(1, 4, 11, "psk_key", "input key has no value");
	assert_null(profile_note(p, 2));
	give("key", "c0ffee");
	give("ssid", "65535");
	assert_int_equal(profile_resolve(p, &values, 0, settings, NULL), QLW_EFILE);
	expect_note(0, 2, 54, "short_id", "65535 is out of range");
	give("ssid", "42");
	assert_int_equal(profile_resolve(p, &values, 0, settings, NULL), 0);
	const struct qlw_value *v = settings->key[QLW_KEY_SECURITY].record[0].value;
	assert_int_equal(v[1].number, 42);
	assert_string_equal(v[2].text, "coaps://4917.example");
	assert_string_equal(v[5].text, "u-4917-$");
	assert_string_equal(v[6].text, "c0ffee");
}

static void test_values_that_do_not_fit(void **ctx)
{
	(void)ctx;
	struct qlw_diag diag;
	read_text(asks);
	assert_int_equal(inputs_set(p, &values, 0, "not hex", &diag), QLW_EUSAGE);
	assert_non_null(strstr(diag.what, "^[0-9a-f]+$"));
	assert_null(strstr(diag.what, "not hex"));
	assert_false(values.value[0].set);
	inputs_from_unit(p, &values, &(struct net_identity){.msisdn = "unknown"});
	assert_false(values.value[1].set);
}

/* Where no place says that it is a secret, only its length keeps it out of screens and journals. */
static void test_a_secret_that_cannot_be_hidden(void **ctx)
{
	static const char format[] =
		"{\"profile\":1,\"name\":\"p\",\"inputs\":{\"code\":{\"secret\":true,"
		"\"example\":\"%s\"}},\"settings\":{\"epns\":{\"type\":0,\"bs_epname\":"
		"\"${code}\",\"reg_epname\":\"x\"}}}";
	char text[400];
	(void)ctx;
	snprintf(text, sizeof text, format, "1234567");
	read_text(text);
	expect_one(1, 120, "bs_epname", "input code is secret");
	snprintf(text, sizeof text, format, "12345678");
	read_text(text);
	assert_int_equal(profile_errors(p), 0);
	give("code", "4711");
	assert_int_equal(profile_resolve(p, &values, 0, settings, NULL), QLW_EFILE);
	assert_null(strstr(profile_note(p, 0)->text, "4711"));
}

/* A secret that stands in the wrong place is not shown by what is said about it. */
static void test_notes_hold_no_secret(void **ctx)
{
	(void)ctx;
	read_text(asks);
	values.value[0].set = values.value[1].set = values.value[2].set = true;
	strcpy(values.value[0].text, "c0ffe\"e");
	strcpy(values.value[1].text, "1");
	strcpy(values.value[2].text, "1");
	assert_int_equal(profile_resolve(p, &values, 0, settings, NULL), QLW_EFILE);
	assert_non_null(profile_note(p, 0));
	for (size_t i = 0; profile_note(p, i); i++)
		assert_null(strstr(profile_note(p, i)->text, "c0ff"));
}

static void test_without_values(void **ctx)
{
	(void)ctx;
	read_text(asks);
	assert_int_equal(profile_resolve(p, &values, PROFILE_LITERAL, settings, NULL), 0);
	const struct qlw_value *v = settings->key[QLW_KEY_SECURITY].record[0].value;
	assert_string_equal(v[1].text, "${ssid}");
	assert_string_equal(v[2].text, "coaps://${id}.example");
	give("ssid", "42");
	give("id", "1");
	assert_int_equal(profile_resolve(p, &values, PROFILE_NO_SECRETS, settings, NULL), 0);
	v = settings->key[QLW_KEY_SECURITY].record[0].value;
	assert_false(v[5].present);
	assert_false(v[6].present);
}

static void test_contexts(void **ctx)
{
	(void)ctx;
	read_text("{\"profile\":1,\"name\":\"x\",\"pdp\":[\n{\"cid\":17,\"type\":\"IP\",\"apn\":"
		  "\"a\"},\n"
		  "{\"cid\":1,\"type\":\"IPX\",\"apn\":\"a\"},\n{\"cid\":2,\"type\":\"IP\",\"apn\":"
		  "\"a b\"},"
		  "\n{\"cid\":2,\"type\":\"IP\",\"apn\":\"a\"},\n{\"cid\":3,\"type\":\"IP\"}]}");
	expect_note(0, 2, 8, "cid", "1 to 16");
	expect_note(1, 3, 17, "type", "IPV4V6");
	expect_note(2, 4, 28, "apn", "no name");
	expect_note(3, 5, 1, "cid", "second time");
	expect_note(4, 6, 1, "apn", "missing");
}

static void test_checks(void **ctx)
{
	(void)ctx;
	read_text("{\"profile\":1,\"name\":\"x\",\"checks\":[{\"title\":\"a "
		  "number\",\"from\":\"AT+CNUM\","
		  "\"pattern\":\"[0-9]\"}]}");
	assert_int_equal(profile_errors(p), 0);
	struct net_identity unit = {.msisdn = ""};
	assert_string_equal(inputs_check(p, &unit)->title, "a number");
	strcpy(unit.msisdn, "+1");
	assert_null(inputs_check(p, &unit));
	read_text("{\"profile\":1,\"name\":\"x\",\n\"checks\":[{\"title\":\"a\"}]}");
	expect_one(2, 11, "checks", "title, from and pattern");
}

static void test_files(void **ctx)
{
	(void)ctx;
	read_text("{\"profile\":1,\"name\":\"x\",\"files\":{\n\"lwm2m_cfg\":[\"{\",\"VERSION=1.0;"
		  "\",\"}\"],\n"
		  "\"psk\":{\"100\":\"me:0a0b\"}}}");
	if (profile_errors(p))
		fail_notes();
	read_text("{\"profile\":1,\"name\":\"x\",\"files\":{\n\"lwm2m_cfg\":7,\n\"psk\":{\"0\":"
		  "\"\"}}}");
	expect_note(0, 2, 13, "lwm2m_cfg", "list of lines");
	expect_note(1, 3, 8, "0", "no short ID");
	read_text("{\"profile\":1,\"name\":\"x\",\"files\":{\n\"lwm2m_cfg\":\"{\\nVERSION=9;\\n}"
		  "\\n\"}}");
	assert_int_equal(profile_errors(p), 1);
	assert_int_equal(profile_note(p, 0)->line, 2);
	assert_non_null(strstr(profile_note(p, 0)->text, "lwm2m_cfg:2:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_damage, begin, end),
		cmocka_unit_test_setup_teardown(test_head, begin, end),
		cmocka_unit_test_setup_teardown(test_keys_and_fields, begin, end),
		cmocka_unit_test_setup_teardown(test_types_and_ranges, begin, end),
		cmocka_unit_test_setup_teardown(test_rules_between_values, begin, end),
		cmocka_unit_test_setup_teardown(test_live_servers_are_production, begin, end),
		cmocka_unit_test_setup_teardown(test_inputs, begin, end),
		cmocka_unit_test_setup_teardown(test_values, begin, end),
		cmocka_unit_test_setup_teardown(test_values_that_do_not_fit, begin, end),
		cmocka_unit_test_setup_teardown(test_a_secret_that_cannot_be_hidden, begin, end),
		cmocka_unit_test_setup_teardown(test_notes_hold_no_secret, begin, end),
		cmocka_unit_test_setup_teardown(test_without_values, begin, end),
		cmocka_unit_test_setup_teardown(test_contexts, begin, end),
		cmocka_unit_test_setup_teardown(test_checks, begin, end),
		cmocka_unit_test_setup_teardown(test_files, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
