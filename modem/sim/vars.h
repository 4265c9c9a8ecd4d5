/*
 * Commands that only keep values: their test form is their range check. AT+CMEE, AT+IPR, AT+CPSMS,
 * the keys of AT+QCFG, AT+QURCCFG, AT+QINDCFG and so on, all from one table.
 */
#ifndef QLW_SIM_VARS_H
#define QLW_SIM_VARS_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/sim/at.h"
#include "modem/sim/text.h"

enum var {
	VAR_CMEE,
	VAR_CREG,
	VAR_CGREG,
	VAR_CEREG,
	VAR_CMGF,
	VAR_IPR,
	VAR_IFC,
	VAR_ICF,
	VAR_CTZU,
	VAR_CTZR,
	VAR_CGEREP,
	VAR_QSCLK,
	VAR_CPSMS,
	VAR_CEDRXS,
	VAR_CSCS,
	VAR_CNMI,
	VAR_QCFG_BAND,
	VAR_QCFG_IOTOPMODE,
	VAR_QCFG_NWSCANMODE,
	VAR_QCFG_NWSCANSEQ,
	VAR_QCFG_SERVICEDOMAIN,
	VAR_QCFG_URC_DELAY,
	VAR_QCFG_PSM_URC,
	VAR_QCFG_PSM_ENTER,
	VAR_QCFG_LEDMODE,
	VAR_QURCCFG_URCPORT,
	VAR_QINDCFG_ALL,
	VAR_QINDCFG_CSQ,
	VAR_QINDCFG_SMSFULL,
	VAR_QINDCFG_RING,
	VAR_QINDCFG_SMSINCOMING,
	VAR_COUNT
};

#define VAR_VALUES 5
#define VAR_LEN    48

struct vars {
	char value[VAR_COUNT][VAR_VALUES][VAR_LEN]; /* as on the wire, quotes included */
	bool urc_elsewhere;                         /* URCs go to a port that is not this one */
};

void vars_factory(struct vars *v);
/* Only those that AT&F puts back and AT&W stores. */
void vars_reset_profile(struct vars *v);
/* As AT+QURCCFG="urcport" does, without storing it. */
void vars_set_urc_port(struct vars *v, const char *port);
int vars_number(const struct vars *v, enum var which);

/* For flash: the values that AT&W stores, or those that are stored at once. */
void vars_dump(const struct vars *v, bool profile, struct text *out);
void vars_load(struct vars *v, const char *text, size_t len);

extern const struct at_row cmd_vars_rows[];
/* For commands that answer their query in another way. */
at_handler vars_test, vars_write;

#endif
