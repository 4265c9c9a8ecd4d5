/*
 * Lines a module sends unasked: which there are and what they say. One table, looked up by name and
 * by what stands first behind it.
 */
#include "modem/net.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Lines without a name, whole. */
static const struct {
	const char *line;
	enum net_life life;
	const char *meaning;
} words[] = {
	{"RDY", NET_LIFE_READY, "the module has started"},
	{"APP RDY", NET_LIFE_APP_READY, "the module takes commands"},
	{"POWERED DOWN", NET_LIFE_DOWN, "the module has switched off"},
	{"NORMAL POWER DOWN", NET_LIFE_DOWN, "the module switches off"},
	{"PSM POWER DOWN", NET_LIFE_ASLEEP, "the module sleeps (PSM)"},
	{"SMS DONE", NET_LIFE_NONE, "the SMS store is ready"},
	{"PB DONE", NET_LIFE_NONE, "the phone book is ready"},
	{"RING", NET_LIFE_NONE, "a call comes in"},
};

/* In order: a row with an argument comes before the one without. first NULL: whatever it is. */
static const struct {
	const char *name, *first, *meaning;
} named[] = {
	{"+CFUN", "0", "radio and SIM are off"},
	{"+CFUN", "1", "radio and SIM are on"},
	{"+CFUN", "4", "the radio is off"},
	{"+CFUN", NULL, "radio mode"},
	{"+CPIN", "READY", "the SIM is ready"},
	{"+CPIN", "SIM PIN", "the SIM wants its PIN"},
	{"+CPIN", "SIM PUK", "the SIM is blocked and wants its PUK"},
	{"+CPIN", "SIM PIN2", "the SIM wants its PIN2"},
	{"+CPIN", "SIM PUK2", "the SIM wants its PUK2"},
	{"+CPIN", "NOT INSERTED", "no SIM inserted"},
	{"+CPIN", "NOT READY", "the SIM is not ready yet"},
	{"+CPIN", NULL, "the SIM is locked"},
	{"+QUSIM", "0", "the card is a SIM"},
	{"+QUSIM", "1", "the card is a USIM"},
	{"+QUSIM", NULL, "kind of SIM card"},
	{"+QSIMSTAT", NULL, "the SIM was inserted or taken out"},
	{"+QIND", "SMS DONE", "the SMS store is ready"},
	{"+QIND", "PB DONE", "the phone book is ready"},
	{"+QIND", "csq", "signal strength"},
	{"+QIND", "act", "access technology"},
	{"+QIND", "FOTA", "firmware update of the module"},
	{"+QIND", NULL, "indication of the module"},
	{"+CREG", NULL, NULL},
	{"+CGREG", NULL, NULL},
	{"+CEREG", NULL, NULL},
	{"+CTZV", NULL, "time zone from the network"},
	{"+CTZE", NULL, "time and time zone from the network"},
	{"+CGEV", "NW DETACH", "the network has detached the module"},
	{"+CGEV", "ME DETACH", "the module has detached from the network"},
	{"+CGEV", NULL, "data connection event"},
	{"+CSCON", NULL, "radio connection to the cell"},
	{"+CEDRXP", NULL, "sleep cycle (eDRX) of the network"},
	{"+CMTI", NULL, "an SMS has arrived"},
	{"+CMT", NULL, "an SMS has arrived"},
	{"+CDS", NULL, "SMS delivery report"},
	{"+CRING", NULL, "a call comes in"},
	{"+CUSD", NULL, "message of the network (USSD)"},
	{"+QPSMTIMER", NULL, "sleep timers (PSM) of the network"},
	{"+QIURC", "pdpdeact", "the network has closed a data connection"},
	{"+QIURC", "recv", "data on a socket"},
	{"+QIURC", "closed", "a socket was closed by the other side"},
	{"+QIURC", "dnsgip", "answer of the name server"},
	{"+QIURC", "incoming", "a connection came in"},
	{"+QIURC", "incoming full", "no socket left for a connection that came in"},
	{"+QIURC", NULL, "socket event"},
	{"+QSSLURC", NULL, "secure socket event"},
	{"+QMTSTAT", NULL, "MQTT connection event"},
	{"+QMTRECV", NULL, "MQTT message"},
	{"+QJDR", NULL, "jamming detection"},
	{"+QGPSURC", NULL, "position event"},
	{"+QLWURC", "event", "the LwM2M client has changed its state"},
	{"+QLWURC", "observe", "a server observes a resource"},
	{"+QLWURC", "uldata", "result of a delivery"},
	{"+QLWURC", "recv", "data from a server"},
	{"+QLWURC", NULL, "event of the LwM2M client"},
	{"+QLWREG", NULL, "result of the registration request"},
	{"+QLWDEREG", NULL, "result of the deregistration"},
};

/* By <stat>; the last for all others. */
static const char *const reg_texts[] = {
	"not registered with the network",
	"registered with the home network",
	"searching for a network",
	"the network denies registration",
	"network registration",
	"registered, roaming",
	"network registration",
};

static const char *reg_text(const struct at_line *line)
{
	int64_t stat, last = COUNT(reg_texts) - 1;
	return reg_texts[at_arg_int(line, 0, 0, last, &stat) ? stat : last];
}

const char *net_urc_text(size_t i)
{
	if (i < COUNT(words))
		return words[i].meaning;
	i -= COUNT(words);
	if (i < COUNT(named))
		return named[i].meaning ? named[i].meaning : "";
	i -= COUNT(named);
	return i < COUNT(reg_texts) ? reg_texts[i] : NULL;
}

static int find_word(const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strlen(words[i].line) == len && memcmp(words[i].line, line, len) == 0)
			return (int)i;
	return -1;
}

const char *net_urc_meaning(const char *line, size_t len)
{
	struct at_line cut;
	int word = find_word(line, len);
	if (word >= 0)
		return words[word].meaning;
	if (at_parse_info(line, len, &cut) != 0)
		return NULL;
	for (size_t i = 0; i < COUNT(named); i++) {
		if (!at_is(&cut, named[i].name) ||
			(named[i].first && !at_arg_is(&cut, 0, named[i].first)))
			continue;
		return named[i].meaning ? named[i].meaning : reg_text(&cut);
	}
	return NULL;
}

enum net_life net_life_of(const char *line, size_t len)
{
	int word = find_word(line, len);
	return word < 0 ? NET_LIFE_NONE : words[word].life;
}

bool net_is_unsolicited(const char *line, size_t len)
{
	return net_urc_meaning(line, len) != NULL;
}
