/* Power saving in the network's own code, as times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "modem/net.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void test_timers(void **state)
{
	static const struct {
		const char *text;
		int64_t tau_s, active_s;
	} rows[] = {
		{"00000000", 0, 0},
		{"00000100", 2400, 8},
		{"00100001", 3600, 60},
		{"01000011", 108000, 1080},
		{"01111111", 62, 1860},
		{"10001010", 300, 600},
		{"10111110", 1800, 1800},
		{"11000011", 3 * 1152000, 180},
		{"11100000", NET_TIMER_OFF, NET_TIMER_OFF},
		{"11111111", NET_TIMER_OFF, NET_TIMER_OFF},
		{"86400", 86400, 86400},
		{"2", 2, 2},
		{"", NET_TIMER_UNKNOWN, NET_TIMER_UNKNOWN},
		{"0000x100", NET_TIMER_UNKNOWN, NET_TIMER_UNKNOWN},
		{"-4", NET_TIMER_UNKNOWN, NET_TIMER_UNKNOWN},
		{"99999999999999999999", NET_TIMER_UNKNOWN, NET_TIMER_UNKNOWN},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(net_timer_t3412_s(rows[i].text), rows[i].tau_s);
		assert_int_equal(net_timer_t3324_s(rows[i].text), rows[i].active_s);
	}
}

static void test_cycles(void **state)
{
	(void)state;
	assert_int_equal(net_edrx_cycle_ms(4, "0000"), 5120);
	assert_int_equal(net_edrx_cycle_ms(4, "0010"), 20480);
	assert_int_equal(net_edrx_cycle_ms(4, "0100"), 61440);
	assert_int_equal(net_edrx_cycle_ms(4, "1101"), 2621440);
	assert_int_equal(net_edrx_cycle_ms(4, "1111"), 10485760);
	/* NB-IoT has fewer */
	assert_int_equal(net_edrx_cycle_ms(5, "0000"), 20480);
	assert_int_equal(net_edrx_cycle_ms(5, "0101"), 81920);
	assert_int_equal(net_edrx_cycle_ms(5, "0110"), 20480);
	assert_int_equal(net_edrx_cycle_ms(5, "1001"), 163840);
	assert_int_equal(net_edrx_cycle_ms(4, "00100"), NET_TIMER_UNKNOWN);
	assert_int_equal(net_edrx_cycle_ms(4, ""), NET_TIMER_UNKNOWN);
	assert_int_equal(net_edrx_window_ms(4, "0000"), 1280);
	assert_int_equal(net_edrx_window_ms(4, "0011"), 5120);
	assert_int_equal(net_edrx_window_ms(5, "0011"), 10240);
	assert_int_equal(net_edrx_window_ms(5, "abcd"), NET_TIMER_UNKNOWN);
}

static struct net_identity id;

static bool say(struct net_status *net, const char *command, const char *line)
{
	return net_apply(&id, net, command, line, strlen(line));
}

static void test_lines(void **state)
{
	struct net_status net;
	(void)state;
	net_clear(&net);
	assert_int_equal(net.power.psm, -1);
	assert_int_equal(net.power.tau_s, NET_TIMER_UNKNOWN);
	assert_true(say(&net, "AT+CPSMS?", "+CPSMS: 1,,,\"00000100\",\"00001111\""));
	assert_int_equal(net.power.psm, 1);
	assert_int_equal(net.power.tau_s, 2400);
	assert_int_equal(net.power.active_s, 30);
	assert_int_equal(net.power.net_tau_s, NET_TIMER_UNKNOWN);
	assert_true(say(&net, "AT+QPSMS?", "+QPSMS: 1,,,\"3600\",\"60\""));
	assert_int_equal(net.power.net_tau_s, 3600);
	assert_int_equal(net.power.net_act_s, 60);
	assert_true(say(&net, NULL, "+QPSMTIMER: 86400,2"));
	assert_int_equal(net.power.net_tau_s, 86400);
	assert_int_equal(net.power.net_act_s, 2);
	assert_true(say(&net, "AT+CEDRXS?", "+CEDRXS: 4,\"0010\""));
	assert_int_equal(net.power.edrx_ms, 20480);
	assert_int_equal(net.power.edrx_act, -1);
	assert_true(say(&net, "AT+CEDRXRDP", "+CEDRXRDP: 4,\"0010\",\"1101\",\"0011\""));
	assert_int_equal(net.power.edrx_act, 4);
	assert_int_equal(net.power.net_edrx_ms, 2621440);
	assert_int_equal(net.power.ptw_ms, 5120);
	assert_true(say(&net, "AT+CEDRXRDP", "+CEDRXRDP: 0"));
	assert_int_equal(net.power.net_edrx_ms, NET_TIMER_OFF);
	assert_int_equal(net.power.ptw_ms, NET_TIMER_UNKNOWN);
	/* the answer to a test is no setting */
	assert_false(say(&net, "AT+CPSMS=?", "+CPSMS: (0-2),,,<T3412>,<T3324>"));
	net_clear(&net);
	assert_int_equal(net.power.edrx_ms, NET_TIMER_UNKNOWN);
}

/* With n = 4 registration tells the timers, too; in either shape. */
static void test_registration_tells_timers(void **state)
{
	struct net_status net;
	(void)state;
	net_clear(&net);
	assert_true(say(&net, "AT+CEREG?",
		"+CEREG: 4,1,\"1A2D\",\"01C2D3E4\",8,,,\"00001010\",\"00000110\""));
	assert_int_equal(net.power.net_act_s, 20);
	assert_int_equal(net.power.net_tau_s, 3600);
	net_clear(&net);
	assert_true(
		say(&net, NULL, "+CEREG: 5,\"1A2D\",\"01C2D3E4\",8,,,\"00100001\",\"00100110\""));
	assert_int_equal(net.reg, 5);
	assert_int_equal(net.power.net_act_s, 60);
	assert_int_equal(net.power.net_tau_s, 6 * 3600);
	assert_true(say(&net, "AT+CEREG?", "+CEREG: 0,1"));
	assert_int_equal(net.power.net_tau_s, 6 * 3600);
}

static void test_bars(void **state)
{
	(void)state;
	assert_int_equal(net_rsrp_bars(INT32_MIN), -1);
	assert_int_equal(net_rsrp_bars(-125), 0);
	assert_int_equal(net_rsrp_bars(-104), 2);
	assert_int_equal(net_rsrp_bars(-80), 4);
	assert_int_equal(net_rsrq_bars(-9), 4);
	assert_int_equal(net_rsrq_bars(-20), 0);
	assert_int_equal(net_sinr_bars(94), 2);
	assert_int_equal(net_sinr_bars(-200), 0);
	assert_string_equal(net_bars_word(-1), "unknown");
	assert_string_equal(net_bars_word(0), "at the edge");
	assert_string_equal(net_bars_word(4), "very good");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_registration_tells_timers),
		cmocka_unit_test(test_bars),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
