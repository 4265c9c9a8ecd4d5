/*
 * What a bootstrap server may do, on the tree itself: deletes, writes, Discover, and a Finish that
 * has to make sense. And who may do what among several servers (object 2).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

struct world {
	struct lw_config config;
	struct lw *lw;
	struct lw_server *boot;
};

static uint64_t on_now(void *ctx)
{
	(void)ctx;
	return 1000;
}
static const struct lw_config *on_config(void *ctx)
{
	return &((struct world *)ctx)->config;
}
static void on_recv(
	void *ctx, const char *uri, enum qlw_data_type type, const void *data, size_t len)
{
	(void)ctx, (void)uri, (void)type, (void)data, (void)len;
}

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));
	struct lw_env env = {.ctx = w, .now_ms = on_now, .config = on_config, .recv = on_recv};
	for (unsigned i = 0; i < 3; i++) {
		struct lw_account *a = &w->config.account[i];
		*a = (struct lw_account){.used = true,
			.has_server = true,
			.short_id = 100 + i,
			.uri = "coap://host",
			.bootstrap = i == 0,
			.security_mode = 3,
			.life_time = 60,
			.binding = "U"};
	}
	w->lw = lw_open(&env, 1);
	lw_accounts_load(w->lw);
	lw_accounts_derive(w->lw);
	w->boot = lw_account_bootstrap(w->lw);
	assert_non_null(w->boot);
	w->lw->boot.phase = LW_BOOT_RUNNING;
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	lw_close(w->lw);
	free(w);
	return 0;
}

static unsigned ask_with(struct world *w, unsigned method, const char *path, int format,
	const char *body, struct coap_answer *answer)
{
	struct coap_ask ask;
	coap_ask_init(&ask, method, path);
	ask.format = method == COAP_METHOD_GET ? -1 : format;
	ask.accept = method == COAP_METHOD_GET ? format : -1;
	ask.body = (const uint8_t *)body;
	ask.body_len = body ? strlen(body) : 0;
	lw_boot_manage(w->boot, &ask, answer);
	return answer->code;
}

static unsigned ask(struct world *w, unsigned method, const char *path, const char *json)
{
	struct coap_answer answer;
	return ask_with(w, method, path, COAP_FORMAT_JSON, json, &answer);
}

static void test_delete_spares_the_bootstrap_account(void **state)
{
	static const char *const paths[] = {"/", "/0"};
	for (size_t i = 0; i < 2; i++) {
		struct world *w = *state;
		assert_int_equal(ask(w, COAP_METHOD_DELETE, paths[i], NULL), COAP_CODE(2, 2));
		assert_true(lw_tree_has_instance(&w->lw->tree, 0, 0));
		assert_false(lw_tree_has_instance(&w->lw->tree, 0, 1));
		assert_true(lw_tree_has_instance(&w->lw->tree, LW_OBJECT_DEVICE, 0));
		tear_down(state);
		set_up(state);
	}
	struct world *w = *state;
	assert_int_equal(ask(w, COAP_METHOD_DELETE, "/0/0", NULL), COAP_CODE(4, 0));
	assert_int_equal(ask(w, COAP_METHOD_DELETE, "/0/1", NULL), COAP_CODE(2, 2));
	assert_int_equal(ask(w, COAP_METHOD_DELETE, "/0/1", NULL), COAP_CODE(4, 4));
	assert_int_equal(ask(w, COAP_METHOD_DELETE, "/3", NULL), COAP_CODE(4, 5));
	assert_int_equal(ask(w, COAP_METHOD_DELETE, "/77", NULL), COAP_CODE(4, 4));
}

static const char security_5[] =
	"{\"bn\":\"/0/5/\",\"e\":[{\"n\":\"0\",\"sv\":\"coap://given\"},{\"n\":\"1\",\"bv\":false},"
	"{\"n\":\"2\",\"v\":3},{\"n\":\"10\",\"v\":123}]}";
static const char server_5[] =
	"{\"bn\":\"/1/5/\",\"e\":[{\"n\":\"0\",\"v\":123},{\"n\":\"1\",\"v\":60},"
	"{\"n\":\"6\",\"bv\":true},{\"n\":\"7\",\"sv\":\"U\"}]}";

static void test_writes_and_finish(void **state)
{
	struct world *w = *state;
	assert_int_equal(ask(w, COAP_METHOD_DELETE, "/", NULL), COAP_CODE(2, 2));
	assert_int_equal(ask(w, COAP_METHOD_PUT, "/0/5", security_5), COAP_CODE(2, 4));
	assert_int_equal(ask(w, COAP_METHOD_PUT, "/1/5", server_5), COAP_CODE(2, 4));
	assert_int_equal(
		ask(w, COAP_METHOD_PUT, "/1/5/1", "{\"bn\":\"/1/5/1\",\"e\":[{\"v\":90}]}"),
		COAP_CODE(2, 4));
	assert_int_equal(lw_tree_number(&w->lw->tree, 1, 5, 1, 0), 90);
	assert_int_equal(lw_tree_number(&w->lw->tree, 1, 5, 0, 0), 123);
	assert_int_equal(ask(w, COAP_METHOD_PUT, "/77/0", "{\"e\":[]}"), COAP_CODE(4, 4));
	assert_int_equal(ask(w, COAP_METHOD_PUT, "/1/5", "{"), COAP_CODE(4, 0));
	assert_int_equal(ask(w, COAP_METHOD_GET, "/1/5", NULL), COAP_CODE(4, 5)); /* 1.1 only */
	assert_int_equal(ask(w, COAP_METHOD_POST, "/1/5", server_5), COAP_CODE(4, 5));
	assert_int_equal(ask(w, COAP_METHOD_POST, "/bs", NULL), COAP_CODE(2, 4));
	assert_true(w->lw->boot.finish);
	assert_int_equal(ask(w, COAP_METHOD_DELETE, "/", NULL), COAP_CODE(4, 5)); /* it is over */
}

static void test_finish_must_make_sense(void **state)
{
	static const struct {
		const char *why, *remove, *path, *json;
	} rows[] = {
		{"no account at all", "/0", NULL, NULL},
		{"no server instance", "/1/1", NULL, NULL},
		{"two under one number", NULL, "/0/2/10",
			"{\"bn\":\"/0/2/10\",\"e\":[{\"v\":101}]}"},
		{"no URI", NULL, "/0/1/0", "{\"bn\":\"/0/1/0\",\"e\":[{\"sv\":\"\"}]}"},
		{"PSK without a key", NULL, "/0/1/2", "{\"bn\":\"/0/1/2\",\"e\":[{\"v\":0}]}"},
		{"short id out of range", NULL, "/0/1/10",
			"{\"bn\":\"/0/1/10\",\"e\":[{\"v\":0}]}"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world *w = *state;
		if (rows[i].remove)
			assert_int_equal(
				ask(w, COAP_METHOD_DELETE, rows[i].remove, NULL), COAP_CODE(2, 2));
		if (rows[i].path)
			assert_int_equal(ask(w, COAP_METHOD_PUT, rows[i].path, rows[i].json),
				COAP_CODE(2, 4));
		if (ask(w, COAP_METHOD_POST, "/bs", NULL) != COAP_CODE(4, 6))
			fail_msg("%s", rows[i].why);
		assert_false(w->lw->boot.finish);
		tear_down(state);
		set_up(state);
	}
}

static void test_discover(void **state)
{
	struct world *w = *state;
	struct coap_answer answer;
	char text[2048];
	assert_int_equal(ask_with(w, COAP_METHOD_GET, "/", COAP_FORMAT_LINK, NULL, &answer),
		COAP_CODE(2, 5));
	snprintf(text, sizeof(text), "%.*s", (int)answer.body_len, (const char *)answer.body);
	assert_non_null(strstr(text, "lwm2m=\"1.0\",</0/0>,</0/1>;ssid=101,</0/2>;ssid=102,"));
	assert_non_null(strstr(text, "</1/1>;ssid=101"));
	assert_int_equal(ask_with(w, COAP_METHOD_GET, "/0", COAP_FORMAT_LINK, NULL, &answer),
		COAP_CODE(2, 5));
	assert_int_equal(ask_with(w, COAP_METHOD_GET, "/77", COAP_FORMAT_LINK, NULL, &answer),
		COAP_CODE(4, 4));
	w->config.version = 1;
	assert_int_equal(ask_with(w, COAP_METHOD_GET, "/0", COAP_FORMAT_LINK, NULL, &answer),
		COAP_CODE(2, 5));
	snprintf(text, sizeof(text), "%.*s", (int)answer.body_len, (const char *)answer.body);
	assert_non_null(strstr(text, "</>;lwm2m=1.1,</0/0>,</0/1>;ssid=101;uri=\"coap://host\""));
	assert_int_equal(ask_with(w, COAP_METHOD_GET, "/1/1", COAP_FORMAT_TLV, NULL, &answer),
		COAP_CODE(2, 5));
	assert_int_equal(ask_with(w, COAP_METHOD_GET, "/0/1", COAP_FORMAT_TLV, NULL, &answer),
		COAP_CODE(4, 5));
}

/* --- access control ---------------------------------------------------------------------- */

static void put_right(struct lw_tree *t, unsigned acl, unsigned short_id, int64_t rights)
{
	struct lw_value v = {.type = LW_TYPE_INTEGER, .number = rights};
	lw_tree_set(t, LW_OBJECT_ACL, acl, 2, short_id, &v);
}

static void make_acl(
	struct lw_tree *t, unsigned acl, unsigned object, unsigned instance, unsigned owner)
{
	lw_tree_set_number(t, LW_OBJECT_ACL, acl, 0, LW_TYPE_INTEGER, object);
	lw_tree_set_number(t, LW_OBJECT_ACL, acl, 1, LW_TYPE_INTEGER, instance);
	lw_tree_set_number(t, LW_OBJECT_ACL, acl, 3, LW_TYPE_INTEGER, owner);
}

static unsigned manage(struct lw_server *s, unsigned method, const char *path, const char *body)
{
	struct coap_ask q;
	struct coap_answer answer;
	coap_ask_init(&q, method, path);
	q.format = body ? COAP_FORMAT_JSON : -1;
	q.body = (const uint8_t *)body;
	q.body_len = body ? strlen(body) : 0;
	lw_manage(s, &q, &answer);
	return answer.code;
}

static void test_access_control(void **state)
{
	struct world *w = *state;
	struct lw_tree *t = &w->lw->tree;
	struct lw_server *a = lw_account_find(w->lw, 101), *b = lw_account_find(w->lw, 102);
	assert_int_equal(manage(b, COAP_METHOD_GET, "/3/0/0", NULL), COAP_CODE(2, 5));
	make_acl(t, 0, LW_OBJECT_DEVICE, 0, 101); /* 101 owns, others get nothing */
	assert_int_equal(manage(a, COAP_METHOD_GET, "/3/0/0", NULL), COAP_CODE(2, 5));
	assert_int_equal(manage(b, COAP_METHOD_GET, "/3/0/0", NULL), COAP_CODE(4, 1));
	put_right(t, 0, 0, LW_RIGHT_READ); /* everyone may read */
	assert_int_equal(manage(b, COAP_METHOD_GET, "/3/0/0", NULL), COAP_CODE(2, 5));
	assert_int_equal(manage(b, COAP_METHOD_POST, "/3/0/12", NULL), COAP_CODE(4, 1));
	put_right(t, 0, 102, LW_RIGHT_EXECUTE); /* 102 has a row of its own instead */
	assert_int_equal(manage(b, COAP_METHOD_POST, "/3/0/12", NULL), COAP_CODE(2, 4));
	assert_int_equal(manage(b, COAP_METHOD_GET, "/3/0/0", NULL), COAP_CODE(4, 1));
	assert_int_equal(manage(b, COAP_METHOD_PUT, "/3/0/14",
				 "{\"bn\":\"/3/0/14\",\"e\":[{\"sv\":\"+01:00\"}]}"),
		COAP_CODE(4, 1));
	make_acl(t, 1, LW_OBJECT_DATA, LW_NO_ID, 101); /* who may create */
	put_right(t, 1, 101, LW_RIGHT_CREATE);
	static const char data[] = "{\"bn\":\"/19/7/\",\"e\":[{\"n\":\"0/0\",\"sv\":\"QQ==\"}]}";
	assert_int_equal(manage(b, COAP_METHOD_POST, "/19", data), COAP_CODE(4, 1));
	assert_int_equal(manage(a, COAP_METHOD_POST, "/19", data), COAP_CODE(2, 1));
	assert_int_equal(manage(b, COAP_METHOD_DELETE, "/19/7", NULL), COAP_CODE(4, 1));
	assert_int_equal(manage(a, COAP_METHOD_DELETE, "/19/7", NULL), COAP_CODE(2, 2));
	assert_int_equal(manage(a, COAP_METHOD_GET, "/0/1", NULL), COAP_CODE(4, 1));
}

static void test_an_instance_without_acl(void **state)
{
	struct world *w = *state;
	struct lw_server *b = lw_account_find(w->lw, 102);
	assert_int_equal(manage(b, COAP_METHOD_GET, "/3/0/0", NULL), COAP_CODE(2, 5));
	w->config.otherwise.acl_strict = true;
	assert_int_equal(manage(b, COAP_METHOD_GET, "/3/0/0", NULL), COAP_CODE(4, 1));
}

/* Object 2 as bootstrap.ini of 2.5.1.1 has it */
static void test_access_control_from_a_file(void **state)
{
	struct world *w = *state;
	static const struct lw_extra rows[] = {{2, 0, 0, 65535, 3, ""}, {2, 0, 1, 65535, 0, ""},
		{2, 0, 2, 101, 1, ""}, {2, 0, 3, 65535, 101, ""}, {1, 1, 22, 65535, 0, "U"},
		{1, 5, 22, 65535, 0, "U"}, {2, 0, 99, 65535, 1, ""}};
	memcpy(w->config.extra, rows, sizeof rows);
	w->config.extras = sizeof rows / sizeof *rows;
	lw_accounts_load(w->lw);
	lw_accounts_derive(w->lw);
	struct lw_server *a = lw_account_find(w->lw, 101), *b = lw_account_find(w->lw, 102);
	assert_int_equal(manage(a, COAP_METHOD_GET, "/3/0/0", NULL), COAP_CODE(2, 5));
	assert_int_equal(manage(a, COAP_METHOD_POST, "/3/0/12", NULL), COAP_CODE(4, 1));
	assert_int_equal(manage(b, COAP_METHOD_GET, "/3/0/0", NULL), COAP_CODE(4, 1));
	assert_int_equal(manage(a, COAP_METHOD_GET, "/1/1/22", NULL), COAP_CODE(2, 5));
	assert_false(lw_tree_has_instance(&w->lw->tree, LW_OBJECT_SERVER, 5));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_delete_spares_the_bootstrap_account),
		TEST(test_writes_and_finish),
		TEST(test_finish_must_make_sense),
		TEST(test_discover),
		TEST(test_access_control),
		TEST(test_an_instance_without_acl),
		TEST(test_access_control_from_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
