/*
 * Child processes with pipes. Knows no terminal (vt.c does) and no module.
 */
#define _GNU_SOURCE
#include "tests/lib/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct proc {
	pid_t pid;
	int in, out, err; /* our ends; -1 when closed */
	const uint8_t *send;
	size_t send_len;
	struct companion *companion;
	uint64_t started_ms;
	struct proc_result result;
};

static void die(const char *what)
{
	perror(what);
	abort();
}

int proc_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

_Noreturn void proc_exec(const char *const *argv, char *const *env, const int fds[3], bool terminal)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	if (terminal && ioctl(fds[0], TIOCSCTTY, 0) != 0)
		_exit(126);
	for (int i = 0; i < 3; i++) {
		if (dup2(fds[i], i) < 0)
			_exit(126);
	}
	close_range(3, ~0U, 0);
	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvpe(argv[0], (char *const *)(uintptr_t)argv, env);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static void abandon(void *p)
{
	struct proc_result result;

	proc_finish(p, 1, &result);
	proc_result_free(&result);
}

struct proc *proc_start(const struct proc_options *o)
{
	struct proc *p = calloc(1, sizeof *p);
	char **env = scratch_env(o->scratch, o->env);
	int in[2], out[2], err[2];

	if (!p || pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		die("pipe");
	fflush(NULL);
	p->pid = fork();
	if (p->pid < 0)
		die("fork");
	if (p->pid == 0) {
		const int fds[3] = {fcntl(in[0], F_DUPFD, 10), fcntl(out[1], F_DUPFD, 10),
			fcntl(err[1], F_DUPFD, 10)};
		proc_exec(o->argv, env, fds, false);
	}
	scratch_env_free(env);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	signal(SIGPIPE, SIG_IGN);
	p->in = in[1];
	p->out = out[0];
	p->err = err[0];
	fcntl(p->in, F_SETFL, O_NONBLOCK);
	fcntl(p->out, F_SETFL, O_NONBLOCK);
	fcntl(p->err, F_SETFL, O_NONBLOCK);
	p->send = o->in;
	p->send_len = o->in ? o->in_len : 0;
	p->companion = o->companion;
	p->started_ms = test_now_ms();
	p->result.code = -1;
	p->result.out = calloc(1, 1);
	p->result.err = calloc(1, 1);
	scratch_own(o->scratch, abandon, p);
	return p;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void feed(struct proc *p)
{
	while (p->in >= 0 && p->send_len > 0) {
		ssize_t n = write(p->in, p->send, p->send_len);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0)
			break;
		p->send += n;
		p->send_len -= (size_t)n;
	}
	close_fd(&p->in);
}

static void collect(int *fd, char **text, size_t *len)
{
	char buffer[65536];
	ssize_t n;

	while (*fd >= 0 && (n = read(*fd, buffer, sizeof buffer)) != 0) {
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n < 0)
			break;
		*text = realloc(*text, *len + (size_t)n + 1);
		if (!*text)
			die("realloc");
		memcpy(*text + *len, buffer, (size_t)n);
		*len += (size_t)n;
		(*text)[*len] = '\0';
	}
	close_fd(fd);
}

static void reap(struct proc *p, int flags)
{
	int status;

	if (p->result.code >= 0 || wait4(p->pid, &status, flags, &p->result.usage) != p->pid)
		return;
	p->result.code = proc_code(status);
	p->result.took_ms = test_now_ms() - p->started_ms;
}

void proc_poll(struct proc *p)
{
	reap(p, WNOHANG);
	feed(p);
	collect(&p->out, &p->result.out, &p->result.out_len);
	collect(&p->err, &p->result.err, &p->result.err_len);
}

/* One turn: waits a little for anything to happen. The end of a process that left its pipes to a
 * child has no descriptor, so the wait is short. */
static void turn(struct proc *p)
{
	struct pollfd fds[4] = {{p->out, POLLIN, 0}, {p->err, POLLIN, 0},
		{p->send_len ? p->in : -1, POLLOUT, 0},
		{p->companion ? p->companion->fd : -1, POLLIN, 0}};
	bool soon = p->companion && p->companion->run(p->companion->ctx);

	poll(fds, 4, soon ? 1 : 20);
	proc_poll(p);
}

static bool wait_text(struct proc *p, char *const *in, const char *text)
{
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;

	proc_poll(p);
	while (!strstr(*in, text)) {
		if (p->result.code >= 0 || test_now_ms() > end_ms) {
			fprintf(stderr, "waited for \"%s\"; so far:\n%s\n--- stderr:\n%s\n", text,
				p->result.out, p->result.err);
			return false;
		}
		turn(p);
	}
	return true;
}

bool proc_wait_out(struct proc *p, const char *text)
{
	return wait_text(p, &p->result.out, text);
}

bool proc_wait_err(struct proc *p, const char *text)
{
	return wait_text(p, &p->result.err, text);
}

const struct proc_result *proc_peek(const struct proc *p)
{
	return &p->result;
}

void proc_signal(struct proc *p, int signal)
{
	if (p->result.code < 0)
		kill(p->pid, signal);
}

pid_t proc_pid(const struct proc *p)
{
	return p->pid;
}

void proc_finish(struct proc *p, uint64_t limit_ms, struct proc_result *result)
{
	uint64_t end_ms = test_now_ms() + (limit_ms ? limit_ms : PATIENCE_MS);

	scratch_disown(p);
	proc_poll(p);
	while (p->result.code < 0 && test_now_ms() < end_ms)
		turn(p);
	if (p->result.code < 0) {
		p->result.timed_out = true;
		kill(-p->pid, SIGKILL);
		kill(p->pid, SIGKILL);
		reap(p, 0);
	}
	proc_poll(p);
	close_fd(&p->in);
	close_fd(&p->out);
	close_fd(&p->err);
	*result = p->result;
	free(p);
}

void proc_result_free(struct proc_result *result)
{
	free(result->out);
	free(result->err);
	memset(result, 0, sizeof *result);
}

void proc_run(const struct proc_options *options, struct proc_result *result)
{
	proc_finish(proc_start(options), 0, result);
}
