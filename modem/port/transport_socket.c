/*
 * Sockets, tcp:HOST:PORT and unix:PATH: a connection that may still be under way when open returns.
 * It knows nothing of what is at the other end.
 */
#include "modem/port/transport_backend.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_CONNECT_MS 10000 /* for each address */
#define SOCKET_SEND_BYTES 8192

struct socket_transport {
	struct transport base;
	int fd;
	bool connected;
	uint64_t give_up_ms;   /* of this attempt; 0: not yet known */
	struct addrinfo *all;  /* tcp: NULL for unix: */
	struct addrinfo *next; /* to be tried if this one fails */
};

static void socket_reason(struct socket_transport *s, int error)
{
	snprintf(s->base.reason, sizeof(s->base.reason), "%.128s: %s", s->base.name,
		strerror(error));
}

static void socket_drop(struct socket_transport *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->connected = false;
	s->give_up_ms = 0;
}

/* A dead peer is noticed within a minute even if nothing is sent. */
static void socket_tune(int fd)
{
	int on = 1, idle = 15, interval = 10, count = 3;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof(interval));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof(count));
}

/* What the kernel has taken can be neither held back nor counted as sent: as little as with a serial
 * line, so that an upload can be watched and stopped. */
static void socket_keep_short(int fd)
{
	int bytes = SOCKET_SEND_BYTES;

	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

/* Starts one connection. False when it failed at once, with the reason. */
static bool socket_start(struct socket_transport *s, const struct sockaddr *to, socklen_t size)
{
	s->fd = socket(to->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd >= 0 && to->sa_family != AF_UNIX)
		socket_tune(s->fd);
	if (s->fd >= 0)
		socket_keep_short(s->fd);
	if (s->fd >= 0 && !connect(s->fd, to, size)) {
		s->connected = true;
		return true;
	}
	if (s->fd >= 0 && errno == EINPROGRESS)
		return true;
	socket_reason(s, errno);
	socket_drop(s);
	return false;
}

static bool socket_start_next(struct socket_transport *s)
{
	while (s->next) {
		struct addrinfo *a = s->next;

		s->next = a->ai_next;
		if (socket_start(s, a->ai_addr, a->ai_addrlen))
			return true;
	}
	return false;
}

/* 1 connected, 0 not yet, QLW_EEOF when no address is left. */
static int socket_progress(struct socket_transport *s)
{
	while (!s->connected && s->fd >= 0) {
		struct pollfd p = {.fd = s->fd, .events = POLLOUT};
		int error = 0;
		socklen_t size = sizeof(error);

		if (poll(&p, 1, 0) < 1)
			return 0;
		getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size);
		if (!error) {
			s->connected = true;
			break;
		}
		socket_reason(s, error);
		socket_drop(s);
		socket_start_next(s);
	}
	return s->connected ? 1 : QLW_EEOF;
}

static ssize_t socket_read(struct transport *t, void *buffer, size_t n)
{
	struct socket_transport *s = (struct socket_transport *)t;
	int state = socket_progress(s);

	return state == 1 ? transport_fd_read(s->fd, buffer, n) : state;
}

static ssize_t socket_write(struct transport *t, const void *bytes, size_t n)
{
	struct socket_transport *s = (struct socket_transport *)t;
	int state = socket_progress(s);

	return state == 1 ? transport_fd_send(s->fd, bytes, n) : state;
}

static size_t socket_unsent(const struct transport *t)
{
	const struct socket_transport *s = (const struct socket_transport *)t;

	return s->connected ? transport_fd_unsent(s->fd) : 0;
}

static struct pollfd socket_pollfd(const struct transport *t, bool want_write)
{
	const struct socket_transport *s = (const struct socket_transport *)t;
	short events = POLLIN;

	if (want_write || !s->connected)
		events |= POLLOUT;
	return (struct pollfd){.fd = s->fd, .events = events};
}

static uint64_t socket_deadline_ms(const struct transport *t)
{
	const struct socket_transport *s = (const struct socket_transport *)t;

	return s->connected || s->fd < 0 ? UINT64_MAX : s->give_up_ms;
}

/* After the last address, fd -1 makes the next read report QLW_EEOF. */
static void socket_tick(struct transport *t, uint64_t now_ms)
{
	struct socket_transport *s = (struct socket_transport *)t;

	if (socket_progress(s) != 0)
		return;
	if (s->give_up_ms && now_ms >= s->give_up_ms) {
		socket_reason(s, ETIMEDOUT);
		socket_drop(s);
		socket_start_next(s);
	}
	if (s->fd >= 0 && !s->give_up_ms)
		s->give_up_ms = now_ms + SOCKET_CONNECT_MS;
}

static void socket_close(struct transport *t)
{
	struct socket_transport *s = (struct socket_transport *)t;

	socket_drop(s);
	if (s->all)
		freeaddrinfo(s->all);
	free(s);
}

static const struct transport_ops socket_ops = {
	.read = socket_read,
	.write = socket_write,
	.unsent = socket_unsent,
	.pollfd = socket_pollfd,
	.deadline_ms = socket_deadline_ms,
	.tick = socket_tick,
	.close = socket_close,
};

static struct socket_transport *socket_new(const char *kind, const char *rest)
{
	struct socket_transport *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->base.ops = &socket_ops;
	s->fd = -1;
	snprintf(s->base.name, sizeof(s->base.name), "%s%s", kind, rest);
	return s;
}

/* What failed at once is an error of open; what fails later is told by read. */
static int socket_result(struct transport **out, struct socket_transport *s, struct qlw_diag *diag)
{
	if (socket_progress(s) < 0) {
		qlw_diag_set(diag, QLW_EPORT, "%s", s->base.reason);
		socket_close(&s->base);
		return QLW_EPORT;
	}
	*out = &s->base;
	return 0;
}

/* HOST:PORT or [V6]:PORT; writes the host without brackets. */
static bool socket_split(const char *rest, char *host, size_t size, const char **port)
{
	const char *colon = strrchr(rest, ':');
	size_t n = colon ? (size_t)(colon - rest) : 0;
	bool bracketed = n > 2 && rest[0] == '[' && rest[n - 1] == ']';
	char *end;
	long number = colon ? strtol(colon + 1, &end, 10) : 0;

	if (bracketed) {
		rest++;
		n -= 2;
	}
	if (!n || n >= size || number < 1 || number > 65535 || *end ||
		(!bracketed && (memchr(rest, ':', n) || *rest == '[')))
		return false;
	memcpy(host, rest, n);
	host[n] = '\0';
	*port = colon + 1;
	return true;
}

static int socket_open_tcp(struct transport **out, const char *rest,
	const struct transport_options *options, struct qlw_diag *diag)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	char host[256];
	const char *port;
	struct socket_transport *s;
	int error;

	(void)options;
	if (!socket_split(rest, host, sizeof(host), &port)) {
		qlw_diag_set(diag, QLW_EUSAGE, "tcp:%s: not HOST:PORT", rest);
		qlw_diag_hint(diag, "an IPv6 address stands in brackets: tcp:[::1]:4000");
		return QLW_EUSAGE;
	}
	s = socket_new("tcp:", rest);
	if (!s)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	error = getaddrinfo(host, port, &hints, &s->all);
	if (error) {
		s->all = NULL;
		socket_close(&s->base);
		return qlw_diag_set(diag, QLW_EPORT, "%s: %s", host, gai_strerror(error));
	}
	s->next = s->all;
	socket_start_next(s);
	return socket_result(out, s, diag);
}

static int socket_open_unix(struct transport **out, const char *rest,
	const struct transport_options *options, struct qlw_diag *diag)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct socket_transport *s;

	(void)options;
	if (!*rest || strlen(rest) >= sizeof(to.sun_path))
		return qlw_diag_set(diag, QLW_EUSAGE, "unix:%s: a path of 1 to %zu bytes is needed",
			rest, sizeof(to.sun_path) - 1);
	s = socket_new("unix:", rest);
	if (!s)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	memcpy(to.sun_path, rest, strlen(rest) + 1);
	socket_start(s, (struct sockaddr *)&to, sizeof(to));
	return socket_result(out, s, diag);
}

const struct transport_ops transport_tcp = {.prefix = "tcp:", .open = socket_open_tcp};
const struct transport_ops transport_unix = {.prefix = "unix:", .open = socket_open_unix};
