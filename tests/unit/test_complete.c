/* Completion and hints of the ':' line and the AT line. */
#include "tui/complete_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

static struct model *m;
static struct prompt_candidate out[PROMPT_CANDIDATES_MAX];

static int setup(void **state)
{
	(void)state;
	m = model_new();
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
	       n = complete_command(m, line, strlen(line), &start, out, PROMPT_CANDIDATES_MAX);
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
	size_t start, n = complete_at(m, line, strlen(line), &start, out, PROMPT_CANDIDATES_MAX);
	all[0] = '\0';
	for (size_t i = 0; i < n; i++)
		strcat(strcat(all, out[i].text), "|");
	return all;
}

static const char *hint(const char *line)
{
	static char text[512];
	complete_at_hint(m, line, strlen(line), text, sizeof text);
	return text;
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
	assert_string_equal(command("set nothing 0 x"), "");
	assert_string_equal(command("nothing here"), "");
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
		TEST(short_ids_come_from_the_model),
		TEST(commands_of_the_at_line),
		TEST(hints_name_the_parameter_and_its_range),
		TEST(the_modules_own_ranges_count),
	};
	return cmocka_run_group_tests_name("complete", tests, NULL, NULL);
}
