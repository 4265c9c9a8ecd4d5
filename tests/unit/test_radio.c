/* The panel's questions on a virtual clock: only when looked at, never in sleep, never in the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "modem/radio.h"
#include "modem/session.h"

#define START 1769861080000u

struct desk {
	struct model *m;
	struct radio r;
	struct radio_view v;
	unsigned asked, slow;
};

static void begin(struct desk *d)
{
	memset(d, 0, sizeof *d);
	d->m = model_new();
	d->m->link = EVENT_LINK_UP;
	d->m->connected = true;
	d->v.looked = true;
	d->v.now_ms = START;
}

static void end(struct desk *d)
{
	model_free(d->m);
}

/* Answers whatever is asked at this time; how many that were. */
static unsigned serve(struct desk *d)
{
	const char *command;
	unsigned n = 0;
	while ((command = radio_next(&d->r, d->m, &d->v))) {
		assert_false(session_changes(command));
		assert_null(radio_next(&d->r, d->m, &d->v)); /* one at a time */
		d->slow += strstr(command, "PSMS") != NULL;
		radio_done(&d->r, false, d->v.now_ms);
		n++;
	}
	d->asked += n;
	return n;
}

/* Time passes; it is asked exactly when its deadline says so. */
static void pass(struct desk *d, uint64_t ms)
{
	const uint64_t end_ms = d->v.now_ms + ms;
	while (d->v.now_ms < end_ms) {
		const uint64_t at = radio_deadline_ms(&d->r, d->m, &d->v);
		d->v.now_ms = at < end_ms ? (at > d->v.now_ms ? at : d->v.now_ms) : end_ms;
		const unsigned n = serve(d);
		if (at <= d->v.now_ms && d->v.now_ms < end_ms)
			assert_true(n > 0); /* a deadline that changes nothing would spin */
	}
}

static void test_rate(void **state)
{
	struct desk d;
	(void)state;
	begin(&d);
	assert_true(serve(&d) >= 4); /* at once */
	assert_int_equal(d.r.seen_ms, START);
	assert_int_equal(serve(&d), 0);
	d.asked = d.slow = 0;
	pass(&d, 60 * 60 * 1000);
	assert_true(d.asked <= 360 * 4 + 60 * 4);
	assert_true(d.asked >= 359 * 4);
	assert_true(d.slow <= 2 * 60 && d.slow >= 2 * 59);
	end(&d);
}

/* A panel that is always there asks once a minute. */
static void test_glance(void **state)
{
	struct desk d;
	(void)state;
	begin(&d);
	d.v.glance = true;
	serve(&d);
	d.asked = 0;
	pass(&d, 60 * 60 * 1000);
	assert_true(d.asked >= 59 * 4 && d.asked <= 60 * 4 + 10 * 4);
	end(&d);
}

static void test_only_when_looked_at(void **state)
{
	struct desk d;
	(void)state;
	begin(&d);
	d.v.looked = false;
	assert_int_equal(radio_pause(d.m, &d.v), RADIO_UNSEEN);
	pass(&d, 3600000);
	assert_int_equal(d.asked, 0);
	assert_int_equal(radio_deadline_ms(&d.r, d.m, &d.v), UINT64_MAX);
	d.v.looked = true;
	assert_true(serve(&d) > 0);
	/* opened and closed again and again: no more often for that */
	d.asked = 0;
	for (int i = 0; i < 100; i++) {
		d.v.looked = i % 2;
		d.v.now_ms += 50;
		serve(&d);
	}
	assert_int_equal(d.asked, 0);
	end(&d);
}

static void test_never_in_sleep(void **state)
{
	static const enum event_link links[] = {
		EVENT_LINK_ASLEEP, EVENT_LINK_DOWN, EVENT_LINK_RESTARTED};
	struct desk d;
	(void)state;
	begin(&d);
	for (size_t i = 0; i < 3; i++) {
		d.m->link = links[i];
		pass(&d, 3600000);
		assert_int_equal(d.asked, 0);
	}
	assert_int_equal(radio_pause(d.m, &d.v), RADIO_GONE);
	d.m->link = EVENT_LINK_ASLEEP;
	assert_int_equal(radio_pause(d.m, &d.v), RADIO_ASLEEP);
	/* asleep in the middle of a round */
	d.m->link = EVENT_LINK_UP;
	assert_non_null(radio_next(&d.r, d.m, &d.v));
	radio_done(&d.r, false, d.v.now_ms);
	d.m->link = EVENT_LINK_ASLEEP;
	assert_null(radio_next(&d.r, d.m, &d.v));
	assert_int_equal(radio_deadline_ms(&d.r, d.m, &d.v), UINT64_MAX);
	/* while the connect sequence still reads */
	d.m->link = EVENT_LINK_UP;
	d.m->connected = false;
	assert_null(radio_next(&d.r, d.m, &d.v));
	end(&d);
}

static void test_stops_for_a_transfer(void **state)
{
	struct desk d;
	(void)state;
	begin(&d);
	assert_non_null(radio_next(&d.r, d.m, &d.v));
	radio_done(&d.r, false, d.v.now_ms);
	d.v.transfer = true;
	assert_int_equal(radio_pause(d.m, &d.v), RADIO_TRANSFER);
	pass(&d, 600000);
	assert_int_equal(d.asked, 0);
	d.v.transfer = false;
	assert_true(serve(&d) > 0); /* goes on where it stopped */
	end(&d);
}

/* Other commands go first. */
static void test_waits_its_turn(void **state)
{
	struct desk d;
	(void)state;
	begin(&d);
	d.v.waits = true;
	assert_null(radio_next(&d.r, d.m, &d.v));
	assert_int_equal(radio_deadline_ms(&d.r, d.m, &d.v), UINT64_MAX);
	d.v.waits = false;
	assert_non_null(radio_next(&d.r, d.m, &d.v));
	end(&d);
}

static void test_recording(void **state)
{
	struct desk d;
	(void)state;
	begin(&d);
	d.v.recorded = true;
	assert_int_equal(radio_pause(d.m, &d.v), RADIO_RECORDED);
	pass(&d, 600000);
	assert_int_equal(d.asked, 0);
	end(&d);
}

/* What a firmware does not know is not asked again, until it starts anew. */
static void test_refused(void **state)
{
	struct desk d;
	const char *command;
	unsigned asked = 0;
	(void)state;
	begin(&d);
	while ((command = radio_next(&d.r, d.m, &d.v)))
		radio_done(&d.r, strstr(command, "CEDRXRDP") != NULL, d.v.now_ms);
	for (int i = 0; i < 20; i++) {
		d.v.now_ms += RADIO_EVERY_MS;
		while ((command = radio_next(&d.r, d.m, &d.v))) {
			asked += strstr(command, "CEDRXRDP") != NULL;
			radio_done(&d.r, false, d.v.now_ms);
		}
	}
	assert_int_equal(asked, 0);
	radio_restart(&d.r);
	d.v.now_ms += RADIO_EVERY_MS;
	while ((command = radio_next(&d.r, d.m, &d.v))) {
		asked += strstr(command, "CEDRXRDP") != NULL;
		radio_done(&d.r, false, d.v.now_ms);
	}
	assert_int_equal(asked, 1);
	end(&d);
}

static void test_hurry(void **state)
{
	struct desk d;
	(void)state;
	begin(&d);
	serve(&d);
	d.asked = 0;
	for (int i = 0; i < 100; i++) { /* a key held down */
		d.v.now_ms += 20;
		radio_hurry(&d.r, d.v.now_ms);
		serve(&d);
	}
	assert_true(d.asked >= 8);
	assert_true(d.asked <= 3 * 8);
	end(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_glance),
		cmocka_unit_test(test_only_when_looked_at),
		cmocka_unit_test(test_never_in_sleep),
		cmocka_unit_test(test_stops_for_a_transfer),
		cmocka_unit_test(test_waits_its_turn),
		cmocka_unit_test(test_recording),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_hurry),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
