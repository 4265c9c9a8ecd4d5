/*
 * The grid of cells and its text back end. Knows no terminal and no colour.
 */
#include "tui/toolkit/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "modem/err.h"
#include "tui/toolkit/canvas_grid.h"

/* Symbols that views draw with, and what stands for them where only ASCII is to be had. */
static const struct {
	uint32_t cp;
	char ascii;
} likeness[] = {
	{0x00a0, ' '},
	{0x00b0, 'o'},
	{0x00b7, '.'},
	{0x00d7, 'x'},
	{0x2013, '-'},
	{0x2014, '-'},
	{0x2018, '\''},
	{0x2019, '\''},
	{0x201c, '"'},
	{0x201d, '"'},
	{0x2022, '*'},
	{0x2026, '~'},
	{0x2039, '<'},
	{0x203a, '>'},
	{0x2190, '<'},
	{0x2191, '^'},
	{0x2192, '>'},
	{0x2193, 'v'},
	{0x2194, '-'},
	{0x2248, '~'},
	{0x2500, '-'},
	{0x2502, '|'},
	{0x250c, '+'},
	{0x2510, '+'},
	{0x2514, '+'},
	{0x2518, '+'},
	{0x251c, '+'},
	{0x2524, '+'},
	{0x252c, '+'},
	{0x2534, '+'},
	{0x253c, '+'},
	{0x2581, '_'},
	{0x2582, '_'},
	{0x2583, '-'},
	{0x2584, '-'},
	{0x2585, '='},
	{0x2586, '='},
	{0x2587, '#'},
	{0x2588, '#'},
	{0x2589, '#'},
	{0x258a, '#'},
	{0x258b, '#'},
	{0x258c, '|'},
	{0x258d, '|'},
	{0x258e, '|'},
	{0x258f, '|'},
	{0x25a0, '#'},
	{0x25a1, 'o'},
	{0x25b2, '^'},
	{0x25b6, '>'},
	{0x25b8, '>'},
	{0x25bc, 'v'},
	{0x25be, 'v'},
	{0x25c6, '*'},
	{0x25cb, 'o'},
	{0x25cc, 'o'},
	{0x25cf, '*'},
	{0x2605, '*'},
	{0x2606, '*'},
	{0x26a0, '!'},
	{0x2713, 'v'},
	{0x2717, 'x'},
};

static int clamp(int value, int most)
{
	return value < 1 ? 1 : value > most ? most : value;
}

struct canvas *canvas_new(int rows, int cols)
{
	struct canvas *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->ascii = !text_is_utf8();
	if (canvas_resize(c, rows, cols) == QLW_OK)
		return c;
	free(c);
	return NULL;
}

void canvas_free(struct canvas *c)
{
	if (c)
		free(c->cells);
	free(c);
}

int canvas_resize(struct canvas *c, int rows, int cols)
{
	rows = clamp(rows, CANVAS_ROWS_MAX);
	cols = clamp(cols, CANVAS_COLS_MAX);
	struct cell *cells = calloc((size_t)rows * (size_t)cols, sizeof(*cells));

	if (!cells)
		return QLW_ENOMEM;
	free(c->cells);
	c->cells = cells;
	c->rows = rows;
	c->cols = cols;
	canvas_clear(c);
	return QLW_OK;
}

int canvas_rows(const struct canvas *c)
{
	return c->rows;
}

int canvas_cols(const struct canvas *c)
{
	return c->cols;
}

void canvas_set_ascii(struct canvas *c, bool ascii)
{
	c->ascii = ascii;
}

bool canvas_is_ascii(const struct canvas *c)
{
	return c->ascii;
}

void canvas_clear(struct canvas *c)
{
	static const struct cell blank = {.cps = {' '}, .width = 1, .role = ROLE_TEXT};
	size_t n = (size_t)c->rows * (size_t)c->cols;

	for (size_t i = 0; i < n; i++)
		c->cells[i] = blank;
	c->cursor_row = c->cursor_col = -1;
}

const struct cell *canvas_cell(const struct canvas *c, int row, int col)
{
	if (row < 0 || row >= c->rows || col < 0 || col >= c->cols)
		return NULL;
	return &c->cells[(size_t)row * (size_t)c->cols + (size_t)col];
}

bool canvas_cursor(const struct canvas *c, int *row, int *col)
{
	*row = c->cursor_row;
	*col = c->cursor_col;
	return c->cursor_row >= 0;
}

void grid_break_wide(struct canvas *c, int row, int col)
{
	struct cell *cell = grid_at(c, row, col);
	struct cell *other = cell;

	if (cell->width == 0 && col > 0)
		other = grid_at(c, row, col - 1);
	else if (cell->width == 2 && col + 1 < c->cols)
		other = grid_at(c, row, col + 1);
	if (other != cell) {
		memset(other->cps, 0, sizeof(other->cps));
		other->cps[0] = ' ';
		other->width = 1;
	}
}

void grid_put(struct canvas *c, int row, int col, const struct text_glyph *g, enum role role)
{
	struct cell *cell = grid_at(c, row, col);

	if (g->n == 1 && g->width == 1) {
		grid_put_one(c, row, col, g->cps[0], role);
		return;
	}
	grid_break_wide(c, row, col);
	memset(cell, 0, sizeof(*cell));
	for (unsigned i = 0; i < g->n && i < TEXT_GLYPH_CPS; i++)
		cell->cps[i] = g->cps[i];
	cell->width = g->width;
	cell->role = (uint8_t)role;
	if (g->width < 2)
		return;
	grid_break_wide(c, row, col + 1);
	cell[1] = (struct cell){.width = 0, .role = (uint8_t)role};
}

static char ascii_likeness(uint32_t cp)
{
	for (size_t i = 0; i < sizeof(likeness) / sizeof(*likeness); i++)
		if (likeness[i].cp == cp)
			return likeness[i].ascii;
	return '\0';
}

size_t grid_next(const struct canvas *c, const char *s, size_t n, struct text_glyph *g)
{
	uint32_t cp;
	size_t took = c->ascii && (unsigned char)*s >= 0x80 ? text_decode(s, n, &cp) : 0;

	if (took == 0)
		return text_next(s, n, g);
	char c7 = ascii_likeness(cp);

	if (c7)
		*g = (struct text_glyph){.cps = {(unsigned char)c7}, .n = 1, .width = 1};
	else
		text_escape_cp(g, cp);
	return took;
}

/* --- dumps ---------------------------------------------------------------------------------- */

static size_t dump_cell(const struct cell *cell, char *out)
{
	size_t n = 0;

	for (int i = 0; cell->width && i < TEXT_GLYPH_CPS && cell->cps[i]; i++)
		n += text_encode(cell->cps[i], out + n);
	return n;
}

static size_t role_letter(const struct cell *cell, char *out)
{
	static const char letters[] = ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	_Static_assert(ROLE_COUNT < sizeof(letters), "a letter for each role");
	*out = letters[cell->role];
	return 1;
}

/* Each row by cell_out, without the filler at its end. */
static char *dump(
	const struct canvas *c, size_t (*cell_out)(const struct cell *, char *), char filler)
{
	size_t cells = (size_t)c->rows * (size_t)c->cols;
	char *text = malloc(cells * TEXT_GLYPH_CPS * 4 + (size_t)c->rows + 1);
	size_t n = 0;

	if (!text)
		return NULL;
	for (int row = 0; row < c->rows; row++) {
		size_t end = n;

		for (int col = 0; col < c->cols; col++) {
			n += cell_out(canvas_cell(c, row, col), text + n);
			if (n > end && text[n - 1] != filler)
				end = n;
		}
		text[end] = '\n';
		n = end + 1;
	}
	text[n] = '\0';
	return text;
}

char *canvas_dump(const struct canvas *c)
{
	return dump(c, dump_cell, ' ');
}

char *canvas_dump_roles(const struct canvas *c)
{
	return dump(c, role_letter, '.');
}
