/* bootstrap.ini: the Note's examples as printed and as scanned, and what is wrong in others, to the
 * column. */
#include "tests/unit/file_fixture.h"

#define BOOT FILE_KIND_BOOTSTRAP

/* One standard account with its server, nothing wrong. */
#define ACCOUNT                                                  \
	"{\"bn\":\"/0/0/\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://" \
	"h:5683\"},{\"n\":\"1\",\"bv\":false},"                  \
	"{\"n\":\"2\",\"v\":3},{\"n\":\"10\",\"v\":102}]}\n"
#define SERVER                                                                     \
	"{\"bn\":\"/1/0/\",\"e\":[{\"n\":\"0\",\"v\":102},{\"n\":\"1\",\"v\":60}," \
	"{\"n\":\"6\",\"bv\":true},{\"n\":\"7\",\"sv\":\"U\"}]}\n"

static void test_note_oma_1_0(void **ctx)
{
	struct file *f = fixture_read(BOOT, note_oma_1_0);
	(void)ctx;
	assert_string_equal(fixture_places(f), "10:8 w /0/1/0\n24:7 w bn\n27:21 w /2/0/1\n");
	assert_true(fixture_said(f, "account without URI"));
	assert_true(fixture_said(f, "/2/00, /2/01, /2/02/102, /2/03"));
	assert_int_equal(file_errors(f), 0);
	const struct file_item *item = file_find(f, 0, "/2/0/2/102");
	assert_non_null(item);
	assert_int_equal(item->number, 15);
	assert_string_equal(item->row->name, "ACL");
	assert_string_equal(file_find(f, 0, "/0/0/0")->value, "coaps://10.230.20.192:1111");
	file_free(f);
}

static void test_note_oma_1_1(void **ctx)
{
	struct file *f = fixture_read(BOOT, note_oma_1_1);
	(void)ctx;
	assert_string_equal(fixture_places(f), "3:22 w /0/0/0\n5:21 w /0/0/2\n10:8 w /0/1/0\n"
					       "26:7 w bn\n29:21 w /2/0/1\n");
	assert_true(fixture_said(f, "IPv6 literal without brackets"));
	assert_true(fixture_said(f, "coap with mode 0"));
	assert_true(file_find(f, 0, "/1/1/10")->row->oma_1_1);
	file_free(f);
}

/* A base name without its last slash: the names join to other paths. */
static void test_joined_paths(void **ctx)
{
	struct file *f =
		fixture_read(BOOT, "{\"bn\":\"/0/1\",\n \"e\":[\n"
				   " {\"n\":\"0\",\"sv\":\"coap://h:5683\"},\n"
				   " {\"n\":\"1\",\"bv\":true},\n {\"n\":\"2\",\"v\":3\n }]}\n");
	(void)ctx;
	assert_string_equal(fixture_places(f), "1:7 w bn\n");
	assert_true(fixture_said(f, "/0/10, /0/11, /0/12"));
	assert_true(fixture_said(f, "write /0/1/"));
	assert_non_null(file_find(f, 0, "/0/1/0"));
	file_free(f);
}

static void test_names_that_join(void **ctx)
{
	static const char *const texts[] = {
		"{\"bn\":\"/0/1/\",\"e\":[{\"n\":\"2\",\"v\":3}]}",
		"{\"bn\":\"/0/1\",\"e\":[{\"n\":\"/2\",\"v\":3}]}",
		"{\"bn\":\"/0/\",\"e\":[{\"n\":\"1/2\",\"v\":3}]}",
		"{\"bn\":\"/\",\"e\":[{\"n\":\"0/1/2\",\"v\":3}]}",
		"{\"e\":[{\"n\":\"/0/1/2\",\"v\":3}]}",
		"{\"e\":[{\"n\":\"0/1/2\",\"v\":3}]}",
		"{\"bn\":\"0/1/\",\"e\":[{\"n\":\"2\",\"v\":3}]}",
		"{\"bn\":\"/0/1/2\",\"e\":[{\"v\":3}]}",
		"{\"bn\":\"/0/1/2\",\"bt\":1,\"e\":[{\"n\":\"\",\"t\":-5,\"v\":3.0}]}",
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct file *f = fixture_read(BOOT, texts[i]);
		assert_int_equal(file_errors(f), 0);
		assert_non_null(file_find(f, 0, "/0/1/2"));
		assert_int_equal(file_find(f, 0, "/0/1/2")->number, 3);
		assert_false(fixture_said(f, "slash"));
		file_free(f);
	}
}

/* As the scan has it: the array closed at once, its entries behind it. */
static void test_scan_empty_array(void **ctx)
{
	(void)ctx;
	fixture_expect(BOOT,
		ACCOUNT "{\"bn\":\"/1/1/\",\n \"e\":[~]}\n\n~{\"n\": \"0\", \"v\": 102},\n"
			"{\"n\": \"1\", \"v\": 50000},\n {\"n\": \"22\", \"sv\": \"U\"\n}]}\n"
			"{\"bn\": \"/2/0/\",\n \"e\": [\n {\"n\": \"0\", \"v\": 3},\n"
			" {\"n\": \"1\", \"v\": 2},\n {\"n\": \"3\", \"v\": 102\n}]}\n",
		"e e, e n");
}

/* As the scan has it: a parenthesis for a brace, and entries that lost their object. */
static void test_scan_parenthesis(void **ctx)
{
	(void)ctx;
	fixture_expect(BOOT,
		ACCOUNT "{\"bn\":\"/1/0/\",\"e\":[\n{\"n\":\"0\",\"v\":102},\n"
			"{\"n\":\"7\",\"sv\":\"U\"\n}]~)\n",
		"e file");
	fixture_expect(BOOT,
		ACCOUNT SERVER
		"\n~{\"n\": \"0\", \"v\": 102},\n{\"n\": \"7\", \"sv\": \"UQS\"\n}]~)\n",
		"e n, e file");
}

/* 4.1: no security and PSK, the second with the first one's mode. */
static void test_note_4_1(void **ctx)
{
	static const char text[] =
		"{\"bn\": ~\"/0/1\",\n \"e\": [\n"
		"    {\"n\": \"0\", \"sv\": \"coap%s://leshan.eclipseprojects.io:568%s\"},\n"
		"    {\"n\": \"1\", \"bv\": false},\n    {\"n\": \"2\", \"v\": %s3},\n"
		"    {\"n\": \"10\", \"v\": 102\n  }]\n}\n\n"
		"{\"bn\": ~\"/1/1\",\n \"e\": [\n"
		"    {\"n\": \"0\", \"v\": 102},\n    {\"n\": \"1\", \"v\": 50000},\n"
		"    {\"n\": \"2\", \"v\": 1},\n    {\"n\": \"3\", \"v\": 60},\n"
		"    {\"n\": \"5\", \"v\": 86400},\n    {\"n\": \"6\", \"bv\": true},\n"
		"    {\"n\": \"7\", \"sv\": \"UQS\"\n  }]\n}\n";
	char filled[sizeof text + 64];
	(void)ctx;
	snprintf(filled, sizeof filled, text, "", "3", "");
	fixture_expect(BOOT, filled, "w bn, w bn");
	snprintf(filled, sizeof filled, text, "s", "4", "~");
	fixture_expect(BOOT, filled, "w bn, w /0/1/2, w bn");
}

#define E(entry) ACCOUNT SERVER "{\"bn\":\"/0/0/\",\"e\":[" entry "]}\n"

static void test_bad_entries(void **ctx)
{
	static const struct {
		const char *text, *notes;
	} table[] = {
		{E("{\"n\":\"11\",\"v\":5}"), ""},
		{E("{\"n\":\"11\",\"v\":~\"5\"}"), "e /0/0/11"},
		{E("{\"n\":\"11\",~\"sv\":\"5\"}"), "e /0/0/11"},
		{E("{\"n\":\"11\",\"v\":~-1}"), "e /0/0/11"},
		{E("{\"n\":\"11\",\"v\":~2.5}"), "e /0/0/11"},
		{E("{\"n\":\"11\",\"v\":~2147483648}"), "e /0/0/11"},
		{E("{\"n\":\"11\",\"v\":1,~\"bv\":true}"), "e /0/0/11"},
		{E("~{\"n\":\"11\"}"), "e /0/0/11"},
		{E("{\"n\":\"11\",\"v\":1,~\"v\":2}"), "e v"},
		{E("{\"n\":\"11\",\"v\":1,~\"vs\":\"x\"}"), "w vs"},
		{E("{\"n\":~11,\"v\":1}"), "e n"},
		{E("{\"n\":~\"x\",\"v\":1}"), "e n"},
		{E("{\"n\":~\"011\",\"v\":1}"), "e n"},
		{E("{\"n\":~\"65536\",\"v\":1}"), "e n"},
		{E("{\"n\":~\"11/\",\"v\":1}"), "e n"},
		{E("{\"n\":~\"/11\",\"v\":1}"), "e n"},
		{E("{\"n\":~\"11/0\",\"v\":1}"), "e /0/0/11/0"},
		{E("{\"n\":~\"16\",\"v\":1}"), "e /0/0/16"},
		{E("{\"n\":\"16/0\",\"v\":1}"), ""},
		{E("{\"n\":~\"99\",\"v\":1}"), "w /0/0/99"},
		{E("{\"n\":~\"0\",\"sv\":\"coap://i\"}"), "e /0/0/0"},
		{E("{\"n\":\"3\",\"sv\":~\"abc\"}"), "e /0/0/3"},
		{E("{\"n\":\"17\",\"ov\":\"10:03\"}"), ""},
		{E("{\"n\":\"17\",\"ov\":~\"10\"}"), "e /0/0/17"},
		{E("{\"n\":\"17\",\"ov\":~\"10:65536\"}"), "e /0/0/17"},
		{E("{\"n\":\"11\",\"t\":~\"x\",\"v\":1}"), "e t"},
		{E("~7"), "e e"},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		fixture_expect(BOOT, table[i].text, table[i].notes);
}

static void test_bad_objects(void **ctx)
{
	static const struct {
		const char *text, *notes;
	} table[] = {
		{"~", "e file"},
		{"\n \n~", "e file"},
		{"~x~", "e file, e file"},
		{"~[" ACCOUNT "," SERVER "]", "e file"},
		{ACCOUNT "~," SERVER, "e file"},
		{ACCOUNT SERVER "~}", "e file"},
		{ACCOUNT SERVER "~{\"bn\":\"/2/0/\"}", "e e"},
		{ACCOUNT SERVER "{\"bn\":~7,\"e\":[]}", "e bn"},
		{ACCOUNT SERVER "{\"bn\":~\"/x/\",\"e\":[]}", "e bn"},
		{ACCOUNT SERVER "{\"bn\":\"/2/0/\",\"e\":~{}}", "e e"},
		{ACCOUNT SERVER "{\"bn\":\"/2/0/\",\"e\":[],~\"e\":[]}", "e e"},
		{ACCOUNT SERVER "{\"bn\":\"/2/0/\",~\"x\":1,\"e\":[]}", "w x"},
		{ACCOUNT SERVER "{\"bn\":\"/2/0/\",\"e\":[~", "e e"},
		{ACCOUNT SERVER "{\"bn\":\"/2/0/\",\"bt\":~\"0\",\"e\":[]}", "e bt"},
		{ACCOUNT SERVER "{\"bn\":\"/3/0/\",\"e\":[{\"n\":~\"0\",\"sv\":\"x\"}]}",
			"w /3/0/0"},
		{"~\xef\xbb\xbf" ACCOUNT SERVER, "e file"},
		/* after damage, reading goes on with the next object */
		{"{\"bn\":\"/0/0/\",\"e\":[{\"n\":\"0\" ~\"sv\":\"x\"}]}\n" ACCOUNT
		 "{\"bn\":\"/1/0/\",\"e\":[{\"n\":\"7\",\"sv\":~\"Z\"}]}",
			"e e, e /1/0/7"},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		fixture_expect(BOOT, table[i].text, table[i].notes);
}

#define SECOND(uri, bootstrap, mode, id)                                                       \
	"{\"bn\":\"/0/1/\",\"e\":[{\"n\":\"0\",\"sv\":" uri "},{\"n\":\"1\",\"bv\":" bootstrap \
	"},"                                                                                   \
	"{\"n\":\"2\",\"v\":" mode "},{\"n\":\"10\",\"v\":" id "}]}\n"
#define MORE(object, entries) "{\"bn\":\"/" object "/\",\"e\":[" entries "]}\n"

static void test_rules(void **ctx)
{
	static const struct {
		const char *text, *notes;
	} table[] = {
		{ACCOUNT SERVER, ""},
		{ACCOUNT SERVER SECOND("\"coap://i\"", "true", "3", "100"), ""},
		{ACCOUNT SERVER SECOND("\"coap://i\"", "true", "3", "~102"), "e /0/1/10"},
		{ACCOUNT SERVER SECOND("\"coap://i\"", "false", "3", "~103"), "w /0/1/10"},
		{ACCOUNT SERVER SECOND("\"coaps://i\"", "true", "~3", "100"), "w /0/1/2"},
		{ACCOUNT SERVER SECOND("\"coap://i\"", "true", "~0", "100"), "w /0/1/2"},
		{ACCOUNT SERVER SECOND("~\"coap://1:2::3\"", "true", "3", "100"), "w /0/1/0"},
		{ACCOUNT SERVER SECOND("~\"http://i\"", "true", "3", "100"), "e /0/1/0"},
		{ACCOUNT SERVER MORE("0/0", "{\"n\":\"5\",\"sv\":~\"QUJD\"}"), "w /0/0/5"},
		{ACCOUNT SERVER MORE("1/0", "{\"n\":\"2\",\"v\":9},{\"n\":\"3\",\"v\":~8}"),
			"e /1/0/3"},
		{ACCOUNT SERVER MORE("1/0", "{\"n\":\"2\",\"v\":9},{\"n\":\"3\",\"v\":9}"), ""},
		{ACCOUNT SERVER SECOND("~\"coap://::1\"", "true", "3", "100"), "w /0/1/0"},
		{ACCOUNT SERVER SECOND("\"coap://[::1]:1\"", "true", "3", "100"), ""},
		{ACCOUNT SERVER MORE("1/0", "{\"n\":\"2\",\"v\":9},{\"n\":\"3\",\"v\":0}"), ""},
		{MORE("0/0", "~~~{\"n\":\"1\",\"bv\":false}"), "w /0/0/2, w /0/0/0, w /0/0/10"},
		{MORE("1/0", "~~~{\"n\":\"0\",\"v\":~1}"),
			"w /1/0/1, w /1/0/6, w /1/0/7, w /1/0/0"},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		fixture_expect(BOOT, table[i].text, table[i].notes);
	struct file *f =
		fixture_read(BOOT, ACCOUNT SERVER SECOND("\"coaps://i\"", "true", "3", "100"));
	assert_true(fixture_said(f, "coaps with mode 3"));
	file_free(f);
}

static void test_uris(void **ctx)
{
	static const struct {
		const char *uri;
		bool good;
	} table[] = {
		{"coap://h", true},
		{"coaps://h.example:5684", true},
		{"COAP://h:1", true},
		{"coap://[2001:db8::1]:5683", true},
		{"coap://[2001:db8::1]", true},
		{"coap://2001:db8::1", true},
		{"", true},
		{"http://h", false},
		{"coap://", false},
		{"coap://:5683", false},
		{"coap://h:", false},
		{"coap://h:0", false},
		{"coap://h:65536", false},
		{"coap://h:56x", false},
		{"coap://[::1", false},
		{"coap://[]:1", false},
		{"coap://[::1]x", false},
		{"coap://h h", false},
		{"leshan.eclipseprojects.io:5683", false},
	};
	struct qlw_diag diag;
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_int_equal(
			file_value_check(file_row_resource(0, 0), table[i].uri, &diag) == 0,
			table[i].good);
}

static void test_resources(void **ctx)
{
	(void)ctx;
	assert_string_equal(file_row_resource(0, 2)->name, "Security Mode");
	assert_string_equal(
		file_row_resource(1, 6)->name, "Notification Storing When Disabled or Offline");
	assert_string_equal(file_row_resource(11, 1)->name, "APN");
	assert_ptr_equal(file_row_named(FILE_KIND_BOOTSTRAP, "Binding"), file_row_resource(1, 7));
	assert_null(file_row_resource(3, 0));
	assert_string_equal(file_object_name(2), "LwM2M Access Control");
	assert_null(file_object_name(3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_note_oma_1_0),
		cmocka_unit_test(test_note_oma_1_1),
		cmocka_unit_test(test_joined_paths),
		cmocka_unit_test(test_names_that_join),
		cmocka_unit_test(test_scan_empty_array),
		cmocka_unit_test(test_scan_parenthesis),
		cmocka_unit_test(test_note_4_1),
		cmocka_unit_test(test_bad_entries),
		cmocka_unit_test(test_bad_objects),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_uris),
		cmocka_unit_test(test_resources),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
