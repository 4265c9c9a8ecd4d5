/* The module's serial line: framing, echo, command lines, boot, URCs. */
#include "modem/sim/rng.h"
#include "tests/unit/sim_rig.h"

#define OK    "\r\nOK\r\n"
#define ERROR "\r\nERROR\r\n"

static void test_boot(void **state)
{
	struct rig r;
	(void)state;
	rig_power_up(&r, NULL, NULL, NULL);
	rig_run(&r, 200);
	assert_at(&r, "AT", "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n");
	assert_at(&r, "AT", "AT\r" ERROR "\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n");
	assert_int_equal(r.power_on, 0);
	rig_run(&r, 400);
	assert_string_equal(rig_got(&r), "\r\nAPP RDY\r\n");
	assert_int_equal(r.power_on, 1);
	assert_true(r.online);
	assert_at(&r, "AT", "AT\r" OK);
	rig_close(&r);
}

static void test_framing(void **state)
{
	static const struct {
		const char *line, *want;
	} row[] = {
		{"AT", OK},
		{"at", OK},
		{" AT", OK},
		{"AT;", OK},
		{"ATI", "\r\nQuectel\r\nBG95-M3\r\nRevision: BG95M3LAR02A04\r\n" OK},
		{"AT+CGSN", "\r\n864475040090705\r\n" OK},
		{"AT+CMEE?;+CFUN?", "\r\n+CMEE: 1\r\n\r\n+CFUN: 1\r\n" OK},
		{"AT+CMEE?;+NO;+CFUN?", "\r\n+CMEE: 1\r\n" ERROR},
		{"AT+QLWCFG=\"autostart\"", "\r\n+QLWCFG: \"autostart\",0\r\n" OK},
		{"AT+QLWCFG?", ERROR},
		{"AT+QLWSVC?", ERROR},
		{"AT+QLWCFG", ERROR},
		{"AT+QLWCFG=\"autostart", ERROR},
		{"AT+QLWCFG=\"autostart\"1", ERROR},
		{"AT+QLWCFG=autostart", ERROR},
		{"ATFOO", ERROR},
		{"AT&", ERROR},
		{"AT+", ERROR},
		{"hello", ""},
		{"aT", ""},
		{"", ""},
		{"A/", OK},
	};
	struct rig r;
	(void)state;
	rig_open(&r);
	for (size_t i = 0; i < sizeof row / sizeof *row - 1; i++)
		assert_at(&r, row[i].line, row[i].want);
	rig_at(&r, "AT+CFUN?");
	assert_at(&r, "A/", "\r\n+CFUN: 1\r\n" OK);
	rig_close(&r);
}

static void test_echo_is_exact(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "ATE1");
	assert_at(&r, "aT+x;\x01\xff", "aT+x;\x01\xff\r");
	assert_at(&r, "atXX\b\bi",
		"atXX\b\bi\r\r\nQuectel\r\nBG95-M3\r\n"
		"Revision: BG95M3LAR02A04\r\n" OK);
	rig_send(&r, "AT\r\n", 4); /* the line feed is neither echoed nor a line */
	rig_run(&r, 300);
	assert_string_equal(rig_got(&r), "AT\r" OK);
	rig_close(&r);
}

/* Bytes that come while a command runs are echoed and carried out after it. */
static void test_type_ahead(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "ATE1");
	rig_send(&r, "AT+CFUN?\rAT\r", 12);
	rig_run(&r, 500);
	assert_string_equal(rig_got(&r), "AT+CFUN?\r\r\n+CFUN: 1\r\n" OK "AT\r" OK);
	rig_close(&r);
}

static void test_formats(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, "ATV0", "0\r");
	assert_at(&r, "AT+CFUN?", "+CFUN: 1\r\n0\r");
	assert_at(&r, "AT+NO", "4\r");
	assert_at(&r, "ATV1Q1", "");
	assert_at(&r, "AT+CFUN?", "\r\n+CFUN: 1\r\n");
	assert_at(&r, "ATQ0", OK);
	assert_at(&r, "ATS3?", "\r\n013\r\n" OK);
	assert_at(&r, "AT&F", OK);
	rig_at(&r, "ATE0");
	r.result = QLW_CME_NOT_INITIATED;
	assert_at(&r, "AT+QLWSVC=\"reg\"", "\r\n+CME ERROR: 704\r\n");
	assert_at(&r, "AT+CMEE=0;+QLWSVC=\"reg\"", ERROR);
	assert_at(&r, "AT+CMEE=2;+QLWSVC=\"reg\"",
		"\r\n+CME ERROR: LwM2M task is not initiated yet\r\n");
	assert_at(&r, "AT+CMEE=3", ERROR);
	rig_close(&r);
}

static void test_profile_is_stored_only_by_w(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "AT+CMEE=2");
	rig_at(&r, "ATZ");
	assert_at(&r, "AT+CMEE?", "AT+CMEE?\r\r\n+CMEE: 1\r\n" OK);
	rig_at(&r, "ATE0+CMEE=2;&W");
	rig_at(&r, "ATE1+CMEE=0");
	rig_at(&r, "ATZ");
	assert_at(&r, "AT+CMEE?", "\r\n+CMEE: 2\r\n" OK);
	rig_close(&r);
}

static void test_general_commands(void **state)
{
	static const struct {
		const char *line, *want;
	} row[] = {
		{"AT+CEDRXS?", "\r\n+CEDRXS: 4,\"0010\"\r\n" OK},
		{"AT+CEDRXS=1,5,\"0101\"", OK},
		{"AT+CEDRXS?", "\r\n+CEDRXS: 5,\"0101\"\r\n" OK},
		{"AT+CEDRXS=1,3", ERROR},
		{"AT+CPSMS?", "\r\n+CPSMS: 0,,,\"00000100\",\"00001111\"\r\n" OK},
		{"AT+QPSMS?", "\r\n+QPSMS: 0,,,\"2400\",\"30\"\r\n" OK},
		{"AT+QCFG=\"iotopmode\",1,1", OK},
		{"AT+QCFG=\"iotopmode\"", "\r\n+QCFG: \"iotopmode\",1\r\n" OK},
		{"AT+QCFG=\"iotopmode\",3", ERROR},
		{"AT+QCFG=\"band\",F,0x80000,0x80000,1", OK},
		{"AT+QCFG=\"band\"", "\r\n+QCFG: \"band\",F,0x80000,0x80000\r\n" OK},
		{"AT+QCFG=\"nothing\"", ERROR},
		{"AT+QINDCFG=\"csq\",1", OK},
		{"AT+IPR=115200;+IPR?", "\r\n+IPR: 115200\r\n" OK},
		{"AT+IPR=1234", ERROR},
		{"AT+IFC=2,2;+IFC?", "\r\n+IFC: 2,2\r\n" OK},
		{"AT+CPIN?", "\r\n+CPIN: READY\r\n" OK},
		{"AT+CIMI", "\r\n262030000090705\r\n" OK},
		{"AT+QCCID", "\r\n+QCCID: 89490200001234567892\r\n" OK},
		{"AT+CNUM", "\r\n+CNUM: \"\",\"+12234235569\",145\r\n" OK},
		{"AT+CCLK?", "\r\n+CCLK: \"21/01/07,00:00:08+00\"\r\n" OK},
		{"AT+QNWINFO", "\r\n+QNWINFO: \"eMTC\",\"26203\",\"LTE BAND 20\",6200\r\n" OK},
		{"AT+COPS?", "\r\n+COPS: 0,0,\"Test Network\",8\r\n" OK},
		{"AT+CGATT?", "\r\n+CGATT: 1\r\n" OK},
		{"AT+QGMR", "\r\nBG95M3LAR02A04_01.014.01.014\r\n" OK},
	};
	struct rig r;
	(void)state;
	rig_open(&r);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_at(&r, row[i].line, row[i].want);
	rig_close(&r);
}

static void test_long_lines(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	char *line = malloc(100001);
	memset(line, 'x', 100000);
	memcpy(line, "AT", 2);
	line[100000] = '\0';
	assert_at(&r, line, ERROR);
	assert_at(&r, "AT", OK);
	free(line);
	rig_close(&r);
}

/* An answer is never later than the Note's 300 ms, and differs by seed only. */
static void test_latency(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	for (int i = 0; i < 50; i++) {
		uint64_t start = r.now;
		rig_send(&r, "AT\r", 3);
		uint64_t due = module_deadline_ms(r.module);
		assert_in_range(due - start, 10, 40);
		rig_run(&r, 300);
		assert_string_equal(rig_got(&r), OK);
	}
	rig_close(&r);
}

static void test_urcs_wait_for_the_typist(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_send(&r, "AT+CF", 5);
	module_event(r.module, 102, QLW_STATE_REG_READY);
	rig_run(&r, 900);
	assert_string_equal(rig_got(&r), "");
	rig_send(&r, "UN?\r", 4);
	rig_run(&r, 300);
	assert_string_equal(
		rig_got(&r), "\r\n+QLWURC: \"event\",102,2,\"REG_READY\"\r\n\r\n+CFUN: 1\r\n" OK);
	rig_send(&r, "AT", 2);
	module_event(r.module, 102, QLW_STATE_REG_UPDATE);
	rig_run(&r, 1100);
	assert_string_equal(rig_got(&r), "\r\n+QLWURC: \"event\",102,16,\"REG_UPDATE\"\r\n");
	rig_close(&r);
}

static void test_urc_forms(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	module_done(r.module, LW_DONE_REG, QLW_RESULT_SUCCESS);
	module_done(r.module, LW_DONE_DEREG, QLW_RESULT_PARALLEL);
	module_observe(r.module, 100, "/3/0/9", 65535, UINT64_MAX, true);
	module_delivery(r.module, 100, "/19/0/0", 1, 2, QLW_DELIVERY_INVALID);
	module_recv(r.module, "/19/1/0", QLW_DATA_OPAQUE, "\r\nOK\r\n", 6);
	rig_run(&r, 1);
	assert_string_equal(rig_got(&r),
		"\r\n+QLWREG: 0\r\n\r\n+QLWDEREG: 4\r\n"
		"\r\n+QLWURC: \"observe\",100,\"/3/0/9\",65535,18446744073709551615,1\r\n"
		"\r\n+QLWURC: \"uldata\",100,\"/19/0/0\",1,2,-3\r\n"
		"\r\n+QLWURC: \"recv\",\"/19/1/0\",5,6,\r\n\r\nOK\r\n\r\n");
	rig_close(&r);
}

static void test_recv_forms(void **state)
{
	char data[1500];
	struct assumptions assume;
	struct rig r;
	(void)state;
	rig_open(&r);
	memset(data, 'x', sizeof data);
	module_recv(r.module, "/19/1/0", QLW_DATA_STRING, data, sizeof data);
	rig_run(&r, 1);
	const char *got = rig_got(&r);
	assert_memory_equal(got, "\r\n+QLWURC: \"recv\",\"/19/1/0\",4,1024,\r\nxxx", 40);
	assert_non_null(strstr(got, "xx\r\n\r\n+QLWURC: \"recv\",\"/19/1/0\",4,476,\r\nxx"));
	rig_close(&r);
	assume_defaults(&assume);
	assert_true(assume_set(&assume, "recv-hex=1"));
	assert_true(assume_set(&assume, "recv-end=0"));
	assert_true(assume_set(&assume, "observe-comma=0"));
	assert_false(assume_set(&assume, "observe-comma=2"));
	assert_false(assume_set(&assume, "observe=1"));
	rig_power_up(&r, NULL, NULL, &assume);
	rig_run(&r, 2000);
	rig_got(&r);
	module_recv(r.module, "/19/1/0", QLW_DATA_OPAQUE, "\x01\xfe", 2);
	module_observe(r.module, 100, "/3/0/9", 1, 2, false);
	rig_run(&r, 1);
	assert_string_equal(rig_got(&r), "\r\n+QLWURC: \"recv\",\"/19/1/0\",5,4,\r\n01FE"
					 "\r\n+QLWURC: \"observe\",100\"/3/0/9\",1,2,0\r\n");
	rig_close(&r);
}

static void test_urc_port(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, "AT+QURCCFG=\"urcport\"", "\r\n+QURCCFG: \"urcport\",\"usbmodem\"\r\n" OK);
	assert_at(&r, "AT+QURCCFG=\"urcport\",\"com9\"", ERROR);
	assert_at(&r, "AT+QURCCFG=\"urcport\",\"uart1\"", OK);
	module_event(r.module, 1, QLW_STATE_INITIAL);
	rig_run(&r, 10);
	assert_string_equal(rig_got(&r), "");
	assert_at(&r, "AT+QURCCFG=\"urcport\",\"usbmodem\"", OK);
	module_event(r.module, 1, QLW_STATE_INITIAL);
	rig_run(&r, 10);
	assert_string_equal(rig_got(&r), "\r\n+QLWURC: \"event\",1,0,\"INITIAL\"\r\n");
	rig_close(&r);
}

static void test_restart_and_power(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "AT+QURCCFG=\"urcport\",\"usbmodem\"");
	rig_send(&r, "AT+CFUN=1,1\r", 12);
	rig_run(&r, 3000);
	assert_string_equal(rig_got(&r),
		OK "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n"
		   "\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\nAPP RDY\r\n");
	assert_int_equal(r.power_off, 1);
	assert_int_equal(r.power_on, 2);
	rig_at(&r, "ATE0");
	rig_send(&r, "AT+QPOWD\r", 9);
	rig_run(&r, 3000);
	assert_string_equal(rig_got(&r), OK "\r\nPOWERED DOWN\r\n");
	assert_at(&r, "AT", "");
	module_port_opened(r.module);
	rig_run(&r, 3000);
	assert_non_null(strstr(rig_got(&r), "APP RDY"));
	rig_close(&r);
}

static void test_network(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, "AT+CEREG?", "\r\n+CEREG: 0,1\r\n" OK);
	assert_at(&r, "AT+CEREG=2", OK);
	assert_at(&r, "AT+CEREG?", "\r\n+CEREG: 2,1,\"04D2\",\"01A2D003\",8\r\n" OK);
	rig_send(&r, "AT+CFUN=0\r", 10);
	rig_run(&r, 1000);
	assert_string_equal(rig_got(&r), OK "\r\n+CEREG: 0\r\n");
	assert_false(r.online);
	assert_at(&r, "AT+CSQ", "\r\n+CSQ: 99,99\r\n" OK);
	rig_send(&r, "AT+CFUN=1\r", 10);
	rig_run(&r, 1500);
	assert_string_equal(rig_got(&r), OK "\r\n+CEREG: 2\r\n"
					    "\r\n+CEREG: 1,\"04D2\",\"01A2D003\",8\r\n");
	assert_true(r.online);
	assert_true(module_data_call(r.module, 1, false));
	assert_false(module_data_call(r.module, 2, false));
	assert_at(&r, "AT+CGDCONT=2,\"IP\",\"vzwadmin\"", OK);
	assert_true(module_data_call(r.module, 2, false));
	assert_at(&r, "AT+CGPADDR=2", "\r\n+CGPADDR: 2,10.20.30.41\r\n" OK);
	assert_true(module_fault(r.module, "pdp-refused"));
	assert_false(module_data_call(r.module, 1, false));
	assert_true(module_fault(r.module, "roaming"));
	rig_run(&r, 1000);
	rig_got(&r);
	assert_at(&r, "AT+CEREG=0;+CEREG?", "\r\n+CEREG: 0,5\r\n" OK);
	rig_close(&r);
}

static void test_contexts(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, "AT+CGDCONT=3,\"IP\",\"a,b\"", OK);
	assert_at(&r, "AT+QICSGP=2,3,\"web\",\"me\",\"secret\",1", OK);
	assert_at(&r, "AT+CGDCONT=1", OK);
	assert_at(&r, "AT+CGDCONT=17,\"IP\",\"x\"", ERROR);
	assert_at(&r, "AT+CGDCONT=4,\"IPX\",\"x\"", ERROR);
	rig_at(&r, "AT+CFUN=1,1"); /* definitions outlive a restart */
	rig_run(&r, 3000);
	rig_at(&r, "ATE0");
	assert_at(&r, "AT+CGDCONT?",
		"\r\n+CGDCONT: 2,\"IPV4V6\",\"web\",\"0.0.0.0\",0,0,0,0\r\n"
		"+CGDCONT: 3,\"IP\",\"a,b\",\"0.0.0.0\",0,0,0,0\r\n" OK);
	assert_at(&r, "AT+QICSGP=2", "\r\n+QICSGP: 3,\"web\",\"me\",\"secret\",1\r\n" OK);
	assert_at(&r, "AT+QIACT=1", ERROR);
	assert_at(&r, "AT+CGACT=1,3;+CGACT?", "\r\n+CGACT: 2,0\r\n+CGACT: 3,1\r\n" OK);
	rig_close(&r);
}

static void test_sim_pin(void **state)
{
	struct rig r;
	(void)state;
	rig_power_up(&r, NULL, NULL, NULL);
	assert_true(module_fault(r.module, "sim-pin"));
	rig_run(&r, 2000);
	rig_at(&r, "ATE0");
	assert_at(&r, "AT+CPIN?;+CEREG?", "\r\n+CPIN: SIM PIN\r\n\r\n+CEREG: 0,0\r\n" OK);
	assert_at(&r, "AT+CPIN=9999", "\r\n+CME ERROR: 16\r\n");
	assert_at(&r, "AT+CPIN=\"1234\"", OK "\r\n+CPIN: READY\r\n");
	rig_run(&r, 1000);
	assert_at(&r, "AT+CEREG?", "\r\n+CEREG: 0,1\r\n" OK);
	rig_close(&r);
}

static void test_prompt(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, "AT+CMGS=\"123\"", "\r\n> ");
	module_event(r.module, 1, QLW_STATE_INITIAL);
	rig_send(&r, "hi AT\x1a", 6);
	rig_run(&r, 300);
	assert_string_equal(
		rig_got(&r), "\r\n+CMS ERROR: 331\r\n\r\n+QLWURC: \"event\",1,0,\"INITIAL\"\r\n");
	rig_at(&r, "AT+CMGS=\"123\"");
	rig_send(&r, "\x1b", 1);
	rig_run(&r, 300);
	assert_string_equal(rig_got(&r), OK);
	rig_close(&r);
}

static void test_other_families(void **state)
{
	static const struct {
		const char *firmware, *command;
	} row[] = {
		{"EG25", "AT+QLWSVC=?"},
		{"BG96", "AT+QLWCFG=?"},
		{"BC66", "AT+QLWCFG=?"},
		{"BG770A-GL", "AT+QLWCFG=?"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct rig r;
		rig_power_up(&r, NULL, row[i].firmware, NULL);
		rig_run(&r, 2000);
		rig_at(&r, "ATE0");
		assert_non_null(strstr(rig_at(&r, "ATI"), row[i].firmware));
		assert_at(&r, row[i].command, ERROR);
		rig_close(&r);
	}
}

/* Whatever a host types, the module answers the next good line. */
static void test_nonsense(void **state)
{
	static const char *const word[] = {"AT", "at", "+QLWCFG", "+QLWSVC", "=", "?", "\"", ",",
		";", "security", "server", "reg", "uldata", "host", "0", "1", "-1",
		"99999999999999", "+QFUPL", "+QFOPEN", "+CMGS", "+QCFG", "+CGDCONT", "band", "\r",
		"\r", "\r", "\n", "\x1a", "\x1b", "+++", "E", "V", "Q", "S", "Z", "&W", "A/", " ",
		"EUFS:/datatx/", "/3/0/0", "+CPSMS", "\xff", "\b", "+QICSGP", "+QFDWL"};
	struct rng rng = {.state = 11};
	struct rig r;
	(void)state;
	rig_open(&r);
	for (int i = 0; i < 20000; i++) {
		const char *w = word[rng_next(&rng) % (sizeof word / sizeof *word)];
		rig_send(&r, w, strlen(w));
		if (i % 7 == 0)
			rig_run(&r, 50);
		if (i % 1000 == 0)
			rig_got(&r);
	}
	rig_run(&r, 70000000); /* the longest an upload may wait */
	rig_send(&r, "\x1b\r", 2);
	rig_run(&r, 1000);
	rig_send(&r, "AT&F\rATE0\r", 10);
	rig_run(&r, 1000);
	rig_got(&r);
	assert_at(&r, "AT", OK);
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boot),
		cmocka_unit_test(test_framing),
		cmocka_unit_test(test_echo_is_exact),
		cmocka_unit_test(test_type_ahead),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_profile_is_stored_only_by_w),
		cmocka_unit_test(test_general_commands),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_latency),
		cmocka_unit_test(test_urcs_wait_for_the_typist),
		cmocka_unit_test(test_urc_forms),
		cmocka_unit_test(test_recv_forms),
		cmocka_unit_test(test_urc_port),
		cmocka_unit_test(test_restart_and_power),
		cmocka_unit_test(test_network),
		cmocka_unit_test(test_contexts),
		cmocka_unit_test(test_sim_pin),
		cmocka_unit_test(test_prompt),
		cmocka_unit_test(test_other_families),
		cmocka_unit_test(test_nonsense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
