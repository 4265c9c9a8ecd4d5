/* The settings of AT+QLWCFG and the commands of AT+QLWSVC, against chapter 3.2 of the Note. */
#include "tests/unit/sim_rig.h"

#include <unistd.h>

#include "modem/sim/settings_flash.h"

#define OK    "\r\nOK\r\n"
#define ERROR "\r\nERROR\r\n"

#define CFG(rest)  "AT+QLWCFG=" rest
#define INFO(rest) "\r\n+QLWCFG: " rest "\r\n" OK
#define ACCOUNT    "\"security\",0,100,\"coap://leshan.eclipseprojects.io:5683\",0,3"

static void test_factory_values(void **state)
{
	static const struct {
		const char *ask, *want;
	} row[] = {
		{CFG("\"autostart\""), INFO("\"autostart\",0")},
		{CFG("\"pdpcid\""), OK},
		{CFG("\"security\""), OK},
		{CFG("\"server\""), OK},
		{CFG("\"epns\""), INFO("\"epns\",1,4,4")},
		{CFG("\"transcfg\""), INFO("\"transcfg\",60,2,480")},
		{CFG("\"version\""), INFO("\"version\",0")},
		{CFG("\"select\""), INFO("\"select\",0,0")},
		{CFG("\"host\""), ERROR},
		{CFG("\"host\",0"), OK},
		{CFG("\"host\",1,3"), OK},
		{CFG("\"device\""), INFO("\"device\",\"Quectel\",\"BG95-M3\",\"R1.1\",\"01\","
					 "\"BG95M3LAR02A04\",\"Quectel_BG95\"")},
		{CFG("\"session\""), INFO("\"session\",0,86400")},
		{CFG("\"mbsps\""), INFO("\"mbsps\",\"\",\"\",\"\",\"\",\"\",\"\"")},
		{CFG("\"mbps\""), ERROR},
	};
	struct rig r;
	(void)state;
	rig_open(&r);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_at(&r, row[i].ask, row[i].want);
	rig_close(&r);
}

static void test_forms(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, "AT+QLWCFG=?",
		"\r\n+QLWCFG: \"autostart\",(0,1)\r\n"
		"+QLWCFG: \"pdpcid\",(0-5),(1-16),(0,2,3,6,7,10,11)\r\n"
		"+QLWCFG: \"security\",(0-5),(1-65534),<server_addr>,(0,1),(0,2,3),<PSK_ID>,"
		"<PSK_key>\r\n"
		"+QLWCFG: \"server\",(0-5),(0-2147483647),(0-2147483647),(0-2147483647),"
		"(60-2147483647),(0,1),<binding>\r\n"
		"+QLWCFG: \"epns\",(0,1),<bs_epname>,<reg_epname>\r\n"
		"+QLWCFG: \"transcfg\",(0-2147483647),(0-2147483647),(0-2147483647)\r\n"
		"+QLWCFG: \"version\",(0,1)\r\n"
		"+QLWCFG: \"select\",(0-6),(0,1)\r\n"
		"+QLWCFG: \"host\",(0,1),(0-3),<host_value>\r\n"
		"+QLWCFG: \"device\",<manufacturer>,<model_no>,<hw_version>,<sw_version>,"
		"<fw_version>,<device_type>\r\n"
		"+QLWCFG: \"session\",(0-2147483647),(0-86400)\r\n"
		"+QLWCFG: \"mbsps\",<service_code>,<IMEI>,<MSISDN>,<CCID>,<model>,<MAC>\r\n" OK);
	assert_at(&r, "AT+QLWSVC=?",
		"\r\n+QLWSVC: \"reg\", (0,1)\r\n"
		"+QLWSVC: \"dereg\", (0,1)\r\n"
		"+QLWSVC: \"lifetime\", (1-65534),(0-86400)\r\n"
		"+QLWSVC: \"update\", (1-65534),(0,1)\r\n"
		"+QLWSVC: \"state\", (0-5)\r\n"
		"+QLWSVC: \"uldata\", (1-65534),<URI>,(1-1460),<data>,(0,1),(0,1)\r\n" OK);
	rig_close(&r);
}

/* Writes in order on one module; each is followed by the query it must have changed. */
static void test_writes(void **state)
{
	static const struct {
		const char *write, *result, *ask, *want;
	} row[] = {
		{CFG("\"autostart\",1"), OK, CFG("\"autostart\""), INFO("\"autostart\",1")},
		{CFG("\"autostart\",2"), ERROR, CFG("\"autostart\""), INFO("\"autostart\",1")},
		{CFG("\"autostart\",-1"), ERROR, NULL, NULL},
		{CFG("\"autostart\",\"0\""), ERROR, NULL, NULL},
		{CFG("\"autostart\",1,1"), ERROR, NULL, NULL},
		{CFG("\"server\",0,60,0,50,60,1,\"UQS\""), ERROR, CFG("\"server\""), OK},
		{CFG("\"pdpcid\",0,1"), ERROR, NULL, NULL},
		{CFG(ACCOUNT), OK, CFG("\"security\""), INFO(ACCOUNT)},
		{CFG("\"pdpcid\",0,3,7"), OK, CFG("\"pdpcid\""), INFO("\"pdpcid\",0,3,7")},
		{CFG("\"pdpcid\",0,4"), OK, CFG("\"pdpcid\""), INFO("\"pdpcid\",0,4,7")},
		{CFG("\"pdpcid\",0,17"), ERROR, NULL, NULL},
		{CFG("\"pdpcid\",0,1,1"), ERROR, NULL, NULL},
		{CFG("\"pdpcid\",0"), ERROR, NULL, NULL},
		{CFG("\"server\",0,60,0,50,60,1,\"UQS\""), OK, CFG("\"server\""),
			INFO("\"server\",0,60,0,50,60,1,\"UQS\"")},
		{CFG("\"server\",0,60,0,50,59,1,\"UQS\""), ERROR, NULL, NULL},
		{CFG("\"server\",0,60,0,50,60,2,\"UQS\""), ERROR, NULL, NULL},
		{CFG("\"server\",0,60,0,50,60,1,\"UX\""), ERROR, NULL, NULL},
		{CFG("\"server\",0,60,0,50,60,1,U"), ERROR, NULL, NULL},
		{CFG("\"server\",0,60,0,50,60,1"), ERROR, NULL, NULL},
		{CFG("\"server\",0,60,0,50,60,1,\"N\""), ERROR, NULL, NULL},
		{CFG("\"version\",1"), OK, CFG("\"version\""), INFO("\"version\",1")},
		{CFG("\"server\",0,2147483647,0,0,86400,0,\"N\""), OK, CFG("\"server\""),
			INFO("\"server\",0,2147483647,0,0,86400,0,\"N\"")},
		{CFG("\"server\",0,2147483648,0,0,86400,0,\"U\""), ERROR, NULL, NULL},
		{CFG("\"version\",0"), ERROR, CFG("\"version\""), INFO("\"version\",1")},
		{CFG("\"security\",6,100,\"coap://x\",0,3"), ERROR, NULL, NULL},
		{CFG("\"security\",1,0,\"coap://x\",0,3"), ERROR, NULL, NULL},
		{CFG("\"security\",1,65535,\"coap://x\",0,3"), ERROR, NULL, NULL},
		{CFG("\"security\",1,1,\"\",0,3"), ERROR, NULL, NULL},
		{CFG("\"security\",1,1,\"coap://x\",0,1"), ERROR, NULL, NULL},
		{CFG("\"security\",1,1,\"coap://x\",0"), ERROR, NULL, NULL},
		{CFG("\"security\",1,1,\"coaps://x\",1,0,\"id\",\"313\""), ERROR, NULL, NULL},
		{CFG("\"security\",1,1,\"coaps://x\",1,0,\"id\",\"31zz\""), ERROR, NULL, NULL},
		{CFG("\"security\",1,1,\"coaps://x\",1,0,\"id\""), ERROR, NULL, NULL},
		{CFG("\"security\",1,1,\"coaps://x\",1,0,\"id\",\"31aF\""), OK, CFG("\"security\""),
			"\r\n+QLWCFG: " ACCOUNT "\r\n"
			"+QLWCFG: \"security\",1,1,\"coaps://x\",1,0\r\n" OK},
		{CFG("\"security\",0"), OK, CFG("\"security\""),
			INFO("\"security\",1,1,\"coaps://x\",1,0")},
		{CFG("\"server\",0"), OK, CFG("\"server\""), OK},
		{CFG("\"epns\",0,\"a,b\",\"c;d\""), OK, CFG("\"epns\""),
			INFO("\"epns\",0,\"a,b\",\"c;d\"")},
		{CFG("\"epns\",1,7,8"), OK, CFG("\"epns\""), INFO("\"epns\",1,7,8")},
		{CFG("\"epns\",1,3,4"), ERROR, NULL, NULL},
		{CFG("\"epns\",1,4"), ERROR, NULL, NULL},
		{CFG("\"transcfg\",1,0,2147483647"), OK, CFG("\"transcfg\""),
			INFO("\"transcfg\",1,0,2147483647")},
		{CFG("\"session\",5,86401"), ERROR, CFG("\"session\""),
			INFO("\"session\",0,86400")},
		{CFG("\"session\",5,0"), OK, CFG("\"session\""), INFO("\"session\",5,0")},
		{CFG("\"host\",1,2,\"m\""), OK, CFG("\"host\",1"), INFO("\"host\",1,2,\"m\"")},
		{CFG("\"host\",1,0,\"\""), OK, CFG("\"host\",1"),
			"\r\n+QLWCFG: \"host\",1,0,\"\"\r\n+QLWCFG: \"host\",1,2,\"m\"\r\n" OK},
		{CFG("\"host\",0,4,\"m\""), ERROR, CFG("\"host\",1,2"), INFO("\"host\",1,2,\"m\"")},
		{CFG("\"host\",2"), ERROR, CFG("\"host\",0"), OK},
		{CFG("\"device\",\"ACME\",,\"R9\""), OK, CFG("\"device\""),
			INFO("\"device\",\"ACME\",\"BG95-M3\",\"R9\",\"01\","
			     "\"BG95M3LAR02A04\",\"Quectel_BG95\"")},
		{CFG("\"mbsps\",\"s\",\"i\",\"m\",\"c\",\"o\",\"a\""), OK, CFG("\"mbsps\""),
			INFO("\"mbsps\",\"s\",\"i\",\"m\",\"c\",\"o\",\"a\"")},
		{CFG("\"mbsps\",\"s\""), ERROR, NULL, NULL},
		{CFG("\"select\",7"), ERROR, NULL, NULL},
	};
	struct rig r;
	(void)state;
	rig_open(&r);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_at(&r, row[i].write, row[i].result);
		if (row[i].ask)
			assert_at(&r, row[i].ask, row[i].want);
	}
	rig_close(&r);
}

static void test_config_for_the_client(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, CFG("\"security\",2,111,\"coaps://x:5784\",1,0,\"me\",\"313233\""));
	rig_at(&r, CFG("\"server\",2,60,1,50,70,1,\"UQ\""));
	const struct lw_config *c = module_config(r.module);
	const struct lw_account *a = &c->account[2];
	assert_true(a->used && a->has_server && a->bootstrap && a->discard);
	assert_false(c->account[0].used);
	assert_int_equal(a->short_id, 111);
	assert_string_equal(a->psk_id, "me");
	assert_int_equal(a->psk_key_len, 3);
	assert_memory_equal(a->psk_key, "123", 3);
	assert_string_equal(a->binding, "UQ");
	assert_int_equal(a->pdp_cid, 1);
	assert_string_equal(c->reg_endpoint, "urn:imei:864475040090705");
	rig_at(&r, CFG("\"epns\",1,7,5"));
	c = module_config(r.module);
	assert_string_equal(c->bs_endpoint, "urn:imei-msisdn:864475040090705-12234235569");
	assert_string_equal(c->reg_endpoint, "");
	module_fault(r.module, "no-msisdn");
	assert_string_equal(module_config(r.module)->bs_endpoint, "");
	/* a write without the PSK keeps it */
	rig_at(&r, CFG("\"security\",2,112,\"coaps://y\",1,0"));
	assert_int_equal(module_config(r.module)->account[2].psk_key_len, 3);
	rig_at(&r, CFG("\"security\",2"));
	assert_int_equal(module_config(r.module)->account[2].psk_key_len, 0);
	rig_close(&r);
}

static void test_select(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_at(&r, CFG("\"select\",1,1"), OK);
	assert_at(&r, CFG("\"security\""),
		INFO("\"security\",0,100,\"coaps://boot.lwm2m.vzwdm.com:5684\",1,0"));
	assert_int_equal(module_config(r.module)->account[0].psk_key_len, 32);
	assert_string_equal(module_config(r.module)->account[0].psk_id,
		"urn:imei-msisdn:864475040090705-12234235569");
	assert_at(&r, CFG("\"select\",0"), OK);
	assert_at(&r, CFG("\"security\""), OK);
	assert_at(&r, CFG("\"select\""), INFO("\"select\",0,0"));
	assert_int_equal(r.forgotten, 2);
	rig_close(&r);
}

static void test_flash(void **state)
{
	char dir[] = "/tmp/test_sim_settings.XXXXXX";
	struct rig r;
	(void)state;
	assert_non_null(mkdtemp(dir));
	rig_power_up(&r, dir, NULL, NULL);
	rig_run(&r, 2000);
	rig_at(&r, "ATE0");
	rig_at(&r, CFG(ACCOUNT));
	rig_at(&r, CFG("\"epns\",0,\"a b%\xff\",\"=c\""));
	rig_at(&r, CFG("\"security\",1,1,\"coaps://x\",1,0,\"id\",\"31aF\""));
	rig_close(&r);
	rig_power_up(&r, dir, NULL, NULL);
	rig_run(&r, 2000);
	rig_at(&r, "ATE0");
	assert_at(&r, CFG("\"epns\""), INFO("\"epns\",0,\"a b%\xff\",\"=c\""));
	assert_string_equal(module_config(r.module)->account[1].psk_id, "id");
	assert_at(&r, CFG("\"security\""),
		"\r\n+QLWCFG: " ACCOUNT "\r\n"
		"+QLWCFG: \"security\",1,1,\"coaps://x\",1,0\r\n" OK);
	module_fault(r.module, "flash-full");
	assert_at(&r, CFG("\"autostart\",1"), ERROR);
	assert_at(&r, CFG("\"autostart\""), INFO("\"autostart\",0"));
	flash_remove(r.flash, "settings");
	flash_remove(r.flash, "values");
	rig_close(&r);
	assert_int_equal(rmdir(dir), 0);
}

static void test_autostart(void **state)
{
	char dir[] = "/tmp/test_sim_settings.XXXXXX";
	struct rig r;
	(void)state;
	assert_non_null(mkdtemp(dir));
	rig_power_up(&r, dir, NULL, NULL);
	rig_run(&r, 2000);
	rig_at(&r, CFG("\"autostart\",1"));
	rig_send(&r, "AT+CFUN=1,1\r", 12);
	rig_run(&r, 5000);
	assert_string_equal(r.call, ""); /* BOOT_UP_SLEEP_TIME after APP RDY */
	rig_run(&r, 2000);
	assert_string_equal(r.call, "reg 0");
	rig_got(&r);
	module_done(r.module, LW_DONE_REG, QLW_RESULT_SUCCESS);
	module_event(r.module, 100, QLW_STATE_INITIAL);
	rig_run(&r, 10);
	assert_string_equal(rig_got(&r), "\r\n+QLWURC: \"event\",100,0,\"INITIAL\"\r\n");
	flash_remove(r.flash, "settings");
	rig_close(&r);
	assert_int_equal(rmdir(dir), 0);
}

static void test_svc(void **state)
{
	static const struct {
		const char *line, *want, *call;
	} row[] = {
		{"AT+QLWSVC=\"reg\"", OK, "reg 0"},
		{"AT+QLWSVC=\"reg\",1", OK, "reg 1"},
		{"AT+QLWSVC=\"reg\",2", "\r\n+CME ERROR: 703\r\n", ""},
		{"AT+QLWSVC=\"dereg\"", OK, "dereg 0"},
		{"AT+QLWSVC=\"dereg\",1", OK, "dereg 1"},
		{"AT+QLWSVC=\"dereg\",2", ERROR, ""},
		{"AT+QLWSVC=\"lifetime\",100", "\r\n+QLWSVC: \"lifetime\",100,50000\r\n" OK,
			"lifetime_get 100"},
		{"AT+QLWSVC=\"lifetime\",100,86400", OK, "lifetime 100 86400"},
		{"AT+QLWSVC=\"lifetime\",100,86401", ERROR, ""},
		{"AT+QLWSVC=\"lifetime\"", ERROR, ""},
		{"AT+QLWSVC=\"update\",100", OK, "update 100 0"},
		{"AT+QLWSVC=\"update\",100,1", OK, "update 100 1"},
		{"AT+QLWSVC=\"update\",0", ERROR, ""},
		{"AT+QLWSVC=\"state\"",
			"\r\n+QLWSVC: \"state\",0,100,\"coap://x:5683\",0,2\r\n"
			"+QLWSVC: \"state\",1,101,\"coap://x:5683\",1,2\r\n" OK,
			""},
		{"AT+QLWSVC=\"state\",1",
			"\r\n+QLWSVC: \"state\",1,101,\"coap://x:5683\",1,2"
			"\r\n" OK,
			""},
		{"AT+QLWSVC=\"state\",5", OK, ""},
		{"AT+QLWSVC=\"state\",6", ERROR, ""},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/0\",5,\"hello\"", OK,
			"uldata 100 /19/0/0 5 1 hello"},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/0\",3,\"a;b\",0,1", OK,
			"uldata 100 /19/0/0 3 0 a;b"},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/0\",2,\"6f6B\",1", OK,
			"uldata 100 /19/0/0 2 1 ok"},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/0\",4,\"6f6B\",1", ERROR, ""},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/0\",4,\"hello\"", ERROR, ""},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/0\",0,\"\"", ERROR, ""},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/0\",1461,\"x\"", ERROR, ""},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0\",1,\"x\"", ERROR, ""},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/0/0\",1,\"x\"", ERROR, ""},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/65536\",1,\"x\"", ERROR, ""},
		{"AT+QLWSVC=\"uldata\",100,\"/19/0/0\",1,x", ERROR, ""},
		{"AT+QLWSVC=\"nothing\"", ERROR, ""},
	};
	struct rig r;
	(void)state;
	rig_open(&r);
	r.registered = true;
	r.life_time = 50000;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		r.call[0] = '\0';
		assert_at(&r, row[i].line, row[i].want);
		assert_string_equal(r.call, row[i].call);
	}
	rig_close(&r);
}

static void test_svc_fails_in_its_own_words(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "AT+CMEE=1");
	r.result = QLW_CME_EXECUTED;
	assert_at(&r, "AT+QLWSVC=\"reg\"", "\r\n+CME ERROR: 702\r\n");
	assert_at(&r, "AT+QLWSVC=\"dereg\"", ERROR);
	r.call[0] = '\0';
	assert_at(&r, "AT+QLWSVC=\"update\",100", ERROR);
	assert_string_equal(r.call, ""); /* not registered: the client is not even asked */
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_factory_values),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_writes),
		cmocka_unit_test(test_config_for_the_client),
		cmocka_unit_test(test_select),
		cmocka_unit_test(test_flash),
		cmocka_unit_test(test_autostart),
		cmocka_unit_test(test_svc),
		cmocka_unit_test(test_svc_fails_in_its_own_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
