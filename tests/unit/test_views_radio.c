/* The panel of identity and radio: figures in words and bars, timers in human units. */
#include "tests/unit/views_fixture.h"
#include "views/radio_panel.h"

static struct model *module(void)
{
	struct model *m = fixture_model();
	strcpy(m->identity.firmware, "BG95M3LAR02A04_01.014.01.014");
	strcpy(m->identity.imsi, "262030000090705");
	strcpy(m->identity.iccid, "89490200001234567892");
	strcpy(m->identity.msisdn, "+12234235569");
	m->net.address_cid = 1;
	m->net.channel = 6300;
	m->net.rsrp_dbm = -96;
	m->net.rsrq_db = -9;
	m->net.sinr_db10 = 94;
	m->net.power.psm = 1;
	m->net.power.tau_s = 2400;
	m->net.power.active_s = 30;
	m->net.power.net_tau_s = 12000;
	m->net.power.net_act_s = 30;
	m->net.power.edrx_ms = 20480;
	m->net.power.edrx_act = 4;
	m->net.power.net_edrx_ms = 2621440;
	m->net.power.ptw_ms = 5120;
	return m;
}

static struct canvas *draw(const struct model *m, int rows, int cols, bool brief)
{
	struct canvas *c = canvas_new(rows, cols);
	assert_non_null(c);
	radio_panel_draw(region_box(region_all(c), "Module and radio", NULL, true), m, brief);
	return c;
}

static void test_sizes(void **state)
{
	struct model *m = module();
	(void)state;
	fixture_golden("views-radio-80x24", draw(m, 24, 80, false));
	fixture_golden("views-radio-40x10", draw(m, 10, 40, false));
	fixture_golden("views-radio-brief", draw(m, 13, 60, true));
	assert_int_equal(radio_panel_rows(m, 76), 17);
	model_free(m);
}

/* What was never told is said to be so, and nothing is made up. */
static void test_nothing_told(void **state)
{
	struct model *m = model_new();
	(void)state;
	fixture_golden("views-radio-nothing", draw(m, 24, 80, false));
	m->net.power.psm = 0;
	m->net.power.net_tau_s = 3600;
	m->net.power.edrx_act = 0;
	fixture_says(draw(m, 24, 80, false), "PSM       off");
	fixture_says(draw(m, 24, 80, false), "the network uses none");
	m->net.rssi_dbm = -71;
	fixture_says(draw(m, 24, 80, false), "RSSI        -71 dBm");
	model_free(m);
}

static void test_durations(void **state)
{
	static const struct {
		int64_t tau_s;
		const char *says;
	} rows[] = {{NET_TIMER_OFF, "T3412 off"}, {0, "T3412 0 s"}, {62, "T3412 1 min 2 s"},
		{2400, "T3412 40 min"}, {12000, "T3412 3 h 20 min"}, {86400, "T3412 1 d,"},
		{35712000, "T3412 413 d 8 h"}};
	struct model *m = module();
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		m->net.power.tau_s = rows[i].tau_s;
		fixture_says(draw(m, 24, 80, false), rows[i].says);
	}
	fixture_says(draw(m, 24, 80, false), "network: 43 min 41 s, window 5.12 s");
	fixture_says(draw(m, 24, 80, false), "every 3 h 20 min, can be reached for 30 s");
	model_free(m);
}

static void test_status(void **state)
{
	struct radio r = {0};
	char text[64];
	(void)state;
	assert_string_equal(
		radio_panel_status(&r, RADIO_ASKS, false, text, sizeof text), "being read");
	r.seen_ms = FIXTURE_NOW;
	assert_string_equal(radio_panel_status(&r, RADIO_ASKS, false, text, sizeof text),
		"read 12:04, again every 10 s");
	for (int i = RADIO_ASLEEP; i <= RADIO_RECORDED; i++)
		assert_true(*radio_panel_status(&r, (enum radio_pause)i, false, text, sizeof text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_nothing_told),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_status),
	};
	return cmocka_run_group_tests(tests, fixture_locale, NULL);
}
