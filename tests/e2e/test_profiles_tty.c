/* Profiles with a person at the terminal: inputs are asked for, secrets without echo, live servers by
 * the profile's name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/e2e/verbs.h"

static struct verbs v;

static int begin(void **ctx)
{
	static const char *const args[] = {"--speed", "100", NULL};
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
	return verbs_on_terminal(&v, words, 50, 180);
}

static void test_inputs_are_asked_for(void **ctx)
{
	(void)ctx;
	struct vt *vt = start("apply leshan-psk --yes");
	assert_true(vt_wait(vt, "PSK identity (psk_id):"));
	vt_type(vt, "unit-name-4711\r");
	assert_true(vt_wait(vt, "(psk_key):"));
	vt_type(vt, "c0ffee081\r"); /* half a byte */
	assert_true(vt_wait(vt, "does not fit"));
	vt_type(vt, "c0ffee0815\r");
	assert_int_equal(vt_wait_exit(vt), 0);
	assert_null(strstr(vt_text(vt), "c0ffee"));
	assert_null(strstr(vt_text(vt), "unit-name"));
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
	assert_int_equal(verbs_run(&v, "get security 0 --json"), 0);
	assert_true(verbs_out(&v, "\"short_id\":102"));
}

static void test_inputs_that_nobody_gives(void **ctx)
{
	(void)ctx;
	struct vt *vt = start("apply telstra-staging --yes");
	assert_true(vt_wait(vt, "such as iot.example:"));
	vt_type(vt, "\r");
	assert_int_equal(vt_wait_exit(vt), 6);
	assert_non_null(strstr(vt_text(vt), "input apn has no value"));
	vt_end(vt);
	vt = start("apply telstra-staging --yes");
	assert_true(vt_wait(vt, "such as iot.example:"));
	vt_keys(vt, "C-c");
	assert_int_equal(vt_wait_exit(vt), 130);
	assert_true(vt_terminal_restored(vt));
	vt_end(vt);
}

static void test_the_plan_is_shown_before_the_question(void **ctx)
{
	(void)ctx;
	struct vt *vt = start("apply leshan");
	assert_true(vt_wait(vt, "Apply leshan: 2 changes to 864475040090705. Type yes:"));
	assert_non_null(strstr(vt_text(vt), "AT+QLWCFG=\"security\",0,100"));
	vt_type(vt, "no\r");
	assert_int_equal(vt_wait_exit(vt), 5);
	vt_end(vt);
	assert_int_equal(verbs_run(&v, "get security"), 0);
	assert_string_equal(v.r.out, "");
}

/* --yes is not enough where someone can be asked. */
static void test_live_servers_are_asked_for_by_name(void **ctx)
{
	(void)ctx;
	struct vt *vt = start("apply verizon-production --yes");
	assert_true(vt_wait(vt, "PRODUCTION servers. Type verizon-production:"));
	vt_type(vt, "yes\r");
	assert_int_equal(vt_wait_exit(vt), 5);
	vt_end(vt);
	assert_int_equal(verbs_run(&v, "get select --json"), 0);
	assert_true(verbs_out(&v, "\"server_type\":0"));
	vt = start("apply verizon-production");
	assert_true(vt_wait(vt, "PRODUCTION servers. Type verizon-production:"));
	vt_type(vt, "verizon-production\r");
	assert_int_equal(vt_wait_exit(vt), 0);
	vt_end(vt);
	assert_int_equal(verbs_run(&v, "get select --json"), 0);
	assert_true(verbs_out(&v, "\"server_type\":1,\"is_commercial\":1"));
}

static void test_a_reset_is_named(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "set select server_type=4 is_commercial=0"), 0);
	struct vt *vt = start("apply leshan");
	assert_true(vt_wait(vt, "Type yes:"));
	assert_non_null(strstr(vt_text(vt), "the first resets every LwM2M setting"));
	vt_keys(vt, "C-d");
	assert_int_equal(vt_wait_exit(vt), 5);
	vt_end(vt);
}

/* A snapshot holds no PSK: it is asked for when its account has to be written, and may be left out. */
static void test_restore_asks_for_psks(void **ctx)
{
	char line[400];
	(void)ctx;
	assert_int_equal(
		verbs_run(&v, "apply leshan-psk --var psk_id=me --var psk_key=01 --yes"), 0);
	assert_int_equal(verbs_run(&v, "snapshot %s/psk.json", v.scratch.dir), 0);
	assert_int_equal(verbs_run(&v, "delete security 0 --yes"), 0);
	snprintf(line, sizeof line, "restore %s/psk.json", v.scratch.dir);
	struct vt *vt = start(line);
	assert_true(vt_wait(vt, "(psk_id_0; empty: left out):"));
	vt_type(vt, "unit-name-4711\r");
	assert_true(vt_wait(vt, "(psk_key_0; empty: left out):"));
	vt_type(vt, "c0ffee0815\r");
	assert_true(vt_wait(vt, "Type yes:"));
	assert_null(strstr(vt_text(vt), "c0ffee"));
	assert_null(strstr(vt_text(vt), "unit-name"));
	vt_type(vt, "yes\r");
	assert_int_equal(vt_wait_exit(vt), 0);
	vt_end(vt);
	assert_int_equal(verbs_run(&v, "diff %s/psk.json module", v.scratch.dir), 0);
	/* nothing has to be written: nothing is asked */
	vt = start(line);
	assert_int_equal(vt_wait_exit(vt), 0);
	vt_end(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_inputs_are_asked_for, begin, end),
		cmocka_unit_test_setup_teardown(test_inputs_that_nobody_gives, begin, end),
		cmocka_unit_test_setup_teardown(
			test_the_plan_is_shown_before_the_question, begin, end),
		cmocka_unit_test_setup_teardown(
			test_live_servers_are_asked_for_by_name, begin, end),
		cmocka_unit_test_setup_teardown(test_a_reset_is_named, begin, end),
		cmocka_unit_test_setup_teardown(test_restore_asks_for_psks, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
