/* Plans: the difference of two settings, carried out on a small pure model of the module that refuses
 * what the Note forbids. */
#include "profiles/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/scratch.h"

static struct profile_settings *module, *wanted;
static struct plan plan;

static int begin(void **ctx)
{
	(void)ctx;
	module = profile_settings_new();
	wanted = profile_settings_new();
	profile_settings_factory(module);
	memset(&plan, 0, sizeof plan);
	return 0;
}

static int end(void **ctx)
{
	(void)ctx;
	plan_free(&plan);
	profile_settings_free(module);
	profile_settings_free(wanted);
	return 0;
}

/* "security", "client_index=0 short_id=100 …": a record of s, which then names the key. */
static void put(struct profile_settings *s, const char *key_name, const char *words)
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

static void make(const char *rewrite)
{
	const struct plan_options o = {.rewrite_secrets = rewrite};
	struct qlw_diag diag = {.err = QLW_OK};
	plan_free(&plan);
	if (plan_make(&plan, module, wanted, &o, &diag))
		fail_msg("%s", diag.what);
}

static void expect(size_t n, ...)
{
	va_list ap;
	va_start(ap, n);
	for (size_t i = 0; i < n; i++) {
		const char *command = va_arg(ap, const char *);
		assert_true(i < plan.steps);
		assert_string_equal(plan.step[i].command, command);
	}
	va_end(ap);
	assert_int_equal(plan.steps, n);
}

#define ACCOUNT0                                                                \
	"client_index=0 short_id=100 server_addr=coaps://a.b:5684 bootstrap=0 " \
	"security_mode=0"
#define SERVER0                                                                             \
	"client_index=0 life_time=60 period_min=0 period_max=50 disable_time=60 storing=1 " \
	"binding=UQS"

static void test_nothing_to_do(void **ctx)
{
	(void)ctx;
	put(wanted, "version", "client_version=0");
	put(wanted, "security", "");
	make(NULL);
	expect(0);
	assert_int_equal(plan.sames, 1);
}

static void test_order_of_an_account(void **ctx)
{
	(void)ctx;
	put(wanted, "autostart", "startup_mode=1");
	put(wanted, "pdpcid", "client_index=0 pdp_cid=2 apn_class=7");
	put(wanted, "server", SERVER0);
	put(wanted, "security", ACCOUNT0 " psk_id=me psk_key=0a0b");
	put(wanted, "device", "manufacturer=Acme");
	wanted->contexts_named = true;
	wanted->context[wanted->contexts++] =
		(struct profile_context){.cid = 2, .type = "ip", .apn = "iot.example"};
	make(NULL);
	expect(6, "AT+CGDCONT=2,\"IP\",\"iot.example\"",
		"AT+QLWCFG=\"security\",0,100,\"coaps://a.b:5684\",0,0,\"me\",\"0a0b\"",
		"AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"", "AT+QLWCFG=\"pdpcid\",0,2,7",
		"AT+QLWCFG=\"autostart\",1", "AT+QLWCFG=\"device\",\"Acme\"");
	assert_true(plan.step[1].write_only);
	assert_false(plan.step[2].write_only);
	assert_true(plan.step[1].reversible);
	assert_int_equal(plan.unproven, 1);
}

static void test_not_listed_is_deleted(void **ctx)
{
	(void)ctx;
	put(module, "security", ACCOUNT0);
	put(module, "security",
		"client_index=3 short_id=7 server_addr=coap://c:1 bootstrap=0 security_mode=3");
	put(module, "server", SERVER0);
	put(module, "pdpcid", "client_index=0 pdp_cid=5 apn_class=2");
	put(wanted, "security", "");
	put(wanted, "server", "");
	put(wanted, "pdpcid", "");
	make(NULL);
	expect(4, "AT+QLWCFG=\"pdpcid\",0,1,2", "AT+QLWCFG=\"server\",0",
		"AT+QLWCFG=\"security\",0", "AT+QLWCFG=\"security\",3");
	assert_false(plan.step[2].reversible); /* its PSK is gone for good */
	assert_true(plan.step[3].reversible);
	assert_int_equal(plan_step_mark(&plan.step[2]), '-');
}

static void test_not_named_is_left_alone(void **ctx)
{
	(void)ctx;
	put(module, "security", ACCOUNT0);
	put(module, "session", "dtls_timeout=5 resume_time=7");
	put(wanted, "version", "client_version=1");
	make(NULL);
	expect(1, "AT+QLWCFG=\"version\",1");
	assert_true(plan.step[0].reversible);
	assert_non_null(strstr(plan.step[0].why, "client_version 1 instead of 0"));
}

static void test_factory_mode_resets_first(void **ctx)
{
	(void)ctx;
	put(module, "select", "server_type=1 is_commercial=0");
	put(module, "security", ACCOUNT0);
	put(module, "version", "client_version=1");
	put(wanted, "select", "server_type=0 is_commercial=1");
	put(wanted, "security", ACCOUNT0);
	put(wanted, "version", "client_version=0");
	put(wanted, "epns", "type=1 bs_epname=4 reg_epname=4");
	make(NULL);
	/* what the module had counts no longer: the account is gone, the version is back */
	expect(3, "AT+QLWCFG=\"select\",0", "AT+QLWCFG=\"security\",0,100,\"coaps://a.b:5684\",0,0",
		"AT+QLWCFG=\"epns\",1,4,4");
	assert_int_equal(plan.step[0].kind, PLAN_SELECT_RESET);
	assert_true(plan.step[0].reread);
	assert_false(plan.step[0].reversible);
	assert_int_equal(plan_step_mark(&plan.step[0]), '!');
	put(module, "select", "server_type=0 is_commercial=0");
	make(NULL);
	for (size_t i = 0; i < plan.steps; i++)
		assert_int_not_equal(plan.step[i].key, QLW_KEY_SELECT);
}

static void test_carrier_means_psk_again(void **ctx)
{
	(void)ctx;
	put(module, "security", ACCOUNT0);
	put(wanted, "security", ACCOUNT0 " psk_id=me psk_key=0a0b");
	put(wanted, "select", "server_type=1 is_commercial=0");
	make(NULL);
	expect(2, "AT+QLWCFG=\"select\",1,0",
		"AT+QLWCFG=\"security\",0,100,\"coaps://a.b:5684\",0,0,\"me\",\"0a0b\"");
	assert_true(plan.step[0].reread);
}

static void test_secrets_only_when_asked(void **ctx)
{
	(void)ctx;
	put(module, "security", ACCOUNT0);
	put(wanted, "security", ACCOUNT0 " psk_id=me psk_key=0a0b");
	make(NULL);
	expect(0);
	assert_int_equal(plan.unproven, 1);
	make("written again, as asked");
	expect(1, "AT+QLWCFG=\"security\",0,100,\"coaps://a.b:5684\",0,0,\"me\",\"0a0b\"");
	assert_null(strstr(plan.step[0].why, "0a0b"));
	assert_non_null(strstr(plan.step[0].why, "as asked"));
	assert_non_null(strstr(plan.step[0].why, "cannot be proven"));
	assert_false(plan.step[0].reversible);
}

static void test_version_and_binding(void **ctx)
{
	(void)ctx;
	static const char *const with_n =
		"client_index=0 life_time=60 period_min=0 period_max=50 disable_time=60 "
		"storing=1 binding=N";
	put(module, "security", ACCOUNT0);
	put(module, "server", SERVER0);
	put(wanted, "server", with_n);
	put(wanted, "version", "client_version=1");
	make(NULL);
	assert_string_equal(plan.step[0].command, "AT+QLWCFG=\"version\",1");
	memset(module, 0, sizeof *module);
	memset(wanted, 0, sizeof *wanted);
	put(module, "version", "client_version=1");
	put(module, "server", with_n);
	put(wanted, "version", "client_version=0");
	put(wanted, "server", SERVER0);
	make(NULL);
	assert_string_equal(plan.step[1].command, "AT+QLWCFG=\"version\",0");
}

static void test_gaps_go_out_as_the_module_has_them(void **ctx)
{
	(void)ctx;
	put(module, "device", "manufacturer=Quectel model_no=BG95-M3 hw_version=R1");
	put(wanted, "device", "manufacturer=Quectel hw_version=R2");
	make(NULL);
	expect(1, "AT+QLWCFG=\"device\",\"Quectel\",\"BG95-M3\",\"R2\"");
}

static void test_contexts_of_a_snapshot_are_all(void **ctx)
{
	(void)ctx;
	module->context[module->contexts++] =
		(struct profile_context){.cid = 1, .type = "IP", .apn = "a"};
	module->context[module->contexts++] =
		(struct profile_context){.cid = 2, .type = "IPV6", .apn = "b"};
	wanted->contexts_named = true;
	wanted->context[wanted->contexts++] =
		(struct profile_context){.cid = 1, .type = "ip", .apn = "a"};
	make(NULL);
	expect(0);
	wanted->contexts_complete = true;
	make(NULL);
	expect(1, "AT+CGDCONT=2");
}

static void test_what_cannot_be_sent(void **ctx)
{
	(void)ctx;
	const struct plan_options o = {.rewrite_secrets = NULL};
	struct qlw_diag diag;
	wanted->contexts_named = true;
	wanted->context[wanted->contexts++] =
		(struct profile_context){.cid = 1, .type = "IP", .apn = "a\"b"};
	assert_int_equal(plan_make(&plan, module, wanted, &o, &diag), QLW_EUSAGE);
	assert_int_equal(plan.steps, 0);
}

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
		cmocka_unit_test_setup_teardown(test_nothing_to_do, begin, end),
		cmocka_unit_test_setup_teardown(test_order_of_an_account, begin, end),
		cmocka_unit_test_setup_teardown(test_not_listed_is_deleted, begin, end),
		cmocka_unit_test_setup_teardown(test_not_named_is_left_alone, begin, end),
		cmocka_unit_test_setup_teardown(test_factory_mode_resets_first, begin, end),
		cmocka_unit_test_setup_teardown(test_carrier_means_psk_again, begin, end),
		cmocka_unit_test_setup_teardown(test_secrets_only_when_asked, begin, end),
		cmocka_unit_test_setup_teardown(test_version_and_binding, begin, end),
		cmocka_unit_test_setup_teardown(
			test_gaps_go_out_as_the_module_has_them, begin, end),
		cmocka_unit_test_setup_teardown(test_contexts_of_a_snapshot_are_all, begin, end),
		cmocka_unit_test_setup_teardown(test_what_cannot_be_sent, begin, end),
		cmocka_unit_test_setup_teardown(test_any_module_becomes_any_profile, begin, end),
		cmocka_unit_test_setup_teardown(test_any_step_may_be_the_last, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
