/* What follows CONNECT: data both ways, and leaving them in the middle. */
#include "tests/unit/engine_rig.h"

static void upload_and_download(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	struct engine_request q = {.line = "AT+QFUPL=\"EUFS:/datatx/x\",3,5",
		.timeout_ms = 300,
		.data = (const uint8_t *)"abc",
		.data_len = 3};
	engine_submit(r->e, &q);
	pump(r);
	say(r, "\r\nCONNECT\r\n");
	say(r, "\r\n+QFUPL: 3,6362\r\n\r\nOK\r\n");
	assert_non_null(strstr(r->log, "answer CONNECT\ndata abc\nanswer +QFUPL: 3,6362\n"));
	q = (struct engine_request){
		.line = "AT+QFDWL=\"EUFS:/datatx/x\"", .timeout_ms = 300, .download = 6};
	engine_submit(r->e, &q);
	pump(r);
	say(r, "\r\nCONNECT\r\n\r\nOK\r\n\r\n+QFDWL: 6,0000\r\n\r\nOK\r\n");
	assert_non_null(
		strstr(r->log, "payload \r\nOK\r\n\nanswer +QFDWL: 6,0000\nended AT+QFDWL"));
	rig_close(r);
	free(r);
}

/* An upload with nothing but its first piece written. */
static int half_upload(struct rig *r)
{
	static const uint8_t data[5000] = "abc";
	const struct engine_request q = {.line = "AT+QFUPL=\"EUFS:/datatx/x\",5000,10",
		.timeout_ms = 300,
		.data = data,
		.data_len = sizeof data};
	const uint8_t *bytes;
	const char *connect = "\r\nCONNECT\r\n";
	int id = engine_submit(r->e, &q);
	pump(r);
	framer_feed(r->f, (const uint8_t *)connect, strlen(connect), r->now_ms);
	assert_int_equal(engine_output(r->e, &bytes), sizeof data);
	engine_wrote(r->e, 1024, r->now_ms);
	r->wire[0] = '\0';
	return id;
}

/* Silence, +++, silence; what is queued waits for the module's word, and for the step after it. */
static void upload_is_broken_off(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	int id = half_upload(r);
	engine_cancel(r->e, id);
	submit(r, "AT+QFDEL=\"EUFS:/datatx/x\"");
	assert_non_null(strstr(r->log, "CANCELLED"));
	assert_true(engine_in_data(r->e));
	uint64_t from = r->now_ms;
	wait_until(r, from + ENGINE_GUARD_MS - 1);
	assert_string_equal(r->wire, "");
	wait_until(r, from + ENGINE_GUARD_MS);
	assert_string_equal(r->wire, "+++");
	wait_until(r, from + 2 * ENGINE_GUARD_MS);
	say(r, "\r\n+QFUPL: 1024,6162\r\n\r\nOK\r\n");
	assert_string_equal(r->wire, "+++AT\r");
	say(r, "\r\nOK\r\n");
	wait_until(r, r->now_ms + ENGINE_SETTLE_MS);
	assert_string_equal(r->wire, "+++AT\rAT+QFDEL=\"EUFS:/datatx/x\"\r");
	assert_false(engine_in_data(r->e));
	rig_close(r);
	free(r);
}

/* A module that got fewer bytes than it waits for is not spoken to in AT commands. */
static void upload_without_result_is_broken_off(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	half_upload(r);
	const uint8_t *bytes;
	engine_wrote(r->e, engine_output(r->e, &bytes), r->now_ms);
	wait_until(r, r->now_ms + 300);
	assert_non_null(strstr(r->log, "TIMEOUT"));
	assert_string_equal(r->wire, "");
	wait_until(r, r->now_ms + ENGINE_GUARD_MS);
	assert_string_equal(r->wire, "+++");
	wait_until(r, r->now_ms + 30000);
	assert_string_equal(r->wire, "+++AT\rATQ0V1\r");
	assert_non_null(strstr(r->log, "state down"));
	rig_close(r);
	free(r);
}

/* Cancelled before CONNECT came. */
static void upload_nobody_wants_any_more(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	const struct engine_request q = {.line = "AT+QFUPL=\"EUFS:/datatx/x\",3,5",
		.timeout_ms = 300,
		.data = (const uint8_t *)"abc",
		.data_len = 3};
	int id = engine_submit(r->e, &q);
	pump(r);
	engine_cancel(r->e, id);
	pump(r);
	r->wire[0] = '\0';
	say(r, "\r\nCONNECT\r\n");
	wait_until(r, r->now_ms + ENGINE_GUARD_MS);
	assert_string_equal(r->wire, "+++");
	rig_close(r);
	free(r);
}

/* What is downloaded after it was given up is counted all the same, and keeps the slot closed. */
static void download_nobody_wants_any_more(void **state)
{
	(void)state;
	struct rig *r = malloc(sizeof *r);
	rig_open(r);
	const struct engine_request q = {
		.line = "AT+QFDWL=\"EUFS:/datatx/x\"", .timeout_ms = 300, .download = 8192};
	int id = engine_submit(r->e, &q);
	pump(r);
	engine_cancel(r->e, id);
	pump(r);
	submit(r, "AT+CSQ");
	r->wire[0] = '\0';
	say(r, "\r\nCONNECT\r\n");
	for (int i = 0; i < 8192; i += 8) {
		say(r, "\r\nOK\r\n\r\n");
		wait_until(r, r->now_ms + 10);
	}
	assert_string_equal(r->wire, "");
	say(r, "\r\n+QFDWL: 8192,0000\r\n\r\nOK\r\n");
	assert_string_equal(r->wire, "AT+CSQ\r");
	rig_close(r);
	free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(upload_and_download),
		cmocka_unit_test(upload_is_broken_off),
		cmocka_unit_test(upload_without_result_is_broken_off),
		cmocka_unit_test(upload_nobody_wants_any_more),
		cmocka_unit_test(download_nobody_wants_any_more),
	};
	return cmocka_run_group_tests_name("engine_data", tests, NULL, NULL);
}
