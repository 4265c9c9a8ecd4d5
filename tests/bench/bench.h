/*
 * The bench: qlw beside picocom, minicom and tio, each on its own terminal and its own fake module,
 * in interleaved rounds of one run. What is measured, and how, stands with each function.
 */
#ifndef QLW_TESTS_BENCH_H
#define QLW_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/lib/fake.h"
#include "tests/lib/scratch.h"
#include "tests/lib/vt.h"

#define BENCH_SAMPLES 512

enum bench_peer {
	PEER_QLW,
	PEER_PICOCOM,
	PEER_MINICOM,
	PEER_TIO,
	PEER_LOOP,
	PEERS
};

/* Numbers of one kind, in the order they came. */
struct samples {
	double at[BENCH_SAMPLES];
	size_t count;
};
void samples_add(struct samples *s, double value);
/* 0 ≤ q ≤ 1; NAN when there are none. */
double samples_quantile(const struct samples *s, double q);

/* All about one program. NAN or no samples: not measured. */
struct figures {
	struct samples start_ms;   /* from fork to the text that says it is ready */
	struct samples urc_bytes;  /* to the terminal for one URC shown when idle */
	struct samples latency_us; /* from URC written to it being on the screen */
	struct samples rate_mb_s;  /* flood: MB in per second */
	struct samples cpu_ms_mb;  /* CPU time per MB in */
	struct samples terminal;   /* bytes to the terminal per byte in */
	double switches;           /* voluntary context switches while idle */
	double rss_kib, peak_kib;  /* after the last flood */
	const char *log;           /* "complete", or what is wrong with it */
};

struct bench_options {
	size_t flood_bytes; /* for each program and round, but see peer_patience */
	unsigned rounds;    /* of the flood */
	unsigned starts, urcs;
	unsigned idle_seconds;
	unsigned long lines; /* of the journal */
	const char *only;    /* one section, or NULL */
	const char *skip;    /* programs not to run, comma-separated, or NULL */
};

/* One program running: its terminal, its module, its place on disk. */
struct rig {
	enum bench_peer peer;
	struct scratch scratch;
	struct fake *fake;
	struct vt *vt;
	char *log; /* where its log goes; NULL: found when it has ended (qlw's journal) */
	uint64_t started_us;
};

const char *peer_name(enum bench_peer peer);
bool peer_available(enum bench_peer peer);
/* Programs slower than 1 MB/s get this part of the flood only. */
unsigned peer_patience(enum bench_peer peer);

/* Starts, and waits for the ready text. False when it does not come. */
bool rig_open(struct rig *rig, enum bench_peer peer);
/* Quits as its user would and waits for the end, so that logs are written out. */
void rig_quit(struct rig *rig);
void rig_close(struct rig *rig);
/* The log as a file path; NULL when there is none. The caller frees. */
char *rig_log(const struct rig *rig);

/* CPU time of all threads, microseconds. */
uint64_t rig_cpu_us(const struct rig *rig);
unsigned long rig_switches(const struct rig *rig);
double rig_status_kib(const struct rig *rig, const char *key); /* "VmHWM", "VmRSS" */

/* Each fills its part of figures[peer] for the peers that are available. */
void bench_start(struct figures *figures, const struct bench_options *o);
void bench_idle(struct figures *figures, const struct bench_options *o);
void bench_urcs(struct figures *figures, const struct bench_options *o);
/* The child half of PEER_LOOP: bench --loop PORT. */
_Noreturn void flood_loop(const char *port);
void bench_flood(struct figures *figures, const struct bench_options *o);

/* A long journal beside lnav, less and grep; prints a table of its own. */
void bench_journal(struct figures *figures, const struct bench_options *o);

/* The stream of a flood: complete lines, repeatable. Appends at least `len` bytes. */
void stream_fill(struct fake *fake, uint64_t *state, size_t len);

/* Compares a plain log with what was sent. Static text. */
const char *log_check_plain(const char *path, const char *sent, size_t len);

void report(const struct figures *figures, const struct bench_options *o);

#endif
