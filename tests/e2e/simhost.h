/*
 * qlw-sim as a program with a host on its port, for test_sim_*.c: what is said is compared byte for
 * byte, in order.
 */
#ifndef QLW_TESTS_SIMHOST_H
#define QLW_TESTS_SIMHOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/scratch.h"
#include "tests/lib/simproc.h"

#define OK "\r\nOK\r\n"

struct host {
	struct scratch scratch;
	struct simproc sim;
	int fd;
	char got[16384];
	size_t len;
};

static inline void start(struct host *h, const char *const *args)
{
	assert_true(simproc_start(&h->sim, &h->scratch, args));
	h->fd = open(h->sim.port, O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(h->fd >= 0);
	h->len = 0;
}

static inline void stop(struct host *h)
{
	close(h->fd);
	h->fd = -1;
	assert_int_equal(simproc_stop(&h->sim), 0);
}

/* Until the module has said this; what it said up to its end is dropped. */
static inline void expect(struct host *h, const char *want)
{
	uint64_t end = test_now_ms() + PATIENCE_MS;
	char *at;
	h->got[h->len] = '\0';
	while (!(at = strstr(h->got, want))) {
		struct pollfd p = {.fd = h->fd, .events = POLLIN};
		uint64_t now = test_now_ms();
		if (now >= end || h->len + 1 >= sizeof h->got)
			fail_msg("wanted %s\ngot %s", want, h->got);
		poll(&p, 1, (int)(end - now));
		ssize_t n = read(h->fd, h->got + h->len, sizeof h->got - 1 - h->len);
		h->len += n > 0 ? (size_t)n : 0;
		h->got[h->len] = '\0';
	}
	at += strlen(want);
	h->len -= (size_t)(at - h->got);
	memmove(h->got, at, h->len);
}

static inline void say(struct host *h, const char *line)
{
	assert_int_equal(write(h->fd, line, strlen(line)), strlen(line));
	assert_int_equal(write(h->fd, "\r", 1), 1);
}

/* A command, its echo, and then exactly these lines in this order. */
static inline void at(struct host *h, const char *line, const char *answer)
{
	char want[2048];
	assert_int_equal(h->len, 0);
	snprintf(want, sizeof want, "%s\r%s", line, answer);
	say(h, line);
	expect(h, want);
}

static inline int set_up(void **state)
{
	struct host *h = calloc(1, sizeof *h);
	scratch_make(&h->scratch);
	h->fd = -1;
	*state = h;
	return 0;
}

static inline int tear_down(void **state)
{
	struct host *h = *state;
	if (h->fd >= 0)
		close(h->fd);
	simproc_kill(&h->sim);
	scratch_remove(&h->scratch);
	free(h);
	return 0;
}

#define EVENT(ssid, code, text) "\r\n+QLWURC: \"event\"," #ssid "," #code ",\"" text "\"\r\n"

static inline void upload(struct host *h, const char *name, const char *text)
{
	char line[128];
	snprintf(line, sizeof line, "AT+QFUPL=\"EUFS:/datatx/%s\",%zu,5", name, strlen(text));
	at(h, line, "\r\nCONNECT\r\n");
	assert_int_equal(write(h->fd, text, strlen(text)), strlen(text));
	expect(h, OK);
}

/* Ends the simulator; what it said on standard error (with -v: its client's log), to be freed. */
static inline char *stop_and_log(struct host *h)
{
	struct proc_result result;
	close(h->fd);
	h->fd = -1;
	proc_signal(h->sim.proc, SIGTERM);
	proc_finish(h->sim.proc, 0, &result);
	h->sim.proc = NULL;
	assert_int_equal(result.code, 0);
	char *log = strdup(result.err);
	proc_result_free(&result);
	return log;
}

#endif
