/* Changes to files: nothing but what was asked for changes, fresh files have the Note's form, and what
 * cannot be said is refused with the file as it was. */
#include "tests/unit/file_fixture.h"

#define BOOT FILE_KIND_BOOTSTRAP
#define APN  FILE_KIND_APN
#define CFG  FILE_KIND_CFG
#define PSK  FILE_KIND_PSK

static struct qlw_diag diag;

struct step {
	unsigned record;
	const char *name, *value; /* value NULL: take away */
};

/* text after the steps is expected. */
static void expect_steps(enum file_kind kind, const char *text, const struct step *steps,
	size_t count, const char *expected)
{
	struct file *f = fixture_read(kind, text);
	for (size_t i = 0; i < count; i++) {
		const struct step *s = &steps[i];
		diag.what[0] = '\0';
		int err = s->value ? file_set(f, s->record, s->name, s->value, &diag)
				   : file_remove(f, s->record, s->name, &diag);
		if (err)
			printf("%s: %s\n", s->name, diag.what);
		assert_int_equal(err, 0);
	}
	fixture_bytes(f, expected);
	file_free(f);
}

#define STEPS(kind, text, expected, ...)                                                    \
	do {                                                                                \
		static const struct step steps_[] = {__VA_ARGS__};                          \
		expect_steps(kind, text, steps_, sizeof steps_ / sizeof *steps_, expected); \
	} while (0)

static void test_read_and_written(void **ctx)
{
	static const struct {
		enum file_kind kind;
		const char *text;
	} table[] = {
		{BOOT, note_oma_1_0},
		{BOOT, note_oma_1_1},
		{APN, note_apn},
		{CFG, note_cfg},
		{PSK, note_psk},
		{BOOT, "{damaged"},
		{APN, "# x\r\n ;;\r"},
		{CFG, ""},
		{FILE_KIND_AUTOSTART, "?"},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct file *f = fixture_read(table[i].kind, table[i].text);
		fixture_bytes(f, table[i].text);
		file_free(f);
	}
}

/* The Note's example, built from nothing; its last object gets the slash it lacks in print. */
static void test_fresh_bootstrap(void **ctx)
{
	static char expected[sizeof note_oma_1_0 + 8];
	static const struct step steps[] = {
		{0, "/0/0/0", "coaps://10.230.20.192:1111"},
		{0, "/0/0/1", "true"},
		{0, "/0/0/2", "PSK"},
		{0, "0/0/10", "100"},
		{0, "/0/1/1", "0"},
		{0, "/0/1/2", "3"},
		{0, "/0/1/10", "102"},
		{0, "/1/1/0", "102"},
		{0, "/1/1/1", "50000"},
		{0, "/1/1/2", "1"},
		{0, "/1/1/3", "60"},
		{0, "/1/1/5", "86400"},
		{0, "/1/1/6", "true"},
		{0, "/1/1/7", "UQS"},
		{0, "/2/0/0", "1"},
		{0, "/2/0/1", "2"},
		{0, "/2/0/2/102", "15"},
		{0, "/2/0/3", "102"},
	};
	const char *cut = strstr(note_oma_1_0, "/2/0\"");
	(void)ctx;
	snprintf(expected, sizeof expected, "%.*s/2/0/%s", (int)(cut - note_oma_1_0), note_oma_1_0,
		cut + 4);
	expect_steps(BOOT, "", steps, sizeof steps / sizeof *steps, expected);
}

static void test_fresh_text(void **ctx)
{
	(void)ctx;
	STEPS(CFG, "", "{\nAPN=x;\nACK_TIMEOUT=30;\nVERSION=1.1;\n}\n", {0, "ACK_TIMEOUT", "30"},
		{0, "VERSION", "1.1"}, {0, "APN", "x"});
	STEPS(APN, "",
		"APN_NAME=a\nAPN_CLASS=2\nSHORT_SERVER_ID1=102\n;\nAPN_NAME=b\nIP_FAMILY=v4v6\n;\n",
		{0, "APN_NAME", "a"}, {0, "SHORT_SERVER_ID1", "102"}, {0, "APN_CLASS", "2"},
		{1, "APN_NAME", "b"}, {1, "IP_FAMILY", "v4v6"});
	STEPS(PSK, "", "iot_app_101:0badc0de", {0, "identity", "iot_app_101"},
		{0, "key", "0badc0de"});
	STEPS(PSK, "", "|urn:imei:1|:0badc0de", {0, "identity", "urn:imei:1"},
		{0, "key", "0badc0de"});
}

static void test_one_value(void **ctx)
{
	(void)ctx;
	STEPS(BOOT, " {\"e\":[ {\"v\" : 5.0 ,\"n\":\"/0/0/11\"} ],\"x\":[1] }\r\n",
		" {\"e\":[ {\"v\" : 6 ,\"n\":\"/0/0/11\"} ],\"x\":[1] }\r\n", {0, "/0/0/11", "6"});
	STEPS(BOOT, "{\"bn\":\"/0/0/\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://h\"}]}",
		"{\"bn\":\"/0/0/\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://[::1]:1\"}]}",
		{0, "/0/0/0", "coap://[::1]:1"});
	/* a value of another form takes its label along */
	STEPS(BOOT, "{\"bn\":\"/0/0/\",\"e\":[{\"n\":\"1\", \"v\":1 }]}",
		"{\"bn\":\"/0/0/\",\"e\":[{\"n\":\"1\", \"bv\":true }]}", {0, "/0/0/1", "true"});
	STEPS(BOOT, "{\"e\":[{\"n\":\"/11/0/0\",\"sv\":\"\"}]}",
		"{\"e\":[{\"n\":\"/11/0/0\",\"sv\":\"a\\\"\\\\\xc3\xa9\"}]}",
		{0, "/11/0/0", "a\"\\\xc3\xa9"});
	STEPS(CFG, "{\r\n\tFOO = 1 ;\r\n\tVERSION = 1.0; # why\r\n}",
		"{\r\n\tFOO = 1 ;\r\n\tVERSION = 1.1; # why\r\n}", {0, "VERSION", "1.1"});
	STEPS(APN, "APN_NAME=a\n;\n#\nAPN_NAME=b\nAPN_CLASS= 2\n;",
		"APN_NAME=a\n;\n#\nAPN_NAME=b\nAPN_CLASS= 3\n;", {1, "APN_CLASS", "3"});
	STEPS(PSK, "x:\n00\n", "x:\nabcd\n", {0, "key", "abcd"});
	STEPS(PSK, "x:00\n", "|urn:x|:00\n", {0, "identity", "urn:x"});
	STEPS(PSK, "|x|:00\n", "|y|:00\n", {0, "identity", "y"});
}

/* What is the same already stays as it is written. */
static void test_same_value(void **ctx)
{
	static const char text[] =
		"{\"e\":[{\"n\":\"/0/0/11\",\"v\":1e1},{\"n\":\"/11/0/0\",\"sv\":\"\\u0041\"}]}";
	(void)ctx;
	STEPS(BOOT, text, text, {0, "/0/0/11", "10"}, {0, "/11/0/0", "A"});
	STEPS(CFG, "{\nACK_TIMEOUT=02;\n}\n", "{\nACK_TIMEOUT=02;\n}\n", {0, "ACK_TIMEOUT", "02"});
}

static void test_additions(void **ctx)
{
	(void)ctx;
	STEPS(BOOT, "{\"bn\":\"/0/1\", \"e\":[ {\"n\":\"1\",\"bv\":true} ]}",
		"{\"bn\":\"/0/1\", \"e\":[ {\"n\":\"1\",\"bv\":true}, {\"n\":\"2\",\"v\":3} ]}",
		{0, "/0/1/2", "3"});
	STEPS(BOOT, "{\"e\":[{\"n\":\"/0/1/1\",\"bv\":true}]}",
		"{\"e\":[{\"n\":\"/0/1/1\",\"bv\":true},{\"n\":\"/0/1/2\",\"v\":3}]}",
		{0, "/0/1/2", "3"});
	STEPS(BOOT, "{\"bn\":\"/0/1/1\",\"e\":[{\"bv\":true}]}",
		"{\"bn\":\"/0/1/1\",\"e\":[{\"bv\":true}]}\n"
		"{\"bn\":\"/0/1/\",\n   \"e\":[\n       {\"n\":\"2\",\"v\":3\n       }]}\n",
		{0, "/0/1/2", "3"});
	STEPS(CFG, "{\r\n  APN=a; # one\r\n  VERSION=1.0;\r\n}",
		"{\r\n  APN=a; # one\r\n  ACK_TIMEOUT=5;\r\n  VERSION=1.0;\r\n}",
		{0, "ACK_TIMEOUT", "5"});
	STEPS(CFG, "{VERSION=1.0;}", "{APN=a;\nVERSION=1.0;}", {0, "APN", "a"});
	STEPS(CFG, "{}", "{\nAPN=a;}", {0, "APN", "a"});
	STEPS(APN, "APN_NAME=a", "APN_NAME=a\nAPN_CLASS=3", {0, "APN_CLASS", "3"});
	STEPS(APN, "APN_NAME=a", "APN_NAME=a\n;\nAPN_NAME=b\n;\n", {1, "APN_NAME", "b"});
	STEPS(APN, "APN_NAME=a;", "APN_NAME=a\nAPN_CLASS=3;", {0, "APN_CLASS", "3"});
	STEPS(APN, "BINDINGS=ip\r\n;\r\n", "APN_NAME=a\r\nBINDINGS=ip\r\n;\r\n",
		{0, "APN_NAME", "a"});
}

static void test_removals(void **ctx)
{
	(void)ctx;
	STEPS(BOOT, "{\"e\":[ {\"n\":\"/1/0/2\",\"v\":1}, {\"n\":\"/1/0/3\",\"v\":2} ]}",
		"{\"e\":[ {\"n\":\"/1/0/3\",\"v\":2} ]}", {0, "/1/0/2", NULL});
	STEPS(BOOT, "{\"e\":[ {\"n\":\"/1/0/2\",\"v\":1}, {\"n\":\"/1/0/3\",\"v\":2} ]}",
		"{\"e\":[ {\"n\":\"/1/0/2\",\"v\":1} ]}", {0, "/1/0/3", NULL});
	STEPS(BOOT, "{\"e\":[{\"n\":\"/1/0/2\",\"v\":1}]}\n{\"e\":[{\"n\":\"/1/0/3\",\"v\":1}]}\n",
		"{\"e\":[{\"n\":\"/1/0/3\",\"v\":1}]}\n", {0, "/1/0/2", NULL});
	/* what is added and taken away leaves no trace */
	STEPS(BOOT, note_oma_1_0, note_oma_1_0, {0, "/1/1/10", "11:1"}, {0, "/1/1/10", NULL},
		{0, "/11/0/0", "x"}, {0, "/11/0/0", NULL});
	STEPS(CFG, note_cfg, note_cfg, {0, "SESSION_TIMEOUT", "9"}, {0, "SESSION_TIMEOUT", NULL});
	STEPS(CFG, "{\nAPN=a;VERSION=1.0; # x\n}\n", "{\nVERSION=1.0; # x\n}\n", {0, "APN", NULL});
	STEPS(CFG, "{\n FOO=1;\n}\n", "{\n}\n", {0, "FOO", NULL});
	STEPS(APN, note_apn, note_apn, {0, "APN_CLASS", "3"}, {0, "APN_CLASS", "2"});
	STEPS(APN, "APN_NAME=a\r\nAPN_CLASS=2\r\n;\r\n", "APN_NAME=a\r\n;\r\n",
		{0, "APN_CLASS", NULL});
}

static void test_remove_record(void **ctx)
{
	struct file *f = fixture_read(APN, note_apn);
	(void)ctx;
	assert_int_equal(file_remove_record(f, 0, &diag), 0);
	fixture_bytes(f, strstr(note_apn, ";\n") + 2);
	assert_int_equal(file_remove_record(f, 1, &diag), QLW_EUSAGE);
	assert_int_equal(file_remove_record(f, 0, &diag), 0);
	fixture_bytes(f, "");
	file_free(f);
}

static void test_remove_instance(void **ctx)
{
	struct file *f = fixture_read(BOOT, note_oma_1_0);
	(void)ctx;
	assert_int_equal(file_remove_instance(f, 0, 0, &diag), 0);
	fixture_bytes(f, strstr(note_oma_1_0, "{\"bn\":\"/0/1/\""));
	assert_int_equal(file_remove_instance(f, 0, 0, &diag), QLW_EUSAGE);
	file_free(f);
	/* one object with entries of two instances */
	f = fixture_read(BOOT,
		"{\"bn\":\"/1/\",\"e\":[{\"n\":\"0/2\",\"v\":1},{\"n\":\"1/2\",\"v\":1},"
		"{\"n\":\"0/3\",\"v\":1}]}");
	assert_int_equal(file_remove_instance(f, 1, 0, &diag), 0);
	fixture_bytes(f, "{\"bn\":\"/1/\",\"e\":[{\"n\":\"1/2\",\"v\":1}]}");
	file_free(f);
}

static void test_refused(void **ctx)
{
	static const struct {
		enum file_kind kind;
		const char *text, *name, *value;
	} table[] = {
		{BOOT, note_oma_1_0, "/0/0/2", "7"},
		{BOOT, note_oma_1_0, "/0/0/99", "7"},
		{BOOT, note_oma_1_0, "/3/0/0", "x"},
		{BOOT, note_oma_1_0, "/2/0/2", "15"},
		{BOOT, note_oma_1_0, "/0/0/2/1", "0"},
		{BOOT, note_oma_1_0, "x", "0"},
		{BOOT, note_oma_1_0, "/1/1/4", ""},
		{BOOT, note_oma_1_0, "/0/0/0", "http://x"},
		{BOOT, note_oma_1_0, "/11/0/0", "\xff"},
		{BOOT, "{\"bn\":", "/11/0/0", "x"},
		{CFG, note_cfg, "FOO", "1"},
		{CFG, note_cfg, "APN", "a;b"},
		{CFG, note_cfg, "APN", "a}"},
		{CFG, note_cfg, "APN", " a"},
		{CFG, note_cfg, "APN", ""},
		{CFG, note_cfg, "VERSION", "1.2"},
		{CFG, "{\nAPN=a;\n", "VERSION", "1.0"},
		{APN, note_apn, "APN_NAME", "a\nb"},
		{APN, note_apn, "IP_FAMILY", "v5"},
		{PSK, note_psk, "key", "xy"},
		{PSK, note_psk, "key", "abc"},
		{PSK, note_psk, "identity", "a|b"},
		{PSK, note_psk, "identity", ""},
		{FILE_KIND_AUTOSTART, "", "x", "1"},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct file *f = fixture_read(table[i].kind, table[i].text);
		diag.what[0] = '\0';
		assert_int_equal(file_set(f, 0, table[i].name, table[i].value, &diag), QLW_EUSAGE);
		assert_true(diag.what[0] != '\0');
		fixture_bytes(f, table[i].text);
		file_free(f);
	}
}

/* A record that is not there yet can only be the next one. */
static void test_next_record(void **ctx)
{
	struct file *f = fixture_read(APN, note_apn);
	(void)ctx;
	assert_int_equal(file_set(f, 3, "APN_NAME", "x", &diag), QLW_EUSAGE);
	assert_int_equal(file_set(f, 2, "APN_NAME", "x", &diag), 0);
	assert_int_equal(file_records(f), 3);
	file_free(f);
}

static void test_too_large(void **ctx)
{
	size_t len = FILE_BYTES_MAX - 4;
	char *text = malloc(len + 1);
	(void)ctx;
	assert_non_null(text);
	memset(text, '\n', len);
	memcpy(text, "{", 1);
	memcpy(text + len - 1, "}", 2);
	struct file *f = fixture_read(CFG, text);
	assert_int_equal(file_set(f, 0, "APN", "abc", &diag), QLW_ENOMEM);
	fixture_bytes(f, text);
	file_free(f);
	free(text);
}

static void explained(const struct file *f, const char *name, const char *expected)
{
	char line[512];
	const struct file_item *item = file_find(f, 0, name);
	assert_non_null(item);
	file_item_explain(item, line, sizeof line);
	assert_string_equal(line, expected);
}

static void test_words(void **ctx)
{
	struct file *f = fixture_read(BOOT, note_oma_1_1);
	(void)ctx;
	explained(f, "/0/1/2",
		"/0/1/2 Security Mode: 3, none: no DTLS, everything is sent in the clear "
		"(how traffic to this server is protected)");
	explained(f, "/1/1/1",
		"/1/1/1 Lifetime: 50000 s (how long a registration holds without an "
		"update)");
	explained(f, "/1/1/10",
		"/1/1/10 APN Link: object 11, instance 65533 (APN connection profile "
		"(object 11) to use)");
	file_free(f);
	f = fixture_read(CFG, "{\nVERSION=1.0;\nROAMING_FEAT=1;\nFOO=\x1b;\nACK_TIMEOUT=x;\n}\n");
	explained(f, "VERSION", "VERSION: 1.0: LwM2M 1.0 (OMA version the client runs)");
	explained(f, "ROAMING_FEAT",
		"ROAMING_FEAT: 1, disabled: the client is off in roaming (the "
		"client in roaming)");
	explained(f, "FOO", "FOO: \\x1b (unknown, kept as it is)");
	explained(f, "ACK_TIMEOUT",
		"ACK_TIMEOUT: x (not allowed) (silence after which the module sleeps)");
	file_free(f);
	f = fixture_read(PSK, note_psk);
	explained(f, "key",
		"key: \u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022 (PSK key as hex digits)");
	file_free(f);
	f = fixture_read(BOOT,
		"{\"e\":[{\"n\":\"/0/0/5\",\"sv\":\"c2VjcmV0\"},{\"n\":\"/0/0/55\",\"sv\":"
		"\"c2VjcmV0\"}]}");
	explained(f, "/0/0/5",
		"/0/0/5 Secret Key: \u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022 "
		"(PSK key or private key)");
	explained(f, "/0/0/55",
		"/0/0/55: \u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022 "
		"(unknown, kept as it is)");
	file_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_and_written),
		cmocka_unit_test(test_fresh_bootstrap),
		cmocka_unit_test(test_fresh_text),
		cmocka_unit_test(test_one_value),
		cmocka_unit_test(test_same_value),
		cmocka_unit_test(test_additions),
		cmocka_unit_test(test_removals),
		cmocka_unit_test(test_remove_record),
		cmocka_unit_test(test_remove_instance),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_next_record),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
