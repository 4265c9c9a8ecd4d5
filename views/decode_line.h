/*
 * One journal record in words: what a person would say went over the wire. Pure. Records are given
 * in order, because an answer means something only beside its command; a scan may begin anywhere,
 * then lines before the first command are read by their shape alone.
 *
 * Texts hold bytes of the module as they are: draw them with region_put only.
 */
#ifndef QLW_VIEWS_DECODE_LINE_H
#define QLW_VIEWS_DECODE_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/journal/journal.h"
#include "tui/toolkit/canvas.h"

enum {
	DECODE_TEXT_MAX = 320,
	DECODE_COMMAND_MAX = 256
};

/* The command in flight, carried from record to record. Start with zeroes. */
struct decode_context {
	char command[DECODE_COMMAND_MAX]; /* cut, NUL-terminated; "" none */
};

struct decode_line {
	const char *glyph; /* "→" sent, "←" received, "·" ours, "!" trouble */
	enum role role;    /* of what */
	bool chatter;      /* echo, blank lines, queries, answers, OK: hidden unless asked for */
	bool payload;      /* counted data: show the record's bytes as a dump */
	char what[24];     /* "REG_READY", "send", "received"; may be "" */
	size_t what_len;
	unsigned short_id; /* 0: none */
	char text[DECODE_TEXT_MAX];
	size_t text_len;
};

void decode_line(
	struct decode_context *c, const struct journal_record *record, struct decode_line *out);

/* Bytes of a record without CR and LF at either end. */
void decode_trim(const struct journal_record *record, const char **bytes, size_t *len);

#endif
