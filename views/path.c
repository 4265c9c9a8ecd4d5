/*
 * "12:09:13 BS_START ─ 12:09:14 BS_RETRY ×3, last 12:09:31": steps never break inside.
 */
#include "views/path.h"

#include <stdio.h>
#include <string.h>

#include "tui/toolkit/text.h"
#include "views/words.h"

enum {
	STEP_MAX = 4 * WORDS_MAX
};

static int step_text(const struct model_step *step, char out[STEP_MAX])
{
	char first[WORDS_MAX], last[WORDS_MAX], name[WORDS_MAX];
	words_state(step->code, name);
	words_time(step->t_ms, last);
	if (step->times < 2)
		snprintf(out, STEP_MAX, "%s %s", last, name);
	else
		snprintf(out, STEP_MAX, "%s %s ×%u, last %s", words_time(step->first_ms, first),
			name, step->times, last);
	return (int)text_width(out, strlen(out));
}

/* Rows that the steps from first on take; draws them if draw. */
static int lay_out(struct region r, int row, const struct model_server *s, size_t first, bool draw)
{
	int at = row, col = 0;
	for (size_t i = first; i < s->steps && i < MODEL_PATH_MAX; i++) {
		char text[STEP_MAX];
		const int cols = step_text(&s->path[i], text);
		const int gap = i == 0 ? 0 : 2;
		if (col > 0 && col + 1 + gap + cols > r.cols) {
			at++;
			col = 0;
		}
		if (draw && i > 0)
			region_text(
				r, at, col + (col > 0), ROLE_FRAME, "%s", i == first ? "… " : "─ ");
		col += gap + (col > 0);
		if (draw)
			region_text(
				r, at, col, i + 1 == s->steps ? ROLE_VALUE : ROLE_DIM, "%s", text);
		col += cols;
	}
	return at - row + 1;
}

int path_draw(struct region r, int row, int rows, const struct model_server *s)
{
	size_t first = 0;
	if (s->steps == 0 || rows <= 0)
		return 0;
	while (first + 1 < s->steps && lay_out(r, row, s, first, false) > rows)
		first++;
	return lay_out(r, row, s, first, true);
}
