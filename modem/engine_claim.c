/*
 * Whose line is it, and how long may a command take: the two questions about AT commands that the
 * engine asks a table. Pure.
 */
#include <string.h>
#include <strings.h>

#include "modem/at.h"
#include "modem/engine.h"
#include "modem/net.h"

/* Registration codes come unsolicited with the answer's own name. */
static bool is_reg(const struct at_line *line)
{
	return at_is(line, "+CREG") || at_is(line, "+CGREG") || at_is(line, "+CEREG");
}

/* `+CEREG: <n>,<stat>…` answers; `+CEREG: <stat>[,"tac",…]` tells. */
static bool reg_answers(const struct at_line *command, const struct at_line *line)
{
	if (command->form == AT_FORM_TEST)
		return true;
	return command->form == AT_FORM_READ && line->count >= 2 &&
	       line->arg[1].kind == AT_ARG_NUMBER;
}

static bool names_match(const struct at_line *command, const struct at_line *line)
{
	return command->name_len == line->name_len &&
	       strncasecmp(command->name, line->name, line->name_len) == 0;
}

static bool answers_plainly(const struct at_line *command)
{
	return !at_is(command, "+QLWCFG") && !at_is(command, "+QLWSVC");
}

static bool claims_one(
	const struct at_line *command, const struct at_line *info, const char *line, size_t len)
{
	if (!info)
		return answers_plainly(command) && !net_is_unsolicited(line, len);
	if (!names_match(command, info))
		return false;
	return is_reg(info) ? reg_answers(command, info) : true;
}

bool engine_claims(const char *command, const char *line, size_t len)
{
	struct at_line info, one;
	bool named = len && line[0] == '+' && at_parse_info(line, len, &info) == 0;
	const char *rest = command;
	while (rest && *rest) {
		const char *next = NULL;
		if (at_parse_command(rest, strlen(rest), &one, &next) != 0)
			return !named && !net_is_unsolicited(line, len);
		if (claims_one(&one, named ? &info : NULL, line, len))
			return true;
		rest = next;
	}
	return false;
}

uint32_t engine_timeout_ms(const char *line)
{
	static const struct {
		const char *name;
		uint32_t ms;
	} slow[] = {
		{"+CFUN", 15000},
		{"+CPIN", 5000},
		{"+CLCK", 5000},
		{"+CPWD", 5000},
		{"+CGATT", 140000},
		{"+CGACT", 150000},
		{"+QIACT", 150000},
		{"+QIDEACT", 40000},
		{"+COPS", 180000},
		{"+CMGS", 120000},
		{"+QPOWD", 5000},
		{"+QFUPL", 60000},
		{"+QFDWL", 60000},
		{"+QFDEL", 10000},
		{"+QFLST", 10000},
		{"+QCFG", 5000},
		{"+QPING", 5000},
		{"&F", 5000},
		{"&W", 5000},
	};
	uint32_t longest = 2000;
	struct at_line one;
	const char *rest = line;
	while (rest && *rest) {
		const char *next = NULL;
		if (at_parse_command(rest, strlen(rest), &one, &next) != 0)
			break;
		for (size_t i = 0; i < sizeof slow / sizeof *slow; i++)
			if (at_is(&one, slow[i].name) && slow[i].ms > longest)
				longest = slow[i].ms;
		rest = next;
	}
	return longest;
}
