/* The mouse: a click focuses a pane and selects a row, the wheel scrolls what is under it. */
#include "tests/screens/console.h"

static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

/* Clicks on the first character of a text on the screen. */
static void click_on(const char *text)
{
	int row = 0, col = 0;

	assert_true(vt_find(c.vt, text, &row, &col));
	vt_click(c.vt, row, col, 1);
}

static void clicks(void **state)
{
	(void)state;
	console_begin_fake(&c, console_module, 48, 160);
	console_connected(&c);
	assert_true(vt_wait(c.vt, "apn_class"));
	click_on("apn_class"); /* in Config, which had no focus */
	assert_true(vt_wait(c.vt, "\342\226\270       apn_class"));
	assert_true(vt_wait(c.vt, "class of the APN"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Ctrl-S review"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "Ctrl-S review"));
	click_on("1 Session");
	assert_true(vt_wait(c.vt, "R register"));
	console_quit(&c);
}

/* In one pane at a time: rows, and the list of all actions. */
static void small(void **state)
{
	(void)state;
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	vt_keys(c.vt, "3");
	assert_true(vt_wait(c.vt, "startup_mode"));
	click_on("startup_mode");
	assert_true(vt_wait(c.vt, "\342\226\270       startup_mode"));
	vt_click(c.vt, 10, 10, 5); /* the wheel, down */
	assert_true(vt_wait_gone(c.vt, "\342\226\270       startup_mode"));
	vt_keys(c.vt, "C-p");
	assert_true(vt_wait(c.vt, "All actions"));
	click_on("Deregister");
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "All actions"));
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(clicks, tear_down),
		cmocka_unit_test_teardown(small, tear_down),
	};

	return cmocka_run_group_tests_name("console: mouse", tests, NULL, NULL);
}
