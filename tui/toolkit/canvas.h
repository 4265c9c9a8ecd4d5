/*
 * The canvas: a grid of cells that views draw on. It knows roles, not colours, and no terminal; a
 * back end shows it (canvas_curses.c) or writes it down (canvas_dump, for tests).
 *
 * There is one way to put text on it, and it makes everything harmless first (text.h): whatever a
 * module, a server or a file sends can be passed as it is. A wide character is never cut in half:
 * at an edge it becomes a space.
 *
 * Usage, once a frame: canvas_clear, draw everything through regions, then show.
 */
#ifndef QLW_TUI_CANVAS_H
#define QLW_TUI_CANVAS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tui/toolkit/text.h"

/* What a cell means. Colours and attributes of each: theme.c. */
enum role {
	ROLE_TEXT,
	ROLE_DIM,
	ROLE_LABEL,
	ROLE_VALUE,
	ROLE_TITLE,
	ROLE_FRAME,
	ROLE_FRAME_FOCUS,
	ROLE_HEADER,
	ROLE_FOOTER,
	ROLE_KEY, /* the name of a key, in footer and help */
	ROLE_OK,
	ROLE_WARN,
	ROLE_BAD,
	ROLE_PENDING,  /* under way */
	ROLE_STALE,    /* known once, perhaps no longer true */
	ROLE_ESTIMATE, /* computed by us, not told by the module */
	ROLE_BAR,
	ROLE_TX,
	ROLE_RX,
	ROLE_URC,
	ROLE_DATA, /* payload: hex and text dumps */
	ROLE_TIME,
	ROLE_MATCH, /* a search hit */
	ROLE_MARK,  /* a bookmark */
	ROLE_SELECTED,
	ROLE_INPUT,
	ROLE_INPUT_BAD,
	ROLE_HINT, /* help under the input, completion candidates */
	ROLE_DIFF_ADD,
	ROLE_DIFF_CHANGE,
	ROLE_DIFF_REMOVE,
	ROLE_BANNER_STAGING,
	ROLE_BANNER_PRODUCTION,
	ROLE_MESSAGE, /* the last result, in one line */
	ROLE_ERROR,   /* the same when it failed */
	ROLE_COUNT,
};

/* Added to what the role brings. */
enum attr {
	ATTR_BOLD = 1,
	ATTR_DIM = 2,
	ATTR_UNDERLINE = 4,
	ATTR_REVERSE = 8,
};

enum {
	CANVAS_ROWS_MAX = 500,
	CANVAS_COLS_MAX = 1000
};

struct cell {
	uint32_t cps[TEXT_GLYPH_CPS]; /* cps[0] is the base; the rest are marks, 0 ends */
	uint8_t width;                /* 1 or 2; 0 for the right half of the wide cell before it */
	uint8_t role;                 /* enum role */
	uint8_t attrs;                /* enum attr */
	uint8_t none;                 /* 0: no padding, so that rows are compared as bytes */
};

struct canvas;

/* A rectangle of a canvas, passed by value. What is drawn outside it is cut away; rows and columns
 * given to the functions below are relative to its top left corner and may be anything. It is valid
 * until the canvas is resized. rows or cols may be 0; drawing there does nothing. */
struct region {
	struct canvas *canvas;
	int row, col, rows, cols;
};

/* --- canvas --------------------------------------------------------------------------------- */

/* NULL when out of memory. Sizes are limited to 1..CANVAS_*_MAX. The caller frees. */
struct canvas *canvas_new(int rows, int cols);
void canvas_free(struct canvas *c);

/* Empties it, too. QLW_OK or QLW_ENOMEM; then the old size stays. */
int canvas_resize(struct canvas *c, int rows, int cols);

int canvas_rows(const struct canvas *c);
int canvas_cols(const struct canvas *c);

/* Draw with ASCII only: frames, bars and the symbols listed in canvas.c are replaced by their
 * ASCII likeness, everything else beyond ASCII is escaped. */
void canvas_set_ascii(struct canvas *c, bool ascii);
bool canvas_is_ascii(const struct canvas *c);

/* Blank cells of ROLE_TEXT everywhere, cursor hidden. */
void canvas_clear(struct canvas *c);

/* NULL outside of the canvas. Valid until the next resize. */
const struct cell *canvas_cell(const struct canvas *c, int row, int col);

/* False when the cursor is hidden. */
bool canvas_cursor(const struct canvas *c, int *row, int *col);

/* The text back end: every row as UTF-8 without trailing blanks, each ended by a newline. Roles are
 * not shown. Returns a string the caller frees, NULL when out of memory. */
char *canvas_dump(const struct canvas *c);

/* The role letters of the same cells, for tests: one character for each column, '.' for ROLE_TEXT,
 * then 'a'.. 'z', 'A'.. in the order of enum role. Returns a string the caller frees, or NULL. */
char *canvas_dump_roles(const struct canvas *c);

/* --- regions -------------------------------------------------------------------------------- */

struct region region_all(struct canvas *c);

/* A part of r, cut to fit into it; rows or cols of -1 mean "all that is left". */
struct region region_sub(struct region r, int row, int col, int rows, int cols);

/* Takes n rows (columns) off one side: *r shrinks, the part is returned. */
struct region region_cut_top(struct region *r, int n);
struct region region_cut_bottom(struct region *r, int n);
struct region region_cut_left(struct region *r, int n);
struct region region_cut_right(struct region *r, int n);

/* rows×cols in the middle of r (less if r is smaller), already blank: for what lies on top. */
struct region region_popup(struct region r, int rows, int cols);

/* --- drawing -------------------------------------------------------------------------------- */

/*
 * Text in one row, from (row, col). Tabs go to the next multiple of eight from the region's left
 * edge; a newline is shown as ^J. What the region has no room for is cut, which a … in its last column
 * tells. Returns the column after the last one, so calls can be chained;
 * it stops counting where the region ends:
 *     col = region_text(r, 0, 1, ROLE_LABEL, "life");
 *     region_text(r, 0, col + 1, ROLE_VALUE, "%d s", n);
 * The formatted text is limited to 2 KiB; pass longer data to region_put.
 */
int region_text(struct region r, int row, int col, enum role role, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
int region_vtext(struct region r, int row, int col, enum role role, const char *format,
	va_list args) __attribute__((format(printf, 5, 0)));
int region_put(struct region r, int row, int col, enum role role, const char *s, size_t n);

/* The same with a tab shown as ^I and cut without …, for text with a cursor in it and for symbols, and
 * the columns that takes. */
int region_put_flat(struct region r, int row, int col, enum role role, const char *s, size_t n);
int region_width(struct region r, const char *s, size_t n);

/* Text in exactly cols columns: cut with … when too long, blanks after it when short; a tab is
 * shown as ^I. Returns col + cols. Use this instead of "%-10s", which counts bytes. */
int region_field(struct region r, int row, int col, int cols, enum role role, const char *format,
	...) __attribute__((format(printf, 6, 7)));

/* Text that ends right before column end (may be r.cols). Returns the column where it began; what
 * does not fit is cut on the left. */
int region_text_right(struct region r, int row, int end, enum role role, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
int region_vtext_right(struct region r, int row, int end, enum role role, const char *format,
	va_list args) __attribute__((format(printf, 5, 0)));

/* Words wrapped at blanks into at most rows rows from (row, 0); a word longer than a row is broken.
 * Returns the rows used (needed, if rows is 0: then nothing is drawn). Newlines begin a new row. What
 * does not fit into the last row is cut with … */
int region_wrap(struct region r, int row, int rows, enum role role, const char *s);

/* All cells blank, in this role. */
void region_fill(struct region r, enum role role);

/* Changes role, or adds attributes, of cells that are already drawn: selection, search hits. */
void region_paint(struct region r, int row, int col, int cols, enum role role);
void region_add_attrs(struct region r, int row, int col, int cols, unsigned attrs);

/* A frame along the edge with title and footer set into its lines, either may be NULL; returns what
 * is inside, with one blank column on each side. In title and footer the character '-' between two
 * blanks is drawn as a piece of the line:  "2 Log - live". A region smaller than 2×4 has no frame
 * and is returned as it is. */
struct region region_box(struct region r, const char *title, const char *footer, bool focus);

/* Text set into the frame's top line, ending two columns before the right corner: call it with the
 * same region as region_box, after it. */
void region_box_right(struct region r, enum role role, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A horizontal line over the whole width. */
void region_rule(struct region r, int row);

/* part of whole as a bar of cols columns, in eighths of a column (whole columns in ASCII). */
void region_bar(
	struct region r, int row, int col, int cols, enum role role, uint64_t part, uint64_t whole);

/* Signal bars: level of 0..levels (at most 8), a column each: ▂▄▆ ; missing ones are dim dots. */
void region_meter(struct region r, int row, int col, enum role role, int level, int levels);

/* Shows the cursor there; outside of the region it is hidden. */
void region_cursor(struct region r, int row, int col);

#endif
