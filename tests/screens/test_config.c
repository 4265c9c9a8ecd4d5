/*
 * Settings changed by keys alone on the simulated module, at 80×24: each of the 12 keys, in a form,
 * seen changed in the pane afterwards; what a form refuses; and undo.
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

static void begin(void)
{
	console_begin_sim(&c, quick, 24, 80);
	assert_true(vt_wait(c.vt, "no server is configured"));
	vt_keys(c.vt, "3");
	assert_true(vt_wait(c.vt, "3 Config"));
}

static void type_over(const char *text)
{
	vt_keys(c.vt, "C-u");
	vt_type(c.vt, text);
}

/* To the heading of a key: it is the only row whose explanation names its command. */
static void go_to(const char *key)
{
	char command[64];

	snprintf(command, sizeof command, "AT+QLWCFG=\"%s\":", key);
	vt_keys(c.vt, "g");
	vt_settle(c.vt);
	for (int i = 0; i < 12 && !strstr(vt_text(c.vt), command); i++) {
		vt_keys(c.vt, "]");
		vt_settle(c.vt);
	}
	assert_true(vt_wait(c.vt, command));
}

/* Ctrl-S shows the command, Enter writes it. */
static void write_it(const char *command, const char *name)
{
	char done[64];

	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, command));
	vt_keys(c.vt, "Enter");
	snprintf(done, sizeof done, "%s: written and read back", name);
	assert_true(vt_wait(c.vt, done));
}

static void add_security(void)
{
	go_to("security");
	vt_keys(c.vt, "+");
	assert_true(vt_wait(c.vt, "New security 0"));
	vt_type(c.vt, "102");
	vt_keys(c.vt, "Down");
	vt_type(c.vt, "coap://leshan.eclipseprojects.io:5683");
	vt_keys(c.vt, "Down Down n"); /* "none" */
	write_it("AT+QLWCFG=\"security\",0,102,\"coap://leshan.eclipseprojects.io:5683\",0,3",
		"security 0");
	assert_true(vt_wait(c.vt, "3 none"));
}

static void add_server(void)
{
	go_to("server");
	vt_keys(c.vt, "+");
	assert_true(vt_wait(c.vt, "New server 0"));
	type_over("60");
	vt_keys(c.vt, "Down Down");
	type_over("50");
	vt_keys(c.vt, "Down");
	type_over("60");
	vt_keys(c.vt, "Down d Down u");
	write_it("AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQ\"", "server 0");
	assert_true(vt_wait(c.vt, "60 s"));
}

static void records(void **state)
{
	(void)state;
	begin();
	add_security();
	add_server();

	go_to("pdpcid");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Ctrl-S review"));
	type_over("2");
	vt_keys(c.vt, "Down Right");
	write_it("AT+QLWCFG=\"pdpcid\",0,2,3", "pdpcid 0");

	go_to("host");
	vt_keys(c.vt, "+");
	assert_true(vt_wait(c.vt, "New host 0 0"));
	vt_type(c.vt, "unit 4711");
	write_it("AT+QLWCFG=\"host\",0,0,\"unit 4711\"", "host 0 0");
	console_quit(&c);
}

static void choose(const char *key, const char *keys, const char *command)
{
	go_to(key);
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Ctrl-S review"));
	vt_keys(c.vt, keys);
	write_it(command, key);
}

static void fill(const char *key, const char *keys, const char *text, const char *command)
{
	go_to(key);
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Ctrl-S review"));
	if (*keys)
		vt_keys(c.vt, keys);
	type_over(text);
	write_it(command, key);
}

static void single_records(void **state)
{
	(void)state;
	begin();
	choose("autostart", "Right", "AT+QLWCFG=\"autostart\",1");
	choose("epns", "Down i Down b", "AT+QLWCFG=\"epns\",1,7,9");
	fill("transcfg", "Down", "3", "AT+QLWCFG=\"transcfg\",60,3,480");
	choose("version", "Right", "AT+QLWCFG=\"version\",1");
	fill("device", "Down", "Meter-7", "\"Quectel\",\"Meter-7\",\"R1.1\"");
	fill("session", "", "600", "AT+QLWCFG=\"session\",600,86400");
	fill("mbsps", "Down Down", "12234235569", "\"mbsps\",\"\",\"\",\"12234235569\"");
	go_to("select");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Ctrl-S review"));
	vt_keys(c.vt, "V C-s");
	assert_true(vt_wait(c.vt, "a carrier may change security and server"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "select: written and read back"));
	assert_true(vt_wait(c.vt, "STAGING"));
	console_quit(&c);
}

/* Nothing wrong is sent: the form says what it is, and the pane stays as it was. */
static void refusals(void **state)
{
	(void)state;
	begin();
	go_to("server");
	vt_keys(c.vt, "+ C-s");
	assert_true(vt_wait(c.vt, "security 0 comes first"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "New server"));
	go_to("session");
	vt_keys(c.vt, "Enter Down");
	type_over("86401");
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "must be 0 to 86400"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "must be 0 to 86400"));
	vt_keys(c.vt, "2");
	assert_true(vt_wait(c.vt, "2 Log"));
	assert_null(strstr(vt_text(c.vt), "\342\206\222 set")); /* → set */
	console_quit(&c);
}

static void undo_and_delete(void **state)
{
	(void)state;
	begin();
	add_security();
	add_server();
	vt_keys(c.vt, "j Enter");
	assert_true(vt_wait(c.vt, "Ctrl-S review"));
	type_over("86401");
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "cannot be changed later"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "86401 s"));
	vt_keys(c.vt, "u");
	assert_true(vt_wait(c.vt, "as it was before"));
	assert_true(vt_wait_gone(c.vt, "86401 s"));
	vt_keys(c.vt, "d");
	assert_true(vt_wait(c.vt, "Deletes server 0: life time 60 s"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait(c.vt, "server 0 deleted"));
	vt_keys(c.vt, "u");
	assert_true(vt_wait(c.vt, "as it was before"));
	go_to("server");
	assert_true(vt_wait(c.vt, "60 s"));
	console_quit(&c);
}

static void nothing_is_asked(const char *line, const char *said)
{
	console_command(&c, line);
	assert_true(vt_wait(c.vt, said));
	assert_null(strstr(vt_text(c.vt), "(y/n)"));
}

/* What cannot be done is not asked about; an undo that is not wanted after all can be had later. */
static void questions(void **state)
{
	(void)state;
	begin();
	add_security();
	nothing_is_asked("delete security 9", "out of range");
	nothing_is_asked("delete device 0", "has no records that can be deleted");
	nothing_is_asked("delete security 3", "the module has no security 3");
	vt_keys(c.vt, "u");
	assert_true(vt_wait(c.vt, "security 0 was new: deletes it again, with its PSK."));
	vt_keys(c.vt, "n");
	assert_true(vt_wait(c.vt, "undo: not done"));
	vt_keys(c.vt, "u");
	assert_true(vt_wait(c.vt, "security 0 was new"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait(c.vt, "security 0 deleted"));
	vt_keys(c.vt, "u");
	assert_true(vt_wait(c.vt, "nothing to undo"));
	go_to("security");
	vt_keys(c.vt, "d");
	assert_true(vt_wait(c.vt, "there is no record of security to delete"));
	add_security();
	go_to("security");
	vt_keys(c.vt, "d");
	assert_true(vt_wait(c.vt, "go down to one of the records of security"));
	console_command(&c, "set select server_type=0");
	assert_true(vt_wait(c.vt, "server_type=0 resets every LwM2M setting"));
	assert_true(vt_wait(c.vt, "(y/n)"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait(c.vt, "0  (factory)"));
	assert_null(strstr(vt_text(c.vt), "(y/n)")); /* once is enough */
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static void read_only(void **state)
{
	(void)state;
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	assert_true(simproc_start(&c.sim, &c.scratch, quick));
	const char *const argv[] = {test_qlw(), "-p", c.sim.port, "--read-only", NULL};
	c.vt = vt_start(
		&(struct vt_options){.argv = argv, .rows = 24, .cols = 80, .scratch = &c.scratch});
	console_connected(&c);
	nothing_is_asked("reset", "this is --read-only");
	nothing_is_asked("delete security 0", "this is --read-only");
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(records, tear_down),
		cmocka_unit_test_teardown(single_records, tear_down),
		cmocka_unit_test_teardown(refusals, tear_down),
		cmocka_unit_test_teardown(undo_and_delete, tear_down),
		cmocka_unit_test_teardown(questions, tear_down),
		cmocka_unit_test_teardown(read_only, tear_down),
	};

	return cmocka_run_group_tests_name("console: settings by keys", tests, NULL, NULL);
}
