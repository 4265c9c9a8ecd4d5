/* Which firmware has which commands. Knows no command by name. */
#include "modem/sim/commands.h"

#include <stddef.h>
#include <string.h>

#include "modem/sim/network.h"
#include "modem/sim/vars.h"

static const struct at_row *const general[] = {
	cmd_general_rows, cmd_vars_rows, cmd_network_rows, cmd_pdp_rows, cmd_sim_rows, NULL};
static const struct at_row *const bg95[] = {cmd_qlwcfg_rows, cmd_qlwsvc_rows, cmd_file_rows, NULL};
static const struct at_row *const bg96[] = {cmd_bg96_rows, cmd_file_rows, NULL};
static const struct at_row *const eg25[] = {cmd_eg25_rows, cmd_file_rows, NULL};
static const struct at_row *const bc66[] = {cmd_bc66_rows, NULL};
static const struct at_row *const none[] = {NULL};

static const struct at_row *const *const own[] = {
	[FAMILY_BG95] = bg95,
	[FAMILY_BG96] = bg96,
	[FAMILY_EG25] = eg25,
	[FAMILY_BC66] = bc66,
	[FAMILY_BG770] = none,
};

static const struct at_row *find(const struct at_row *const *tables, const char *name)
{
	for (; *tables; tables++)
		for (const struct at_row *row = *tables; row->name; row++)
			if (strcmp(row->name, name) == 0)
				return row;
	return NULL;
}

const struct at_row *commands_find(const struct firmware *f, const char *name)
{
	const struct at_row *row = find(own[f->family], name);
	return row ? row : find(general, name);
}
