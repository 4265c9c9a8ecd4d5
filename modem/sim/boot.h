/*
 * Power: from RDY to APP RDY, restart, switching off.
 */
#ifndef QLW_SIM_BOOT_H
#define QLW_SIM_BOOT_H

#include <stdbool.h>
#include <stdint.h>

struct module;

enum power {
	POWER_OFF,     /* deaf and dumb */
	POWER_LOADING, /* before RDY: the same */
	POWER_BOOTING, /* after RDY: commands are refused */
	POWER_ON,
	POWER_ASLEEP, /* power saving mode: deaf and dumb until woken */
};

struct boot {
	enum power power;
	unsigned step;      /* next line of the boot sequence */
	uint64_t start_ms;  /* of this boot */
	uint64_t stop_ms;   /* a restart or switch-off is due; UINT64_MAX: none */
	bool again;         /* ...and it is a restart */
	bool waking;        /* from power saving mode: the client was never gone */
	uint64_t client_ms; /* the LwM2M client starts by itself; UINT64_MAX: not */
};

void boot_start(struct module *m, uint64_t in_ms);
/* Stops the module after what is being said: for good, or to start again. */
void boot_stop(struct module *m, uint64_t in_ms, bool again);
void boot_run(struct module *m);
uint64_t boot_deadline_ms(const struct module *m);

#endif
