/*
 * Unsolicited lines: they wait their turn and never stand inside another line, an answer, a data
 * mode or a command line that is being typed.
 */
#ifndef QLW_SIM_URC_H
#define QLW_SIM_URC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/sim/text.h"

struct module;

struct urcs {
	struct text waiting; /* framed, in order */
};

/* Queues one line, framed by CR LF, unless URCs go to the other port (AT+QURCCFG="urcport"). */
void urc_say(struct module *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for raw bytes that bring their own line ends. */
void urc_bytes(struct module *m, const void *bytes, size_t len);
/* Sends what may be sent now. */
void urc_run(struct module *m);
/* When the host's half-typed line no longer holds them back; UINT64_MAX: nothing to wait for. */
uint64_t urc_deadline_ms(const struct module *m);

#endif
