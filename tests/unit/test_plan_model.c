/* Plans carried out on a small pure model of the module that refuses what the Note forbids: any
 * settings become any profile's, also when any step was the last before the power went. */
#include "tests/unit/plan_fixture.h"

#include "tests/lib/scratch.h"

/* --- any two settings --------------------------------------------------------------------------- */

static uint64_t seed;

static unsigned pick(unsigned n)
{
	return (unsigned)(test_random(&seed) % n);
}

static void random_account(struct profile_settings *s, unsigned client, bool psk)
{
	char words[300];
	unsigned mode = pick(2) ? 3 : 0;
	snprintf(words, sizeof words,
		"client_index=%u short_id=%u server_addr=coap%s://h%u:5683 bootstrap=%u "
		"security_mode=%u%s",
		client, 1 + pick(3), mode ? "" : "s", pick(3), pick(2), mode,
		!mode && psk ? " psk_id=me psk_key=0a0b" : "");
	put(s, "security", words);
}

static void random_server(struct profile_settings *s, unsigned client, bool v11)
{
	static const char *const bindings[] = {"U", "UQ", "UQS", "N"};
	char words[300];
	snprintf(words, sizeof words,
		"client_index=%u life_time=%u period_min=0 period_max=%u disable_time=60 "
		"storing=%u binding=%s",
		client, pick(3), pick(3), pick(2), bindings[pick(v11 ? 4 : 3)]);
	put(s, "server", words);
}

static void random_accounts(struct profile_settings *s, bool psk, bool v11)
{
	char words[100];
	put(s, "security", "");
	put(s, "server", "");
	put(s, "pdpcid", "");
	for (unsigned i = 0; i < 6; i++) {
		if (pick(2))
			continue;
		random_account(s, i, psk);
		if (pick(3))
			random_server(s, i, v11);
		snprintf(words, sizeof words, "client_index=%u pdp_cid=%u apn_class=%u", i,
			1 + pick(2), 2 + pick(2));
		if (pick(3) || !psk) /* a module tells it for each */
			put(s, "pdpcid", words);
	}
}

static void random_single(struct profile_settings *s, const char *key, bool always,
	const char *format, unsigned a, unsigned b, unsigned c)
{
	char words[200];
	if (!always && pick(2))
		return;
	snprintf(words, sizeof words, format, a, b, c);
	put(s, key, words);
}

static void random_hosts(struct profile_settings *s)
{
	char words[100];
	put(s, "host", "");
	for (unsigned i = 0; i < 8; i++) {
		snprintf(words, sizeof words, "host_index=%u host_id=%u host_value=v%u", i / 4,
			i % 4, pick(2));
		if (pick(3) == 0)
			put(s, "host", words);
	}
}

static void random_contexts(struct profile_settings *s)
{
	for (int cid = 1; cid < 4; cid++) {
		struct profile_context c = {.cid = cid, .type = "IP"};
		snprintf(c.apn, sizeof c.apn, "apn%u", pick(2));
		if (pick(2))
			s->context[s->contexts++] = c;
	}
}

/* whole: a module, which has every key; else a profile, which names some. */
static void random_settings(struct profile_settings *s, bool whole)
{
	bool v11 = pick(2);
	memset(s, 0, sizeof *s);
	random_single(s, "version", whole || v11, "client_version=%u", v11, 0, 0);
	if (whole || pick(3))
		random_accounts(s, !whole, v11 && s->key[QLW_KEY_VERSION].named);
	random_single(s, "autostart", whole, "startup_mode=%u", pick(2), 0, 0);
	random_single(
		s, "epns", whole, "type=1 bs_epname=%u reg_epname=%u", 4 + pick(3), 4 + pick(3), 0);
	random_single(s, "transcfg", whole, "retry_timeout=%u retry_exponent=%u max_timeout=%u",
		pick(3), pick(3), pick(3));
	random_single(s, "select", whole, "server_type=%u is_commercial=%u", pick(3), pick(2), 0);
	random_single(s, "session", whole, "dtls_timeout=%u resume_time=%u", pick(3), pick(3), 0);
	random_single(s, "device", whole, "manufacturer=m%u model_no=n%u hw_version=h%u", pick(2),
		pick(2), pick(2));
	random_single(s, "mbsps", whole,
		"service_code=s%u imei=1 msisdn=2 iccid=3 model=m%u mac=%u", pick(2), pick(2),
		pick(2));
	if (whole || pick(2))
		random_hosts(s);
	random_contexts(s);
	s->contexts_named = whole || pick(2);
	s->contexts_complete = pick(2);
}

/* --- a module, in the small ----------------------------------------------------------------------- */

static struct qlw_record *find(
	struct profile_settings *s, enum qlw_key key, const struct qlw_record *like)
{
	for (size_t i = 0; i < s->key[key].count; i++)
		if (qlw_record_same(qlw_key_verb(key), &s->key[key].record[i], like))
			return &s->key[key].record[i];
	return NULL;
}

static void model_remove(
	struct profile_settings *s, enum qlw_key key, const struct qlw_record *like)
{
	struct qlw_record *r = find(s, key, like);
	assert_non_null(r);
	*r = s->key[key].record[--s->key[key].count];
}

/* "select" 1 to 6: nobody knows what; here the carrier's one account, or nothing at all. */
static void model_select(struct profile_settings *s)
{
	if (pick(2))
		return;
	s->key[QLW_KEY_SECURITY].count = 0;
	s->key[QLW_KEY_SERVER].count = 0;
	s->key[QLW_KEY_PDPCID].count = 0;
	random_account(s, pick(2), false);
	put(s, "epns", "type=1 bs_epname=7 reg_epname=7");
}

static void model_reset(struct profile_settings *s)
{
	profile_settings_factory(s);
	random_single(s, "epns", true, "type=%u bs_epname=4 reg_epname=4", pick(2), 0, 0);
	put(s, "device", "manufacturer=Quectel model_no=BG95 hw_version=R1");
}

static bool uses_n(const struct profile_settings *s)
{
	int binding = qlw_field_find(qlw_key_verb(QLW_KEY_SERVER), "binding");
	for (size_t i = 0; i < s->key[QLW_KEY_SERVER].count; i++)
		if (!strcmp(s->key[QLW_KEY_SERVER].record[i].value[binding].text, "N"))
			return true;
	return false;
}

static void model_set(struct profile_settings *s, const struct plan_step *step)
{
	struct qlw_record *r = find(s, step->key, &step->wanted);
	if (step->key == QLW_KEY_SERVER || step->key == QLW_KEY_PDPCID)
		assert_non_null(find(s, QLW_KEY_SECURITY, &step->wanted));
	if (!r) {
		assert_true(profile_settings_add(s, step->key, &step->wanted));
		r = find(s, step->key, &step->wanted);
	}
	for (size_t i = 0; i < qlw_key_verb(step->key)->fields; i++)
		if (step->wanted.value[i].present)
			r->value[i] = step->wanted.value[i];
		else
			assert_true(
				r->value[i].present || qlw_key_verb(step->key)->field[i].optional);
	if (uses_n(s))
		assert_int_equal(
			profile_settings_number(s, QLW_KEY_VERSION, "client_version", 0), 1);
	if (step->key == QLW_KEY_SELECT)
		model_select(s);
}

static void model_context(struct profile_settings *s, const struct plan_step *step)
{
	int cid = step->has_wanted ? step->context_wanted.cid : step->context_current.cid;
	size_t i = 0;
	while (i < s->contexts && s->context[i].cid != cid)
		i++;
	if (step->has_wanted) {
		s->context[i] = step->context_wanted;
		s->contexts += i == s->contexts;
	} else {
		assert_true(i < s->contexts);
		s->context[i] = s->context[--s->contexts];
	}
}

static void model_run(struct profile_settings *s, const struct plan_step *step)
{
	switch (step->kind) {
	case PLAN_SELECT_RESET:
		model_reset(s);
		break;
	case PLAN_SET:
		model_set(s, step);
		break;
	case PLAN_DELETE:
		model_remove(s, step->key, &step->current);
		break;
	case PLAN_CONTEXT_SET:
	case PLAN_CONTEXT_DELETE:
		model_context(s, step);
		break;
	}
	assert_true(plan_step_holds(step, s));
}

/* As apply does: after a step that may change more than itself, a new plan. Returns the steps that
 * were carried out; stops after most. */
static size_t carry_out(size_t most)
{
	const char *rewrite = NULL;
	size_t done = 0;
	for (bool again = true; again;) {
		again = false;
		make(rewrite);
		for (size_t i = 0; i < plan.steps && !again && done < most; i++, done++) {
			model_run(module, &plan.step[i]);
			again = plan.step[i].reread;
		}
		rewrite = again ? PLAN_AFTER_SELECT : rewrite;
	}
	return done;
}

static void expect_wanted(void)
{
	for (int k = 0; k < QLW_KEYS; k++) {
		enum qlw_key key = (enum qlw_key)k;
		const struct profile_key *want = &wanted->key[key], *now = &module->key[key];
		bool factory = key == QLW_KEY_SELECT && want->count &&
			       want->record[0].value[0].number == 0;
		if (!want->named || factory)
			continue;
		for (size_t i = 0; i < want->count; i++) {
			struct qlw_record *r = find(module, key, &want->record[i]);
			assert_true(r ? profile_record_has(key, r, &want->record[i])
				      : profile_record_idle(key, &want->record[i]));
		}
		for (size_t i = 0; i < now->count && qlw_key_verb(key)->list; i++)
			assert_true(find(wanted, key, &now->record[i]) ||
				    profile_record_idle(key, &now->record[i]) ||
				    (key == QLW_KEY_PDPCID &&
					    !find(module, QLW_KEY_SECURITY, &now->record[i])));
	}
	for (size_t i = 0; i < wanted->contexts && wanted->contexts_named; i++)
		assert_true(profile_context_same(&wanted->context[i],
			profile_settings_context(module, wanted->context[i].cid)));
}

/* A profile that leaves servers with binding N alone cannot want version 1.0. */
static void random_pair(void)
{
	random_settings(module, true);
	random_settings(wanted, false);
	if (wanted->key[QLW_KEY_SERVER].named || !uses_n(module))
		return;
	memset(&wanted->key[QLW_KEY_VERSION], 0, sizeof wanted->key[QLW_KEY_VERSION]);
}

static void test_any_module_becomes_any_profile(void **ctx)
{
	(void)ctx;
	size_t steps = 0;
	seed = test_seed();
	for (int round = 0; round < 1000; round++) {
		random_pair();
		steps += carry_out(SIZE_MAX);
		expect_wanted();
		make(NULL);
		assert_int_equal(plan.steps, 0);
	}
	assert_true(steps > 1000);
}

/* Power lost after any step: the next plan finishes the job. */
static void test_any_step_may_be_the_last(void **ctx)
{
	(void)ctx;
	seed = test_seed() + 1;
	for (int round = 0; round < 300; round++) {
		random_pair();
		carry_out(pick(12));
		carry_out(SIZE_MAX);
		expect_wanted();
		make(NULL);
		assert_int_equal(plan.steps, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_any_module_becomes_any_profile, begin, end),
		cmocka_unit_test_setup_teardown(test_any_step_may_be_the_last, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
