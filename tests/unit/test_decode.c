/* Guesses at what bytes from a server mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/decode.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct decode got;

static void decode(const void *data, size_t len)
{
	void *copy = malloc(len ? len : 1); /* exact, so that ASan sees a byte read too many */
	assert_non_null(copy);
	memcpy(copy, data, len);
	decode_payload(copy, len, &got);
	free(copy);
}

/* The rows as "name=value;name=value" */
static const char *rows(void)
{
	static char out[DECODE_ROWS_MAX * 170];
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < got.count; i++)
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%s=%s", i ? ";" : "",
			got.row[i].name, got.row[i].value);
	if (got.more)
		snprintf(out + n, sizeof out - n, ";more");
	return out;
}

static size_t from_hex(const char *hex, uint8_t *out)
{
	size_t n = 0;
	for (; *hex; hex++) {
		unsigned byte;
		if (*hex == ' ')
			continue;
		assert_int_equal(sscanf(hex, "%2x", &byte), 1);
		out[n++] = (uint8_t)byte;
		hex++;
	}
	return n;
}

static void test_text(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum decode_form form;
		const char *rows;
	} table[] = {
		{"hello", DECODE_TEXT, ""},
		{"", DECODE_TEXT, ""},
		{"two\r\nlines\t", DECODE_TEXT, ""},
		{"gr\xc3\xbc\xc3\x9f", DECODE_TEXT, ""},
		{"42", DECODE_NUMBER, "value=42"},
		{" -12.50\r\n", DECODE_NUMBER, "value=-12.5"},
		{"+.5e3", DECODE_NUMBER, "value=500"},
		{"1.", DECODE_NUMBER, "value=1"},
		{"true", DECODE_BOOLEAN, "value=true"},
		{"false", DECODE_BOOLEAN, "value=false"},
		{"True", DECODE_TEXT, ""},
		{".", DECODE_TEXT, ""},
		{"1e", DECODE_TEXT, ""},
		{"1 2", DECODE_TEXT, ""},
		{"0x10", DECODE_TEXT, ""},
		{"nan", DECODE_TEXT, ""},
		{"12:30", DECODE_TEXT, ""},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		decode(table[i].text, strlen(table[i].text));
		assert_int_equal(got.form, table[i].form);
		assert_string_equal(rows(), table[i].rows);
	}
}

static void test_what_is_text(void **state)
{
	(void)state;
	static const char *const bad[] = {"\x1b[2J", "\x7f", "\xc2\x9b", "\xff", "\xc3", "\xc0\x80",
		"\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\x08"};
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(decode_is_text(bad[i], strlen(bad[i])));
	assert_false(decode_is_text("a\0b", 3));
	assert_true(decode_is_text("\xf0\x9f\x98\x80 \xe2\x82\xac", 8));
	assert_true(decode_is_text("", 0));
}

static void test_binary(void **state)
{
	(void)state;
	static const struct {
		const char *hex;
		enum decode_form form;
		const char *rows;
	} table[] = {
		/* numbers */
		{"ff", DECODE_NUMBER, "integer=-1"},
		{"00", DECODE_NUMBER, "integer=0"},
		{"ff38", DECODE_NUMBER, "integer=-200"},
		{"1864", DECODE_NUMBER, "CBOR=100;integer=6244"},
		{"41ac0000", DECODE_NUMBER, "integer=1101791232;float=21.5"},
		{"8000000000000000", DECODE_NUMBER, "integer=-9223372036854775808"},
		/* TLV: resources, a multiple resource, instances, all widths */
		{"c864 14 4f70656e204d6f62696c6520416c6c69616e6365"
		 " c801 16 4c69676874776569676874204d324d20436c69656e74",
			DECODE_TLV, NULL},
		{"c10964 c3 0d 5182 42", DECODE_TLV, "9=100 or \"d\";13=518242"},
		{"8606 4100 01 4101 05", DECODE_TLV, "6/0=1;6/1=5"},
		{"08 00 06 c1 00 03 c1 01 ff", DECODE_TLV, "0/0=3;0/1=-1"},
		{"e1 1234 07", DECODE_TLV, "4660=7"},
		{"d00b 0002 aabb", DECODE_TLV, "11=-21829"},
		{"c4 05 41ac0000", DECODE_TLV, "5=21.5"},
		{"c0 05 c1 06 01", DECODE_TLV, "5=;6=1"},
		/* broken TLV: too long, a resource instance outside, garbage inside */
		{"c5 05 41ac00", DECODE_NONE, ""},
		{"41 00 01", DECODE_NONE, ""},
		{"83 ff c1 00 01", DECODE_NONE, ""},
		{"f8 ffff", DECODE_NONE, ""},
		/* CBOR */
		{"19 0fa0", DECODE_CBOR, "CBOR=4000"},
		{"39 01f3", DECODE_CBOR, "CBOR=-500"},
		{"fa 41ac0000", DECODE_CBOR, "CBOR=21.5"},
		{"f9 3c00", DECODE_CBOR, "CBOR=1"},
		{"fb 3ff8000000000000", DECODE_CBOR, "CBOR=1.5"},
		{"1b ffffffffffffffff", DECODE_CBOR, "CBOR=1.84467440737096e+19"},
		{"6568656c6c6f00", DECODE_NONE, ""},
		{"8a 68656c6c6f", DECODE_NONE, ""},
		{"9f 01 02 ff 00", DECODE_NONE, ""},
		{"82 82 f5 f6 81", DECODE_NONE, ""},
		/* SenML CBOR: /3/0/ with 0 text, 9 number, 16 boolean, 2 bytes, 22 link */
		{"85 a3 21 65 2f332f302f 00 61 30 03 61 51"
		 " a2 00 61 39 02 18 64 a2 00 62 3136 04 f5 a2 00 61 32 08 42 00ff"
		 " a2 00 62 3232 63 766c6f 65 333a3030 31",
			DECODE_SENML,
			"/3/0/0=\"Q\";/3/0/9=100;/3/0/16=true;/3/0/2=00ff;/3/0/22=\"3:001\""},
		{"81 a2 20 01 00 61 31", DECODE_SENML, "1="},
		/* base name only in the second record; unknown labels and nested values are skipped
		 */
		{"81 a3 00 61 31 17 82 a1 01 02 f6 02 f9 c000", DECODE_SENML, "1=-2"},
		{"81 a1 02 05 00", DECODE_NONE, ""},
	};
	uint8_t bytes[128];
	for (size_t i = 0; i < COUNT(table); i++) {
		decode(bytes, from_hex(table[i].hex, bytes));
		if (table[i].rows)
			assert_string_equal(rows(), table[i].rows);
		assert_int_equal(got.form, table[i].form);
	}
}

static void test_json(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum decode_form form;
		const char *rows;
	} table[] = {
		{"[{\"bn\":\"/3/0/"
		 "\",\"n\":\"9\",\"v\":95},{\"n\":\"16\",\"vs\":\"UQ\"},{\"n\":\"1\",\"vb\":true}]",
			DECODE_JSON, "/3/0/9=95;/3/0/16=\"UQ\";/3/0/1=true"},
		{"{\"bn\":\"/1/1/\",\"e\":[{\"n\":\"1\",\"v\":60},{\"n\":\"6\",\"bv\":false},"
		 "{\"n\":\"7\",\"sv\":\"UQS\"},{\"n\":\"10\",\"ov\":\"11:65533\"}]}",
			DECODE_JSON, "/1/1/1=60;/1/1/6=false;/1/1/7=\"UQS\";/1/1/10=\"11:65533\""},
		{" [ { \"n\" : \"/5/0/1\" , \"vs\" : \"a\\\"b\\u0041\\n\" , \"x\" : [ { \"y\" : "
		 "null } , -1.5e3 ] } ] \n",
			DECODE_JSON, "/5/0/1=612262410a"},
		{"[{\"bv\":5,\"n\":\"1\",\"v\":2}]", DECODE_JSON, "1=2"},
		{"[]", DECODE_TEXT, ""},
		{"{}", DECODE_TEXT, ""},
		{"[1,2]", DECODE_TEXT, ""},
		{"{\"a\":1}", DECODE_TEXT, ""},
		{"[{\"v\":1}]", DECODE_TEXT, ""},
		{"[{\"n\":\"1\",\"v\":1}", DECODE_TEXT, ""},
		{"[{\"n\":\"1\",\"v\":1}] x", DECODE_TEXT, ""},
		{"[{\"n\":\"1\",\"v\":1-1}]", DECODE_TEXT, ""},
		{"[{\"n\":\"1\",\"v\":tru}]", DECODE_TEXT, ""},
		{"[{\"n\":\"1\",\"v\":\"\\q\"}]", DECODE_TEXT, ""},
		{"[{\"n\":\"1", DECODE_TEXT, ""},
		{"[[[[[[[[[[[[[[[[[[[[", DECODE_TEXT, ""},
		{"{\"x\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}", DECODE_TEXT, ""},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		decode(table[i].text, strlen(table[i].text));
		assert_string_equal(rows(), table[i].rows);
		assert_int_equal(got.form, table[i].form);
	}
}

static void test_bounds(void **state)
{
	(void)state;
	/* more rows than fit */
	uint8_t many[1024];
	size_t n = 0;
	for (; n + 3 <= sizeof many; n += 3)
		memcpy(many + n, "\xc1\x05\x07", 3);
	decode(many, n);
	assert_int_equal(got.form, DECODE_TLV);
	assert_int_equal(got.count, DECODE_ROWS_MAX);
	assert_true(got.more);
	/* a long text is cut between characters, long bytes between digits */
	uint8_t text[1024] = {0xd0, 5, 0x01, 0x90};
	for (size_t i = 0; i < 400; i += 2)
		memcpy(text + 4 + i, "\xc3\xa4", 2);
	decode(text, 404);
	assert_int_equal(got.form, DECODE_TLV);
	assert_true(decode_is_text(got.row[0].value, strlen(got.row[0].value)));
	assert_non_null(strstr(got.row[0].value, "..."));
	memset(text + 4, 0xee, 400);
	decode(text, 404);
	assert_int_equal(got.form, DECODE_TLV);
	assert_int_equal(strlen(got.row[0].value), 95);
	/* an array that promises more than there is */
	static const uint8_t liar[] = {0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
	decode(liar, sizeof liar);
	assert_int_equal(got.form, DECODE_NONE);
	/* nested deeper than anyone means */
	memset(many, 0x81, sizeof many);
	decode(many, sizeof many);
	assert_int_equal(got.form, DECODE_NONE);
	for (int form = DECODE_NONE; form <= DECODE_CBOR; form++)
		assert_non_null(decode_form_name((enum decode_form)form));
}

/* Any bytes: no read outside, and every row can be put on a screen. */
static void test_garbage(void **state)
{
	(void)state;
	static const char likely[] =
		"[{\"n\":1,}]\\u00\xc3\xa4\x81\xa2\x00\x61\x31\x02\xf5\xc1\x08\x86\xd0";
	uint64_t seed = 0xdec0de;
	for (int round = 0; round < 40000; round++) {
		uint8_t bytes[64];
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		size_t len = (seed >> 40) % (sizeof bytes + 1);
		for (size_t i = 0; i < len; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			bytes[i] = seed >> 60 ? (uint8_t)likely[(seed >> 33) % (sizeof likely - 1)]
					      : (uint8_t)(seed >> 33);
		}
		decode(bytes, len);
		assert_true(got.count <= DECODE_ROWS_MAX);
		for (size_t i = 0; i < got.count; i++) {
			const struct decode_row *r = &got.row[i];
			assert_true(memchr(r->name, '\0', sizeof r->name) != NULL);
			assert_true(memchr(r->value, '\0', sizeof r->value) != NULL);
			assert_true(decode_is_text(r->name, strlen(r->name)));
			assert_true(decode_is_text(r->value, strlen(r->value)));
			assert_null(strpbrk(r->name, "\t\r\n"));
			assert_null(strpbrk(r->value, "\t\r\n"));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_what_is_text),
		cmocka_unit_test(test_binary),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_garbage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
