/*
 * What the module measures: battery, signal, cell and address, for AT commands and for the LwM2M
 * client's objects 3 and 4.
 */
#ifndef QLW_SIM_SENSE_H
#define QLW_SIM_SENSE_H

#include <stdint.h>

struct lw_config;
struct module;

int sense_battery(const struct module *m);  /* percent */
int64_t sense_time(const struct module *m); /* seconds since 1970, by the module's clock */
int sense_voltage(const struct module *m);  /* millivolts */
/* All of it as it is now. */
void sense(const struct module *m, struct lw_config *c);

#endif
