/* A plan on the screen. Draws texts that it is given; knows no setting and no module. */
#include "views/plan_sheet.h"

#include <stdio.h>
#include <string.h>

enum {
	MARK_COL = 5, /* behind state and number */
	NAME_COL = 7,
	NAME_COLS = 13,
	VALUE_COL = NAME_COL + NAME_COLS + 1,
};

static const struct {
	const char *glyph;
	enum role role;
} states[] = {
	[PLAN_ROW_WAITS] = {" ", ROLE_DIM},
	[PLAN_ROW_RUNS] = {"▸", ROLE_PENDING},
	[PLAN_ROW_DONE] = {"✓", ROLE_OK},
	[PLAN_ROW_FAILED] = {"✗", ROLE_BAD},
	[PLAN_ROW_NOT_DONE] = {"·", ROLE_WARN},
};

static enum role role_of(char mark)
{
	switch (mark) {
	case '+':
		return ROLE_DIFF_ADD;
	case '~':
		return ROLE_DIFF_CHANGE;
	case '=':
		return ROLE_DIM;
	default:
		return ROLE_DIFF_REMOVE;
	}
}

static bool is_harm(char mark)
{
	return mark == '-' || mark == '!';
}

static size_t count_state(const struct plan_sheet *s, enum plan_row_state state)
{
	size_t n = 0;
	for (size_t i = 0; i < s->rows; i++)
		n += s->row[i].state == state && s->row[i].mark != '=';
	return n;
}

static size_t count_mark(const struct plan_sheet *s, const char *marks)
{
	size_t n = 0;
	for (size_t i = 0; i < s->rows; i++)
		n += strchr(marks, s->row[i].mark) != NULL;
	return n;
}

/* --- content ------------------------------------------------------------------------------------- */

void plan_view_show(struct plan_view *v, const struct plan_sheet *sheet)
{
	size_t at = v->list.selected;
	v->sheet = *sheet;
	for (size_t i = 0; i < sheet->rows; i++)
		if (sheet->row[i].state == PLAN_ROW_RUNS || sheet->row[i].state == PLAN_ROW_FAILED)
			at = i;
	list_update(&v->list, sheet->rows, 0);
	list_select(&v->list, at);
	if (sheet->phase != PLAN_PHASE_ASK)
		v->typing = false;
}

static const struct plan_row *selected(const struct plan_view *v)
{
	return v->list.selected < v->sheet.rows ? &v->sheet.row[v->list.selected] : NULL;
}

/* --- drawing ------------------------------------------------------------------------------------- */

static int now_cols(struct region r)
{
	int cols = (r.cols - VALUE_COL) * 2 / 5;
	return cols > 0 ? cols : 0;
}

static void draw_values(const struct plan_row *row, struct region r, int at)
{
	int cols = now_cols(r), wanted = VALUE_COL + cols + 1;
	enum role role = row->mark == '=' ? ROLE_DIM : ROLE_VALUE;
	region_field(r, at, VALUE_COL, cols, ROLE_DIM, "%s", row->now);
	if (is_harm(row->mark))
		role = ROLE_BAD;
	region_field(r, at, wanted, r.cols - wanted, role, "%s", row->wanted);
}

static void draw_row(const struct plan_view *v, struct region r, int at, size_t i)
{
	const struct plan_row *row = &v->sheet.row[i];
	bool chosen = i == v->list.selected;
	if (chosen && row->state == PLAN_ROW_WAITS)
		region_text(r, at, 0, ROLE_KEY, "›");
	else
		region_text(r, at, 0, states[row->state].role, "%s", states[row->state].glyph);
	if (row->mark != '=')
		region_text(r, at, 1, ROLE_DIM, "%3zu", i + 1);
	region_text(r, at, MARK_COL, role_of(row->mark), "%c", row->mark);
	region_field(r, at, NAME_COL, NAME_COLS, role_of(row->mark), "%s", row->name);
	if (v->commands && *row->command)
		region_field(r, at, VALUE_COL, r.cols - VALUE_COL, ROLE_TX, "%s", row->command);
	else
		draw_values(row, r, at);
	if (chosen)
		region_add_attrs(r, at, 0, r.cols, ATTR_BOLD);
}

static void draw_head(const struct plan_view *v, struct region r)
{
	if (v->commands) {
		region_text(r, 0, VALUE_COL, ROLE_LABEL, "command, secrets replaced");
		return;
	}
	region_text(r, 0, VALUE_COL, ROLE_LABEL, "now");
	region_text(r, 0, VALUE_COL + now_cols(r) + 1, ROLE_LABEL, "wanted");
}

static bool is_cut(struct region r, const struct plan_row *row)
{
	int cols = now_cols(r), rest = r.cols - VALUE_COL - cols - 1;
	return region_width(r, row->now, strlen(row->now)) > cols ||
	       region_width(r, row->wanted, strlen(row->wanted)) > rest;
}

/* Why a step is there and what was cut above, or its whole command. rows 0: only counted. */
static int put_why(const struct plan_view *v, const struct plan_row *row, struct region r, int rows)
{
	char text[1400];
	if (v->commands && *row->command)
		snprintf(text, sizeof text, "%s: %s", row->name, row->command);
	else if (is_cut(r, row))
		snprintf(text, sizeof text, "%s: %s%s\nnow: %s\nwanted: %s", row->name, row->why,
			row->final ? " (cannot be undone)" : "", row->now, row->wanted);
	else
		snprintf(text, sizeof text, "%s: %s%s", row->name, row->why,
			row->final ? " (cannot be undone)" : "");
	return region_wrap(r, 0, rows, row->final ? ROLE_WARN : ROLE_HINT, text);
}

/* The most that any of them needs, so that moving does not move the frame. */
static int why_rows(const struct plan_view *v, struct region r)
{
	int most = 0;
	for (size_t i = 0; i < v->sheet.rows; i++) {
		int rows = put_why(v, &v->sheet.row[i], r, 0);
		most = rows > most ? rows : most;
	}
	return most;
}

static void sum_up(const struct plan_sheet *s, char *out, size_t size)
{
	size_t same = count_mark(s, "="), deletes = count_mark(s, "-"), resets = count_mark(s, "!");
	char harm[80] = "";
	if (deletes)
		snprintf(harm, sizeof harm, ", %zu of them delete%s", deletes,
			deletes == 1 ? "s" : "");
	snprintf(out, size, "%zu to change%s%s, %zu already right. %s", s->rows - same, harm,
		resets ? ", and the first resets every LwM2M setting" : "", same, s->remark);
}

/* What is to be known, what to do, or what became of it. */
static int put_words(const struct plan_view *v, struct region r, int rows)
{
	const struct plan_sheet *s = &v->sheet;
	char text[1000];
	enum role role = ROLE_TEXT;
	if (s->phase == PLAN_PHASE_OVER) {
		snprintf(text, sizeof text, "%s", s->outcome);
		role = s->failed ? ROLE_BAD : ROLE_OK;
	} else {
		sum_up(s, text, sizeof text);
		if (count_mark(s, "-!"))
			role = ROLE_WARN;
	}
	return region_wrap(r, 0, rows, role, text);
}

static void draw_typing(const struct plan_view *v, struct region r, int row)
{
	int col = v->sheet.production
			  ? region_text(r, row, 0, ROLE_BANNER_PRODUCTION, "PRODUCTION") + 1
			  : 0;
	col = region_text(r, row, col, ROLE_TEXT, "Type %s to go on: ", v->sheet.word);
	edit_draw(&v->typed, r, row, col, r.cols - col, ROLE_INPUT, true);
}

static const char *footer_of(const struct plan_view *v)
{
	if (v->typing)
		return "Enter applies - Esc back";
	switch (v->sheet.phase) {
	case PLAN_PHASE_LOOK:
		return "c commands - Esc closes";
	case PLAN_PHASE_ASK:
		return "Enter applies - c commands - Esc back, nothing is sent";
	case PLAN_PHASE_RUN:
		return "Ctrl-C stops after this step";
	case PLAN_PHASE_OVER:
		break;
	}
	return "c commands - Esc closes";
}

void plan_view_draw(struct plan_view *v, struct region r)
{
	const struct plan_sheet *s = &v->sheet;
	int cols = r.cols - 2 < 120 ? r.cols - 2 : 120;
	struct region measure = region_sub(r, 0, 0, 0, cols - 4);
	measure.cols = cols - 4;
	int words = put_words(v, measure, 0), why = why_rows(v, measure);
	int rows = 1 + (int)s->rows + 1 + why + words + v->typing + 2;
	struct region box = region_popup(r, rows < r.rows - 2 ? rows : r.rows - 2, cols);
	struct region in = region_box(box, s->title, footer_of(v), true);
	if (s->production && s->phase != PLAN_PHASE_RUN)
		region_box_right(box, ROLE_BANNER_PRODUCTION, "PRODUCTION");
	if (s->phase == PLAN_PHASE_RUN)
		region_box_right(box, ROLE_PENDING, "%zu of %zu", count_state(s, PLAN_ROW_DONE),
			s->rows - count_mark(s, "="));
	if (v->typing)
		draw_typing(v, region_cut_bottom(&in, 1), 0);
	put_words(v, region_cut_bottom(&in, words < in.rows / 2 ? words : in.rows / 2), in.rows);
	struct region low = region_cut_bottom(&in, why + 1 < in.rows / 2 ? why + 1 : in.rows / 2);
	region_rule(low, 0);
	if (selected(v))
		put_why(v, selected(v), region_sub(low, 1, 0, -1, -1), low.rows - 1);
	draw_head(v, region_cut_top(&in, 1));
	size_t n, top = list_view(&v->list, in.rows, &n);
	for (size_t i = 0; i < n; i++)
		draw_row(v, in, (int)i, top + i);
	list_draw_thumb(&v->list, in);
}

/* --- keys ---------------------------------------------------------------------------------------- */

static enum plan_key typing_key(struct plan_view *v, const struct key *key)
{
	if (key->code == KEYCODE_ESC)
		v->typing = false;
	else if (key->code != KEYCODE_ENTER)
		edit_key(&v->typed, key);
	else if (strcmp(v->typed.text, v->sheet.word) == 0)
		return PLAN_KEY_GO;
	return PLAN_KEY_NONE;
}

enum plan_key plan_view_key(struct plan_view *v, const struct key *key)
{
	const struct plan_sheet *s = &v->sheet;
	bool enter = key->code == KEYCODE_ENTER;
	if (v->typing)
		return typing_key(v, key);
	if (key_is(key, "c")) {
		v->commands = !v->commands;
	} else if (enter && s->phase == PLAN_PHASE_ASK) {
		if (!*s->word)
			return PLAN_KEY_GO;
		v->typing = true;
		edit_start(&v->typed, NULL, sizeof s->word, false);
	} else if (enter || key->code == KEYCODE_ESC || key_is(key, "q")) {
		return s->phase == PLAN_PHASE_RUN ? PLAN_KEY_OTHER : PLAN_KEY_BACK;
	} else if (!list_key(&v->list, key)) {
		return PLAN_KEY_OTHER;
	}
	return PLAN_KEY_NONE;
}
