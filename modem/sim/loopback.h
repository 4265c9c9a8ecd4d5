/*
 * The built-in bootstrap and management servers on 127.0.0.1 and ::1, to which every server name
 * leads with --network loopback. They run in the simulator's process but share no protocol code
 * with the client, so that the two cannot agree on a mistake.
 */
#ifndef QLW_SIM_LOOPBACK_H
#define QLW_SIM_LOOPBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct loopback;

struct loopback_options {
	uint64_t seed;
	const char *credentials; /* file of PSKs to accept besides the Note's own, or NULL */
	const char *certificate; /* file to write the servers' own certificate to (PEM), or NULL */
	uint64_t (*now_ms)(void *ctx);
	void (*log)(void *ctx, const char *line);
	void *ctx;
};

/* Servers on free ports. NULL when no socket can be had. */
struct loopback *loopback_open(const struct loopback_options *options);
void loopback_close(struct loopback *l);

/* Where the client's traffic for a server goes; IPv6 first. Returns the number of addresses. */
size_t loopback_address(const struct loopback *l, bool secure, bool bootstrap,
	struct sockaddr_storage *to, size_t max);

int loopback_fd(const struct loopback *l);
uint64_t loopback_deadline_ms(const struct loopback *l);  /* module time, UINT64_MAX: none */
uint64_t loopback_real_wait_ms(const struct loopback *l); /* UINT64_MAX: none */
void loopback_run(struct loopback *l);

/* Faults: a server that hears everything and says nothing; or is not there at all (ICMP). */
void loopback_silence(struct loopback *l, bool silent);
void loopback_stop(struct loopback *l, bool stopped);

/*
 * Tells the servers to do something; false when the words are not understood.
 * To every registered client: read, discover, observe, cancel, execute, delete PATH;
 * write PATH TEXT; opaque PATH TEXT; hex PATH DIGITS (opaque bytes, NUL among them).
 * From now on: refuse CODE|off (such as 4.03, 5.03) · lose PERCENT (of all datagrams) ·
 * live SECONDS|off (does something with each client by itself, about every SECONDS) ·
 * shorten SECONDS (no lifetime above it; 0: as asked) · withhold [off] (a bootstrap that gives no
 * server). At once: forget (all registrations) · alert (closes every DTLS connection).
 */
bool loopback_tell(struct loopback *l, const char *words);

#endif
