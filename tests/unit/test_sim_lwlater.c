/* The client while the name of its server is being looked up: nothing is sent, nothing hangs. */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/lw_bare.h"

static void run(struct world *w)
{
	for (int i = 0; i < 20; i++)
		turn(w);
}

static bool silent(struct world *w)
{
	run(w);
	return recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT) < 0;
}

static void leave(struct world *w)
{
	struct lb_message m;
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	hear(w, &m);
	assert_int_equal(m.code, LB_CODE(0, 4));
	answer(w, &m, LB_CODE(2, 2), "");
	for (int i = 0; i < 200 && !strstr(w->said, "dereg=0"); i++)
		turn(w);
	clear(w);
}

static void test_registers_when_the_name_is_known(void **state)
{
	struct world *w = *state;
	struct lb_message m;
	leave(w);
	w->resolving = true;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	assert_true(silent(w));
	assert_string_equal(w->said, "reg=0 102:0 ");
	assert_true(lw_deadline_ms(w->lw) > w->now_ms); /* nor does it spin */
	assert_int_equal(lw_reg(w->lw, 0), QLW_CME_EXECUTED);
	w->resolving = false;
	hear(w, &m);
	assert_string_equal(m.path, "rd");
	answer(w, &m, LB_CODE(2, 1), "rd/77");
	for (int i = 0; i < 200 && !lw_registered(w->lw); i++)
		turn(w);
	assert_string_equal(w->said, "reg=0 102:0 102:2 ");
}

static void test_a_name_that_is_none_ends_like_a_lost_message(void **state)
{
	struct world *w = *state;
	leave(w);
	strcpy(w->config.account[1].uri, "coap://nowhere");
	lw_account_changed(w->lw, 1);
	w->config.retry_timeout = 60;
	w->config.max_timeout = 60;
	w->resolving = true;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	assert_true(silent(w));
	w->resolving = false;
	run(w);
	assert_string_equal(w->said, "reg=0 102:0 102:12 ");
}

static void test_taken_back_meanwhile(void **state)
{
	struct world *w = *state;
	leave(w);
	w->resolving = true;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	run(w);
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	run(w);
	assert_string_equal(w->said, "reg=0 102:0 102:19 dereg=0 ");
	w->resolving = false;
	assert_true(silent(w));
}

static void test_a_bootstrap_server_too(void **state)
{
	struct world *w = *state;
	struct lb_message m;
	leave(w);
	w->config.account[1].bootstrap = true;
	strcpy(w->config.bs_endpoint, NOTE_ID);
	lw_account_changed(w->lw, 1);
	w->resolving = true;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	assert_true(silent(w));
	assert_string_equal(w->said, "reg=0 102:6 ");
	w->resolving = false;
	hear(w, &m);
	assert_string_equal(m.path, "bs");
}

static void test_and_the_server_of_a_firmware_package(void **state)
{
	struct world *w = *state;
	struct lb_message m, got;
	ask_message(w, &m, PUT, "5/0/1");
	m.format = 0;
	m.payload = (const uint8_t *)"coap://images/new";
	m.payload_len = 17;
	w->resolving = true;
	speak(w, &m);
	hear(w, &got);
	assert_int_equal(got.code, LB_CODE(2, 4));
	assert_true(silent(w));
	w->resolving = false;
	hear(w, &got);
	assert_int_equal(got.code, LB_CODE(0, 1));
	assert_string_equal(got.path, "new");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_registers_when_the_name_is_known),
		TEST(test_a_name_that_is_none_ends_like_a_lost_message),
		TEST(test_taken_back_meanwhile),
		TEST(test_a_bootstrap_server_too),
		TEST(test_and_the_server_of_a_firmware_package),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
