/*
 * apply on several ports at once: a process for each, forked when profile, inputs and list are
 * known, so that no secret goes over a command line. Each has its own loop, port, journal and
 * snapshot, and tells what it plans and what became of it over a socket; none can stop another.
 * Knows nothing of what a plan is.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tui/verbs/cli_profile_run.h"

/* --- the process of one port -------------------------------------------------------------------- */

/* Its end of the socket. */
struct link {
	struct cli *cli;
	int fd;
	char answer; /* 'y', 'n', 0: none yet */
};

static struct pollfd link_pollfd(void *ctx)
{
	const struct link *l = ctx;
	return (struct pollfd){.fd = l->fd, .events = POLLIN};
}

/* Whoever started this has answered, or is gone. */
static void link_ready(void *ctx, short revents, uint64_t now_ms)
{
	struct link *l = ctx;
	(void)revents;
	(void)now_ms;
	if (recv(l->fd, &l->answer, 1, MSG_DONTWAIT) == 1)
		return;
	l->fd = -1;
	l->cli->stop = CLI_INTERRUPTED;
}

static void link_send(const struct link *l, const struct run_report *report)
{
	while (l->fd >= 0 && send(l->fd, report, sizeof *report, MSG_NOSIGNAL) < 0 &&
		errno == EINTR)
		;
}

/* As struct run wants it. */
static int link_confirm(void *ctx, struct run *r)
{
	struct link *l = ctx;
	struct run_report report;
	run_report(r, 0, &report);
	link_send(l, &report);
	while (!l->answer && !cli_turn(r->cli, UINT64_MAX))
		;
	if (r->cli->stop)
		return r->cli->stop;
	return l->answer == 'y' ? 0 : CLI_REFUSED;
}

/* Input is nobody's, output is told by whoever started this, messages say whose they are. */
static void own_streams(const char *port)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	cli_redirect(fopen("/dev/null", "we"), NULL);
	cli_say_as(port);
}

static int carry_out(struct run *r, struct link *l, struct run_report *report)
{
	const struct loop_source source = {.ctx = l, .pollfd = link_pollfd, .ready = link_ready};
	struct cli *cli = r->cli;
	loop_add(cli->loop, &source);
	int code = run_prepare(r);
	if (!code)
		code = run_apply(r);
	code = cli->stop ? cli->stop : code;
	run_report(r, code, report);
	run_end(r, code);
	cli_close(cli);
	report->over = true;
	return code;
}

/* Never returns. run is this process's own copy. */
_Noreturn static void be_unit(struct run *run, const char *port, int fd)
{
	struct options options = *run->cli->options;
	struct run_report report = {.over = true, .code = CLI_PORT};
	options.port = port;
	options.quiet = !options.verbose;
	struct cli cli = {.options = &options,
		.call = run->cli->call,
		.action = run->cli->action,
		.loop = loop_new()};
	struct link l = {.cli = &cli, .fd = fd};
	own_streams(port);
	run->cli = &cli; /* cppcheck-suppress autoVariables */
	run->confirm = link_confirm;
	run->confirm_ctx = &l; /* cppcheck-suppress autoVariables */
	snprintf(cli.port, sizeof cli.port, "%s", port);
	int code = cli.loop ? carry_out(run, &l, &report) : CLI_PORT;
	link_send(&l, &report);
	_exit(code);
}

/* --- all of them -------------------------------------------------------------------------------- */

struct unit {
	struct many *many;
	const char *port;
	pid_t pid;
	int fd, source; /* fd -1: over */
	bool planned;
	struct run_report report;
};

struct many {
	struct run run;
	struct cli *cli;
	struct record record;
	struct unit unit[OPTIONS_PORTS_MAX];
	size_t units, running, waiting; /* waiting: for an answer */
	bool told;                      /* all to stop */
	int width;                      /* of the longest port */
};

static void print_report(const struct many *m, const struct unit *u)
{
	const struct run_report *r = &u->report;
	if (m->cli->options->json) {
		report_json(cli_out(), &m->run, u->port, r, false);
		return;
	}
	cli_print("%-*s  %-15s  ", m->width, u->port, *r->imei ? r->imei : "-");
	if (r->code && r->done)
		cli_print("failed (%d) after %zu of %zu changes: ", r->code, r->done, r->changes);
	else if (r->code)
		cli_print("failed (%d): ", r->code);
	else if (r->changes)
		cli_print("done: %zu change%s, read back and right", r->done,
			r->done == 1 ? "" : "s");
	else
		cli_print("nothing to do: it has what the profile wants");
	cli_put(r->error, strlen(r->error));
	cli_print("\n");
}

/* Its process is gone, or about to be. */
static void end_unit(struct unit *u)
{
	struct many *m = u->many;
	int status = 0;
	if (u->source >= 0)
		loop_remove(m->cli->loop, u->source);
	close(u->fd);
	u->fd = -1;
	while (waitpid(u->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!u->report.over) {
		u->report.code = CLI_PORT;
		snprintf(u->report.error, sizeof u->report.error, "its process ended (%s %d)",
			WIFSIGNALED(status) ? "signal" : "exit code",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	}
	m->running--;
	m->waiting -= u->planned;
	u->planned = false;
	if (u->report.code == CLI_REFUSED && !*u->report.error)
		return; /* whoever was asked said no */
	print_report(m, u);
	record_add(&m->record, u->port, &u->report);
}

static struct pollfd unit_pollfd(void *ctx)
{
	const struct unit *u = ctx;
	return (struct pollfd){.fd = u->fd, .events = POLLIN};
}

static void unit_ready(void *ctx, short revents, uint64_t now_ms)
{
	struct unit *u = ctx;
	(void)revents;
	(void)now_ms;
	ssize_t n = recv(u->fd, &u->report, sizeof u->report, MSG_DONTWAIT);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n != (ssize_t)sizeof u->report)
		u->report.over = false;
	else if (!u->report.over) {
		u->planned = true;
		u->many->waiting++;
		return;
	}
	end_unit(u);
}

/* In the new process nobody but its own parent may hear that it is gone. */
static void forget_others(const struct many *m, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (m->unit[i].fd >= 0)
			close(m->unit[i].fd);
}

static int start_unit(struct many *m, const char *port)
{
	struct unit *u = &m->unit[m->units];
	const struct loop_source source = {.ctx = u, .pollfd = unit_pollfd, .ready = unit_ready};
	int fd[2];
	*u = (struct unit){.many = m, .port = port, .fd = -1, .source = -1};
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd))
		return cli_fail(CLI_PORT, "%s: %s", port, strerror(errno));
	fflush(NULL);
	u->pid = fork();
	if (u->pid == 0) {
		forget_others(m, m->units);
		close(fd[0]);
		be_unit(&m->run, port, fd[1]);
	}
	close(fd[1]);
	u->fd = fd[0];
	if (u->pid < 0) {
		close(fd[0]);
		return cli_fail(CLI_PORT, "%s: %s", port, strerror(errno));
	}
	u->source = loop_add(m->cli->loop, &source);
	m->units++;
	m->running++;
	return 0;
}

/* Ctrl-C reaches them anyway when it comes from a terminal; once more does no harm. */
static void stop_all(struct many *m)
{
	for (size_t i = 0; i < m->units && !m->told; i++)
		if (m->unit[i].fd >= 0)
			kill(m->unit[i].pid, SIGTERM);
	m->told = true;
}

static void turn(struct many *m)
{
	if (m->cli->stop) /* nothing is begun any more, but they have to come to an end */
		loop_turn(m->cli->loop);
	else if (cli_turn(m->cli, UINT64_MAX))
		stop_all(m);
}

/* --- the question ------------------------------------------------------------------------------- */

static void say_planned(const struct many *m)
{
	for (size_t i = 0; i < m->units; i++) {
		const struct unit *u = &m->unit[i];
		const struct run_report *r = &u->report;
		if (u->planned)
			cli_note(m->cli, "%-*s  %-15s  %zu change%s, %zu delete%s%s", m->width,
				u->port, r->imei, r->changes, r->changes == 1 ? "" : "s",
				r->deletes, r->deletes == 1 ? "" : "s",
				r->resets ? ", and a reset of every LwM2M setting first" : "");
	}
}

/* --yes; which is not enough for live servers where someone can be asked. */
static bool is_sure(const struct many *m)
{
	return m->cli->call->given & OPTION_YES && !(m->run.cp.p->production && cli_has_terminal());
}

static int ask(struct many *m)
{
	char question[300];
	if (is_sure(m) || !m->waiting)
		return 0;
	say_planned(m);
	snprintf(question, sizeof question, "Apply %.64s to %zu module%s, as above.",
		m->run.cp.p->name, m->waiting, m->waiting == 1 ? "" : "s");
	return run_ask(&m->run, question);
}

static void answer_all(struct many *m, char answer)
{
	for (size_t i = 0; i < m->units; i++) {
		struct unit *u = &m->unit[i];
		if (u->planned)
			send(u->fd, &answer, 1, MSG_NOSIGNAL);
		m->waiting -= u->planned;
		u->planned = false;
	}
}

/* When nobody is asked, nobody waits for the slowest. */
static int decide(struct many *m)
{
	const bool yes = is_sure(m);
	while (m->running > (yes ? 0 : m->waiting)) {
		turn(m);
		if (yes)
			answer_all(m, 'y');
	}
	int code = m->cli->stop ? m->cli->stop : ask(m);
	answer_all(m, code ? 'n' : 'y');
	while (m->running)
		turn(m);
	return code;
}

/* --- the end ------------------------------------------------------------------------------------ */

/* 0: all are right; else the code that all which failed have in common, CLI_STATE if none. */
static int sum_up(const struct many *m)
{
	size_t changed = 0, failed = 0, unproven = 0;
	int code = 0;
	for (size_t i = 0; i < m->units; i++) {
		const struct run_report *r = &m->unit[i].report;
		changed += !r->code && r->changes;
		failed += r->code != 0;
		unproven += r->code ? 0 : r->unproven;
		if (r->code)
			code = !code || code == r->code ? r->code : CLI_STATE;
	}
	cli_note(m->cli, "%zu modules: %zu changed, %zu right already, %zu failed", m->units,
		changed, m->units - changed - failed, failed);
	if (unproven)
		cli_note(m->cli, "PSKs cannot be read back: a registration proves them");
	return code;
}

static int start_all(struct many *m)
{
	const struct options *o = m->cli->options;
	int code = record_open(&m->record, &m->run);
	for (size_t i = 0; i < o->port_count; i++) {
		int len = (int)strlen(o->ports[i]);
		m->width = len > m->width && len < 40 ? len : m->width;
	}
	for (size_t i = 0; i < o->port_count && !code; i++)
		code = start_unit(m, o->ports[i]);
	return code;
}

static int run_all(struct many *m)
{
	int code = start_all(m);
	if (code)
		stop_all(m);
	int refused = decide(m);
	record_close(&m->record);
	if (code || refused)
		return code ? code : refused;
	return sum_up(m);
}

int cli_apply_many(struct cli *cli)
{
	struct many *m = calloc(1, sizeof *m);
	if (!m)
		return cli_fail(CLI_FILE, "out of memory");
	const struct cli_wish wish = {.secrets = true, .common = true};
	m->cli = cli;
	int code = cli->options->journal ? cli_fail(CLI_USAGE,
						   "--journal names one file, but each of the "
						   "%zu modules has its own journal",
						   cli->options->port_count)
					 : run_begin(&m->run, cli);
	if (!code)
		code = run_load(&m->run, cli->call->arg[0]);
	if (!code && !m->run.units)
		code = cli_profile_ask(cli, &m->run.cp, &wish);
	if (!code)
		code = run_all(m);
	if (m->run.cli)
		run_end(&m->run, code);
	free(m);
	return code;
}
