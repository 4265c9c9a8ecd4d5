/* Helpers of module_config (module.h). */
#ifndef QLW_SIM_CONFIG_H
#define QLW_SIM_CONFIG_H

#include <stddef.h>
#include <stdint.h>

/* Pairs of hexadecimal digits as bytes; returns how many. */
size_t config_hex(const char *digits, uint8_t *out, size_t max);

#endif
