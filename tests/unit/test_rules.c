/* The rules between fields, records and the module: each broken, each held, and what they need to know. */
#include "modem/rules.h"
#include "tests/unit/views_fixture.h"

static struct qlw_record record;

static void put(enum qlw_key key, const char *name, const char *value)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	const int i = qlw_field_find(verb, name);
	assert_true(i >= 0);
	assert_int_equal(qlw_record_set(verb, &record, (size_t)i, value, NULL), 0);
}

static void server(const char *index, const char *life_time, const char *binding)
{
	record = (struct qlw_record){.value = {{.present = false}}};
	put(QLW_KEY_SERVER, "client_index", index);
	put(QLW_KEY_SERVER, "life_time", life_time);
	put(QLW_KEY_SERVER, "period_min", "1");
	put(QLW_KEY_SERVER, "period_max", "60");
	put(QLW_KEY_SERVER, "disable_time", "86400");
	put(QLW_KEY_SERVER, "storing", "0");
	put(QLW_KEY_SERVER, "binding", binding);
}

static void security(const char *index, const char *short_id)
{
	record = (struct qlw_record){.value = {{.present = false}}};
	put(QLW_KEY_SECURITY, "client_index", index);
	put(QLW_KEY_SECURITY, "short_id", short_id);
	put(QLW_KEY_SECURITY, "server_addr", "coap://b.example:5683");
	put(QLW_KEY_SECURITY, "bootstrap", "0");
	put(QLW_KEY_SECURITY, "security_mode", "3");
}

static struct model *one_account(void)
{
	struct model *m = fixture_model();
	fixture_setting(m, QLW_KEY_SECURITY, 0, "client_index", "0");
	fixture_setting(m, QLW_KEY_SECURITY, 0, "short_id", "102");
	fixture_setting(m, QLW_KEY_VERSION, 0, "client_version", "0");
	return m;
}

static void refused(const struct model *m, enum qlw_key key, bool adding, const char *why)
{
	struct qlw_diag diag = {.err = QLW_OK};
	const struct rules_case c = {m, key, &record, adding};
	assert_int_equal(rules_check(&c, -1, &diag), QLW_EUSAGE);
	assert_non_null(strstr(diag.what, why));
}

static void accepted(const struct model *m, enum qlw_key key, bool adding)
{
	const struct rules_case c = {m, key, &record, adding};
	assert_int_equal(rules_check(&c, -1, NULL), 0);
}

static bool says(const struct model *m, enum qlw_key key, bool adding, enum rules_kind kind,
	const char *text)
{
	char out[RULES_TEXT_MAX];
	enum rules_kind of;
	const struct rules_case c = {m, key, &record, adding};
	for (size_t i = 0; rules_note(&c, i, &of, out); i++)
		if (of == kind && strstr(out, text))
			return true;
	return false;
}

static void test_security_comes_first(void **state)
{
	(void)state;
	struct model *m = one_account();
	server("1", "60", "U");
	refused(m, QLW_KEY_SERVER, true, "client_index: security 1 comes first");
	accepted(m, QLW_KEY_SERVER, false); /* it is there: said, not refused */
	assert_true(says(m, QLW_KEY_SERVER, false, RULES_WARNING, "there is no security 1"));
	server("0", "60", "U");
	accepted(m, QLW_KEY_SERVER, true);
	m->key[QLW_KEY_SECURITY].read_ms = 0; /* what is not known binds nothing */
	server("1", "60", "U");
	accepted(m, QLW_KEY_SERVER, true);
	model_free(m);
}

static void test_short_ids_are_unique(void **state)
{
	(void)state;
	struct model *m = one_account();
	security("1", "102");
	refused(m, QLW_KEY_SECURITY, true, "short_id: security 0 has 102 already");
	security("0", "102");
	accepted(m, QLW_KEY_SECURITY, false);
	security("1", "103");
	accepted(m, QLW_KEY_SECURITY, true);
	model_free(m);
}

static void test_non_ip_needs_1_1(void **state)
{
	(void)state;
	struct model *m = one_account();
	server("0", "60", "N");
	assert_true(rules_needs(QLW_KEY_SERVER, &record) & 1u << QLW_KEY_VERSION);
	refused(m, QLW_KEY_SERVER, false, "N is allowed with LwM2M 1.1 only");
	fixture_setting(m, QLW_KEY_VERSION, 0, "client_version", "1");
	accepted(m, QLW_KEY_SERVER, false);
	server("0", "60", "U");
	assert_false(rules_needs(QLW_KEY_SERVER, &record) & 1u << QLW_KEY_VERSION);
	model_free(m);
}

static void test_ranges_of_this_module(void **state)
{
	(void)state;
	struct model *m = one_account();
	fixture_setting(m, QLW_KEY_SERVER, 0, "client_index", "0");
	snprintf(m->key[QLW_KEY_SERVER].capability.text,
		sizeof m->key[QLW_KEY_SERVER].capability.text, "(0-5),(0-3600)");
	server("0", "3601", "U");
	refused(m, QLW_KEY_SERVER, false,
		"life_time: 3601 is out of range, this module takes (0-3600)");
	server("0", "3600", "U");
	accepted(m, QLW_KEY_SERVER, false);
	model_free(m);
}

/* A form asks of each field; only the one to blame hears of it. */
static void test_blame(void **state)
{
	(void)state;
	struct model *m = one_account();
	const struct rules_case c = {m, QLW_KEY_SERVER, &record, true};
	struct qlw_diag diag;
	server("1", "60", "N");
	assert_int_equal(rules_check(&c, 0, &diag), QLW_EUSAGE);
	assert_non_null(strstr(diag.what, "comes first"));
	assert_int_equal(rules_check(&c, 1, &diag), 0);
	assert_int_equal(rules_check(&c, 6, &diag), QLW_EUSAGE);
	assert_non_null(strstr(diag.what, "1.1"));
	model_free(m);
}

static void test_warnings(void **state)
{
	(void)state;
	struct model *m = one_account();
	server("0", "86401", "U");
	assert_true(says(m, QLW_KEY_SERVER, false, RULES_WARNING, "cannot be changed later"));
	server("0", "0", "U");
	assert_true(says(m, QLW_KEY_SERVER, false, RULES_WARNING, "servers refuse it"));
	security("0", "102");
	put(QLW_KEY_SECURITY, "security_mode", "0");
	assert_true(says(m, QLW_KEY_SECURITY, false, RULES_WARNING, "server_addr is coap://"));
	assert_true(says(m, QLW_KEY_SECURITY, false, RULES_REMARK, "no PSK is sent"));
	record = (struct qlw_record){.value = {{.present = false}}};
	put(QLW_KEY_EPNS, "type", "1");
	put(QLW_KEY_EPNS, "bs_epname", "7");
	put(QLW_KEY_EPNS, "reg_epname", "4");
	assert_true(rules_need_number(QLW_KEY_EPNS, &record));
	assert_true(says(m, QLW_KEY_EPNS, false, RULES_WARNING, "needs an MSISDN"));
	strcpy(m->identity.msisdn, "12234235569");
	assert_false(says(m, QLW_KEY_EPNS, false, RULES_WARNING, "needs an MSISDN"));
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_security_comes_first),
		cmocka_unit_test(test_short_ids_are_unique),
		cmocka_unit_test(test_non_ip_needs_1_1),
		cmocka_unit_test(test_ranges_of_this_module),
		cmocka_unit_test(test_blame),
		cmocka_unit_test(test_warnings),
	};
	return cmocka_run_group_tests_name("rules", tests, fixture_locale, NULL);
}
