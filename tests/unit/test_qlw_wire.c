/* Command lines made from records, and records read from answers. Lines are those of the Note. */
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

/* Fills a record with texts in wire order, NULL leaves one out. */
static void fill(const struct qlw_verb *verb, struct qlw_record *r, const char *const *texts)
{
	struct qlw_diag d;
	memset(r, 0, sizeof *r);
	for (size_t i = 0; i < verb->fields; i++)
		if (texts[i])
			assert_int_equal(qlw_record_set(verb, r, i, texts[i], &d), 0);
}

static void test_queries(void **state)
{
	(void)state;
	char line[64];
	assert_int_equal(qlw_format_query(QLW_KEY_SECURITY, 0, line, sizeof line), 0);
	assert_string_equal(line, "AT+QLWCFG=\"security\"");
	assert_int_equal(qlw_format_query(QLW_KEY_SERVER, 3, line, sizeof line), 0);
	assert_string_equal(line, "AT+QLWCFG=\"server\"");
	assert_int_equal(qlw_format_query(QLW_KEY_MBSPS, 0, line, sizeof line), 0);
	assert_string_equal(line, "AT+QLWCFG=\"mbsps\"");
	assert_int_equal(qlw_format_query(QLW_KEY_HOST, 1, line, sizeof line), 0);
	assert_string_equal(line, "AT+QLWCFG=\"host\",1");
	assert_int_equal(qlw_format_query(QLW_KEY_HOST, 2, line, sizeof line), QLW_EUSAGE);
	assert_int_equal(qlw_format_query(QLW_KEY_HOST, -1, line, sizeof line), QLW_EUSAGE);
	assert_int_equal(qlw_format_query(QLW_KEY_SERVER, 0, line, 10), QLW_ENOMEM);
}

static void test_writes(void **state)
{
	(void)state;
	static const struct {
		enum qlw_key key;
		const char *texts[QLW_FIELDS_MAX];
		const char *line; /* NULL: refused */
	} table[] = {
		{QLW_KEY_AUTOSTART, {"1"}, "AT+QLWCFG=\"autostart\",1"},
		{QLW_KEY_PDPCID, {"0", "1"}, "AT+QLWCFG=\"pdpcid\",0,1"},
		{QLW_KEY_PDPCID, {"0", "1", "2"}, "AT+QLWCFG=\"pdpcid\",0,1,2"},
		{QLW_KEY_PDPCID, {"0"}, NULL},
		{QLW_KEY_SECURITY,
			{"0", "111", "coaps://leshan.eclipseprojects.io:5784", "1", "0",
				"urn:imei:864475040090705", "313233343536373839"},
			"AT+QLWCFG=\"security\",0,111,\"coaps://"
			"leshan.eclipseprojects.io:5784\",1,0,"
			"\"urn:imei:864475040090705\",\"313233343536373839\""},
		{QLW_KEY_SECURITY, {"0", "100", "coap://leshan.eclipseprojects.io:5683", "0", "3"},
			"AT+QLWCFG=\"security\",0,100,\"coap://"
			"leshan.eclipseprojects.io:5683\",0,3"},
		{QLW_KEY_SECURITY, {"0"}, NULL}, /* would delete */
		{QLW_KEY_SECURITY, {"0", "100", NULL, "0", "3"}, NULL},
		{QLW_KEY_SECURITY, {"0", "100", "coap://a", "0"}, NULL},
		{QLW_KEY_SECURITY, {NULL, "100", "coap://a", "0", "3"}, NULL},
		{QLW_KEY_SECURITY, {"0", "100", "coaps://a", "0", "0", "me"}, NULL},
		{QLW_KEY_SECURITY, {"0", "100", "coaps://a", "0", "0", NULL, "00"}, NULL},
		{QLW_KEY_SERVER, {"0", "60", "0", "50", "60", "1", "UQS"},
			"AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\""},
		{QLW_KEY_SERVER, {"0"}, NULL},
		{QLW_KEY_SERVER, {NULL}, NULL},
		{QLW_KEY_EPNS, {"1", "7", "4"}, "AT+QLWCFG=\"epns\",1,7,4"},
		{QLW_KEY_EPNS, {"0", "7", "dev-1"}, "AT+QLWCFG=\"epns\",0,\"7\",\"dev-1\""},
		{QLW_KEY_TRANSCFG, {"60", "2", "480"}, "AT+QLWCFG=\"transcfg\",60,2,480"},
		{QLW_KEY_VERSION, {"1.1"}, "AT+QLWCFG=\"version\",1"},
		{QLW_KEY_SELECT, {"Verizon"}, "AT+QLWCFG=\"select\",1"},
		{QLW_KEY_SELECT, {"Verizon", "production"}, "AT+QLWCFG=\"select\",1,1"},
		{QLW_KEY_HOST, {"0", "2", "M1"}, "AT+QLWCFG=\"host\",0,2,\"M1\""},
		{QLW_KEY_HOST, {"0", "2"}, NULL}, /* would be a query */
		{QLW_KEY_DEVICE,
			{"Quectel", "BG95-M3", "R2.1", "04", "BG95M3LAR02A04", "Quectel_BG95"},
			"AT+QLWCFG=\"device\",\"Quectel\",\"BG95-M3\",\"R2.1\",\"04\","
			"\"BG95M3LAR02A04\",\"Quectel_BG95\""},
		{QLW_KEY_DEVICE, {"Quectel", "BG95-M3"},
			"AT+QLWCFG=\"device\",\"Quectel\",\"BG95-M3\""},
		{QLW_KEY_DEVICE, {"Quectel", NULL, "R2.1"}, NULL},
		{QLW_KEY_SESSION, {"0", "86400"}, "AT+QLWCFG=\"session\",0,86400"},
		{QLW_KEY_MBSPS, {"S", "1", "2", "3", "m", "aa:bb"},
			"AT+QLWCFG=\"mbsps\",\"S\",\"1\",\"2\",\"3\",\"m\",\"aa:bb\""},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct qlw_record r;
		struct qlw_diag d;
		char line[AT_LINE_MAX];
		fill(qlw_key_verb(table[i].key), &r, table[i].texts);
		int err = qlw_format_set(table[i].key, &r, line, sizeof line, &d);
		if (table[i].line) {
			assert_int_equal(err, 0);
			assert_string_equal(line, table[i].line);
			assert_int_equal(
				qlw_format_set(table[i].key, &r, line, strlen(table[i].line), &d),
				QLW_ENOMEM);
		} else {
			assert_int_equal(err, QLW_EUSAGE);
			assert_non_null(strstr(d.what, qlw_key_verb(table[i].key)->name));
		}
	}
}

/* No choice of absent fields makes format_set write the form that deletes. */
static void test_set_never_deletes(void **state)
{
	(void)state;
	static const char *const security[] = {"0", "1", "coaps://a", "0", "0", "me", "00"};
	static const char *const server[] = {"0", "60", "0", "50", "60", "1", "UQS"};
	for (unsigned mask = 0; mask < 128; mask++) {
		for (int which = 0; which < 2; which++) {
			enum qlw_key key = which ? QLW_KEY_SERVER : QLW_KEY_SECURITY;
			const char *texts[7];
			struct qlw_record r;
			char line[256];
			struct at_line cut;
			for (unsigned i = 0; i < 7; i++)
				texts[i] = !(mask >> i & 1) ? NULL
					   : which          ? server[i]
							    : security[i];
			fill(qlw_key_verb(key), &r, texts);
			if (qlw_format_set(key, &r, line, sizeof line, NULL) != 0)
				continue;
			assert_int_equal(at_parse_command(line, strlen(line), &cut, NULL), 0);
			assert_true(cut.count >= 6);
		}
	}
}

static void test_delete(void **state)
{
	(void)state;
	char line[64];
	assert_int_equal(qlw_format_delete(QLW_KEY_SECURITY, 0, line, sizeof line), 0);
	assert_string_equal(line, "AT+QLWCFG=\"security\",0");
	assert_int_equal(qlw_format_delete(QLW_KEY_SERVER, 5, line, sizeof line), 0);
	assert_string_equal(line, "AT+QLWCFG=\"server\",5");
	assert_int_equal(qlw_format_delete(QLW_KEY_SERVER, 6, line, sizeof line), QLW_EUSAGE);
	for (int k = 0; k < QLW_KEYS; k++)
		if (k != QLW_KEY_SECURITY && k != QLW_KEY_SERVER)
			assert_int_equal(qlw_format_delete((enum qlw_key)k, 0, line, sizeof line),
				QLW_EUSAGE);
}

static void test_services(void **state)
{
	(void)state;
	static const struct {
		enum qlw_service service;
		const char *texts[QLW_FIELDS_MAX];
		const char *line;
	} table[] = {
		{QLW_SERVICE_REG, {NULL}, "AT+QLWSVC=\"reg\""},
		{QLW_SERVICE_REG, {"1"}, "AT+QLWSVC=\"reg\",1"},
		{QLW_SERVICE_DEREG, {NULL}, "AT+QLWSVC=\"dereg\""},
		{QLW_SERVICE_DEREG, {"factory-reset"}, "AT+QLWSVC=\"dereg\",1"},
		{QLW_SERVICE_LIFETIME, {"123", "60"}, "AT+QLWSVC=\"lifetime\",123,60"},
		{QLW_SERVICE_LIFETIME, {"123"}, "AT+QLWSVC=\"lifetime\",123"},
		{QLW_SERVICE_LIFETIME, {NULL, "60"}, NULL},
		{QLW_SERVICE_LIFETIME, {NULL}, NULL},
		{QLW_SERVICE_UPDATE, {"100", "0"}, "AT+QLWSVC=\"update\",100,0"},
		{QLW_SERVICE_UPDATE, {"100"}, "AT+QLWSVC=\"update\",100"},
		{QLW_SERVICE_STATE, {NULL}, "AT+QLWSVC=\"state\""},
		{QLW_SERVICE_STATE, {"5"}, "AT+QLWSVC=\"state\",5"},
		{QLW_SERVICE_ULDATA, {"1", "/1/2/3", "1", "a"}, NULL},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct qlw_record r;
		struct qlw_diag d;
		char line[256];
		fill(qlw_service_verb(table[i].service), &r, table[i].texts);
		int err = qlw_format_service(table[i].service, &r, line, sizeof line, &d);
		assert_int_equal(err, table[i].line ? 0 : QLW_EUSAGE);
		if (table[i].line)
			assert_string_equal(line, table[i].line);
	}
}

static void test_uldata(void **state)
{
	(void)state;
	char line[AT_LINE_MAX];
	struct qlw_diag d;
	struct qlw_uldata s = {.short_id = 102, .uri = "/19/0/0", .data = "hello", .len = 5};
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), 0);
	assert_string_equal(line, "AT+QLWSVC=\"uldata\",102,\"/19/0/0\",5,\"hello\"");
	s.non_confirmable = true;
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), 0);
	assert_string_equal(line, "AT+QLWSVC=\"uldata\",102,\"/19/0/0\",5,\"hello\",0,1");
	s.hex = true;
	s.data = "\x00\xff\"\r\n";
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), 0);
	assert_string_equal(line, "AT+QLWSVC=\"uldata\",102,\"/19/0/0\",5,\"00FF220D0A\",1,1");
	s.non_confirmable = false;
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), 0);
	assert_string_equal(line, "AT+QLWSVC=\"uldata\",102,\"/19/0/0\",5,\"00FF220D0A\",1");
	s.hex = false;
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), QLW_EUSAGE);
	assert_string_equal(d.hint, "send it as hex");
	s.data = "a\xc3\xa4";
	s.len = 3;
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), QLW_EUSAGE);

	static char big[QLW_ULDATA_MAX + 1];
	memset(big, 'x', sizeof big);
	s.data = big;
	s.hex = true;
	s.len = QLW_ULDATA_MAX;
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), 0);
	assert_true(strlen(line) < AT_LINE_MAX);
	s.len++;
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), QLW_EUSAGE);
	assert_string_equal(d.what, "data: 1461 bytes is out of range, allowed 1-1460 bytes");
	s.len = 0;
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), QLW_EUSAGE);
	s.len = 1;
	s.short_id = 0;
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), QLW_EUSAGE);
	s.short_id = 65535;
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), QLW_EUSAGE);
	s.short_id = 65534;
	s.uri = "/19/0";
	assert_int_equal(qlw_format_uldata(&s, line, sizeof line, &d), QLW_EUSAGE);
	s.uri = "/19/0/0";
	assert_int_equal(qlw_format_uldata(&s, line, 40, &d), QLW_ENOMEM);
}

static void test_uris(void **state)
{
	(void)state;
	static const char *const good[] = {"/0/0/0", "/19/0/0", "/10250/0/1", "/65535/65535/65535"};
	static const char *const bad[] = {"", "/", "19/0/0", "/19/0", "/19/0/", "/19/0/0/",
		"/19/0/0/0", "/65536/0/0", "/019/0/0", "/00/0/0", "/1/-1/0", "/1/a/0", "//0/0",
		"/1/2/3 ", "/99999999999999999999/0/0"};
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(qlw_uri_valid(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(qlw_uri_valid(bad[i]));
}

static int parse(const char *text, enum qlw_key *key, struct qlw_record *r)
{
	struct at_line line;
	if (at_parse_info(text, strlen(text), &line) != 0)
		return QLW_EFORM;
	return qlw_parse_setting(&line, key, r);
}

/* A record as "0|100|coap://…", ~ for a value that is not there, # before numbers. */
static const char *texts_of(const struct qlw_verb *verb, const struct qlw_record *r)
{
	static char out[1024];
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_value *v = &r->value[i];
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%s%s", i ? "|" : "",
			v->numeric ? "#" : "", v->present ? v->text : "~");
	}
	return out;
}

static void test_settings(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum qlw_key key;
		const char *texts;
	} table[] = {
		{"+QLWCFG: \"security\",0,101,\"coaps://leshan.eclipseprojects.io:5784\",1,0",
			QLW_KEY_SECURITY,
			"#0|#101|coaps://leshan.eclipseprojects.io:5784|#1|#0|~|~"},
		{"+QLWCFG: security,0,101,coaps://a:5784,1,0", QLW_KEY_SECURITY,
			"#0|#101|coaps://a:5784|#1|#0|~|~"},
		{"+QLWCFG:\"security\",\"0\",\"101\",\"coap://a\",\"1\",\"3\"", QLW_KEY_SECURITY,
			"#0|#101|coap://a|#1|#3|~|~"},
		/* should some firmware answer with the PSK, it goes no further */
		{"+QLWCFG: \"security\",0,101,\"coap://a\",1,0,\"me\",\"0102\"", QLW_KEY_SECURITY,
			"#0|#101|coap://a|#1|#0|~|~"},
		{"+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"", QLW_KEY_SERVER,
			"#0|#60|#0|#50|#60|#1|UQS"},
		{"+QLWCFG: \"server\",0,60", QLW_KEY_SERVER, "#0|#60|~|~|~|~|~"},
		{"+QLWCFG: \"server\",0,,0,x,60,1,\"UQS\",9,9", QLW_KEY_SERVER,
			"#0|~|#0|x|#60|#1|UQS"},
		{"+QLWCFG: \"epns\",1,7,4", QLW_KEY_EPNS, "#1|#7|#4"},
		{"+QLWCFG: \"epns\",1,\"7\",\"4\"", QLW_KEY_EPNS, "#1|#7|#4"},
		{"+QLWCFG: \"epns\",0,\"urn:imei:1\",\"04\"", QLW_KEY_EPNS, "#0|urn:imei:1|04"},
		{"+QLWCFG: \"autostart\",0", QLW_KEY_AUTOSTART, "#0"},
		{"+QLWCFG: \"host\",0,2,\"BG95, M3\"", QLW_KEY_HOST, "#0|#2|BG95, M3"},
		{"+QLWCFG: \"mbsps\",\"S\",\"1\",\"02\",\"3\",\"m\",\"\"", QLW_KEY_MBSPS,
			"S|1|02|3|m|"},
		{"+QLWCFG: \"device\",,\"BG95\"", QLW_KEY_DEVICE, "~|BG95|~|~|~|~"},
		{"+QLWCFG: \"session\",99999999999999999999,86400", QLW_KEY_SESSION,
			"99999999999999999999|#86400"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		enum qlw_key key;
		struct qlw_record r;
		assert_int_equal(parse(table[i].line, &key, &r), 0);
		assert_int_equal(key, table[i].key);
		assert_string_equal(texts_of(qlw_key_verb(key), &r), table[i].texts);
	}
	static const char *const none[] = {"+QLWCFG:", "+QLWCFG: \"fota\",1", "+QLWCFG: 1,2",
		"+QLWSVC: \"reg\",(0,1)", "+QLWCFG: \"autostart\",(0,1)", "+QCFG: \"version\",1",
		"+QLWCFG: \"device\",<manufacturer>,<model_no>", "OK"};
	for (size_t i = 0; i < COUNT(none); i++) {
		enum qlw_key key;
		struct qlw_record r;
		assert_int_equal(parse(none[i], &key, &r), QLW_EFORM);
	}
}

static void test_long_values_are_cut(void **state)
{
	(void)state;
	char text[1200] = "+QLWCFG: \"device\",\"";
	size_t n = strlen(text);
	memset(text + n, 'm', 1000);
	strcpy(text + n + 1000, "\",\"x\"");
	enum qlw_key key;
	struct qlw_record r;
	assert_int_equal(parse(text, &key, &r), 0);
	assert_int_equal(strlen(r.value[0].text), QLW_TEXT_MAX);
	assert_string_equal(r.value[1].text, "x");
}

/* What is written is what the same line read as an answer holds. */
static void test_write_reads_back(void **state)
{
	(void)state;
	static const char *const texts[] = {"3", "2147483647", "0", "50", "60", "discard", "US"};
	struct qlw_record wrote, read;
	enum qlw_key key;
	char line[256], answer[256];
	const struct qlw_verb *verb = qlw_key_verb(QLW_KEY_SERVER);
	fill(verb, &wrote, texts);
	assert_int_equal(qlw_format_set(QLW_KEY_SERVER, &wrote, line, sizeof line, NULL), 0);
	snprintf(answer, sizeof answer, "+QLWCFG: %s", line + strlen("AT+QLWCFG="));
	assert_int_equal(parse(answer, &key, &read), 0);
	assert_true(qlw_record_same(verb, &wrote, &read));
	for (size_t i = 0; i < verb->fields; i++)
		assert_true(qlw_value_equal(&wrote.value[i], &read.value[i]));
}

static void test_capabilities(void **state)
{
	(void)state;
	static const struct {
		const char *line, *name;
		bool known;
		const char *ranges[7]; /* NULL: none given */
	} table[] = {
		{"+QLWCFG: \"autostart\",(0,1)", "autostart", true, {"(0,1)"}},
		{"+QLWCFG: \"pdpcid\",(0-5),(1-16),(0,2,3,6,7,10,11)", "pdpcid", true,
			{"(0-5)", "(1-16)", "(0,2,3,6,7,10,11)"}},
		{"+QLWCFG: "
		 "\"security\",(0-5),(1-65534),<server_addr>,(0,1),(0,2,3),<PSK_ID>,<PSK_key>",
			"security", true,
			{"(0-5)", "(1-65534)", NULL, "(0,1)", "(0,2,3)", NULL, NULL}},
		{"+QLWSVC: \"reg\", (0,1)", "reg", true, {"(0,1)"}},
		{"+QLWSVC: \"lifetime\", (1-65534),(0-86400)", "lifetime", true,
			{"(1-65534)", "(0-86400)"}},
		{"+QLWCFG: \"urc\",(0,1)", "urc", false, {"(0,1)"}},
		{"+QLWCFG: "
		 "\"server\",(0-3),(1-86400),(1-86400),(1-86400),(1-86400),(0,1),(\"U\",\"UQ\")",
			"server", true,
			{"(0-3)", "(1-86400)", "(1-86400)", "(1-86400)", "(1-86400)", "(0,1)",
				"(\"U\",\"UQ\")"}},
		{"+QLWCFG: fota", "fota", false, {NULL}},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct at_line line;
		struct qlw_capability cap;
		char range[64];
		size_t len = strlen(table[i].line);
		assert_int_equal(at_parse_info(table[i].line, len, &line), 0);
		assert_int_equal(qlw_parse_capability(&line, table[i].line, len, &cap), 0);
		assert_string_equal(cap.name, table[i].name);
		assert_int_equal(cap.known, table[i].known);
		for (size_t k = 0; k < 7; k++) {
			const char *want = table[i].ranges[k];
			assert_int_equal(
				qlw_capability_range(&cap, k, range, sizeof range), want != NULL);
			if (want)
				assert_string_equal(range, want);
		}
	}
	struct at_line line;
	struct qlw_capability cap;
	assert_int_equal(at_parse_info("+QCFG: \"a\",(0)", 14, &line), 0);
	assert_int_equal(qlw_parse_capability(&line, "+QCFG: \"a\",(0)", 14, &cap), QLW_EFORM);
	assert_int_equal(at_parse_info("+QLWCFG:", 8, &line), 0);
	assert_int_equal(qlw_parse_capability(&line, "+QLWCFG:", 8, &cap), QLW_EFORM);
}

static void test_capability_allows(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t i;
		int64_t number;
		int answer;
	} table[] = {
		{"(0-5)", 0, 0, 1},
		{"(0-5)", 0, 5, 1},
		{"(0-5)", 0, 6, 0},
		{"(0-5)", 1, 6, -1},
		{"<a>,(0,2,3)", 1, 2, 1},
		{"<a>,(0,2,3)", 1, 1, 0},
		{"<a>,(0,2,3)", 0, 1, -1},
		{"(0,2-4,9)", 0, 3, 1},
		{"(0,2-4,9)", 0, 8, 0},
		{"(-3-0)", 0, -2, 1},
		{"(-3--1)", 0, 0, 0},
		{"( 0 - 5 )", 0, 1, -1},
		{"(0-F)", 0, 1, -1},
		{"(\"U\",\"UQ\")", 0, 1, -1},
		{"()", 0, 0, -1},
		{"(0-99999999999999999999)", 0, 1, -1},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct qlw_capability cap = {.known = true};
		snprintf(cap.text, sizeof cap.text, "%s", table[i].text);
		assert_int_equal(
			qlw_capability_allows(&cap, table[i].i, table[i].number), table[i].answer);
	}
}

static void test_state_rows(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		int err;
	} table[] = {
		{"+QLWSVC: \"state\",0,102,\"coap://a:5683\",0,2", 0},
		{"+QLWSVC:state,0,102,coap://a:5683,0,2", 0},
		{"+QLWSVC: \"state\",6,102,\"coap://a:5683\",0,2", QLW_EFORM},
		{"+QLWSVC: \"state\",0,102,\"coap://a:5683\",0", QLW_EFORM},
		{"+QLWSVC: \"state\",(0-5)", QLW_EFORM},
		{"+QLWSVC: \"lifetime\",0,102,\"coap://a:5683\",0,2", QLW_EFORM},
		{"+QLWCFG: \"state\",0,102,\"coap://a:5683\",0,2", QLW_EFORM},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct at_line line;
		struct qlw_server_state s;
		assert_int_equal(at_parse_info(table[i].line, strlen(table[i].line), &line), 0);
		assert_int_equal(qlw_parse_state(&line, &s), table[i].err);
		if (table[i].err)
			continue;
		assert_int_equal(s.client_index, 0);
		assert_int_equal(s.short_id, 102);
		assert_string_equal(s.server_addr, "coap://a:5683");
		assert_int_equal(s.bootstrap, 0);
		assert_int_equal(s.code, QLW_STATE_REG_READY);
	}
	struct at_line line;
	unsigned id = 0;
	int64_t seconds = 0;
	assert_int_equal(at_parse_info("+QLWSVC: \"lifetime\",123,60", 26, &line), 0);
	assert_int_equal(qlw_parse_lifetime(&line, &id, &seconds), 0);
	assert_int_equal(id, 123);
	assert_int_equal(seconds, 60);
	assert_int_equal(at_parse_info("+QLWSVC: \"lifetime\",(1-65534),(0-86400)", 39, &line), 0);
	assert_int_equal(qlw_parse_lifetime(&line, &id, &seconds), QLW_EFORM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_queries),
		cmocka_unit_test(test_writes),
		cmocka_unit_test(test_set_never_deletes),
		cmocka_unit_test(test_delete),
		cmocka_unit_test(test_services),
		cmocka_unit_test(test_uldata),
		cmocka_unit_test(test_uris),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_long_values_are_cut),
		cmocka_unit_test(test_write_reads_back),
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_capability_allows),
		cmocka_unit_test(test_state_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
