/*
 * Every row of the Note's Table 5: either it changes what the module does or what its LwM2M client
 * is told, or the README says why it means nothing on a simulated radio.
 */
#include "tests/unit/sim_rig.h"

#include "modem/sim/provision.h"

static const struct row {
	const char *key, *value; /* not its default */
	bool acts;
} rows[] = {
	{"APN", "carrier_apn", true},
	{"IP_FAMILY", "v6", true},
	{"BINDINGS", "nonip", true},
	{"RETRY_TIMEOUT", "31", true},
	{"RETRY_EXPONENT_VAL", "3", true},
	{"MAX_RETRY_TIMEOUT", "641", true},
	{"MAX_NO_RETRIES", "6", true},
	{"ACK_TIMEOUT", "30", true},
	{"REG_RETRY_TIMEOUT", "61", true},
	{"REG_RETRY_EXPONENT", "3", true},
	{"REG_RETRY_MAXTIMEOUT", "481", true},
	{"REG_UPDATE_ON_RECONNECT", "1", true},
	{"ROAMING_FEAT", "0", true},
	{"PER_REGSTATUS_FEAT", "1", true},
	{"PER_BOOTSTRAP_FEAT", "0", true},
	{"BATTERY_LEVEL_THRESHOLD", "90", true},
	{"CARRIER_TYPE", "1", true},
	{"REG_EP_NAME", "7", true},
	{"BOOTSTRAP_EP_NAME", "8", true},
	{"BOOT_UP_SLEEP_TIME", "10", true},
	{"GPS_MIN_INTERVAL", "5000", false},
	{"GPS_MIN_DISTANCE", "2", false},
	{"MAX_NO_OF_FACTORY_RESET_PER_HOUR_BY_SMS", "2", false},
	{"MAX_NO_OF_REG_UPDATE_PER_HOUR_BY_SMS", "2", false},
	{"WAIT_TIME_TO_TRIGGER_NEXT_REG_CYCLE", "100", true},
	{"MAX_BOOTSTRAP_WAIT_TIME", "5", true},
	{"ROOTCA_SUPPORT_MODE", "3", true},
	{"SESSION_TIMEOUT", "61", true},
	{"ENABLE_PSM", "0", true},
	{"AWAKE_AFTER_PMIN", "1", true},
	{"STARTUP_MODE", "1", true},
	{"VERSION", "1.1", true},
};
#define ROWS (sizeof rows / sizeof *rows)

/* When the client is started, and when the module falls asleep */
static void watch(struct rig *r, struct text *seen)
{
	for (int s = 0; s < 120; s++) {
		rig_run(r, 1000);
		if (r->call[0])
			text_printf(seen, "%s after %d s\n", r->call, s);
		r->call[0] = '\0';
		if (strstr(rig_got(r), "PSM POWER DOWN")) {
			text_printf(seen, "asleep after %d s\n", s);
			return;
		}
	}
}

/* All that a module does with this line in its lwm2m_cfg */
static void look(const char *key, const char *value, struct text *seen)
{
	char file[128];
	struct rig r;
	rig_open(&r);
	rig_put(&r, "datatx/bootstrap.ini",
		"{\"bn\":\"/0/1/\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://x\"},{\"n\":\"2\",\"v\":3},"
		"{\"n\":\"10\",\"v\":102}]}{\"bn\":\"/1/1/\",\"e\":[{\"n\":\"0\",\"v\":102}]}");
	rig_put(&r, "datatx/lwm2m_app_autostart", "");
	snprintf(file, sizeof file, "{\n%s=%s;\n}\n", key, value);
	rig_put(&r, "datatx/lwm2m_cfg", file);
	rig_at(&r, "AT+CPSMS=1,,,\"10000010\",\"00011110\"");
	rig_at(&r, "AT+CFUN=1,1");
	rig_run(&r, 2000);
	rig_at(&r, "ATE0");
	text_printf(seen, "%s", rig_at(&r, "AT+CGDCONT?"));
	text_printf(seen, "%s", rig_at(&r, "AT+QLWCFG=\"security\""));
	text_add(seen, module_config(r.module), sizeof(struct lw_config));
	text_printf(seen, "call %d v4 %d v6 %d\n", module_data_call(r.module, 1, false),
		module_carries(r.module, false), module_carries(r.module, true));
	watch(&r, seen);
	module_fault(r.module, "roaming");
	rig_at(&r, "AT");
	rig_run(&r, 3000);
	text_printf(seen, "roaming %d\n", module_data_call(r.module, 1, false));
	rig_close(&r);
}

static bool same(const struct text *a, const struct text *b)
{
	return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

static void test_rows_act_as_they_say(void **state)
{
	struct text bare = {0}, twice = {0};
	(void)state;
	look("NOT_A_KEY", "1", &bare);
	look("NOT_A_KEY", "2", &twice);
	assert_true(same(&bare, &twice));
	for (size_t i = 0; i < ROWS; i++) {
		struct text seen = {0};
		look(rows[i].key, rows[i].value, &seen);
		if (same(&bare, &seen) == rows[i].acts)
			fail_msg("%s %s", rows[i].key, rows[i].acts ? "does nothing" : "acts");
		text_free(&seen);
	}
	text_free(&bare);
	text_free(&twice);
}

static void test_the_program_knows_the_same(void **state)
{
	char list[4096] = "", line[80];
	FILE *f = fmemopen(list, sizeof list - 1, "w");
	(void)state;
	provision_list(f);
	fclose(f);
	for (size_t i = 4; i < ROWS; i++) { /* behind those that are no numbers */
		if (!strcmp(rows[i].key, "VERSION"))
			continue;
		snprintf(line, sizeof line, "  %s%s", rows[i].key, rows[i].acts ? "\n" : ": ");
		if (!strstr(list, line))
			fail_msg("--help says otherwise about %s", rows[i].key);
	}
}

static void test_readme_says_why(void **state)
{
	static char text[1 << 17];
	FILE *f = fopen("README.md", "re");
	(void)state;
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	for (size_t i = 0; i < ROWS; i++) {
		char line[80];
		snprintf(line, sizeof line, "| `%s` |", rows[i].key);
		if (!rows[i].acts && !strstr(text, line))
			fail_msg("the README does not say why %s does nothing", rows[i].key);
		if (rows[i].acts && strstr(text, line))
			fail_msg("the README says that %s does nothing", rows[i].key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_act_as_they_say),
		cmocka_unit_test(test_the_program_knows_the_same),
		cmocka_unit_test(test_readme_says_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
