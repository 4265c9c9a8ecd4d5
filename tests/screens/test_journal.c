/*
 * The journal and the Log pane as a person meets them: the disk is full, the folder has gone, the
 * session is longer than any screen, and something in it is wanted.
 */
#include "tests/screens/console.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static void say(unsigned i)
{
	char line[80];

	snprintf(line, sizeof line, "\r\n+QLWURC: \"uldata\",102,/19/0/0,%u,7,0\r\n", i);
	fake_say(c.fake, line);
}

/* The module goes on talking until the console says what is wrong. */
static void talk_until(const char *text)
{
	for (unsigned i = 0; i < 2000 && !strstr(vt_text(c.vt), text); i++) {
		say(i);
		assert_true(vt_settle(c.vt));
	}
	assert_true(vt_wait(c.vt, text));
}

/* Everything else works as before. */
static void goes_on(void)
{
	say(54321);
	vt_keys(c.vt, "2");
	assert_true(vt_wait(c.vt, "message 54321"));
	assert_true(vt_wait(c.vt, "not written: "));
	vt_keys(c.vt, "/");
	vt_type(c.vt, "54321");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "▸"));
	vt_keys(c.vt, "G");
	console_quit(&c);
}

static void the_folder_is_gone(void **state)
{
	char command[400];

	(void)state;
	console_begin_fake(&c, console_module, 24, 100);
	console_connected(&c);
	snprintf(command, sizeof command, "rm -r %s/state/qlw/journals", c.scratch.dir);
	assert_int_equal(system(command), 0);
	talk_until("journal not written");
	assert_true(vt_wait(c.vt, "the file has been deleted"));
	goes_on();
}

static char *journal_text(size_t *len)
{
	char *pattern = scratch_path(&c.scratch, "state/qlw/journals/*.jsonl"), *text;
	glob_t found;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	text = scratch_read_file(found.gl_pathv[0], len);
	globfree(&found);
	free(pattern);
	return text;
}

static void the_disk_is_full(void **state)
{
	struct rlimit before, limit;
	size_t len;
	char *text;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 32768;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	console_begin_fake(&c, console_module, 24, 100);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	console_connected(&c);
	talk_until("journal not written");
	assert_true(vt_wait(c.vt, "File too large"));
	goes_on();
	/* what was written is still there, and is a journal up to its last line */
	text = journal_text(&len);
	assert_int_equal(len, 32768);
	assert_memory_equal(text, "{\"qlw_journal\":1", 16);
	assert_non_null(strstr(text, "\"uldata\\\",102,/19/0/0,1,7,0"));
	free(text);
}

/* Marked with a note, found again in the list, copied into a file, in the next session, too. */
static void marks_and_takes(void **state)
{
	char *path, *text;

	(void)state;
	console_begin_fake(&c, console_module, 24, 100);
	console_connected(&c);
	for (unsigned i = 1000; i < 1040; i++)
		say(i);
	vt_keys(c.vt, "2");
	assert_true(vt_wait(c.vt, "message 1039"));
	vt_keys(c.vt, "/");
	vt_type(c.vt, "1003");
	assert_true(vt_wait(c.vt, "▸"));
	vt_keys(c.vt, "Enter m");
	vt_type(c.vt, "look here");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "★ look here"));
	path = scratch_path(&c.scratch, "taken.txt");
	vt_keys(c.vt, "v j j w");
	assert_true(vt_wait(c.vt, "write "));
	vt_type(c.vt, path);
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "bytes written to"));
	text = scratch_read_file(path, NULL);
	assert_non_null(text);
	assert_non_null(strstr(text, "message 1003"));
	assert_non_null(strstr(text, "message 1005"));
	assert_null(strstr(text, "message 1006"));
	free(text);
	free(path);
	vt_keys(c.vt, "Esc");
	console_quit(&c);
	vt_end(c.vt);
	console_start(&c, 24, 100);
	console_connected(&c);
	vt_keys(c.vt, "2 M");
	assert_true(vt_wait(c.vt, "★ look here"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "message 1003"));
	vt_keys(c.vt, ":");
	vt_type(c.vt, "goto 2000-01-01");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "opened"));
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_folder_is_gone, tear_down),
		cmocka_unit_test_teardown(the_disk_is_full, tear_down),
		cmocka_unit_test_teardown(marks_and_takes, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
