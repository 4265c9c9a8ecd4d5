/* Which command lines change the module, and which do harm: read-only mode and warnings ask. Pure. */
#include <string.h>

#include "modem/at.h"
#include "modem/qlw.h"
#include "modem/session.h"

/* Executions and writes that only ask. max: with no more than this many arguments. */
static const struct {
	const char *name;
	size_t max;
} harmless[] = {
	{"", 0},
	{"I", 0},
	{"&V", 0},
	{"+CGMI", 0},
	{"+CGMM", 0},
	{"+CGMR", 0},
	{"+GMI", 0},
	{"+GMM", 0},
	{"+GMR", 0},
	{"+CGSN", 1},
	{"+GSN", 0},
	{"+CIMI", 0},
	{"+CNUM", 0},
	{"+QCCID", 0},
	{"+ICCID", 0},
	{"+CSQ", 0},
	{"+QCSQ", 0},
	{"+CESQ", 0},
	{"+QNWINFO", 0},
	{"+QGMR", 0},
	{"+CGPADDR", 16},
	{"+QENG", 1},
	{"+CPAS", 0},
	{"+QURCCFG", 1},
	{"+QCFG", 1},
	{"+QICSGP", 1},
	{"+QFLST", 1},
	{"+QFLDS", 1},
	{"+QFDWL", 1},
	{"+QINDCFG", 1},
	{"+QCFGEXT", 1},
	{"+QTEMP", 0},
	{"+CGCONTRDP", 1},
	{"+QLTS", 1},
	{"+CEER", 0},
	{"+CEDRXRDP", 0},
};

static bool only_asks(const struct at_line *c)
{
	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
		if (at_is(c, harmless[i].name))
			return c->count <= harmless[i].max;
	return false;
}

static bool client_changes(const struct at_line *c)
{
	if (at_is(c, "+QLWCFG"))
		return c->count != 1 && !(at_arg_is(c, 0, "host") && c->count <= 3);
	if (at_arg_is(c, 0, "state"))
		return false;
	return !(at_arg_is(c, 0, "lifetime") && c->count == 2);
}

static bool part_changes(const struct at_line *c)
{
	if (c->form == AT_FORM_READ || c->form == AT_FORM_TEST)
		return false;
	if (at_is(c, "+QLWCFG") || at_is(c, "+QLWSVC"))
		return client_changes(c);
	return !only_asks(c);
}

bool session_changes(const char *line)
{
	struct at_line c;
	for (const char *part = line, *rest; part && *part; part = rest)
		if (at_parse_command(part, strlen(part), &c, &rest) != 0 || part_changes(&c))
			return true;
	return false;
}

/* Writes that cost more than a value. count: number of arguments, 0: any. */
static const struct {
	const char *name, *first, *second;
	size_t count;
	const char *what;
} costly[] = {
	{"+QLWCFG", "security", NULL, 2, "deletes the security record: its server and PSK"},
	{"+QLWCFG", "server", NULL, 2, "deletes the server record"},
	{"+QLWCFG", "select", "0", 0, "resets every setting of the LwM2M client"},
	{"+QLWSVC", "dereg", "1", 0, "resets the LwM2M client to factory state"},
	{"&F", NULL, NULL, 0, "resets the module's own settings"},
	{"&F0", NULL, NULL, 0, "resets the module's own settings"},
	{"+CFUN", NULL, NULL, 0, "turns the radio off or restarts the module"},
	{"+QPOWD", NULL, NULL, 0, "turns the module off"},
	{"+QFDEL", NULL, NULL, 0, "deletes files of the module"},
};

static const char *part_danger(const struct at_line *c)
{
	bool asks = c->form == AT_FORM_READ || c->form == AT_FORM_TEST;
	for (size_t i = 0; !asks && i < sizeof costly / sizeof *costly; i++)
		if (at_is(c, costly[i].name) && (!costly[i].count || c->count == costly[i].count) &&
			(!costly[i].first || at_arg_is(c, 0, costly[i].first)) &&
			(!costly[i].second || at_arg_is(c, 1, costly[i].second)))
			return costly[i].what;
	if (!asks && at_is(c, "+QCFG") && c->count > 1)
		return "changes the module's configuration; a wrong value can make it unreachable";
	return NULL;
}

const char *session_danger(const char *line)
{
	struct at_line c;
	const char *what = NULL;
	for (const char *part = line, *rest; part && *part && !what; part = rest) {
		if (at_parse_command(part, strlen(part), &c, &rest) != 0)
			break;
		what = part_danger(&c);
	}
	return what;
}
