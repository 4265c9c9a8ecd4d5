/* The command line as the module collects it. Knows no command and no echo. */
#include "modem/sim/line.h"

enum line_result line_put(struct line *l, char byte, char end, size_t limit)
{
	if (byte == end)
		return LINE_READY;
	if (byte == '\n')
		return LINE_MORE;
	if (byte == '\b' || byte == 0x7f) {
		if (l->text.len)
			l->text.len--;
		return LINE_MORE;
	}
	if (l->text.len >= limit || text_add(&l->text, &byte, 1) < 0)
		l->overlong = true;
	return LINE_MORE;
}

void line_clear(struct line *l)
{
	text_clear(&l->text);
	l->overlong = false;
}

void line_free(struct line *l)
{
	text_free(&l->text);
}
