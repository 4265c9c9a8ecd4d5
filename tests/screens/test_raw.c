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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_network_is_looked_at_again, tear_down),
		cmocka_unit_test_teardown(settings_written_by_hand_are_read_again, tear_down),
	};

	return cmocka_run_group_tests_name("console: raw commands", tests, NULL, NULL);
}
