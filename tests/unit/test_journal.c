/*
 * The journal: what is appended is read back, from file and buffer; secrets are not.
 */
#include "tests/unit/journal_rig.h"

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
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
