/*
 * A look at a port: which module answers there, if one does. Asks AT, ATI and AT+CGSN, changes nothing,
 * and lets go of the port as soon as it knows, or after PROBE_MS.
 *
 *   probe_start → poll(probe_pollfd), probe_run … → probe_over → probe_found → probe_free
 */
#ifndef QLW_MODEM_PROBE_H
#define QLW_MODEM_PROBE_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "modem/err.h"
#include "modem/net.h"
#include "modem/port/overheard.h"

#define PROBE_MS        3000  /* for a port whose baud rate is known, or has none */
#define PROBE_SEARCH_MS 15000 /* with a search for it */

enum probe_end {
	PROBE_END_FOUND,   /* a module, or something that answers AT */
	PROBE_END_SILENT,  /* nothing answers */
	PROBE_END_TROUBLE, /* it cannot be opened, or went away: diag says why */
};

struct probe_found {
	enum probe_end end;
	char model[32], imei[20]; /* "" when not told */
	enum net_family family;
	int baud; /* at which it answers */
	enum overheard_kind overheard;
	struct qlw_diag diag; /* of TROUBLE; err QLW_EHELD: another program has it */
};

struct probe;

/* Opens it; baud 0: 115200. search: try other rates when this one is not answered. NULL: out of memory. */
struct probe *probe_start(const char *port, int baud, bool search, uint64_t now_ms);
void probe_free(struct probe *p); /* lets go of the port; NULL is allowed */

struct pollfd probe_pollfd(const struct probe *p);
uint64_t probe_deadline_ms(const struct probe *p);
void probe_run(struct probe *p, uint64_t now_ms);
bool probe_over(const struct probe *p); /* the port is closed */
const struct probe_found *probe_found(const struct probe *p);
/* "trying 9600 baud", "asking"; static. */
const char *probe_doing(const struct probe *p);

#endif
