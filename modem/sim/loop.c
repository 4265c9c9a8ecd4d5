/* One thread, one ppoll, no tick: waits for bytes, packets or the next deadline. */
#define _GNU_SOURCE /* ppoll */
#include "modem/sim/loop.h"

#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "modem/sim/client.h"
#include "modem/sim/clock.h"
#include "modem/sim/module.h"
#include "modem/sim/port.h"

#define BLOCK 16384

struct turn {
	char held[BLOCK]; /* read from the port, not yet taken by the module */
	size_t held_len;
};

static uint64_t wait_ns(const struct loop *l)
{
	uint64_t a = module_deadline_ms(l->module), b = client_deadline_ms(l->client);
	uint64_t ms = a < b ? a : b;
	uint64_t ns = ms == UINT64_MAX ? UINT64_MAX : clock_wait_ns(l->clock, ms);
	uint64_t real = client_real_wait_ms(l->client);
	return real < ns / 1000000 ? real * 1000000 : ns;
}

static void wait_for_work(struct loop *l, const struct turn *t)
{
	struct pollfd fd[PORT_POLLFDS + CLIENT_POLLFDS];
	const char *bytes;
	bool output = module_output(l->module, &bytes) > 0;
	size_t n = port_pollfds(l->port, fd, !t->held_len, output);
	n += client_pollfds(l->client, fd + n);
	uint64_t ns = wait_ns(l);
	struct timespec ts = {
		.tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u)};
	ppoll(fd, n, ns == UINT64_MAX ? NULL : &ts, l->wait_mask);
}

static void read_port(struct loop *l, struct turn *t)
{
	ssize_t n = t->held_len ? 0 : port_read(l->port, t->held, sizeof t->held);
	t->held_len += n > 0 ? (size_t)n : 0;
}

/* Returns whether the module took anything. */
static bool take_input(struct loop *l, struct turn *t)
{
	size_t used = module_input(l->module, t->held, t->held_len);
	t->held_len -= used;
	memmove(t->held, t->held + used, t->held_len);
	return used > 0;
}

static void give_output(struct loop *l)
{
	const char *bytes;
	for (size_t len; (len = module_output(l->module, &bytes)) > 0;) {
		ssize_t n = port_present(l->port) ? port_write(l->port, bytes, len) : (ssize_t)len;
		if (n <= 0)
			return;
		module_sent(l->module, (size_t)n);
	}
}

void loop_run(struct loop *l)
{
	struct turn t = {.held_len = 0};
	while (!*l->stop) {
		wait_for_work(l, &t);
		/* whoever sent what is read is then known to be there, and gets its answer */
		read_port(l, &t);
		struct port_change change = port_check(l->port);
		if (change.opened)
			module_port_opened(l->module);
		client_run(l->client);
		bool took;
		do {
			took = take_input(l, &t);
			module_run(l->module);
		} while (took && t.held_len);
		give_output(l);
		if (l->unplug) {
			l->unplug = false;
			port_unplug(l->port);
		}
		if (change.closed && l->once)
			return;
	}
}
