/*
 * Keys by name, encoded as a terminal would: libvterm keeps the modes the program asked for.
 */
#include "tests/lib/vt_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	VTermKey key;
	VTermModifier mod;
} named[] = {
	{"Enter", VTERM_KEY_ENTER, VTERM_MOD_NONE},
	{"Tab", VTERM_KEY_TAB, VTERM_MOD_NONE},
	{"S-Tab", VTERM_KEY_TAB, VTERM_MOD_SHIFT},
	{"Esc", VTERM_KEY_ESCAPE, VTERM_MOD_NONE},
	{"BS", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE},
	{"Up", VTERM_KEY_UP, VTERM_MOD_NONE},
	{"Down", VTERM_KEY_DOWN, VTERM_MOD_NONE},
	{"Left", VTERM_KEY_LEFT, VTERM_MOD_NONE},
	{"Right", VTERM_KEY_RIGHT, VTERM_MOD_NONE},
	{"Ins", VTERM_KEY_INS, VTERM_MOD_NONE},
	{"Del", VTERM_KEY_DEL, VTERM_MOD_NONE},
	{"Home", VTERM_KEY_HOME, VTERM_MOD_NONE},
	{"End", VTERM_KEY_END, VTERM_MOD_NONE},
	{"PgUp", VTERM_KEY_PAGEUP, VTERM_MOD_NONE},
	{"PgDn", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE},
};

static bool press_named(struct vt *vt, const char *name)
{
	long n;

	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (strcmp(named[i].name, name) == 0) {
			vterm_keyboard_key(vt->term, named[i].key, named[i].mod);
			return true;
		}
	}
	n = name[0] == 'F' ? strtol(name + 1, NULL, 10) : 0;
	if (n < 1 || n > 12)
		return false;
	vterm_keyboard_key(vt->term, (VTermKey)VTERM_KEY_FUNCTION((int)n), VTERM_MOD_NONE);
	return true;
}

/* One UTF-8 character, whatever its length. */
static bool is_character(const char *name)
{
	const char *at = name + 1;

	while ((*at & 0xc0) == 0x80)
		at++;
	return *at == '\0';
}

static void press(struct vt *vt, const char *name)
{
	char control;

	if (is_character(name)) {
		vt_send(vt, name, strlen(name));
	} else if (strcmp(name, "Space") == 0) {
		vt_send(vt, " ", 1);
	} else if (strncmp(name, "C-", 2) == 0 && is_character(name + 2)) {
		control = (char)(name[2] & 0x1f);
		vt_send(vt, &control, 1);
	} else if (strncmp(name, "M-", 2) == 0 && is_character(name + 2)) {
		vt_send(vt, "\033", 1);
		vt_send(vt, name + 2, strlen(name + 2));
	} else if (!press_named(vt, name)) {
		fprintf(stderr, "no key is called %s\n", name);
		abort();
	}
}

void vt_keys(struct vt *vt, const char *names)
{
	char name[16];
	int n;

	vt_poll(vt);
	while (sscanf(names, " %15s%n", name, &n) == 1) {
		press(vt, name);
		names += n;
		if (strcmp(name, "Esc") == 0)
			vt_settle(vt);
	}
}

void vt_type(struct vt *vt, const char *text)
{
	vt_poll(vt);
	vt_send(vt, text, strlen(text));
}

void vt_paste(struct vt *vt, const char *text)
{
	vt_poll(vt);
	vterm_keyboard_start_paste(vt->term);
	vt_send(vt, text, strlen(text));
	vterm_keyboard_end_paste(vt->term);
}

void vt_click(struct vt *vt, int row, int col, int button)
{
	vt_poll(vt);
	vterm_mouse_move(vt->term, row, col, VTERM_MOD_NONE);
	vterm_mouse_button(vt->term, button, true, VTERM_MOD_NONE);
	vterm_mouse_button(vt->term, button, false, VTERM_MOD_NONE);
}
