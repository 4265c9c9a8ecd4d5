/*
 * A question before harm: yes or no, or a word to be typed. Knows nothing of what it asks about.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/console/app_priv.h"

struct pop_ask {
	struct popup popup;
	struct pop_question q; /* its strings are the copies below */
	char text[APP_TEXT_MAX], word[64], line[APP_PASTE_MAX];
	struct edit typed;
};

static void ask_draw(struct popup *p, struct region r)
{
	struct pop_ask *ask = (struct pop_ask *)p;
	const struct pop_question *q = &ask->q;
	int cols = r.cols < 76 ? r.cols : 76;
	int text = region_wrap(region_sub(r, 0, 0, -1, cols - 4), 0, 0, ROLE_WARN, q->text);
	struct region box = region_popup(r, text + 6, cols);
	struct region in = region_box(
		box, q->title, q->word ? "Esc leaves everything as it is" : "y yes - n no", true);
	int row = region_wrap(in, 0, in.rows - 3, ROLE_WARN, q->text) + 1;
	if (!q->word) {
		region_text(in, row, 0, ROLE_TEXT, "Do it? (y/n)");
		return;
	}
	if (q->remark)
		region_text(in, row, 0, ROLE_TEXT, "%s", q->remark);
	int col = region_text(in, row + 1, 0, ROLE_TEXT, "Type %s to go on: ", q->word);
	edit_draw(&ask->typed, in, row + 1, col, in.cols - col, ROLE_INPUT, true);
}

static bool ask_key(struct popup *p, const struct key *key)
{
	struct pop_ask *ask = (struct pop_ask *)p;
	const struct pop_question *q = &ask->q;
	bool yes = q->word ? key->code == KEYCODE_ENTER && !strcmp(ask->typed.text, q->word)
			   : key_is(key, "y") || key_is(key, "Y");
	bool no = key->code == KEYCODE_ESC || key->code == KEYCODE_ENTER ||
		  (!q->word && (key_is(key, "n") || key_is(key, "q")));
	if (yes || no)
		popup_close(p);
	if (yes)
		q->yes(p->app, q->line);
	else if (no)
		app_say(p->app, ROLE_MESSAGE, "%s: not done", q->name);
	else if (q->word)
		edit_key(&ask->typed, key);
	return yes || no || q->word;
}

static void ask_free(struct popup *p)
{
	struct pop_ask *ask = (struct pop_ask *)p;
	explicit_bzero(ask->line, sizeof ask->line);
	free(p);
}

void pop_question_open(struct app *a, const struct pop_question *q)
{
	static const struct popup_ops ops = {.keys = {{"Esc", "leaves everything as it is"}},
		.draw = ask_draw,
		.key = ask_key,
		.free = ask_free};
	struct pop_ask *ask = popup_new(a, sizeof *ask, &ops);
	if (!ask)
		return;
	ask->q = *q;
	snprintf(ask->text, sizeof ask->text, "%s", q->text);
	snprintf(ask->line, sizeof ask->line, "%s", q->line);
	snprintf(ask->word, sizeof ask->word, "%s", q->word ? q->word : "");
	ask->q.text = ask->text;
	ask->q.line = ask->line;
	ask->q.word = q->word ? ask->word : NULL;
	edit_start(&ask->typed, NULL, 48, false);
	popup_open(&ask->popup);
}
