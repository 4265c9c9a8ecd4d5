/*
 * qlw-sim owes nothing to qlw: the terminal programs people have talk to it. Each is skipped where it
 * is not installed.
 */
#include "tests/lib/vt.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/simproc.h"

static struct scratch scratch;
static struct simproc sim;
static struct vt *vt;

static int set_up(void **state)
{
	(void)state;
	scratch_make(&scratch);
	return simproc_start(&sim, &scratch, (const char *const[]){"--speed", "10", NULL}) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	simproc_stop(&sim);
	scratch_remove(&scratch);
	return 0;
}

static bool installed(const char *name)
{
	const char *const argv[] = {"sh", "-c", "command -v $0", name, NULL};
	struct proc_result r;
	bool found;

	proc_run(&(struct proc_options){.argv = argv, .scratch = &scratch}, &r);
	found = r.code == 0;
	proc_result_free(&r);
	return found;
}

/* Types AT until the module, which is just starting, says OK: some programs throw away what came
 * before them. */
static void wake(void)
{
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;

	while (!strstr(vt_text(vt), "OK") && test_now_ms() < end_ms) {
		vt_type(vt, "AT\r");
		vt_settle(vt);
	}
	assert_non_null(strstr(vt_text(vt), "OK"));
}

/* Types a query as a person would and reads the answer off the screen. */
static void talk(const char *const *argv, const char *ready)
{
	if (!installed(argv[0]))
		skip();
	vt = vt_start(
		&(struct vt_options){.argv = argv, .rows = 24, .cols = 80, .scratch = &scratch});
	assert_true(vt_wait(vt, ready));
	wake();
	vt_type(vt, "ATI\r");
	assert_true(vt_wait(vt, "BG95-M3"));
	vt_type(vt, "AT+QLWSVC=\"state\"\r");
	assert_true(vt_wait(vt, "AT+QLWSVC"));
	vt_type(vt, "AT+QLWSVC=\"reg\",7\r");
	assert_true(vt_wait(vt, "ERROR"));
	vt_end(vt);
}

static void socat(void **state)
{
	char port[320];
	const char *argv[] = {"socat", "-,raw,echo=0", port, NULL};

	(void)state;
	snprintf(port, sizeof port, "OPEN:%s,raw,echo=0", sim.port);
	talk(argv, "");
}

static void picocom(void **state)
{
	const char *argv[] = {"picocom", sim.port, NULL};

	(void)state;
	talk(argv, "Terminal ready");
}

static void tio(void **state)
{
	const char *argv[] = {"tio", sim.port, NULL};

	(void)state;
	talk(argv, "Connected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(socat, set_up, tear_down),
		cmocka_unit_test_setup_teardown(picocom, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tio, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
