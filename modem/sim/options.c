/* The command line of qlw-sim: reading it and explaining it. */
#include "modem/sim/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modem/sim/faults.h"
#include "modem/sim/provision.h"
#include "modem/sim/stories.h"

#define EXIT_USAGE 2

static void help(void)
{
	puts("Usage: qlw-sim [OPTIONS]\n"
	     "A simulated Quectel BG95, BG77 or BG600L-M3 with a real LwM2M client. The first line "
	     "on\n"
	     "standard output is the path or address to open.\n\n"
	     "  --link PATH                make a symbolic link to the pseudo terminal\n"
	     "  --listen tcp:HOST:PORT|unix:PATH   a socket instead of a pseudo terminal\n"
	     "  --dir DIR                  keep settings and files there between runs\n"
	     "  --seed N                   make every choice repeatable (default 1)\n"
	     "  --imei N                   15 digits, for several modules side by side\n"
	     "  --speed X                  the module's own timers run X times as fast (default "
	     "1)\n"
	     "  --firmware NAME            which module to be\n"
	     "  --fault NAME[=[N][,MATCH[,COUNT]]]   misbehave; may be repeated. N is the number "
	     "below,\n"
	     "                             MATCH what a command line must contain, COUNT how "
	     "often\n"
	     "  --scenario NAME|FILE       what happens by itself, see below\n"
	     "  --assume NAME=VALUE        decide what the Note leaves open; may be repeated\n"
	     "  --network loopback|real    built-in servers (default), or real names and packets\n"
	     "  --map HOST:PORT=ADDR:PORT  where one server name leads; may be repeated\n"
	     "  --credentials FILE         more PSKs for the built-in servers: IDENTITY:HEXKEY a "
	     "line\n"
	     "  --certificate FILE         where the built-in servers write theirs (PEM), for mode "
	     "2\n"
	     "  --once                     exit when the last host closes the port\n"
	     "  -v                         say on standard error what the client does\n"
	     "  -h, --help    --version");
	puts("\nDefault identity:\n"
	     "  IMEI " IDENTITY_IMEI "   MSISDN " IDENTITY_MSISDN "\n"
	     "  IMSI " IDENTITY_IMSI "   ICCID " IDENTITY_ICCID);
	puts("\nFirmwares:");
	firmware_list(stdout);
	puts("\nFaults:");
	faults_list(stdout);
	puts("\nScenarios:");
	stories_list(stdout);
	puts("\nScenario files, one event a line:\n"
	     "  1500 urc \"+QIND: \\\"csq\\\",20,99\"    at 1500 ms after start\n"
	     "  +500 fault late=2000                500 ms after the line before\n"
	     "  on \"AT+CSQ\" 300 bytes \"\\x00junk\"    300 ms after such a command line\n"
	     " Actions: urc TEXT, bytes TEXT, fault NAME[=ARG], clear NAME, flood COUNT TEXT,\n"
	     "  network home|roaming|none|denied, signal DBM, servers up|silent|stopped,\n"
	     "  recv URI TYPE TEXT, restart, unplug, server \"WORDS\"\n"
	     " WORDS to the built-in servers: read|discover|observe|cancel|execute|delete PATH,\n"
	     "  write|opaque PATH TEXT, hex PATH DIGITS, refuse CODE|off, lose PERCENT, shorten "
	     "SECONDS,\n"
	     "  withhold [off], forget, alert");
	puts("\nKeys of /datatx/lwm2m_cfg:");
	provision_list(stdout);
	puts("\nAssumptions (default, meaning):");
	assume_list(stdout);
}

static int wrong(const char *what, const char *value)
{
	fprintf(stderr, "qlw-sim: %s: %s\n", what, value);
	return EXIT_USAGE;
}

/* --- one function an option; NULL or what is wrong with the value
 * --------------------------------- */

static const char *set_link(struct options *o, const char *v)
{
	o->link = v;
	return NULL;
}
static const char *set_listen(struct options *o, const char *v)
{
	o->listen = v;
	return strncmp(v, "tcp:", 4) != 0 && strncmp(v, "unix:", 5) != 0
		       ? "not tcp:HOST:PORT or unix:PATH"
		       : NULL;
}
static const char *set_dir(struct options *o, const char *v)
{
	o->dir = v;
	return *v ? NULL : "an empty directory name";
}
static const char *set_seed(struct options *o, const char *v)
{
	char *end;
	o->client.seed = strtoull(v, &end, 0);
	return end == v || *end || *v == '-' ? "not a number" : NULL;
}
static const char *set_imei(struct options *o, const char *v)
{
	o->imei = v;
	return strlen(v) == 15 && strspn(v, "0123456789") == 15 ? NULL : "not 15 digits";
}
static const char *set_speed(struct options *o, const char *v)
{
	char *end;
	o->speed = strtod(v, &end);
	return end == v || *end || !isfinite(o->speed) || o->speed < 0.001 || o->speed > 100000
		       ? "not a speed between 0.001 and 100000"
		       : NULL;
}
static const char *set_firmware(struct options *o, const char *v)
{
	o->firmware = firmware_find(v);
	return o->firmware ? NULL : "no such firmware; --help lists them";
}
static const char *set_fault(struct options *o, const char *v)
{
	static struct faults scratch;
	if (o->faults == OPTIONS_FAULTS)
		return "too many faults";
	o->fault[o->faults++] = v;
	return faults_set(&scratch, v) == FAULT_COUNT ? "no such fault; --help lists them" : NULL;
}
static const char *set_scenario(struct options *o, const char *v)
{
	o->scenario = v;
	return NULL;
}
static const char *set_assume(struct options *o, const char *v)
{
	return assume_set(&o->assume, v) ? NULL : "no such assumption or value; --help lists them";
}
static const char *set_network(struct options *o, const char *v)
{
	o->client.real = strcmp(v, "real") == 0;
	return o->client.real || strcmp(v, "loopback") == 0 ? NULL : "not loopback or real";
}
static const char *set_map(struct options *o, const char *v)
{
	return client_add_map(&o->client, v) ? NULL : "not HOST:PORT=ADDRESS:PORT";
}
static const char *set_certificate(struct options *o, const char *v)
{
	o->client.certificate = v;
	return *v ? NULL : "an empty file name";
}
static const char *set_credentials(struct options *o, const char *v)
{
	o->client.credentials = v;
	return access(v, R_OK) == 0 ? NULL : strerror(errno);
}

enum {
	OPTION_ONCE = 1000,
	OPTION_VERSION,
	OPTION_HELP
};

static const struct {
	const char *name;
	const char *(*set)(struct options *o, const char *value);
} setters[] = {
	{"link", set_link},
	{"listen", set_listen},
	{"dir", set_dir},
	{"seed", set_seed},
	{"imei", set_imei},
	{"speed", set_speed},
	{"firmware", set_firmware},
	{"fault", set_fault},
	{"scenario", set_scenario},
	{"assume", set_assume},
	{"network", set_network},
	{"map", set_map},
	{"credentials", set_credentials},
	{"certificate", set_certificate},
};
#define SETTERS (sizeof setters / sizeof *setters)

static void fill_table(struct option *table)
{
	size_t n = 0;
	for (; n < SETTERS; n++)
		table[n] = (struct option){setters[n].name, required_argument, NULL, (int)n + 2000};
	table[n++] = (struct option){"once", no_argument, NULL, OPTION_ONCE};
	table[n++] = (struct option){"version", no_argument, NULL, OPTION_VERSION};
	table[n++] = (struct option){"help", no_argument, NULL, OPTION_HELP};
	table[n] = (struct option){0};
}

static int take(struct options *o, int c)
{
	switch (c) {
	case 'v':
		o->client.verbose = true;
		return -1;
	case OPTION_ONCE:
		o->once = true;
		return -1;
	case OPTION_VERSION:
		puts("qlw-sim " QLW_VERSION);
		return EXIT_SUCCESS;
	case 'h':
	case OPTION_HELP:
		help();
		return EXIT_SUCCESS;
	default:
		break;
	}
	if (c < 2000)
		return EXIT_USAGE; /* getopt has said why */
	const char *bad = setters[c - 2000].set(o, optarg);
	return bad ? wrong(optarg, bad) : -1;
}

int options_parse(struct options *o, int argc, char **argv)
{
	struct option table[SETTERS + 4];
	static char name[] = "qlw-sim";
	fill_table(table);
	memset(o, 0, sizeof *o);
	o->speed = 1;
	o->client.seed = 1;
	assume_defaults(&o->assume);
	argv[0] = name; /* getopt's messages begin with it */
	for (int c; (c = getopt_long(argc, argv, "vh", table, NULL)) != -1;) {
		int status = take(o, c);
		if (status >= 0)
			return status;
	}
	if (optind < argc)
		return wrong(argv[optind], "unexpected; qlw-sim takes options only");
	if (o->link && o->listen)
		return wrong("--link", "is for a pseudo terminal, not with --listen");
	return -1;
}
