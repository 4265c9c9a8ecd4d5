/*
 * A menu with a filter line. Knows labels, not what they do.
 */
#include "tui/toolkit/widgets.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum {
	MATCH_MAX = 128,
	SCORE_LETTER = 1,
	SCORE_RUN = 4,
	SCORE_WORD = 6,
	SCORE_START = 8
};

static int lower(char c)
{
	return tolower((unsigned char)c);
}

static bool is_word_start(const char *text, size_t at)
{
	return at == 0 || !isalnum((unsigned char)text[at - 1]);
}

/* The best score with the letters so far, the last of them standing at each place; 0: not there. */
static void match_letter(int scores[MATCH_MAX], const char *text, size_t n, char letter, bool first)
{
	int before = 0; /* best of all places but the one next to this */
	int next_to = 0;

	for (size_t at = 0; at < n; at++) {
		int old = scores[at];
		int run = next_to > 0 ? next_to + SCORE_RUN : 0;
		int best = run > before ? run : before;
		int gain = SCORE_LETTER + (is_word_start(text, at) ? SCORE_WORD : 0) +
			   (first && at == 0 ? SCORE_START : 0);

		scores[at] =
			lower(text[at]) == lower(letter) && (first || best > 0) ? best + gain : 0;
		before = next_to > before ? next_to : before;
		next_to = first ? 0 : old;
	}
}

int menu_match(const char *pattern, const char *text)
{
	int scores[MATCH_MAX] = {0}, best = 0;
	size_t n = strnlen(text, MATCH_MAX);

	if (!*pattern)
		return 1;
	for (const char *p = pattern; *p; p++)
		match_letter(scores, text, n, *p, p == pattern);
	for (size_t at = 0; at < n; at++)
		best = scores[at] > best ? scores[at] : best;
	return best;
}

static int item_score(const struct menu *m, size_t i)
{
	int label = menu_match(m->filter.text, m->items[i].label) * 2;
	int help = m->items[i].help ? menu_match(m->filter.text, m->items[i].help) : 0;

	return label > help ? label : help;
}

/* Chooses what is shown, best first; equal ones keep their order. */
static void refilter(struct menu *m)
{
	int scores[MENU_ITEMS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++) {
		int score = item_score(m, i);
		size_t at = n;

		if (score <= 0)
			continue;
		for (; m->filter.len > 0 && at > 0 && scores[at - 1] < score; at--) {
			scores[at] = scores[at - 1];
			m->shown[at] = m->shown[at - 1];
		}
		scores[at] = score;
		m->shown[at] = (unsigned short)i;
		n++;
	}
	m->list.selected = m->list.top = 0;
	list_update(&m->list, n, 0);
}

void menu_start(struct menu *m, const struct menu_item *items, size_t count)
{
	memset(m, 0, sizeof(*m));
	m->items = items;
	m->count = count > MENU_ITEMS_MAX ? MENU_ITEMS_MAX : count;
	edit_start(&m->filter, NULL, 64, false);
	refilter(m);
}

enum menu_result menu_key(struct menu *m, const struct key *key)
{
	bool typed = key->code == KEYCODE_CHAR && key->mods == 0;

	if (key_is(key, "Esc"))
		return MENU_RESULT_CLOSED;
	if (key_is(key, "Enter"))
		return m->list.count > 0 ? MENU_RESULT_CHOSEN : MENU_RESULT_NONE;
	/* letters filter; everything else moves first */
	if (!typed && list_key(&m->list, key))
		return MENU_RESULT_NONE;
	if (edit_key(&m->filter, key))
		refilter(m);
	return MENU_RESULT_NONE;
}

size_t menu_chosen(const struct menu *m)
{
	return m->list.count > 0 ? m->shown[m->list.selected] : SIZE_MAX;
}

static void draw_item(struct region r, int row, const struct menu_item *item, int label_cols)
{
	int col = region_field(r, row, 0, label_cols, ROLE_TEXT, "%s", item->label);

	col = region_field(r, row, col + 1, 10, ROLE_KEY, "%s", item->key ? item->key : "");
	if (col + 1 < r.cols)
		region_field(r, row, col + 1, r.cols - col - 1, ROLE_DIM, "%s",
			item->help ? item->help : "");
}

static int widest_label(struct region r, const struct menu *m)
{
	int widest = 8;

	for (size_t i = 0; i < m->count; i++) {
		int width = region_width(r, m->items[i].label, strlen(m->items[i].label));

		widest = width > widest ? width : widest;
	}
	return widest < r.cols / 2 ? widest : r.cols / 2;
}

void menu_draw(struct menu *m, struct region r, const char *title)
{
	int want = (int)m->count + 3;
	struct region popup =
		region_popup(r, want < r.rows - 2 ? want : r.rows - 2, r.cols < 74 ? r.cols : 74);
	struct region in = region_box(popup, title, "Enter choose - Esc back", true);
	struct region line = region_cut_top(&in, 1);
	int label_cols = widest_label(in, m);
	size_t n, first = list_view(&m->list, in.rows, &n);

	region_text(line, 0, 0, ROLE_LABEL, "›");
	edit_draw(&m->filter, line, 0, 2, line.cols - 2, ROLE_TEXT, true);
	for (size_t i = 0; i < n; i++) {
		draw_item(in, (int)i, &m->items[m->shown[first + i]], label_cols);
		if (first + i == m->list.selected)
			region_paint(in, (int)i, 0, in.cols, ROLE_SELECTED);
	}
	if (n == 0)
		region_text(in, 0, 0, ROLE_DIM, "nothing matches");
	list_draw_thumb(&m->list, in);
}
