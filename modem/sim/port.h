/*
 * The port a host opens: a pseudo terminal, or a listening TCP or Unix socket. Hosts may come and
 * go, one at a time; a host that is not there loses what the module says, as on a cable, except
 * before the first one came.
 */
#ifndef QLW_SIM_PORT_H
#define QLW_SIM_PORT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct port;

/* listen: NULL for a PTY, or tcp:HOST:PORT, unix:PATH. link: a symbolic link to the PTY, or NULL.
 * Returns NULL and tells why on standard error. */
struct port *port_open(const char *listen, const char *link);
void port_close(struct port *p); /* removes what was made in the file system */

/* What a host opens: the link, the PTY, or the address with the real port number. */
const char *port_path(const struct port *p);

#define PORT_POLLFDS 2
/* Fills up to PORT_POLLFDS entries; want_read, want_write: what the caller can use. */
size_t port_pollfds(struct port *p, struct pollfd *out, bool want_read, bool want_write);

/* To be called after poll and reading: notices hosts coming and going, of whom what was read came. */
struct port_change {
	bool opened, closed;
};
struct port_change port_check(struct port *p);
bool port_present(const struct port *p); /* a host is there, or none ever was */

ssize_t port_read(struct port *p, void *bytes, size_t max);        /* 0: nothing now */
ssize_t port_write(struct port *p, const void *bytes, size_t len); /* 0: nothing now */

/* The cable is pulled and put back: the host sees its port end. A PTY comes back under the link,
 * with another number. */
void port_unplug(struct port *p);

#endif
