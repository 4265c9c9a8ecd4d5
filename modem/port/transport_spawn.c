/*
 * Children: fork, exec and a sure end. It knows nothing of what the child does.
 */
#include "modem/port/transport_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const int spawn_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM, SIGCHLD,
	SIGWINCH, SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2};

/* In the child: only calls that are safe after fork. A group of its own keeps the terminal's Ctrl-C
 * from ending it before the program that is still using it. */
static _Noreturn void spawn_child(char *const argv[], pid_t parent, int in, int out, int err)
{
	sigset_t none;

	for (size_t i = 0; i < sizeof(spawn_signals) / sizeof(spawn_signals[0]); i++)
		signal(spawn_signals[i], SIG_DFL);
	setpgid(0, 0);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(argv[0], argv);
	_exit(127);
}

static void spawn_close(const int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* Above the standard three, so that dup2 in the child cannot meet its own source. */
static int spawn_lift(int *fd)
{
	int high = fcntl(*fd, F_DUPFD_CLOEXEC, 3);

	close(*fd);
	*fd = high;
	return high < 0 ? -1 : fcntl(high, F_SETFL, fcntl(high, F_GETFL) | O_NONBLOCK);
}

/* fds: null device, out read, out write, err read, err write */
static int spawn_pipes(int fds[5])
{
	fds[0] = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fds[0] < 0 || pipe(fds + 1) || pipe(fds + 3))
		return -1;
	for (int i = 0; i < 5; i++) {
		if (spawn_lift(&fds[i]))
			return -1;
	}
	return 0;
}

int spawn_start(struct spawned *child, char *const argv[])
{
	int fds[5] = {-1, -1, -1, -1, -1};
	pid_t parent = getpid();
	sigset_t all, before;
	int error;

	if (spawn_pipes(fds)) {
		error = errno;
		spawn_close(fds, 5);
		errno = error;
		return -1;
	}
	/* no handler of this program may run in the child */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	child->pid = fork();
	error = errno;
	if (child->pid == 0)
		spawn_child(argv, parent, fds[0], fds[2], fds[4]);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(fds[0]);
	close(fds[2]);
	close(fds[4]);
	child->out = fds[1];
	child->err = fds[3];
	if (child->pid > 0)
		return 0;
	close(child->out);
	close(child->err);
	errno = error;
	return -1;
}

/* The pipe's end is the child's end: no signal is needed to wait with a limit. */
static void spawn_await_end(const struct spawned *child, int wait_ms)
{
	struct pollfd p = {.fd = child->out, .events = 0};

	poll(&p, 1, wait_ms);
}

void spawn_end(struct spawned *child, int wait_ms)
{
	if (child->pid <= 0)
		return;
	if (waitpid(child->pid, NULL, WNOHANG) != child->pid) {
		kill(child->pid, SIGTERM);
		spawn_await_end(child, wait_ms);
		if (waitpid(child->pid, NULL, WNOHANG) != child->pid) {
			kill(child->pid, SIGKILL);
			waitpid(child->pid, NULL, 0);
		}
	}
	close(child->out);
	close(child->err);
	child->pid = 0;
}

bool spawn_search(const char *name, char *path, size_t size)
{
	const char *dir = getenv("PATH");

	while (dir && *dir) {
		size_t n = strcspn(dir, ":");

		snprintf(path, size, "%.*s/%s", (int)n, dir, name);
		if (n && !access(path, X_OK))
			return true;
		dir += n + (dir[n] ? 1 : 0);
	}
	return false;
}
