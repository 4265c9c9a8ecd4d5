/*
 * Draws a prompt. Knows no readline.
 */
#include "tui/prompt.h"

#include <string.h>

#include "tui/edit.h"

void prompt_draw(const struct prompt *p, struct region r, int row, const char *label)
{
	struct prompt_line line = prompt_line(p);
	const char *before = *line.message ? line.message : label;
	int width = region_width(r, before, strlen(before));

	/* a long message must leave room for the line */
	if (width > r.cols * 2 / 3)
		width = r.cols * 2 / 3;
	int col = region_field(r, row, 0, width, ROLE_LABEL, "%s", before);

	struct region field = region_sub(r, row, col, 1, -1);

	edit_draw_line(field, ROLE_TEXT, line.text, line.len, line.cursor, true);
}

/* Columns for the candidates' texts. */
static int widest(struct region r, const struct prompt_line *line)
{
	int cols = 8;

	for (size_t i = 0; i < line->candidate_count; i++) {
		int width =
			region_width(r, line->candidates[i].text, strlen(line->candidates[i].text));

		cols = width > cols ? width : cols;
	}
	return cols < r.cols / 2 ? cols : r.cols / 2;
}

int prompt_draw_candidates(const struct prompt *p, struct region r)
{
	struct prompt_line line = prompt_line(p);
	int n = (int)line.candidate_count;
	int rows = n < r.rows ? n : r.rows;
	int cols = widest(r, &line);

	for (int row = 0; row < rows; row++) {
		const struct prompt_candidate *c = &line.candidates[row];

		if (row == rows - 1 && n > rows) {
			region_text(r, row, 0, ROLE_HINT, "and %d more", n - rows + 1);
			break;
		}
		region_field(r, row, 0, cols, ROLE_VALUE, "%s", c->text);
		region_text(r, row, cols + 2, ROLE_HINT, "%s", c->help);
	}
	return rows;
}
