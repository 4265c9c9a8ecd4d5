/*
 * Log pane: words for every kind of line, following, scrolling, search, filter, on a real journal.
 */
#include "tests/unit/log_rig.h"

static void test_words_for_every_line(void **state)
{
	(void)state;
	struct log_test t = setup();
	story(&t);
	fixture_sizes("log", t.v, &t.ctx);
	says(&t, "← delivered       102  /19/0/0  message 4711, token 93");
	teardown(&t);
}

static void test_everything(void **state)
{
	(void)state;
	struct log_test t = setup();
	story(&t);
	press(&t, "c r");
	fixture_golden("views-log-everything", fixture_draw(t.v, &t.ctx, 60, 100));
	teardown(&t);
}

static void test_raw_of_one_line(void **state)
{
	(void)state;
	struct log_test t = setup();
	story(&t);
	settle(&t);
	press(&t, "k k");
	canvas_free(fixture_draw(t.v, &t.ctx, 24, 80));
	press(&t, "Enter");
	says(&t, "\\xff\\xfe^@^[[31m");
	press(&t, "Enter g");
	says(&t, "▸");
	teardown(&t);
}

/* A byte hit by noise inside a line: the event is read all the same, and the byte is shown. */
static void test_noise_in_a_line(void **state)
{
	(void)state;
	struct log_test t = setup();
	rx(&t, "+QLWURC: \"event\",102,2,\"REG\xffREADY\"");
	says(&t, "← REG_READY       102");
	press(&t, "r");
	says(&t, "REG\\xffREADY");
	teardown(&t);
}

static void test_times(void **state)
{
	(void)state;
	struct log_test t = setup();
	rx(&t, "RDY");
	t.wall_ms += 1000;
	rx(&t, "APP RDY");
	says(&t, "12:03:41.062 ←");
	press(&t, "t");
	says(&t, "+1.062 ←");
	press(&t, "t");
	says(&t, "+1.031 ←");
	press(&t, "t");
	says(&t, "12:03:41.062 ←");
	teardown(&t);
}

static void test_following_stops_and_counts(void **state)
{
	(void)state;
	struct log_test t = setup();
	many(&t, 100);
	settle(&t);
	says(&t, "live");
	press(&t, "k");
	says(&t, "stopped");
	many(&t, 12);
	says(&t, "12 new below, G");
	press(&t, "G");
	says(&t, "live");
	press(&t, "PgUp");
	says(&t, "stopped");
	press(&t, "PgDn PgDn");
	says(&t, "live");
	teardown(&t);
}

/* What is in sight stays where it is while lines come. */
static void test_does_not_jump(void **state)
{
	(void)state;
	struct log_test t = setup();
	many(&t, 200);
	settle(&t);
	press(&t, "PgUp PgUp");
	settle(&t);
	struct canvas *a = fixture_draw(t.v, &t.ctx, 24, 80);
	many(&t, 3000);
	settle(&t);
	struct canvas *b = fixture_draw(t.v, &t.ctx, 24, 80);
	for (int row = 1; row < 23; row++)
		for (int col = 0; col < 80; col++)
			assert_memory_equal(canvas_cell(a, row, col), canvas_cell(b, row, col),
				sizeof(struct cell));
	canvas_free(a);
	canvas_free(b);
	teardown(&t);
}

static void test_search(void **state)
{
	(void)state;
	struct log_test t = setup();
	story(&t);
	many(&t, 300);
	settle(&t);
	press(&t, "/ R E G _ R E T Enter");
	settle(&t);
	says(&t, "nothing matches REG_RET");
	press(&t, "/ h e l Enter");
	says(&t, "▸ 12:0");
	says(&t, "\"hello\" 5 B, confirmable");
	press(&t, "n");
	says(&t, "\"hello\" 5 B, confirmable"); /* the only one: once around */
	press(&t, "g / B S _ [ S F ] Enter");
	settle(&t);
	says(&t, "BS_START");
	teardown(&t);
}

/* What stays on the screen: the last frame that is asked for. */
static char *last_frame(struct log_test *t)
{
	char *text = NULL;
	do {
		free(text);
		struct canvas *c = fixture_draw(t->v, &t->ctx, 24, 80);
		text = canvas_dump(c);
		canvas_free(c);
	} while (t->v->ops->deadline_ms(t->v, &t->ctx) != UINT64_MAX);
	return text;
}

/* The frame is drawn before the lines are read: when that changes what it says, it is drawn again. */
static void test_frame_is_never_behind(void **state)
{
	(void)state;
	struct log_test t = setup();
	many(&t, 300);
	settle(&t);
	press(&t, "/ R E A D Y Enter");
	char *text = last_frame(&t);
	assert_null(strstr(text, "searching"));
	assert_null(strstr(text, "live"));
	free(text);
	many(&t, 5);
	text = last_frame(&t);
	assert_non_null(strstr(text, "5 new below"));
	free(text);
	press(&t, "/ R E T R Y Enter");
	text = last_frame(&t);
	assert_non_null(strstr(text, "nothing matches RETRY"));
	free(text);
	teardown(&t);
}

static void test_search_directions(void **state)
{
	(void)state;
	struct log_test t = setup();
	many(&t, 50);
	rx(&t, "+QLWURC: \"event\",201,3,\"REG_FAILED\"");
	many(&t, 50);
	rx(&t, "+QLWURC: \"event\",202,3,\"REG_FAILED\"");
	many(&t, 50);
	settle(&t);
	press(&t, "/ F A I L Enter");
	settle(&t);
	says(&t, "REG_FAILED      202");
	press(&t, "n");
	settle(&t);
	says(&t, "REG_FAILED      201");
	press(&t, "N");
	settle(&t);
	says(&t, "REG_FAILED      202");
	teardown(&t);
}

static void test_filter(void **state)
{
	(void)state;
	struct log_test t = setup();
	story(&t);
	many(&t, 300);
	settle(&t);
	press(&t, "f u l d a t a Enter");
	settle(&t);
	fixture_golden("views-log-filter", fixture_draw(t.v, &t.ctx, 10, 80));
	press(&t, "f");
	press(&t, "Ctrl-U ! R E G _ Enter");
	settle(&t);
	says(&t, "delivered");
	press(&t, "Esc");
	says(&t, "LwM2M, network");
	press(&t, "f z z z Enter");
	says(&t, "No line matches");
	teardown(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_for_every_line),
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_raw_of_one_line),
		cmocka_unit_test(test_noise_in_a_line),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_following_stops_and_counts),
		cmocka_unit_test(test_does_not_jump),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_frame_is_never_behind),
		cmocka_unit_test(test_search_directions),
		cmocka_unit_test(test_filter),
	};
	return cmocka_run_group_tests_name("views: log", tests, fixture_locale, NULL);
}
