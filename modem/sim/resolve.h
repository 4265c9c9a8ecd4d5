/*
 * Server names to addresses without waiting: each lookup runs in a child of its own, so that the
 * module goes on answering while a name server is silent. Knows no LwM2M.
 */
#ifndef QLW_SIM_RESOLVE_H
#define QLW_SIM_RESOLVE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct resolver;

#define RESOLVE_ADDRESSES 8
#define RESOLVE_PENDING   SIZE_MAX

/* Looks a name up, however long that takes: up to max addresses, IPv6 first; 0: it has none. */
typedef size_t resolve_lookup(
	const char *host, const char *port, struct sockaddr_storage *to, size_t max);
resolve_lookup resolve_now; /* the system's */

/* patience_ms: real time after which a lookup counts as failed. NULL when memory or descriptors
 * are short. */
struct resolver *resolver_open(resolve_lookup *lookup, uint64_t patience_ms);
void resolver_close(struct resolver *r); /* ends what is still being looked up */

/* How many addresses, 0 when there are none; RESOLVE_PENDING: ask again after resolver_run(). What
 * was found is kept and looked up anew now and then, what was not is told once. */
size_t resolver_ask(struct resolver *r, const char *host, const char *port,
	struct sockaddr_storage *to, size_t max);

int resolver_fd(const struct resolver *r);                /* wait for POLLIN, then run */
uint64_t resolver_real_wait_ms(const struct resolver *r); /* UINT64_MAX: none */
void resolver_run(struct resolver *r);

#endif
