/* What lwm2m_cfg, "session" and the bindings of Table 7 do to the client. */
#include "tests/unit/lw_servers.h"

static void power_off_and_on(struct world *w)
{
	lw_close(w->lw);
	power_on(w);
	clear(w);
}

static void deregister(struct world *w)
{
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 5000);
	clear(w);
}

/* PER_BOOTSTRAP_FEAT=0 */
static void test_a_bootstrap_is_forgotten(void **state)
{
	struct world *w = *state;
	w->config.tuning.forget_bootstrap = true;
	account(w, 0, 111, "coap://host", true, 3, "");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "123:2", 5000);
	power_off_and_on(w);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "111:6 111:9 123:0 123:2", 5000);
}

/* PER_REGSTATUS_FEAT=1 */
static void test_a_registration_is_kept(void **state)
{
	struct world *w = *state;
	registered(w);
	power_off_and_on(w);
	w->config.tuning.keep_registration = true;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "reg=0 100:16 ", 5000);
	power_off_and_on(w);
	w->config.tuning.keep_registration = false;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "reg=0 100:0 100:2 ", 5000);
}

static void secure(struct world *w)
{
	account(w, 0, 102, "coaps://host", false, 0, NOTE_KEY);
	w->config.account[0].period_max = 0;
	lw_account_changed(w->lw, 0);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:2", 5000);
	clear(w);
}

/* SESSION_TIMEOUT, "session": updates come every 30 s. */
static void test_sessions(void **state)
{
	struct world *w = *state;
	w->config.resume_time = 86400;
	secure(w);
	wait_for(w, "102:16", 31000);
	assert_int_equal(w->resumed, 0); /* 60 s by default */
	w->config.tuning.session_timeout = 20;
	wait_for(w, "102:16 102:16", 31000);
	assert_int_equal(w->resumed, 1);
	w->config.dtls_timeout = 1000; /* what AT+QLWCFG says goes before */
	clear(w);
	wait_for(w, "102:16", 31000);
	assert_int_equal(w->resumed, 1);
	w->config.dtls_timeout = 20;
	w->config.resume_time = 10; /* too old to be resumed */
	clear(w);
	wait_for(w, "102:16", 31000);
	assert_int_equal(w->resumed, 1);
}

/* RETRY_TIMEOUT, RETRY_EXPONENT_VAL, MAX_RETRY_TIMEOUT, MAX_NO_RETRIES, and the next cycle */
static void test_data_calls(void **state)
{
	struct world *w = *state;
	uint64_t began = w->now_ms;
	w->config.tuning.call_timeout = 10;
	w->config.tuning.call_exponent = 3;
	w->config.tuning.call_max_timeout = 50;
	w->config.tuning.call_retries = 2;
	w->config.tuning.next_cycle = 100;
	w->no_call = true;
	account(w, 0, 102, "coap://host", false, 3, "");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3", 3600000);
	assert_string_equal(w->said, "reg=0 102:0 102:11 102:11 102:3 ");
	assert_in_range(w->now_ms - began, 40000, 41000); /* 10 + 30 s */
	w->no_call = false;
	clear(w);
	wait_for(w, "102:0 102:2", 101000);
}

/* "transcfg" */
static void test_registration_retries(void **state)
{
	struct world *w = *state;
	uint64_t began = w->now_ms;
	w->config.retry_timeout = 5;
	w->config.retry_exponent = 3;
	w->config.max_timeout = 50;
	account(w, 0, 102, "coap://host", false, 3, "");
	tell(w, "refuse 5.03");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3", 3600000);
	assert_string_equal(w->said, "reg=0 102:0 102:12 102:12 102:12 102:3 ");
	assert_in_range(w->now_ms - began, 65000, 66000); /* 5 + 15 + 45 s */
}

/* Table 7: SMS is accepted and said not to be there; non-IP finds no way out. */
static void test_bindings(void **state)
{
	static const char *const sms[] = {"S", "SQ", "US", "UQS"};
	struct world *w = *state;
	for (size_t i = 0; i < sizeof(sms) / sizeof(sms[0]); i++) {
		account(w, 0, 102, "coap://host", false, 3, "");
		strcpy(w->config.account[0].binding, sms[i]);
		lw_account_changed(w->lw, 0);
		assert_int_equal(lw_reg(w->lw, 0), 0);
		wait_for(w, "observe(", 5000);
		assert_non_null(strstr(w->log, "there is no SMS here"));
		deregister(w);
	}
	account(w, 0, 102, "coap://host", false, 3, "");
	strcpy(w->config.account[0].binding, "N");
	lw_account_changed(w->lw, 0);
	w->config.version = 1;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3", 3600000);
	assert_non_null(strstr(w->log, "there is no non-IP delivery here"));
}

/* Events 1 and 7 of Table 9, which no example of the Note shows */
static void test_pending_states_as_events(void **state)
{
	struct world *w = *state;
	w->config.otherwise.pending_events = true;
	account(w, 0, 111, "coaps://host", true, 0, NOTE_KEY);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "123:2", 5000);
	assert_string_equal(w->said, "reg=0 111:6 111:7 111:9 123:0 123:1 123:2 ");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_a_bootstrap_is_forgotten),
		TEST(test_a_registration_is_kept),
		TEST(test_sessions),
		TEST(test_data_calls),
		TEST(test_registration_retries),
		TEST(test_bindings),
		TEST(test_pending_states_as_events),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
