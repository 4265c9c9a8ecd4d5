/*
 * Shapes made of characters: frames, rules, bars, meters. Draws through the functions of a region.
 */
#include <stdarg.h>
#include <string.h>

#include "tui/toolkit/canvas.h"

/* --- frames ---------------------------------------------------------------------------------- */

static int put(struct region r, int row, int col, enum role role, const char *symbol)
{
	return region_put_flat(r, row, col, role, symbol, strlen(symbol));
}

/* One symbol n times, to the right or downwards. */
static void put_row(struct region r, int row, int col, int n, enum role role, const char *symbol)
{
	for (int i = 0; i < n; i++)
		put(r, row, col + i, role, symbol);
}

static void put_column(struct region r, int row, int col, int n, enum role role, const char *symbol)
{
	for (int i = 0; i < n; i++)
		put(r, row + i, col, role, symbol);
}

static void put_line(struct region r, int row, enum role role, const char *ends[2])
{
	put(r, row, 0, role, ends[0]);
	put_row(r, row, 1, r.cols - 2, role, "─");
	put(r, row, r.cols - 1, role, ends[1]);
}

/* Text in a frame's line: pieces between " - " with the line showing between them. */
static void put_legend(
	struct region r, int row, int col, enum role role, const char *text, enum role frame)
{
	struct region line = region_sub(r, row, 0, 1, r.cols - 2);

	col = put(line, 0, col, frame, " ");
	while (*text && col < line.cols - 1) {
		const char *next = strstr(text, " - ");
		size_t n = next ? (size_t)(next - text) : strlen(text);
		int width = region_width(r, text, n);
		int left = line.cols - 1 - col;

		col = region_field(
			line, 0, col, width < left ? width : left, role, "%.*s", (int)n, text);
		col = put(line, 0, col, frame, " ");
		text += n;
		if (!next)
			break;
		text += 3;
		/* skip over the line that is already there */
		col = put(line, 0, col + 2, frame, " ");
	}
}

struct region region_box(struct region r, const char *title, const char *footer, bool focus)
{
	enum role role = focus ? ROLE_FRAME_FOCUS : ROLE_FRAME;

	if (r.rows < 2 || r.cols < 4)
		return r;
	put_line(r, 0, role, (const char *[2]){"┌", "┐"});
	put_column(r, 1, 0, r.rows - 2, role, "│");
	put_column(r, 1, r.cols - 1, r.rows - 2, role, "│");
	put_line(r, r.rows - 1, role, (const char *[2]){"└", "┘"});
	if (title && *title)
		put_legend(r, 0, 1, ROLE_TITLE, title, role);
	if (footer && *footer)
		put_legend(r, r.rows - 1, 2, ROLE_FOOTER, footer, role);
	return region_sub(r, 1, 2, r.rows - 2, r.cols - 4);
}

void region_box_right(struct region r, enum role role, const char *format, ...)
{
	struct region line = region_sub(r, 0, 2, 1, r.cols - 4);
	va_list args;

	if (r.rows < 2 || r.cols < 8)
		return;
	put(line, 0, line.cols - 1, ROLE_FRAME, " ");
	va_start(args, format);
	int start = region_vtext_right(line, 0, line.cols - 1, role, format, args);
	va_end(args);
	put(line, 0, start - 1, ROLE_FRAME, " ");
}

void region_rule(struct region r, int row)
{
	put_row(r, row, 0, r.cols, ROLE_FRAME, "─");
}

/* --- bars ------------------------------------------------------------------------------------ */

void region_bar(
	struct region r, int row, int col, int cols, enum role role, uint64_t part, uint64_t whole)
{
	static const char *const eighths[] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

	cols = cols > CANVAS_COLS_MAX ? CANVAS_COLS_MAX : cols;
	while (whole > UINT32_MAX) {
		whole >>= 1;
		part >>= 1;
	}
	uint64_t units = (uint64_t)cols * 8;
	uint64_t filled = whole == 0 ? 0 : part >= whole ? units : part * units / whole;

	for (int i = 0; i < cols; i++, filled -= filled < 8 ? filled : 8) {
		if (canvas_is_ascii(r.canvas))
			put(r, row, col + i, role, filled >= 8 ? "#" : ".");
		else
			put(r, row, col + i, role, filled >= 8 ? "█" : eighths[filled]);
	}
}

void region_meter(struct region r, int row, int col, enum role role, int level, int levels)
{
	static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

	levels = levels > 8 ? 8 : levels;
	for (int i = 0; i < levels; i++) {
		int height = (i + 1) * 8 / (levels + 1) - 1;

		if (i >= level)
			put(r, row, col + i, ROLE_DIM, "·");
		else
			put(r, row, col + i, role,
				canvas_is_ascii(r.canvas) ? "|" : bars[height < 0 ? 0 : height]);
	}
}
