/*
 * The curses back end: shows a canvas on the terminal that term.h has opened. The only drawing
 * there is. Cells that have not changed since the last frame cost nothing; lines that moved are
 * scrolled by the terminal.
 */
#ifndef QLW_TUI_CANVAS_CURSES_H
#define QLW_TUI_CANVAS_CURSES_H

#include "tui/toolkit/canvas.h"
#include "tui/toolkit/theme.h"

struct screen;

/* After term_open; before term_close call screen_free. NULL when out of memory. */
struct screen *screen_new(enum theme_palette palette);
void screen_free(struct screen *s);

/* Shows it. The canvas should have the terminal's size; what is beyond is cut, what is missing is
 * blank. */
void screen_show(struct screen *s, const struct canvas *c);

/* The next show repaints everything: after a resize, a resume, Ctrl-L. */
void screen_redraw(struct screen *s);

#endif
