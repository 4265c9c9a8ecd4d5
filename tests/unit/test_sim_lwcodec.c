/* Content formats as tables: bytes that other implementations agree on, and bytes nobody should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/sim/coap_msg.h"
#include "modem/sim/lwcodec.h"
#include "modem/sim/lwlink.h"
#include "modem/sim/lwuri.h"

static void hex_of(const struct lw_buf *b, char *out, size_t max)
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < b->len && at + 3 < max; i++)
		at += (size_t)snprintf(out + at, max - at, "%02x", b->data[i]);
}

static size_t bytes_of(const char *hex, uint8_t *out, size_t max)
{
	size_t n = 0;
	for (; hex[0] && n < max; hex += 2) {
		char pair[3] = {hex[0], hex[1], 0};
		out[n++] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return n;
}

static void put_part(struct lw_tree *t, unsigned o, unsigned r, unsigned part, int64_t number)
{
	struct lw_value v = {.type = LW_TYPE_INTEGER, .number = number};
	lw_tree_set(t, o, 0, r, part, &v);
}

/* The device object of the examples in the LwM2M text (6.4.3.2), as far as it goes */
static void example_device(struct lw_tree *t)
{
	memset(t, 0, sizeof(*t));
	lw_tree_set_text(t, 3, 0, 0, "Open Mobile Alliance");
	lw_tree_set_text(t, 3, 0, 1, "Lightweight M2M Client");
	lw_tree_set_text(t, 3, 0, 2, "345000123");
	lw_tree_set_text(t, 3, 0, 3, "1.0");
	put_part(t, 3, 6, 0, 1);
	put_part(t, 3, 6, 1, 5);
	put_part(t, 3, 7, 0, 0x0ed8);
	put_part(t, 3, 7, 1, 0x1388);
	put_part(t, 3, 8, 0, 0x7d);
	put_part(t, 3, 8, 1, 0x0384);
	lw_tree_set_number(t, 3, 0, 9, LW_TYPE_INTEGER, 100);
	lw_tree_set_number(t, 3, 0, 10, LW_TYPE_INTEGER, 15);
	put_part(t, 3, 11, 0, 0);
	lw_tree_set_number(t, 3, 0, 13, LW_TYPE_TIME, 1367491215);
	lw_tree_set_text(t, 3, 0, 14, "+02:00");
	lw_tree_set_text(t, 3, 0, 16, "U");
}

static const char example_tlv[] =
	"c800144f70656e204d6f62696c6520416c6c69616e6365c801164c69676874776569676874204d324d20436c"
	"69656e74c80209333435303030313233c303312e30860641000141010588070842000ed842011388870841"
	"007d42010384c10964c10a0f830b410000c40d5182428fc60e2b30323a3030c11055";

static void test_tlv_of_the_oma_example(void **state)
{
	struct lw_tree t;
	struct lw_buf out = {0};
	struct lw_path instance = lw_path_make(2, 3, 0, 0, 0);
	char hex[1024];
	(void)state;
	example_device(&t);
	assert_int_equal(lw_encode(&t, &instance, COAP_FORMAT_TLV, &out), 0);
	hex_of(&out, hex, sizeof(hex));
	assert_string_equal(hex, example_tlv);
	lw_buf_free(&out);
	lw_tree_clear(&t);
}

/* Whatever goes out comes back the same, in every format that can carry an instance. */
static void test_round_trips(void **state)
{
	static const int formats[] = {
		COAP_FORMAT_TLV, COAP_FORMAT_JSON, COAP_FORMAT_SENML_JSON, COAP_FORMAT_SENML_CBOR};
	struct lw_path paths[] = {lw_path_make(1, 3, 0, 0, 0), lw_path_make(2, 3, 0, 0, 0),
		lw_path_make(3, 3, 0, 7, 0), lw_path_make(3, 3, 0, 9, 0)};
	struct lw_tree t;
	(void)state;
	example_device(&t);
	for (size_t f = 0; f < 4; f++)
		for (size_t p = 0; p < 4; p++) {
			struct lw_buf out = {0};
			struct lw_tree back = {0};
			size_t first, n = lw_tree_range(&t, &paths[p], &first), again = 0;
			assert_int_equal(lw_encode(&t, &paths[p], formats[f], &out), 0);
			assert_int_equal(
				lw_decode(&paths[p], formats[f], out.data, out.len, &back), 0);
			for (size_t i = first; i < first + n; i++) {
				const struct lw_entry *e = &t.entry[i];
				size_t at;
				if (e->path.id[2] == LW_NO_ID)
					continue;
				assert_int_equal(lw_tree_range(&back, &e->path, &at), 1);
				assert_true(lw_value_equal(&e->value, &back.entry[at].value));
				again++;
			}
			assert_true(again > 0);
			lw_buf_free(&out);
			lw_tree_clear(&back);
		}
	lw_tree_clear(&t);
}

static const struct {
	const char *path;
	int format;
	const char *text; /* hexadecimal for the binary formats */
} reads[] = {
	{"/3/0/9", COAP_FORMAT_TEXT, "100"},
	{"/3/0/0", COAP_FORMAT_TEXT, "Open Mobile Alliance"},
	{"/3/0/9", COAP_FORMAT_TLV, "c10964"},
	{"/3/0/9", 1542, "c10964"},
	{"/3/0/9", COAP_FORMAT_CBOR, "1864"},
	{"/3/0/9", COAP_FORMAT_JSON, "{\"bn\":\"/3/0/9\",\"e\":[{\"n\":\"\",\"v\":100}]}"},
	{"/3/0/6", COAP_FORMAT_JSON,
		"{\"bn\":\"/3/0/6/\",\"e\":[{\"n\":\"0\",\"v\":1},{\"n\":\"1\",\"v\":5}]}"},
	{"/3/0/9", COAP_FORMAT_SENML_JSON, "[{\"bn\":\"/3/0/9\",\"v\":100}]"},
	{"/3/0/6", COAP_FORMAT_SENML_JSON,
		"[{\"bn\":\"/3/0/6/\",\"n\":\"0\",\"v\":1},{\"n\":\"1\",\"v\":5}]"},
	{"/3/0/9", COAP_FORMAT_SENML_CBOR,
		"81a2"
		"21"
		"66"
		"2f332f302f39"
		"02"
		"1864"},
};

static void test_reads(void **state)
{
	struct lw_tree t;
	(void)state;
	example_device(&t);
	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
		struct lw_buf out = {0};
		struct lw_path path;
		char hex[256];
		assert_true(lw_path_parse(reads[i].path, &path));
		assert_int_equal(lw_encode(&t, &path, reads[i].format, &out), 0);
		hex_of(&out, hex, sizeof(hex));
		lw_buf_byte(&out, 0);
		bool binary = reads[i].format == COAP_FORMAT_TLV || reads[i].format == 1542 ||
			      reads[i].format == COAP_FORMAT_CBOR ||
			      reads[i].format == COAP_FORMAT_SENML_CBOR;
		assert_string_equal(binary ? hex : (char *)out.data, reads[i].text);
		lw_buf_free(&out);
	}
	lw_tree_clear(&t);
}

static void test_formats_that_do_not_fit(void **state)
{
	static const struct {
		const char *path;
		int format;
	} rows[] = {{"/3/0", COAP_FORMAT_TEXT}, {"/3/0/6", COAP_FORMAT_TEXT},
		{"/3", COAP_FORMAT_OPAQUE}, {"/3/0/0", COAP_FORMAT_OPAQUE},
		{"/3/0", COAP_FORMAT_CBOR}, {"/3/0", 50}, {"/3/0", 65000}};
	struct lw_tree t;
	(void)state;
	example_device(&t);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lw_buf out = {0};
		struct lw_path path;
		assert_true(lw_path_parse(rows[i].path, &path));
		assert_int_equal(lw_encode(&t, &path, rows[i].format, &out), COAP_CODE(4, 6));
		lw_buf_free(&out);
	}
	lw_tree_clear(&t);
}

/* What servers write to /1/1 and /3/0/14, each in its own way; and what must be refused. */
static const struct {
	const char *path;
	int format;
	const char *hex; /* or */
	const char *text;
	unsigned code;
	int64_t lifetime; /* of /1/1/1 afterwards, -1: not looked at */
} writes[] = {
	{"/1/1/1", COAP_FORMAT_TEXT, NULL, "120", 0, 120},
	{"/1/1/1", COAP_FORMAT_TLV, "c10178", NULL, 0, 120},
	{"/1/1/1", COAP_FORMAT_TLV, "c2010078", NULL, 0, 120},
	{"/1/1", COAP_FORMAT_TLV, "c10178", NULL, 0, 120},
	{"/1/1", COAP_FORMAT_TLV, "0301c10178", NULL, 0, 120},
	{"/1/1/1", COAP_FORMAT_CBOR, "1878", NULL, 0, 120},
	{"/1/1/1", COAP_FORMAT_CBOR, "fb405e000000000000", NULL, 0, 120},
	{"/1/1/1", COAP_FORMAT_CBOR, "f95780", NULL, 0, 120},
	{"/1/1", COAP_FORMAT_JSON, NULL, "{\"bn\":\"/1/1/\",\"e\":[{\"n\":\"1\",\"v\":120}]}", 0,
		120},
	{"/1/1", COAP_FORMAT_JSON, NULL, "{\"e\":[{\"n\":\"1\",\"v\":120}]}", 0, 120},
	{"/1/1/1", COAP_FORMAT_JSON, NULL, "{\"bn\":\"/1/1/1\",\"e\":[{\"v\":120}]}", 0, 120},
	{"/1/1", COAP_FORMAT_SENML_JSON, NULL, "[{\"bn\":\"/1/1/\",\"n\":\"1\",\"v\":120}]", 0,
		120},
	{"/1/1/1", COAP_FORMAT_SENML_JSON, NULL, "[{\"n\":\"/1/1/1\",\"v\":120}]", 0, 120},
	{"/1/1/1", COAP_FORMAT_SENML_CBOR, "9fbf21662f312f312f31021878ffff", NULL, 0, 120},
	{"/3/0/14", COAP_FORMAT_SENML_JSON, NULL, "[{\"bn\":\"/3/0/14\",\"vs\":\"+01:00\"}]", 0,
		-1},
	{"/19/0/0", COAP_FORMAT_OPAQUE, "00ff", NULL, 0, -1},
	{"/19/0/0", COAP_FORMAT_SENML_JSON, NULL, "[{\"bn\":\"/19/0/0/0\",\"vd\":\"AP8\"}]", 0, -1},
	{"/1/1/10", COAP_FORMAT_SENML_JSON, NULL, "[{\"bn\":\"/1/1/10\",\"vlo\":\"11:3\"}]", 0, -1},
	/* refused */
	{"/1/1/1", COAP_FORMAT_TEXT, NULL, "12x", COAP_CODE(4, 0), -1},
	{"/1/1/1", COAP_FORMAT_TEXT, NULL, "", COAP_CODE(4, 0), -1},
	{"/1/1/1", COAP_FORMAT_TEXT, NULL, "99999999999999999999", COAP_CODE(4, 0), -1},
	{"/1/1/6", COAP_FORMAT_TEXT, NULL, "2", COAP_CODE(4, 0), -1},
	{"/1/1/1", COAP_FORMAT_TLV, "c301000078", NULL, COAP_CODE(4, 0), -1},
	{"/1/1/1", COAP_FORMAT_TLV, "c10278", NULL, COAP_CODE(4, 0), -1},
	{"/1/1/1", COAP_FORMAT_TLV, "c1", NULL, COAP_CODE(4, 0), -1},
	{"/1/1", COAP_FORMAT_TLV, "d8ffff", NULL, COAP_CODE(4, 0), -1},
	{"/1/1", COAP_FORMAT_TLV, "0302c10178", NULL, COAP_CODE(4, 0), -1},
	{"/1/1", COAP_FORMAT_JSON, NULL, "{\"e\":[{\"n\":\"1\"}]}", COAP_CODE(4, 0), -1},
	{"/1/1", COAP_FORMAT_JSON, NULL, "{", COAP_CODE(4, 0), -1},
	{"/1/1", COAP_FORMAT_SENML_JSON, NULL, "[{\"bn\":\"/1/2/\",\"n\":\"1\",\"v\":120}]",
		COAP_CODE(4, 0), -1},
	{"/1/1", COAP_FORMAT_SENML_JSON, NULL, "[{\"bn\":\"/1/1/\",\"n\":\"1\",\"v\":1.5}]",
		COAP_CODE(4, 0), -1},
	{"/1/1/1", COAP_FORMAT_CBOR, "1b", NULL, COAP_CODE(4, 0), -1},
	{"/1/1/1", COAP_FORMAT_CBOR, "1bffffffffffffffff", NULL, COAP_CODE(4, 0), -1},
	{"/1/1/1", COAP_FORMAT_CBOR, "f97e00", NULL, COAP_CODE(4, 0), -1},
	{"/1/1", COAP_FORMAT_SENML_CBOR, "9f", NULL, COAP_CODE(4, 0), -1},
	{"/1/1", COAP_FORMAT_SENML_CBOR, "9bffffffffffffffffa1", NULL, COAP_CODE(4, 0), -1},
	{"/1/1/1", 65000, NULL, "120", COAP_CODE(4, 15), -1},
};

static void test_writes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++) {
		struct lw_tree in = {0};
		struct lw_path path;
		uint8_t bytes[256];
		const char *text = writes[i].text ? writes[i].text : "";
		size_t len = writes[i].hex ? bytes_of(writes[i].hex, bytes, sizeof(bytes))
					   : strlen(text);
		assert_true(lw_path_parse(writes[i].path, &path));
		unsigned code = lw_decode(&path, writes[i].format,
			writes[i].hex ? bytes : (const uint8_t *)text, len, &in);
		if (code != writes[i].code)
			fail_msg("row %zu: %u.%02u", i, code >> 5, code & 31);
		if (writes[i].lifetime >= 0)
			assert_int_equal(lw_tree_number(&in, 1, 1, 1, -2), writes[i].lifetime);
		lw_tree_clear(&in);
	}
}

/* No input may do more than be refused. */
static void test_random_bytes(void **state)
{
	static const int formats[] = {COAP_FORMAT_TLV, COAP_FORMAT_TEXT, COAP_FORMAT_OPAQUE,
		COAP_FORMAT_JSON, COAP_FORMAT_SENML_JSON, COAP_FORMAT_SENML_CBOR, COAP_FORMAT_CBOR};
	static const char *const paths[] = {"/1", "/1/0", "/3/0/9", "/3/0/7/1", "/19/0/0"};
	uint32_t seed = 1;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		uint8_t bytes[64];
		struct lw_path path;
		struct lw_tree in = {0};
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)((seed = seed * 1664525u + 1013904223u) >> 24);
		lw_path_parse(paths[round % 5], &path);
		lw_decode(&path, formats[round % 7], bytes, bytes[0] % sizeof(bytes), &in);
		lw_tree_clear(&in);
	}
}

static void test_paths(void **state)
{
	static const char *const bad[] = {
		"", "3", "//", "/3/", "/65535", "/3/0/9/1/2", "/a", "/-1", "/3/0/9x", "/000003"};
	struct lw_path p;
	char text[LW_PATH_TEXT];
	(void)state;
	assert_true(lw_path_parse("/65534/0/9/1", &p));
	assert_int_equal(p.depth, 4);
	lw_path_format(&p, text);
	assert_string_equal(text, "/65534/0/9/1");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(lw_path_parse(bad[i], &p));
}

static void test_uris(void **state)
{
	static const struct {
		const char *text;
		bool valid, secure;
		const char *host;
		unsigned port;
	} rows[] = {
		{"coap://leshan.eclipseprojects.io:5683", true, false, "leshan.eclipseprojects.io",
			5683},
		{"coaps://host", true, true, "host", 5684},
		{"coap://host/", true, false, "host", 5683},
		{"coap://[2001:db8::1]:77", true, false, "2001:db8::1", 77},
		{"coap://[::1]", true, false, "::1", 5683},
		{"coap://2002:c023:9c17:c007:5443:ff62:a1f5:2c:5683", true, false,
			"2002:c023:9c17:c007:5443:ff62:a1f5:2c", 5683},
		{"http://host", false, false, "", 0},
		{"coap://", false, false, "", 0},
		{"coap://host:0", false, false, "", 0},
		{"coap://host:65536", false, false, "", 0},
		{"coap://host:12x", false, false, "", 0},
		{"coap://[::1", false, false, "", 0},
		{"coap://:5683", false, false, "", 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lw_uri uri;
		assert_int_equal(lw_uri_parse(rows[i].text, &uri), rows[i].valid);
		if (!rows[i].valid)
			continue;
		assert_int_equal(uri.secure, rows[i].secure);
		assert_string_equal(uri.host, rows[i].host);
		assert_int_equal(uri.port, rows[i].port);
	}
}

static void test_object_list(void **state)
{
	struct lw_tree t = {0};
	char out[512];
	(void)state;
	lw_tree_add_instance(&t, 0, 0);
	lw_tree_add_instance(&t, 1, 1);
	lw_tree_add_instance(&t, 19, 0);
	lw_tree_add_instance(&t, 19, 3);
	assert_true(lw_link_register(&t, 0, out, sizeof(out)) > 0);
	assert_non_null(strstr(out, "</>;rt=\"oma.lwm2m\";ct=11543,</1/1>,</2>,</3>"));
	assert_non_null(strstr(out, ",</19/0>,</19/3>,"));
	assert_null(strstr(out, "</0"));
	assert_int_equal(lw_link_register(&t, 0, out, 20), 0);
	lw_tree_clear(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tlv_of_the_oma_example),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_formats_that_do_not_fit),
		cmocka_unit_test(test_writes),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_uris),
		cmocka_unit_test(test_object_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
