/* The profiles that come with the program, and the JSON Schema that says the same as the table. */
#include "profiles/profile.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/profile_fixture.h"
#include "profiles/json_read.h"
#include "profiles/plan.h"
#include "tests/lib/scratch.h"

static void give(const char *name, const char *text)
{
	int i = inputs_find(p, name, strlen(name));
	assert_true(i >= 0);
	assert_int_equal(inputs_set(p, &values, (size_t)i, text, NULL), 0);
}

static void load(const char *name)
{
	char path[300];
	size_t len;
	snprintf(path, sizeof path, "profiles/%s", name);
	char *bytes = scratch_read_file(path, &len);
	assert_non_null(bytes);
	profile_free(p);
	p = profile_read(bytes, len);
	free(bytes);
	assert_non_null(p);
}

static bool is_profile(const char *name)
{
	const char *dot = strstr(name, ".json");
	return dot && !dot[5] && !strstr(name, ".schema.");
}

/* Each has its file's name, a source, no warning, and becomes a plan with its examples. */
static void check_shipped(const char *name)
{
	static const struct plan_options o = {.rewrite_secrets = NULL};
	struct profile_settings *factory = profile_settings_new();
	struct plan plan;
	load(name);
	if (profile_note(p, 0))
		fail_notes();
	assert_int_equal(strlen(p->name) + 5, strlen(name));
	assert_memory_equal(p->name, name, strlen(p->name));
	assert_true(strlen(p->source) > 40 && *p->title);
	assert_int_equal(p->production, strstr(name, "-production") != NULL);
	memset(&values, 0, sizeof values);
	inputs_from_examples(p, &values);
	assert_int_equal(profile_resolve(p, &values, 0, settings, NULL), 0);
	assert_int_equal(profile_settings_number(settings, QLW_KEY_SELECT, "is_commercial", 0),
		p->production);
	profile_settings_factory(factory);
	assert_int_equal(plan_make(&plan, factory, settings, &o, NULL), 0);
	assert_true(plan.steps > 0);
	plan_free(&plan);
	profile_settings_free(factory);
}

static void test_shipped(void **ctx)
{
	(void)ctx;
	size_t n = 0;
	DIR *dir = opendir("profiles");
	assert_non_null(dir);
	for (struct dirent *e; (e = readdir(dir));) {
		if (!is_profile(e->d_name))
			continue;
		check_shipped(e->d_name);
		n++;
	}
	closedir(dir);
	assert_int_equal(n, 16);
}

/* Note 2.5.2 prints all three. */
static void test_verizon_psk(void **ctx)
{
	(void)ctx;
	load("verizon-staging.json");
	give("imei", "004402460030392");
	give("msisdn", "2234235569");
	assert_int_equal(profile_resolve(p, &values, 0, settings, NULL), 0);
	const struct qlw_value *v = settings->key[QLW_KEY_SECURITY].record[0].value;
	assert_int_equal(v[1].number, 100);
	assert_string_equal(v[5].text, "urn:imei-msisdn:004402460030392-2234235569");
	assert_string_equal(
		v[6].text, "d6160c2e7c90399ee7d207a22611e3d3a87241b0462976b935341d000a91e747");
}

/* --- the JSON Schema says the same ------------------------------------------------------------------ */

static int64_t bound(const struct jdoc_node *field, const char *name)
{
	const struct jdoc_node *any = jdoc_member(field, "anyOf");
	const struct jdoc_node *n = jdoc_member(any ? any->first : field, name);
	assert_non_null(n);
	return n->integer;
}

static void check_choices(const struct jdoc_node *field, const struct qlw_field *f)
{
	const struct jdoc_node *any = jdoc_member(field, "anyOf");
	const struct jdoc_node *n = jdoc_member(any->first, "enum")->first;
	for (const struct qlw_choice *c = f->choices; c->name; c++, n = n->next) {
		assert_non_null(n);
		if (f->type == QLW_TYPE_WORD)
			assert_string_equal(n->text, c->name);
		else
			assert_int_equal(n->integer, c->number);
	}
	assert_null(n);
}

static void check_field(const struct jdoc_node *field, const struct qlw_field *f)
{
	switch (f->type) {
	case QLW_TYPE_INT:
		assert_int_equal(bound(field, "minimum"), f->min);
		assert_int_equal(bound(field, "maximum"), f->max);
		break;
	case QLW_TYPE_STRING:
	case QLW_TYPE_EPNAME:
		assert_int_equal(bound(field, "minLength"), f->min);
		assert_int_equal(bound(field, "maxLength"), f->max);
		break;
	case QLW_TYPE_CHOICE:
	case QLW_TYPE_WORD:
		check_choices(field, f);
		break;
	}
}

static bool required(const struct jdoc_node *object, const char *name)
{
	for (const struct jdoc_node *n = jdoc_member(object, "required")->first; n; n = n->next)
		if (!strcmp(n->text, name))
			return true;
	return false;
}

static void check_key(const struct jdoc_node *keys, const struct qlw_verb *verb)
{
	const struct jdoc_node *object = jdoc_member(keys, verb->name);
	assert_non_null(object);
	assert_int_equal(jdoc_member(object, "items") != NULL, verb->list);
	if (verb->list)
		object = jdoc_member(object, "items");
	const struct jdoc_node *fields = jdoc_member(object, "properties");
	assert_int_equal(fields->count, verb->fields);
	for (size_t i = 0; i < verb->fields; i++) {
		const struct jdoc_node *field = jdoc_member(fields, verb->field[i].name);
		assert_non_null(field);
		check_field(field, &verb->field[i]);
		assert_int_equal(required(object, verb->field[i].name), !verb->field[i].optional);
	}
}

static void test_schema(void **ctx)
{
	(void)ctx;
	struct jdoc_error error;
	size_t len, at = 0;
	char *bytes = scratch_read_file("profiles/qlw-profile.schema.json", &len);
	assert_non_null(bytes);
	struct jdoc *doc = jdoc_new(bytes, len);
	const struct jdoc_node *root = jdoc_read(doc, &at, &error);
	assert_non_null(root);
	const struct jdoc_node *settings_node =
		jdoc_member(jdoc_member(root, "properties"), "settings");
	const struct jdoc_node *keys = jdoc_member(settings_node, "properties");
	assert_int_equal(keys->count, QLW_KEYS);
	for (int k = 0; k < QLW_KEYS; k++)
		check_key(keys, qlw_key_verb((enum qlw_key)k));
	jdoc_free(doc);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_shipped, begin, end),
		cmocka_unit_test_setup_teardown(test_verizon_psk, begin, end),
		cmocka_unit_test_setup_teardown(test_schema, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
