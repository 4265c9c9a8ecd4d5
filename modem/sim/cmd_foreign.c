/* What other families answer where their command prefixes meet those of the Note: enough for a
 * console to see that they are something else, and no more. */
#include "modem/sim/commands.h"
#include "modem/sim/state.h"

static int say_all(struct module *m, const char *const *line)
{
	for (; *line; line++)
		at_say(m, "%s", *line);
	return AT_OK;
}

static int refuse(struct module *m, const struct at_command *c)
{
	(void)m;
	(void)c;
	return AT_ERROR;
}

static int test_eg25_cfg(struct module *m, const struct at_command *c)
{
	static const char *const form[] = {
		"+QLWCFG: \"security\",(0-3),(1-65535),<server_addr>,(0,1),(0,3),"
		"<pskID>,<psk_key>",
		"+QLWCFG: \"server\",(0-3),(1-86400),(1-86400),(1-86400),(1-86400),"
		"(0,1),(\"U\",\"UQ\",\"S\",\"SQ\",\"US\",\"UQS\")",
		"+QLWCFG: \"epname/mode\",(3,6,7)",
		"+QLWCFG: \"urc\",(0,1)",
		NULL,
	};
	(void)c;
	return say_all(m, form);
}

static int read_eg25_stat(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+QLWSTAT: 0");
	return AT_OK;
}

static int test_bg96(struct module *m, const struct at_command *c)
{
	static const char *const form[] = {
		"+QLWM2M: \"select\",(0-3)",
		"+QLWM2M: \"enable\",(0,1)",
		"+QLWM2M: \"bootstrap\",(0,1)",
		"+QLWM2M: \"endpoint\",<bs_name>,<name>",
		"+QLWM2M: \"reset\"",
		NULL,
	};
	(void)c;
	return say_all(m, form);
}

static int test_bc66(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+QLWCONFIG: (0,1),<host>,(1-65535),<endpoint>,(20-86400),(0,1)");
	return AT_OK;
}

const struct at_row cmd_eg25_rows[] = {
	{.name = "+QLWCFG", .on = {[AT_TEST] = test_eg25_cfg, [AT_WRITE] = refuse}},
	{.name = "+QLWSTAT", .on = {[AT_READ] = read_eg25_stat}},
	{0},
};
const struct at_row cmd_bg96_rows[] = {
	{.name = "+QLWM2M", .on = {[AT_TEST] = test_bg96, [AT_WRITE] = refuse}},
	{0},
};
const struct at_row cmd_bc66_rows[] = {
	{.name = "+QLWCONFIG", .on = {[AT_TEST] = test_bc66, [AT_WRITE] = refuse}},
	{0},
};
