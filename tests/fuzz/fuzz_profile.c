/*
 * Profiles: any text. Promises: every note has a place within the text and says something; a profile
 * without errors resolves with its examples, becomes a plan from factory settings, and comes back the
 * same from a snapshot of what it wants.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "profiles/diff.h"
#include "profiles/inputs.h"
#include "profiles/plan.h"
#include "profiles/profile.h"
#include "profiles/snapshot.h"

static struct profile_settings *wanted, *other;
static struct profile_values values;

static void check_notes(const struct profile *p, size_t size)
{
	const struct file_note *n;
	for (size_t i = 0; (n = profile_note(p, i)); i++) {
		FUZZ_REQUIRE(n->line >= 1 && n->column >= 1);
		FUZZ_REQUIRE(n->line + n->column <= size + 2);
		FUZZ_REQUIRE(*n->key && *n->text);
	}
}

static void check_plan(void)
{
	static const struct plan_options o = {.rewrite_secrets = NULL};
	struct plan plan;
	profile_settings_factory(other);
	if (plan_make(&plan, other, wanted, &o, NULL))
		return;
	for (size_t i = 0; i < plan.steps; i++)
		FUZZ_REQUIRE(*plan.step[i].command && *plan.step[i].why);
	plan_free(&plan);
}

static void ignore(void *ctx, const struct diff_item *item)
{
	(void)ctx;
	(void)item;
}

/* PSKs do not come back, and neither does a profile's right to leave a value open. */
static void check_snapshot(void)
{
	const struct snapshot_about about = {.name = "x", .imei = "", .taken = ""};
	size_t len;
	char *text = snapshot_text(wanted, NULL, &about, &len);
	FUZZ_REQUIRE(text);
	struct profile *p = profile_read(text, len);
	FUZZ_REQUIRE(p);
	if (!profile_errors(p)) {
		memset(&values, 0, sizeof values);
		FUZZ_REQUIRE(profile_resolve(p, &values, PROFILE_NO_SECRETS, other, NULL) == 0);
		FUZZ_REQUIRE(diff_settings(wanted, other, ignore, NULL) == 0);
	}
	profile_free(p);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!wanted) {
		wanted = profile_settings_new();
		other = profile_settings_new();
	}
	struct profile *p = profile_read((const char *)data, size);
	FUZZ_REQUIRE(wanted && other && (p || size > 1024 * 1024));
	if (!p)
		return 0;
	check_notes(p, size);
	if (!profile_errors(p)) {
		memset(&values, 0, sizeof values);
		inputs_from_examples(p, &values);
		FUZZ_REQUIRE(profile_resolve(p, &values, 0, wanted, NULL) == 0);
		check_plan();
		check_snapshot();
		memset(&values, 0, sizeof values);
		FUZZ_REQUIRE(profile_resolve(p, &values, PROFILE_LITERAL, wanted, NULL) == 0);
	}
	profile_free(p);
	return 0;
}
