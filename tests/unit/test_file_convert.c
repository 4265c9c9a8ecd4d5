/* Provisioning files and settings of AT+QLWCFG, each made from the other, and what is left behind. */
#include "profiles/file_convert.h"

#include "tests/unit/file_fixture.h"

static struct file_settings *s;

static int begin(void **ctx)
{
	(void)ctx;
	s = file_settings_new();
	return s ? 0 : -1;
}

static int end(void **ctx)
{
	(void)ctx;
	file_settings_free(s);
	return 0;
}

static void take(enum file_kind kind, const char *text)
{
	struct file *f = fixture_read(kind, text);
	assert_int_equal(file_to_settings(f, s), 0);
	file_free(f);
}

/* The write commands of all settings, one a line. */
static const char *commands(void)
{
	static char out[4096];
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; i < s->settings; i++) {
		struct qlw_diag diag = {0};
		assert_int_equal(qlw_format_set(s->setting[i].key, &s->setting[i].record, out + len,
					 sizeof out - len, &diag),
			0);
		strcat(out, "\n");
		len = strlen(out);
	}
	return out;
}

static bool left(const char *what)
{
	for (size_t i = 0; i < s->rests; i++)
		if (strcmp(s->rest[i].what, what) == 0)
			return true;
	return false;
}

static void put(enum qlw_key key, const char *const *values)
{
	struct qlw_record record = {0};
	struct qlw_diag diag;
	for (size_t i = 0; values[i]; i++)
		assert_int_equal(
			qlw_record_set(qlw_key_verb(key), &record, i, values[i], &diag), 0);
	assert_int_equal(file_settings_put(s, key, &record), 0);
}

#define PUT(key, ...) put(key, (const char *const[]){__VA_ARGS__, NULL})

static void expect_file(enum file_kind kind, unsigned short_id, const char *expected)
{
	struct file *f = file_from_settings(kind, short_id, s);
	assert_non_null(f);
	fixture_bytes(f, expected);
	file_free(f);
}

/* --- from files ------------------------------------------------------------------------------- */

/* The account without URI cannot be said, nor can its server, access control or the APN link. */
static void test_note_bootstrap(void **ctx)
{
	(void)ctx;
	take(FILE_KIND_BOOTSTRAP, note_oma_1_1);
	assert_string_equal(commands(), "AT+QLWCFG=\"security\",0,100,\"coap://"
					"2002:c023:9c17:c007:5443:ff62:a1f5:2c:5683\",1,0\n");
	assert_int_equal(s->rests, 3);
	assert_true(left("/0/1") && left("/1/1") && left("/2/0"));
}

static void test_storing_is_inverted(void **ctx)
{
	static const char text[] =
		"{\"bn\":\"/0/3/\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://"
		"h:5683\"},{\"n\":\"1\",\"bv\":false},"
		"{\"n\":\"2\",\"v\":3},{\"n\":\"10\",\"v\":102}]}\n"
		"{\"bn\":\"/1/9/\",\"e\":[{\"n\":\"0\",\"v\":102},{\"n\":\"1\",\"v\":60},"
		"{\"n\":\"6\",\"bv\":%s},{\"n\":\"7\",\"sv\":\"UQ\"},{\"n\":\"22\",\"sv\":\"U\"}]}"
		"\n";
	char filled[sizeof text + 16];
	(void)ctx;
	snprintf(filled, sizeof filled, text, "true");
	take(FILE_KIND_BOOTSTRAP, filled);
	assert_string_equal(commands(), "AT+QLWCFG=\"security\",3,102,\"coap://h:5683\",0,3\n"
					"AT+QLWCFG=\"server\",3,60,0,0,86400,0,\"UQ\"\n");
	assert_int_equal(s->rests, 1);
	assert_true(left("/1/9/22"));
	snprintf(filled, sizeof filled, text, "false");
	take(FILE_KIND_BOOTSTRAP, filled);
	assert_int_equal(s->settings, 2);
	assert_non_null(strstr(commands(), "86400,1,\"UQ\""));
}

static void test_psk_of_bootstrap(void **ctx)
{
	(void)ctx;
	take(FILE_KIND_BOOTSTRAP, "{\"bn\":\"/0/0/\",\"e\":[{\"n\":\"0\",\"sv\":\"coaps://"
				  "h\"},{\"n\":\"1\",\"bv\":true},"
				  "{\"n\":\"2\",\"v\":0},{\"n\":\"3\",\"sv\":\"dW5pdC03\"},{\"n\":"
				  "\"5\",\"sv\":\"AQL/\"},"
				  "{\"n\":\"10\",\"v\":100}]}\n");
	assert_string_equal(commands(),
		"AT+QLWCFG=\"security\",0,100,\"coaps://h\",1,0,\"unit-7\",\"0102ff\"\n");
}

static void test_what_cannot_be_said(void **ctx)
{
	(void)ctx;
	take(FILE_KIND_BOOTSTRAP,
		"{\"bn\":\"/0/6/\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://"
		"h\"},{\"n\":\"10\",\"v\":1}]}\n"
		"{\"bn\":\"/0/1/\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://h\"},{\"n\":\"2\",\"v\":1},"
		"{\"n\":\"10\",\"v\":2}]}\n"
		"{\"bn\":\"/0/2/\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://h\"}]}\n"
		"{\"bn\":\"/3/0/\",\"e\":[{\"n\":\"0\",\"sv\":\"x\"}]}\n");
	assert_int_equal(s->settings, 0);
	assert_true(left("/0/6") && left("/0/1") && left("/0/2") && left("/3/0"));
}

static void test_cfg_to_settings(void **ctx)
{
	(void)ctx;
	take(FILE_KIND_CFG, note_cfg);
	assert_string_equal(commands(), "AT+QLWCFG=\"transcfg\",60,2,480\n"
					"AT+QLWCFG=\"epns\",1,7,4\n"
					"AT+QLWCFG=\"autostart\",1\n"
					"AT+QLWCFG=\"version\",0\n");
	assert_true(left("APN") && left("ACK_TIMEOUT") && left("CARRIER_TYPE"));
	assert_int_equal(s->rests, 11);
}

/* What a file leaves out has the file's default, which is not always that of AT+QLWCFG. */
static void test_cfg_defaults(void **ctx)
{
	(void)ctx;
	take(FILE_KIND_CFG, "{\nREG_EP_NAME=7;\nREG_RETRY_TIMEOUT=5;\nSTARTUP_MODE=1;\n}\n");
	assert_string_equal(commands(), "AT+QLWCFG=\"epns\",1,7,7\n"
					"AT+QLWCFG=\"transcfg\",5,2,480\n"
					"AT+QLWCFG=\"autostart\",0\n");
}

static void test_apn_to_settings(void **ctx)
{
	(void)ctx;
	PUT(QLW_KEY_SECURITY, "0", "100", "coap://h", "1", "3");
	PUT(QLW_KEY_SECURITY, "2", "103", "coap://h", "0", "3");
	PUT(QLW_KEY_SECURITY, "3", "104", "coap://h", "0", "3");
	take(FILE_KIND_APN, note_apn);
	assert_true(left("APN_NAME")); /* 102 is no server here */
	take(FILE_KIND_APN, "APN_NAME=carrier_apn2\nSHORT_SERVER_ID1=100\n;\n"
			    "APN_NAME=x\nSHORT_SERVER_ID1=104\nIP_FAMILY=v4v6\nAPN_CLASS=7\n;\n");
	assert_non_null(strstr(commands(), "AT+QLWCFG=\"pdpcid\",2,1,3\n"
					   "AT+QLWCFG=\"pdpcid\",0,1,2\n"
					   "AT+QLWCFG=\"pdpcid\",3,2,7\n"));
	assert_int_equal(s->pdps, 2);
	assert_string_equal(s->pdp[0].apn, "carrier_apn2");
	assert_string_equal(s->pdp[0].type, "IP");
	assert_string_equal(s->pdp[1].type, "IPV4V6");
}

static void test_psk_to_settings(void **ctx)
{
	(void)ctx;
	take(FILE_KIND_PSK, note_psk);
	assert_true(left("key"));
	PUT(QLW_KEY_SECURITY, "1", "100", "coaps://h", "1", "0");
	take(FILE_KIND_PSK, note_psk);
	assert_string_equal(commands(),
		"AT+QLWCFG=\"security\",1,100,\"coaps://h\",1,0,\"" NOTE_PSK_ID "\",\"" NOTE_PSK_KEY
		"\"\n");
}

static void test_autostart_to_settings(void **ctx)
{
	(void)ctx;
	take(FILE_KIND_AUTOSTART, "");
	assert_string_equal(commands(), "AT+QLWCFG=\"autostart\",1\n");
}

/* --- from settings ---------------------------------------------------------------------------- */

static void test_bootstrap_from_settings(void **ctx)
{
	(void)ctx;
	PUT(QLW_KEY_SECURITY, "0", "100", "coaps://b:5684", "1", "0");
	PUT(QLW_KEY_SECURITY, "1", "102", "coap://h:5683", "0", "3");
	PUT(QLW_KEY_SERVER, "0", "60", "0", "50", "60", "1", "UQS");
	PUT(QLW_KEY_SERVER, "1", "60", "0", "50", "60", "1", "UQS");
	expect_file(FILE_KIND_BOOTSTRAP, 0,
		"{\"bn\":\"/0/0/\",\n   \"e\":[\n       {\"n\":\"0\",\"sv\":\"coaps://b:5684\"},\n"
		"       {\"n\":\"1\",\"bv\":true},\n       {\"n\":\"2\",\"v\":0},\n"
		"       {\"n\":\"10\",\"v\":100\n       }]}\n"
		"{\"bn\":\"/0/1/\",\n   \"e\":[\n       {\"n\":\"0\",\"sv\":\"coap://h:5683\"},\n"
		"       {\"n\":\"1\",\"bv\":false},\n       {\"n\":\"2\",\"v\":3},\n"
		"       {\"n\":\"10\",\"v\":102\n       }]}\n"
		"{\"bn\":\"/1/1/\",\n   \"e\":[\n       {\"n\":\"0\",\"v\":102},\n"
		"       {\"n\":\"1\",\"v\":60},\n       {\"n\":\"2\",\"v\":0},\n"
		"       {\"n\":\"3\",\"v\":50},\n       {\"n\":\"5\",\"v\":60},\n"
		"       {\"n\":\"6\",\"bv\":false},\n       {\"n\":\"7\",\"sv\":\"UQS\"\n       "
		"}]}\n");
	assert_int_equal(s->rests, 1);
	assert_true(left("server")); /* of the bootstrap server */
}

static void test_cfg_from_settings(void **ctx)
{
	(void)ctx;
	PUT(QLW_KEY_TRANSCFG, "60", "3", "480");
	PUT(QLW_KEY_VERSION, "1.1");
	PUT(QLW_KEY_EPNS, "1", "7", "8");
	PUT(QLW_KEY_AUTOSTART, "0");
	expect_file(FILE_KIND_CFG, 0,
		"{\nREG_RETRY_TIMEOUT=60;\nREG_RETRY_EXPONENT=3;\nREG_RETRY_MAXTIMEOUT=480;\n"
		"BOOTSTRAP_EP_NAME=7;\nSTARTUP_MODE=1;\nVERSION=1.1;\n}\n");
	assert_int_equal(s->rests, 1);
	assert_true(left("REG_EP_NAME")); /* 8 is not in Table 5 */
	PUT(QLW_KEY_EPNS, "0", "bs", "reg");
	expect_file(FILE_KIND_CFG, 0,
		"{\nREG_RETRY_TIMEOUT=60;\nREG_RETRY_EXPONENT=3;\nREG_RETRY_MAXTIMEOUT=480;\n"
		"STARTUP_MODE=1;\nVERSION=1.1;\n}\n");
	assert_true(left("bs_epname") && left("reg_epname"));
}

static void test_apn_from_settings(void **ctx)
{
	(void)ctx;
	PUT(QLW_KEY_SECURITY, "0", "102", "coap://h", "0", "3");
	PUT(QLW_KEY_SECURITY, "1", "103", "coap://h", "0", "3");
	PUT(QLW_KEY_PDPCID, "0", "1", "2");
	PUT(QLW_KEY_PDPCID, "1", "4", "3");
	PUT(QLW_KEY_PDPCID, "2", "1", "3");
	PUT(QLW_KEY_PDPCID, "3", "9", "3");
	s->pdps = 2;
	s->pdp[0] = (struct file_pdp){1, "IPV4V6", "one"};
	s->pdp[1] = (struct file_pdp){4, "Non-IP", "two"};
	expect_file(FILE_KIND_APN, 0,
		"APN_NAME=one\nAPN_CLASS=2\nSHORT_SERVER_ID1=102\nIP_FAMILY=v4v6\n;\n"
		"APN_NAME=two\nAPN_CLASS=3\nSHORT_SERVER_ID1=103\nBINDINGS=nonip\n;\n");
	assert_int_equal(s->rests, 2);
}

static void test_psk_from_settings(void **ctx)
{
	(void)ctx;
	PUT(QLW_KEY_SECURITY, "0", "100", "coaps://h", "1", "0");
	assert_null(file_from_settings(FILE_KIND_PSK, 100, s));
	assert_true(left("security"));
	PUT(QLW_KEY_SECURITY, "0", "100", "coaps://h", "1", "0", NOTE_PSK_ID, NOTE_PSK_KEY);
	expect_file(FILE_KIND_PSK, 100, "|" NOTE_PSK_ID "|:" NOTE_PSK_KEY);
	assert_null(file_from_settings(FILE_KIND_PSK, 101, s));
}

static void test_autostart_from_settings(void **ctx)
{
	(void)ctx;
	assert_null(file_from_settings(FILE_KIND_AUTOSTART, 0, s));
	PUT(QLW_KEY_AUTOSTART, "0");
	assert_null(file_from_settings(FILE_KIND_AUTOSTART, 0, s));
	PUT(QLW_KEY_AUTOSTART, "1");
	expect_file(FILE_KIND_AUTOSTART, 0, "");
}

static void test_leftover(void **ctx)
{
	(void)ctx;
	PUT(QLW_KEY_SELECT, "1", "0");
	PUT(QLW_KEY_SESSION, "0", "86400");
	PUT(QLW_KEY_HOST, "1", "0", "x");
	PUT(QLW_KEY_VERSION, "0");
	file_settings_leftover(s);
	assert_int_equal(s->rests, 3);
	assert_true(left("select") && left("session") && left("host"));
}

/* A secret is in no rest, whatever is wrong with it. */
static void test_no_secret_is_told(void **ctx)
{
	(void)ctx;
	PUT(QLW_KEY_SECURITY, "0", "100", "coaps://h", "1", "0", "oyster|id", "0badc0de5ec4e7");
	file_free(file_from_settings(FILE_KIND_PSK, 100, s));
	take(FILE_KIND_BOOTSTRAP,
		"{\"bn\":\"/0/1/\",\"e\":[{\"n\":\"0\",\"sv\":\"coaps://h\"},{\"n\":\"2\",\"v\":2},"
		"{\"n\":\"3\",\"sv\":\"b3lzdGVy\"},{\"n\":\"5\",\"sv\":\"C63A3l7E5w==\"},"
		"{\"n\":\"10\",\"v\":5}]}");
	assert_true(s->rests > 1);
	for (size_t i = 0; i < s->rests; i++) {
		assert_null(strstr(s->rest[i].why, "oyster"));
		assert_null(strstr(s->rest[i].why, "0badc0de"));
		assert_null(strstr(s->rest[i].why, "b3lzdGVy"));
		assert_null(strstr(s->rest[i].why, "C63A3l7E5w"));
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_note_bootstrap),
		TEST(test_storing_is_inverted),
		TEST(test_psk_of_bootstrap),
		TEST(test_what_cannot_be_said),
		TEST(test_cfg_to_settings),
		TEST(test_cfg_defaults),
		TEST(test_apn_to_settings),
		TEST(test_psk_to_settings),
		TEST(test_autostart_to_settings),
		TEST(test_bootstrap_from_settings),
		TEST(test_cfg_from_settings),
		TEST(test_apn_from_settings),
		TEST(test_psk_from_settings),
		TEST(test_autostart_from_settings),
		TEST(test_leftover),
		TEST(test_no_secret_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
