/*
 * A link that can be cut. Knows sockets, nothing of what passes.
 */
#include "tests/lib/cutter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct cutter {
	struct companion companion; /* its fd is the epoll that knows the others */
	char to[300], path[300], port[310];
	int listener, program, module; /* -1: none */
	size_t passed;
	size_t cut_at, hold_at; /* of passed; SIZE_MAX: never */
	bool returns;
};

static void watch(struct cutter *c, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
	epoll_ctl(c->companion.fd, EPOLL_CTL_ADD, fd, &event);
}

static void end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int unix_socket(const char *path, struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address->sun_path)
		return -1;
	memcpy(address->sun_path, path, strlen(path) + 1);
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int dial(const char *path)
{
	struct sockaddr_un address;
	int fd = unix_socket(path, &address);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	end(&fd);
	return -1;
}

static void hang_up(struct cutter *c)
{
	end(&c->program);
	end(&c->module);
}

static void take_program(struct cutter *c)
{
	int fd = accept(c->listener, NULL, NULL);
	if (fd < 0)
		return;
	hang_up(c);
	c->program = fd;
	c->module = dial(c->to);
	if (c->module < 0) {
		hang_up(c);
		return;
	}
	watch(c, c->program);
	watch(c, c->module);
}

static void cut(struct cutter *c)
{
	c->cut_at = SIZE_MAX;
	hang_up(c);
	if (!c->returns)
		end(&c->listener);
}

static void pass(struct cutter *c, int from, int to, size_t stop)
{
	char block[4096];
	size_t most = stop > c->passed ? stop - c->passed : 1;
	ssize_t n = recv(from, block, most < sizeof block ? most : sizeof block, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	for (ssize_t done = 0; n > 0 && done < n;) {
		ssize_t k = send(to, block + done, (size_t)(n - done), MSG_NOSIGNAL);
		n = k > 0 ? n : -1;
		done += k;
	}
	c->passed += n > 0 ? (size_t)n : 0;
	if (c->passed >= c->cut_at)
		cut(c);
	else if (n <= 0)
		hang_up(c);
}

static void pass_up(struct cutter *c)
{
	pass(c, c->program, c->module, c->cut_at < c->hold_at ? c->cut_at : c->hold_at);
	if (cutter_held(c))
		epoll_ctl(c->companion.fd, EPOLL_CTL_DEL, c->program, NULL);
}

static bool serve(void *ctx)
{
	cutter_run(ctx);
	return false;
}

void cutter_run(struct cutter *c)
{
	struct epoll_event event;
	while (epoll_wait(c->companion.fd, &event, 1, 0) == 1) {
		if (event.data.fd == c->listener)
			take_program(c);
		else if (event.data.fd == c->program)
			pass_up(c);
		else if (event.data.fd == c->module)
			pass(c, c->module, c->program, c->cut_at);
	}
}

static void give_up(const char *what)
{
	perror(what);
	abort();
}

static void end_owned(void *object)
{
	cutter_close(object);
}

struct cutter *cutter_open(const struct scratch *scratch, const char *to)
{
	struct sockaddr_un address;
	struct cutter *c = calloc(1, sizeof *c);
	if (!c)
		give_up("cutter");
	c->companion =
		(struct companion){.fd = epoll_create1(EPOLL_CLOEXEC), .run = serve, .ctx = c};
	c->program = c->module = -1;
	c->cut_at = c->hold_at = SIZE_MAX;
	snprintf(c->to, sizeof c->to, "%s", strchr(to, ':') ? strchr(to, ':') + 1 : to);
	snprintf(c->path, sizeof c->path, "%s/cutter", scratch->dir);
	snprintf(c->port, sizeof c->port, "unix:%s", c->path);
	unlink(c->path);
	c->listener = unix_socket(c->path, &address);
	if (c->companion.fd < 0 || c->listener < 0 ||
		bind(c->listener, (struct sockaddr *)&address, sizeof address) ||
		listen(c->listener, 4))
		give_up(c->path);
	watch(c, c->listener);
	scratch_own(scratch, end_owned, c);
	return c;
}

void cutter_close(struct cutter *c)
{
	scratch_disown(c);
	hang_up(c);
	end(&c->listener);
	end(&c->companion.fd);
	free(c);
}

const char *cutter_port(const struct cutter *c)
{
	return c->port;
}

struct companion *cutter_companion(struct cutter *c)
{
	return &c->companion;
}

void cutter_cut(struct cutter *c, size_t bytes, bool returns)
{
	c->cut_at = c->passed + bytes;
	c->returns = returns;
}

void cutter_hold(struct cutter *c, size_t bytes)
{
	c->hold_at = c->passed + bytes;
}

bool cutter_held(const struct cutter *c)
{
	return c->passed >= c->hold_at && c->program >= 0;
}

void cutter_release(struct cutter *c)
{
	bool held = cutter_held(c);
	c->hold_at = SIZE_MAX;
	if (held)
		watch(c, c->program);
}
