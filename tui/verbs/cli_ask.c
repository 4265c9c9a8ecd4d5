/* Standard input: confirmations, secrets, lines. Served by the loop, so that the port is, too. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "tui/verbs/cli.h"
#include "tui/toolkit/text.h"

/* A line being read, a byte at a time: what follows it belongs to whoever reads next. */
struct input {
	char *line;
	size_t size, len;
	bool over, eof, too_long;
};

static struct pollfd input_pollfd(void *ctx)
{
	const struct input *in = ctx;
	return (struct pollfd){.fd = in->over ? -1 : STDIN_FILENO, .events = POLLIN};
}

static void input_ready(void *ctx, short revents, uint64_t now_ms)
{
	struct input *in = ctx;
	char c;
	(void)revents;
	(void)now_ms;
	ssize_t n = read(STDIN_FILENO, &c, 1);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		in->over = in->eof = true;
	} else if (c == '\n') {
		in->over = true;
	} else if (in->len + 1 < in->size) {
		in->line[in->len++] = c;
	} else {
		in->too_long = true;
	}
}

int cli_read_line(struct cli *cli, char *line, size_t size, bool *got)
{
	struct input in = {.line = line, .size = size};
	if (cli->host)
		return cli_fail(
			CLI_USAGE, "%s: standard input is the console's", cli->action->name);
	const struct loop_source source = {
		.ctx = &in, .pollfd = input_pollfd, .ready = input_ready};
	int id = loop_add(cli->loop, &source);
	while (!in.over && !cli_turn(cli, UINT64_MAX))
		;
	loop_remove(cli->loop, id);
	if (!in.over)
		return cli->stop;
	if (in.len && line[in.len - 1] == '\r')
		in.len--;
	line[in.len] = '\0';
	*got = in.len || !in.eof;
	if (in.too_long)
		return cli_fail(
			CLI_USAGE, "a line of standard input is longer than %zu bytes", size - 1);
	return 0;
}

bool cli_has_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

int cli_can_confirm(const struct cli *cli)
{
	bool somebody = cli->host ? cli->host->confirm != NULL : cli_has_terminal();
	if ((cli->call->given & OPTION_YES) || somebody)
		return 0;
	return cli_fail(CLI_REFUSED, "%s needs --yes where nobody can be asked", cli->action->name);
}

static int ask_terminal(struct cli *cli, const char *question, char *answer, size_t size)
{
	char safe[1024];
	bool got = false;
	fflush(stdout);
	text_escape(safe, sizeof safe, question, strlen(question));
	fprintf(stderr, "qlw: %s Type yes: ", safe);
	int code = cli_read_line(cli, answer, size, &got);
	if (code == CLI_INTERRUPTED || !got)
		fputc('\n', stderr);
	return code;
}

int cli_confirm(struct cli *cli, const char *question)
{
	char answer[16] = "";
	if (cli->call->given & OPTION_YES)
		return 0;
	int code = cli_can_confirm(cli);
	if (!code && cli->host)
		code = cli->host->confirm(cli->host->ctx, cli->action->title, question);
	else if (!code)
		code = ask_terminal(cli, question, answer, sizeof answer);
	if (code == CLI_INTERRUPTED)
		return code;
	if (!code && (cli->host || !strcasecmp(answer, "yes")))
		return 0;
	return cli_fail(CLI_REFUSED, "not confirmed, nothing was changed");
}

bool cli_echo_off(struct termios *before)
{
	struct termios quiet;
	if (!cli_has_terminal() || tcgetattr(STDIN_FILENO, before) != 0)
		return false;
	quiet = *before;
	quiet.c_lflag &= (tcflag_t) ~(unsigned)ECHO;
	quiet.c_lflag |= ECHONL;
	return tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet) == 0;
}

void cli_echo_back(const struct termios *before)
{
	tcsetattr(STDIN_FILENO, TCSADRAIN, before);
}

int cli_read_secret(struct cli *cli, const char *prompt, char *line, size_t size)
{
	if (cli->host)
		return cli->host->secret(cli->host->ctx, prompt, line, size);
	struct termios before;
	bool got = false, asked = cli_echo_off(&before);
	if (asked) {
		fflush(stdout);
		fprintf(stderr, "qlw: %s: ", prompt);
	}
	int code = cli_read_line(cli, line, size, &got);
	if (asked) {
		cli_echo_back(&before);
		if (code)
			fputc('\n', stderr);
	}
	if (!code && !got)
		return cli_fail(CLI_USAGE, "%s: nothing was given", prompt);
	return code;
}
