/* Every command of every firmware, as tables of rows; each table stands in the file of its
 * commands. */
#ifndef QLW_SIM_COMMANDS_H
#define QLW_SIM_COMMANDS_H

#include "modem/sim/at.h"
#include "modem/sim/firmware.h"

extern const struct at_row cmd_general_rows[], cmd_qlwcfg_rows[], cmd_qlwsvc_rows[],
	cmd_file_rows[], cmd_bg96_rows[], cmd_eg25_rows[], cmd_bc66_rows[];

/* The row of a command (name in upper case) if this firmware has it, or NULL. */
const struct at_row *commands_find(const struct firmware *f, const char *name);

#endif
