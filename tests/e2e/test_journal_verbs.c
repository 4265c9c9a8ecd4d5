/*
 * Journals read without a module: show, search, export, report, on a session recorded from the
 * simulated module, and what --redact leaves out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "tests/e2e/verbs.h"

static struct verbs v;
static char file[300];

#define IMEI  "864475040090705"
#define PHONE "12234235569"

static const char *const said[] = {
	"{\"qlw_journal\":1,\"version\":\"0\",\"t\":\"2026-01-31T12:00:00.000Z\",\"port\":\"/dev/"
	"ttyUSB2\"}",
	"{\"t\":\"2026-01-31T12:00:01.000Z\",\"note\":\"apply verizon-staging, snapshot x.json\"}",
	"{\"t\":\"2026-01-31T12:00:01.000Z\",\"dir\":\"tx\",\"raw\":\"AT+CGSN\\r\"}",
	"{\"t\":\"2026-01-31T12:00:01.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n" IMEI "\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:01.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\nOK\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:02.000Z\",\"dir\":\"tx\",\"raw\":\"AT+CNUM\\r\"}",
	"{\"t\":\"2026-01-31T12:00:02.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+CNUM: ,\\\"+" PHONE
	"\\\",145\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:02.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\nOK\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:03.000Z\",\"dir\":\"tx\",\"raw\":\"AT+QCCID\\r\"}",
	"{\"t\":\"2026-01-31T12:00:03.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+QCCID: "
	"89490200001234567892\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:03.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\nOK\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:04.000Z\",\"dir\":\"tx\",\"raw\":\"AT+QLWCFG="
	"\\\"server\\\"\\r\"}",
	"{\"t\":\"2026-01-31T12:00:04.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+QLWCFG: "
	"\\\"server\\\",0,86400,1,60,86400,0,\\\"U\\\"\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:04.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\nOK\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:05.000Z\",\"dir\":\"tx\",\"raw\":\"AT+QLWSVC=\\\"reg\\\"\\r\"}",
	"{\"t\":\"2026-01-31T12:00:05.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\nOK\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:06.000Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+QLWURC: "
	"\\\"event\\\",102,0,\\\"INITIAL\\\"\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:10.500Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+QLWURC: "
	"\\\"event\\\",102,2,\\\"REG_READY\\\"\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:11.000Z\",\"dir\":\"tx\",\"raw\":\"AT+QLWSVC=\\\"uldata\\\",102,"
	"\\\"/19/0/0\\\",7,\\\"payl0ad\\\",0,0\\r\"}",
	"{\"t\":\"2026-01-31T12:00:11.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\nOK\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:12.000Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+QLWURC: "
	"\\\"recv\\\",/10250/0/3,4,9,\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:12.000Z\",\"dir\":\"rx\",\"raw\":\"<b>down&\\u00ff\",\"kind\":"
	"\"payload\"}",
	"{\"t\":\"2026-01-31T12:00:13.000Z\",\"dir\":\"tx\",\"raw\":\"AT+QLWCFG=\\\"epns\\\",0,1,"
	"4\\r\"}",
	"{\"t\":\"2026-01-31T12:00:13.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+CME ERROR: 3\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:14.000Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n<script>|`x`\\u001b["
	"2J " IMEI "\\r\\n\"}",
	"{\"t\":\"2026-01-31T12:00:15.000Z\",\"dir\":\"tx\",\"raw\":\"AT+QLWSVC=\\\"reg",
};

static int set_up(void **state)
{
	FILE *f;

	(void)state;
	verbs_begin_fake(&v, fake_silent);
	snprintf(file, sizeof file, "%s/unit.jsonl", v.scratch.dir);
	f = fopen(file, "w");
	assert_non_null(f);
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		fprintf(f, "%s\n", said[i]);
	assert_int_equal(fclose(f), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	verbs_end(&v);
	return 0;
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

static void shows_words(void **state)
{
	(void)state;
	assert_int_equal(verbs_run(&v, "journal show %s", file), 0);
	assert_true(verbs_out(&v, "REG_READY"));
	assert_true(verbs_out(&v, "registered with the server"));
	assert_true(verbs_out(&v, "damaged"));
	assert_false(verbs_out(&v, "\033"));
	assert_string_equal(v.r.err, "");
	assert_int_equal(verbs_run(&v, "journal show --json %s", file), 0);
	assert_true(verbs_out(&v, "{\"t\":\"2026-01-31T12:00:10.500Z\",\"kind\":\"state\","));
	assert_true(verbs_out(&v, "\"code\":2,\"name\":\"REG_READY\""));
}

static void finds(void **state)
{
	(void)state;
	assert_int_equal(verbs_run(&v, "journal search REG_READY %s", file), 0);
	assert_int_equal(count(v.r.out, "\n"), 1);
	assert_int_equal(verbs_run(&v, "journal search --state 0 %s", file), 0);
	assert_int_equal(count(v.r.out, "\n"), 1);
	assert_true(verbs_out(&v, "INITIAL"));
	assert_int_equal(
		verbs_run(&v, "journal search --regex '^(INITIAL|REG_READY) ' %s", file), 0);
	assert_int_equal(count(v.r.out, "\n"), 2);
	assert_int_equal(verbs_run(&v, "journal search --kind state,note %s", file), 0);
	assert_int_equal(count(v.r.out, "\n"), 3);
	assert_int_equal(
		verbs_run(&v, "journal search --ssid 102 --since 2026-01-31T12:00:10Z %s", file),
		0);
	assert_int_equal(count(v.r.out, "\n"), 2);
	assert_int_equal(
		verbs_run(
			&v, "journal search --ssid 102 --until 2026-01-31T13:00:10+01:00 %s", file),
		0);
	assert_int_equal(count(v.r.out, "\n"), 1);
	assert_int_equal(verbs_run(&v, "journal search 'no such thing' %s", file), 0);
	assert_string_equal(v.r.out, "");
	assert_true(verbs_err(&v, "nothing was found"));
}

static void says_what_is_wrong(void **state)
{
	(void)state;
	assert_int_equal(verbs_run(&v, "journal"), 2);
	assert_int_equal(verbs_run(&v, "journal shw %s", file), 2);
	assert_int_equal(verbs_run(&v, "journal search"), 2);
	assert_int_equal(verbs_run(&v, "journal export"), 2);
	assert_int_equal(verbs_run(&v, "journal export --format xml %s", file), 2);
	assert_int_equal(verbs_run(&v, "journal search --regex '(' %s", file), 2);
	assert_int_equal(verbs_run(&v, "journal search --kind stat %s", file), 2);
	assert_int_equal(verbs_run(&v, "journal search --state REG_REDY %s", file), 2);
	assert_true(verbs_err(&v, "REG_READY"));
	assert_int_equal(verbs_run(&v, "journal search --since noon %s", file), 2);
	assert_int_equal(verbs_run(&v, "journal show /nowhere/x.jsonl"), 6);
	assert_true(verbs_err_prefixed(&v));
	assert_int_equal(verbs_run(&v, "journal report --html %s /nowhere/x.jsonl", file), 6);
	assert_string_equal(v.r.out, "");
}

static void exports(void **state)
{
	(void)state;
	assert_int_equal(verbs_run(&v, "journal export --format csv %s", file), 0);
	assert_int_equal(count(v.r.out, "\r\n"), sizeof said / sizeof *said + 1);
	assert_true(verbs_out(&v, "t,dir,kind,short_id,what,text,raw\r\n"));
	assert_true(verbs_out(&v, "\"state\",\"102\",\"REG_READY\""));
	assert_false(verbs_out(&v, "\033"));
	assert_int_equal(verbs_run(&v, "journal export --format json %s", file), 0);
	assert_int_equal(count(v.r.out, "\n"), sizeof said / sizeof *said);
	assert_true(verbs_out(&v, "\\u00ff"));
	assert_int_equal(verbs_run(&v, "journal export %s", file), 0);
	assert_true(verbs_out(&v, "AT+QLWSVC=\"uldata\",102"));
}

static void reports(void **state)
{
	(void)state;
	assert_int_equal(verbs_run(&v, "journal report %s", file), 0);
	assert_true(verbs_out(&v, "# Commissioning record " IMEI));
	assert_true(verbs_out(&v, "| ICCID | 89490200001234567892 |"));
	assert_true(verbs_out(&v, "verizon-staging"));
	assert_true(verbs_out(&v, "| 12:00:01 | verizon-staging | x.json |"));
	assert_true(verbs_out(&v, "| server 0 | life_time 86400, period_min 1, period_max 60, "));
	assert_true(verbs_out(&v, "| 102 | address not read | **registered** | REG_READY |"));
	assert_true(verbs_out(&v, "| epns: type 0 "));
	assert_true(verbs_out(&v, "refused: 3 "));
	assert_true(verbs_out(&v, "INITIAL         4.5 s"));
	assert_true(verbs_out(&v, "102 /19/0/0, 7 bytes: payl0ad"));
	assert_true(verbs_out(&v, "refused"));
	assert_int_equal(verbs_run(&v, "journal report --html %s", file), 0);
	assert_true(verbs_out(&v, "<!DOCTYPE html>"));
	assert_true(verbs_out(&v, "<svg "));
	assert_true(verbs_out(&v, ">REG_READY</text>"));
	assert_true(verbs_out(&v, "</html>"));
	assert_false(verbs_out(&v, "<script"));
	assert_false(verbs_out(&v, "<b>"));
	assert_false(verbs_out(&v, "\033"));
	assert_false(verbs_out(&v, "http://") &&
		     count(v.r.out, "http") > count(v.r.out, "http://www.w3.org/2000/svg"));
}

#define RX(time, text) \
	"{\"t\":\"2026-01-31T12:00:" time "Z\",\"dir\":\"rx\",\"raw\":\"" text "\\r\\n\"}\n"
#define TX(time, text) \
	"{\"t\":\"2026-01-31T12:00:" time "Z\",\"dir\":\"tx\",\"raw\":\"" text "\\r\"}\n"
#define NOTE(time, text) "{\"t\":\"2026-01-31T12:00:" time "Z\",\"note\":\"" text "\"}\n"
#define SECURITY(id, addr)                                                      \
	TX("01.000", "AT+QLWCFG=\\\"security\\\"")                              \
	RX("01.100", "+QLWCFG: \\\"security\\\",0," id ",\\\"" addr "\\\",0,3") \
	RX("01.100", "OK")
#define EVENT(time, id, code, name) \
	RX(time, "+QLWURC: \\\"event\\\"," id "," code ",\\\"" name "\\\"")

/* What goes to a customer: true, complete, and without what was only looked at. */
static void reports_errors_with_their_reason(void **state)
{
	static const char log[] =
		"{\"qlw_journal\":1,\"t\":\"2026-01-31T12:00:00.000Z\",\"port\":\"x\"}\n" TX(
			"00.000", "AT+CGSN") RX("00.100", IMEI) RX("00.100", "OK")
			SECURITY("100", "coap://old.example") NOTE("02.000", ":plan leshan")
				NOTE("02.000", "apply leshan, snapshot /x/s.json")
					EVENT("03.000", "100", "0", "INITIAL")
		/* not registered yet; asked twice, and once for a file that is to be new */
		TX("03.500", "AT+QLWSVC=\\\"uldata\\\",100,\\\"/19/0/0\\\",1,\\\"x\\\",0,0")
			RX("03.600", "ERROR") TX("03.700", "AT+QFLST=\\\"EUFS:/datatx/a\\\"")
				RX("03.800", "+CME ERROR: 405")
		/* registered, and once more */
		NOTE("04.000", ":reg") TX("04.000", "AT+QLWSVC=\\\"reg\\\"") RX("04.100", "OK")
			EVENT("05.000", "100", "2", "REG_READY")
				TX("06.000", "AT+QLWSVC=\\\"reg\\\"")
					RX("06.100", "+CME ERROR: 702")
		/* replaced; the new one tries in vain */
		SECURITY("102", "coap://new.example") EVENT("07.000", "102", "12", "REG_RETRY")
			EVENT("08.000", "102", "12", "REG_RETRY")
				EVENT("09.000", "102", "3", "REG_FAILED");

	(void)state;
	scratch_write_file(file, log, strlen(log));
	assert_int_equal(verbs_run(&v, "journal report %s", file), 0);
	assert_true(verbs_out(&v, "Recorded 2026-01-31, 12:00:00 to 12:00:09 (local time "));
	assert_true(verbs_out(&v, "| 12:00:03 | send 100 /19/0/0 refused | ERROR: 100 was not "
				  "registered, it was in INITIAL |"));
	assert_true(verbs_out(&v, "| 12:00:06 | register refused | 702 the command has been "
				  "executed already: 100 was registered already, it was in "
				  "REG_READY |"));
	assert_true(verbs_out(&v, "| 12:00:07 | 102: REG_RETRY ×2, REG_FAILED | possible cause: "));
	assert_false(verbs_out(&v, "QFLST"));
	assert_true(verbs_out(&v, "Errors: 3."));
	assert_true(verbs_out(&v, "| 102 | coap://new.example | **failed** |"));
	assert_true(verbs_out(&v, "| 100 | coap://old.example | **no longer set up** |"));
	assert_true(strstr(v.r.out, "| 102 | coap") < strstr(v.r.out, "| 100 | coap"));
	assert_true(verbs_out(&v, "/19/0/0, 1 byte: x"));
	assert_true(verbs_out(&v, "| 12:00:02 | apply leshan |"));
	assert_false(verbs_out(&v, "plan"));
	assert_int_equal(verbs_run(&v, "journal report --html %s", file), 0);
	assert_true(verbs_out(&v, "<title>Commissioning record " IMEI "</title>"));
	assert_int_equal(verbs_run(&v, "journal report --html --redact %s", file), 0);
	assert_true(verbs_out(&v, "<title>Commissioning record</title>"));
}

/* A session that went on in another file, and one that did not. */
static void goes_on_in_the_next_file(void **state)
{
	static const char *const parts[][2] = {
		{"log.jsonl",
			"{\"qlw_journal\":1,\"t\":\"2026-01-31T12:00:00.000Z\",\"port\":\"x\"}\n"
			"{\"t\":\"2026-01-31T12:00:01.000Z\",\"dir\":\"rx\",\"raw\":\"+QLWURC: "
			"\\\"event\\\",102,0,\\\"INITIAL\\\"\\r\\n\"}\n"},
		{"log.2.jsonl",
			"{\"qlw_journal\":1,\"t\":\"2026-01-31T12:00:01.000Z\",\"port\":\"x\","
			"\"continues\":\"log.jsonl\"}\n"
			"{\"t\":\"2026-01-31T12:00:02.000Z\",\"dir\":\"rx\",\"raw\":\"+QLWURC: "
			"\\\"event\\\",102,2,\\\"REG_READY\\\"\\r\\n\"}\n"},
	};
	char path[2][300];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		snprintf(path[i], sizeof path[i], "%s/%s", v.scratch.dir, parts[i][0]);
		scratch_write_file(path[i], parts[i][1], strlen(parts[i][1]));
	}
	assert_int_equal(verbs_run(&v, "journal search --kind state %s", path[0]), 0);
	assert_true(verbs_out(&v, "INITIAL"));
	assert_true(verbs_out(&v, "REG_READY"));
	assert_int_equal(verbs_run(&v, "journal search --kind state %s %s", path[0], path[1]), 0);
	assert_int_equal(count(v.r.out, "\n"), 2);
	assert_int_equal(verbs_run(&v, "journal report %s %s", path[0], path[1]), 0);
	assert_int_equal(count(v.r.out, "# Commissioning record"), 1);
	assert_true(verbs_out(&v, "INITIAL         1.0 s"));
	assert_true(verbs_out(&v, "4 lines, 1 session |"));
	/* the replay behind it went on, too */
	assert_true(verbs_out(&v, "| 102 | address not read | **registered** | REG_READY |"));
}

static void redacts(void **state)
{
	static const char *const verbs[] = {"show -v", "show --json", "search --kind tx,rx",
		"export", "export --format csv", "export --format json", "report", "report --html"};
	static const char *const names[] = {
		IMEI, PHONE, "89490200001234567892", "payl0ad", "down&"};

	(void)state;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		assert_int_equal(verbs_run(&v, "journal %s %s", verbs[i], file), 0);
		assert_true(verbs_out(&v, IMEI));
		assert_int_equal(verbs_run(&v, "journal %s --redact %s", verbs[i], file), 0);
		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			if (verbs_out(&v, names[k]))
				fail_msg("journal %s --redact: %s", verbs[i], names[k]);
		assert_true(verbs_out(&v, "hidden"));
		assert_true(verbs_out(&v, "REG_READY"));
	}
}

static void lists_what_was_recorded(void **state)
{
	(void)state;
	assert_int_equal(verbs_run(&v, "journal show"), 0);
	assert_string_equal(v.r.out, "");
	fake_rows(v.fake, fake_bg95, true);
	assert_int_equal(verbs_run(&v, "at AT+CGSN"), 0);
	assert_int_equal(verbs_run(&v, "journal show"), 0);
	assert_int_equal(count(v.r.out, "\n"), 1);
	assert_true(verbs_out(&v, IMEI));
	assert_true(verbs_out(&v, ".jsonl"));
	assert_true(verbs_out(&v, fake_path(v.fake)));
	assert_int_equal(verbs_run(&v, "journal show --json"), 0);
	assert_true(verbs_out(&v, "\"imei\":\"" IMEI "\""));
	assert_int_equal(verbs_run(&v, "journal search " IMEI), 0);
	assert_int_equal(count(v.r.out, "\n"), 1);
}

/* lnav must know every field, and a number as one. */
static void lnav_knows_the_fields(void **state)
{
	static const char *const fields[] = {"t", "dir", "raw", "kind", "note", "port", "version",
		"qlw_journal", "mark", "unmark", "continues"};
	char *text = scratch_read_file("tui/share/qlw_journal.lnav.json", NULL);
	cJSON *all = cJSON_Parse(text), *value;

	(void)state;
	value = cJSON_GetObjectItem(cJSON_GetObjectItem(all, "qlw_journal"), "value");
	assert_non_null(value);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		assert_non_null(cJSON_GetObjectItem(value, fields[i]));
	cJSON_Delete(all);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shows_words, set_up, tear_down),
		cmocka_unit_test_setup_teardown(finds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(says_what_is_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(exports, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reports, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			reports_errors_with_their_reason, set_up, tear_down),
		cmocka_unit_test_setup_teardown(goes_on_in_the_next_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(redacts, set_up, tear_down),
		cmocka_unit_test(lnav_knows_the_fields),
		cmocka_unit_test_setup_teardown(lists_what_was_recorded, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
