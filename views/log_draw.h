/*
 * One entry of the log as rows: time, direction, words; a dump for payloads; the raw bytes if
 * asked.
 */
#ifndef QLW_VIEWS_LOG_DRAW_H
#define QLW_VIEWS_LOG_DRAW_H

#include "views/log_marks.h"
#include "views/log_window.h"

enum log_times {
	LOG_TIMES_ABSOLUTE,
	LOG_TIMES_RELATIVE, /* since the journal was opened */
	LOG_TIMES_DELTA,    /* since the line before */
	LOG_TIMES,
};

struct log_look {
	enum log_times times;
	uint64_t base_ms;            /* of LOG_TIMES_RELATIVE */
	uint64_t previous_ms;        /* of LOG_TIMES_DELTA; 0: none */
	bool raw, open;              /* show its bytes; show all of a payload */
	bool selected, lit;          /* the cursor is there; it is part of a selection */
	const struct log_mark *mark; /* its bookmark, or NULL */
	const struct match *search;  /* highlighted */
};

/* Rows the entry takes in a region of so many columns. */
int log_draw_rows(const struct log_entry *entry, const struct log_look *look, int cols);

/* Draws it at row; record gives the bytes (only needed for payloads and raw ones, else NULL). */
void log_draw(struct region r, int row, const struct log_entry *entry, const struct log_look *look,
	const struct journal_record *record);

/* True if log_draw wants the record. */
bool log_draw_needs(const struct log_entry *entry, const struct log_look *look);

#endif
