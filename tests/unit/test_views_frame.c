/* Header, footer and strip: what is said at every width, what gives way first, when they wake up.
 */
#include "tests/unit/views_fixture.h"
#include "views/footer.h"
#include "views/header.h"
#include "views/strip.h"

static struct canvas *draw_frame(
	const struct model *m, int cols, const struct header_facts *facts, const char *focus)
{
	static const char *const panes[] = {"Session", "Log", "Config", "Data", "Profiles"};
	const struct view_ctx ctx = fixture_ctx(m);
	struct footer_item items[FOOTER_ITEMS_MAX];
	struct canvas *c = canvas_new(2 + strip_rows(m), cols);
	struct region r = region_all(c);
	header_draw(region_cut_top(&r, 1), &ctx, facts);
	footer_draw(region_cut_bottom(&r, 1), items, footer_items(panes, 5, focus, items));
	strip_draw(r, &ctx);
	return c;
}

static void test_at_every_width(void **state)
{
	(void)state;
	static const int widths[] = {40, 80, 160, 200};
	struct model *m = fixture_two();
	const struct header_facts facts = {.port = "/dev/ttyUSB2"};
	for (size_t i = 0; i < 4; i++) {
		char name[32];
		snprintf(name, sizeof(name), "views-frame-%d", widths[i]);
		fixture_golden(name, draw_frame(m, widths[i], &facts, "Log"));
	}
	fixture_says(draw_frame(m, 80, &facts, "Log"), "-77dBm");
	fixture_says(draw_frame(m, 80, &facts, "Log"), "roaming");
	fixture_says(draw_frame(m, 40, &facts, "Log"), "STAGING");
	fixture_says(draw_frame(m, 40, &facts, "Log"), "? help");
	model_free(m);
}

static void test_trouble_is_in_words(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	const struct header_facts facts = {
		.port = "tcp:bench:2000", .read_only = true, .mode = "replay x8"};
	m->link = EVENT_LINK_DOWN;
	fixture_says(draw_frame(m, 80, &facts, "Data"), "no answer");
	fixture_says(draw_frame(m, 80, &facts, "Data"), "REG_UPDATE?");
	fixture_says(draw_frame(m, 80, &facts, "Data"), "read-only");
	fixture_says(draw_frame(m, 40, &facts, "Data"), "no answer");
	m->link = EVENT_LINK_ASLEEP;
	fixture_says(draw_frame(m, 80, &facts, "Data"), "asleep");
	strcpy(m->net.sim, "SIM PIN");
	m->connecting = "reading settings";
	fixture_says(draw_frame(m, 80, &facts, "Data"), "SIM PIN");
	fixture_says(draw_frame(m, 80, &facts, "Data"), "reading settings");
	m->family = NET_FAMILY_FOREIGN;
	fixture_says(draw_frame(m, 40, &facts, "Data"), "other family");
	model_free(m);
}

static void test_banner(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	const struct header_facts facts = {.port = "/dev/ttyUSB2"};
	fixture_setting(m, QLW_KEY_SELECT, 0, "is_commercial", "1");
	fixture_says(draw_frame(m, 80, &facts, "Log"), "PRODUCTION");
	model_free(m);
}

static void test_strip_says_less_when_short(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	const struct view_ctx ctx = fixture_ctx(m);
	for (unsigned i = 0; i < 6; i++)
		fixture_server(m, 200 + i, -1, "coap://x:1");
	assert_int_equal(strip_rows(m), 8);
	struct canvas *c = canvas_new(3, 80);
	strip_draw(region_all(c), &ctx);
	fixture_says(c, "6 more in Session");
	model_free(m);
}

static void test_strip_without_servers(void **state)
{
	(void)state;
	struct model *m = model_new();
	const struct view_ctx ctx = fixture_ctx(m);
	struct canvas *c = canvas_new(1, 80);
	strip_draw(region_all(c), &ctx);
	fixture_says(c, "servers are not known yet");
	assert_true(strip_deadline_ms(&ctx) == UINT64_MAX);
	model_free(m);
}

/* By the second under ten, by tens above: the deadline is where the text changes, never before. */
static void test_countdown_steps(void **state)
{
	(void)state;
	struct model *m = fixture_model();
	struct model_server *s = fixture_server(m, 102, 0, "coap://x:1");
	struct view_ctx ctx = fixture_ctx(m);
	s->life_time = 60;
	fixture_step(s, QLW_STATE_REG_READY, 0);
	const uint64_t at[] = {10000, 20000, 30000, 40000, 50000, 51000, 52000, 53000, 54000, 55000,
		56000, 57000, 58000, 59000, 60000};
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		ctx.now_ms = strip_deadline_ms(&ctx);
		assert_int_equal(ctx.now_ms - FIXTURE_NOW, at[i]);
	}
	assert_true(strip_deadline_ms(&ctx) == UINT64_MAX);
	model_free(m);
}

static void test_failure_asks_for_enter(void **state)
{
	(void)state;
	struct model *m = fixture_model();
	struct model_server *s = fixture_server(m, 102, 0, "coap://x:1");
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_step(s, QLW_STATE_REG_FAILED, 1000);
	strcpy(s->error, "the last registration failed");
	struct canvas *c = canvas_new(1, 100);
	strip_draw(region_all(c), &ctx);
	fixture_says(c, "REG_FAILED     12:04  the last registration failed");
	c = canvas_new(1, 80);
	strip_draw(region_all(c), &ctx);
	fixture_says(c, "why? 1");
	assert_true(strip_deadline_ms(&ctx) == UINT64_MAX);
	model_free(m);
}

static void test_ascii(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	const struct view_ctx ctx = fixture_ctx(m);
	struct canvas *c = canvas_new(2, 80);
	canvas_set_ascii(c, true);
	strip_draw(region_all(c), &ctx);
	char *text = canvas_dump(c);
	for (const char *p = text; *p; p++)
		assert_true((unsigned char)*p < 0x80);
	free(text);
	canvas_free(c);
	model_free(m);
}

static void test_minute_clock(void **state)
{
	(void)state;
	struct model *m = fixture_model();
	const struct view_ctx ctx = fixture_ctx(m);
	assert_int_equal(header_deadline_ms(&ctx), FIXTURE_NOW + 20000);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_at_every_width),
		cmocka_unit_test(test_trouble_is_in_words),
		cmocka_unit_test(test_banner),
		cmocka_unit_test(test_strip_says_less_when_short),
		cmocka_unit_test(test_strip_without_servers),
		cmocka_unit_test(test_countdown_steps),
		cmocka_unit_test(test_failure_asks_for_enter),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_minute_clock),
	};
	return cmocka_run_group_tests_name("views: frame", tests, fixture_locale, NULL);
}
