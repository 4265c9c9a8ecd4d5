/* A NAT that moves the client to another port in mid-session. */
#include "tests/unit/lw_servers.h"

static void ask(struct world *w)
{
	w->result[0] = '\0';
	tell(w, "read /3/0/9");
	for (int i = 0; i < 10 && !w->result[0]; i++)
		turn(w, w->now_ms);
}

static void registered_with(struct world *w, const char *uri)
{
	account(w, 0, 100, uri, false, strstr(uri, "coaps") ? 0 : 3, NOTE_KEY);
	w->config.account[0].life_time = 3600;
	w->config.account[0].period_max = 0;
	w->config.resume_time = 86400;
	lw_account_changed(w->lw, 0);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 5000);
	clear(w);
}

/* Another source port in mid-session: without security the next message tells the server. */
static void test_rebinding_without_security(void **state)
{
	struct world *w = *state;
	registered_with(w, "coap://host");
	lw_rebind(w->lw);
	ask(w);
	assert_string_equal(w->result, ""); /* it goes where nobody is any more */
	assert_int_equal(lw_update(w->lw, 100, false), 0);
	wait_for(w, "100:16", 1000);
	ask(w);
	assert_string_not_equal(w->result, "");
	assert_string_equal(w->said, "100:16 ");
}

/* With DTLS the server knows the session by its address: the client resumes it. */
static void test_rebinding_resumes_the_session(void **state)
{
	struct world *w = *state;
	registered_with(w, "coaps://host");
	assert_int_equal(w->resumed, 0);
	lw_rebind(w->lw);
	assert_int_equal(lw_update(w->lw, 100, false), 0);
	wait_for(w, "100:16", 100000);
	assert_string_equal(w->said, "100:16 ");
	assert_int_equal(w->resumed, 1);
	ask(w);
	assert_string_not_equal(w->result, "");
	/* data that is lost on the way is told so, and the next finds the way */
	lw_rebind(w->lw);
	assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "lost", 4, true), 0);
	wait_for(w, "uldata(100,/19/0/0,-2)", 100000);
	assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "found", 5, true), 0);
	wait_for(w, "uldata(100,/19/0/0,0)", 100000);
}

static void test_rebinding_that_is_lost(void **state)
{
	struct world *w = *state;
	w->config.otherwise.lost_is_lost = true;
	registered_with(w, "coaps://host");
	lw_rebind(w->lw);
	assert_int_equal(lw_update(w->lw, 100, false), 0);
	wait_for(w, "100:17 100:2", 100000); /* a new registration */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_rebinding_without_security),
		TEST(test_rebinding_resumes_the_session),
		TEST(test_rebinding_that_is_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
