/*
 * The console at the sizes it promises, on a module that always says the same; and resizing on the
 * way, to and from everything, which must leave the very same screen.
 */
#include "tests/screens/console.h"

#include "tests/lib/golden.h"

static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static void say_urcs(void)
{
	fake_say(c.fake, "\r\n+QLWURC: \"event\",101,6,\"BS_START\"\r\n"
			 "\r\n+QLWURC: \"event\",101,10,\"BS_FAILED\"\r\n"
			 "\r\n+QLWURC: \"event\",102,16,\"REG_UPDATE\"\r\n"
			 "\r\n+QLWURC: \"uldata\",102,/19/0/0,4711,77,0\r\n"
			 "\r\n+QLWURC: \"observe\",102,/3/0/9,4712,18446744073709551615,0\r\n"
			 "\r\n+QLWURC: \"recv\",/10250/0/3,5,8,\r\n\033[2J\001\377OK\r\n");
}

static bool drained(struct vt *vt, void *ctx)
{
	(void)vt;
	(void)ctx;
	return !fake_run(c.fake) && fake_unread(c.fake) == 0;
}

static void begin(int rows, int cols)
{
	console_begin_fake(&c, console_module, rows, cols);
	console_connected(&c);
	say_urcs();
	assert_true(vt_wait_for(c.vt, drained, NULL, "all URCs read"));
	assert_true(vt_settle(c.vt));
}

/* All but the footer, which lists every pane and key there is and has tests of its own. */
static void matches(const char *name)
{
	char *text;
	int rows, cols;

	assert_true(vt_settle(c.vt));
	vt_size(c.vt, &rows, &cols);
	assert_non_null(strstr(vt_row(c.vt, rows - 1), "? help"));
	text = strdup(vt_text(c.vt));
	text[strlen(text) - 1] = '\0';
	strrchr(text, '\n')[1] = '\0';
	assert_true(golden_matches(name, text, (const char *const[]){c.scratch.dir, NULL}));
	free(text);
}

/* Every row full of its frame: no row is longer or shorter than the terminal. */
static void assert_frames_close(void)
{
	int rows, cols, row, col;

	vt_size(c.vt, &rows, &cols);
	assert_true(vt_find(c.vt, "\342\224\220", &row, &col)); /* ┐ */
	assert_true(col < cols);
}

static void at_80x24(void **state)
{
	(void)state;
	begin(24, 80);
	matches("console-80x24");
	console_quit(&c);
}

static void at_160x48(void **state)
{
	(void)state;
	begin(48, 160);
	matches("console-160x48");
	assert_frames_close();
	console_quit(&c);
}

static void at_40x10(void **state)
{
	(void)state;
	begin(10, 40);
	matches("console-40x10");
	console_quit(&c);
}

static void too_small_says_so_and_goes_on(void **state)
{
	(void)state;
	begin(24, 80);
	vt_resize(c.vt, 6, 30);
	assert_true(vt_wait(c.vt, "too small"));
	fake_say(c.fake, "\r\n+QLWURC: \"event\",102,4,\"UPDATE_PENDING\"\r\n");
	assert_true(vt_wait_for(c.vt, drained, NULL, "URC read"));
	vt_resize(c.vt, 24, 80);
	assert_true(vt_wait(c.vt, "UPDATE_PENDING"));
	console_quit(&c);
}

static void resizing_leaves_no_trace(void **state)
{
	static const int sizes[][2] = {
		{1, 1}, {48, 160}, {10, 40}, {2, 200}, {100, 20}, {5, 5}, {60, 200}, {9, 39}};
	uint64_t random = test_seed();
	char *before;

	(void)state;
	begin(24, 80);
	before = strdup(vt_text(c.vt));
	for (int i = 0; i < 24; i++) {
		const int *size = sizes[test_random(&random) % 8];
		vt_resize(c.vt, size[0], size[1]);
		if (i % 3 == 0)
			assert_true(vt_settle(c.vt));
	}
	vt_resize(c.vt, 24, 80);
	assert_true(vt_settle(c.vt));
	vt_keys(c.vt, "C-l");
	assert_true(vt_settle(c.vt));
	if (strcmp(before, vt_text(c.vt)) != 0) {
		vt_dump(c.vt, "the screen as it was before");
		fail_msg("it was:\n%s", before);
	}
	free(before);
	console_quit(&c);
}

/* A terminal that does not say its size. */
static void a_terminal_of_no_size(void **state)
{
	(void)state;
	begin(24, 80);
	vt_resize(c.vt, 0, 0);
	assert_true(vt_settle(c.vt));
	vt_resize(c.vt, 24, 80);
	assert_true(vt_wait(c.vt, "2 Log"));
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(at_80x24, tear_down),
		cmocka_unit_test_teardown(at_160x48, tear_down),
		cmocka_unit_test_teardown(at_40x10, tear_down),
		cmocka_unit_test_teardown(too_small_says_so_and_goes_on, tear_down),
		cmocka_unit_test_teardown(resizing_leaves_no_trace, tear_down),
		cmocka_unit_test_teardown(a_terminal_of_no_size, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
