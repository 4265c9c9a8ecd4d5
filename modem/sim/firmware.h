/*
 * Which module this is: the eight of Table 1, and some others that share the command prefixes and
 * must be told apart.
 */
#ifndef QLW_SIM_FIRMWARE_H
#define QLW_SIM_FIRMWARE_H

#include <stddef.h>
#include <stdio.h>

enum family {
	FAMILY_BG95, /* the Note's: BG95, BG77, BG600L-M3 */
	FAMILY_BG96,
	FAMILY_EG25,
	FAMILY_BC66,
	FAMILY_BG770,
};

struct firmware {
	const char *model, *revision;
	const char *build; /* AT+QGMR */
	enum family family;
	const char *rat; /* what it registers with first */
};

/* Who owns the module. */
#define IDENTITY_IMEI   "864475040090705"
#define IDENTITY_MSISDN "12234235569"
#define IDENTITY_IMSI   "262030000090705"
#define IDENTITY_ICCID  "89490200001234567892"

const struct firmware *firmware_default(void);
const struct firmware *firmware_find(const char *name); /* by model or revision, in any case */
void firmware_list(FILE *to);

#endif
