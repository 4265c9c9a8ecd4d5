/*
 * Transports: bytes to and from a module, whatever lies between. One interface and no special cases
 * above it. Always non-blocking; nothing here waits.
 *
 * Ports, as a user names them (transport_open):
 *   /dev/ttyUSB2, any link to one, a PTY path   serial line
 *   tcp:HOST:PORT   unix:PATH                   socket
 *   sim:  sim:--seed 7                          a private qlw-sim that ends with this program
 */
#ifndef QLW_MODEM_TRANSPORT_H
#define QLW_MODEM_TRANSPORT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "modem/err.h"

struct transport;

struct transport_options {
	int baud;    /* serial only; 0 means 115200 */
	bool rtscts; /* serial only: the module's CTS holds us back, our RTS the module */
	const char
		*sim_path; /* qlw-sim to start for "sim:"; NULL: beside this program, then $PATH */
};

/*
 * Opens a port. On success *out is the caller's, to be ended with transport_close.
 * QLW_EUSAGE: no such kind of port or malformed. QLW_EPORT: missing, no permission (the hint names
 * the group and the command), refused. QLW_EHELD: another program holds it; diag names it where
 * that can be known. A tcp: connection or a simulator may still be starting on return; reads and
 * writes then report nothing until it stands, or QLW_EEOF. Only the look-up of a host name waits.
 */
int transport_open(struct transport **out, const char *port,
	const struct transport_options *options, struct qlw_diag *diag);

/* Restores line settings, releases the lock, ends a simulator child. Never blocks for longer than
 * 0.2 s, whatever the device does. NULL is allowed. */
void transport_close(struct transport *t);

/* Bytes read (at most n), 0 when there are none now, QLW_EEOF when the other end is gone. Data that
 * arrived before a hang-up is delivered first. */
ssize_t transport_read(struct transport *t, void *buffer, size_t n);

/* Bytes taken, possibly 0 or fewer than n; QLW_EEOF when the other end is gone. */
ssize_t transport_write(struct transport *t, const void *bytes, size_t n);

/* Bytes taken from the caller that the device, or the other end's system, has not taken yet; 0 where
 * that is not known. When it does not shrink, the device is stuck. */
size_t transport_unsent(const struct transport *t);

/* What to poll for, asked anew before each poll: the descriptor may change while a connection or a
 * simulator is starting. .fd is -1 when there is nothing to poll. Asks for POLLOUT only if
 * want_write, or while connecting. Any event, POLLHUP included: call transport_read. */
struct pollfd transport_pollfd(const struct transport *t, bool want_write);

/* When transport_tick must be called at latest (monotonic ms); 0 at once, UINT64_MAX never. Nothing
 * here reads a clock: time-outs count from the first tick. */
uint64_t transport_deadline_ms(const struct transport *t);
void transport_tick(struct transport *t, uint64_t now_ms);

/* What the user calls it: the port as opened, without simulator arguments; valid until close. */
const char *transport_name(const struct transport *t);

/* Why it ended, once a call gave QLW_EEOF ("connection refused", the simulator's last words); ""
 * when there is nothing to add. Valid until close. */
const char *transport_reason(const struct transport *t);

#endif
