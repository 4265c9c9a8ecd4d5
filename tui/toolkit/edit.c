/*
 * A line of text being edited, in memory of fixed size. Knows canvas and keys, no terminal and no
 * readline: what is typed here is copied nowhere else.
 */
#include "tui/toolkit/edit.h"

#include <string.h>

#include "tui/toolkit/text.h"

enum {
	BULLET = 0x2022
};

void edit_start(struct edit *e, const char *initial, size_t limit, bool secret)
{
	memset(e, 0, sizeof(*e));
	e->limit = limit == 0 || limit >= EDIT_MAX ? EDIT_MAX - 1 : limit;
	e->secret = secret;
	if (initial)
		edit_insert(e, initial, strlen(initial));
}

void edit_wipe(struct edit *e)
{
	explicit_bzero(e->text, sizeof(e->text));
	e->len = e->cursor = 0;
}

static void remove_range(struct edit *e, size_t from, size_t to)
{
	memmove(e->text + from, e->text + to, e->len - to + 1);
	explicit_bzero(e->text + e->len - (to - from) + 1, to - from);
	e->len -= to - from;
	e->cursor = from;
}

/* Only whole code points go in; what does not fit is left out. */
static void insert_cp(struct edit *e, const char *bytes, size_t n)
{
	if (e->len + n > e->limit)
		return;
	memmove(e->text + e->cursor + n, e->text + e->cursor, e->len - e->cursor + 1);
	memcpy(e->text + e->cursor, bytes, n);
	e->len += n;
	e->cursor += n;
}

void edit_insert(struct edit *e, const char *s, size_t n)
{
	for (size_t at = 0; at < n;) {
		uint32_t cp;
		size_t took = text_decode(s + at, n - at, &cp);

		if (took == 0)
			at++;
		else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			insert_cp(e, " ", 1);
		else
			insert_cp(e, s + at, took);
		at += took;
	}
}

static size_t word_start(const struct edit *e)
{
	size_t at = e->cursor;

	while (at > 0 && e->text[at - 1] == ' ')
		at--;
	while (at > 0 && e->text[at - 1] != ' ')
		at--;
	return at;
}

static void to_start(struct edit *e)
{
	e->cursor = 0;
}

static void to_end(struct edit *e)
{
	e->cursor = e->len;
}

static void go_left(struct edit *e)
{
	e->cursor = text_prev(e->text, e->cursor);
}

static void go_right(struct edit *e)
{
	e->cursor = text_after(e->text, e->len, e->cursor);
}

static void erase_left(struct edit *e)
{
	remove_range(e, text_prev(e->text, e->cursor), e->cursor);
}

static void erase_right(struct edit *e)
{
	remove_range(e, e->cursor, text_after(e->text, e->len, e->cursor));
}

static void erase_to_end(struct edit *e)
{
	remove_range(e, e->cursor, e->len);
}

static void erase_to_start(struct edit *e)
{
	remove_range(e, 0, e->cursor);
}

static void erase_word(struct edit *e)
{
	remove_range(e, word_start(e), e->cursor);
}

static const struct {
	const char *key;
	void (*does)(struct edit *e);
} bindings[] = {
	{"Left", go_left},
	{"Ctrl-B", go_left},
	{"Right", go_right},
	{"Ctrl-F", go_right},
	{"Home", to_start},
	{"Ctrl-A", to_start},
	{"End", to_end},
	{"Ctrl-E", to_end},
	{"Backspace", erase_left},
	{"Delete", erase_right},
	{"Ctrl-D", erase_right},
	{"Ctrl-K", erase_to_end},
	{"Ctrl-U", erase_to_start},
	{"Ctrl-W", erase_word},
	{"Alt-Backspace", erase_word},
};

bool edit_key(struct edit *e, const struct key *key)
{
	if (key->code == KEYCODE_CHAR && !(key->mods & (KEYMOD_CTRL | KEYMOD_ALT))) {
		char bytes[4];
		size_t n = text_encode(key->cp, bytes);

		insert_cp(e, bytes, n);
		explicit_bzero(bytes, sizeof(bytes));
		return true;
	}
	if (key->code == KEYCODE_PASTE) {
		edit_insert(e, key->text, key->len);
		return true;
	}
	for (size_t i = 0; i < sizeof(bindings) / sizeof(*bindings); i++)
		if (key_is(key, bindings[i].key)) {
			bindings[i].does(e);
			return true;
		}
	return false;
}

/* --- drawing -------------------------------------------------------------------------------- */

void edit_draw_line(struct region field, enum role role, const char *text, size_t len,
	size_t cursor, bool focus)
{
	int at = region_width(field, text, cursor);
	/* scrolled by half a field at a time, so that typing does not redraw all of it at each key
	 */
	int step = field.cols / 2 > 0 ? field.cols / 2 : 1;
	int scroll = at < field.cols ? 0 : ((at - field.cols) / step + 1) * step;

	region_fill(region_sub(field, 0, 0, 1, -1), role);
	region_put_flat(field, 0, -scroll, role, text, len);
	if (focus)
		region_cursor(field, 0, at - scroll);
}

size_t edit_bullets(const struct edit *e, char *out, size_t *cursor)
{
	size_t n = 0;

	*cursor = 0;
	for (size_t i = 0; i < e->len;) {
		n += text_encode(BULLET, out + n);
		i = text_after(e->text, e->len, i);
		if (i <= e->cursor)
			*cursor = n;
	}
	return n;
}

void edit_draw(const struct edit *e, struct region r, int row, int col, int cols, enum role role,
	bool focus)
{
	/* outside of r there is nothing to draw on */
	bool there = row >= 0 && row < r.rows && col >= 0 && cols > 0;
	struct region field = region_sub(r, row, col, there ? 1 : 0, there ? cols : 0);
	char masked[EDIT_MAX * 3];
	size_t at, n;

	if (!e->secret) {
		edit_draw_line(field, role, e->text, e->len, e->cursor, focus);
		return;
	}
	n = edit_bullets(e, masked, &at);
	edit_draw_line(field, role, masked, n, at, focus);
}
