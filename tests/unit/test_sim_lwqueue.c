/* Queue mode as a server sees it, and how long power saving has to wait for the client. */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/lw_bare.h"

/* Does the client answer a Read? Reading it also keeps the client awake. */
static bool hears(struct world *w)
{
	struct lb_message m, got;
	ask_message(w, &m, GET, "3/0/0");
	speak(w, &m);
	for (int i = 0; i < 50; i++) {
		ssize_t n = recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT);
		if (n >= 0 && lb_message_parse(&got, w->bytes, (size_t)n) && got.mid == m.mid)
			return got.code == LB_CODE(2, 5);
		turn(w);
	}
	return false;
}

static void let_pass(struct world *w, uint64_t seconds)
{
	w->now_ms += seconds * 1000;
	for (int i = 0; i < 3; i++)
		turn(w);
}

/* The client's next request, answered */
static void expect_update(struct world *w)
{
	struct lb_message m;
	hear(w, &m);
	assert_int_equal(m.code, LB_CODE(0, 2));
	assert_string_equal(m.path, "rd/5a3f");
	answer(w, &m, LB_CODE(2, 4), "");
	for (int i = 0; i < 50 && !strstr(w->said, "102:16"); i++)
		turn(w);
	assert_string_equal(w->said, "102:16 ");
	clear(w);
}

static void bind_with(struct world *w, const char *binding)
{
	struct lb_message m, got;
	ask_message(w, &m, PUT, "1/1/7");
	m.format = 0;
	m.payload = (const uint8_t *)binding;
	m.payload_len = strlen(binding);
	speak(w, &m);
	hear(w, &got);
	assert_int_equal(got.code, LB_CODE(2, 4));
	expect_update(w);
}

static void long_life(struct world *w)
{
	assert_int_equal(lw_lifetime(w->lw, 102, 86400), 0);
	expect_update(w);
}

static void test_queue_mode_goes_deaf(void **state)
{
	static const char *const deaf[] = {"UQ", "UQS", "SQ"};
	struct world *w = *state;
	long_life(w);
	for (size_t i = 0; i < 3; i++) {
		bind_with(w, deaf[i]);
		let_pass(w, 55);
		assert_true(hears(w)); /* and stays awake for it */
		let_pass(w, 55);
		assert_true(hears(w));
		let_pass(w, 61);
		assert_false(hears(w));
		assert_non_null(strstr(w->log, "asleep until there is something to send"));
		assert_int_equal(lw_update(w->lw, 102, false), 0);
		expect_update(w);
		assert_true(hears(w));
	}
}

static void test_other_bindings_hear(void **state)
{
	static const char *const awake[] = {"U", "US"};
	struct world *w = *state;
	long_life(w);
	for (size_t i = 0; i < 2; i++) {
		bind_with(w, awake[i]);
		let_pass(w, 600);
		assert_true(hears(w));
	}
}

static void test_data_wakes_it(void **state)
{
	struct world *w = *state;
	struct lb_message m, got;
	long_life(w);
	bind_with(w, "UQ");
	ask_message(w, &m, GET, "19/0/0");
	m.observe = 0;
	speak(w, &m);
	hear(w, &got);
	let_pass(w, 61);
	assert_false(hears(w));
	assert_int_equal(lw_uldata(w->lw, 102, "/19/0/0", "hello", 5, false), 0);
	hear(w, &got);
	assert_non_null(memmem(got.payload, got.payload_len, "hello", 5));
	assert_true(hears(w));
}

static void test_ack_timeout_is_the_window(void **state)
{
	struct world *w = *state;
	w->config.tuning.ack_timeout = 5;
	long_life(w);
	bind_with(w, "UQ");
	let_pass(w, 4);
	assert_true(hears(w));
	let_pass(w, 6);
	assert_false(hears(w));
}

static void test_queue_mode_that_hears(void **state)
{
	struct world *w = *state;
	w->config.otherwise.queue_mode_hears = true;
	long_life(w);
	bind_with(w, "UQ");
	let_pass(w, 600);
	assert_true(hears(w));
}

static void test_power_saving_waits(void **state)
{
	struct world *w = *state;
	assert_int_equal(lw_awake_ms(w->lw), w->now_ms + 60000);
	w->config.tuning.ack_timeout = 5;
	assert_int_equal(lw_awake_ms(w->lw), w->now_ms + 5000);
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	struct lb_message m;
	hear(w, &m);
	answer(w, &m, LB_CODE(2, 2), "");
	for (int i = 0; i < 50 && lw_registered(w->lw); i++)
		turn(w);
	assert_int_equal(lw_awake_ms(w->lw), 0);
}

static void set_number(struct world *w, const char *path, const char *number)
{
	struct lb_message m, got;
	ask_message(w, &m, PUT, path);
	m.format = 0;
	m.payload = (const uint8_t *)number;
	m.payload_len = strlen(number);
	speak(w, &m);
	hear(w, &got);
	assert_int_equal(got.code, LB_CODE(2, 4));
}

static void test_awake_from_pmin_to_pmax(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	set_number(w, "1/1/2", "30");
	set_number(w, "1/1/3", "300");
	observe(w, "3/0/9", 0, &got);
	assert_int_equal(lw_awake_ms(w->lw), w->now_ms + 300000);
	w->config.tuning.sleep_after_pmin = true;
	assert_int_equal(lw_awake_ms(w->lw), w->now_ms + 60000);
	/* before pmin there is nothing to be told either way */
	w->config.tuning.sleep_after_pmin = false;
	w->config.tuning.ack_timeout = 20;
	assert_int_equal(lw_awake_ms(w->lw), w->now_ms + 20000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_queue_mode_goes_deaf),
		TEST(test_other_bindings_hear),
		TEST(test_data_wakes_it),
		TEST(test_ack_timeout_is_the_window),
		TEST(test_queue_mode_that_hears),
		TEST(test_power_saving_waits),
		TEST(test_awake_from_pmin_to_pmax),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
