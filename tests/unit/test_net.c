/* Identity, SIM and network from lines as real modules print them, and what comes unasked. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/net.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct facts {
	struct net_identity id;
	struct net_status net;
};

static struct facts nothing(void)
{
	struct facts f = {0};
	net_clear(&f.net);
	return f;
}

static bool apply(struct facts *f, const char *command, const char *line)
{
	size_t len = strlen(line);
	char *copy = malloc(len ? len : 1); /* no final NUL: ASan sees a byte read too many */
	assert_non_null(copy);
	memcpy(copy, line, len);
	bool understood = net_apply(&f->id, &f->net, command, copy, len);
	free(copy);
	return understood;
}

static void test_families(void **state)
{
	(void)state;
	static const char *const ours[] = {"BG95-M1", "BG95-M2", "BG95-M3", "BG95-M4", "BG95-M5",
		"BG95-M6", "BG77", "BG600L-M3", "bg95-m3", "BG95-M3 R1", " BG77 "};
	static const char *const others[] = {"BG95-M8", "BG95-M31", "BG95-xA", "BG95xA-GL",
		"BG770A-GL", "BG77xA-GL", "BG773", "BG96", "EC25", "EG25", "BC66", "BC660K-GL",
		"BG600L", "BG95", "BG95-M3-GL", "SIM7000E"};
	for (size_t i = 0; i < COUNT(ours); i++)
		assert_int_equal(net_family_of(ours[i]), NET_FAMILY_TABLE1);
	for (size_t i = 0; i < COUNT(others); i++)
		assert_int_equal(net_family_of(others[i]), NET_FAMILY_FOREIGN);
	assert_int_equal(net_family_of(""), NET_FAMILY_UNKNOWN);
	assert_int_equal(net_family_of("  "), NET_FAMILY_UNKNOWN);
}

static void test_identity(void **state)
{
	(void)state;
	struct facts f = nothing();
	for (int round = 0; round < 2; round++) {
		assert_true(apply(&f, "ATI", "Quectel"));
		assert_true(apply(&f, "ATI", "BG95-M3"));
		assert_true(apply(&f, "ATI", "Revision: BG95M3LAR02A03"));
		assert_string_equal(f.id.manufacturer, "Quectel");
		assert_string_equal(f.id.model, "BG95-M3");
		assert_string_equal(f.id.revision, "BG95M3LAR02A03");
	}
	assert_true(apply(&f, "AT+QGMR", "BG95M3LAR02A03_01.012.01.012"));
	assert_true(apply(&f, "AT+CGSN", "864475040090705"));
	assert_true(apply(&f, "AT+CIMI", "262031234567890"));
	assert_true(apply(&f, "AT+QCCID", "+QCCID: 8949020000123456789F"));
	assert_true(apply(&f, "AT+CNUM", "+CNUM: ,\"+491701234567\",145"));
	assert_string_equal(f.id.firmware, "BG95M3LAR02A03_01.012.01.012");
	assert_string_equal(f.id.imei, "864475040090705");
	assert_string_equal(f.id.imsi, "262031234567890");
	assert_string_equal(f.id.iccid, "8949020000123456789");
	assert_string_equal(f.id.msisdn, "+491701234567");
	/* another module on the same cable */
	assert_true(apply(&f, "ATI", "Quectel"));
	assert_true(apply(&f, "ATI", "BG96"));
	assert_string_equal(f.id.model, "BG96");
	assert_string_equal(f.id.revision, "");
	assert_true(apply(&f, "AT+CGSN=1", "+CGSN: \"864475040090706\""));
	assert_string_equal(f.id.imei, "864475040090706");
}

/* What is no answer to the command in flight changes nothing. */
static void test_plain_lines_need_their_command(void **state)
{
	(void)state;
	static const struct {
		const char *command, *line;
	} table[] = {
		{NULL, "Quectel"},
		{NULL, "864475040090705"},
		{"AT", "864475040090705"},
		{"AT+CGSN", "RDY"},
		{"AT+CGSN", "APP RDY"},
		{"AT+CGSN", "AT+CGSN"},
		{"AT+CGSN", "not a number"},
		{"AT+CGSN", "86447504009070x"},
		{"AT+CGSN", "864475040090705864475040090705"},
		{"AT+CGSN=?", "864475040090705"},
		{"ATI", "POWERED DOWN"},
		{"ATI", "ATI"},
		{"ATI", ""},
		{"AT+QLWCFG=\"device\"", "BG95-M3"},
		{"AT+CPIN=?", "+CPIN: READY"},
		{"AT+CEREG?", "+CEREG:"},
		{"AT+CEREG?", "+CEREG: x,y"},
		{"AT+CEREG=?", "+CEREG: (0-2,4)"},
		{"AT+CSQ", "+CSQ: -1,99"},
		{"AT+CSQ", "+CSQ: 18446744073709551617,99"},
		{"AT+QLWCFG=?", "+QLWCFG: \"autostart\",(0,1)"},
		{NULL, "+UNKNOWN: 1"},
		{NULL, "garbage \x01\x02"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct facts f = nothing(), before = f;
		assert_false(apply(&f, table[i].command, table[i].line));
		assert_memory_equal(&f, &before, sizeof f);
	}
}

static void test_joined_commands(void **state)
{
	(void)state;
	struct facts f = nothing();
	assert_true(apply(&f, "AT+CSQ;+CGSN", "864475040090705"));
	assert_string_equal(f.id.imei, "864475040090705");
	assert_true(apply(&f, "AT+CSQ;+CGSN", "+CSQ: 20,99"));
	assert_int_equal(f.net.csq, 20);
}

/* The same name answers and tells; the shape decides. */
static void test_registration(void **state)
{
	(void)state;
	static const struct {
		const char *command, *line;
		int reg;
	} table[] = {
		{"AT+CEREG?", "+CEREG: 0,1", 1},
		{"AT+CEREG?", "+CEREG: 2,5,\"1A2B\",\"01234567\",8", 5},
		{"AT+CEREG?", "+CEREG: 4,0", 0},
		{NULL, "+CEREG: 2", 2},
		{"AT+CEREG?", "+CEREG: 2", 2},
		{NULL, "+CEREG: 1,\"1A2B\",\"01234567\",9", 1},
		{NULL, "+CEREG: 5,1234,01234567,9", 5},
		{NULL, "+CEREG:3", 3},
		{NULL, "+CEREG: 0,4", 4},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct facts f = nothing();
		assert_int_equal(f.net.reg, -1);
		assert_true(apply(&f, table[i].command, table[i].line));
		assert_int_equal(f.net.reg, table[i].reg);
	}
	assert_string_equal(net_reg_meaning(1), "home");
	assert_string_equal(net_reg_meaning(5), "roaming");
	assert_string_equal(net_reg_meaning(-1), "unknown");
	assert_string_equal(net_reg_meaning(99), "unknown");
}

static void test_network(void **state)
{
	(void)state;
	struct facts f = nothing();
	assert_true(apply(&f, "AT+CPIN?", "+CPIN: SIM PIN"));
	assert_string_equal(f.net.sim, "SIM PIN");
	assert_true(apply(&f, NULL, "+CPIN: READY"));
	assert_string_equal(f.net.sim, "READY");
	assert_true(apply(&f, NULL, "+QSIMSTAT: 1,0"));
	assert_string_equal(f.net.sim, "NOT INSERTED");
	assert_true(apply(&f, "AT+QNWINFO", "+QNWINFO: \"eMTC\",\"26203\",\"LTE BAND 20\",6200"));
	assert_string_equal(f.net.act, "eMTC");
	assert_string_equal(f.net.oper, "26203");
	assert_string_equal(f.net.band, "LTE BAND 20");
	assert_int_equal(f.net.channel, 6200);
	assert_true(apply(&f, "AT+QNWINFO", "+QNWINFO: No Service"));
	assert_string_equal(f.net.act, "No Service");
	assert_string_equal(f.net.oper, "");
	assert_int_equal(f.net.channel, INT_MIN);
	assert_true(apply(&f, "AT+QURCCFG=\"urcport\"", "+QURCCFG: \"urcport\",\"usbmodem\""));
	assert_string_equal(f.net.urcport, "usbmodem");
	assert_false(apply(&f, "AT+QURCCFG=?", "+QURCCFG: \"urcport\",(\"usbmodem\",\"uart1\")"));
	assert_string_equal(f.net.urcport, "usbmodem");
	net_clear(&f.net);
	assert_string_equal(f.net.sim, "");
	assert_int_equal(f.net.reg, -1);
	assert_int_equal(f.net.csq, 99);
}

static void test_signal(void **state)
{
	(void)state;
	struct facts f = nothing();
	assert_int_equal(net_bars(&f.net), -1);
	assert_true(apply(&f, "AT+CSQ", "+CSQ: 31,99"));
	assert_int_equal(f.net.csq, 31);
	assert_int_equal(net_bars(&f.net), 4);
	assert_true(apply(&f, NULL, "+QIND: \"csq\",3,99"));
	assert_int_equal(f.net.csq, 3);
	assert_int_equal(net_bars(&f.net), 0);
	assert_true(apply(&f, "AT+CSQ", "+CSQ: 99,99"));
	assert_int_equal(net_bars(&f.net), -1);
	assert_true(apply(&f, "AT+QCSQ", "+QCSQ: \"eMTC\",-57,-77,225,-7"));
	assert_int_equal(f.net.rssi_dbm, -57);
	assert_int_equal(f.net.rsrp_dbm, -77);
	assert_int_equal(f.net.sinr_db10, 250);
	assert_int_equal(f.net.rsrq_db, -7);
	assert_int_equal(net_bars(&f.net), 4);
	assert_true(apply(&f, "AT+QCSQ", "+QCSQ: \"NBIoT\",-90,-115,0,-20"));
	assert_int_equal(f.net.sinr_db10, -200);
	assert_int_equal(net_bars(&f.net), 1);
	assert_true(apply(&f, "AT+QCSQ", "+QCSQ: \"GSM\",-80"));
	assert_int_equal(f.net.rssi_dbm, -80);
	assert_int_equal(f.net.rsrp_dbm, INT_MIN);
	assert_int_equal(net_bars(&f.net), 3);
	assert_true(apply(&f, "AT+QCSQ", "+QCSQ: \"eMTC\",-57,-32768,999,x"));
	assert_int_equal(f.net.rsrp_dbm, INT_MIN);
	assert_int_equal(f.net.sinr_db10, INT_MIN);
	assert_true(apply(&f, "AT+QCSQ", "+QCSQ: \"NOSERVICE\""));
	assert_int_equal(f.net.rssi_dbm, INT_MIN);
	assert_int_equal(net_bars(&f.net), -1);
}

static void test_address(void **state)
{
	(void)state;
	struct facts f = nothing();
	assert_true(apply(&f, "AT+CGPADDR", "+CGPADDR: 1,0.0.0.0"));
	assert_string_equal(f.net.address, "");
	assert_true(apply(&f, "AT+CGPADDR", "+CGPADDR: 2,\"10.64.0.2\""));
	assert_true(apply(&f, "AT+CGPADDR", "+CGPADDR: 3,\"10.64.0.3\""));
	assert_string_equal(f.net.address, "10.64.0.2");
	assert_true(apply(&f, "AT+CGPADDR", "+CGPADDR:1,10.64.0.1"));
	assert_string_equal(f.net.address, "10.64.0.1");
	assert_true(apply(&f, "AT+CGPADDR", "+CGPADDR: 1,10.64.0.9"));
	assert_string_equal(f.net.address, "10.64.0.9");
	assert_true(apply(&f, NULL, "+QIURC: \"pdpdeact\",3"));
	assert_string_equal(f.net.address, "10.64.0.9");
	assert_true(apply(&f, NULL, "+QIURC: \"pdpdeact\",1"));
	assert_string_equal(f.net.address, "");
	assert_true(apply(&f, "AT+CGPADDR", "+CGPADDR: 2,\"10.64.0.2\""));
	assert_string_equal(f.net.address, "10.64.0.2");
	assert_true(apply(&f, "AT+CGPADDR", "+CGPADDR: 2"));
	assert_string_equal(f.net.address, "");
	assert_true(apply(&f, "AT+CGPADDR", "+CGPADDR: 2,\"10.64.0.2\""));
	assert_true(apply(&f, NULL, "+CGEV: NW DETACH"));
	assert_string_equal(f.net.address, "");
}

static void test_unsolicited(void **state)
{
	(void)state;
	static const char *const lines[] = {"RDY", "APP RDY", "POWERED DOWN", "NORMAL POWER DOWN",
		"PSM POWER DOWN", "+CFUN: 1", "+CFUN : 1", "+CPIN: READY", "+CPIN: SIM PIN",
		"+CPIN: NOT INSERTED", "+QUSIM: 1", "+QIND: SMS DONE", "+QIND: \"csq\",20,99",
		"+QIND: \"FOTA\",\"DOWNLOADING\",5%", "+QIND: \"FOTA\",\" RESETTING\"", "+CREG: 1",
		"+CGREG: 2", "+CEREG: 5,\"1A2B\",\"01234567\",8", "+CTZV: +4",
		"+CTZE: \"+04\",1,\"2020/01/01,00:00:00\"", "+CGEV: NW PDN ACT 1",
		"+CMTI: \"ME\",3", "+QSIMSTAT: 1,1", "+QPSMTIMER: 86400,2",
		"+QIURC: \"pdpdeact\",1", "+QIURC: \"recv\",0", "+QIURC: \"incoming full\"",
		"+QJDR: JAMMED", "+QLWURC: \"event\",1,2,\"REG_READY\"", "+QLWREG: 0",
		"+QLWDEREG: 0"};
	static const char *const others[] = {"", "OK", "ERROR", "Quectel", "BG95-M3",
		"864475040090705", "+CSQ: 20,99", "+QLWCFG: \"autostart\",0",
		"+QNWINFO: No Service", "rdy", "RDYX", "AT+CPIN?", "> ", "+CME ERROR: 10"};
	for (size_t i = 0; i < COUNT(lines); i++) {
		assert_true(net_is_unsolicited(lines[i], strlen(lines[i])));
		assert_non_null(net_urc_meaning(lines[i], strlen(lines[i])));
	}
	for (size_t i = 0; i < COUNT(others); i++) {
		assert_false(net_is_unsolicited(others[i], strlen(others[i])));
		assert_null(net_urc_meaning(others[i], strlen(others[i])));
	}
	assert_string_equal(net_urc_meaning("+CPIN: SIM PIN", 14), "the SIM wants its PIN");
	assert_string_equal(net_urc_meaning("+CPIN: PH-NET PIN", 17), "the SIM is locked");
	assert_string_equal(net_urc_meaning("+CEREG: 5", 9), "registered, roaming");
	assert_string_equal(net_urc_meaning("+CEREG: x", 9), "network registration");
}

static void test_life(void **state)
{
	(void)state;
	assert_int_equal(net_life_of("RDY", 3), NET_LIFE_READY);
	assert_int_equal(net_life_of("APP RDY ", 8), NET_LIFE_APP_READY);
	assert_int_equal(net_life_of("POWERED DOWN", 12), NET_LIFE_DOWN);
	assert_int_equal(net_life_of("NORMAL POWER DOWN", 17), NET_LIFE_DOWN);
	assert_int_equal(net_life_of("PSM POWER DOWN", 14), NET_LIFE_ASLEEP);
	assert_int_equal(net_life_of("+CPIN: READY", 12), NET_LIFE_NONE);
	assert_int_equal(net_life_of("RDY2", 4), NET_LIFE_NONE);
	assert_int_equal(net_life_of("", 0), NET_LIFE_NONE);
}

/* Long values are cut to their fields, whatever the line. */
static void test_long_values(void **state)
{
	(void)state;
	static const char *const heads[] = {"+CPIN: ", "+QNWINFO: ", "+CGPADDR: 1,",
		"+QURCCFG: \"urcport\",", "+CNUM: ,", "Revision: ", "Quectel"};
	for (size_t i = 0; i < COUNT(heads); i++) {
		struct facts f = nothing();
		char line[600];
		int n = snprintf(line, sizeof line, "%s", heads[i]);
		memset(line + n, 'x', sizeof line - (size_t)n - 1);
		line[sizeof line - 1] = '\0';
		assert_true(apply(&f, "ATI", line));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_plain_lines_need_their_command),
		cmocka_unit_test(test_joined_commands),
		cmocka_unit_test(test_registration),
		cmocka_unit_test(test_network),
		cmocka_unit_test(test_signal),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_unsolicited),
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_long_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
