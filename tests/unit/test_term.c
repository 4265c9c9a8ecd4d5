/*
 * Terminal, curses back end, loop, keys and prompt together: this program runs itself as a little
 * console under libvterm, so that its promises can be tested without a module.
 */
#include "tests/lib/vt.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/term_demo.h"

static struct scratch scratch;
static char self[512];

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

static struct vt *start(int rows, int cols, const char *const *env)
{
	const char *const argv[] = {self, "--demo", NULL};

	return vt_start(&(struct vt_options){
		.argv = argv, .rows = rows, .cols = cols, .scratch = &scratch, .env = env});
}

static struct vt *start_ready(void)
{
	struct vt *vt = start(24, 80, NULL);

	assert_true(vt_wait(vt, "demo   24x80"));
	assert_true(vt_settle(vt));
	return vt;
}

static void test_draws_and_leaves_all_as_it_was(void **state)
{
	struct vt *vt = start_ready();

	(void)state;
	assert_true(vt_alternate_screen(vt));
	assert_true(vt_cell(vt, 0, 1).bold);
	assert_int_equal(vt_cell(vt, 0, 1).bg, VT_COLOUR_DEFAULT);
	vt_keys(vt, "q");
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_true(vt_wait(vt, "left"));
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
}

static void test_signals_leave_all_as_it_was(void **state)
{
	static const int signals[] = {SIGTERM, SIGHUP, SIGINT};

	(void)state;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		struct vt *vt = start_ready();

		vt_signal(vt, signals[i]);
		assert_int_equal(vt_wait_exit(vt), 0);
		assert_true(vt_terminal_restored(vt));
		vt_end(vt);
	}
}

static void test_crashes_leave_all_as_it_was(void **state)
{
	static const char *const ways[] = {"S", "A", "F"};
	static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		struct vt *vt = start_ready();

		vt_keys(vt, "e");
		assert_true(vt_wait(vt, "said e"));
		if (i < 3)
			vt_keys(vt, ways[i]);
		else
			vt_signal(vt, signals[i - 3]);
		assert_int_not_equal(vt_wait_exit(vt), 0);
		assert_true(vt_terminal_restored(vt));
		vt_end(vt);
	}
}

static void test_stderr_is_kept_for_later(void **state)
{
	struct vt *vt = start_ready();

	(void)state;
	vt_keys(vt, "e");
	assert_true(vt_wait(vt, "said e"));
	assert_true(vt_settle(vt));
	assert_false(vt_find(vt, "on stderr", &(int){0}, &(int){0}));
	vt_keys(vt, "q");
	assert_true(vt_wait(vt, "said on stderr"));
	assert_int_equal(vt_wait_exit(vt), 0);
	vt_end(vt);
}

static void test_keys_arrive(void **state)
{
	static const char *const keys[][2] = {{"Up", "said Up"}, {"F5", "said F5"},
		{"C-c", "said Ctrl-C"}, {"C-s", "said Ctrl-S"}, {"C-q", "said Ctrl-Q"},
		{"Esc", "said Esc"}, {"M-x", "said Alt-x"}, {"S-Tab", "said Shift-Tab"},
		{"C-v", "said Ctrl-V"}, {"C-\\", "said Ctrl-\\"}, {"PgUp", "said PgUp"},
		{"Enter", "said Enter"}};
	struct vt *vt = start_ready();

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		vt_keys(vt, keys[i][0]);
		assert_true(vt_wait(vt, keys[i][1]));
	}
	vt_paste(vt, "two\rlines");
	assert_true(vt_wait(vt, "said paste two^Mlines"));
	vt_end(vt);
}

static void test_prompt_with_cursor(void **state)
{
	struct vt *vt = start_ready();
	int row, col;
	bool visible;

	(void)state;
	vt_cursor(vt, &row, &col, &visible);
	assert_false(visible);
	vt_keys(vt, ": A T +");
	assert_true(vt_wait(vt, "AT› AT+"));
	vt_paste(vt, "a漢");
	assert_true(vt_wait(vt, "AT› AT+a漢"));
	assert_true(vt_settle(vt));
	vt_cursor(vt, &row, &col, &visible);
	assert_true(visible);
	assert_int_equal(row, 22);
	assert_int_equal(col, 10);
	vt_keys(vt, "Enter");
	assert_true(vt_wait(vt, "said line AT+a漢"));
	assert_true(vt_settle(vt));
	vt_cursor(vt, &row, &col, &visible);
	assert_false(visible);
	vt_end(vt);
}

static void test_follows_every_size(void **state)
{
	static const int sizes[][2] = {{10, 40}, {48, 160}, {1, 1}, {3, 7}, {24, 80}};
	struct vt *vt = start_ready();
	char text[32];

	(void)state;
	vt_keys(vt, "L");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		vt_resize(vt, sizes[i][0], sizes[i][1]);
		snprintf(text, sizeof(text), "demo   %dx%d", sizes[i][0], sizes[i][1]);
		if (sizes[i][1] >= 40) {
			assert_true(vt_wait(vt, text));
			assert_true(vt_wait_row(vt, sizes[i][0] - 3, "200 lines"));
			assert_true(vt_wait_row(vt, sizes[i][0] - 4, "REG_READY"));
		}
		assert_true(vt_settle(vt));
	}
	vt_keys(vt, "q");
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
}

/* Bytes the terminal is sent for a key. */
static uint64_t cost(struct vt *vt, const char *key)
{
	assert_true(vt_settle(vt));
	uint64_t before = vt_bytes(vt);

	vt_keys(vt, key);
	assert_true(vt_settle(vt));
	return vt_bytes(vt) - before;
}

static void test_a_new_line_costs_little(void **state)
{
	/* one line as shown, with its frame: what a terminal must be sent at least */
	static const char line[] = "│ 12:04:59.999 ← REG_READY    102  registered   │";
	struct vt *vt = start_ready();
	uint64_t most = 0;

	(void)state;
	cost(vt, "L");
	for (int i = 0; i < 6; i++) {
		uint64_t bytes = cost(vt, "l");

		most = bytes > most ? bytes : most;
	}
	print_message("a line of %zu bytes costs at most %llu\n", sizeof(line) - 1,
		(unsigned long long)most);
	assert_true(most < 5 * (sizeof(line) - 1) / 2);
	assert_true(vt_wait(vt, "206 lines"));
	/* a key without effect on the screen but its name */
	assert_true(cost(vt, "Up") < 40);
	assert_int_equal(cost(vt, "Up"), 0);
	vt_end(vt);
}

static void test_redraw_heals_the_screen(void **state)
{
	struct vt *vt = start_ready();

	(void)state;
	assert_true(cost(vt, "C-l") > 80);
	assert_true(vt_wait(vt, "demo   24x80"));
	vt_end(vt);
}

static void test_copies_with_osc_52(void **state)
{
	struct vt *vt = start_ready();
	size_t n;

	(void)state;
	vt_raw_clear(vt);
	vt_keys(vt, "y");
	assert_true(vt_wait(vt, "said y"));
	assert_non_null(strstr(vt_raw(vt, &n), "\033]52;c;Y29waWVk\a"));
	vt_end(vt);
}

static void test_stops_and_continues_as_a_job(void **state)
{
	const char *const argv[] = {"bash", "-c",
		"set -m; \"$0\" --demo; echo \"job stopped $?\"; read x; fg >/dev/null; echo \"job "
		"ended $?\"",
		self, NULL};
	struct vt *vt = vt_start(
		&(struct vt_options){.argv = argv, .rows = 24, .cols = 80, .scratch = &scratch});

	(void)state;
	assert_true(vt_wait(vt, "demo   24x80"));
	vt_keys(vt, "C-z");
	assert_true(vt_wait(vt, "job stopped 148"));
	assert_false(vt_alternate_screen(vt));
	vt_resize(vt, 30, 90);
	vt_keys(vt, "Enter");
	assert_true(vt_wait(vt, "demo   30x90"));
	assert_true(vt_wait(vt, "said Ctrl-Z"));
	assert_true(vt_alternate_screen(vt));
	vt_paste(vt, "still bracketed");
	assert_true(vt_wait(vt, "said paste still bracketed"));
	vt_keys(vt, "q");
	assert_true(vt_wait(vt, "job ended 0"));
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
}

static void test_survives_being_stopped_from_outside(void **state)
{
	struct vt *vt = start_ready();

	(void)state;
	vt_signal(vt, SIGSTOP);
	vt_signal(vt, SIGCONT);
	vt_keys(vt, "Up");
	assert_true(vt_wait(vt, "said Up"));
	vt_keys(vt, "q");
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
}

static void test_refuses_terminals_that_cannot(void **state)
{
	static const char *const terms[][2] = {{"TERM=dumb", "cannot place the cursor"},
		{"TERM=no-such-thing", "is unknown here"}, {"TERM", "TERM is not set"}};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct vt *vt = start(24, 80, (const char *const[]){terms[i][0], NULL});

		assert_int_equal(vt_wait_exit(vt), 2);
		assert_true(vt_wait(vt, terms[i][1]));
		assert_true(vt_wait(vt, "qlw --help"));
		assert_true(vt_terminal_restored(vt));
		vt_end(vt);
	}
}

static void test_works_on_other_terminals(void **state)
{
	static const char *const terms[] = {"TERM=xterm", "TERM=linux", "TERM=screen",
		"TERM=tmux-256color", "TERM=vt100", "TERM=rxvt", "NO_COLOR=1", "LC_ALL=C"};

	(void)state;
	for (size_t i = 0; i < sizeof(terms) / sizeof(*terms); i++) {
		struct vt *vt = start(24, 80, (const char *const[]){terms[i], NULL});

		assert_true(vt_wait(vt, "demo   24x80"));
		vt_keys(vt, "L l");
		assert_true(vt_wait(vt, "201 lines"));
		assert_true(vt_settle(vt));
		assert_true(vt_find(vt, i == 7 ? "+ 2 Log -" : "┌ 2 Log ─", &(int){0}, &(int){0}));
		if (i >= 6)
			assert_int_equal(vt_cell(vt, 5, 17).fg, i == 6 ? VT_COLOUR_DEFAULT : 2);
		vt_keys(vt, "q");
		assert_int_equal(vt_wait_exit(vt), 0);
		vt_end(vt);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_draws_and_leaves_all_as_it_was),
		TEST(test_signals_leave_all_as_it_was),
		TEST(test_crashes_leave_all_as_it_was),
		TEST(test_stderr_is_kept_for_later),
		TEST(test_keys_arrive),
		TEST(test_prompt_with_cursor),
		TEST(test_follows_every_size),
		TEST(test_a_new_line_costs_little),
		TEST(test_redraw_heals_the_screen),
		TEST(test_copies_with_osc_52),
		TEST(test_stops_and_continues_as_a_job),
		TEST(test_survives_being_stopped_from_outside),
		TEST(test_refuses_terminals_that_cannot),
		TEST(test_works_on_other_terminals),
	};

	if (argc > 1 && strcmp(argv[1], "--demo") == 0)
		return demo_main();
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	(void)argv;
	self[n > 0 ? n : 0] = '\0';
	return cmocka_run_group_tests(tests, NULL, NULL);
}
