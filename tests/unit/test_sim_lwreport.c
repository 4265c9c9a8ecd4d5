/*
 * Reporting as a server sees it: observations of one path and of several, uldata, Send.
 */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/lw_bare.h"

static void test_observe_notify_cancel(void **state)
{
	struct world *w = *state;
	struct lb_message got, ack;
	observe(w, "3/0/1", 0, &got);
	assert_true(got.observe >= 0);
	assert_string_equal(w->said, "observe(102,/3/0/1,0) ");
	long sequence = got.observe;
	strcpy(w->config.device.model_no, "BG77");
	lw_device_changed(w->lw);
	hear(w, &got);
	assert_int_equal(got.type, LB_CON);
	assert_memory_equal(got.token, "toke", 4);
	assert_true(got.observe > sequence);
	assert_memory_equal(got.payload, "BG77", 4);
	lb_message_init(&ack, LB_ACK, 0, got.mid);
	speak(w, &ack);
	w->said[0] = '\0';
	observe(w, "3/0/1", 1, &got);
	assert_int_equal(got.observe, -1);
	assert_string_equal(w->said, "observe(102,/3/0/1,1) ");
	lw_device_changed(w->lw);
	for (int i = 0; i < 20; i++)
		turn(w);
	assert_true(recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT) < 0);
}

static void test_sensors_are_told(void **state)
{
	struct world *w = *state;
	struct lb_message m, got;
	ask_message(w, &m, PUT, "3/0/9");
	snprintf(m.query[m.queries++], sizeof(m.query[0]), "lt=20");
	speak(w, &m);
	hear(w, &got);
	assert_int_equal(got.code, LB_CODE(2, 4));
	observe(w, "3/0/9", 0, &got);
	static const int levels[] = {80, 60, 40, 25, 19};
	w->config.sensors.battery_low = 20;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		w->config.sensors.battery = levels[i];
		lw_device_changed(w->lw);
		for (int turns = 0; turns < 5; turns++)
			turn(w);
	}
	hear(w, &got); /* only the crossing */
	assert_memory_equal(got.payload, "19", 2);
	w->config.sensors.battery = 0;
	w->said[0] = '\0';
	check_answer(w, "3/0/20", "4");
	check_answer(w, "3/0/11/0", "1");
}

static void test_uldata_goes_where_it_is_observed(void **state)
{
	struct world *w = *state;
	struct lb_message got, reply;
	assert_int_equal(lw_uldata(w->lw, 102, "/19/0/0", "x", 1, true), QLW_CME_NOT_ALLOWED);
	ask_message(w, &reply, GET, "19/0/0");
	reply.observe = 0;
	speak(w, &reply);
	hear(w, &got);
	w->said[0] = '\0';
	for (int reset = 0; reset < 2; reset++) {
		assert_int_equal(lw_uldata(w->lw, 102, "/19/0/0", "data", 4, true), 0);
		hear(w, &got);
		assert_non_null(memmem(got.payload, got.payload_len, "data", 4));
		lb_message_init(&reply, reset ? LB_RST : LB_ACK, 0, got.mid);
		speak(w, &reply);
		for (int i = 0; i < 200 && !strstr(w->said, "uldata"); i++)
			turn(w);
		assert_string_equal(
			w->said, reset ? "uldata(102,/19/0/0,-1) " : "uldata(102,/19/0/0,0) ");
		w->said[0] = '\0';
	}
	/* the reset has ended the observation */
	assert_int_equal(lw_uldata(w->lw, 102, "/19/0/0", "x", 1, true), QLW_CME_NOT_ALLOWED);
}

/* An answer that fits no notification: +QLWURC: "uldata",…,-3 */
static void test_an_answer_to_uldata_that_makes_no_sense(void **state)
{
	struct world *w = *state;
	struct lb_message got, reply;
	ask_message(w, &reply, GET, "19/0/0");
	reply.observe = 0;
	speak(w, &reply);
	hear(w, &got);
	clear(w);
	assert_int_equal(lw_uldata(w->lw, 102, "/19/0/0", "data", 4, true), 0);
	hear(w, &got);
	lb_message_init(&reply, LB_ACK, LB_CODE(2, 5), got.mid);
	reply.token_len = got.token_len;
	memcpy(reply.token, got.token, got.token_len);
	speak(w, &reply);
	for (int i = 0; i < 200 && !strstr(w->said, "uldata"); i++)
		turn(w);
	assert_string_equal(w->said, "uldata(102,/19/0/0,-3) ");
}

/* --- Observe-Composite ------------------------------------------------------------------- */

static void composite(struct world *w, const char *paths, long flag, struct lb_message *got)
{
	struct lb_message m;
	ask_message(w, &m, FETCH, "");
	m.observe = flag;
	m.format = m.accept = 110;
	m.payload = (const uint8_t *)paths;
	m.payload_len = strlen(paths);
	speak(w, &m);
	hear(w, got);
	assert_int_equal(got->code, LB_CODE(2, 5));
}

static bool holds(const struct lb_message *m, const char *text)
{
	return memmem(m->payload, m->payload_len, text, strlen(text)) != NULL;
}

static void acknowledge(struct world *w, const struct lb_message *m)
{
	struct lb_message ack;
	lb_message_init(&ack, LB_ACK, 0, m->mid);
	speak(w, &ack);
	for (int i = 0; i < 10; i++)
		turn(w);
}

static bool silent(struct world *w)
{
	for (int i = 0; i < 20; i++)
		turn(w);
	return recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT) < 0;
}

#define PATHS "[{\"n\":\"/3/0/1\"},{\"n\":\"/1/1/1\"}]"

static void test_observe_composite(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	w->config.version = 1;
	composite(w, PATHS, 0, &got);
	assert_true(got.observe >= 0);
	assert_true(holds(&got, "BG95-M3") && holds(&got, "300"));
	assert_string_equal(w->said, "observe(102,/3/0/1,0) observe(102,/1/1/1,0) ");
	strcpy(w->config.device.manufacturer, "Other"); /* nobody observes that one */
	lw_device_changed(w->lw);
	assert_true(silent(w));
	strcpy(w->config.device.model_no, "BG77");
	lw_device_changed(w->lw);
	hear(w, &got);
	assert_int_equal(got.type, LB_CON);
	assert_memory_equal(got.token, "toke", 4);
	assert_int_equal(got.format, 110);
	assert_true(holds(&got, "BG77") && holds(&got, "300")); /* always all of it */
	acknowledge(w, &got);
	w->said[0] = '\0';
	composite(w, PATHS, 1, &got);
	assert_int_equal(got.observe, -1);
	assert_string_equal(w->said, "observe(102,/3/0/1,1) observe(102,/1/1/1,1) ");
	strcpy(w->config.device.model_no, "BG600L");
	lw_device_changed(w->lw);
	assert_true(silent(w));
}

/* Each path has its own attributes; the first that has its condition met sends for all. */
static void test_composite_attributes(void **state)
{
	struct world *w = *state;
	struct lb_message m, got;
	w->config.version = 1;
	ask_message(w, &m, PUT, "3/0/9");
	snprintf(m.query[m.queries++], sizeof(m.query[0]), "lt=20");
	speak(w, &m);
	hear(w, &got);
	assert_int_equal(got.code, LB_CODE(2, 4));
	composite(w, "[{\"n\":\"/3/0/9\"},{\"n\":\"/3/0/1\"}]", 0, &got);
	w->config.sensors.battery = 60;
	lw_device_changed(w->lw);
	assert_true(silent(w));
	strcpy(w->config.device.model_no, "BG77");
	lw_device_changed(w->lw);
	hear(w, &got);
	assert_true(holds(&got, "BG77") && holds(&got, "60"));
}

static void test_composite_with_too_many_paths_is_only_read(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	char paths[600] = "[";
	for (int i = 0; i < 17; i++)
		snprintf(paths + strlen(paths), sizeof(paths) - strlen(paths),
			"%s{\"n\":\"/3/0/%d\"}", i ? "," : "", i);
	strcat(paths, "]");
	w->config.version = 1;
	composite(w, paths, 0, &got);
	assert_int_equal(got.observe, -1);
	assert_string_equal(w->said, "");
}

static void test_an_instance_that_comes_and_goes_is_told(void **state)
{
	struct world *w = *state;
	struct lb_message m, got;
	w->config.version = 1;
	composite(w, "[{\"n\":\"/19\"},{\"n\":\"/3/0/1\"}]", 0, &got);
	ask_message(w, &m, POST, "19");
	m.format = 11543;
	m.payload = (const uint8_t *)"{\"bn\":\"/19/4/\",\"e\":[{\"n\":\"0/0\",\"sv\":\"QQ==\"}]}";
	m.payload_len = strlen((const char *)m.payload);
	speak(w, &m);
	for (int told = 0; !told;) {
		hear(w, &got);
		told = got.observe >= 0;
		if (got.code == LB_CODE(0, 2)) /* the update with the object list */
			answer(w, &got, LB_CODE(2, 4), "");
	}
	assert_true(holds(&got, "\"19/4/0/0\""));
	acknowledge(w, &got);
	ask_message(w, &m, DELETE, "19/4");
	speak(w, &m);
	for (int told = 0; !told;) {
		hear(w, &got);
		told = got.observe >= 0;
		if (got.code == LB_CODE(0, 2))
			answer(w, &got, LB_CODE(2, 4), "");
	}
	assert_false(holds(&got, "19/4"));
	assert_true(holds(&got, "3/0/1"));
}

/* --- Send -------------------------------------------------------------------------------- */

static void test_send(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	w->config.version = 1;
	w->config.uldata_sends = true;
	static const struct {
		int class, detail;
		const char *said;
	} answers[] = {{2, 4, "uldata(102,/19/0/0,0) "}, {4, 4, "uldata(102,/19/0/0,-1) "}};
	for (size_t i = 0; i < 2; i++) {
		w->said[0] = '\0';
		assert_int_equal(lw_uldata(w->lw, 102, "/19/0/0", "data", 4, true), 0);
		hear(w, &got);
		assert_int_equal(got.code, LB_CODE(0, 2));
		assert_string_equal(got.path, "dp");
		assert_int_equal(got.format, 112);
		assert_true(holds(&got, "data") && holds(&got, "19/0/0/0"));
		answer(w, &got, LB_CODE(answers[i].class, answers[i].detail), "");
		for (int k = 0; k < 200 && !w->said[0]; k++)
			turn(w);
		assert_string_equal(w->said, answers[i].said);
	}
	w->config.version = 0; /* 1.0 has no Send */
	assert_int_equal(lw_uldata(w->lw, 102, "/19/0/0", "x", 1, true), QLW_CME_NOT_ALLOWED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_observe_notify_cancel),
		TEST(test_sensors_are_told),
		TEST(test_uldata_goes_where_it_is_observed),
		TEST(test_an_answer_to_uldata_that_makes_no_sense),
		TEST(test_observe_composite),
		TEST(test_composite_attributes),
		TEST(test_composite_with_too_many_paths_is_only_read),
		TEST(test_an_instance_that_comes_and_goes_is_told),
		TEST(test_send),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
