/* Profiles whose application is cut off: the console is killed, the module dies, a step fails. The next
 * run finishes the job. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/e2e/verbs.h"

static struct verbs v;

static int begin(void **ctx)
{
	static const char *const fast[] = {"--speed", "100", NULL};
	(void)ctx;
	return verbs_begin(&v, fast) ? 0 : -1;
}

static int end(void **ctx)
{
	(void)ctx;
	verbs_end(&v);
	return 0;
}

static struct proc *start_apply(const char *name)
{
	static char line[300];
	static const char *argv[VERBS_ARGS_MAX];
	snprintf(line, sizeof line, "apply %s --yes --json", name);
	verbs_argv(&v, line, argv);
	return proc_start(&(struct proc_options){.argv = argv, .scratch = &v.scratch});
}

static bool wait_step(struct proc *p, int step)
{
	char text[32];
	snprintf(text, sizeof text, "\"step\":%d,", step);
	return proc_wait_out(p, text);
}

/* The next run finishes the job; a third has nothing to do. */
static void expect_finished(const char *name)
{
	int code = verbs_run(&v, "apply %s --yes --json", name);
	if (code)
		print_error("%s%s", v.r.out, v.r.err);
	assert_int_equal(code, 0);
	assert_int_equal(verbs_run(&v, "diff %s module", name), 0);
	assert_int_equal(verbs_run(&v, "apply %s --yes --json", name), 0);
	assert_string_equal(v.r.out, "");
}

static void test_console_killed_after_each_step(void **ctx)
{
	struct proc_result r;
	bool more = true;
	int step = 1;
	(void)ctx;
	assert_int_equal(verbs_run(&v, "snapshot %s/before.json", v.scratch.dir), 0);
	for (; more; step++) {
		struct proc *p = start_apply("verizon-staging");
		more = wait_step(p, step);
		proc_signal(p, SIGKILL);
		proc_finish(p, 0, &r);
		proc_result_free(&r);
		expect_finished("verizon-staging");
		assert_int_equal(verbs_run(&v, "restore %s/before.json --yes", v.scratch.dir), 0);
	}
	assert_true(step > 5);
}

/* Behind "select" the account may look right with a PSK that nobody wrote. */
static void test_psk_is_written_after_a_cut(void **ctx)
{
	struct proc_result r;
	(void)ctx;
	struct proc *p = start_apply("verizon-staging");
	assert_true(wait_step(p, 2)); /* "select" */
	proc_signal(p, SIGKILL);
	proc_finish(p, 0, &r);
	proc_result_free(&r);
	assert_int_equal(verbs_run(&v, "plan verizon-staging --json"), 0);
	assert_true(verbs_out(&v, "verizon-staging was not applied to its end before"));
	expect_finished("verizon-staging");
}

static bool start_sim(void)
{
	static char dir[300], link[300];
	const char *const args[] = {"--speed", "100", "--dir", dir, "--link", link, NULL};
	snprintf(dir, sizeof dir, "%s/flash", v.scratch.dir);
	snprintf(link, sizeof link, "%s/tty", v.scratch.dir);
	if (!simproc_start(&v.sim, &v.scratch, args))
		return false;
	snprintf(v.sim.port, sizeof v.sim.port, "%s", link);
	return true;
}

static int begin_flash(void **ctx)
{
	(void)ctx;
	v = (struct verbs){.in = NULL};
	scratch_make(&v.scratch);
	return start_sim() ? 0 : -1;
}

static void test_module_killed_after_each_step(void **ctx)
{
	struct proc_result r;
	int step = 1;
	(void)ctx;
	assert_int_equal(verbs_run(&v, "snapshot %s/before.json", v.scratch.dir), 0);
	for (bool more = true; more; step++) {
		struct proc *p = start_apply("verizon-staging");
		more = wait_step(p, step);
		simproc_kill(&v.sim);
		proc_finish(p, 0, &r);
		assert_true(!more || r.code == 3 || r.code == 4 || r.code == 0);
		proc_result_free(&r);
		assert_true(start_sim());
		expect_finished("verizon-staging");
		assert_int_equal(verbs_run(&v, "restore %s/before.json --yes", v.scratch.dir), 0);
	}
	assert_true(step > 5);
}

static int begin_error(void **ctx)
{
	static const char *const args[] = {"--speed", "100", "--fault", "error=,UQS,1", NULL};
	(void)ctx;
	return verbs_begin(&v, args) ? 0 : -1;
}

static void test_a_step_that_fails(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "apply leshan --yes --json"), 1);
	assert_true(verbs_out(&v, "\"result\":\"failed\""));
	assert_true(verbs_err(&v, "stopped: 1 step done"));
	assert_true(verbs_err(&v, "to go back: qlw restore /"));
	assert_int_equal(verbs_run(&v, "apply leshan --yes --json"), 0);
	assert_true(verbs_out(&v, "\"step\":1,"));
	assert_false(verbs_out(&v, "\"step\":2,"));
	assert_int_equal(verbs_run(&v, "diff leshan module"), 0);
}

static int begin_strict(void **ctx)
{
	static const char *const args[] = {
		"--speed", "100", "--assume", "device-registered=1", NULL};
	(void)ctx;
	return verbs_begin(&v, args) ? 0 : -1;
}

/* The comment in 4.2.1 of the Note: "device" only once registered. Everything else is done by then. */
static void test_device_waits_for_a_registration(void **ctx)
{
	static const char text[] =
		"{\"profile\":1,\"name\":\"d\",\"settings\":{\"device\":{\"manufacturer\":\"Acme\"}"
		","
		"\"security\":[{\"client_index\":0,\"short_id\":100,\"server_addr\":\"coap://"
		"a:5683\","
		"\"bootstrap\":0,\"security_mode\":3}],\"server\":[{\"client_index\":0,"
		"\"life_time\":60,\"period_min\":0,\"period_max\":50,\"disable_time\":60,"
		"\"storing\":1,\"binding\":\"U\"}]}}";
	char *path = scratch_path(&v.scratch, "d.json");
	(void)ctx;
	scratch_write_file(path, text, sizeof text - 1);
	assert_int_equal(verbs_run(&v, "apply %s --yes", path), 1);
	assert_true(verbs_err(&v, "only once it is registered"));
	assert_true(verbs_err(&v, "stopped: 2 steps done, 1 not done"));
	assert_int_equal(verbs_run(&v, "reg --wait"), 0);
	assert_int_equal(verbs_run(&v, "apply %s --yes", path), 0);
	assert_int_equal(verbs_run(&v, "diff %s module", path), 0);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_console_killed_after_each_step, begin, end),
		cmocka_unit_test_setup_teardown(test_psk_is_written_after_a_cut, begin, end),
		cmocka_unit_test_setup_teardown(
			test_module_killed_after_each_step, begin_flash, end),
		cmocka_unit_test_setup_teardown(test_a_step_that_fails, begin_error, end),
		cmocka_unit_test_setup_teardown(
			test_device_waits_for_a_registration, begin_strict, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
