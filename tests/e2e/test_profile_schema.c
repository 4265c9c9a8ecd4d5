/* The schema that editors use and the checker say the same of a table of profiles, good and bad; where
 * only the checker can know, it stands there. Needs python3-jsonschema, and is skipped without it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/proc.h"

#define HEAD          "{\"profile\":1,\"name\":\"p\","
#define SETTINGS(...) HEAD "\"settings\":{" __VA_ARGS__ "}}"
#define INPUTS(...)   HEAD "\"inputs\":{" __VA_ARGS__ "}}"

static const struct {
	const char *text;
	bool schema, check;
} profiles[] = {
	{HEAD "\"title\":\"t\"}", true, true},
	{"{\"profile\":1}", false, false},
	{"{\"profile\":2,\"name\":\"p\"}", false, false},
	{"{\"profile\":\"1\",\"name\":\"p\"}", false, false},
	{"{\"profile\":1,\"name\":\"Not Lower\"}", false, false},
	{HEAD "\"titel\":\"t\"}", false, false},
	{HEAD "\"production\":\"no\"}", false, false},
	{HEAD "\"production\":true,\"settings\":{\"select\":{\"server_type\":1,"
	      "\"is_commercial\":1}}}",
		true, true},
	{SETTINGS("\"version\":{\"client_version\":1}"), true, true},
	{SETTINGS("\"version\":{\"client_version\":2}"), false, false},
	{SETTINGS("\"version\":{\"client_version\":1.5}"), false, false},
	{SETTINGS("\"version\":{\"client_version\":true}"), false, false},
	{SETTINGS("\"version\":{\"client_version\":\"${v}\"}"), true, false}, /* no such input */
	{SETTINGS("\"version\":[{\"client_version\":1}]"), false, false},
	{SETTINGS("\"version\":{\"client_versoin\":1}"), false, false},
	{SETTINGS("\"versions\":{}"), false, false},
	{SETTINGS("\"transcfg\":{\"retry_timeout\":60,\"retry_exponent\":2,\"max_timeout\":480}"),
		true, true},
	{SETTINGS("\"transcfg\":{\"retry_timeout\":-1,\"retry_exponent\":2,\"max_timeout\":480}"),
		false, false},
	{SETTINGS("\"security\":[]"), true, true},
	{SETTINGS("\"security\":{}"), false, false},
	{SETTINGS("\"security\":[{\"client_index\":0,\"short_id\":100,\"server_addr\":"
		  "\"coap://a:5683\",\"bootstrap\":0,\"security_mode\":3}]"),
		true, true},
	{SETTINGS("\"security\":[{\"client_index\":0,\"short_id\":0,\"server_addr\":"
		  "\"coap://a:5683\",\"bootstrap\":0,\"security_mode\":3}]"),
		false, false},
	{SETTINGS("\"security\":[{\"client_index\":9,\"short_id\":100,\"server_addr\":"
		  "\"coap://a:5683\",\"bootstrap\":0,\"security_mode\":3}]"),
		false, false},
	{SETTINGS("\"security\":[{\"client_index\":0,\"server_addr\":\"coap://a:5683\","
		  "\"bootstrap\":0,\"security_mode\":3}]"),
		false, false},
	{SETTINGS("\"security\":[{\"short_id\":100,\"server_addr\":\"coap://a:5683\","
		  "\"bootstrap\":0,\"security_mode\":3}]"),
		false, false},
	/* the same index twice, an account without a key for it: only a look at both tells */
	{SETTINGS("\"security\":[{\"client_index\":0,\"short_id\":100,\"server_addr\":"
		  "\"coap://a:5683\",\"bootstrap\":0,\"security_mode\":3},{\"client_index\":0,"
		  "\"short_id\":101,\"server_addr\":\"coap://a:5683\",\"bootstrap\":0,"
		  "\"security_mode\":3}]"),
		true, false},
	{SETTINGS("\"server\":[{\"client_index\":0,\"life_time\":60,\"period_min\":0,"
		  "\"period_max\":50,\"disable_time\":60,\"storing\":1,\"binding\":\"UQS\"}]"),
		true, true},
	{SETTINGS("\"server\":[{\"client_index\":0,\"life_time\":60,\"period_min\":0,"
		  "\"period_max\":50,\"disable_time\":60,\"storing\":1,\"binding\":\"XYZ\"}]"),
		false, false},
	{SETTINGS("\"server\":[{\"client_index\":0,\"life_time\":2147483648,\"period_min\":0,"
		  "\"period_max\":50,\"disable_time\":60,\"storing\":1,\"binding\":\"U\"}]"),
		false, false},
	{SETTINGS("\"host\":[{\"host_index\":0,\"host_id\":1,\"host_value\":\"Acme\"}]"), true,
		true},
	{SETTINGS("\"host\":[{\"host_index\":2,\"host_id\":1,\"host_value\":\"Acme\"}]"), false,
		false},
	{SETTINGS("\"pdpcid\":[{\"client_index\":0,\"pdp_cid\":1,\"apn_class\":3}]"), true, true},
	{SETTINGS("\"pdpcid\":[{\"client_index\":0,\"pdp_cid\":1,\"apn_class\":4}]"), false, false},
	{SETTINGS("\"select\":{\"server_type\":7}"), false, false},
	{HEAD "\"pdp\":[{\"cid\":1,\"type\":\"IP\",\"apn\":\"iot.example\"}]}", true, true},
	{HEAD "\"pdp\":[{\"cid\":0,\"type\":\"IP\",\"apn\":\"iot.example\"}]}", false, false},
	{HEAD "\"pdp\":[{\"cid\":1,\"type\":\"IP\"}]}", false, false},
	{HEAD "\"pdp\":[{\"cid\":1,\"type\":\"IPX\",\"apn\":\"a\"}]}", false, false},
	{HEAD "\"pdp\":{}}", false, false},
	{HEAD "\"pdp\":[{\"cid\":1,\"type\":\"ipv4v6\",\"apn\":\"a\"}]}", true, true},
	{HEAD "\"inputs\":{\"t\":{\"example\":\"IP\"}},\"pdp\":[{\"cid\":1,\"type\":\"${t}\","
	      "\"apn\":\"a\"}]}",
		true, true},
	{HEAD "\"inputs\":{\"t\":{\"example\":\"1\"}},\"pdp\":[{\"cid\":\"${t}\",\"type\":\"IP\","
	      "\"apn\":\"a\"}]}",
		false, false},
	{HEAD "\"pdp\":[{\"cid\":\"1\",\"type\":\"IP\",\"apn\":\"a\"}]}", false, false},
	{HEAD "\"pdp\":[{\"cid\":1,\"type\":\"IP\",\"apn\":\"\"}]}", true, true},
	{HEAD "\"pdp\":[{\"cid\":1,\"type\":\"IP\",\"apn\":\"a\",\"user\":\"b\"}]}", false, false},
	{SETTINGS("\"epns\":{\"type\":1,\"bs_epname\":4,\"reg_epname\":4}"), false, false},
	{SETTINGS("\"epns\":{\"type\":1,\"bs_epname\":\"4\",\"reg_epname\":\"4\"}"), true, true},
	{SETTINGS("\"epns\":{\"type\":2,\"bs_epname\":\"4\",\"reg_epname\":\"4\"}"), false, false},
	{SETTINGS("\"session\":{\"dtls_timeout\":0,\"resume_time\":86400}"), true, true},
	{SETTINGS("\"mbsps\":{\"service_code\":\"1\",\"imei\":\"2\",\"msisdn\":\"3\",\"iccid\":"
		  "\"4\","
		  "\"model\":\"5\",\"mac\":\"6\"}"),
		true, true},
	{SETTINGS("\"device\":{\"manufacturer\":\"Acme\"}"), true, true},
	{SETTINGS("\"device\":{\"manufacturer\":7}"), false, false},
	{SETTINGS("\"autostart\":{\"startup_mode\":1}"), true, true},
	{SETTINGS("\"autostart\":{}"), false, false},
	{INPUTS("\"apn\":{\"pattern\":\"^[a-z]+$\",\"example\":\"a\"}"), true, true},
	{INPUTS("\"apn\":{\"pattern\":\"^[a-z]+$\"}"), false, false},
	{INPUTS("\"APN\":{\"example\":\"a\"}"), false, false},
	{INPUTS("\"apn\":{\"example\":\"a\",\"from\":\"AT+CGMM\"}"), false, false},
	{INPUTS("\"apn\":{\"example\":\"a\",\"secret\":1}"), false, false},
	{INPUTS("\"apn\":{\"example\":\"a\",\"color\":1}"), false, false},
	{INPUTS("\"apn\":{\"pattern\":\"^[a-z]+$\",\"example\":\"A\"}"), true, false},
	{HEAD "\"checks\":[{\"title\":\"t\",\"from\":\"AT+CNUM\",\"pattern\":\".\"}]}", true, true},
	{HEAD "\"checks\":[{\"title\":\"t\",\"from\":\"AT+CNUM\"}]}", false, false},
	{HEAD "\"files\":{\"lwm2m_cfg\":[\"{\",\"VERSION=1.1;\",\"}\"]}}", true, true},
	{HEAD "\"files\":{\"lwm2m_cfg\":null}}", true, true},
	{HEAD "\"files\":{\"secrets.txt\":[\"a\"]}}", false, false},
	{HEAD "\"title\":\"t\",\"title\":\"u\"}", true,
		false}, /* a reader of JSON takes the second */
	{"[]", false, false},
	{"1", false, false},
};

#define PROFILES (sizeof profiles / sizeof *profiles)

static const char validate[] = "import json, sys\n"
			       "try:\n"
			       "    import jsonschema\n"
			       "except ImportError:\n"
			       "    print('none'); sys.exit(0)\n"
			       "v = jsonschema.Draft7Validator(json.load(open(sys.argv[1])))\n"
			       "for f in sys.argv[2:]:\n"
			       "    print('good' if v.is_valid(json.load(open(f))) else 'bad')\n";

static void write_all(const struct scratch *s, char *path[PROFILES])
{
	for (size_t i = 0; i < PROFILES; i++) {
		char name[32];
		snprintf(name, sizeof name, "%02zu.json", i);
		path[i] = scratch_path(s, name);
		scratch_write_file(path[i], profiles[i].text, strlen(profiles[i].text));
	}
}

static bool checker_says(const struct scratch *s, const char *path)
{
	const char *const argv[] = {test_qlw(), "check", path, NULL};
	struct proc_result r;
	proc_run(&(struct proc_options){.argv = argv, .scratch = s}, &r);
	bool good = r.code == 0;
	assert_true(good || r.code == 6);
	proc_result_free(&r);
	return good;
}

static void test_both_say_the_same(void **ctx)
{
	struct scratch s;
	struct proc_result r;
	char *path[PROFILES];
	const char *argv[PROFILES + 5] = {
		"python3", "-c", validate, "profiles/qlw-profile.schema.json"};
	(void)ctx;
	scratch_make(&s);
	write_all(&s, path);
	memcpy(argv + 4, path, sizeof path);
	proc_run(&(struct proc_options){.argv = argv, .scratch = &s}, &r);
	bool none = r.code == 127 || strcmp(r.out, "none\n") == 0;
	size_t wrong = !none && r.code != 0;
	char *said = strtok(r.out, "\n");
	for (size_t i = 0; i < PROFILES; i++, said = strtok(NULL, "\n")) {
		bool schema = said && strcmp(said, "good") == 0, check = checker_says(&s, path[i]);
		if ((none || schema == profiles[i].schema) && check == profiles[i].check)
			continue;
		print_error("%s\n  schema %d, checker %d\n", profiles[i].text, schema, check);
		wrong++;
	}
	for (size_t i = 0; i < PROFILES; i++)
		free(path[i]);
	if (r.code)
		print_error("%s", r.err);
	proc_result_free(&r);
	scratch_remove(&s);
	assert_int_equal(wrong, 0);
	if (none) {
		print_message("python3-jsonschema is not here: the schema was not asked\n");
		skip();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_both_say_the_same)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
