/* The doctor's findings as a list with details: see doctor_box.h. */
#include "views/doctor_box.h"

#include <stdio.h>
#include <string.h>

enum {
	CHECK_COLS = 12,
	MARK_COLS = 2,
	DETAIL_ROWS = 8,
};

static const struct {
	const char *glyph;
	enum role role;
} looks[] = {
	[DOCTOR_OK] = {"✓", ROLE_OK},
	[DOCTOR_WRONG] = {"✗", ROLE_BAD},
	[DOCTOR_UNKNOWN] = {"?", ROLE_WARN},
};

static const struct doctor_line *selected(const struct doctor_box *b, const struct doctor *d)
{
	return b->list.selected < d->lines ? &d->line[b->list.selected] : NULL;
}

const struct doctor_line *doctor_box_fix(const struct doctor_box *b, const struct doctor *d)
{
	const struct doctor_line *line = selected(b, d);
	return line && *line->fix ? line : NULL;
}

const char *doctor_box_summary(const struct doctor *d, char *out, size_t size)
{
	size_t n[3] = {0};
	for (size_t i = 0; i < d->lines; i++)
		n[d->line[i].result]++;
	snprintf(out, size, "%zu ok, %zu wrong, %zu unknown", n[DOCTOR_OK], n[DOCTOR_WRONG],
		n[DOCTOR_UNKNOWN]);
	return out;
}

/* --- drawing ----------------------------------------------------------------------------------- */

static void draw_line(struct region r, int row, const struct doctor_line *line, bool chosen)
{
	const int text = 2 + CHECK_COLS;
	if (chosen)
		region_text(r, row, 0, ROLE_KEY, "▸");
	r = region_sub(r, 0, MARK_COLS, -1, -1);
	region_text(r, row, 0, looks[line->result].role, "%s", looks[line->result].glyph);
	region_field(r, row, 2, CHECK_COLS, chosen ? ROLE_SELECTED : ROLE_LABEL, "%s", line->check);
	if (*line->fix && r.cols >= 60) {
		region_field(r, row, text, r.cols - text - 8, ROLE_TEXT, "%s", line->evidence);
		region_text_right(r, row, r.cols - 2, ROLE_KEY, "f fix");
	} else {
		region_field(r, row, text, r.cols - text - 1, ROLE_TEXT, "%s", line->evidence);
	}
}

/* How a person does it here, rather than from a shell. */
static void put_here(const char *next, char *out, size_t size)
{
	size_t n = 0;
	for (const char *p = next; *p && n + 1 < size;) {
		const bool verb = !strncmp(p, "qlw ", 4) && (p == next || p[-1] == ' ');
		out[n++] = verb ? ':' : *p;
		p += verb ? 4 : 1;
	}
	out[n] = '\0';
}

static int draw_next(struct region r, int row, const struct doctor_line *line)
{
	char next[sizeof line->next];
	put_here(line->next, next, sizeof next);
	if (*next && row < r.rows) {
		const int col = region_text(r, row, 0, ROLE_LABEL, "Next: ");
		row += region_wrap(
			region_sub(r, row, col, -1, -1), 0, r.rows - row, ROLE_VALUE, next);
	}
	if (*line->fix && row < r.rows) {
		const int col = region_text(r, row, 0, ROLE_KEY, "f  ");
		region_text(r, row++, col, ROLE_TEXT, ":%s%s", line->fix,
			line->fix[strlen(line->fix) - 1] == ' ' ? "…" : "");
	}
	return row;
}

static void draw_detail(struct region r, const struct doctor_line *line)
{
	region_rule(region_cut_top(&r, 1), 0);
	const int col = region_text(r, 0, 0, looks[line->result].role, "%s %s  ", line->check,
		doctor_result_word(line->result));
	int row = region_wrap(region_sub(r, 0, col, -1, -1), 0, 4, ROLE_TEXT, line->evidence);
	draw_next(r, row, line);
}

static void draw_asking(struct region *r, const struct doctor *d, const char *asking)
{
	char text[64];
	struct region low = region_cut_bottom(r, 1);
	if (asking)
		region_text(low, 0, 0, ROLE_PENDING, "◌ asking %s", asking);
	else
		region_text(low, 0, 0, ROLE_DIM, "%s", doctor_box_summary(d, text, sizeof text));
}

void doctor_box_draw(
	struct doctor_box *b, struct region r, const struct doctor *d, const char *asking)
{
	size_t n;
	draw_asking(&r, d, asking);
	b->list.follow = asking && !b->chosen;
	list_update(&b->list, d->lines, 0);
	const struct doctor_line *line = selected(b, d);
	if (b->open && line)
		draw_detail(
			region_cut_bottom(&r, r.rows > 2 * DETAIL_ROWS ? DETAIL_ROWS : r.rows / 2),
			line);
	const size_t first = list_view(&b->list, r.rows, &n);
	for (size_t i = 0; i < n; i++)
		draw_line(r, (int)i, &d->line[first + i], first + i == b->list.selected);
	list_draw_thumb(&b->list, r);
}

/* --- keys -------------------------------------------------------------------------------------- */

void doctor_box_over(struct doctor_box *b, const struct doctor *d)
{
	list_update(&b->list, d->lines, 0);
	size_t to = 0;
	for (size_t i = d->lines, worst = 0; i-- > 0;) {
		const enum doctor_result is = d->line[i].result;
		const size_t bad = is == DOCTOR_WRONG ? 2 : is == DOCTOR_UNKNOWN;
		if (b->watched ? !strcmp(d->line[i].check, b->watched) : bad && bad >= worst) {
			to = i;
			worst = bad;
		}
	}
	if (!b->chosen)
		list_select(&b->list, to);
	b->watched = NULL;
}

enum doctor_box_result doctor_box_key(
	struct doctor_box *b, const struct key *key, const struct doctor *d)
{
	if (key->code == KEYCODE_ESC || key_is(key, "q")) {
		const bool was_open = b->open;
		b->open = false;
		return was_open ? DOCTOR_BOX_DONE : DOCTOR_BOX_CLOSE;
	}
	if (key->code == KEYCODE_ENTER) {
		b->open = !b->open;
		b->chosen = true;
		return DOCTOR_BOX_DONE;
	}
	if (key_is(key, "r"))
		return DOCTOR_BOX_AGAIN;
	if (key_is(key, "f"))
		return doctor_box_fix(b, d) ? DOCTOR_BOX_FIX : DOCTOR_BOX_DONE;
	if (!list_key(&b->list, key))
		return DOCTOR_BOX_NONE;
	b->chosen = true;
	return DOCTOR_BOX_DONE;
}
