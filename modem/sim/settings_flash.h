/*
 * The settings as text for flash: one record a line, "key record value…", strings percent-encoded.
 */
#ifndef QLW_SIM_SETTINGS_FLASH_H
#define QLW_SIM_SETTINGS_FLASH_H

#include "modem/sim/settings.h"
#include "modem/sim/text.h"

void settings_dump(const struct settings *s, struct text *out);
/* Over factory values; lines that do not fit are skipped. */
void settings_load(struct settings *s, const char *text, size_t len);

#endif
