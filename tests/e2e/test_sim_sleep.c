/*
 * What sleep and a worn-out world do to a registration that is real: power saving mode (2.4), queue
 * mode, and what a server reads of a battery that is nearly empty.
 */
#include "tests/e2e/simhost.h"

/* T3412 60 s, T3324 2 s */
#define SLEEPY "AT+CPSMS=1,,,\"10000010\",\"00000001\""

static void restart_with(struct host *h, const char *lwm2m_cfg)
{
	expect(h, "\r\nAPP RDY\r\n");
	upload(h, "lwm2m_cfg", lwm2m_cfg);
	at(h, "AT+CFUN=1,1", OK);
	expect(h, "\r\nAPP RDY\r\n");
	h->len = 0;
}

static void register_for(struct host *h, const char *seconds)
{
	char line[80];
	at(h, "AT+QLWCFG=\"security\",0,100,\"coap://leshan.eclipseprojects.io:5683\",0,3", OK);
	snprintf(line, sizeof line, "AT+QLWCFG=\"server\",0,%s,0,0,60,1,\"UQ\"", seconds);
	at(h, line, OK);
	at(h, "AT+QLWSVC=\"reg\"",
		OK "\r\n+QLWREG: 0\r\n" EVENT(100, 0, "INITIAL") EVENT(100, 2, "REG_READY"));
	expect(h, "\r\n+QLWURC: \"observe\",100,\"/19/0/0\",");
	expect(h, ",0\r\n");
}

/* Asleep until T3412 is over, then an update: the server never misses the client. */
static void test_registration_is_kept(void **state)
{
	static const char *const args[] = {"--speed", "40", NULL};
	struct host *h = *state;
	start(h, args);
	restart_with(h, "{\nACK_TIMEOUT=5;\nREG_UPDATE_ON_RECONNECT=1;\n}\n");
	register_for(h, "600");
	at(h, SLEEPY, OK "\r\nPSM POWER DOWN\r\n");
	expect(h, "\r\nAPP RDY\r\n");
	expect(h, EVENT(100, 16, "REG_UPDATE"));
	stop(h);
}

/* Without REG_UPDATE_ON_RECONNECT, and asleep for longer than the lifetime. */
static void test_registration_is_lost(void **state)
{
	static const char *const args[] = {"--speed", "40", NULL};
	struct host *h = *state;
	start(h, args);
	restart_with(h, "{\nACK_TIMEOUT=5;\n}\n");
	register_for(h, "50");
	at(h, SLEEPY, OK "\r\nPSM POWER DOWN\r\n");
	expect(h, EVENT(100, 4, "UPDATE_PENDING"));
	expect(h, EVENT(100, 17, "UPDATE_FAILED") EVENT(100, 2, "REG_READY"));
	stop(h);
}

/* 4.2: "If the module sleeps, execute this command to wake up the module." */
static void test_update_wakes(void **state)
{
	static const char *const args[] = {"--speed", "20", "--assume", "psm-loses-line=0", NULL};
	struct host *h = *state;
	start(h, args);
	restart_with(h, "{\nACK_TIMEOUT=5;\n}\n");
	register_for(h, "6000");
	at(h, SLEEPY, OK "\r\nPSM POWER DOWN\r\n");
	say(h, "AT+QLWSVC=\"update\",100,0");
	expect(h, "\r\nRDY\r\n");
	expect(h, "\r\nAPP RDY\r\n");
	expect(h, "AT+QLWSVC=\"update\",100,0\r" OK);
	expect(h, EVENT(100, 16, "REG_UPDATE"));
	stop(h);
}

/* In queue mode the port is open, but the server speaks to nobody until the client has spoken. */
static void test_queue_mode(void **state)
{
	struct host *h = *state;
	char *story = scratch_path(&h->scratch, "story");
	const char *args[] = {"--speed", "40", "--scenario", story, NULL};
	FILE *f = fopen(story, "we");
	assert_non_null(f);
	fputs("on \"\\\"server\\\"\" 20000 server \"write /19/0/0 unheard\"\n"
	      "on \"\\\"update\\\"\" 2000 server \"write /19/0/0 heard\"\n",
		f);
	fclose(f);
	start(h, args);
	restart_with(h, "{\nACK_TIMEOUT=5;\n}\n");
	register_for(h, "6000");
	uint64_t end = test_now_ms() + 1000; /* 40 s of the module's time */
	while (test_now_ms() < end) {
		struct pollfd p = {.fd = h->fd, .events = POLLIN};
		assert_int_equal(poll(&p, 1, (int)(end - test_now_ms())), 0);
	}
	at(h, "AT+QLWSVC=\"update\",100", OK EVENT(100, 16, "REG_UPDATE"));
	expect(h, "\r\n+QLWURC: \"recv\",\"/19/0/0\",4,5,\r\nheard\r\n");
	stop(h);
	free(story);
}

/* Object 3 as a server reads it: 10 %, low battery, error 1 */
static void test_low_battery(void **state)
{
	struct host *h = *state;
	char *story = scratch_path(&h->scratch, "story");
	const char *args[] = {
		"--speed", "20", "--scenario", story, "--fault", "low-battery=10", "-v", NULL};
	FILE *f = fopen(story, "we");
	assert_non_null(f);
	fputs("on CBC 100 server \"read /3/0/9\"\non CBC 200 server \"read /3/0/20\"\n"
	      "on CBC 300 server \"read /3/0/11\"\non CBC 400 server \"write /19/0/0 done\"\n",
		f);
	fclose(f);
	start(h, args);
	expect(h, "\r\nAPP RDY\r\n");
	register_for(h, "600");
	at(h, "AT+CBC", "\r\n+CBC: 0,10,3361\r\n" OK);
	expect(h, "done\r\n");
	char *log = stop_and_log(h);
	assert_non_null(strstr(log, "answered 2.05 c1090a"));
	assert_non_null(strstr(log, "answered 2.05 c11404"));
	assert_non_null(strstr(log, "answered 2.05 830b410001"));
	free(log);
	free(story);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_registration_is_kept),
		TEST(test_registration_is_lost),
		TEST(test_update_wakes),
		TEST(test_queue_mode),
		TEST(test_low_battery),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
