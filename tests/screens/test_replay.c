/*
 * A recorded session in the console: time line, pause, step, seek; and what the same recording says
 * to batch verbs.
 */
#include "tests/screens/console.h"

static struct console c;

#define AT(time, rest) "{\"t\":\"2026-01-31T12:" time "Z\"," rest "}\n"
#define TX(time, line) AT(time, "\"dir\":\"tx\",\"raw\":\"" line "\\r\"")
#define RX(time, line) AT(time, "\"dir\":\"rx\",\"raw\":\"\\r\\n" line "\\r\\n\"")

static const char recording[] =
	"{\"qlw_journal\":1,\"version\":\"0\",\"t\":\"2026-01-31T12:00:00.000Z\",\"port\":\"x\"}"
	"\n" TX("00:00.100", "ATI") RX("00:00.200", "Quectel") RX("00:00.200", "BG95-M3") RX(
		"00:00.200", "OK") TX("10:00.000", "AT+QLWSVC=\\\"reg\\\"") RX("10:00.100", "OK")
		RX("10:01.000", "+QLWREG: 0") RX(
			"10:04.000", "+QLWURC: \\\"event\\\",102,0,\\\"INITIAL\\\"")
			RX("10:08.000", "+QLWURC: \\\"event\\\",102,2,\\\"REG_READY\\\"") RX(
				"20:00.000", "+QLWURC: \\\"event\\\",102,17,\\\"UPDATE_FAILED\\\"");

static char file[300];

static int set_up(void **state)
{
	FILE *f;

	(void)state;
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	snprintf(file, sizeof file, "%s/log.jsonl", c.scratch.dir);
	f = fopen(file, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(recording, 1, sizeof recording - 1, f), sizeof recording - 1);
	assert_int_equal(fclose(f), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static void open_console(const char *speed)
{
	const char *const env[] = {"TZ=UTC", NULL};
	const char *const argv[] = {test_qlw(), "-p", c.port, NULL};

	snprintf(c.port, sizeof c.port, "replay:%s%s", file, speed);
	c.vt = vt_start(&(struct vt_options){
		.argv = argv, .rows = 24, .cols = 80, .scratch = &c.scratch, .env = env});
}

static void moves_in_a_recording(void **state)
{
	(void)state;
	open_console("");
	assert_true(vt_wait(c.vt, "BG95-M3"));
	assert_true(vt_wait_row(c.vt, 0, "replay ×1"));
	vt_keys(c.vt, "Space");
	assert_true(vt_wait_row(c.vt, 0, "replay paused"));
	assert_true(vt_wait(c.vt, "12:00:00-12:20:00"));
	console_command(&c, "seek 12:10:05");
	assert_true(vt_wait(c.vt, "INITIAL"));
	assert_true(vt_wait(c.vt, "12:10:05"));
	assert_true(vt_wait(c.vt, "50 %"));
	assert_null(strstr(vt_text(c.vt), "REG_READY"));
	vt_keys(c.vt, ".");
	assert_true(vt_wait(c.vt, "REG_READY"));
	assert_true(vt_wait(c.vt, "12:10:08"));
	console_command(&c, "seek 0%");
	assert_true(vt_wait_gone(c.vt, "REG_READY"));
	console_command(&c, "speed max");
	vt_keys(c.vt, "Space");
	assert_true(vt_wait(c.vt, "UPDATE_FAILED"));
	assert_true(vt_wait_row(c.vt, 0, "replay ended"));
	assert_true(vt_settle(c.vt));
	console_quit(&c);
}

static void changes_nothing(void **state)
{
	char *text;

	(void)state;
	open_console("@max");
	assert_true(vt_wait_row(c.vt, 0, "replay ended"));
	vt_keys(c.vt, "R");
	assert_true(vt_wait(c.vt, "a recording cannot be changed"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "a recording cannot be changed"));
	console_command(&c, "send 102 /19/0/0 x");
	assert_true(vt_wait(c.vt, "a recording cannot be changed"));
	console_command(&c, "seek nowhere");
	assert_true(vt_wait(c.vt, "nowhere: a time"));
	console_quit(&c);
	text = scratch_read_file(file, NULL);
	assert_string_equal(text, recording);
	free(text);
	assert_null(console_journal(&c));
}

static void keys_mean_nothing_on_a_module(void **state)
{
	(void)state;
	scratch_remove(&c.scratch);
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	vt_keys(c.vt, "Space");
	assert_true(vt_wait(c.vt, "this is no recording"));
	console_quit(&c);
}

static int verb(const char *const *words, struct proc_result *r)
{
	const char *argv[16] = {test_qlw(), "-p", c.port};

	for (size_t i = 0; words[i]; i++)
		argv[3 + i] = words[i];
	snprintf(c.port, sizeof c.port, "replay:%s@max", file);
	proc_run(&(struct proc_options){.argv = argv, .scratch = &c.scratch}, r);
	return r->code;
}

static void verbs_read_it(void **state)
{
	struct proc_result r;

	(void)state;
	assert_int_equal(verb((const char *[]){"watch", "--json", NULL}, &r), 0);
	assert_non_null(strstr(r.out, "{\"t\":\"2026-01-31T12:10:08.000Z\",\"kind\":\"state\","
				      "\"short_id\":102,\"code\":2,\"name\":\"REG_READY\""));
	proc_result_free(&r);
	assert_int_equal(verb((const char *[]){"wait", "REG_READY", NULL}, &r), 0);
	proc_result_free(&r);
	assert_int_equal(verb((const char *[]){"wait", "BS_FAILED", NULL}, &r), 7);
	proc_result_free(&r);
	assert_int_equal(verb((const char *[]){"state", "--json", NULL}, &r), 0);
	assert_non_null(strstr(r.out, "\"short_id\":102"));
	proc_result_free(&r);
	assert_int_equal(verb((const char *[]){"info", NULL}, &r), 0);
	assert_non_null(strstr(r.out, "BG95-M3"));
	proc_result_free(&r);
	assert_int_equal(verb((const char *[]){"reg", NULL}, &r), 5);
	assert_non_null(strstr(r.err, "a recording cannot be changed"));
	proc_result_free(&r);
	snprintf(file, sizeof file, "/nowhere/x");
	assert_int_equal(verb((const char *[]){"watch", NULL}, &r), 3);
	proc_result_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(moves_in_a_recording, set_up, tear_down),
		cmocka_unit_test_setup_teardown(changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keys_mean_nothing_on_a_module, set_up, tear_down),
		cmocka_unit_test_setup_teardown(verbs_read_it, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
