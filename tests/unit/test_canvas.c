/* Cells, regions that clip, frames, and the table of styles. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/toolkit/canvas.h"
#include "tui/toolkit/theme.h"

static struct canvas *c;

static int setup(void **state)
{
	(void)state;
	c = canvas_new(6, 20);
	return c ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	canvas_free(c);
	return 0;
}

/* The whole canvas must be this; rows left out at the end are blank. */
static void assert_shows(const char *expected)
{
	char *dump = canvas_dump(c);
	size_t n = strlen(expected);

	assert_non_null(dump);
	if (strncmp(dump, expected, n) != 0 || strspn(dump + n, "\n") != strlen(dump + n))
		assert_string_equal(dump, expected);
	free(dump);
}

static void test_text_and_chaining(void **state)
{
	struct region r = region_all(c);

	(void)state;
	int col = region_text(r, 0, 1, ROLE_LABEL, "life %d", 42);

	assert_int_equal(col, 8);
	assert_int_equal(region_text(r, 0, col + 1, ROLE_OK, "ok"), 11);
	assert_shows(" life 42 ok\n");
	assert_int_equal(canvas_cell(c, 0, 1)->role, ROLE_LABEL);
	assert_int_equal(canvas_cell(c, 0, 9)->role, ROLE_OK);
	char *roles = canvas_dump_roles(c);

	assert_memory_equal(roles, ".bbbbbbb.jj\n", 12);
	free(roles);
}

static void test_nothing_raw_gets_in(void **state)
{
	struct region r = region_all(c);

	(void)state;
	region_text(r, 0, 0, ROLE_TEXT, "%s", "a\033[1m\rb\xff");
	region_put(r, 1, 0, ROLE_TEXT, "x\ty\nz\0", 6);
	assert_shows("a^[[1m^Mb\\xff\nx       y^Jz^@\n");
}

static void test_regions_clip_on_all_sides(void **state)
{
	struct region r = region_sub(region_all(c), 1, 5, 2, 6);

	(void)state;
	region_text(r, 0, -2, ROLE_TEXT, "abcdefghijk");
	region_text(r, 1, 3, ROLE_TEXT, "uvwxyz");
	region_text(r, 2, 0, ROLE_TEXT, "below");
	region_text(r, -1, 0, ROLE_TEXT, "above");
	assert_shows("\n     cdefg…\n        uv…\n");
}

static void test_what_is_cut_is_marked(void **state)
{
	(void)state;
	assert_int_equal(canvas_resize(c, 10, 20), 0);
	struct region r = region_sub(region_all(c), 0, 0, -1, 10);

	region_text(r, 0, 0, ROLE_TEXT, "0123456789");
	region_text(r, 1, 0, ROLE_TEXT, "0123456789   ");
	region_text(r, 2, 0, ROLE_TEXT, "0123456789a");
	region_text(r, 3, region_text(r, 3, 0, ROLE_TEXT, "0123456789"), ROLE_TEXT, "a");
	region_text(r, 4, 12, ROLE_TEXT, "beside");
	region_put_flat(r, 4, 0, ROLE_TEXT, "0123456789a", 11);
	region_wrap(r, 5, 2, ROLE_TEXT, "one two three four five");
	region_wrap(r, 7, 1, ROLE_TEXT, "one two\n");
	assert_shows("0123456789\n0123456789\n012345678…\n012345678…\n0123456789\n"
		     "one two\nthree fou…\none two\n");
}

static void test_wide_characters_are_never_cut(void **state)
{
	struct region r = region_sub(region_all(c), 0, 0, -1, 5);

	(void)state;
	region_text(r, 0, 0, ROLE_TEXT, "漢漢漢");
	region_text(r, 1, -1, ROLE_TEXT, "漢x");
	region_text(r, 2, 0, ROLE_TEXT, "漢漢");
	region_text(r, 2, 1, ROLE_TEXT, "AB");
	region_text(r, 3, 0, ROLE_TEXT, "A漢");
	region_text(r, 3, 0, ROLE_TEXT, "漢");
	assert_shows("漢漢…\n x\n AB\n漢\n");
	assert_int_equal(canvas_cell(c, 0, 1)->width, 0);
	assert_int_equal(canvas_cell(c, 0, 4)->width, 1);
}

static void test_fields_are_exact(void **state)
{
	struct region r = region_all(c);

	(void)state;
	assert_int_equal(region_field(r, 0, 0, 8, ROLE_TEXT, "%s", "leshan.eclipse"), 8);
	region_text(r, 0, 8, ROLE_TEXT, "|");
	region_field(r, 1, 0, 8, ROLE_TEXT, "%s", "漢漢漢漢漢");
	region_text(r, 1, 8, ROLE_TEXT, "|");
	region_field(r, 2, 0, 8, ROLE_TEXT, "ab\tc");
	region_text(r, 2, 8, ROLE_TEXT, "|");
	region_field(r, 3, 0, 0, ROLE_TEXT, "gone");
	assert_int_equal(region_text_right(r, 4, 20, ROLE_TEXT, "right"), 15);
	assert_shows("leshan.…|\n漢漢漢… |\nab^Ic   |\n\n               right\n");
}

static void test_a_long_text_is_cut_at_a_code_point(void **state)
{
	char *text = malloc(4001);

	(void)state;
	canvas_resize(c, 1, CANVAS_COLS_MAX);
	for (size_t i = 0; i < 4000; i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	text[4000] = '\0';
	region_text(region_all(c), 0, 0, ROLE_TEXT, "%s", text + 1);
	region_text(region_all(c), 0, 0, ROLE_TEXT, "x%s", text);
	for (int col = 0; col < CANVAS_COLS_MAX; col++)
		assert_int_not_equal(canvas_cell(c, 0, col)->cps[0], '\\');
	free(text);
}

static void test_wrap(void **state)
{
	struct region r = region_sub(region_all(c), 0, 0, -1, 8);

	(void)state;
	assert_int_equal(region_wrap(r, 0, 0, ROLE_TEXT, "the module is restarting"), 5);
	assert_int_equal(region_wrap(r, 0, 6, ROLE_TEXT, "the module is\nabcdefghij k"), 5);
	assert_shows("the\nmodule\nis\nabcdefgh\nij k\n");
	canvas_clear(c);
	assert_int_equal(region_wrap(r, 0, 9, ROLE_TEXT, "abcdefghij k"), 2);
	assert_shows("abcdefgh\nij k\n");
	assert_int_equal(region_wrap(region_sub(r, 0, 0, 1, 0), 0, 1, ROLE_TEXT, "x"), 0);
	assert_int_equal(region_wrap(region_sub(r, 0, 0, 2, 1), 0, 2, ROLE_TEXT, "漢"), 1);
}

static void test_box(void **state)
{
	struct region in =
		region_box(region_sub(region_all(c), 0, 0, 3, -1), "2 Log - live", "3 lines", true);

	(void)state;
	assert_int_equal(in.row, 1);
	assert_int_equal(in.col, 2);
	assert_int_equal(in.cols, 16);
	region_text(in, 0, 0, ROLE_TEXT, "0123456789abcdefXYZ");
	assert_shows("┌ 2 Log ── live ───┐\n│ 0123456789abcde… │\n└─ 3 lines ────────┘\n");
	assert_int_equal(canvas_cell(c, 0, 0)->role, ROLE_FRAME_FOCUS);
	assert_int_equal(canvas_cell(c, 0, 2)->role, ROLE_TITLE);
}

static void test_box_in_little_room(void **state)
{
	(void)state;
	region_box(
		region_sub(region_all(c), 0, 0, 2, 10), "a long title", "and a long footer", false);
	struct region tiny = region_sub(region_all(c), 4, 0, 1, 3);

	assert_int_equal(region_box(tiny, "x", "y", true).rows, 1);
	region_box_right(region_sub(region_all(c), 0, 0, 2, 10), ROLE_DIM, "ok");
	assert_shows("┌ a  ok ─┐\n└─ and… ─┘\n");
}

static void test_bars_and_meters(void **state)
{
	struct region r = region_all(c);

	(void)state;
	region_bar(r, 0, 0, 4, ROLE_BAR, 1, 2);
	region_text(r, 0, 4, ROLE_TEXT, "|");
	region_bar(r, 1, 0, 4, ROLE_BAR, 9, 16);
	region_bar(r, 2, 0, 4, ROLE_BAR, UINT64_MAX, UINT64_MAX);
	region_bar(r, 3, 0, 4, ROLE_BAR, 1, 0);
	region_meter(r, 4, 0, ROLE_OK, 2, 3);
	assert_shows("██  |\n██▎\n████\n\n▂▄·\n");
	canvas_clear(c);
	canvas_set_ascii(c, true);
	region_bar(r, 0, 0, 4, ROLE_BAR, 1, 2);
	region_meter(r, 1, 0, ROLE_OK, 2, 3);
	region_box(region_sub(r, 2, 0, 2, 8), "é…→", NULL, false);
	assert_shows("##..\n||.\n+ ~   -+\n+------+\n");
}

static void test_popup_and_cuts(void **state)
{
	struct region r = region_all(c), top, left;

	(void)state;
	for (int row = 0; row < 6; row++)
		region_text(r, row, 0, ROLE_TEXT, "漢漢漢漢漢漢漢漢漢漢");
	struct region popup = region_popup(r, 2, 5);

	assert_int_equal(popup.row, 2);
	assert_int_equal(popup.col, 7);
	char *dump = canvas_dump(c);

	assert_non_null(strstr(dump, "漢漢漢      漢漢漢漢\n漢漢漢      漢"));
	free(dump);
	top = region_cut_top(&r, 2);
	left = region_cut_left(&r, 30);
	assert_int_equal(top.rows, 2);
	assert_int_equal(left.cols, 20);
	assert_int_equal(r.cols, 0);
	assert_int_equal(r.rows, 4);
	region_text(r, 0, 0, ROLE_TEXT, "nowhere");
	region_fill(r, ROLE_BAD);
}

static void test_paint_and_cursor(void **state)
{
	struct region r = region_sub(region_all(c), 1, 2, 2, 4);
	int row, col;

	(void)state;
	assert_false(canvas_cursor(c, &row, &col));
	region_text(r, 0, 0, ROLE_TEXT, "abcd");
	region_paint(r, 0, -1, 3, ROLE_MATCH);
	region_add_attrs(r, 0, 3, 99, ATTR_BOLD);
	assert_int_equal(canvas_cell(c, 1, 1)->role, ROLE_TEXT);
	assert_int_equal(canvas_cell(c, 1, 3)->role, ROLE_MATCH);
	assert_int_equal(canvas_cell(c, 1, 4)->role, ROLE_TEXT);
	assert_int_equal(canvas_cell(c, 1, 5)->attrs, ATTR_BOLD);
	assert_int_equal(canvas_cell(c, 1, 6)->attrs, 0);
	region_cursor(r, 1, 3);
	assert_true(canvas_cursor(c, &row, &col));
	assert_int_equal(row, 2);
	assert_int_equal(col, 5);
	region_cursor(r, 1, 4);
	assert_false(canvas_cursor(c, &row, &col));
}

static void test_sizes_are_bounded(void **state)
{
	(void)state;
	assert_int_equal(canvas_resize(c, 0, -3), 0);
	assert_int_equal(canvas_rows(c), 1);
	region_text(region_all(c), 0, 0, ROLE_TEXT, "漢");
	region_box(region_all(c), "t", "f", true);
	assert_int_equal(canvas_resize(c, 100000, 100000), 0);
	assert_int_equal(canvas_rows(c), CANVAS_ROWS_MAX);
	assert_int_equal(canvas_cols(c), CANVAS_COLS_MAX);
}

/* No style may be unreadable: no dark blue, no black on the terminal's own ground, colours in
 * range, and what warns differs from what is fine, with colour and without. */
static void test_styles_can_be_read(void **state)
{
	static const int depths[] = {0, 8, 16, 88, 256};

	(void)state;
	for (int p = THEME_PALETTE_DEFAULT; p <= THEME_PALETTE_MONO; p++)
		for (size_t d = 0; d < 5; d++) {
			for (int role = 0; role < ROLE_COUNT; role++) {
				struct theme_style s = theme_style(
					(enum theme_palette)p, depths[d], (enum role)role);

				assert_true(s.fg < (depths[d] > 0 ? depths[d] : 1));
				assert_int_not_equal(s.fg, 4);
				assert_true(s.fg != 0 || s.bg >= 0);
				assert_true(s.fg != s.bg || s.fg < 0);
				if (p == THEME_PALETTE_MONO || depths[d] < 8)
					assert_true(s.fg < 0 && s.bg < 0);
			}
			struct theme_style ok =
				theme_style((enum theme_palette)p, depths[d], ROLE_OK);
			struct theme_style bad =
				theme_style((enum theme_palette)p, depths[d], ROLE_BAD);
			struct theme_style live = theme_style(
				(enum theme_palette)p, depths[d], ROLE_BANNER_PRODUCTION);
			struct theme_style stage =
				theme_style((enum theme_palette)p, depths[d], ROLE_BANNER_STAGING);

			assert_true(ok.fg != bad.fg || ok.attrs != bad.attrs);
			assert_true(live.bg != stage.bg || live.attrs != stage.attrs);
		}
}

static void test_no_color(void **state)
{
	enum theme_palette p = THEME_PALETTE_COLOUR_BLIND;

	(void)state;
	assert_int_equal(theme_choose(p, false, NULL), p);
	assert_int_equal(theme_choose(p, false, ""), p);
	assert_int_equal(theme_choose(p, false, "1"), THEME_PALETTE_MONO);
	assert_int_equal(theme_choose(p, true, NULL), THEME_PALETTE_MONO);
	assert_true(theme_palette_find("color-blind", &p));
	assert_false(theme_palette_find("pink", &p));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_text_and_chaining),
		TEST(test_nothing_raw_gets_in),
		TEST(test_regions_clip_on_all_sides),
		TEST(test_what_is_cut_is_marked),
		TEST(test_wide_characters_are_never_cut),
		TEST(test_fields_are_exact),
		TEST(test_a_long_text_is_cut_at_a_code_point),
		TEST(test_wrap),
		TEST(test_box),
		TEST(test_box_in_little_room),
		TEST(test_bars_and_meters),
		TEST(test_popup_and_cuts),
		TEST(test_paint_and_cursor),
		TEST(test_sizes_are_bounded),
		TEST(test_styles_can_be_read),
		TEST(test_no_color),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
