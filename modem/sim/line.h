/*
 * The command line as the module collects it: up to the carriage return, line feeds ignored,
 * backspace honoured, and no more bytes than the limit (3.1.2).
 */
#ifndef QLW_SIM_LINE_H
#define QLW_SIM_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/sim/text.h"

struct line {
	struct text text;
	bool overlong;    /* the limit was passed; the line is good for an ERROR only */
	uint64_t last_ms; /* when its last byte came */
};

enum line_result {
	LINE_MORE,
	LINE_READY, /* text holds the line without its end; call line_clear when done with it */
};

enum line_result line_put(struct line *l, char byte, char end, size_t limit);
void line_clear(struct line *l);
void line_free(struct line *l);

#endif
