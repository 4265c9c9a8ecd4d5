/* Config pane: values, defaults, ranges, what is stale, refused or unknown, and the commands keys
 * open. */
#include "tests/unit/views_fixture.h"
#include "views/views.h"

static struct model *filled(void)
{
	struct model *m = fixture_two();
	m->capabilities_ms = FIXTURE_NOW - 50000;
	fixture_setting(m, QLW_KEY_SECURITY, 0, "client_index", "0");
	fixture_setting(m, QLW_KEY_SECURITY, 0, "short_id", "102");
	fixture_setting(
		m, QLW_KEY_SECURITY, 0, "server_addr", "coaps://leshan.eclipseprojects.io:5684");
	fixture_setting(m, QLW_KEY_SECURITY, 0, "bootstrap", "0");
	fixture_setting(m, QLW_KEY_SECURITY, 0, "security_mode", "0");
	fixture_setting(m, QLW_KEY_SERVER, 0, "client_index", "0");
	fixture_setting(m, QLW_KEY_SERVER, 0, "life_time", "60");
	fixture_setting(m, QLW_KEY_SERVER, 0, "binding", "UQS");
	fixture_setting(m, QLW_KEY_DEVICE, 0, "manufacturer", "My \033[2J Company");
	strcpy(m->key[QLW_KEY_SERVER].capability.name, "server");
	strcpy(m->key[QLW_KEY_SERVER].capability.text, "(0-5),(0-86400),(0-2147483647)");
	m->key[QLW_KEY_SERVER].capability.known = true;
	m->key[QLW_KEY_SERVER].stale = true;
	m->key[QLW_KEY_MBSPS].refused = true;
	m->key[QLW_KEY_HOST].offered = true;
	m->key[QLW_KEY_HOST].read_ms = FIXTURE_NOW - 40000;
	strcpy(m->unknown[0].name, "nettype");
	strcpy(m->unknown[0].text, "(0,1)");
	m->unknowns = 1;
	return m;
}

/* The intent as the program makes a line of it. */
static void asks(struct intent intent, const char *want)
{
	char line[1024] = "";
	assert_int_equal(intent.kind, INTENT_ACTION);
	snprintf(line, sizeof(line), "%s", intent.action);
	for (size_t i = 0; i < INTENT_ARGS && intent.args[i][0]; i++)
		snprintf(line + strlen(line), sizeof(line) - strlen(line), " %s", intent.args[i]);
	assert_string_equal(line, want);
}

static void go_to(struct view *v, const struct view_ctx *ctx, int keys, int fields)
{
	fixture_key(v, ctx, "g");
	while (keys-- > 0)
		fixture_key(v, ctx, "]");
	while (fields-- > 0)
		fixture_key(v, ctx, "j");
}

static void test_settings(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_config_new(NULL);
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_sizes("config", v, &ctx);
	fixture_says(fixture_draw(v, &ctx, 48, 160), "•••••• write-only");
	fixture_says(fixture_draw(v, &ctx, 48, 160), "read 12:04, may have changed");
	fixture_says(fixture_draw(v, &ctx, 60, 160), "refused by the module");
	fixture_says(fixture_draw(v, &ctx, 60, 160), "not offered by this module");
	fixture_says(fixture_draw(v, &ctx, 60, 160), "My ^[[2J Company");
	fixture_says(fixture_draw(v, &ctx, 60, 160), "nettype");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "1 may have changed");
	v->ops->free(v);
	model_free(m);
}

static void test_own_range(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_config_new(NULL);
	const struct view_ctx ctx = fixture_ctx(m);
	go_to(v, &ctx, QLW_KEY_SERVER, 1);
	fixture_says(fixture_draw(v, &ctx, 24, 80), "this module takes (0-86400)");
	v->ops->free(v);
	model_free(m);
}

static void test_enter_opens_the_command(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_config_new(NULL);
	const struct view_ctx ctx = fixture_ctx(m);
	go_to(v, &ctx, QLW_KEY_SERVER, 1);
	asks(fixture_key(v, &ctx, "Enter"), "edit server 0 life_time");
	go_to(v, &ctx, QLW_KEY_SECURITY, 5);
	asks(fixture_key(v, &ctx, "Enter"), "edit security 0 psk_id");
	struct intent i = fixture_key(v, &ctx, "Delete");
	assert_string_equal(i.action, "delete");
	assert_string_equal(i.args[0], "security");
	assert_string_equal(i.args[1], "0");
	asks(fixture_key(v, &ctx, "+"), "add security");
	go_to(v, &ctx, QLW_KEY_DEVICE, 1);
	asks(fixture_key(v, &ctx, "Enter"), "edit device manufacturer");
	assert_int_equal(fixture_key(v, &ctx, "Delete").kind, INTENT_SAY);
	fixture_key(v, &ctx, "G");
	assert_int_equal(fixture_key(v, &ctx, "Enter").kind, INTENT_SAY);
	v->ops->free(v);
	model_free(m);
}

static void test_selection_stays_on_its_field(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_config_new(NULL);
	const struct view_ctx ctx = fixture_ctx(m);
	go_to(v, &ctx, QLW_KEY_SERVER, 1);
	fixture_setting(m, QLW_KEY_SECURITY, 1, "client_index", "1");
	asks(fixture_key(v, &ctx, "Enter"), "edit server 0 life_time");
	v->ops->free(v);
	model_free(m);
}

static void test_filter_and_search(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_config_new(NULL);
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_type(v, &ctx, "flife|leshan");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "filter  life|leshan");
	fixture_key(v, &ctx, "Enter");
	fixture_golden("views-config-filter", fixture_draw(v, &ctx, 12, 80));
	fixture_key(v, &ctx, "Esc");
	fixture_key(v, &ctx, "g");
	fixture_type(v, &ctx, "/epname");
	fixture_key(v, &ctx, "Enter");
	asks(fixture_key(v, &ctx, "Enter"), "edit epns bs_epname");
	fixture_key(v, &ctx, "n");
	asks(fixture_key(v, &ctx, "Enter"), "edit epns reg_epname");
	fixture_key(v, &ctx, "N");
	asks(fixture_key(v, &ctx, "Enter"), "edit epns bs_epname");
	fixture_type(v, &ctx, "/zzz");
	assert_int_equal(fixture_key(v, &ctx, "Enter").kind, INTENT_SAY);
	fixture_type(v, &ctx, "fzzz");
	fixture_key(v, &ctx, "Enter");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "Nothing matches the filter");
	assert_int_equal(fixture_key(v, &ctx, "Enter").kind, INTENT_NONE);
	fixture_type(v, &ctx, "f");
	fixture_key(v, &ctx, "Ctrl-U");
	fixture_type(v, &ctx, "!e");
	fixture_key(v, &ctx, "Enter");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "only !e");
	v->ops->free(v);
	model_free(m);
}

static void test_nothing_read(void **state)
{
	(void)state;
	struct model *m = model_new();
	struct view *v = view_config_new(NULL);
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_says(fixture_draw(v, &ctx, 24, 80), "Config ── not read yet");
	fixture_key(v, &ctx, "G");
	fixture_key(v, &ctx, "Enter");
	for (int rows = 1; rows < 16; rows++)
		for (int cols = 1; cols < 130; cols += 5)
			canvas_free(fixture_draw(v, &ctx, rows, cols));
	v->ops->free(v);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_own_range),
		cmocka_unit_test(test_enter_opens_the_command),
		cmocka_unit_test(test_selection_stays_on_its_field),
		cmocka_unit_test(test_filter_and_search),
		cmocka_unit_test(test_nothing_read),
	};
	return cmocka_run_group_tests_name("views: config", tests, fixture_locale, NULL);
}
