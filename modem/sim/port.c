/* Ports: PTY, TCP, Unix socket. Knows bytes and hosts, no AT. */
#include "modem/sim/port.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

struct port {
	char path[PATH_MAX];
	char link[PATH_MAX]; /* "" = none */
	char unix_path[sizeof((struct sockaddr_un *)0)->sun_path];
	int listener; /* -1 for a PTY */
	int fd;       /* PTY master, or the connection; -1: none */
	int slave;    /* kept open, so that the PTY outlives its hosts */
	int watch;    /* inotify: who opens and closes the slave */
	int watched;  /* the slave's part of it */
	int hosts;
	bool seen; /* a host has been there */
	bool gone; /* a connection ended */
};

static void complain(const char *what, const char *why)
{
	fprintf(stderr, "qlw-sim: %s: %s\n", what, why);
}

static int no_inherit(int fd)
{
	if (fd >= 0) {
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	}
	return fd;
}

/* --- PTY -------------------------------------------------------------------------------------- */

static void make_raw(int fd)
{
	struct termios t;
	if (tcgetattr(fd, &t) < 0)
		return;
	cfmakeraw(&t);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	cfsetispeed(&t, B115200);
	cfsetospeed(&t, B115200);
	tcsetattr(fd, TCSANOW, &t);
}

/* Replaces an old link in one step, but nothing else that may stand there. */
static bool make_link(const char *target, const char *link)
{
	struct stat st;
	char fresh[PATH_MAX + 8];
	snprintf(fresh, sizeof fresh, "%s.new~", link);
	unlink(fresh);
	if (lstat(link, &st) == 0 && !S_ISLNK(st.st_mode)) {
		complain(link, "is there already and no link");
		return false;
	}
	if (symlink(target, fresh) == 0 && rename(fresh, link) == 0)
		return true;
	complain(link, strerror(errno));
	return false;
}

/*
 * Two alike notices in a row become one, and hosts would be counted wrong: a program that opens the
 * port by two descriptors at once, as libserialport needs it. The folder's own notice of the same thing
 * stands between any two.
 */
static int watch_pty(struct port *p, const char *name)
{
	char folder[PATH_MAX];
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(name, '/') - name), name);
	if (fd < 0)
		return fd;
	p->watched = inotify_add_watch(fd, name, IN_OPEN | IN_CLOSE);
	inotify_add_watch(fd, folder, IN_OPEN | IN_CLOSE);
	return fd;
}

static bool open_pty(struct port *p)
{
	const char *name = NULL;
	p->fd = no_inherit(posix_openpt(O_RDWR | O_NOCTTY));
	if (p->fd < 0 || grantpt(p->fd) < 0 || unlockpt(p->fd) < 0 || !(name = ptsname(p->fd)) ||
		(p->slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
		complain("pseudo terminal", strerror(errno));
		return false;
	}
	make_raw(p->slave);
	p->watch = watch_pty(p, name);
	snprintf(p->path, sizeof p->path, "%s", p->link[0] ? p->link : name);
	return !p->link[0] || make_link(name, p->link);
}

/* What a host may have left behind: bytes, line settings, a claim to be the only one. */
static void tidy_pty(struct port *p)
{
	tcflush(p->slave, TCIFLUSH);
	make_raw(p->slave);
	ioctl(p->slave, TIOCNXCL);
}

static void count_host(struct port *p, uint32_t mask, struct port_change *change)
{
	if (mask & IN_OPEN) {
		change->opened = true;
		p->hosts++;
	} else if (mask & IN_CLOSE && p->hosts > 0) {
		p->hosts--;
	}
}

static struct port_change check_pty(struct port *p)
{
	struct port_change change = {0};
	union {
		struct inotify_event event;
		char bytes[4096];
	} buffer;
	ssize_t len;
	int before = p->hosts;
	while ((len = read(p->watch, &buffer, sizeof buffer)) > 0)
		for (char *at = buffer.bytes; at < buffer.bytes + len;) {
			const struct inotify_event *e = (const void *)at;
			if (e->wd == p->watched)
				count_host(p, e->mask, &change);
			at += sizeof *e + e->len;
		}
	change.closed = !p->hosts && (before > 0 || change.opened);
	p->seen |= change.opened;
	if (change.closed)
		tidy_pty(p);
	return change;
}

static void remove_link(const struct port *p)
{
	char target[PATH_MAX];
	const char *name = p->link[0] && p->fd >= 0 ? ptsname(p->fd) : NULL;
	if (name) {
		ssize_t n = readlink(p->link, target, sizeof target - 1);
		if (n > 0 && (size_t)n == strlen(name) && memcmp(target, name, (size_t)n) == 0)
			unlink(p->link);
	}
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* The new PTY stands before the old one ends, so that the link never leads nowhere. */
static void replace_pty(struct port *p)
{
	int old[] = {p->watch, p->slave, p->fd};
	p->hosts = 0;
	p->seen = false;
	open_pty(p);
	for (size_t i = 0; i < sizeof old / sizeof *old; i++)
		close_fd(old[i]);
}

/* --- sockets ---------------------------------------------------------------------------------- */

static bool open_tcp(struct port *p, const char *address)
{
	const char *colon = strrchr(address, ':');
	char host[256];
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found;
	if (!colon || (size_t)(colon - address) >= sizeof host) {
		complain(address, "not HOST:PORT");
		return false;
	}
	snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
	int err = getaddrinfo(*host ? host : NULL, colon + 1, &hints, &found);
	if (err) {
		complain(address, gai_strerror(err));
		return false;
	}
	int on = 1;
	p->listener = no_inherit(socket(found->ai_family, SOCK_STREAM, 0));
	setsockopt(p->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	bool good = bind(p->listener, found->ai_addr, found->ai_addrlen) == 0;
	freeaddrinfo(found);
	struct sockaddr_storage real;
	socklen_t len = sizeof real;
	char number[16];
	if (!good || listen(p->listener, 4) < 0 ||
		getsockname(p->listener, (struct sockaddr *)&real, &len) < 0) {
		complain(address, strerror(errno));
		return false;
	}
	getnameinfo((struct sockaddr *)&real, len, NULL, 0, number, sizeof number, NI_NUMERICSERV);
	snprintf(p->path, sizeof p->path, "tcp:%s:%s", host, number);
	return true;
}

/* Another program's live socket is left alone; a dead one is replaced. */
static bool dead_socket(const struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool dead = connect(fd, (const struct sockaddr *)a, sizeof *a) < 0 && errno == ECONNREFUSED;
	close(fd);
	return dead;
}

static bool open_unix(struct port *p, const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	if (!*path || strlen(path) >= sizeof a.sun_path) {
		complain(path, "not a path for a socket");
		return false;
	}
	memcpy(a.sun_path, path, strlen(path) + 1);
	if (dead_socket(&a))
		unlink(path);
	p->listener = no_inherit(socket(AF_UNIX, SOCK_STREAM, 0));
	if (bind(p->listener, (struct sockaddr *)&a, sizeof a) < 0 || listen(p->listener, 4) < 0) {
		complain(path, strerror(errno));
		return false;
	}
	memcpy(p->unix_path, path, strlen(path) + 1);
	snprintf(p->path, sizeof p->path, "unix:%s", path);
	return true;
}

static struct port_change check_socket(struct port *p)
{
	struct port_change change = {.closed = p->gone};
	if (p->gone) {
		close(p->fd);
		p->fd = -1;
		p->gone = false;
	}
	if (p->fd < 0) {
		p->fd = no_inherit(accept(p->listener, NULL, NULL));
		change.opened = p->fd >= 0;
		p->seen |= change.opened;
	}
	return change;
}

/* --- either ----------------------------------------------------------------------------------- */

struct port *port_open(const char *listen, const char *link)
{
	struct port *p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	p->listener = p->fd = p->slave = p->watch = -1;
	if (link)
		snprintf(p->link, sizeof p->link, "%s", link);
	bool good;
	if (!listen)
		good = open_pty(p);
	else if (strncmp(listen, "tcp:", 4) == 0)
		good = open_tcp(p, listen + 4);
	else
		good = open_unix(p, listen + 5);
	if (good)
		return p;
	port_close(p);
	return NULL;
}

void port_close(struct port *p)
{
	if (!p)
		return;
	remove_link(p);
	close_fd(p->watch);
	close_fd(p->slave);
	close_fd(p->fd);
	close_fd(p->listener);
	if (p->unix_path[0])
		unlink(p->unix_path);
	free(p);
}

const char *port_path(const struct port *p)
{
	return p->path;
}

size_t port_pollfds(struct port *p, struct pollfd *out, bool want_read, bool want_write)
{
	size_t n = 0;
	if (p->fd >= 0)
		out[n++] = (struct pollfd){.fd = p->fd,
			.events = (short)((want_read ? POLLIN : 0) | (want_write ? POLLOUT : 0))};
	if (p->listener >= 0 && p->fd < 0)
		out[n++] = (struct pollfd){.fd = p->listener, .events = POLLIN};
	if (p->watch >= 0)
		out[n++] = (struct pollfd){.fd = p->watch, .events = POLLIN};
	return n;
}

struct port_change port_check(struct port *p)
{
	return p->listener >= 0 ? check_socket(p) : check_pty(p);
}

bool port_present(const struct port *p)
{
	if (!p->seen)
		return true;
	return p->listener >= 0 ? p->fd >= 0 : p->hosts > 0;
}

ssize_t port_read(struct port *p, void *bytes, size_t max)
{
	if (p->fd < 0)
		return 0;
	ssize_t n = read(p->fd, bytes, max);
	if (n > 0)
		return n;
	if (p->listener >= 0 && (n == 0 || (errno != EAGAIN && errno != EINTR)))
		p->gone = true;
	return 0;
}

ssize_t port_write(struct port *p, const void *bytes, size_t len)
{
	if (p->fd < 0)
		return 0;
	ssize_t n =
		p->listener >= 0 ? send(p->fd, bytes, len, MSG_NOSIGNAL) : write(p->fd, bytes, len);
	if (n < 0 && p->listener >= 0 && errno != EAGAIN && errno != EINTR)
		p->gone = true;
	return n > 0 ? n : 0;
}

void port_unplug(struct port *p)
{
	if (p->listener >= 0) {
		p->gone = p->fd >= 0;
		return;
	}
	replace_pty(p);
}
