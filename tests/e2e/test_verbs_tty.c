/* Batch verbs with a person at the terminal: questions, secrets without echo, Ctrl-C. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/e2e/verbs.h"

static struct verbs v;

static int begin(void **ctx)
{
	static const char *const args[] = {"--speed", "10", "--fault", "sim-pin", NULL};
	(void)ctx;
	return verbs_begin(&v, args) ? 0 : -1;
}

static int end(void **ctx)
{
	(void)ctx;
	verbs_end(&v);
	return 0;
}

static struct vt *start(const char *words)
{
	return verbs_on_terminal(&v, words, 24, 80);
}

static void test_a_question_is_asked(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "set security 0 short_id=100 server_addr=coap://a.b:5683 "
				       "bootstrap=0 security_mode=3"),
		0);
	struct vt *vt = start("delete security 0");
	assert_true(vt_wait(vt, "Delete security 0, coap://a.b:5683? Type yes:"));
	vt_type(vt, "y\r");
	assert_int_equal(vt_wait_exit(vt), 5);
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
	assert_int_equal(verbs_run(&v, "get security 0 --json"), 0);
	assert_true(verbs_out(&v, "\"short_id\":100"));
	vt = start("delete security 0");
	assert_true(vt_wait(vt, "Type yes:"));
	vt_type(vt, "yes\r");
	assert_int_equal(vt_wait_exit(vt), 0);
	vt_end(vt);
	assert_int_equal(verbs_run(&v, "get security 0 --json"), 0);
	assert_string_equal(v.r.out, "");
}

static void test_factory_settings_are_asked_for(void **ctx)
{
	(void)ctx;
	struct vt *vt = start("set select server_type=0");
	assert_true(vt_wait(vt, "resets every LwM2M setting"));
	vt_keys(vt, "C-d");
	assert_int_equal(vt_wait_exit(vt), 5);
	vt_end(vt);
}

static void test_a_secret_is_not_shown(void **ctx)
{
	(void)ctx;
	struct vt *vt =
		start("set security 0 short_id=100 server_addr=coaps://a.b:5684 bootstrap=0 "
		      "security_mode=0 psk_id=unit psk_key=-");
	assert_true(vt_wait(vt, "qlw: psk_key:"));
	vt_type(vt, "c0ffee0815\r");
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_non_null(strstr(vt_text(vt), "PSK sent"));
	assert_null(strstr(vt_text(vt), "c0ffee"));
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
}

static void test_pin(void **ctx)
{
	(void)ctx;
	struct vt *vt = start("pin");
	assert_true(vt_wait(vt, "qlw: SIM PIN:"));
	vt_type(vt, "1234\r");
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_non_null(strstr(vt_text(vt), "SIM READY"));
	assert_null(strstr(vt_text(vt), "1234"));
	vt_end(vt);
}

static void test_ctrl_c_in_a_secret(void **ctx)
{
	(void)ctx;
	struct vt *vt = start("pin");
	assert_true(vt_wait(vt, "qlw: SIM PIN:"));
	vt_type(vt, "12");
	vt_keys(vt, "C-c");
	assert_int_equal(vt_wait_exit(vt), 130);
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
	assert_int_equal(verbs_run(&v, "state"), 0);
}

static void test_ctrl_c_in_a_watch(void **ctx)
{
	(void)ctx;
	struct vt *vt = start("wait REG_READY");
	assert_true(vt_wait(vt, "link up"));
	vt_keys(vt, "C-c");
	assert_int_equal(vt_wait_exit(vt), 130);
	vt_end(vt);
}

/* The last word of a command is seen where someone looks, and left out where a program reads. */
static void test_at_shows_ok_to_people(void **ctx)
{
	(void)ctx;
	struct vt *vt = start("at AT");
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_non_null(strstr(vt_text(vt), "OK"));
	vt_end(vt);
	assert_int_equal(verbs_run(&v, "at AT"), 0);
	assert_string_equal(v.r.out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_question_is_asked, begin, end),
		cmocka_unit_test_setup_teardown(test_factory_settings_are_asked_for, begin, end),
		cmocka_unit_test_setup_teardown(test_a_secret_is_not_shown, begin, end),
		cmocka_unit_test_setup_teardown(test_pin, begin, end),
		cmocka_unit_test_setup_teardown(test_ctrl_c_in_a_secret, begin, end),
		cmocka_unit_test_setup_teardown(test_ctrl_c_in_a_watch, begin, end),
		cmocka_unit_test_setup_teardown(test_at_shows_ok_to_people, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
