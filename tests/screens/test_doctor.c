/*
 * The doctor and the panel of identity and radio on the screen: lines that come as checks finish, one
 * mended by key, figures kept fresh only while they are looked at.
 */
#include "tests/lib/golden.h"
#include "tests/screens/console.h"

static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;
	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

static void doctor_at_80x24(void **state)
{
	static const char *const mask[] = {"modem", NULL};
	(void)state;
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	vt_keys(c.vt, "!");
	assert_true(vt_wait(c.vt, "wrong, "));
	assert_true(vt_settle(c.vt));
	assert_true(golden_matches("doctor-80x24", vt_text(c.vt), mask));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Next: "));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "Next: "));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "Doctor"));
	console_quit(&c);
}

/* URCs go elsewhere: found, offered, asked about, mended, looked at again. */
static void mended_by_key(void **state)
{
	static const char *const none[] = {"--speed", "20", "--fault", "sim-pin", NULL};
	(void)state;
	console_begin_sim(&c, none, 24, 80);
	assert_true(vt_wait_row(c.vt, 0, "BG95-M3"));
	assert_true(vt_settle(c.vt));
	console_command(&c, "doctor");
	assert_true(vt_wait(c.vt, "SIM PIN"));
	assert_true(vt_wait(c.vt, "wrong, "));
	vt_keys(c.vt, "f"); /* the first that is wrong is selected */
	assert_true(vt_wait(c.vt, "Mend this"));
	assert_true(vt_wait(c.vt, ":pin"));
	vt_keys(c.vt, "n");
	assert_true(vt_wait_gone(c.vt, "Mend this"));
	assert_true(vt_wait(c.vt, "Doctor"));
	vt_keys(c.vt, "f");
	assert_true(vt_wait(c.vt, "Mend this"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait(c.vt, "SIM PIN:"));
	vt_type(c.vt, "1234");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "READY, IMSI"));
	vt_keys(c.vt, "Esc Esc");
	console_quit(&c);
}

/* Commands are answered, and no event would ever come: said at once, and mended by one key. */
static void events_elsewhere(void **state)
{
	const char *const argv[] = {test_qlw(), "-p", "sim:--speed 20 --fault urc-port", NULL};
	(void)state;
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	c.vt = vt_start(
		&(struct vt_options){.argv = argv, .rows = 24, .cols = 80, .scratch = &c.scratch});
	assert_true(vt_wait_row(c.vt, 0, "BG95-M3"));
	assert_true(vt_wait(c.vt, "URCs go to uart1, not here"));
	vt_keys(c.vt, "F");
	assert_true(vt_wait(c.vt, "A program on that port"));
	vt_keys(c.vt, "n");
	assert_true(vt_wait(c.vt, "fix: not done"));
	vt_keys(c.vt, "F");
	assert_true(vt_wait(c.vt, "A program on that port"));
	vt_keys(c.vt, "y");
	assert_true(vt_wait_gone(c.vt, "A program on that port"));
	assert_true(vt_wait_gone(c.vt, "URCs go to uart1, not here"));
	assert_true(vt_settle(c.vt));
	vt_keys(c.vt, "F");
	assert_true(vt_wait(c.vt, "nothing is offered now"));
	console_quit(&c);
}

/* A module that says nothing: what can be told without it is told. */
static void doctor_of_a_silent_module(void **state)
{
	(void)state;
	console_begin_fake(&c, fake_silent, 24, 80);
	assert_true(vt_wait(c.vt, "no answer to AT"));
	vt_keys(c.vt, "!");
	assert_true(vt_wait(c.vt, "a pseudo terminal"));
	assert_true(vt_wait(c.vt, "answer "));
	assert_true(vt_wait(c.vt, "1 wrong"));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static void panel_at_80x24(void **state)
{
	static const char *const mask[] = {"modem", "2026", NULL};
	(void)state;
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	vt_keys(c.vt, "i");
	assert_true(vt_wait(c.vt, "again every 10 s"));
	assert_true(vt_settle(c.vt));
	assert_non_null(strstr(vt_text(c.vt), "89490200001234567892"));
	assert_non_null(strstr(vt_text(c.vt), "RSRP       -104 dBm"));
	char *text = strdup(vt_text(c.vt)), *port = strstr(text, "Port "), *journal;
	assert_non_null(port);
	journal = strstr(port, "Journal ");
	assert_non_null(journal);
	memset(journal, '#', strcspn(journal, "\n"));
	memset(port, '#', strcspn(port, "\n"));
	const bool same = golden_matches("radio-80x24", text, mask);
	free(text);
	assert_true(same);
	vt_keys(c.vt, "i");
	assert_true(vt_wait_gone(c.vt, "again every"));
	console_command(&c, "info");
	assert_true(vt_wait(c.vt, "again every"));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

/* Opened, it asks once; closed, nothing more. */
static void asks_only_when_looked_at(void **state)
{
	size_t len, before;
	(void)state;
	console_begin_fake(&c, console_module, 24, 80);
	console_connected(&c);
	before = count(fake_heard(c.fake, &len), "AT+QCSQ");
	assert_int_equal(count(fake_heard(c.fake, &len), "AT+CPSMS?"), 0);
	vt_keys(c.vt, "i");
	assert_true(vt_wait(c.vt, "again every"));
	assert_int_equal(count(fake_heard(c.fake, &len), "AT+QCSQ"), before + 1);
	assert_int_equal(count(fake_heard(c.fake, &len), "AT+CPSMS?"), 1);
	for (int i = 0; i < 6; i++) {
		vt_keys(c.vt, "i");
		assert_true(vt_settle(c.vt));
	}
	assert_true(vt_settle(c.vt));
	assert_int_equal(count(fake_heard(c.fake, &len), "AT+QCSQ"), before + 1);
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static void beside_the_session(void **state)
{
	(void)state;
	console_begin_fake(&c, console_module, 60, 200);
	console_connected(&c);
	assert_true(vt_wait(c.vt, "again every 60 s"));
	assert_non_null(strstr(vt_text(c.vt), "1 Session"));
	assert_non_null(strstr(vt_text(c.vt), "RSRQ"));
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(doctor_at_80x24, tear_down),
		cmocka_unit_test_teardown(mended_by_key, tear_down),
		cmocka_unit_test_teardown(events_elsewhere, tear_down),
		cmocka_unit_test_teardown(doctor_of_a_silent_module, tear_down),
		cmocka_unit_test_teardown(panel_at_80x24, tear_down),
		cmocka_unit_test_teardown(asks_only_when_looked_at, tear_down),
		cmocka_unit_test_teardown(beside_the_session, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
