/*
 * One key from the head of a run of bytes. A part of keys.c.
 */
#ifndef QLW_TUI_KEY_READ_H
#define QLW_TUI_KEY_READ_H

#include "tui/toolkit/keys.h"

enum {
	KEY_READ_MORE = 0,
	KEY_READ_ESC = 0x1b
};

/* Reads one key from n > 0 bytes into *out (code KEYCODE_NONE: a sequence that means nothing to
 * us); returns the bytes it took, or KEY_READ_MORE when they may be the start of something longer.
 * all: nothing will follow, so that is never the answer. */
size_t key_read(const char *s, size_t n, bool all, struct key *out);

#endif
