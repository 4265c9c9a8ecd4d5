/* `qlw doctor` as people and scripts meet it: simulated modules with one thing wrong each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "tests/e2e/verbs.h"

static struct verbs v;

static void start(const char *fault)
{
	const char *args[] = {"--speed", "20", fault ? "--fault" : NULL, fault, NULL};
	assert_true(verbs_begin(&v, args));
}

/* The JSON line of this check and result; NULL if there is none. Text is in evidence or next. */
static bool said(const char *check, const char *result, const char *text)
{
	bool found = false;
	for (const char *p = v.r.out; *p && !found; p += strcspn(p, "\n"), p += *p == '\n') {
		cJSON *o = cJSON_ParseWithLength(p, strcspn(p, "\n"));
		const char *fields[4];
		static const char *const names[] = {"check", "result", "evidence", "next"};
		assert_non_null(o);
		assert_int_equal(cJSON_GetArraySize(o), 4);
		for (size_t i = 0; i < 4; i++)
			fields[i] = cJSON_GetStringValue(cJSON_GetObjectItem(o, names[i]));
		assert_non_null(fields[2]);
		if (strcmp(fields[1], "ok") != 0)
			assert_non_null(fields[3]);
		found = !strcmp(fields[0], check) && !strcmp(fields[1], result) &&
			(strstr(fields[2], text) || (fields[3] && strstr(fields[3], text)));
		cJSON_Delete(o);
	}
	if (!found)
		print_message("%s %s %s not in\n%s%s", check, result, text, v.r.out, v.r.err);
	return found;
}

static void test_fresh_module(void **ctx)
{
	(void)ctx;
	start(NULL);
	assert_int_equal(verbs_run(&v, "doctor --json"), 0);
	assert_true(said("model", "ok", "BG95-M3"));
	assert_true(said("commands", "ok", "12 keys"));
	assert_true(said("coverage", "ok", "home"));
	assert_true(said("server", "unknown", "no account"));
	assert_int_equal(verbs_run(&v, "doctor"), 0);
	assert_true(verbs_out(&v, "ok       sim "));
	assert_string_equal(v.r.err, "");
	verbs_end(&v);
}

static void test_registered(void **ctx)
{
	(void)ctx;
	start(NULL);
	assert_int_equal(verbs_run(&v, "set security 0 short_id=123 "
				       "server_addr=coap://leshan.eclipseprojects.io:5683 "
				       "bootstrap=0 security_mode=3"),
		0);
	assert_int_equal(verbs_run(&v, "doctor --json"), 7);
	assert_true(said("settings", "wrong", "server 0 does not exist"));
	assert_int_equal(verbs_run(&v, "set server 0 life_time=60 period_min=1 period_max=60 "
				       "disable_time=86400 storing=0 "
				       "binding=UQ"),
		0);
	assert_int_equal(verbs_run(&v, "reg --wait"), 0);
	assert_int_equal(verbs_run(&v, "doctor --json"), 0);
	assert_true(said("state", "ok", "server 123: REG_READY"));
	assert_true(said("server", "ok", "leshan"));
	assert_int_equal(verbs_run(&v, "set security 0 security_mode=0"), 0);
	assert_int_equal(verbs_run(&v, "doctor --json"), 7);
	assert_true(said("settings", "wrong", "with DTLS"));
	verbs_end(&v);
}

static void test_faults(void **ctx)
{
	static const struct {
		const char *fault, *check, *result, *text;
		int code;
	} rows[] = {
		{"no-sim", "sim", "wrong", "seat the SIM", 7},
		{"sim-pin", "sim", "wrong", "qlw pin", 7},
		{"no-coverage", "coverage", "wrong", "antenna", 7},
		{"denied", "coverage", "wrong", "denied", 7},
		{"roaming", "roaming", "wrong", "there is no lwm2m_cfg", 7},
		{"urc-port", "urcport", "unknown", "URCs go to uart1", 0},
		{"weak", "signal", "unknown", "edge", 0},
		{"no-msisdn", "number", "ok", "no endpoint name needs it", 0},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		start(rows[i].fault);
		assert_int_equal(verbs_run(&v, "doctor --json"), rows[i].code);
		assert_true(said(rows[i].check, rows[i].result, rows[i].text));
		verbs_end(&v);
	}
}

/* In roaming the file that decides is looked at, line by line as it stands on the module. */
static void test_roaming_allowed(void **ctx)
{
	char *path;
	(void)ctx;
	start("roaming");
	path = scratch_path(&v.scratch, "cfg");
	scratch_write_file(path, "{\nROAMING_FEAT=0;\n}\n", 20);
	assert_int_equal(verbs_run(&v, "files put %s lwm2m_cfg", path), 0);
	assert_int_equal(verbs_run(&v, "doctor --json"), 0);
	assert_true(said("roaming", "ok", "the client runs"));
	free(path);
	verbs_end(&v);
}

static void test_number_for_endpoint_name_7(void **ctx)
{
	(void)ctx;
	start("no-msisdn");
	assert_int_equal(verbs_run(&v, "set epns type=1 bs_epname=7 reg_epname=7"), 0);
	assert_int_equal(verbs_run(&v, "doctor --json"), 7);
	assert_true(said("number", "wrong", "AT+CNUM gives none"));
	verbs_end(&v);
}

static void test_urcs_elsewhere(void **ctx)
{
	const char *argv[] = {test_qlw(), "-p", "sim:", "doctor", "--json", NULL};
	(void)ctx;
	start(NULL);
	assert_int_equal(verbs_run(&v, "at 'AT+QURCCFG=\"urcport\",\"uart1\"'"), 0);
	assert_int_equal(verbs_run(&v, "doctor --json"), 0); /* a PTY may be either */
	assert_true(said("urcport", "unknown", "URCs go to uart1"));
	proc_result_free(&v.r);
	proc_run(&(struct proc_options){.argv = argv, .scratch = &v.scratch}, &v.r);
	assert_int_equal(v.r.code, 0);
	assert_true(said("urcport", "ok", "this is USB"));
	verbs_end(&v);
}

static void test_another_family(void **ctx)
{
	const char *args[] = {"--firmware", "BG96", NULL};
	(void)ctx;
	assert_true(verbs_begin(&v, args));
	assert_int_equal(verbs_run(&v, "doctor --json"), 7);
	assert_true(said("model", "wrong", "BG96"));
	verbs_end(&v);
}

/* Nothing that changes the module: it works read-only. */
static void test_read_only(void **ctx)
{
	(void)ctx;
	start(NULL);
	assert_int_equal(verbs_run(&v, "--read-only doctor"), 0);
	verbs_end(&v);
}

static void test_silence(void **ctx)
{
	(void)ctx;
	verbs_begin_fake(&v, fake_silent);
	assert_int_equal(verbs_run(&v, "doctor --json"), 4);
	assert_true(said("port", "ok", "pseudo terminal"));
	assert_true(said("holder", "ok", ""));
	assert_true(said("answer", "wrong", "no answer"));
	verbs_end(&v);
}

static void test_no_port(void **ctx)
{
	const char *argv[] = {test_qlw(), "-p", "/dev/no-such-port", "doctor", "--json", NULL};
	(void)ctx;
	start(NULL);
	proc_run(&(struct proc_options){.argv = argv, .scratch = &v.scratch}, &v.r);
	assert_int_equal(v.r.code, 3);
	assert_true(said("port", "wrong", "No such file"));
	verbs_end(&v);
}

/* Answers what comes before, then nothing more. */
static const struct fake_row going_silent[] = {{"AT", "", "OK"}, {"ATE0", "", "OK"},
	{"AT+CMEE?", "+CMEE: 1", "OK"}, {"ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", "OK"},
	{"AT+QGMR", "BG95M3LAR02A04", "OK"}, {"*", "", NULL}, {NULL, NULL, NULL}};

static void test_module_falls_silent(void **ctx)
{
	(void)ctx;
	verbs_begin_fake(&v, going_silent);
	assert_int_equal(verbs_run(&v, "doctor --json"), 4);
	assert_true(said("answer", "wrong", "no more answers"));
	assert_true(said("firmware", "ok", "BG95M3LAR02A04"));
	verbs_end(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fresh_module),
		cmocka_unit_test(test_registered),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_roaming_allowed),
		cmocka_unit_test(test_number_for_endpoint_name_7),
		cmocka_unit_test(test_urcs_elsewhere),
		cmocka_unit_test(test_another_family),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_no_port),
		cmocka_unit_test(test_module_falls_silent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
