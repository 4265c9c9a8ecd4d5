/*
 * The flood: a module that sends URCs as fast as they are taken, logs on.
 */
#define _GNU_SOURCE
#include "tests/bench/bench.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "tests/lib/journalcheck.h"

/* Unlike anything the stream holds in any column, so that a program that only redraws what changed
 * writes it in one piece. */
#define MARK  "ZQJXKVWZQJXKVW"
#define CHUNK 65536

/* --- the loop that only reads and splits ---------------------------------------------------------
 */

static bool holds_mark(const char *line, size_t len)
{
	return memmem(line, len, MARK, strlen(MARK)) != NULL;
}

/* Reads until the mark came; then says so on standard output. */
_Noreturn void flood_loop(const char *port)
{
	static char buffer[CHUNK];
	int fd = open(port, O_RDWR | O_NOCTTY);
	size_t used = 0, lines = 0;
	bool over = false;

	while (fd >= 0 && !over) {
		ssize_t n = read(fd, buffer + used, sizeof buffer - used);
		char *at = buffer, *end;
		if (n <= 0)
			break;
		used += (size_t)n;
		while ((end = memchr(at, '\n', used - (size_t)(at - buffer))) != NULL) {
			over |= at[0] == 'Z' && holds_mark(at, (size_t)(end - at));
			at = end + 1;
			lines++;
		}
		used -= (size_t)(at - buffer);
		memmove(buffer, at, used);
		used = used == sizeof buffer ? 0 : used;
	}
	printf("%zu lines " MARK "\n", lines);
	fflush(stdout);
	pause();
	_exit(0);
}

/* The loop has no program of its own: the bench runs itself. */
static bool open_loop(struct rig *rig)
{
	const char *argv[] = {"/proc/self/exe", "--loop", NULL, NULL};

	memset(rig, 0, sizeof *rig);
	rig->peer = PEER_LOOP;
	scratch_make(&rig->scratch);
	rig->fake = fake_open(&rig->scratch, fake_bg95);
	argv[2] = fake_path(rig->fake);
	rig->vt = vt_start(&(struct vt_options){.argv = argv,
		.rows = 24,
		.cols = 80,
		.scratch = &rig->scratch,
		.companion = fake_companion(rig->fake)});
	return vt_settle(rig->vt);
}

/* --- one flood ----------------------------------------------------------------------------------
 */

/* Feeds the program and takes what it writes, until the mark has come back and it rests. */
static bool pour(struct rig *rig, size_t total, uint64_t *state)
{
	struct pollfd fds[2] = {
		{vt_fd(rig->vt), POLLIN, 0}, {fake_fd(rig->fake), POLLIN | POLLOUT, 0}};
	uint64_t heard_us = test_now_us();
	uint64_t bytes = vt_bytes(rig->vt);
	size_t sent = 0;
	bool more = true;

	while (!vt_marked_us(rig->vt)) {
		if (!more && sent < total) {
			stream_fill(rig->fake, state, CHUNK);
			sent += CHUNK;
			if (sent >= total)
				fake_say(rig->fake, "\r\n" MARK "\r\n");
		}
		fds[1].events = more || sent < total ? POLLIN | POLLOUT : POLLIN;
		poll(fds, 2, 1); /* not every room in a PTY is announced */
		vt_poll(rig->vt);
		more = fake_run(rig->fake);
		if (vt_bytes(rig->vt) != bytes || more)
			heard_us = test_now_us();
		bytes = vt_bytes(rig->vt);
		if (test_now_us() - heard_us > 30000000)
			return false;
	}
	return true;
}

static const char *check_log(struct rig *rig)
{
	size_t len;
	const char *sent = fake_said(rig->fake, &len);
	char *path = rig_log(rig);
	const char *verdict = rig->peer == PEER_QLW ? journal_check(path, sent, len)
						    : log_check_plain(path, sent, len);

	free(path);
	return verdict;
}

static void one_flood(struct rig *rig, struct figures *f, size_t total, uint64_t seed)
{
	size_t before, after;
	uint64_t started_us, cpu_us, bytes;
	double mb;

	vt_settle(rig->vt);
	fake_said(rig->fake, &before);
	cpu_us = rig_cpu_us(rig);
	bytes = vt_bytes(rig->vt);
	vt_count_only(rig->vt, MARK);
	started_us = test_now_us();
	if (!pour(rig, total, &seed)) {
		fprintf(stderr, "%s: the end of the flood never showed\n", peer_name(rig->peer));
		f->log = "flood not shown";
		return;
	}
	fake_said(rig->fake, &after);
	mb = (double)(after - before) / 1e6;
	samples_add(&f->rate_mb_s, mb * 1e6 / (double)(vt_marked_us(rig->vt) - started_us));
	vt_settle(rig->vt);
	samples_add(&f->cpu_ms_mb, (double)(rig_cpu_us(rig) - cpu_us) / 1000 / mb);
	samples_add(&f->terminal, (double)(vt_bytes(rig->vt) - bytes) / (double)(after - before));
	f->rss_kib = rig_status_kib(rig, "VmRSS");
	f->peak_kib = rig_status_kib(rig, "VmHWM");
}

static void flood_peer(
	enum bench_peer peer, struct figures *f, const struct bench_options *o, uint64_t seed)
{
	struct rig rig;
	bool ready = peer == PEER_LOOP ? open_loop(&rig) : rig_open(&rig, peer);

	if (ready)
		one_flood(&rig, f, o->flood_bytes / peer_patience(peer), seed);
	if (ready && peer != PEER_LOOP) {
		rig_quit(&rig);
		if (!f->log || strcmp(f->log, "complete") == 0)
			f->log = check_log(&rig);
	}
	rig_close(&rig);
}

void bench_flood(struct figures *figures, const struct bench_options *o)
{
	for (unsigned round = 0; round < o->rounds; round++) {
		for (enum bench_peer p = 0; p < PEERS; p++) {
			if (!peer_available(p) || (o->skip && strstr(o->skip, peer_name(p))))
				continue;
			fprintf(stderr, "flood %u/%u: %s\n", round + 1, o->rounds, peer_name(p));
			flood_peer(p, &figures[p], o, test_seed() + round);
		}
	}
}
