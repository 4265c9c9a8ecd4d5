/*
 * Applying profiles by keys: inputs in a form, the plan before anything is sent, its progress, and
 * what became of it; on the simulated module, at 80×24.
 */
#include "tests/screens/console.h"

static struct console c;

static int begin_with(const char *option, const char *value)
{
	const char *args[] = {"--speed", "20", option, value, NULL};
	console_begin_sim(&c, args, 24, 80);
	console_connected(&c);
	vt_keys(c.vt, "5");
	assert_true(vt_wait(c.vt, "telstra-staging"));
	return 0;
}

static int begin(void **state)
{
	(void)state;
	return begin_with(NULL, NULL);
}

static int begin_error(void **state)
{
	(void)state;
	return begin_with("--fault", "error=,UQS,1");
}

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

/* What the journal says was sent. */
static bool was_sent(const char *command)
{
	char line[64];
	size_t len;
	char *path = console_journal(&c), *text = scratch_read_file(path, &len);
	assert_non_null(text);
	snprintf(line, sizeof line, "%s", command);
	bool found = strstr(text, line) != NULL;
	free(text);
	free(path);
	return found;
}

static bool is_in_state(const char *secret)
{
	char line[400];
	snprintf(line, sizeof line, "grep -r -q '%s' '%s/state'", secret, c.scratch.dir);
	return system(line) == 0;
}

static void test_plan_first(void **state)
{
	(void)state;
	console_command(&c, "apply leshan");
	assert_true(vt_wait(c.vt, "Apply leshan to 864475040090705"));
	assert_true(vt_wait(c.vt, "security 0"));
	assert_true(vt_wait(c.vt, "2 to change"));
	vt_keys(c.vt, "c");
	assert_true(vt_wait(c.vt, "AT+QLWCFG=\"security\",0,100"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait(c.vt, "leshan: nothing was sent"));
	assert_false(was_sent("AT+QLWCFG=\\\"security\\\",0"));
	console_command(&c, "apply leshan");
	assert_true(vt_wait(c.vt, "Enter applies"));
	/* what it asks comes first, and the footer has no key that does nothing now */
	assert_null(strstr(vt_text(c.vt), "1 Session"));
	vt_keys(c.vt, "R");
	assert_true(vt_wait(c.vt, "R does nothing here: Esc closes this first"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "2 changes, read back and right."));
	assert_true(vt_wait(c.vt, "✓  2"));
	assert_true(was_sent("AT+QLWCFG=\\\"security\\\",0"));
	/* it shows what was done: a key of the panes closes it and does what it does there */
	vt_keys(c.vt, "4");
	assert_true(vt_wait_gone(c.vt, "read back and right"));
	assert_true(vt_wait(c.vt, "4 Data ─"));
	console_command(&c, "apply leshan");
	assert_true(vt_wait(c.vt, "Nothing to do: the module has what leshan wants."));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static void test_inputs_in_a_form(void **state)
{
	(void)state;
	console_command(&c, "plan leshan-psk");
	assert_true(vt_wait(c.vt, "What only you know."));
	assert_true(vt_wait(c.vt, "PSK identity, such as"));
	vt_type(c.vt, "unit-name-4711");
	vt_keys(c.vt, "Tab");
	assert_true(vt_wait(c.vt, "PSK key, hex digits, such as"));
	vt_type(c.vt, "c0ffee081");
	assert_true(vt_wait(c.vt, "does not fit: hex digits, an even number"));
	vt_keys(c.vt, "Enter");
	vt_type(c.vt, "5");
	assert_true(vt_wait_gone(c.vt, "does not fit"));
	assert_null(strstr(vt_text(c.vt), "c0ffee"));
	assert_null(strstr(vt_text(c.vt), "unit-name"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Enter applies"));
	vt_keys(c.vt, "c");
	assert_true(vt_wait(c.vt, "secrets replaced"));
	assert_null(strstr(vt_text(c.vt), "c0ffee"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "read back and right."));
	assert_true(vt_wait(c.vt, "The PSK could not be read back"));
	assert_false(is_in_state("c0ffee08"));
	assert_false(is_in_state("unit-name"));
	vt_keys(c.vt, "Esc");
	/* closed without an answer */
	console_command(&c, "apply telstra-staging");
	assert_true(vt_wait(c.vt, "such as iot.example"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait(c.vt, "telstra-staging: nothing was sent"));
	console_command(&c, "apply telstra-staging");
	assert_true(vt_wait(c.vt, "such as iot.example"));
	vt_keys(c.vt, "C-c");
	assert_true(vt_wait_gone(c.vt, "such as iot.example"));
	assert_true(vt_settle(c.vt));
	console_quit(&c);
}

static void test_live_servers_by_name(void **state)
{
	(void)state;
	console_command(&c, "apply verizon-production --yes");
	assert_true(vt_wait(c.vt, "Enter applies"));
	assert_true(vt_wait(c.vt, "PRODUCTION ─"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "PRODUCTION Type verizon-production to go on:"));
	vt_type(c.vt, "yes");
	vt_keys(c.vt, "Enter");
	assert_true(vt_settle(c.vt));
	assert_false(was_sent("AT+QLWCFG=\\\"select\\\",1,1"));
	vt_keys(c.vt, "C-u");
	vt_type(c.vt, "verizon-production");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "read back and right."));
	assert_true(was_sent("AT+QLWCFG=\\\"select\\\",1,1"));
	vt_keys(c.vt, "Esc");
	/* back to factory mode: a reset has its own word */
	console_command(&c, "apply leshan");
	assert_true(vt_wait(c.vt, "the first resets every LwM2M setting"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Type reset to go on:"));
	vt_type(c.vt, "reset");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "read back and right."));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static void test_a_step_that_fails(void **state)
{
	(void)state;
	console_command(&c, "apply leshan");
	assert_true(vt_wait(c.vt, "Enter applies"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "✗  2"));
	assert_true(vt_wait(c.vt, "1 of 2 done. To go on: apply again."));
	assert_true(vt_wait(c.vt, "To go back:"));
	assert_true(vt_wait(c.vt, "state/qlw/snapshots/864475040090705-"));
	vt_keys(c.vt, "Esc");
	console_command(&c, "apply leshan");
	assert_true(vt_wait(c.vt, "1 to change"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "1 change, read back and right."));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

/* The path is looked at before anything is asked. */
static void test_restore(void **state)
{
	char line[400];
	(void)state;
	console_command(&c, "restore nosuch.json");
	assert_true(vt_wait(c.vt, "nosuch.json: No such file or directory"));
	snprintf(line, sizeof line, "snapshot %s/a.json", c.scratch.dir);
	console_command(&c, line);
	assert_true(vt_wait(c.vt, "a.json"));
	assert_true(vt_settle(c.vt));
	console_command(&c, "apply leshan");
	assert_true(vt_wait(c.vt, "Enter applies"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "2 changes, read back and right."));
	vt_keys(c.vt, "Esc");
	snprintf(line, sizeof line, "restore %s/a.json", c.scratch.dir);
	console_command(&c, line);
	assert_true(vt_wait(c.vt, "Restore snapshot-864475040090705"));
	assert_true(vt_wait(c.vt, "2 of them delete,"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "2 changes, read back and right."));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_plan_first, begin, tear_down),
		cmocka_unit_test_setup_teardown(test_inputs_in_a_form, begin, tear_down),
		cmocka_unit_test_setup_teardown(test_live_servers_by_name, begin, tear_down),
		cmocka_unit_test_setup_teardown(test_a_step_that_fails, begin_error, tear_down),
		cmocka_unit_test_setup_teardown(test_restore, begin, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
