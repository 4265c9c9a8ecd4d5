/*
 * Power saving mode (2.4): after T3324 without a word on the port the module says PSM POWER DOWN
 * and is deaf and offline (but not before the LwM2M client has had no word for ACK_TIMEOUT) until T3412 is over, or until a host types or opens the port. It then
 * comes up as after a restart, but its LwM2M client still knows its registrations.
 */
#ifndef QLW_SIM_PSM_H
#define QLW_SIM_PSM_H

#include <stdbool.h>
#include <stdint.h>

struct module;

struct psm {
	uint64_t busy_ms; /* when something last went over the port */
	uint64_t wake_ms; /* while asleep: the end of T3412 */
};

/* Seconds of a timer as AT+CPSMS writes it, eight binary digits; -1: deactivated or no timer. */
long psm_periodic_s(const char *bits); /* T3412 extended */
long psm_active_s(const char *bits);   /* T3324 */

void psm_run(struct module *m);
void psm_wake(struct module *m); /* if it sleeps */
uint64_t psm_deadline_ms(const struct module *m);
/* The network granted PSM: +QPSMTIMER, if that is wanted. */
void psm_granted(struct module *m);

#endif
