/* Watched actions: outcomes under every order of results and events the field has shown. */
#include "modem/watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define LIMIT 180000

static struct watch w;

static void begin(enum watch_kind kind, unsigned short_id)
{
	watch_begin(&w, kind, short_id, LIMIT, 1000);
}

static bool state(unsigned short_id, int code, const char *text)
{
	struct event e = {
		.kind = EVENT_STATE, .line = "", .urc = {.short_id = short_id, .code = code}};
	snprintf(e.urc.text, sizeof e.urc.text, "%s", text);
	return watch_event(&w, &e);
}

static bool result(enum event_kind kind, int err)
{
	const struct event e = {.kind = kind, .line = "", .urc = {.code = err}};
	return watch_event(&w, &e);
}

static bool link_is(enum event_link link)
{
	const struct event e = {.kind = EVENT_LINK, .link = link};
	return watch_event(&w, &e);
}

static bool delivery(unsigned short_id, const char *uri, int code)
{
	struct event e = {
		.kind = EVENT_DELIVERY, .line = "", .urc = {.short_id = short_id, .code = code}};
	snprintf(e.urc.uri, sizeof e.urc.uri, "%s", uri);
	return watch_event(&w, &e);
}

static struct qlw_server_state server(unsigned short_id, int bootstrap, int code)
{
	return (struct qlw_server_state){
		.short_id = short_id, .bootstrap = bootstrap, .code = code};
}

/* 4.2.2: one standard server */
static void test_reg_one_server(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 0);
	watch_accepted(&w, 2000);
	assert_true(result(EVENT_REG, 0));
	assert_true(state(100, 0, "INITIAL"));
	assert_int_equal(w.end, WATCH_RUNNING);
	state(100, 2, "REG_READY");
	assert_int_equal(w.end, WATCH_RUNNING);
	assert_true(w.wants_list);
	watch_list(&w, (struct qlw_server_state[]){server(100, 0, 2)}, 1);
	assert_int_equal(w.end, WATCH_DONE);
	assert_false(w.wants_list);
}

/* Events before the OK and before +QLWREG, as other Quectel modules send them */
static void test_reg_result_last(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 0);
	state(100, 2, "REG_READY");
	watch_list(&w, (struct qlw_server_state[]){server(100, 0, 2)}, 1);
	assert_int_equal(w.end, WATCH_DONE);
	watch_accepted(&w, 2000);
	assert_false(result(EVENT_REG, 0));
	assert_int_equal(w.end, WATCH_DONE);
}

/* 4.2.1: the bootstrap server's short ID gives way to the one it handed out */
static void test_reg_through_bootstrap(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 0);
	watch_accepted(&w, 2000);
	state(111, 6, "BS_START");
	state(111, 9, "BS_FINISH");
	state(123, 0, "INITIAL");
	state(123, 2, "REG_READY");
	watch_list(&w, (struct qlw_server_state[]){server(111, 1, 9), server(123, 0, 2)}, 2);
	assert_int_equal(w.end, WATCH_DONE);
}

static void test_reg_waits_for_every_server(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 0);
	watch_accepted(&w, 2000);
	state(102, 2, "REG_READY");
	watch_list(&w, (struct qlw_server_state[]){server(102, 0, 2), server(101, 0, 1)}, 2);
	assert_int_equal(w.end, WATCH_RUNNING);
	state(102, 16, "REG_UPDATE");
	assert_false(w.wants_list);
	state(101, 12, "REG_RETRY");
	state(101, 2, "REG_READY");
	assert_true(w.wants_list);
	/* the first has updated meanwhile: it was registered all the same */
	watch_list(&w, (struct qlw_server_state[]){server(102, 0, 16), server(101, 0, 2)}, 2);
	assert_int_equal(w.end, WATCH_DONE);
}

/* The module refuses to list: what was heard of has to do. */
static void test_reg_without_list(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 0);
	watch_accepted(&w, 2000);
	state(111, 7, "BS_PENDING");
	state(123, 1, "REG_PENDING");
	state(124, 2, "REG_READY");
	watch_list(&w, NULL, 0);
	assert_int_equal(w.end, WATCH_RUNNING);
	state(123, 2, "REG_READY");
	watch_list(&w, NULL, 0);
	assert_int_equal(w.end, WATCH_DONE);
}

static void test_reg_only_one_counts(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 123);
	watch_accepted(&w, 2000);
	state(102, 3, "REG_FAILED"); /* somebody else's */
	assert_int_equal(w.end, WATCH_RUNNING);
	state(102, 2, "REG_READY");
	assert_int_equal(w.end, WATCH_RUNNING);
	assert_false(w.wants_list);
	state(123, 2, "REG_READY");
	assert_int_equal(w.end, WATCH_DONE);
}

static void test_reg_failures(void **ctx)
{
	static const struct {
		unsigned short_id;
		int code;
	} failing[] = {{100, 3}, {111, 10}, {0, 15}, {100, 15}};
	(void)ctx;
	for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
		begin(WATCH_REG, 0);
		state(failing[i].short_id, failing[i].code, "");
		assert_int_equal(w.end, WATCH_FAILED);
		assert_non_null(strstr(w.reason, qlw_state_name(failing[i].code)));
	}
	for (int err = 1; err <= 5; err++) {
		begin(WATCH_REG, 0);
		result(EVENT_REG, err);
		assert_int_equal(w.end, WATCH_FAILED);
		assert_non_null(strstr(w.reason, "+QLWREG"));
	}
	begin(WATCH_REG, 123);
	state(111, 10, "BS_FAILED"); /* no bootstrap, no server */
	assert_int_equal(w.end, WATCH_FAILED);
}

/* Retries and codes that nobody documented decide nothing. */
static void test_reg_goes_on(void **ctx)
{
	static const int codes[] = {
		0, 1, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19, 20, 99, -1};
	(void)ctx;
	begin(WATCH_REG, 0);
	watch_accepted(&w, 2000);
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		assert_true(state(100, codes[i], "NEW_STATE"));
		assert_int_equal(w.end, WATCH_RUNNING);
		assert_false(w.wants_list);
	}
	state(100, 20, "NEW_STATE");
	assert_non_null(strstr(w.reason, "20"));
	assert_non_null(strstr(w.reason, "NEW_STATE"));
}

/* Short ID 0 is the client itself: no server registered by that. */
static void test_reg_ready_of_nobody(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 0);
	state(0, 2, "REG_READY");
	assert_int_equal(w.end, WATCH_RUNNING);
	watch_list(&w, (struct qlw_server_state[]){server(100, 0, 1)}, 1);
	assert_int_equal(w.end, WATCH_RUNNING);
}

static void test_reg_more_servers_than_fit(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 0);
	for (unsigned id = 1; id <= 3 * WATCH_SERVERS_MAX; id++)
		state(id, 0, "INITIAL");
	assert_int_equal(w.servers, WATCH_SERVERS_MAX);
	state(3, 2, "REG_READY");
	watch_list(&w, (struct qlw_server_state[]){server(3, 0, 2)}, 1);
	assert_int_equal(w.end, WATCH_DONE);
}

static void test_deadline_counts_from_ok(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 0);
	assert_true(watch_deadline_ms(&w) == UINT64_MAX);
	watch_tick(&w, 1000 + 10 * LIMIT);
	assert_int_equal(w.end, WATCH_RUNNING);
	watch_accepted(&w, 5000);
	assert_true(watch_deadline_ms(&w) == 5000 + LIMIT);
	state(100, 12, "REG_RETRY");
	watch_tick(&w, 5000 + LIMIT - 1);
	assert_int_equal(w.end, WATCH_RUNNING);
	watch_tick(&w, 5000 + LIMIT);
	assert_int_equal(w.end, WATCH_FAILED);
	assert_non_null(strstr(w.reason, "still REG_RETRY of 100"));
	assert_true(watch_deadline_ms(&w) == UINT64_MAX);
}

static void test_dereg(void **ctx)
{
	(void)ctx;
	begin(WATCH_DEREG, 0);
	watch_accepted(&w, 2000);
	assert_true(state(100, 19, "DEREG_FINISH"));
	assert_int_equal(w.end, WATCH_RUNNING);
	assert_true(result(EVENT_DEREG, 0));
	assert_int_equal(w.end, WATCH_DONE);
	begin(WATCH_RESET, 0);
	state(0, 5, "FACTORY_RESET");
	result(EVENT_DEREG, 1);
	assert_int_equal(w.end, WATCH_FAILED);
}

static void test_update(void **ctx)
{
	(void)ctx;
	begin(WATCH_UPDATE, 123);
	watch_accepted(&w, 2000);
	assert_false(state(102, 16, "REG_UPDATE"));
	assert_false(state(102, 17, "UPDATE_FAILED"));
	assert_true(state(123, 4, "UPDATE_PENDING"));
	assert_int_equal(w.end, WATCH_RUNNING);
	state(123, 16, "REG_UPDATE");
	assert_int_equal(w.end, WATCH_DONE);
	begin(WATCH_LIFETIME, 123);
	state(123, 17, "UPDATE_FAILED");
	assert_int_equal(w.end, WATCH_FAILED);
}

static void test_send(void **ctx)
{
	(void)ctx;
	watch_begin_send(&w, 123, "/19/0/0", LIMIT, 1000);
	watch_accepted(&w, 2000);
	assert_false(delivery(102, "/19/0/0", -1));
	assert_false(delivery(123, "/19/1/0", -1));
	assert_false(state(123, 16, "REG_UPDATE"));
	assert_int_equal(w.end, WATCH_RUNNING);
	assert_true(delivery(123, "/19/0/0", 0));
	assert_int_equal(w.end, WATCH_DONE);
	watch_begin_send(&w, 123, "/19/0/0", LIMIT, 1000);
	assert_true(delivery(123, "/19/0/0", -2));
	assert_int_equal(w.end, WATCH_FAILED);
}

static void test_wait_for_state(void **ctx)
{
	(void)ctx;
	watch_begin_state(&w, 3, 0, LIMIT, 1000);
	assert_true(watch_deadline_ms(&w) == 1000 + LIMIT);
	watch_list(&w, (struct qlw_server_state[]){server(100, 0, 2)}, 1);
	assert_int_equal(w.end, WATCH_RUNNING);
	state(100, 3, "REG_FAILED");
	assert_int_equal(w.end, WATCH_DONE);

	watch_begin_state(&w, 2, 123, LIMIT, 1000);
	watch_list(&w, (struct qlw_server_state[]){server(100, 0, 2), server(123, 0, 1)}, 2);
	assert_int_equal(w.end, WATCH_RUNNING);
	state(100, 2, "REG_READY");
	assert_int_equal(w.end, WATCH_RUNNING);
	state(123, 2, "REG_READY");
	assert_int_equal(w.end, WATCH_DONE);

	watch_begin_state(&w, 2, 123, LIMIT, 1000);
	watch_list(&w, (struct qlw_server_state[]){server(100, 0, 1), server(123, 0, 2)}, 2);
	assert_int_equal(w.end, WATCH_DONE);
}

static void test_restart(void **ctx)
{
	(void)ctx;
	begin(WATCH_REG, 0);
	assert_true(link_is(EVENT_LINK_UP));
	assert_int_equal(w.end, WATCH_RUNNING);
	link_is(EVENT_LINK_RESTARTED);
	assert_int_equal(w.end, WATCH_FAILED);
	watch_begin_state(&w, 2, 0, LIMIT, 1000);
	link_is(EVENT_LINK_RESTARTED);
	assert_int_equal(w.end, WATCH_RUNNING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reg_one_server),
		cmocka_unit_test(test_reg_result_last),
		cmocka_unit_test(test_reg_through_bootstrap),
		cmocka_unit_test(test_reg_waits_for_every_server),
		cmocka_unit_test(test_reg_without_list),
		cmocka_unit_test(test_reg_only_one_counts),
		cmocka_unit_test(test_reg_failures),
		cmocka_unit_test(test_reg_goes_on),
		cmocka_unit_test(test_reg_ready_of_nobody),
		cmocka_unit_test(test_reg_more_servers_than_fit),
		cmocka_unit_test(test_deadline_counts_from_ok),
		cmocka_unit_test(test_dereg),
		cmocka_unit_test(test_update),
		cmocka_unit_test(test_send),
		cmocka_unit_test(test_wait_for_state),
		cmocka_unit_test(test_restart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
