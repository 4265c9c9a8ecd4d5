/* The connect sequence: what is asked, in which order, and what is put back. */
#include "modem/connect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "modem/session.h"

static struct connect c;
static char asked[4096];

/* Everything asked for until nothing more is, each answered OK; the module is of this family. */
static void run(enum net_family family)
{
	char buffer[64];
	const char *line;
	asked[0] = '\0';
	for (int i = 0; i < 100 && (line = connect_next(&c, buffer, sizeof buffer)); i++) {
		strcat(asked, line);
		strcat(asked, "\n");
		if (strcmp(line, "AT+CMEE?") == 0)
			connect_answer(&c, "+CMEE: 1", 8);
		connect_done(&c, ENGINE_END_OK, family, 1000);
	}
}

static void only_what_a_verb_needs(void **state)
{
	(void)state;
	connect_init(&c, SESSION_WANT_PROBE | SESSION_WANT_IDENTITY);
	run(NET_FAMILY_TABLE1);
	assert_string_equal(asked, "AT\nAT+CMEE?\nATI\n");
	assert_int_equal(c.stage, CONNECT_READY);
	assert_null(connect_leave(&c, asked, sizeof asked));
}

static void echo_and_error_mode_are_put_back(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT");
	c.echo_seen = true;
	connect_done(&c, ENGINE_END_OK, NET_FAMILY_UNKNOWN, 1000);
	assert_string_equal(connect_next(&c, buffer, sizeof buffer), "ATE0");
	connect_done(&c, ENGINE_END_OK, NET_FAMILY_UNKNOWN, 1000);
	assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT+CMEE?");
	connect_answer(&c, "+CMEE: 2", 8);
	connect_done(&c, ENGINE_END_OK, NET_FAMILY_UNKNOWN, 1000);
	run(NET_FAMILY_TABLE1);
	assert_string_equal(asked, "AT+CMEE=1\nATI\n");
	assert_string_equal(connect_leave(&c, buffer, sizeof buffer), "AT+CMEE=2");
	assert_string_equal(connect_leave(&c, buffer, sizeof buffer), "ATE1");
	assert_null(connect_leave(&c, buffer, sizeof buffer));
}

static void what_failed_is_not_put_back(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	c.echo_seen = true;
	connect_done(&c, ENGINE_END_OK, NET_FAMILY_UNKNOWN, 1000);
	connect_done(&c, ENGINE_END_ERROR, NET_FAMILY_UNKNOWN, 1000);
	assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT+CMEE?");
	connect_done(&c, ENGINE_END_ERROR, NET_FAMILY_UNKNOWN, 1000);
	run(NET_FAMILY_TABLE1);
	assert_string_equal(asked, "ATI\n");
	assert_null(connect_leave(&c, buffer, sizeof buffer));
}

/* An OK that was under way when the port was opened: everything after it is one command late. */
static void answers_of_others_are_let_by(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	for (int i = 0; i < 2; i++) {
		assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT");
		connect_done(&c, ENGINE_END_OK, NET_FAMILY_UNKNOWN, 1000);
		assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT+CMEE?");
		connect_done(&c, ENGINE_END_OK, NET_FAMILY_UNKNOWN, 1000);
		assert_null(connect_next(&c, buffer, sizeof buffer));
		connect_tick(&c, 1000 + CONNECT_DRAIN_MS - 1);
		assert_null(connect_next(&c, buffer, sizeof buffer));
		connect_tick(&c, 1000 + CONNECT_DRAIN_MS);
	}
	run(NET_FAMILY_TABLE1);
	assert_string_equal(asked, "AT\nAT+CMEE?\nATI\n");
	assert_int_equal(c.stage, CONNECT_READY);
}

/* One that never tells its error mode is not waited for without end. */
static void a_module_without_cmee_is_believed(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	for (int i = 0; i < 50 && c.stage != CONNECT_READY; i++) {
		if (connect_next(&c, buffer, sizeof buffer))
			connect_done(&c, ENGINE_END_OK, NET_FAMILY_TABLE1, 1000);
		connect_tick(&c, 1000 + CONNECT_DRAIN_MS);
	}
	assert_int_equal(c.stage, CONNECT_READY);
	assert_int_equal(c.restore_cmee, -1);
}

static void a_numeric_module_is_told_and_put_back(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	c.numeric_seen = true;
	connect_done(&c, ENGINE_END_OK, NET_FAMILY_UNKNOWN, 1000);
	run(NET_FAMILY_TABLE1);
	assert_string_equal(connect_leave(&c, buffer, sizeof buffer), "ATV0");
}

static void the_console_asks_for_everything_once(void **state)
{
	(void)state;
	static const char *const part[] = {"AT+QURCCFG=\"urcport\"\n", "AT+QLWSVC=\"state\"\n",
		"AT+QLWCFG=\"autostart\"\n", "AT+QLWCFG=\"host\",0\n", "AT+QLWCFG=\"host\",1\n",
		"AT+QLWCFG=\"mbsps\"\n", "AT+CPIN?\n", "AT+CEREG?\n", "AT+QGMR\n", "AT+CGSN\n",
		"AT+QLWCFG=?\n", "AT+QLWSVC=?\n"};
	connect_init(&c, SESSION_WANT_CONSOLE);
	run(NET_FAMILY_TABLE1);
	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		const char *at = strstr(asked, part[i]);
		if (!at || strstr(at + 1, part[i]))
			fail_msg("%s not asked once in\n%s", part[i], asked);
	}
	assert_null(strstr(asked, "\"security\",0"));
	assert_null(strstr(asked, "\"server\",0"));
}

static void a_foreign_module_is_not_asked_for_lwm2m(void **state)
{
	(void)state;
	connect_init(&c, SESSION_WANT_CONSOLE);
	run(NET_FAMILY_FOREIGN);
	assert_null(strstr(asked, "QLW"));
	assert_non_null(strstr(asked, "AT+CEREG?\n"));
}

static void each_step_may_fail(void **state)
{
	(void)state;
	char buffer[64];
	int n = 0;
	connect_init(&c, SESSION_WANT_CONSOLE);
	connect_done(&c, ENGINE_END_OK, NET_FAMILY_UNKNOWN, 1000);
	for (; connect_next(&c, buffer, sizeof buffer) && n < 100; n++)
		connect_done(
			&c, n & 1 ? ENGINE_END_TIMEOUT : ENGINE_END_ERROR, NET_FAMILY_TABLE1, 1000);
	assert_int_equal(c.stage, CONNECT_READY);
	assert_in_range(n, 25, 40);
}

static void silence_asks_again_until_told_to_stop(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	connect_done(&c, ENGINE_END_TIMEOUT, NET_FAMILY_UNKNOWN, 1000);
	assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT");
	connect_silent(&c);
	assert_null(connect_next(&c, buffer, sizeof buffer));
	assert_non_null(connect_doing(&c));
}

static void a_slow_module_is_given_more_time_but_not_for_ever(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	assert_int_equal(connect_timeout_ms(&c, "AT"), CONNECT_PROBE_MS);
	for (int i = 1; i < CONNECT_PROBES_MAX; i++) {
		connect_done(&c, ENGINE_END_TIMEOUT, NET_FAMILY_UNKNOWN, 1000);
		assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT");
		assert_true(connect_timeout_ms(&c, "AT") >= 2 * CONNECT_PROBE_MS);
	}
	connect_done(&c, ENGINE_END_TIMEOUT, NET_FAMILY_UNKNOWN, 1000);
	assert_int_equal(c.stage, CONNECT_SILENT);
}

static void a_start_waits_for_app_rdy(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	connect_life(&c, NET_LIFE_READY, 5000);
	assert_null(connect_next(&c, buffer, sizeof buffer));
	assert_int_equal(c.deadline_ms, 5000 + CONNECT_APP_READY_MS);
	connect_life(&c, NET_LIFE_APP_READY, 6000);
	assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT");
	connect_life(&c, NET_LIFE_READY, 7000);
	connect_tick(&c, 7000 + CONNECT_APP_READY_MS - 1);
	assert_null(connect_next(&c, buffer, sizeof buffer));
	connect_tick(&c, 7000 + CONNECT_APP_READY_MS);
	assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT");
	connect_life(&c, NET_LIFE_DOWN, 9000);
	assert_null(connect_next(&c, buffer, sizeof buffer));
}

static void a_module_that_starts_again_and_again_is_given_up(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	for (int i = 0; i < CONNECT_STARTS_MAX; i++) {
		connect_life(&c, NET_LIFE_READY, 1000);
		connect_life(&c, NET_LIFE_APP_READY, 2000);
		assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT");
	}
	connect_life(&c, NET_LIFE_READY, 3000);
	assert_int_equal(c.stage, CONNECT_SILENT);
	assert_int_equal(c.deadline_ms, UINT64_MAX);
	connect_life(&c, NET_LIFE_APP_READY, 4000);
	run(NET_FAMILY_TABLE1);
	assert_int_equal(c.stage, CONNECT_READY);
	connect_life(&c, NET_LIFE_READY, 5000);
	assert_int_equal(c.stage, CONNECT_WAITING);
}

static void a_part_wanted_meanwhile_is_read_from_its_start(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, SESSION_WANT_NETWORK);
	for (int i = 0; i < 3 + 4; i++) {
		assert_non_null(connect_next(&c, buffer, sizeof buffer));
		connect_answer(&c, "+CMEE: 1", 8);
		connect_done(&c, ENGINE_END_OK, NET_FAMILY_TABLE1, 1000);
	}
	c.want |= SESSION_WANT_STATE;
	run(NET_FAMILY_TABLE1);
	assert_int_equal(strncmp(asked, "AT+QLWSVC=\"state\"\nAT+CPIN?\n", 27), 0);
	assert_non_null(strstr(asked, "AT+CGPADDR\n"));
}

static void an_error_for_at_means_it_still_starts(void **state)
{
	(void)state;
	char buffer[64];
	connect_init(&c, 0);
	connect_done(&c, ENGINE_END_ERROR, NET_FAMILY_UNKNOWN, 1000);
	assert_null(connect_next(&c, buffer, sizeof buffer));
	connect_tick(&c, 1000 + CONNECT_BOOTING_MS);
	assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT");
	for (uint64_t t_ms = 2000; c.booting < CONNECT_BOOTING_MAX; t_ms += CONNECT_BOOTING_MS) {
		connect_done(&c, ENGINE_END_ERROR, NET_FAMILY_UNKNOWN, t_ms);
		connect_tick(&c, t_ms + CONNECT_BOOTING_MS);
	}
	connect_done(&c, ENGINE_END_ERROR, NET_FAMILY_UNKNOWN, 60000);
	assert_string_equal(connect_next(&c, buffer, sizeof buffer), "AT+CMEE?");
}

static void which_lines_change_the_module(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		bool changes;
	} row[] = {
		{"AT", false},
		{"ATI", false},
		{"AT+QLWCFG=?", false},
		{"AT+QLWCFG=\"security\"", false},
		{"AT+QLWCFG=\"security\",0", true},
		{"AT+QLWCFG=\"host\",0,1", false},
		{"AT+QLWCFG=\"host\",0,1,\"x\"", true},
		{"AT+QLWSVC=\"state\",0", false},
		{"AT+QLWSVC=\"lifetime\",100", false},
		{"AT+QLWSVC=\"lifetime\",100,60", true},
		{"AT+QLWSVC=\"reg\"", true},
		{"AT+CEREG?", false},
		{"AT+CEREG=2", true},
		{"AT+CGDCONT?", false},
		{"AT+CGDCONT=1,\"IP\",\"x\"", true},
		{"ATE0", true},
		{"AT&F", true},
		{"AT+CSQ;+QLWSVC=\"dereg\"", true},
		{"AT+CSQ;+QCSQ", false},
		{"AT+QCFG=\"band\"", false},
		{"AT+QCFG=\"band\",1", true},
		{"AT+CFUN=1,1", true},
		{"AT+NOBODYKNOWS", true},
		{"hello", true},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (session_changes(row[i].line) != row[i].changes)
			fail_msg("%s", row[i].line);
}

static void which_lines_do_harm(void **state)
{
	(void)state;
	static const char *const harm[] = {"AT+QLWCFG=\"security\",0", "at+qlwcfg=\"SERVER\", 3",
		"AT+QLWCFG=\"select\",0", "AT+QLWCFG=\"select\",0,1", "AT+QLWSVC=\"dereg\",1",
		"AT&F", "AT&F0", "AT+QCFG=\"band\",0,8,8", "AT+CFUN=1,1",
		"AT+CSQ;+QLWSVC=\"dereg\",1"};
	static const char *const fine[] = {"AT+QLWCFG=\"security\"", "AT+QLWCFG=\"select\",1,0",
		"AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"", "AT+QLWSVC=\"dereg\"",
		"AT+QLWSVC=\"dereg\",0", "AT+QCFG=\"band\"", "AT+CFUN?", "AT+QCFG=?", "ATI", "x"};
	for (size_t i = 0; i < sizeof harm / sizeof *harm; i++)
		if (!session_danger(harm[i]))
			fail_msg("%s", harm[i]);
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
		if (session_danger(fine[i]))
			fail_msg("%s", fine[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_a_verb_needs),
		cmocka_unit_test(echo_and_error_mode_are_put_back),
		cmocka_unit_test(what_failed_is_not_put_back),
		cmocka_unit_test(answers_of_others_are_let_by),
		cmocka_unit_test(a_module_without_cmee_is_believed),
		cmocka_unit_test(a_numeric_module_is_told_and_put_back),
		cmocka_unit_test(the_console_asks_for_everything_once),
		cmocka_unit_test(a_foreign_module_is_not_asked_for_lwm2m),
		cmocka_unit_test(each_step_may_fail),
		cmocka_unit_test(silence_asks_again_until_told_to_stop),
		cmocka_unit_test(a_slow_module_is_given_more_time_but_not_for_ever),
		cmocka_unit_test(a_start_waits_for_app_rdy),
		cmocka_unit_test(a_module_that_starts_again_and_again_is_given_up),
		cmocka_unit_test(a_part_wanted_meanwhile_is_read_from_its_start),
		cmocka_unit_test(an_error_for_at_means_it_still_starts),
		cmocka_unit_test(which_lines_change_the_module),
		cmocka_unit_test(which_lines_do_harm),
	};
	return cmocka_run_group_tests_name("connect", tests, NULL, NULL);
}
