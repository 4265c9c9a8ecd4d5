/* Notification attributes (2.1.4): when a value has moved enough, and when it may be told. */
#define _GNU_SOURCE /* memmem */
#include "modem/sim/lwattr.h"

#include "tests/unit/lw_bare.h"

static void test_moved(void **state)
{
	static const struct {
		const char *query[3];
		double seen, now;
		bool moved;
	} rows[] = {
		{{NULL}, 5, 5, true}, /* no condition on the value */
		{{"pmin=5"}, 5, 6, true},
		{{"gt=50"}, 40, 49, false},
		{{"gt=50"}, 40, 51, true},
		{{"gt=50"}, 51, 60, false}, /* on the same side */
		{{"gt=50"}, 60, 40, true},  /* crossed the other way */
		{{"lt=20"}, 25, 21, false},
		{{"lt=20"}, 25, 19, true},
		{{"lt=20"}, 19, 25, true},
		{{"lt=20"}, 20, 19, true}, /* from the limit itself */
		{{"gt=50"}, 50, 51, true},
		{{"st=5"}, 50, 54, false},
		{{"st=5"}, 50, 55, true},
		{{"st=5"}, 50, 45, true},
		{{"gt=50", "st=5"}, 40, 46, true},
		{{"gt=50", "st=20"}, 40, 51, true},
		{{"gt=50", "lt=20"}, 40, 30, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lw_attr_list list = {.row = {{.path = {0}}}};
		struct lw_path path = lw_path_make(3, 3, 0, 9, 0);
		size_t n = 0;
		while (n < 3 && rows[i].query[n])
			n++;
		assert_int_equal(lw_attr_write(&list, &path, rows[i].query, n), 0);
		struct lw_attrs a = lw_attr_effective(&list, &path);
		if (lw_attr_moved(&a, rows[i].seen, rows[i].now) != rows[i].moved)
			fail_msg("row %zu", i);
	}
}

static void test_inherited(void **state)
{
	static const char *const object[] = {"pmin=10", "pmax=60"}, *const own[] = {"pmin=5"},
				 *const unset[] = {"pmin"};
	struct lw_attr_list list = {.row = {{.path = {0}}}};
	struct lw_path at = lw_path_make(1, 3, 0, 0, 0), path = lw_path_make(3, 3, 0, 9, 0);
	(void)state;
	assert_int_equal(lw_attr_write(&list, &at, object, 2), 0);
	assert_true(lw_attr_effective(&list, &path).value[LW_ATTR_PMIN] == 10);
	assert_int_equal(lw_attr_write(&list, &path, own, 1), 0);
	assert_true(lw_attr_effective(&list, &path).value[LW_ATTR_PMIN] == 5);
	assert_true(lw_attr_effective(&list, &path).value[LW_ATTR_PMAX] == 60);
	assert_int_equal(lw_attr_write(&list, &path, unset, 1), 0);
	assert_true(lw_attr_effective(&list, &path).value[LW_ATTR_PMIN] == 10);
}

/* The next notification, acknowledged; its value, or -1 when there is none. */
static long told(struct world *w)
{
	struct lb_message m, ack;
	for (int i = 0; i < 30; i++) {
		ssize_t n = recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT);
		if (n >= 0 && lb_message_parse(&m, w->bytes, (size_t)n) && m.observe >= 0) {
			char text[8];
			snprintf(text, sizeof(text), "%.*s", (int)m.payload_len,
				(const char *)m.payload);
			lb_message_init(&ack, LB_ACK, 0, m.mid);
			speak(w, &ack);
			for (int more = 0; more < 5; more++)
				turn(w);
			return strtol(text, NULL, 10);
		}
		turn(w);
	}
	return -1;
}

static void battery(struct world *w, int level)
{
	w->config.sensors.battery = level;
	lw_device_changed(w->lw);
}

static void test_periods(void **state)
{
	struct world *w = *state;
	struct lb_message m, got;
	assert_int_equal(lw_lifetime(w->lw, 102, 86400), 0);
	hear(w, &got);
	answer(w, &got, LB_CODE(2, 4), "");
	battery(w, 80);
	ask_message(w, &m, PUT, "3/0/9");
	snprintf(m.query[m.queries++], sizeof(m.query[0]), "pmin=10");
	snprintf(m.query[m.queries++], sizeof(m.query[0]), "pmax=30");
	speak(w, &m);
	hear(w, &got);
	observe(w, "3/0/9", 0, &got);
	w->now_ms += 9000;
	battery(w, 79);
	assert_int_equal(told(w), -1); /* not before pmin */
	battery(w, 78);
	w->now_ms += 1000;
	assert_int_equal(told(w), 78); /* what it is then, once */
	assert_int_equal(told(w), -1);
	w->now_ms += 29000;
	assert_int_equal(told(w), -1);
	w->now_ms += 1000;
	assert_int_equal(told(w), 78); /* unchanged, but pmax is over */
	w->now_ms += 15000;
	battery(w, 77);
	assert_int_equal(told(w), 77); /* pmin is over already */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moved),
		cmocka_unit_test(test_inherited),
		TEST(test_periods),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
