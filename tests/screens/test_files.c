/*
 * Files going up while someone watches: the bar of the verb on a terminal, the console's message line,
 * and Ctrl-C in the middle of both.
 */
#include "tests/screens/console.h"

#include <signal.h>

#include "tests/lib/cutter.h"

#define BIG (100 * 1024)

static struct console c;
static struct cutter *cutter;
static char flash[300], file[300];

static int tear_down(void **state)
{
	(void)state;
	if (c.vt)
		vt_end(c.vt);
	c.vt = NULL;
	cutter_close(cutter);
	console_end(&c);
	return 0;
}

/* A module behind a link that stops in the middle of 100 kB. */
static void begin(void)
{
	char listen[300];
	uint8_t *big = malloc(BIG);
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	snprintf(flash, sizeof flash, "%s/flash", c.scratch.dir);
	snprintf(listen, sizeof listen, "unix:%s/module", c.scratch.dir);
	snprintf(file, sizeof file, "%s/x", c.scratch.dir);
	memset(big, '+', BIG);
	scratch_write_file(file, big, BIG);
	free(big);
	const char *const args[] = {"--speed", "10", "--dir", flash, "--listen", listen, NULL};
	assert_true(simproc_start(&c.sim, &c.scratch, args));
	cutter = cutter_open(&c.scratch, c.sim.port);
}

static void show(const char *const *argv)
{
	c.vt = vt_start(&(struct vt_options){.argv = argv,
		.rows = 24,
		.cols = 80,
		.scratch = &c.scratch,
		.companion = cutter_companion(cutter)});
}

static bool module_holds_it(void)
{
	char path[400];
	size_t len = 0;
	snprintf(path, sizeof path, "%s/datatx/x", flash);
	char *got = scratch_read_file(path, &len);
	free(got);
	return got && len == BIG;
}

static bool module_holds_none(void)
{
	char path[400];
	snprintf(path, sizeof path, "%s/datatx/x", flash);
	return access(path, F_OK) != 0;
}

static void bar_of_the_verb(void **state)
{
	(void)state;
	begin();
	cutter_hold(cutter, 30000);
	show((const char *const[]){
		test_qlw(), "-p", cutter_port(cutter), "files", "put", file, NULL});
	assert_true(vt_wait(c.vt, "qlw: x: sending ["));
	assert_true(vt_wait(c.vt, "of 102400 bytes"));
	cutter_release(cutter);
	assert_int_equal(vt_wait_exit(c.vt), 0);
	assert_true(vt_wait(c.vt, "qlw: x: 102400 bytes sent, checksum 0000"));
	assert_null(strstr(vt_text(c.vt), "sending")); /* the bar is gone */
	assert_true(module_holds_it());
}

static void ctrl_c_stops_the_verb(void **state)
{
	(void)state;
	begin();
	cutter_hold(cutter, 30000);
	show((const char *const[]){
		test_qlw(), "-p", cutter_port(cutter), "files", "put", file, NULL});
	assert_true(vt_wait(c.vt, "sending ["));
	vt_signal(c.vt, SIGINT);
	cutter_release(cutter);
	assert_int_equal(vt_wait_exit(c.vt), 130);
	assert_true(vt_wait(c.vt, "qlw: x: cancelled"));
	assert_true(module_holds_none());
}

static void in_the_console(void **state)
{
	char line[400];
	(void)state;
	begin();
	show((const char *const[]){test_qlw(), "-p", cutter_port(cutter), NULL});
	console_connected(&c);
	cutter_hold(cutter, 30000);
	snprintf(line, sizeof line, "files put %s", file);
	console_command(&c, line);
	assert_true(vt_wait(c.vt, "x: sending ["));
	vt_keys(c.vt,
		"C-c"); /* the module gets no further byte of it, and is asked to forget the rest */
	cutter_release(cutter);
	assert_true(vt_wait(c.vt, "x: cancelled"));
	assert_true(module_holds_none());
	vt_keys(c.vt, "Esc");
	console_command(&c, line);
	assert_true(vt_wait(c.vt, "102400 bytes sent"));
	assert_true(module_holds_it());
	console_command(&c, "files ls");
	assert_true(vt_wait(c.vt, "102400  x"));
	console_command(&c, "files rm x");
	assert_true(vt_wait(c.vt, "Delete x (102400 bytes)?"));
	vt_keys(c.vt, "n");
	assert_true(vt_wait(c.vt, "not confirmed"));
	assert_true(module_holds_it());
	console_command(&c, "files rm x");
	assert_true(vt_wait(c.vt, "Delete x (102400 bytes)?"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait(c.vt, "deleted on the module"));
	assert_true(module_holds_none());
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(bar_of_the_verb, tear_down),
		cmocka_unit_test_teardown(ctrl_c_stops_the_verb, tear_down),
		cmocka_unit_test_teardown(in_the_console, tear_down),
	};
	return cmocka_run_group_tests_name("files on screen", tests, NULL, NULL);
}
