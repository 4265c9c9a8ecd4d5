/* Faults by name, and scenarios. */
#include "modem/sim/faults.h"
#include "modem/sim/stories.h"
#include "tests/unit/sim_rig.h"

#define OK   "\r\nOK\r\n"
#define CFUN "\r\n+CFUN: 1\r\n"
#define URC  "\r\n+QIND: \"csq\",20,99\r\n"

/* Each on a module of its own; the answer to AT+CFUN?. */
static void test_answers(void **state)
{
	static const struct {
		const char *fault, *want;
	} row[] = {
		{"mute", ""},
		{"double", CFUN OK CFUN OK},
		{"error", "\r\nERROR\r\n"},
		{"error=703", "\r\n+CME ERROR: 703\r\n"},
		{"cut=7", "\r\n+CFUN"},
		{"glue", CFUN "\r\nOK"},
		{"no-blank", CFUN "OK\r\n"},
		{"urc-echo", URC CFUN OK},
		{"urc-lines", CFUN URC OK},
		{"urc-final", CFUN OK URC},
		{"urc-inside", "\r\n+CFUN" URC ": 1\r\n" OK},
		{"overlong=5", "xxxxx\r\n" CFUN OK},
		{"late=200", CFUN OK},
		{"late=2000", ""},
		{"late=2000,NOT THIS", CFUN OK},
		{"late=2000,CFUN", ""},
		{"unplug", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct rig r;
		rig_open(&r);
		assert_true(module_fault(r.module, row[i].fault));
		assert_at(&r, "AT+CFUN?", row[i].want);
		assert_int_equal(r.unplugged, strcmp(row[i].fault, "unplug") == 0);
		rig_close(&r);
	}
}

static void test_arguments(void **state)
{
	static const char *const wrong[] = {"", "nothing", "late=", "late=x", "late=3600001",
		"late=-1", "mute=1", "late=1,AT,0", "late=1,AT,x", "error=1x"};
	struct rig r;
	(void)state;
	rig_open(&r);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (strcmp(wrong[i], "late=") != 0)
			assert_false(module_fault(r.module, wrong[i]));
	assert_true(module_fault(r.module, "mute=,CFUN,2"));
	assert_at(&r, "AT+CFUN?", "");
	assert_at(&r, "AT", OK);
	assert_at(&r, "AT+CFUN?", "");
	assert_at(&r, "AT+CFUN?", CFUN OK);
	rig_close(&r);
}

/* A late answer is an answer all the same, and the next command waits for it. */
static void test_late_is_not_lost(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	module_fault(r.module, "late=2000,,1");
	assert_at(&r, "AT+CFUN?", "");
	assert_at(&r, "AT", "");
	rig_run(&r, 2000);
	assert_string_equal(rig_got(&r), CFUN OK OK);
	rig_close(&r);
}

static void test_fragments(void **state)
{
	struct rig r;
	const char *bytes;
	(void)state;
	rig_open(&r);
	module_fault(r.module, "fragment=3");
	rig_send(&r, "AT+CFUN?\r", 9);
	r.now += 100;
	module_run(r.module);
	assert_int_equal(module_output(r.module, &bytes), 3);
	module_sent(r.module, 3);
	assert_int_equal(module_output(r.module, &bytes), 0);
	assert_int_equal(module_deadline_ms(r.module), r.now + 1);
	rig_run(&r, 100);
	assert_string_equal(rig_got(&r), "CFUN: 1\r\n" OK);
	rig_close(&r);
}

static void test_line_lost(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "ATE1");
	module_fault(r.module, "spaced-echo");
	assert_at(&r, "AT", " AT\r" OK);
	module_fault(r.module, "silent");
	assert_at(&r, "AT", "");
	rig_close(&r);
	rig_open(&r);
	rig_at(&r, "ATE1");
	module_fault(r.module, "echo-stuck");
	rig_at(&r, "ATE0");
	assert_at(&r, "AT", "AT\r" OK);
	rig_close(&r);
}

static void test_restart_in_mid_command(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	module_fault(r.module, "restart=,CFUN,1");
	rig_at(&r, "AT+CFUN?");
	rig_run(&r, 3000);
	assert_non_null(strstr(rig_got(&r), "APP RDY"));
	assert_int_equal(r.power_off, 1);
	rig_close(&r);
}

/* Some firmware never says APP RDY; it works all the same. */
static void test_no_app_rdy(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	module_fault(r.module, "no-app-rdy");
	rig_at(&r, "AT+CFUN=1,1");
	rig_run(&r, 3000);
	assert_null(strstr(rig_got(&r), "APP RDY"));
	rig_at(&r, "ATE0");
	assert_at(&r, "AT+CFUN?", CFUN OK);
	rig_close(&r);
}

static void test_noise_repeats_by_seed(void **state)
{
	struct text first = {0};
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct rig r;
		rig_open(&r);
		module_fault(r.module, "noise=100");
		module_fault(r.module, "garbage");
		rig_at(&r, "AT");
		rig_send(&r, "AT\r", 3);
		rig_run(&r, 5000);
		assert_true(r.got.len > 100);
		if (i) {
			assert_int_equal(r.got.len, first.len);
			assert_memory_equal(r.got.bytes, first.bytes, first.len);
		}
		text_clear(&first);
		text_add(&first, r.got.bytes, r.got.len);
		rig_close(&r);
	}
	text_free(&first);
}

static void test_servers_are_told(void **state)
{
	static const struct {
		const char *fault, *words;
	} row[] = {
		{"server-refuses=503", "refuse 5.03"},
		{"server-loses", "lose 30"},
		{"server-shortens=20", "shorten 20"},
		{"bootstrap-empty", "withhold"},
	};
	struct rig r;
	(void)state;
	rig_open(&r);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_true(module_fault(r.module, row[i].fault));
		assert_string_equal(r.told, row[i].words);
	}
	assert_true(module_scenario(r.module, "0 clear server-refuses"));
	rig_run(&r, 1);
	assert_string_equal(r.told, "refuse off");
	assert_true(module_scenario(r.module, "0 server \"read /3/0/0\""));
	rig_run(&r, 1);
	assert_string_equal(r.told, "read /3/0/0");
	rig_close(&r);
}

static void test_scenario(void **state)
{
	static const char *const line[] = {
		"# nothing",
		"",
		"3000 urc \"+QIND: \\\"x\\\",1\"",
		"+100 bytes \"\\x00\\xff\\r\\n\"   # raw",
		"+100 fault mute=,CFUN",
		"+500 clear mute",
		"on \"AT+CSQ\" urc \"before\"",
		"on \"AT+CSQ\" 290 urc after",
		"9000 recv /19/1/0 5 \"a\\r\\nb\"",
		"9000 flood 3 tick",
		"9000 servers silent",
		"9000 network none",
	};
	static const char *const wrong[] = {"urc x", "1 nothing", "1 urc", "1 urc x y",
		"1 fault nothing", "on urc x", "1 urc \"x", "1 urc \"\\q\"", "x urc x",
		"1 network mars", "1 flood x y", "1 servers away"};
	struct rig r;
	(void)state;
	rig_open(&r);
	for (size_t i = 0; i < sizeof line / sizeof *line; i++)
		assert_true(module_scenario(r.module, line[i]));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(module_scenario(r.module, wrong[i]));
	rig_run(&r, 3000 - r.now);
	assert_string_equal(rig_got(&r), "\r\n+QIND: \"x\",1\r\n");
	rig_run(&r, 100);
	assert_int_equal(r.got.len, 4);
	assert_memory_equal(r.got.bytes, "\x00\xff\r\n", 4);
	rig_run(&r, 100);
	rig_got(&r);
	assert_at(&r, "AT+CFUN?", "");
	rig_run(&r, 500);
	assert_at(&r, "AT+CFUN?", CFUN OK);
	const char *csq = rig_at(&r, "AT+CSQ");
	assert_memory_equal(csq, "\r\nbefore\r\n\r\n+CSQ: ", 18);
	assert_non_null(strstr(csq, OK "\r\nafter\r\n"));
	rig_run(&r, 9000 - r.now);
	assert_string_equal(rig_got(&r), "\r\n+QLWURC: \"recv\",\"/19/1/0\",5,4,\r\na\r\nb\r\n"
					 "\r\ntick\r\n\r\ntick\r\n\r\ntick\r\n");
	assert_int_equal(r.servers, SERVERS_SILENT);
	assert_false(r.online);
	rig_close(&r);
}

static void test_own_scenarios(void **state)
{
	char name[32], text[4096] = "";
	FILE *f = fmemopen(text, sizeof text - 1, "w");
	struct rig r;
	(void)state;
	stories_list(f);
	fclose(f);
	rig_open(&r);
	for (char *at = text; sscanf(at, " %31s", name) == 1; at = strchr(at, '\n') + 1) {
		const char *const *line = stories_find(name);
		assert_non_null(line);
		for (; *line; line++)
			assert_true(module_scenario(r.module, *line));
	}
	rig_at(&r, "AT+QLWSVC=\"reg\"");
	rig_run(&r, 3000);
	assert_string_equal(r.told, "read /3/0");
	assert_null(stories_find("nothing"));
	rig_close(&r);
}

/* What a host and the client see of a module with this fault: every command's answer apart, what
 * comes by itself, and what is done to the world behind it. */
static void look(const char *fault, struct text *seen)
{
	static const char *const line[] = {"AT", "AT+CPIN?", "AT+CNUM", "AT+CEREG?", "AT+CSQ",
		"AT+CGACT?", "AT+CGPADDR=1", "AT+QURCCFG=\"urcport\"", "AT+CBC", "AT+QLWCFG=?",
		"AT+QLWCFG=\"security\",0,100,\"coaps://x\",0,0,\"id\",\"3132\"", "ATE0",
		"AT+CFUN?"};
	struct rig r;
	rig_power_up(&r, NULL, NULL, NULL);
	assert_true(!*fault || module_fault(r.module, fault));
	rig_run(&r, 2500);
	text_printf(seen, "%s", rig_got(&r));
	for (size_t i = 0; i < sizeof line / sizeof *line; i++)
		text_printf(seen, "%s\n|", rig_at(&r, line[i]));
	module_event(r.module, 100, QLW_STATE_INITIAL);
	rig_run(&r, 30000);
	text_printf(seen, "%s\n", rig_got(&r));
	const struct lw_config *c = module_config(r.module);
	text_printf(seen,
		"%u pieces, %u unplugged, %u rebound, servers %d, told %s, key %d, firmware %d, "
		"call %d",
		r.pieces, r.unplugged, r.rebound, (int)r.servers, r.told, c->account[0].psk_key[1],
		c->firmware_result, module_data_call(r.module, 1, false));
	rig_close(&r);
}

static void test_every_fault_shows(void **state)
{
	char name[32], list[8192] = "";
	FILE *f = fmemopen(list, sizeof list - 1, "w");
	struct text sound = {0};
	unsigned count = 0;
	(void)state;
	faults_list(f);
	fclose(f);
	look("", &sound);
	for (char *at = list; sscanf(at, " %31s", name) == 1; at = strchr(at, '\n') + 1) {
		struct text seen = {0};
		look(name, &seen);
		if (seen.len == sound.len && !memcmp(seen.bytes, sound.bytes, seen.len))
			fail_msg("%s changes nothing", name);
		text_free(&seen);
		count++;
	}
	assert_int_equal(count, FAULT_COUNT);
	text_free(&sound);
}

/* A fault shows wherever a person would look for it. */
static void test_queries_know_of_it(void **state)
{
	static const struct {
		const char *fault, *line, *want, *healthy;
	} row[] = {
		{"urc-port", "AT+QURCCFG=\"urcport\"", "\"uart1\"", "\"usbmodem\""},
		{"pdp-refused", "AT+CGACT?", "+CGACT: 1,0", "+CGACT: 1,1"},
		{"pdp-refused", "AT+CGPADDR=1", "+CGPADDR: 1\r", "+CGPADDR: 1,10."},
		{"pdp-refused", "AT+QIACT?", "AT", "+QIACT: 1,1"},
		{"low-battery=7", "AT+CBC", "+CBC: 0,7,33", "+CBC: 0,85,3822"},
		{"no-sim", "AT+CPIN?", "ERROR", "READY"},
		{"no-msisdn", "AT+CNUM", "OK", "+CNUM: "},
		{"no-coverage", "AT+CEREG?", ",2", ",1"},
		{"roaming", "AT+COPS?", "+COPS: 0,0", "+COPS: 0,0"},
		{"denied", "AT+CEREG?", ",3", ",1"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char clear[64];
		struct rig r;
		rig_power_up(&r, NULL, NULL, NULL);
		rig_run(&r, 2500);
		assert_true(module_fault(r.module, row[i].fault));
		rig_run(&r, 1000);
		rig_got(&r);
		assert_non_null(strstr(rig_at(&r, row[i].line), row[i].want));
		snprintf(clear, sizeof clear, "0 clear %.*s", (int)strcspn(row[i].fault, "="),
			row[i].fault);
		assert_true(module_scenario(r.module, clear));
		rig_run(&r, 1000);
		rig_got(&r);
		assert_non_null(strstr(rig_at(&r, row[i].line), row[i].healthy));
		rig_close(&r);
	}
}

/* Contexts that go down take the client's connections with them. */
static void test_data_calls_refused(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	r.online = false;
	assert_true(module_fault(r.module, "pdp-refused"));
	assert_true(r.online); /* off and on again */
	assert_false(module_data_call(r.module, 1, false));
	assert_at(&r, "AT+CGACT=1,1", "\r\nERROR\r\n");
	assert_true(module_scenario(r.module, "0 clear pdp-refused"));
	rig_run(&r, 1);
	assert_true(module_data_call(r.module, 1, false));
	rig_close(&r);
}

/* 2.3: an IPV4V6 context does with IPv4, but not before the client asks for that alone. */
static void test_no_ipv6(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_true(module_data_call(r.module, 1, false));
	assert_true(module_carries(r.module, true) && module_carries(r.module, false));
	assert_true(module_fault(r.module, "no-ipv6"));
	assert_false(module_data_call(r.module, 1, false));
	assert_true(module_data_call(r.module, 1, true));
	assert_true(!module_carries(r.module, true) && module_carries(r.module, false));
	rig_at(&r, "AT+CGDCONT=2,\"IPV6\",\"x\"");
	assert_false(module_data_call(r.module, 2, true));
	rig_at(&r, "AT+CGDCONT=2,\"IP\",\"x\"");
	assert_true(module_data_call(r.module, 2, false));
	rig_close(&r);
}

/* Whoever finds URCs on the other port sets them to this one, for good. */
static void test_urc_port_is_healed(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_true(module_fault(r.module, "urc-port"));
	rig_at(&r, "AT+CFUN=1,1");
	rig_run(&r, 3000);
	assert_null(strstr(rig_got(&r), "APP RDY"));
	rig_at(&r, "AT+QURCCFG=\"urcport\",\"usbmodem\"");
	rig_at(&r, "AT+CFUN=1,1");
	rig_run(&r, 3000);
	assert_non_null(strstr(rig_got(&r), "APP RDY"));
	rig_close(&r);
}

static void test_faults_that_come_again(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_true(module_fault(r.module, "nat-rebinding=30"));
	assert_true(module_fault(r.module, "dtls-alert=70"));
	rig_run(&r, 65000);
	assert_int_equal(r.rebound, 2);
	assert_string_equal(r.told, "");
	rig_run(&r, 10000);
	assert_string_equal(r.told, "alert");
	assert_true(module_scenario(r.module, "0 clear nat-rebinding"));
	rig_run(&r, 60000);
	assert_int_equal(r.rebound, 2);
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_late_is_not_lost),
		cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_line_lost),
		cmocka_unit_test(test_restart_in_mid_command),
		cmocka_unit_test(test_no_app_rdy),
		cmocka_unit_test(test_noise_repeats_by_seed),
		cmocka_unit_test(test_servers_are_told),
		cmocka_unit_test(test_scenario),
		cmocka_unit_test(test_own_scenarios),
		cmocka_unit_test(test_every_fault_shows),
		cmocka_unit_test(test_queries_know_of_it),
		cmocka_unit_test(test_data_calls_refused),
		cmocka_unit_test(test_no_ipv6),
		cmocka_unit_test(test_urc_port_is_healed),
		cmocka_unit_test(test_faults_that_come_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
