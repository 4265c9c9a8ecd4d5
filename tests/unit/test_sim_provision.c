/* Provisioning files of 2.5: the Note's own examples, as printed and as corrected. */
#include "tests/unit/sim_rig.h"

#include <unistd.h>

#include "modem/sim/ini.h"
#include "modem/sim/provision.h"

#define OK "\r\nOK\r\n"

/* 4.1, factory bootstrap without security; its closing is not JSON, and one base name lacks its
 * slash */
static const char example_41[] =
	"{\"bn\": \"/0/1/\",\n \"e\": [\n {\"n\": \"0\", \"sv\": "
	"\"coap://leshan.eclipseprojects.io:5683\"},\n {\"n\": \"1\", \"bv\": false},\n"
	" {\"n\": \"2\", \"v\": 3},\n {\"n\": \"10\", \"v\": 102\n }]\n}\n"
	"{\"bn\": \"/1/1\",\n \"e\": [\n {\"n\": \"0\", \"v\": 102},\n"
	" {\"n\": \"1\", \"v\": 50000},\n {\"n\": \"2\", \"v\": 1},\n"
	" {\"n\": \"3\", \"v\": 60},\n {\"n\": \"5\", \"v\": 86400},\n"
	" {\"n\": \"6\", \"bv\": true},\n {\"n\": \"7\", \"sv\": \"UQS\"\n }]\n}])\n";

static void restart(struct rig *r, const char *dir)
{
	rig_power_up(r, dir, NULL, NULL);
	rig_run(r, 2000);
	rig_at(r, "ATE0");
}

struct heard {
	char text[4096];
};

static void hear(void *ctx, const struct ini_value *v)
{
	struct heard *h = ctx;
	size_t n = strlen(h->text);
	for (unsigned i = 0; i < v->depth; i++)
		n += (size_t)snprintf(h->text + n, sizeof h->text - n, "/%u", v->path[i]);
	snprintf(h->text + n, sizeof h->text - n, "=%s ", v->text);
}

static void test_ini(void **state)
{
	static const struct {
		const char *in, *want;
		bool slash;
	} row[] = {
		{"{\"bn\":\"/0/0/"
		 "\",\"e\":[{\"n\":\"0\",\"sv\":\"a\\\"b\"},{\"v\":100,\"n\":\"10\"}]}",
			"/0/0/0=a\"b /0/0/10=100 ", true},
		{"{\"bn\":\"/1/1\",\"e\":[]}{\"n\":\"7\",\"sv\":\"UN\"},{\"n\":\"10\",\"ov\":"
		 "\"11:65533\"}]}",
			"/1/1/7=UN /1/1/10=11:65533 ", true},
		{"{\"bn\":\"/2/0\",\"e\":[{\"n\":\"2/102\",\"v\":15}]}", "/2/0/2/102=15 ", true},
		{"{\"bn\":\"/0/1\",\"e\":[{\"n\":\"0\",\"sv\":\"x\"}]}", "/0/10=x ", false},
		{"{\"e\":[{\"n\":\"/3/0/1\",\"bv\":true}]}", "/3/0/1=true ", true},
		{"{\"bn\":\"/0/0/\",\"bt\":5,\"e\":[{\"n\":\"1\",\"t\":-3,\"v\":1.5}]}",
			"/0/0/1=1.5 ", true},
		{"{\"bn\":\"x\",\"e\":[{\"n\":\"1\",\"v\":1},{\"n\":\"1/2/3/4/5\",\"v\":1},"
		 "{\"n\":\"2\"},{\"v\":2}]}",
			"", true},
		{"{\"bn\":\"/0/0/\",\"e\":[{\"n\":\"0\",\"sv\":\"open", "", true},
		{"", "", true},
	};
	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct heard h = {{0}};
		ini_read(row[i].in, strlen(row[i].in), row[i].slash, hear, &h);
		assert_string_equal(h.text, row[i].want);
	}
}

static void test_base64(void **state)
{
	uint8_t out[8];
	(void)state;
	assert_int_equal(ini_base64("MTIzNDU=", out, sizeof out), 5);
	assert_memory_equal(out, "12345", 5);
	assert_int_equal(ini_base64("", out, sizeof out), 0);
	assert_int_equal(ini_base64("MTIzNDU2Nzg5MA==", out, sizeof out), -1);
	assert_int_equal(ini_base64("M*", out, sizeof out), -1);
	assert_int_equal(ini_base64("MQ=x", out, sizeof out), -1);
}

static void test_example_41(void **state)
{
	char dir[] = "/tmp/test_sim_provision.XXXXXX";
	struct rig r;
	(void)state;
	assert_non_null(mkdtemp(dir));
	restart(&r, dir);
	rig_put(&r, "datatx/bootstrap.ini", example_41);
	rig_put(&r, "datatx/lwm2m_app_autostart", "");
	rig_close(&r);
	restart(&r, dir);
	assert_at(&r, "AT+QLWCFG=\"security\"",
		"\r\n+QLWCFG: \"security\",1,102,"
		"\"coap://leshan.eclipseprojects.io:5683\",0,3\r\n" OK);
	assert_at(&r, "AT+QLWCFG=\"server\"",
		"\r\n+QLWCFG: \"server\",1,50000,1,60,86400,0,\"UQS\"\r\n" OK);
	rig_run(&r, 5000);
	assert_string_equal(r.call, "reg 0");
	rig_put(&r, "datatx/lwm2m_cfg", "{\nSTARTUP_MODE=1;\n}\n");
	rig_close(&r);
	restart(&r, dir);
	assert_at(&r, "AT+QLWCFG=\"security\"", OK);
	rig_run(&r, 20000);
	assert_string_equal(r.call, "");
	flash_remove(r.flash, "datatx/bootstrap.ini");
	flash_remove(r.flash, "datatx/lwm2m_app_autostart");
	flash_remove(r.flash, "datatx/lwm2m_cfg");
	flash_remove(r.flash, "datatx");
	rig_close(&r);
	char sub[64];
	snprintf(sub, sizeof sub, "%s/datatx", dir);
	rmdir(sub);
	assert_int_equal(rmdir(dir), 0);
}

static void test_options(void **state)
{
	struct provision p;
	struct rig r;
	(void)state;
	rig_power_up(&r, NULL, NULL, NULL);
	provision_read(&p, r.flash);
	assert_int_equal(p.value[LWM2M_CFG_BOOTSTRAP_EP_NAME], 7);
	assert_int_equal(p.version, -1);
	rig_put(&r, "datatx/lwm2m_cfg",
		"{\r\nAPN=carrier_apn;\r\nREG_RETRY_TIMEOUT = 30 ;\r\n"
		"BOOT_UP_SLEEP_TIME=10;\nREG_EP_NAME=7;\nVERSION=1.1;\nACK_TIMEOUT=x;\n"
		"NOT_A_KEY=1;\nIP_FAMILY=v4v6;\nWAIT_TIME_TO_TRIGGER_NEXT_REG_CYCLE=100;\n}");
	rig_put(&r, "datatx/carrier_apn_cfg",
		"APN_NAME=a1\nBS_IF_REG_FAILS=1\nIP_FAMILY=v6\n"
		"SHORT_SERVER_ID1=102\n;\nAPN_NAME=a2\nSHORT_SERVER_ID1=103\n;\n;\n");
	provision_read(&p, r.flash);
	assert_true(p.given[LWM2M_CFG_REG_RETRY_TIMEOUT]);
	assert_int_equal(p.value[LWM2M_CFG_REG_RETRY_TIMEOUT], 30);
	assert_int_equal(p.value[LWM2M_CFG_BOOT_UP_SLEEP_TIME], 10);
	assert_false(p.given[LWM2M_CFG_ACK_TIMEOUT]);
	assert_int_equal(p.version, 1);
	assert_int_equal(p.apns, 2);
	assert_string_equal(provision_apn_for(&p, 103)->name, "a2");
	assert_string_equal(provision_apn_for(&p, 9)->name, "carrier_apn");
	assert_int_equal(provision_apn_for(&p, 102)->family, 2);
	rig_put(&r, "datatx/bootstrap.ini", example_41);
	rig_run(&r, 2000);
	rig_at(&r, "ATE0;+CFUN=1,1");
	rig_run(&r, 3000);
	rig_at(&r, "ATE0");
	const struct lw_config *c = module_config(r.module);
	assert_string_equal(c->reg_endpoint, "urn:imei-msisdn:864475040090705-12234235569");
	assert_int_equal(c->retry_timeout, 30);
	assert_int_equal(c->tuning.next_cycle, 100);
	assert_int_equal(c->version, 1);
	assert_true(c->tuning.bootstrap_if_reg_fails[1]);
	assert_int_equal(c->account[1].pdp_cid, 10);
	assert_non_null(strstr(rig_at(&r, "AT+CGDCONT?"), "+CGDCONT: 10,\"IPV6\",\"a1\""));
	assert_true(module_data_call(r.module, 10, false));
	assert_true(module_carries(r.module, true));
	assert_false(module_carries(r.module, false));
	assert_true(module_data_call(r.module, 1, false)); /* IPV4V6 */
	assert_true(module_carries(r.module, true) && module_carries(r.module, false));
	rig_close(&r);
}

/* 2.5.1.1, the example for OMA 1.1 servers as printed: object 1's entries stand outside its brackets,
 * the bootstrap address is IPv6 without brackets, and object 2 names an instance that is not there */
static const char example_251[] =
	"{\"bn\":\"/0/0\",\n\"e\":[\n{\"n\":\"0\",\"sv\":"
	"\"coap://2002:c023:9c17:c007:5443:ff62:a1f5:2c:5683\"},\n{\"n\":\"1\",\"bv\":true},\n"
	"{\"n\":\"2\",\"v\":0},\n{\"n\":\"10\",\"v\":100\n}]}\n"
	"{\"bn\":\"/0/1\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://x\"},{\"n\":\"1\",\"bv\":false},"
	"{\"n\":\"2\",\"v\":3},{\"n\":\"10\",\"v\":102\n}]}\n"
	"{\"bn\":\"/1/2\",\"e\":[]}\n{\"n\":\"0\",\"v\":102},{\"n\":\"1\",\"v\":50000},"
	"{\"n\":\"7\",\"sv\":\"UN\"},\n{\"n\":\"10\",\"ov\":\"11:65533\"},\n"
	"{\"n\":\"22\",\"sv\":\"U\"\n}]}\n"
	"{\"bn\":\"/2/0\",\"e\":[{\"n\":\"0\",\"v\":1},{\"n\":\"1\",\"v\":2},\n"
	"{\"n\":\"2/102\",\"v\":15},{\"n\":\"3\",\"v\":102\n}]}\n";

static void test_what_accounts_have_no_room_for(void **state)
{
	static const struct lw_extra want[] = {
		{1, 1, 10, 65535, 11 << 16 | 65533, ""},
		{1, 1, 22, 65535, 0, "U"}, /* of instance 2, which is account 1's */
		{2, 0, 0, 65535, 1, ""},
		{2, 0, 1, 65535, 2, ""},
		{2, 0, 2, 102, 15, ""},
		{2, 0, 3, 65535, 102, ""},
	};
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_put(&r, "datatx/bootstrap.ini", example_251);
	rig_at(&r, "AT+CFUN=1,1");
	rig_run(&r, 3000);
	const struct lw_config *c = module_config(r.module);
	assert_string_equal(c->account[0].uri, "coap://2002:c023:9c17:c007:5443:ff62:a1f5:2c:5683");
	assert_int_equal(c->account[1].life_time, 50000);
	assert_int_equal(c->extras, sizeof want / sizeof *want);
	for (size_t i = 0; i < c->extras; i++)
		assert_memory_equal(&c->extra[i], &want[i], sizeof want[i]);
	rig_close(&r);
}

static void test_psk(void **state)
{
	static const struct {
		const char *file, *id;
		size_t len;
	} row[] = {
		{"|urn:imei-msisdn:004402460030392-2234235569|:\n"
		 "d6160c2e7c90399ee7d207a22611e3d3a87241b0462976b935341d000a91e747\n",
			"urn:imei-msisdn:004402460030392-2234235569", 32},
		{"iot_app_101:0102fF", "iot_app_101", 3},
		{"|a:b|:01", "a:b", 1},
		{"|a:b", "", 0},
		{"nothing", "", 0},
		{":01", "", 0},
		{"id:xyz", "", 0},
		{"", "", 0},
	};
	struct rig r;
	(void)state;
	rig_open(&r);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct provision_psk psk;
		rig_put(&r, "datatx/ssl/100_server.psk", row[i].file);
		assert_int_equal(provision_psk(r.flash, 100, &psk), row[i].len > 0);
		if (row[i].len) {
			assert_string_equal(psk.id, row[i].id);
			assert_int_equal(psk.key_len, row[i].len);
		}
	}
	char path[4096];
	assert_true(module_file(r.module, "100_server.psk", path, sizeof path));
	assert_int_equal(access(path, R_OK), 0);
	assert_false(module_file(r.module, "101_server.psk", path, sizeof path));
	assert_false(module_file(r.module, "../bootstrap.ini", path, sizeof path));
	rig_put(&r, "datatx/ssl/100_server.psk", "me:3132");
	rig_at(&r, "AT+QLWCFG=\"security\",0,100,\"coaps://x\",0,0");
	assert_memory_equal(module_config(r.module)->account[0].psk_key, "12", 2);
	rig_at(&r, "AT+QLWCFG=\"security\",0,100,\"coaps://x\",0,0,\"i\",\"414243\"");
	assert_int_equal(module_config(r.module)->account[0].psk_key_len, 3);
	rig_close(&r);
}

static void test_roaming(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	module_fault(r.module, "roaming");
	rig_run(&r, 1000);
	assert_false(module_data_call(r.module, 1, false));
	rig_put(&r, "datatx/lwm2m_cfg", "{\nROAMING_FEAT=0;\n}\n");
	rig_at(&r, "AT+CFUN=1,1");
	rig_run(&r, 3000);
	assert_true(module_data_call(r.module, 1, false));
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ini),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_example_41),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_what_accounts_have_no_room_for),
		cmocka_unit_test(test_psk),
		cmocka_unit_test(test_roaming),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
