/*
 * Text as a terminal will show it: UTF-8, columns, and visible forms for everything that must not
 * reach a terminal as it is. Pure. Widths come from wcwidth(), so they depend on LC_CTYPE; in a
 * locale that is not UTF-8 everything beyond ASCII is shown in its escaped form.
 *
 * What is shown escaped:
 *   C0 controls and DEL   ^[ ^? (a tab inside a canvas is expanded instead)
 *   C1 controls           <U+009B>
 *   invalid UTF-8         \x9b, a byte at a time
 *   bidi overrides, zero-width and other format characters, variation selectors, line separators,
 *   private use, unassigned, a combining mark without a base or beyond the third: <U+202E>
 */
#ifndef QLW_TUI_TEXT_H
#define QLW_TUI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TEXT_GLYPH_CPS = 4,   /* one base and at most three combining marks */
	TEXT_GLYPH_COLS = 10, /* the widest escaped form, <U+10FFFF> */
};

/* One unit of display: never cut, never wrapped inside. An escaped form is plain ASCII of several
 * columns (n code points, one column each); everything else is one cell of width 1 or 2. */
struct text_glyph {
	uint32_t cps[TEXT_GLYPH_COLS];
	uint8_t n;     /* code points in cps */
	uint8_t width; /* columns */
	bool escaped;
};

/* Sets LC_CTYPE from the environment and leaves LC_NUMERIC "C". Call once, first in main. */
void text_start(void);

/* Is the locale's character set UTF-8? */
bool text_is_utf8(void);

/* Decodes one code point from n > 0 bytes; returns the bytes it took (1..4) and sets *cp, or
 * returns 0 when the first byte does not start a valid sequence (overlong, surrogate, cut off,
 * beyond U+10FFFF). */
size_t text_decode(const char *s, size_t n, uint32_t *cp);

/* Encodes cp (valid, see above) into out, returns the bytes written; no NUL is added. */
size_t text_encode(uint32_t cp, char out[4]);

/* Columns of a code point shown as it is: 0 (combining), 1, 2; -1: only its escaped form is
 * shown. */
int text_cp_width(uint32_t cp);

/* The escaped form of cp, which may be anything. */
void text_escape_cp(struct text_glyph *g, uint32_t cp);

/* The next glyph of n > 0 bytes; returns the bytes it took, never 0. A tab and a newline come out
 * as ^I and ^J. */
size_t text_next(const char *s, size_t n, struct text_glyph *g);

/* Columns that n bytes take when shown. */
size_t text_width(const char *s, size_t n);

/* Bytes of the longest run of whole glyphs that fits into cols columns; *used (may be NULL) gets
 * the columns they take. */
size_t text_fit(const char *s, size_t n, size_t cols, size_t *used);

/* Writes the visible form of n bytes into dst (size > 0), always ending in NUL, cut after a whole
 * glyph; returns the bytes written without the NUL. Safe to print on any terminal. */
size_t text_escape(char *dst, size_t size, const char *s, size_t n);

/* The start of the code point before, and the end of the one at, byte offset at (0..n); marks go
 * with their base. For editing: text_prev(s, 0) is 0, text_after(s, n, n) is n. */
size_t text_prev(const char *s, size_t at);
size_t text_after(const char *s, size_t n, size_t at);

#endif
