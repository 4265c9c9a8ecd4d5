/* The module's file commands: names, uploads, downloads, checksums, handles. */
#include "tests/unit/sim_rig.h"

#include "modem/sim/files.h"

#define OK      "\r\nOK\r\n"
#define CONNECT "\r\nCONNECT\r\n"
#define CME(n)  "\r\n+CME ERROR: " n "\r\n"

static const char *rig_data(struct rig *r, const char *bytes, size_t len, uint64_t ms)
{
	rig_send(r, bytes, len);
	rig_run(r, ms);
	return rig_got(r);
}

static void test_checksum(void **state)
{
	(void)state;
	assert_int_equal(files_checksum("1234567890", 10), 0x3938);
	assert_int_equal(files_checksum("123", 3), 0x3132 ^ 0x3300);
	assert_int_equal(files_checksum("", 0), 0);
}

static void test_names(void **state)
{
	static const struct {
		const char *name, *path;
	} row[] = {
		{"EUFS:/datatx/bootstrap.ini", "datatx/bootstrap.ini"},
		{"eufs:/DATATX/x", "datatx/x"},
		{"EUFS:/datatx/ssl/100_server.psk", "datatx/ssl/100_server.psk"},
		{"EUFS:/ufs/x", "ufs/x"},
		{"EUFS:x", "ufs/x"},
		{"UFS:x", "modem/x"},
		{"x", "modem/x"},
		{"EUFS:/datatx/../settings", NULL},
		{"EUFS:/datatx/..", NULL},
		{"EUFS:/datatx/", NULL},
		{"EUFS:/datatx/ssl/../x", NULL},
		{"EUFS:/datatx/ssl/", NULL},
		{"EUFS:/datatx/a/b", NULL},
		{"EUFS:/etc/passwd", NULL},
		{"/etc/passwd", NULL},
		{"../settings", NULL},
		{"a\\b", NULL},
		{"a\x01"
		 "b",
			NULL},
		{"x.new~", NULL},
		{"", NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char path[FILES_PATH];
		bool eufs;
		bool good = files_path(row[i].name, true, path, sizeof path, &eufs);
		assert_int_equal(good, row[i].path != NULL);
		if (good)
			assert_string_equal(path, row[i].path);
	}
}

static void test_there_and_back(void **state)
{
	/* bytes that would end a lesser data mode */
	static const char data[] = "a\r\nOK\r\n\0\xff+++\x1a\x1b";
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, "AT+QFUPL=\"EUFS:/datatx/x\",14,5", CONNECT);
	module_event(r.module, 1, QLW_STATE_INITIAL);
	assert_string_equal(rig_data(&r, data, 5, 100), "");
	assert_string_equal(rig_data(&r, data + 5, 9, 100),
		"\r\n+QFUPL: 14,e454\r\n" OK "\r\n+QLWURC: \"event\",1,0,\"INITIAL\"\r\n");
	assert_int_equal(files_checksum(data, 14), 0xe454);
	assert_at(&r, "AT+QFUPL=\"EUFS:/datatx/x\",14,5", CME("407"));
	rig_send(&r, "AT+QFDWL=\"EUFS:/datatx/x\"\r", 26);
	rig_run(&r, 300);
	assert_int_equal(r.got.len, 11 + 14 + strlen("\r\n+QFDWL: 14,e454\r\n" OK));
	assert_memory_equal(r.got.bytes + 11, data, 14);
	rig_got(&r);
	assert_at(&r, "AT+QFLST=\"EUFS:/datatx/*\"", "\r\n+QFLST: \"EUFS:/datatx/x\",14\r\n" OK);
	assert_at(&r, "AT+QFLST=\"EUFS:/datatx/x\"", "\r\n+QFLST: \"EUFS:/datatx/x\",14\r\n" OK);
	assert_at(&r, "AT+QFLST", OK);
	assert_at(&r, "AT+QFLDS=\"EUFS\"", "\r\n+QFLDS: 999986,1000000\r\n" OK);
	assert_at(&r, "AT+QFDEL=\"EUFS:/datatx/x\"", OK);
	assert_at(&r, "AT+QFDEL=\"EUFS:/datatx/x\"", CME("405"));
	assert_at(&r, "AT+QFDWL=\"EUFS:/datatx/x\"", CME("405"));
	rig_close(&r);
}

static void test_upload_that_stops(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "AT+QFUPL=\"EUFS:/datatx/x\",100,3");
	assert_string_equal(rig_data(&r, "abc", 3, 2900), "");
	assert_string_equal(rig_data(&r, "d", 1, 2900), "");
	rig_run(&r, 200);
	assert_string_equal(rig_got(&r), CME("421"));
	assert_at(&r, "AT+QFLST=\"EUFS:/datatx/x\"", "\r\n+QFLST: \"EUFS:/datatx/x\",4\r\n" OK);
	rig_close(&r);
}

static void test_escape_from_data_mode(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "AT+QFUPL=\"EUFS:/datatx/x\",100,30");
	rig_data(&r, "ab+++", 5, 1500); /* no silence before */
	rig_data(&r, "+", 1, 50);
	assert_string_equal(rig_data(&r, "++", 2, 900), "");
	rig_run(&r, 200);
	assert_string_equal(rig_got(&r), "\r\n+QFUPL: 5,6149\r\n" OK);
	assert_int_equal(files_checksum("ab+++", 5), 0x6162 ^ 0x2b2b ^ 0x2b00);
	rig_close(&r);
}

static void test_acknowledge(void **state)
{
	char block[2048];
	struct rig r;
	(void)state;
	memset(block, 'x', sizeof block);
	rig_open(&r);
	rig_at(&r, "AT+QFUPL=\"x\",2500,5,1");
	assert_string_equal(rig_data(&r, block, 1000, 10), "");
	assert_string_equal(rig_data(&r, block, 1100, 10), "AA");
	assert_string_equal(rig_data(&r, block, 400, 10), "\r\n+QFUPL: 2500,0\r\n" OK);
	rig_close(&r);
}

static void test_handles(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, "AT+QFOPEN=\"EUFS:/datatx/lwm2m_app_autostart\",2", CME("405"));
	assert_at(&r, "AT+QFOPEN=\"EUFS:/datatx/lwm2m_app_autostart\",1",
		"\r\n+QFOPEN: 20000\r\n" OK);
	assert_at(&r, "AT+QFOPEN=\"EUFS:/datatx/lwm2m_app_autostart\",0", CME("426"));
	assert_at(&r, "AT+QFDEL=\"EUFS:/datatx/lwm2m_app_autostart\"", CME("426"));
	assert_at(&r, "AT+QFOPEN=\"x\"", "\r\n+QFOPEN: 1\r\n" OK);
	assert_at(&r, "AT+QFCLOSE=20000;+QFCLOSE=20000", CME("416"));
	assert_at(&r, "AT+QFLST=\"EUFS:/datatx/*\"",
		"\r\n+QFLST: \"EUFS:/datatx/lwm2m_app_autostart\",0\r\n" OK);
	rig_close(&r);
}

static void test_refusals(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, "AT+QFUPL=\"EUFS:/datatx/../settings\",5", CME("406"));
	assert_at(&r, "AT+QFUPL=x,5", CME("400"));
	assert_at(&r, "AT+QFUPL=\"x\",0", CME("400"));
	assert_at(&r, "AT+QFUPL=\"x\",1000001", CME("423"));
	char big[700000];
	memset(big, 'x', sizeof big);
	rig_at(&r, "AT+QFUPL=\"EUFS:big\",700000,60");
	rig_data(&r, big, sizeof big, 100);
	assert_at(&r, "AT+QFUPL=\"EUFS:/datatx/x\",300001", CME("403"));
	assert_at(&r, "AT+QFLDS=\"EUFS\"", "\r\n+QFLDS: 300000,1000000\r\n" OK);
	assert_at(&r, "AT+CMEE=2;+QFDEL=\"x\"", "\r\n+CME ERROR: file not found\r\n");
	module_fault(r.module, "flash-full");
	rig_at(&r, "AT+CMEE=1;+QFUPL=\"x\",3");
	assert_string_equal(rig_data(&r, "abc", 3, 10), CME("409"));
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_checksum),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_upload_that_stops),
		cmocka_unit_test(test_escape_from_data_mode),
		cmocka_unit_test(test_acknowledge),
		cmocka_unit_test(test_handles),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
