/*
 * Transports from inside: what a back end is. Only modem/transport*.c include this.
 *
 * A back end allocates a struct that begins with a struct transport, and frees it in close.
 */
#ifndef QLW_MODEM_TRANSPORT_BACKEND_H
#define QLW_MODEM_TRANSPORT_BACKEND_H

#include <termios.h>

#include "modem/port/transport.h"

struct transport_ops {
	const char *prefix; /* "tcp:"; "" takes every other port, as a path */
	/* rest is the port after the prefix. On success *out has its ops and name set. */
	int (*open)(struct transport **out, const char *rest,
		const struct transport_options *options, struct qlw_diag *diag);
	ssize_t (*read)(struct transport *t, void *buffer, size_t n);
	ssize_t (*write)(struct transport *t, const void *bytes, size_t n);
	size_t (*unsent)(const struct transport *t); /* NULL: not known */
	struct pollfd (*pollfd)(const struct transport *t, bool want_write);
	uint64_t (*deadline_ms)(const struct transport *t); /* NULL: never */
	void (*tick)(struct transport *t, uint64_t now_ms); /* NULL: nothing */
	void (*close)(struct transport *t);
};

struct transport {
	const struct transport_ops *ops;
	char name[192];
	char reason[192];
};

extern const struct transport_ops transport_path, transport_tcp, transport_unix, transport_sim;

/* A serial line and a PTY share all but their settings; transport_path opens either. path is where
 * the node is. */
int transport_serial_open(struct transport **out, const char *path,
	const struct transport_options *options, struct qlw_diag *diag);
int transport_pty_open(struct transport **out, const char *path, struct qlw_diag *diag);

/* Opens a terminal device, non-blocking, if no other program holds it, locks it and turns its echo
 * off at once; *before is how it was. Returns the descriptor or QLW_EPORT, QLW_EHELD with the reason. */
int transport_tty_claim(const char *path, struct termios *before, struct qlw_diag *diag);
/* No one else, libserialport included, can open it from here until it is released. Serial only. */
void transport_tty_exclude(int fd);
void transport_tty_release(int fd);

/* read() and write() as transports report them: 0 for "not now", QLW_EEOF for anything final. On a
 * terminal VMIN must be 1, so that nothing read means hung up. */
ssize_t transport_fd_read(int fd, void *buffer, size_t n);
ssize_t transport_fd_write(int fd, const void *bytes, size_t n);
ssize_t transport_fd_send(int fd, const void *bytes, size_t n); /* sockets */
size_t transport_fd_unsent(int fd);

/* Fills diag for an open() of path that failed with this errno: missing, no permission (with the
 * group and the command), no device behind it. Returns diag's error. */
int transport_explain(struct qlw_diag *diag, const char *path, int error);

#endif
