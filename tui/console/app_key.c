/*
 * Who gets a key: what lies on top, then an open prompt, then the focused pane, then the table of
 * actions. The first that wants it has it.
 */
#include <string.h>

#include "tui/console/app_priv.h"

/* These work whatever is open. */
static bool everywhere(struct app *a, const struct key *key)
{
	if (key_is(key, "Ctrl-L"))
		app_do(a, ACTION_REDRAW);
	else if (key_is(key, "Ctrl-Z"))
		app_do(a, ACTION_SUSPEND);
	else if (key_is(key, "Ctrl-C"))
		app_do(a, ACTION_CANCEL);
	else
		return false;
	return true;
}

/* Page keys reach the pane through an open prompt, so that one can look while typing. */
static bool looks_around(const struct key *key)
{
	return key->code == KEYCODE_PGUP || key->code == KEYCODE_PGDN || key->code == KEYCODE_MOUSE;
}

/* A paste of several commands, not of one with its line end. */
static bool holds_lines(const struct key *key)
{
	if (key->code != KEYCODE_PASTE)
		return false;
	const char *end = memchr(key->text, '\n', key->len);
	const char *cr = memchr(key->text, '\r', key->len);
	end = !end || (cr && cr < end) ? cr : end;
	return end && end + 1 < key->text + key->len;
}

/* The mouse means the pane under it. */
static int pane_of(const struct app *a, const struct key *key)
{
	for (int i = 0; key->code == KEYCODE_MOUSE && i < a->panes; i++) {
		const struct region *r = &a->place[i];
		if (key->mouse.row >= r->row && key->mouse.row < r->row + r->rows &&
			key->mouse.col >= r->col && key->mouse.col < r->col + r->cols)
			return i;
	}
	return a->focus;
}

static bool to_pane(struct app *a, const struct key *key)
{
	int pane = pane_of(a, key);
	if (key->code == KEYCODE_MOUSE && key->mouse.action == MOUSE_ACTION_PRESS &&
		key->mouse.button == MOUSE_BUTTON_LEFT)
		a->focus = pane;
	struct view *v = a->pane[pane];
	struct view_ctx ctx = app_view_ctx(a, pane);
	struct intent intent = v->ops->key(v, key, &ctx);
	if (intent.kind == INTENT_NONE)
		return false;
	app_intent(a, &intent);
	return true;
}

static bool to_action(struct app *a, const struct key *key)
{
	char name[KEYS_NAME_MAX];
	const struct action *action = action_by_key(key_name(key, name), a->pane_bit[a->focus]);
	if (!action)
		return false;
	app_do(a, (enum action_id)(action - actions));
	return true;
}

void app_key(struct app *a, const struct key *key)
{
	struct prompt *line = app_line_open(a);
	if (everywhere(a, key))
		return;
	if (a->popup && !app_line_asks(a)) {
		popup_key(a, key);
		return;
	}
	if (line && !app_line_asks(a) && holds_lines(key)) {
		prompt_close(line);
		app_paste(a, key->text, key->len);
		return;
	}
	if (line) {
		if (!prompt_key(line, key) && looks_around(key))
			to_pane(a, key);
		return;
	}
	a->message[0] = '\0';
	if (to_pane(a, key) || to_action(a, key) || key->code == KEYCODE_MOUSE)
		return;
	char name[KEYS_NAME_MAX];
	if (key->code == KEYCODE_PASTE)
		app_say(a, ROLE_WARN,
			"paste goes into a line: press a for AT, : for a command, first");
	else
		app_say(a, ROLE_DIM, "%s does nothing here; ? shows what does",
			key_name(key, name));
}
