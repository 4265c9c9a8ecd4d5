/*
 * make bench: options and the order of things.
 */
#include "tests/bench/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void usage(void)
{
	printf("bench [--mib N] [--rounds N] [--urcs N] [--starts N] [--idle SECONDS] [--lines N]\n"
	       "      [--only start|idle|urcs|flood|journal] [--skip NAME,…]\n"
	       "Measures $QLW_BIN beside picocom, minicom and tio, and with a long journal beside\n"
	       "lnav, less and grep -F. About five minutes, and 1 GB in $TMPDIR.\n");
}

static bool set(struct bench_options *o, const char *name, const char *value)
{
	unsigned long n = strtoul(value, NULL, 10);

	if (strcmp(name, "--mib") == 0)
		o->flood_bytes = n << 20;
	else if (strcmp(name, "--rounds") == 0)
		o->rounds = (unsigned)n;
	else if (strcmp(name, "--urcs") == 0)
		o->urcs = (unsigned)n;
	else if (strcmp(name, "--starts") == 0)
		o->starts = (unsigned)n;
	else if (strcmp(name, "--idle") == 0)
		o->idle_seconds = (unsigned)n;
	else if (strcmp(name, "--lines") == 0)
		o->lines = n < 1000 ? 1000 : n;
	else if (strcmp(name, "--only") == 0)
		o->only = value;
	else if (strcmp(name, "--skip") == 0)
		o->skip = value;
	else
		return false;
	return true;
}

static const struct {
	const char *name;
	void (*run)(struct figures *figures, const struct bench_options *o);
} sections[] = {
	{"start", bench_start},
	{"idle", bench_idle},
	{"urcs", bench_urcs},
	{"flood", bench_flood},
	{"journal", bench_journal},
};

int main(int argc, char **argv)
{
	static struct figures figures[PEERS];
	struct bench_options o = {.flood_bytes = (size_t)64 << 20,
		.rounds = 3,
		.starts = 20,
		.urcs = 200,
		.lines = 1000000,
		.idle_seconds = 10};

	if (argc == 3 && strcmp(argv[1], "--loop") == 0)
		flood_loop(argv[2]);
	for (int i = 1; i < argc; i += 2) {
		if (i + 1 >= argc || !set(&o, argv[i], argv[i + 1])) {
			usage();
			return 2;
		}
	}
	for (enum bench_peer p = 0; p < PEERS; p++)
		figures[p].switches = figures[p].rss_kib = figures[p].peak_kib = NAN;
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		if (o.only && strcmp(o.only, sections[i].name) != 0)
			continue;
		fprintf(stderr, "%s…\n", sections[i].name);
		sections[i].run(figures, &o);
	}
	if (!o.only || strcmp(o.only, "journal") != 0)
		report(figures, &o);
	return 0;
}
