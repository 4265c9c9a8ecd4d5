/*
 * What the tests of plans share: a module, what is wanted of it, and the plan between them.
 */
#ifndef QLW_TESTS_PLAN_FIXTURE_H
#define QLW_TESTS_PLAN_FIXTURE_H

#include "profiles/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct profile_settings *module, *wanted;
static struct plan plan;

static inline int begin(void **ctx)
{
	(void)ctx;
	module = profile_settings_new();
	wanted = profile_settings_new();
	profile_settings_factory(module);
	memset(&plan, 0, sizeof plan);
	return 0;
}

static inline int end(void **ctx)
{
	(void)ctx;
	plan_free(&plan);
	profile_settings_free(module);
	profile_settings_free(wanted);
	return 0;
}

/* "security", "client_index=0 short_id=100 …": a record of s, which then names the key. */
static inline void put(struct profile_settings *s, const char *key_name, const char *words)
{
	enum qlw_key key = (enum qlw_key)qlw_key_find(key_name, strlen(key_name));
	const struct qlw_verb *verb = qlw_key_verb(key);
	struct qlw_record r = {.value = {{.present = false}}};
	struct qlw_diag diag;
	char copy[600], *save, *word;
	snprintf(copy, sizeof copy, "%s", words);
	s->key[key].named = true;
	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char *equals = strchr(word, '=');
		*equals = '\0';
		int field = qlw_field_find(verb, word);
		assert_true(field >= 0);
		if (qlw_record_set(verb, &r, (size_t)field, equals + 1, &diag))
			fail_msg("%s", diag.what);
	}
	if (*words && !verb->list)
		s->key[key].count = 0;
	if (*words)
		assert_true(profile_settings_add(s, key, &r));
}

static inline void make(const char *rewrite)
{
	const struct plan_options o = {.rewrite_secrets = rewrite};
	struct qlw_diag diag = {.err = QLW_OK};
	plan_free(&plan);
	if (plan_make(&plan, module, wanted, &o, &diag))
		fail_msg("%s", diag.what);
}

#endif
