/*
 * What a command of the general set may have changed of what is known: typed by hand it passes by the
 * verbs that would know. A query of the same name changes nothing. It must not know who sent it.
 */
#include "modem/model_priv.h"

#define NETWORK MODEL_PART_NETWORK
#define UNIT    MODEL_PART_UNIT
#define URCPORT MODEL_PART_URCPORT
#define ALL     (NETWORK | UNIT | URCPORT | MODEL_PART_SETTINGS | MODEL_PART_STATE)

/* query: its form with no more than this many arguments asks. */
static const struct {
	const char *name;
	size_t query;
	unsigned parts;
} effects[] = {
	{"+CFUN", 0, NETWORK | MODEL_PART_STATE},
	{"+COPS", 0, NETWORK},
	{"+CGATT", 0, NETWORK},
	{"+CGACT", 0, NETWORK},
	{"+QIACT", 0, NETWORK},
	{"+QIDEACT", 0, NETWORK},
	{"+CGDCONT", 0, NETWORK},
	{"+CGAUTH", 0, NETWORK},
	{"+QICSGP", 1, NETWORK},
	{"+CEREG", 0, NETWORK},
	{"+CPSMS", 0, NETWORK},
	{"+QCFG", 1, NETWORK},
	{"+QCFGEXT", 1, NETWORK},
	{"+CPIN", 0, NETWORK | UNIT},
	{"+CLCK", 0, NETWORK},
	{"+QSIMDET", 0, NETWORK},
	{"+CPBW", 0, UNIT},
	{"+EGMR", 1, UNIT},
	{"+QURCCFG", 1, URCPORT},
	{"&F", 0, ALL},
	{"&F0", 0, ALL},
	{"Z", 0, ALL},
	{"Z0", 0, ALL},
};

static bool asks(const struct at_line *c, size_t query)
{
	if (c->form == AT_FORM_READ || c->form == AT_FORM_TEST)
		return true;
	return query && c->form == AT_FORM_WRITE && c->count <= query;
}

unsigned model_effects(const struct at_line *c)
{
	if (at_is(c, "+CFUN") && c->count > 1)
		return 0; /* it restarts, which tells more */
	for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
		if (at_is(c, effects[i].name))
			return asks(c, effects[i].query) ? 0 : effects[i].parts;
	return 0;
}

/* Each part is a row of questions, asked in order (connect.c). */
static const struct {
	unsigned part;
	const char *first, *last;
} questions[] = {
	{NETWORK, "+CPIN", "+CGPADDR"},
	{UNIT, "+QGMR", "+CIMI"},
	{URCPORT, "+QURCCFG", "+QURCCFG"},
};

unsigned model_asks(const struct at_line *c)
{
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		if (at_is(c, questions[i].first) && !model_effects(c))
			return questions[i].part;
	return 0;
}

unsigned model_asked(const struct at_line *c)
{
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		if (at_is(c, questions[i].last) && !model_effects(c))
			return questions[i].part;
	return 0;
}
