/* The sheet of a plan and the form for a profile's inputs: what they say, and what keys do. */
#include "profiles/inputs.h"
#include "tests/unit/views_fixture.h"
#include "views/inputs_form.h"
#include "views/plan_sheet.h"

static struct plan_sheet sheet;
static struct plan_view v;

static void add(char mark, const char *name, const char *now, const char *wanted)
{
	struct plan_row *row = &sheet.row[sheet.rows++];
	memset(row, 0, sizeof *row);
	row->mark = mark;
	row->final = mark == '!' || mark == '-';
	snprintf(row->name, sizeof row->name, "%s", name);
	snprintf(row->now, sizeof row->now, "%s", now);
	snprintf(row->wanted, sizeof row->wanted, "%s", wanted);
	snprintf(row->why, sizeof row->why, "why %s", name);
	if (mark != '=')
		snprintf(row->command, sizeof row->command, "AT+%s", name);
}

static int begin(void **state)
{
	(void)state;
	memset(&sheet, 0, sizeof sheet);
	memset(&v, 0, sizeof v);
	snprintf(sheet.title, sizeof sheet.title, "Apply a-profile to 864475040090705");
	snprintf(sheet.remark, sizeof sheet.remark, "A snapshot is written first.");
	sheet.phase = PLAN_PHASE_ASK;
	add('!', "select", "Verizon, staging", "factory: every LwM2M setting is reset");
	add('-', "security 3", "short_id 8, server_addr coap://c.d:5683", "deleted");
	add('+', "security 0", "—",
		"short_id 100, server_addr coaps://a-very-long.example.com:5684, psk_id ••••••");
	add('~', "server 0", "life_time 0", "life_time 86400");
	add('=', "version", "", "already so");
	return 0;
}

static struct canvas *draw(int rows, int cols)
{
	struct canvas *c = canvas_new(rows, cols);
	plan_view_draw(&v, region_all(c));
	return c;
}

static void says(const char *text)
{
	fixture_says(draw(24, 80), text);
}

static enum plan_key press(const char *name)
{
	struct key key;
	assert_true(key_parse(name, &key));
	return plan_view_key(&v, &key);
}

static void type(const char *text)
{
	for (; *text; text++) {
		const struct key key = {.code = KEYCODE_CHAR, .cp = (unsigned char)*text};
		plan_view_key(&v, &key);
	}
}

static void test_screens(void **state)
{
	static const int sizes[][2] = {{24, 80}, {48, 160}, {10, 40}};
	(void)state;
	plan_view_show(&v, &sheet);
	for (size_t i = 0; i < 3; i++) {
		char name[48];
		snprintf(name, sizeof name, "views-plan-%dx%d", sizes[i][1], sizes[i][0]);
		fixture_golden(name, draw(sizes[i][0], sizes[i][1]));
	}
	press("c");
	fixture_golden("views-plan-commands-80x24", draw(24, 80));
}

static void test_harm_is_said(void **state)
{
	(void)state;
	plan_view_show(&v, &sheet);
	says("4 to change, 1 of them deletes, and the first resets every LwM2M setting,");
	says("(cannot be undone)");
	press("j");
	press("j");
	says("wanted: short_id 100, server_addr coaps://a-very-long.example.com:5684");
}

static void test_enter_applies_and_esc_does_not(void **state)
{
	(void)state;
	plan_view_show(&v, &sheet);
	assert_int_equal(press("j"), PLAN_KEY_NONE);
	assert_int_equal(press("Esc"), PLAN_KEY_BACK);
	assert_int_equal(press("Enter"), PLAN_KEY_GO);
	sheet.phase = PLAN_PHASE_LOOK;
	plan_view_show(&v, &sheet);
	assert_int_equal(press("Enter"), PLAN_KEY_BACK);
	sheet.phase = PLAN_PHASE_RUN;
	plan_view_show(&v, &sheet);
	assert_int_equal(press("Enter"), PLAN_KEY_OTHER);
	assert_int_equal(press("Esc"), PLAN_KEY_OTHER);
	assert_int_equal(press("R"), PLAN_KEY_OTHER);
}

static void test_a_word_has_to_be_typed(void **state)
{
	(void)state;
	sheet.production = true;
	snprintf(sheet.word, sizeof sheet.word, "a-profile");
	plan_view_show(&v, &sheet);
	says("PRODUCTION ─┐");
	assert_int_equal(press("Enter"), PLAN_KEY_NONE);
	says("PRODUCTION Type a-profile to go on:");
	assert_int_equal(press("Enter"), PLAN_KEY_NONE);
	type("a-profilc"); /* c is a letter here */
	assert_int_equal(press("Enter"), PLAN_KEY_NONE);
	assert_int_equal(press("Backspace"), PLAN_KEY_NONE);
	type("e");
	assert_int_equal(press("Enter"), PLAN_KEY_GO);
	assert_int_equal(press("Esc"), PLAN_KEY_NONE); /* back to the plan first */
	assert_int_equal(press("Esc"), PLAN_KEY_BACK);
}

static void test_progress(void **state)
{
	(void)state;
	sheet.phase = PLAN_PHASE_RUN;
	sheet.row[0].state = sheet.row[1].state = PLAN_ROW_DONE;
	sheet.row[2].state = PLAN_ROW_RUNS;
	plan_view_show(&v, &sheet);
	assert_int_equal(v.list.selected, 2);
	says("2 of 4 ─┐");
	says("✓  2 - security 3");
	says("▸  3 + security 0");
	sheet.phase = PLAN_PHASE_OVER;
	sheet.failed = true;
	sheet.row[2].state = PLAN_ROW_FAILED;
	sheet.row[3].state = PLAN_ROW_NOT_DONE;
	snprintf(sheet.outcome, sizeof sheet.outcome, "AT+X: ERROR\n2 of 4 done.");
	plan_view_show(&v, &sheet);
	says("✗  3 + security 0");
	says("·  4 ~ server 0");
	says("2 of 4 done.");
}

/* More steps than rows, and the smallest window. */
static void test_many(void **state)
{
	(void)state;
	while (sheet.rows < 60)
		add('~', "host 0 1", "x", "y");
	plan_view_show(&v, &sheet);
	press("G");
	says("60 ~ host 0 1");
	canvas_free(draw(3, 8));
	canvas_free(draw(1, 1));
}

/* --- inputs -------------------------------------------------------------------------------------- */

static const char profile_text[] =
	"{\"profile\":1,\"name\":\"p\",\"inputs\":{"
	"\"imei\":{\"title\":\"IMEI\",\"from\":\"AT+CGSN\",\"example\":\"864475040090705\"},"
	"\"apn\":{\"title\":\"APN of the carrier\",\"pattern\":\"^[a-z.]+$\",\"example\":\"a.b\"},"
	"\"key\":{\"title\":\"PSK "
	"key\",\"secret\":true,\"pattern\":\"^([0-9a-f]{2})+$\",\"example\":"
	"\"00ff\"}},\"settings\":{\"epns\":{\"type\":0,\"bs_epname\":\"${imei}${apn}\","
	"\"reg_epname\":\"4\"},\"security\":[{\"client_index\":0,\"short_id\":100,"
	"\"server_addr\":\"coaps://a.b:5684\",\"bootstrap\":0,\"security_mode\":0,"
	"\"psk_id\":\"${imei}\",\"psk_key\":\"${key}\"}]}}";

static struct inputs_form f;
static struct profile *p;
static struct profile_values values;

static void start(bool optional)
{
	static const bool asked[PROFILE_INPUTS_MAX] = {false, true, true};
	struct qlw_diag diag;
	p = profile_read(profile_text, strlen(profile_text));
	assert_int_equal(profile_errors(p), 0);
	memset(&values, 0, sizeof values);
	assert_int_equal(inputs_set(p, &values, 0, "864475040090705", &diag), 0);
	inputs_form_start(&f, p, &values, asked, optional);
}

static enum form_result form_press(const char *name)
{
	struct key key;
	assert_true(key_parse(name, &key));
	return inputs_form_key(&f, &key);
}

static void form_type(const char *text)
{
	for (; *text; text++) {
		const struct key key = {.code = KEYCODE_CHAR, .cp = (unsigned char)*text};
		inputs_form_key(&f, &key);
	}
}

static struct canvas *form_shot(void)
{
	struct canvas *c = canvas_new(24, 80);
	inputs_form_draw(&f, region_all(c));
	return c;
}

static void test_inputs(void **state)
{
	(void)state;
	start(false);
	fixture_golden("views-inputs-80x24", form_shot());
	form_type("A");
	fixture_says(form_shot(), "does not fit ^[a-z.]+$");
	form_press("Backspace");
	form_type("iot.x");
	form_press("Tab");
	fixture_says(form_shot(), "PSK key, such as 00ff");
	form_type("c0ffe");
	assert_int_equal(form_press("Enter"), FORM_RESULT_NONE);
	fixture_says(form_shot(), "does not fit");
	form_type("e");
	fixture_says(form_shot(), "••••••");
	assert_int_equal(form_press("Enter"), FORM_RESULT_DONE);
	inputs_form_give(&f, &values);
	assert_string_equal(values.value[1].text, "iot.x");
	assert_string_equal(values.value[2].text, "c0ffee");
	inputs_form_end(&f);
	for (size_t i = 0; i < f.form.count; i++)
		assert_string_equal(form_value(&f.form, i), "");
	profile_free(p);
}

static void test_inputs_may_be_left_out(void **state)
{
	(void)state;
	start(true);
	fixture_says(form_shot(), "empty: left out");
	assert_int_equal(form_press("Ctrl-S"), FORM_RESULT_DONE);
	inputs_form_give(&f, &values);
	assert_false(values.value[2].set);
	inputs_form_end(&f);
	profile_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_screens, begin),
		cmocka_unit_test_setup(test_harm_is_said, begin),
		cmocka_unit_test_setup(test_enter_applies_and_esc_does_not, begin),
		cmocka_unit_test_setup(test_a_word_has_to_be_typed, begin),
		cmocka_unit_test_setup(test_progress, begin),
		cmocka_unit_test_setup(test_many, begin),
		cmocka_unit_test_setup(test_inputs, begin),
		cmocka_unit_test_setup(test_inputs_may_be_left_out, begin),
	};
	return cmocka_run_group_tests(tests, fixture_locale, NULL);
}
