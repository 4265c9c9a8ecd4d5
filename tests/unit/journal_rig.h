/*
 * What tests of the journal share: one in a folder of its own, and its records looked at.
 */
#ifndef QLW_TESTS_JOURNAL_RIG_H
#define QLW_TESTS_JOURNAL_RIG_H

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "modem/journal/journal.h"

#define NOON INT64_C(1769860800000) /* 2026-01-31T12:00:00Z */

static char folder[64], path[128];

static inline int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/qlw-journal-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/a/b/test.jsonl", folder);
	return 0;
}

static inline int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static inline struct journal *open_journal(const struct journal_options *options)
{
	struct journal *j;
	struct qlw_diag diag;

	if (journal_open(&j, options, NOON, &diag))
		fail_msg("%s", diag.what);
	return j;
}

static inline struct journal *open_file(void)
{
	const struct journal_options options = {.path = path, .port = "/dev/ttyUSB2"};

	return open_journal(&options);
}

static char *slurp(const char *file, size_t *len)
{
	FILE *f = fopen(file, "r");
	char *text;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*len = (size_t)ftell(f);
	rewind(f);
	text = malloc(*len + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, *len, f), *len);
	text[*len] = '\0';
	fclose(f);
	return text;
}

static inline void spill(const char *file, const char *text)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* The nth record from the oldest on. */
static inline bool nth(const struct journal *j, uint64_t number, struct journal_record *r)
{
	uint64_t at = journal_first(j);

	for (;; at = r->next) {
		if (journal_read(j, at, r, 1) != 1)
			return false;
		if (!number--)
			return true;
	}
}

static uint64_t count_of(const struct journal *j)
{
	struct journal_record r[50];
	uint64_t count = 0;
	size_t n;

	for (uint64_t at = journal_first(j); (n = journal_read(j, at, r, 50)); at = r[n - 1].next)
		count += n;
	return count;
}

static inline void check_one(
	const struct journal_record *r, enum journal_kind kind, const char *text)
{
	assert_int_equal(r->kind, kind);
	assert_int_equal(r->len, strlen(text));
	assert_memory_equal(r->bytes, text, r->len);
}

static inline void check_record(
	const struct journal *j, uint64_t number, enum journal_kind kind, const char *text)
{
	struct journal_record r;

	assert_true(nth(j, number, &r));
	check_one(&r, kind, text);
}

#endif
