/*
 * The curses back end of the canvas. The only file that draws on the terminal; it knows cells and
 * styles, not what they mean.
 */
#include "tui/toolkit/canvas_curses.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

enum {
	ADOPT_MAX = 6,  /* blanks that take the style of both their neighbours */
	SCROLL_MAX = 8, /* lines that may have come since the last frame and still scroll */
};

struct style {
	attr_t attrs;
	short pair;
	bool shows_on_blank; /* background, reverse or underline: a blank in it can be seen */
};

struct screen {
	struct style styles[ROLE_COUNT];
	struct cell *shown; /* what curses has been given */
	int rows, cols;
	cchar_t *line;    /* one row on its way to curses */
	bool all;         /* repaint everything */
	int cursor_shown; /* -1: unknown */
};

/* --- styles --------------------------------------------------------------------------------- */

static attr_t curses_attrs(unsigned attrs)
{
	return (attrs & ATTR_BOLD ? A_BOLD : 0) | (attrs & ATTR_DIM ? A_DIM : 0) |
	       (attrs & ATTR_UNDERLINE ? A_UNDERLINE : 0) | (attrs & ATTR_REVERSE ? A_REVERSE : 0);
}

static bool is_visible(unsigned attrs)
{
	return (attrs & (ATTR_UNDERLINE | ATTR_REVERSE)) != 0;
}

/* The same colours share one pair: curses takes different pairs for different looks. */
static short share_pair(
	const struct theme_style *known, const short *pairs, size_t n, struct theme_style want)
{
	if (want.fg == THEME_COLOUR_NONE && want.bg == THEME_COLOUR_NONE)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (known[i].fg == want.fg && known[i].bg == want.bg)
			return pairs[i];
	return -1;
}

static void load_styles(struct screen *s, enum theme_palette palette)
{
	struct theme_style styles[ROLE_COUNT];
	short pairs[ROLE_COUNT], next = 1;
	bool colours = has_colors() && start_color() == OK;
	bool own_ground = colours && use_default_colors() == OK;

	for (size_t i = 0; i < ROLE_COUNT; i++) {
		styles[i] = theme_style(palette, colours ? COLORS : 0, (enum role)i);
		short pair = share_pair(styles, pairs, i, styles[i]);

		if (pair < 0) {
			pair = next++;
			init_pair(pair,
				styles[i].fg < 0 && !own_ground ? COLOR_WHITE : styles[i].fg,
				styles[i].bg < 0 && !own_ground ? COLOR_BLACK : styles[i].bg);
		}
		pairs[i] = pair;
		s->styles[i] = (struct style){
			.attrs = curses_attrs(styles[i].attrs),
			.pair = pair,
			.shows_on_blank = styles[i].bg >= 0 || is_visible(styles[i].attrs),
		};
	}
}

/* --- open, close ---------------------------------------------------------------------------- */

/* Follows curses' size. False when out of memory: then nothing is shown. */
static bool fit(struct screen *s)
{
	if (s->shown && s->rows == LINES && s->cols == COLS)
		return true;
	free(s->shown);
	free(s->line);
	s->rows = LINES;
	s->cols = COLS;
	s->shown = calloc((size_t)s->rows * (size_t)s->cols, sizeof(*s->shown));
	s->line = calloc((size_t)s->cols + 1, sizeof(*s->line));
	s->all = true;
	return s->shown && s->line;
}

struct screen *screen_new(enum theme_palette palette)
{
	struct screen *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	if (!fit(s)) {
		screen_free(s);
		return NULL;
	}
	load_styles(s, palette);
	idlok(stdscr, TRUE); /* lets curses scroll lines that moved */
	s->cursor_shown = -1;
	return s;
}

void screen_free(struct screen *s)
{
	if (!s)
		return;
	free(s->shown);
	free(s->line);
	free(s);
}

void screen_redraw(struct screen *s)
{
	s->all = true;
}

/* --- rows ----------------------------------------------------------------------------------- */

/* A blank that looks the same whatever its style is. */
static bool is_bare(const struct screen *s, const struct cell *cell)
{
	return cell->cps[0] == ' ' && cell->cps[1] == 0 && !s->styles[cell->role].shows_on_blank &&
	       !is_visible(cell->attrs);
}

static bool same_style(const struct screen *s, const struct cell *a, const struct cell *b)
{
	return s->styles[a->role].attrs == s->styles[b->role].attrs &&
	       s->styles[a->role].pair == s->styles[b->role].pair && a->attrs == b->attrs;
}

/*
 * The style of a bare blank is chosen for few bytes: that of the text on both sides when it is the
 * same and near, else none, so that the rest of a row can be erased.
 */
static const struct cell *blank_style(
	const struct screen *s, const struct cell *row, int col, int cols)
{
	static const struct cell plain = {.role = ROLE_TEXT};
	int left = col, right = col;

	while (left > 0 && col - left < ADOPT_MAX && is_bare(s, &row[left]))
		left--;
	while (right < cols - 1 && right - col < ADOPT_MAX && is_bare(s, &row[right]))
		right++;
	bool between =
		!is_bare(s, &row[left]) && !is_bare(s, &row[right]) && right - left <= ADOPT_MAX;

	return between && same_style(s, &row[left], &row[right]) ? &row[left] : &plain;
}

static void to_cchar(
	const struct screen *s, const struct cell *cell, const struct cell *styled, cchar_t *out)
{
	wchar_t text[TEXT_GLYPH_CPS + 1] = {0};

	for (int i = 0; i < TEXT_GLYPH_CPS; i++)
		text[i] = (wchar_t)cell->cps[i];
	setcchar(out, text, s->styles[styled->role].attrs | curses_attrs(styled->attrs),
		s->styles[styled->role].pair, NULL);
}

/* Gives one row to curses; it finds out itself which cells are new. */
static void give_row(struct screen *s, int row, const struct cell *cells, int cols)
{
	int n = 0;

	for (int col = 0; col < cols; col++) {
		const struct cell *cell = &cells[col];

		if (cell->width == 0)
			continue;
		to_cchar(s, cell, is_bare(s, cell) ? blank_style(s, cells, col, cols) : cell,
			&s->line[n++]);
	}
	mvadd_wchnstr(row, 0, s->line, n);
}

/* --- what is new, what only moved ------------------------------------------------------------ */

static bool same_row(const struct screen *s, int shown, const struct canvas *c, int row, int cols)
{
	return memcmp(&s->shown[(size_t)shown * (size_t)s->cols], canvas_cell(c, row, 0),
		       (size_t)cols * sizeof(*s->shown)) == 0;
}

/* Remembers what row is to look like; true if that is news. */
static bool row_changed(struct screen *s, const struct canvas *c, int row, int cols)
{
	bool changed = s->all || !same_row(s, row, c, row, cols);

	if (changed)
		memcpy(&s->shown[(size_t)row * (size_t)s->cols], canvas_cell(c, row, 0),
			(size_t)cols * sizeof(*s->shown));
	return changed;
}

/* How far rows [top, bottom] of the canvas are the shown ones moved up; 0: they are not. */
static int moved_up(const struct screen *s, const struct canvas *c, int top, int bottom, int cols)
{
	for (int by = 1; by <= SCROLL_MAX && by < (bottom - top) / 2; by++) {
		int row = top;

		while (row + by <= bottom && same_row(s, row + by, c, row, cols))
			row++;
		if (row + by > bottom)
			return by;
	}
	return 0;
}

/* A log that grew by a line is scrolled as a whole: only the new line is then given cell by cell. */
static void scroll_moved(struct screen *s, const struct canvas *c, int rows, int cols)
{
	int top = 0, bottom = rows - 1;

	while (top < rows && same_row(s, top, c, top, cols))
		top++;
	while (bottom > top && same_row(s, bottom, c, bottom, cols))
		bottom--;
	int by = cols == s->cols ? moved_up(s, c, top, bottom, cols) : 0;
	if (!by)
		return;
	size_t cells = (size_t)s->cols;
	memmove(&s->shown[(size_t)top * cells], &s->shown[(size_t)(top + by) * cells],
		(size_t)(bottom - top + 1 - by) * cells * sizeof(*s->shown));
	memset(&s->shown[(size_t)(bottom + 1 - by) * cells], 0,
		(size_t)by * cells * sizeof(*s->shown));
	scrollok(stdscr, TRUE);
	wsetscrreg(stdscr, top, bottom);
	wscrl(stdscr, by);
	wsetscrreg(stdscr, 0, s->rows - 1);
	scrollok(stdscr, FALSE);
}

/* --- show ----------------------------------------------------------------------------------- */

static void place_cursor(struct screen *s, const struct canvas *c)
{
	int row, col;
	bool shown = canvas_cursor(c, &row, &col) && row < s->rows && col < s->cols;

	if (s->cursor_shown != shown)
		curs_set(shown);
	s->cursor_shown = shown;
	/* an invisible cursor may stay where the last change was */
	leaveok(stdscr, !shown);
	if (shown)
		move(row, col);
}

void screen_show(struct screen *s, const struct canvas *c)
{
	if (!fit(s))
		return;
	int rows = canvas_rows(c) < s->rows ? canvas_rows(c) : s->rows;
	int cols = canvas_cols(c) < s->cols ? canvas_cols(c) : s->cols;

	if (s->all) {
		erase();
		clearok(stdscr, TRUE);
	}
	if (!s->all)
		scroll_moved(s, c, rows, cols);
	for (int row = 0; row < rows; row++)
		if (row_changed(s, c, row, cols))
			give_row(s, row, canvas_cell(c, row, 0), cols);
	s->all = false;
	place_cursor(s, c);
	wnoutrefresh(stdscr);
	doupdate();
}
