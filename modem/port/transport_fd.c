/*
 * Descriptors as transports use them: reads and writes that never wait, with every final condition
 * reported alike. It knows nothing of ports.
 */
#include "modem/port/transport_backend.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static bool fd_not_now(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

ssize_t transport_fd_read(int fd, void *buffer, size_t n)
{
	ssize_t got = read(fd, buffer, n);

	if (got > 0)
		return got;
	return got < 0 && fd_not_now(errno) ? 0 : QLW_EEOF;
}

ssize_t transport_fd_write(int fd, const void *bytes, size_t n)
{
	ssize_t put = write(fd, bytes, n);

	if (put >= 0)
		return put;
	return fd_not_now(errno) ? 0 : QLW_EEOF;
}

/* A socket's other end may be gone without anyone having asked for a signal. */
ssize_t transport_fd_send(int fd, const void *bytes, size_t n)
{
	ssize_t put = send(fd, bytes, n, MSG_NOSIGNAL);

	if (put >= 0)
		return put;
	return fd_not_now(errno) ? 0 : QLW_EEOF;
}

/* The request is the same for terminals and sockets. A PTY does not count, but it says when it is
 * full. */
size_t transport_fd_unsent(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	int bytes = 0;

	if (!ioctl(fd, TIOCOUTQ, &bytes) && bytes > 0)
		return (size_t)bytes;
	return poll(&p, 1, 0) == 0;
}
