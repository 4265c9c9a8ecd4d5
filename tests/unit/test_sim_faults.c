/* Faults by name, and scenarios. */
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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
