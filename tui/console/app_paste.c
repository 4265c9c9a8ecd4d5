/*
 * Several lines pasted at once, into the AT line or the ':' line: asked about, then run one after the
 * other as the steps of a macro, up to the first that fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/console/app_priv.h"

/* Cuts the next line, without blanks before it, off *text; false at the end. */
static bool next_line(const char **text, char *line, size_t size)
{
	*text += strspn(*text, "\r\n \t");
	size_t n = strcspn(*text, "\r\n");
	if (!n)
		return false;
	snprintf(line, size, "%.*s", (int)(n < size ? n : size - 1), *text);
	*text += n;
	return true;
}

/* What a ':' line would ask about. */
static const char *harm_of(const char *line)
{
	char copy[CONFIG_RUN_MAX];
	struct call call;
	struct options_error error;
	if (cli_is_at(line))
		return session_danger(line);
	snprintf(copy, sizeof copy, "%s", line + (*line == ':'));
	const struct action *action = action_parse_line(copy, &call, &error);
	return action && action->flags & ACTION_ASKS ? action->about : NULL;
}

static size_t count_lines(const char *text, const char **harm)
{
	char line[CONFIG_RUN_MAX];
	size_t n = 0;
	*harm = NULL;
	for (; next_line(&text, line, sizeof line); n++)
		if (!*harm)
			*harm = harm_of(line);
	return n;
}

static void run_lines(struct app *a, const char *text)
{
	const char *harm;
	struct config_macro m = {.name = "pasted", .steps = 0};
	m.step = calloc(count_lines(text, &harm), sizeof *m.step);
	if (!m.step) {
		app_say(a, ROLE_ERROR, "out of memory");
		return;
	}
	while (next_line(&text, m.step[m.steps].run, sizeof m.step->run))
		m.steps++;
	app_run_macro(a, &m);
	for (size_t i = 0; i < m.steps; i++)
		explicit_bzero(m.step[i].run, sizeof m.step[i].run);
	free(m.step);
}

void app_paste(struct app *a, const char *pasted, size_t len)
{
	char text[APP_PASTE_MAX], question[APP_TEXT_MAX];
	const char *harm;
	if (len >= sizeof text) {
		app_say(a, ROLE_WARN,
			"more than %d bytes: use qlw at, which reads lines from a file",
			APP_PASTE_MAX - 1);
		return;
	}
	memcpy(text, pasted, len);
	text[len] = '\0';
	size_t n = count_lines(text, &harm);
	if (!n)
		return;
	snprintf(question, sizeof question,
		"%zu pasted line%s, run one after the other up to the first that fails.%s%s", n,
		n == 1 ? "" : "s", harm ? " One of them asks for care: " : "", harm ? harm : "");
	pop_question_open(a, &(struct pop_question){.title = "Pasted lines",
				     .name = "paste",
				     .text = question,
				     .yes = run_lines,
				     .line = text});
}
