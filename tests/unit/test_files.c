/* Files on the module: names, checksums, and jobs that end well whatever happens on the way. */
#include "tests/unit/files_rig.h"

#include "tests/lib/scratch.h"

static uint8_t big[100 * 1024], other[40 * 1024];

/* What would end a lesser data mode stands in it again and again. */
static int fill(void **state)
{
	static const char traps[] = "\r\nOK\r\n+++\r\n+CME ERROR: 421\r\n\r\nRDY\r\n";
	uint64_t seed = test_seed();
	(void)state;
	for (size_t i = 0; i < sizeof big; i++)
		big[i] = (uint8_t)test_random(&seed);
	for (size_t i = 0; i < sizeof other; i++)
		other[i] = (uint8_t)test_random(&seed);
	for (size_t i = 0; i + 2048 < sizeof big; i += 1000)
		memcpy(big + i, traps, sizeof traps - 1);
	return 0;
}

/* --- the wire ------------------------------------------------------------------------------------- */

static void checksums(void **state)
{
	(void)state;
	assert_int_equal(files_checksum("1234567890", 10), 0x3938);
	assert_int_equal(files_checksum("", 0), 0);
	assert_int_equal(files_checksum("a", 1), 0x6100);
	assert_int_equal(files_checksum("abc", 3), 0x6162 ^ 0x6300);
	assert_int_equal(files_checksum("\xff\xff\xff\xff", 4), 0);
}

#define TWENTY     "12345678901234567890"
#define NAME_OF_80 TWENTY TWENTY TWENTY TWENTY

static void names(void **state)
{
	(void)state;
	static const char *const good[] = {
		"bootstrap.ini", "ssl/100_server.psk", "a", ".x", "a b;c", "..x", NAME_OF_80};
	static const char *const bad[] = {"", "/x", "../x", "ssl/../x", "ssl/", "a//b", ".", "..",
		"a\"b", "a\rb", "a\\b", "UFS:x", "*", "?", "\x7f", "\xc3\xa9", NAME_OF_80 "1"};
	struct qlw_diag diag;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(files_name_check(good[i], &diag), 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(files_name_check(bad[i], &diag), QLW_EUSAGE);
}

static void entries(void **state)
{
	(void)state;
	static const struct {
		const char *line, *name;
		size_t size;
	} row[] = {
		{"+QFLST: \"EUFS:/datatx/bootstrap.ini\",540", "bootstrap.ini", 540},
		{"+QFLST: \"EUFS:/datatx/ssl/1_server.psk\",1", "ssl/1_server.psk", 1},
		{"+QFLST:\"eufs:/DATATX/x\",0", "x", 0},
		{"+QFLST: \"EUFS:x\",7", "x", 7},
		{"+QFLST: \"EUFS:/ufs/x\",7", NULL, 0},
		{"+QFLST: \"EUFS:/datatx/\",7", NULL, 0},
		{"+QFLST: \"EUFS:/datatx/x\"", NULL, 0},
		{"+QFLST: \"EUFS:/datatx/x\",-1", NULL, 0},
		{"+QFLDS: \"EUFS:/datatx/x\",1", NULL, 0},
		{"CONNECT", NULL, 0},
	};
	struct files_entry entry;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_int_equal(files_parse_entry(row[i].line, strlen(row[i].line), &entry),
			row[i].name != NULL);
		if (!row[i].name)
			continue;
		assert_string_equal(entry.name, row[i].name);
		assert_int_equal(entry.size, row[i].size);
	}
}

static void sums(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		bool good;
		size_t size;
		unsigned sum;
	} row[] = {
		{"+QFUPL: 10,3938", true, 10, 0x3938},
		{"+QFUPL: 1208,5769", true, 1208, 0x5769},
		{"+QFUPL:28,6C53", true, 28, 0x6c53},
		{"+QFUPL: 1,\"a\"", true, 1, 0xa},
		{"+QFUPL: 10", false, 0, 0},
		{"+QFUPL: 10,", false, 0, 0},
		{"+QFUPL: 10,xyz", false, 0, 0},
		{"+QFUPL: 10,123456789", false, 0, 0},
		{"+QFDWL: 10,3938", false, 0, 0},
	};
	size_t size;
	unsigned sum;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		bool good =
			files_parse_sum(row[i].line, strlen(row[i].line), "+QFUPL", &size, &sum);
		assert_int_equal(good, row[i].good);
		if (good)
			assert_true(size == row[i].size && sum == row[i].sum);
	}
}

/* --- jobs that go well ---------------------------------------------------------------------------- */

static void put(struct rig *r, const void *bytes, size_t len, bool replace)
{
	struct qlw_diag diag;
	r->over = false;
	assert_int_equal(files_put(r->files, "x", bytes, len, replace, &diag), 0);
	rig_run(r);
}

static void get(struct rig *r)
{
	struct qlw_diag diag;
	r->over = false;
	assert_int_equal(files_get(r->files, "x", &diag), 0);
	rig_run(r);
}

static bool module_holds(const struct rig *r, const void *bytes, size_t len)
{
	return r->exists && r->len == len && memcmp(r->file, bytes, len) == 0;
}

/* What the result says of the module is so. */
static void assert_truth(const struct rig *r, const void *before, size_t before_len)
{
	switch (r->result.left) {
	case FILES_LEFT_AS_WAS:
		assert_true(before ? module_holds(r, before, before_len) : !r->exists);
		break;
	case FILES_LEFT_NEW:
		assert_true(module_holds(r, big, r->total));
		break;
	case FILES_LEFT_NONE:
		assert_false(r->exists);
		break;
	case FILES_LEFT_PART:
	case FILES_LEFT_UNKNOWN:
		break;
	}
}

static void there_and_back(void **state)
{
	(void)state;
	static const size_t sizes[] = {1, 2, 511, 512, 1023, 1024, 1025, 32768, 32769, sizeof big};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct rig r;
		rig_open(&r);
		put(&r, big, sizes[i], false);
		assert_int_equal(r.result.err, 0);
		assert_int_equal(r.result.left, FILES_LEFT_NEW);
		assert_int_equal(r.result.checksum, files_checksum(big, sizes[i]));
		assert_int_equal(r.result.read_back, sizes[i] <= FILES_READ_BACK_MAX);
		assert_true(module_holds(&r, big, sizes[i]));
		get(&r);
		assert_int_equal(r.result.err, 0);
		assert_int_equal(r.result.len, sizes[i]);
		assert_memory_equal(r.result.bytes, big, sizes[i]);
		assert_int_equal(r.progress, sizes[i]);
		rig_close(&r);
	}
}

static void empty_file(void **state)
{
	(void)state;
	struct rig r;
	rig_open(&r);
	put(&r, "", 0, false);
	assert_int_equal(r.result.err, 0);
	assert_true(module_holds(&r, "", 0));
	get(&r);
	assert_int_equal(r.result.err, 0);
	assert_int_equal(r.result.len, 0);
	put(&r, "", 0, true);
	assert_true(r.result.unchanged);
	put(&r, big, 10, true);
	assert_true(module_holds(&r, big, 10));
	put(&r, "", 0, true);
	assert_int_equal(r.result.left, FILES_LEFT_NEW);
	assert_true(module_holds(&r, "", 0));
	rig_close(&r);
}

static void replaces_only_when_told(void **state)
{
	(void)state;
	struct rig r;
	rig_open(&r);
	rig_holds(&r, other, 3000);
	put(&r, big, 2000, false);
	assert_int_equal(r.result.err, QLW_EREFUSED);
	assert_true(r.result.existed);
	assert_true(module_holds(&r, other, 3000));
	put(&r, other, 3000, true);
	assert_int_equal(r.result.err, 0);
	assert_true(r.result.unchanged);
	put(&r, big, 2000, true);
	assert_int_equal(r.result.err, 0);
	assert_false(r.result.unchanged);
	assert_memory_equal(
		r.result.bytes, other, 3000); /* the old content, for whoever wants it */
	assert_true(module_holds(&r, big, 2000));
	rig_close(&r);
}

static void lists_and_deletes(void **state)
{
	(void)state;
	struct rig r;
	struct qlw_diag diag;
	rig_open(&r);
	rig_holds(&r, big, 10);
	assert_int_equal(files_list(r.files, &diag), 0);
	assert_int_equal(files_list(r.files, &diag), QLW_EUSAGE);
	rig_run(&r);
	assert_int_equal(r.entries, 1);
	assert_string_equal(r.entry[0].name, "x");
	assert_int_equal(r.entry[0].size, 10);
	for (int i = 0; i < 2; i++) {
		r.over = false;
		assert_int_equal(files_delete(r.files, "x", &diag), 0);
		rig_run(&r);
		assert_int_equal(r.result.err, i ? QLW_ERESULT : 0);
		assert_false(r.exists);
	}
	get(&r);
	assert_int_equal(r.result.err, QLW_ERESULT);
	rig_close(&r);
}

/* --- jobs that do not ----------------------------------------------------------------------------- */

/* The link is cut after every so many bytes, of either direction, and comes back or does not. */
static void cut_everywhere(
	const void *before, size_t before_len, size_t len, size_t step, bool returns)
{
	for (size_t at = 1;; at += step) {
		struct rig r;
		rig_open(&r);
		if (before)
			rig_holds(&r, before, before_len);
		r.cut_at = at;
		r.returns = returns;
		put(&r, big, len, true);
		r.total = len;
		assert_truth(&r, before, before_len);
		if (returns && r.result.err)
			assert_int_equal(r.result.left, before ? FILES_LEFT_AS_WAS
							: r.result.left == FILES_LEFT_AS_WAS
								? FILES_LEFT_AS_WAS
								: FILES_LEFT_NONE);
		bool through = r.cut_at; /* it was over before the cut */
		r.cut_at = 0;
		if (returns) {
			get(&r);
			assert_int_equal(r.result.err, r.exists ? 0 : QLW_ERESULT);
		}
		rig_close(&r);
		if (through)
			return;
	}
}

static void cut_at_every_byte(void **state)
{
	(void)state;
	cut_everywhere(other, 300, 700, 1, true);
	cut_everywhere(other, 300, 700, 1, false);
	cut_everywhere(NULL, 0, 700, 1, true);
	cut_everywhere(NULL, 0, 700, 1, false);
	cut_everywhere(other, 300, 0, 1, true);
	cut_everywhere("", 0, 700, 1, true);
}

static void cut_at_every_kilobyte(void **state)
{
	(void)state;
	cut_everywhere(other, sizeof other, sizeof big, 1000, true);
	cut_everywhere(other, sizeof other, sizeof big, 1000, false);
	cut_everywhere(NULL, 0, sizeof big, 1000, true);
}

static void cancelled_anywhere(void **state)
{
	(void)state;
	for (size_t at = 0; at < sizeof big; at += 1000) {
		struct rig r;
		rig_open(&r);
		rig_holds(&r, other, 3000);
		r.cancel_at = (int)at;
		put(&r, big, sizeof big, true);
		assert_int_equal(r.result.err, QLW_ECANCEL);
		assert_int_equal(r.result.left, FILES_LEFT_AS_WAS);
		assert_true(module_holds(&r, other, 3000));
		put(&r, big, 100, true); /* the port is as good as new */
		assert_int_equal(r.result.err, 0);
		rig_close(&r);
	}
}

static void abandoned_in_the_middle(void **state)
{
	(void)state;
	struct rig r;
	struct qlw_diag diag;
	rig_open(&r);
	rig_holds(&r, other, 3000);
	assert_int_equal(files_put(r.files, "x", big, sizeof big, true, &diag), 0);
	while (r.progress < 1000 || r.total != sizeof big)
		assert_true(rig_write(&r));
	files_abandon(r.files);
	engine_tick(r.engine, r.now_ms);
	assert_true(r.over);
	assert_int_equal(r.result.left, FILES_LEFT_PART);
	assert_memory_equal(r.result.bytes, other, 3000);
	rig_run(&r);
	rig_close(&r);
}

static void retries_what_came_wrong(void **state)
{
	(void)state;
	for (int wrong = 1; wrong <= 2; wrong++) {
		struct rig r;
		rig_open(&r);
		rig_holds(&r, other, 3000);
		r.wrong_sum = wrong;
		put(&r, big, 2000, true);
		assert_int_equal(r.result.err, wrong == 1 ? 0 : QLW_EFORM);
		assert_true(
			wrong == 1 ? module_holds(&r, big, 2000) : module_holds(&r, other, 3000));
		rig_close(&r);
	}
}

/* A byte is lost on the way: the module waits for it, and says so. */
static void lost_byte(void **state)
{
	(void)state;
	for (int longer = 0; longer < 2; longer++) { /* than we wait for the module's word */
		struct rig r;
		rig_open(&r);
		rig_holds(&r, other, 3000);
		r.drop = 1500;
		put(&r, big, longer ? 40000 : 2000, true);
		assert_int_equal(r.result.err, longer ? QLW_ETIMEOUT : QLW_ERESULT);
		assert_int_equal(strstr(r.result.diag.what, "421") != NULL, !longer);
		assert_int_equal(r.result.left, FILES_LEFT_AS_WAS);
		assert_true(module_holds(&r, other, 3000));
		rig_close(&r);
	}
}

static void refusals(void **state)
{
	(void)state;
	static const struct {
		const char *refuses;
		int code, refusals;
		enum files_left left;
		int err;
	} row[] = {
		{"+QFLST", 417, -1, FILES_LEFT_AS_WAS, QLW_ERESULT},
		{"+QFDWL", 411, 1, FILES_LEFT_AS_WAS, QLW_ERESULT},
		{"+QFDEL", 418, 1, FILES_LEFT_AS_WAS, QLW_ERESULT},
		{"+QFUPL", 403, 1, FILES_LEFT_AS_WAS, QLW_ERESULT},
		{"+QFUPL", 403, -1, FILES_LEFT_NONE, QLW_ERESULT},
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct rig r;
		char code[8];
		rig_open(&r);
		rig_holds(&r, other, 3000);
		r.refuses = row[i].refuses;
		r.code = row[i].code;
		r.refusals = row[i].refusals;
		put(&r, big, 2000, true);
		snprintf(code, sizeof code, "%d", row[i].code);
		assert_int_equal(r.result.err, row[i].err);
		assert_int_equal(r.result.left, row[i].left);
		assert_non_null(strstr(r.result.diag.what, code));
		assert_truth(&r, other, 3000);
		if (r.result.left == FILES_LEFT_NONE)
			assert_memory_equal(r.result.bytes, other, 3000);
		rig_close(&r);
	}
}

/* A module that does not list single names, or hides a file. */
static void other_ways_to_list(void **state)
{
	(void)state;
	for (int code = 400; code <= 405; code += 5) {
		struct rig r;
		rig_open(&r);
		rig_holds(&r, other, 3000);
		r.refuses = "+QFLST=\"EUFS:/datatx/x\"";
		r.code = code;
		r.refusals = -1;
		put(&r, big, 2000, false);
		assert_int_equal(r.result.err, code == 405 ? QLW_ERESULT : QLW_EREFUSED);
		assert_int_equal(r.result.left, FILES_LEFT_AS_WAS);
		assert_true(module_holds(&r, other, 3000));
		rig_close(&r);
	}
}

static void silence(void **state)
{
	(void)state;
	struct rig r;
	rig_open(&r);
	r.mute = true;
	get(&r);
	assert_int_equal(r.result.err, QLW_ETIMEOUT);
	put(&r, big, 10, true);
	assert_int_equal(r.result.err, QLW_ETIMEOUT);
	assert_int_equal(r.result.left, FILES_LEFT_AS_WAS);
	r.mute = false;
	put(&r, big, 10, true);
	assert_int_equal(r.result.err, 0);
	rig_close(&r);
}

static size_t draw(uint64_t *seed, size_t below)
{
	return (size_t)(test_random(seed) % below);
}

/* All of that together, by seed: what the result says is so, and the next transfer goes well. */
static void whatever_happens(void **state)
{
	static const char *const commands[] = {
		"+QFLST", "+QFDWL", "+QFDEL", "+QFUPL", "+QFOPEN", "+QFCLOSE"};
	uint64_t seed = test_seed();
	(void)state;
	for (int round = getenv("SOAK") ? 20000 : 1000; round; round--) {
		struct rig r;
		size_t before = draw(&seed, 5000), len = draw(&seed, 4) ? draw(&seed, 8000) : 0;
		bool existed = draw(&seed, 2);
		rig_open(&r);
		if (existed)
			rig_holds(&r, other, before);
		r.cut_at = draw(&seed, 3) ? 0 : 1 + draw(&seed, 20000);
		r.returns = draw(&seed, 2);
		r.cancel_at = draw(&seed, 4) ? -1 : (int)draw(&seed, 8000);
		r.refuses = draw(&seed, 2) ? NULL : commands[draw(&seed, 6)];
		r.refusals = 1 + (int)draw(&seed, 3);
		r.code = 406 + (int)draw(&seed, 25); /* 405 would be a lie */
		r.wrong_sum = draw(&seed, 4) ? 0 : (int)draw(&seed, 4);
		r.drop = draw(&seed, 4) ? 0 : 1 + draw(&seed, 8000);
		put(&r, big, len, true);
		r.total = len;
		assert_truth(&r, existed ? other : NULL, before);
		if (!r.down && !r.refuses) {
			r.cut_at = r.drop = 0;
			r.cancel_at = -1;
			r.wrong_sum = 0;
			put(&r, big + 7, 900, true);
			assert_int_equal(r.result.err, 0);
			assert_true(module_holds(&r, big + 7, 900));
		}
		rig_close(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checksums),
		cmocka_unit_test(names),
		cmocka_unit_test(entries),
		cmocka_unit_test(sums),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(empty_file),
		cmocka_unit_test(replaces_only_when_told),
		cmocka_unit_test(lists_and_deletes),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(cut_at_every_kilobyte),
		cmocka_unit_test(cancelled_anywhere),
		cmocka_unit_test(abandoned_in_the_middle),
		cmocka_unit_test(retries_what_came_wrong),
		cmocka_unit_test(lost_byte),
		cmocka_unit_test(refusals),
		cmocka_unit_test(other_ways_to_list),
		cmocka_unit_test(silence),
		cmocka_unit_test(whatever_happens),
	};
	return cmocka_run_group_tests_name("files", tests, fill, NULL);
}
