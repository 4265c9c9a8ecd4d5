/* Values for a profile's inputs: --var, the module, whoever sits at the terminal. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>

#include "modem/journal/journal.h"
#include "tui/verbs/cli_profile.h"
#include "tui/toolkit/near.h"

#define ASK_TIMES 3

/* --- --var --------------------------------------------------------------------------------------- */

static int unknown_input(const struct profile *p, const char *name)
{
	struct near near = near_begin(name);
	for (size_t i = 0; i < p->inputs; i++)
		near_offer(&near, p->input[i].name);
	if (near.best)
		return cli_fail(CLI_USAGE, "%s has no input %s: did you mean %s?", p->name, name,
			near.best);
	return cli_fail(CLI_USAGE, "%s has no input %s", p->name, name);
}

/* NAME=@FILE: the first line of a file */
static int read_first_line(const char *path, char *value, size_t size)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(errno));
	bool got = fgets(value, (int)size, f) != NULL;
	bool bad = ferror(f);
	fclose(f);
	if (bad)
		return cli_fail(CLI_FILE, "%s: cannot be read", path);
	if (!got)
		*value = '\0';
	value[strcspn(value, "\r\n")] = '\0';
	return 0;
}

static int take_text(struct cli_profile *cp, size_t i, const char *text)
{
	struct qlw_diag diag;
	if (inputs_set(cp->p, &cp->values, i, text, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	return 0;
}

static int take_var(struct cli *cli, struct cli_profile *cp, const char *var)
{
	char name[40], value[PROFILE_VALUE_MAX + 3];
	const char *equals = strchr(var, '=');
	if (!equals)
		return cli_fail(CLI_USAGE, "--var takes NAME=VALUE");
	int i = inputs_find(cp->p, var, (size_t)(equals - var));
	snprintf(name, sizeof name, "%.*s", (int)(equals - var < 39 ? equals - var : 39), var);
	if (i < 0)
		return unknown_input(cp->p, name);
	if (cp->values.value[i].set)
		return cli_fail(CLI_USAGE, "--var %s is given twice", name);
	if (strcmp(equals + 1, "-") != 0 && equals[1] != '@')
		return take_text(cp, (size_t)i, equals + 1);
	int code = equals[1] == '@' ? read_first_line(equals + 2, value, sizeof value)
				    : cli_read_secret(cli, name, value, sizeof value);
	if (!code)
		code = take_text(cp, (size_t)i, value);
	explicit_bzero(value, sizeof value);
	return code;
}

int cli_profile_vars(struct cli *cli, struct cli_profile *cp)
{
	int code = 0;
	for (size_t i = 0; i < cli->call->vars && !code; i++)
		code = take_var(cli, cp, cli->call->var[i]);
	return code;
}

/* --- asking -------------------------------------------------------------------------------------- */

static bool can_ask(const struct cli *cli)
{
	return cli->host || cli_has_terminal();
}

static int ask_once(struct cli *cli, const struct profile_input *input, bool optional, char *value,
	size_t size, bool *got)
{
	char prompt[300];
	snprintf(prompt, sizeof prompt, "%.120s (%s%s)", input->title, input->name,
		optional ? "; empty: left out" : "");
	*got = true;
	if (input->secret)
		return cli_read_secret(cli, prompt, value, size);
	if (cli->host)
		return cli->host->ask(cli->host->ctx, prompt, value, size);
	fflush(stdout);
	fputs("qlw: ", stderr);
	for (const char *c = prompt; *c; c++)
		fputc((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c, stderr);
	fprintf(stderr, ", such as %.80s: ", input->example);
	return cli_read_line(cli, value, size, got);
}

/* Left without a value when nothing is typed: what follows says where it is missing. */
static int ask(struct cli *cli, struct cli_profile *cp, size_t i, bool optional)
{
	char value[PROFILE_VALUE_MAX + 2];
	struct qlw_diag diag;
	struct termios before;
	bool got = true, good = false;
	/* off from the first try to the last: who types on meanwhile is not seen either */
	bool quiet = cp->p->input[i].secret && !cli->host && cli_echo_off(&before);
	int code = 0;
	for (int n = 0; n < ASK_TIMES && !code && !good; n++) {
		value[0] = '\0';
		code = ask_once(cli, &cp->p->input[i], optional, value, sizeof value, &got);
		if (code || !got || !*value)
			break;
		good = !inputs_set(cp->p, &cp->values, i, value, &diag);
		if (!good)
			cli_fail_diag(0, &diag);
	}
	if (quiet)
		cli_echo_back(&before);
	explicit_bzero(value, sizeof value);
	return code;
}

/* From here on no secret value is shown or journalled, whatever it is used for. */
static void hide_secrets(struct cli *cli, struct cli_profile *cp)
{
	for (size_t i = 0; i < cp->p->inputs; i++) {
		const char *text = cp->values.value[i].text;
		if (!cp->p->input[i].secret || !cp->values.value[i].set)
			continue;
		redact_learn(&cp->secrets, text, strlen(text));
		if (cli->session)
			journal_hide(session_journal(cli->session), text);
	}
}

bool cli_wishes(const struct cli_wish *wish, const struct profile_input *input, bool has_value)
{
	return !has_value && (wish->secrets || !input->secret) && !(wish->common && input->from);
}

static bool is_asked(const struct cli_profile *cp, size_t i, const struct cli_wish *wish)
{
	return cli_wishes(wish, &cp->p->input[i], cp->values.value[i].set);
}

static int ask_in_form(struct cli *cli, struct cli_profile *cp, const struct cli_wish *wish)
{
	int code = cli->host->inputs(cli->host->ctx, cp->p, &cp->values, wish);
	return code ? cli_fail(code, "%s: nothing was sent", cp->p->name) : 0;
}

/* One after the other, or in the console's form. */
int cli_profile_ask(struct cli *cli, struct cli_profile *cp, const struct cli_wish *wish)
{
	int code = 0;
	size_t missing = 0;
	for (size_t i = 0; i < cp->p->inputs; i++)
		missing += is_asked(cp, i, wish);
	if (!missing || !can_ask(cli))
		return 0;
	if (cli->host && cli->host->inputs)
		return ask_in_form(cli, cp, wish);
	for (size_t i = 0; i < cp->p->inputs && !code; i++)
		if (is_asked(cp, i, wish))
			code = ask(cli, cp, i, wish->optional);
	return code;
}

int cli_profile_resolve(struct cli *cli, struct cli_profile *cp, const struct cli_wish *wish,
	unsigned flags, struct profile_settings *out, struct profile_files *files)
{
	int code = 0;
	if (cli->session)
		inputs_from_unit(cp->p, &cp->values, &session_model(cli->session)->identity);
	if (wish)
		code = cli_profile_ask(cli, cp, wish);
	if (code)
		return code;
	hide_secrets(cli, cp);
	if (!profile_resolve(cp->p, &cp->values, flags, out, files))
		return 0;
	code = cli_profile_say_notes(cli, cp);
	for (size_t i = inputs_missing(cp->p, &cp->values, 0); i < cp->p->inputs;
		i = inputs_missing(cp->p, &cp->values, i + 1))
		cli_note(cli, "give --var %s=%s (%s)", cp->p->input[i].name,
			cp->p->input[i].secret ? "-" : "…", cp->p->input[i].title);
	return code;
}
