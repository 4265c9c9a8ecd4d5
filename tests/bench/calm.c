/*
 * What can be measured without a flood: starting, doing nothing, showing one URC.
 */
#include "tests/bench/bench.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

static bool wanted(const struct bench_options *o, enum bench_peer peer)
{
	return peer != PEER_LOOP && peer_available(peer) &&
	       !(o->skip && strstr(o->skip, peer_name(peer)));
}

/* From fork to the last output before the ready text stood on the screen. */
void bench_start(struct figures *figures, const struct bench_options *o)
{
	struct rig rig;

	for (unsigned round = 0; round < o->starts; round++) {
		for (enum bench_peer peer = 0; peer < PEERS; peer++) {
			if (!wanted(o, peer))
				continue;
			if (rig_open(&rig, peer))
				samples_add(&figures[peer].start_ms,
					(double)(vt_output_us(rig.vt) - rig.started_us) / 1000);
			rig_quit(&rig);
			rig_close(&rig);
		}
	}
}

static void wait_ms(struct rig *rigs, const bool *running, uint64_t ms)
{
	uint64_t end_ms = test_now_ms() + ms;
	struct pollfd fds[2 * PEERS];

	for (uint64_t now_ms; (now_ms = test_now_ms()) < end_ms;) {
		for (enum bench_peer p = 0; p < PEERS; p++) {
			fds[2 * p] =
				(struct pollfd){running[p] ? vt_fd(rigs[p].vt) : -1, POLLIN, 0};
			fds[2 * p + 1] =
				(struct pollfd){running[p] ? fake_fd(rigs[p].fake) : -1, POLLIN, 0};
		}
		poll(fds, 2 * PEERS, (int)(end_ms - now_ms));
		for (enum bench_peer p = 0; p < PEERS; p++) {
			if (running[p])
				vt_poll(rigs[p].vt);
		}
	}
}

/* All programs at once, connected to a module that says nothing. */
void bench_idle(struct figures *figures, const struct bench_options *o)
{
	struct rig rigs[PEERS];
	bool running[PEERS] = {false};
	unsigned long before[PEERS];

	for (enum bench_peer p = 0; p < PEERS; p++) {
		if (!wanted(o, p))
			continue;
		running[p] = true;
		if (!rig_open(&rigs[p], p))
			fprintf(stderr, "%s does not get ready\n", peer_name(p));
		vt_settle(rigs[p].vt);
	}
	for (enum bench_peer p = 0; p < PEERS; p++)
		before[p] = running[p] ? rig_switches(&rigs[p]) : 0;
	wait_ms(rigs, running, 1000UL * o->idle_seconds);
	for (enum bench_peer p = 0; p < PEERS; p++) {
		if (!running[p])
			continue;
		figures[p].switches = (double)(rig_switches(&rigs[p]) - before[p]);
		rig_quit(&rigs[p]);
		rig_close(&rigs[p]);
	}
}

/* --- one URC ---------------------------------------------------------------------------------- */

static bool shows(struct vt *vt, void *ctx)
{
	return strstr(vt_text(vt), ctx) != NULL;
}

/* One URC to a program at rest. Latency is up to the read that brought the last piece of it. */
static void one_urc(struct rig *rig, unsigned n, struct figures *f)
{
	char line[128], mark[16];
	uint64_t sent_us, bytes;

	snprintf(mark, sizeof mark, "%u", 20000 + n);
	snprintf(line, sizeof line, "\r\n+QLWURC: \"uldata\",102,/19/0/0,%s,%u,0\r\n", mark,
		7 + n % 3);
	vt_settle(rig->vt);
	bytes = vt_bytes(rig->vt);
	fake_say(rig->fake, line);
	sent_us = test_now_us();
	fake_run(rig->fake);
	if (!vt_wait_for(rig->vt, shows, mark, mark))
		return;
	samples_add(&f->latency_us, (double)(vt_output_us(rig->vt) - sent_us));
	vt_settle(rig->vt);
	samples_add(&f->urc_bytes, (double)(vt_bytes(rig->vt) - bytes) / (double)strlen(line));
}

void bench_urcs(struct figures *figures, const struct bench_options *o)
{
	struct rig rigs[PEERS];
	bool running[PEERS] = {false};

	for (enum bench_peer p = 0; p < PEERS; p++)
		running[p] = wanted(o, p) && rig_open(&rigs[p], p);
	for (unsigned n = 0; n < o->urcs; n++) {
		for (enum bench_peer p = 0; p < PEERS; p++) {
			if (running[p])
				one_urc(&rigs[p], n, &figures[p]);
		}
	}
	for (enum bench_peer p = 0; p < PEERS; p++) {
		if (!running[p])
			continue;
		rig_quit(&rigs[p]);
		rig_close(&rigs[p]);
	}
}
