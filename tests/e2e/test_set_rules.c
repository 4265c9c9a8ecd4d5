/* The rules of the forms hold for `set`, too: what breaks one is exit 2 and never sent; what is
 * likely wrong is said on standard error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/e2e/verbs.h"

static struct verbs v;

static int begin(void **ctx)
{
	static const char *const fast[] = {"--speed", "10", NULL};
	(void)ctx;
	return verbs_begin(&v, fast) ? 0 : -1;
}

static int begin_without_number(void **ctx)
{
	static const char *const mute[] = {"--speed", "10", "--fault", "no-msisdn", NULL};
	(void)ctx;
	return verbs_begin(&v, mute) ? 0 : -1;
}

static int end(void **ctx)
{
	(void)ctx;
	verbs_end(&v);
	return 0;
}

static void account(unsigned index, unsigned short_id, int expected)
{
	assert_int_equal(verbs_run(&v,
				 "set security %u short_id=%u server_addr=coap://a.example "
				 "bootstrap=0 security_mode=3",
				 index, short_id),
		expected);
}

/* Nothing but questions went out. */
static void nothing_written(void)
{
	assert_int_equal(verbs_run(&v, "--json get server"), 0);
	assert_null(strstr(v.r.out, "\"client_index\":1"));
}

static void test_security_comes_first(void **ctx)
{
	(void)ctx;
	account(0, 102, 0);
	assert_int_equal(verbs_run(&v, "-v set server 1 life_time=60 binding=U"), 2);
	assert_true(verbs_err(&v, "qlw: client_index: security 1 comes first: there is none\n"));
	assert_true(verbs_err(&v, "qlw: set security 1 short_id="));
	assert_null(strstr(v.r.err, "AT+QLWCFG=\"server\",1"));
	nothing_written();
	assert_int_equal(verbs_run(&v, "set server 0 life_time=60 binding=U"), 0);
}

static void test_short_ids_are_unique(void **ctx)
{
	(void)ctx;
	account(0, 102, 0);
	account(1, 102, 2);
	assert_true(verbs_err(&v, "short_id: security 0 has 102 already"));
	account(1, 103, 0);
}

static void test_non_ip_needs_1_1(void **ctx)
{
	(void)ctx;
	account(0, 102, 0);
	assert_int_equal(verbs_run(&v, "set server 0 life_time=60 binding=N"), 2);
	assert_true(verbs_err(&v, "set version client_version=1 first"));
	assert_int_equal(verbs_run(&v, "set version client_version=1"), 0);
	assert_int_equal(verbs_run(&v, "set server 0 life_time=60 binding=N"), 0);
}

static void test_warnings(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "set security 0 short_id=102 "
				       "server_addr=coaps://a.example bootstrap=0 "
				       "security_mode=3"),
		0);
	assert_true(verbs_err(&v, "qlw: warning: server_addr is coaps://, but security_mode 3"));
	assert_true(verbs_err_prefixed(&v));
	assert_int_equal(verbs_run(&v, "set server 0 life_time=86401 binding=U"), 0);
	assert_true(verbs_err(&v, "warning: life_time over 86400 s cannot be changed later"));
	assert_int_equal(verbs_run(&v, "-q set server 0 life_time=86402"), 0);
	assert_string_equal(v.r.err, "");
	assert_int_equal(verbs_run(&v, "set epns type=1 bs_epname=7 reg_epname=4"), 0);
	assert_string_equal(v.r.err, "");
}

static void test_a_name_that_needs_a_number(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "set epns type=1 bs_epname=7 reg_epname=4"), 0);
	assert_true(verbs_err(&v, "warning: endpoint name 7 needs an MSISDN"));
	assert_int_equal(verbs_run(&v, "-v set epns type=1 bs_epname=4 reg_epname=4"), 0);
	assert_null(strstr(v.r.err, "AT+CNUM")); /* what does not count is not asked */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_security_comes_first, begin, end),
		cmocka_unit_test_setup_teardown(test_short_ids_are_unique, begin, end),
		cmocka_unit_test_setup_teardown(test_non_ip_needs_1_1, begin, end),
		cmocka_unit_test_setup_teardown(test_warnings, begin, end),
		cmocka_unit_test_setup_teardown(
			test_a_name_that_needs_a_number, begin_without_number, end),
	};
	return cmocka_run_group_tests_name("set: rules", tests, NULL, NULL);
}
