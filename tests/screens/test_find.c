/* Search and filter in every list, by key and by ':'; copying and zooming; at 80x24. */
#include "tests/screens/console.h"

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
}

static void filter_and_search(
	const char *pane, const char *name, const char *filter, const char *shown, const char *gone)
{
	char line[80];

	vt_keys(c.vt, pane);
	assert_true(vt_wait(c.vt, name));
	assert_true(vt_wait(c.vt, gone));
	vt_keys(c.vt, "f");
	vt_type(c.vt, filter);
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "only "));
	assert_true(vt_wait_gone(c.vt, gone));
	assert_non_null(strstr(vt_text(c.vt), shown));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait(c.vt, gone));
	snprintf(line, sizeof line, "filter %s", filter);
	console_command(&c, line);
	assert_true(vt_wait_gone(c.vt, gone));
	console_command(&c, "filter");
	assert_true(vt_wait(c.vt, gone));
	console_command(&c, "search nobody-has-this");
	assert_true(vt_wait(c.vt, "nothing matches nobody-has-this"));
	snprintf(line, sizeof line, "search %s", filter);
	console_command(&c, line);
	assert_true(vt_wait_gone(c.vt, "nothing matches"));
	assert_non_null(strstr(vt_text(c.vt), name));
}

static void in_every_list(void **state)
{
	(void)state;
	begin();
	filter_and_search("3", "3 Config", "pdp_cid", "pdpcid", "startup_mode");
	filter_and_search("5", "5 Profiles", "verizon", "verizon-staging", "telstra-staging");
	vt_keys(c.vt, "y");
	assert_true(vt_wait(c.vt, "copied"));
	vt_keys(c.vt, "g");
	vt_keys(c.vt, "/");
	vt_type(c.vt, "telstra-st");
	assert_true(vt_wait(c.vt, "\342\226\270 telstra-staging")); /* while it is typed */
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait_gone(c.vt, "search /"));
	assert_non_null(strstr(vt_text(c.vt), "\342\226\270 telstra-staging"));
	console_quit(&c);
}

/* A pane may have the whole screen, and gives it back. */
static void zoomed(void **state)
{
	(void)state;
	console_begin_fake(&c, console_module, 48, 160);
	console_connected(&c);
	for (int pane = 1; pane <= 4; pane++) {
		char key[2] = {(char)('0' + pane), '\0'};
		vt_keys(c.vt, key);
		vt_keys(c.vt, "z");
		assert_true(vt_wait_gone(
			c.vt, pane == 4 ? "3 Config \342\224\200" : "4 Data \342\224\200"));
		vt_keys(c.vt, "z");
		assert_true(
			vt_wait(c.vt, pane == 4 ? "3 Config \342\224\200" : "4 Data \342\224\200"));
	}
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(in_every_list, tear_down),
		cmocka_unit_test_teardown(zoomed, tear_down),
	};

	return cmocka_run_group_tests_name("console: find", tests, NULL, NULL);
}
