/*
 * Figures as a table, with ratios to picocom and the marks that qlw has set itself.
 */
#include "tests/bench/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void samples_add(struct samples *s, double value)
{
	if (s->count < BENCH_SAMPLES)
		s->at[s->count++] = value;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double samples_quantile(const struct samples *s, double q)
{
	static double sorted[BENCH_SAMPLES];

	if (s->count == 0)
		return NAN;
	memcpy(sorted, s->at, s->count * sizeof *sorted);
	qsort(sorted, s->count, sizeof *sorted, by_value);
	return sorted[(size_t)(q * (double)(s->count - 1) + 0.5)];
}

/* One line of the table: where its number comes from, and what qlw's has to be. */
struct row {
	const char *title, *unit;
	double (*value)(const struct figures *f);
	enum {
		MARK_NONE,
		AT_MOST,
		AT_LEAST,
		AT_MOST_PICOCOM,
		AT_LEAST_PICOCOM
	} mark;
	double limit;
};

#define VALUE(name, expression)                     \
	static double name(const struct figures *f) \
	{                                           \
		return expression;                  \
	}
VALUE(rate, samples_quantile(&f->rate_mb_s, 0.5))
VALUE(cpu, samples_quantile(&f->cpu_ms_mb, 0.5))
VALUE(terminal, samples_quantile(&f->terminal, 0.5))
VALUE(urc_bytes, samples_quantile(&f->urc_bytes, 0.5))
VALUE(latency50, samples_quantile(&f->latency_us, 0.5))
VALUE(latency99, samples_quantile(&f->latency_us, 0.99))
VALUE(switches, f->switches)
VALUE(start, samples_quantile(&f->start_ms, 0.5))
VALUE(rss, f->rss_kib / 1024)
VALUE(peak, f->peak_kib / 1024)

static const struct row rows[] = {
	{"ingest, log on", "MB/s", rate, AT_LEAST_PICOCOM, 1},
	{"CPU under flood", "ms/MB", cpu, MARK_NONE, 0},
	{"to terminal, per byte in", "bytes", terminal, AT_MOST, 0.02},
	{"to terminal, one URC", "x line", urc_bytes, AT_MOST, 3},
	{"URC to screen, p50", "us", latency50, AT_MOST_PICOCOM, 2},
	{"URC to screen, p99", "us", latency99, MARK_NONE, 0},
	{"switches while idle", "", switches, AT_MOST, 0},
	{"start to first screen", "ms", start, AT_MOST_PICOCOM, 5},
	{"resident after flood", "MiB", rss, AT_MOST, 16},
	{"resident, peak", "MiB", peak, AT_MOST, 16},
};

static void print_value(double value)
{
	if (isnan(value))
		printf(" %9s", "-");
	else
		printf(value != 0 && fabs(value) < 10 ? " %9.3f" : " %9.1f", value);
}

/* "ok", or how far off. */
static void print_verdict(const struct row *row, double qlw, double picocom)
{
	bool relative = row->mark == AT_MOST_PICOCOM || row->mark == AT_LEAST_PICOCOM;
	bool most = row->mark == AT_MOST || row->mark == AT_MOST_PICOCOM;
	double limit = relative ? row->limit * picocom : row->limit;

	if (row->mark == MARK_NONE || isnan(qlw) || isnan(limit))
		return;
	printf("  %s, %s %g%s", (most ? qlw <= limit : qlw >= limit) ? "ok" : "SHORT",
		most ? "at most" : "at least", row->limit, relative ? " x picocom" : "");
}

static void print_row(const struct row *row, const struct figures *figures)
{
	double qlw = row->value(&figures[PEER_QLW]), picocom = row->value(&figures[PEER_PICOCOM]);

	printf("%-25s %-6s", row->title, row->unit);
	for (enum bench_peer p = 0; p < PEERS; p++)
		print_value(row->value(&figures[p]));
	print_value(qlw / picocom);
	print_verdict(row, qlw, picocom);
	printf("\n");
}

void report(const struct figures *figures, const struct bench_options *o)
{
	printf("\nFlood %.0f MiB x %u, %u starts, %u URCs, idle %u s; medians. loop = only reads "
	       "and "
	       "splits.\n\n%-25s %-6s",
		(double)o->flood_bytes / (1 << 20), o->rounds, o->starts, o->urcs, o->idle_seconds,
		"", "");
	for (enum bench_peer p = 0; p < PEERS; p++)
		printf(" %9s", peer_name(p));
	printf(" %9s\n", "qlw/pico");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		print_row(&rows[i], figures);
	printf("%-25s %-6s", "log against what was sent", "");
	for (enum bench_peer p = 0; p < PEER_LOOP; p++)
		printf(" %s: %s%s", peer_name(p), figures[p].log ? figures[p].log : "-",
			p + 1 < PEER_LOOP ? "," : "\n");
}
