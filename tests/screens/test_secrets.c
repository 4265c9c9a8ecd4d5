/*
 * One PSK in every form that a person, a script or the module could put it, and then a search for it
 * in all that is left: journal, history, screen, what was printed. Not even while it is typed does it
 * stand on the screen.
 */
#include "tests/screens/console.h"

#include <ftw.h>
#include <sys/stat.h>

#define ID  "unit-5ecret-id"
#define KEY "5ec4e7badc0ffee512345678"

static struct console c;
static struct fake_row rows[sizeof console_module / sizeof *console_module + 4];

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

/* --- where it must not be --------------------------------------------------------------------- */

static const char *leak;
static bool with_id;

static bool holds(const char *text, size_t len, const char *what)
{
	size_t n = strlen(what);

	for (size_t i = 0; i + n <= len; i++)
		if (!memcmp(text + i, what, n))
			return true;
	return false;
}

static int look(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	static char found[600];
	size_t len;
	char *text;

	(void)st;
	(void)ftw;
	if (type != FTW_F || strstr(path, "/given/"))
		return 0;
	text = scratch_read_file(path, &len);
	if (text && (holds(text, len, KEY) || (with_id && holds(text, len, ID)))) {
		snprintf(found, sizeof found, "%s", path);
		leak = found;
	}
	free(text);
	return 0;
}

static void assert_nowhere(const char *form, bool id_too)
{
	leak = NULL;
	with_id = id_too;
	nftw(c.scratch.dir, look, 8, FTW_PHYS);
	if (leak)
		fail_msg("%s: the secret stands in %s", form, leak);
}

static void assert_not_on_screen(const char *form, bool id_too)
{
	size_t len;
	const char *raw;

	vt_raw_clear(c.vt);
	vt_keys(c.vt, "C-l");
	assert_true(vt_settle(c.vt));
	raw = vt_raw(c.vt, &len);
	if (holds(raw, len, KEY) || strstr(vt_text(c.vt), KEY))
		fail_msg("%s: the key is on the screen\n%s", form, vt_text(c.vt));
	if (id_too && holds(raw, len, ID))
		fail_msg("%s: the identity is on the screen\n%s", form, vt_text(c.vt));
}

/* Looks where the console keeps what was typed and what went over the wire. */
static void assert_gone(const char *form, bool id_too)
{
	assert_true(vt_wait_gone(c.vt, KEY));
	assert_true(vt_settle(c.vt));
	assert_not_on_screen(form, id_too);
	assert_nowhere(form, id_too);
}

/* What was typed can be had again, but not this. */
static void assert_history_clean(void)
{
	for (int i = 0; i < 4; i++) {
		vt_keys(c.vt, i < 2 ? "a Up" : ": Up");
		for (int up = 0; up < i % 2 * 4; up++)
			vt_keys(c.vt, "Up");
		assert_true(vt_settle(c.vt));
		assert_not_on_screen("history", true);
		vt_keys(c.vt, "Esc");
	}
	console_quit(&c);
	assert_nowhere("after the end", true);
}

/* --- what a person types ------------------------------------------------------------------------ */

#define SECURITY "0,100,\"coaps://h:5684\",0,0,\"" ID "\",\"" KEY "\""

static const char *const at_lines[] = {
	"AT+QLWCFG=\"security\"," SECURITY,
	"at+qlwcfg=\"SECURITY\"," SECURITY,
	" AT + QLWCFG = \"security\" , 0 , 100 , \"coaps://h:5684\" , 0 , 0 , \"" ID "\" , \"" KEY
	"\"",
	"AT+CSQ;+QLWCFG=\"security\"," SECURITY,
	"AT+QLWCFG=\"security\"," SECURITY ";+CSQ",
	"AT+QLWCFG=\"security\",0,100,\"coaps://h:5684\",0,0,\"" ID "\",\"" KEY,
	"AT+QLWCFG=\"security\",0,100,\"coaps://h:5684\",0,0," ID "," KEY,
	"AT+QLWCFG=security,0,100,coaps://h:5684,0,0," ID "," KEY,
	"ATE1+QLWCFG=\"security\"," SECURITY,
};

/* Everything is accepted and echoed, and once in a while the module says more than it should. */
static void open_console(void)
{
	size_t n = 0;

	for (size_t i = 0; console_module[i].command; i++)
		if (!strchr(console_module[i].command, '*'))
			rows[n++] = console_module[i];
	rows[n++] = (struct fake_row){"AT+QLWCFG=\"security\",*", "", "OK"};
	rows[n++] = (struct fake_row){"AT+QLWCFG=\"host\"*", "", "OK"};
	rows[n++] = (struct fake_row){"AT*", "", "OK"};
	rows[n] = (struct fake_row){NULL, NULL, NULL};
	console_begin_fake(&c, rows, 24, 100);
	console_connected(&c);
	fake_rows(c.fake, rows, true);
	vt_keys(c.vt, "2 c r"); /* the log, with everything and its bytes */
	assert_true(vt_settle(c.vt));
}

static void typed_on_the_at_line(void **state)
{
	(void)state;
	open_console();
	for (size_t i = 0; i < sizeof at_lines / sizeof *at_lines; i++) {
		vt_keys(c.vt, "a");
		vt_type(c.vt, at_lines[i]);
		assert_true(vt_settle(c.vt));
		assert_not_on_screen(at_lines[i], true);
		vt_keys(c.vt, "Enter");
		assert_true(vt_settle(c.vt));
		if (strstr(vt_text(c.vt), "yes")) /* a line that does harm is asked about */
			vt_keys(c.vt, "y");
		assert_gone(at_lines[i], true);
	}
	assert_history_clean();
}

static void pasted_and_on_the_command_line(void **state)
{
	static const char *const lines[] = {
		"at AT+QLWCFG=\"security\"," SECURITY,
		"set security 0 short_id=100 server_addr=coaps://h:5684 bootstrap=0 "
		"security_mode=0 "
		"psk_id=" ID " psk_key=" KEY,
		"set security 0 psk_key=" KEY " psk_id=" ID,
		"set security 0 psk_id=" ID " psk_key=" KEY "zz", /* refused: no hexadecimal */
		"sett security 0 psk_id=" ID " psk_key=" KEY,     /* no such verb */
	};

	(void)state;
	open_console();
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		vt_keys(c.vt, ":");
		vt_type(c.vt, lines[i]);
		assert_true(vt_settle(c.vt));
		assert_not_on_screen(lines[i], true);
		vt_keys(c.vt, "Enter");
		assert_true(vt_settle(c.vt));
		vt_keys(c.vt, "Esc");
		assert_gone(lines[i], true);
	}
	vt_keys(c.vt, "a");
	vt_paste(c.vt, "AT+CSQ\nAT+QLWCFG=\"security\"," SECURITY "\nAT+CSQ\n");
	assert_true(vt_settle(c.vt));
	vt_keys(c.vt, "y");
	assert_gone("pasted lines", true);
	vt_keys(c.vt, "a");
	vt_paste(c.vt, at_lines[0]);
	vt_keys(c.vt, "Enter");
	assert_gone("pasted line", true);
	assert_history_clean();
}

/* The key came from here; whoever says it again is not heard. */
static void said_by_the_module(void **state)
{
	static const char *const said[] = {
		"\r\n+QLWURC: \"debug\",\"" KEY "\"\r\n",
		"\r\n+CME ERROR: psk " KEY " refused\r\n",
		"\r\n+QLWCFG: \"security\",0,100,\"coaps://h:5684\",0,0,\"" ID "\",\"" KEY "\"\r\n",
		"\r\n" KEY "\r\n",
		("\r\n+QLWURC: \"recv\",/10250/0/3,4,24,\r\n" KEY),
	};

	(void)state;
	open_console();
	vt_keys(c.vt, "a");
	vt_type(c.vt, at_lines[0]);
	vt_keys(c.vt, "Enter");
	assert_gone(at_lines[0], true);
	vt_keys(c.vt, "Esc");
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		fake_say(c.fake, said[i]);
		assert_true(vt_settle(c.vt));
		assert_nowhere(said[i], false);
	}
	console_quit(&c);
	assert_nowhere("after the end", false);
}

/* In a file that the console itself reads: the macro has it, what comes of it has not. */
static void in_a_macro(void **state)
{
	static const char line[] =
		"AT+QLWCFG=\\\"security\\\",0,100,\\\"coaps://h:5684\\\",0,0,\\\"" ID
		"\\\",\\\"" KEY "\\\"";
	char text[1024];
	char *folder, *path;

	(void)state;
	open_console();
	console_quit(&c);
	vt_end(c.vt);
	folder = scratch_path(&c.scratch, "config");
	mkdir(folder, 0700);
	free(folder);
	folder = scratch_path(&c.scratch, "config/qlw");
	path = scratch_path(&c.scratch, "config/qlw/config.json");
	mkdir(folder, 0700);
	snprintf(text, sizeof text,
		"{\"macros\": [{\"name\": \"key\", \"steps\": [{\"run\": \"AT+CSQ\"}, {\"run\": "
		"\"%s\"}, "
		"{\"run\": \"set security 0 psk_id=" ID " psk_key=" KEY "\"}]}]}",
		line);
	scratch_write_file(path, text, strlen(text));
	c.vt = vt_start(
		&(struct vt_options){.argv = (const char *[]){test_qlw(), "-p", c.port, NULL},
			.rows = 24,
			.cols = 100,
			.scratch = &c.scratch,
			.companion = fake_companion(c.fake)});
	console_connected(&c);
	vt_keys(c.vt, "2 c r");
	console_command(&c, "run key --yes");
	assert_true(vt_wait(c.vt, "2  AT+QLWCFG"));
	assert_true(vt_settle(c.vt));
	unlink(path);
	assert_gone("macro", true);
	vt_keys(c.vt, "Esc");
	console_command(&c, "run");
	assert_gone("list of macros", true);
	vt_keys(c.vt, "Esc m");
	vt_type(c.vt, "psk_key=" KEY);
	vt_keys(c.vt, "Enter");
	assert_gone("note of a bookmark", true);
	vt_keys(c.vt, "M Esc");
	console_command(&c, "bookmark psk_key=" KEY);
	assert_gone("bookmark", true);
	assert_history_clean();
	free(folder);
	free(path);
}

/* --- what a script gives ------------------------------------------------------------------------ */

static void run(const char *const *words, const char *in)
{
	const char *argv[24] = {test_qlw(), "-v", "-p", c.port};
	struct proc_result r;

	for (size_t i = 0; words[i]; i++)
		argv[4 + i] = words[i];
	proc_run(&(struct proc_options){.argv = argv,
			 .scratch = &c.scratch,
			 .in = in,
			 .in_len = in ? strlen(in) : 0,
			 .companion = c.fake ? fake_companion(c.fake) : NULL},
		&r);
	if (strstr(r.out, KEY) || strstr(r.err, KEY) || strstr(r.out, ID) || strstr(r.err, ID))
		fail_msg("qlw %s: printed\n%s%s", words[0], r.out, r.err);
	proc_result_free(&r);
	assert_nowhere(words[0], true);
}

static int report_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	const char *slash = strrchr(path, '/');

	(void)st;
	(void)ftw;
	if (type != FTW_F || !slash || !strstr(slash, ".jsonl"))
		return 0;
	run((const char *[]){"journal", "report", path, "--html", NULL}, NULL);
	run((const char *[]){"journal", "report", path, "--redact", NULL}, NULL);
	run((const char *[]){"journal", "export", path, "--format", "csv", NULL}, NULL);
	return 0;
}

/* Of each journal there is. */
static void assert_reports_clean(void)
{
	nftw(c.scratch.dir, report_one, 8, FTW_PHYS);
}

static void given_to_verbs(void **state)
{
	char in[4096] = "";

	(void)state;
	open_console();
	vt_end(c.vt);
	c.vt = NULL;
	for (size_t i = 0; i < sizeof at_lines / sizeof *at_lines; i++) {
		run((const char *[]){"at", at_lines[i], NULL}, NULL);
		snprintf(in + strlen(in), sizeof in - strlen(in), "%s\n", at_lines[i]);
	}
	run((const char *[]){"at", NULL}, in);
	run((const char *[]){"set", "security", "0", "psk_id=" ID, "psk_key=-", "--json", NULL},
		KEY "\n");
	run((const char *[]){"set", "security", "0", "psk_id=" ID, "psk_key=" KEY "zz", NULL},
		NULL);
	fake_rows(c.fake, fake_bg95, true); /* now it refuses */
	run((const char *[]){"at", at_lines[0], NULL}, NULL);
	run((const char *[]){"set", "security", "0", "psk_id=" ID, "psk_key=" KEY, NULL}, NULL);
	run((const char *[]){"snapshot", NULL}, NULL);
	run((const char *[]){"journal", "search", "QLWCFG", NULL}, NULL);
	assert_reports_clean();
}

static char *give(const char *name, const char *text)
{
	char *folder = scratch_path(&c.scratch, "given"), *path = scratch_path(&c.scratch, name);

	mkdir(folder, 0700);
	scratch_write_file(path, text, strlen(text));
	free(folder);
	return path;
}

static void in_files_that_travel(void **state)
{
	static const char *const speed[] = {"--speed", "10", NULL};
	static const char boot[] =
		"{\"pref\":1,\"e\":[{\"bn\":\"/0/0/\",\"n\":\"0\",\"sv\":\"coaps://h:5684\"},"
		"{\"n\":\"2\",\"v\":0},{\"n\":\"3\",\"sv\":\"" ID "\"},{\"n\":\"5\",\"sv\":\"" KEY
		"\"}]}";
	char *psk, *odd, *ini, *back;

	(void)state;
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	assert_true(simproc_start(&c.sim, &c.scratch, speed));
	snprintf(c.port, sizeof c.port, "%s", c.sim.port);
	psk = give("given/100_server.psk", "|" ID "|:" KEY "\n");
	odd = give("given/101_server.psk", ID "\n" KEY "\n"); /* not as the Note has it */
	ini = give("given/bootstrap.ini", boot);
	back = scratch_path(&c.scratch, "given/back.psk");
	run((const char *[]){"files", "put", psk, "ssl/100_server.psk", "--yes", NULL}, NULL);
	run((const char *[]){"files", "put", psk, "ssl/100_server.psk", "--yes", NULL}, NULL);
	run((const char *[]){"files", "get", "ssl/100_server.psk", back, NULL}, NULL);
	run((const char *[]){"files", "put", odd, "ssl/101_server.psk", "--yes", NULL}, NULL);
	run((const char *[]){"files", "get", "ssl/101_server.psk", back, NULL}, NULL);
	run((const char *[]){"files", "put", ini, "bootstrap.ini", "--yes", NULL}, NULL);
	run((const char *[]){"files", "ls", NULL}, NULL);
	run((const char *[]){"files", "rm", "bootstrap.ini", "--yes", NULL}, NULL);
	free(psk);
	free(odd);
	free(ini);
	free(back);
}

/* What another program wrote down: the log holds it, what is made of it does not. */
static void in_another_programs_log(void **state)
{
	static const char *const verbs[] = {"show", "export", "report"};
	char text[8192] = "", *path;

	(void)state;
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	for (size_t i = 0; i < sizeof at_lines / sizeof *at_lines; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
			"[12:00:0%zu.000] %s\r\n[12:00:0%zu.100] OK\r\n", i, at_lines[i], i);
	path = give("given/tio.log", text);
	snprintf(c.port, sizeof c.port, "replay:%s@max", path);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		run((const char *[]){"journal", verbs[i], path, NULL}, NULL);
	run((const char *[]){"watch", NULL}, NULL);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(typed_on_the_at_line, tear_down),
		cmocka_unit_test_teardown(pasted_and_on_the_command_line, tear_down),
		cmocka_unit_test_teardown(said_by_the_module, tear_down),
		cmocka_unit_test_teardown(in_a_macro, tear_down),
		cmocka_unit_test_teardown(given_to_verbs, tear_down),
		cmocka_unit_test_teardown(in_files_that_travel, tear_down),
		cmocka_unit_test_teardown(in_another_programs_log, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
