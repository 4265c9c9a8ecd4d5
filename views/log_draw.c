/*
 * Rows of the log. It must not know where the entries come from.
 */
#include "views/log_draw.h"

#include <stdio.h>
#include <string.h>

#include "views/hexdump.h"
#include "views/words.h"

enum {
	PAYLOAD_ROWS = 4,
	RAW_ROWS_MAX = 40,
	MARK_COLS = 2
};

static int time_cols(int cols)
{
	return cols >= 60 ? 12 : 8;
}

/* Where dumps and raw bytes stand: under the words. */
static int text_col(int cols)
{
	return MARK_COLS + time_cols(cols) + 3;
}

static int payload_rows(const struct log_entry *entry, const struct log_look *look, int cols)
{
	const size_t width = hexdump_width(cols - text_col(cols));
	const int all = (int)((entry->bytes + width - 1) / width);
	return look->open || all <= PAYLOAD_ROWS ? all : PAYLOAD_ROWS + 1;
}

static int raw_rows(const struct log_entry *entry, const struct log_look *look, int cols)
{
	const int width = cols - text_col(cols);
	if (!look->raw || entry->line.payload || width < 1)
		return 0;
	const size_t rows = (entry->raw_cols + (size_t)width - 1) / (size_t)width;
	return rows > RAW_ROWS_MAX ? RAW_ROWS_MAX : (int)rows;
}

int log_draw_rows(const struct log_entry *entry, const struct log_look *look, int cols)
{
	return entry->line.payload ? payload_rows(entry, look, cols)
				   : 1 + raw_rows(entry, look, cols);
}

bool log_draw_needs(const struct log_entry *entry, const struct log_look *look)
{
	return entry->line.payload || look->raw;
}

/* --- the parts of a row ----------------------------------------------------------------------- */

static void put_seconds(struct region r, int row, uint64_t ms, int cols)
{
	region_text_right(r, row, MARK_COLS + cols, ROLE_TIME, "+%llu.%03u",
		(unsigned long long)(ms / 1000), (unsigned)(ms % 1000));
}

static void put_time(
	struct region r, int row, const struct log_entry *entry, const struct log_look *look)
{
	char text[WORDS_MAX];
	const int cols = time_cols(r.cols);
	const uint64_t since = look->times == LOG_TIMES_DELTA ? look->previous_ms : look->base_ms;
	if (look->times == LOG_TIMES_ABSOLUTE)
		region_text(r, row, MARK_COLS, ROLE_TIME, "%s",
			cols < 12 ? words_time(entry->wall_ms, text)
				  : words_stamp(entry->wall_ms, text));
	else if (since)
		put_seconds(r, row, entry->wall_ms > since ? entry->wall_ms - since : 0, cols);
}

static void put_marks(struct region r, int row, const struct log_look *look)
{
	if (look->selected)
		region_text(r, row, 0, ROLE_TITLE, "▸");
	if (look->mark)
		region_text(r, row, 1, ROLE_MARK, "★");
	if (look->mark && look->mark->text[0])
		region_text_right(r, row, r.cols, ROLE_MARK, " ★ %s", look->mark->text);
	if (look->lit)
		region_paint(r, row, MARK_COLS, r.cols - MARK_COLS, ROLE_SELECTED);
}

static void highlight(struct region r, int row, int col, const struct decode_line *line,
	const struct match *search)
{
	char text[DECODE_TEXT_MAX + 1];
	size_t start, len;
	memcpy(text, line->text, line->text_len);
	text[line->text_len] = '\0';
	if (search && match_find(search, text, &start, &len))
		region_paint(r, row, col + (int)text_width(text, start),
			(int)text_width(text + start, len), ROLE_MATCH);
}

/* Words begin in the column of short IDs when there is none. */
static int put_id(struct region r, int row, int col, const struct decode_line *line)
{
	if (line->short_id == 0)
		return col;
	region_text(r, row, col, ROLE_VALUE, "%u", line->short_id);
	return col + (line->short_id > 9999 ? 6 : 5);
}

static void put_text(struct region r, const struct decode_line *line, const struct match *search)
{
	region_put(r, 0, 0, line->chatter ? ROLE_DIM : ROLE_TEXT, line->text, line->text_len);
	highlight(r, 0, 0, line, search);
}

static void put_words(
	struct region r, int row, const struct log_entry *entry, const struct log_look *look)
{
	const struct decode_line *line = &entry->line;
	const int what_cols = r.cols >= 60 ? 15 : 13;
	int col = MARK_COLS + time_cols(r.cols) + 1;
	region_text(r, row, col, line->role, "%s", line->glyph);
	region_field(
		r, row, col + 2, what_cols, line->role, "%.*s", (int)line->what_len, line->what);
	col = put_id(r, row, col + 2 + what_cols + 1, line);
	put_text(region_sub(r, row, col, 1, -1), line, look->search);
}

static void put_raw(struct region r, int row, const struct log_entry *entry,
	const struct log_look *look, const struct journal_record *record)
{
	struct region part =
		region_sub(r, row, text_col(r.cols), raw_rows(entry, look, r.cols), -1);
	const char *s = (const char *)record->bytes;
	size_t left = record->len;
	for (int i = 0; i < part.rows && left > 0 && part.cols > 0; i++) {
		const size_t fit = text_fit(s, left, (size_t)part.cols, NULL);
		if (fit == 0)
			return;
		region_put(part, i, 0, record->kind == JOURNAL_TX ? ROLE_TX : ROLE_RX, s, fit);
		s += fit;
		left -= fit;
	}
}

static void put_payload(struct region r, int row, const struct log_entry *entry,
	const struct log_look *look, const struct journal_record *record)
{
	const int col = text_col(r.cols), rows = payload_rows(entry, look, r.cols);
	const size_t width = hexdump_width(r.cols - col);
	region_text(r, row, col - 2, entry->line.role, "%s", entry->line.glyph);
	for (int i = 0; i < rows; i++) {
		const size_t at = (size_t)i * width;
		if (i == PAYLOAD_ROWS && !look->open)
			region_text(r, row + i, col, ROLE_DIM, "%zu B more, Enter shows them",
				entry->bytes - at);
		else
			hexdump_row(r, row + i, col, record->bytes, record->len, at);
	}
}

void log_draw(struct region r, int row, const struct log_entry *entry, const struct log_look *look,
	const struct journal_record *record)
{
	if (entry->line.payload) {
		if (record)
			put_payload(r, row, entry, look, record);
		put_marks(r, row, look);
		return;
	}
	put_time(r, row, entry, look);
	put_words(r, row, entry, look);
	put_marks(r, row, look);
	if (look->raw && record)
		put_raw(r, row + 1, entry, look, record);
}
