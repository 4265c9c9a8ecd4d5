/* Completion and hints of the ':' line and the AT line. */
#include "tui/complete_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/config.h"
#include "views/views.h"

static struct model *m;
static struct config config;
static struct complete_from from;
static struct prompt_candidate out[PROMPT_CANDIDATES_MAX];

static int setup(void **state)
{
	(void)state;
	m = model_new();
	from = (struct complete_from){.model = m, .config = &config};
	return m ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	model_free(m);
	return 0;
}

/* Candidates of a ':' line, one after the other. */
static const char *command(const char *line)
{
	static char all[4096];
	size_t start = 99,
	       n = complete_command(&from, line, strlen(line), &start, out, PROMPT_CANDIDATES_MAX);
	all[0] = '\0';
	assert_true(start <= strlen(line));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(strncasecmp(out[i].text, line + start, strlen(line) - start), 0);
		strcat(strcat(all, out[i].text), "|");
	}
	return all;
}

static const char *at(const char *line)
{
	static char all[4096];
	size_t start,
		n = complete_at(&from, line, strlen(line), &start, out, PROMPT_CANDIDATES_MAX);
	all[0] = '\0';
	for (size_t i = 0; i < n; i++)
		strcat(strcat(all, out[i].text), "|");
	return all;
}

static const char *hint(const char *line)
{
	static struct complete_hint h;
	complete_at_hint(&from, line, strlen(line), &h);
	return h.text;
}

static void verbs_keys_fields_and_choices(void **state)
{
	(void)state;
	assert_string_equal(command("lif"), "lifetime |");
	assert_string_equal(command("delete "), "security |server |");
	assert_non_null(strstr(command("set "), "mbsps |"));
	assert_string_equal(command("set sec"), "security |");
	assert_string_equal(command("set server 0 life"), "life_time=|");
	assert_string_equal(command("set security 0 security_mode=n"), "security_mode=none |");
	assert_string_equal(command("set transcfg retry_t"), "retry_timeout=|");
	assert_string_equal(command("edit server life"), "");
	assert_string_equal(command("edit server 0 life"), "life_time|");
	assert_string_equal(command("add pd"), "pdpcid |");
	assert_string_equal(command("add ver"), "");
	assert_string_equal(command("wait reg_r"), "REG_READY |REG_RETRY |");
	assert_string_equal(command("apn 1 ipv4"), "IPV4V6 |");
	assert_string_equal(command("files g"), "get |");
	assert_string_equal(command("files ed"), "edit |");
	assert_string_equal(command("files edit b"), "bootstrap.ini |");
	assert_string_equal(command("reg --mode 1 --w"), "--wait |");
	assert_string_equal(command("reg --mode "), "");
	assert_string_equal(command("set nothing 0 x"), "");
	assert_string_equal(command("nothing here"), "");
}

static void put(const char *query, const char *line)
{
	model_apply_command(m, query, 1);
	model_apply_answer(m, query, line, strlen(line), 1);
	model_apply_end(m, query, true, 1);
}

static void what_there_is_is_offered(void **state)
{
	(void)state;
	put("AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,102,\"coap://a.example:5683\",0,3");
	put("AT+QLWCFG=\"server\"", "+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"");
	assert_string_equal(command("get server "), "0 |");
	assert_string_equal(command("delete security "), "0 |");
	assert_string_equal(command("set server "), "0 |");
	assert_string_equal(command("state "), "0|");
	assert_string_equal(command("send 102 "), "/19/0/0 |");
	m->observe[m->observes++] = (struct model_observe){.short_id = 102, .uri = "/10250/0/0"};
	assert_string_equal(command("send 102 "), "/10250/0/0 |");
	assert_string_equal(command("repeat 60 send 1"), "102 |");
	assert_string_equal(command("at at+qlwsvc=\"sta"), "AT+QLWSVC=\"state\"|");
}

static void what_the_user_named_is_offered(void **state)
{
	static const char text[] =
		"{\"presets\":[{\"name\":\"hello\",\"short_id\":1,\"uri\":\"/1/2/3\","
		"\"data\":\"x\"},{\"name\":\"two words\",\"short_id\":1,"
		"\"uri\":\"/1/2/3\",\"data\":\"x\"}],\"macros\":[{\"name\":\"up\","
		"\"steps\":[{\"run\":\"AT\"}]}]}";
	struct profile_row row = {.name = "leshan"};
	const struct profile_rows rows = {.row = &row, .count = 1, .read = true};
	struct qlw_diag diag;
	(void)state;
	assert_int_equal(config_parse(&config, "config.json", text, sizeof text - 1, &diag), 0);
	from.profiles = &rows;
	assert_string_equal(command("preset h"), "hello|");
	assert_string_equal(command("preset "), "hello|'two words'|");
	assert_string_equal(command("preset 'two w"), "'two words'|");
	assert_string_equal(command("run "), "up|");
	assert_string_equal(command("plan "), "leshan |");
	assert_string_equal(command("diff leshan modul"), "module |");
	config_free(&config);
}

static void files_are_offered(void **state)
{
	char folder[] = "/tmp/qlw-complete-XXXXXX", path[64], line[160], want[160];
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/reading.bin", folder);
	fclose(fopen(path, "w"));
	snprintf(line, sizeof line, "send 102 /19/0/0 @%s/re", folder);
	snprintf(want, sizeof want, "@%s |", path);
	assert_string_equal(command(line), want);
	snprintf(line, sizeof line, "set security 0 psk_key=@%s/", folder);
	snprintf(want, sizeof want, "psk_key=@%s |", path);
	assert_string_equal(command(line), want);
	snprintf(line, sizeof line, "check %.*s", (int)strlen(folder) - 2, folder);
	snprintf(want, sizeof want, "%s/|", folder);
	assert_string_equal(command(line), want);
	assert_string_equal(command("check /nowhere/x"), "");
	unlink(path);
	rmdir(folder);
}

static void hints_of_commands(void **state)
{
	struct complete_hint h;
	const char *line = "send 102 /19";
	(void)state;
	complete_command_hint(&from, line, strlen(line), &h);
	assert_string_equal(h.names, "send SSID URI DATA [--hex] [--non] [--wait]");
	assert_int_equal(h.from, 10);
	assert_int_equal(h.len, 3);
	assert_non_null(strstr(h.text, "/object/instance/resource"));
	put("AT+QLWCFG=\"server\"", "+QLWCFG: \"server\",0,77,0,50,60,1,\"UQS\"");
	line = "set server 0 life_time=";
	complete_command_hint(&from, line, strlen(line), &h);
	assert_non_null(strstr(h.text, "now 77"));
	line = "reg --mode ";
	complete_command_hint(&from, line, strlen(line), &h);
	assert_non_null(strstr(h.text, "--mode N"));
	line = "at AT+QLWCFG=\"server\",0,";
	complete_command_hint(&from, line, strlen(line), &h);
	assert_non_null(strstr(h.text, "life_time"));
	line = "";
	complete_command_hint(&from, line, 0, &h);
	assert_non_null(strstr(h.text, "Tab"));
}

static void short_ids_come_from_the_model(void **state)
{
	(void)state;
	const char *query = "AT+QLWCFG=\"security\"";
	const char *line = "+QLWCFG: \"security\",0,102,\"coap://a.example:5683\",0,3";
	assert_string_equal(command("update "), "");
	model_apply_command(m, query, 1);
	model_apply_answer(m, query, line, strlen(line), 1);
	model_apply_end(m, query, true, 1);
	assert_string_equal(command("update "), "102 |");
	assert_string_equal(command("lifetime 1"), "102 |");
	assert_string_equal(command("lifetime 2"), "");
}

static void commands_of_the_at_line(void **state)
{
	(void)state;
	assert_string_equal(at("at+qlwcfg=\"vers"), "AT+QLWCFG=\"version\"|");
	assert_string_equal(at("AT+QLWSVC=\"up"), "AT+QLWSVC=\"update\"|");
	assert_string_equal(at("AT+CSQ"), "AT+CSQ|");
	assert_string_equal(at("AT+NOBODY"), "");
	assert_string_equal(at("AT+CSQ;+QLWSVC=\"up"), "+QLWSVC=\"update\"|");
}

static void values_of_the_at_line(void **state)
{
	(void)state;
	put("AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,102,\"coap://a.example:5683\",0,3");
	assert_string_equal(at("AT+QLWCFG=\"security\","), "0|");
	assert_string_equal(at("AT+QLWCFG=\"security\",0,102,"), "\"coap://a.example:5683\"|");
	assert_string_equal(at("AT+QLWCFG=\"security\",0,102,\"x\",0,"), "0|2|3|");
	assert_string_equal(at("AT+QLWCFG=\"security\",0,102,\"x\",0,0,"), "");
	assert_string_equal(at("AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQ"), "\"UQ\"|\"UQS\"|");
	assert_string_equal(at("AT+QLWSVC=\"update\",1"), "102|");
}

static void every_parameter_is_named(void **state)
{
	struct complete_hint h;
	const char *line = "AT+QLWCFG=\"server\",0,60,";
	(void)state;
	complete_at_hint(&from, line, strlen(line), &h);
	assert_string_equal(h.names,
		"client_index life_time period_min period_max disable_time storing binding ");
	assert_int_equal(strncmp(h.names + h.from, "period_min", h.len), 0);
	put("AT+QLWCFG=\"server\"", "+QLWCFG: \"server\",0,60,33,50,60,1,\"UQS\"");
	complete_at_hint(&from, line, strlen(line), &h);
	assert_non_null(strstr(h.text, "now 33"));
}

static void hints_name_the_parameter_and_its_range(void **state)
{
	(void)state;
	assert_non_null(strstr(hint("AT+QLWCFG=\"server\",0,"), "life_time"));
	assert_non_null(strstr(hint("AT+QLWCFG=\"server\",0,"), "0-2147483647"));
	assert_non_null(strstr(hint("AT+QLWCFG=\"server\",0,60"), "life_time"));
	assert_non_null(strstr(hint("AT+QLWCFG=\"security\",0,100,\"coap://x\",1,0,"), "secret"));
	assert_non_null(strstr(hint("AT+QLWSVC=\"lifetime\",100,"), "life_time"));
	assert_string_equal(hint("AT+CSQ"), "");
	assert_string_equal(hint("AT+QLWCFG=\"nobody\",1"), "");
}

static void the_modules_own_ranges_count(void **state)
{
	(void)state;
	const char *query = "AT+QLWCFG=?";
	const char *line = "+QLWCFG: \"server\",(0-3),(1-86400),(1-9),(1-9),(1-9),(0,1),<binding>";
	model_apply_command(m, query, 1);
	model_apply_answer(m, query, line, strlen(line), 1);
	model_apply_end(m, query, true, 1);
	assert_non_null(strstr(hint("AT+QLWCFG=\"server\",0,"), "1-86400"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(verbs_keys_fields_and_choices),
		TEST(what_there_is_is_offered),
		TEST(what_the_user_named_is_offered),
		TEST(files_are_offered),
		TEST(hints_of_commands),
		TEST(values_of_the_at_line),
		TEST(every_parameter_is_named),
		TEST(short_ids_come_from_the_model),
		TEST(commands_of_the_at_line),
		TEST(hints_name_the_parameter_and_its_range),
		TEST(the_modules_own_ranges_count),
	};
	return cmocka_run_group_tests_name("complete", tests, NULL, NULL);
}
