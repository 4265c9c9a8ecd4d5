/*
 * `run`: a named list of commands from the configuration file, each with the answer it should bring.
 * Stops at the first that does not. Steps are raw AT commands or verbs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "modem/journal/redact.h"
#include "tui/verbs/cli.h"
#include "tui/config.h"

/* What a step waits for, and whether it has come. */
struct hope {
	const char *text; /* "": nothing beyond the end of the command */
	bool seen;
};

static void look(struct hope *h, const char *line, size_t len)
{
	const size_t n = strlen(h->text);
	for (size_t i = 0; n && !h->seen && i + n <= len; i++)
		h->seen = !memcmp(line + i, h->text, n);
}

static void on_line(void *ctx, const char *line, size_t len)
{
	char shown[CLI_LINE_ROOM];
	const size_t n = redact_text(line, len, shown, sizeof shown);
	look(ctx, line, len);
	cli_put(shown, n);
	fputc('\n', cli_out());
}

static void on_heard(void *ctx, const struct event *event)
{
	if (event->kind != EVENT_LINK && event->line)
		look(ctx, event->line, event->len);
}

static int wait_for(struct cli *cli, const struct hope *h, uint64_t timeout_ms)
{
	const uint64_t end_ms = cli_now_ms() + timeout_ms;
	while (*h->text && !h->seen && cli_now_ms() < end_ms) {
		const int code = cli_turn(cli, end_ms);
		if (code)
			return code;
	}
	if (*h->text && !h->seen)
		return cli_fail(CLI_TIMEOUT, "%s did not come", h->text);
	return 0;
}

/* --- steps ---------------------------------------------------------------------------------- */

bool cli_is_at(const char *line)
{
	return !strncasecmp(line, "AT", 2) && (line[2] != ' ' || *line == 'A');
}

/* A refusal is what was hoped for when the hope says so: "ERROR". */
static int run_at(struct cli *cli, const struct config_step *s, struct hope *h)
{
	int code = cli_try(cli, s->run, on_line, h);
	if (code)
		return code;
	look(h, cli->result.text, strlen(cli->result.text));
	if (cli->result.end != ENGINE_END_OK && !(*h->text && h->seen))
		return cli_judge(cli, s->run);
	return 0;
}

static int run_verb(struct cli *cli, const struct config_step *s)
{
	char line[CONFIG_RUN_MAX];
	struct call call;
	struct options_error error;
	const struct action *mine = cli->action;
	const struct call *my_call = cli->call;
	snprintf(line, sizeof line, "%s", s->run + (s->run[0] == ':'));
	const struct action *action = action_parse_line(line, &call, &error);
	if (!action || !action->run || action->run == cli_macro)
		return cli_fail(
			CLI_USAGE, "%s: %s", s->run, action ? "cannot be a step" : error.what);
	call.given |= my_call->given & OPTION_YES;
	cli->action = action;
	cli->call = &call;
	cli->step = true;
	cli->limit_ms = s->timed ? s->timeout_ms : 0;
	const int code = cli_run_step(cli);
	cli->step = false;
	cli->limit_ms = 0;
	cli->action = mine;
	cli->call = my_call;
	return code;
}

static int carry_out(struct cli *cli, const struct config_step *s)
{
	struct hope hope = {.text = s->expect};
	cli->heard = on_heard;
	cli->heard_ctx = &hope;
	int code = cli_is_at(s->run) ? run_at(cli, s, &hope) : run_verb(cli, s);
	if (!code)
		code = wait_for(cli, &hope, s->timeout_ms);
	cli->heard = NULL;
	cli->heard_ctx = NULL;
	return code;
}

static void say_progress(
	const struct cli *cli, const struct config_macro *m, size_t i, const char *shown)
{
	char text[160];
	snprintf(text, sizeof text, "%s: step %zu of %zu, %.80s", m->name, i + 1, m->steps, shown);
	if (cli->host->progress)
		cli->host->progress(cli->host->ctx, text);
}

/* One line for a step that did what it should; of one that did not, and of lines pasted, all it said. */
static int run_step(struct cli *cli, const struct config_macro *m, size_t i)
{
	char shown[CONFIG_RUN_MAX * 4 + 64], *said = NULL;
	size_t len = 0;
	FILE *out = cli_out(), *memory = open_memstream(&said, &len);
	const size_t n =
		redact_text(m->step[i].run, strlen(m->step[i].run), shown, sizeof shown - 1);
	shown[n] = '\0';
	if (!memory)
		return cli_fail(CLI_FILE, "out of memory");
	say_progress(cli, m, i, shown);
	cli_redirect(memory, memory);
	const int code = carry_out(cli, &m->step[i]);
	fclose(memory);
	cli_redirect(out, out);
	cli_print("%s %2zu  %s\n", code ? "✗" : "✓", i + 1, shown);
	if (code || cli->macro)
		cli_print("%s", said);
	free(said);
	return code;
}

/* --- all of them ---------------------------------------------------------------------------- */

/* Before the first is sent. */
static int check_steps(struct cli *cli, const struct config_macro *m)
{
	for (size_t i = 0; i < m->steps; i++) {
		const char *harm =
			cli_is_at(m->step[i].run) ? session_danger(m->step[i].run) : NULL;
		if (harm && !(cli->call->given & OPTION_YES))
			return cli_fail(CLI_REFUSED, "step %zu %s: run it with --yes", i + 1, harm);
	}
	return 0;
}

static int list_macros(const struct config *c)
{
	if (!c->macros)
		return cli_fail(CLI_USAGE, "config.json has no macros");
	for (size_t i = 0; i < c->macros; i++)
		cli_print("%-20s %zu steps\n", c->macro[i].name, c->macro[i].steps);
	return 0;
}

int cli_macro(struct cli *cli)
{
	const struct config *c = cli->host->config;
	if (!cli->call->args)
		return list_macros(c);
	const struct config_macro *m =
		cli->macro ? cli->macro : config_find_macro(c, cli->call->arg[0]);
	if (!m)
		return cli_fail(CLI_USAGE, "config.json has no macro %s", cli->call->arg[0]);
	int code = check_steps(cli, m);
	for (size_t i = 0; i < m->steps && !code; i++) {
		code = run_step(cli, m, i);
		if (code)
			cli_fail(0, "%s: stopped at step %zu of %zu", m->name, i + 1, m->steps);
	}
	if (!code)
		cli_print("%s: all %zu steps done\n", m->name, m->steps);
	if (cli->host->progress)
		cli->host->progress(cli->host->ctx, "");
	return code;
}
