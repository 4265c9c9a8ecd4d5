/*
 * The journal and the disk: none, full, deleted, damaged, cut off, written by another; it goes on, and loses nothing.
 */
#include "tests/unit/journal_rig.h"

/* Back from the end, as far as it goes; how many there were. */
static int check_ring_tail(struct journal *j, int last)
{
	struct journal_record r;
	char frame[64];
	int n = 0;

	for (uint64_t at = journal_end(j); journal_read_back(j, at, &r, 1) == 1; at = r.place) {
		snprintf(frame, sizeof(frame), "line %d\r\n", last - n++);
		check_one(&r, JOURNAL_RX, frame);
	}
	return n;
}

static void test_memory_only(void **state)
{
	const struct journal_options options = {.port = "sim:", .ring_bytes = 65536};
	struct journal *j = open_journal(&options);
	struct journal_record r;
	char frame[64];

	(void)state;
	assert_string_equal(journal_path(j), "");
	check_record(j, 0, JOURNAL_HEADER, "sim:");
	for (int i = 1; i <= 20000; i++) {
		int n = snprintf(frame, sizeof(frame), "line %d\r\n", i);

		journal_rx(j, NOON, JOURNAL_FRAME_LINE, frame, (size_t)n);
	}
	assert_in_range(journal_end(j) - journal_first(j), 50000, 65536);
	assert_int_equal(journal_read(j, journal_first(j) - 1, &r, 1), 0);
	assert_in_range(check_ring_tail(j, 20000), 500, 2000);
	journal_flush(j);
	assert_null(journal_trouble(j));
	journal_close(j);
}

/* The file may not grow beyond a limit: what does not fit goes to memory, what was written stays.
 */
static void test_full_disk(void **state)
{
	const struct journal_options options = {.path = path, .port = "p", .ring_bytes = 65536};
	struct journal *j = open_journal(&options);
	struct rlimit before, limit;
	char frame[64], *text;
	size_t len;
	uint64_t at_trouble = 0;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 10000;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (int i = 1; i <= 300; i++) {
		int n = snprintf(frame, sizeof(frame), "line %d\r\n", i);

		journal_rx(j, NOON, JOURNAL_FRAME_LINE, frame, (size_t)n);
		if (i % 30 == 0)
			journal_flush(j);
		if (!at_trouble && journal_trouble(j))
			at_trouble = count_of(j);
	}
	setrlimit(RLIMIT_FSIZE, &before);
	assert_in_range(at_trouble, 60, 200);
	assert_non_null(strstr(journal_trouble(j), path));
	assert_non_null(strstr(journal_trouble(j), "File too large"));
	/* nothing is lost yet: part is in the file, part in memory */
	assert_int_equal(journal_first(j), 0);
	for (int i = 1; i <= 300; i++) {
		snprintf(frame, sizeof(frame), "line %d\r\n", i);
		check_record(j, (uint64_t)i, JOURNAL_RX, frame);
	}
	for (int i = 301; i <= 20000; i++) {
		int n = snprintf(frame, sizeof(frame), "line %d\r\n", i);

		journal_rx(j, NOON, JOURNAL_FRAME_LINE, frame, (size_t)n);
	}
	assert_true(journal_first(j) > 10000);
	assert_in_range(check_ring_tail(j, 20000), 500, 2000);
	journal_close(j);
	text = slurp(path, &len);
	assert_int_equal(len, 10000);
	assert_non_null(strstr(text, "line 60\\r"));
	free(text);
}

static void test_deleted_file(void **state)
{
	struct journal *j = open_file();

	(void)state;
	journal_rx(j, NOON, JOURNAL_FRAME_LINE, "one\r\n", 5);
	journal_flush(j);
	assert_int_equal(unlink(path), 0);
	journal_rx(j, NOON + 5000, JOURNAL_FRAME_LINE, "two\r\n", 5);
	journal_flush(j);
	assert_non_null(journal_trouble(j));
	check_record(j, 1, JOURNAL_RX, "one\r\n");
	check_record(j, 2, JOURNAL_RX, "two\r\n");
	journal_close(j);
}

static void test_append_to_what_is_there(void **state)
{
	struct journal *j;
	struct journal_record r;
	char *text;
	size_t len;

	(void)state;
	snprintf(path, sizeof(path), "%s/cut.jsonl", folder);
	spill(path, "{\"t\":\"2026-01-31T12:00:00.007Z\",\"dir\":\"tx\",\"ra");
	j = open_file();
	check_record(j, 1, JOURNAL_HEADER, "/dev/ttyUSB2");
	assert_true(nth(j, 1, &r));
	assert_int_equal(journal_begin(j), r.place);
	journal_note(j, NOON, "hello");
	check_record(j, 2, JOURNAL_NOTE, "hello");
	check_record(
		j, 0, JOURNAL_BROKEN, "{\"t\":\"2026-01-31T12:00:00.007Z\",\"dir\":\"tx\",\"ra");
	journal_close(j);
	text = slurp(path, &len);
	assert_memory_equal(
		text, "{\"t\":\"2026-01-31T12:00:00.007Z\",\"dir\":\"tx\",\"ra\n{\"qlw", 51);
	free(text);
	assert_int_equal(journal_load(&j, path, NULL), 0);
	assert_int_equal(count_of(j), 3);
	check_record(
		j, 0, JOURNAL_BROKEN, "{\"t\":\"2026-01-31T12:00:00.007Z\",\"dir\":\"tx\",\"ra");
	check_record(j, 2, JOURNAL_NOTE, "hello");
	journal_close(j);
}

static void test_one_writer(void **state)
{
	struct journal_options options = {.path = path, .port = "p"};
	struct journal *first = open_journal(&options), *second, *third;
	struct qlw_diag diag;

	(void)state;
	assert_int_equal(journal_open(&second, &options, NOON, &diag), QLW_EFILE);
	assert_null(second);
	assert_non_null(strstr(diag.what, "another program"));
	options.numbered = true;
	second = open_journal(&options);
	third = open_journal(&options);
	assert_non_null(strstr(journal_path(second), "/test.2.jsonl"));
	assert_non_null(strstr(journal_path(third), "/test.3.jsonl"));
	journal_close(first);
	first = open_journal(&options);
	assert_string_equal(journal_path(first), path);
	journal_close(first);
	journal_close(second);
	journal_close(third);
}

static void test_what_cannot_be_opened(void **state)
{
	static const char *const paths[] = {"/dev/null", "/proc/none/x.jsonl", "/tmp"};
	struct journal *j;
	struct qlw_diag diag;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const struct journal_options options = {.path = paths[i], .port = "p"};

		assert_int_equal(journal_open(&j, &options, NOON, &diag), QLW_EFILE);
		assert_int_equal(diag.err, QLW_EFILE);
		assert_true(diag.what[0] && diag.hint[0]);
	}
	assert_int_equal(journal_load(&j, "/nowhere.jsonl", &diag), QLW_EFILE);
	assert_int_equal(journal_load(&j, "/dev/null", &diag), QLW_EFILE);
}

static void test_damaged_files(void **state)
{
	static const struct {
		const char *line;
		enum journal_kind kind;
		const char *text; /* NULL: the line itself */
	} cases[] = {
		{"{\"qlw_journal\":1,\"t\":\"2026-01-31T12:00:00Z\",\"port\":\"x\"}",
			JOURNAL_HEADER, "x"},
		{"{ \"raw\" : \"a\\u00e9\xc3\xa9\\/\" , \"dir\" : \"rx\", "
		 "\"t\":\"2026-01-31T13:00:00.0+01:00\" }",
			JOURNAL_RX, "a\xe9\xe9/"},
		{"{\"t\":\"2026-01-31T12:00:00Z\",\"more\":{\"a\":[1,\"}\"]},\"n\":-1.5e3,\"note\":"
		 "\"\\ud83d\\ude00\"}",
			JOURNAL_NOTE, "\xf0\x9f\x98\x80"},
		{"", JOURNAL_BROKEN, NULL},
		{"garbage \x01\xff", JOURNAL_BROKEN, NULL},
		{"{}", JOURNAL_BROKEN, NULL},
		{"{\"t\":\"2026-01-31T12:00:00Z\",\"dir\":\"rx\"}", JOURNAL_BROKEN, NULL},
		{"{\"t\":\"yesterday\",\"dir\":\"rx\",\"raw\":\"x\"}", JOURNAL_BROKEN, NULL},
		{"{\"t\":\"2026-01-31T12:00:00Z\",\"dir\":\"rx\",\"raw\":\"\\q\"}", JOURNAL_BROKEN,
			NULL},
		{"{\"t\":\"2026-01-31T12:00:00Z\",\"dir\":\"rx\",\"raw\":\"\\u12\"}",
			JOURNAL_BROKEN, NULL},
		{"{\"t\":\"2026-01-31T12:00:00Z\",\"note\":\"x\"} x", JOURNAL_BROKEN, NULL},
		{"{\"t\":\"2026-01-31T12:00:00Z\",\"note\":[[[[", JOURNAL_BROKEN, NULL},
		{"{\"t\":\"2026-01-31T12:00:00Z\",\"note\":\"ok\"}\r", JOURNAL_NOTE, "ok"},
		{"{\"t\":\"2026-01-31T12:00:00Z\",\"note\":\"cut\\", JOURNAL_BROKEN, NULL},
	};
	const size_t count = sizeof(cases) / sizeof(cases[0]);
	struct journal *j;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/damaged.jsonl", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	for (size_t i = 0; i < count; i++)
		fprintf(f, "%s%s", cases[i].line, i + 1 < count ? "\n" : "");
	fclose(f);
	assert_int_equal(journal_load(&j, path, NULL), 0);
	assert_int_equal(count_of(j), count);
	for (size_t i = 0; i < count; i++)
		check_record(j, i, cases[i].kind, cases[i].text ? cases[i].text : cases[i].line);
	journal_close(j);
}

/* A line longer than any of ours is one broken record, and those after it are found. */
static void test_endless_line(void **state)
{
	struct journal *j;
	struct journal_record r;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/endless.jsonl", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	for (int i = 0; i < 1000000; i++)
		putc('x', f);
	fputs("\n{\"t\":\"2026-01-31T12:00:00Z\",\"note\":\"after\"}\n", f);
	fclose(f);
	assert_int_equal(journal_load(&j, path, NULL), 0);
	assert_int_equal(count_of(j), 2);
	assert_int_equal(journal_read(j, 0, &r, 1), 1);
	assert_int_equal(r.kind, JOURNAL_BROKEN);
	assert_in_range(r.len, 1000, 1000000);
	check_record(j, 1, JOURNAL_NOTE, "after");
	assert_int_equal(journal_read_back(j, r.next, &r, 1), 1);
	assert_int_equal(r.kind, JOURNAL_BROKEN);
	assert_int_equal(r.next, 1000001);
	journal_close(j);
}

/* Killed while writing: every record that was flushed is there, and all lines but the last are
 * whole. */
static void test_killed(void **state)
{
	struct journal *j;
	struct journal_record r;
	int pipes[2];
	uint32_t flushed = 0, n;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (!pid) {
		j = open_file();
		for (n = 1;; n++) {
			char frame[64];
			int len = snprintf(frame, sizeof(frame), "line %u\r\n", n);

			journal_rx(j, NOON, JOURNAL_FRAME_LINE, frame, (size_t)len);
			if (n % 10 == 0) {
				journal_flush(j);
				if (write(pipes[1], &n, sizeof(n)) != sizeof(n))
					_exit(1);
			}
		}
	}
	close(pipes[1]);
	while (flushed < 5000 && read(pipes[0], &n, sizeof(n)) == sizeof(n))
		flushed = n;
	kill(pid, SIGKILL);
	while (read(pipes[0], &n, sizeof(n)) == sizeof(n))
		flushed = n;
	waitpid(pid, NULL, 0);
	close(pipes[0]);
	assert_int_equal(journal_load(&j, path, NULL), 0);
	assert_true(count_of(j) > flushed);
	n = 0;
	for (uint64_t at = 0; journal_read(j, at, &r, 1) == 1; at = r.next, n++) {
		char frame[64];

		snprintf(frame, sizeof(frame), "line %u\r\n", n);
		if (n && n <= flushed)
			check_one(&r, JOURNAL_RX, frame);
		else if (n && r.next < journal_end(j))
			assert_int_equal(r.kind, JOURNAL_RX);
	}
	journal_close(j);
}

static void test_default_path(void **state)
{
	static const char *const cases[][2] = {
		{"/dev/ttyUSB2", "ttyUSB2"},
		{"tcp:[::1]:4000", "tcp-1-4000"},
		{"sim:", "sim"},
		{"/tmp/../x y", "tmp-..-x-y"},
		{"..", "port"},
		{"", "port"},
	};
	char expected[256], got[256];

	(void)state;
	setenv("XDG_STATE_HOME", folder, 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(expected, sizeof(expected), "%s/qlw/journals/%s-2026-01-31.jsonl", folder,
			cases[i][1]);
		assert_int_equal(journal_default_path(got, sizeof(got), cases[i][0], NOON), 0);
		assert_string_equal(got, expected);
	}
	assert_int_equal(journal_default_path(got, 20, "x", NOON), QLW_EUSAGE);
	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("HOME", "/home/me", 1);
	assert_int_equal(journal_default_path(got, sizeof(got), "x", NOON), 0);
	assert_string_equal(got, "/home/me/.local/state/qlw/journals/x-2026-01-31.jsonl");
}

static void test_list(void **state)
{
	struct journal_file files[3];
	const struct journal_options options = {.path = path, .port = "/dev/ttyUSB2"};
	struct timespec times[2] = {{0}};

	(void)state;
	setenv("XDG_STATE_HOME", folder, 1);
	assert_int_equal(journal_list(files, 3), 0);
	for (int i = 1; i <= 4; i++) {
		snprintf(path, sizeof(path), "%s/qlw/journals/%d.jsonl", folder, i);
		journal_close(open_journal(&options));
		times[1].tv_sec = 1000 + (i == 3 ? 100 : i);
		assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	}
	snprintf(path, sizeof(path), "%s/qlw/journals/other.txt", folder);
	spill(path, "x");
	assert_int_equal(journal_list(files, 3), 4);
	assert_non_null(strstr(files[0].path, "/3.jsonl"));
	assert_non_null(strstr(files[1].path, "/4.jsonl"));
	assert_non_null(strstr(files[2].path, "/2.jsonl"));
	assert_string_equal(files[0].port, "/dev/ttyUSB2");
	assert_int_equal(files[0].begin_ms, NOON);
	assert_int_equal(files[0].modified_ms, 1100000);
	assert_true(files[0].bytes > 50);
	assert_int_equal(journal_list(NULL, 0), 4);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		WITH_FOLDER(test_memory_only),
		WITH_FOLDER(test_full_disk),
		WITH_FOLDER(test_deleted_file),
		WITH_FOLDER(test_append_to_what_is_there),
		WITH_FOLDER(test_one_writer),
		WITH_FOLDER(test_what_cannot_be_opened),
		WITH_FOLDER(test_damaged_files),
		WITH_FOLDER(test_endless_line),
		WITH_FOLDER(test_killed),
		WITH_FOLDER(test_default_path),
		WITH_FOLDER(test_list),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
