/* Scenarios that come with the simulator. Data only; scenario.h says what the lines mean. */
#include "modem/sim/stories.h"

#include <stddef.h>
#include <string.h>

#define REG "on \"\\\"reg\\\"\" "

#define LINES 16
static const struct {
	const char *name, *text;
	const char *line[LINES];
} stories[] = {
	{"demo", "servers with some life: now and then they observe, read, write, execute",
		{"0 server \"live 15\""}},
	{"busy-server", "a server that reads, observes and writes after each registration",
		{REG "3000 server \"read /3/0\"", REG "5000 server \"discover /3\"",
			REG "7000 server \"observe /3/0/9\"", REG "9000 server \"read /4/0\"",
			REG "11000 server \"write /19/0/0 hello from the server\"",
			REG "15000 server \"cancel /3/0/9\""}},
	{"coverage", "the network goes after half a minute and comes back after another",
		{"30000 network none", "+30000 network home"}},
	{"roaming", "a foreign network after half a minute, the own one after two",
		{"30000 network roaming", "+90000 network home"}},
	{"outage", "the servers stop after half a minute and are back after five",
		{"30000 servers stopped", "+270000 servers up"}},
	{"forgetful-server", "half a minute after each registration the server has forgotten it",
		{REG "30000 server forget"}},
	{"storm", "two hundred unsolicited lines at once, three times",
		{"5000 flood 200 \"+QIND: \\\"csq\\\",20,99\"", "+5000 flood 200 \"+CEREG: 1\"",
			"+5000 flood 200 \"+QIND: \\\"csq\\\",21,99\""}},
	{"restart", "the module restarts by itself ten seconds after each registration",
		{REG "10000 restart"}},
	{"cable", "the port goes away and comes back after twenty seconds", {"20000 unplug"}},
};
#define STORIES (sizeof stories / sizeof *stories)

const char *const *stories_find(const char *name)
{
	for (size_t i = 0; i < STORIES; i++)
		if (strcmp(stories[i].name, name) == 0)
			return stories[i].line;
	return NULL;
}

void stories_list(FILE *to)
{
	for (size_t i = 0; i < STORIES; i++)
		fprintf(to, "  %-17s %s\n", stories[i].name, stories[i].text);
}
