/* Data pane: every state of a send, received bytes and their readings, observations, keys. */
#include "modem/send_queue.h"
#include "tests/unit/views_fixture.h"
#include "views/views.h"

static struct model_send *add_send(
	struct model *m, enum model_send_state state, const char *uri, const char *data)
{
	const uint64_t id = ++m->sends;
	struct model_send *s = &m->send[id % MODEL_SENDS_MAX];
	*s = (struct model_send){.id = id, .state = state, .short_id = 102, .confirmable = true};
	snprintf(s->uri, sizeof(s->uri), "%s", uri);
	s->len = strlen(data);
	s->preview_len = s->len < sizeof(s->preview) ? s->len : sizeof(s->preview);
	memcpy(s->preview, data, s->preview_len);
	s->sent_ms = FIXTURE_NOW - 60000 + id * 1000;
	if (state == MODEL_SEND_DELIVERED || state == MODEL_SEND_FAILED ||
		state == MODEL_SEND_UNMATCHED) {
		s->ended_ms = s->sent_ms + 640;
		s->message_id = (uint16_t)(4710 + id);
		strcpy(s->token, "8931");
	}
	return s;
}

static void add_recv(struct model *m, const char *uri, int type, const void *bytes, size_t n)
{
	struct model_recv *d = &m->recv[m->recvs++ % MODEL_RECVS_MAX];
	*d = (struct model_recv){.t_ms = FIXTURE_NOW - 30000 + m->recvs * 500,
		.data_type = type,
		.len = n,
		.expected = n};
	snprintf(d->uri, sizeof(d->uri), "%s", uri);
	memcpy(d->data, bytes, n);
}

static struct model *filled(void)
{
	static const uint8_t nasty[] = "\r\nOK\r\n+QLWURC: \"\033[2J\xc2\x9b";
	struct model *m = fixture_two();
	add_send(m, MODEL_SEND_DELIVERED, "/19/0/0", "hello");
	add_send(m, MODEL_SEND_FAILED, "/19/0/1", "nope")->code = QLW_DELIVERY_ERROR;
	add_send(m, MODEL_SEND_UNCONFIRMED, "/19/0/0", "fire and forget")->confirmable = false;
	add_send(m, MODEL_SEND_UNKNOWN, "/19/0/0", "lost");
	add_send(m, MODEL_SEND_UNMATCHED, "/19/0/2", "")->sent_ms = 0;
	add_send(m, MODEL_SEND_FAILED, "/19/0/0", "refused")->ended_ms = 0;
	add_send(m, MODEL_SEND_SENT, "/19/0/0",
		"a text that is longer than the forty-eight bytes kept");
	add_recv(m, "/10250/0/3", QLW_DATA_STRING, "25.4", 4);
	add_recv(m, "/10250/0/3", QLW_DATA_OPAQUE, nasty, sizeof(nasty) - 1);
	m->observe[0] = (struct model_observe){102, "/19/0/0", "8931", FIXTURE_NOW - 60000, 0};
	m->observe[1] = (struct model_observe){
		101, "/3/0/9", "12345678901234567890", FIXTURE_NOW - 50000, FIXTURE_NOW - 1000};
	m->observes = 2;
	return m;
}

static void test_sent(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_data_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_sizes("data-sent", v, &ctx);
	fixture_says(fixture_draw(v, &ctx, 24, 80), "1 without result yet");
	fixture_key(v, &ctx, "G");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "message 4711, token 8931, after 0.6 s");
	fixture_key(v, &ctx, "k");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "result -1");
	fixture_key(v, &ctx, "k");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "no result will ever come");
	assert_null(v->ops->deadline_ms);
	v->ops->free(v);
	model_free(m);
}

static void test_received(void **state)
{
	(void)state;
	char bytes[64];
	struct model *m = filled();
	struct view *v = view_data_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_key(v, &ctx, "l");
	fixture_sizes("data-received", v, &ctx);
	assert_int_equal(fixture_key(v, &ctx, "y").kind, INTENT_NONE); /* the console's */
	assert_int_equal(view_data_selection(v, &ctx, bytes, sizeof(bytes)), 22);
	assert_memory_equal(bytes, "\r\nOK\r\n+QLWURC: \"\033[2J\xc2\x9b", 22);
	fixture_key(v, &ctx, "j");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "number");
	v->ops->free(v);
	model_free(m);
}

static void test_observed(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_data_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_key(v, &ctx, "h");
	fixture_sizes("data-observed", v, &ctx);
	fixture_says(fixture_draw(v, &ctx, 24, 100), "1 delivered, token 8931");
	assert_int_equal(view_data_send(v, &ctx), 0);
	char text[80] = "";
	view_data_selection(v, &ctx, text, sizeof(text) - 1);
	assert_string_equal(text, "101 /3/0/9 token 12345678901234567890 cancelled");
	fixture_key(v, &ctx, "j");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "1 delivered, 2 failed or lost, 1 waiting, 1 not");
	fixture_key(v, &ctx, "Enter");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "by 102 coaps://leshan");
	fixture_key(v, &ctx, "Esc");
	const struct intent i = fixture_key(v, &ctx, "S");
	assert_string_equal(i.action, "send");
	assert_string_equal(i.args[0], "102");
	assert_string_equal(i.args[1], "/19/0/0");
	v->ops->free(v);
	model_free(m);
}

static void test_empty(void **state)
{
	(void)state;
	struct model *m = fixture_model();
	struct view *v = view_data_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_says(fixture_draw(v, &ctx, 24, 80), "Nothing was sent yet; S sends.");
	fixture_key(v, &ctx, "Enter");
	fixture_key(v, &ctx, "l");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "Nothing was received yet.");
	v->ops->free(v);
	model_free(m);
}

/* The selected row stays selected when others come; in the first row, the newest is shown. */
static void test_rows_do_not_slip(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_data_new();
	const struct view_ctx ctx = fixture_ctx(m);
	canvas_free(fixture_draw(v, &ctx, 24, 80));
	fixture_key(v, &ctx, "G");
	for (int i = 0; i < 100; i++)
		add_send(m, MODEL_SEND_SENT, "/1/2/3", "x");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "message 4711, token 8931, after 0.6 s");
	for (int i = 0; i < 300; i++)
		add_send(m, MODEL_SEND_SENT, "/1/2/3", "x");
	canvas_free(fixture_draw(v, &ctx, 24, 80));
	v->ops->free(v);
	model_free(m);
}

static void test_filter_and_search(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_data_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_type(v, &ctx, "ffailed");
	fixture_key(v, &ctx, "Enter");
	fixture_golden("views-data-filter", fixture_draw(v, &ctx, 10, 80));
	fixture_key(v, &ctx, "j");
	add_send(m, MODEL_SEND_FAILED, "/1/2/3", "later");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "▸ 12:03:42 ✗ failed    102   /19/0/1");
	fixture_key(v, &ctx, "Esc");
	fixture_type(v, &ctx, "/deliv");
	fixture_key(v, &ctx, "Enter");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "▸ 12:03:41 ✓ delivered");
	fixture_type(v, &ctx, "/zzz");
	assert_int_equal(fixture_key(v, &ctx, "Enter").kind, INTENT_SAY);
	fixture_type(v, &ctx, "fzzz");
	fixture_key(v, &ctx, "Enter");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "Nothing matches the filter");
	fixture_key(v, &ctx, "e");
	fixture_key(v, &ctx, "y");
	fixture_key(v, &ctx, "Enter");
	v->ops->free(v);
	model_free(m);
}

static void test_sends_again(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_data_new();
	const struct view_ctx ctx = fixture_ctx(m);
	fixture_key(v, &ctx, "G");
	struct intent i = fixture_key(v, &ctx, "e");
	assert_int_equal(i.kind, INTENT_ACTION);
	assert_string_equal(i.action, "resend-edited");
	assert_string_equal(i.args[0], "1");
	i = fixture_key(v, &ctx, "s");
	assert_string_equal(i.action, "resend");
	assert_string_equal(i.args[0], "1");
	v->ops->free(v);
	model_free(m);
}

/* What waits stands above, with the reason. */
static void test_queued(void **state)
{
	(void)state;
	struct model *m = filled();
	struct send_queue *q = calloc(1, sizeof(*q));
	struct view *v = view_data_new();
	struct view_ctx ctx = fixture_ctx(m);
	const struct qlw_uldata send = {
		.short_id = 103, .uri = "/19/0/0", .data = "hello", .len = 5};
	assert_non_null(q);
	ctx.queue = q;
	for (int i = 0; i < 5; i++)
		assert_int_equal(send_queue_add(q, &send, FIXTURE_NOW), 0);
	fixture_says(fixture_draw(v, &ctx, 24, 80), "queued    103   /19/0/0");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "and 2 more");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "in turn");
	m->send[200 % MODEL_SENDS_MAX] = (struct model_send){
		.id = 200, .state = MODEL_SEND_SENT, .short_id = 103, .uri = "/19/0/0"};
	fixture_says(fixture_draw(v, &ctx, 24, 80), "waits for a result");
	v->ops->free(v);
	model_free(m);
	free(q);
}

/* A value of several parts: the first in its row, all of them beside the bytes. */
static void test_readings(void **state)
{
	(void)state;
	struct model *m = fixture_two();
	struct view *v = view_data_new();
	const struct view_ctx ctx = fixture_ctx(m);
	/* LwM2M 1.0 6.4.3.1: resources 0 and 9 of the Device object */
	add_recv(m, "/3/0", QLW_DATA_OPAQUE, "\xc8\x00\x14Open Mobile Alliance\xc1\x09\x64", 26);
	fixture_key(v, &ctx, "l");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "TLV  0  \"Open Mobile Alliance\"");
	fixture_says(fixture_draw(v, &ctx, 24, 160), "and 1 more");
	fixture_key(v, &ctx, "Enter");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "9  100");
	fixture_says(fixture_draw(v, &ctx, 24, 80), "c8 00 14 4f");
	v->ops->free(v);
	model_free(m);
}

static void test_any_size(void **state)
{
	(void)state;
	struct model *m = filled();
	struct view *v = view_data_new();
	const struct view_ctx ctx = fixture_ctx(m);
	static const char *const keys[] = {"l", "l", "l", "Enter", "l", "Enter"};
	for (size_t k = 0; k < 6; k++) {
		fixture_key(v, &ctx, keys[k]);
		for (int rows = 1; rows < 16; rows++)
			for (int cols = 1; cols < 130; cols += 5)
				canvas_free(fixture_draw(v, &ctx, rows, cols));
	}
	v->ops->free(v);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sent),
		cmocka_unit_test(test_received),
		cmocka_unit_test(test_observed),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_rows_do_not_slip),
		cmocka_unit_test(test_filter_and_search),
		cmocka_unit_test(test_sends_again),
		cmocka_unit_test(test_queued),
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_any_size),
	};
	return cmocka_run_group_tests_name("views: data", tests, fixture_locale, NULL);
}
