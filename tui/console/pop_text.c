/*
 * Text on top of the panes, such as what a verb printed: wrapped where it is too wide, scrolled where
 * it is too long.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/console/app_priv.h"
#include "tui/toolkit/text.h"

struct pop_text {
	struct popup popup;
	const char *title;
	char *text;
	size_t top;
};

static size_t count_lines(const char *text)
{
	size_t n = 1;
	for (; (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

/* One line, in as many rows as it needs (rows 0: only counted). Columns survive where it fits. */
static int put_line(struct region in, int row, const char *text, size_t n, bool draw)
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
static int put_lines(const struct pop_text *t, struct region in, size_t top, bool draw)
{
	const char *text = t->text;
	int row = 0;
	for (size_t i = 0; text && (!draw || row < in.rows); i++) {
		const char *end = strchr(text, '\n');
		size_t n = end ? (size_t)(end - text) : strlen(text);
		if (i >= top)
			row += put_line(in, row, text, n, draw);
		text = end ? end + 1 : NULL;
	}
	return row;
}

/* The first line of the last page. */
static size_t last_top(const struct pop_text *t, struct region in)
{
	size_t top = 0, lines = count_lines(t->text);
	while (top + 1 < lines && put_lines(t, in, top, false) > in.rows)
		top++;
	return top;
}

static void text_draw(struct popup *p, struct region r)
{
	struct pop_text *t = (struct pop_text *)p;
	int cols = r.cols - 2 < 100 ? r.cols - 2 : 100;
	int needed = put_lines(t, region_sub(r, 0, 0, -1, cols - 4), 0, false);
	bool scrolls = needed + 2 > r.rows - 2;
	struct region box = region_popup(r, scrolls ? r.rows - 2 : needed + 2, cols);
	struct region in = region_box(
		box, t->title, scrolls ? "arrows scroll - Esc closes" : "Esc closes", true);
	size_t most = scrolls ? last_top(t, in) : 0;
	t->top = t->top < most ? t->top : most;
	put_lines(t, in, t->top, true);
}

static bool text_key(struct popup *p, const struct key *key)
{
	struct pop_text *t = (struct pop_text *)p;
	return popup_scroll(p, key, &t->top, count_lines(t->text));
}

static void text_free(struct popup *p)
{
	free(((struct pop_text *)p)->text);
	free(p);
}

void pop_text_open(struct app *a, const char *title, const char *text)
{
	static const struct popup_ops ops = {.draw = text_draw, .key = text_key, .free = text_free};
	struct pop_text *t = popup_new(a, sizeof *t, &ops);
	if (!t)
		return;
	t->title = title;
	t->text = strdup(text);
	if (t->text)
		popup_open(&t->popup);
	else
		text_free(&t->popup);
}
