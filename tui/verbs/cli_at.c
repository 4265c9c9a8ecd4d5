/* `at`: commands as they are, one after another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "modem/journal/redact.h"
#include "tui/verbs/cli.h"

/* Commands that ask for data after a prompt or CONNECT, which one line cannot carry. */
static const char *const needs_data[] = {"+CMGS", "+CMGW", "+QFUPL", "+QFDWL", "+QFWRITE",
	"+QFREAD", "+QISEND", "+QSSLSEND", "+QHTTPPOST", "+QHTTPURL", "+QHTTPREAD"};

static bool dials(const struct at_line *c)
{
	return c->name_len && (c->name[0] == 'D' || c->name[0] == 'd' || at_is(c, "O"));
}

static bool wants_data(const struct at_line *c)
{
	if (c->form == AT_FORM_TEST || c->form == AT_FORM_READ)
		return false;
	for (size_t i = 0; i < sizeof needs_data / sizeof *needs_data; i++) {
		if (at_is(c, needs_data[i]))
			return true;
	}
	return dials(c);
}

/* The name of the first command of a line that starts a data mode, or NULL. */
static const char *data_command(const char *command, char *name, size_t size)
{
	struct at_line c;
	const char *rest = command;
	do {
		if (at_parse_command(rest, strlen(rest), &c, &rest))
			return NULL;
		if (wants_data(&c)) {
			snprintf(name, size, "AT%.*s", (int)c.name_len, c.name);
			return name;
		}
	} while (rest && *rest);
	return NULL;
}

/* Answer lines, shown at once or gathered for JSON. */
struct answer {
	const struct cli *cli;
	struct json json;
};

static void show_line(void *ctx, const char *line, size_t len)
{
	struct answer *a = ctx;
	char *shown = malloc(2 * len + 64);
	if (!shown)
		return;
	size_t n = cli_redact(a->cli, line, len, shown, 2 * len + 64);
	if (a->cli->options->json) {
		json_bytes(&a->json, NULL, shown, n);
	} else {
		cli_put(shown, n);
		cli_print("\n");
	}
	free(shown);
}

/* How it ended, in the module's own words; null when nothing came. */
static void json_result(struct cli *cli, struct json *j)
{
	static const char *const word[] = {
		[ENGINE_END_OK] = "OK",
		[ENGINE_END_ERROR] = "ERROR",
		[ENGINE_END_CME] = "+CME ERROR",
		[ENGINE_END_CMS] = "+CMS ERROR",
		[ENGINE_END_TIMEOUT] = NULL,
		[ENGINE_END_RESTART] = NULL,
		[ENGINE_END_CANCELLED] = NULL,
	};
	const char *text = *cli->result.text ? cli->result.text : word[cli->result.end];
	json_text(j, "result", word[cli->result.end] ? text : NULL);
}

/* The object is printed whole, however long the answer takes. */
static int one_json(struct cli *cli, const char *command)
{
	struct answer answer = {.cli = cli};
	char *text = NULL, shown[2 * AT_LINE_MAX + 64];
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return cli_fail(CLI_FILE, "out of memory");
	json_begin(&answer.json, out);
	json_bytes(&answer.json, "command", shown,
		cli_redact(cli, command, strlen(command), shown, sizeof shown));
	json_array(&answer.json, "lines");
	int code = cli_try(cli, command, show_line, &answer);
	json_array_end(&answer.json);
	json_result(cli, &answer.json);
	json_end(&answer.json);
	fclose(out);
	fwrite(text, 1, size, cli_out());
	free(text);
	return code;
}

static int one(struct cli *cli, const char *command)
{
	struct answer answer = {.cli = cli};
	char name[64];
	const char *data = data_command(command, name, sizeof name);
	command += strspn(command, " \t");
	if (strncasecmp(command, "AT", 2) != 0 && strcasecmp(command, "A/") != 0)
		return cli_fail(CLI_USAGE, "%.40s: a command begins with AT", command);
	if (data)
		return cli_fail(CLI_USAGE,
			"%s goes on with data after its prompt, which a line cannot give", data);
	int code = cli->options->json ? one_json(cli, command)
				      : cli_try(cli, command, show_line, &answer);
	if (!code)
		code = cli_judge(cli, command);
	if (!code && !cli->options->json && isatty(STDOUT_FILENO))
		cli_print("OK\n");
	return code;
}

static int from_input(struct cli *cli)
{
	char line[AT_LINE_MAX + 1];
	bool got = true;
	int code = 0;
	while (!code && got) {
		code = cli_read_line(cli, line, sizeof line, &got);
		if (!code && got && line[strspn(line, " \t")])
			code = one(cli, line);
	}
	return code;
}

int cli_at(struct cli *cli)
{
	int code = cli_open(cli, 0);
	if (!code && !cli->call->args)
		return from_input(cli);
	for (size_t i = 0; !code && i < cli->call->args; i++)
		code = one(cli, cli->call->arg[i]);
	return code;
}
