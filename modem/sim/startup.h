/*
 * What the module does by itself once it is up: reads the provisioning files of 2.5 and decides
 * whether the LwM2M client starts.
 */
#ifndef QLW_SIM_STARTUP_H
#define QLW_SIM_STARTUP_H

#include <stdint.h>

struct module;

/* Returns in how many milliseconds the client shall start by itself; UINT64_MAX: it shall not. */
uint64_t startup_run(struct module *m);

#endif
