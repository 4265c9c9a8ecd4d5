/* The choice of a port, drawn: see pick_box.h. */
#include "views/pick_box.h"

#include <string.h>

enum {
	COLS_MAX = 110,
	DETAIL_ROWS = 6,
};

static const struct {
	const char *glyph;
	enum role role;
} marks[] = {
	[PICK_PLAIN] = {" ", ROLE_DIM},
	[PICK_ASKING] = {"◌", ROLE_PENDING},
	[PICK_FOUND] = {"●", ROLE_OK},
	[PICK_OTHER] = {"?", ROLE_WARN},
	[PICK_TROUBLE] = {"✗", ROLE_BAD},
};

static int port_cols(const struct pick_row *rows, size_t count, int most)
{
	size_t cols = 6;
	for (size_t i = 0; i < count; i++)
		cols = strlen(rows[i].port) > cols ? strlen(rows[i].port) : cols;
	return (int)cols < most ? (int)cols : most;
}

static void draw_row(struct region r, int row, const struct pick_row *p, int cols)
{
	const bool told = *p->state;
	region_text(r, row, 0, marks[p->mark].role, "%s", marks[p->mark].glyph);
	region_field(r, row, 2, cols, ROLE_VALUE, "%s", p->port);
	region_field(r, row, cols + 4, r.cols - cols - 5,
		p->mark == PICK_PLAIN || !told ? ROLE_TEXT : marks[p->mark].role, "%s",
		told ? p->state : p->what);
}

/* What the row has no room for. */
static void draw_detail(struct region r, const struct pick_row *p)
{
	region_rule(region_cut_top(&r, 1), 0);
	int row = region_wrap(r, 0, 2, ROLE_DIM, *p->detail ? p->detail : p->what);
	if (p->mark == PICK_TROUBLE && row < r.rows)
		row += region_wrap(
			region_sub(r, row, 0, -1, -1), 0, r.rows - row, ROLE_BAD, p->state);
	if (*p->next && row < r.rows)
		row += region_wrap(
			region_sub(r, row, 0, -1, -1), 0, r.rows - row, ROLE_VALUE, p->next);
	if (p->mark == PICK_TROUBLE && !strstr(p->next, "Enter"))
		region_text(r, row, 0, ROLE_KEY, "Enter tries again");
}

void pick_box_draw(struct pick_box *b, struct region r, const struct pick_row *rows, size_t count)
{
	const int width = r.cols < COLS_MAX ? r.cols : COLS_MAX;
	struct region in = region_box(region_popup(r, r.rows, width), "Which port?",
		"Enter open - r ask again - arrows move - q quit", true);
	size_t n;
	region_cut_top(&in, region_wrap(in, 0, 3, ROLE_TEXT, b->head) + 1);
	list_update(&b->list, count, 0);
	if (b->list.selected < count && in.rows > DETAIL_ROWS + 2)
		draw_detail(region_cut_bottom(&in, DETAIL_ROWS), &rows[b->list.selected]);
	const size_t first = list_view(&b->list, in.rows, &n);
	const int cols = port_cols(rows, count, in.cols / 3);
	for (size_t i = 0; i < n; i++) {
		draw_row(in, (int)i, &rows[first + i], cols);
		if (first + i == b->list.selected)
			region_paint(in, (int)i, 2, cols, ROLE_SELECTED);
	}
	list_draw_thumb(&b->list, in);
}
