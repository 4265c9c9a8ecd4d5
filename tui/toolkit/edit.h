/*
 * A line of text being edited: fields of forms, typed words, secrets. Pure and of fixed size; keys
 * as everyone expects them (arrows, Home, End, Backspace, Delete, Ctrl-A E B F K U W D).
 */
#ifndef QLW_TUI_EDIT_H
#define QLW_TUI_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/toolkit/canvas.h"
#include "tui/toolkit/keys.h"

enum {
	EDIT_MAX = 3072 /* 1460 bytes as hexadecimal fit */
};

struct edit {
	char text[EDIT_MAX]; /* UTF-8, NUL-terminated, never more than limit bytes */
	size_t len;
	size_t cursor; /* byte offset, at the start of a glyph */
	size_t limit;  /* most bytes, below EDIT_MAX */
	bool secret;   /* drawn as bullets */
};

/* limit 0: as many as fit. initial may be NULL; the cursor stands at its end. */
void edit_start(struct edit *e, const char *initial, size_t limit, bool secret);

/* Overwrites the text so that it is in memory no longer. */
void edit_wipe(struct edit *e);

/* True if the key was one for editing (also when it had no effect). Paste is inserted with newlines
 * and other controls as blanks. Enter, Esc, Tab, Up, Down are the caller's. */
bool edit_key(struct edit *e, const struct key *key);

void edit_insert(struct edit *e, const char *s, size_t n);

/* What a secret is drawn as: a bullet for each glyph, written into out (3 * EDIT_MAX bytes, no
 * NUL). Returns the bytes; *cursor gets the cursor's offset in them. */
size_t edit_bullets(const struct edit *e, char *out, size_t *cursor);

/* Draws cols columns from (row, col), scrolled so that the cursor is in sight; focus shows it. */
void edit_draw(const struct edit *e, struct region r, int row, int col, int cols, enum role role,
	bool focus);

/* Draws any line with a cursor the same way, into the first row of field; cursor is a byte offset
 * of text. */
void edit_draw_line(struct region field, enum role role, const char *text, size_t len,
	size_t cursor, bool focus);

#endif
