/* Engine with framer: every line goes to whom it belongs, wherever URCs and cuts fall. */
#include "tests/unit/engine_rig.h"

/* --- tests ------------------------------------------------------------------------------------ */

static const char *const urcs[] = {
	"\r\n+QLWURC: \"event\",100,2,\"REG_READY\"\r\n",
	"\r\n+QLWREG: 0\r\n",
	"\r\n+QLWURC: \"recv\",\"/19/1/0\",5,17,\r\n\r\nOK\r\n+QLWCFG: \"s\r\n",
	"\r\n+CEREG: 5\r\n",
	"\r\n+QIND: \"FOTA\",\"DOWNLOADING\",5%\r\n",
};

/* The answer to one query with a URC put at every place where lines may part, at every size. */
static void urc_anywhere(void **state)
{
	(void)state;
	static const char *const piece[] = {"AT+QLWCFG=\"server\"\r",
		"\r\n+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"\r\n",
		"\r\n+QLWCFG: \"server\",1,60,0,50,60,1,\"U\"\r\n", "\r\nOK\r\n"};
	struct rig *r = malloc(sizeof *r);
	for (size_t echo = 0; echo < 2; echo++)
		for (size_t u = 0; u < 5; u++)
			for (size_t at = 0; at <= 4; at++) {
				char stream[1024] = "";
				for (size_t i = 0; i <= 4; i++) {
					if (i == at)
						strcat(stream, urcs[u]);
					if (i < 4 && (i || echo))
						strcat(stream, piece[i]);
				}
				for (size_t size = 1; size <= strlen(stream); size++) {
					rig_open(r);
					submit(r, "AT+QLWCFG=\"server\"");
					feed(r, stream, strlen(stream), size);
					char *urc = strstr(r->log, "urc ");
					assert_non_null(urc);
					assert_null(strstr(urc + 1, "urc "));
					assert_non_null(strstr(
						r->log, "answer +QLWCFG: "
							"\"server\",0,60,0,50,60,1,\"UQS\"\n"));
					assert_non_null(strstr(
						r->log, "answer +QLWCFG: "
							"\"server\",1,60,0,50,60,1,\"U\"\n"));
					assert_non_null(
						strstr(r->log, "ended AT+QLWCFG=\"server\" OK\n"));
					assert_null(strstr(r->log, "late"));
					if (u == 2)
						assert_non_null(strstr(r->log,
							"payload \r\nOK\r\n+QLWCFG: \"s\n"));
					assert_true(engine_idle(r->e));
					rig_close(r);
				}
			}
	free(r);
}

static void errors_have_their_code(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	submit(r, "AT+QLWSVC=\"reg\"");
	say(r, "\r\n+CME ERROR: 704\r\n");
	submit(r, "AT+QLWSVC=\"dereg\"");
	say(r, "\r\nERROR\r\n");
	assert_string_equal(
		r->log, "ended AT+QLWSVC=\"reg\" CME 704\nended AT+QLWSVC=\"dereg\" ERROR\n");
	rig_close(r);
	free(r);
}

/* Before the last byte is written nothing can be the answer. */
static void armed_only_when_written(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	const uint8_t *bytes;
	rig_open(r);
	const struct engine_request q = {.line = "AT+CEREG?", .timeout_ms = 300};
	engine_submit(r->e, &q);
	assert_int_equal(engine_output(r->e, &bytes), 10);
	engine_wrote(r->e, 4, r->now_ms);
	framer_feed(r->f, (const uint8_t *)"\r\n+CEREG: 0,1\r\n\r\nOK\r\n", 21, r->now_ms);
	assert_string_equal(r->log, "urc +CEREG: 0,1\nlate OK\n");
	pump(r);
	say(r, "\r\n+CEREG: 0,5\r\n\r\nOK\r\n");
	assert_non_null(strstr(r->log, "answer +CEREG: 0,5\nended AT+CEREG? OK\n"));
	rig_close(r);
	free(r);
}

static void late_answer_goes_to_nobody(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	submit(r, "AT+QLWCFG=\"epns\"");
	submit(r, "AT+QLWCFG=\"version\"");
	wait_until(r, 1300);
	assert_string_equal(r->log, "ended AT+QLWCFG=\"epns\" TIMEOUT\n");
	assert_string_equal(r->wire, "AT+QLWCFG=\"epns\"\r");
	say(r, "\r\n+QLWCFG: \"epns\",1,4,4\r\n\r\nOK\r\n");
	assert_non_null(strstr(r->log, "late +QLWCFG: \"epns\",1,4,4\nlate OK\n"));
	assert_string_equal(r->wire, "AT+QLWCFG=\"epns\"\rAT+QLWCFG=\"version\"\r");
	say(r, "\r\n+QLWCFG: \"version\",0\r\n\r\nOK\r\n");
	assert_non_null(
		strstr(r->log, "answer +QLWCFG: \"version\",0\nended AT+QLWCFG=\"version\" OK\n"));
	rig_close(r);
	free(r);
}

static void resync_absorbs_what_is_left(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	submit(r, "AT+CSQ");
	submit(r, "AT+QCSQ");
	wait_until(r, 1000 + 300 + ENGINE_GRACE_MS);
	assert_string_equal(r->wire, "AT+CSQ\rAT\r");
	say(r, "\r\n+CSQ: 20,99\r\n\r\nOK\r\n\r\nOK\r\n");
	assert_string_equal(r->wire, "AT+CSQ\rAT\r");
	wait_until(r, r->now_ms + ENGINE_SETTLE_MS);
	assert_string_equal(r->wire, "AT+CSQ\rAT\rAT+QCSQ\r");
	say(r, "\r\n+QCSQ: \"eMTC\",-57,-77,225,-7\r\n\r\nOK\r\n");
	assert_non_null(strstr(r->log, "ended AT+QCSQ OK\n"));
	rig_close(r);
	free(r);
}

static void silence_takes_it_down_and_back(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	submit(r, "AT+CSQ");
	submit(r, "AT+QCSQ");
	wait_until(r, 20000);
	assert_string_equal(r->wire, "AT+CSQ\rAT\rATQ0V1\r");
	assert_non_null(strstr(r->log, "state down\nended AT+QCSQ TIMEOUT\n"));
	assert_true(engine_deadline_ms(r->e) == UINT64_MAX);
	submit(r, "AT+CGSN");
	say(r, "\r\nOK\r\n");
	wait_until(r, r->now_ms + ENGINE_SETTLE_MS);
	say(r, "\r\n864475040090705\r\n\r\nOK\r\n");
	assert_non_null(strstr(r->log, "state up\nanswer 864475040090705\nended AT+CGSN OK\n"));
	rig_close(r);
	free(r);
}

static void restart_fails_everything_once(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	submit(r, "AT+QLWSVC=\"state\"");
	submit(r, "AT+CSQ");
	engine_restart(r->e, r->now_ms);
	assert_string_equal(r->log, "ended AT+QLWSVC=\"state\" RESTART\nended AT+CSQ RESTART\n");
	assert_true(engine_idle(r->e));
	rig_close(r);
	free(r);
}

static void cancel_keeps_step(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	int first = submit(r, "AT+COPS=?");
	int second = submit(r, "AT+CSQ");
	assert_true(engine_cancel(r->e, first));
	assert_true(engine_cancel(r->e, second));
	assert_false(engine_cancel(r->e, second));
	assert_string_equal(r->log, "");
	pump(r);
	assert_non_null(strstr(r->log, "ended AT+COPS=? CANCELLED\n"));
	assert_non_null(strstr(r->log, "ended AT+CSQ CANCELLED\n"));
	submit(r, "AT+CGSN");
	assert_string_equal(r->wire, "AT+COPS=?\r");
	say(r, "\r\n+COPS: (2)\r\n\r\nOK\r\n");
	assert_non_null(strstr(r->log, "late +COPS: (2)\nlate OK\n"));
	assert_string_equal(r->wire, "AT+COPS=?\rAT+CGSN\r");
	rig_close(r);
	free(r);
}

static void prompt_takes_data_or_escape(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	const struct engine_request q = {.line = "AT+CMGS=\"1\"",
		.timeout_ms = 300,
		.data = (const uint8_t *)"hello\x1a",
		.data_len = 6};
	engine_submit(r->e, &q);
	pump(r);
	say(r, "\r\n> ");
	assert_string_equal(r->wire, "AT+CMGS=\"1\"\rhello\x1a");
	say(r, "\r\n+CMGS: 4\r\n\r\nOK\r\n");
	assert_non_null(strstr(r->log, "answer +CMGS: 4\nended AT+CMGS=\"1\" OK\n"));
	submit(r, "AT+CMGS=\"2\"");
	say(r, "\r\n> ");
	assert_non_null(strstr(r->wire, "AT+CMGS=\"2\"\r\x1b"));
	rig_close(r);
	free(r);
}

static void refuses_what_is_no_line(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	char *longest = malloc(AT_LINE_MAX + 2);
	rig_open(r);
	memset(longest, 'x', AT_LINE_MAX + 1);
	longest[AT_LINE_MAX + 1] = '\0';
	assert_int_equal(submit(r, ""), QLW_EUSAGE);
	assert_int_equal(submit(r, "AT\rAT"), QLW_EUSAGE);
	assert_int_equal(submit(r, longest), QLW_EUSAGE);
	longest[AT_LINE_MAX] = '\0';
	assert_true(submit(r, longest) > 0);
	for (int i = 0; i < ENGINE_QUEUE_MAX; i++)
		assert_true(submit(r, "AT") > 0);
	assert_int_equal(submit(r, "AT"), QLW_ENOMEM);
	free(longest);
	rig_close(r);
	free(r);
}

static void claims(void **state)
{
	(void)state;
	static const struct {
		const char *command, *line;
		bool mine;
	} row[] = {
		{"AT+CEREG?", "+CEREG: 0,1", true},
		{"AT+CEREG?", "+CEREG: 1", false},
		{"AT+CEREG?", "+CEREG: 5,\"1A2B\",\"01C3\",8", false},
		{"AT+CEREG?", "+CEREG: 2,5,\"1A2B\",\"01C3\",8", true},
		{"AT+CEREG=2", "+CEREG: 2", false},
		{"ATI", "Revision: BG95M3LAR02A03", true},
		{"ATI", "RDY", false},
		{"AT+QLWCFG=\"select\"", "hello", false},
		{"AT+QLWSVC=\"reg\"", "+QLWREG: 0", false},
		{"AT+QLWSVC=\"state\"", "+QLWSVC: \"state\",0,100,\"coap://x\",0,2", true},
		{"at+qlwsvc=\"state\"", "+QLWSVC: \"state\",0,100,\"coap://x\",0,2", true},
		{"AT+CSQ;+QCSQ", "+QCSQ: \"eMTC\",-57,-77,225,-7", true},
		{"AT+CSQ;+QCSQ", "+CSQ: 20,99", true},
		{"AT+CSQ", "+QCSQ: \"eMTC\"", false},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (engine_claims(row[i].command, row[i].line, strlen(row[i].line)) != row[i].mine)
			fail_msg("%s / %s", row[i].command, row[i].line);
	assert_int_equal(engine_timeout_ms("AT+CFUN=1,1"), 15000);
	assert_int_equal(engine_timeout_ms("AT+QLWCFG=\"x\""), 2000);
	assert_int_equal(engine_timeout_ms("AT+CSQ;+COPS=?"), 180000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urc_anywhere),
		cmocka_unit_test(errors_have_their_code),
		cmocka_unit_test(armed_only_when_written),
		cmocka_unit_test(late_answer_goes_to_nobody),
		cmocka_unit_test(resync_absorbs_what_is_left),
		cmocka_unit_test(silence_takes_it_down_and_back),
		cmocka_unit_test(restart_fails_everything_once),
		cmocka_unit_test(cancel_keeps_step),
		cmocka_unit_test(prompt_takes_data_or_escape),
		cmocka_unit_test(refuses_what_is_no_line),
		cmocka_unit_test(claims),
	};
	return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
