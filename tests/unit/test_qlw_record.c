/* The table of keys and services, and records made from what a person types. */
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

static const struct qlw_verb *verb_of(const char *name)
{
	int key = qlw_key_find(name, strlen(name));
	int service = qlw_service_find(name, strlen(name));
	if (key >= 0)
		return qlw_key_verb((enum qlw_key)key);
	assert_true(service >= 0);
	return qlw_service_verb((enum qlw_service)service);
}

/* Sets fields from `name=value name=value`; values hold no blanks. */
static int fill(const struct qlw_verb *verb, struct qlw_record *record, const char *words,
	struct qlw_diag *diag)
{
	char copy[700], *save = NULL;
	memset(record, 0, sizeof *record);
	snprintf(copy, sizeof copy, "%s", words);
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		char *eq = strchr(w, '=');
		assert_non_null(eq);
		*eq = '\0';
		int i = qlw_field_find(verb, w);
		assert_true(i >= 0);
		int err = qlw_record_set(verb, record, (size_t)i, eq + 1, diag);
		if (err)
			return err;
	}
	return 0;
}

/* The fields users and scripts rely on, in wire order; * an index, ? may be left off, ! secret. */
static void test_vocabulary(void **state)
{
	(void)state;
	static const struct {
		const char *verb, *fields;
	} table[] = {
		{"autostart", "startup_mode"},
		{"pdpcid", "*client_index pdp_cid ?apn_class"},
		{"security", "*client_index short_id server_addr bootstrap security_mode ?!psk_id "
			     "?!psk_key"},
		{"server", "*client_index life_time period_min period_max disable_time storing "
			   "binding"},
		{"epns", "type bs_epname reg_epname"},
		{"transcfg", "retry_timeout retry_exponent max_timeout"},
		{"version", "client_version"},
		{"select", "server_type ?is_commercial"},
		{"host", "*host_index *host_id host_value"},
		{"device",
			"manufacturer ?model_no ?hw_version ?sw_version ?fw_version ?device_type"},
		{"session", "dtls_timeout resume_time"},
		{"mbsps", "service_code imei msisdn iccid model mac"},
		{"reg", "?mode"},
		{"dereg", "?method"},
		{"lifetime", "*short_id ?life_time"},
		{"update", "*short_id ?with_object"},
		{"state", "*?client_index"},
		{"uldata", "*short_id uri data_len data ?data_type ?message_type"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct qlw_verb *v = verb_of(table[i].verb);
		char text[300] = "";
		for (size_t k = 0; k < v->fields; k++) {
			const struct qlw_field *f = &v->field[k];
			size_t n = strlen(text);
			snprintf(text + n, sizeof text - n, "%s%s%s%s%s", k ? " " : "",
				f->index ? "*" : "", f->optional ? "?" : "", f->secret ? "!" : "",
				f->name);
			assert_non_null(f->meaning);
			assert_true(v->fields <= QLW_FIELDS_MAX);
			if (f->type == QLW_TYPE_CHOICE || f->type == QLW_TYPE_WORD)
				assert_non_null(f->choices);
		}
		assert_string_equal(text, table[i].fields);
		assert_non_null(v->title);
	}
	assert_int_equal(QLW_KEYS, 12);
	assert_int_equal(QLW_SERVICES, 6);
	assert_int_equal(qlw_key_find("SECURITY", 8), QLW_KEY_SECURITY);
	assert_int_equal(qlw_key_find("mbps", 4), -1);
	assert_int_equal(qlw_key_find("securityx", 9), -1);
	assert_int_equal(qlw_service_find("recv", 4), -1);
	assert_true(verb_of("server")->deletable && verb_of("security")->deletable);
	for (int k = 0; k < QLW_KEYS; k++)
		if (k != QLW_KEY_SECURITY && k != QLW_KEY_SERVER)
			assert_false(qlw_key_verb((enum qlw_key)k)->deletable);
}

/* Every default of the table is a value the table allows. */
static void test_defaults_are_allowed(void **state)
{
	(void)state;
	for (int n = 0; n < QLW_KEYS + QLW_SERVICES; n++) {
		const struct qlw_verb *v =
			n < QLW_KEYS ? qlw_key_verb((enum qlw_key)n)
				     : qlw_service_verb((enum qlw_service)(n - QLW_KEYS));
		for (size_t i = 0; i < v->fields; i++) {
			struct qlw_record r = {0};
			struct qlw_diag d;
			if (v->field[i].fallback)
				assert_int_equal(
					qlw_record_set(v, &r, i, v->field[i].fallback, &d), 0);
		}
	}
}

struct limit {
	const char *verb, *field;
	const char *good[3], *bad[4];
};

static void test_ranges(void **state)
{
	(void)state;
	static const struct limit table[] = {
		{"autostart", "startup_mode", {"0", "1", "Enabled"}, {"2", "-1", "x", ""}},
		{"pdpcid", "client_index", {"0", "5"}, {"6", "-1", " 1", "1 "}},
		{"pdpcid", "pdp_cid", {"1", "16"}, {"0", "17", "1.0", "0x1"}},
		{"pdpcid", "apn_class", {"0", "7", "11"}, {"1", "4", "12", "5"}},
		{"security", "short_id", {"1", "65534"},
			{"0", "65535", "99999999999999999999", "+1"}},
		{"security", "bootstrap", {"0", "1", "STANDARD"}, {"2"}},
		{"security", "security_mode", {"0", "2", "psk"}, {"1", "4", "nosec"}},
		{"server", "life_time", {"0", "2147483647"}, {"2147483648", "99999999999", "-1"}},
		{"server", "disable_time", {"60", "2147483647"}, {"59", "0"}},
		{"server", "storing", {"0", "1", "discard"}, {"2"}},
		{"server", "binding", {"U", "uqs", "N"}, {"0", "UX", "", "US Q"}},
		{"transcfg", "retry_timeout", {"0", "2147483647"}, {"2147483648"}},
		{"version", "client_version", {"0", "1", "1.1"}, {"2", "1.2"}},
		{"select", "server_type", {"0", "6", "at&t"}, {"7"}},
		{"select", "is_commercial", {"staging", "production", "1"}, {"2"}},
		{"host", "host_index", {"0", "1"}, {"2"}},
		{"host", "host_id", {"0", "3", "model"}, {"4"}},
		{"session", "dtls_timeout", {"0", "2147483647"}, {"2147483648"}},
		{"session", "resume_time", {"0", "86400"}, {"86401"}},
		{"lifetime", "life_time", {"0", "86400"}, {"86401", "2592000"}},
		{"lifetime", "short_id", {"1", "65534"}, {"0", "65535"}},
		{"update", "with_object", {"0", "1"}, {"2"}},
		{"dereg", "method", {"0", "1"}, {"2"}},
		{"reg", "mode", {"0", "1"}, {"2"}},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct limit *t = &table[i];
		const struct qlw_verb *v = verb_of(t->verb);
		int f = qlw_field_find(v, t->field);
		assert_true(f >= 0);
		struct qlw_record r = {0};
		struct qlw_diag d;
		for (size_t k = 0; k < COUNT(t->good) && t->good[k]; k++)
			assert_int_equal(qlw_record_set(v, &r, (size_t)f, t->good[k], &d), 0);
		for (size_t k = 0; k < COUNT(t->bad) && t->bad[k]; k++) {
			struct qlw_record before = r;
			assert_int_equal(
				qlw_record_set(v, &r, (size_t)f, t->bad[k], &d), QLW_EUSAGE);
			assert_memory_equal(&r, &before, sizeof r);
			assert_true(strncmp(d.what, t->field, strlen(t->field)) == 0);
			assert_non_null(strstr(d.what, "allowed"));
		}
	}
}

static void test_error_texts(void **state)
{
	(void)state;
	static const struct {
		const char *verb, *words, *what;
	} table[] = {
		{"server", "life_time=99999999999",
			"life_time: 99999999999 is out of range, allowed 0-2147483647 s"},
		{"server", "life_time=99999999999999999999999",
			"life_time: 99999999999999999999999 is out of range, allowed 0-2147483647 "
			"s"},
		{"pdpcid", "client_index=abc", "client_index: abc is not a number, allowed 0-5"},
		{"security", "security_mode=1",
			"security_mode: 1 is not allowed, choose one of 0 PSK, 2 certificate, 3 "
			"none"},
		{"server", "binding=X",
			"binding: X is not allowed, choose one of U, UQ, S, SQ, US, UQS, N"},
		{"pdpcid", "apn_class=1",
			"apn_class: 1 is not allowed, choose one of 0, 2, 3, 6, 7, 10, 11"},
		{"security",
			"server_addr=", "server_addr: 0 bytes is too short, allowed 1-255 bytes"},
		{"device", "manufacturer=a\"b",
			"manufacturer: a quote cannot be sent, allowed is text without quotes and "
			"control characters"},
		{"device", "model_no=a\rb",
			"model_no: a control character cannot be sent, allowed is text without "
			"quotes and control characters"},
		{"autostart", "startup_mode=\x1b[2J",
			"startup_mode: ?[2J is not allowed, choose one of 0 disabled, 1 enabled"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct qlw_record r;
		struct qlw_diag d = {0};
		assert_int_equal(fill(verb_of(table[i].verb), &r, table[i].words, &d), QLW_EUSAGE);
		assert_string_equal(d.what, table[i].what);
	}
}

static void test_string_lengths(void **state)
{
	(void)state;
	const struct qlw_verb *v = verb_of("security");
	char text[300];
	struct qlw_record r = {0};
	struct qlw_diag d;
	memset(text, 'a', sizeof text);
	text[255] = '\0';
	assert_int_equal(qlw_record_set(v, &r, 2, text, &d), 0);
	assert_int_equal(strlen(r.value[2].text), 255);
	text[255] = 'a';
	text[256] = '\0';
	assert_int_equal(qlw_record_set(v, &r, 2, text, &d), QLW_EUSAGE);
	assert_string_equal(d.what, "server_addr: 256 bytes is too long, allowed 1-255 bytes");
	assert_int_equal(qlw_record_set(v, &r, 7, "x", &d), QLW_EUSAGE);
	assert_int_equal(qlw_record_set(v, &r, 2, "a", NULL), 0);
}

/* Whatever is wrong with a key, no error repeats it. */
static void test_secrets_stay_out_of_errors(void **state)
{
	(void)state;
	static const char *const keys[] = {"psk_key=5ecre7\x01", "psk_key=5ecre7\"",
		"psk_id=5ecre7\r", "psk_id=me psk_key=5ecre7z", "psk_id=me psk_key=5ecre75",
		"psk_id=5ecre7"};
	for (size_t i = 0; i < COUNT(keys); i++) {
		char words[200];
		struct qlw_record r;
		struct qlw_diag d = {0};
		const struct qlw_verb *v = verb_of("security");
		snprintf(words, sizeof words,
			"client_index=0 short_id=1 server_addr=coaps://h:1 "
			"bootstrap=0 security_mode=0 %s",
			keys[i]);
		int err = fill(v, &r, words, &d);
		if (!err)
			err = qlw_record_check(v, &r, -1, &d);
		assert_int_equal(err, QLW_EUSAGE);
		assert_null(strstr(d.what, "5ecre7"));
		assert_null(strstr(d.hint, "5ecre7"));
	}
}

static void test_values(void **state)
{
	(void)state;
	struct qlw_record r;
	struct qlw_diag d;
	assert_int_equal(fill(verb_of("security"), &r, "security_mode=none bootstrap=01", &d), 0);
	assert_true(r.value[4].present && r.value[4].numeric);
	assert_int_equal(r.value[4].number, 3);
	assert_string_equal(r.value[4].text, "3");
	assert_string_equal(r.value[3].text, "1");
	assert_int_equal(fill(verb_of("server"), &r, "binding=uqs life_time=007", &d), 0);
	assert_string_equal(r.value[6].text, "UQS");
	assert_string_equal(r.value[1].text, "7");
	assert_int_equal(
		fill(verb_of("epns"), &r, "type=1 bs_epname=imei-msisdn reg_epname=4", &d), 0);
	assert_int_equal(r.value[1].number, 7);
	assert_int_equal(r.value[2].number, 4);
	assert_int_equal(
		fill(verb_of("epns"), &r, "type=0 bs_epname=imei-msisdn reg_epname=x", &d), 0);
	assert_string_equal(r.value[1].text, "imei-msisdn");
	assert_false(r.value[1].numeric);
	assert_int_equal(fill(verb_of("epns"), &r, "type=1 bs_epname=3", &d), QLW_EUSAGE);
}

static void test_rules(void **state)
{
	(void)state;
	static const struct {
		const char *verb, *words;
		int version, err;
		const char *what; /* of an error, or of a warning */
	} table[] = {
		{"security", "server_addr=coaps://a:5684 security_mode=0 psk_id=me psk_key=00fF",
			-1, 0, NULL},
		{"security", "server_addr=coaps://a:5684 security_mode=0", -1, 0, NULL},
		{"security", "server_addr=coap://2002:c023::2c:5683 security_mode=3", -1, 0,
			"without brackets"},
		{"security", "server_addr=coap://[2002:c023::2c]:5683 security_mode=3", -1, 0,
			NULL},
		{"security", "server_addr=COAP://a security_mode=3", -1, 0, NULL},
		{"security", "server_addr=http://a security_mode=3", -1, QLW_EUSAGE, "coap://"},
		{"security", "server_addr=coap:// security_mode=3", -1, QLW_EUSAGE, "coap://"},
		{"security", "security_mode=0 psk_id=me", -1, QLW_EUSAGE, "psk_key is missing"},
		{"security", "security_mode=0 psk_key=00", -1, QLW_EUSAGE, "psk_id is missing"},
		{"security", "security_mode=3 psk_id=me psk_key=00", -1, QLW_EUSAGE,
			"security_mode 0"},
		{"security", "security_mode=0 psk_id=me psk_key=0g", -1, QLW_EUSAGE, "hex digits"},
		{"security", "security_mode=0 psk_id=me psk_key=123", -1, QLW_EUSAGE, "even"},
		{"security", "server_addr=coaps://a security_mode=3", -1, 0, "security_mode 3"},
		{"security", "server_addr=coap://a security_mode=0", -1, 0, "security_mode 0"},
		{"security", "server_addr=coap://a security_mode=2", -1, 0, "security_mode 2"},
		{"server", "binding=N", 1, 0, NULL},
		{"server", "binding=N", -1, 0, NULL},
		{"server", "binding=N", 0, QLW_EUSAGE, "1.1"},
		{"server", "binding=U", 0, 0, NULL},
		{"server", "period_min=60 period_max=50", -1, QLW_EUSAGE, "below period_min"},
		{"server", "period_min=60 period_max=60", -1, 0, NULL},
		{"server", "period_min=60 period_max=0", -1, 0, NULL},
		{"epns", "type=0 bs_epname=urn:imei:1 reg_epname=dev-1", -1, 0, NULL},
		{"epns", "bs_epname=dev reg_epname=4 type=1", -1, QLW_EUSAGE, "bs_epname"},
		{"epns", "bs_epname=9 reg_epname=4 type=1", -1, 0, NULL},
		{"epns", "type=0 bs_epname=4 reg_epname=x", -1, 0, "Table 8"},
		{"epns", "type=0 bs_epname=44 reg_epname=x", -1, 0, NULL},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct qlw_verb *v = verb_of(table[i].verb);
		struct qlw_record r;
		struct qlw_diag d = {0};
		assert_int_equal(fill(v, &r, table[i].words, &d), 0);
		assert_int_equal(qlw_record_check(v, &r, table[i].version, &d), table[i].err);
		if (!table[i].err)
			assert_int_equal(qlw_record_warning(v, &r, &d), table[i].what != NULL);
		if (table[i].what)
			assert_non_null(strstr(d.what, table[i].what));
		else
			assert_string_equal(d.what, "");
	}
}

static void test_equality(void **state)
{
	(void)state;
	const struct qlw_verb *v = verb_of("host");
	struct qlw_record a, b;
	struct qlw_diag d;
	assert_int_equal(fill(v, &a, "host_index=0 host_id=1 host_value=x", &d), 0);
	assert_int_equal(fill(v, &b, "host_index=0 host_id=1 host_value=y", &d), 0);
	assert_true(qlw_record_same(v, &a, &b));
	assert_false(qlw_value_equal(&a.value[2], &b.value[2]));
	assert_int_equal(fill(v, &b, "host_index=0 host_id=2 host_value=x", &d), 0);
	assert_false(qlw_record_same(v, &a, &b));
	assert_true(qlw_value_equal(&a.value[2], &b.value[2]));
	b.value[2].present = false;
	assert_false(qlw_value_equal(&a.value[2], &b.value[2]));
	a.value[2].present = false;
	assert_true(qlw_value_equal(&a.value[2], &b.value[2]));
	/* digits of a text field are no number: leading zeros count */
	v = verb_of("mbsps");
	assert_int_equal(fill(v, &a, "msisdn=0123", &d), 0);
	assert_int_equal(fill(v, &b, "msisdn=123", &d), 0);
	assert_false(qlw_value_equal(&a.value[2], &b.value[2]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vocabulary),
		cmocka_unit_test(test_defaults_are_allowed),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_error_texts),
		cmocka_unit_test(test_string_lengths),
		cmocka_unit_test(test_secrets_stay_out_of_errors),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_equality),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
