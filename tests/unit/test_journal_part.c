/* A journal that is too long for one file goes on in the next, and reads as one. */
#include "modem/journal/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/lib/scratch.h"

#define NOON 1769860800000

static struct scratch scratch;
static char path[300];

static int set_up(void **state)
{
	(void)state;
	scratch_make(&scratch);
	snprintf(path, sizeof path, "%s/log.jsonl", scratch.dir);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	scratch_remove(&scratch);
	return 0;
}

static struct journal *open_parts(bool numbered)
{
	const struct journal_options options = {
		.path = path, .numbered = numbered, .port = "/dev/ttyUSB2", .part_bytes = 4096};
	struct journal *j;
	struct qlw_diag diag;

	if (journal_open(&j, &options, NOON, &diag))
		fail_msg("%s", diag.what);
	return j;
}

static void pour(struct journal *j, int from, int to)
{
	char line[64];

	for (int i = from; i < to; i++) {
		int n = snprintf(line, sizeof line, "\r\nline %d\r\n", i);
		journal_rx(j, NOON + i, JOURNAL_FRAME_LINE, line, (size_t)n);
		if (i % 5 == 0)
			journal_flush(j);
	}
	journal_flush(j);
}

static void part_path(char *out, size_t size, int number)
{
	if (number == 1)
		snprintf(out, size, "%s", path);
	else
		snprintf(out, size, "%s/log.%d.jsonl", scratch.dir, number);
}

static int parts(void)
{
	char name[320];
	struct stat st;
	int n = 0;

	do
		part_path(name, sizeof name, ++n);
	while (stat(name, &st) == 0);
	return n - 1;
}

/* Lines from..to stand in the records of j in order, from anywhere. */
static void check(const struct journal *j, int lines)
{
	struct journal_record r[7];
	char expected[64];
	int next = 0;
	size_t n;

	for (uint64_t at = journal_begin(j); (n = journal_read(j, at, r, 7)); at = r[n - 1].next) {
		for (size_t i = 0; i < n; i++) {
			if (r[i].kind == JOURNAL_HEADER)
				continue;
			snprintf(expected, sizeof expected, "\r\nline %d\r\n", next++);
			assert_int_equal(r[i].len, strlen(expected));
			assert_memory_equal(r[i].bytes, expected, r[i].len);
		}
	}
	assert_int_equal(next, lines);
}

static void goes_on_in_the_next_file(void **state)
{
	struct journal *j = open_parts(false);
	struct journal_record first, again;
	char name[320];
	struct stat st;
	int n;

	(void)state;
	pour(j, 0, 1000);
	n = parts();
	assert_true(n > 5);
	assert_null(journal_trouble(j));
	check(j, 1000);
	for (uint64_t at = journal_end(j); at > 0; at = first.place) {
		assert_int_equal(journal_read_back(j, at, &first, 1), 1);
		assert_true(first.kind == JOURNAL_HEADER || first.kind == JOURNAL_RX);
	}
	assert_int_equal(journal_read(j, 0, &again, 1), 1);
	assert_int_equal(again.kind, JOURNAL_HEADER);
	part_path(name, sizeof name, n);
	assert_string_equal(journal_path(j), name);
	journal_close(j);
	for (int i = 1; i <= n; i++) {
		part_path(name, sizeof name, i);
		assert_int_equal(stat(name, &st), 0);
		assert_true(st.st_size < 4096 + 1024);
		assert_int_equal(st.st_mode & 0777, 0600);
		assert_int_equal(journal_load(&j, name, NULL), 0);
		assert_int_equal(journal_read(j, 0, &first, 1), 1);
		assert_int_equal(first.kind, JOURNAL_HEADER);
		assert_int_equal(first.len, strlen("/dev/ttyUSB2"));
		journal_close(j);
	}
}

static void the_next_session_does_not_touch_full_files(void **state)
{
	struct journal *j = open_parts(true);
	char *before, *after;
	int n;

	(void)state;
	pour(j, 0, 300);
	journal_close(j);
	n = parts();
	before = scratch_read_file(path, NULL);
	j = open_parts(true);
	pour(j, 0, 10);
	check(j, 10);
	journal_close(j);
	after = scratch_read_file(path, NULL);
	assert_string_equal(before, after);
	assert_true(parts() <= n + 1);
	free(before);
	free(after);
}

/* Where no next file can be had, nothing is lost. */
static void grows_when_it_must(void **state)
{
	struct journal *j;
	char name[320];

	(void)state;
	for (int i = 2; i < 100; i++) {
		part_path(name, sizeof name, i);
		assert_int_equal(mkdir(name, 0700), 0);
	}
	j = open_parts(false);
	pour(j, 0, 500);
	assert_null(journal_trouble(j));
	assert_string_equal(journal_path(j), path);
	check(j, 500);
	journal_close(j);
}

/* Reading begins with the file that is named and goes on as far as each says what it continues; files
 * of other sessions between them do not count. */
static void reads_on_in_the_next_file(void **state)
{
	struct journal *j, *again;
	struct journal_record r;
	char name[320];
	int n, continued = 0;
	static const char other[] =
		"{\"qlw_journal\":1,\"t\":\"2026-01-31T12:00:00.000Z\",\"port\":\"x\"}\n";

	(void)state;
	part_path(name, sizeof name, 3);
	scratch_write_file(name, other, sizeof other - 1);
	j = open_parts(false);
	pour(j, 0, 1000);
	journal_close(j);
	n = parts();
	assert_true(n > 5);
	assert_int_equal(journal_load(&j, path, NULL), 0);
	check(j, 1000);
	again = journal_again(j);
	check(again, 1000);
	for (uint64_t at = 0; journal_read(again, at, &r, 1) == 1; at = r.next)
		continued += r.continued;
	assert_int_equal(continued, n - 2);
	part_path(name, sizeof name, n);
	assert_true(journal_has_file(j, name));
	part_path(name, sizeof name, 3);
	assert_false(journal_has_file(j, name));
	journal_close(again);
	journal_close(j);
	part_path(name, sizeof name, 4);
	assert_int_equal(journal_load(&j, name, NULL), 0);
	assert_int_equal(journal_read(j, 0, &r, 1), 1);
	assert_true(r.continued);
	part_path(name, sizeof name, n);
	assert_true(journal_has_file(j, name));
	assert_false(journal_has_file(j, path));
	journal_close(j);
}

static void memory_has_no_parts(void **state)
{
	const struct journal_options options = {
		.port = "x", .part_bytes = 4096, .ring_bytes = 1 << 20};
	struct journal *j;

	(void)state;
	assert_int_equal(journal_open(&j, &options, NOON, NULL), 0);
	pour(j, 0, 500);
	check(j, 500);
	journal_close(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(goes_on_in_the_next_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_next_session_does_not_touch_full_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(grows_when_it_must, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reads_on_in_the_next_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(memory_has_no_parts, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
