/*
 * Every assumption of --assume, switched to its other setting, makes a difference that a host or
 * the LwM2M client sees. What the client then does differently is in test_sim_lw*.c.
 */
#include "modem/sim/assume.h"

#include "tests/unit/sim_rig.h"

static const struct {
	const char *name;
	int preset, least, most;
} rows[] = {
#define ROW(member, name, preset, least, most, text) {name, preset, least, most},
	ASSUMPTIONS(ROW)
#undef ROW
};

/* Whatever comes in this time, with when it came to a tenth of a second */
static void hear(struct rig *r, struct text *seen, unsigned tenths)
{
	for (unsigned i = 0; i < tenths; i++) {
		rig_run(r, 100);
		const char *got = rig_got(r);
		if (*got)
			text_printf(seen, "%u: %s", i, got);
	}
}

static void type(struct rig *r, struct text *seen, const char *bytes)
{
	rig_send(r, bytes, strlen(bytes));
	hear(r, seen, 5);
}

static void commands(struct rig *r, struct text *seen, const char *const *line)
{
	for (; *line; line++) {
		r->call[0] = '\0';
		text_printf(seen, "%s", rig_at(r, *line));
		text_printf(seen, "%s\n", r->call);
	}
}

static void start(struct rig *r, struct text *seen)
{
	rig_run(r, 500); /* between RDY and APP RDY */
	type(r, seen, "AT\r\n");
	hear(r, seen, 20);
	type(r, seen, "junk\r");
	type(r, seen, "AT\r\n");
}

static void before_registration(struct rig *r, struct text *seen)
{
	static const char *const line[] = {"AT+CEREG=1", "AT+CFUN=4", "AT+CFUN=1", "AT+CSQ",
		"AT+QLWCFG=\"epns\"", "AT+QLWCFG=\"server\",3,60,0,50,60,1,\"U\"",
		"AT+QLWSVC=\"lifetime\",100,60", "AT+QLWSVC=\"dereg\"",
		"AT+QLWCFG=\"device\",\"me\"", "AT+QLWCFG=\"select\",1", "AT+QLWCFG=\"security\"",
		NULL};
	commands(r, seen, line);
	char longest[1200] = "AT+CFUN?";
	for (size_t n = strlen(longest); n < 1100; n += 7)
		memcpy(longest + n, ";+CFUN?", 8);
	type(r, seen, longest);
	type(r, seen, "\r");
	hear(r, seen, 100);
	type(r, seen, "AT+Q"); /* somebody types slowly */
	module_event(r->module, 100, QLW_STATE_INITIAL);
	hear(r, seen, 20);
	type(r, seen, "\r");
}

static void registered(struct rig *r, struct text *seen)
{
	static const char *const line[] = {"AT+QLWSVC=\"uldata\",100,\"/19/0/0\",2,\"6f6b\",1",
		"AT+QLWSVC=\"dereg\",1", "AT+QLWCFG=\"device\"", NULL};
	r->registered = true;
	module_recv(r->module, "/19/0/0", QLW_DATA_STRING, "text", 4);
	module_recv(r->module, "/19/0/0", QLW_DATA_OPAQUE, "\x01\x02", 2);
	module_observe(r->module, 100, "/19/0/0", 1, 2, false);
	hear(r, seen, 5);
	commands(r, seen, line);
}

static void files(struct rig *r, struct text *seen)
{
	type(r, seen, "AT+QFOPEN=\"EUFS:/datatx/ssl/100_server.psk\",1\r");
	type(r, seen, "AT+QFUPL=\"EUFS:/datatx/x\",5,2\r");
	hear(r, seen, 30);
	rig_put(r, "datatx/bootstrap.ini",
		"{\"bn\":\"/0/1\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://x\"},{\"n\":\"2\",\"v\":3},"
		"{\"n\":\"10\",\"v\":102}]}");
	rig_put(r, "datatx/lwm2m_cfg", "{\nCARRIER_TYPE=1;\n}\n");
	rig_at(r, "AT+QLWCFG=\"autostart\",1");
	rig_at(r, "AT+QLWSVC=\"reg\",1");
	r->call[0] = '\0';
	rig_at(r, "AT+CFUN=1,1");
	hear(r, seen, 90);
	text_printf(seen, "%s\n", r->call);
	text_add(seen, module_config(r->module), sizeof(struct lw_config));
}

static void sleep_and_wake(struct rig *r, struct text *seen)
{
	rig_at(r, "AT+CPSMS=1,,,\"10000010\",\"00000101\"");
	rig_run(r, 11000);
	rig_got(r);
	type(r, seen, "AT+CFUN?\r");
	hear(r, seen, 30);
}

static void look(const struct assumptions *a, struct text *seen)
{
	struct rig r;
	rig_power_up(&r, NULL, NULL, a);
	start(&r, seen);
	before_registration(&r, seen);
	registered(&r, seen);
	files(&r, seen);
	sleep_and_wake(&r, seen);
	rig_close(&r);
}

static void test_both_settings_differ(void **state)
{
	struct text usual = {0}, again = {0};
	struct assumptions a;
	char word[64];
	(void)state;
	assume_defaults(&a);
	look(&a, &usual);
	look(&a, &again);
	assert_int_equal(usual.len, again.len);
	assert_memory_equal(usual.bytes, again.bytes, usual.len);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text seen = {0};
		int other = rows[i].preset == rows[i].least ? rows[i].most : rows[i].least;
		assume_defaults(&a);
		snprintf(word, sizeof word, "%s=%d", rows[i].name, other);
		assert_true(assume_set(&a, word));
		look(&a, &seen);
		if (seen.len == usual.len && !memcmp(seen.bytes, usual.bytes, seen.len))
			fail_msg("%s makes no difference", word);
		text_free(&seen);
	}
	text_free(&usual);
	text_free(&again);
}

static void test_words(void **state)
{
	static const char *const bad[] = {"", "queue-deaf", "queue-deaf=", "queue-deaf=2",
		"queue-deaf=-1", "queue-deaf=1x", "nothing=1", "queue=1"};
	struct assumptions a;
	(void)state;
	assume_defaults(&a);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(assume_set(&a, bad[i]));
	assert_true(assume_set(&a, "queue-deaf=0"));
	assert_int_equal(a.value[ASSUME_QUEUE_DEAF], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_settings_differ),
		cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
