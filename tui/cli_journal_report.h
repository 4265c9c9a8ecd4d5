/*
 * What a commissioning record is made of, between the room that gathers it and the one that draws.
 * Texts may hold bytes of the module; the page escapes them.
 */
#ifndef QLW_TUI_CLI_JOURNAL_REPORT_H
#define QLW_TUI_CLI_JOURNAL_REPORT_H

#include "tui/cli_journal.h"

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
	struct {
		struct qlw_record record[MODEL_RECORDS_MAX];
		size_t count;
		uint64_t read_ms;
		bool stale;
	} key[QLW_KEYS];
	struct report_step step[REPORT_STEPS_MAX];
	size_t steps;
	struct report_texts profiles, actions, sent, received, troubles;
	struct reading_hide *hide; /* NULL: nothing is hidden */
};

/* Writes it to cli_out(). */
void report_page_markdown(const struct report *r);
void report_page_html(const struct report *r);
void report_page_html_begin(void);
void report_page_html_end(void);

#endif
