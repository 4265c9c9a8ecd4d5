/* The AT line past the verbs: what a raw command may have changed is read again by itself. */
#include "tests/screens/console.h"

static const char *const quick[] = {"--speed", "3", NULL};
static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static void type_at(const char *line)
{
	vt_type(c.vt, line);
	vt_keys(c.vt, "Enter");
}

/* The search ends without a word from the module. */
static void the_network_is_looked_at_again(void **state)
{
	(void)state;
	console_begin_sim(&c, quick, 24, 80);
	console_connected(&c);
	assert_true(vt_wait_row(c.vt, 0, "home"));
	vt_keys(c.vt, "a");
	type_at("AT+COPS=2");
	assert_true(vt_wait_row(c.vt, 0, "not registered"));
	type_at("AT+COPS=0");
	assert_true(vt_wait_row(c.vt, 0, "home"));
}

static void settings_written_by_hand_are_read_again(void **state)
{
	(void)state;
	console_begin_sim(&c, quick, 24, 80);
	console_connected(&c);
	vt_keys(c.vt, "3 a");
	type_at("AT+QLWCFG=\"autostart\",1");
	assert_true(vt_wait(c.vt, "1 enabled"));
}

/* Up to the first that fails, in both lines, with what each said. */
static void pasted_lines_run_one_after_the_other(void **state)
{
	(void)state;
	console_begin_sim(&c, quick, 24, 80);
	console_connected(&c);
	vt_keys(c.vt, "a");
	vt_paste(c.vt, "AT+CSQ\nAT+NOSUCH\nAT+CIMI\n");
	assert_true(vt_wait(c.vt, "3 pasted lines"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait(c.vt, "pasted: stopped at step 2 of 3"));
	assert_non_null(strstr(vt_text(c.vt), "+CSQ:"));
	assert_null(strstr(vt_text(c.vt), "AT+CIMI"));
	vt_keys(c.vt, "Esc :");
	vt_paste(c.vt, "get version\nget autostart\n");
	assert_true(vt_wait(c.vt, "2 pasted lines"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait(c.vt, "pasted: all 2 steps done"));
	assert_non_null(strstr(vt_text(c.vt), "startup_mode"));
	vt_keys(c.vt, "Esc :");
	vt_paste(c.vt, "get version\nreset\n");
	assert_true(vt_wait(c.vt, "asks for care"));
	vt_keys(c.vt, "n");
	assert_true(vt_wait(c.vt, "paste: not done"));
	console_quit(&c);
}

/* Suggestions, and what to do with a verb that needs more. */
static void lines_that_are_not_complete(void **state)
{
	(void)state;
	console_begin_sim(&c, quick, 24, 80);
	console_connected(&c);
	console_command(&c, "watch");
	assert_true(vt_wait(c.vt, "watch is for the shell"));
	console_command(&c, "regsiter");
	assert_true(vt_wait(c.vt, "did you mean reg?"));
	console_command(&c, "send");
	assert_true(vt_wait(c.vt, "0 of 1460 bytes"));
	vt_keys(c.vt, "Esc");
	console_command(&c, "lifetime");
	assert_true(vt_wait(c.vt, "short ID of a server"));
	vt_keys(c.vt, "Esc");
	console_command(&c, "info");
	assert_true(vt_wait(c.vt, "864475040090705"));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_network_is_looked_at_again, tear_down),
		cmocka_unit_test_teardown(pasted_lines_run_one_after_the_other, tear_down),
		cmocka_unit_test_teardown(lines_that_are_not_complete, tear_down),
		cmocka_unit_test_teardown(settings_written_by_hand_are_read_again, tear_down),
	};

	return cmocka_run_group_tests_name("console: raw commands", tests, NULL, NULL);
}
