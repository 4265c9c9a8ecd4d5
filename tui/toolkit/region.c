/*
 * Drawing through regions: rectangles that clip. The only way onto a canvas, so this is where text
 * is made harmless (text.c through grid_next).
 */
#include "tui/toolkit/canvas.h"

#include <stdio.h>
#include <string.h>

#include "tui/toolkit/canvas_grid.h"

enum {
	TEXT_MAX = 2048,
	TAB_COLS = 8
};

/* --- rectangles ----------------------------------------------------------------------------- */

struct region region_all(struct canvas *c)
{
	return (struct region){c, 0, 0, c->rows, c->cols};
}

/* Cuts [*at, *at + *n) to [0, whole); n of -1 reaches to the end. */
static void cut(int *at, int *n, int whole)
{
	int end = *n < 0 || *n > whole ? whole : *n;

	if (*at < 0)
		end = *n < 0 ? whole : end + *at;
	*at = *at < 0 ? 0 : *at > whole ? whole : *at;
	*n = end > whole - *at ? whole - *at : end < 0 ? 0 : end;
}

struct region region_sub(struct region r, int row, int col, int rows, int cols)
{
	cut(&row, &rows, r.rows);
	cut(&col, &cols, r.cols);
	return (struct region){r.canvas, r.row + row, r.col + col, rows, cols};
}

static int at_most(int n, int most)
{
	return n < 0 ? 0 : n > most ? most : n;
}

struct region region_cut_top(struct region *r, int n)
{
	n = at_most(n, r->rows);
	struct region part = region_sub(*r, 0, 0, n, -1);

	*r = region_sub(*r, n, 0, -1, -1);
	return part;
}

struct region region_cut_bottom(struct region *r, int n)
{
	n = at_most(n, r->rows);
	struct region part = region_sub(*r, r->rows - n, 0, n, -1);

	*r = region_sub(*r, 0, 0, r->rows - n, -1);
	return part;
}

struct region region_cut_left(struct region *r, int n)
{
	n = at_most(n, r->cols);
	struct region part = region_sub(*r, 0, 0, -1, n);

	*r = region_sub(*r, 0, n, -1, -1);
	return part;
}

struct region region_cut_right(struct region *r, int n)
{
	n = at_most(n, r->cols);
	struct region part = region_sub(*r, 0, r->cols - n, -1, n);

	*r = region_sub(*r, 0, 0, -1, r->cols - n);
	return part;
}

struct region region_popup(struct region r, int rows, int cols)
{
	rows = at_most(rows, r.rows);
	cols = at_most(cols, r.cols);
	struct region popup = region_sub(r, (r.rows - rows) / 2, (r.cols - cols) / 2, rows, cols);

	region_fill(popup, ROLE_TEXT);
	return popup;
}

/* --- cells ---------------------------------------------------------------------------------- */

static bool inside(struct region r, int row, int col)
{
	return row >= 0 && row < r.rows && col >= 0 && col < r.cols;
}

/* One glyph of one cell; a wide one that does not fit leaves a blank in the half that does. */
static void put_cell(struct region r, int row, int col, const struct text_glyph *g, enum role role)
{
	static const struct text_glyph blank = {.cps = {' '}, .n = 1, .width = 1};
	bool left = inside(r, row, col);
	bool right = g->width < 2 || inside(r, row, col + 1);

	if (left && right)
		grid_put(r.canvas, r.row + row, r.col + col, g, role);
	else if (left)
		grid_put(r.canvas, r.row + row, r.col + col, &blank, role);
	else if (g->width == 2 && right)
		grid_put(r.canvas, r.row + row, r.col + col + 1, &blank, role);
}

static int put_glyph(struct region r, int row, int col, const struct text_glyph *g, enum role role)
{
	if (!g->escaped) {
		put_cell(r, row, col, g, role);
		return col + g->width;
	}
	for (unsigned i = 0; i < g->n; i++) {
		struct text_glyph one = {.cps = {g->cps[i]}, .n = 1, .width = 1};

		put_cell(r, row, col++, &one, role);
	}
	return col;
}

static int put_cp(struct region r, int row, int col, const char *symbol, enum role role)
{
	struct text_glyph g;

	grid_next(r.canvas, symbol, strlen(symbol), &g);
	return put_glyph(r, row, col, &g, role);
}

static int put_blanks(struct region r, int row, int col, int end, enum role role)
{
	for (; col < end; col++)
		if (inside(r, row, col))
			grid_put_one(r.canvas, r.row + row, r.col + col, ' ', role);
	return col;
}

/* --- text ----------------------------------------------------------------------------------- */

static bool is_plain(char byte)
{
	return byte >= 0x20 && byte < 0x7f;
}

/* Nearly all of what is drawn: printable ASCII that nothing combines with, a cell each. Returns how
 * many bytes it took; 0: the next glyph wants the long way. */
static int put_plain(struct region r, int row, int col, enum role role, const char *s, size_t n)
{
	int took = 0;

	if (!inside(r, row, col))
		return 0;
	for (size_t at = 0; at < n && col + took < r.cols && is_plain(s[at]); at++, took++) {
		if (at + 1 < n && (unsigned char)s[at + 1] >= 0x80)
			break;
		grid_put_one(r.canvas, r.row + row, r.col + col + took, (unsigned char)s[at], role);
	}
	return took;
}

/* As much as the row has room for; *took gets the bytes of it. */
static int put_text(struct region r, int row, int col, enum role role, const char *s, size_t n,
	bool tabs, size_t *took)
{
	struct text_glyph g;
	size_t at = 0;

	while (at < n && col < r.cols) {
		int plain = put_plain(r, row, col, role, s + at, n - at);

		at += (size_t)plain;
		col += plain;
		if (plain)
			continue;
		if (tabs && s[at] == '\t') {
			int stop = col < 0 ? col + 1 : (col / TAB_COLS + 1) * TAB_COLS;

			col = put_blanks(r, row, col, stop, role);
			at++;
			continue;
		}
		at += grid_next(r.canvas, s + at, n - at, &g);
		col = put_glyph(r, row, col, &g, role);
	}
	*took = at;
	return col;
}

/* Not text_width: ASCII likenesses are narrower than escaped forms. */
int region_width(struct region r, const char *s, size_t n)
{
	struct text_glyph g;
	int cols = 0;

	for (size_t at = 0; at < n && cols < 2 * CANVAS_COLS_MAX; cols += g.width)
		at += grid_next(r.canvas, s + at, n - at, &g);
	return cols;
}

static size_t shown_fit(struct region r, const char *s, size_t n, int cols, int *used)
{
	struct text_glyph g;
	size_t at = 0;

	*used = 0;
	while (at < n) {
		size_t took = grid_next(r.canvas, s + at, n - at, &g);

		if (*used + g.width > cols)
			break;
		*used += g.width;
		at += took;
	}
	return at;
}

static bool is_blank(const char *s, size_t n)
{
	while (n > 0 && s[n - 1] == ' ')
		n--;
	return n == 0;
}

/* More of a text than its row can show, which a reader has to know. */
static void mark_cut(struct region r, int row, int col, enum role role)
{
	put_cp(r, row, col < r.cols ? col : r.cols - 1, "…", role);
}

int region_put(struct region r, int row, int col, enum role role, const char *s, size_t n)
{
	size_t took;
	/* one that goes on where the text before it ended, at the edge, is cut as well */
	const bool seen = col <= r.cols;
	const int end = put_text(r, row, col, role, s, n, true, &took);

	if (seen && (end > r.cols || !is_blank(s + took, n - took)))
		mark_cut(r, row, end, role);
	return end;
}

int region_put_flat(struct region r, int row, int col, enum role role, const char *s, size_t n)
{
	size_t took;

	return put_text(r, row, col, role, s, n, false, &took);
}

/* vsnprintf that returns what is in buf, never cut inside a code point. */
static size_t format_text(char buf[TEXT_MAX], const char *format, va_list args)
{
	int n = vsnprintf(buf, TEXT_MAX, format, args);

	if (n < TEXT_MAX)
		return n < 0 ? 0 : (size_t)n;
	return text_prev(buf, TEXT_MAX - 1);
}

int region_vtext(
	struct region r, int row, int col, enum role role, const char *format, va_list args)
{
	char buf[TEXT_MAX];

	return region_put(r, row, col, role, buf, format_text(buf, format, args));
}

int region_text(struct region r, int row, int col, enum role role, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	col = region_vtext(r, row, col, role, format, args);
	va_end(args);
	return col;
}

static int put_field(
	struct region r, int row, int col, int cols, enum role role, const char *s, size_t n)
{
	int end = col + cols;
	int used;
	size_t fit = shown_fit(r, s, n, cols, &used);

	if (fit < n && cols > 0) {
		fit = shown_fit(r, s, n, cols - 1, &used);
		col = region_put_flat(r, row, col, role, s, fit);
		col = put_cp(r, row, col, "…", role);
	} else {
		col = region_put_flat(r, row, col, role, s, fit);
	}
	put_blanks(r, row, col, end > r.cols ? r.cols : end, role);
	return end;
}

int region_field(
	struct region r, int row, int col, int cols, enum role role, const char *format, ...)
{
	char buf[TEXT_MAX];
	va_list args;

	va_start(args, format);
	size_t n = format_text(buf, format, args);
	va_end(args);
	return put_field(r, row, col, cols < 0 ? 0 : cols, role, buf, n);
}

int region_vtext_right(
	struct region r, int row, int end, enum role role, const char *format, va_list args)
{
	char buf[TEXT_MAX];
	size_t n = format_text(buf, format, args);
	int start = end - region_width(r, buf, n);

	region_put_flat(r, row, start, role, buf, n);
	return start < 0 ? 0 : start;
}

int region_text_right(struct region r, int row, int end, enum role role, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int start = region_vtext_right(r, row, end, role, format, args);
	va_end(args);
	return start;
}

/* Bytes of s that go into one row; *skip gets the blank that is not drawn. */
static size_t wrap_row(struct region r, const char *s, size_t n, size_t *skip)
{
	int used;
	size_t fit = shown_fit(r, s, n, r.cols, &used);
	size_t end = fit;

	*skip = 0;
	if (fit == n)
		return n;
	while (end > 0 && s[end] != ' ')
		end--;
	if (end > 0)
		return *skip = 1, end;
	/* one word fills the row; a glyph wider than the row is cut, to get on */
	return fit > 0 ? fit : text_after(s, n, 0);
}

int region_wrap(struct region r, int row, int rows, enum role role, const char *s)
{
	int used = 0;

	if (r.cols <= 0)
		return 0;
	for (;;) {
		size_t n = strcspn(s, "\n"), skip;
		size_t take = wrap_row(r, s, n, &skip);

		const bool more = s[take + strspn(s + take, " \n")];

		if (used < rows) {
			const int end = region_put(r, row + used, 0, role, s, take);
			if (used + 1 == rows && more)
				mark_cut(r, row + used, end, role);
		}
		used++;
		s += take + (take < n ? skip : 0);
		if (take == n && *s == '\0')
			break;
		if (take == n)
			s++;
	}
	return rows > 0 && used > rows ? rows : used;
}

/* --- shapes --------------------------------------------------------------------------------- */

void region_fill(struct region r, enum role role)
{
	for (int row = 0; row < r.rows; row++)
		put_blanks(r, row, 0, r.cols, role);
}

/* Cells of a run, cut to the region. */
static struct cell *run(struct region r, int row, int *col, int *cols)
{
	cut(col, cols, r.cols);
	if (row < 0 || row >= r.rows || *cols <= 0)
		return NULL;
	return grid_at(r.canvas, r.row + row, r.col + *col);
}

void region_paint(struct region r, int row, int col, int cols, enum role role)
{
	struct cell *cell = run(r, row, &col, &cols);

	for (int i = 0; cell && i < cols; i++)
		cell[i].role = (uint8_t)role;
}

void region_add_attrs(struct region r, int row, int col, int cols, unsigned attrs)
{
	struct cell *cell = run(r, row, &col, &cols);

	for (int i = 0; cell && i < cols; i++)
		cell[i].attrs |= (uint8_t)attrs;
}

void region_cursor(struct region r, int row, int col)
{
	bool shown = inside(r, row, col);

	r.canvas->cursor_row = shown ? r.row + row : -1;
	r.canvas->cursor_col = shown ? r.col + col : -1;
}
