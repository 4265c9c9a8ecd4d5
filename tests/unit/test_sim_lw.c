/* The client and the built-in servers: bootstrap, registration, reporting, sessions. */
#include "tests/unit/lw_servers.h"

static void test_factory_walk_of_4_2_2(void **state)
{
	struct world *w = *state;
	struct lw_status status;
	account(w, 0, 100, "coap://leshan.eclipseprojects.io:5683", false, 3, "");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	assert_string_equal(w->said, ""); /* nothing is said from inside a call */
	wait_for(w, "observe(100,/19/0/0,0)", 5000);
	assert_string_equal(w->said, "reg=0 100:0 100:2 observe(100,/19/0/0,0) ");
	assert_true(lw_status(w->lw, 0, &status));
	assert_int_equal(status.state, QLW_STATE_REG_READY);
	assert_int_equal(lw_reg(w->lw, 0), QLW_CME_EXECUTED);
	clear(w);
	assert_int_equal(lw_lifetime(w->lw, 100, 60), 0);
	wait_for(w, "100:16", 5000);
	assert_int_equal(lw_update(w->lw, 100, true), 0);
	wait_for(w, "100:16 100:16", 5000);
	clear(w);
	assert_int_equal(lw_dereg(w->lw, 1), 0);
	wait_for(w, "dereg=0", 5000);
	assert_string_equal(w->said, "0:5 100:18 100:19 dereg=0 ");
	assert_false(lw_registered(w->lw));
}

static void test_bootstrap_walk_of_4_2_1(void **state)
{
	struct world *w = *state;
	struct lw_status status;
	account(w, 0, 111, "coaps://leshan.eclipseprojects.io:5784", true, 0, NOTE_KEY);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 5000);
	assert_string_equal(w->said, "reg=0 111:6 111:9 123:0 123:2 observe(123,/19/0/0,0) ");
	assert_true(lw_status(w->lw, 1, &status));
	assert_int_equal(status.short_id, 123);
	clear(w);
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 5000);
	assert_string_equal(w->said, "123:19 dereg=0 ");
	clear(w);
	assert_int_equal(lw_reg(w->lw, 0), 0); /* what was given is used again */
	wait_for(w, "123:2 ", 5000);
	assert_null(strstr(w->said, "111:"));
	assert_int_equal(lw_dereg(w->lw, 1), 0); /* and forgotten */
	wait_for(w, "dereg=0", 5000);
	clear(w);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "111:9 123:0 123:2", 5000);
}

static void test_bootstrap_outlives_a_restart(void **state)
{
	struct world *w = *state;
	account(w, 0, 111, "coaps://leshan.eclipseprojects.io:5784", true, 0, NOTE_KEY);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "123:2", 5000);
	lw_close(w->lw);
	clear(w);
	power_on(w);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "123:2", 5000);
	assert_null(strstr(w->said, "111:"));
}

static void test_registration_outlives_a_restart(void **state)
{
	struct world *w = *state;
	registered(w);
	lw_close(w->lw);
	power_on(w);
	assert_int_equal(lw_reg(w->lw, 1), 0);
	wait_for(w, "100:16", 5000);
	assert_string_equal(w->said, "reg=0 100:16 ");
	/* and so do its observations */
	assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "hello", 5, true), 0);
	wait_for(w, "uldata(100,/19/0/0,0)", 1000);
	lw_close(w->lw);
	clear(w);
	power_on(w);
	let_pass(w, 100000); /* longer than the lifetime: the server has forgotten */
	assert_int_equal(lw_reg(w->lw, 1), 0);
	wait_for(w, "100:17 100:2", 5000);
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 5000);
	clear(w);
	assert_int_equal(lw_reg(w->lw, 1), 0);
	wait_for(w, "100:0 100:2", 5000);
}

/* What flash holds of observations is taken as far as it makes sense. */
static void test_observations_in_flash_that_make_no_sense(void **state)
{
	static const char junk[] = "\n100\n100 1 -1 0\n100 1 -1 0 xx /19/0/0\n100 1 -1 0 01 19\n"
				   "100 1 -1 0 01 /19/0/0/0/0\n101 1 -1 0 01 /19/0/0\n"
				   "99999999999 1 -1 0 01 /3\n100 1 -1 0 01020304050607080910 /3\n"
				   "100 7 -1 0 0102 /10250/0/0";
	struct world *w = *state;
	registered(w);
	lw_close(w->lw);
	on_store(w, "observations", junk, sizeof(junk) - 1);
	power_on(w);
	assert_int_equal(lw_reg(w->lw, 1), 0);
	wait_for(w, "100:16", 5000);
	assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "x", 1, true), QLW_CME_NOT_ALLOWED);
	assert_int_equal(lw_uldata(w->lw, 100, "/10250/0/0", "x", 1, true), 0);
}

static void test_sleep_holds_updates(void **state)
{
	struct world *w = *state;
	struct lw_status status;
	registered(w);
	lw_online(w->lw, false);
	let_pass(w, 45000);
	assert_string_equal(w->said, "100:4 ");
	assert_true(lw_status(w->lw, 0, &status));
	assert_int_equal(status.state, QLW_STATE_UPDATE_PENDING);
	lw_online(w->lw, true);
	wait_for(w, "100:4 100:16", 5000);
	clear(w);
	lw_online(w->lw, false);
	lw_online(w->lw, true);
	let_pass(w, 1000);
	assert_string_equal(w->said, "");
	w->config.tuning.update_on_reconnect = true;
	lw_online(w->lw, false);
	lw_online(w->lw, true);
	wait_for(w, "100:16", 1000);
}

static void test_idle_session_is_resumed(void **state)
{
	struct world *w = *state;
	account(w, 0, 102, "coaps://host", false, 0, NOTE_KEY);
	w->config.account[0].life_time = 600;
	w->config.account[0].period_max = 0;
	w->config.resume_time = 86400;
	lw_account_changed(w->lw, 0);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:16", 600000);
	assert_int_equal(w->resumed, 1);
	lw_forget(w->lw);
	clear(w);
	wait_for(w, "102:16", 600000);
	assert_int_equal(w->resumed, 1);
}

/* The server forgets whoever does not update within the lifetime: it must never come to that. */
static void test_an_hour_without_a_missed_update(void **state)
{
	struct world *w = *state;
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		account(w, i, 101 + i, i & 1 ? "coaps://host" : "coap://host", false, i & 1 ? 0 : 3,
			NOTE_KEY);
	w->config.account[0].life_time = 300;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	for (unsigned minute = 0; minute < 60; minute++) {
		let_pass(w, 60000);
		if (minute)
			assert_null(strstr(w->said, ":17"));
		clear(w);
	}
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		struct lw_status status;
		assert_true(lw_status(w->lw, i, &status));
		assert_int_equal(status.state, QLW_STATE_REG_READY);
	}
}

/* 2.1.2 to the letter: an update when the lifetime is over finds that the server has forgotten. */
static void test_updates_may_come_late(void **state)
{
	struct world *w = *state;
	w->config.otherwise.update_late = true;
	registered(w);
	let_pass(w, 59000);
	assert_string_equal(w->said, "");
	wait_for(w, "100:17 100:2", 2000);
}

static void test_a_lifetime_of_zero(void **state)
{
	struct world *w = *state;
	account(w, 0, 100, "coap://host", false, 3, "");
	w->config.account[0].life_time = 0;
	w->config.account[0].period_max = 0;
	lw_account_changed(w->lw, 0);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 5000);
	assert_int_equal(lw_update(w->lw, 100, false), 0);
	wait_for(w, "100:16", 1000); /* 86400 s, the server's default */
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 1000);
	w->config.otherwise.zero_lifetime = true;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "100:2", 5000);
	let_pass(w, 10);
	assert_int_equal(lw_update(w->lw, 100, false), 0);
	wait_for(w, "100:17", 1000); /* it is over at once */
}

static void test_uldata_is_told_by_the_real_answer(void **state)
{
	struct world *w = *state;
	registered(w);
	assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "hello", 5, true), 0);
	wait_for(w, "uldata(100,/19/0/0,0)", 1000);
	clear(w);
	loopback_silence(w->servers, true);
	assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "hello", 5, true), 0);
	wait_for(w, "uldata(100,/19/0/0,-2)", 60000);
	assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "hello", 5, false), 0);
	assert_int_equal(lw_uldata(w->lw, 100, "/10250/0/0", "x", 1, true), QLW_CME_NOT_ALLOWED);
	assert_int_equal(lw_uldata(w->lw, 100, "/99/0/0", "x", 1, true), QLW_CME_INVALID);
	assert_int_equal(lw_uldata(w->lw, 100, "/1/0/7", "x", 1, true), QLW_CME_NOT_ALLOWED);
	assert_int_equal(lw_uldata(w->lw, 101, "/19/0/0", "x", 1, true), QLW_CME_INVALID);
}

static void test_default_period_notifies(void **state)
{
	struct world *w = *state;
	registered(w);
	let_pass(w, 120000); /* period_max 50 s: the server hears twice, nothing is reported */
	assert_null(strstr(w->said, "uldata"));
	assert_non_null(strstr(w->said, "100:16"));
}

static void test_what_servers_can_do(void **state)
{
	struct world *w = *state;
	registered(w);
	tell(w, "write /19/0/0 hello there");
	wait_for(w, "recv(/19/0/0,4,hello there)", 1000);
	tell(w, "observe /3/0/9");
	wait_for(w, "observe(100,/3/0/9,0)", 1000);
	tell(w, "cancel /3/0/9");
	wait_for(w, "observe(100,/3/0/9,1)", 1000);
	tell(w, "execute /3/0/4");
	wait_for(w, "reboot(0)", 1000);
	clear(w);
	tell(w, "forget");
	wait_for(w, "100:17 100:2", 31000);
	clear(w);
	tell(w, "shorten 10");
	assert_int_equal(lw_update(w->lw, 100, false), 0);
	wait_for(w, "100:16", 1000);
	wait_for(w, "100:17 100:2", 31000);
	static const char *const bad[] = {"", "read", "read 3", "write /3/0/1", "refuse 2.05",
		"refuse 4.99", "lose 101", "lose x", "dance", "read /3 x", "forget it"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(loopback_tell(w->servers, bad[i]));
}

static void test_version_1_1(void **state)
{
	struct world *w = *state;
	w->config.version = 1; /* the server refuses Q in the binding of 1.1 */
	account(w, 0, 102, "coap://host", false, 3, "");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:2", 1000);
	tell(w, "read /1/0/0");
	for (int i = 0; i < 100 && !w->result[0]; i++)
		turn(w, w->now_ms);
	assert_string_equal(w->result, "5b7b22626e223a222f312f302f30222c2276223a3130327d5d");
}

static void test_storing_while_offline(void **state)
{
	struct world *w = *state;
	account(w, 0, 100, "coap://host", false, 3, "");
	w->config.account[0].period_max = 0;
	w->config.account[0].discard = false; /* <storing> 0 */
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 1000);
	lw_online(w->lw, false);
	clear(w);
	for (int i = 0; i < 20; i++)
		assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "kept", 4, true), 0);
	let_pass(w, 1000);
	assert_string_equal(w->said, "");
	lw_online(w->lw, true);
	let_pass(w, 10000);
	size_t told = 0;
	for (const char *p = w->said; (p = strstr(p, "uldata(100,/19/0/0,0)")); p++)
		told++;
	assert_int_equal(told, 16);
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 1000);
	account(w, 0, 100, "coap://host", false, 3, ""); /* <storing> 1: discards */
	assert_int_equal(lw_reg(w->lw, 0), 0);
	clear(w);
	wait_for(w, "observe(", 1000);
	lw_online(w->lw, false);
	assert_int_not_equal(lw_uldata(w->lw, 100, "/19/0/0", "gone", 4, true), 0);
}

static void certificate(struct world *w, char *path)
{
	struct loopback_options o = {.seed = 7, .now_ms = on_now, .log = on_log, .ctx = w};
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	o.certificate = path;
	loopback_close(w->servers);
	w->servers = loopback_open(&o);
	assert_non_null(w->servers);
}

static void test_certificate_mode(void **state)
{
	struct world *w = *state;
	char good[] = "/tmp/sim_lw_XXXXXX", other[] = "/tmp/sim_lw_XXXXXX";
	certificate(w, other); /* of servers that are gone */
	certificate(w, good);
	account(w, 0, 102, "coaps://host", false, 2, "");
	w->config.retry_timeout = w->config.max_timeout = 1;
	w->config.retry_exponent = 2;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3", 10000); /* no file: explained, and failed */
	clear(w);
	w->ca = other;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3", 10000);
	clear(w);
	w->ca = good;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:2", 10000);
	/* a root is asked for: the server's own certificate is not looked at */
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 10000);
	w->config.tuning.root_ca = true;
	clear(w);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:3", 10000);
	clear(w);
	w->ca_name = "102_ca.pem";
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "102:2", 10000);
	unlink(good);
	unlink(other);
}

static void test_hold_off_before_bootstrap(void **state)
{
	struct world *w = *state;
	account(w, 0, 111, "coap://host", true, 3, "");
	w->config.tuning.bootstrap_wait = 10;
	assert_int_equal(lw_reg(w->lw, 0), 0);
	let_pass(w, 9900);
	assert_string_equal(w->said, "reg=0 111:8 ");
	wait_for(w, "111:8 111:6 111:9 123:0 123:2", 1000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_factory_walk_of_4_2_2),
		TEST(test_bootstrap_walk_of_4_2_1),
		TEST(test_bootstrap_outlives_a_restart),
		TEST(test_registration_outlives_a_restart),
		TEST(test_observations_in_flash_that_make_no_sense),
		TEST(test_sleep_holds_updates),
		TEST(test_idle_session_is_resumed),
		TEST(test_an_hour_without_a_missed_update),
		TEST(test_updates_may_come_late),
		TEST(test_a_lifetime_of_zero),
		TEST(test_uldata_is_told_by_the_real_answer),
		TEST(test_default_period_notifies),
		TEST(test_what_servers_can_do),
		TEST(test_version_1_1),
		TEST(test_storing_while_offline),
		TEST(test_certificate_mode),
		TEST(test_hold_off_before_bootstrap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
