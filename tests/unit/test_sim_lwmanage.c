/* Device management as a server sees it: a bare socket asks, row by row. */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/lw_bare.h"

static const struct row {
	uint8_t method;
	const char *path, *query;
	int format, accept;
	const char *body;
	int class, detail;
	const char *holds; /* in the answer's body */
	const char *said;
} rows[] = {
	/* Read */
	{GET, "3/0/0", NULL, -1, 0, NULL, 2, 5, "Quectel", NULL},
	{GET, "3/0/1", NULL, -1, -1, NULL, 2, 5, "BG95-M3", NULL},
	{GET, "3/0", NULL, -1, 11543, NULL, 2, 5, "{\"n\":\"0\",\"sv\":\"Quectel\"}", NULL},
	{GET, "3", NULL, -1, 11542, NULL, 2, 5, "BG95-M3", NULL},
	{GET, "16/0/0", NULL, -1, 11543, NULL, 2, 5, "host-1", NULL},
	{GET, "1", NULL, -1, 110, NULL, 2, 5, "{\"bn\":\"/1/\",\"n\":\"1/0\",\"v\":102}", NULL},
	{GET, "4/0/2", NULL, -1, 0, NULL, 2, 5, "-92", NULL},
	{GET, "6/0/0", NULL, -1, 0, NULL, 2, 5, "48.1374", NULL},
	{GET, "3/0/4", NULL, -1, -1, NULL, 4, 5, NULL, NULL},
	{GET, "3/0/99", NULL, -1, -1, NULL, 4, 4, NULL, NULL},
	{GET, "3/1", NULL, -1, -1, NULL, 4, 4, NULL, NULL},
	{GET, "77", NULL, -1, -1, NULL, 4, 4, NULL, NULL},
	{GET, "abc", NULL, -1, -1, NULL, 4, 4, NULL, NULL},
	{GET, "3/0/0", NULL, -1, 42, NULL, 4, 6, NULL, NULL},
	{GET, "3/0/0", NULL, -1, 9999, NULL, 4, 6, NULL, NULL},
	/* the security object belongs to the bootstrap server alone */
	{GET, "0/1", NULL, -1, -1, NULL, 4, 1, NULL, NULL},
	{PUT, "0/1/0", NULL, 0, -1, "coap://evil", 4, 1, NULL, NULL},
	{POST, "0", NULL, 11542, -1, "x", 4, 1, NULL, NULL},
	{DELETE, "0/1", NULL, -1, -1, NULL, 4, 1, NULL, NULL},
	{GET, "0", NULL, -1, 40, NULL, 4, 1, NULL, NULL},
	/* Discover */
	{GET, "3/0/9", NULL, -1, 40, NULL, 2, 5, "</3/0/9>", NULL},
	{GET, "3/0", NULL, -1, 40, NULL, 2, 5, "</3/0/4>,</3/0/5>,</3/0/6>;dim=1", NULL},
	{GET, "3", NULL, -1, 40, NULL, 2, 5, "</3>,</3/0>,</3/0/0>", NULL},
	{GET, "77", NULL, -1, 40, NULL, 4, 4, NULL, NULL},
	/* Write */
	{PUT, "1/1/2", NULL, 0, -1, "5", 2, 4, NULL, ""},
	{GET, "1/1/2", NULL, -1, 0, NULL, 2, 5, "5", NULL},
	{PUT, "3/0/0", NULL, 0, -1, "Other", 4, 5, NULL, NULL},
	{PUT, "1/1/1", NULL, 0, -1, "soon", 4, 0, NULL, NULL},
	{PUT, "1/1/1", NULL, 0, -1, "-1", 4, 0, NULL, NULL},
	{PUT, "1/1/1", NULL, 9999, -1, "1", 4, 15, NULL, NULL},
	{PUT, "1/9/1", NULL, 0, -1, "1", 4, 4, NULL, NULL},
	{PUT, "3/0/14", NULL, 0, -1, "+01:00", 2, 4, NULL, NULL},
	{POST, "1/1", NULL, 11543, -1, "{\"e\":[{\"n\":\"3\",\"v\":70}]}", 2, 4, NULL, NULL},
	{GET, "1/1/3", NULL, -1, 0, NULL, 2, 5, "70", NULL},
	{GET, "1/1/2", NULL, -1, 0, NULL, 2, 5, "5", NULL}, /* partial: the rest stays */
	{POST, "1/1", NULL, 11543, -1, "{\"e\":[{\"n\":\"0\",\"v\":70}]}", 4, 5, NULL, NULL},
	/* application data */
	{PUT, "19/0/0", NULL, 42, -1, "hello", 2, 4, NULL, "recv(/19/0/0,5,hello) "},
	{PUT, "19/0/0", NULL, 0, -1, "aGVsbG8=", 2, 4, NULL, "recv(/19/0/0,4,aGVsbG8=) "},
	{PUT, "10250/0/1", NULL, 42, -1, "x", 2, 4, NULL, "recv(/10250/0/1,5,x) "},
	{PUT, "10250/0/0", NULL, 42, -1, "x", 4, 5, NULL, ""},
	/* Create, Delete */
	{POST, "19", NULL, 11543, -1, "{\"bn\":\"/19/4/\",\"e\":[{\"n\":\"0/0\",\"sv\":\"QQ==\"}]}",
		2, 1, NULL, NULL},
	{GET, "19/4/0", NULL, -1, 11543, NULL, 2, 5, "QQ==", NULL},
	{POST, "19", NULL, 11543, -1, "{\"bn\":\"/19/4/\",\"e\":[{\"n\":\"0/0\",\"sv\":\"QQ==\"}]}",
		4, 0, NULL, NULL},
	{POST, "19", NULL, 11543, -1, "{\"bn\":\"/19/5/\",\"e\":[{\"n\":\"1\",\"v\":1}]}", 4, 0,
		NULL, NULL},
	{DELETE, "19/4", NULL, -1, -1, NULL, 2, 2, NULL, NULL},
	{DELETE, "19/4", NULL, -1, -1, NULL, 4, 4, NULL, NULL},
	{POST, "3", NULL, 11542, -1, "x", 4, 5, NULL, NULL},
	{POST, "1", NULL, 11542, -1, "x", 4, 5, NULL, NULL},
	{DELETE, "3/0", NULL, -1, -1, NULL, 4, 5, NULL, NULL},
	{DELETE, "1/1", NULL, -1, -1, NULL, 4, 5, NULL, NULL},
	/* Execute */
	{POST, "3/0/12", NULL, -1, -1, NULL, 2, 4, NULL, NULL},
	{POST, "3/0/4", NULL, 0, -1, "0='now',2", 2, 4, NULL, "reboot(0) "},
	{POST, "3/0/5", NULL, -1, -1, NULL, 2, 4, NULL, "reboot(1) "},
	{POST, "3/0/4", NULL, 0, -1, "now", 4, 0, NULL, ""},
	{POST, "3/0/0", NULL, -1, -1, NULL, 4, 5, NULL, NULL},
	{POST, "3/0/98", NULL, -1, -1, NULL, 4, 4, NULL, NULL},
	/* Write-Attributes */
	{PUT, "3/0/9", "pmin=10", -1, -1, NULL, 2, 4, NULL, NULL},
	{GET, "3/0/9", NULL, -1, 40, NULL, 2, 5, "</3/0/9>;pmin=10", NULL},
	{PUT, "3/0/9", "pmin", -1, -1, NULL, 2, 4, NULL, NULL},
	{PUT, "3/0/9", "pmin=x", -1, -1, NULL, 4, 0, NULL, NULL},
	{PUT, "3/0/9", "what=1", -1, -1, NULL, 4, 0, NULL, NULL},
	{PUT, "3/0", "gt=1", -1, -1, NULL, 4, 0, NULL, NULL},
	{PUT, "0/1", "pmin=1", -1, -1, NULL, 4, 1, NULL, NULL},
	{PUT, "3/0/7/0", "pmin=1", -1, -1, NULL, 4, 5, NULL, NULL},
	/* firmware: an image is pushed, or not what it should be */
	{POST, "5/0/2", NULL, -1, -1, NULL, 4, 5, NULL, NULL},
	{PUT, "5/0/0", NULL, 42, -1, "image", 2, 4, NULL, NULL},
	{GET, "5/0/3", NULL, -1, 0, NULL, 2, 5, "2", NULL},
	{GET, "5/0/0", NULL, -1, -1, NULL, 4, 5, NULL, NULL},
	{PUT, "5/0/0", NULL, 42, -1, NULL, 2, 4, NULL, NULL},
	{GET, "5/0/3", NULL, -1, 0, NULL, 2, 5, "0", NULL},
	{PUT, "5/0/1", NULL, 0, -1, "ftp://x/y", 2, 4, NULL, NULL},
	{GET, "5/0/5", NULL, -1, 0, NULL, 2, 5, "9", NULL},
	{PUT, "5/0/1", NULL, 0, -1, "coap://", 2, 4, NULL, NULL},
	{GET, "5/0/5", NULL, -1, 0, NULL, 2, 5, "7", NULL},
	/* power saving modes came with 1.1 */
	{GET, "10/0/12", NULL, -1, 0, NULL, 4, 4, NULL, NULL},
	{PUT, "10/0/13", NULL, 0, -1, "1", 4, 4, NULL, NULL},
	/* a server's host stays until AT+QLWCFG="host" has something new */
	{PUT, "16/0/0", NULL, 11543, -1, "{\"e\":[{\"n\":\"0\",\"sv\":\"other\"}]}", 2, 4, NULL,
		NULL},
	{GET, "16/0/0", NULL, -1, 11543, NULL, 2, 5, "other", NULL},
	/* composite operations came with 1.1 */
	{FETCH, "", NULL, 110, 110, "[{\"n\":\"/3/0/0\"}]", 4, 5, NULL, NULL},
	{IPATCH, "", NULL, 110, -1, "[{\"n\":\"/1/1/2\",\"v\":7}]", 4, 5, NULL, NULL},
};

static const struct row composite_rows[] = {
	{FETCH, "", NULL, 110, 110, "[{\"n\":\"/3/0/0\"},{\"bn\":\"/1/1/\",\"n\":\"1\"}]", 2, 5,
		"{\"bn\":\"/\",\"n\":\"1/1/1\",\"v\":300},{\"n\":\"3/0/0\",\"vs\":\"Quectel\"}",
		NULL},
	{FETCH, "", NULL, 110, 112, "[{\"n\":\"/3/0/0\"}]", 2, 5, "Quectel", NULL},
	{FETCH, "", NULL, 112, -1, "\x81\xa1\x21\x66/3/0/0", 2, 5, "Quectel", NULL},
	/* what is not there or not for servers is left out */
	{FETCH, "", NULL, 110, -1, "[{\"n\":\"/3/0/99\"},{\"n\":\"/0/1\"},{\"n\":\"/3/0/0\"}]", 2,
		5, "[{\"bn\":\"/\",\"n\":\"3/0/0\",\"vs\":\"Quectel\"}]", NULL},
	{FETCH, "", NULL, 110, -1, "[{\"n\":\"/0\"}]", 2, 5, "[]", NULL},
	{FETCH, "", NULL, 110, -1, "[]", 4, 0, NULL, NULL},
	{FETCH, "", NULL, 110, -1, "[{\"n\":\"x\"}]", 4, 0, NULL, NULL},
	{FETCH, "", NULL, 110, -1, "{\"n\":\"/3\"}", 4, 0, NULL, NULL},
	{FETCH, "", NULL, 110, 11542, "[{\"n\":\"/3\"}]", 4, 6, NULL, NULL},
	{FETCH, "", NULL, 11542, 110, "x", 4, 15, NULL, NULL},
	{FETCH, "3", NULL, 110, 110, "[{\"n\":\"/3\"}]", 4, 5, NULL, NULL},
	{IPATCH, "", NULL, 110, -1,
		"[{\"n\":\"/1/1/2\",\"v\":7},{\"n\":\"/3/0/14\",\"vs\":\"+02:00\"}]", 2, 4, NULL,
		NULL},
	{GET, "1/1/2", NULL, -1, 0, NULL, 2, 5, "7", NULL},
	{GET, "3/0/14", NULL, -1, 0, NULL, 2, 5, "+02:00", NULL},
	/* all of it or nothing */
	{IPATCH, "", NULL, 110, -1,
		"[{\"n\":\"/1/1/2\",\"v\":8},{\"n\":\"/3/0/0\",\"vs\":\"Other\"}]", 4, 5, NULL,
		NULL},
	{IPATCH, "", NULL, 110, -1, "[{\"n\":\"/1/1/2\",\"v\":8},{\"n\":\"/0/1/0\",\"vs\":\"x\"}]",
		4, 1, NULL, NULL},
	{GET, "1/1/2", NULL, -1, 0, NULL, 2, 5, "7", NULL},
	{GET, "10/0/12", NULL, -1, 0, NULL, 2, 5, "3", NULL},
	{PUT, "3/0/7/0", "gt=4000", -1, -1, NULL, 2, 4, NULL, NULL},
	{PUT, "3/0/7/9", "gt=4000", -1, -1, NULL, 4, 4, NULL, NULL},
	{PUT, "3/0/7/0", "gt=x", -1, -1, NULL, 4, 0, NULL, NULL},
	{PUT, "10/0/13", NULL, 0, -1, "1", 2, 4, NULL, NULL},
	{GET, "10/0/13", NULL, -1, 0, NULL, 2, 5, "1", NULL},
	{IPATCH, "", NULL, 110, -1, "[]", 4, 0, NULL, NULL},
	{IPATCH, "", NULL, 11542, -1, "x", 4, 15, NULL, NULL},
};

static void check_row(struct world *w, const struct row *r, size_t i)
{
	struct lb_message m, got;
	ask_message(w, &m, r->method, r->path);
	if (r->query)
		snprintf(m.query[m.queries++], sizeof(m.query[0]), "%s", r->query);
	m.format = r->format;
	m.accept = r->accept;
	m.payload = (const uint8_t *)r->body;
	m.payload_len = r->body ? strlen(r->body) : 0;
	w->said[0] = '\0';
	speak(w, &m);
	do {
		hear(w, &got);
		if (got.code == LB_CODE(0, 2)) /* an update that the row set off */
			answer(w, &got, LB_CODE(2, 4), "");
	} while (got.code == LB_CODE(0, 2));
	turn(w);
	if (got.code != LB_CODE(r->class, r->detail))
		fail_msg("row %zu (%s): %u.%02u", i, r->path, got.code / 32u, got.code % 32u);
	char body[2048];
	snprintf(body, sizeof(body), "%.*s", (int)got.payload_len, (const char *)got.payload);
	if (r->holds && !memmem(got.payload, got.payload_len, r->holds, strlen(r->holds)))
		fail_msg("row %zu (%s): no %s in %s", i, r->path, r->holds, body);
	if (r->said && strcmp(w->said, r->said))
		fail_msg("row %zu (%s): said \"%s\"", i, r->path, w->said);
}

static void test_requests(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(*state, &rows[i], i);
}

static void test_composite_requests(void **state)
{
	((struct world *)*state)->config.version = 1;
	for (size_t i = 0; i < sizeof(composite_rows) / sizeof(composite_rows[0]); i++)
		check_row(*state, &composite_rows[i], i);
}

static void check_firmware(struct world *w, const char *state, const char *result)
{
	const struct row rows_now[] = {
		{GET, "5/0/3", NULL, -1, 0, NULL, 2, 5, state, NULL},
		{GET, "5/0/5", NULL, -1, 0, NULL, 2, 5, result, NULL},
	};
	for (size_t i = 0; i < 2; i++)
		check_row(w, &rows_now[i], i);
}

static void test_firmware_that_is_no_good(void **state)
{
	static const struct row push = {PUT, "5/0/0", NULL, 42, -1, "image", 2, 4, NULL, NULL};
	static const struct row update = {POST, "5/0/2", NULL, -1, -1, NULL, 2, 4, NULL, ""};
	struct world *w = *state;
	w->config.firmware_result = 5;
	check_row(w, &push, 0);
	check_firmware(w, "0", "5");
	w->config.firmware_result = 8; /* nobody can tell before the update */
	check_row(w, &push, 1);
	check_firmware(w, "2", "0");
	check_row(w, &update, 2);
	check_firmware(w, "3", "0");
	w->now_ms += 2000;
	turn(w);
	check_firmware(w, "2", "8");
	assert_int_equal(w->reboots, 0);
}

/* The update that a server's new binding sets off */
static void binding_update(struct world *w, const char *binding, struct lb_message *update)
{
	struct lb_message m;
	ask_message(w, &m, PUT, "1/1/7");
	m.format = 0;
	m.payload = (const uint8_t *)binding;
	m.payload_len = strlen(binding);
	speak(w, &m);
	do
		hear(w, update);
	while (update->code != LB_CODE(0, 2));
	answer(w, update, LB_CODE(2, 4), "");
	for (int i = 0; i < 20; i++)
		turn(w);
}

static void test_an_update_tells_a_new_binding(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	binding_update(w, "UQ", &got);
	assert_string_equal(lb_message_query(&got, "b"), "UQ");
	binding_update(w, "UQ", &got); /* known by now */
	assert_null(lb_message_query(&got, "b"));
	w->config.version = 1; /* where an update has no parameter for the queue mode */
	binding_update(w, "UQS", &got);
	assert_string_equal(lb_message_query(&got, "b"), "US");
	assert_null(lb_message_query(&got, "Q"));
}

static void test_a_repeated_request_is_carried_out_once(void **state)
{
	struct world *w = *state;
	struct lb_message m, got;
	ask_message(w, &m, PUT, "19/0/0");
	m.format = 42;
	m.payload = (const uint8_t *)"once";
	m.payload_len = 4;
	for (int i = 0; i < 3; i++) {
		speak(w, &m);
		hear(w, &got);
		assert_int_equal(got.code, LB_CODE(2, 4));
		assert_int_equal(got.mid, m.mid);
	}
	assert_string_equal(w->said, "recv(/19/0/0,5,once) ");
}

static void test_new_host_is_listed(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	strcpy(w->config.host[1][2], "model");
	lw_device_changed(w->lw);
	hear(w, &got);
	assert_string_equal(got.path, "rd/5a3f");
	assert_non_null(memmem(got.payload, got.payload_len, "</16/0>,</16/1>", 15));
	answer(w, &got, LB_CODE(2, 4), "");
}

static void test_server_triggers(void **state)
{
	struct world *w = *state;
	struct lb_message m, got;
	ask_message(w, &m, POST, "1/1/8");
	speak(w, &m);
	hear(w, &got);
	assert_int_equal(got.code, LB_CODE(2, 4));
	hear(w, &got);
	assert_string_equal(got.path, "rd/5a3f");
	answer(w, &got, LB_CODE(2, 4), "");
	ask_message(w, &m, PUT, "1/1/1");
	m.format = 0;
	m.payload = (const uint8_t *)"120";
	m.payload_len = 3;
	speak(w, &m);
	do
		hear(w, &got);
	while (got.code != LB_CODE(0, 2));
	assert_string_equal(lb_message_query(&got, "lt"), "120");
	answer(w, &got, LB_CODE(2, 4), "");
	ask_message(w, &m, POST, "1/1/4"); /* disable: deregister, come back after 60 s */
	speak(w, &m);
	do
		hear(w, &got);
	while (got.code != LB_CODE(0, 4));
	answer(w, &got, LB_CODE(2, 2), "");
	for (int i = 0; i < 200 && lw_registered(w->lw); i++)
		turn(w);
	turn(w);
	w->now_ms += 60000;
	hear(w, &got);
	assert_string_equal(got.path, "rd");
}

/* Block1, put together by hand: the codec of the built-in servers does not know it. */
static uint8_t send_block(struct world *w, unsigned num, bool more, size_t len)
{
	uint8_t out[1200] = {0x40, PUT, 0, 0, 0xb1, '5', 1, '0', 1, '0', 0x11, 42, 0xd2, 2};
	w->mid++;
	out[2] = (uint8_t)(w->mid >> 8);
	out[3] = (uint8_t)w->mid;
	out[14] = (uint8_t)(num >> 4);
	out[15] = (uint8_t)(num << 4 | (more ? 8 : 0) | 5); /* blocks of 512 */
	out[16] = 0xff;
	memset(out + 17, 0, len);
	sendto(w->fd, out, 17 + len, 0, (struct sockaddr *)&w->client, w->client_len);
	for (int i = 0; i < 5000; i++) {
		if (recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT) >= 4 &&
			w->bytes[2] == out[2] && w->bytes[3] == out[3])
			return w->bytes[1];
		turn(w);
	}
	return 0;
}

static void test_a_large_write(void **state)
{
	struct world *w = *state;
	struct lb_message m, got;
	for (unsigned i = 0; i < 9; i++)
		assert_int_equal(send_block(w, i, true, 512), LB_CODE(2, 31));
	assert_int_equal(send_block(w, 9, false, 392), LB_CODE(2, 4));
	ask_message(w, &m, GET, "5/0/3");
	m.accept = 0;
	speak(w, &m);
	hear(w, &got);
	assert_memory_equal(got.payload, "2", 1);
	assert_int_equal(send_block(w, 3, true, 512), LB_CODE(4, 8)); /* out of order */
	assert_int_equal(send_block(w, 0, true, 511), LB_CODE(4, 0)); /* not its size */
	assert_int_equal(send_block(w, 0xfff, false, 1), LB_CODE(4, 8));
}

/* Random, truncated and unreasonable datagrams: the client answers sensible requests afterwards. */
static void test_hostile_datagrams(void **state)
{
	struct world *w = *state;
	uint32_t seed = 99;
	struct lb_message m, got;
	for (int round = 0; round < 3000; round++) {
		uint8_t bytes[64];
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)((seed = seed * 1664525u + 1013904223u) >> 24);
		bytes[0] = (uint8_t)(0x40 | (bytes[0] & 0x3f)); /* looks like CoAP */
		if (round & 1)
			bytes[1] &= 7; /* a request */
		size_t len = round % 3 ? 4 + (unsigned)round % 60 : (unsigned)round % 12;
		sendto(w->fd, bytes, len, 0, (struct sockaddr *)&w->client, w->client_len);
		turn(w);
		while (recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT) >= 0)
			;
	}
	/* a block far behind what was sent, and one that lies about its size */
	static const uint8_t blocks[][24] = {{0x40, 3, 0xaa, 1, 0xb2, '1', '9', 1, '0', 1, '0',
						     0xd3, 3, 0xff, 0xff, 0xfe, 0xff, 1},
		{0x40, 3, 0xaa, 2, 0xb2, '1', '9', 1, '0', 1, '0', 0xd1, 3, 0x0e, 0xff, 1},
		{0x40, 3, 0xaa, 3, 0xb2, '1', '9', 1, '0', 1, '0', 0xd1, 3, 0x07, 0xff, 1}};
	static const size_t lengths[] = {18, 16, 16};
	for (size_t i = 0; i < 3; i++)
		sendto(w->fd, blocks[i], lengths[i], 0, (struct sockaddr *)&w->client,
			w->client_len);
	for (int i = 0; i < 20; i++)
		turn(w);
	while (recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT) >= 0)
		;
	w->mid = 60000;
	ask_message(w, &m, GET, "3/0/0");
	m.accept = 0;
	speak(w, &m);
	do
		hear(w, &got);
	while (got.mid != m.mid || got.code != LB_CODE(2, 5));
	assert_memory_equal(got.payload, "Quectel", 7);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_requests),
		TEST(test_composite_requests),
		TEST(test_firmware_that_is_no_good),
		TEST(test_an_update_tells_a_new_binding),
		TEST(test_a_repeated_request_is_carried_out_once),
		TEST(test_new_host_is_listed),
		TEST(test_server_triggers),
		TEST(test_a_large_write),
		TEST(test_hostile_datagrams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
