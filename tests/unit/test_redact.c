/* Secrets disappear in whatever form they are typed; everything else stays byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/journal/redact.h"

#define M REDACT_MARK

static uint64_t seed_state;

static uint64_t draw(uint64_t n)
{
	uint64_t z = (seed_state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31)) % n;
}

static void run(const char *text, char *out, size_t size)
{
	size_t len = strlen(text), n;

	assert_true(size > 4 * len + 64);
	n = redact_text(text, len, out, size - 1);
	out[n] = '\0';
}

/* Also: once is enough, and redact_needed agrees. */
static void check(const char *text, const char *expected)
{
	char out[8192], again[8192 * 4 + 128];

	run(text, out, sizeof(out));
	if (strcmp(out, expected))
		fail_msg("%s\n became %s\n not     %s", text, out, expected);
	run(out, again, sizeof(again));
	if (strcmp(out, again))
		fail_msg("%s\n then became %s", out, again);
	assert_int_equal(redact_needed(text, strlen(text)), strcmp(text, expected) != 0);
}

static void check_same(const char *text)
{
	check(text, text);
}

static void check_gone(const char *text, const char *secret)
{
	char out[8192], again[8192 * 4 + 128];

	run(text, out, sizeof(out));
	if (strstr(out, secret))
		fail_msg("%s\n still says %s in %s", text, secret, out);
	run(out, again, sizeof(again));
	if (strcmp(out, again))
		fail_msg("%s\n then became %s", out, again);
}

static void test_commands(void **state)
{
	static const char *const cases[][2] = {
		{"AT+QLWCFG=\"security\",0,111,\"coaps://leshan.eclipseprojects.io:5784\",1,0,"
		 "\"urn:imei:864475040090705\",\"313233343536373839\"\r",
			"AT+QLWCFG=\"security\",0,111,\"coaps://"
			"leshan.eclipseprojects.io:5784\",1,0,"
			"\"" M "\",\"" M "\"\r"},
		{"at + qlwcfg = \"SECURITY\" , 0,1,\"coaps://a,b;c\",1,0 , \"i d\" , k\t;+CSQ",
			"at + qlwcfg = \"SECURITY\" , 0,1,\"coaps://a,b;c\",1,0 , \"" M "\" , " M
			"\t;+CSQ"},
		{"+QLWCFG: \"security\",0,1,\"coaps://x\",1,0,\"id\",\"ab\"\r\n",
			"+QLWCFG: \"security\",0,1,\"coaps://x\",1,0,\"" M "\",\"" M "\"\r\n"},
		{"QLWCFG=security,0,1,coaps://x,1,0,id,ab",
			"QLWCFG=security,0,1,coaps://x,1,0," M "," M},
		{"=\"security\",0,1,\"coaps://x\",1,0,\"id\",\"ab",
			"=\"security\",0,1,\"coaps://x\",1,0,\"" M "\",\"" M},
		{"\"security\",0,1,\"coaps://x\",1,0,\"id\",\"ab\"",
			"\"security\",0,1,\"coaps://x\",1,0,\"" M "\",\"" M "\""},
		{"AT+QLWCFG=\"security\",0,\"coaps://x\",1,0,\"id\",\"ab\"",
			"AT+QLWCFG=\"security\",0,\"coaps://x\",1,0,\"" M "\",\"" M "\""},
		{"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"id\",\"ab\",\"cd\",ef\r",
			"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"" M "\",\"" M "\"," M "\r"},
		{"AT+CPIN=1234\r", "AT+CPIN=" M "\r"},
		{"AT+CPIN=\"12345678\",\"0000\"", "AT+CPIN=\"" M "\",\"" M "\""},
		{"ATE0;+CPIN=1234;+CSQ\r", "ATE0;+CPIN=" M ";+CSQ\r"},
		{"AT+CLCK=\"SC\",1,\"1234\",7", "AT+CLCK=\"SC\",1,\"" M "\",7"},
		{"AT+CPWD=\"SC\",\"1234\",\"4321\"\r", "AT+CPWD=\"SC\",\"" M "\",\"" M "\"\r"},
		{"AT+QICSGP=1,1,\"internet\",\"joe\",\"pw\",1",
			"AT+QICSGP=1,1,\"internet\",\"" M "\",\"" M "\",1"},
		{"\r\n+QICSGP: 1,\"internet\",\"joe\",\"pw\",1\r\n",
			"\r\n+QICSGP: 1,\"internet\",\"" M "\",\"" M "\",1\r\n"},
		{"AT+CGAUTH=1,1,\"joe\",\"pw\"", "AT+CGAUTH=1,1,\"" M "\",\"" M "\""},
		{"+CGAUTH: 1,2,\"joe\",\"pw\"", "+CGAUTH: 1,2,\"" M "\",\"" M "\""},
		{"AT+QSSLCFG=\"clientkey\",1,\"UFS:k.pem\",\"pw\"",
			"AT+QSSLCFG=\"clientkey\",1,\"" M "\",\"" M "\""},
		{"AT+QMTCONN=0,\"client\",\"joe\",\"pw\"",
			"AT+QMTCONN=0,\"client\",\"" M "\",\"" M "\""},
		{"AT+QMTCFG=\"aliauth\",0,\"pk\",\"dev\",\"sec\"",
			"AT+QMTCFG=\"aliauth\",0,\"" M "\",\"" M "\",\"" M "\""},
		{"+QMTCFG: \"aliauth\",\"pk\",\"dev\",\"sec\"",
			"+QMTCFG: \"aliauth\",\"" M "\",\"" M "\",\"" M "\""},
		{"qlw: AT+QLWCFG=\"security\",0,1,\"c\",1,0,\"id\",\"ab\": +CME ERROR: 703",
			"qlw: AT+QLWCFG=\"security\",0,1,\"c\",1,0,\"" M "\",\"" M
			"\": +CME ERROR: 703"},
		{"set security 0 psk_id=me psk_key=3132 server_addr=coaps://x",
			"set security 0 psk_id=" M " psk_key=" M " server_addr=coaps://x"},
		{"{\"client_index\":0,\"psk_id\":\"me\",\"psk_key\": \"3132\"}",
			"{\"client_index\":0,\"psk_id\":\"" M "\",\"psk_key\": \"" M "\"}"},
		{"psk_key=nu", "psk_key=" M},
		{"psk_key='a b' x", "psk_key='" M "' x"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i][0], cases[i][1]);
}

static void test_what_is_no_secret(void **state)
{
	static const char *const cases[] = {
		"",
		"\r\n",
		"AT+QLWCFG=\"security\"\r",
		"AT+QLWCFG=\"security\",0\r",
		"AT+QLWCFG=\"security\",0,100,\"coap://leshan.eclipseprojects.io:5683\",0,3\r",
		"+QLWCFG: \"security\",0,101,\"coaps://leshan.eclipseprojects.io:5784\",1,0\r\n",
		"+QLWCFG: "
		"\"security\",(0-5),(0-65534),<server_addr>,(0,1),(0,2,3),<PSK_ID>,<PSK_key>",
		"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"\",\"\"",
		"AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"\r",
		"AT+QLWCFG=\"device\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"\r",
		"+QLWURC: \"event\",102,2,\"REG_READY\"\r\n",
		"+QLWURC: \"recv\",\"/5/0/1\",4,7,\r\n",
		"+CPIN: READY",
		"+CPIN: SIM PIN\r\n",
		"AT+CPIN?;+CPIN=?",
		"+CLCK: 1",
		"AT+CLCK=\"SC\",2",
		"+CPWD: (\"SC\",8),(\"P2\",8)",
		"AT+QICSGP=1",
		"+QICSGP: (1-16),(1-3),<APN>,<username>,<password>,(0-3)",
		"AT+QICSGP=1,1,\"internet\",\"\",\"\",0",
		"+QMTCFG: \"aliauth\",(0-5),<product_key>,<device_name>,<device_secret>",
		"AT+QSSLCFG=\"seclevel\",1,2",
		"AT+QMTOPEN=0,\"host\",1883",
		"+QCCID: 89310410106543789301\r\n",
		"+QCCID:89310410106543789301",
		"864475040090705\r\n",
		"IMEI:864475040090705",
		"2026-01-31T12:00:00.000Z",
		"| a | b |\n|---|---|\n",
		"{\"bn\":\"/1/1/\",\"e\":[{\"n\":\"3\",\"v\":60},{\"n\":\"5\",\"v\":86400},"
		"{\"n\":\"7\",\"sv\":\"UQS\"}]}",
		"{\"bn\":\"/3/0/"
		"\",\"e\":[{\"n\":\"3\",\"sv\":\"BG95M3\"},{\"sv\":\"x\",\"n\":\"5\"}]}",
		"{\"bn\": \"/0/1/\", \"e\": [ {\"n\": \"0\", \"sv\": \"coaps://a:5684\"},"
		" {\"n\": \"10\", \"v\": 102 }]}",
		"{\"n\":\"/3/0/3\",\"vs\":\"BG95\"}",
		"ACK_TIMEOUT=30;\r\nVERSION=1.0;\r\n}",
		"psk_key=@secret.txt psk_id=-",
		"{\"psk_id\":null}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_same(cases[i]);
}

static void test_files(void **state)
{
	static const char *const cases[][2] = {
		{"|urn:imei-msisdn:004402460030392-2234235569|:\nd6160c2e7c90399ee7d207a2\n",
			"|" M "|:\n" M "\n"},
		{"|urn:imei:1|:3132\r\n", "|" M "|:" M "\r\n"},
		{"|id|:not hex", "|" M "|:" M " hex"},
		{"iot_app_101:0123456789abcdefABCDEF0123456789\n", M ":" M "\n"},
		{"+QLWM2M: \"psk\",\"|IMEI:8|:04C78FAE976B3229\"\r\n",
			"+QLWM2M: \"psk\",\"|" M "|:" M "\"\r\n"},
		{"{\"bn\":\"/0/1/\",\"e\":[{\"n\":\"0\",\"sv\":\"coaps://"
		 "a\"},{\"n\":\"3\",\"sv\":\"me\"},"
		 "{\"n\":\"5\",\"ov\":\"MTIz\"},{\"n\":\"10\",\"v\":102}]}\n"
		 "{\"bn\":\"/1/1/\",\"e\":[{\"n\":\"3\",\"v\":60},{\"n\":\"5\",\"sv\":\"x\"}]}",
			"{\"bn\":\"/0/1/\",\"e\":[{\"n\":\"0\",\"sv\":\"coaps://"
			"a\"},{\"n\":\"3\",\"sv\":\"" M "\"},{\"n\":\"5\",\"ov\":\"" M
			"\"},{\"n\":\"10\",\"v\":102}]}\n"
			"{\"bn\":\"/1/1/"
			"\",\"e\":[{\"n\":\"3\",\"v\":60},{\"n\":\"5\",\"sv\":\"x\"}]}"},
		{"{ \"bn\" : \"/0/\" , \"e\" : [ { \"n\" : \"0/3\" , \"sv\" : \"me\" } ] }",
			"{ \"bn\" : \"/0/\" , \"e\" : [ { \"n\" : \"0/3\" , \"sv\" : \"" M
			"\" } ] }"},
		{"{\"bn\":\"/0/1\",\"e\":[{\"n\":\"/"
		 "5\",\"sv\":\"me\"},{\"n\":\"3\",\"sv\":\"me\"}]}",
			"{\"bn\":\"/0/1\",\"e\":[{\"n\":\"/5\",\"sv\":\"" M
			"\"},{\"n\":\"3\",\"sv\":\"" M "\"}]}"},
		{"{\"bn\":\"/0/1/5\",\"e\":[{\"sv\":\"me\"}]}",
			"{\"bn\":\"/0/1/5\",\"e\":[{\"sv\":\"" M "\"}]}"},
		{"{\"bn\":\"/0/1/\",\"e\":[{\"sv\":\"a\\\"b\",\"n\":\"3\"}]}",
			"{\"bn\":\"/0/1/\",\"e\":[{\"sv\":\"" M "\",\"n\":\"3\"}]}"},
		{"[{\"n\":\"/0/1/5\",\"vd\":\"me\"}]", "[{\"n\":\"/0/1/5\",\"vd\":\"" M "\"}]"},
		{"{\"n\":\"5\",\"sv\":\"me", "{\"n\":\"5\",\"sv\":\"" M},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i][0], cases[i][1]);
}

static void test_broken_forms(void **state)
{
	static const char *const cases[] = {
		"AT+QLWCFG=\"security,0,1,\"coaps://x\",1,0,\"id\",\"SECRET\"",
		"AT+QLWCFG=\"security\",0,1,\"coaps://x,1,0,\"id\",\"SECRET\"",
		"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"i\"d\",\"SECRET\"",
		"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"id\"SECRET\"",
		"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"id\":\"SECRET\"",
		"AT+QLWCFG=\\\"security\\\",0,1,\\\"coaps://x\\\",1,0,\\\"id\\\",\\\"SECRET\\\"\\r",
		"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"id\",\"a\"b\"c,\"SECRET\"",
		"\"AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"id\",\"SECRET\"\"",
		"error in AT+QLWCFG=\"security\",0,1,\"coaps://x\",1,0,\"id\",SECRET near the end",
		"AT+CPIN=\"SECRET",
		"AT+CPIN:\"x\";AT+CPIN=SECRET",
		"{\"bn\":\"/0/1/\",\"e\":[{\"sv\":\"SECRET\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_gone(cases[i], "SECRET");
}

/* --- pieces -------------------------------------------------------------------------------------
 */

static void check_pieces(const char *const *pieces, const char *expected)
{
	struct redact_stream s = {0};
	char out[4096];
	size_t n = 0;

	for (; *pieces; pieces++)
		n += redact_piece(&s, *pieces, strlen(*pieces), out + n, sizeof(out) - 1 - n);
	out[n] = '\0';
	assert_string_equal(out, expected);
}

static void test_pieces(void **state)
{
	static const char *const psk[] = {"|urn:imei:1|:\r\n", "\r\n", "d6160c2e7c90399e\r\n",
		"e7d207a22611e3d3\r\n", "\r\n", "+QFDWL: 68,5769\r\n", "864475040090705\r\n", NULL};
	static const char *const cut[] = {"|urn:im", "ei:1|:d616", "0c2e7c90\r\n", "OK\r\n", NULL};
	static const char *const ini[] = {"{\"bn\": \"/0/0/\",\r\n", " \"e\": [\r\n",
		"  {\"n\": \"3\",\r\n", "   \"sv\": \"me\"},\r\n", "  {\"n\": \"5\", \"sv\": \"ke",
		"y\"},\r\n", "  {\"n\": \"10\", \"v\": 5}]}\r\n", "{\"bn\": \"/1/1/\",\r\n",
		"{\"n\": \"5\", \"sv\": \"UQ\"}\r\n", NULL};
	static const char *const pasted[] = {
		"AT+QLWCFG=\"security\",0,111,\"coaps://x:5784\",1,0,\"urn:imei:864475040\r",
		"090705\",\"313233343536373839\"\r", "AT+CSQ\r", NULL};
	static const char *const address[] = {"AT+QLWCFG=\"security\",0,111,\"coaps://\r",
		"x:5784\",1,0,\"me\",\"3132\r", "33\"\r", NULL};
	static const char *const answered[] = {
		"AT+QLWCFG=\"security\",0,1,\"x\",1,0,\"me\",\"3132\r", "\r\n",
		"+CME ERROR: 703\r\n", "\"3132\"\r\n", NULL};

	(void)state;
	check_pieces(psk,
		"|" M "|:\r\n\r\n" M "\r\n" M "\r\n\r\n+QFDWL: 68,5769\r\n864475040090705\r\n");
	check_pieces(cut, "|" M M "|:" M M "\r\nOK\r\n");
	check_pieces(ini, "{\"bn\": \"/0/0/\",\r\n \"e\": [\r\n  {\"n\": \"3\",\r\n   \"sv\": \"" M
			  "\"},\r\n  {\"n\": \"5\", \"sv\": \"" M M
			  "\"},\r\n  {\"n\": \"10\", \"v\": 5}]}\r\n{\"bn\": \"/1/1/\",\r\n"
			  "{\"n\": \"5\", \"sv\": \"UQ\"}\r\n");
	check_pieces(pasted, "AT+QLWCFG=\"security\",0,111,\"coaps://x:5784\",1,0,\"" M "\r" M
			     "\",\"" M "\"\rAT+CSQ\r");
	check_pieces(address, "AT+QLWCFG=\"security\",0,111,\"coaps://\rx:5784\",1,0,\"" M "\",\"" M
			      "\r" M "\"\r");
	check_pieces(answered, "AT+QLWCFG=\"security\",0,1,\"x\",1,0,\"" M "\",\"" M
			       "\r\r\n+CME ERROR: 703\r\n\"3132\"\r\n");
}

/* --- every cut ---------------------------------------------------------------------------------- */

/* Where a secret can stand; $ is one, which no form may show four bytes of, however it is cut. */
static const char *const secret_lines[] = {
	"AT+QLWCFG=\"security\",0,100,\"coaps://h:5684\",0,0,\"$\",\"$\"\r",
	"at + qlwcfg = \"SECURITY\" , 0 , 100 , \"coaps://h\" , 0 , 0 , \"$\" , \"$\"\r",
	"AT+QLWCFG=security,0,100,coaps://h,0,0,$,$\r",
	"ATE0;+QLWCFG=\"security\",0,100,\"coaps://h\",0,0,\"$\",\"$\";+CSQ\r",
	"+QLWCFG: \"security\",0,1,\"coaps://x\",1,0,\"$\",\"$\"\r\n",
	"qlw: AT+QLWCFG=\"security\",0,1,\"c\",1,0,\"$\",\"$\": +CME ERROR: 703\r\n",
	"set security 0 psk_id=$ psk_key=$ server_addr=coaps://x\n",
	"{\"psk_id\":\"$\",\"psk_key\": \"$\"}\n",
	"AT+CPIN=\"$\",\"$\"\r",
	"AT+CPIN=$\r",
	"AT+CLCK=\"SC\",1,\"$\",7\r",
	"AT+CPWD=\"SC\",\"$\",\"$\"\r",
	"AT+QICSGP=1,1,\"internet\",\"$\",\"$\",1\r",
	"+CGAUTH: 1,2,\"$\",\"$\"\r\n",
	"AT+QSSLCFG=\"clientkey\",1,\"$\",\"$\"\r",
	"AT+QMTCONN=0,\"client\",\"$\",\"$\"\r",
	"+QMTCFG: \"aliauth\",\"$\",\"$\",\"$\"\r\n",
	"|$|:$\r\n",
	"|$|:\r\n$\r\n",
	"{\"bn\":\"/0/1/\",\"e\":[{\"n\":\"3\",\"sv\":\"$\"},{\"sv\":\"$\",\"n\":\"5\"}]}\n",
	"[{\"n\":\"/0/1/5\",\"vd\":\"$\"}]\n",
};

#define CUT_SECRET "d6160c2e7c90399ee7d207a2"

static size_t cut_line(const char *form, char *line)
{
	char *to = line;

	for (; *form; form++)
		if (*form == '$')
			to += sprintf(to, "%s", CUT_SECRET);
		else
			*to++ = *form;
	*to = '\0';
	return (size_t)(to - line);
}

static void check_cut(const char *line, size_t len, size_t a, size_t b)
{
	static struct redact_stream s;
	char out[2048], part[5] = "";
	size_t n = 0;

	memset(&s, 0, sizeof(s));
	n += redact_piece(&s, line, a, out + n, sizeof(out) - n);
	n += redact_piece(&s, line + a, b - a, out + n, sizeof(out) - n);
	n += redact_piece(&s, line + b, len - b, out + n, sizeof(out) - n);
	out[n] = '\0';
	for (size_t i = 0; i + 4 <= strlen(CUT_SECRET); i++) {
		memcpy(part, &CUT_SECRET[i], 4);
		if (strstr(out, part))
			fail_msg("%s cut at %zu and %zu is %s", line, a, b, out);
	}
	/* and the next line is itself again */
	n = redact_piece(&s, "+CSQ: 20,99\r\n", 13, out, sizeof(out));
	assert_memory_equal(out, "+CSQ: 20,99\r\n", n);
}

static void test_every_cut(void **state)
{
	char line[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(secret_lines) / sizeof(secret_lines[0]); i++) {
		size_t len = cut_line(secret_lines[i], line);

		for (size_t a = 0; a <= len; a++)
			for (size_t b = a; b <= len; b++)
				check_cut(line, len, a, b);
	}
}

/* Byte by byte the visible part is the same as in one piece. */
static void test_byte_by_byte(void **state)
{
	static struct redact_stream s;
	char line[1024], out[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(secret_lines) / sizeof(secret_lines[0]); i++) {
		size_t len = cut_line(secret_lines[i], line), n = 0;

		memset(&s, 0, sizeof(s));
		for (size_t at = 0; at < len; at++)
			n += redact_piece(&s, line + at, 1, out + n, sizeof(out) - n);
		out[n] = '\0';
		for (size_t at = 0; at + 6 <= strlen(CUT_SECRET); at++) {
			char part[7] = "";

			memcpy(part, &CUT_SECRET[at], 6);
			if (strstr(out, part))
				fail_msg("%s is %s", line, out);
		}
	}
}

/* A file in one line that is longer than what is held. */
static void test_long_lines(void **state)
{
	static struct redact_stream s;
	static char text[120000], out[600000];
	size_t len = 0, n = 0;

	(void)state;
	memset(&s, 0, sizeof(s));
	for (int i = 0; len < sizeof(text) - 400; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
			"{\"bn\":\"/0/%d/\",\"e\":[{\"n\":\"0\",\"sv\":\"coaps://h%d\"},"
			"{\"n\":\"5\",\"sv\":\"" CUT_SECRET "\"}]}",
			i, i);
	for (size_t at = 0, piece; at < len; at += piece) {
		piece = 1 + at % 977;
		piece = piece < len - at ? piece : len - at;
		n += redact_piece(&s, text + at, piece, out + n, sizeof(out) - n);
	}
	out[n] = '\0';
	assert_null(strstr(out, "d6160c"));
	assert_null(strstr(out, "e7d207"));
	assert_non_null(strstr(out, "coaps://h300\""));
}

/* --- generated ----------------------------------------------------------------------------------
 */

/* $ stands for a secret, ~ for a blank that may be there. */
static const char *const templates[] = {
	"+QLWCFG~=~\"security\"~,~3~,~100,\"coaps://h:5684\",0,0,$,$",
	"+QLWCFG~=~security,0~,1,coaps://h~,~1~,~0~,$,$",
	"+QLWCFG~:~\"security\",0,1,\"coaps://[::1]:5684\",1,0,$,$",
	"+CPIN~=~$",
	"+CPIN~=~$~,~$",
	"+CLCK~=~\"SC\"~,~1,$,7",
	"+CPWD~=~\"SC\",$,$",
	"+QICSGP~=~1,1,\"apn\",$,$,1",
	"+QICSGP~:~1,\"apn\",$,$,1",
	"+CGAUTH~=~1,2,$,$",
	"+QSSLCFG~=~\"clientkey\",1,$",
	"+QSSLCFG~=~\"psk\",0,$,$",
	"+QMTCONN~=~0,\"id\",$,$",
	"+QMTCFG~=~\"aliauth\",0,$,$,$",
	"+QMTCFG~=~\"hwauth\",0,$,$",
};
static const char *const heads[] = {"AT", "at", "", " ", "ATE0;", "AT+CSQ;",
	"AT+CGDCONT=1,\"IP\",\"a\";", "sent: AT", "\r\nAT"};
static const char *const tails[] = {
	"", "\r", "\r\n", ";+CSQ\r", " ; +CGMR", "\r\n\r\nOK\r\n", "\r\n+CME ERROR: 703\r\n"};

static char *put(char *to, const char *from)
{
	size_t n = strlen(from);

	memcpy(to, from, n + 1);
	return to + n;
}

static void make_secret(char *to)
{
	static const char alphabet[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_./@#!%&+*";
	size_t n = 5 + draw(40);

	for (size_t i = 0; i < n; i++)
		*to++ = alphabet[draw(sizeof(alphabet) - 1)];
	*to = '\0';
}

/* One secret: with quotes, without, or broken off inside them (then true). */
static bool place_secret(char **a, char **b, const char *secret, bool may_break)
{
	bool quoted = draw(3) != 0, broken = quoted && may_break && !draw(8);

	*a = put(*a, quoted ? "\"" : "");
	*b = put(*b, quoted ? "\"" : "");
	*a = put(*a, secret);
	*b = put(*b, M);
	*a = put(*a, quoted && !broken ? "\"" : "");
	*b = put(*b, quoted && !broken ? "\"" : "");
	return broken;
}

static void generate(char *text, char *expected, char secrets[4][64], size_t *count)
{
	const char *head = heads[draw(sizeof(heads) / sizeof(heads[0]))];
	const char *tail = tails[draw(sizeof(tails) / sizeof(tails[0]))];
	bool flip = draw(2), broken = false;
	char *a = put(text, head), *b = put(expected, head);

	*count = 0;
	for (const char *p = templates[draw(sizeof(templates) / sizeof(templates[0]))];
		*p && !broken; p++) {
		char c = *p;

		if (c == '$') {
			make_secret(secrets[*count]);
			broken = place_secret(&a, &b, secrets[(*count)++], !strchr(p + 1, '$'));
			continue;
		}
		if (c == '~' && draw(4))
			continue;
		if (c == '~')
			c = draw(2) ? ' ' : '\t';
		if (flip && c >= 'A' && c <= 'Z' && draw(2))
			c = (char)(c + 'a' - 'A');
		*a++ = *b++ = c;
	}
	*a = *b = '\0';
	if (!broken || *tail == '\r') { /* an open string reaches to the end of its line */
		put(a, tail);
		put(b, tail);
	}
}

static void test_generated_forms(void **state)
{
	char text[2048], expected[2048], out[16384], secrets[4][64];
	size_t count;

	(void)state;
	seed_state = 20260131;
	for (int i = 0; i < 30000; i++) {
		generate(text, expected, secrets, &count);
		run(text, out, sizeof(out));
		for (size_t k = 0; k < count; k++) {
			if (strstr(out, secrets[k]))
				fail_msg("%d: %s\n still says %s in %s", i, text, secrets[k], out);
		}
		check(text, expected);
	}
}

/* Any bytes at all: nothing is read or written where it should not be, the bound holds, and a
 * smaller buffer gets the beginning of the same. */
static void test_any_bytes(void **state)
{
	static const char *const words[] = {"AT+QLWCFG=\"security\",", "+CPIN=", "\"", ",", ";",
		"\r\n", "|", "|:", ":", "3132333435363738", "{", "}", "\"n\":\"3\"",
		"\"bn\":\"/0/1/\"", "\"sv\":\"", "(", ")", "<", "\\", " ", "0", "abc",
		"psk_key=", "=", "\t"};
	char text[512], out[512 * 4 + 64], small[sizeof(out)];

	(void)state;
	seed_state = 42;
	for (int i = 0; i < 100000; i++) {
		size_t len = 0, n, limit;
		int parts = (int)draw(12);

		while (parts-- && len < 400) {
			const char *w = words[draw(sizeof(words) / sizeof(words[0]))];

			memcpy(text + len, w, strlen(w));
			len += strlen(w);
			if (draw(10) == 0)
				text[len++] = (char)draw(256);
		}
		n = redact_text(text, len, out, 4 * len + 64);
		assert_true(n < 4 * len + 64);
		limit = draw(n + 1);
		assert_int_equal(redact_text(text, len, small, limit), limit);
		assert_memory_equal(small, out, limit);
	}
}

static void test_what_looks_like_a_key(void **state)
{
	static const char *const keys[] = {"0123456789abcdef",
		"x=0123456789ABCDEF0123456789ABCDEF;", "not 313233343536373839313233",
		"d6160c2e7c90399ee7d207a22611e3d3a87241b0462976b935341d000a91e747"};
	static const char *const others[] = {"", "864475040090705", "89490200001234567892",
		"16433987206403432358", "/tmp/864475040090705-20261122-090641-571.json", "deadbeef",
		"coaps://boot.lwm2m.vzwdm.com:5684", "life_time: 99999999999 is out of range"};
	size_t n;
	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_non_null(redact_key_like(keys[i], &n));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_null(redact_key_like(others[i], &n));
	assert_ptr_equal(redact_key_like(keys[1], &n), keys[1] + 2);
	assert_int_equal(n, 32);
}

/* What is typed of a secret is one, as soon as its place is reached. */
static void test_where_secrets_stand(void **state)
{
	static const struct {
		const char *line, *bullets; /* x: secret */
	} rows[] = {
		{"AT+QLWCFG=\"security\",0,1,\"c\",0,0,\"", ""},
		{"AT+QLWCFG=\"security\",0,1,\"c\",0,0,\"i", "                                  x"},
		{"AT+QLWCFG=\"security\",0,1,\"c\",0,0,\"id\",\"3",
			"                                  xx   x"},
		{"set security 0 psk_id=me psk_key=31 server_addr=x",
			"                      xx         xx"},
		{"AT+CPIN=\"12", "         xx"},
		{"AT+QLWCFG=\"security\"", ""},
	};
	struct redact_span span[4];
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char got[80] = "";
		const size_t n = redact_spans(rows[i].line, strlen(rows[i].line), span, 4);
		for (size_t k = 0; k < n; k++) {
			memset(got + strlen(got), ' ', span[k].from - strlen(got));
			memset(got + span[k].from, 'x', span[k].to - span[k].from);
		}
		assert_string_equal(got, rows[i].bullets);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_looks_like_a_key),
		cmocka_unit_test(test_where_secrets_stand),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_what_is_no_secret),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_broken_forms),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_byte_by_byte),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_generated_forms),
		cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests_name("redact", tests, NULL, NULL);
}
