/* Objects 4, 7 and 9 as a server uses them: connectivity, statistics, software. */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/lw_bare.h"

/* Asks, and answers whatever update the request sets off. Returns the code. */
static uint8_t request(struct world *w, uint8_t method, const char *path, int format,
	const char *body, struct lb_message *got)
{
	struct lb_message m;
	ask_message(w, &m, method, path);
	m.format = format;
	m.payload = (const uint8_t *)body;
	m.payload_len = strlen(body);
	m.accept = method == GET ? 0 : -1;
	speak(w, &m);
	for (;;) {
		hear(w, got);
		if (got->type == LB_ACK && got->mid == m.mid)
			break;
		assert_int_equal(got->code, LB_CODE(0, 2));
		answer(w, got, LB_CODE(2, 4), "");
	}
	return got->code;
}

static void check(struct world *w, const char *path, const char *text)
{
	struct lb_message got;
	assert_int_equal(request(w, GET, path, -1, "", &got), LB_CODE(2, 5));
	if (got.payload_len != strlen(text) || memcmp(got.payload, text, got.payload_len))
		fail_msg("%s is %.*s", path, (int)got.payload_len, (const char *)got.payload);
}

static void execute(struct world *w, const char *path, int class, int detail)
{
	struct lb_message got;
	uint8_t code = request(w, POST, path, -1, "", &got);
	if (code != LB_CODE(class, detail))
		fail_msg("%s: %u.%02u", path, code / 32u, code % 32u);
}

static void settle(struct world *w, uint64_t ms)
{
	struct lb_message m;
	w->now_ms += ms;
	for (int i = 0; i < 50; i++) { /* the object list has changed */
		w->client_len = sizeof(w->client);
		ssize_t n = recvfrom(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT,
			(struct sockaddr *)&w->client, &w->client_len);
		if (n >= 0 && lb_message_parse(&m, w->bytes, (size_t)n) && m.code == LB_CODE(0, 2))
			answer(w, &m, LB_CODE(2, 4), "");
		turn(w);
	}
}

static void create(struct world *w)
{
	struct lb_message got;
	assert_int_equal(request(w, POST, "9", 11543,
				 "{\"bn\":\"/9/3/\",\"e\":[{\"n\":\"8\",\"bv\":true}]}", &got),
		LB_CODE(2, 1));
	settle(w, 0);
}

static void test_from_package_to_activation(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	create(w);
	check(w, "9/3/7", "0");
	check(w, "9/3/9", "0");
	check(w, "9/3/12", "0");
	execute(w, "9/3/4", 4, 5); /* nothing to install */
	execute(w, "9/3/10", 4, 5);
	assert_int_equal(request(w, PUT, "9/3/2", 42, "a package", &got), LB_CODE(2, 4));
	check(w, "9/3/7", "3");
	check(w, "9/3/9", "3");
	check(w, "9/3/1", "9 bytes");
	assert_int_equal(request(w, GET, "9/3/2", -1, "", &got), LB_CODE(4, 5));
	execute(w, "9/3/4", 2, 4);
	check(w, "9/3/7", "3");
	settle(w, 2000);
	check(w, "9/3/7", "4");
	check(w, "9/3/9", "2");
	check(w, "9/3/12", "0");
	execute(w, "9/3/10", 2, 4);
	check(w, "9/3/12", "1");
	execute(w, "9/3/11", 2, 4);
	check(w, "9/3/12", "0");
	execute(w, "9/3/10", 2, 4);
	execute(w, "9/3/6", 2, 4); /* uninstalled, and so inactive */
	check(w, "9/3/7", "0");
	check(w, "9/3/12", "0");
	assert_int_equal(request(w, DELETE, "9/3", -1, "", &got), LB_CODE(2, 2));
}

static void test_bad_addresses(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	create(w);
	assert_int_equal(request(w, PUT, "9/3/3", 0, "http://x/y", &got), LB_CODE(2, 4));
	check(w, "9/3/7", "0");
	check(w, "9/3/9", "56");
	assert_int_equal(request(w, PUT, "9/3/3", 0, "", &got), LB_CODE(2, 4));
	check(w, "9/3/9", "0");
}

/* What is installed outlives a restart, with the object list that says so. */
static void test_outlives_a_restart(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	create(w);
	request(w, PUT, "9/3/2", 42, "a package", &got);
	execute(w, "9/3/4", 2, 4);
	settle(w, 2000);
	execute(w, "9/3/10", 2, 4);
	lw_close(w->lw);
	power_on(w);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	hear(w, &got);
	assert_non_null(memmem(got.payload, got.payload_len, "</9/3>", 6));
	answer(w, &got, LB_CODE(2, 1), "rd/1");
	while (!lw_registered(w->lw))
		turn(w);
	check(w, "9/3/7", "4");
	check(w, "9/3/12", "1");
}

static long number(struct world *w, const char *path)
{
	struct lb_message got;
	char text[16];
	assert_int_equal(request(w, GET, path, -1, "", &got), LB_CODE(2, 5));
	snprintf(text, sizeof(text), "%.*s", (int)got.payload_len, (const char *)got.payload);
	return strtol(text, NULL, 10);
}

static void test_statistics(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	char body[1001] = "";
	memset(body, 'x', sizeof(body) - 1);
	assert_int_equal(number(w, "7/0/3"), 0); /* nobody has asked for it */
	execute(w, "7/0/6", 2, 4);
	assert_int_equal(number(w, "7/0/0"), 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(request(w, PUT, "19/0/0", 42, body, &got), LB_CODE(2, 4));
	assert_in_range(number(w, "7/0/3"), 5, 6); /* KB received */
	long largest = number(w, "7/0/4"), average = number(w, "7/0/5");
	assert_in_range(largest, 1040, 1070);
	assert_in_range(average, 100, largest - 1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(request(w, GET, "19/0", -1, "", &got), LB_CODE(4, 6));
	assert_in_range(number(w, "7/0/2"), 0, 1); /* KB sent: short answers */
	execute(w, "7/0/7", 2, 4);
	long received = number(w, "7/0/3");
	request(w, PUT, "19/0/0", 42, body, &got);
	request(w, PUT, "19/0/0", 42, body, &got);
	assert_int_equal(number(w, "7/0/3"), received); /* stopped, and still to be read */
	execute(w, "7/0/6", 2, 4);
	assert_int_equal(number(w, "7/0/3"), 0);
}

static void test_statistics_for_a_while(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	char body[1001] = "";
	memset(body, 'x', sizeof(body) - 1);
	assert_int_equal(request(w, PUT, "7/0/8", 0, "30", &got), LB_CODE(2, 4));
	execute(w, "7/0/6", 2, 4);
	settle(w, 29000);
	request(w, PUT, "19/0/0", 42, body, &got);
	request(w, PUT, "19/0/0", 42, body, &got);
	assert_int_equal(number(w, "7/0/3"), 2);
	settle(w, 1000);
	request(w, PUT, "19/0/0", 42, body, &got);
	request(w, PUT, "19/0/0", 42, body, &got);
	assert_int_equal(number(w, "7/0/3"), 2);
}

static void test_connectivity(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	w->config.sensors.signal = -101;
	w->config.sensors.bearer = 7;
	w->config.sensors.mcc = 232;
	w->config.sensors.mnc = 3;
	w->config.sensors.cell = 4711;
	strcpy(w->config.sensors.address[0], "10.1.2.3");
	strcpy(w->config.sensors.address[1], "2001:db8::1");
	strcpy(w->config.sensors.apn, "iot.example");
	check(w, "4/0/0", "7");
	check(w, "4/0/2", "-101");
	check(w, "4/0/4/0", "10.1.2.3");
	check(w, "4/0/4/1", "2001:db8::1");
	check(w, "4/0/7/0", "iot.example");
	check(w, "11/0/1", "iot.example");
	assert_int_equal(request(w, PUT, "11/0/1", 0, "a.server's", &got), LB_CODE(2, 4));
	check(w, "11/0/1", "a.server's");
	check(w, "4/0/8", "4711");
	check(w, "4/0/9", "3");
	check(w, "4/0/10", "232");
	w->config.sensors.address[1][0] = '\0';
	check(w, "4/0/4/0", "10.1.2.3");
	assert_int_equal(request(w, GET, "4/0/4/1", -1, "", &got), LB_CODE(4, 4));
}

/* What nobody wrote is told too, within seconds, to whom it may concern. */
static void test_a_signal_that_is_observed(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	w->config.sensors.signal = -95;
	observe(w, "4/0/2", 0, &got);
	assert_memory_equal(got.payload, "-95", 3);
	w->config.sensors.signal = -99; /* the client is told nothing of it */
	w->now_ms += 5000;
	assert_true(lw_deadline_ms(w->lw) <= w->now_ms);
	hear(w, &got);
	assert_memory_equal(got.payload, "-99", 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_from_package_to_activation),
		TEST(test_bad_addresses),
		TEST(test_outlives_a_restart),
		TEST(test_connectivity),
		TEST(test_a_signal_that_is_observed),
		TEST(test_statistics),
		TEST(test_statistics_for_a_while),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
