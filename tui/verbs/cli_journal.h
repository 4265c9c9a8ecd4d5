/*
 * Between the rooms of `journal`: recorded lines read in order, decoded as the Log pane does, chosen
 * and, for sharing, stripped of what names a unit.
 *
 *   cli_journal.c         the verb: show, search, export; which files
 *   cli_journal_pick.c    which lines
 *   cli_journal_hide.c    --redact
 *   cli_journal_report.c  the commissioning record: what it is made of
 *   cli_journal_trouble.c its errors, explained by what was known at the time
 *   cli_journal_page*.c   and how it looks, in Markdown and HTML
 */
#ifndef QLW_TUI_CLI_JOURNAL_H
#define QLW_TUI_CLI_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/journal/journal.h"
#include "modem/qlw.h"
#include "tui/verbs/cli.h"
#include "views/decode_line.h"
#include "views/log_needle.h"
#include "views/match.h"

/* What a line is: its direction, and of received ones and link notes also what they tell. */
enum reading_kind {
	READING_TX = 1 << 0,
	READING_RX = 1 << 1,
	READING_NOTE = 1 << 2,
	READING_HEADER = 1 << 3,
	READING_BROKEN = 1 << 4,
	READING_STATE = 1 << 5,
	READING_REG = 1 << 6,
	READING_DEREG = 1 << 7,
	READING_OBSERVE = 1 << 8,
	READING_DELIVERY = 1 << 9,
	READING_RECV = 1 << 10,
	READING_NET = 1 << 11,
	READING_URC = 1 << 12,
	READING_LINK = 1 << 13,
	READING_MARK = 1 << 14, /* a bookmark */
};

struct reading_line {
	struct journal_record record;
	unsigned kinds;          /* enum reading_kind */
	struct qlw_urc urc;      /* of STATE … RECV */
	struct decode_line said; /* in words */
};

/* --- which lines (cli_journal_pick.c) --------------------------------------------------------- */

struct reading_pick {
	struct match match;
	struct log_needle needle; /* what all lines that are taken hold, if anything */
	const char *text;
	unsigned kinds; /* 0: all */
	int state;      /* -1: any */
	unsigned short_id;
	const char *since, *until; /* as given: a time of day means that of the file's first day */
	int64_t since_ms, until_ms;
};

/* From the options. 0, or an exit code, having said why. */
int reading_pick_begin(struct reading_pick *p, const struct cli *cli);
void reading_pick_end(struct reading_pick *p);
/* The file's first time, for times that are relative to it. 0 or an exit code. */
int reading_pick_file(struct reading_pick *p, int64_t first_ms);
bool reading_pick_takes(const struct reading_pick *p, const struct reading_line *line);
/* "12:04", "12:04:11.5", "2026-01-31 12:04", RFC 3339; a clock alone is of the day of day_ms. */
bool reading_time(const char *text, int64_t day_ms, int64_t *ms);
/* The one word for a line: "state", else "rx". */
const char *reading_kind_word(unsigned kinds);

/* --- hiding (cli_journal_hide.c) -------------------------------------------------------------- */

#define READING_HIDDEN "hidden"

struct reading_hide;
struct reading_hide *reading_hide_new(void); /* NULL: out of memory */
void reading_hide_free(struct reading_hide *h);
/* Remembers a number that names the unit or its SIM. */
void reading_hide_learn(struct reading_hide *h, const char *text, size_t len);
void reading_hide_look(struct reading_hide *h, const struct journal_record *r);
/* A copy without them, and without payloads; valid until the next call. */
struct journal_record reading_hide_record(struct reading_hide *h, const struct journal_record *r);
/* The same for a text of at most READING_HIDE_MAX bytes; valid until the next call. */
#define READING_HIDE_MAX 1024
const char *reading_hide_text(struct reading_hide *h, const char *text);

/* --- reading (cli_journal.c) ------------------------------------------------------------------ */

typedef void reading_visit(void *ctx, const struct reading_line *line);

/* All lines of j in order; hide may be NULL. With a needle, some that do not hold it are left out. */
void reading_each(struct journal *j, struct reading_hide *hide, struct log_needle *needle,
	reading_visit *visit, void *ctx);
/* Those of the files that follow, which j went on into, are not to be read again: NULL then. */
void reading_strike(const struct journal *j, const char **files, size_t n);
/* 0, or an exit code, having said why. */
int reading_open(struct journal **j, const char *path);

/* --- report (cli_journal_report.c) ------------------------------------------------------------ */

int cli_journal_report(struct cli *cli, const char **files, size_t n);

#endif
