/*
 * The sequences of terminals: one table for letters, one for numbers, a rule for modifiers. Knows
 * no time and no buffer.
 */
#include "tui/toolkit/key_read.h"

#include <string.h>

#include "tui/toolkit/text.h"

enum {
	NEED_MORE = KEY_READ_MORE, /* else a parser returns the bytes it took */
	ESC = KEY_READ_ESC,
	SEQ_MAX = 64, /* a longer sequence is none */
};

static void set(struct key *out, enum keycode code, unsigned mods)
{
	*out = (struct key){.code = code, .mods = mods};
}

static void set_char(struct key *out, uint32_t cp, unsigned mods)
{
	*out = (struct key){.code = KEYCODE_CHAR, .mods = mods, .cp = cp};
}

static void set_control(struct key *out, unsigned char b, unsigned mods)
{
	switch (b) {
	case '\r':
	case '\n':
		set(out, KEYCODE_ENTER, mods);
		return;
	case '\t':
		set(out, KEYCODE_TAB, mods);
		return;
	case '\b':
	case 0x7f:
		set(out, KEYCODE_BACKSPACE, mods);
		return;
	default:
		break;
	}
	uint32_t cp = b == 0 ? ' ' : b <= 26 ? (uint32_t)b + 'a' - 1 : (uint32_t)b + '@';

	set_char(out, cp, mods | KEYMOD_CTRL);
}

/* A code point or a control. Invalid bytes come out as U+FFFD, one each. */
static size_t parse_plain(const char *s, size_t n, bool all, unsigned mods, struct key *out)
{
	unsigned char b = (unsigned char)s[0];
	uint32_t cp;

	if (b < 0x20 || b == 0x7f) {
		set_control(out, b, mods);
		return 1;
	}
	size_t took = text_decode(s, n, &cp);

	if (took == 0 && !all && n < 4 && b >= 0xc2 && b <= 0xf4) {
		size_t want = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
		size_t good = 1;

		while (good < n && ((unsigned char)s[good] & 0xc0) == 0x80)
			good++;
		if (good == n && n < want)
			return NEED_MORE;
	}
	if (took == 0 || (cp >= 0x80 && cp < 0xa0)) {
		set_char(out, 0xfffd, mods);
		return took ? took : 1;
	}
	set_char(out, cp, mods);
	return took;
}

/* xterm's modifier parameter: 1 + shift 1, alt 2, ctrl 4, meta 8. */
static unsigned xterm_mods(unsigned parameter)
{
	unsigned bits = parameter > 0 ? parameter - 1 : 0;

	return ((bits & 1) ? KEYMOD_SHIFT : 0u) | ((bits & (2 | 8)) ? KEYMOD_ALT : 0u) |
	       ((bits & 4) ? KEYMOD_CTRL : 0u);
}

static const struct {
	char final;
	enum keycode code;
} csi_letters[] = {
	{'A', KEYCODE_UP},
	{'B', KEYCODE_DOWN},
	{'C', KEYCODE_RIGHT},
	{'D', KEYCODE_LEFT},
	{'H', KEYCODE_HOME},
	{'F', KEYCODE_END},
	{'P', KEYCODE_F1},
	{'Q', KEYCODE_F2},
	{'R', KEYCODE_F3},
	{'S', KEYCODE_F4},
};

static const struct {
	unsigned number;
	enum keycode code;
} csi_numbers[] = {
	{1, KEYCODE_HOME},
	{2, KEYCODE_INSERT},
	{3, KEYCODE_DELETE},
	{4, KEYCODE_END},
	{5, KEYCODE_PGUP},
	{6, KEYCODE_PGDN},
	{7, KEYCODE_HOME},
	{8, KEYCODE_END},
	{11, KEYCODE_F1},
	{12, KEYCODE_F2},
	{13, KEYCODE_F3},
	{14, KEYCODE_F4},
	{15, KEYCODE_F5},
	{17, KEYCODE_F6},
	{18, KEYCODE_F7},
	{19, KEYCODE_F8},
	{20, KEYCODE_F9},
	{21, KEYCODE_F10},
	{23, KEYCODE_F11},
	{24, KEYCODE_F12},
};

static enum keycode letter_code(char final)
{
	for (size_t i = 0; i < sizeof(csi_letters) / sizeof(*csi_letters); i++)
		if (csi_letters[i].final == final)
			return csi_letters[i].code;
	return KEYCODE_NONE;
}

static enum keycode number_code(unsigned number)
{
	for (size_t i = 0; i < sizeof(csi_numbers) / sizeof(*csi_numbers); i++)
		if (csi_numbers[i].number == number)
			return csi_numbers[i].code;
	return KEYCODE_NONE;
}

/* A key told by its code point: CSI code ; mods u, and CSI 27 ; mods ; code ~. */
static void set_told(struct key *out, unsigned cp, unsigned mods)
{
	if (cp == ESC)
		set(out, KEYCODE_ESC, mods);
	else if (cp < 0x20 || cp == 0x7f)
		set_control(out, (unsigned char)cp, mods);
	else if (cp > 0x10ffff || (cp >= 0x80 && cp < 0xa0) || (cp >= 0xd800 && cp < 0xe000))
		set(out, KEYCODE_NONE, 0);
	else if (cp < 0x80 && mods & KEYMOD_CTRL && cp >= 'A' && cp <= 'Z')
		set_char(out, cp + 0x20, mods);
	else
		set_char(out, cp, mods & (KEYMOD_ALT | KEYMOD_CTRL) ? mods : 0);
}

struct csi {
	unsigned params[4];
	size_t count;
	char private; /* '<', '?' and the like, or 0 */
	char final;
};

/* s begins after ESC [. */
static size_t parse_csi_form(const char *s, size_t n, struct csi *csi)
{
	size_t i = 0;

	memset(csi, 0, sizeof(*csi));
	if (i < n && s[i] >= '<' && s[i] <= '?')
		csi->private = s[i++];
	for (; i < n && i < SEQ_MAX; i++) {
		unsigned char b = (unsigned char)s[i];

		if (b >= '0' && b <= '9') {
			if (csi->count == 0)
				csi->count = 1;
			unsigned *p = &csi->params[csi->count - 1];

			*p = *p > 100000 * 10 ? *p : *p * 10 + (b - '0');
		} else if (b == ';' || b == ':') {
			csi->count += csi->count < 4 ? (csi->count == 0 ? 2 : 1) : 0;
		} else if ((b >= 0x40 && b <= 0x7e) || b == '$') {
			csi->final = (char)b;
			return i + 1;
		} else if (b < 0x20 || b > 0x7e) {
			/* no part of a sequence: it ends here and means nothing */
			csi->final = '\0';
			return i == 0 ? 1 : i;
		}
	}
	return i >= SEQ_MAX ? i : NEED_MORE;
}

static void set_mouse(struct key *out, const struct csi *csi)
{
	static const enum mouse_button buttons[] = {
		MOUSE_BUTTON_LEFT, MOUSE_BUTTON_MIDDLE, MOUSE_BUTTON_RIGHT, MOUSE_BUTTON_NONE};
	unsigned b = csi->params[0];

	set(out, KEYCODE_MOUSE,
		(b & 4 ? KEYMOD_SHIFT : 0u) | (b & 8 ? KEYMOD_ALT : 0u) |
			(b & 16 ? KEYMOD_CTRL : 0u));
	out->mouse.button =
		b & 64 ? (b & 1 ? MOUSE_BUTTON_WHEEL_DOWN : MOUSE_BUTTON_WHEEL_UP) : buttons[b & 3];
	out->mouse.action = b & 32              ? MOUSE_ACTION_DRAG
			    : csi->final == 'm' ? MOUSE_ACTION_RELEASE
						: MOUSE_ACTION_PRESS;
	out->mouse.col = csi->params[1] > 0 ? (int)csi->params[1] - 1 : 0;
	out->mouse.row = csi->params[2] > 0 ? (int)csi->params[2] - 1 : 0;
}

/* CSI number final: '~' and rxvt's '^' (Ctrl), '$' (Shift), '@' (both). */
static void set_numbered(struct key *out, const struct csi *csi, unsigned mods)
{
	unsigned number = csi->params[0];

	if (csi->final == '~' && number == 27 && csi->count >= 3) {
		set_told(out, csi->params[2], xterm_mods(csi->params[1]));
		return;
	}
	if (csi->final == '^' || csi->final == '@')
		mods |= KEYMOD_CTRL;
	if (csi->final == '$' || csi->final == '@')
		mods |= KEYMOD_SHIFT;
	set(out, number_code(number), mods);
}

static void set_csi(struct key *out, const struct csi *csi, unsigned mods)
{
	if (csi->count >= 2)
		mods |= xterm_mods(csi->params[1]);
	if (csi->private == '<' && (csi->final == 'M' || csi->final == 'm'))
		set_mouse(out, csi);
	else if (csi->private)
		set(out, KEYCODE_NONE, 0);
	else if (csi->final == 'Z')
		set(out, KEYCODE_TAB, mods | KEYMOD_SHIFT);
	else if (csi->final == 'u')
		set_told(out, csi->params[0], mods);
	else if (csi->final && strchr("~^$@", csi->final))
		set_numbered(out, csi, mods);
	else if (csi->final >= 'a' && csi->final <= 'd') /* rxvt: with Shift */
		set(out, letter_code((char)(csi->final - 0x20)), mods | KEYMOD_SHIFT);
	else
		set(out, letter_code(csi->final), mods);
}

/* ESC [ ...: also the Linux console's ESC [ [ A. s begins after ESC [. */
static size_t parse_csi(const char *s, size_t n, unsigned mods, struct key *out)
{
	struct csi csi;

	if (n == 0)
		return NEED_MORE;
	if (s[0] == '[') {
		if (n < 2)
			return NEED_MORE;
		bool known = s[1] >= 'A' && s[1] <= 'E';

		set(out, known ? (enum keycode)(KEYCODE_F1 + (s[1] - 'A')) : KEYCODE_NONE, mods);
		return 2;
	}
	if (s[0] == 'M') { /* the old mouse report, from a terminal that knows no other */
		set(out, KEYCODE_NONE, 0);
		return n < 4 ? NEED_MORE : 4;
	}
	size_t took = parse_csi_form(s, n, &csi);

	if (took == NEED_MORE)
		return NEED_MORE;
	set_csi(out, &csi, mods);
	return took;
}

/* ESC O x, with rxvt's lower case for Ctrl and xterm's old ESC O 5 A. s begins after ESC O. */
static size_t parse_ss3(const char *s, size_t n, unsigned mods, struct key *out)
{
	size_t i = 0;

	if (n > 0 && s[0] >= '1' && s[0] <= '8') {
		mods |= xterm_mods((unsigned)(s[0] - '0'));
		i++;
	}
	if (i >= n)
		return NEED_MORE;
	if (s[i] >= 'a' && s[i] <= 'd')
		set(out, letter_code((char)(s[i] - 0x20)), mods | KEYMOD_CTRL);
	else
		set(out, s[i] == 'M' ? KEYCODE_ENTER : letter_code(s[i]), mods);
	return i + 1;
}

/* What follows one ESC; 0 needs more. */
static size_t parse_escape(const char *s, size_t n, bool all, unsigned mods, struct key *out)
{
	size_t took = NEED_MORE;

	if (n >= 1 && s[0] == '[')
		took = parse_csi(s + 1, n - 1, mods, out);
	else if (n >= 1 && s[0] == 'O')
		took = parse_ss3(s + 1, n - 1, mods, out);
	else if (n >= 1 && s[0] != ESC)
		return parse_plain(s, n, all, mods | KEYMOD_ALT, out);
	if (took != NEED_MORE)
		return took + 1;
	if (!all)
		return NEED_MORE;
	if (n == 1) /* Alt-[ and Alt-O */
		return parse_plain(s, n, all, mods | KEYMOD_ALT, out);
	set(out, KEYCODE_NONE, 0); /* a sequence that never ended */
	return n;
}

size_t key_read(const char *s, size_t n, bool all, struct key *out)
{
	if (s[0] != ESC)
		return parse_plain(s, n, all, 0, out);
	/* ESC ESC [ A is Alt-Up; ESC ESC alone is Esc twice */
	bool alt = n >= 3 && s[1] == ESC && (s[2] == '[' || s[2] == 'O');
	size_t skip = alt ? 2 : 1;
	bool two = n >= 2 && s[1] == ESC;

	if (two && !alt && (all || n > 2))
		return set(out, KEYCODE_ESC, 0), 1;
	if (n == 1 && all)
		return set(out, KEYCODE_ESC, 0), 1;
	if (n == 1 || (two && !alt))
		return NEED_MORE;
	size_t took = parse_escape(s + skip, n - skip, all, alt ? KEYMOD_ALT : 0, out);

	return took == NEED_MORE ? NEED_MORE : took + skip;
}
