/*
 * Names of keys, as in help and in the table of actions, and the bytes xterm sends for them. Knows
 * no terminal.
 */
#include "tui/toolkit/keys.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/toolkit/text.h"

/* numbered: "ESC [ number ~", else "ESC [ final" */
static const struct {
	enum keycode code;
	const char *name;
	int number;
	char final;
} named[] = {
	{KEYCODE_ENTER, "Enter", 0, 0},
	{KEYCODE_TAB, "Tab", 0, 0},
	{KEYCODE_BACKSPACE, "Backspace", 0, 0},
	{KEYCODE_ESC, "Esc", 0, 0},
	{KEYCODE_UP, "Up", 0, 'A'},
	{KEYCODE_DOWN, "Down", 0, 'B'},
	{KEYCODE_LEFT, "Left", 0, 'D'},
	{KEYCODE_RIGHT, "Right", 0, 'C'},
	{KEYCODE_HOME, "Home", 0, 'H'},
	{KEYCODE_END, "End", 0, 'F'},
	{KEYCODE_PGUP, "PgUp", 5, 0},
	{KEYCODE_PGDN, "PgDn", 6, 0},
	{KEYCODE_INSERT, "Insert", 2, 0},
	{KEYCODE_DELETE, "Delete", 3, 0},
	{KEYCODE_F1, "F1", 11, 0},
	{KEYCODE_F2, "F2", 12, 0},
	{KEYCODE_F3, "F3", 13, 0},
	{KEYCODE_F4, "F4", 14, 0},
	{KEYCODE_F5, "F5", 15, 0},
	{KEYCODE_F6, "F6", 17, 0},
	{KEYCODE_F7, "F7", 18, 0},
	{KEYCODE_F8, "F8", 19, 0},
	{KEYCODE_F9, "F9", 20, 0},
	{KEYCODE_F10, "F10", 21, 0},
	{KEYCODE_F11, "F11", 23, 0},
	{KEYCODE_F12, "F12", 24, 0},
	{KEYCODE_PASTE, "Paste", 0, 0},
	{KEYCODE_MOUSE, "Mouse", 0, 0},
};

static const struct {
	const char *prefix;
	unsigned mod;
} prefixes[] = {
	{"Ctrl-", KEYMOD_CTRL},
	{"Alt-", KEYMOD_ALT},
	{"Shift-", KEYMOD_SHIFT},
};

enum {
	NAMED = sizeof(named) / sizeof(*named),
	PREFIXES = sizeof(prefixes) / sizeof(*prefixes)
};

static size_t find(enum keycode code)
{
	size_t i = 0;

	while (i < NAMED && named[i].code != code)
		i++;
	return i;
}

static const char *take_prefixes(const char *name, unsigned *mods)
{
	*mods = 0;
	for (size_t i = 0; i < PREFIXES; i++) {
		size_t n = strlen(prefixes[i].prefix);

		if (strncasecmp(name, prefixes[i].prefix, n) != 0 || name[n] == '\0')
			continue;
		*mods |= prefixes[i].mod;
		name += n;
	}
	return name;
}

bool key_parse(const char *name, struct key *out)
{
	unsigned mods;
	uint32_t cp;

	name = take_prefixes(name, &mods);
	*out = (struct key){.mods = mods};
	for (size_t i = 0; i < NAMED; i++)
		if (strcasecmp(named[i].name, name) == 0)
			return out->code = named[i].code, true;
	if (strcasecmp(name, "Space") == 0)
		name = " ";
	size_t n = strlen(name);

	if (n == 0 || text_decode(name, n, &cp) != n || cp < 0x20 || cp == 0x7f)
		return false;
	if (mods & KEYMOD_CTRL && cp < 0x80)
		cp = (uint32_t)tolower((int)cp);
	out->code = KEYCODE_CHAR;
	out->cp = cp;
	return true;
}

const char *key_name(const struct key *key, char buf[KEYS_NAME_MAX])
{
	char symbol[5] = "";
	size_t n = 0, i = find(key->code);

	if (key->code == KEYCODE_CHAR) {
		uint32_t cp = key->mods & KEYMOD_CTRL && key->cp >= 'a' && key->cp <= 'z'
				      ? key->cp - 0x20
				      : key->cp;

		symbol[text_encode(cp, symbol)] = '\0';
	}
	for (size_t p = 0; p < PREFIXES; p++)
		if (key->mods & prefixes[p].mod)
			n += (size_t)snprintf(buf + n, KEYS_NAME_MAX - n, "%s", prefixes[p].prefix);
	snprintf(buf + n, KEYS_NAME_MAX - n, "%s",
		i < NAMED        ? named[i].name
		: key->cp == ' ' ? "Space"
				 : symbol);
	return buf;
}

bool key_same(const struct key *a, const struct key *b)
{
	return a->code == b->code && a->mods == b->mods &&
	       (a->code != KEYCODE_CHAR || a->cp == b->cp);
}

bool key_is(const struct key *key, const char *name)
{
	struct key wanted;

	return key_parse(name, &wanted) && key_same(key, &wanted);
}

static size_t encode_char(const struct key *key, char *buf)
{
	size_t n = 0;

	if (key->mods & KEYMOD_ALT)
		buf[n++] = '\033';
	if (!(key->mods & KEYMOD_CTRL))
		return n + text_encode(key->cp, buf + n);
	if (key->cp >= 'a' && key->cp <= 'z')
		buf[n++] = (char)(key->cp - 'a' + 1);
	else
		buf[n++] = key->cp == ' ' ? '\0' : (char)(key->cp & 0x1f);
	return n;
}

/* Keys with a byte of their own; 0 if it is none of them. */
static char single_byte(enum keycode code)
{
	return code == KEYCODE_ENTER       ? '\r'
	       : code == KEYCODE_TAB       ? '\t'
	       : code == KEYCODE_BACKSPACE ? 0x7f
	       : code == KEYCODE_ESC       ? '\033'
					   : '\0';
}

size_t key_encode(const struct key *key, char buf[KEYS_NAME_MAX])
{
	unsigned mods = (key->mods & KEYMOD_SHIFT ? 1u : 0) + (key->mods & KEYMOD_ALT ? 2u : 0) +
			(key->mods & KEYMOD_CTRL ? 4u : 0);
	size_t i = find(key->code);
	char byte = single_byte(key->code);

	if (key->code == KEYCODE_CHAR)
		return encode_char(key, buf);
	if (key->code == KEYCODE_TAB && key->mods == KEYMOD_SHIFT)
		return (size_t)snprintf(buf, KEYS_NAME_MAX, "\033[Z");
	if (byte) {
		size_t n = (size_t)snprintf(
			buf, KEYS_NAME_MAX, "%s", key->mods & KEYMOD_ALT ? "\033" : "");

		buf[n] = byte;
		return n + 1;
	}
	if (i == NAMED || (named[i].number == 0 && named[i].final == 0))
		return 0;
	char final = named[i].final ? named[i].final : '~';

	if (mods)
		return (size_t)snprintf(buf, KEYS_NAME_MAX, "\033[%d;%u%c",
			named[i].number ? named[i].number : 1, mods + 1, final);
	if (named[i].number)
		return (size_t)snprintf(buf, KEYS_NAME_MAX, "\033[%d%c", named[i].number, final);
	return (size_t)snprintf(buf, KEYS_NAME_MAX, "\033[%c", final);
}
