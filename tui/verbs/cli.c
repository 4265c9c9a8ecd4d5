/*
 * The life of a batch verb: port, loop, one command at a time, and leaving the module as it was
 * found. Knows no verb and no setting.
 */
#include "tui/verbs/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* --- time ----------------------------------------------------------------------------------------
 */

/* What Unix time was when the monotonic clock stood at zero, fixed at first use. */
static uint64_t epoch_ms(void)
{
	static uint64_t epoch;
	struct timespec ts;
	if (!epoch && clock_gettime(CLOCK_REALTIME, &ts) == 0)
		epoch = (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000 - loop_now_ms();
	return epoch;
}

uint64_t cli_now_ms(void)
{
	return loop_now_ms() + epoch_ms();
}

static uint64_t monotonic(uint64_t unix_ms)
{
	if (unix_ms == UINT64_MAX)
		return UINT64_MAX;
	return unix_ms > epoch_ms() ? unix_ms - epoch_ms() : 0;
}

uint64_t cli_limit_ms(const struct cli *cli)
{
	if (cli->options->timeout_ms)
		return (uint64_t)cli->options->timeout_ms;
	return cli->limit_ms ? cli->limit_ms : cli->action->timeout_ms;
}

/* --- the loop ------------------------------------------------------------------------------------
 */

static struct pollfd source_pollfd(void *ctx)
{
	struct cli *cli = ctx;
	return session_pollfd(cli->session);
}

static void source_ready(void *ctx, short revents, uint64_t now_ms)
{
	struct cli *cli = ctx;
	(void)revents;
	session_run(cli->session, now_ms + epoch_ms());
}

static uint64_t source_deadline(void *ctx)
{
	struct cli *cli = ctx;
	return monotonic(session_deadline_ms(cli->session));
}

static void source_tick(void *ctx, uint64_t now_ms)
{
	struct cli *cli = ctx;
	session_run(cli->session, now_ms + epoch_ms());
}

/* Nothing is left half done when it ends before its end. */
static bool only_reads(const struct action *action)
{
	static const enum action_id sometimes[] = {
		ACTION_LIFETIME, ACTION_AT, ACTION_APN, ACTION_FILES, ACTION_PIN};
	for (size_t i = 0; i < sizeof sometimes / sizeof *sometimes; i++)
		if (action == &actions[sometimes[i]])
			return false;
	return !(action->flags & ACTION_CHANGES);
}

/* What was printed has to arrive: a reader that went away ends us. It has what it wanted; only what
 * may be half done is as after Ctrl-C. */
static void check_output(struct cli *cli)
{
	if (cli->host)
		return;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return;
	if (cli->stop)
		return;
	cli->stop = errno == EPIPE ? CLI_INTERRUPTED : CLI_FILE;
	cli->unread = errno == EPIPE;
	if (errno != EPIPE)
		cli_fail(CLI_FILE, "standard output: %s", strerror(errno));
}

int cli_turn(struct cli *cli, uint64_t until_ms)
{
	if (cli->host) {
		cli->stop = cli->host->turn(cli->host->ctx, until_ms);
		return cli->stop;
	}
	if (cli->stop) /* since a turn that also brought what was waited for */
		return cli->stop;
	unsigned signals = loop_turn_until(cli->loop, monotonic(until_ms));
	if (signals & LOOP_SIGNAL_TSTP)
		raise(SIGSTOP);
	if (signals & (LOOP_SIGNAL_INT | LOOP_SIGNAL_TERM | LOOP_SIGNAL_HUP | LOOP_SIGNAL_QUIT))
		cli->stop = CLI_INTERRUPTED;
	check_output(cli);
	return cli->stop;
}

/* --- the port ------------------------------------------------------------------------------------
 */

static void on_event(void *ctx, const struct event *event)
{
	struct cli *cli = ctx;
	if (cli->heard)
		cli->heard(cli->heard_ctx, event);
	bool ours = cli->watch && watch_event(cli->watch, event);
	if ((ours || cli->print_all) && !cli->host) /* the console shows them itself */
		cli_print_event(cli, event);
}

/* At the beginning, or at the end when the disk filled up meanwhile. */
static void say_journal(struct cli *cli)
{
	const char *trouble = session_journal_trouble(cli->session);
	if (trouble && !cli->journal_told)
		cli_note(cli, "no journal: %s", trouble);
	cli->journal_told = trouble != NULL;
}

int cli_try_port(struct cli *cli, unsigned want, struct qlw_diag *diag)
{
	const struct session_options o = {
		.port = cli->port,
		.baud = (int)cli->options->baud,
		.rtscts = cli->options->rtscts,
		.journal = cli->options->no_journal ? "" : cli->options->journal,
		.log_secrets = cli->options->log_secrets,
		.read_only = cli->options->read_only,
		.want = want | SESSION_WANT_PROBE | SESSION_WANT_IDENTITY,
		.search_baud = cli->search_baud,
	};
	int err = session_open(&cli->session, &o, cli_now_ms(), diag);
	if (err)
		return err == QLW_EUSAGE ? CLI_USAGE : CLI_PORT;
	say_journal(cli);
	session_note(cli->session, cli_now_ms(), "qlw %s", cli->action->name);
	session_listen(cli->session, on_event, cli);
	const struct loop_source source = {
		.ctx = cli,
		.pollfd = source_pollfd,
		.ready = source_ready,
		.deadline_ms = source_deadline,
		.tick = source_tick,
	};
	cli->source = loop_add(cli->loop, &source);
	session_run(cli->session, cli_now_ms());
	return 0;
}

int cli_open_port(struct cli *cli, unsigned want)
{
	struct qlw_diag diag = {.err = QLW_OK};
	if (cli->host)
		return 0;
	int code = cli_port_choose(cli->options, cli->port, sizeof cli->port);
	if (code)
		return code;
	code = cli_try_port(cli, want, &diag);
	return code ? cli_fail_diag(code, &diag) : 0;
}

/* What a verb wants to know of a recording is what was known at its end. */
static int ready_at_end(struct cli *cli)
{
	session_replay_seek(cli->session, UINT64_MAX, cli_now_ms());
	while (session_stage(cli->session, NULL) != SESSION_GONE)
		if (cli_turn(cli, UINT64_MAX))
			return cli->stop;
	return 0;
}

int cli_ready(struct cli *cli)
{
	struct qlw_diag diag;
	if (session_is_replay(cli->session))
		return cli->host ? 0 : ready_at_end(cli);
	for (;;) {
		switch (session_stage(cli->session, &diag)) {
		case SESSION_OPENING:
		case SESSION_PROBING:
			break;
		case SESSION_READING:
			if (!cli->host)
				break;
			return 0;
		case SESSION_READY:
			return 0;
		case SESSION_SILENT:
			return cli_fail_diag(CLI_TIMEOUT, &diag);
		case SESSION_GONE:
			return cli_fail(CLI_PORT, "%s", diag.what); /* its hint is for who stays */
		}
		if (cli_turn(cli, UINT64_MAX))
			return cli->stop;
	}
}

int cli_open(struct cli *cli, unsigned want)
{
	int code = cli_open_port(cli, want);
	return code ? code : cli_ready(cli);
}

int cli_check_family(struct cli *cli)
{
	struct qlw_diag diag;
	if (session_model(cli->session)->family != NET_FAMILY_FOREIGN)
		return 0;
	session_stage(cli->session, &diag);
	return cli_fail_diag(CLI_REFUSED, &diag);
}

int cli_open_lwm2m(struct cli *cli, unsigned want)
{
	int code = cli_open(cli, want);
	return code ? code : cli_check_family(cli);
}

int cli_lost(struct cli *cli)
{
	struct qlw_diag diag;
	bool gone = session_stage(cli->session, &diag) == SESSION_GONE;
	if (gone && session_is_replay(cli->session))
		return cli_fail(CLI_STATE, "%s: the recording ends before that", cli->port);
	if (gone && !strncmp(cli->port, "sim:", 4))
		return cli_fail(CLI_PORT, "%s", diag.what); /* its hint is for who stays */
	return 0;
}

void cli_close(struct cli *cli)
{
	if (!cli->session)
		return;
	cli->watch = NULL;
	cli->print_all = false;
	cli->line = NULL;
	session_leave(cli->session);
	session_run(cli->session, cli_now_ms());
	while (!session_left(cli->session))
		loop_turn(cli->loop);
	loop_remove(cli->loop, cli->source);
	say_journal(cli);
	session_close(cli->session);
	cli->session = NULL;
}

/* --- one command ---------------------------------------------------------------------------------
 */

static void on_line(void *ctx, const char *line, size_t len)
{
	struct cli *cli = ctx;
	cli_trace(cli, "<", line, len);
	if (cli->line)
		cli->line(cli->line_ctx, line, len);
}

static void on_done(void *ctx, const struct engine_result *result)
{
	struct cli *cli = ctx;
	cli->result.over = true;
	cli->result.end = result->end;
	cli->result.code = result->code;
	snprintf(cli->result.text, sizeof cli->result.text, "%s", result->text ? result->text : "");
	cli_trace(cli, "<", cli->result.text, strlen(cli->result.text));
}

static int refuse(int err, const struct qlw_diag *diag)
{
	switch (err) {
	case QLW_EREFUSED:
		return cli_fail_diag(CLI_REFUSED, diag);
	case QLW_EEOF:
		return cli_fail_diag(CLI_PORT, diag);
	default:
		return cli_fail_diag(CLI_USAGE, diag);
	}
}

/* --timeout is about a verb's result; while that is watched for, answers keep their own time. */
static uint32_t answer_ms(const struct cli *cli)
{
	return cli->watch ? 0 : (uint32_t)cli->options->timeout_ms;
}

int cli_try(struct cli *cli, const char *command, cli_line_fn *line, void *ctx)
{
	struct qlw_diag diag = {.err = QLW_OK};
	const struct engine_request request = {
		.line = command,
		.timeout_ms = answer_ms(cli),
		.answer = on_line,
		.done = on_done,
		.ctx = cli,
	};
	cli->result = (struct cli_result){.over = false};
	cli->line = line;
	cli->line_ctx = ctx;
	int id = session_submit(cli->session, &request, &diag);
	if (id < 0)
		return refuse(id, &diag);
	cli_trace(cli, ">", command, strlen(command));
	session_run(cli->session, cli_now_ms());
	while (!cli->result.over && !cli_turn(cli, UINT64_MAX))
		;
	cli->line = NULL;
	return cli->result.over ? 0 : cli->stop;
}

static int judge_number(
	const char *kind, const char *shown, const char *command, int code, const char *text)
{
	if (code < 0)
		return cli_fail(CLI_ANSWER, "%s: %s", shown, text);
	return cli_fail(CLI_ANSWER, "%s: +%s ERROR: %d (%s)", shown, kind, code,
		*kind == 'C' && kind[1] == 'M' && kind[2] == 'E' ? qlw_cme_meaning(command, code)
								 : "message service");
}

static int judge_cme(
	struct cli *cli, const char *shown, const char *command, const struct cli_result *r)
{
	judge_number("CME", shown, command, r->code, r->text);
	cli_why_refused(cli, command);
	return CLI_ANSWER;
}

int cli_judge(struct cli *cli, const char *command)
{
	const struct cli_result *r = &cli->result;
	char shown[128];
	size_t len = cli_redact(cli, command, strlen(command), shown, sizeof shown - 1);
	shown[len] = '\0';
	switch (r->end) {
	case ENGINE_END_OK:
		return 0;
	case ENGINE_END_ERROR:
		cli_fail(CLI_ANSWER, "%s: %s", shown, *r->text ? r->text : "ERROR");
		cli_why_refused(cli, command);
		return CLI_ANSWER;
	case ENGINE_END_CME:
		return judge_cme(cli, shown, command, r);
	case ENGINE_END_CMS:
		return judge_number("CMS", shown, command, r->code, r->text);
	case ENGINE_END_TIMEOUT:
		return cli_fail(CLI_TIMEOUT, "%s: no answer in time", shown);
	case ENGINE_END_RESTART:
		return cli_fail(CLI_TIMEOUT,
			"%s: no answer, the module restarted or its port went away", shown);
	case ENGINE_END_CANCELLED:
		break;
	}
	return CLI_INTERRUPTED;
}

int cli_command(struct cli *cli, const char *command, cli_line_fn *line, void *ctx)
{
	int code = cli_try(cli, command, line, ctx);
	return code ? code : cli_judge(cli, command);
}

/* --- a verb --------------------------------------------------------------------------------------
 */

/* What can be refused before anything is opened. */
static int permit(struct cli *cli)
{
	if (cli->options->port_count > 1 && !(cli->action->flags & ACTION_MANY))
		return cli_fail(
			CLI_USAGE, "%s takes one port; apply takes several", cli->action->name);
	if (cli->options->read_only && (cli->action->flags & ACTION_CHANGES))
		return cli_fail(CLI_REFUSED, "%s changes the module, and this is --read-only",
			cli->action->name);
	int code = cli->action->check ? cli->action->check(cli) : 0;
	return !code && cli->action->flags & ACTION_ASKS ? cli_can_confirm(cli) : code;
}

int cli_check_hosted(struct cli *cli)
{
	return permit(cli);
}

int cli_run_step(struct cli *cli)
{
	const int code = permit(cli);
	return code ? code : cli->action->run(cli);
}

int cli_run_hosted(struct cli *cli)
{
	int code = permit(cli);
	if (code)
		return code;
	snprintf(cli->port, sizeof cli->port, "%s", session_port(cli->session));
	cli->result.over = true;
	cli_forget_failure();
	session_listen(cli->session, on_event, cli);
	code = cli->action->run(cli);
	session_listen(cli->session, NULL, NULL);
	cli->watch = NULL;
	cli->print_all = false;
	cli->line = NULL;
	cli->heard = NULL;
	return cli->stop ? cli->stop : code;
}

int cli_run(const struct options *options, const struct action *action)
{
	struct cli cli = {.options = options, .call = &options->call, .action = action};
	int code = permit(&cli);
	if (code)
		return code;
	cli.loop = loop_new();
	if (!cli.loop)
		return cli_fail(CLI_PORT, "out of memory");
	code = action->run(&cli);
	check_output(&cli);
	cli_close(&cli);
	loop_free(cli.loop);
	if (cli.unread && only_reads(action))
		return 0;
	return cli.stop ? cli.stop : code;
}
