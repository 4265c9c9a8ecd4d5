/*
 * Draws a prompt. Knows no readline.
 */
#include "tui/toolkit/prompt.h"

#include <string.h>

#include "tui/toolkit/edit.h"
#include "tui/toolkit/text.h"

enum {
	SECRETS_MAX = 8
};

/* Copies line into shown (3 bytes for each of its own), glyphs in spans as bullets; the cursor with it. */
static void mask(
	struct prompt_line *line, const struct prompt_span *span, size_t spans, char *shown)
{
	static const char bullet[] = "\342\200\242";
	const char *text = line->text;
	size_t n = 0, cursor = 0;

	for (size_t at = 0, next, s = 0; at < line->len; at = next) {
		while (s < spans && at >= span[s].to)
			s++;
		const bool hidden = s < spans && at >= span[s].from;

		next = hidden ? text_after(text, line->len, at) : at + 1;
		memcpy(shown + n, hidden ? bullet : text + at, hidden ? 3 : 1);
		n += hidden ? 3 : 1;
		if (next <= line->cursor)
			cursor = n;
	}
	shown[n] = '\0';
	line->text = shown;
	line->len = n;
	line->cursor = cursor;
	line->cursor_col = text_width(shown, cursor);
}

static struct prompt_line shown(const struct prompt *p)
{
	static char text[3 * PROMPT_LINE_MAX + 1];
	struct prompt_line line = prompt_line(p);
	struct prompt_span span[SECRETS_MAX];
	const size_t n = prompt_secrets(p, span, SECRETS_MAX);

	if (n > 0 && line.len <= PROMPT_LINE_MAX)
		mask(&line, span, n, text);
	return line;
}

void prompt_draw(const struct prompt *p, struct region r, int row, const char *label)
{
	struct prompt_line line = shown(p);
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
