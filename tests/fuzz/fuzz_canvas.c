/*
 * Text on a canvas. Promises: whatever is drawn, in whatever region, no cell holds a control, no
 * wide character has lost a half, nothing is drawn outside of the region; stepping through text
 * always gets on.
 */
#include "tests/fuzz/fuzz.h"

#include <locale.h>
#include <string.h>

#include "tui/toolkit/canvas.h"

enum {
	ROWS = 4,
	COLS = 17
};

static void check_cell(const struct canvas *c, struct region r, int row, int col)
{
	const struct cell *cell = canvas_cell(c, row, col);
	bool inside = row >= r.row && row < r.row + r.rows && col >= r.col && col < r.col + r.cols;

	FUZZ_REQUIRE(cell->width <= 2 && cell->role < ROLE_COUNT);
	FUZZ_REQUIRE(cell->width != 2 || (col + 1 < COLS && cell[1].width == 0));
	FUZZ_REQUIRE(cell->width != 0 || (col > 0 && cell[-1].width == 2));
	FUZZ_REQUIRE(cell->width == 0 || text_cp_width(cell->cps[0]) == cell->width);
	FUZZ_REQUIRE(!canvas_is_ascii(c) || cell->cps[0] < 0x7f);
	FUZZ_REQUIRE(inside || cell->cps[0] == ' ');
}

static void draw(struct region r, const char *s, size_t n, int at)
{
	region_put(r, 0, at - 9, ROLE_TEXT, s, n);
	region_field(r, 1, 0, at, ROLE_OK, "%s", s);
	region_text_right(r, 2, at, ROLE_BAD, "%s", s);
	region_wrap(r, 0, 3, ROLE_DIM, s);
	region_box(r, s, s, true);
	region_box_right(r, ROLE_OK, "%s", s);
}

static void step(const char *s, size_t n)
{
	for (size_t at = 0, next; at < n; at = next)
		FUZZ_REQUIRE((next = text_after(s, n, at)) > at && next <= n);
	for (size_t at = n, next; at > 0; at = next)
		FUZZ_REQUIRE((next = text_prev(s, at)) < at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	setlocale(LC_CTYPE, "C.UTF-8");
	struct canvas *c = canvas_new(ROWS, COLS);
	char *s = malloc(size + 1);

	if (!c || !s)
		abort();
	memcpy(s, data, size);
	s[size] = '\0';
	canvas_set_ascii(c, data[0] & 1);
	struct region r = region_sub(region_all(c), data[0] % 5 - 1, data[1] % 20 - 2,
		data[1] % 6 - 1, data[0] % 20 - 1);

	draw(r, s, size, data[1] % 20);
	for (int row = 0; row < ROWS; row++)
		for (int col = 0; col < COLS; col++)
			check_cell(c, r, row, col);
	step(s, size);
	free(s);
	canvas_free(c);
	return 0;
}
