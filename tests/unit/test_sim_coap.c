/* The rooms of the client's transport that need no socket: pieces, repeats, the queue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/sim/coap_block.h"
#include "modem/sim/coap_queue.h"
#include "modem/sim/coap_repeat.h"

static bool give(struct coap_gather *g, int num, bool more, int szx, size_t len, unsigned *code)
{
	static uint8_t bytes[2048];
	struct coap_ask ask;
	struct coap_answer answer;
	coap_answer_init(&answer, 0);
	coap_ask_init(&ask, COAP_METHOD_PUT, "/5/0/0");
	ask.block1 = (struct coap_block){.num = num, .more = more, .szx = szx};
	memset(bytes, num, sizeof(bytes));
	ask.body = bytes;
	ask.body_len = len;
	bool whole = coap_gather_add(g, &ask, &answer);
	*code = answer.code;
	return whole;
}

static void test_gather(void **state)
{
	struct coap_gather g = {0};
	unsigned code;
	(void)state;
	assert_false(give(&g, 0, true, 6, 1024, &code));
	assert_int_equal(code, COAP_CODE(2, 31));
	assert_false(give(&g, 1, true, 6, 1024, &code));
	assert_true(give(&g, 2, false, 6, 10, &code));
	assert_int_equal(g.len, 2058);
	assert_int_equal(g.body[2047], 1);
	assert_int_equal(g.body[2048], 2);
	assert_false(give(&g, 3, true, 6, 1024, &code)); /* that one was over */
	assert_int_equal(code, COAP_CODE(4, 8));
	assert_false(give(&g, 0, true, 6, 1000, &code));
	assert_int_equal(code, COAP_CODE(4, 0));
	for (int i = 0; i < (int)(COAP_BODY_MAX / 1024); i++)
		assert_false(give(&g, i, true, 6, 1024, &code));
	assert_int_equal(code, COAP_CODE(2, 31));
	assert_false(give(&g, (int)(COAP_BODY_MAX / 1024), true, 6, 1024, &code));
	assert_int_equal(code, COAP_CODE(4, 13)); /* bounded, whatever comes */
	coap_gather_clear(&g);
}

static void test_slice(void **state)
{
	struct coap_slice s = {0};
	struct coap_ask ask;
	struct coap_answer answer;
	uint8_t body[2500];
	size_t got = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = (uint8_t)(i / 10);
	coap_ask_init(&ask, COAP_METHOD_GET, "/3");
	coap_answer_init(&answer, COAP_CODE(2, 5));
	answer.body = body;
	answer.body_len = sizeof(body);
	coap_slice_cut(&s, &ask, &answer);
	for (int num = 0;; num++) {
		assert_int_equal(answer.block2.num, num);
		assert_memory_equal(answer.body, body + got, answer.body_len);
		got += answer.body_len;
		if (!answer.block2.more)
			break;
		ask.block2 = (struct coap_block){.num = num + 1, .szx = 6};
		assert_true(coap_slice_next(&s, &ask, &answer));
	}
	assert_int_equal(got, sizeof(body));
	ask.block2.num = 77;
	assert_true(coap_slice_next(&s, &ask, &answer));
	assert_int_equal(answer.code, COAP_CODE(4, 0));
	ask.path = "/4";
	assert_false(coap_slice_next(&s, &ask, &answer));
	coap_slice_clear(&s);
}

static void test_repeat(void **state)
{
	struct coap_repeat *r = calloc(1, sizeof(*r));
	struct coap_ask ask;
	struct coap_answer answer;
	(void)state;
	coap_ask_init(&ask, COAP_METHOD_POST, "/3/0/4");
	ask.mid = 7;
	coap_answer_init(&answer, COAP_CODE(2, 4));
	assert_null(coap_repeat_find(r, &ask, 0));
	coap_repeat_keep(r, &ask, &answer, 0);
	assert_int_equal(coap_repeat_find(r, &ask, 1000)->code, COAP_CODE(2, 4));
	assert_null(coap_repeat_find(r, &ask, COAP_REPEAT_LIFE_MS));
	ask.token_len = 1;
	assert_null(coap_repeat_find(r, &ask, 1000));
	ask.token_len = 0;
	for (uint16_t mid = 8; mid < 8 + COAP_REPEAT_SLOTS; mid++) {
		ask.mid = mid;
		coap_repeat_keep(r, &ask, &answer, 0);
	}
	ask.mid = 7;
	assert_null(coap_repeat_find(r, &ask, 1000)); /* the oldest made room */
	coap_repeat_clear(r);
	free(r);
}

static void push(struct coap_queue *q, unsigned id, bool notify, int full)
{
	struct coap_ask ask;
	struct coap_answer answer;
	coap_ask_init(&ask, COAP_METHOD_GET, "/3/0/9");
	ask.token_len = 1;
	ask.token[0] = (uint8_t)id;
	coap_answer_init(&answer, COAP_CODE(2, 5));
	assert_int_equal(coap_queue_push(q, id, notify, &ask, &answer), full);
}

static void test_requests_overtake_notifications(void **state)
{
	static const unsigned order[] = {3, 4, 1, 5};
	struct coap_queue q = {0};
	uint8_t token = 2;
	(void)state;
	push(&q, 1, true, 0);
	push(&q, 2, true, 0);
	push(&q, 3, false, 0);
	push(&q, 4, false, 0);
	push(&q, 5, true, 0);
	coap_queue_drop(&q, &token, 1);
	for (size_t i = 0; i < 4; i++) {
		struct coap_item *item = coap_queue_pop(&q);
		assert_int_equal(item->id, order[i]);
		assert_string_equal(item->ask.path, "/3/0/9");
		coap_item_free(item);
	}
	assert_true(coap_queue_empty(&q));
	for (unsigned i = 0; i < COAP_QUEUE_MAX; i++)
		push(&q, i, true, 0);
	push(&q, 99, true, -1);
	coap_queue_clear(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gather),
		cmocka_unit_test(test_slice),
		cmocka_unit_test(test_repeat),
		cmocka_unit_test(test_requests_overtake_notifications),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
