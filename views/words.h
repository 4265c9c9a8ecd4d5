/*
 * Words, figures and glyphs that several panes share, so that a time, a state or an estimate looks
 * the same everywhere. Pure.
 *
 * Countdowns step by the second below ten, by tens up to ten minutes, then coarser: words_next says
 * when the text changes, so that a pane wakes up for that alone.
 */
#ifndef QLW_VIEWS_WORDS_H
#define QLW_VIEWS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/qlw.h"
#include "tui/toolkit/canvas.h"

enum {
	WORDS_MAX = 32
}; /* bytes any function here may write */

/* "8 s", "40 s", "2 min 10 s", "25 min", "5 h 10 min", "30 d"; "now" for 0. Rounded up. */
const char *words_countdown(uint64_t left_ms, char out[WORDS_MAX]);
/* After how many ms words_countdown says something else; UINT64_MAX for 0. */
uint64_t words_next(uint64_t left_ms);
/* The same for a time counted up from zero; rounded down: "0 s", "8 s", "40 s". */
const char *words_elapsed(uint64_t ms, char out[WORDS_MAX]);
uint64_t words_elapsed_next(uint64_t ms);

/* How long something took: "0.6 s", "31 s", "2 min 5 s". */
const char *words_took(uint64_t ms, char out[WORDS_MAX]);

/* A set time, exactly or in its two largest units: "30 s", "20.48 s", "40 min", "3 h 20 min", "54 d 2 h". */
const char *words_duration(uint64_t ms, char out[WORDS_MAX]);

/* Local time: "12:04"; "12:04:02"; "12:04:02.113". */
const char *words_clock(uint64_t t_ms, char out[WORDS_MAX]);
const char *words_time(uint64_t t_ms, char out[WORDS_MAX]);
const char *words_stamp(uint64_t t_ms, char out[WORDS_MAX]);
/* Since when: "12:04", "21 Nov 12:04" if that is more than a day ago. */
const char *words_since(uint64_t t_ms, uint64_t now_ms, char out[WORDS_MAX]);

/* "1st", "2nd", "3rd", "11th" */
const char *words_ordinal(unsigned n, char out[WORDS_MAX]);
/* With thousands apart: "1,204" */
const char *words_count(uint64_t n, char out[WORDS_MAX]);

/* Host and port of a server URI within cols columns, the host cut first: "leshan…:5684". Draws and
 * returns the column after. */
int words_put_host(struct region r, int row, int col, int cols, enum role role, const char *uri);

/* Of a registration: one column, and what it looks like. */
const char *words_phase_glyph(enum qlw_phase phase);
enum role words_phase_role(enum qlw_phase phase);
/* Table 9's name, "state 42" for others, "unknown" for -1. */
const char *words_state(int code, char out[WORDS_MAX]);

/* Cause and next step of a number, in two rows; NULL: none. Returns the rows used. */
struct explain_number;
int words_put_number(struct region r, int row, const struct explain_number *why);

#endif
