/*
 * Keys: bytes from a terminal → key events. Pure; time comes in, so that a lone ESC can be told
 * from the start of a sequence by the silence after it (KEYS_ESC_MS). Knows the sequences of xterm,
 * the Linux console, screen, tmux and rxvt, bracketed paste and SGR mouse reports.
 *
 * Use: keys_feed, then keys_next until it returns false; when keys_deadline_ms has come, keys_tick
 * and keys_next again.
 */
#ifndef QLW_TUI_KEYS_H
#define QLW_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum keycode {
	KEYCODE_NONE,
	KEYCODE_CHAR, /* cp; Ctrl-A is 'a' with KEYMOD_CTRL, always lower case */
	KEYCODE_ENTER,
	KEYCODE_TAB,
	KEYCODE_BACKSPACE,
	KEYCODE_ESC,
	KEYCODE_UP,
	KEYCODE_DOWN,
	KEYCODE_LEFT,
	KEYCODE_RIGHT,
	KEYCODE_HOME,
	KEYCODE_END,
	KEYCODE_PGUP,
	KEYCODE_PGDN,
	KEYCODE_INSERT,
	KEYCODE_DELETE,
	KEYCODE_F1,
	KEYCODE_F2,
	KEYCODE_F3,
	KEYCODE_F4,
	KEYCODE_F5,
	KEYCODE_F6,
	KEYCODE_F7,
	KEYCODE_F8,
	KEYCODE_F9,
	KEYCODE_F10,
	KEYCODE_F11,
	KEYCODE_F12,
	KEYCODE_PASTE, /* text, len, more */
	KEYCODE_MOUSE, /* mouse */
	KEYCODE_COUNT,
};

enum keymod {
	KEYMOD_SHIFT = 1, /* never set for KEYCODE_CHAR without Ctrl or Alt: 'R' is just 'R' */
	KEYMOD_ALT = 2,
	KEYMOD_CTRL = 4,
};

enum mouse_button {
	MOUSE_BUTTON_NONE, /* moved without a button */
	MOUSE_BUTTON_LEFT,
	MOUSE_BUTTON_MIDDLE,
	MOUSE_BUTTON_RIGHT,
	MOUSE_BUTTON_WHEEL_UP,
	MOUSE_BUTTON_WHEEL_DOWN,
};

enum mouse_action {
	MOUSE_ACTION_PRESS,
	MOUSE_ACTION_RELEASE,
	MOUSE_ACTION_DRAG,
};

struct key {
	enum keycode code;
	unsigned mods;    /* enum keymod */
	uint32_t cp;      /* KEYCODE_CHAR: valid, never a control; U+FFFD for invalid input */
	const char *text; /* KEYCODE_PASTE: bytes as pasted, valid until the next keys_ call */
	size_t len;
	bool more; /* KEYCODE_PASTE: over KEYS_PASTE_MAX bytes, goes on in the next one */
	struct {
		enum mouse_button button;
		enum mouse_action action;
		int row, col; /* from 0 */
	} mouse;
};

enum {
	KEYS_ESC_MS = 25,
	KEYS_PASTE_MS = 2000, /* silence after which an unfinished paste is taken as finished */
	KEYS_PASTE_MAX = 32 * 1024, /* bytes of paste in one event; never cut inside a code point */
	KEYS_NAME_MAX = 24,
};

struct keys;

/* NULL when out of memory. The caller frees. */
struct keys *keys_new(void);
void keys_free(struct keys *k);

/* Takes bytes, returns how many: fewer than n when events must be fetched first. */
size_t keys_feed(struct keys *k, const char *bytes, size_t n, uint64_t now_ms);

/* The next event, or false. Sequences that mean nothing to us are swallowed. */
bool keys_next(struct keys *k, struct key *out);

/* When keys_tick must be called (monotonic ms), UINT64_MAX if never. */
uint64_t keys_deadline_ms(const struct keys *k);
void keys_tick(struct keys *k, uint64_t now_ms);

/* Names as in help and in the action table: "R", "?", "Ctrl-P", "Alt-b", "Shift-Tab", "PgUp", "F1",
 * "Enter", "Esc", "Space", "Up". key_parse: false if it is no such name. key_name writes at most
 * KEYS_NAME_MAX bytes with the NUL and returns buf. */
bool key_parse(const char *name, struct key *out);
const char *key_name(const struct key *key, char buf[KEYS_NAME_MAX]);

/* Same code, modifiers and code point. */
bool key_same(const struct key *a, const struct key *b);

/* Is it the key of this name? key_is(&key, "Ctrl-P") */
bool key_is(const struct key *key, const char *name);

/* The bytes that xterm sends for it, without NUL; 0 for paste and mouse. */
size_t key_encode(const struct key *key, char buf[KEYS_NAME_MAX]);

#endif
