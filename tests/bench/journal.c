/*
 * A long journal, beside the programs that people open long logs with: how soon the first screen is
 * there, what that takes of memory, and how soon something in it is found. The file is the same for
 * all and in the page cache; times are medians.
 */
#include "tests/bench/bench.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum reader {
	READER_QLW,
	READER_LNAV,
	READER_LESS,
	READER_GREP,
	READERS
};

enum measure {
	OPEN,      /* first screen of the journal */
	OPEN_LONG, /* the same, ten times as long */
	RESIDENT,  /* then, MiB */
	RESIDENT_LONG,
	NEEDLE,        /* one line near the end, by a command */
	NEEDLE_SCREEN, /* the same typed into the console: / */
	FILTER_SCREEN, /* a screenful of rare lines: f */
	MEASURES
};

static const char *const reader_names[READERS] = {"qlw", "lnav", "less", "grep -F"};

#define RARE       200 /* lines that the filter shows, evenly spread */
#define NEEDLE_HAS "needle42"

/* --- the file --------------------------------------------------------------------------------- */

static int one_line(char *out, size_t size, uint64_t i, uint64_t lines, uint64_t *state)
{
	static const char *const names[] = {"INITIAL", "REG_PENDING", "REG_READY", "REG_UPDATE"};
	uint64_t r = test_random(state), ms = i * 37, s = ms / 1000;
	int n = snprintf(out, size,
		"{\"t\":\"2026-%02u-%02uT%02u:%02u:%02u.%03uZ\",\"dir\":\"rx\",\"raw\":\"",
		(unsigned)(1 + s / 2419200 % 12), (unsigned)(1 + s / 86400 % 28),
		(unsigned)(s / 3600 % 24), (unsigned)(s / 60 % 60), (unsigned)(s % 60),
		(unsigned)(ms % 1000));
	char *at = out + n;
	const uint64_t apart = lines / RARE ? lines / RARE : 1;

	size -= (size_t)n;
	if (i + 20 == lines)
		return n + snprintf(at, size,
				   "+QLWURC: \\\"ping\\\",\\\"FOUND " NEEDLE_HAS "\\\"\\r\\n\"}\n");
	if (i % apart == 7)
		return n + snprintf(at, size, "+QLWURC: \\\"ping\\\",\\\"seldom %u.\\\"\\r\\n\"}\n",
				   (unsigned)(i / apart));
	switch (r & 3) {
	case 0:
		return n + snprintf(at, size, "\\r\\n\"}\n");
	case 1:
		return n + snprintf(at, size, "+QLWURC: \\\"event\\\",%u,%u,\\\"%s\\\"\\r\\n\"}\n",
				   100 + (unsigned)(r >> 8 & 3), (unsigned)(r >> 16 & 3),
				   names[r >> 16 & 3]);
	case 2:
		return n + snprintf(at, size,
				   "+QLWURC: \\\"uldata\\\",102,/19/0/0,%u,%u,0\\r\\n\"}\n",
				   (unsigned)(r >> 8 & 0xffff), (unsigned)(r >> 32));
	default:
		return n + snprintf(at, size, "+CEREG: 5,\\\"%04X\\\",\\\"%08X\\\",8\\r\\n\"}\n",
				   (unsigned)(r >> 8 & 0xffff), (unsigned)(r >> 32));
	}
}

static bool write_journal(const char *path, uint64_t lines)
{
	FILE *out = fopen(path, "w");
	uint64_t state = test_seed();
	char line[256];

	if (!out)
		return false;
	fputs("{\"qlw_journal\":1,\"version\":\"0\",\"t\":\"2026-01-01T00:00:00.000Z\",\"port\":"
	      "\"/dev/ttyUSB2\"}\n",
		out);
	for (uint64_t i = 1; i < lines; i++) {
		int n = one_line(line, sizeof line, i, lines, &state);
		fwrite(line, 1, (size_t)n, out);
	}
	return fclose(out) == 0;
}

/* --- programs --------------------------------------------------------------------------------- */

struct long_rig {
	struct scratch scratch;
	char *path, *longer, *own; /* own: written to, otherwise as path */
	struct samples at[READERS][MEASURES];
};

static double resident_mib(const struct vt *vt)
{
	char path[64], *text, *at;
	double kib = NAN;

	snprintf(path, sizeof path, "/proc/%ld/status", (long)vt_pid(vt));
	text = scratch_read_file(path, NULL);
	at = text ? strstr(text, "VmHWM:") : NULL;
	if (at)
		kib = strtod(at + 6, NULL);
	free(text);
	return kib / 1024;
}

static void quit(struct vt *vt)
{
	vt_keys(vt, "q");
	vt_wait_exit(vt);
	vt_end(vt);
}

/* From fork to the last output before lines of the file stood on the screen. */
static void open_one(struct long_rig *rig, enum reader reader, bool longer)
{
	const char *path = longer ? rig->longer : rig->path;
	char port[400];
	const char *const argv[READERS][4] = {
		[READER_QLW] = {test_qlw(), "-p", port, NULL},
		[READER_LNAV] = {"lnav", "-q", path, NULL},
		[READER_LESS] = {"less", path, NULL},
	};
	uint64_t started_us = test_now_us();
	struct vt *vt;

	snprintf(port, sizeof port, "replay:%s@max", path);
	vt = vt_start(&(struct vt_options){
		.argv = argv[reader], .rows = 24, .cols = 80, .scratch = &rig->scratch});
	if (vt_wait(vt, reader == READER_QLW ? "REG_" : "CEREG")) {
		samples_add(&rig->at[reader][longer ? OPEN_LONG : OPEN],
			(double)(vt_output_us(vt) - started_us) / 1000);
		samples_add(&rig->at[reader][longer ? RESIDENT_LONG : RESIDENT], resident_mib(vt));
	}
	quit(vt);
}

/* Standard output goes into a file; in between nothing is done but waiting. */
static void run_one(struct long_rig *rig, enum reader reader, const char *const *argv)
{
	char *path = scratch_path(&rig->scratch, "found"), *text;
	char **env = scratch_env(&rig->scratch, NULL);
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), status = -1;
	uint64_t started_us = test_now_us();
	pid_t pid = fork();

	if (pid == 0)
		proc_exec(argv, env, (const int[]){out, out, 2}, false);
	waitpid(pid, &status, 0);
	started_us = test_now_us() - started_us;
	text = scratch_read_file(path, NULL);
	if (proc_code(status) == 0 && text && strstr(text, NEEDLE_HAS))
		samples_add(&rig->at[reader][NEEDLE], (double)started_us / 1000);
	free(text);
	close(out);
	scratch_env_free(env);
	free(path);
}

static void find_by_command(struct long_rig *rig)
{
	run_one(rig, READER_QLW,
		(const char *[]){test_qlw(), "journal", "search", NEEDLE_HAS, rig->path, NULL});
	run_one(rig, READER_GREP, (const char *[]){"grep", "-F", NEEDLE_HAS, rig->path, NULL});
	static const char filter[] = ":filter-in " NEEDLE_HAS;

	run_one(rig, READER_LNAV, (const char *[]){"lnav", "-n", "-c", filter, rig->path, NULL});
}

/* In a console that goes on writing to the file: what is in it is its scroll-back. */
static void find_on_screen(struct long_rig *rig)
{
	struct fake *fake = fake_open(&rig->scratch, fake_bg95);
	const char *const argv[] = {test_qlw(), "-p", fake_path(fake), "--journal", rig->own, NULL};
	struct vt *vt = vt_start(&(struct vt_options){.argv = argv,
		.rows = 24,
		.cols = 80,
		.scratch = &rig->scratch,
		.companion = fake_companion(fake)});
	uint64_t started_us;

	if (vt_wait(vt, "BG95") && vt_settle(vt)) {
		vt_keys(vt, "2 /");
		vt_settle(vt);
		started_us = test_now_us();
		vt_type(vt, NEEDLE_HAS);
		if (vt_wait(vt, "FOUND"))
			samples_add(&rig->at[READER_QLW][NEEDLE_SCREEN],
				(double)(vt_output_us(vt) - started_us) / 1000);
		vt_keys(vt, "Esc G f");
		vt_settle(vt);
		started_us = test_now_us();
		vt_type(vt, "seldom");
		if (vt_wait(vt, "seldom 190."))
			samples_add(&rig->at[READER_QLW][FILTER_SCREEN],
				(double)(vt_output_us(vt) - started_us) / 1000);
		vt_keys(vt, "Esc");
	}
	quit(vt);
	fake_close(fake);
}

/* --- the table -------------------------------------------------------------------------------- */

static const struct {
	const char *title, *unit;
	enum reader peer; /* whose figure times limit is the most; READERS: limit itself */
	double limit;
	enum measure instead; /* of the peer */
} rows[MEASURES] = {
	[OPEN] = {"open to first screen", "ms", READER_LNAV, 0.1, OPEN},
	[OPEN_LONG] = {"the same, ten times as long", "ms", READER_QLW, 1.5, OPEN},
	[RESIDENT] = {"resident then, peak", "MiB", READERS, 64, RESIDENT},
	[RESIDENT_LONG] = {"the same, ten times as long", "MiB", READERS, 64, RESIDENT_LONG},
	[NEEDLE] = {"needle near the end, command", "ms", READER_GREP, 2, NEEDLE},
	[NEEDLE_SCREEN] = {"the same, typed into the log", "ms", READER_GREP, 2, NEEDLE},
	[FILTER_SCREEN] = {"filter to a screenful", "ms", READER_GREP, 5, NEEDLE},
};

static double median(const struct long_rig *rig, enum reader reader, enum measure m)
{
	return samples_quantile(&rig->at[reader][m], 0.5);
}

static void print_one(const struct long_rig *rig, enum measure m)
{
	double qlw = median(rig, READER_QLW, m);
	double peer = rows[m].peer == READERS ? NAN : median(rig, rows[m].peer, rows[m].instead);
	double most = rows[m].peer == READERS ? rows[m].limit : rows[m].limit * peer;

	printf("%-29s %-4s", rows[m].title, rows[m].unit);
	for (enum reader r = 0; r < READERS; r++) {
		double value = median(rig, r, m);
		if (isnan(value))
			printf(" %9s", "");
		else
			printf(" %9.1f", value);
	}
	if (!isnan(qlw) && !isnan(most))
		printf("  %s, at most %g%s%s, is %.2f", qlw <= most ? "ok" : "SHORT", rows[m].limit,
			rows[m].peer == READERS ? "" : " x ",
			rows[m].peer == READERS ? "" : reader_names[rows[m].peer],
			rows[m].peer == READERS ? qlw : qlw / peer);
	printf("\n");
}

static void print_table(const struct long_rig *rig, uint64_t lines)
{
	printf("\nA journal of %llu lines, and one ten times as long; medians.\n\n%-29s %-4s",
		(unsigned long long)lines, "", "");
	for (enum reader r = 0; r < READERS; r++)
		printf(" %9s", reader_names[r]);
	printf("\n");
	for (enum measure m = 0; m < MEASURES; m++)
		print_one(rig, m);
}

static void one_round(struct long_rig *rig)
{
	for (enum reader r = 0; r < READER_GREP; r++)
		open_one(rig, r, false);
	open_one(rig, READER_QLW, true);
	open_one(rig, READER_LESS, true);
	find_by_command(rig);
	find_on_screen(rig);
}

void bench_journal(struct figures *figures, const struct bench_options *o)
{
	static struct long_rig rig;

	(void)figures;
	scratch_make(&rig.scratch);
	rig.path = scratch_path(&rig.scratch, "long.jsonl");
	rig.own = scratch_path(&rig.scratch, "own.jsonl");
	rig.longer = scratch_path(&rig.scratch, "longer.jsonl");
	if (write_journal(rig.path, o->lines) && write_journal(rig.own, o->lines) &&
		write_journal(rig.longer, 10 * o->lines)) {
		for (unsigned round = 0; round < o->rounds + 2; round++) {
			fprintf(stderr, "journal %u/%u\n", round + 1, o->rounds + 2);
			one_round(&rig);
		}
		print_table(&rig, o->lines);
	} else {
		fprintf(stderr, "no room for the journals in %s\n", rig.scratch.dir);
	}
	free(rig.path);
	free(rig.own);
	free(rig.longer);
	scratch_remove(&rig.scratch);
}
