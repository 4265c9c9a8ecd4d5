/* The registration machine on a clock of numbers, against a host that only takes notes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "modem/sim/lwreg.h"

struct notes {
	char text[512]; /* "R" register, "u"/"U" update without/with objects, "D", and event codes
			 */
	int failed, ended, agreed;
};

static void on_send(void *ctx, enum lwreg_send what, bool objects)
{
	struct notes *n = ctx;
	static const char *const words[] = {"R ", "u ", "D "};
	strcat(n->text, what == LWREG_SEND_UPDATE && objects ? "U " : words[what]);
}

static void on_event(void *ctx, enum qlw_state state)
{
	struct notes *n = ctx;
	sprintf(n->text + strlen(n->text), "%d ", (int)state);
}

static void on_failed(void *ctx)
{
	((struct notes *)ctx)->failed++;
}

static void on_ended(void *ctx, bool agreed)
{
	struct notes *n = ctx;
	n->ended++;
	n->agreed += agreed;
}

static const struct lwreg_retry preset = {60, 2, 480, 86400, 0, false, false};

static void begin(struct lwreg *r, struct notes *n)
{
	struct lwreg_host host = {n, on_send, on_event, on_failed, on_ended};
	memset(n, 0, sizeof(*n));
	lwreg_init(r, &host);
}

static void answer(struct lwreg *r, enum lwreg_send what, enum lwreg_result result, uint64_t now)
{
	lwreg_result(r, what, result, &preset, 60, now);
}

static void make_ready(struct lwreg *r, struct notes *n)
{
	begin(r, n);
	lwreg_start(r);
	answer(r, LWREG_SEND_REGISTER, LWREG_RESULT_DONE, 1000);
	n->text[0] = '\0';
}

static void test_registers_as_the_note_prints_it(void **state)
{
	struct lwreg r;
	struct notes n;
	(void)state;
	begin(&r, &n);
	lwreg_start(&r);
	assert_int_equal(r.state, QLW_STATE_REG_PENDING);
	assert_false(lwreg_registered(&r));
	answer(&r, LWREG_SEND_REGISTER, LWREG_RESULT_DONE, 1000);
	assert_string_equal(n.text, "0 R 2 ");
	assert_true(lwreg_registered(&r));
}

static void test_update_is_sent_in_time(void **state)
{
	static const struct {
		int64_t life_time;
		uint64_t after_ms;
	} rows[] = {{60, 30000}, {120, 60000}, {186, 93000}, {300, 207000}, {86400, 86307000},
		{0, 86307000}, {1, 1000}, {-5, 86307000}};
	struct lwreg r;
	struct notes n;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(lwreg_update_after_ms(rows[i].life_time, false), rows[i].after_ms);
	make_ready(&r, &n);
	assert_int_equal(r.deadline_ms, 31000);
	lwreg_tick(&r, 30999);
	assert_string_equal(n.text, "");
	lwreg_tick(&r, 31000);
	answer(&r, LWREG_SEND_UPDATE, LWREG_RESULT_DONE, 31100);
	assert_string_equal(n.text, "u 16 ");
	assert_int_equal(r.deadline_ms, 61100);
	assert_int_equal(r.state, QLW_STATE_REG_READY);
}

static void test_wanted_updates_are_merged(void **state)
{
	struct lwreg r;
	struct notes n;
	(void)state;
	make_ready(&r, &n);
	lwreg_update(&r, false);
	lwreg_update(&r, true);
	lwreg_tick(&r, 1001);
	lwreg_update(&r, false); /* while one is out: another follows */
	answer(&r, LWREG_SEND_UPDATE, LWREG_RESULT_DONE, 1100);
	lwreg_tick(&r, 1101);
	assert_string_equal(n.text, "U 16 u ");
}

static void test_refused_update_registers_again(void **state)
{
	struct lwreg r;
	struct notes n;
	(void)state;
	make_ready(&r, &n);
	lwreg_update(&r, false);
	lwreg_tick(&r, 2000);
	answer(&r, LWREG_SEND_UPDATE, LWREG_RESULT_REFUSED, 2100);
	answer(&r, LWREG_SEND_REGISTER, LWREG_RESULT_DONE, 2200);
	assert_string_equal(n.text, "u 17 R 2 ");
}

static void test_retries_then_holds_off_a_day(void **state)
{
	static const uint64_t waits[] = {60, 120, 240, 480};
	struct lwreg r;
	struct notes n;
	uint64_t now = 0;
	(void)state;
	begin(&r, &n);
	lwreg_start(&r);
	for (size_t i = 0; i < 4; i++) {
		answer(&r, LWREG_SEND_REGISTER, LWREG_RESULT_LOST, now);
		assert_int_equal(r.deadline_ms, now + waits[i] * 1000);
		now = r.deadline_ms;
		lwreg_tick(&r, now);
	}
	assert_int_equal(n.failed, 0);
	answer(&r, LWREG_SEND_REGISTER, LWREG_RESULT_REFUSED, now);
	assert_string_equal(n.text, "0 R 12 R 12 R 12 R 12 R 3 ");
	assert_int_equal(n.failed, 1);
	assert_false(lwreg_busy(&r));
	assert_int_equal(r.deadline_ms, now + 86400000);
	n.text[0] = '\0';
	lwreg_tick(&r, r.deadline_ms);
	assert_string_equal(n.text, "0 R ");
}

static void test_retries_may_be_linear(void **state)
{
	static const struct lwreg_retry verizon = {120, 2, 480, 86400, 0, false, true};
	(void)state;
	for (unsigned n = 0; n < 4; n++)
		assert_int_equal(lwreg_retry_after_ms(&verizon, n), (n + 1) * 120000);
	assert_int_equal(lwreg_retry_after_ms(&verizon, 4), 0);
}

static void test_no_data_call_has_its_own_event(void **state)
{
	struct lwreg r;
	struct notes n;
	(void)state;
	begin(&r, &n);
	lwreg_start(&r);
	answer(&r, LWREG_SEND_REGISTER, LWREG_RESULT_NO_CALL, 0);
	assert_string_equal(n.text, "0 R 11 ");
}

static void test_retry_never_loops_hot(void **state)
{
	static const struct lwreg_retry rows[] = {{60, 0, 480, 86400, 0, false, false},
		{60, 1, 480, 86400, 0, false, false}, {0, 0, 0, 86400, 0, false, false},
		{500, 2, 60, 86400, 0, false, false}, {30, 2, 640, 86400, 5, false, false},
		{30, 2, 640, 86400, 1, false, false},
		{2147483647, 2147483647, 2147483647, 86400, 0, false, false}};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned n = 0;
		for (uint64_t wait; (wait = lwreg_retry_after_ms(&rows[i], n)); n++)
			assert_true(wait >= 1000);
		assert_in_range(n, 1, 5);
	}
}

static void test_dereg_and_factory_reset(void **state)
{
	struct lwreg r;
	struct notes n;
	(void)state;
	make_ready(&r, &n);
	lwreg_stop(&r, false);
	answer(&r, LWREG_SEND_DEREGISTER, LWREG_RESULT_DONE, 3000);
	assert_string_equal(n.text, "D 19 ");
	assert_int_equal(n.agreed, 1);
	make_ready(&r, &n);
	lwreg_stop(&r, true);
	answer(&r, LWREG_SEND_DEREGISTER, LWREG_RESULT_LOST, 3000);
	assert_string_equal(n.text, "18 D ");
	assert_int_equal(n.ended, 1);
	assert_int_equal(n.agreed, 0);
	assert_int_equal(r.state, QLW_STATE_INITIAL);
}

static void test_stop_ends_the_retries(void **state)
{
	struct lwreg r;
	struct notes n;
	(void)state;
	begin(&r, &n);
	lwreg_start(&r);
	answer(&r, LWREG_SEND_REGISTER, LWREG_RESULT_LOST, 0);
	lwreg_stop(&r, false);
	assert_int_equal(n.ended, 1);
	assert_int_equal(r.deadline_ms, UINT64_MAX);
	lwreg_tick(&r, 1000000);
	assert_string_equal(n.text, "0 R 12 19 ");
}

static void test_disable_comes_back(void **state)
{
	struct lwreg r;
	struct notes n;
	(void)state;
	make_ready(&r, &n);
	lwreg_disable(&r, 61000);
	answer(&r, LWREG_SEND_DEREGISTER, LWREG_RESULT_DONE, 1500);
	assert_int_equal(n.ended, 0);
	lwreg_tick(&r, 60999);
	assert_string_equal(n.text, "D 19 ");
	lwreg_tick(&r, 61000);
	assert_string_equal(n.text, "D 19 0 R ");
}

static void test_late_results_change_nothing(void **state)
{
	struct lwreg r;
	struct notes n;
	(void)state;
	make_ready(&r, &n);
	answer(&r, LWREG_SEND_REGISTER, LWREG_RESULT_LOST, 5000);
	answer(&r, LWREG_SEND_UPDATE, LWREG_RESULT_LOST, 5000);
	answer(&r, LWREG_SEND_DEREGISTER, LWREG_RESULT_DONE, 5000);
	assert_string_equal(n.text, "");
	assert_true(lwreg_registered(&r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registers_as_the_note_prints_it),
		cmocka_unit_test(test_update_is_sent_in_time),
		cmocka_unit_test(test_wanted_updates_are_merged),
		cmocka_unit_test(test_refused_update_registers_again),
		cmocka_unit_test(test_retries_then_holds_off_a_day),
		cmocka_unit_test(test_retries_may_be_linear),
		cmocka_unit_test(test_no_data_call_has_its_own_event),
		cmocka_unit_test(test_retry_never_loops_hot),
		cmocka_unit_test(test_dereg_and_factory_reset),
		cmocka_unit_test(test_stop_ends_the_retries),
		cmocka_unit_test(test_disable_comes_back),
		cmocka_unit_test(test_late_results_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
