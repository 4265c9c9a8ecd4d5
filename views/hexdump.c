/*
 * Hex rows: "00000010  0d 0a 4f 4b 0d 0a 2b 51  4c 57 …  ..OK..+QLW". It must not know whose bytes.
 */
#include "views/hexdump.h"

#include <stdio.h>

/* Offset and two blanks, three columns a byte, a gap in the middle, two blanks, the text. */
static int row_cols(size_t bytes)
{
	return 10 + (int)bytes * 3 + (bytes > 8) + 1 + (int)bytes;
}

size_t hexdump_width(int cols)
{
	return cols >= row_cols(16) ? 16 : cols >= row_cols(8) ? 8 : 4;
}

void hexdump_row(struct region r, int row, int col, const uint8_t *bytes, size_t len, size_t at)
{
	const size_t width = hexdump_width(r.cols - col);
	char text[17];
	int x = region_text(r, row, col, ROLE_DIM, "%08zx  ", at);
	const int text_at = x + (int)width * 3 + (width > 8) + 1;
	size_t n = 0;
	for (; n < width && at + n < len; n++) {
		const uint8_t b = bytes[at + n];
		x = region_text(r, row, x + (n == 8), ROLE_DATA, "%02x ", b);
		text[n] = (char)(b >= 0x20 && b < 0x7f ? b : '.');
	}
	if (text_at < r.cols)
		region_put(r, row, text_at, ROLE_TEXT, text, n);
}
