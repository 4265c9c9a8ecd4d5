/*
 * PTYs, which libserialport refuses: plain terminal settings on a descriptor. It knows no modem
 * lines and no speed. The lock alone keeps others away: a PTY stays marked exclusive when the
 * program that marked it is killed, and then only the superuser could open it again.
 */
#include "modem/port/transport_backend.h"

#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

struct pty {
	struct transport base;
	int fd;
	struct termios before;
};

static ssize_t pty_read(struct transport *t, void *buffer, size_t n)
{
	return transport_fd_read(((struct pty *)t)->fd, buffer, n);
}

static ssize_t pty_write(struct transport *t, const void *bytes, size_t n)
{
	return transport_fd_write(((struct pty *)t)->fd, bytes, n);
}

static size_t pty_unsent(const struct transport *t)
{
	return transport_fd_unsent(((const struct pty *)t)->fd);
}

static struct pollfd pty_pollfd(const struct transport *t, bool want_write)
{
	short events = want_write ? POLLIN | POLLOUT : POLLIN;

	return (struct pollfd){.fd = ((const struct pty *)t)->fd, .events = events};
}

static void pty_close(struct transport *t)
{
	struct pty *pty = (struct pty *)t;

	tcsetattr(pty->fd, TCSANOW, &pty->before);
	close(pty->fd);
	free(pty);
}

static const struct transport_ops pty_ops = {
	.prefix = "",
	.read = pty_read,
	.write = pty_write,
	.unsent = pty_unsent,
	.pollfd = pty_pollfd,
	.close = pty_close,
};

/* Raw, 8 bits, one byte at least: then nothing read means hung up. */
static int pty_make_raw(int fd, const struct termios *before)
{
	struct termios raw = *before;

	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL | CREAD;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return tcsetattr(fd, TCSANOW, &raw);
}

int transport_pty_open(struct transport **out, const char *path, struct qlw_diag *diag)
{
	struct pty *pty = calloc(1, sizeof(*pty));

	if (!pty)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	pty->base.ops = &pty_ops;
	pty->fd = transport_tty_claim(path, &pty->before, diag);
	if (pty->fd < 0) {
		int err = pty->fd;

		free(pty);
		return err;
	}
	if (pty_make_raw(pty->fd, &pty->before)) {
		close(pty->fd);
		free(pty);
		return qlw_diag_set(diag, QLW_EPORT, "%s: its settings cannot be changed", path);
	}
	*out = &pty->base;
	return 0;
}
