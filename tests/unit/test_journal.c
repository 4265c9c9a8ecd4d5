/* The journal: what is appended is read back, from file, buffer and ring, whatever happens to the
 * disk. */
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

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/qlw-journal-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/a/b/test.jsonl", folder);
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static struct journal *open_journal(const struct journal_options *options)
{
	struct journal *j;
	struct qlw_diag diag;

	if (journal_open(&j, options, NOON, &diag))
		fail_msg("%s", diag.what);
	return j;
}

static struct journal *open_file(void)
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

static void spill(const char *file, const char *text)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* The nth record from the oldest on. */
static bool nth(const struct journal *j, uint64_t number, struct journal_record *r)
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

static void check_one(const struct journal_record *r, enum journal_kind kind, const char *text)
{
	assert_int_equal(r->kind, kind);
	assert_int_equal(r->len, strlen(text));
	assert_memory_equal(r->bytes, text, r->len);
}

static void check_record(
	const struct journal *j, uint64_t number, enum journal_kind kind, const char *text)
{
	struct journal_record r;

	assert_true(nth(j, number, &r));
	check_one(&r, kind, text);
}

static void test_file_is_as_described(void **state)
{
	static const char expected[] =
		"{\"qlw_journal\":1,\"version\":\"" QLW_VERSION
		"\",\"t\":\"2026-01-31T12:00:00.000Z\",\"port\":\"/dev/ttyUSB2\"}\n"
		"{\"t\":\"2026-01-31T12:00:00.007Z\",\"dir\":\"tx\",\"raw\":\"AT+QLWSVC="
		"\\\"reg\\\"\\r\"}\n"
		"{\"t\":\"2026-01-31T12:00:01.250Z\",\"dir\":\"rx\",\"raw\":\"AT+QLWSVC="
		"\\\"reg\\\"\\r\","
		"\"kind\":\"echo\"}\n"
		"{\"t\":\"2026-01-31T12:00:01.999Z\",\"dir\":\"rx\",\"raw\":\"\\r\\n\"}\n"
		"{\"t\":\"2026-02-01T00:00:00.000Z\",\"dir\":\"rx\",\"raw\":"
		"\"a\\u0000\\u001b\\u007f\\u0080\\u00ff\\\\\",\"kind\":\"payload\"}\n"
		"{\"t\":\"2026-02-01T00:00:00.000Z\",\"note\":\"caf\xc3\xa9 \\u00ff\"}\n";
	struct journal *j = open_file();
	struct stat st;
	char *text;
	size_t len;

	(void)state;
	journal_tx(j, NOON + 7, "AT+QLWSVC=\"reg\"\r", 16);
	journal_rx(j, NOON + 1250, JOURNAL_FRAME_ECHO, "AT+QLWSVC=\"reg\"\r", 16);
	journal_rx(j, NOON + 1999, JOURNAL_FRAME_LINE, "\r\n", 2);
	journal_rx(j, NOON + 12 * 3600000, JOURNAL_FRAME_PAYLOAD, "a\0\x1b\x7f\x80\xff\\", 7);
	journal_note(j, NOON + 12 * 3600000, "caf\xc3\xa9 \xff");
	journal_flush(j);
	text = slurp(path, &len);
	assert_string_equal(text, expected);
	free(text);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	snprintf(path + strlen(folder), 8, "/a");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_null(journal_trouble(j));
	journal_close(j);
}

/* Every byte value, at every distance from a word's border, through a JSON parser and back. */
static void test_every_byte_survives(void **state)
{
	struct journal *j = open_file();
	const struct journal_options plain = {.path = NULL};
	struct journal *memory = open_journal(&plain);
	uint8_t frame[300];
	struct journal_record r;
	char *text, *line;
	size_t len;

	(void)state;
	for (int b = 0; b < 256; b++) {
		memset(frame, 'x', sizeof(frame));
		frame[b % 17] = (uint8_t)b;
		frame[17 + b % 9] = (uint8_t)b;
		journal_rx(j, NOON, JOURNAL_FRAME_NOISE, frame, 20 + (size_t)b);
		journal_rx(memory, NOON, JOURNAL_FRAME_NOISE, frame, 20 + (size_t)b);
		for (int k = 0; k < 2; k++) {
			struct journal *in = k ? memory : j;

			assert_int_equal(journal_read_back(in, journal_end(in), &r, 1), 1);
			assert_int_equal(r.kind, JOURNAL_RX);
			assert_int_equal(r.frame, JOURNAL_FRAME_NOISE);
			assert_int_equal(r.wall_ms, NOON);
			assert_int_equal(r.len, 20 + (size_t)b);
			assert_memory_equal(r.bytes, frame, r.len);
		}
	}
	journal_close(j);
	journal_close(memory);
	text = slurp(path, &len);
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		cJSON *json = cJSON_Parse(line);

		assert_non_null(json);
		cJSON_Delete(json);
	}
	free(text);
}

static void check_line(const struct journal_record *r, uint64_t number)
{
	char frame[64];

	snprintf(frame, sizeof(frame), "line %d\r\n", (int)number);
	check_one(r, JOURNAL_RX, frame);
	assert_int_equal(r->wall_ms, NOON + (int64_t)number);
}

static void test_read_from_anywhere(void **state)
{
	static struct journal_record records[700];
	static uint64_t place[5001];
	struct journal *j = open_file();
	const uint64_t count = 5000;
	char frame[64];
	bool exact;

	(void)state;
	for (uint64_t i = 1; i < count; i++) {
		int n = snprintf(frame, sizeof(frame), "line %d\r\n", (int)i);

		journal_rx(j, NOON + (int64_t)i, JOURNAL_FRAME_LINE, frame, (size_t)n);
		if (i % 777 == 0)
			journal_flush(j);
	}
	assert_int_equal(journal_first(j), 0);
	assert_int_equal(journal_begin(j), 0);
	assert_int_equal(journal_lines(j, &exact), count);
	assert_true(exact);
	for (uint64_t i = 0, at = 0; i < count; i++, at = records[0].next) {
		assert_int_equal(journal_read(j, at, records, 1), 1);
		assert_int_equal(records[0].place, at);
		place[i] = at;
		place[i + 1] = records[0].next;
	}
	assert_int_equal(place[count], journal_end(j));
	for (uint64_t from = 1; from < count; from += 613) {
		size_t n = journal_read(j, place[from], records, 700);

		assert_in_range(n, 1, 700);
		for (size_t i = 0; i < n; i++)
			check_line(&records[i], from + i);
	}
	for (uint64_t to = count; to > 700; to -= 1 + to % 97) {
		size_t max = 1 + to % 700, n = journal_read_back(j, place[to], records, max);

		assert_int_equal(n, max);
		for (size_t i = 0; i < n; i++) {
			check_line(&records[i], to - n + i);
			assert_int_equal(records[i].place, place[to - n + i]);
		}
	}
	for (uint64_t i = 1; i < count; i += 37) {
		assert_int_equal(journal_place(j, place[i]), place[i]);
		assert_int_equal(journal_place(j, place[i] + 1), place[i + 1]);
		assert_int_equal(journal_at_time(j, NOON + (int64_t)i), place[i]);
	}
	assert_int_equal(journal_at_time(j, NOON - 1), 0);
	assert_int_equal(journal_at_time(j, NOON + 5000), journal_end(j));
	assert_int_equal(journal_read(j, journal_end(j), records, 1), 0);
	assert_int_equal(journal_read(j, 0, records, 0), 0);
	assert_int_equal(journal_read_back(j, 0, records, 1), 0);
	journal_close(j);
}

/* Text at every distance from a block's border, in any case, forward and back. */
static void test_find(void **state)
{
	const struct journal_options options = {.path = path, .port = "p", .part_bytes = 500000};
	struct journal *j = open_journal(&options);
	struct journal_needle n;
	struct journal_record r;
	uint64_t found[40], at = 0;
	size_t count = 0;
	char frame[64];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		int len = snprintf(
			frame, sizeof(frame), i % 613 ? "line %d\r\n" : "a %d NeeDle7\r\n", i);

		journal_rx(j, NOON, JOURNAL_FRAME_LINE, frame, (size_t)len);
	}
	journal_needle_set(&n, "nEEDLE7", 7);
	while ((at = journal_find(j, at, journal_end(j), &n)) < journal_end(j)) {
		assert_true(count < 40);
		found[count] = at;
		assert_int_equal(journal_read(j, at, &r, 1), 1);
		assert_int_equal(atoi((const char *)r.bytes + 2), 613 * (int)count++);
		at = r.next;
	}
	assert_int_equal(count, 33);
	at = journal_end(j);
	for (uint64_t next; (next = journal_find_back(j, 0, at, &n)) < at; at = next)
		assert_int_equal(next, found[--count]);
	assert_int_equal(count, 0);
	journal_needle_set(&n, "needle8", 7);
	assert_int_equal(journal_find(j, 0, journal_end(j), &n), journal_end(j));
	assert_int_equal(journal_find_back(j, 0, journal_end(j), &n), journal_end(j));
	journal_needle_set(&n, "a 613 needle7", 13);
	assert_int_equal(journal_find(j, 0, journal_end(j), &n), found[1]);
	assert_int_equal(journal_find(j, found[1] + 100, found[1] + 300, &n), found[1] + 300);
	journal_close(j);
}

static void test_secrets_are_gone(void **state)
{
	static const char command[] =
		"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"SECRETID\",\"SECRETKEY\"\r";
	struct journal *j = open_file();
	char *text;
	size_t len;

	(void)state;
	journal_tx(j, NOON, command, sizeof(command) - 1);
	journal_rx(j, NOON, JOURNAL_FRAME_ECHO, command, sizeof(command) - 1);
	journal_note(j, NOON, command);
	journal_rx(j, NOON, JOURNAL_FRAME_LINE, "|SECRETID|:\r\n", 13);
	journal_rx(j, NOON, JOURNAL_FRAME_LINE, "5EC2E7\r\n", 8);
	journal_tx(j, NOON, "{\"bn\":\"/0/1/\",\"e\":[\n", 20);
	journal_tx(j, NOON, "{\"n\":\"5\",\"sv\":\"SECRETKEY\"}]}", 28);
	check_record(j, 5, JOURNAL_RX, "********\r\n");
	journal_close(j);
	text = slurp(path, &len);
	assert_null(strstr(text, "SECRET"));
	assert_null(strstr(text, "5EC2E7"));
	free(text);
}

static void receive(struct journal *j, const char *text)
{
	journal_rx(j, NOON, JOURNAL_FRAME_LINE, text, strlen(text));
}

/* An echo torn apart by a URC, an error text: a key is known by its value once it was sent. */
static void test_secrets_come_back_elsewhere(void **state)
{
	static const char command[] =
		"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"urn:imei:1\",\"313233343536\"\r";
	static const char torn[] = "rity\",0,1,\"coaps://x\",1,0,\"urn:imei:1\",\"313233343536\"\r";
	struct journal *j = open_file();

	(void)state;
	journal_tx(j, NOON, command, sizeof(command) - 1);
	receive(j, torn);
	receive(j, "bad key 313233343536, 313233343536\r\n");
	receive(j, "+QLWCFG: \"epns\",0,\"urn:imei:1\",\"a\"\r\n");
	journal_hide(j, "from a profile");
	journal_hide(j, "short");
	journal_note(j, NOON, "short from a profile: 313233343536");
	check_record(
		j, 2, JOURNAL_RX, "rity\",0,1,\"coaps://x\",1,0,\"urn:imei:1\",\"********\"\r");
	check_record(j, 3, JOURNAL_RX, "bad key ********, ********\r\n");
	check_record(j, 4, JOURNAL_RX, "+QLWCFG: \"epns\",0,\"urn:imei:1\",\"a\"\r\n");
	check_record(j, 5, JOURNAL_NOTE, "short ********: ********");
	journal_close(j);
}

static void test_secrets_stay_when_asked(void **state)
{
	const struct journal_options options = {.path = path, .port = "x", .log_secrets = true};
	struct journal *j = open_journal(&options);

	(void)state;
	journal_tx(j, NOON, "AT+CPIN=1234\r", 13);
	journal_note(j, NOON, "AT+CPIN=1234");
	check_record(j, 1, JOURNAL_TX, "AT+CPIN=1234\r");
	check_record(j, 2, JOURNAL_NOTE, "AT+CPIN=1234");
	journal_close(j);
}

static void test_long_frames_are_split(void **state)
{
	static uint8_t frame[200000], back[sizeof(frame)];
	struct journal *j = open_file();
	struct journal_record r;
	size_t have = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(frame); i++)
		frame[i] = (uint8_t)(i * 7);
	journal_rx(j, NOON, JOURNAL_FRAME_PAYLOAD, frame, sizeof(frame));
	journal_rx(j, NOON, JOURNAL_FRAME_LINE, "OK\r\n", 4);
	for (uint64_t i = 1; i < count_of(j) - 1; i++) {
		assert_true(nth(j, i, &r));
		assert_int_equal(r.frame, JOURNAL_FRAME_PAYLOAD);
		assert_true(have + r.len <= sizeof(back));
		memcpy(back + have, r.bytes, r.len);
		have += r.len;
	}
	assert_int_equal(have, sizeof(frame));
	assert_memory_equal(back, frame, have);
	check_record(j, count_of(j) - 1, JOURNAL_RX, "OK\r\n");
	journal_close(j);
}

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
		WITH_FOLDER(test_file_is_as_described),
		WITH_FOLDER(test_every_byte_survives),
		WITH_FOLDER(test_read_from_anywhere),
		WITH_FOLDER(test_find),
		WITH_FOLDER(test_secrets_are_gone),
		WITH_FOLDER(test_secrets_come_back_elsewhere),
		WITH_FOLDER(test_secrets_stay_when_asked),
		WITH_FOLDER(test_long_frames_are_split),
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
