/*
 * What the module takes from its provisioning files at start (2.5), and whether the LwM2M client
 * then starts by itself.
 */
#ifndef QLW_SIM_STARTUP_H
#define QLW_SIM_STARTUP_H

#include <stdbool.h>
#include <stdint.h>

struct lw_config;
struct module;

/* Reads the files over the settings; they are not stored there. */
void startup_read(struct module *m);
/* Does this context, 0 to 15, come from carrier_apn_cfg or lwm2m_cfg? */
bool startup_defined(unsigned context);
/* In how many milliseconds the client shall start by itself; UINT64_MAX: it shall not. */
uint64_t startup_delay_ms(const struct module *m);
/* <mode> of a registration that the module starts by itself: that of the last "reg" (3.2.2), which
 * is kept in flash by this name. */
#define STARTUP_REG_MODE "mode"
int startup_reg_mode(struct module *m);
/* What lwm2m_cfg says where AT+QLWCFG has no word, or says otherwise. */
void startup_tune(const struct module *m, struct lw_config *c);

#endif
