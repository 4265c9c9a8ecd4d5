/* Unsolicited lines of the LwM2M client, whole and damaged, and what their numbers mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/qlw.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A heap copy without a final NUL, so that ASan sees the first byte read too many. */
static char *exact(const void *bytes, size_t len)
{
	char *p = malloc(len ? len : 1);
	assert_non_null(p);
	memcpy(p, bytes, len);
	return p;
}

static struct qlw_urc parse(const char *line)
{
	struct qlw_urc urc;
	size_t len = strlen(line);
	char *copy = exact(line, len);
	enum qlw_urc_kind kind = qlw_parse_urc(copy, len, &urc);
	assert_int_equal(kind, urc.kind);
	assert_int_equal(qlw_payload_after(copy, len), kind == QLW_URC_RECV ? urc.data_len : 0);
	free(copy);
	return urc;
}

static void test_events(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		unsigned id;
		int code;
		const char *text;
	} table[] = {
		{"+QLWURC: \"event\",111,6,\"BS_START\"", 111, 6, "BS_START"},
		{"+QLWURC: \"event\",111,9,\"BS_FINISH\"", 111, 9, "BS_FINISH"},
		{"+QLWURC: \"event\",123,0,\"INITIAL\"", 123, 0, "INITIAL"},
		{"+QLWURC: \"event\",123,2,\"REG_READY\"", 123, 2, "REG_READY"},
		{"+QLWURC: \"event\",123,19,\"Dereg_Finish\"", 123, 19, "Dereg_Finish"},
		{"+QLWURC: \"event\",0,5,\"FACTORY_RESET\"", 0, 5, "FACTORY_RESET"},
		{"+QLWURC:event,100,18,DEREG_START", 100, 18, "DEREG_START"},
		{"+QLWURC: event,100,18,\"DEREG_START\"", 100, 18, "DEREG_START"},
		{"+QLWURC:\"event\", \"100\" , \"18\" ,\"DEREG_START\" ", 100, 18, "DEREG_START"},
		{"+QLWURC: \"event\",100,37,\"SOMETHING_NEW\"", 100, 37, "SOMETHING_NEW"},
		{"+QLWURC: \"event\",100,2", 100, 2, ""},
		{"+qlwurc: \"EVENT\",100,2,\"REG_READY", 100, 2, "REG_READY"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct qlw_urc u = parse(table[i].line);
		assert_int_equal(u.kind, QLW_URC_EVENT);
		assert_int_equal(u.short_id, table[i].id);
		assert_int_equal(u.code, table[i].code);
		assert_string_equal(u.text, table[i].text);
	}
}

static void test_observe(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"+QLWURC: \"observe\",102,\"/19/0/0\",51234,18446744073709551615,0",
		"+QLWURC: \"observe\",102\"/19/0/0\",51234,18446744073709551615,0", /* as 3.3.2
										       prints it */
		"+QLWURC: \"observe\",102/19/0/0,51234,18446744073709551615,0",
		"+QLWURC: \"observe\",\"102/19/0/0\",51234,18446744073709551615,0",
		"+QLWURC: \"observe\",102 \"/19/0/0\" , 51234, 18446744073709551615, 0",
		"+QLWURC:observe,102,/19/0/0,51234,18446744073709551615,0",
		"+QLWURC: \"observe\",\"102\",\"/19/0/0\",\"51234\",\"18446744073709551615\",\"0\"",
	};
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct qlw_urc u = parse(lines[i]);
		assert_int_equal(u.kind, QLW_URC_OBSERVE);
		assert_int_equal(u.short_id, 102);
		assert_string_equal(u.uri, "/19/0/0");
		assert_int_equal(u.message_id, 51234);
		assert_string_equal(u.token, "18446744073709551615");
		assert_false(u.cancel);
	}
	struct qlw_urc u = parse("+QLWURC: \"observe\",102,\"/19/0\",1,7,1");
	assert_int_equal(u.kind, QLW_URC_OBSERVE);
	assert_true(u.cancel);
	assert_string_equal(u.uri, "/19/0");
}

static void test_delivery(void **state)
{
	(void)state;
	static const int codes[] = {0, -1, -2, -3, 7};
	for (size_t i = 0; i < COUNT(codes); i++) {
		char line[128];
		snprintf(line, sizeof line, "+QLWURC: \"uldata\",102,\"/19/0/0\",65535,77,%d",
			codes[i]);
		struct qlw_urc u = parse(line);
		assert_int_equal(u.kind, QLW_URC_DELIVERY);
		assert_int_equal(u.short_id, 102);
		assert_int_equal(u.message_id, 65535);
		assert_string_equal(u.token, "77");
		assert_int_equal(u.code, codes[i]);
	}
}

static void test_recv(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		int type;
		size_t len;
	} table[] = {
		{"+QLWURC: \"recv\",\"/10250/0/1\",4,5,", 4, 5},
		{"+QLWURC: \"recv\",\"/10250/0/1\",5,1024,", 5, 1024},
		{"+QLWURC: \"recv\",\"/10250/0/1\",4,1", 4, 1},
		{"+QLWURC:recv,/10250/0/1,4,5,", 4, 5},
		{"+QLWURC: \"recv\",\"/10250/0/1\",\"4\",\"5\" , ", 4, 5},
		{"+QLWURC: \"recv\",\"/10250/0/1\",?,5,", -1, 5},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct qlw_urc u = parse(table[i].line);
		assert_int_equal(u.kind, QLW_URC_RECV);
		assert_string_equal(u.uri, "/10250/0/1");
		assert_int_equal(u.data_type, table[i].type);
		assert_int_equal(u.data_len, table[i].len);
	}
}

static void test_results(void **state)
{
	(void)state;
	struct qlw_urc u = parse("+QLWREG: 0");
	assert_int_equal(u.kind, QLW_URC_REG);
	assert_int_equal(u.code, 0);
	u = parse("+QLWDEREG:5");
	assert_int_equal(u.kind, QLW_URC_DEREG);
	assert_int_equal(u.code, 5);
	assert_int_equal(parse("+QLWREG: \"4\"").code, 4);
	assert_int_equal(parse("+QLWREG: now").kind, QLW_URC_OTHER);
	assert_int_equal(parse("+QLWDEREG:").kind, QLW_URC_OTHER);
}

/* Of ours, but not to be understood: kept apart, nothing guessed, no payload counted. */
static void test_others(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"+QLWURC: \"ping\",0",
		"+QLWURC: reg,0",
		"+QLWURC:",
		"+QLWURC: ,,,",
		"+QLWURC: \"event\"",
		"+QLWURC: \"event\",abc,2,\"REG_READY\"",
		"+QLWURC: \"event\",65536,2,\"REG_READY\"",
		"+QLWURC: \"event\",-1,2,\"REG_READY\"",
		"+QLWURC: \"event\",1,99999999999,\"REG_READY\"",
		"+QLWURC: \"event\",1,,\"REG_READY\"",
		"+QLWURC: \"observe\",102",
		"+QLWURC: \"observe\",102,\"/19/0/0\",65536,7,0",
		"+QLWURC: \"observe\",102,\"/19/0/0\",1,7,2",
		"+QLWURC: \"observe\",102,\"/19/0/0\",1,7",
		"+QLWURC: \"observe\",102,\"/19/0/0\",1,123456789012345678901234567890,0",
		"+QLWURC: \"observe\",102abc,1,7,0",
		"+QLWURC: \"observe\",/19/0/0,1,7,0",
		"+QLWURC: \"observe\",99999\"/19/0/0\",1,7,0",
		"+QLWURC: \"uldata\",102,\"/19/0/0\",1,7,ok",
		"+QLWURC: \"recv\",\"/1/0/1\",4,0,",
		"+QLWURC: \"recv\",\"/1/0/1\",4,1025,",
		"+QLWURC: \"recv\",\"/1/0/1\",4,-5,",
		"+QLWURC: \"recv\",\"/1/0/1\",4,18446744073709551621,",
		"+QLWURC: \"recv\",\"/1/0/1\",4,5,hello",
		"+QLWURC: \"recv\",\"/1/0/1\",4,5,,",
		"+QLWURC: \"recv\",\"/1/0/1\",4,5,\"",
		"+QLWURC: \"recv\",\"/1/0/1\",4,",
	};
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct qlw_urc u = parse(lines[i]);
		assert_int_equal(u.kind, QLW_URC_OTHER);
		assert_int_equal(u.short_id, 0);
		assert_int_equal(u.data_len, 0);
	}
	assert_string_equal(parse("+QLWURC: \"ping\",0").text, "ping");
	static const char *const none[] = {"", "OK", "+QIURC: \"recv\",0,4", "+CEREG: 1", "RDY",
		"+QLWCFG: \"autostart\",0", "+QLWSVC: \"state\",0,1,\"a\",0,2", "+QLW", "+QLWURC",
		"+QLWURCX: \"event\",1,2", "+QLWOBSERVE: 0,19,0,0",
		"say +QLWURC: \"recv\",\"/1/0/1\",4,5,"};
	for (size_t i = 0; i < COUNT(none); i++)
		assert_int_equal(parse(none[i]).kind, QLW_URC_NONE);
}

static void test_long_fields_are_cut(void **state)
{
	(void)state;
	char line[2000];
	int n = snprintf(line, sizeof line, "+QLWURC: \"event\",1,2,\"");
	memset(line + n, 'A', 500);
	strcpy(line + n + 500, "\"");
	struct qlw_urc u = parse(line);
	assert_int_equal(u.kind, QLW_URC_EVENT);
	assert_int_equal(strlen(u.text), sizeof u.text - 1);
	n = snprintf(line, sizeof line, "+QLWURC: \"recv\",\"/");
	memset(line + n, '1', 500);
	strcpy(line + n + 500, "\",4,5,");
	u = parse(line);
	assert_int_equal(u.kind, QLW_URC_RECV);
	assert_int_equal(strlen(u.uri), QLW_URI_MAX);
}

static void check_sane(const char *line, size_t len)
{
	struct qlw_urc u;
	qlw_parse_urc(line, len, &u);
	assert_true(u.data_len <= QLW_RECV_MAX);
	assert_true(u.kind == QLW_URC_RECV || u.data_len == 0);
	assert_true(u.short_id <= 65535);
}

/* Every real line cut short or with one byte changed: never a crash, never an impossible value. */
static void test_damage(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"+QLWURC: \"event\",111,6,\"BS_START\"",
		"+QLWURC: \"observe\",102\"/19/0/0\",51234,18446744073709551615,0",
		"+QLWURC: \"uldata\",102,\"/19/0/0\",65535,77,-3",
		"+QLWURC: \"recv\",\"/10250/0/1\",5,1024,",
		"+QLWREG: 0",
	};
	for (size_t i = 0; i < COUNT(lines); i++) {
		size_t len = strlen(lines[i]);
		for (size_t at = 0; at < len; at++) {
			char *copy = exact(lines[i], at);
			check_sane(copy, at);
			free(copy);
			copy = exact(lines[i], len);
			for (int byte = 0; byte < 256; byte++) {
				copy[at] = (char)byte;
				check_sane(copy, len);
			}
			free(copy);
		}
	}
}

static void test_state_words(void **state)
{
	(void)state;
	assert_string_equal(qlw_state_name(0), "INITIAL");
	assert_string_equal(qlw_state_name(2), "REG_READY");
	assert_string_equal(qlw_state_name(18), "DEREG_START");
	assert_string_equal(qlw_state_name(19), "DEREG_FINISH");
	assert_null(qlw_state_name(20));
	assert_null(qlw_state_name(-1));
	for (int code = -2; code < 25; code++) {
		assert_non_null(qlw_state_meaning(code));
		assert_non_null(qlw_result_meaning(code));
		assert_non_null(qlw_delivery_meaning(code));
		assert_non_null(qlw_data_type_name(code));
	}
	assert_string_equal(qlw_data_type_name(4), "string");
	assert_string_equal(qlw_data_type_name(5), "opaque");
	assert_string_equal(qlw_data_type_name(9), "unknown");
	assert_string_not_equal(qlw_delivery_meaning(-1), qlw_delivery_meaning(-2));
	assert_string_not_equal(qlw_result_meaning(5), qlw_result_meaning(6));
}

static void test_phases(void **state)
{
	(void)state;
	static const struct {
		int code;
		enum qlw_phase before, after;
	} table[] = {
		{0, QLW_PHASE_UNKNOWN, QLW_PHASE_IDLE},
		{1, QLW_PHASE_IDLE, QLW_PHASE_WORKING},
		{2, QLW_PHASE_WORKING, QLW_PHASE_READY},
		{3, QLW_PHASE_WORKING, QLW_PHASE_FAILED},
		{6, QLW_PHASE_IDLE, QLW_PHASE_WORKING},
		{9, QLW_PHASE_WORKING, QLW_PHASE_IDLE},
		{10, QLW_PHASE_WORKING, QLW_PHASE_FAILED},
		{12, QLW_PHASE_WORKING, QLW_PHASE_RETRYING},
		{15, QLW_PHASE_WORKING, QLW_PHASE_FAILED},
		{16, QLW_PHASE_READY, QLW_PHASE_READY},
		{17, QLW_PHASE_READY, QLW_PHASE_READY},
		{17, QLW_PHASE_UNKNOWN, QLW_PHASE_UNKNOWN},
		{19, QLW_PHASE_READY, QLW_PHASE_IDLE},
		{42, QLW_PHASE_READY, QLW_PHASE_READY},
		{-1, QLW_PHASE_IDLE, QLW_PHASE_IDLE},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		assert_int_equal(qlw_state_phase(table[i].code, table[i].before), table[i].after);
}

/* The same number means what the command that got it makes of it. */
static void test_cme_by_command(void **state)
{
	(void)state;
	static const struct {
		const char *command;
		int code;
		const char *part;
	} table[] = {
		{"AT+QLWSVC=\"reg\"", 704, "not running"},
		{"at+qlwsvc=\"reg\"", 704, "not running"},
		{"AT+CSQ;+QLWSVC=\"reg\"", 704, "not running"},
		{"AT+QHTTPGET=80", 703, "not known"},
		{"AT+QFUPL=\"EUFS:/datatx/a\",1,5", 407, "exists"},
		{"AT+QFDEL=\"EUFS:/datatx/a\"", 405, "no such file"},
		{"AT+CPIN?", 10, "no SIM"},
		{"AT+CPIN=\"1234\"", 16, "wrong PIN"},
		{"AT+QLWCFG=\"server\"", 50, "wrong parameter"},
		{"AT+CPIN?", 407, "not known"},
		{NULL, 11, "PIN"},
		{NULL, 703, "not known"},
		{"", 58, "not supported"},
		{"garbage here", -1, "not known"},
	};
	for (size_t i = 0; i < COUNT(table); i++)
		assert_non_null(
			strstr(qlw_cme_meaning(table[i].command, table[i].code), table[i].part));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_observe),
		cmocka_unit_test(test_delivery),
		cmocka_unit_test(test_recv),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_long_fields_are_cut),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_state_words),
		cmocka_unit_test(test_phases),
		cmocka_unit_test(test_cme_by_command),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
