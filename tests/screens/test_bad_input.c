/*
 * Ports that are none, modules that are none, and bytes that nobody should send: a clear message, the
 * right exit code, nothing of it reaches the terminal, and everything is in the journal.
 */
#include "tests/screens/console.h"

#include "tests/lib/journalcheck.h"

static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static void open_port(const char *port)
{
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	snprintf(c.port, sizeof c.port, "%s", port);
	console_start(&c, 24, 80);
}

static void ports_that_are_none(void **state)
{
	static const struct {
		const char *port, *says;
		int code;
	} row[] = {
		{"/nonexistent/port", "/nonexistent/port", 3},
		{"/dev/null", "/dev/null", 3},
		{"tcp:127.0.0.1:1", "127.0.0.1", 3},
		{"unix:/nonexistent/socket", "/nonexistent/socket", 3},
		{"tcp:nowhere", "tcp:nowhere", 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		open_port(row[i].port);
		assert_int_equal(vt_wait_exit(c.vt), row[i].code);
		assert_true(vt_wait(c.vt, row[i].says));
		assert_true(vt_wait(c.vt, "qlw: "));
		assert_true(vt_terminal_restored(c.vt));
		console_end(&c);
	}
}

static void a_port_that_is_held(void **state)
{
	const char *argv[] = {"sh", "-c",
		"exec 9<>$0 && flock -n 9 && echo held && exec sleep 1000", c.port, NULL};
	struct proc *other;
	char holder[32];

	(void)state;
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	c.fake = fake_open(&c.scratch, console_module);
	snprintf(c.port, sizeof c.port, "%s", fake_path(c.fake));
	other = proc_start(&(struct proc_options){.argv = argv, .scratch = &c.scratch});
	assert_true(proc_wait_out(other, "held"));
	console_start(&c, 24, 80);
	assert_int_equal(vt_wait_exit(c.vt), 3);
	snprintf(holder, sizeof holder, "sleep (pid %ld", (long)proc_pid(other));
	assert_true(vt_wait(c.vt, holder)); /* by whom */
	assert_true(vt_terminal_restored(c.vt));
}

/* Nobody answers: the console says so and can be used. */
static void a_port_without_a_module(void **state)
{
	(void)state;
	console_begin_fake(&c, fake_silent, 24, 80);
	assert_true(vt_wait_row(c.vt, 0, "no answer"));
	vt_keys(c.vt, "?");
	assert_true(vt_wait(c.vt, "Esc closes"));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static const struct fake_row foreign[] = {
	{"ATI", "Quectel\nEG25\nRevision: EG25GGBR07A08M2G", "OK"},
	{"AT", "", "OK"},
	{"ATE*", "", "OK"},
	{"AT+CMEE*", "", "OK"},
	{NULL, NULL, NULL},
};

/* Another family: named, and not asked for what may mean something else there. */
static void a_module_of_another_family(void **state)
{
	(void)state;
	console_begin_fake(&c, foreign, 24, 80);
	assert_true(vt_wait(c.vt, "EG25"));
	assert_true(vt_settle(c.vt));
	assert_null(strstr(fake_heard(c.fake, NULL), "QLW"));
	console_quit(&c);
}

static void a_value_out_of_range(void **state)
{
	size_t before, after;

	(void)state;
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	fake_heard(c.fake, &before);
	console_command(&c, "set security 0 short_id=70000");
	assert_true(vt_wait(c.vt, "65534"));
	assert_true(vt_settle(c.vt));
	fake_heard(c.fake, &after);
	assert_int_equal(before, after);
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

/* --- bytes ------------------------------------------------------------------------------------ */

static bool drained(struct vt *vt, void *ctx)
{
	(void)vt;
	(void)ctx;
	return !fake_run(c.fake) && fake_unread(c.fake) == 0;
}

static void send_all(const void *bytes, size_t len)
{
	fake_send(c.fake, bytes, len);
	assert_true(vt_wait_for(c.vt, drained, NULL, "everything read"));
	assert_true(vt_settle(c.vt));
}

/* Still alive, and everything that was sent is in the journal. */
static void assert_nothing_lost(void)
{
	char *path;
	const char *sent;
	size_t len;

	fake_say(c.fake, "\r\n+QLWURC: \"event\",102,4,\"UPDATE_PENDING\"\r\n");
	assert_true(vt_wait(c.vt, "UPDATE_PENDING"));
	console_quit(&c);
	path = console_journal(&c);
	sent = fake_said(c.fake, &len);
	assert_string_equal(journal_check(path, sent, len), "complete");
	free(path);
}

static void garbage(void **state)
{
	uint64_t random = test_seed();
	uint8_t bytes[20000];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = i < 256 ? (uint8_t)i : (uint8_t)test_random(&random);
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	send_all(bytes, sizeof bytes);
	send_all("\r\n", 2);
	assert_nothing_lost();
}

static void a_line_of_100_kb(void **state)
{
	size_t len = 100000;
	char *line = malloc(len);

	(void)state;
	memset(line, 'x', len);
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	send_all("\r\n+QLWURC: \"", 12);
	send_all(line, len);
	send_all("\r\n", 2);
	free(line);
	assert_nothing_lost();
}

static bool wrote(const char *bytes, size_t n)
{
	size_t len;
	const char *raw = vt_raw(c.vt, &len);

	for (size_t i = 0; i + n <= len; i++) {
		if (memcmp(raw + i, bytes, n) == 0)
			return true;
	}
	return false;
}

/* A server that sends terminal sequences: as URI, state text, payload, plain line. */
static void sequences_do_not_reach_the_terminal(void **state)
{
	static const char evil[] = "\033]0;owned\a";
	static const char c1[] = "\2335n";
	static const char lines[] = "\r\n+QLWURC: \"event\",102,2,\"\033]0;owned\a\"\r\n"
				    "\r\n+QLWURC: \"observe\",102,\"/3/0/\033]0;owned\a\",1,2,0\r\n"
				    "\r\n+QLWURC: \"recv\",/1/2/3,4,11,\r\n\033]0;owned\a\2335n\r\n"
				    "\r\n+X: \033]0;owned\a\2335n\033[2J\r\n\033]0;owned\a\r\n";

	(void)state;
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	vt_raw_clear(c.vt);
	send_all(lines, sizeof lines - 1);
	vt_keys(c.vt, "r 1 Enter 2 Enter C-l");
	assert_true(vt_settle(c.vt));
	assert_false(wrote(evil, sizeof evil - 1));
	assert_false(wrote("owned\a", 6));
	assert_false(wrote(c1, sizeof c1 - 1));
	assert_int_equal(vt_bells(c.vt), 0);
	assert_true(vt_find(c.vt, "owned", &(int){0}, &(int){0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(ports_that_are_none, tear_down),
		cmocka_unit_test_teardown(a_port_that_is_held, tear_down),
		cmocka_unit_test_teardown(a_port_without_a_module, tear_down),
		cmocka_unit_test_teardown(a_module_of_another_family, tear_down),
		cmocka_unit_test_teardown(a_value_out_of_range, tear_down),
		cmocka_unit_test_teardown(garbage, tear_down),
		cmocka_unit_test_teardown(a_line_of_100_kb, tear_down),
		cmocka_unit_test_teardown(sequences_do_not_reach_the_terminal, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
