/*
 * The rest of the test library: child processes, scratch directories, the scripted module, masks of
 * golden screens.
 */
#include "tests/lib/proc.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/fake.h"
#include "tests/lib/golden.h"

static struct scratch scratch;

static int set_up(void **state)
{
	(void)state;
	scratch_make(&scratch);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	scratch_remove(&scratch);
	return 0;
}

static struct proc *shell(const char *script, const void *in, size_t len)
{
	const char *const argv[] = {"sh", "-c", script, NULL};

	return proc_start(
		&(struct proc_options){.argv = argv, .scratch = &scratch, .in = in, .in_len = len});
}

static void collects_output_and_code(void **state)
{
	struct proc_result r;

	(void)state;
	proc_finish(shell("cat; echo no >&2; exit 3", "some text", 9), 0, &r);
	assert_int_equal(r.code, 3);
	assert_string_equal(r.out, "some text");
	assert_string_equal(r.err, "no\n");
	proc_result_free(&r);
}

static void carries_more_than_a_pipe_holds(void **state)
{
	size_t len = (size_t)1 << 20;
	char *text = malloc(len);
	struct proc_result r;

	(void)state;
	memset(text, 'x', len);
	proc_finish(shell("cat", text, len), 0, &r);
	assert_int_equal(r.out_len, len);
	assert_memory_equal(r.out, text, len);
	proc_result_free(&r);
	free(text);
}

static void ends_what_does_not_end(void **state)
{
	struct proc *p = shell("echo here; exec sleep 1000", NULL, 0);
	struct proc_result r;

	(void)state;
	assert_true(proc_wait_out(p, "here"));
	proc_finish(p, 1, &r);
	assert_true(r.timed_out);
	assert_int_equal(r.code, 128 + SIGKILL);
	proc_result_free(&r);
}

static void a_missing_program_is_127(void **state)
{
	const char *const argv[] = {"/no/such/program", NULL};
	struct proc_result r;

	(void)state;
	proc_run(&(struct proc_options){.argv = argv, .scratch = &scratch}, &r);
	assert_int_equal(r.code, 127);
	proc_result_free(&r);
}

static void environment_is_private(void **state)
{
	const char *const argv[] = {"sh", "-c", "echo $HOME $MINE; echo ${TERM-none}", NULL};
	const char *const env[] = {"MINE=yes", "TERM", NULL};
	char expected[400];
	struct proc_result r;

	(void)state;
	proc_run(&(struct proc_options){.argv = argv, .scratch = &scratch, .env = env}, &r);
	snprintf(expected, sizeof expected, "%s/home yes\nnone\n", scratch.dir);
	assert_string_equal(r.out, expected);
	proc_result_free(&r);
}

static void scratch_vanishes_with_its_processes(void **state)
{
	struct scratch own, was;
	const char *argv[] = {"sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 & echo on", NULL};
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;
	struct proc_result r;

	(void)state;
	scratch_make(&own);
	was = own;
	proc_run(&(struct proc_options){.argv = argv, .scratch = &own}, &r);
	proc_result_free(&r);
	while (scratch_processes(&own, 0) == 0 && test_now_ms() < end_ms)
		continue; /* between fork and exec it has no environment */
	assert_true(scratch_processes(&own, 0) > 0);
	scratch_remove(&own);
	assert_int_equal(scratch_processes(&was, 0), 0);
	assert_int_equal(access(was.dir, F_OK), -1);
}

static void fake_answers_at_every_fragment_size(void **state)
{
	static const size_t sizes[] = {1, 2, 3, 7, 0};
	static const char script[] =
		"exec 3<>$0; printf 'ATE0\\rATI\\rAT+X\\r' >&3; head -c $1 <&3";
	static const char expected[] =
		"ATE0\r\r\nOK\r\n\r\nQuectel\r\nBG95-M3\r\nRevision: BG95M3LAR02A04\r\n"
		"\r\nOK\r\n\r\nERROR\r\n";

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct fake *f = fake_open(&scratch, fake_bg95);
		const char *const argv[] = {"sh", "-c", script, fake_path(f), "72", NULL};
		struct proc_result r;
		fake_fragment(f, sizes[i]);
		proc_run(
			&(struct proc_options){
				.argv = argv, .scratch = &scratch, .companion = fake_companion(f)},
			&r);
		assert_int_equal(r.out_len, sizeof expected - 1);
		assert_string_equal(r.out, expected);
		proc_result_free(&r);
		fake_close(f);
	}
}

static void masks_keep_widths(void **state)
{
	char text[] = "12:04:31.001 up 1.5 s 2026-01-31 /dev/pts/17 127.0.0.1:43211 /tmp/x 102\n";

	(void)state;
	golden_mask(text, (const char *const[]){"/tmp/x", NULL});
	assert_string_equal(
		text, "00:00:00.000 up 0.0 s 0000-00-00 /dev/pts/00 000.0.0.0:00000 ###### 102\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(collects_output_and_code),
		cmocka_unit_test(carries_more_than_a_pipe_holds),
		cmocka_unit_test(ends_what_does_not_end),
		cmocka_unit_test(a_missing_program_is_127),
		cmocka_unit_test(environment_is_private),
		cmocka_unit_test(scratch_vanishes_with_its_processes),
		cmocka_unit_test(fake_answers_at_every_fragment_size),
		cmocka_unit_test(masks_keep_widths),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
