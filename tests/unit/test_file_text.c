/* carrier_apn_cfg, lwm2m_cfg, PSK files, the autostart file: the Note's examples, and what is wrong in
 * others, to the column. */
#include "tests/unit/file_fixture.h"

#define APN FILE_KIND_APN
#define CFG FILE_KIND_CFG
#define PSK FILE_KIND_PSK

static void test_kinds(void **ctx)
{
	static const struct {
		const char *path;
		enum file_kind kind;
	} table[] = {
		{"bootstrap.ini", FILE_KIND_BOOTSTRAP},
		{"/a/b.d/bootstrap.ini", FILE_KIND_BOOTSTRAP},
		{"x/carrier_apn_cfg", FILE_KIND_APN},
		{"lwm2m_cfg", FILE_KIND_CFG},
		{"ssl/100_server.psk", FILE_KIND_PSK},
		{"_server.psk", FILE_KIND_PSK},
		{"lwm2m_app_autostart", FILE_KIND_AUTOSTART},
		{"verizon.json", FILE_KIND_PROFILE},
		{"bootstrap.ini.bak", FILE_KIND_UNKNOWN},
		{"Bootstrap.ini", FILE_KIND_UNKNOWN},
		{"100.psk", FILE_KIND_UNKNOWN},
		{"lwm2m_cfg/", FILE_KIND_UNKNOWN},
		{"", FILE_KIND_UNKNOWN},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_int_equal(file_kind_of(table[i].path), table[i].kind);
	assert_int_equal(file_psk_short_id("/x/100_server.psk"), 100);
	assert_int_equal(file_psk_short_id("65534_server.psk"), 65534);
	assert_int_equal(file_psk_short_id("65535_server.psk"), 0);
	assert_int_equal(file_psk_short_id("0_server.psk"), 0);
	assert_int_equal(file_psk_short_id("01_server.psk"), 0);
	assert_int_equal(file_psk_short_id("100000_server.psk"), 0);
	assert_int_equal(file_psk_short_id("a_server.psk"), 0);
}

static void test_note_examples(void **ctx)
{
	(void)ctx;
	fixture_expect(APN, note_apn, "");
	fixture_expect(CFG, note_cfg, "");
	struct file *f = fixture_read(APN, note_apn);
	assert_int_equal(file_records(f), 2);
	assert_string_equal(file_find(f, 1, "APN_NAME")->value, "carrier_apn2");
	assert_int_equal(file_find(f, 1, "APN_CLASS")->line, 9);
	assert_int_equal(file_find(f, 1, "APN_CLASS")->column, 11);
	file_free(f);
}

/* Every row of Table 5: 32, each with its default one that it allows itself. */
static void test_tables(void **ctx)
{
	static const enum file_kind kinds[] = {APN, CFG};
	static const size_t counts[] = {6, 32};
	(void)ctx;
	for (size_t k = 0; k < 2; k++) {
		const struct file_row *row;
		size_t i = 0;
		for (; (row = file_row(kinds[k], i)); i++) {
			assert_non_null(row->meaning);
			assert_ptr_equal(file_row_named(kinds[k], row->name), row);
			if (row->fallback)
				assert_int_equal(file_value_check(row, row->fallback, NULL), 0);
		}
		assert_int_equal(i, counts[k]);
	}
	assert_string_equal(file_row_named(CFG, "ACK_TIMEOUT")->fallback, "60");
	assert_string_equal(file_row_named(CFG, "BOOTSTRAP_EP_NAME")->fallback, "7");
	assert_null(file_row(FILE_KIND_AUTOSTART, 0));
	assert_null(file_row(FILE_KIND_UNKNOWN, 0));
}

static void test_apn(void **ctx)
{
	static const struct {
		const char *text, *notes;
	} table[] = {
		{"", ""},
		{"APN_NAME=a\n;\n", ""},
		{"\r\n  APN_NAME=a\r\n;\r\n", ""},
		{"APN_NAME=a\nAPN_CLASS=~x\n;\n", "e APN_CLASS"},
		{"APN_NAME=a\nAPN_CLASS=~4\n;\n", "w APN_CLASS"},
		{"APN_NAME=a\nAPN_CLASS=~256\n;\n", "e APN_CLASS"},
		{"APN_NAME=a\nSHORT_SERVER_ID1=~0\n;\n", "e SHORT_SERVER_ID1"},
		{"APN_NAME=a\nSHORT_SERVER_ID1=~65535\n;\n", "e SHORT_SERVER_ID1"},
		{"APN_NAME=a\nBS_IF_REG_FAILS=~2\n;\n", "e BS_IF_REG_FAILS"},
		{"APN_NAME=a\nIP_FAMILY=~V4\n;\n", "e IP_FAMILY"},
		{"APN_NAME=a\nBINDINGS=~ip,nonip\n;\n", "e BINDINGS"},
		{"APN_NAME=~\n;\n", "e APN_NAME"},
		{"APN_NAME=a\n~FOO=1\n;\n", "w FOO"},
		{"APN_NAME=a\n~apn_class=2\n;\n", "w apn_class"},
		{"APN_NAME=a\nAPN_CLASS~ =2\n;\n", "w APN_CLASS"},
		{"~APN_CLASS=2\n;\n", "e APN_NAME"},
		{"APN_NAME=a\n~APN_NAME=b\n;\n", "e APN_NAME"},
		{"APN_NAME=a\n;\nAPN_NAME=b\nSHORT_SERVER_ID1=~102\n;\n", "w SHORT_SERVER_ID1"},
		{"APN_NAME=a\n;\n~APN_NAME=b\n;\n", "w SHORT_SERVER_ID1"},
		{"APN_NAME=a\n;\nAPN_NAME=b\nSHORT_SERVER_ID1=103\n~", "w file"},
		{"APN_NAME=a~;\n", "w file"},
		{"~;\nAPN_NAME=a\n;\n", "w file"},
		{"APN_NAME=a\n;~x\n", "e file"},
		{"APN_NAME=a\n~nothing\n;\n", "e file"},
		{"APN_NAME=a\n~=5\n;\n", "e file"},
		{"~# made by hand\nAPN_NAME=a\n ~// twice\n;\n", "w file, w file"},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		fixture_expect(APN, table[i].text, table[i].notes);
}

static void test_cfg(void **ctx)
{
	static const struct {
		const char *text, *notes;
	} table[] = {
		{"{\n}\n", ""},
		{"{APN=a;VERSION=1.1;}", ""},
		{"\r\n{\r\n\tAPN=a;\r\n}\r\n", ""},
		{"~", "e file"},
		{"~APN=a;\n}\n", "e file"},
		{"{\nAPN=a;\n~", "e file"},
		{"{\nAPN=a;\n}\n~x", "e file"},
		{"{\nAPN=a~\n}\n", "e APN"},
		{"{\nAPN=a~}\n", "e APN"},
		{"{\nAPN=a # x~\n}\n", "e APN"},
		{"{\n~APN;\n}\n", "e file"},
		{"{\n~;\n}\n", "w file"},
		{"{\n~{\n}\n", "e file"},
		{"{\n~# x\n~// y;\n}\n", "w file, w file"},
		{"{\n~FOO=1;\n}\n", "w FOO"},
		{"{\n~Version=1.0;\n}\n", "w Version"},
		{"{\nVERSION=~1;\n}\n", "e VERSION"},
		{"{\nVERSION=1.0;\n~VERSION=1.1;\n}\n", "e VERSION"},
		{"{\nBATTERY_LEVEL_THRESHOLD=~101;\n}\n", "e BATTERY_LEVEL_THRESHOLD"},
		{"{\nREG_EP_NAME=~5;\n}\n", "e REG_EP_NAME"},
		{"{\nROOTCA_SUPPORT_MODE=~1;\n}\n", "e ROOTCA_SUPPORT_MODE"},
		{"{\nACK_TIMEOUT=~-1;\n}\n", "e ACK_TIMEOUT"},
		{"{\nACK_TIMEOUT=~2147483648;\n}\n", "e ACK_TIMEOUT"},
		{"{\nACK_TIMEOUT=~30s;\n}\n", "e ACK_TIMEOUT"},
		{"{\nREG_RETRY_TIMEOUT=9;REG_RETRY_MAXTIMEOUT=~8;\n}\n", "w REG_RETRY_MAXTIMEOUT"},
		{"{\nRETRY_TIMEOUT=9;\nMAX_RETRY_TIMEOUT=~8;\n}\n", "w MAX_RETRY_TIMEOUT"},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		fixture_expect(CFG, table[i].text, table[i].notes);
}

static void test_psk(void **ctx)
{
	static const struct {
		const char *text, *notes;
	} table[] = {
		{"|" NOTE_PSK_ID "|:" NOTE_PSK_KEY, ""},
		{"|" NOTE_PSK_ID "|:" NOTE_PSK_KEY "\n", ""},
		{"|" NOTE_PSK_ID "|:~\n" NOTE_PSK_KEY "\n", "w key"},
		{"|" NOTE_PSK_ID "|:~\r\n" NOTE_PSK_KEY "\r\n", "w key"},
		{"|" NOTE_PSK_ID "|:~ " NOTE_PSK_KEY, "w key"},
		{"iot_app_101:0badc0de", ""},
		{"|x|:00", ""},
		{"~", "e file"},
		{"\n~", "e file"},
		{"~ x:00", "e file"},
		{"~x", "e file"},
		{"~urn:imei:1:00", "e identity"},
		{"~|x:00", "e identity"},
		{"|x|~00", "e identity"},
		{"|x|~", "e identity"},
		{"|~|:00", "e identity"},
		{"~:00", "e identity"},
		{"|~x\ty|:00", "e identity"},
		{"x:~", "e key"},
		{"x:~\n", "e key"},
		{"x:~abc", "e key"},
		{"x:ab~gh", "e key"},
		{"x:ab~ cd", "e key"},
		{"x:ab~\ncd", "e key"},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		fixture_expect(PSK, table[i].text, table[i].notes);
	struct file *f = file_read(PSK, "key_server.psk", "x:00", 4);
	assert_string_equal(fixture_places(f), "1:1 e short_id\n");
	file_free(f);
}

/* The longest key that AT+QLWCFG takes, and one byte more. */
static void test_psk_length(void **ctx)
{
	char text[300] = "x:";
	(void)ctx;
	memset(text + 2, 'a', 254);
	fixture_expect(PSK, text, "");
	memset(text + 2 + 254, 'a', 2);
	memmove(text + 3, text + 2, 257);
	text[2] = '~';
	fixture_expect(PSK, text, "e key");
}

static void test_autostart(void **ctx)
{
	(void)ctx;
	fixture_expect(FILE_KIND_AUTOSTART, "", "");
	fixture_expect(FILE_KIND_AUTOSTART, "~\n", "w lwm2m_app_autostart");
}

static void test_bounds(void **ctx)
{
	char *large = malloc(FILE_BYTES_MAX + 1);
	(void)ctx;
	assert_non_null(large);
	memset(large, '#', FILE_BYTES_MAX + 1);
	struct file *f = file_read(CFG, NULL, large, FILE_BYTES_MAX + 1);
	assert_int_equal(file_errors(f), 2); /* too large, so taken as empty */
	file_free(f);
	/* more of everything than is kept */
	for (size_t i = 0; i < FILE_BYTES_MAX; i++)
		large[i] = "{A=;\n"[i % 5];
	f = file_read(CFG, NULL, large, FILE_BYTES_MAX);
	assert_true(file_errors(f) + file_warnings(f) > FILE_NOTES_MAX);
	assert_null(file_note(f, FILE_NOTES_MAX));
	assert_non_null(file_note(f, FILE_NOTES_MAX - 1));
	assert_null(file_item(f, FILE_ITEMS_MAX));
	file_free(f);
	/* an error behind all those warnings is told */
	for (size_t i = 0; i < 4000; i++)
		large[i] = i ? "\n;  "[i % 4] : '{';
	f = file_read(CFG, NULL, large, 4000);
	assert_true(file_warnings(f) > FILE_NOTES_MAX);
	assert_int_equal(file_errors(f), 1);
	assert_true(fixture_said(f, "expected } behind the last option"));
	file_free(f);
	free(large);
}

static void test_no_control_bytes(void **ctx)
{
	const struct file_note *n;
	struct file *f = fixture_read(CFG, "{\n\x1b[31mX=1;\nVERSION=\x1b[0m\x9b;\nA\xff=1;\n}\n");
	(void)ctx;
	for (size_t i = 0; (n = file_note(f, i)); i++)
		for (const char *p = n->key; p == n->key || p[-1]; p++)
			assert_true(!*p || (*p >= 0x20 && *p < 0x7f));
	assert_true(fixture_said(f, "\\x1b[31mX"));
	assert_true(fixture_said(f, "\\x1b[0m\\x9b is not allowed"));
	assert_true(fixture_said(f, "A\\xff"));
	assert_false(fixture_said(f, "\x1b"));
	file_free(f);
	f = fixture_read(
		CFG, "{\nIP_FAMILY=v4, oder wei\xc3\x9ft du es besser als die Note?;\n}\n");
	assert_true(fixture_said(f, "v4, oder wei\\xc3\\x9ft du es besser als die Not... is not"));
	file_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_note_examples),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_apn),
		cmocka_unit_test(test_cfg),
		cmocka_unit_test(test_psk),
		cmocka_unit_test(test_psk_length),
		cmocka_unit_test(test_autostart),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_no_control_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
