/* Session pane: list, details, explanation, keys, and when it must wake up. */
#include "tests/unit/views_fixture.h"
#include "views/views.h"

static void test_two_servers(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct view *v = view_session_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_sizes("session", v, &ctx);
	fixture_says(fixture_draw(v, &ctx, 24, 80), "3rd try in ~110 s  why? Enter");
	assert_int_equal(v->ops->deadline_ms(v, &ctx), FIXTURE_NOW + 1000); /* 41 s of life left */
	fixture_key(v, &ctx, "k");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "~50 s  next update ~30 s");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "12:02:26 INITIAL ─ 12:02:27 REG_READY");
	v->ops->free(v);
	model_free(m);
}

/* Until the user chooses, the server that matters most is selected. */
static void test_trouble_comes_first(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct view *v = view_session_new();
	const struct view_ctx ctx = fixture_ctx(m);
	assert_string_equal(fixture_key(v, &ctx, "U").args[0], "101");
	fixture_step(&m->server[1], QLW_STATE_REG_READY, 0);
	assert_string_equal(fixture_key(v, &ctx, "U").args[0], "102");
	struct model_server *s = fixture_server(m, 100, 2, "coaps://boot:5684");
	s->bootstrap = 1;
	fixture_step(s, QLW_STATE_BS_FINISH, 0);
	assert_string_equal(fixture_key(v, &ctx, "U").args[0], "102");
	fixture_step(s, QLW_STATE_BS_FAILED, 0);
	assert_string_equal(fixture_key(v, &ctx, "U").args[0], "100");
	v->ops->free(v);
	model_free(m);
}

static void test_action_under_way(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct view *v = view_session_new();
	m->action = MODEL_ACTION_REG;
	m->action_ms = FIXTURE_NOW - 23400;
	m->dereg_result = 5;
	m->dereg_result_ms = FIXTURE_NOW - 600000;
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_golden("views-session-action", fixture_draw(v, &ctx, 24, 80));
	fixture_says(fixture_draw(v, &ctx, 24, 80),
		"register for 20 s, 101 REG_RETRY, waits for +QLWREG");
	m->reg_result = 0;
	m->reg_result_ms = FIXTURE_NOW - 20000;
	fixture_golden("views-session-accepted", fixture_draw(v, &ctx, 24, 80));
	v->ops->free(v);
	model_free(m);
}

static void test_explains(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct view *v = view_session_new();
	const struct view_ctx ctx = fixture_ctx(m);
	assert_int_equal(fixture_key(v, &ctx, "Enter").kind, INTENT_DONE);
	fixture_sizes("explain", v, &ctx);
	struct intent look = fixture_key(v, &ctx, "Enter");
	assert_int_equal(look.kind, INTENT_ACTION);
	assert_string_equal(look.action, "at");
	assert_string_equal(look.args[0], "AT+CNUM");
	assert_int_equal(fixture_key(v, &ctx, "j").kind, INTENT_DONE);
	look = fixture_key(v, &ctx, "Enter");
	assert_string_not_equal(look.args[0], "AT+CNUM");
	assert_int_equal(fixture_key(v, &ctx, "Esc").kind, INTENT_DONE);
	assert_int_equal(fixture_key(v, &ctx, "Esc").kind, INTENT_BACK);
	v->ops->free(v);
	model_free(m);
}

static void test_keys_name_the_server(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct view *v = view_session_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_key(v, &ctx, "k");
	struct intent i = fixture_key(v, &ctx, "U");
	assert_int_equal(i.kind, INTENT_ACTION);
	assert_string_equal(i.action, "update");
	assert_string_equal(i.args[0], "102");
	fixture_key(v, &ctx, "j");
	i = fixture_key(v, &ctx, "L");
	assert_int_equal(i.kind, INTENT_PROMPT);
	assert_string_equal(i.args[0], "lifetime 101 ");
	assert_int_equal(fixture_key(v, &ctx, "R").kind, INTENT_NONE);
	v->ops->free(v);
	model_free(m);
}

static void test_selection_stays_on_its_server(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct view *v = view_session_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_key(v, &ctx, "j");
	fixture_server(m, 5, 0, "coap://sorts.first:5683");
	assert_string_equal(fixture_key(v, &ctx, "U").args[0], "101");
	v->ops->free(v);
	model_free(m);
}

/* After attaching to a running module: what is not known is said, and nothing counts down. */
static void test_attached_to_a_running_module(void **state)
{
	(void)state;
	struct model *m = fixture_model();
	struct model_server *s = fixture_server(m, 102, 0, "coap://leshan.eclipseprojects.io:5683");
	struct view *v = view_session_new();
	const struct view_ctx ctx = fixture_ctx(m);
	s->code = QLW_STATE_REG_READY;
	s->phase = QLW_PHASE_READY;
	s->life_time = 60;
	fixture_golden("views-session-attached", fixture_draw(v, &ctx, 24, 80));
	assert_true(v->ops->deadline_ms(v, &ctx) == UINT64_MAX);
	v->ops->free(v);
	model_free(m);
}

static void test_nothing_known(void **state)
{
	(void)state;
	struct model *m = model_new();
	struct view *v = view_session_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_golden("views-session-nothing", fixture_draw(v, &ctx, 10, 40));
	m->connected = true;
	fixture_golden("views-session-none", fixture_draw(v, &ctx, 10, 40));
	assert_int_equal(fixture_key(v, &ctx, "Enter").kind, INTENT_NONE);
	v->ops->free(v);
	model_free(m);
}

/* Short IDs nobody configured, codes nobody documented, strings meant to break out. */
static void test_hostile(void **state)
{
	(void)state;
	struct model *m = fixture_model();
	struct model_server *s = fixture_server(m, 65534, -1,
		"coap://\033[2J\xc2\x9b\xff\xe2\x80\xae"
		"evil:5683");
	struct view *v = view_session_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_step(s, 42, 2000);
	s->bootstrap = -1;
	strcpy(s->error, "\033]0;title\007");
	fixture_golden("views-session-hostile", fixture_draw(v, &ctx, 24, 80));
	fixture_key(v, &ctx, "Enter");
	fixture_golden("views-explain-hostile", fixture_draw(v, &ctx, 24, 80));
	v->ops->free(v);
	model_free(m);
}

static void test_any_size(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct view *v = view_session_new();
	const struct view_ctx ctx = fixture_ctx(m);
	for (int rows = 1; rows < 14; rows++)
		for (int cols = 1; cols < 90; cols += 4)
			canvas_free(fixture_draw(v, &ctx, rows, cols));
	fixture_key(v, &ctx, "Enter");
	for (int rows = 1; rows < 14; rows++)
		for (int cols = 1; cols < 90; cols += 4)
			canvas_free(fixture_draw(v, &ctx, rows, cols));
	v->ops->free(v);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_servers),
		cmocka_unit_test(test_trouble_comes_first),
		cmocka_unit_test(test_action_under_way),
		cmocka_unit_test(test_explains),
		cmocka_unit_test(test_keys_name_the_server),
		cmocka_unit_test(test_selection_stays_on_its_server),
		cmocka_unit_test(test_attached_to_a_running_module),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_any_size),
	};
	return cmocka_run_group_tests_name("views: session", tests, fixture_locale, NULL);
}
