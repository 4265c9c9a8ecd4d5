/* The loop on real pipes and signals, without waiting for a fixed time; pacing on numbers alone. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/toolkit/loop.h"

static struct loop *l;

static int setup(void **state)
{
	(void)state;
	l = loop_new();
	return l ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	loop_free(l);
	return 0;
}

struct source {
	int fd, id, ready, ticks;
	uint64_t at_ms;
	bool leave; /* removes itself when told */
};

static struct pollfd source_pollfd(void *ctx)
{
	struct source *s = ctx;

	return (struct pollfd){.fd = s->fd, .events = POLLIN};
}

static void source_ready(void *ctx, short revents, uint64_t now_ms)
{
	struct source *s = ctx;
	char byte;

	(void)now_ms;
	assert_true(revents & POLLIN);
	assert_int_equal(read(s->fd, &byte, 1), 1);
	s->ready++;
	if (s->leave)
		loop_remove(l, s->id);
}

static uint64_t source_deadline(void *ctx)
{
	return ((struct source *)ctx)->at_ms;
}

static void source_tick(void *ctx, uint64_t now_ms)
{
	struct source *s = ctx;

	assert_true(now_ms >= s->at_ms);
	s->ticks++;
	s->at_ms = UINT64_MAX;
}

static void add(struct source *s, int fd, uint64_t at_ms)
{
	memset(s, 0, sizeof(*s));
	s->fd = fd;
	s->at_ms = at_ms;
	s->id = loop_add(l, &(struct loop_source){.ctx = s,
				    .pollfd = source_pollfd,
				    .ready = source_ready,
				    .deadline_ms = source_deadline,
				    .tick = source_tick});
	assert_true(s->id >= 0);
}

static void test_bytes_wake_the_right_source(void **state)
{
	int a[2], b[2];
	struct source sa, sb;

	(void)state;
	assert_int_equal(pipe(a) | pipe(b), 0);
	add(&sa, a[0], UINT64_MAX);
	add(&sb, b[0], UINT64_MAX);
	assert_int_equal(write(b[1], "xy", 2), 2);
	assert_int_equal(loop_turn(l), 0);
	assert_int_equal(sa.ready, 0);
	assert_int_equal(sb.ready, 1);
	sb.leave = true;
	loop_turn(l);
	assert_int_equal(write(b[1], "z", 1) + write(a[1], "z", 1), 2);
	loop_turn(l);
	assert_int_equal(sb.ready, 2);
	assert_int_equal(sa.ready, 1);
	for (int i = 0; i < 2; i++)
		close(a[i]), close(b[i]);
}

static void test_times_come(void **state)
{
	struct source past, soon, never;
	uint64_t start = loop_now_ms();

	(void)state;
	add(&past, -1, 0);
	add(&soon, -1, start + 30);
	add(&never, -1, UINT64_MAX);
	loop_turn(l);
	assert_int_equal(past.ticks, 1);
	assert_int_equal(never.ticks, 0);
	while (soon.ticks == 0)
		loop_turn(l);
	assert_true(loop_now_ms() >= start + 30);
	assert_int_equal(past.ticks + never.ticks, 1);
}

static void test_a_signal_sent_outside_is_seen_at_the_next_turn(void **state)
{
	(void)state;
	kill(getpid(), SIGTERM);
	kill(getpid(), SIGWINCH);
	unsigned seen = 0;

	while (seen != (LOOP_SIGNAL_TERM | LOOP_SIGNAL_WINCH))
		seen |= loop_turn(l);
	assert_int_equal(loop_turn_until(l, 0), 0);
}

/* A descriptor that is always ready must not hide a signal. */
static void test_a_flood_hides_no_signal(void **state)
{
	int p[2];
	struct source s;
	unsigned seen = 0;
	int turns = 0;

	(void)state;
	assert_int_equal(pipe(p), 0);
	for (int i = 0; i < 100; i++)
		assert_int_equal(write(p[1], "x", 1), 1);
	add(&s, p[0], UINT64_MAX);
	kill(getpid(), SIGHUP);
	for (; turns < 3; turns++)
		seen |= loop_turn(l);
	assert_int_equal(seen, LOOP_SIGNAL_HUP);
	assert_int_equal(s.ready, 3);
	close(p[0]), close(p[1]);
}

static void test_places_are_limited_and_reused(void **state)
{
	struct loop_source none = {0};

	(void)state;
	for (int i = 0; i < LOOP_SOURCES_MAX; i++)
		assert_int_equal(loop_add(l, &none), i);
	assert_int_equal(loop_add(l, &none), QLW_ENOMEM);
	loop_remove(l, 3);
	loop_remove(l, -1);
	loop_remove(l, 99);
	assert_int_equal(loop_add(l, &none), 3);
	loop_turn_until(l, 0);
}

static void test_handlers_are_put_back(void **state)
{
	struct sigaction now;
	sigset_t mask;

	(void)state;
	sigprocmask(SIG_SETMASK, NULL, &mask);
	assert_true(sigismember(&mask, SIGTERM));
	loop_free(l);
	sigaction(SIGTERM, NULL, &now);
	assert_true(now.sa_handler == SIG_DFL);
	sigprocmask(SIG_SETMASK, NULL, &mask);
	assert_false(sigismember(&mask, SIGTERM));
	l = loop_new();
}

/* --- pacing --------------------------------------------------------------------------------- */

static void test_a_still_screen_is_painted_at_once(void **state)
{
	struct pace p = {0};

	(void)state;
	assert_true(pace_deadline_ms(&p) == UINT64_MAX);
	assert_false(pace_due(&p, 1000));
	pace_dirty(&p, 1000);
	assert_true(pace_due(&p, 1000));
	assert_false(pace_due(&p, 1001));
	pace_dirty(&p, 5000);
	assert_true(pace_due(&p, 5000));
}

static void test_changes_close_together_share_a_frame(void **state)
{
	struct pace p = {0};

	(void)state;
	pace_dirty(&p, 1000);
	assert_true(pace_due(&p, 1000));
	pace_dirty(&p, 1003);
	pace_dirty(&p, 1005);
	assert_int_equal(pace_deadline_ms(&p), 1000 + PACE_FAST_MS);
	assert_false(pace_due(&p, 1000 + PACE_FAST_MS - 1));
	assert_true(pace_due(&p, 1000 + PACE_FAST_MS));
	assert_true(pace_deadline_ms(&p) == UINT64_MAX);
}

/* Frames painted between two times when something changes every millisecond. */
static int frames(struct pace *p, uint64_t from, uint64_t to)
{
	int n = 0;

	for (uint64_t now = from; now < to; now++) {
		pace_dirty(p, now);
		n += pace_due(p, now);
	}
	return n;
}

static void test_a_flood_is_painted_less_often(void **state)
{
	struct pace p = {0};

	(void)state;
	assert_in_range(frames(&p, 0, PACE_FLOOD_AFTER_MS), 25, 31);
	frames(&p, PACE_FLOOD_AFTER_MS, PACE_FLOOD_AFTER_MS + 100);
	assert_in_range(frames(&p, 1000, 2000), 19, 21);
	/* a key is answered at the faster rate */
	uint64_t now = p.last_ms + 5;

	pace_dirty(&p, now);
	assert_int_equal(pace_deadline_ms(&p), p.last_ms + PACE_FLOOD_MS);
	pace_urgent(&p, now);
	assert_int_equal(pace_deadline_ms(&p), p.last_ms + PACE_FAST_MS);
	/* after a pause all is as it was */
	pace_due(&p, 2200);
	assert_in_range(frames(&p, 3000, 3400), 20, 25);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_bytes_wake_the_right_source),
		TEST(test_times_come),
		TEST(test_a_signal_sent_outside_is_seen_at_the_next_turn),
		TEST(test_a_flood_hides_no_signal),
		TEST(test_places_are_limited_and_reused),
		TEST(test_handlers_are_put_back),
		cmocka_unit_test(test_a_still_screen_is_painted_at_once),
		cmocka_unit_test(test_changes_close_together_share_a_frame),
		cmocka_unit_test(test_a_flood_is_painted_less_often),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
