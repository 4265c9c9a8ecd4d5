/*
 * An hour of the module's time with six servers at --speed 60: every update comes in time, and
 * nothing leaks. That takes a minute and is for SOAK=1; otherwise the first five minutes of such
 * an hour stand for it. What the servers heard is read from the log of -v.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/simproc.h"

#define SERVERS  6
#define SPEED    60
#define MARGIN_S 93 /* an update may take so long to get through: MAX_TRANSMIT_WAIT */

struct registration {
	unsigned number; /* rd/NUMBER */
	uint64_t life_ms, begin_ms, last_ms, longest_ms;
	unsigned updates;
};

struct hour {
	struct scratch scratch;
	struct simproc sim;
	int fd;
	char got[4096];
	size_t len;
	uint64_t length_ms, now_ms, end_ms; /* the module's time */
	size_t read;                        /* of its log */
	struct registration registration[SERVERS];
	unsigned registrations, expired;
};

/* --- the servers' log ------------------------------------------------------------------------- */

static struct registration *find(struct hour *h, unsigned number)
{
	for (unsigned i = 0; i < h->registrations; i++)
		if (h->registration[i].number == number)
			return &h->registration[i];
	fail_msg("rd/%u was never registered", number);
	return NULL;
}

static void take_registration(struct hour *h, unsigned number, unsigned life_s)
{
	if (h->registrations == SERVERS)
		fail_msg("rd/%u: somebody had to register again", number);
	h->registration[h->registrations++] = (struct registration){.number = number,
		.life_ms = (uint64_t)life_s * 1000,
		.begin_ms = h->now_ms,
		.last_ms = h->now_ms};
}

static void take_update(struct hour *h, unsigned number)
{
	struct registration *r = find(h, number);
	uint64_t gap = h->now_ms - r->last_ms;
	r->longest_ms = gap > r->longest_ms ? gap : r->longest_ms;
	r->last_ms = h->now_ms;
	r->updates++;
}

/* "qlw-sim:   123456 server: …" */
static void take_line(struct hour *h, const char *line)
{
	unsigned long long at;
	unsigned number, life_s;
	int text = 0;
	if (sscanf(line, "qlw-sim: %llu server: %n", &at, &text) < 1 || !text)
		return;
	h->now_ms = at;
	if (sscanf(line + text, "%*s registered for %u s as rd/%u", &life_s, &number) == 2)
		take_registration(h, number, life_s);
	else if (sscanf(line + text, "rd/%u updated for %u s", &number, &life_s) == 2)
		take_update(h, number);
	else if (strstr(line + text, "expired"))
		h->expired++;
}

static void read_log(struct hour *h)
{
	const char *log, *end;
	proc_poll(h->sim.proc);
	log = proc_peek(h->sim.proc)->err;
	while (log && (end = strchr(log + h->read, '\n'))) {
		char line[512];
		snprintf(line, sizeof line, "%.*s", (int)(end - log - (ptrdiff_t)h->read),
			log + h->read);
		h->read = (size_t)(end - log) + 1;
		take_line(h, line);
	}
}

/* --- the host's side -------------------------------------------------------------------------- */

static void feed(struct hour *h, int wait_ms)
{
	struct pollfd p = {.fd = h->fd, .events = POLLIN};
	poll(&p, 1, wait_ms);
	if (h->len > sizeof h->got / 2) { /* the last lines will do */
		memmove(h->got, h->got + h->len - 512, 512);
		h->len = 512;
	}
	ssize_t n = read(h->fd, h->got + h->len, sizeof h->got - 1 - h->len);
	h->len += n > 0 ? (size_t)n : 0;
	h->got[h->len] = '\0';
	read_log(h);
}

static void expect(struct hour *h, const char *want)
{
	uint64_t end = test_now_ms() + PATIENCE_MS;
	while (!strstr(h->got, want)) {
		if (test_now_ms() > end)
			fail_msg("no %s in %s", want, h->got);
		feed(h, 50);
	}
	h->len = 0;
	h->got[0] = '\0';
}

static void at(struct hour *h, const char *line)
{
	assert_int_equal(write(h->fd, line, strlen(line)), strlen(line));
	assert_int_equal(write(h->fd, "\r", 1), 1);
	expect(h, "\r\nOK\r\n");
}

/* --- the hour --------------------------------------------------------------------------------- */

static unsigned life_s(const struct hour *h, unsigned i)
{
	static const unsigned hour[SERVERS] = {200, 300, 600, 900, 1800, 3000};
	return h->length_ms >= 3600000 ? hour[i] : 190 + 20 * i;
}

/* Three without security, three with the Note's PSK; all observe, with a period of 40 s. */
static void add_servers(struct hour *h)
{
	char line[256];
	for (unsigned i = 0; i < SERVERS; i++) {
		snprintf(line, sizeof line,
			i % 2 ? "AT+QLWCFG=\"security\",%u,%u,\"coaps://host:5684\",0,0,"
				"\"urn:imei:864475040090705\",\"313233343536373839\""
			      : "AT+QLWCFG=\"security\",%u,%u,\"coap://host:5683\",0,3",
			i, 100 + i);
		at(h, line);
		snprintf(line, sizeof line, "AT+QLWCFG=\"server\",%u,%u,0,40,60,0,\"U\"", i,
			life_s(h, i));
		at(h, line);
	}
}

static void wait_registered(struct hour *h)
{
	uint64_t end = test_now_ms() + PATIENCE_MS;
	while (h->registrations < SERVERS) {
		if (test_now_ms() > end)
			fail_msg("only %u registered: %s", h->registrations,
				proc_peek(h->sim.proc)->err);
		feed(h, 50);
	}
	h->end_ms = h->now_ms + h->length_ms;
}

static void run(struct hour *h)
{
	uint64_t end = test_now_ms() + h->length_ms / SPEED + PATIENCE_MS;
	while (h->now_ms < h->end_ms && test_now_ms() < end)
		feed(h, 100);
	assert_true(h->now_ms >= h->end_ms);
}

/* An update is due at half the life time, or MARGIN_S before its end if that is later. */
static uint64_t period_ms(const struct registration *r)
{
	uint64_t half = r->life_ms / 2;
	uint64_t late = r->life_ms > MARGIN_S * 1000 ? r->life_ms - MARGIN_S * 1000 : 0;
	return late > half ? late : half;
}

static void check(const struct hour *h, const struct registration *r)
{
	uint64_t since = h->now_ms - r->begin_ms;
	unsigned least = (unsigned)(since / r->life_ms),
		 most = (unsigned)(since / period_ms(r)) + 1;
	print_message("  life time %4llu s: %u updates, at least %u wanted, longest gap %llu s\n",
		(unsigned long long)r->life_ms / 1000, r->updates, least,
		(unsigned long long)r->longest_ms / 1000);
	assert_true(r->longest_ms <= r->life_ms);
	assert_true(h->now_ms - r->last_ms <= r->life_ms);
	assert_in_range(r->updates, least, most);
}

static void test_no_update_is_missed(void **state)
{
	struct hour *h = *state;
	const char *seed = getenv("SEED") ? getenv("SEED") : "1";
	const char *args[] = {"--speed", "60", "--seed", seed, "-v", NULL};
	h->length_ms = getenv("SOAK") ? 3600000 : 300000;
	print_message("  seed %s, %llu simulated minutes\n", seed,
		(unsigned long long)h->length_ms / 60000);
	assert_true(simproc_start(&h->sim, &h->scratch, args));
	h->fd = open(h->sim.port, O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(h->fd >= 0);
	expect(h, "APP RDY");
	at(h, "ATE0");
	add_servers(h);
	at(h, "AT+QLWSVC=\"reg\"");
	wait_registered(h);
	run(h);
	assert_int_equal(h->registrations, SERVERS);
	assert_int_equal(h->expired, 0);
	for (unsigned i = 0; i < SERVERS; i++)
		check(h, &h->registration[i]);
	at(h, "AT+QLWSVC=\"dereg\"");
	assert_int_equal(simproc_stop(&h->sim), 0); /* and AddressSanitizer found no leak */
}

static int set_up(void **state)
{
	struct hour *h = calloc(1, sizeof *h);
	scratch_make(&h->scratch);
	h->fd = -1;
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	struct hour *h = *state;
	if (h->fd >= 0)
		close(h->fd);
	simproc_kill(&h->sim);
	scratch_remove(&h->scratch);
	free(h);
	return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {TEST(test_no_update_is_missed)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
