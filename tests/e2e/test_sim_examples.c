/*
 * Chapter 4 of the Note, word for word, against the simulator's built-in servers. What the Note
 * prints wrongly is put right: the short ID of the "security" query, the capitals of DEREG_FINISH,
 * mode 0 where there is a key. As printed, with mode 3, the PSK example fails, and says why.
 */
#include "tests/e2e/simhost.h"

static const char *const quick[] = {"--speed", "5", NULL};

/* 4.2.2, in the words of the printed Note */
static void test_factory_bootstrap(void **state)
{
	struct host *h = *state;
	start(h, quick);
	expect(h, "\r\nAPP RDY\r\n");
	at(h, "AT+QLWCFG=\"security\",0,100,\"coap://leshan.eclipseprojects.io:5683\",0,3", OK);
	at(h, "AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"", OK);
	at(h, "AT+QLWSVC=\"reg\"",
		OK "\r\n+QLWREG: 0\r\n" EVENT(100, 0, "INITIAL") EVENT(100, 2, "REG_READY"));
	expect(h, "\r\n+QLWURC: \"observe\",100,\"/19/0/0\",");
	expect(h, ",0\r\n");
	at(h, "AT+QLWSVC=\"lifetime\",100,60", OK EVENT(100, 16, "REG_UPDATE"));
	at(h, "AT+QLWSVC=\"update\",100,0", OK EVENT(100, 16, "REG_UPDATE"));
	at(h, "AT+QLWSVC=\"dereg\",1",
		OK EVENT(0, 5, "FACTORY_RESET") EVENT(100, 18, "DEREG_START")
			EVENT(100, 19, "DEREG_FINISH") "\r\n+QLWDEREG: 0\r\n");
	stop(h);
}

/* 4.2.1 as corrected: the query shows the short ID that was written */
static void test_client_bootstrap(void **state)
{
	struct host *h = *state;
	start(h, quick);
	expect(h, "\r\nAPP RDY\r\n");
	at(h,
		"AT+QLWCFG=\"security\",0,111,\"coaps://leshan.eclipseprojects.io:5784\",1,0,"
		"\"urn:imei:864475040090705\",\"313233343536373839\"",
		OK);
	at(h, "AT+QLWCFG=\"security\"",
		"\r\n+QLWCFG: \"security\",0,111,"
		"\"coaps://leshan.eclipseprojects.io:5784\",1,0\r\n" OK);
	at(h, "AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"", OK);
	at(h, "AT+QLWCFG=\"server\"", "\r\n+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"\r\n" OK);
	at(h, "AT+QLWSVC=\"reg\"",
		OK "\r\n+QLWREG: 0\r\n" EVENT(111, 6, "BS_START") EVENT(111, 9, "BS_FINISH")
			EVENT(123, 0, "INITIAL") EVENT(123, 2, "REG_READY"));
	expect(h, "\r\n+QLWURC: \"observe\",123,\"/19/0/0\",");
	expect(h, ",0\r\n");
	at(h, "AT+QLWSVC=\"lifetime\",123,60", OK EVENT(123, 16, "REG_UPDATE"));
	at(h, "AT+QLWSVC=\"update\",123,0", OK EVENT(123, 16, "REG_UPDATE"));
	at(h,
		"AT+QLWCFG=\"device\",\"Quectel\",\"BG95-M3\",\"R2.1\",\"04\",\"BG95M3LAR02A04\","
		"\"Quectel_BG95\"",
		OK);
	at(h, "AT+QLWSVC=\"dereg\"", OK EVENT(123, 19, "DEREG_FINISH") "\r\n+QLWDEREG: 0\r\n");
	stop(h);
}

/* --- 4.1: files, put there with the module's own commands, then a restart ------------------- */

/* Brackets and the base name without its slash are the Note's. */
#define BOOTSTRAP_INI(uri, mode)                                                     \
	"{\"bn\": \"/0/1/\",\n \"e\": [\n    {\"n\": \"0\", \"sv\": \"" uri "\"},\n" \
	"    {\"n\": \"1\", \"bv\": false},\n    {\"n\": \"2\", \"v\": " mode "},\n" \
	"    {\"n\": \"10\", \"v\": 102\n  }]\n}\n\n"                                \
	"{\"bn\": \"/1/1\",\n \"e\": [\n    {\"n\": \"0\", \"v\": 102},\n"           \
	"    {\"n\": \"1\", \"v\": 50000},\n    {\"n\": \"2\", \"v\": 1},\n"         \
	"    {\"n\": \"3\", \"v\": 60},\n    {\"n\": \"5\", \"v\": 86400},\n"        \
	"    {\"n\": \"6\", \"bv\": true},\n    {\"n\": \"7\", \"sv\": \"UQS\"\n  }]\n}])\n"

#define NOSEC "coap://leshan.eclipseprojects.io:5683"
#define PSK   "coaps://leshan.eclipseprojects.io:5684"

/* 2.5.1.2 */
static const char carrier_apn_cfg[] =
	"APN_NAME=carrier_apn1\nAPN_CLASS=2\nBS_IF_REG_FAILS=1\nIP_FAMILY=v4\nBINDINGS=ip_nonip\n"
	"SHORT_SERVER_ID1=102\n;\nAPN_NAME=carrier_apn2\nAPN_CLASS=3\nBS_IF_REG_FAILS=0\n"
	"IP_FAMILY=v4\nBINDINGS=ip_nonip\nSHORT_SERVER_ID1=103\n;\n";
/* 2.5.1.3 */
static const char lwm2m_cfg[] =
	"{\nAPN=carrier_apn;\nRETRY_TIMEOUT=30;\nRETRY_EXPONENT_VAL=2;\nMAX_RETRY_TIMEOUT=640;\n"
	"MAX_NO_RETRIES=5;\nACK_TIMEOUT=30;\nREG_RETRY_TIMEOUT=60;\nREG_RETRY_EXPONENT=2;\n"
	"REG_RETRY_MAXTIMEOUT=480;\nROAMING_FEAT=1;\nPER_REGSTATUS_FEAT=0;\n"
	"BATTERY_LEVEL_THRESHOLD=20;\nCARRIER_TYPE=0;\nREG_EP_NAME=4;\nBOOTSTRAP_EP_NAME=7;\n"
	"BOOT_UP_SLEEP_TIME=10;\nSTARTUP_MODE=0;\nVERSION=1.0;\n}\n";

static void provision(struct host *h, const char *bootstrap_ini)
{
	expect(h, "\r\nAPP RDY\r\n");
	upload(h, "bootstrap.ini", bootstrap_ini);
	upload(h, "carrier_apn_cfg", carrier_apn_cfg);
	upload(h, "lwm2m_cfg", lwm2m_cfg);
	at(h, "AT+QFOPEN=\"EUFS:/datatx/lwm2m_app_autostart\",1", "\r\n+QFOPEN: 20000\r\n" OK);
	at(h, "AT+QFCLOSE=20000", OK);
}

static void restart(struct host *h)
{
	at(h, "AT+CFUN=1,1", OK);
	expect(h, "\r\nAPP RDY\r\n");
}

static void test_provisioning_files(void **state)
{
	struct host *h = *state;
	start(h, quick);
	provision(h, BOOTSTRAP_INI(NOSEC, "3"));
	restart(h);
	expect(h, EVENT(102, 0, "INITIAL") EVENT(102, 2, "REG_READY"));
	stop(h);
}

static void test_provisioning_files_with_psk(void **state)
{
	struct host *h = *state;
	start(h, quick);
	provision(h, BOOTSTRAP_INI(PSK, "0"));
	upload(h, "ssl/102_server.psk", "|urn:imei:864475040090705|:\n313233343536373839\n");
	restart(h);
	expect(h, EVENT(102, 0, "INITIAL") EVENT(102, 2, "REG_READY"));
	stop(h);
}

/* As printed: coaps with security mode 3 */
static void test_provisioning_files_as_printed(void **state)
{
	static const char *const args[] = {"--speed", "500", "-v", NULL};
	struct host *h = *state;
	start(h, args);
	provision(h, BOOTSTRAP_INI(PSK, "3"));
	restart(h);
	expect(h, EVENT(102, 0, "INITIAL") EVENT(102, 12, "REG_RETRY"));
	expect(h, EVENT(102, 3, "REG_FAILED"));
	at(h, "AT+QLWSVC=\"state\"", "\r\n+QLWSVC: \"state\",1,102,\"" PSK "\",0,3\r\n" OK);
	char *log = stop_and_log(h);
	assert_non_null(strstr(log, "server 102: coaps:// with security mode 3"));
	free(log);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_factory_bootstrap),
		TEST(test_client_bootstrap),
		TEST(test_provisioning_files),
		TEST(test_provisioning_files_with_psk),
		TEST(test_provisioning_files_as_printed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
