/* The doctor's findings: rows, details, keys. */
#include "tests/unit/views_fixture.h"
#include "views/doctor_box.h"

static struct doctor *findings(void)
{
	struct doctor *d = calloc(1, sizeof *d);
	assert_non_null(d);
	doctor_add(
		d, "port", DOCTOR_OK, NULL, "/dev/ttyUSB2: option, 2c7c:0700 interface 2, AT port");
	doctor_add(d, "answer", DOCTOR_OK, NULL, "AT is answered with OK");
	doctor_add(d, "model", DOCTOR_OK, NULL, "BG95-M3");
	doctor_add(d, "time", DOCTOR_UNKNOWN, "only certificates need it",
		"80/01/06,00:00:11+00 is not this year");
	doctor_fix(d, "at AT+CTZU=1");
	doctor_add(d, "urcport", DOCTOR_WRONG, "qlw at 'AT+QURCCFG=\"urcport\",\"usbmodem\"'",
		"uart1, but this is USB: commands are answered here, URCs never come");
	doctor_fix(d, "at AT+QURCCFG=\"urcport\",\"usbmodem\"");
	doctor_add(d, "pdp", DOCTOR_WRONG, "define it", "context 1 is not defined");
	doctor_fix(d, "apn 1 IPV4V6 ");
	return d;
}

static struct canvas *draw(
	struct doctor_box *b, const struct doctor *d, const char *asking, int rows, int cols)
{
	struct canvas *c = canvas_new(rows, cols);
	assert_non_null(c);
	doctor_box_draw(b, region_box(region_all(c), "Doctor", NULL, true), d, asking);
	return c;
}

static enum doctor_box_result press(struct doctor_box *b, const struct doctor *d, const char *name)
{
	struct key key;
	assert_true(key_parse(name, &key));
	return doctor_box_key(b, &key, d);
}

/* While it asks, the newest line is in sight; then the first that is wrong is selected. */
static void test_lines_come(void **state)
{
	struct doctor_box b = {.open = false};
	struct doctor *d = findings();
	(void)state;
	fixture_golden("views-doctor-asking", draw(&b, d, "AT+CPIN?", 10, 80));
	assert_int_equal(b.list.selected, 5);
	doctor_box_over(&b, d);
	assert_int_equal(b.list.selected, 4);
	fixture_golden("views-doctor-over", draw(&b, d, NULL, 24, 80));
	fixture_says(draw(&b, d, NULL, 24, 80), "3 ok, 2 wrong, 1 unknown");
	fixture_golden("views-doctor-narrow", draw(&b, d, NULL, 10, 40));
	free(d);
}

/* Nothing is wrong: then what is not known, in sight on a small screen too. */
static void test_first_unknown(void **state)
{
	struct doctor_box b = {.open = false};
	struct doctor *d = calloc(1, sizeof *d);
	(void)state;
	assert_non_null(d);
	for (int i = 0; i < 12; i++)
		doctor_add(d, "signal", DOCTOR_OK, NULL, "RSRP -96 dBm");
	doctor_add(d, "time", DOCTOR_UNKNOWN, "only certificates need it", "not this year");
	doctor_add(d, "state", DOCTOR_UNKNOWN, "qlw reg", "the module lists no server");
	doctor_box_over(&b, d);
	assert_int_equal(b.list.selected, 12);
	fixture_says(draw(&b, d, NULL, 10, 80), "▸ ? time");
	free(d);
}

static void test_details(void **state)
{
	struct doctor_box b = {.open = false};
	struct doctor *d = findings();
	(void)state;
	doctor_box_over(&b, d);
	assert_int_equal(press(&b, d, "Enter"), DOCTOR_BOX_DONE);
	fixture_golden("views-doctor-detail", draw(&b, d, NULL, 22, 78));
	assert_int_equal(press(&b, d, "j"), DOCTOR_BOX_DONE);
	fixture_says(draw(&b, d, NULL, 22, 78), ":apn 1 IPV4V6 …");
	assert_int_equal(press(&b, d, "Esc"), DOCTOR_BOX_DONE);
	assert_false(b.open);
	assert_int_equal(press(&b, d, "Esc"), DOCTOR_BOX_CLOSE);
	free(d);
}

static void test_keys(void **state)
{
	struct doctor_box b = {.open = false};
	struct doctor *d = findings();
	(void)state;
	list_update(&b.list, d->lines, 0);
	assert_int_equal(press(&b, d, "f"), DOCTOR_BOX_DONE); /* nothing to mend there */
	doctor_box_over(&b, d);
	assert_int_equal(press(&b, d, "f"), DOCTOR_BOX_FIX);
	assert_string_equal(doctor_box_fix(&b, d)->check, "urcport");
	assert_int_equal(press(&b, d, "r"), DOCTOR_BOX_AGAIN);
	assert_int_equal(press(&b, d, "R"), DOCTOR_BOX_NONE);
	assert_int_equal(press(&b, d, "g"), DOCTOR_BOX_DONE);
	assert_int_equal(b.list.selected, 0);
	doctor_box_over(&b, d); /* who has moved is left where he is */
	assert_int_equal(b.list.selected, 0);
	free(d);
}

static void test_empty(void **state)
{
	struct doctor_box b = {.open = true};
	struct doctor *d = calloc(1, sizeof *d);
	(void)state;
	fixture_says(draw(&b, d, "AT", 24, 80), "asking AT");
	doctor_box_over(&b, d);
	assert_int_equal(press(&b, d, "f"), DOCTOR_BOX_DONE);
	assert_int_equal(press(&b, d, "j"), DOCTOR_BOX_DONE);
	free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_come),
		cmocka_unit_test(test_first_unknown),
		cmocka_unit_test(test_details),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_empty),
	};
	return cmocka_run_group_tests(tests, fixture_locale, NULL);
}
