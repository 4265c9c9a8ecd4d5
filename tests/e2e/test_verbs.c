/* Batch verbs against the simulated module: the Note's walk, exit codes, JSON, secrets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/e2e/verbs.h"

static struct verbs v;

static int begin(void **ctx)
{
	static const char *const fast[] = {"--speed", "10", NULL};
	(void)ctx;
	return verbs_begin(&v, fast) ? 0 : -1;
}

static int end(void **ctx)
{
	(void)ctx;
	verbs_end(&v);
	return 0;
}

static void configure(void)
{
	assert_int_equal(
		verbs_run(&v, "set security 0 short_id=100 "
			      "server_addr=coap://leshan.eclipseprojects.io:5683 bootstrap=0 "
			      "security_mode=3"),
		0);
	assert_int_equal(verbs_run(&v, "set server 0 life_time=60 period_min=0 period_max=50 "
				       "disable_time=60 storing=1 binding=UQS"),
		0);
}

/* Position of text in what was printed; fails when it is not there. */
static size_t at(const char *text)
{
	const char *p = strstr(v.r.out, text);
	if (!p)
		fprintf(stderr, "no %s in:\n%s", text, v.r.out);
	assert_non_null(p);
	return (size_t)(p - v.r.out);
}

/* 4.2.2 of the Note, with verbs */
static void test_factory_bootstrap_example(void **ctx)
{
	(void)ctx;
	configure();
	assert_int_equal(verbs_run(&v, "--json get security 0"), 0);
	assert_string_equal(v.r.out,
		"{\"key\":\"security\",\"client_index\":0,\"short_id\":100,\"server_addr\":"
		"\"coap://leshan.eclipseprojects.io:5683\",\"bootstrap\":0,\"security_mode\":3}\n");
	assert_int_equal(verbs_run(&v, "reg --wait --json"), 0);
	assert_true(at("\"kind\":\"reg\",\"err\":0") < at("\"code\":0,\"name\":\"INITIAL\""));
	assert_true(at("\"INITIAL\"") < at("\"short_id\":100,\"code\":2,\"name\":\"REG_READY\","
					   "\"text\":\"REG_READY\""));
	assert_int_equal(verbs_run(&v, "state --json"), 0);
	assert_string_equal(v.r.out,
		"{\"client_index\":0,\"short_id\":100,\"server_addr\":"
		"\"coap://leshan.eclipseprojects.io:5683\",\"bootstrap\":0,\"code\":2,"
		"\"name\":\"REG_READY\"}\n");
	assert_int_equal(verbs_run(&v, "lifetime 100 60 --json"), 0);
	at("\"code\":16,\"name\":\"REG_UPDATE\"");
	assert_int_equal(verbs_run(&v, "lifetime 100 --json"), 0);
	assert_string_equal(v.r.out, "{\"short_id\":100,\"life_time\":60}\n");
	assert_int_equal(verbs_run(&v, "update 100 --objects"), 0);
	at("REG_UPDATE");
	assert_int_equal(verbs_run(&v, "send 100 /19/0/0 hello --wait --json"), 0);
	at("\"kind\":\"delivery\",\"short_id\":100,\"uri\":\"/19/0/0\"");
	assert_int_equal(verbs_run(&v, "wait reg_ready --ssid 100"), 0);
	assert_int_equal(verbs_run(&v, "reset"), 5);
	assert_int_equal(verbs_run(&v, "reset --yes --json"), 0);
	assert_true(at("\"short_id\":0,\"code\":5") < at("\"short_id\":100,\"code\":18"));
	assert_true(at("\"code\":18") < at("\"code\":19"));
	assert_true(at("\"code\":19") < at("\"kind\":\"dereg\",\"err\":0"));
	assert_string_equal(v.r.err, "");
}

/* 4.2.1: the module registers with a server it got from the bootstrap. */
static void test_client_initiated_bootstrap(void **ctx)
{
	(void)ctx;
	v.in = "313233343536373839\n";
	assert_int_equal(
		verbs_run(&v, "set security 0 short_id=111 "
			      "server_addr=coaps://leshan.eclipseprojects.io:5784 bootstrap=1 "
			      "security_mode=0 psk_id=urn:imei:864475040090705 psk_key=-"),
		0);
	assert_true(verbs_out(&v, "cannot be read back"));
	assert_false(verbs_out(&v, "313233"));
	assert_int_equal(verbs_run(&v, "set server 0 life_time=60 disable_time=60 period_min=0 "
				       "period_max=50 storing=1 binding=UQS"),
		0);
	assert_int_equal(verbs_run(&v, "reg --wait"), 0);
	assert_true(at("BS_FINISH") < at("123    REG_READY"));
	assert_int_equal(verbs_run(&v, "dereg"), 0);
	assert_true(at("DEREG_FINISH") < at("+QLWDEREG: 0"));
}

static void test_set_keeps_what_is_not_named(void **ctx)
{
	(void)ctx;
	configure();
	assert_int_equal(verbs_run(&v, "--json set server 0 life_time=3600"), 0);
	assert_string_equal(v.r.out,
		"{\"key\":\"server\",\"client_index\":0,\"life_time\":3600,"
		"\"period_min\":0,\"period_max\":50,\"disable_time\":60,\"storing\":1,"
		"\"binding\":\"UQS\"}\n");
	assert_int_equal(verbs_run(&v, "set security 0 short_id=101"), 0);
	assert_true(verbs_out(&v, "PSK not sent"));
	assert_int_equal(verbs_run(&v, "set security 0 short_id=102 --json"), 0);
	assert_true(verbs_err(&v, "PSK not sent"));
	/* endpoint names are strings whatever they look like */
	assert_int_equal(verbs_run(&v, "set epns reg_epname=7 --json"), 0);
	assert_true(verbs_out(&v, "\"type\":1,\"bs_epname\":\"4\",\"reg_epname\":\"7\""));
}

static void test_delete(void **ctx)
{
	(void)ctx;
	configure();
	assert_int_equal(verbs_run(&v, "delete security 0"), 5);
	assert_int_equal(verbs_run(&v, "delete security 0 --yes"), 0);
	assert_int_equal(verbs_run(&v, "get security --json"), 0);
	assert_string_equal(v.r.out, "");
	assert_int_equal(verbs_run(&v, "delete security 0 --yes"), 0);
	assert_true(verbs_err(&v, "nothing to delete"));
}

/* Nothing may reach a module for these: there is none. */
static void test_usage_is_checked_before_the_port(void **ctx)
{
	static const char *const lines[] = {
		"set security 0 short_id=70000",
		"set security 6 short_id=1",
		"set security 0 nonsense=1",
		"set security 0",
		"set server 0 binding=XYZ",
		"set nonsense a=1",
		"set security 0 psk_key=00",
		"set security 0 short_id=1 short_id=2",
		"set security short_id=1",
		"get nonsense",
		"get version 0",
		"get security 9",
		"delete autostart 0 --yes",
		"delete security 9 --yes",
		"lifetime 100 86401",
		"lifetime 0",
		"update 65535",
		"update x",
		"send 0 /1/2/3 x",
		"send 1 1/2/3 x",
		"send 1 /1/2 x",
		"send 1 /1/2/3 ''",
		"send 1 /1/2/3 abc --hex",
		"send 1 /1/2/3 x --non --wait",
		"wait NONSENSE",
		"state 6",
		"reg --mode 2",
		"reg --ssid 5",
		"reg extra",
		"apn 99",
		"apn 1 IPX name",
		"apn 1 IP",
		"nonsense",
		"--nonsense reg",
		"--timeout 0 reg",
		"-b x reg",
	};
	(void)ctx;
	snprintf(v.sim.port, sizeof v.sim.port, "/nonexistent/port");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		if (verbs_run(&v, "%s", lines[i]) != 2)
			fprintf(stderr, "qlw %s → %d\n%s", lines[i], v.r.code, v.r.err);
		assert_int_equal(v.r.code, 2);
		assert_string_equal(v.r.out, "");
		assert_true(v.r.err_len > 5 && verbs_err_prefixed(&v));
	}
	verbs_run(&v, "regg");
	assert_true(verbs_err(&v, "did you mean reg?"));
	verbs_run(&v, "get securty");
	assert_true(verbs_err(&v, "did you mean security?"));
	verbs_run(&v, "wait REG_REDY");
	assert_true(verbs_err(&v, "did you mean REG_READY?"));
}

static void test_data_too_long(void **ctx)
{
	char data[2001];
	(void)ctx;
	memset(data, 'x', sizeof data - 1);
	data[1461] = '\0';
	assert_int_equal(verbs_run(&v, "send 100 /19/0/0 %s", data), 2);
	memset(data, '0', sizeof data - 1);
	assert_int_equal(verbs_run(&v, "send 100 /19/0/0 --hex %s", data), 1); /* not registered */
}

static void test_ports_that_cannot_be_opened(void **ctx)
{
	char port[sizeof v.sim.port];
	(void)ctx;
	snprintf(port, sizeof port, "%s", v.sim.port);
	static const char *const bad[] = {
		"/nonexistent", "/dev/null", "tcp:127.0.0.1:1", "unix:/nonexistent"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(v.sim.port, sizeof v.sim.port, "%s", bad[i]);
		assert_int_equal(verbs_run(&v, "state"), 3);
		assert_true(verbs_err_prefixed(&v));
	}
	snprintf(v.sim.port, sizeof v.sim.port, "%s", port);
}

/* -p, else $QLW_PORT, else what is plugged in: nothing, here. */
static void test_which_port(void **ctx)
{
	char variable[320];
	const char *const argv[] = {test_qlw(), "get", "version", NULL};
	const char *const env[] = {variable, NULL};
	struct proc_result r;
	(void)ctx;
	snprintf(variable, sizeof variable, "QLW_PORT=%s", v.sim.port);
	proc_run(&(struct proc_options){.argv = argv, .scratch = &v.scratch, .env = env}, &r);
	assert_int_equal(r.code, 0);
	proc_result_free(&r);
	snprintf(variable, sizeof variable, "QLW_PORT");
	proc_run(&(struct proc_options){.argv = argv, .scratch = &v.scratch, .env = env}, &r);
	assert_int_equal(r.code, 3);
	assert_string_equal(r.out, "");
	assert_non_null(strstr(r.err, "-p sim:"));
	proc_result_free(&r);
}

/* A second program is told who has the port. */
static void test_held_port(void **ctx)
{
	const char *argv[VERBS_ARGS_MAX];
	char line[] = "watch --json";
	(void)ctx;
	verbs_argv(&v, line, argv);
	struct proc *p = proc_start(&(struct proc_options){.argv = argv, .scratch = &v.scratch});
	assert_true(proc_wait_out(p, "\"up\""));
	assert_int_equal(verbs_run(&v, "state"), 3);
	assert_true(verbs_err(&v, "held"));
	proc_signal(p, 2);
	struct proc_result r;
	proc_finish(p, 0, &r);
	assert_int_equal(r.code, 130);
	proc_result_free(&r);
	assert_int_equal(verbs_run(&v, "state"), 0);
}

static void test_read_only(void **ctx)
{
	static const char *const changing[] = {"set autostart startup_mode=1", "reg", "dereg",
		"reset --yes", "update 1", "lifetime 1 60", "send 1 /1/2/3 x",
		"delete security 0 --yes", "apn 1 IP x", "pin", "reboot --yes",
		"at 'AT+QLWSVC=\"reg\"'"};
	(void)ctx;
	for (size_t i = 0; i < sizeof changing / sizeof *changing; i++)
		assert_int_equal(verbs_run(&v, "--read-only %s", changing[i]), 5);
	assert_int_equal(verbs_run(&v, "--read-only get"), 0);
	assert_int_equal(verbs_run(&v, "--read-only state"), 0);
	assert_int_equal(verbs_run(&v, "--read-only at 'AT+QLWCFG=\"security\"'"), 0);
}

static void test_destructive_verbs_need_yes(void **ctx)
{
	static const char *const lines[] = {
		"reset", "delete security 0", "reboot", "set select server_type=0"};
	(void)ctx;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_int_equal(verbs_run(&v, "%s", lines[i]), 5);
		assert_true(verbs_err(&v, "--yes"));
	}
	configure();
	assert_int_equal(verbs_run(&v, "set select server_type=0 --yes"), 0);
	assert_int_equal(verbs_run(&v, "get security"), 0);
	assert_string_equal(v.r.out, "");
}

static void test_at(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "at ATI AT AT+CSQ"), 0);
	assert_true(at("BG95-M3\n") < at("+CSQ: "));
	assert_int_equal(verbs_run(&v, "at AT AT+NONSENSE ATI"), 1);
	assert_string_equal(v.r.out, "");
	assert_true(verbs_err(&v, "AT+NONSENSE: ERROR"));
	assert_int_equal(verbs_run(&v, "at --json ATI AT+NONSENSE"), 1);
	assert_string_equal(v.r.out,
		"{\"command\":\"ATI\",\"lines\":[\"Quectel\",\"BG95-M3\","
		"\"Revision: BG95M3LAR02A04\"],\"result\":\"OK\"}\n"
		"{\"command\":\"AT+NONSENSE\",\"lines\":[],\"result\":\"ERROR\"}\n");
	v.in = "AT\r\n\nAT+QLWCFG=\"version\"\nAT+CSQ";
	assert_int_equal(verbs_run(&v, "at"), 0);
	assert_true(at("+QLWCFG: \"version\",0") < at("+CSQ: "));
	assert_int_equal(verbs_run(&v, "at CSQ"), 2);
	assert_int_equal(verbs_run(&v, "at AT+CMGS=1"), 2);
	assert_int_equal(verbs_run(&v, "at AT+CSQ 'AT+QLWSVC=\"dereg\"'"), 1);
	assert_true(verbs_err(&v, "there is nothing to leave"));
	assert_int_equal(verbs_run(&v, "update 100"), 1);
	assert_true(verbs_err(&v, "the module lists no server"));
	assert_int_equal(verbs_run(&v, "set security 0 short_id=100 server_addr=coap://h:5683 "
				       "bootstrap=0 security_mode=3"),
		0);
	assert_int_equal(verbs_run(&v, "update 99"), 1);
	assert_true(verbs_err(&v, "no server has the short ID 99; there is 100"));
	assert_int_equal(verbs_run(&v, "send 100 /19/0/0 x"), 1);
	assert_true(verbs_err(&v, "100 is in INITIAL, and the client does this only while"));
}

static void test_apn(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "apn 3 ipv4v6 iot.example --json"), 0);
	assert_true(verbs_out(&v, "{\"cid\":3,\"type\":\"IPV4V6\",\"apn\":\"iot.example\""));
	assert_int_equal(verbs_run(&v, "apn 3"), 0);
	assert_true(verbs_out(&v, "iot.example"));
	assert_int_equal(verbs_run(&v, "apn --json"), 0);
	assert_true(at("\"cid\":1") < at("\"cid\":3"));
}

static void test_reboot_waits_for_app_rdy(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "reboot --yes --json"), 0);
	assert_true(at("\"restarted\"") < at("\"line\":\"APP RDY\""));
	assert_int_equal(verbs_run(&v, "get version"), 0);
}

static void test_wait_runs_out(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "get version"), 0); /* it has started */
	assert_int_equal(verbs_run(&v, "wait 42 --timeout 0.5"), 7);
	assert_true(verbs_err(&v, "within 0.5 s"));
	assert_int_equal(verbs_run(&v, "watch --for 0.5 --json"), 0);
	assert_true(verbs_out(&v, "\"kind\":\"link\",\"state\":\"up\"}\n"));
}

static void test_info(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "info --json"), 0);
	at("\"model\":\"BG95-M3\"");
	at("\"imei\":\"864475040090705\"");
	at("\"servers\":[]");
	at("\"journal\":\"");
	assert_true(verbs_out(&v, "\"psm\":\"off\",\"t3412_s\":2400,\"t3324_s\":30"));
	assert_true(verbs_out(&v, "\"edrx_ms\":20480"));
	assert_int_equal(verbs_run(&v, "info"), 0);
	assert_true(verbs_out(&v, "40 min"));
	at("864475040090705");
}

static void test_help_and_version(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "--help"), 0);
	at("reboot");
	assert_int_equal(verbs_run(&v, "send --help"), 0);
	at("SSID URI DATA [--hex] [--non] [--wait]");
	assert_int_equal(verbs_run(&v, "--version"), 0);
	at("qlw ");
	assert_int_equal(verbs_run(&v, "%s", ""), 2); /* the console, without a terminal */
	assert_true(verbs_err(&v, "watch"));
	assert_true(verbs_err_prefixed(&v));
}

/* No PSK in anything printed or stored, in whatever form it was given. */
static void test_secrets_stay_out(void **ctx)
{
	char command[512];
	(void)ctx;
	v.in = "5ec2e7aabbccddee\n";
	verbs_run(&v, "-v set security 1 short_id=5 server_addr=coaps://a.b:5684 bootstrap=0 "
		      "security_mode=0 psk_id=identity-0815 psk_key=-");
	assert_int_equal(v.r.code, 0);
	assert_true(verbs_err(&v, "********"));
	assert_false(verbs_err(&v, "5ec2e7") || verbs_out(&v, "5ec2e7"));
	assert_false(verbs_err(&v, "identity-0815") || verbs_out(&v, "identity-0815"));
	verbs_run(&v,
		"at --json 'at+qlwcfg = \"security\",1,5,\"coaps://a.b:1\",0,0,\"identity-0815\","
		"\"5ec2e7aa\"'");
	assert_false(verbs_err(&v, "5ec2e7") || verbs_out(&v, "5ec2e7"));
	assert_false(verbs_err(&v, "identity-0815") || verbs_out(&v, "identity-0815"));
	v.in = "5ec2e7aabbccddeeXX\n";
	assert_int_equal(verbs_run(&v, "set security 1 psk_id=identity-0815 psk_key=-"), 2);
	assert_false(verbs_err(&v, "5ec2e7") || verbs_err(&v, "identity-0815"));
	snprintf(command, sizeof command, "grep -rqi '5ec2e7\\|identity-0815' '%s'", v.scratch.dir);
	assert_int_not_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_factory_bootstrap_example, begin, end),
		cmocka_unit_test_setup_teardown(test_client_initiated_bootstrap, begin, end),
		cmocka_unit_test_setup_teardown(test_set_keeps_what_is_not_named, begin, end),
		cmocka_unit_test_setup_teardown(test_delete, begin, end),
		cmocka_unit_test_setup_teardown(test_usage_is_checked_before_the_port, begin, end),
		cmocka_unit_test_setup_teardown(test_data_too_long, begin, end),
		cmocka_unit_test_setup_teardown(test_ports_that_cannot_be_opened, begin, end),
		cmocka_unit_test_setup_teardown(test_which_port, begin, end),
		cmocka_unit_test_setup_teardown(test_held_port, begin, end),
		cmocka_unit_test_setup_teardown(test_read_only, begin, end),
		cmocka_unit_test_setup_teardown(test_destructive_verbs_need_yes, begin, end),
		cmocka_unit_test_setup_teardown(test_at, begin, end),
		cmocka_unit_test_setup_teardown(test_apn, begin, end),
		cmocka_unit_test_setup_teardown(test_reboot_waits_for_app_rdy, begin, end),
		cmocka_unit_test_setup_teardown(test_wait_runs_out, begin, end),
		cmocka_unit_test_setup_teardown(test_info, begin, end),
		cmocka_unit_test_setup_teardown(test_help_and_version, begin, end),
		cmocka_unit_test_setup_teardown(test_secrets_stay_out, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
