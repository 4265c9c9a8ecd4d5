/* Finding and calling actions. What they are stands in actions_table.c. */
#include "tui/actions.h"

#include <stdio.h>
#include <string.h>

#include "tui/toolkit/near.h"

#define WORDS_MAX (OPTIONS_ARGS_MAX + 1)

const struct action *action_find(const char *name, unsigned mask)
{
	for (size_t i = 0; i < ACTIONS; i++) {
		if ((actions[i].flags & mask) && !strcmp(actions[i].name, name))
			return &actions[i];
	}
	return NULL;
}

/* Is key one of the words of keys? */
static bool has_key(const char *keys, const char *key)
{
	size_t len = strlen(key);
	while (keys && *keys) {
		size_t n = strcspn(keys, " ");
		if (n == len && !strncmp(keys, key, n))
			return true;
		keys += n + (keys[n] == ' ');
	}
	return false;
}

const struct action *action_by_key(const char *key, unsigned pane)
{
	for (size_t i = 0; i < ACTIONS; i++) {
		if ((actions[i].panes & pane) && has_key(actions[i].keys, key))
			return &actions[i];
	}
	return NULL;
}

const char *action_key(const struct action *action, char *out, size_t size)
{
	if (!action->keys)
		return NULL;
	snprintf(out, size, "%.*s", (int)strcspn(action->keys, " "), action->keys);
	return out;
}

/* Nobody types what has a key and takes nothing. */
static bool is_typed(const struct action *action)
{
	return action->run || !action->keys || *action->synopsis;
}

static const struct action *unknown(const char *name, unsigned mask, struct options_error *error)
{
	struct near near = near_begin(name);
	const struct action *outside = action_find(name, ACTION_IS_VERB);
	if (outside) {
		snprintf(error->what, sizeof error->what, "%s is for the shell", outside->name);
		snprintf(error->hint, sizeof error->hint, "qlw %s%s", outside->name,
			outside == &actions[ACTION_WATCH]
				? "; here the Log shows events as they come"
				: "");
		return NULL;
	}
	for (size_t i = 0; i < ACTIONS; i++) {
		if (actions[i].flags & mask && is_typed(&actions[i]))
			near_offer(&near, actions[i].name);
	}
	bool verb = mask & ACTION_IS_VERB;
	snprintf(error->what, sizeof error->what, "unknown %s %s", verb ? "verb" : "command", name);
	if (near.best)
		snprintf(error->hint, sizeof error->hint, "did you mean %s?", near.best);
	else
		snprintf(error->hint, sizeof error->hint, "%s lists them all",
			verb ? "qlw --help" : "Ctrl-P");
	return NULL;
}

/* An option that was given and is none of the action's, or NULL. */
static const char *foreign_option(const struct action *action, const struct call *call)
{
	const struct option_row *row;
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (row->bit & call->given & ~action->options)
			return row->name;
	}
	return NULL;
}

/* Of data it is often a text with blanks in it. */
static void too_many(
	const struct action *action, const struct call *call, struct options_error *error)
{
	snprintf(error->what, sizeof error->what, "%s takes no argument %s", action->name,
		call->arg[action->max_args]);
	if (strstr(action->synopsis, "DATA"))
		snprintf(error->hint, sizeof error->hint,
			"quotes make one of several words: \"two words\"; usage: %s %s",
			action->name, action->synopsis);
}

const struct action *action_resolve(
	const struct call *call, unsigned mask, struct options_error *error)
{
	memset(error, 0, sizeof *error);
	const struct action *action = action_find(call->verb, mask);
	if (!action)
		return unknown(call->verb, mask, error);
	if (call->help)
		return action;
	const char *option = foreign_option(action, call);
	if (option)
		snprintf(error->what, sizeof error->what, "%s has no option --%s", action->name,
			option);
	else if (call->args < action->min_args)
		snprintf(error->what, sizeof error->what, "%s needs more: %s", action->name,
			action->synopsis);
	else if (action == &actions[ACTION_PIN] && call->args)
		snprintf(error->what, sizeof error->what, "pin takes no argument: it asks, unseen");
	else if (call->args > action->max_args)
		too_many(action, call, error);
	else
		return action;
	if (!*error->hint)
		snprintf(error->hint, sizeof error->hint, "usage: %s%s%s", action->name,
			*action->synopsis ? " " : "", action->synopsis);
	return NULL;
}

/* Cuts the next word out of *line in place; false at the end, or with *open at a missing quote. */
static bool next_word(char **line, char **word, bool *open)
{
	char *p = *line + strspn(*line, " \t"), *out = p;
	char quote = '\0';
	*word = p;
	if (!*p)
		return false;
	for (; *p && (quote || (*p != ' ' && *p != '\t')); p++) {
		if (quote ? *p == quote : *p == '"' || *p == '\'')
			quote = quote ? '\0' : *p;
		else
			*out++ = *p;
	}
	*line = *p ? p + 1 : p;
	*out = '\0';
	*open = quote;
	return !quote;
}

/* Everything behind the verb as one argument. */
static const struct action *whole_rest(
	const struct action *action, char *rest, struct call *call, struct options_error *error)
{
	rest += strspn(rest, " \t");
	size_t len = strlen(rest);
	while (len && (rest[len - 1] == ' ' || rest[len - 1] == '\t'))
		rest[--len] = '\0';
	*call = (struct call){.verb = action->name, .arg = {rest}, .args = len ? 1 : 0};
	return action_resolve(call, ACTION_IS_CONSOLE, error);
}

const struct action *action_parse_line(char *line, struct call *call, struct options_error *error)
{
	char *words[WORDS_MAX];
	int count = 0;
	bool open = false;
	memset(error, 0, sizeof *error);
	while (count < WORDS_MAX && next_word(&line, &words[count], &open)) {
		const struct action *first =
			count++ ? NULL : action_find(words[0], ACTION_IS_CONSOLE);
		if (first && (first->flags & ACTION_REST))
			return whole_rest(first, line, call, error);
	}
	if (open) {
		snprintf(error->what, sizeof error->what, "a closing quote is missing");
		return NULL;
	}
	if (options_parse_call(call, count, words, error) || !call->verb)
		return NULL;
	return action_resolve(call, ACTION_IS_CONSOLE, error);
}
