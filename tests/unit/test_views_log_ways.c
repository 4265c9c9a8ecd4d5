/*
 * Log pane, ways about: bookmarks, earlier sessions, selections, the mouse, hidden kinds, times, any size.
 */
#include "tests/unit/log_rig.h"

/* What the console does with the intent. */
static void bookmark(struct log_test *t, const char *key)
{
	const struct intent i = fixture_key(t->v, &t->ctx, key);
	uint64_t place;
	bool set;
	assert_int_equal(i.kind, INTENT_ACTION);
	assert_string_equal(i.action, "bookmark");
	assert_true(view_log_bookmark(t->v, &t->ctx, i.args[0], &place, &set));
	journal_mark(t->j, t->wall_ms, place, set ? i.args[0] : NULL);
	settle(t);
}

static void test_bookmarks(void **state)
{
	(void)state;
	struct log_test t = setup();
	rx(&t, "+QLWURC: \"event\",201,3,\"REG_FAILED\"");
	many(&t, 100);
	settle(&t);
	says(&t, "REG_READY");
	assert_int_equal(fixture_key(t.v, &t.ctx, "u").kind, INTENT_SAY);
	press(&t, "/ F A I L E D Enter");
	settle(&t);
	press(&t, "m w h y");
	says(&t, "bookmark, note: why");
	bookmark(&t, "Enter");
	says(&t, "▸★");
	says(&t, "★ why");
	press(&t, "G");
	says(&t, "· bookmark        why");
	press(&t, "k k m");
	bookmark(&t, "Enter");
	press(&t, "u");
	says(&t, "▸★");
	says(&t, "REG_FAILED      201");
	press(&t, "M");
	settle(&t);
	fixture_golden("views-log-bookmarks", fixture_draw(t.v, &t.ctx, 10, 80));
	press(&t, "j");
	bookmark(&t, "d");
	press(&t, "Enter");
	says(&t, "REG_FAILED      201");
	bookmark(&t, "m");
	press(&t, "M");
	says(&t, "There is no bookmark yet");
	press(&t, "Esc");
	says(&t, "REG_FAILED      201");
	teardown(&t);
}

/* They are in the file: the next session finds them. */
static void test_bookmarks_are_kept(void **state)
{
	(void)state;
	struct scratch s;
	scratch_make(&s);
	char *path = scratch_path(&s, "marks.jsonl");
	struct log_test t = setup_with(path, 0);
	rx(&t, "+QLWURC: \"event\",201,3,\"REG_FAILED\"");
	many(&t, 20);
	settle(&t);
	press(&t, "/ F A I L E D Enter");
	settle(&t);
	press(&t, "m o n e");
	bookmark(&t, "Enter");
	teardown(&t);
	t = setup_with(path, 0);
	says(&t, "opened");
	press(&t, "M");
	says(&t, "★ one");
	press(&t, "Enter");
	says(&t, "REG_FAILED      201");
	says(&t, "★ one");
	teardown(&t);
	free(path);
	scratch_remove(&s);
}

/* What an earlier session left in the file is above this one's first line. */
static void test_earlier_sessions(void **state)
{
	(void)state;
	struct scratch s;
	scratch_make(&s);
	char *path = scratch_path(&s, "earlier.jsonl");
	struct log_test t = setup_with(path, 0);
	rx(&t, "+QLWURC: \"event\",201,3,\"REG_FAILED\"");
	teardown(&t);
	t = setup_with(path, 0);
	rx(&t, "+QLWURC: \"event\",202,2,\"REG_READY\"");
	settle(&t);
	struct canvas *c = fixture_draw(t.v, &t.ctx, 24, 80);
	char *text = canvas_dump(c);
	assert_null(strstr(text, "REG_FAILED"));
	free(text);
	canvas_free(c);
	press(&t, "g");
	says(&t, "REG_FAILED      201");
	press(&t, "G / F A I L E D Enter");
	says(&t, "REG_FAILED      201");
	teardown(&t);
	free(path);
	scratch_remove(&s);
}

static void test_typed_search_and_filter(void **state)
{
	(void)state;
	struct log_test t = setup();
	rx(&t, "+QLWURC: \"event\",201,3,\"REG_FAILED\"");
	many(&t, 100);
	rx(&t, "+QLWURC: \"event\",202,3,\"REG_FAILED\"");
	many(&t, 100);
	settle(&t);
	press(&t, "/ F A");
	says(&t, "REG_FAILED      202");
	press(&t, "I L Enter");
	says(&t, "REG_FAILED      202");
	press(&t, "/ Enter");
	says(&t, "REG_FAILED      201");
	press(&t, "f F A I");
	says(&t, "only FAI");
	says(&t, "REG_FAILED      202");
	press(&t, "Esc");
	says(&t, "LwM2M, network");
	teardown(&t);
}

static size_t selection(struct log_test *t, char *out, size_t size, size_t at_a_time)
{
	uint64_t from = 0;
	size_t n = 0, part;
	while ((part = view_log_selection(t->v, &t->ctx, &from, out + n,
			size - n < at_a_time ? size - n : at_a_time)))
		n += part;
	out[n] = '\0';
	return n;
}

static void test_selection(void **state)
{
	(void)state;
	struct log_test t = setup();
	char text[8192], parts[8192];
	rx(&t, "+QLWURC: \"event\",201,3,\"REG_FAILED\"");
	many(&t, 60);
	settle(&t);
	press(&t, "k k v");
	for (int i = 0; i < 40; i++)
		press(&t, "k");
	settle(&t);
	says(&t, "selecting: y copies, w writes");
	assert_int_equal(fixture_key(t.v, &t.ctx, "y").kind, INTENT_NONE);
	selection(&t, text, sizeof(text), sizeof(text));
	selection(&t, parts, sizeof(parts), 200);
	assert_string_equal(text, parts);
	int lines = 0;
	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, 41);
	assert_non_null(strstr(text, "← REG_READY 102 registered with the server\n"));
	press(&t, "Esc");
	says(&t, "stopped");
	assert_int_equal(selection(&t, text, sizeof(text), sizeof(text)), strcspn(text, "\n"));
	teardown(&t);
}

static void click(struct log_test *t, int row, enum mouse_action action)
{
	const struct key key = {.code = KEYCODE_MOUSE,
		.mouse = {.button = MOUSE_BUTTON_LEFT, .action = action, .row = row, .col = 20}};
	t->v->ops->key(t->v, &key, &t->ctx);
	settle(t);
}

static void test_mouse(void **state)
{
	(void)state;
	struct log_test t = setup();
	char text[4096];
	rx(&t, "+QLWURC: \"event\",201,3,\"REG_FAILED\"");
	rx(&t, "+QLWURC: \"event\",202,2,\"REG_READY\"");
	rx(&t, "+QLWURC: \"event\",203,16,\"REG_UPDATE\"");
	settle(&t);
	click(&t, 2, MOUSE_ACTION_PRESS);
	click(&t, 2, MOUSE_ACTION_RELEASE);
	selection(&t, text, sizeof(text), sizeof(text));
	assert_non_null(strstr(text, "REG_FAILED 201"));
	click(&t, 4, MOUSE_ACTION_DRAG);
	selection(&t, text, sizeof(text), sizeof(text));
	assert_non_null(strstr(text, "REG_FAILED 201"));
	assert_non_null(strstr(text, "REG_UPDATE 203"));
	click(&t, 3, MOUSE_ACTION_PRESS);
	selection(&t, text, sizeof(text), sizeof(text));
	assert_null(strstr(text, "REG_UPDATE 203"));
	assert_non_null(strstr(text, "REG_READY 202"));
	teardown(&t);
}

static void gone(struct log_test *t, const char *text)
{
	settle(t);
	struct canvas *c = fixture_draw(t->v, &t->ctx, 24, 80);
	char *dump = canvas_dump(c);
	assert_null(strstr(dump, text));
	free(dump);
	canvas_free(c);
}

static void test_hides_kinds(void **state)
{
	(void)state;
	struct log_test t = setup();
	rx(&t, "RDY");
	tx(&t, "AT+CFUN=1");
	rx(&t, "OK");
	rx(&t, "+QLWURC: \"event\",202,2,\"REG_READY\"");
	journal_note(t.j, t.wall_ms, "something");
	says(&t, "RDY");
	press(&t, "x");
	says(&t, "n network on");
	press(&t, "n");
	says(&t, "n network off");
	gone(&t, "the module has started");
	press(&t, "l a o Esc");
	says(&t, "only what went wrong");
	gone(&t, "REG_READY");
	gone(&t, "CFUN");
	gone(&t, "something");
	press(&t, "x n l a o Esc");
	says(&t, "CFUN=1");
	says(&t, "LwM2M, network");
	teardown(&t);
}

static void test_goes_to_a_time(void **state)
{
	(void)state;
	struct log_test t = setup();
	const int64_t begin_ms = t.wall_ms;
	many(&t, 1000);
	settle(&t);
	assert_true(view_log_goto(t.v, &t.ctx, (uint64_t)(begin_ms + 31 * 500)));
	says(&t, "▸ 12:03:55.500 ←");
	assert_false(view_log_goto(t.v, &t.ctx, (uint64_t)(begin_ms + 3600000)));
	says(&t, "▸ 12:03:55.500 ←");
	assert_int_equal(fixture_key(t.v, &t.ctx, "T").kind, INTENT_PROMPT);
	teardown(&t);
}

static void test_copies(void **state)
{
	(void)state;
	struct log_test t = setup();
	rx(&t, "+QLWURC: \"event\",102,2,\"REG_READY\"");
	settle(&t);
	struct intent i = fixture_key(t.v, &t.ctx, "y");
	assert_int_equal(i.kind, INTENT_COPY);
	assert_string_equal(i.args[0], "12:03:40.031 ← REG_READY 102 registered with the server");
	press(&t, "r");
	i = fixture_key(t.v, &t.ctx, "y");
	assert_string_equal(i.args[0], "+QLWURC: \"event\",102,2,\"REG_READY\"");
	teardown(&t);
}

/* A journal of any length costs a screenful; a filter that nothing matches is worked off in bounded
 * steps; the next frame comes at once until it is. */
static void test_bounded_work(void **state)
{
	(void)state;
	struct scratch s;
	scratch_make(&s);
	char *path = scratch_path(&s, "long.jsonl");
	struct log_test t = setup_with(path, 0);
	many(&t, 30000);
	assert_true(settle(&t) <= 2);
	press(&t, "g");
	assert_true(settle(&t) <= 16); /* counts what waits below */
	says(&t, "opened");
	press(&t, "G f n o n e Enter");
	canvas_free(fixture_draw(t.v, &t.ctx, 24, 80));
	assert_int_equal(t.v->ops->deadline_ms(t.v, &t.ctx), FIXTURE_NOW);
	says(&t, "No line matches");
	teardown(&t);
	free(path);
	scratch_remove(&s);
}

/* Without a file the oldest records go: who looks at them ends up at the oldest there is. */
static void test_records_go_away(void **state)
{
	(void)state;
	struct log_test t = setup_with(NULL, 64 * 1024);
	many(&t, 100);
	settle(&t);
	press(&t, "g");
	says(&t, "opened");
	many(&t, 5000);
	settle(&t);
	press(&t, "j");
	says(&t, "REG_READY");
	press(&t, "k k k / o p e n e d Enter");
	says(&t, "nothing matches opened");
	teardown(&t);
}

static void test_moves_through_hidden_lines(void **state)
{
	(void)state;
	struct log_test t = setup();
	rx(&t, "+QLWURC: \"event\",201,3,\"REG_FAILED\"");
	for (int i = 0; i < 3000; i++) {
		tx(&t, "AT+CSQ");
		rx(&t, "+CSQ: 20,99");
		rx(&t, "OK");
	}
	rx(&t, "+QLWURC: \"event\",202,3,\"REG_FAILED\"");
	settle(&t);
	press(&t, "k");
	settle(&t);
	assert_string_equal(fixture_key(t.v, &t.ctx, "y").args[0] + 13,
		"← REG_FAILED 201 "
		"the last registration failed");
	teardown(&t);
}

static void test_any_size(void **state)
{
	(void)state;
	struct log_test t = setup();
	story(&t);
	press(&t, "r");
	for (int rows = 1; rows < 12; rows++)
		for (int cols = 1; cols < 100; cols += 3)
			canvas_free(fixture_draw(t.v, &t.ctx, rows, cols));
	press(&t, "/");
	canvas_free(fixture_draw(t.v, &t.ctx, 3, 12));
	t.ctx.journal = NULL;
	canvas_free(fixture_draw(t.v, &t.ctx, 10, 40));
	assert_int_equal(fixture_key(t.v, &t.ctx, "j").kind, INTENT_NONE);
	teardown(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bookmarks),
		cmocka_unit_test(test_bookmarks_are_kept),
		cmocka_unit_test(test_earlier_sessions),
		cmocka_unit_test(test_typed_search_and_filter),
		cmocka_unit_test(test_selection),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_hides_kinds),
		cmocka_unit_test(test_goes_to_a_time),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_bounded_work),
		cmocka_unit_test(test_records_go_away),
		cmocka_unit_test(test_moves_through_hidden_lines),
		cmocka_unit_test(test_any_size),
	};
	return cmocka_run_group_tests_name("views: log", tests, fixture_locale, NULL);
}
