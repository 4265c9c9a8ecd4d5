/*
 * A place in a list of any length. Knows nothing of what is listed.
 */
#include "tui/toolkit/widgets.h"

#include <stdint.h>

static size_t last(const struct list *l)
{
	return l->count > 0 ? l->count - 1 : 0;
}

/* Moves the view as little as it takes to have the selection in sight and no empty rows. */
static void settle(struct list *l)
{
	size_t rows = l->rows > 0 ? l->rows : 1;

	if (l->selected > last(l))
		l->selected = last(l);
	if (l->selected < l->top)
		l->top = l->selected;
	if (l->selected >= l->top + rows)
		l->top = l->selected - rows + 1;
	if (l->top + rows > l->count)
		l->top = l->count > rows ? l->count - rows : 0;
}

void list_update(struct list *l, size_t count, size_t dropped)
{
	l->selected -= l->selected < dropped ? l->selected : dropped;
	l->top -= l->top < dropped ? l->top : dropped;
	l->count = count;
	if (l->follow)
		l->selected = last(l);
	settle(l);
}

void list_select(struct list *l, size_t item)
{
	bool down = item > l->selected;

	l->selected = item > last(l) ? last(l) : item;
	if (!down || l->selected < last(l))
		l->follow = false;
	settle(l);
}

/* Where a key leads to. */
static bool target(const struct list *l, const struct key *key, size_t *item)
{
	size_t page = l->rows > 2 ? l->rows - 1 : 1;
	const struct {
		const char *key;
		long long step;
	} moves[] = {
		{"Up", -1},
		{"k", -1},
		{"Down", 1},
		{"j", 1},
		{"PgUp", -(long long)page},
		{"PgDn", (long long)page},
		{"Ctrl-U", -(long long)(page + 1) / 2},
		{"Ctrl-D", (long long)(page + 1) / 2},
		{"Home", INT32_MIN},
		{"g", INT32_MIN},
		{"End", INT32_MAX},
		{"G", INT32_MAX},
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		if (!key_is(key, moves[i].key))
			continue;
		long long at = (long long)l->selected + moves[i].step;

		if (moves[i].step == INT32_MIN || at < 0)
			at = 0;
		if (moves[i].step == INT32_MAX || at > (long long)last(l))
			at = (long long)last(l);
		*item = (size_t)at;
		return true;
	}
	return false;
}

static bool wheel(struct list *l, const struct key *key)
{
	if (key->code != KEYCODE_MOUSE)
		return false;
	bool down = key->mouse.button == MOUSE_BUTTON_WHEEL_DOWN;

	if (!down && key->mouse.button != MOUSE_BUTTON_WHEEL_UP)
		return false;
	list_select(l, down ? l->selected + 3 : l->selected > 3 ? l->selected - 3 : 0);
	l->follow = down && l->selected == last(l);
	return true;
}

static bool click(struct list *l, const struct key *key)
{
	if (key->code != KEYCODE_MOUSE || key->mouse.button != MOUSE_BUTTON_LEFT ||
		key->mouse.action != MOUSE_ACTION_PRESS)
		return false;
	int row = key->mouse.row - l->place.row, col = key->mouse.col - l->place.col;

	if (row < 0 || (size_t)row >= l->rows || col < 0 || col >= l->place.cols ||
		l->top + (size_t)row >= l->count)
		return false;
	list_select(l, l->top + (size_t)row);
	l->follow = false;
	return true;
}

bool list_key(struct list *l, const struct key *key)
{
	size_t item;
	bool at_end = l->selected == last(l);

	if (wheel(l, key) || click(l, key))
		return true;
	if (!target(l, key, &item))
		return false;
	bool down = item > l->selected || (at_end && item == l->selected && item == last(l));

	list_select(l, item);
	/* a log follows again when the user comes back to its end */
	l->follow = down && l->selected == last(l);
	return true;
}

size_t list_view(struct list *l, int rows, size_t *n)
{
	l->rows = rows > 0 ? (size_t)rows : 0;
	settle(l);
	*n = l->count - l->top < l->rows ? l->count - l->top : l->rows;
	return l->top;
}

void list_draw_thumb(struct list *l, struct region r)
{
	l->place.row = r.row;
	l->place.col = r.col;
	l->place.cols = r.cols;
	size_t rows = r.rows > 0 ? (size_t)r.rows : 0;

	if (rows == 0 || l->count <= rows)
		return;
	size_t length = rows * rows / l->count;
	size_t span = l->count - rows;
	size_t top = l->top > span ? span : l->top;

	length = length > 0 ? length : 1;
	size_t at = (rows - length) * top / span;

	for (size_t i = 0; i < length; i++)
		region_text(r, (int)(at + i), r.cols - 1, ROLE_FRAME, "▐");
}
