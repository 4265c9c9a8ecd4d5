/*
 * Each provisioning file made or changed by keys alone at 80×24, put on the simulated module, and read
 * back from its flash; a transfer stopped in the middle; keys that are on no screen and in no file.
 */
#include "tests/screens/console.h"

#include <ftw.h>
#include <sys/stat.h>

#include "tests/lib/cutter.h"

#define PSK_ID  "oysteridentity"
#define PSK_KEY "0badc0de5ec4e7a5"

static struct console c;
static struct cutter *cutter;
static char flash[300];

static int tear_down(void **state)
{
	(void)state;
	if (cutter) {
		if (c.vt)
			vt_end(c.vt);
		c.vt = NULL;
		cutter_close(cutter);
	}
	cutter = NULL;
	console_end(&c);
	return 0;
}

static void make_scratch(void)
{
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	snprintf(flash, sizeof flash, "%s/flash", c.scratch.dir);
}

static void store(const char *name, const char *text)
{
	char path[400];
	mkdir(flash, 0700);
	snprintf(path, sizeof path, "%s/datatx", flash);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/datatx/%s", flash, name);
	scratch_write_file(path, text, strlen(text));
}

/* With the files that were stored; the Config pane in front. */
static void begin(void)
{
	const char *const args[] = {"--speed", "10", "--dir", flash, NULL};
	assert_true(simproc_start(&c.sim, &c.scratch, args));
	snprintf(c.port, sizeof c.port, "%s", c.sim.port);
	console_start(&c, 24, 80);
	console_connected(&c);
	vt_keys(c.vt, "3");
	assert_true(vt_wait(c.vt, "3 Config"));
}

static char *on_module(const char *name)
{
	char path[400];
	size_t len;
	snprintf(path, sizeof path, "%s/datatx/%s", flash, name);
	return scratch_read_file(path, &len);
}

static void module_holds(const char *name, const char *text)
{
	char *got = on_module(name);
	assert_non_null(got);
	assert_string_equal(got, text);
	free(got);
}

/* From anywhere in the pane to a row that says this. */
static void find(const char *text)
{
	vt_keys(c.vt, "g /");
	vt_type(c.vt, text);
	vt_keys(c.vt, "Enter");
	vt_settle(c.vt);
}

static void open_file(const char *name)
{
	char frame[100];
	find(name);
	vt_keys(c.vt, "Enter");
	snprintf(frame, sizeof frame, "┌ %s ", name);
	assert_true(vt_wait(c.vt, frame));
}

static void upload(void)
{
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "Put it on the module?"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "on the module, compared"));
}

static void type_over(const char *text)
{
	vt_keys(c.vt, "C-u");
	vt_type(c.vt, text);
}

static void bootstrap_from_nothing(void **state)
{
	(void)state;
	make_scratch();
	begin();
	open_file("bootstrap.ini");
	assert_true(vt_wait(c.vt, "Nothing in it yet: + adds."));
	vt_keys(c.vt, "+ Enter");
	assert_true(vt_wait(c.vt, "New instance of 0 LwM2M Security"));
	vt_keys(c.vt, "Down");
	type_over("coap://a.example:5683");
	vt_keys(c.vt, "Down Down Down Down Down Down Down");
	vt_type(c.vt, "102");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "1 warning"));
	vt_keys(c.vt, "+");
	vt_type(c.vt, "new /1");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "New instance of 1 LwM2M Server"));
	vt_keys(c.vt, "Down");
	vt_type(c.vt, "102");
	vt_keys(c.vt, "Down");
	type_over("300");
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "300 s"));
	upload();
	module_holds("bootstrap.ini", "{\"bn\":\"/0/0/\",\n"
				      "   \"e\":[\n"
				      "       {\"n\":\"0\",\"sv\":\"coap://a.example:5683\"},\n"
				      "       {\"n\":\"1\",\"bv\":false},\n"
				      "       {\"n\":\"2\",\"v\":3},\n"
				      "       {\"n\":\"10\",\"v\":102\n"
				      "       }]}\n"
				      "{\"bn\":\"/1/0/\",\n"
				      "   \"e\":[\n"
				      "       {\"n\":\"0\",\"v\":102},\n"
				      "       {\"n\":\"1\",\"v\":300},\n"
				      "       {\"n\":\"2\",\"v\":1},\n"
				      "       {\"n\":\"3\",\"v\":60},\n"
				      "       {\"n\":\"5\",\"v\":86400},\n"
				      "       {\"n\":\"6\",\"bv\":true},\n"
				      "       {\"n\":\"7\",\"sv\":\"U\"\n"
				      "       }]}\n");
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait(c.vt, "3 Config"));
	console_quit(&c);
}

/* One value of a file that was there: nothing else of it changes, whatever it holds. */
static void one_option(void **state)
{
	(void)state;
	make_scratch();
	store("lwm2m_cfg",
		"{\r\n# by hand\r\nAPN=iot.example;\r\nFOO=1;\r\nACK_TIMEOUT=30;\r\n}\r\n");
	begin();
	find("provisioning");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "unknown key, kept as it is"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait(c.vt, "2 warnings"));
	open_file("lwm2m_cfg");
	find("ACK_TIMEOUT");
	assert_true(vt_wait(c.vt, "silence after which the module sleeps"));
	vt_keys(c.vt, "Enter");
	type_over("-1");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "must be 0 to 2147483647"));
	type_over("45");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "45 s"));
	find("VERSION");
	vt_keys(c.vt, "Enter Right Enter");
	assert_true(vt_wait(c.vt, "LwM2M 1.1"));
	vt_keys(c.vt, "u");
	assert_true(vt_wait(c.vt, "as it was before"));
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "ACK_TIMEOUT: 30 s → 45 s"));
	vt_keys(c.vt, "Esc");
	upload();
	module_holds("lwm2m_cfg",
		"{\r\n# by hand\r\nAPN=iot.example;\r\nFOO=1;\r\nACK_TIMEOUT=45;\r\n}\r\n");
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static void records(void **state)
{
	(void)state;
	make_scratch();
	begin();
	open_file("carrier_apn_cfg");
	vt_keys(c.vt, "+");
	assert_true(vt_wait(c.vt, "New record 1"));
	vt_type(c.vt, "one.example");
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "Record 1: one.example, for server 102"));
	vt_keys(c.vt, "+");
	assert_true(vt_wait(c.vt, "New record 2"));
	vt_type(c.vt, "two.example");
	vt_keys(c.vt, "Down Down");
	type_over("103");
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "Record 2: two.example, for server 103"));
	find("Record 1");
	vt_keys(c.vt, "g d");
	assert_true(vt_wait(c.vt, "Record 1: two.example, for server 103"));
	upload();
	module_holds("carrier_apn_cfg", "APN_NAME=two.example\n"
					"APN_CLASS=2\n"
					"SHORT_SERVER_ID1=103\n"
					"BS_IF_REG_FAILS=0\n"
					"IP_FAMILY=v4\n"
					"BINDINGS=ip_nonip\n"
					";\n");
	vt_keys(c.vt, "Esc");
	find("provisioning");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "1 file on the module"));
	find("carrier_apn_cfg");
	vt_keys(c.vt, "d");
	assert_true(vt_wait(c.vt, "Delete carrier_apn_cfg"));
	vt_keys(c.vt, "n");
	assert_true(vt_wait(c.vt, "not confirmed"));
	assert_null(strstr(vt_text(c.vt), "may have changed"));
	vt_keys(c.vt, "d");
	assert_true(vt_wait(c.vt, "Delete carrier_apn_cfg"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait(c.vt, "deleted on the module"));
	assert_null(strstr(vt_text(c.vt), "105 bytes"));
	assert_null(on_module("carrier_apn_cfg"));
	console_quit(&c);
}

static void autostart(void **state)
{
	(void)state;
	make_scratch();
	begin();
	open_file("lwm2m_app_autostart");
	assert_true(vt_wait(c.vt, "Empty, as it has to be"));
	upload();
	module_holds("lwm2m_app_autostart", "");
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

/* As they are typed, and as bootstrap.ini has them in Base64. */
static const char *const secrets[] = {PSK_ID, PSK_KEY, "b3lzdGVyaWRlbnRpdHk=", "C63A3l7E56U="};

static void nowhere_in(const char *what, const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		for (size_t at = 0, n = strlen(secrets[i]); text && at + n <= len; at++)
			if (memcmp(text + at, secrets[i], n) == 0)
				fail_msg("%s is in %s", secrets[i], what);
}

static void nowhere(const char *text)
{
	nowhere_in("the screen", text, strlen(text));
}

static int look(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	size_t len;
	(void)st;
	(void)ftw;
	if (type != FTW_F || strstr(path, "/flash/"))
		return 0;
	char *text = scratch_read_file(path, &len);
	nowhere_in(path, text, len);
	free(text);
	return 0;
}

/* Not one byte of them ever went to the terminal, and no file has them but the module's. */
static void nowhere_at_all(void)
{
	size_t len;
	const char *raw = vt_raw(c.vt, &len);
	assert_true(len > 0);
	nowhere_in("what went to the terminal", raw, len);
	nftw(c.scratch.dir, look, 8, FTW_PHYS);
}

/* Typed twice, never seen: not while it is typed, not in the review, not in the journal. */
static void psk(void **state)
{
	(void)state;
	make_scratch();
	begin();
	find("provisioning");
	vt_keys(c.vt, "+");
	assert_true(vt_wait(c.vt, "files edit ssl/"));
	vt_type(c.vt, "102_server.psk");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "ssl/102_server.psk ── new"));
	vt_keys(c.vt, "+");
	vt_type(c.vt, PSK_ID);
	vt_keys(c.vt, "Down");
	vt_type(c.vt, PSK_ID);
	vt_keys(c.vt, "Down");
	vt_type(c.vt, PSK_KEY);
	vt_keys(c.vt, "Down");
	vt_type(c.vt, "0badc0de");
	assert_true(vt_wait(c.vt, "not the same as above"));
	nowhere(vt_text(c.vt));
	type_over(PSK_KEY);
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "••••••••"));
	nowhere(vt_text(c.vt));
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "Put it on the module?"));
	nowhere(vt_text(c.vt));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "on the module, compared"));
	module_holds("ssl/102_server.psk", PSK_ID ":" PSK_KEY);
	vt_keys(c.vt, "c");
	assert_true(vt_wait(c.vt, "the module has the same bytes"));
	vt_keys(c.vt, "Esc");
	vt_keys(c.vt, "2");
	assert_true(vt_wait(c.vt, "2 Log"));
	vt_keys(c.vt, "r");
	vt_settle(c.vt);
	nowhere(vt_text(c.vt));
	console_quit(&c);
	nowhere_at_all();
}

/* The same of an account in bootstrap.ini, whose keys are Base64 there. */
static void keys_of_an_account(void **state)
{
	(void)state;
	make_scratch();
	begin();
	open_file("bootstrap.ini");
	vt_keys(c.vt, "+ Enter");
	assert_true(vt_wait(c.vt, "New instance of 0 LwM2M Security"));
	vt_keys(c.vt, "Down");
	type_over("coaps://a.example:5684");
	vt_keys(c.vt, "Down t Down P"); /* a bootstrap server, with a PSK */
	for (int i = 0; i < 2; i++) {
		vt_keys(c.vt, "Down");
		vt_type(c.vt, "text:" PSK_ID);
	}
	for (int i = 0; i < 2; i++) {
		vt_keys(c.vt, "Down");
		vt_type(c.vt, "hex:" PSK_KEY);
	}
	vt_keys(c.vt, "Down");
	vt_type(c.vt, "100");
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "••••••••"));
	upload();
	char *got = on_module("bootstrap.ini");
	assert_non_null(strstr(got, "{\"n\":\"3\",\"sv\":\"b3lzdGVyaWRlbnRpdHk=\"}"));
	assert_non_null(strstr(got, "{\"n\":\"5\",\"sv\":\"C63A3l7E56U=\"}"));
	free(got);
	vt_keys(c.vt, "Esc");
	console_command(&c, "files show bootstrap.ini");
	assert_true(vt_wait(c.vt, "/0/0/5 Secret Key"));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
	nowhere_at_all();
}

/* A file here: written back, compared with the module's, given up. */
static void here(void **state)
{
	(void)state;
	char path[400], line[500];
	size_t len;
	make_scratch();
	store("lwm2m_cfg", "{\nAPN=there.example;\n}\n");
	snprintf(path, sizeof path, "%s/lwm2m_cfg", c.scratch.dir);
	scratch_write_file(path, "{\nAPN=here.example;\n}\n", 22);
	begin();
	snprintf(line, sizeof line, "files edit %s", path);
	console_command(&c, line);
	assert_true(vt_wait(c.vt, "here.example"));
	vt_keys(c.vt, "c");
	assert_true(vt_wait(c.vt, "APN: there.example → here.example"));
	vt_keys(c.vt, "Esc");
	vt_keys(c.vt, "g Enter");
	type_over("third.example");
	vt_keys(c.vt, "Enter w");
	assert_true(vt_wait(c.vt, "Write to a file here"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "bytes written"));
	char *got = scratch_read_file(path, &len);
	assert_string_equal(got, "{\nAPN=third.example;\n}\n");
	free(got);
	vt_keys(c.vt, "d Esc");
	assert_true(vt_wait(c.vt, "Give it up?"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait_gone(c.vt, "Give it up?"));
	module_holds("lwm2m_cfg", "{\nAPN=there.example;\n}\n");
	console_quit(&c);
}

/* 100 kB on their way when Ctrl-C comes: the bar was seen, the old content stands, the port goes on,
 * and so does what was edited. */
static void stopped_in_the_middle(void **state)
{
	(void)state;
	static const char old[] = "{\nAPN=old.example;\n}\n";
	static char big[100 * 1024];
	char path[400], line[500], listen[300];
	size_t n = (size_t)snprintf(big, sizeof big, "{\nAPN=new.example;\n");
	while (n + 80 < sizeof big)
		n += (size_t)snprintf(big + n, sizeof big - n, "# %069zu\n", n);
	n += (size_t)snprintf(big + n, sizeof big - n, "}\n");
	make_scratch();
	store("lwm2m_cfg", old);
	snprintf(path, sizeof path, "%s/lwm2m_cfg", c.scratch.dir);
	scratch_write_file(path, big, n);
	snprintf(listen, sizeof listen, "unix:%s/module", c.scratch.dir);
	const char *const args[] = {"--speed", "10", "--dir", flash, "--listen", listen, NULL};
	assert_true(simproc_start(&c.sim, &c.scratch, args));
	cutter = cutter_open(&c.scratch, c.sim.port);
	const char *const argv[] = {test_qlw(), "-p", cutter_port(cutter), NULL};
	c.vt = vt_start(&(struct vt_options){.argv = argv,
		.rows = 24,
		.cols = 80,
		.scratch = &c.scratch,
		.companion = cutter_companion(cutter)});
	console_connected(&c);
	snprintf(line, sizeof line, "files edit %s", path);
	console_command(&c, line);
	assert_true(vt_wait(c.vt, "new.example"));
	cutter_hold(cutter, 30000);
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "Put it on the module?"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "lwm2m_cfg: sending ["));
	vt_keys(c.vt, "d"); /* changes nothing meanwhile */
	vt_keys(c.vt, "C-c");
	cutter_release(cutter);
	assert_true(vt_wait(c.vt, "cancelled"));
	assert_true(vt_wait(c.vt, "the module's files are as they were"));
	module_holds("lwm2m_cfg", old);
	vt_keys(c.vt, "Esc"); /* what the verb said */
	assert_true(vt_wait_gone(c.vt, "the module's files are as they were"));
	assert_true(vt_wait(c.vt, "new.example"));
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "Put it on the module?"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "on the module, compared"));
	module_holds("lwm2m_cfg", big);
	vt_keys(c.vt, "Esc");
	console_command(&c, "at AT+CSQ");
	assert_true(vt_wait(c.vt, "+CSQ:"));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(bootstrap_from_nothing, tear_down),
		cmocka_unit_test_teardown(one_option, tear_down),
		cmocka_unit_test_teardown(records, tear_down),
		cmocka_unit_test_teardown(autostart, tear_down),
		cmocka_unit_test_teardown(psk, tear_down),
		cmocka_unit_test_teardown(keys_of_an_account, tear_down),
		cmocka_unit_test_teardown(here, tear_down),
		cmocka_unit_test_teardown(stopped_in_the_middle, tear_down),
	};

	return cmocka_run_group_tests_name("console: files by keys", tests, NULL, NULL);
}
