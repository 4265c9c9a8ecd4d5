/* What the built-in servers do unasked: nothing, until they are told to have some life. */
#include "modem/sim/stories.h"

#include "tests/unit/lw_servers.h"

#define FIRST_ROUND                                                                          \
	"observe(100,/3/0/9,0) recv(/19/0/0,4,set point 21.5) observe(100,/4/0/2,0) 100:16 " \
	"recv(/19/0/0,4,report every 10 minutes) observe(100,/4/0/2,1) "                     \
	"recv(/19/0/0,4,valve 2 open) "

static void long_lived(struct world *w)
{
	account(w, 0, 100, "coap://host", false, 3, "");
	w->config.account[0].life_time = 86400;
	w->config.account[0].period_max = 0;
	strcpy(w->config.account[0].binding, "U");
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 5000);
	clear(w);
}

static void test_nothing_happens_unasked(void **state)
{
	struct world *w = *state;
	long_lived(w);
	let_pass(w, 3600000);
	assert_string_equal(w->said, "");
}

static void test_the_first_round_shows_everything(void **state)
{
	struct world *w = *state;
	tell(w, "live 10");
	long_lived(w);
	let_pass(w, 4000); /* what the Note's examples show is not disturbed */
	assert_string_equal(w->said, "");
	let_pass(w, 12 * 15000);
	assert_memory_equal(w->said, FIRST_ROUND, strlen(FIRST_ROUND));
}

static void test_a_client_that_is_there_already(void **state)
{
	struct world *w = *state;
	long_lived(w);
	tell(w, "live 10");
	wait_for(w, "recv(/19/0/0,4,set point 21.5)", 60000);
	tell(w, "live off");
	clear(w);
	let_pass(w, 600000);
	assert_string_equal(w->said, "");
}

/* The pace is the module's time, and the choice is the seed's. */
static void test_it_repeats_by_seed(void **state)
{
	char first[sizeof(((struct world *)0)->said)];
	(void)state;
	for (int i = 0; i < 2; i++) {
		void *other;
		set_up(&other);
		struct world *w = other;
		tell(w, "live 10");
		long_lived(w);
		let_pass(w, 600000);
		assert_true(strlen(w->said) > 2 * strlen(FIRST_ROUND));
		assert_true(strlen(w->said) < 60 * 45); /* about sixty acts */
		if (i)
			assert_string_equal(w->said, first);
		strcpy(first, w->said);
		tear_down(&other);
	}
}

/* Nobody speaks to a client that is deaf: its next message has to come first. */
static void test_queue_mode_is_respected(void **state)
{
	struct world *w = *state;
	long_lived(w);
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	wait_for(w, "dereg=0", 5000);
	strcpy(w->config.account[0].binding, "UQ");
	lw_account_changed(w->lw, 0);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 5000);
	let_pass(w, 100000);
	clear(w);
	tell(w, "live 10");
	let_pass(w, 600000);
	assert_string_equal(w->said, "");
	assert_int_equal(lw_update(w->lw, 100, false), 0);
	wait_for(w, "observe(100,/3/0/9,0)", 1000); /* overdue by now */
}

static void test_words(void **state)
{
	struct world *w = *state;
	assert_true(loopback_tell(w->servers, "live 86400"));
	assert_true(loopback_tell(w->servers, "live off"));
	assert_false(loopback_tell(w->servers, "live"));
	assert_false(loopback_tell(w->servers, "live 0"));
	assert_false(loopback_tell(w->servers, "live soon"));
	assert_false(loopback_tell(w->servers, "read"));
	assert_false(loopback_tell(w->servers, "read /3/0 now"));
	assert_false(loopback_tell(w->servers, "write /19/0/0"));
	assert_false(loopback_tell(w->servers, "sing /3"));
}

/* The management server has Send of LwM2M 1.1. */
static void test_a_send_is_taken(void **state)
{
	struct world *w = *state;
	w->config.version = 1;
	w->config.uldata_sends = true;
	long_lived(w);
	tell(w, "cancel /19/0/0");
	wait_for(w, "observe(100,/19/0/0,1)", 5000);
	clear(w);
	assert_int_equal(lw_uldata(w->lw, 100, "/19/0/0", "data", 4, true), 0);
	wait_for(w, "uldata(100,/19/0/0,0)", 5000);
}

/* Whatever a scenario of our own tells the servers, they understand. */
static void test_scenarios_speak_their_language(void **state)
{
	struct world *w = *state;
	static const char *const name[] = {"demo", "busy-server", "forgetful-server"};
	char words[128];
	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++)
		for (const char *const *line = stories_find(name[i]); *line; line++) {
			const char *at = strstr(*line, " server ");
			assert_non_null(at);
			at += 8 + (at[8] == '"');
			snprintf(words, sizeof(words), "%.*s", (int)strcspn(at, "\""), at);
			if (!loopback_tell(w->servers, words))
				fail_msg("%s", words);
		}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_happens_unasked),
		TEST(test_the_first_round_shows_everything),
		TEST(test_a_client_that_is_there_already),
		cmocka_unit_test(test_it_repeats_by_seed),
		TEST(test_queue_mode_is_respected),
		TEST(test_words),
		TEST(test_a_send_is_taken),
		TEST(test_scenarios_speak_their_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
