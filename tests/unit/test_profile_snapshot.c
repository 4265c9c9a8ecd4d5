/* Snapshots and differences: what is written as a profile reads back as what it was. */
#include "profiles/snapshot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/diff.h"
#include "profiles/plan.h"
#include "profiles/profile.h"

static struct profile_settings *module, *again;
static struct profile *p;
static struct profile_values values;
static char *text;

static int begin(void **ctx)
{
	(void)ctx;
	module = profile_settings_new();
	again = profile_settings_new();
	profile_settings_factory(module);
	module->contexts_named = true;
	p = NULL;
	text = NULL;
	return 0;
}

static int end(void **ctx)
{
	(void)ctx;
	profile_free(p);
	profile_settings_free(module);
	profile_settings_free(again);
	free(text);
	return 0;
}

static void take(const char *line)
{
	struct at_line info;
	struct qlw_record r;
	enum qlw_key key;
	assert_int_equal(at_parse_info(line, strlen(line), &info), 0);
	assert_int_equal(qlw_parse_setting(&info, &key, &r), 0);
	module->key[key].named = true;
	if (!qlw_key_verb(key)->list)
		module->key[key].count = 0;
	assert_true(profile_settings_add(module, key, &r));
}

static void take_context(const char *line)
{
	profile_settings_add_context(module, line, strlen(line));
}

/* Written, read, resolved without the secrets that nobody knows. */
static void round_trip(void)
{
	const struct snapshot_about about = {
		.name = "unit-1", .imei = "864475040090705", .taken = "2026-01-31T12:00:00.000Z"};
	size_t len;
	text = snapshot_text(module, NULL, &about, &len);
	assert_non_null(text);
	assert_int_equal(strlen(text), len);
	p = profile_read(text, len);
	assert_non_null(p);
	for (size_t i = 0; profile_note(p, i); i++)
		if (!profile_note(p, i)->warning)
			fail_msg("%zu: %s: %s", profile_note(p, i)->line, profile_note(p, i)->key,
				profile_note(p, i)->text);
	assert_int_equal(profile_resolve(p, &values, PROFILE_NO_SECRETS, again, NULL), 0);
}

static void ignore(void *ctx, const struct diff_item *item)
{
	(void)ctx;
	print_error("%s %s %s\n", item->key, item->index, item->field);
}

static void expect_same(void)
{
	static const struct plan_options o = {.rewrite_secrets = NULL};
	struct plan plan;
	assert_int_equal(diff_settings(module, again, ignore, NULL), 0);
	assert_int_equal(plan_make(&plan, module, again, &o, NULL), 0);
	assert_int_equal(plan.steps, 0);
	plan_free(&plan);
}

static void test_factory(void **ctx)
{
	(void)ctx;
	round_trip();
	assert_string_equal(p->snapshot_imei, "864475040090705");
	assert_int_equal(p->inputs, 0);
	expect_same();
}

static void test_everything(void **ctx)
{
	(void)ctx;
	take("+QLWCFG: \"security\",0,111,\"coaps://leshan.eclipseprojects.io:5784\",1,0");
	take("+QLWCFG: \"security\",5,7,\"coap://a.b:1\",0,3");
	take("+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"");
	take("+QLWCFG: \"pdpcid\",0,1,2");
	take("+QLWCFG: \"pdpcid\",5,3,7");
	take("+QLWCFG: \"epns\",1,4,7");
	take("+QLWCFG: \"version\",1");
	take("+QLWCFG: \"host\",1,3,\"\"");
	take("+QLWCFG: \"device\",\"Quectel\",\"\",\"R\xc3\xa4\\\",\"${x}\",\"$\",\"\"");
	take("+QLWCFG: \"mbsps\",\"\",\"\",\"\",\"\",\"\",\"\"");
	take_context("+CGDCONT: 1,\"IPV4V6\",\"iot.example\",\"0.0.0.0\",0,0,0,0");
	take_context("+CGDCONT: 2,\"IP\",\"\"");
	round_trip();
	assert_true(again->contexts_complete);
	assert_int_equal(again->contexts, 2);
	assert_int_equal(p->inputs, 2); /* identity and key of the one PSK */
	assert_true(p->input[0].secret && p->input[1].secret);
	expect_same();
}

/* Settings of an account that uses a PSK can be put back with the PSK or, when nobody has it,
 * without. */
static void test_psk(void **ctx)
{
	(void)ctx;
	struct plan plan;
	const struct plan_options o = {.rewrite_secrets = NULL};
	take("+QLWCFG: \"security\",2,111,\"coaps://a.b:5784\",1,0");
	round_trip();
	module->key[QLW_KEY_SECURITY].count = 0;
	assert_int_equal(plan_make(&plan, module, again, &o, NULL), 0);
	assert_string_equal(
		plan.step[0].command, "AT+QLWCFG=\"security\",2,111,\"coaps://a.b:5784\",1,0");
	plan_free(&plan);
	assert_int_equal(profile_resolve(p, &values, 0, again, NULL), QLW_EFILE);
	for (int i = 0; i < 2; i++) {
		values.value[i].set = true;
		strcpy(values.value[i].text, "0a0b");
	}
	assert_int_equal(profile_resolve(p, &values, 0, again, NULL), 0);
	assert_int_equal(plan_make(&plan, module, again, &o, NULL), 0);
	assert_string_equal(plan.step[0].command,
		"AT+QLWCFG=\"security\",2,111,\"coaps://a.b:5784\",1,0,\"0a0b\",\"0a0b\"");
	plan_free(&plan);
	memset(&values, 0, sizeof values);
}

/* --- differences -------------------------------------------------------------------------------- */

static char found[600];

static void note(void *ctx, const struct diff_item *item)
{
	size_t used = strlen(found);
	(void)ctx;
	snprintf(found + used, sizeof found - used, "%s%s%s.%s %s/%s\n", item->key,
		item->indexed ? " " : "", item->index, item->field, item->a ? item->a->text : "-",
		item->b ? item->b->text : "-");
}

static void expect_diff(const char *expected)
{
	found[0] = '\0';
	diff_settings(again, module, note, NULL);
	assert_string_equal(found, expected);
}

static void test_differences(void **ctx)
{
	(void)ctx;
	memcpy(again, module, sizeof *module);
	take("+QLWCFG: \"version\",1");
	take("+QLWCFG: \"host\",1,2,\"x\"");
	take("+QLWCFG: \"pdpcid\",0,1,2"); /* what an absent one is */
	take_context("+CGDCONT: 1,\"IP\",\"a\"");
	expect_diff("version.client_version 0/1\nhost 1 2.host_value -/x\n");
	again->contexts_complete = true; /* of a snapshot */
	expect_diff("version.client_version 0/1\nhost 1 2.host_value -/x\n"
		    "pdp 1.type -/IP\npdp 1.apn -/a\n");
	again->key[QLW_KEY_HOST].named = again->key[QLW_KEY_VERSION].named = false;
	again->contexts_complete = false;
	expect_diff("");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_factory, begin, end),
		cmocka_unit_test_setup_teardown(test_everything, begin, end),
		cmocka_unit_test_setup_teardown(test_psk, begin, end),
		cmocka_unit_test_setup_teardown(test_differences, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
