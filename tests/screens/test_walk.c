/*
 * The Note's 4.2.2 walked with keys on the simulated module, from an empty module to the factory
 * reset; and that secrets typed on the way stay off screen and disk.
 */
#include "tests/screens/console.h"

static const char *const quick[] = {"--speed", "10", NULL};
static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static void set(const char *line, const char *answer)
{
	console_command(&c, line);
	assert_true(vt_wait(c.vt, answer));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "Write a setting"));
}

static void configure(void)
{
	console_begin_sim(&c, quick, 24, 80);
	assert_true(vt_wait(c.vt, "no server is configured"));
	set("set security 0 short_id=100 server_addr=coap://leshan.eclipseprojects.io:5683 "
	    "bootstrap=0 "
	    "security_mode=3",
		"security_mode  3");
	set("set server 0 life_time=60 period_min=0 period_max=50 disable_time=60 storing=1 "
	    "binding=UQS",
		"binding");
}

static void factory_bootstrap_with_keys(void **state)
{
	const char *reset[] = {
		"FACTORY_RESET", "DEREG_START", "100", "DEREG_FINISH", "100", "deregister", NULL};
	const char *registered[] = {"register", "INITIAL", "100", "REG_READY", "100", NULL};
	char *path, *journal;

	(void)state;
	configure();
	vt_keys(c.vt, "2 R");
	assert_true(console_reads(&c, registered, "register, INITIAL, REG_READY"));
	assert_true(vt_wait_row(c.vt, 1, "REG_READY"));
	console_command(&c, "lifetime 100 60");
	assert_true(vt_wait(c.vt, "REG_UPDATE"));
	console_command(&c, "update 100");
	assert_true(console_reads(
		&c, (const char *[]){"REG_UPDATE", "REG_UPDATE", NULL}, "two REG_UPDATE"));
	vt_keys(c.vt, "X");
	assert_true(vt_wait(c.vt, "Type reset to go on"));
	vt_type(c.vt, "reset");
	vt_keys(c.vt, "Enter");
	assert_true(console_reads(&c, reset, "5, 18, 19, +QLWDEREG: 0"));
	console_quit(&c);
	assert_true(vt_wait(c.vt, "journals/"));
	path = console_journal(&c);
	assert_non_null(path);
	journal = scratch_read_file(path, NULL);
	assert_non_null(strstr(journal, "+QLWDEREG: 0"));
	free(journal);
	free(path);
}

/* Anything but the word leaves everything as it is. */
static void factory_reset_needs_its_word(void **state)
{
	(void)state;
	configure();
	vt_keys(c.vt, "X");
	assert_true(vt_wait(c.vt, "Type reset to go on"));
	vt_type(c.vt, "yes");
	vt_keys(c.vt, "Enter");
	vt_settle(c.vt);
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "Type reset to go on"));
	vt_keys(c.vt, "1");
	assert_true(vt_wait(c.vt, "leshan"));
	assert_null(strstr(vt_text(c.vt), "FACTORY_RESET"));
	console_quit(&c);
}

static void assert_nowhere(const char *secret)
{
	static const char *const files[] = {
		"state/qlw/journals/*", "state/qlw/history*", "config/*/*", "state/qlw/*"};
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

/* A PSK set by ":", and one typed into the AT line: neither is shown, kept or logged. What is being
 * typed is on the screen while it is, as in any editor, so the AT line is given its key by paste
 * and asked only for what is left behind. */
static void secrets_stay_where_they_are(void **state)
{
	static const char key[] = "deadbeef5ec4e70badc0de77";
	char *path;

	(void)state;
	configure();
	path = scratch_path(&c.scratch, "key");
	scratch_write_file(path, key, strlen(key));
	vt_keys(c.vt, ":");
	vt_type(c.vt, "set security 1 short_id=101 server_addr=coaps://h:5684 bootstrap=0 "
		      "security_mode=0 "
		      "psk_id=unit psk_key=@");
	vt_type(c.vt, path);
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "PSK sent"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "Write a setting"));
	assert_nowhere(key);

	vt_keys(c.vt, "a");
	assert_true(vt_wait(c.vt, "AT\342\200\272"));
	vt_type(c.vt, "AT+QLWCFG=\"security\",1,101,\"coaps://h:5684\",0,0,\"unit\",\"");
	vt_type(c.vt, key);
	vt_type(c.vt, "\"");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait_gone(c.vt, key));
	vt_settle(c.vt);
	vt_raw_clear(c.vt);
	vt_keys(c.vt, "Up");
	vt_settle(c.vt);
	vt_keys(c.vt, "Esc C-l 2 r");
	vt_settle(c.vt);
	assert_nowhere(key);
	vt_keys(c.vt, "Esc");
	console_quit(&c);
	assert_nowhere(key);
	unlink(path);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(factory_bootstrap_with_keys, tear_down),
		cmocka_unit_test_teardown(factory_reset_needs_its_word, tear_down),
		cmocka_unit_test_teardown(secrets_stay_where_they_are, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
