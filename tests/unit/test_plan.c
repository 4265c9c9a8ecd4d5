/* Plans: which steps a difference makes, in which order, and what is said of them. */
#include "tests/unit/plan_fixture.h"

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
	assert_int_equal(plan.sames, 1); /* the context */
	wanted->contexts_complete = true;
	make(NULL);
	expect(1, "AT+CGDCONT=2");
}

static void expect_sides(size_t i, const char *now, const char *then)
{
	char text[300];
	plan_step_now(&plan.step[i], text, sizeof text);
	assert_string_equal(text, now);
	plan_step_wanted(&plan.step[i], text, sizeof text);
	assert_string_equal(text, then);
}

/* In a few words: what differs of a change, everything of what is new, and no PSK. */
static void test_two_sides(void **ctx)
{
	(void)ctx;
	put(module, "security", ACCOUNT0);
	put(module, "server", SERVER0);
	put(module, "select", "server_type=1 is_commercial=0");
	put(wanted, "security", ACCOUNT0 " psk_id=unit psk_key=c0ffee08");
	put(wanted, "server",
		"client_index=1 life_time=60 period_min=0 period_max=50 "
		"disable_time=60 storing=1 binding=U");
	put(wanted, "transcfg", "retry_timeout=1 retry_exponent=2 max_timeout=480");
	make("asked");
	expect_sides(1, "the same, as far as it can be read", "psk_id ••••••, psk_key ••••••");
	expect_sides(0,
		"life_time 60, period_min 0, period_max 50, disable_time 60, storing 1, binding "
		"UQS",
		"deleted");
	expect_sides(2, "—",
		"life_time 60, period_min 0, period_max 50, disable_time 60, storing 1, binding U");
	expect_sides(3, "retry_timeout 60", "retry_timeout 1");
	put(wanted, "select", "server_type=0");
	make(NULL);
	expect_sides(0, "Verizon, staging", "factory: every LwM2M setting is reset");
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
		cmocka_unit_test_setup_teardown(test_two_sides, begin, end),
		cmocka_unit_test_setup_teardown(test_what_cannot_be_sent, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
