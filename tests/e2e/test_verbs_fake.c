/* Batch verbs against a module that does as it is told: events, hostile bytes, silence, signals. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/e2e/verbs.h"

#define STATE "AT+QLWSVC=\"state\""
#define REG   "AT+QLWSVC=\"reg\""
#define DEREG "AT+QLWSVC=\"dereg\""
#define SERVER(id, bootstrap, state) \
	"+QLWSVC: \"state\",0," #id ",\"coap://a:5683\"," #bootstrap "," #state

/* A module that answers what every verb asks first, and then these. */
#define ROWS                                                                  \
	{"AT", "", "OK"}, {"ATE0", "", "OK"}, {"AT+CMEE?", "+CMEE: 1", "OK"}, \
		{"ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", "OK"},  \
	{                                                                     \
		"ATE1", "", "OK"                                              \
	}

static const struct fake_row registering[] = {ROWS, {REG, "", "OK"}, {DEREG, "", "OK"},
	{DEREG ",1", "", "OK"}, {STATE, SERVER(100, 0, 2), "OK"},
	{"AT+QLWSVC=\"update\"*", "", "OK"}, {"AT+QLWSVC=\"uldata\"*", "", "OK"},
	{NULL, NULL, NULL}};

static struct verbs v;

static void finish(void)
{
	verbs_end(&v);
}

/* Starts a verb, waits until the module has heard `after`, says these lines, and waits for the end.
 */
static int run_and_say(const char *words, const char *after, const char *say)
{
	char line[256];
	const char *argv[VERBS_ARGS_MAX];
	size_t len;
	snprintf(line, sizeof line, "%s", words);
	verbs_argv(&v, line, argv);
	struct proc *p = proc_start(&(struct proc_options){
		.argv = argv, .scratch = &v.scratch, .companion = fake_companion(v.fake)});
	for (uint64_t end = test_now_ms() + PATIENCE_MS; test_now_ms() < end;) {
		proc_poll(p);
		fake_run(v.fake);
		if (strstr(fake_heard(v.fake, &len), after))
			break;
	}
	fake_run(v.fake);
	fake_say(v.fake, say);
	proc_result_free(&v.r);
	proc_finish(p, 0, &v.r);
	if (v.r.timed_out)
		fprintf(stderr, "qlw %s never ended\n%s%s", words, v.r.out, v.r.err);
	return v.r.code;
}

#define URC(text)             "\r\n" text "\r\n"
#define EVENT(id, code, name) URC("+QLWURC: \"event\"," #id "," #code ",\"" name "\"")

static void test_registration_outcomes(void **ctx)
{
	static const struct {
		const char *say;
		int code;
	} outcomes[] = {
		{URC("+QLWREG: 0") EVENT(100, 0, "INITIAL") EVENT(100, 2, "REG_READY"), 0},
		{EVENT(100, 2, "REG_READY") URC("+QLWREG: 0"), 0},
		{URC("+QLWREG:0") URC("+QLWURC: event,100,2,REG_READY"), 0},
		{URC("+QLWREG: 1"), 7},
		{URC("+QLWREG: 0") EVENT(100, 3, "REG_FAILED"), 7},
		{URC("+QLWREG: 0") EVENT(111, 6, "BS_START") EVENT(111, 10, "BS_FAILED"), 7},
		{URC("+QLWREG: 0") EVENT(0, 15, "GENERIC_FAILED"), 7},
		{URC("+QLWREG: 0") EVENT(100, 77, "WHAT") EVENT(100, 2, "REG_READY"), 0},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
		verbs_begin_fake(&v, registering);
		assert_int_equal(
			run_and_say("reg --wait --json", REG, outcomes[i].say), outcomes[i].code);
		assert_true(verbs_err_prefixed(&v));
		assert_int_equal(v.r.code == 0, v.r.err_len == 0);
		finish();
	}
}

static void test_deregistration_and_updates(void **ctx)
{
	static const struct {
		const char *words, *after, *say;
		int code;
	} outcomes[] = {
		{"dereg", DEREG, URC("+QLWDEREG: 0"), 0},
		{"dereg", DEREG, EVENT(100, 19, "DEREG_FINISH") URC("+QLWDEREG: 4"), 7},
		{"reset --yes", DEREG, EVENT(0, 5, "FACTORY_RESET") URC("+QLWDEREG: 0"), 0},
		{"update 100", "update", EVENT(100, 16, "REG_UPDATE"), 0},
		{"update 100", "update", EVENT(7, 16, "REG_UPDATE") EVENT(100, 17, "UPDATE_FAILED"),
			7},
		{"update 100 --timeout 0.3", "update", EVENT(7, 16, "REG_UPDATE"), 7},
		{"send 100 /19/0/0 x --wait", "uldata",
			URC("+QLWURC: \"uldata\",100,\"/19/0/0\",7,18446744073709551615,0"), 0},
		{"send 100 /19/0/0 x --wait", "uldata",
			URC("+QLWURC: \"uldata\",100,\"/19/1/0\",7,1,0")
				URC("+QLWURC: \"uldata\",100,\"/19/0/0\",8,2,-1"),
			7},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
		verbs_begin_fake(&v, registering);
		assert_int_equal(run_and_say(outcomes[i].words, outcomes[i].after, outcomes[i].say),
			outcomes[i].code);
		finish();
	}
}

/* Time out after the OK is 7, and one last look at the state decides. */
/* Every byte of a file or of standard input, not its first line, and not its name. */
static void test_sends_files(void **ctx)
{
	size_t len;
	char big[1461];
	(void)ctx;
	verbs_begin_fake(&v, registering);
	char *path = scratch_path(&v.scratch, "reading.bin");
	scratch_write_file(path, "a\r\nOK\0", 6);
	assert_int_equal(verbs_run(&v, "send 100 /19/0/0 @%s", path), 0);
	assert_non_null(strstr(fake_heard(v.fake, &len), "\"/19/0/0\",6,\"610D0A4F4B00\",1"));
	memset(big, 'x', sizeof big);
	scratch_write_file(path, big, sizeof big);
	assert_int_equal(verbs_run(&v, "send 100 /19/0/0 @%s", path), 2);
	assert_true(verbs_err(&v, "more than 1460 bytes"));
	assert_int_equal(verbs_run(&v, "send 100 /19/0/0 @%s.none", path), 6);
	v.in = "b\n";
	assert_int_equal(verbs_run(&v, "send 100 /19/0/0 -"), 0);
	assert_non_null(strstr(fake_heard(v.fake, &len), "\"620A\",1"));
	free(path);
	finish();
}

static void test_no_event_comes(void **ctx)
{
	static const struct fake_row failing[] = {
		ROWS, {REG, "", "OK"}, {STATE, SERVER(100, 0, 12), "OK"}, {NULL, NULL, NULL}};
	(void)ctx;
	verbs_begin_fake(&v, failing);
	assert_int_equal(verbs_run(&v, "reg --wait --timeout 0.3"), 7);
	fake_rows(v.fake, registering, false);
	assert_int_equal(verbs_run(&v, "reg --wait --timeout 0.3"), 0);
	assert_true(verbs_err(&v, "urcport"));
	finish();
}

static void test_wait_asks_first(void **ctx)
{
	(void)ctx;
	verbs_begin_fake(&v, registering);
	assert_int_equal(verbs_run(&v, "wait REG_READY --json"), 0);
	assert_true(verbs_out(&v,
		"\"kind\":\"state\",\"short_id\":100,\"code\":2,\"name\":\"REG_READY\","
		"\"text\":null}"));
	assert_int_equal(verbs_run(&v, "wait 2 --ssid 101 --timeout 0.2"), 7);
	assert_int_equal(run_and_say("wait 42", STATE, EVENT(5, 42, "NEW")), 0);
	finish();
}

/* Every kind of event as JSON, in order, bytes exact. */
static void test_watch(void **ctx)
{
	static const char say[] = EVENT(100, 2, "REG_READY") EVENT(100, 42, "NEW \xe9") URC(
		"+QLWURC: \"observe\",100/19/0/0,12,18446744073709551615,0")
		URC("+QLWURC: \"observe\",100,\"/19/0/0\",12,7,1") URC(
			"+QLWURC: \"uldata\",100,\"/19/0/0\",13,8,-2") URC("+QLWREG: 0")
			URC("+QLWDEREG: 5") "\r\n+QLWURC: "
					    "\"recv\",\"/19/1/0\",5,12,\r\n\r\nOK\r\n\x1b[2J\xff\r"
					    "\r\n+QLWURC: "
					    "\"recv\",\"/19/1/0\",4,5,\r\nh\xc3\xa9llo" URC(
						    "+CEREG: 5") URC("+QWHAT: \x1b]0;x\x07")
						    URC("+QLWURC: \"other\",1");
	static const char *const expected[] = {
		"\"kind\":\"link\",\"state\":\"up\"}",
		"\"kind\":\"state\",\"short_id\":100,\"code\":2,\"name\":\"REG_READY\",\"text\":"
		"\"REG_READY\"}",
		"\"kind\":\"state\",\"short_id\":100,\"code\":42,\"name\":null,\"text\":\"NEW "
		"\\u00e9\"}",
		"\"kind\":\"observe\",\"short_id\":100,\"uri\":\"/19/0/"
		"0\",\"message_id\":12,\"token\":"
		"\"18446744073709551615\",\"cancel\":false}",
		"\"token\":\"7\",\"cancel\":true}",
		"\"kind\":\"delivery\",\"short_id\":100,\"uri\":\"/19/0/"
		"0\",\"message_id\":13,\"token\":"
		"\"8\",\"code\":-2,\"meaning\":\"",
		"\"kind\":\"reg\",\"err\":0,\"meaning\":\"",
		"\"kind\":\"dereg\",\"err\":5,\"meaning\":\"",
		"\"kind\":\"recv\",\"uri\":\"/19/1/0\",\"data_type\":5,\"data_len\":12,\"hex\":"
		"\"0d0a4f4b0d0a1b5b324aff0d\"}",
		"\"data_len\":5,\"hex\":\"68c3a96c6c\",\"text\":\"h\\u00c3\\u00a9ll\"}",
		"\"kind\":\"net\",\"line\":\"+CEREG: 5\"",
		"\"kind\":\"urc\",\"line\":\"+QWHAT: \\u001b]0;x\\u0007\"}",
		"\"kind\":\"urc\",\"line\":\"+QLWURC: \\\"other\\\",1\"}",
	};
	(void)ctx;
	verbs_begin_fake(&v, registering);
	assert_int_equal(run_and_say("watch --for 1 --json", "ATI", say), 0);
	const char *p = v.r.out;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		const char *found = strstr(p, expected[i]);
		if (!found)
			fprintf(stderr, "no %s in:\n%s", expected[i], p);
		assert_non_null(found);
		p = found;
	}
	for (p = v.r.out; *p; p = strchr(p, '\n') + 1)
		assert_int_equal(strncmp(p, "{\"t\":\"20", 8), 0);
	finish();
}

/* Nothing that a module says reaches a terminal raw. */
static void test_hostile_bytes(void **ctx)
{
	static const struct fake_row hostile[] = {ROWS,
		{STATE, "+QLWSVC: \"state\",0,100,\"\x1b[31m\x9b\xc2\x9b\xe2\x80\xae\x07\",0,2",
			"OK"},
		{"AT+QLWCFG=\"device\"",
			"+QLWCFG: "
			"\"device\",\"\x1b]52;c;aa\x07\",\"a\x01\",\"\xff\",\"\",\"\",\"\"",
			"OK"},
		{"AT+CGDCONT?", "+CGDCONT: 1,\"I\x1b[P\",\"\x1b[2J\",\"\",0,0", "OK"},
		{"AT+HOSTILE", "\x1b[2J\x8f", "+CME ERROR: \x1b[2J"}, {NULL, NULL, NULL}};
	static const char *const lines[] = {"state", "get device", "apn", "at AT+HOSTILE", "info",
		"state --json", "get device --json", "apn --json", "at AT+HOSTILE --json",
		"-v at AT+HOSTILE"};
	(void)ctx;
	verbs_begin_fake(&v, hostile);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		verbs_run(&v, "%s", lines[i]);
		for (int which = 0; which < 2; which++) {
			const unsigned char *p = (unsigned char *)(which ? v.r.err : v.r.out);
			for (; *p; p++) {
				assert_true(*p >= 0x20 || *p == '\n');
				assert_int_not_equal(*p, 0x7f);
			}
			assert_null(strstr(which ? v.r.err : v.r.out, "\xc2\x9b"));
			assert_null(strstr(which ? v.r.err : v.r.out, "\xe2\x80\xae"));
		}
	}
	finish();
}

static void test_errors_are_explained(void **ctx)
{
	static const struct fake_row refusing[] = {ROWS, {REG, "", "+CME ERROR: 705"},
		{DEREG, "", "ERROR"}, {STATE, "", "+CME ERROR: SIM failure"},
		{"AT+SILENT", "", NULL}, {NULL, NULL, NULL}};
	(void)ctx;
	verbs_begin_fake(&v, refusing);
	assert_int_equal(verbs_run(&v, "reg"), 1);
	assert_true(verbs_err(&v, "705 ("));
	assert_int_equal(verbs_run(&v, "dereg"), 1);
	assert_int_equal(verbs_run(&v, "state"), 1);
	assert_true(verbs_err(&v, "SIM failure"));
	assert_int_equal(verbs_run(&v, "at AT+SILENT --timeout 0.3 --json"), 4);
	assert_string_equal(v.r.out, "{\"command\":\"AT+SILENT\",\"lines\":[],\"result\":null}\n");
	finish();
}

/* What a number or ERROR leaves open is answered by the module's servers. */
static void test_refusals_say_what_comes_first(void **ctx)
{
	static const struct fake_row started[] = {ROWS, {REG, "", "+CME ERROR: 702"},
		{STATE, SERVER(100, 0, 2), "OK"}, {"AT+QLWSVC=\"uldata\"*", "", "ERROR"},
		{NULL, NULL, NULL}};
	static const struct fake_row blank[] = {
		ROWS, {REG, "", "+CME ERROR: 705"}, {STATE, "", "OK"}, {NULL, NULL, NULL}};
	(void)ctx;
	verbs_begin_fake(&v, started);
	assert_int_equal(verbs_run(&v, "reg --wait"), 1);
	assert_true(verbs_err(&v, "100 is in REG_READY"));
	assert_true(verbs_err(&v, "qlw dereg first"));
	assert_int_equal(verbs_run(&v, "send 100 /3/0/0 x --wait"), 1);
	assert_true(verbs_err(&v, "does it observe /3/0/0?"));
	finish();
	verbs_begin_fake(&v, blank);
	assert_int_equal(verbs_run(&v, "reg"), 1);
	assert_true(verbs_err(&v, "the module lists no server: qlw apply PROFILE"));
	finish();
}

static void test_no_answer(void **ctx)
{
	(void)ctx;
	verbs_begin_fake(&v, fake_silent);
	assert_int_equal(verbs_run(&v, "state"), 4);
	assert_true(verbs_err(&v, "no answer"));
	assert_int_equal(verbs_run(&v, "wait REG_READY --timeout 0.5"), 4);
	assert_true(verbs_err(&v, "no answer"));
	finish();
}

/* Commands of the same name mean other things elsewhere: nothing of LwM2M is sent. */
static void test_another_family(void **ctx)
{
	static const struct fake_row foreign[] = {{"AT", "", "OK"}, {"ATE0", "", "OK"},
		{"ATE1", "", "OK"}, {"AT+CMEE?", "+CMEE: 1", "OK"},
		{"ATI", "Quectel\nEG25\nRevision: EG25GGBR07A08M2G", "OK"}, {NULL, NULL, NULL}};
	static const char *const lines[] = {"get", "state", "reg", "dereg", "reset --yes",
		"wait REG_READY", "set version client_version=1", "send 1 /1/2/3 x", "update 1",
		"lifetime 1"};
	size_t len;
	(void)ctx;
	verbs_begin_fake(&v, foreign);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_int_equal(verbs_run(&v, "%s", lines[i]), 5);
		assert_true(verbs_err(&v, "EG25"));
	}
	assert_int_equal(verbs_run(&v, "at ATI"), 0);
	assert_int_equal(verbs_run(&v, "info"), 0);
	assert_null(strstr(fake_heard(v.fake, &len), "QLW"));
	finish();
}

/* What is read back decides. */
static void test_set_reads_back(void **ctx)
{
	static const struct fake_row lying[] = {ROWS,
		{"AT+QLWCFG=\"server\"", "+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"", "OK"},
		{"AT+QLWCFG=\"server\",*", "", "OK"}, {NULL, NULL, NULL}};
	size_t len;
	(void)ctx;
	verbs_begin_fake(&v, lying);
	assert_int_equal(verbs_run(&v, "set server 0 life_time=61"), 7);
	assert_true(verbs_err(&v, "life_time: wrote 61, the module has 60"));
	assert_non_null(
		strstr(fake_heard(v.fake, &len), "AT+QLWCFG=\"server\",0,61,0,50,60,1,\"UQS\"\r"));
	assert_int_equal(verbs_run(&v, "set server 0 life_time=60"), 0);
	assert_int_equal(verbs_run(&v, "set server 1 life_time=60"), 2); /* nothing to merge with */
	finish();
}

/* A line that a URC has torn is not taken for "there is none". */
static void test_half_an_answer(void **ctx)
{
	static const struct fake_row torn[] = {ROWS,
		{"AT+QLWCFG=\"version\"", "+QLWCFG: \"v", "OK"},
		{"AT+QLWCFG=\"security\"", "", "OK"}, {NULL, NULL, NULL}};
	(void)ctx;
	verbs_begin_fake(&v, torn);
	assert_int_equal(verbs_run(&v, "get version"), 1);
	assert_true(verbs_err(&v, "is no answer: +QLWCFG: \"v"));
	assert_int_equal(verbs_run(&v, "get security"), 0);
	assert_true(verbs_err(&v, "security: the module has none"));
	assert_int_equal(verbs_run(&v, "get security --json"), 0);
	assert_string_equal(v.r.out, "");
	finish();
}

/* A key that only the module knows is shown, and never sent. */
static void test_unknown_keys(void **ctx)
{
	static const struct fake_row newer[] = {ROWS,
		{"AT+QLWCFG=?", "+QLWCFG: \"version\",(0,1)\n+QLWCFG: \"reset\",(0,1)", "OK"},
		{"AT+QLWSVC=?", "", "OK"},
		{"AT+QLWCFG=\"version\"", "+QLWCFG: \"version\",1", "OK"}, {NULL, NULL, NULL}};
	size_t len;
	(void)ctx;
	verbs_begin_fake(&v, newer);
	assert_int_equal(verbs_run(&v, "get --json"), 0);
	assert_string_equal(v.r.out, "{\"key\":\"version\",\"client_version\":1}\n"
				     "{\"key\":\"reset\",\"test\":\"(0,1)\"}\n");
	assert_null(strstr(fake_heard(v.fake, &len), "\"reset\""));
	finish();
}

/* An index-only security or server write deletes: no query may look like one. */
static void test_queries_delete_nothing(void **ctx)
{
	static const char *const lines[] = {
		"get security 0", "get server 0", "get", "get pdpcid 0", "info"};
	size_t len;
	(void)ctx;
	verbs_begin_fake(&v, fake_bg95);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		verbs_run(&v, "%s", lines[i]);
	const char *heard = fake_heard(v.fake, &len);
	assert_null(strstr(heard, "\"security\","));
	assert_null(strstr(heard, "\"server\","));
	assert_null(strstr(heard, "\"pdpcid\","));
	finish();
}

/* Ctrl-C ends with 130 and puts echo back. */
static void test_interrupted(void **ctx)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	char line[] = "watch";
	const char *argv[VERBS_ARGS_MAX];
	size_t len;
	(void)ctx;
	for (size_t i = 0; i < 3; i++) {
		verbs_begin_fake(&v, registering);
		snprintf(line, sizeof line, "watch");
		verbs_argv(&v, line, argv);
		struct proc *p = proc_start(&(struct proc_options){
			.argv = argv, .scratch = &v.scratch, .companion = fake_companion(v.fake)});
		assert_true(proc_wait_out(p, "link up"));
		while (!strstr(fake_heard(v.fake, &len), "ATI")) {
			proc_poll(p);
			fake_run(v.fake);
		}
		proc_signal(p, signals[i]);
		proc_result_free(&v.r);
		proc_finish(p, 0, &v.r);
		assert_int_equal(v.r.code, 130);
		assert_non_null(strstr(fake_heard(v.fake, &len), "ATE1\r"));
		finish();
	}
}

/* The reader of a pipe went away, as head does: it has what it wanted. */
static void test_nobody_reads_on(void **ctx)
{
	char command[2048];
	(void)ctx;
	assert_true(verbs_begin(&v, (const char *const[]){"--speed", "10", NULL}));
	snprintf(command, sizeof command,
		"(HOME='%s' XDG_STATE_HOME='%s' '%s' -p '%s' get; echo $? >'%s/code') | true",
		v.scratch.dir, v.scratch.dir, test_qlw(), v.sim.port, v.scratch.dir);
	assert_int_equal(system(command), 0);
	snprintf(command, sizeof command, "%s/code", v.scratch.dir);
	char *code = scratch_read_file(command, NULL);
	assert_string_equal(code, "0\n");
	free(code);
	finish();
}

static void test_output_cannot_be_written(void **ctx)
{
	char command[1024];
	(void)ctx;
	assert_true(verbs_begin(&v, (const char *const[]){"--speed", "10", NULL}));
	snprintf(command, sizeof command,
		"HOME='%s' XDG_STATE_HOME='%s' '%s' -p '%s' get >/dev/full 2>&1", v.scratch.dir,
		v.scratch.dir, test_qlw(), v.sim.port);
	assert_int_equal(system(command) >> 8, 6);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registration_outcomes),
		cmocka_unit_test(test_deregistration_and_updates),
		cmocka_unit_test(test_sends_files),
		cmocka_unit_test(test_no_event_comes),
		cmocka_unit_test(test_wait_asks_first),
		cmocka_unit_test(test_watch),
		cmocka_unit_test(test_hostile_bytes),
		cmocka_unit_test(test_errors_are_explained),
		cmocka_unit_test(test_refusals_say_what_comes_first),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_another_family),
		cmocka_unit_test(test_set_reads_back),
		cmocka_unit_test(test_half_an_answer),
		cmocka_unit_test(test_unknown_keys),
		cmocka_unit_test(test_queries_delete_nothing),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_nobody_reads_on),
		cmocka_unit_test(test_output_cannot_be_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
