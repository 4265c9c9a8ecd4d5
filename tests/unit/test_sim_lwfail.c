/* The client and the built-in servers when something goes wrong: what is tried again, what fails. */
#include "tests/unit/lw_servers.h"

static void test_network_lost_while_registering(void **state)
{
	struct world *w = *state;
	account(w, 0, 100, "coap://host", false, 3, "");
	loopback_silence(w->servers, true);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "100:0", 1000);
	lw_online(w->lw, false);
	wait_for(w, "100:11", 1000);
	loopback_silence(w->servers, false);
	lw_online(w->lw, true);
	wait_for(w, "100:2", 61000);
}

static void test_wrong_key_fails(void **state)
{
	struct world *w = *state;
	account(w, 0, 102, "coaps://host:5684", false, 0, "wrong");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3", 3600000);
	assert_string_equal(w->said, "reg=0 102:0 102:12 102:12 102:12 102:12 102:3 ");
}

static void test_unreachable_server_fails_and_comes_back(void **state)
{
	struct world *w = *state;
	uint64_t began = w->now_ms;
	account(w, 0, 102, "coap://host", false, 3, "");
	loopback_stop(w->servers, true);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3", 3600000);
	assert_in_range(w->now_ms - began, 900000, 901000); /* 60 + 120 + 240 + 480 s */
	loopback_stop(w->servers, false);
	clear(w);
	wait_for(w, "102:0 102:2", 86400000 + 1000);
}

static void test_silent_server_times_out(void **state)
{
	struct world *w = *state;
	account(w, 0, 102, "coap://host", false, 3, "");
	loopback_silence(w->servers, true);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:12", 3600000);
	loopback_silence(w->servers, false);
	wait_for(w, "102:2", 3600000);
}

static void test_no_data_call_and_bad_accounts(void **state)
{
	struct world *w = *state;
	assert_int_equal(lw_reg(w->lw, 0), QLW_CME_NOT_ALLOWED);
	account(w, 0, 102, "coap://host", false, 3, "");
	w->config.account[0].has_server = false;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "reg=2", 1000);
	account(w, 0, 102, "coap://host", false, 3, "");
	w->no_call = true;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:11", 1000);
	w->no_call = false;
	wait_for(w, "102:2", 31000); /* RETRY_TIMEOUT of data calls */
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 1000);
	clear(w);
	w->config.reg_endpoint[0] = '\0'; /* no MSISDN */
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "reg=0 0:15", 1000);
}

static void test_refused_registration(void **state)
{
	struct world *w = *state;
	account(w, 0, 102, "coap://host", false, 3, "");
	tell(w, "refuse 4.03");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3", 3600000);
	assert_string_equal(w->said, "reg=0 102:0 102:12 102:12 102:12 102:12 102:3 ");
	tell(w, "refuse off");
	assert_int_equal(lw_reg(w->lw, 0), 0); /* nobody has to wait for the next day */
	wait_for(w, "102:2", 1000);
}

static void test_bootstrap_without_an_account(void **state)
{
	struct world *w = *state;
	account(w, 0, 111, "coap://host", true, 3, "");
	tell(w, "withhold");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "111:10", 3600000);
	assert_string_equal(w->said, "reg=0 111:6 111:14 111:14 111:14 111:14 111:10 ");
	tell(w, "withhold off");
	wait_for(w, "111:9 123:0 123:2", 86401000);
}

static void test_lost_packets_are_repeated(void **state)
{
	struct world *w = *state;
	account(w, 0, 100, "coap://host", false, 3, "");
	tell(w, "lose 20");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 600000);
	clear(w);
	assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "hello", 5, true), 0);
	wait_for(w, "uldata(100,/19/0/0,0)", 60000);
}

static void test_closed_connection_is_opened_again(void **state)
{
	struct world *w = *state;
	account(w, 0, 102, "coaps://host", false, 0, NOTE_KEY);
	w->config.resume_time = 86400;
	lw_account_changed(w->lw, 0);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 1000);
	clear(w);
	tell(w, "alert");
	wait_for(w, "102:16", 31000);
	assert_int_equal(w->resumed, 1);
	assert_string_equal(w->said, "102:16 ");
}

static void test_registering_fails_over_to_bootstrap(void **state)
{
	struct world *w = *state;
	account(w, 0, 102, "coap://nowhere", false, 3, "");
	account(w, 1, 111, "coap://host", true, 3, "");
	w->config.tuning.bootstrap_if_reg_fails[0] = true;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3 111:6 111:9 123:0 123:2", 3600000);
}

static void test_ipv4_after_ipv6(void **state)
{
	struct world *w = *state;
	account(w, 0, 102, "coap://fallback", false, 3, "");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:2", 1000); /* within the first try */
	assert_string_equal(w->said, "reg=0 102:0 102:2 ");
	account(w, 0, 111, "coaps://fallback", true, 0, NOTE_KEY);
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 1000);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "111:9 123:0", 1000);
}

/* 2.3: an IPv6 call first, in all its retries; then IPv4 alone. */
static void test_ipv4_call_after_ipv6_calls(void **state)
{
	struct world *w = *state;
	uint64_t began = w->now_ms;
	w->no_ipv6 = true;
	account(w, 0, 102, "coap://host", false, 3, "");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:2", 3600000);
	assert_non_null(strstr(w->said, "reg=0 102:0 102:11 102:11 102:11 102:11 102:11 102:2"));
	assert_in_range(w->now_ms - began, 930000, 931000); /* 30 + 60 + 120 + 240 + 480 s */
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 1000);
	clear(w);
	account(w, 0, 111, "coap://host", true, 3, "");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "111:9", 3600000);
	assert_string_equal(w->said, "reg=0 111:6 111:13 111:13 111:13 111:13 111:13 111:9 123:0 ");
	assert_int_equal(lw_dereg(w->lw, 1), 0);
	wait_for(w, "dereg=0", 1000);
	clear(w);
	w->no_call = true; /* none of either family */
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "111:10", 3600000);
	assert_string_equal(w->said, "reg=0 111:6 111:13 111:13 111:13 111:13 111:13 111:10 ");
}

static void test_parallel_operations(void **state)
{
	struct world *w = *state;
	account(w, 0, 102, "coap://host", false, 3, "");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	assert_int_equal(lw_reg(w->lw, 0), QLW_CME_EXECUTED);
	assert_int_equal(lw_dereg(w->lw, 0), 0); /* before the other has begun */
	assert_int_equal(lw_dereg(w->lw, 0), QLW_CME_EXECUTED);
	assert_int_equal(lw_reg(w->lw, 0), QLW_CME_EXECUTED);
	wait_for(w, "dereg=0", 1000);
	assert_string_equal(w->said, "reg=4 dereg=0 ");
	clear(w);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "reg=0 102:0 102:2", 1000);
}

static void test_contradictions_end_in_failure(void **state)
{
	static const struct {
		const char *uri;
		int mode;
	} rows[] = {
		{"coaps://host", 3}, {"coap://host", 0}, {"coaps://host", 2}, {"http://host", 3}};
	struct world *w = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		account(w, 0, 102, rows[i].uri, false, rows[i].mode, NOTE_KEY);
		clear(w);
		assert_int_equal(lw_reg(w->lw, 0), 0);
		wait_for(w, "102:3", 3600000);
		assert_string_equal(w->said, "reg=0 102:0 102:12 102:12 102:12 102:12 102:3 ");
	}
}

static void test_dereg_ends_what_goes_wrong(void **state)
{
	struct world *w = *state;
	account(w, 0, 102, "coap://host", false, 3, "");
	loopback_stop(w->servers, true);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:12", 1000);
	assert_int_equal(lw_reg(w->lw, 0), QLW_CME_EXECUTED);
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "102:19 dereg=0", 1000);
	clear(w);
	let_pass(w, 600000);
	assert_string_equal(w->said, "");
	assert_int_equal(lw_dereg(w->lw, 0), QLW_CME_NOT_ALLOWED);
	/* a server that cannot be told: the result says so */
	loopback_stop(w->servers, false);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 1000);
	loopback_stop(w->servers, true);
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=1", 1000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_network_lost_while_registering),
		TEST(test_wrong_key_fails),
		TEST(test_unreachable_server_fails_and_comes_back),
		TEST(test_silent_server_times_out),
		TEST(test_no_data_call_and_bad_accounts),
		TEST(test_refused_registration),
		TEST(test_bootstrap_without_an_account),
		TEST(test_lost_packets_are_repeated),
		TEST(test_closed_connection_is_opened_again),
		TEST(test_registering_fails_over_to_bootstrap),
		TEST(test_ipv4_after_ipv6),
		TEST(test_ipv4_call_after_ipv6_calls),
		TEST(test_parallel_operations),
		TEST(test_contradictions_end_in_failure),
		TEST(test_dereg_ends_what_goes_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
