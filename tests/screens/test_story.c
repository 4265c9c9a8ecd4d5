/*
 * The Note's 4.2.1 as a person does it in the console, by keys alone at 80×24: a bootstrap account
 * with a pre-shared key is typed into a form, the module asks the bootstrap server (short ID 111),
 * which hands out a management server nobody had configured (short ID 123), and registers there.
 * Then life time, update, the device object, deregistration. The key is nowhere to be found after.
 */
#include "tests/screens/console.h"

static const char *const quick[] = {"--speed", "10", NULL};
static const char psk[] = "313233343536373839";
static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static void reads(const char *const *words, const char *what)
{
	assert_true(console_reads(&c, words, what));
}

static void next_field(const char *text)
{
	vt_keys(c.vt, "Down C-u");
	vt_type(c.vt, text);
}

/* AT+QLWCFG="security",0,111,"coaps://leshan.eclipseprojects.io:5784",1,0,<PSK_ID>,<PSK_key> */
static void configure_the_bootstrap_server(void)
{
	vt_keys(c.vt, "3 ] ] +");
	assert_true(vt_wait(c.vt, "New security 0"));
	vt_type(c.vt, "111");
	next_field("coaps://leshan.eclipseprojects.io:5784");
	vt_keys(c.vt, "Down b"); /* bootstrap */
	vt_keys(c.vt, "Down");   /* PSK it is already */
	next_field("urn:imei:864475040090705");
	next_field(psk);
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Write security 0?"));
	assert_true(
		vt_wait(c.vt, "AT+QLWCFG=\"security\",0,111,\"coaps://leshan.eclipseprojects.io"));
	assert_true(vt_wait(c.vt, "the PSK cannot be read back"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "security 0: written and read back, but for its PSK"));
}

/* AT+QLWCFG="server",0,60,0,50,60,1,"UQS" */
static void configure_the_server_object(void)
{
	vt_keys(c.vt, "] +");
	assert_true(vt_wait(c.vt, "New server 0"));
	vt_keys(c.vt, "C-u");
	vt_type(c.vt, "60");
	next_field("0");
	next_field("50");
	next_field("60");
	vt_keys(c.vt, "Down d");                             /* discard */
	vt_keys(c.vt, "Down Right Right Right Right Right"); /* U, UQ, S, SQ, US, UQS */
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\""));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "server 0: written and read back"));
}

static void register_by_bootstrap(void)
{
	static const char *const words[] = {"register", "BS_START", "111", "BS_FINISH", "111",
		"INITIAL", "123", "REG_READY", "123", NULL};

	vt_keys(c.vt, "2 R");
	reads(words, "111 bootstraps, 123 registers");
	assert_true(vt_wait_row(c.vt, 2, "123"));
}

/* AT+QLWSVC="lifetime",123,60 and AT+QLWSVC="update",123,0 */
static void keep_it_up(void)
{
	static const char *const twice[] = {"update 123", "REG_UPDATE", NULL};

	vt_keys(c.vt, "1");
	assert_true(vt_wait(c.vt, "123 coap"));
	vt_keys(c.vt, "L");
	assert_true(vt_wait(c.vt, ":lifetime 123"));
	vt_type(c.vt, "60");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "REG_UPDATE"));
	vt_keys(c.vt, "U 2");
	reads(twice, "REG_UPDATE after the update");
}

/* AT+QLWCFG="device","Quectel","BG95-M3","R2.1","04","BG95M3LAR02A04","Quectel_BG95" */
static void change_the_device_object(void)
{
	vt_keys(c.vt, "3 G [ [ [ [");
	assert_true(vt_wait(c.vt, "AT+QLWCFG=\"device\":"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Ctrl-S review"));
	vt_keys(c.vt, "Down");
	next_field("R2.1");
	next_field("04");
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "R1.1 \342\206\222 R2.1"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "device: written and read back"));
}

static void deregister(void)
{
	static const char *const words[] = {
		"deregister", "DEREG_FINISH", "123", "deregister", NULL};

	vt_keys(c.vt, "2 D");
	reads(words, "DEREG_FINISH, +QLWDEREG: 0");
}

static void assert_nowhere(const char *secret)
{
	static const char *const files[] = {
		"state/qlw/journals/*", "state/qlw/history*", "state/qlw/*"};
	size_t len;
	const char *raw = vt_raw(c.vt, &len);

	for (size_t i = 0; i + strlen(secret) <= len; i++)
		assert_memory_not_equal(raw + i, secret, strlen(secret));
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char *path = console_file(&c, files[i]);
		char *text = path ? scratch_read_file(path, NULL) : NULL;
		if (text && strstr(text, secret))
			fail_msg("%s holds %s", path, secret);
		free(text);
		free(path);
	}
}

static void client_initiated_bootstrap(void **state)
{
	(void)state;
	console_begin_sim(&c, quick, 24, 80);
	assert_true(vt_wait(c.vt, "no server is configured"));
	configure_the_bootstrap_server();
	configure_the_server_object();
	register_by_bootstrap();
	keep_it_up();
	change_the_device_object();
	deregister();
	console_quit(&c);
	assert_nowhere(psk);
	assert_nowhere("urn:imei:864475040090705\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(client_initiated_bootstrap, tear_down),
	};

	return cmocka_run_group_tests_name("console: a story", tests, NULL, NULL);
}
