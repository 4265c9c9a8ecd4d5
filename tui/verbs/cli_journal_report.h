/*
 * What a commissioning record is made of, between the room that gathers it and the one that draws.
 * Texts may hold bytes of the module; the page escapes them.
 */
#ifndef QLW_TUI_CLI_JOURNAL_REPORT_H
#define QLW_TUI_CLI_JOURNAL_REPORT_H

#include "modem/at.h"
#include "modem/session.h"
#include "tui/verbs/cli_journal.h"

enum {
	REPORT_STEPS_MAX = 256,
	REPORT_TEXTS_MAX = 128,
	REPORT_SENDS_MAX = 128,
	REPORT_TEXT_MAX = 240,
};

struct report_step {
	uint64_t t_ms;
	unsigned short_id;
	int code;
	unsigned times; /* in a row, as updates are */
};

struct report_text {
	uint64_t t_ms;
	char text[REPORT_TEXT_MAX];
	char more[REPORT_TEXT_MAX]; /* what it means */
};

/* Lists that are full count on and keep their beginning. */
struct report_texts {
	struct report_text row[REPORT_TEXTS_MAX];
	size_t count;
};

struct report {
	const char *file;
	char port[128], who[64];
	int64_t begin_ms, end_ms, made_ms;
	size_t sessions, records, damaged;
	struct net_identity identity;
	struct net_status net; /* at the end */
	struct {
		unsigned short_id;
		char server_addr[QLW_URI_MAX + 1];
		int bootstrap, code;
		uint64_t since_ms;
		bool replaced; /* no longer set up at the end */
	} server[MODEL_SERVERS_MAX];
	size_t servers;
	struct {
		struct qlw_record record[MODEL_RECORDS_MAX];
		size_t count;
		uint64_t read_ms;
		bool stale;
	} key[QLW_KEYS];
	struct report_step step[REPORT_STEPS_MAX];
	size_t steps;
	struct report_texts profiles, written, actions, sent, received, troubles;
	size_t delivered;          /* of those sent */
	struct reading_hide *hide; /* NULL: nothing is hidden */
};

/* --- for the rooms that gather ------------------------------------------------------------------ */

/* A row to fill; beyond the last one, that nobody sees. */
struct report_text *report_add(struct report_texts *list, uint64_t t_ms);
/* Into text or more of a row, without what --redact hides. */
void report_say(const struct report *r, char *out, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A server that fails and tries again, until it is registered or left: one row of troubles. */
struct report_spell {
	struct report_text *row; /* NULL: all is well */
	unsigned short_id, times;
	int code;
	char why[REPORT_TEXT_MAX];
};

struct report_gather {
	struct report *report;
	struct session *session;   /* a replay, which follows the lines where a model is needed */
	struct report_text *asked; /* the last command sent, until its answer; NULL: no one's */
	char command[AT_LINE_MAX + 1]; /* in flight */
	bool question;                 /* it changes nothing */
	struct {
		struct report_text *row; /* NULL: nothing to explain */
		char command[AT_LINE_MAX + 1], said[REPORT_TEXT_MAX];
	} refused; /* the last one, while nobody knows why */
	struct report_spell spell[MODEL_SERVERS_MAX];
};

/* What was known before this place. Places only go up. */
const struct model *report_catch_up(struct report_gather *g, uint64_t place);

/* What went wrong, and why (cli_journal_trouble.c): a command, any line received, a session's end. */
void report_trouble_command(struct report_gather *g, const struct reading_line *l);
void report_trouble_line(struct report_gather *g, const struct reading_line *l);
void report_trouble_end(struct report_gather *g, uint64_t place);
/* "AT+X: 705 not allowed now": what follows the command, not terminated. */
const char *report_reason(const struct reading_line *l, int *len);

/* --- the page ------------------------------------------------------------------------------------- */

/* Writes it to cli_out(). */
void report_page_markdown(const struct report *r);
void report_page_html(const struct report *r);
void report_page_html_begin(const struct report *r, bool more); /* more: others follow */
void report_page_html_end(void);

/* --- for the page's rooms ----------------------------------------------------------------------- */

struct page {
	bool html;
};

/* What came over the wire, as text: no byte of it is markup. */
void report_put(const struct page *p, const char *text);
const char *report_stamp(int64_t t_ms, char out[32]); /* "2026-01-31 12:00:03", local */
/* "12:00:03", with the day where the record is of several. */
const char *report_clock(const struct report *r, uint64_t t_ms, char out[32]);
const char *report_state(int code, char out[32]);
void report_heading(const struct page *p, int level, const char *text);
void report_paragraph(const struct page *p, const char *text);

/* The path through the states with times, as a picture (cli_journal_page_path.c). */
void report_paths(const struct page *p, const struct report *r);

#endif
