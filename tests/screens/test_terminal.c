/*
 * The terminal is as it was before, whatever way the console ends; and nothing it started lives on.
 */
#include "tests/screens/console.h"

#include <signal.h>

static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static void begin(void)
{
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	assert_true(vt_alternate_screen(c.vt));
}

static void after_q(void **state)
{
	(void)state;
	begin();
	console_quit(&c);
	assert_true(vt_wait(c.vt, "journals/")); /* where the journal is */
}

static void after_ctrl_c_twice(void **state)
{
	(void)state;
	begin();
	vt_keys(c.vt, "C-c C-c");
	vt_wait_exit(c.vt);
	assert_true(vt_terminal_restored(c.vt));
}

static void after_signals(void **state)
{
	static const int signals[] = {
		SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS, SIGFPE};

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		begin();
		vt_signal(c.vt, signals[i]);
		if (signals[i] == SIGINT)
			vt_signal(c.vt, SIGINT); /* like Ctrl-C: twice */
		if (vt_wait_exit(c.vt) < 0 || !vt_terminal_restored(c.vt))
			fail_msg("signal %d", signals[i]);
		console_end(&c);
	}
}

/* With prompts, popups and the AT line open. */
static void in_the_middle_of_things(void **state)
{
	static const char *const keys[] = {":", "a", "?", "X", "C-p", "/"};

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		begin();
		vt_keys(c.vt, keys[i]);
		assert_true(vt_settle(c.vt));
		vt_signal(c.vt, i % 2 ? SIGTERM : SIGSEGV);
		if (vt_wait_exit(c.vt) < 0 || !vt_terminal_restored(c.vt))
			fail_msg("key %s", keys[i]);
		console_end(&c);
	}
}

/* Job control needs a shell: a session without one is never stopped. */
static void suspended_and_continued(void **state)
{
	const char *argv[] = {"sh", "-c",
		"set -m; $0 -p $1; echo stopped; read x; fg >/dev/null; echo over", test_qlw(),
		c.port, NULL};

	(void)state;
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	c.fake = fake_open(&c.scratch, console_module);
	snprintf(c.port, sizeof c.port, "%s", fake_path(c.fake));
	c.vt = vt_start(&(struct vt_options){.argv = argv,
		.rows = 24,
		.cols = 80,
		.scratch = &c.scratch,
		.companion = fake_companion(c.fake)});
	assert_true(vt_wait_row(c.vt, 0, "BG95-M3"));
	vt_keys(c.vt, "C-z");
	assert_true(vt_wait(c.vt, "stopped"));
	assert_true(vt_terminal_restored(c.vt));
	vt_resize(c.vt, 30, 100);
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait_row(c.vt, 0, "BG95-M3"));
	assert_true(vt_wait_row(c.vt, 29, "? help"));
	assert_true(vt_alternate_screen(c.vt));
	vt_keys(c.vt, "q");
	assert_true(vt_wait(c.vt, "over"));
	assert_true(vt_terminal_restored(c.vt));
}

/* The module goes: the console says so and stays, with all it knows. */
static void module_that_goes_away(void **state)
{
	(void)state;
	begin();
	unlink(c.port);
	fake_hang_up(c.fake);
	assert_true(vt_wait(c.vt, "down"));
	assert_true(vt_settle(c.vt));
	vt_keys(c.vt, "1");
	assert_true(vt_wait(c.vt, "leshan"));
	console_quit(&c);
}

static void simulator_that_dies(void **state)
{
	(void)state;
	console_begin_sim(&c, NULL, 24, 80);
	assert_true(vt_wait_row(c.vt, 0, "BG95-M3"));
	simproc_kill(&c.sim);
	assert_true(vt_wait(c.vt, "down"));
	vt_settle(c.vt);
	console_quit(&c);
}

/* A private simulator ends with the console, even when that is killed. */
static void private_simulator_ends_too(void **state)
{
	static const int signals[] = {0, SIGTERM, SIGSEGV, SIGKILL};
	uint64_t end_ms;

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		memset(&c, 0, sizeof c);
		scratch_make(&c.scratch);
		snprintf(c.port, sizeof c.port, "sim:");
		console_start(&c, 24, 80);
		assert_true(vt_wait_row(c.vt, 0, "BG95-M3"));
		assert_true(scratch_processes(&c.scratch, 0) >= 2);
		if (signals[i])
			vt_signal(c.vt, signals[i]);
		else
			vt_keys(c.vt, "q");
		assert_true(vt_wait_exit(c.vt) >= 0);
		end_ms = test_now_ms() + PATIENCE_MS;
		while (scratch_processes(&c.scratch, 0) > 0 && test_now_ms() < end_ms)
			continue;
		assert_int_equal(scratch_processes(&c.scratch, 0), 0);
		console_end(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(after_q, tear_down),
		cmocka_unit_test_teardown(after_ctrl_c_twice, tear_down),
		cmocka_unit_test_teardown(after_signals, tear_down),
		cmocka_unit_test_teardown(in_the_middle_of_things, tear_down),
		cmocka_unit_test_teardown(suspended_and_continued, tear_down),
		cmocka_unit_test_teardown(module_that_goes_away, tear_down),
		cmocka_unit_test_teardown(simulator_that_dies, tear_down),
		cmocka_unit_test_teardown(private_simulator_ends_too, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
