/*
 * What tests of profiles share: one profile, what it makes of the settings, and its notes when
 * they are not what was wanted.
 */
#ifndef QLW_TESTS_PROFILE_FIXTURE_H
#define QLW_TESTS_PROFILE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/inputs.h"
#include "profiles/profile.h"

static struct profile *p;
static struct profile_settings *settings;
static struct profile_values values;

static int begin(void **ctx)
{
	(void)ctx;
	p = NULL;
	settings = profile_settings_new();
	memset(&values, 0, sizeof values);
	return 0;
}

static int end(void **ctx)
{
	(void)ctx;
	profile_free(p);
	profile_settings_free(settings);
	return 0;
}

static void fail_notes(void)
{
	for (size_t i = 0; profile_note(p, i); i++)
		print_error("%zu:%zu: %s: %s\n", profile_note(p, i)->line,
			profile_note(p, i)->column, profile_note(p, i)->key,
			profile_note(p, i)->text);
	fail();
}

#endif
