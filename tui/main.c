/* The program: options, then the console or one verb. The only place that knows both. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tui/actions.h"
#include "tui/console/app.h"
#include "tui/verbs/cli.h"
#include "tui/help.h"
#include "tui/options.h"
#include "tui/toolkit/text.h"

static int refuse(const struct options_error *error)
{
	cli_fail(0, "%s", error->what);
	if (*error->hint)
		cli_fail(0, "%s", error->hint);
	return CLI_USAGE;
}

static int finish_output(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	return cli_fail(CLI_FILE, "standard output cannot be written");
}

/* The console needs a terminal; without one the verbs are named. */
static int console(const struct options *options)
{
	if (options->port_count > 1)
		return cli_fail(CLI_USAGE, "the console takes one port; apply takes several");
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return app_run(options);
	cli_fail(0, "the console needs a terminal; without one, give a verb:");
	help_verbs(stderr, "qlw:   ");
	return CLI_USAGE;
}

static int verb(const struct options *options)
{
	struct options_error error;
	const struct action *action = action_resolve(&options->call, ACTION_IS_VERB, &error);
	if (!action)
		return refuse(&error);
	if (!options->call.help)
		return cli_run(options, action);
	help_action(stdout, action);
	return finish_output(0);
}

/* What needs no port and no terminal. */
static int print(const struct options *options)
{
	if (options->version)
		puts("qlw " QLW_VERSION);
	else if (!options->print)
		help_program(stdout);
	else if (!help_document(stdout, options->print))
		return cli_fail(CLI_USAGE, "--print takes man, bash, zsh or fish");
	return finish_output(0);
}

int main(int argc, char *argv[])
{
	static struct options options;
	struct options_error error;
	text_start();
	if (options_parse(&options, argc > 0 ? argc - 1 : 0, argv + 1, &error))
		return refuse(&error);
	if (options.version || options.print || (options.call.help && !options.call.verb))
		return print(&options);
	return options.call.verb ? verb(&options) : console(&options);
}
