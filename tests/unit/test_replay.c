/*
 * Replay: a recorded session that passes again gives the same model at every moment; by its clock;
 * with pause, step and seek; from other programs' logs, too.
 */
#include "modem/session.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/fake.h"
#include "tests/lib/scratch.h"
#include "tests/unit/replay_same.h"

#define START_MS 1769860800000U /* 2026-01-31T12:00:00Z */

static struct scratch scratch;
static char path[300];

static int set_up(void **state)
{
	(void)state;
	scratch_make(&scratch);
	snprintf(path, sizeof path, "%s/recorded.jsonl", scratch.dir);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	scratch_remove(&scratch);
	return 0;
}

static void write_file(const char *name, const char *text, size_t len)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* --- record, replay, compare ------------------------------------------------------------------ */

struct recording {
	struct session *session;
	struct fake *fake;
	uint64_t now_ms, random;
	int last;
};

static void turn(struct recording *r)
{
	struct pollfd fds[2] = {session_pollfd(r->session), {fake_fd(r->fake), POLLIN, 0}};

	poll(fds, 2, fake_run(r->fake) ? 0 : 1);
	session_run(r->session, r->now_ms);
}

static void settle(struct recording *r)
{
	for (int quiet = 0; quiet < 3; quiet++) {
		turn(r);
		if (fake_run(r->fake) || fake_unread(r->fake) > 0)
			quiet = 0;
	}
}

/* Time passes from deadline to deadline. */
static void pass(struct recording *r, uint64_t ms)
{
	uint64_t end_ms = r->now_ms + ms;

	settle(r);
	while (r->now_ms < end_ms) {
		uint64_t next_ms = session_deadline_ms(r->session);
		r->now_ms = next_ms > r->now_ms && next_ms < end_ms ? next_ms : end_ms;
		settle(r);
	}
}

static const char *const commands[] = {
	"AT+QLWCFG=\"server\"",
	"AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"",
	("AT+QLWCFG=\"security\",0,100,\"coaps://a.example:5684\",0,0,\"unit-7\","
	 "\"00112233445566778899\""),
	"AT+QLWCFG=\"select\",1,0",
	"AT+QLWSVC=\"reg\"",
	"AT+QLWSVC=\"dereg\"",
	"AT+QLWSVC=\"uldata\",102,\"/19/0/0\",5,\"hello\",0,0",
	"AT+QLWSVC=\"state\"",
	"AT+CEREG?",
	"AT+CFUN=1,1",
	"AT",
};

static const char *const said[] = {
	"\r\n+QLWURC: \"event\",102,2,\"REG_READY\"\r\n",
	"\r\n+QLWURC: \"event\",102,3,\"REG_FAILED\"\r\n",
	"\r\n+QLWURC: \"event\",0,5,\"FACTORY_RESET\"\r\n",
	"\r\n+QLWREG: 0\r\n",
	"\r\n+QLWDEREG: 0\r\n",
	"\r\n+QLWURC: \"observe\",102,\"/19/0/0\",4711,\"12345678901234567890\",0\r\n",
	"\r\n+QLWURC: \"recv\",/10250/0/3,4,5,\r\nhello",
	"\r\n+QLWURC: \"recv\",/10250/0/3,4,500,\r\nbroken off",
	"\r\nOK\r\n",
	"\r\nERROR\r\n",
	"\r\n> ",
	"\r\n+CEREG: 5\r\n",
	"\r\nRDY\r\n",
	"\r\nAPP RDY\r\n",
	"\r\nPOWERED DOWN\r\n",
	"\r\nPSM POWER DOWN\r\n",
	"\r\n+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"\r\n\r\nOK\r\n",
	"\r\n+QLWSVC: \"state\",0,102,\"coap://a.example:5683\",0,2\r\n\r\nOK\r\n",
	"\r\nand a line that means nothing\r\n",
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void act(struct recording *r)
{
	const struct engine_request request = {
		.line = commands[test_random(&r->random) % COUNT(commands)]};
	const char *text = said[test_random(&r->random) % COUNT(said)];

	switch (test_random(&r->random) % 8) {
	case 0:
	case 1:
	case 2:
		r->last = session_submit(r->session, &request, NULL);
		break;
	case 3:
	case 4:
		fake_send(r->fake, text, strlen(text));
		break;
	case 5:
		pass(r, test_random(&r->random) % 4000);
		break;
	case 6:
		fake_rows(r->fake, test_random(&r->random) % 3 ? fake_bg95 : fake_silent,
			test_random(&r->random) % 2);
		break;
	default:
		if (test_random(&r->random) % 2)
			session_cancel(r->session, r->last);
		else
			session_cancel_all(r->session);
		break;
	}
}

/* The journal as it is now, if the machine stopped here. */
static void compare_now(struct recording *r, int step)
{
	char where[80], copy[320];
	size_t len;
	char *text = scratch_read_file(path, &len);

	snprintf(where, sizeof where, "step %d", step);
	snprintf(copy, sizeof copy, "%s/copy.jsonl", scratch.dir);
	write_file(copy, text, len);
	free(text);
	assert_true(replay_same(copy, session_model(r->session), r->now_ms, where));
}

static void record(uint64_t seed, int steps)
{
	struct recording r = {.now_ms = START_MS, .random = seed};
	const struct session_options options = {
		.port = NULL, .journal = path, .log_secrets = true, .want = SESSION_WANT_CONSOLE};
	struct session_options o = options;
	struct qlw_diag diag;

	unlink(path);
	r.fake = fake_open(&scratch, fake_bg95);
	o.port = fake_path(r.fake);
	if (session_open(&r.session, &o, r.now_ms, &diag) != 0)
		fail_msg("%s", diag.what);
	pass(&r, 100);
	compare_now(&r, 0);
	for (int i = 1; i <= steps; i++) {
		act(&r);
		r.now_ms += test_random(&r.random) % 300;
		turn(&r);
		turn(&r);
		if (i % 10 == 0)
			compare_now(&r, i);
	}
	fake_hang_up(r.fake);
	settle(&r);
	compare_now(&r, -1);
	session_close(r.session);
	fake_close(r.fake);
}

static void same_model_at_every_moment(void **state)
{
	uint64_t seed = test_seed();

	(void)state;
	for (int round = 0; round < (getenv("SOAK") ? 200 : 4); round++) {
		print_message("seed %llu\n", (unsigned long long)(seed + (uint64_t)round));
		record(seed + (uint64_t)round, 200);
	}
}

/* --- the clock -------------------------------------------------------------------------------- */

/* As the contract has it, without kinds and notes of our own. */
static const char plain[] =
	"{\"qlw_journal\":1,\"version\":\"0\",\"t\":\"2026-01-31T12:00:00.000Z\",\"port\":\"x\"}\n"
	"{\"t\":\"2026-01-31T12:00:01.000Z\",\"dir\":\"tx\",\"raw\":\"AT+QLWSVC=\\\"reg\\\"\\r\"}\n"
	"{\"t\":\"2026-01-31T12:00:01.050Z\",\"dir\":\"rx\",\"raw\":\"AT+QLWSVC=\\\"reg\\\"\\r\"}\n"
	"{\"t\":\"2026-01-31T12:00:01.100Z\",\"dir\":\"rx\",\"raw\":\"\\r\\nOK\\r\\n\"}\n"
	"{\"t\":\"2026-01-31T12:00:02.000Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+QLWREG: 0\\r\\n\"}\n"
	"{\"t\":\"2026-01-31T12:00:05.000Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+QLWURC: "
	"\\\"event\\\",102,2,\\\"REG_READY\\\"\\r\\n\"}\n"
	"{\"t\":\"2026-01-31T12:00:09.000Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n+QLWURC: "
	"\\\"recv\\\",/10250/0/3,4,5,\\r\\n\"}\n"
	"{\"t\":\"2026-01-31T12:00:09.001Z\",\"dir\":\"rx\",\"raw\":\"\\r\\nOK\\r\"}\n"
	"{\"t\":\"2026-01-31T12:00:10.000Z\",\"note\":\"done\"}\n"
	"{\"t\":\"2026-01-31T12:00:1";

static struct session *open_replay(const char *speed, uint64_t now_ms)
{
	char port[400];
	struct session *s;
	struct qlw_diag diag;
	const struct session_options options = {.port = port};

	snprintf(port, sizeof port, "replay:%s%s", path, speed);
	if (session_open(&s, &options, now_ms, &diag) != 0)
		fail_msg("%s", diag.what);
	session_run(s, now_ms);
	return s;
}

static int server_code(const struct session *s)
{
	const struct model_server *server = model_server_by_id(session_model(s), 102);

	return server ? server->code : -1;
}

static void records_come_at_their_time(void **state)
{
	struct session *s;
	uint64_t now_ms = 77000, steps = 0;

	(void)state;
	write_file(path, plain, strlen(plain));
	s = open_replay("", now_ms);
	assert_int_equal(session_clock_ms(s, now_ms), START_MS);
	session_run(s, now_ms + 999);
	assert_int_equal(session_model(s)->action, MODEL_ACTION_NONE);
	session_run(s, now_ms + 1000);
	assert_int_equal(session_model(s)->action, MODEL_ACTION_REG);
	assert_int_equal(session_model(s)->action_ms, START_MS + 1000);
	session_run(s, now_ms + 4999);
	assert_int_equal(session_model(s)->reg_result_ms, START_MS + 2000);
	assert_int_equal(server_code(s), -1);
	for (uint64_t at; (at = session_deadline_ms(s)) != UINT64_MAX; steps++) {
		assert_true(at >= now_ms + 4999 && steps < 10);
		session_run(s, at);
	}
	assert_int_equal(server_code(s), 2);
	assert_int_equal(model_server_by_id(session_model(s), 102)->since_ms, START_MS + 5000);
	assert_int_equal(session_model(s)->recvs, 1);
	assert_memory_equal(session_model(s)->recv[0].data, "\r\nOK\r", 5);
	assert_int_equal(session_stage(s, NULL), SESSION_GONE);
	session_close(s);
}

static void speed_scales_time(void **state)
{
	struct session *s;

	(void)state;
	write_file(path, plain, strlen(plain));
	s = open_replay("@8", 1000);
	session_run(s, 1000 + 600);
	assert_int_equal(server_code(s), -1);
	session_run(s, 1000 + 626);
	assert_int_equal(server_code(s), 2);
	session_close(s);
	s = open_replay("@0", 1000);
	assert_int_equal(server_code(s), 2);
	assert_int_equal(session_stage(s, NULL), SESSION_GONE);
	session_close(s);
}

static int shown_lines(struct session *s)
{
	bool exact;
	return (int)journal_lines(session_journal(s), &exact);
}

static void pause_step_and_seek(void **state)
{
	struct session *s;
	struct replay_state r;

	(void)state;
	write_file(path, plain, strlen(plain));
	s = open_replay("", 1000);
	session_replay_pause(s, true, 1500);
	assert_int_equal(session_deadline_ms(s), UINT64_MAX);
	session_run(s, 100000);
	assert_int_equal(session_clock_ms(s, 100000), START_MS + 500);
	session_replay_step(s, 100000);
	session_run(s, 100000);
	assert_int_equal(session_model(s)->action, MODEL_ACTION_REG);
	assert_int_equal(session_clock_ms(s, 100000), START_MS + 1000);
	assert_int_equal(shown_lines(s), 2);

	session_replay_seek(s, START_MS + 5000, 100000);
	session_run(s, 100000);
	assert_int_equal(server_code(s), 2);
	assert_int_equal(session_model(s)->recvs, 0);
	assert_int_equal(session_clock_ms(s, 100000), START_MS + 5000);
	session_run(s, 200000);
	assert_int_equal(session_clock_ms(s, 200000), START_MS + 5000);

	session_replay_seek(s, START_MS + 2500, 200000);
	session_run(s, 200000);
	assert_int_equal(server_code(s), -1);
	assert_int_equal(session_model(s)->reg_result, 0);
	assert_int_equal(shown_lines(s), 5);
	session_replay_pause(s, false, 200000);
	session_run(s, 202500);
	assert_int_equal(server_code(s), 2);

	session_replay_seek(s, START_MS + 3600000, 202500);
	session_run(s, 202500);
	assert_true(session_replay_state(s, 202500, &r) && r.over && !r.seeking);
	assert_int_equal(r.clock_ms, START_MS + 10000);
	assert_int_equal(session_deadline_ms(s), UINT64_MAX);
	session_replay_seek(s, 0, 202500);
	session_run(s, 202500);
	assert_int_equal(server_code(s), -1);
	session_close(s);
}

static void each_session_begins_anew(void **state)
{
	static const char second[] = "{\"qlw_journal\":1,\"version\":\"0\",\"t\":"
				     "\"2026-01-31T18:00:00.000Z\",\"port\":\"x\"}\n";
	char text[sizeof plain + sizeof second];
	struct session *s;

	(void)state;
	snprintf(text, sizeof text, "%s\n%s", plain, second);
	write_file(path, text, strlen(text));
	s = open_replay("", 1000);
	session_run(s, 11000); /* six hours without a session are not waited for */
	assert_int_equal(session_clock_ms(s, 11000), START_MS + 6 * 3600000);
	assert_int_equal(server_code(s), -1);
	assert_int_equal(session_stage(s, NULL), SESSION_GONE);
	session_close(s);
}

static void changes_nothing(void **state)
{
	const struct engine_request request = {.line = "AT+QLWSVC=\"reg\""};
	struct qlw_diag diag;
	struct session *s;
	char *text;

	(void)state;
	write_file(path, plain, strlen(plain));
	s = open_replay("@max", 1000);
	assert_int_equal(session_submit(s, &request, &diag), QLW_EREFUSED);
	assert_non_null(strstr(diag.what, "recording"));
	session_note(s, 1000, "what the user does now");
	session_refresh(s, SESSION_WANT_CONSOLE);
	session_cancel_all(s);
	session_leave(s);
	session_run(s, 2000);
	assert_true(session_left(s));
	session_close(s);
	text = scratch_read_file(path, NULL);
	assert_string_equal(text, plain);
	free(text);
}

static void refuses_what_is_no_recording(void **state)
{
	static const char *const ports[] = {"replay:/nowhere/at/all", "replay:/dev", "replay:"};
	struct session *s;
	struct qlw_diag diag;

	(void)state;
	for (size_t i = 0; i < COUNT(ports); i++) {
		const struct session_options options = {.port = ports[i]};
		assert_true(session_open(&s, &options, 1, &diag) < 0);
		assert_true(diag.what[0]);
	}
	write_file(path, "", 0);
	const struct session_options options = {.port = (char[400]){0}};
	snprintf((char *)options.port, 400, "replay:%s", path);
	assert_int_equal(session_open(&s, &options, 1, &diag), QLW_EFORM);
}

/* --- logs of other programs --------------------------------------------------------------------- */

static void tio_log(void **state)
{
	static const char text[] = "[23:59:58.100] AT+QLWSVC=\"reg\"\r\n"
				   "[23:59:58.200] OK\r\n"
				   "[23:59:58.300] +QLWREG: 0\r\n"
				   "[00:00:03.113] \r\n"
				   "[00:00:03.113] +QLWURC: \"event\",102,2,\"REG_READY\"\r\n"
				   "[00:00:04.000] +QLWURC: \"recv\",/10250/0/3,4,6,\r\n"
				   "[00:00:04.001] AT+CSQ+QLWDEREG: 0\r\n";
	const struct timespec times[2] = {{1769900000, 0}, {1769900000, 0}};
	struct session *s;
	const struct model *m;

	(void)state;
	write_file(path, text, strlen(text));
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	s = open_replay("@max", 1000);
	m = session_model(s);
	assert_int_equal(m->reg_result, 0);
	assert_int_equal(server_code(s), 2);
	assert_int_equal(model_server_by_id(m, 102)->since_ms - m->action_ms, 5013);
	assert_true(m->action_ms > 1769900000000U - 2 * 86400000U && m->action_ms < 1769900000000U);
	assert_int_equal(m->recvs, 1);
	assert_int_equal(m->recv[0].len, 6);
	assert_int_equal(m->dereg_result, 0);
	assert_int_equal(m->link, EVENT_LINK_UP);
	session_close(s);
}

static void dated_and_bare_lines(void **state)
{
	static const char dated[] =
		"2026-01-31T12:00:00.500+01:00 "
		"at+qlwcfg=\"security\",0,1,\"coap://a\",0,0,\"me\",\"5ec4e75ec4e7\"\n"
		"2026-01-31T12:00:01.500+01:00 \033[32mOK\033[0m\n"
		"2026-01-31T12:00:02.500+01:00 +QLWURC: \"event\",1,2,\"REG_READY\"\n"
		"and something else\n";
	static const char bare[] = "ATTACHED\r\nAT\r\nOK\r\n+QLWURC: \"event\",1,2,\"REG_READY\"";
	struct session *s;
	struct journal_record record;
	char shown[200];

	(void)state;
	write_file(path, dated, strlen(dated));
	s = open_replay("@max", 1000);
	assert_int_equal(model_server_by_id(session_model(s), 1)->since_ms, START_MS - 3597500);
	assert_int_equal(journal_read(session_journal(s), 0, &record, 1), 1);
	assert_int_equal(journal_read(session_journal(s), record.next, &record, 1), 1);
	assert_int_equal(record.kind, JOURNAL_TX);
	snprintf(shown, sizeof shown, "%.*s", (int)record.len, (const char *)record.bytes);
	assert_null(strstr(shown, "5ec4e7"));
	session_close(s);
	write_file(path, bare, strlen(bare));
	s = open_replay("", 1000);
	assert_int_equal(model_server_by_id(session_model(s), 1)->code, 2);
	assert_int_equal(session_model(s)->link, EVENT_LINK_UP);
	session_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_model_at_every_moment),
		cmocka_unit_test(records_come_at_their_time),
		cmocka_unit_test(speed_scales_time),
		cmocka_unit_test(pause_step_and_seek),
		cmocka_unit_test(each_session_begins_anew),
		cmocka_unit_test(changes_nothing),
		cmocka_unit_test(refuses_what_is_no_recording),
		cmocka_unit_test(tio_log),
		cmocka_unit_test(dated_and_bare_lines),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
