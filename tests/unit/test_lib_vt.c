/*
 * The screen harness itself, against programs whose behaviour is known: shell, stty, printf.
 */
#include "tests/lib/vt.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static struct vt *shell(const char *script)
{
	const char *const argv[] = {"sh", "-c", script, NULL};

	return vt_start(
		&(struct vt_options){.argv = argv, .rows = 10, .cols = 40, .scratch = &scratch});
}

static void shows_text_and_exit_code(void **state)
{
	struct vt *vt = shell("printf 'one\\r\\n  t\\303\\244\\346\\227\\245x\\n'; exit 7");
	int row, col;

	(void)state;
	assert_int_equal(vt_wait_exit(vt), 7);
	assert_string_equal(vt_row(vt, 0), "one");
	assert_string_equal(vt_row(vt, 1), "  t\303\244\346\227\245x");
	assert_true(vt_find(vt, "x", &row, &col));
	assert_int_equal(row, 1);
	assert_int_equal(col, 6); /* the CJK character is two cells wide */
	assert_int_equal(vt_cell(vt, 1, 4).width, 2);
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
}

static void reads_colours_and_attributes(void **state)
{
	struct vt *vt =
		shell("printf '\\033[1;31mA\\033[0;7;48;5;200mB\\033[0;38;2;1;2;3mC\\033[0mD'");

	(void)state;
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_true(vt_cell(vt, 0, 0).bold);
	assert_int_equal(vt_cell(vt, 0, 0).fg, 1);
	assert_true(vt_cell(vt, 0, 1).reverse);
	assert_int_equal(vt_cell(vt, 0, 1).bg, 200);
	assert_int_equal(vt_cell(vt, 0, 2).fg, VT_COLOUR_RGB | 0x010203);
	assert_int_equal(vt_cell(vt, 0, 3).fg, VT_COLOUR_DEFAULT);
	assert_string_equal(vt_cell(vt, 0, 3).glyph, "D");
	vt_end(vt);
}

static void keys_arrive_as_bytes(void **state)
{
	struct vt *vt = shell("stty -echo -icanon -isig -icrnl; printf ready; echo; head -c 19 | "
			      "od -An -tx1 -w8; stty sane");

	(void)state;
	assert_true(vt_wait(vt, "ready"));
	vt_keys(vt, "q Enter C-c Esc Up F5 \303\244 M-x S-Tab");
	assert_true(vt_wait(vt, "71 0d 03 1b 1b 5b 41 1b"));
	assert_true(vt_wait(vt, "5b 31 35 7e c3 a4 1b 78"));
	assert_true(vt_wait(vt, "1b 5b 5a"));
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_false(vt_terminal_restored(vt)); /* sane is not what was there before */
	vt_end(vt);
}

static void answers_terminal_queries(void **state)
{
	struct vt *vt =
		shell("stty -echo -icanon; printf '\\033[3;5H\\033[6n'; head -c 6 | od -An -c");

	(void)state;
	assert_true(vt_wait(vt, "033   [   3   ;   5   R"));
	vt_end(vt);
}

static void paste_is_bracketed_when_asked_for(void **state)
{
	struct vt *vt = shell("stty -echo -icanon; printf '\\033[?2004hready'; head -c 14 | od -An "
			      "-c; printf '\\033[?2004l'");

	(void)state;
	assert_true(vt_wait(vt, "ready"));
	vt_paste(vt, "hi");
	assert_true(vt_wait(vt, "033   [   2   0   0   ~   h   i"));
	assert_int_equal(vt_wait_exit(vt), 0);
	vt_end(vt);
}

static void resize_reaches_the_program(void **state)
{
	struct vt *vt = shell("trap 'stty size' WINCH; stty size; while :; do read x; done");

	(void)state;
	assert_true(vt_wait(vt, "10 40"));
	vt_resize(vt, 24, 80);
	assert_true(vt_wait(vt, "24 80"));
	vt_signal(vt, SIGKILL);
	assert_int_equal(vt_wait_exit(vt), 128 + SIGKILL);
	vt_end(vt);
}

static void settles_only_when_asleep(void **state)
{
	struct vt *vt = shell(
		"i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo $i; done; exec cat >/dev/null");

	(void)state;
	assert_true(vt_settle(vt));
	assert_non_null(strstr(vt_text(vt), "300"));
	vt_end(vt);
}

static void sees_what_a_program_leaves_behind(void **state)
{
	struct vt *vt = shell("printf '\\033[?1049h\\033[?25l\\033[?1000h'");

	(void)state;
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_true(vt_alternate_screen(vt));
	assert_false(vt_terminal_restored(vt));
	vt_end(vt);
}

static void leaves_no_process_behind(void **state)
{
	struct vt *vt = shell("trap '' HUP TERM; sh -c 'trap \"\" HUP; echo on; while :; do sleep "
			      "9; done' & wait");

	(void)state;
	assert_true(vt_wait(vt, "on"));
	assert_true(scratch_processes(&scratch, 0) >= 2);
	scratch_processes(&scratch, SIGKILL);
	assert_int_equal(vt_wait_exit(vt), 128 + SIGKILL);
	vt_end(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_text_and_exit_code),
		cmocka_unit_test(reads_colours_and_attributes),
		cmocka_unit_test(keys_arrive_as_bytes),
		cmocka_unit_test(answers_terminal_queries),
		cmocka_unit_test(paste_is_bracketed_when_asked_for),
		cmocka_unit_test(resize_reaches_the_program),
		cmocka_unit_test(settles_only_when_asleep),
		cmocka_unit_test(sees_what_a_program_leaves_behind),
		cmocka_unit_test(leaves_no_process_behind),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
