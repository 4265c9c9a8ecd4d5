/* A look at a port, on a virtual clock: who answers, what was said to it, and that it ends. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "modem/probe.h"
#include "tests/lib/fake.h"

static struct scratch scratch;
static struct fake *fake;
static struct probe *probe;
static uint64_t now_ms;

static int set_up(void **state)
{
	(void)state;
	scratch_make(&scratch);
	now_ms = 1000000;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	probe_free(probe);
	probe = NULL;
	if (fake)
		fake_close(fake);
	fake = NULL;
	scratch_remove(&scratch);
	return 0;
}

static void begin(const struct fake_row *rows, bool search)
{
	fake = fake_open(&scratch, rows);
	probe = probe_start(fake_path(fake), 0, search, now_ms);
	assert_non_null(probe);
}

/* Until it is over; returns how long that took. speaks: the fake is served. */
static uint64_t run(void)
{
	const uint64_t start_ms = now_ms;
	for (int i = 0; i < 2000 && !probe_over(probe); i++) {
		for (int k = 0; k < 4; k++) {
			fake_run(fake);
			probe_run(probe, now_ms);
		}
		const uint64_t at = probe_deadline_ms(probe);
		if (!probe_over(probe) && !fake_unread(fake) && at > now_ms && i % 4 == 3)
			now_ms = at;
	}
	assert_true(probe_over(probe));
	return now_ms - start_ms;
}

static void test_module(void **state)
{
	size_t len;
	(void)state;
	begin(fake_bg95, false);
	run();
	const struct probe_found *f = probe_found(probe);
	assert_int_equal(f->end, PROBE_END_FOUND);
	assert_string_equal(f->model, "BG95-M3");
	assert_string_equal(f->imei, "864475040090705");
	assert_int_equal(f->family, NET_FAMILY_TABLE1);
	/* nothing but questions, and the port is free again */
	assert_string_equal(fake_heard(fake, &len), "AT\rATI\rAT+CGSN\r");
	int fd = open(fake_path(fake), O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	close(fd);
}

/* Answers AT and nothing else: still somebody. */
static void test_stranger(void **state)
{
	static const struct fake_row rows[] = {{"AT", "", "OK"}, {NULL, NULL, NULL}};
	(void)state;
	begin(rows, false);
	run();
	assert_int_equal(probe_found(probe)->end, PROBE_END_FOUND);
	assert_string_equal(probe_found(probe)->model, "");
	assert_int_equal(probe_found(probe)->family, NET_FAMILY_UNKNOWN);
}

static void test_silence_is_short(void **state)
{
	(void)state;
	begin(fake_silent, false);
	fake_rows(fake, fake_silent, false); /* no echo, either */
	assert_true(run() <= PROBE_MS);
	assert_int_equal(probe_found(probe)->end, PROBE_END_SILENT);
	assert_int_equal(probe_found(probe)->overheard, OVERHEARD_NOTHING);
}

static void test_search_ends(void **state)
{
	(void)state;
	begin(fake_silent, true);
	assert_true(run() <= PROBE_SEARCH_MS);
	assert_int_equal(probe_found(probe)->end, PROBE_END_SILENT);
	assert_int_equal(probe_found(probe)->baud, 115200);
}

static void test_positions(void **state)
{
	(void)state;
	begin(fake_silent, false);
	fake_say(fake, "$GPGSA,A,1,,,,,,,,,,,,,,,,*32\r\n$GPVTG,,T,,M,,N,,K,N*2C\r\n");
	run();
	assert_int_equal(probe_found(probe)->overheard, OVERHEARD_NMEA);
}

static void test_held(void **state)
{
	(void)state;
	fake = fake_open(&scratch, fake_bg95);
	int fd = open(fake_path(fake), O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	probe = probe_start(fake_path(fake), 0, false, now_ms);
	assert_true(probe_over(probe));
	assert_int_equal(probe_found(probe)->end, PROBE_END_TROUBLE);
	assert_int_equal(probe_found(probe)->diag.err, QLW_EHELD);
	close(fd);
}

static void test_pulled(void **state)
{
	(void)state;
	begin(fake_silent, false);
	fake_hang_up(fake);
	for (int i = 0; i < 50 && !probe_over(probe); i++)
		probe_run(probe, ++now_ms);
	assert_true(probe_over(probe));
	assert_int_equal(probe_found(probe)->end, PROBE_END_TROUBLE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_module),
		TEST(test_stranger),
		TEST(test_silence_is_short),
		TEST(test_search_ends),
		TEST(test_positions),
		TEST(test_held),
		TEST(test_pulled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
