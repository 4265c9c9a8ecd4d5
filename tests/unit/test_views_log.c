/* Log pane: words for every kind of line, following, scrolling, search, filter, on a real journal.
 */
#include "tests/unit/views_fixture.h"
#include "modem/journal/journal.h"
#include "tests/lib/scratch.h"
#include "views/views.h"

struct log_test {
	struct model *m;
	struct journal *j;
	struct view *v;
	struct view_ctx ctx;
	int64_t wall_ms;
};

static struct log_test setup_with(const char *path, size_t ring_bytes)
{
	struct log_test t = {.m = fixture_model(), .wall_ms = FIXTURE_NOW - 60000};
	const struct journal_options options = {
		.path = path, .port = "/dev/ttyUSB2", .ring_bytes = ring_bytes};
	assert_int_equal(journal_open(&t.j, &options, t.wall_ms, NULL), 0);
	t.v = view_log_new();
	assert_non_null(t.v);
	t.ctx = fixture_ctx(t.m);
	t.ctx.journal = t.j;
	return t;
}

static struct log_test setup(void)
{
	return setup_with(NULL, 0);
}

static void teardown(struct log_test *t)
{
	t->v->ops->free(t->v);
	journal_close(t->j);
	model_free(t->m);
}

static void tx(struct log_test *t, const char *line)
{
	char text[2048];
	const int n = snprintf(text, sizeof(text), "%s\r", line);
	t->wall_ms += 120;
	journal_tx(t->j, t->wall_ms, text, (size_t)n);
	journal_rx(t->j, t->wall_ms + 2, JOURNAL_FRAME_ECHO, text, (size_t)n);
}

static void rx(struct log_test *t, const char *line)
{
	char text[2048];
	const int n = snprintf(text, sizeof(text), "%s\r\n", line);
	t->wall_ms += 31;
	journal_rx(t->j, t->wall_ms, JOURNAL_FRAME_LINE, "\r\n", 2);
	journal_rx(t->j, t->wall_ms, JOURNAL_FRAME_LINE, text, (size_t)n);
}

static void payload(struct log_test *t, const char *header, const void *bytes, size_t n)
{
	rx(t, header);
	journal_rx(t->j, t->wall_ms, JOURNAL_FRAME_PAYLOAD, bytes, n);
}

/* A bit of everything. */
static void story(struct log_test *t)
{
	uint8_t bytes[100];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	rx(t, "RDY");
	tx(t, "AT");
	rx(t, "OK");
	tx(t, "AT+QLWCFG=\"server\"");
	rx(t, "+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"");
	rx(t, "OK");
	tx(t, "AT+QLWCFG=\"security\",0,102,\"coap://leshan.eclipseprojects.io:5683\",0,3");
	rx(t, "OK");
	tx(t, "AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"");
	rx(t, "OK");
	tx(t, "AT+QLWCFG=\"security\",1");
	rx(t, "OK");
	tx(t, "AT+QLWSVC=\"reg\"");
	rx(t, "OK");
	rx(t, "+QLWREG: 0");
	rx(t, "+QLWURC: \"event\",111,6,\"BS_START\"");
	rx(t, "+QLWURC: \"event\",111,9,\"BS_FINISH\"");
	rx(t, "+QLWURC: \"event\",102,0,\"INITIAL\"");
	rx(t, "+QLWURC: \"event\",102,2,\"REG_READY\"");
	tx(t, "AT+QLWSVC=\"uldata\",102,\"/19/0/0\",5,\"hello\",0,0");
	rx(t, "OK");
	rx(t, "+QLWURC: \"uldata\",102,\"/19/0/0\",4711,93,0");
	payload(t, "+QLWURC: \"recv\",\"/10250/0/3\",5,100", bytes, sizeof(bytes));
	rx(t, "+QLWURC: \"observe\",102,\"/3/0/9\",12,8931,0");
	tx(t, "AT+QLWSVC=\"reg\"");
	rx(t, "+CME ERROR: 705");
	tx(t, "AT+QLWSVC=\"update\",102,1");
	rx(t, "ERROR");
	journal_note(t->j, t->wall_ms, "apply verizon-staging");
	rx(t, "+QLWURC: \"event\",102,42,\"\033[2JNEW_STATE\"");
	rx(t, "+QLWURC: \"ping\",\"something else\"");
	tx(t, "AT+QLWSVC=\"dereg\",1");
	rx(t, "OK");
	journal_rx(t->j, t->wall_ms, JOURNAL_FRAME_NOISE, "\xff\xfe\x00\x1b[31m", 8);
	rx(t, "+QLWURC: \"event\",0,5,\"FACTORY_RESET\"");
	rx(t, "+QLWDEREG: 0");
}

static void press(struct log_test *t, const char *keys)
{
	char name[24];
	for (const char *p = keys; *p;) {
		const size_t n = strcspn(p, " ");
		snprintf(name, sizeof(name), "%.*s", (int)n, p);
		fixture_key(t->v, &t->ctx, name);
		p += n + (p[n] == ' ');
	}
}

/* Draws until nothing is left to be looked for; returns how many frames that took. */
static int settle(struct log_test *t)
{
	int frames = 0;
	do {
		canvas_free(fixture_draw(t->v, &t->ctx, 24, 80));
		frames++;
	} while (t->v->ops->deadline_ms(t->v, &t->ctx) != UINT64_MAX);
	return frames;
}

static void says(struct log_test *t, const char *text)
{
	settle(t);
	fixture_says(fixture_draw(t->v, &t->ctx, 24, 80), text);
}

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

static void many(struct log_test *t, int n)
{
	char line[64];
	for (int i = 0; i < n; i++) {
		snprintf(line, sizeof(line), "+QLWURC: \"event\",102,%d,\"%s\"", i % 2 ? 16 : 2,
			i % 2 ? "REG_UPDATE" : "REG_READY");
		rx(t, line);
	}
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
