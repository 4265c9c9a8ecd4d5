/*
 * One thread, one ppoll. Knows descriptors, times and signals, not what they are for.
 */
#define _GNU_SOURCE /* ppoll */
#include "tui/toolkit/loop.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
	int number;
	enum loop_signal bit;
} handled[] = {
	{SIGINT, LOOP_SIGNAL_INT},
	{SIGTERM, LOOP_SIGNAL_TERM},
	{SIGHUP, LOOP_SIGNAL_HUP},
	{SIGQUIT, LOOP_SIGNAL_QUIT},
	{SIGWINCH, LOOP_SIGNAL_WINCH},
	{SIGTSTP, LOOP_SIGNAL_TSTP},
	{SIGCONT, LOOP_SIGNAL_CONT},
	{SIGCHLD, LOOP_SIGNAL_CHLD},
	{SIGUSR1, LOOP_SIGNAL_USR1},
};

/* Writes that fail say so themselves. */
static const int ignored[] = {SIGPIPE, SIGXFSZ};

enum {
	HANDLED = sizeof(handled) / sizeof(*handled),
	IGNORED = sizeof(ignored) / sizeof(*ignored)
};

struct loop {
	struct loop_source sources[LOOP_SOURCES_MAX];
	bool used[LOOP_SOURCES_MAX];
	unsigned generation[LOOP_SOURCES_MAX]; /* tells a place from its next owner */
	sigset_t outside;                      /* the mask while waiting: as it was before */
	sigset_t before;
	struct sigaction old[HANDLED];
	struct sigaction old_ignored[IGNORED];
};

/* One bit a signal. Written by the handler, which runs inside ppoll only. */
static volatile sig_atomic_t arrived;

static void on_signal(int number)
{
	for (size_t i = 0; i < HANDLED; i++)
		if (handled[i].number == number)
			arrived |= (sig_atomic_t)handled[i].bit;
}

static void take_signals(struct loop *l)
{
	struct sigaction action = {.sa_handler = on_signal};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t blocked;

	sigemptyset(&blocked);
	for (size_t i = 0; i < HANDLED; i++)
		sigaddset(&blocked, handled[i].number);
	sigprocmask(SIG_BLOCK, &blocked, &l->before);
	l->outside = l->before;
	for (size_t i = 0; i < HANDLED; i++) {
		sigdelset(&l->outside, handled[i].number);
		sigaction(handled[i].number, &action, &l->old[i]);
	}
	for (size_t i = 0; i < IGNORED; i++)
		sigaction(ignored[i], &ignore, &l->old_ignored[i]);
}

struct loop *loop_new(void)
{
	struct loop *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	arrived = 0;
	take_signals(l);
	return l;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < HANDLED; i++)
		sigaction(handled[i].number, &l->old[i], NULL);
	for (size_t i = 0; i < IGNORED; i++)
		sigaction(ignored[i], &l->old_ignored[i], NULL);
	sigprocmask(SIG_SETMASK, &l->before, NULL);
	free(l);
}

int loop_add(struct loop *l, const struct loop_source *source)
{
	for (int i = 0; i < LOOP_SOURCES_MAX; i++) {
		if (l->used[i])
			continue;
		l->sources[i] = *source;
		l->used[i] = true;
		l->generation[i]++;
		return i;
	}
	return QLW_ENOMEM;
}

void loop_remove(struct loop *l, int id)
{
	if (id >= 0 && id < LOOP_SOURCES_MAX)
		l->used[id] = false;
}

uint64_t loop_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static uint64_t source_deadline(const struct loop_source *s)
{
	return s->deadline_ms ? s->deadline_ms(s->ctx) : UINT64_MAX;
}

static uint64_t earliest(struct loop *l, uint64_t until_ms)
{
	for (int i = 0; i < LOOP_SOURCES_MAX; i++) {
		uint64_t at = l->used[i] ? source_deadline(&l->sources[i]) : UINT64_MAX;

		if (at < until_ms)
			until_ms = at;
	}
	return until_ms;
}

/* NULL: for ever. */
static const struct timespec *time_left(uint64_t until_ms, struct timespec *ts)
{
	uint64_t now = loop_now_ms();
	uint64_t left = until_ms > now ? until_ms - now : 0;

	if (until_ms == UINT64_MAX)
		return NULL;
	if (left > INT_MAX)
		left = INT_MAX;
	*ts = (struct timespec){(time_t)(left / 1000), (long)(left % 1000) * 1000000};
	return ts;
}

/* What is waited for, and whose it was when the wait began. */
struct wait_set {
	struct pollfd fds[LOOP_SOURCES_MAX];
	int id[LOOP_SOURCES_MAX];
	unsigned generation[LOOP_SOURCES_MAX];
	nfds_t n;
};

static void collect(struct loop *l, struct wait_set *w)
{
	w->n = 0;
	for (int i = 0; i < LOOP_SOURCES_MAX; i++) {
		if (!l->used[i] || !l->sources[i].pollfd)
			continue;
		struct pollfd p = l->sources[i].pollfd(l->sources[i].ctx);

		if (p.fd < 0)
			continue;
		p.revents = 0;
		w->id[w->n] = i;
		w->generation[w->n] = l->generation[i];
		w->fds[w->n++] = p;
	}
}

static void tell_ready(struct loop *l, const struct wait_set *w)
{
	for (nfds_t n = 0; n < w->n; n++) {
		int i = w->id[n];
		struct loop_source s = l->sources[i];

		if (w->fds[n].revents && l->used[i] && l->generation[i] == w->generation[n] &&
			s.ready)
			s.ready(s.ctx, w->fds[n].revents, loop_now_ms());
	}
}

static void tell_time(struct loop *l)
{
	uint64_t now = loop_now_ms();

	for (int i = 0; i < LOOP_SOURCES_MAX; i++) {
		struct loop_source s = l->sources[i];

		if (l->used[i] && s.tick && source_deadline(&s) <= now)
			s.tick(s.ctx, now);
	}
}

unsigned loop_turn_until(struct loop *l, uint64_t until_ms)
{
	struct wait_set w;
	struct timespec ts;

	collect(l, &w);
	int n = ppoll(w.fds, w.n, time_left(earliest(l, until_ms), &ts), &l->outside);

	if (n > 0) {
		/* with a descriptor ready Linux delivers no signal: a flood would hide SIGTERM for
		 * ever */
		ppoll(NULL, 0, &(struct timespec){0, 0}, &l->outside);
		tell_ready(l, &w);
	}
	tell_time(l);
	unsigned signals = (unsigned)arrived;

	arrived = 0;
	return signals;
}

unsigned loop_turn(struct loop *l)
{
	return loop_turn_until(l, UINT64_MAX);
}
