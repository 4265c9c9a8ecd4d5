/*
 * Sends in turn, and what becomes of each: 1,000 confirmable ones over several paths, their results
 * out of order, lost and doubled. What the model says is held against what the test made happen.
 */
#include "modem/send_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	SENDS = 1000,
	PATHS = 7,
	SERVERS = 3,
};

static struct model *m;
static struct send_queue q;
static uint64_t now_ms;
static uint32_t seed;

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static int setup(void **state)
{
	const char *given = getenv("SEED");
	(void)state;
	seed = given ? (uint32_t)strtoul(given, NULL, 10) : 1;
	m = model_new();
	memset(&q, 0, sizeof q);
	now_ms = 1000000;
	return m ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	model_free(m);
	return 0;
}

static int add(unsigned short_id, const char *uri, const char *data, bool non)
{
	const struct qlw_uldata send = {.short_id = short_id,
		.uri = uri,
		.data = data,
		.len = strlen(data),
		.non_confirmable = non};
	return send_queue_add(&q, &send, now_ms);
}

static void begin(const struct send_item *item, char *line, size_t size)
{
	const struct qlw_uldata send = send_item_uldata(item);
	assert_int_equal(qlw_format_uldata(&send, line, size, NULL), 0);
	send_queue_begin(&q, item->id);
	model_apply_command(m, line, now_ms);
}

/* The engine's part: the command goes out and ends. Returns the model's row. */
static uint64_t carry(const struct send_item *item, bool ok)
{
	char line[AT_LINE_MAX + 1];
	const uint64_t id = item->id;
	begin(item, line, sizeof line);
	model_apply_end(m, line, ok, now_ms);
	send_queue_end(&q, id);
	return m->sends;
}

static void result(unsigned short_id, const char *uri, unsigned message, int code)
{
	char line[QLW_URI_MAX + 80];
	struct event event = {.kind = EVENT_DELIVERY, .t_ms = now_ms};
	snprintf(line, sizeof line, "+QLWURC: \"uldata\",%u,%s,%u,%u,%d", short_id, uri, message,
		message * 7, code);
	assert_int_equal(qlw_parse_urc(line, strlen(line), &event.urc), QLW_URC_DELIVERY);
	model_apply_event(m, &event);
}

static void test_one_at_a_time_for_each_place(void **state)
{
	(void)state;
	add(102, "/19/0/0", "a", false);
	add(102, "/19/0/0", "b", false);
	add(102, "/3/0/9", "c", false);
	add(101, "/19/0/0", "d", false);
	assert_memory_equal(send_queue_next(&q, m)->data, "a", 1);
	carry(send_queue_next(&q, m), true);
	assert_memory_equal(send_queue_next(&q, m)->data, "c", 1); /* b waits for a's result */
	carry(send_queue_next(&q, m), true);
	assert_memory_equal(send_queue_next(&q, m)->data, "d", 1);
	carry(send_queue_next(&q, m), true);
	assert_null(send_queue_next(&q, m));
	result(102, "/3/0/9", 2, 0);
	assert_null(send_queue_next(&q, m));
	result(102, "/19/0/0", 1, 0);
	assert_memory_equal(send_queue_next(&q, m)->data, "b", 1);
}

static void test_nothing_goes_while_one_begins(void **state)
{
	char line[AT_LINE_MAX + 1];
	(void)state;
	add(102, "/19/0/0", "a", true);
	add(102, "/3/0/0", "b", true);
	const struct send_item *item = send_queue_next(&q, m);
	begin(item, line, sizeof line);
	assert_null(send_queue_next(&q, m));
	assert_int_equal(send_queue_clear(&q), 1);
	assert_int_equal(q.count, 1);
	send_queue_end(&q, 1);
	assert_int_equal(q.count, 0);
}

/* Order is kept for a place, also behind a non-confirmable one; a refusal holds nobody up. */
static void test_order_and_refusal(void **state)
{
	(void)state;
	add(102, "/19/0/0", "a", false);
	add(102, "/19/0/0", "b", true);
	add(102, "/19/0/0", "c", false);
	carry(send_queue_next(&q, m), true);
	assert_memory_equal(send_queue_next(&q, m)->data, "b", 1); /* waits for no result */
	carry(send_queue_next(&q, m), true);
	assert_null(send_queue_next(&q, m));
	result(102, "/19/0/0", 1, 0);
	const uint64_t row = carry(send_queue_next(&q, m), false);
	assert_int_equal(model_send_by_id(m, row)->state, MODEL_SEND_FAILED);
	assert_null(model_send_waiting(m, 102, "/19/0/0"));
}

static void test_is_bounded(void **state)
{
	(void)state;
	for (int i = 0; i < SEND_QUEUE_MAX; i++)
		assert_int_equal(add(102, "/19/0/0", "a", false), 0);
	assert_int_equal(add(102, "/19/0/0", "a", false), QLW_ENOMEM);
}

/* Given up after a while: the next may go, and a late result is shown as one that fits nothing. */
static void test_gives_up(void **state)
{
	(void)state;
	add(102, "/19/0/0", "a", false);
	const uint64_t row = carry(send_queue_next(&q, m), true);
	add(102, "/19/0/0", "b", false);
	assert_int_equal(model_deadline_ms(m), now_ms + MODEL_RESULT_MS);
	now_ms += MODEL_RESULT_MS - 1;
	model_tick(m, now_ms);
	assert_null(send_queue_next(&q, m));
	model_tick(m, ++now_ms);
	assert_int_equal(model_send_by_id(m, row)->state, MODEL_SEND_UNKNOWN);
	assert_int_equal(model_deadline_ms(m), UINT64_MAX);
	assert_non_null(send_queue_next(&q, m));
	result(102, "/19/0/0", 1, 0);
	assert_int_equal(model_send_by_id(m, row)->state, MODEL_SEND_UNKNOWN);
	assert_int_equal(model_send_by_id(m, m->sends)->state, MODEL_SEND_UNMATCHED);
}

/* The result may be there before the OK. */
static void test_early_result(void **state)
{
	char line[AT_LINE_MAX + 1];
	(void)state;
	add(102, "/19/0/0", "a", false);
	begin(send_queue_next(&q, m), line, sizeof line);
	result(102, "/19/0/0", 9, 0);
	model_apply_end(m, line, true, now_ms);
	assert_int_equal(m->sends, 1);
	assert_int_equal(model_send_by_id(m, 1)->state, MODEL_SEND_DELIVERED);
	assert_int_equal(model_send_by_id(m, 1)->message_id, 9);
	assert_int_equal(model_send_by_id(m, 1)->len, 1);
}

/* --- a thousand ------------------------------------------------------------------------------- */

/* What the test has made happen to a send. */
struct fate {
	uint64_t row;
	unsigned short_id, message;
	char uri[24];
	int code;
	enum {
		ON_ITS_WAY,
		LOST,
		ARRIVED
	} state;
	bool doubled;
	uint64_t due_ms;
};

static struct fate fate[SENDS];
static size_t sent;

static void start_one(const struct send_item *item)
{
	struct fate *f = &fate[sent];
	*f = (struct fate){.short_id = item->short_id, .message = 1000 + (unsigned)sent};
	snprintf(f->uri, sizeof f->uri, "%.23s", item->uri);
	f->state = draw(20) == 0 ? LOST : ON_ITS_WAY;
	f->code = draw(10) == 0 ? -1 : 0;
	f->doubled = draw(5) == 0;
	f->due_ms = now_ms + draw(30000);
	f->row = carry(item, true);
	sent++;
}

static void assert_fate(const struct fate *f)
{
	const struct model_send *s = model_send_by_id(m, f->row);
	if (!s) /* it has left the ring */
		return;
	assert_int_equal(s->short_id, f->short_id);
	assert_string_equal(s->uri, f->uri);
	if (f->state == ARRIVED) {
		assert_int_equal(s->state, f->code == 0 ? MODEL_SEND_DELIVERED : MODEL_SEND_FAILED);
		assert_int_equal(s->message_id, f->message);
	} else {
		assert_true(s->state == MODEL_SEND_SENT || s->state == MODEL_SEND_UNKNOWN);
	}
}

/* All results that are due now, and some of them a second time, now or much later. */
static void deliver(void)
{
	for (size_t i = 0; i < sent; i++) {
		struct fate *f = &fate[i];
		if (f->due_ms > now_ms || f->state == LOST || (f->state == ARRIVED && !f->doubled))
			continue;
		if (f->state == ARRIVED) {
			f->doubled = false;
			if (!model_send_by_id(m, f->row))
				continue;
		} else if (f->doubled) {
			f->due_ms = now_ms + draw(5000);
		}
		f->state = ARRIVED;
		result(f->short_id, f->uri, f->message, f->code);
	}
}

static void test_a_thousand(void **state)
{
	size_t added = 0;
	(void)state;
	sent = 0;
	while (sent < SENDS || q.count || model_deadline_ms(m) != UINT64_MAX) {
		char uri[24], data[40];
		snprintf(uri, sizeof uri, "/19/%u/0", draw(PATHS));
		snprintf(data, sizeof data, "value %zu", added);
		if (added < SENDS && add(100 + draw(SERVERS), uri, data, false) == 0)
			added++;
		const struct send_item *next = send_queue_next(&q, m);
		if (next)
			start_one(next);
		now_ms += draw(400);
		model_tick(m, now_ms);
		deliver();
		if (sent % 16 == 0)
			for (size_t i = 0; i < sent; i++)
				assert_fate(&fate[i]);
	}
	for (size_t i = 0; i < sent; i++)
		assert_fate(&fate[i]);
	assert_int_equal(sent, SENDS);
	assert_int_equal(m->sends, SENDS); /* not one row too many: no result went astray */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_at_a_time_for_each_place, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_nothing_goes_while_one_begins, setup, teardown),
		cmocka_unit_test_setup_teardown(test_order_and_refusal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_is_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(test_gives_up, setup, teardown),
		cmocka_unit_test_setup_teardown(test_early_result, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_thousand, setup, teardown),
	};
	return cmocka_run_group_tests_name("send queue", tests, NULL, NULL);
}
