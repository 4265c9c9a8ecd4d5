/*
 * Colours, the only place that knows any: role → style, for each palette and each depth of colour.
 * Pure; canvas_curses.c turns styles into what the terminal wants. Backgrounds are the terminal's
 * own unless a role is a banner; dark blue and black are never used for text.
 */
#ifndef QLW_TUI_THEME_H
#define QLW_TUI_THEME_H

#include <stdbool.h>

#include "tui/toolkit/canvas.h"

enum theme_palette {
	THEME_PALETTE_DEFAULT,
	THEME_PALETTE_COLOUR_BLIND, /* blue and orange instead of green and red */
	THEME_PALETTE_MONO,         /* bold, reverse, underline; no colour */
};

enum {
	THEME_COLOUR_NONE = -1
}; /* the terminal's own */

struct theme_style {
	short fg, bg;   /* terminfo colour number below the depth asked for, or THEME_COLOUR_NONE */
	unsigned attrs; /* enum attr */
};

/* "default", "colour-blind" (also "color-blind"), "mono"; false if there is no such palette. */
bool theme_palette_find(const char *name, enum theme_palette *out);

/* The palette to use: mono if no_color is set or the environment's NO_COLOR is not empty. */
enum theme_palette theme_choose(enum theme_palette wanted, bool no_color, const char *env_no_color);

/* Style of a role on a terminal with so many colours (below 8: none). */
struct theme_style theme_style(enum theme_palette palette, int colours, enum role role);

#endif
