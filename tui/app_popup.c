/*
 * What lies on top of the panes: help, the palette, questions, what a verb printed. One at a time.
 */
#include <stdio.h>
#include <string.h>

#include "modem/redact.h"
#include "tui/app_priv.h"
#include "tui/text.h"

static bool has_action(const struct app *a, const struct action *action)
{
	return !(action->flags & ACTION_REPLAY) || session_is_replay(a->session);
}

/* --- the palette ---------------------------------------------------------------------------------------- */

void app_popup_palette(struct app *a)
{
	a->palette_count = 0;
	for (size_t i = 0; i < ACTIONS; i++) {
		const struct action *action = &actions[i];
		if (!(action->flags & ACTION_IS_CONSOLE) || !has_action(a, action))
			continue;
		a->palette_action[a->palette_count] = action;
		a->palette_item[a->palette_count++] = (struct menu_item){
			.label = action->title, .key = action->keys, .help = action->name};
	}
	menu_start(&a->palette, a->palette_item, a->palette_count);
	a->popup = APP_POPUP_PALETTE;
}

static void palette_key(struct app *a, const struct key *key)
{
	size_t chosen;
	switch (menu_key(&a->palette, key)) {
	case MENU_RESULT_NONE:
		break;
	case MENU_RESULT_CLOSED:
		a->popup = APP_POPUP_NONE;
		break;
	case MENU_RESULT_CHOSEN:
		chosen = menu_chosen(&a->palette);
		a->popup = APP_POPUP_NONE;
		if (chosen < a->palette_count)
			app_do(a, (enum action_id)(a->palette_action[chosen] - actions));
		break;
	}
}

/* --- questions ------------------------------------------------------------------------------------------ */

static size_t put_lost(const struct model *m, char *out, size_t size)
{
	size_t servers = 0;
	size_t n = 0;
	for (size_t i = 0; i < m->servers; i++)
		servers += m->server[i].configured || m->server[i].listed;
	n += (size_t)snprintf(out + n, size - n,
		"This erases on %s: ", *m->identity.imei ? m->identity.imei : "this module");
	n += (size_t)snprintf(out + n, size - n, "%zu server%s with their PSKs, bootstrap data",
		servers, servers == 1 ? "" : "s");
	for (size_t i = 0; i < m->servers; i++)
		if (m->server[i].phase == QLW_PHASE_READY && n < size)
			n += (size_t)snprintf(out + n, size - n, ", the registration with %u",
				m->server[i].short_id);
	return n;
}

/* The name of the production profile that this line applies: it is typed before it is. */
static const char *production_name(const struct app *a, const char *line)
{
	const char *name = line + strcspn(line, " ");
	name += strspn(name, " ");
	size_t n = strcspn(name, " ");
	for (size_t i = 0; i < a->profiles.count; i++) {
		const struct profile_row *row = &a->profiles.row[i];
		if (row->production && strlen(row->name) == n && !strncmp(row->name, name, n))
			return row->name;
	}
	return NULL;
}

static void open_confirm(struct app *a)
{
	edit_start(&a->confirm_typed, NULL, 48, false);
	a->popup = APP_POPUP_CONFIRM;
	pace_urgent(&a->pace, loop_now_ms());
}

void app_popup_confirm(
	struct app *a, const struct action *action, const struct call *call, const char *line)
{
	char shown[600];
	snprintf(a->confirm_line, sizeof a->confirm_line, "%s", line);
	a->confirm = action;
	a->confirm_word = action == &actions[ACTION_RESET]   ? "reset"
			  : action == &actions[ACTION_APPLY] ? production_name(a, line)
							     : NULL;
	if (action == &actions[ACTION_RESET])
		put_lost(session_model(a->session), a->confirm_text, sizeof a->confirm_text);
	else
		snprintf(a->confirm_text, sizeof a->confirm_text, ":%.*s\n%s",
			(int)redact_text(
				line, strlen(line) < 120 ? strlen(line) : 120, shown, sizeof shown),
			shown, action->about);
	if (action == &actions[ACTION_DELETE])
		app_form_lost(
			session_model(a->session), call, a->confirm_text, sizeof a->confirm_text);
	open_confirm(a);
}

void app_popup_ask(struct app *a, const struct action *action, const char *question)
{
	a->confirm = action;
	a->confirm_word = NULL;
	snprintf(a->confirm_text, sizeof a->confirm_text, "%s", question);
	open_confirm(a);
}

static void confirm_key(struct app *a, const struct key *key)
{
	bool yes = a->confirm_word ? key->code == KEYCODE_ENTER &&
					     !strcmp(a->confirm_typed.text, a->confirm_word)
				   : key_is(key, "y") || key_is(key, "Y");
	bool no = key->code == KEYCODE_ESC || key->code == KEYCODE_ENTER ||
		  (!a->confirm_word && (key_is(key, "n") || key_is(key, "q")));
	if (yes || no)
		a->popup = APP_POPUP_NONE;
	if (yes)
		app_run_confirmed(a);
	else if (no)
		app_say(a, ROLE_MESSAGE, "%s: not done", a->confirm->name);
	else if (a->confirm_word)
		edit_key(&a->confirm_typed, key);
}

static void draw_confirm(struct app *a, struct region r)
{
	int cols = r.cols < 76 ? r.cols : 76;
	int text = region_wrap(region_sub(r, 0, 0, -1, cols - 4), 0, 0, ROLE_WARN, a->confirm_text);
	struct region box = region_popup(r, text + 6, cols);
	struct region in = region_box(box, a->confirm->title,
		a->confirm_word ? "Esc leaves everything as it is" : "y yes - n no", true);
	int row = region_wrap(in, 0, in.rows - 3, ROLE_WARN, a->confirm_text) + 1;
	if (!a->confirm_word) {
		region_text(in, row, 0, ROLE_TEXT, "Do it? (y/n)");
		return;
	}
	if (a->confirm == &actions[ACTION_RESET])
		region_text(in, row, 0, ROLE_TEXT,
			"PSKs cannot be read back, so no snapshot holds them.");
	int col = region_text(in, row + 1, 0, ROLE_TEXT, "Type %s to go on: ", a->confirm_word);
	edit_draw(&a->confirm_typed, in, row + 1, col, in.cols - col, ROLE_INPUT, true);
}

/* --- what a verb printed -------------------------------------------------------------------------------- */

void app_popup_result(struct app *a)
{
	a->result_top = 0;
	a->popup = APP_POPUP_RESULT;
	pace_urgent(&a->pace, loop_now_ms());
}

static size_t count_lines(const char *text)
{
	size_t n = 1;
	for (; (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

/* A key that neither scrolls nor closes goes on to where it would have gone. */
static void scroll(struct app *a, const struct key *key, size_t *top, size_t count)
{
	struct list l = {.count = count, .selected = *top, .top = *top, .rows = 10};
	if (list_key(&l, key)) {
		*top = l.selected;
		return;
	}
	a->popup = APP_POPUP_NONE;
	if (key->code != KEYCODE_ESC && key->code != KEYCODE_ENTER && !key_is(key, "q"))
		app_key(a, key);
}

/* One line, in as many rows as it needs (rows 0: only counted). Columns survive where it fits. */
static int put_result_line(struct region in, int row, const char *text, size_t n, bool draw)
{
	char line[1024];
	if (text_width(text, n) <= (size_t)in.cols) {
		if (draw)
			region_put(in, row, 0, ROLE_TEXT, text, n);
		return 1;
	}
	snprintf(line, sizeof line, "%.*s", (int)n, text);
	struct region rest = region_sub(in, row, 0, -1, -1);
	return region_wrap(rest, 0, draw ? rest.rows : 0, ROLE_TEXT, line);
}

/* Lines from top on, into the rows there are; without draw, the rows all of them need. */
static int put_result(const struct app *a, struct region in, size_t top, bool draw)
{
	const char *text = a->result;
	int row = 0;
	for (size_t i = 0; text && (!draw || row < in.rows); i++) {
		const char *end = strchr(text, '\n');
		size_t n = end ? (size_t)(end - text) : strlen(text);
		if (i >= top)
			row += put_result_line(in, row, text, n, draw);
		text = end ? end + 1 : NULL;
	}
	return row;
}

/* The first line of the last page. */
static size_t last_top(const struct app *a, struct region in)
{
	size_t top = 0, lines = count_lines(a->result);
	while (top + 1 < lines && put_result(a, in, top, false) > in.rows)
		top++;
	return top;
}

static void draw_result(struct app *a, struct region r)
{
	int cols = r.cols - 2 < 100 ? r.cols - 2 : 100;
	int needed = put_result(a, region_sub(r, 0, 0, -1, cols - 4), 0, false);
	struct region box =
		region_popup(r, needed + 2 < r.rows - 2 ? needed + 2 : r.rows - 2, cols);
	bool scrolls = needed + 2 > r.rows - 2;
	struct region in = region_box(box, a->cli.action->title,
		scrolls ? "arrows scroll - Esc closes" : "Esc closes", true);
	size_t most = scrolls ? last_top(a, in) : 0;
	a->result_top = a->result_top < most ? a->result_top : most;
	put_result(a, in, a->result_top, true);
}

/* --- help ------------------------------------------------------------------------------------------------ */

enum {
	HELP_ROWS_MAX = 128
};

struct help_row {
	const char *key, *does;
};

/* The pane's own keys, then the table's; a key named by the pane is not named again. */
static size_t help_rows(struct app *a, struct help_row *row)
{
	size_t n = 0, own;
	const struct view *v = a->pane[a->focus];
	for (const struct view_help *h = v->ops->help; h && h->key && n < HELP_ROWS_MAX; h++)
		row[n++] = (struct help_row){h->key, h->does};
	own = n;
	for (size_t i = 0; i < ACTIONS && n < HELP_ROWS_MAX; i++) {
		const struct action *action = &actions[i];
		bool known = !(action->flags & ACTION_IS_CONSOLE) || !action->keys ||
			     !has_action(a, action) || !(action->panes & a->pane_bit[a->focus]);
		for (size_t k = 0; k < own && !known; k++)
			known = !strcmp(row[k].key, action->keys);
		if (!known)
			row[n++] = (struct help_row){action->keys, action->title};
	}
	return n;
}

void app_popup_help(struct app *a)
{
	a->help_top = 0;
	a->popup = APP_POPUP_HELP;
}

static void draw_help(struct app *a, struct region r)
{
	struct help_row row[HELP_ROWS_MAX];
	char title[64];
	size_t n = help_rows(a, row);
	snprintf(title, sizeof title, "Keys in %s", a->pane[a->focus]->ops->name);
	struct region box = region_popup(r, r.rows - 2, r.cols < 72 ? r.cols : 72);
	struct region in = region_box(box, title, "arrows scroll - Esc closes", true);
	size_t most = n > (size_t)in.rows ? n - (size_t)in.rows : 0;
	a->help_top = a->help_top < most ? a->help_top : most;
	for (size_t i = 0; i < (size_t)in.rows && a->help_top + i < n; i++) {
		region_field(in, (int)i, 0, 18, ROLE_KEY, "%s", row[a->help_top + i].key);
		region_text(in, (int)i, 19, ROLE_TEXT, "%s", row[a->help_top + i].does);
	}
}

/* --- all of them ------------------------------------------------------------------------------------------ */

void app_popup_key(struct app *a, const struct key *key)
{
	struct help_row row[HELP_ROWS_MAX];
	switch (a->popup) {
	case APP_POPUP_NONE:
		break;
	case APP_POPUP_HELP:
		scroll(a, key, &a->help_top, help_rows(a, row));
		break;
	case APP_POPUP_PALETTE:
		palette_key(a, key);
		break;
	case APP_POPUP_CONFIRM:
		confirm_key(a, key);
		break;
	case APP_POPUP_SEND:
	case APP_POPUP_SETTING:
		app_form_key(a, key);
		break;
	case APP_POPUP_RESULT:
		scroll(a, key, &a->result_top, count_lines(a->result));
		break;
	}
}

void app_popup_draw(struct app *a, struct region r)
{
	switch (a->popup) {
	case APP_POPUP_NONE:
		break;
	case APP_POPUP_HELP:
		draw_help(a, r);
		break;
	case APP_POPUP_PALETTE:
		menu_draw(&a->palette, r, "All actions");
		break;
	case APP_POPUP_CONFIRM:
		draw_confirm(a, r);
		break;
	case APP_POPUP_SEND:
	case APP_POPUP_SETTING:
		app_form_draw(a, r);
		break;
	case APP_POPUP_RESULT:
		draw_result(a, r);
		break;
	}
}
