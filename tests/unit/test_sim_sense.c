/* What the simulated world measures, as the LwM2M client is told it. */
#include "tests/unit/sim_rig.h"

static void test_follows_the_world(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	const struct lw_config *c = module_config(r.module);
	assert_int_equal(c->sensors.battery, 85);
	assert_int_equal(c->sensors.battery_low, 20);
	assert_in_range(-c->sensors.signal, 92, 98);
	assert_int_equal(c->sensors.bearer, 6);
	assert_int_equal(c->sensors.mcc, 262);
	assert_int_equal(c->sensors.mnc, 3);
	assert_string_equal(c->sensors.apn, "iot.example");
	assert_string_equal(c->sensors.address[0], "10.20.30.40");
	assert_string_equal(c->sensors.address[1], "2001:db8::28");
	assert_int_equal(c->sensors.time, 1609977602); /* as AT+CCLK? says */
	assert_non_null(strstr(rig_at(&r, "AT+CCLK?"), "\"21/01/07,00:00:02+00\""));
	rig_at(&r, "AT+CGDCONT=3,\"IP\",\"other\"");
	assert_true(module_data_call(r.module, 3, false));
	c = module_config(r.module);
	assert_string_equal(c->sensors.apn, "other");
	assert_string_equal(c->sensors.address[0], "10.20.30.42");
	assert_string_equal(c->sensors.address[1], "");
	module_fault(r.module, "low-battery=7");
	module_fault(r.module, "weak");
	module_fault(r.module, "roaming");
	rig_run(&r, 1000);
	c = module_config(r.module);
	assert_int_equal(c->sensors.battery, 7);
	assert_in_range(c->sensors.voltage, 3300, 3400);
	assert_in_range(-c->sensors.signal, 115, 121);
	assert_int_equal(c->sensors.mcc, 232);
	rig_close(&r);
}

static void test_signal_wanders_repeatably(void **state)
{
	int level[2][20], different = 0;
	(void)state;
	for (int again = 0; again < 2; again++) {
		struct rig r;
		rig_open(&r);
		for (int i = 0; i < 20; i++) {
			rig_run(&r, 5000);
			level[again][i] = module_config(r.module)->sensors.signal;
		}
		rig_close(&r);
	}
	assert_memory_equal(level[0], level[1], sizeof level[0]);
	for (int i = 1; i < 20; i++)
		different += level[0][i] != level[0][i - 1];
	assert_true(different > 5);
}

/* A context that the host takes down takes the client's connections with it. */
static void test_context_goes_down(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r);
	assert_true(module_data_call(r.module, 1, false));
	r.online = false;
	rig_at(&r, "AT+CGDCONT=2,\"IP\",\"other\"");
	rig_at(&r, "AT+CGACT=0,2"); /* nobody's */
	assert_false(r.online);
	rig_at(&r, "AT+CGACT=0,1");
	assert_true(r.online); /* off, and on again */
	assert_string_equal(module_config(r.module)->sensors.address[0], "");
	assert_true(module_data_call(r.module, 1, false));
	assert_string_equal(module_config(r.module)->sensors.address[0], "10.20.30.40");
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_follows_the_world),
		cmocka_unit_test(test_signal_wanders_repeatably),
		cmocka_unit_test(test_context_goes_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
