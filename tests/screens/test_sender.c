/*
 * Sending by keys: what waits, a file in pieces, the same again, presets and macros from the
 * configuration file, repeating until Ctrl-C; on the simulated module, at 80×24.
 */
#include "tests/screens/console.h"

#include <sys/stat.h>

static const char *const quick[] = {"--speed", "10", NULL};
static struct console c;

static int tear_down(void **state)
{
	(void)state;
	console_end(&c);
	return 0;
}

static const char config[] =
	"{\"presets\":[{\"name\":\"hello\",\"short_id\":100,\"uri\":\"/19/0/"
	"0\",\"data\":\"hello\"}],\n"
	"\"macros\":[{\"name\":\"up\",\"steps\":[\n"
	"{\"run\":\"set security 0 short_id=100 server_addr=coap://leshan.eclipseprojects.io:5683 "
	"bootstrap=0 security_mode=3\"},\n"
	"{\"run\":\"set server 0 life_time=60 period_min=0 period_max=50 disable_time=60 storing=1 "
	"binding=UQS\"},\n"
	"{\"run\":\"AT+QLWSVC=\\\"reg\\\"\",\"expect\":\"\\\"observe\\\"\",\"timeout\":30}]},\n"
	"{\"name\":\"bad\",\"steps\":[{\"run\":\"AT+CSQ\",\"expect\":\"+CSQ:\"},{\"run\":\"AT+"
	"NOSUCH\"},"
	"{\"run\":\"AT+CIMI\"}]},\n"
	"{\"name\":\"harm\",\"steps\":[{\"run\":\"AT+QLWCFG=\\\"select\\\",0\"}]}]}";

static void put_config(const char *text)
{
	static const char *const folders[] = {"config", "config/qlw"};
	char *path = NULL;

	for (size_t i = 0; i < 2; i++) {
		path = scratch_path(&c.scratch, folders[i]);
		mkdir(path, 0700);
		free(path);
	}
	path = scratch_path(&c.scratch, "config/qlw/config.json");
	scratch_write_file(path, text, strlen(text));
	free(path);
}

static void begin(const char *text)
{
	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	put_config(text);
	assert_true(simproc_start(&c.sim, &c.scratch, quick));
	snprintf(c.port, sizeof c.port, "%s", c.sim.port);
	console_start(&c, 24, 80);
	assert_true(vt_wait(c.vt, "no server is configured"));
}

/* Registered, by a macro of three steps. */
static void bring_up(void)
{
	begin(config);
	console_command(&c, "run up");
	assert_true(vt_wait(c.vt, "up: all 3 steps done"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "Run a macro"));
	vt_keys(c.vt, "4");
	assert_true(vt_wait(c.vt, "4 Data"));
}

static void macros(void **state)
{
	(void)state;
	bring_up();
	console_command(&c, "run bad");
	assert_true(vt_wait(c.vt, "bad: stopped at step 2 of 3"));
	assert_non_null(strstr(vt_text(c.vt), "\342\234\223  1  AT+CSQ"));
	assert_non_null(strstr(vt_text(c.vt), "\342\234\227  2  AT+NOSUCH"));
	assert_null(strstr(vt_text(c.vt), "AT+CIMI"));
	vt_keys(c.vt, "Esc");
	console_command(&c, "run harm");
	assert_true(vt_wait(c.vt, "Step 1 of 1 resets every setting"));
	vt_keys(c.vt, "n");
	assert_true(vt_wait(c.vt, "harm: not done"));
	console_command(&c, "run nobody");
	assert_true(vt_wait(c.vt, "no macro nobody"));
	console_quit(&c);
}

static const char waiting[] =
	"{\"macros\":[{\"name\":\"up\",\"steps\":[\n"
	"{\"run\":\"set security 0 short_id=100 server_addr=coap://leshan.eclipseprojects.io:5683 "
	"bootstrap=0 security_mode=3\"},\n"
	"{\"run\":\"set server 0 life_time=60 period_min=0 period_max=50 disable_time=60 storing=1 "
	"binding=UQS\"},\n"
	"{\"run\":\"reg --wait\",\"timeout\":60,\"expect\":\"\\\"observe\\\"\"},\n"
	"{\"run\":\"send 100 /19/0/0 hello --wait\"}]},\n"
	"{\"name\":\"again\",\"steps\":[{\"run\":\"dereg\"},{\"run\":\"reg --wait\"},"
	"{\"run\":\"update 77\"}]}]}";

/* A step that waits is over when its outcome is known, not when the module says OK. */
static void macros_wait(void **state)
{
	(void)state;
	begin(waiting);
	console_command(&c, "run up");
	assert_true(vt_wait(c.vt, "up: all 4 steps done"));
	vt_keys(c.vt, "Esc");
	assert_true(vt_wait_gone(c.vt, "Run a macro"));
	console_command(&c, "run again");
	assert_true(vt_wait(c.vt, "again: stopped at step 3 of 3"));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static void presets_and_again(void **state)
{
	(void)state;
	bring_up();
	vt_keys(c.vt, "p");
	assert_true(vt_wait(c.vt, "5 bytes for 100 /19/0/0"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "Sent 1"));
	assert_true(vt_wait(c.vt, "delivered 100"));
	vt_keys(c.vt, "s");
	assert_true(vt_wait(c.vt, "Sent 2"));
	vt_keys(c.vt, "e");
	assert_true(vt_wait(c.vt, "5 of 1460 bytes"));
	vt_type(c.vt, " you");
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "Sent 3"));
	assert_true(vt_wait(c.vt, "\"hello you\""));
	console_quit(&c);
}

static void a_file_in_pieces(void **state)
{
	char line[400], *bytes = calloc(1, 4000), *path;

	(void)state;
	bring_up();
	assert_non_null(bytes);
	path = scratch_path(&c.scratch, "zeroes");
	scratch_write_file(path, bytes, 4000);
	snprintf(line, sizeof line, "send 100 /19/0/0 @%s", path);
	console_command(&c, line);
	assert_true(vt_wait(c.vt, "all 4000 bytes given"));
	assert_true(vt_wait(c.vt, "Sent 3"));
	assert_true(vt_wait(c.vt, "1080 B"));
	console_command(&c, "send 100 /19/0/0 @/nonexistent");
	assert_true(vt_wait(c.vt, "/nonexistent: No such file"));
	vt_keys(c.vt, "4 w"); /* the last piece, all of it */
	assert_true(vt_wait(c.vt, "write"));
	vt_type(c.vt, path);
	vt_type(c.vt, ".sent\r");
	assert_true(vt_wait(c.vt, "1080 bytes written"));
	console_quit(&c);
	free(bytes);
	free(path);
}

static void repeating(void **state)
{
	(void)state;
	bring_up();
	console_command(&c, "repeat 0.2 send 100 /19/0/0 ping");
	assert_true(vt_wait(c.vt, "Sent 3"));
	assert_true(vt_wait(c.vt, "every 0.2 s: send 100 /19/0/0 ping"));
	vt_keys(c.vt, "C-c");
	assert_true(vt_wait(c.vt, "cancelled"));
	console_command(&c, "repeat off");
	assert_true(vt_wait(c.vt, "nothing is repeated"));
	console_command(&c, "repeat 1 reset");
	assert_true(vt_wait(c.vt, "repeat SECONDS send"));
	console_quit(&c);
}

/* By keys alone: the form, and more bytes than one used to be able to type. */
static void the_form_repeats_and_takes_all(void **state)
{
	char *digits = malloc(2 * 1460 + 1);

	(void)state;
	bring_up();
	assert_non_null(digits);
	memset(digits, 'e', 2 * 1460);
	digits[2 * 1460] = '\0';
	vt_keys(c.vt, "S");
	assert_true(vt_wait(c.vt, "0 of 1460 bytes"));
	vt_keys(c.vt, "Up Right Down");
	vt_paste(c.vt, digits);
	assert_true(vt_wait(c.vt, "1460 of 1460 bytes"));
	vt_keys(c.vt, "C-s");
	assert_true(vt_wait(c.vt, "1460 B"));
	assert_true(vt_wait(c.vt, "delivered 100"));
	vt_keys(c.vt, "S");
	assert_true(vt_wait(c.vt, "0 of 1460 bytes"));
	vt_type(c.vt, "ping");
	vt_keys(c.vt, "Down Down 1 Enter");
	assert_true(vt_wait(c.vt, "Sent 3"));
	assert_true(vt_wait(c.vt, "every 1 s: send 100 /19/0/0 'ping'"));
	console_quit(&c);
	free(digits);
}

static void macros_by_key(void **state)
{
	(void)state;
	begin(config);
	vt_keys(c.vt, "@");
	assert_true(vt_wait(c.vt, "3 steps"));
	vt_type(c.vt, "bad");
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "bad: stopped at step 2 of 3"));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static void a_mistake_is_shown(void **state)
{
	(void)state;
	begin("{\n \"theme\": \"pink\"\n}");
	assert_true(vt_wait(c.vt, "config.json:2:11: theme: must be"));
	console_quit(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(macros, tear_down),
		cmocka_unit_test_teardown(macros_wait, tear_down),
		cmocka_unit_test_teardown(presets_and_again, tear_down),
		cmocka_unit_test_teardown(a_file_in_pieces, tear_down),
		cmocka_unit_test_teardown(repeating, tear_down),
		cmocka_unit_test_teardown(the_form_repeats_and_takes_all, tear_down),
		cmocka_unit_test_teardown(macros_by_key, tear_down),
		cmocka_unit_test_teardown(a_mistake_is_shown, tear_down),
	};

	return cmocka_run_group_tests_name("console: sending", tests, NULL, NULL);
}
