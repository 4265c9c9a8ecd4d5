/* Journal records in words: commands, results, URCs in every form, answers that belong to a
 * command. */
#include "tests/unit/views_fixture.h"
#include "views/decode_line.h"

static struct decode_context context;
static struct decode_line line;

static void feed(enum journal_kind kind, enum journal_frame frame, const char *bytes, size_t n)
{
	const struct journal_record record = {.kind = kind,
		.frame = frame,
		.wall_ms = 1,
		.bytes = (const uint8_t *)bytes,
		.len = n};
	decode_line(&context, &record, &line);
}

static void sent(const char *text)
{
	feed(JOURNAL_TX, JOURNAL_FRAME_LINE, text, strlen(text));
}

static void came(const char *text)
{
	feed(JOURNAL_RX, JOURNAL_FRAME_LINE, text, strlen(text));
}

static void reads(const char *what, unsigned short_id, const char *text)
{
	char got[DECODE_TEXT_MAX + 1];
	snprintf(got, sizeof(got), "%.*s", (int)line.text_len, line.text);
	assert_string_equal(line.what, what);
	assert_int_equal(line.short_id, short_id);
	assert_string_equal(got, text);
}

static int clear(void **state)
{
	(void)state;
	memset(&context, 0, sizeof(context));
	return 0;
}

static void test_commands(void **state)
{
	(void)state;
	sent("AT+QLWSVC=\"uldata\",102,\"/19/0/0\",5,\"hello\",0,0\r");
	reads("send", 102, "/19/0/0  \"hello\" 5 B, confirmable");
	sent("AT+QLWSVC=\"uldata\",102,\"/19/0/0\",2,01ff,1,1\r");
	reads("send", 102, "/19/0/0  hex 01ff 2 B, not confirmable");
	sent("at+qlwcfg=\"server\",0,60,0,50,60,1,\"UQS\"\r\n");
	reads("set", 0,
		"server 0: life_time 60, period_min 0, period_max 50, disable_time 60, "
		"storing 1 discard, binding UQS");
	assert_false(line.chatter);
	sent("AT+QLWCFG=\"select\",1,0\r");
	reads("set", 0, "select: server_type 1 Verizon, is_commercial 0 staging");
	sent("AT+QLWCFG=\"security\",3\r");
	reads("delete", 0, "security 3");
	sent("AT+QLWCFG=\"security\"\r");
	reads("get", 0, "security");
	assert_true(line.chatter);
	sent("AT+QLWCFG=\"host\",0,1\r");
	reads("get", 0, "host");
	sent("AT+QLWSVC=\"dereg\",1\r");
	reads("factory reset", 0, "");
	sent("AT+QLWSVC=\"lifetime\",123,60\r");
	reads("life time", 123, "60 s");
	assert_false(line.chatter);
	sent("AT+QLWSVC=\"lifetime\",123\r");
	assert_true(line.chatter);
}

static void test_which_commands_are_chatter(void **state)
{
	(void)state;
	static const char *const quiet[] = {"AT", "ATE0V1Q0", "ATI", "AT+CMEE=1", "AT+CEREG?",
		"AT+QLWCFG=?", "AT+CSQ", "AT+QURCCFG=\"urcport\""};
	static const char *const loud[] = {"AT+CFUN=1,1", "AT+QPOWD", "AT&F", "ATZ",
		"AT+QCFG=\"band\",0,1,1", "AT+CSQ;+CFUN=0"};
	for (size_t i = 0; i < sizeof(quiet) / sizeof(quiet[0]); i++) {
		sent(quiet[i]);
		assert_true(line.chatter);
	}
	for (size_t i = 0; i < sizeof(loud) / sizeof(loud[0]); i++) {
		sent(loud[i]);
		assert_false(line.chatter);
		reads("AT", 0, loud[i]);
	}
}

static void test_events_in_every_form(void **state)
{
	(void)state;
	came("+QLWURC: \"event\",102,2,\"REG_READY\"\r\n");
	reads("REG_READY", 102, "registered with the server");
	came("+QLWURC:event,102,19,Dereg_Finish");
	reads("DEREG_FINISH", 102, "deregistered");
	came("+QLWURC: \"event\",7,99,\"BRAND_NEW\"");
	reads("BRAND_NEW", 7, "state 99, which is in no public document");
	came("+QLWREG: 0");
	assert_string_equal(line.what, "register");
	came("+QLWDEREG: 4");
	assert_string_equal(line.what, "deregister");
	assert_int_equal(line.role, ROLE_BAD);
	came("+QLWURC: \"observe\",102/3/0/9,7,12345678901234567890,1");
	reads("observe", 102, "/3/0/9  cancelled, token 12345678901234567890");
	came("+QLWURC: \"uldata\",102,\"/19/0/0\",4711,93,-2");
	assert_string_equal(line.what, "not delivered");
	came("+QLWURC: \"recv\",\"/10250/0/3\",4,7");
	reads("received", 0, "/10250/0/3  7 B string");
}

/* 703 means one thing to QLWSVC and another to HTTP commands; OK says nothing by itself. */
static void test_errors_by_their_command(void **state)
{
	(void)state;
	char http[DECODE_TEXT_MAX];
	sent("AT+QLWSVC=\"update\",9\r");
	came("+CME ERROR: 703\r\n");
	assert_string_equal(line.what, "refused");
	assert_memory_equal(line.text, "AT+QLWSVC=\"update\",9: 703 ", 26);
	memcpy(http, line.text + 26, line.text_len - 26);
	const size_t n = line.text_len - 26;
	sent("AT+QHTTPGET=80\r");
	came("+CME ERROR: 703\r\n");
	assert_true(line.text_len - 20 != n || memcmp(line.text + 20, http, n) != 0);
	came("ERROR");
	sent("AT\r");
	came("ERROR\r\n");
	reads("not ready", 0, "AT: the module is still starting");
	came("ERROR\r\n");
	reads("refused", 0, "ERROR"); /* of nobody's command: the last one has had its answer */
	came("OK");
	assert_true(line.chatter);
}

static void test_answer_or_unsolicited(void **state)
{
	(void)state;
	sent("AT+CEREG?\r");
	came("+CEREG: 0,5");
	assert_true(line.chatter);
	came("+QLWURC: \"event\",102,2,\"REG_READY\""); /* in the middle of it */
	assert_false(line.chatter);
	came("OK");
	came("+CEREG: 2");
	assert_false(line.chatter);
	assert_string_equal(line.what, "network");
	sent("ATI\r");
	came("Quectel");
	assert_true(line.chatter);
	came("RDY");
	assert_string_equal(line.what, "module");
	came("OK");
	came("Quectel");
	assert_false(line.chatter);
}

static void test_data_blocks_are_no_commands(void **state)
{
	(void)state;
	sent("AT+QFUPL=\"EUFS:/datatx/bootstrap.ini\",40,5\r");
	feed(JOURNAL_TX, JOURNAL_FRAME_LINE, "{\"bn\":\"/0/0/\"}", 14);
	assert_true(line.payload);
	reads("data", 0, "14 B");
	came("+CME ERROR: 407");
	assert_memory_equal(line.text, "AT+QFUPL=", 9);
	feed(JOURNAL_RX, JOURNAL_FRAME_PAYLOAD, "\0\1\2", 3);
	assert_true(line.payload);
}

/* Bytes are taken over as they are, and never beyond the end. */
static void test_any_bytes(void **state)
{
	(void)state;
	uint32_t seed = 3;
	for (int round = 0; round < 20000; round++) {
		static const char *const start[] = {"+QLWURC: \"event\",", "AT+QLWCFG=\"",
			"AT+QLWSVC=", "+CME ERROR: ", "", "+QLWURC: \"recv\","};
		char *bytes = malloc(600);
		size_t n = (size_t)snprintf(bytes, 600, "%s", start[round % 6]);
		const size_t want = n + (size_t)(round % 500);
		for (; n < want; n++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[n] = (char)(seed >> 24);
		}
		char *exact = malloc(n + 1);
		memcpy(exact, bytes, n);
		exact = realloc(exact, n ? n : 1);
		feed(round % 2 ? JOURNAL_TX : JOURNAL_RX, (enum journal_frame)(round % 6), exact,
			n);
		assert_true(line.text_len <= sizeof(line.text));
		assert_true(line.what_len < sizeof(line.what));
		free(exact);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_commands, clear),
		cmocka_unit_test_setup(test_which_commands_are_chatter, clear),
		cmocka_unit_test_setup(test_events_in_every_form, clear),
		cmocka_unit_test_setup(test_errors_by_their_command, clear),
		cmocka_unit_test_setup(test_answer_or_unsolicited, clear),
		cmocka_unit_test_setup(test_data_blocks_are_no_commands, clear),
		cmocka_unit_test_setup(test_any_bytes, clear),
	};
	return cmocka_run_group_tests_name("views: decode", tests, fixture_locale, NULL);
}
