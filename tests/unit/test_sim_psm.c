/* Power saving mode (2.4). */
#include "modem/sim/psm.h"

#include "tests/unit/sim_rig.h"

#define OK "\r\nOK\r\n"

static void test_timers(void **state)
{
	(void)state;
	assert_int_equal(psm_periodic_s("00000100"), 2400);
	assert_int_equal(psm_periodic_s("\"10000010\""), 60);
	assert_int_equal(psm_periodic_s("11100000"), -1);
	assert_int_equal(psm_active_s("00001111"), 30);
	assert_int_equal(psm_active_s("00100010"), 120);
	assert_int_equal(psm_active_s("11111111"), -1);
	assert_int_equal(psm_active_s("0000111"), -1);
	assert_int_equal(psm_active_s(""), -1);
}

static void test_sleep_and_wake(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "AT+QCFG=\"psm/urc\",1");
	/* T3412 60 s, T3324 10 s */
	rig_at(&r, "AT+CPSMS=1,,,\"10000010\",\"00000101\"");
	assert_at(&r, "AT+QPSMS?", "\r\n+QPSMS: 1,,,\"60\",\"10\"\r\n" OK);
	rig_run(&r, 9000);
	assert_string_equal(rig_got(&r), "");
	assert_true(r.online);
	rig_run(&r, 2000);
	assert_string_equal(rig_got(&r), "\r\nPSM POWER DOWN\r\n");
	assert_false(r.online);
	module_event(r.module, 1, QLW_STATE_INITIAL);
	rig_run(&r, 57000);
	assert_string_equal(rig_got(&r), "");
	rig_run(&r, 5000);
	const char *got = rig_got(&r);
	assert_non_null(strstr(got, "\r\nRDY\r\n"));
	assert_non_null(strstr(got, "\r\n+QPSMTIMER: 60,10\r\n"));
	assert_non_null(strstr(got, "\r\nAPP RDY\r\n"));
	assert_true(r.online);
	assert_int_equal(r.power_on, 1); /* the client was never gone */
	rig_run(&r, 15000);
	assert_string_equal(rig_got(&r), "\r\nPSM POWER DOWN\r\n");
	assert_at(&r, "AT", "\r\nRDY\r\n"); /* wakes it, and is lost */
	rig_run(&r, 2000);
	assert_non_null(strstr(rig_got(&r), "APP RDY"));
	assert_at(&r, "AT", "AT\r" OK); /* echo is on again: RAM was lost */
	rig_close(&r);
}

/* ACK_TIMEOUT, or a notification that may be due: the client says how long it wants to be awake. */
static void test_waits_for_the_client(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	rig_at(&r, "AT+CPSMS=1,,,\"10000010\",\"00000101\"");
	r.awake_ms = r.now + 60000;
	rig_run(&r, 59000);
	assert_string_equal(rig_got(&r), "");
	rig_run(&r, 2000);
	assert_string_equal(rig_got(&r), "\r\nPSM POWER DOWN\r\n");
	rig_close(&r);
}

static void test_off_by_file(void **state)
{
	static const char cfg[] = "{\nENABLE_PSM=0;\n}\n";
	struct rig r;
	(void)state;
	rig_open(&r);
	flash_write(r.flash, "datatx/lwm2m_cfg", cfg, sizeof cfg - 1);
	rig_at(&r, "AT+CPSMS=1,,,\"10000010\",\"00000101\"");
	rig_at(&r, "AT+CFUN=1,1");
	rig_run(&r, 30000);
	assert_null(strstr(rig_got(&r), "PSM POWER DOWN"));
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_sleep_and_wake),
		cmocka_unit_test(test_waits_for_the_client),
		cmocka_unit_test(test_off_by_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
