/*
 * What a server writes is received byte for byte: 1,024 random bytes with a result code and a URC among
 * them, from the built-in management server over CoAP to a file written by key.
 */
#include "tests/screens/console.h"

enum {
	BYTES = 1024
};

static const char bait[] = "\r\nOK\r\n+QLWURC: \"event\",123,3,\"REG_FAILED\"\r\nERROR\r\n";
static struct console c;
static uint8_t data[BYTES];

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static void make_data(void)
{
	const char *seed = getenv("SEED");
	uint32_t x = seed ? (uint32_t)strtoul(seed, NULL, 10) : 1;

	for (size_t i = 0; i < BYTES; i++) {
		x = x * 1664525u + 1013904223u;
		data[i] = (uint8_t)(x >> 16);
	}
	memcpy(data + 300, bait, sizeof bait - 1);
	memcpy(data + BYTES - 6, "\r\nOK\r\n", 6);
}

static char *make_scenario(void)
{
	static char text[5 * BYTES];
	size_t n = (size_t)sprintf(text, "on \"AT+CNUM\" server \"hex /19/0/0 ");

	for (size_t i = 0; i < BYTES; i++)
		n += (size_t)sprintf(text + n, "%02x", data[i]);
	n += (size_t)sprintf(text + n, "\"\n");
	char *path = scratch_path(&c.scratch, "writes");
	scratch_write_file(path, text, n);
	return path;
}

static void begin(void)
{
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	make_data();
	char *scenario = make_scenario();
	const char *const args[] = {"--speed", "10", "--scenario", scenario, NULL};
	assert_true(simproc_start(&c.sim, &c.scratch, args));
	free(scenario);
	snprintf(c.port, sizeof c.port, "%s", c.sim.port);
	console_start(&c, 24, 80);
	assert_true(vt_wait(c.vt, "no server is configured"));
}

static void a_write_arrives_exact(void **state)
{
	char line[400], *path;
	size_t len;

	(void)state;
	begin();
	console_command(&c,
		"set security 0 short_id=123 server_addr=coap://leshan.eclipseprojects.io:5683 "
		"bootstrap=0 security_mode=3");
	assert_true(vt_wait(c.vt, "security_mode"));
	vt_keys(c.vt, "Esc");
	console_command(&c, "set server 0 life_time=60 period_min=0 period_max=50 disable_time=60 "
			    "storing=1 binding=UQS");
	assert_true(vt_wait(c.vt, "binding"));
	vt_keys(c.vt, "Esc");
	console_command(&c, "reg --wait");
	assert_true(vt_wait_row(c.vt, 1, "REG_READY"));
	vt_keys(c.vt, "Esc");
	console_command(&c, "at AT+CNUM");
	vt_keys(c.vt, "4 l");
	assert_true(vt_wait(c.vt, "Received 1"));
	assert_true(vt_wait(c.vt, "1024 of 1024 bytes"));
	assert_true(vt_wait_row(c.vt, 1, "REG_READY")); /* what the bytes say is not believed */
	path = scratch_path(&c.scratch, "received");
	snprintf(line, sizeof line, "write %s", path);
	console_command(&c, line);
	assert_true(vt_wait(c.vt, "1024 bytes written"));
	char *got = scratch_read_file(path, &len);
	assert_int_equal(len, BYTES);
	assert_memory_equal(got, data, BYTES);
	free(got);
	free(path);
	console_quit(&c);
}

/* What counts by time alone goes on when nothing else happens. */
static void a_registration_is_watched(void **state)
{
	static const char text[] = "0 servers silent\n";
	(void)state;
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	char *scenario = scratch_path(&c.scratch, "silent");
	scratch_write_file(scenario, text, sizeof text - 1);
	const char *const args[] = {"--speed", "10", "--scenario", scenario, NULL};
	assert_true(simproc_start(&c.sim, &c.scratch, args));
	free(scenario);
	snprintf(c.port, sizeof c.port, "%s", c.sim.port);
	console_start(&c, 24, 80);
	assert_true(vt_wait(c.vt, "no server is configured"));
	console_command(&c,
		"set security 0 short_id=111 server_addr=coap://leshan.eclipseprojects.io:5783 "
		"bootstrap=1 security_mode=3");
	assert_true(vt_wait(c.vt, "security_mode"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "security_mode"));
	vt_keys(c.vt, "1 R");
	assert_true(vt_wait(c.vt, "register for 1 s"));
	assert_true(vt_wait(c.vt, "waits for REG_READY"));
	assert_true(vt_wait(c.vt, "register for 3 s"));
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_write_arrives_exact, tear_down),
		cmocka_unit_test_teardown(a_registration_is_watched, tear_down),
	};

	return cmocka_run_group_tests_name("console: received", tests, NULL, NULL);
}
