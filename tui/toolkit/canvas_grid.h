/*
 * Inside of the canvas, shared by canvas.c (the grid) and region.c (drawing) and no one else.
 */
#ifndef QLW_TUI_CANVAS_GRID_H
#define QLW_TUI_CANVAS_GRID_H

#include "tui/toolkit/canvas.h"

struct canvas {
	struct cell *cells;
	int rows, cols;
	int cursor_row, cursor_col; /* -1: hidden */
	bool ascii;
};

/* (row, col) must be on the canvas. */
static inline struct cell *grid_at(struct canvas *c, int row, int col)
{
	return &c->cells[(size_t)row * (size_t)c->cols + (size_t)col];
}

/* Puts a glyph of one cell there; for width 2 the next column must be on the canvas, too. Wide
 * characters that lose a half become blanks. */
void grid_put(struct canvas *c, int row, int col, const struct text_glyph *g, enum role role);

/* Whatever a wide character at (row, col) loses, its other half becomes a blank. */
void grid_break_wide(struct canvas *c, int row, int col);

/* The same for one code point, one column wide. */
static inline void grid_put_one(struct canvas *c, int row, int col, uint32_t cp, enum role role)
{
	struct cell *cell = grid_at(c, row, col);

	if (cell->width != 1)
		grid_break_wide(c, row, col);
	*cell = (struct cell){.cps = {cp}, .width = 1, .role = (uint8_t)role};
}

/* The next glyph as this canvas shows it: text_next, and likenesses in ASCII. */
size_t grid_next(const struct canvas *c, const char *s, size_t n, struct text_glyph *g);

#endif
