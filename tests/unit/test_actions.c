/* The table of actions holds together, and `:` lines mean what the verbs mean. */
#include "tui/actions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/help.h"
#include "tui/toolkit/keys.h"

static struct call call;
static struct options_error error;
static char line[1024];

static const struct action *parse(const char *text)
{
	snprintf(line, sizeof line, "%s", text);
	return action_parse_line(line, &call, &error);
}

static void test_every_action_is_whole(void **ctx)
{
	(void)ctx;
	for (size_t i = 0; i < ACTIONS; i++) {
		const struct action *a = &actions[i];
		assert_non_null(a->name);
		assert_non_null(a->title);
		assert_non_null(a->synopsis);
		assert_non_null(a->about);
		assert_true(a->flags & (ACTION_IS_VERB | ACTION_IS_CONSOLE));
		assert_true(a->min_args <= a->max_args);
		assert_int_equal(!a->keys, !a->panes);
		if (a->flags & ACTION_IS_VERB) {
			assert_non_null(a->run);
			assert_non_null(a->example);
		}
		if (a->flags & ACTION_ASKS)
			assert_true(a->options & OPTION_YES);
	}
}

/* The console's pane and the command line's verb may share one. */
static void test_names_are_unique(void **ctx)
{
	const unsigned where = ACTION_IS_VERB | ACTION_IS_CONSOLE;
	(void)ctx;
	for (size_t i = 0; i < ACTIONS; i++) {
		for (size_t k = i + 1; k < ACTIONS; k++)
			if (actions[i].flags & actions[k].flags & where)
				assert_string_not_equal(actions[i].name, actions[k].name);
	}
}

/* Every key is one that can be typed, and means one thing in each pane. */
static void test_keys(void **ctx)
{
	(void)ctx;
	for (size_t i = 0; i < ACTIONS; i++) {
		char keys[64];
		snprintf(keys, sizeof keys, "%s", actions[i].keys ? actions[i].keys : "");
		for (char *name = strtok(keys, " "); name; name = strtok(NULL, " ")) {
			struct key key;
			assert_true(key_parse(name, &key));
			for (unsigned pane = 1; pane & ACTION_IN_ALL; pane <<= 1) {
				if (actions[i].panes & pane)
					assert_ptr_equal(action_by_key(name, pane), &actions[i]);
			}
		}
	}
}

static void test_keys_by_pane(void **ctx)
{
	char key[8];
	(void)ctx;
	assert_ptr_equal(action_by_key("R", ACTION_IN_SESSION), &actions[ACTION_REG]);
	assert_ptr_equal(action_by_key("S", ACTION_IN_DATA), &actions[ACTION_SEND]);
	assert_null(action_by_key("t", ACTION_IN_CONFIG));
	assert_null(action_by_key("", ACTION_IN_LOG));
	assert_ptr_equal(action_by_key("F1", ACTION_IN_LOG), &actions[ACTION_HELP]);
	assert_string_equal(action_key(&actions[ACTION_HELP], key, sizeof key), "?");
	assert_null(action_key(&actions[ACTION_GET], key, sizeof key));
}

static void test_line(void **ctx)
{
	(void)ctx;
	assert_ptr_equal(parse("  send 102 /19/0/0 hello --wait "), &actions[ACTION_SEND]);
	assert_int_equal(call.args, 3);
	assert_string_equal(call.arg[2], "hello");
	assert_int_equal(call.given, OPTION_WAIT);
	assert_ptr_equal(parse("send 102 /19/0/0 'two words'"), &actions[ACTION_SEND]);
	assert_string_equal(call.arg[2], "two words");
	assert_ptr_equal(
		parse("set device manufacturer=\"A B\" model_no=''"), &actions[ACTION_SET]);
	assert_string_equal(call.arg[1], "manufacturer=A B");
	assert_string_equal(call.arg[2], "model_no=");
	assert_ptr_equal(parse("quit"), &actions[ACTION_QUIT]);
}

/* AT commands need their quotes. */
static void test_rest_is_kept(void **ctx)
{
	(void)ctx;
	assert_ptr_equal(parse("at  AT+QLWCFG=\"server\",0 , 60 "), &actions[ACTION_AT]);
	assert_int_equal(call.args, 1);
	assert_string_equal(call.arg[0], "AT+QLWCFG=\"server\",0 , 60");
	assert_ptr_equal(parse("at"), &actions[ACTION_AT]);
	assert_int_equal(call.args, 0);
	assert_ptr_equal(parse("search -it's \"--yes"), &actions[ACTION_SEARCH]);
	assert_string_equal(call.arg[0], "-it's \"--yes");
}

static void test_blank_lines_say_nothing(void **ctx)
{
	(void)ctx;
	assert_null(parse(""));
	assert_string_equal(error.what, "");
	assert_null(parse("  \t "));
	assert_string_equal(error.what, "");
}

static void test_refused_lines(void **ctx)
{
	static const char *const lines[] = {"regg", "send 102", "send 1 2 3 4", "reg --hex",
		"reg --json", "send 1 /1/2/3 'open", "watch", "reg -p x", "reg --mode", "\x1b[2J"};
	(void)ctx;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_null(parse(lines[i]));
		assert_true(*error.what);
	}
	parse("regg");
	assert_non_null(strstr(error.hint, "reg"));
	parse("send 102");
	assert_non_null(strstr(error.hint, actions[ACTION_SEND].synopsis));
	parse("send 102 /19/0/0 two words");
	assert_non_null(strstr(error.hint, "quotes"));
	assert_non_null(strstr(error.hint, actions[ACTION_SEND].synopsis));
}

static void test_verbs_are_not_console_actions(void **ctx)
{
	(void)ctx;
	assert_null(action_find("zoom", ACTION_IS_VERB));
	assert_null(action_find("watch", ACTION_IS_CONSOLE));
	assert_ptr_equal(action_find("watch", ACTION_IS_VERB), &actions[ACTION_WATCH]);
}

/* A verb with --help needs no arguments. */
static void test_help_of_a_verb(void **ctx)
{
	(void)ctx;
	assert_ptr_equal(parse("send --help"), &actions[ACTION_SEND]);
	assert_true(call.help);
}

/* Every document names every verb and its options. */
static void test_documents(void **ctx)
{
	static const char *const names[] = {"man", "bash", "zsh", "fish"};
	(void)ctx;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);
		assert_true(help_document(out, names[i]));
		fclose(out);
		for (size_t a = 0; a < ACTIONS; a++) {
			if (actions[a].flags & ACTION_IS_VERB)
				assert_non_null(strstr(text, actions[a].name));
		}
		assert_non_null(strstr(text, "objects"));
		assert_null(strstr(text, "--print"));
		free(text);
	}
	assert_false(help_document(stderr, "pdf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_action_is_whole),
		cmocka_unit_test(test_names_are_unique),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_keys_by_pane),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_rest_is_kept),
		cmocka_unit_test(test_blank_lines_say_nothing),
		cmocka_unit_test(test_refused_lines),
		cmocka_unit_test(test_verbs_are_not_console_actions),
		cmocka_unit_test(test_help_of_a_verb),
		cmocka_unit_test(test_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
