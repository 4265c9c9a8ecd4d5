/* Model: what the wire said becomes what is known; unknown things stay visible and change nothing. */
#include "modem/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct model *m;
static uint64_t t_ms;

static int setup(void **state)
{
	(void)state;
	m = model_new();
	t_ms = 1000000;
	return m ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	model_free(m);
	return 0;
}

/* One command with its answer lines ("a\nb\n") and OK or not. */
static void exchange(const char *command, const char *answers, bool ok)
{
	model_apply_command(m, command, t_ms);
	for (const char *p = answers; *p;) {
		size_t n = strcspn(p, "\n");
		model_apply_answer(m, command, p, n, t_ms);
		p += n + (p[n] == '\n');
	}
	model_apply_end(m, command, ok, t_ms);
}

static void urc(const char *line)
{
	static const enum event_kind kind[] = {
		[QLW_URC_NONE] = EVENT_NET,
		[QLW_URC_EVENT] = EVENT_STATE,
		[QLW_URC_OBSERVE] = EVENT_OBSERVE,
		[QLW_URC_DELIVERY] = EVENT_DELIVERY,
		[QLW_URC_RECV] = EVENT_RECV,
		[QLW_URC_REG] = EVENT_REG,
		[QLW_URC_DEREG] = EVENT_DEREG,
		[QLW_URC_OTHER] = EVENT_URC,
	};
	struct event e = {.t_ms = t_ms, .line = line, .len = strlen(line)};
	e.kind = kind[qlw_parse_urc(line, e.len, &e.urc)];
	model_apply_event(m, &e);
}

static void state_of(unsigned short_id, int code)
{
	char line[96];
	const char *name = qlw_state_name(code);
	snprintf(line, sizeof line, "+QLWURC: \"event\",%u,%d,\"%s\"", short_id, code,
		name ? name : "SOMETHING_NEW");
	urc(line);
}

static const struct model_server *server(unsigned short_id)
{
	const struct model_server *s = model_server_by_id(m, short_id);
	assert_non_null(s);
	return s;
}

static void configure(void)
{
	exchange("AT+QLWCFG=\"security\"",
		"+QLWCFG: \"security\",0,100,\"coap://leshan.eclipseprojects.io:5683\",0,3\n",
		true);
	exchange("AT+QLWCFG=\"server\"", "+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"\n", true);
}

/* --- settings ---------------------------------------------------------------------------------------- */

static void settings_are_committed_with_their_ok(void **state)
{
	(void)state;
	const char *query = "AT+QLWCFG=\"transcfg\"";
	model_apply_command(m, query, t_ms);
	model_apply_answer(m, query, "+QLWCFG: \"transcfg\",60,2,480", 28, t_ms);
	assert_null(model_setting(m, QLW_KEY_TRANSCFG, 0));
	model_apply_end(m, query, true, t_ms);
	assert_int_equal(model_number(m, QLW_KEY_TRANSCFG, 0, "max_timeout", -1), 480);
	assert_int_equal(m->key[QLW_KEY_TRANSCFG].read_ms, t_ms);
}

static void a_refused_query_keeps_what_was_known(void **state)
{
	(void)state;
	exchange("AT+QLWCFG=\"version\"", "+QLWCFG: \"version\",1\n", true);
	exchange("AT+QLWCFG=\"version\"", "", false);
	assert_int_equal(model_number(m, QLW_KEY_VERSION, 0, "client_version", -1), 1);
	assert_true(m->key[QLW_KEY_VERSION].refused);
}

static void an_empty_list_is_an_answer(void **state)
{
	(void)state;
	configure();
	exchange("AT+QLWCFG=\"security\"", "", true);
	assert_int_equal(m->key[QLW_KEY_SECURITY].count, 0);
	assert_null(model_server_by_id(m, 100));
}

static void host_is_read_an_index_at_a_time(void **state)
{
	(void)state;
	exchange("AT+QLWCFG=\"host\",0",
		"+QLWCFG: \"host\",0,0,\"id\"\n+QLWCFG: \"host\",0,1,\"maker\"\n", true);
	exchange("AT+QLWCFG=\"host\",1", "+QLWCFG: \"host\",1,0,\"other\"\n", true);
	assert_int_equal(m->key[QLW_KEY_HOST].count, 3);
	exchange("AT+QLWCFG=\"host\",0", "", true);
	assert_int_equal(m->key[QLW_KEY_HOST].count, 1);
	assert_string_equal(model_setting(m, QLW_KEY_HOST, 0)->value[2].text, "other");
}

static void writes_make_stale(void **state)
{
	(void)state;
	configure();
	exchange("AT+QLWCFG=\"server\",0,90,0,50,60,1,\"U\"", "", true);
	assert_true(m->key[QLW_KEY_SERVER].stale);
	assert_false(m->key[QLW_KEY_SECURITY].stale);
	exchange("at+qlwcfg=\"SELECT\",0", "", true);
	for (int i = 0; i < QLW_KEYS; i++)
		assert_true(m->key[i].stale);
	exchange("AT+QLWCFG=\"epns\",1,4,4", "", false);
}

static void general_commands_make_stale(void **state)
{
	static const struct {
		const char *command;
		unsigned stale;
	} rows[] = {
		{"AT+CGDCONT=1,\"IP\",\"iot.example\"", MODEL_PART_NETWORK},
		{"AT+CGDCONT?", 0},
		{"at+cfun=0", MODEL_PART_NETWORK},
		{"AT+CFUN=1,1", 0},
		{"AT+COPS=2", MODEL_PART_NETWORK},
		{"AT+COPS=?", 0},
		{"AT+CGACT=0,1", MODEL_PART_NETWORK},
		{"AT+CPIN=\"1234\"", MODEL_PART_NETWORK | MODEL_PART_UNIT},
		{"AT+QCFG=\"nwscanmode\",3,1", MODEL_PART_NETWORK},
		{"AT+QCFG=\"nwscanmode\"", 0},
		{"AT+QURCCFG=\"urcport\",\"uart1\"", MODEL_PART_URCPORT},
		{"AT+CSQ;+CGATT=0", MODEL_PART_NETWORK},
		{"AT+CSQ", 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		m->stale = 0;
		exchange(rows[i].command, "", false);
		assert_int_equal(m->stale, 0);
		exchange(rows[i].command, "", true);
		assert_int_equal(m->stale, rows[i].stale);
	}
}

static void factory_settings_make_all_stale(void **state)
{
	(void)state;
	configure();
	m->state_stale = false;
	exchange("AT&F", "", true);
	assert_true(m->key[QLW_KEY_SERVER].stale && m->state_stale);
	assert_int_equal(m->stale, MODEL_PART_NETWORK | MODEL_PART_UNIT | MODEL_PART_URCPORT);
}

static void what_was_asked_again_is_stale_no_more(void **state)
{
	(void)state;
	exchange("AT+CGPADDR", "+CGPADDR: 1,\"10.0.0.7\"\n", true);
	exchange("AT+CGACT=0,1", "", true);
	exchange("AT+CPIN?", "+CPIN: READY\n", true);
	exchange("AT+CGACT=1,1", "", true); /* meanwhile: not all has been asked since */
	exchange("AT+CGPADDR", "", true);
	assert_int_equal(m->stale, MODEL_PART_NETWORK);
	exchange("AT+CPIN?", "+CPIN: READY\n", true);
	exchange("AT+CGPADDR", "", true);
	assert_int_equal(m->stale, 0);
	assert_string_equal(m->net.address, "");
	exchange("AT+QURCCFG=\"urcport\",\"uart1\"", "", true);
	exchange("AT+QURCCFG=\"urcport\"", "", false);
	assert_int_equal(m->stale, 0);
}

static void banner_comes_from_select(void **state)
{
	(void)state;
	assert_string_equal(model_banner(m), "");
	exchange("AT+QLWCFG=\"select\"", "+QLWCFG: \"select\",0,1\n", true);
	assert_string_equal(model_banner(m), "");
	exchange("AT+QLWCFG=\"select\"", "+QLWCFG: \"select\",1,1\n", true);
	assert_string_equal(model_banner(m), "PRODUCTION");
	exchange("AT+QLWCFG=\"select\"", "+QLWCFG: \"select\",4,0\n", true);
	assert_string_equal(model_banner(m), "STAGING");
}

static void capabilities_and_unknown_keys(void **state)
{
	(void)state;
	exchange("AT+QLWCFG=?",
		"+QLWCFG: \"autostart\",(0,1)\n+QLWCFG: \"fota\",(0,1)\n"
		"+QLWCFG: \"server\",(0-5),(0-86400),(0-1),(0-1),(60-99),(0,1),<binding>\n",
		true);
	assert_true(m->key[QLW_KEY_AUTOSTART].offered);
	assert_false(m->key[QLW_KEY_EPNS].offered);
	assert_int_equal(m->unknowns, 1);
	assert_string_equal(m->unknown[0].name, "fota");
	assert_int_equal(m->capabilities_ms, t_ms);
}

/* --- servers ----------------------------------------------------------------------------------------- */

static void registration_and_its_life(void **state)
{
	(void)state;
	configure();
	assert_int_equal(server(100)->phase, QLW_PHASE_UNKNOWN);
	model_apply_command(m, "AT+QLWSVC=\"reg\"", t_ms);
	assert_int_equal(m->action, MODEL_ACTION_REG);
	model_apply_end(m, "AT+QLWSVC=\"reg\"", true, t_ms);
	urc("+QLWREG: 0");
	assert_int_equal(m->action, MODEL_ACTION_REG);
	state_of(100, 0);
	t_ms += 500;
	state_of(100, 2);
	assert_int_equal(m->action, MODEL_ACTION_NONE);
	assert_int_equal(server(100)->phase, QLW_PHASE_READY);
	assert_int_equal(server(100)->since_ms, t_ms);
	assert_int_equal(model_life_left_ms(server(100), t_ms + 1000), 59000);
	t_ms += 30000;
	state_of(100, 16);
	assert_int_equal(server(100)->phase, QLW_PHASE_READY);
	assert_int_equal(model_life_left_ms(server(100), t_ms), 60000);
	state_of(100, 19);
	assert_int_equal(server(100)->phase, QLW_PHASE_IDLE);
	assert_int_equal(model_life_left_ms(server(100), t_ms), -1);
	assert_int_equal(server(100)->steps, 4);
}

static void retries_are_counted_until_it_works(void **state)
{
	(void)state;
	configure();
	state_of(100, 12);
	state_of(100, 12);
	assert_int_equal(server(100)->retries, 2);
	assert_int_equal(server(100)->phase, QLW_PHASE_RETRYING);
	state_of(100, 3);
	assert_int_equal(server(100)->phase, QLW_PHASE_FAILED);
	assert_true(*server(100)->error);
	state_of(100, 2);
	assert_int_equal(server(100)->retries, 0);
	assert_string_equal(server(100)->error, "");
}

static void strangers_and_unknown_codes_are_kept(void **state)
{
	(void)state;
	configure();
	m->state_stale = false;
	state_of(123, 2);
	assert_int_equal(server(123)->client_index, -1);
	assert_true(m->state_stale);
	state_of(123, 42);
	assert_int_equal(server(123)->code, 42);
	assert_int_equal(server(123)->phase, QLW_PHASE_READY);
	state_of(0, 15);
	assert_null(model_server_by_id(m, 0));
	assert_int_equal(m->client_code, 15);
	for (unsigned id = 1000; id < 1100; id++)
		state_of(id, 2);
	assert_int_equal(m->servers, MODEL_SERVERS_MAX);
	assert_non_null(model_server_by_id(m, 100));
	assert_non_null(model_server_by_id(m, 1099));
}

static void state_rows_tell_what_was_before_us(void **state)
{
	(void)state;
	exchange("AT+QLWSVC=\"state\"",
		"+QLWSVC: \"state\",0,100,\"coap://a\",0,2\n+QLWSVC: "
		"\"state\",1,111,\"coaps://b\",1,9\n",
		true);
	assert_int_equal(server(100)->phase, QLW_PHASE_READY);
	assert_int_equal(server(100)->since_ms, 0);
	assert_int_equal(model_life_left_ms(server(100), t_ms), -1);
	assert_int_equal(server(111)->bootstrap, 1);
	assert_false(m->state_stale);
}

static void restart_makes_everything_unknown(void **state)
{
	(void)state;
	configure();
	state_of(100, 2);
	struct event e = {.kind = EVENT_LINK, .t_ms = t_ms, .link = EVENT_LINK_RESTARTED};
	model_apply_event(m, &e);
	assert_int_equal(server(100)->phase, QLW_PHASE_UNKNOWN);
	assert_true(m->key[QLW_KEY_SERVER].stale);
	assert_true(m->state_stale);
}

static void reset_ends_with_its_result(void **state)
{
	(void)state;
	configure();
	exchange("AT+QLWSVC=\"dereg\",1", "", true);
	assert_int_equal(m->action, MODEL_ACTION_RESET);
	state_of(0, 5);
	state_of(100, 18);
	state_of(100, 19);
	urc("+QLWDEREG: 0");
	assert_int_equal(m->action, MODEL_ACTION_NONE);
	assert_int_equal(m->dereg_result, 0);
	assert_true(m->key[QLW_KEY_SECURITY].stale);
}

/* --- data -------------------------------------------------------------------------------------------- */

static void a_send_and_its_result(void **state)
{
	(void)state;
	exchange("AT+QLWSVC=\"uldata\",100,\"/19/0/0\",5,\"hello\",0,0", "", true);
	const struct model_send *s = model_send_by_id(m, 1);
	assert_int_equal(s->state, MODEL_SEND_SENT);
	assert_memory_equal(s->preview, "hello", 5);
	urc("+QLWURC: \"uldata\",100,\"/19/0/0\",4711,16433987206403432358,0");
	assert_int_equal(s->state, MODEL_SEND_DELIVERED);
	assert_int_equal(s->message_id, 4711);
	assert_string_equal(s->token, "16433987206403432358");
	urc("+QLWURC: \"uldata\",100,\"/19/0/0\",4711,16433987206403432358,0");
	assert_int_equal(m->sends, 1);
	urc("+QLWURC: \"uldata\",100,\"/19/0/0\",9,9,-1");
	assert_int_equal(m->sends, 2);
	assert_int_equal(model_send_by_id(m, 2)->state, MODEL_SEND_UNMATCHED);
}

static void sends_that_end_otherwise(void **state)
{
	(void)state;
	exchange("AT+QLWSVC=\"uldata\",100,\"/19/0/0\",1,\"a\"", "", false);
	exchange("AT+QLWSVC=\"uldata\",100,\"/19/0/0\",1,\"b\",0,1", "", true);
	exchange("AT+QLWSVC=\"uldata\",100,\"/19/0/0\",1,\"c\"", "", true);
	assert_int_equal(model_send_by_id(m, 1)->state, MODEL_SEND_FAILED);
	assert_int_equal(model_send_by_id(m, 2)->state, MODEL_SEND_UNCONFIRMED);
	urc("+QLWURC: \"uldata\",100,\"/19/0/0\",1,1,-1");
	assert_int_equal(model_send_by_id(m, 3)->state, MODEL_SEND_FAILED);
	assert_int_equal(model_send_by_id(m, 3)->code, -1);
	exchange("AT+QLWSVC=\"uldata\",100,\"/19/0/0\",1,\"d\"", "", true);
	struct event e = {.kind = EVENT_LINK, .t_ms = t_ms, .link = EVENT_LINK_DOWN};
	model_apply_event(m, &e);
	assert_int_equal(model_send_by_id(m, 4)->state, MODEL_SEND_UNKNOWN);
	for (int i = 0; i < 600; i++)
		exchange("AT+QLWSVC=\"uldata\",100,\"/19/0/0\",1,\"e\"", "", true);
	assert_null(model_send_by_id(m, 4));
	assert_non_null(model_send_by_id(m, 604));
}

static void received_bytes_are_exact(void **state)
{
	(void)state;
	uint8_t bytes[300];
	for (int i = 0; i < 300; i++)
		bytes[i] = (uint8_t)i;
	struct event e = {.kind = EVENT_RECV, .t_ms = t_ms, .data = bytes, .data_len = 300};
	const char *header = "+QLWURC: \"recv\",\"/19/1/0\",5,300,";
	qlw_parse_urc(header, strlen(header), &e.urc);
	model_apply_event(m, &e);
	assert_int_equal(m->recvs, 1);
	assert_int_equal(m->recv[0].len, 300);
	assert_memory_equal(m->recv[0].data, bytes, 300);
	assert_string_equal(m->recv[0].uri, "/19/1/0");
}

static void observations_come_and_go(void **state)
{
	(void)state;
	urc("+QLWURC: \"observe\",100,\"/3/0/9\",11,22,0");
	urc("+QLWURC: \"observe\",100,\"/19/0/0\",12,23,0");
	urc("+QLWURC: \"observe\",100,\"/3/0/9\",13,22,1");
	assert_int_equal(m->observes, 2);
	assert_int_not_equal(m->observe[0].cancelled_ms, 0);
	assert_int_equal(m->observe[1].cancelled_ms, 0);
	for (int i = 0; i < 200; i++) {
		char line[96];
		snprintf(line, sizeof line, "+QLWURC: \"observe\",100,\"/9/%d/1\",1,1,0", i);
		urc(line);
	}
	assert_int_equal(m->observes, MODEL_OBSERVES_MAX);
}

/* --- the general part ----------------------------------------------------------------------------------- */

static void identity_and_family(void **state)
{
	(void)state;
	exchange("ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04\n", true);
	assert_string_equal(m->identity.model, "BG95-M3");
	assert_int_equal(m->family, NET_FAMILY_TABLE1);
	exchange("ATI", "Quectel\nEG25\nRevision: EG25GGBR07A08M2G\n", true);
	assert_int_equal(m->family, NET_FAMILY_FOREIGN);
}

static void joined_commands_are_each_applied(void **state)
{
	(void)state;
	exchange("AT+QLWCFG=\"version\";+QLWCFG=\"select\"",
		"+QLWCFG: \"version\",1\n+QLWCFG: \"select\",2,0\n", true);
	assert_int_equal(model_number(m, QLW_KEY_VERSION, 0, "client_version", -1), 1);
	assert_int_equal(model_number(m, QLW_KEY_SELECT, 0, "server_type", -1), 2);
}

/* Any words from the wire in any order: the model stays within its bounds and its rows make sense. */
static void random_walks(void **state)
{
	(void)state;
	unsigned seed = 20210107;
	for (int walk = 0; walk < 50; walk++) {
		model_free(m);
		m = model_new();
		for (int step = 0; step < 200; step++) {
			t_ms += (uint64_t)(rand_r(&seed) % 5000);
			state_of((unsigned)(rand_r(&seed) % 30), rand_r(&seed) % 26 - 2);
		}
		assert_true(m->servers <= MODEL_SERVERS_MAX);
		for (size_t i = 0; i < m->servers; i++) {
			const struct model_server *s = &m->server[i];
			assert_true(s->steps <= MODEL_PATH_MAX);
			assert_true(s->since_ms <= t_ms);
			assert_true((s->registered_ms != 0) <= (s->phase == QLW_PHASE_READY));
			for (size_t k = 1; k < s->steps; k++)
				assert_true(s->path[k - 1].t_ms <= s->path[k].t_ms);
			assert_int_equal(s->path[s->steps - 1].code, s->code);
		}
	}
}

#define SECURITY(id)     "+QLWCFG: \"security\",0," id ",\"coap://a:5683\",0,3\n"
#define SERVER(id, code) "+QLWSVC: \"state\",0," id ",\"coap://a:5683\",0," code "\n"

/* The client goes on with an account that was written over, until it is started anew. */
static void an_account_written_over(void **state)
{
	(void)state;
	exchange("AT+QLWCFG=\"security\"", SECURITY("100"), true);
	exchange("AT+QLWSVC=\"reg\"", "", true);
	state_of(100, QLW_STATE_REG_READY);
	exchange("AT+QLWSVC=\"state\"", SERVER("100", "2"), true);
	assert_false(model_server_replaced(m, model_server_by_id(m, 100)));
	exchange("AT+QLWCFG=\"security\"", SECURITY("102"), true);
	exchange("AT+QLWSVC=\"state\"", SERVER("100", "2"), true);
	assert_true(model_server_replaced(m, model_server_by_id(m, 100)));
	assert_int_equal(model_server_before(m, model_server_by_id(m, 102))->short_id, 100);
	state_of(100, QLW_STATE_DEREG_FINISH);
	assert_null(model_server_before(m, model_server_by_id(m, 102)));
	exchange("AT+QLWSVC=\"reg\"", "", true);
	m->state_stale = false;
	urc("+QLWREG: 0");
	assert_true(m->state_stale);
	state_of(102, QLW_STATE_REG_RETRY);
	assert_ptr_equal(model_server_pending(m), model_server_by_id(m, 102));
	exchange("AT+QLWSVC=\"state\"", SERVER("102", "11"), true);
	assert_null(model_server_by_id(m, 100));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* It is over when every standard server has come to an end, or after so long. */
static void registration_of_several(void **state)
{
	(void)state;
	exchange("AT+QLWCFG=\"security\"",
		"+QLWCFG: \"security\",0,101,\"coap://a:5683\",0,3\n"
		"+QLWCFG: \"security\",1,102,\"coap://b:5683\",0,3\n"
		"+QLWCFG: \"security\",2,103,\"coap://c:5683\",1,3\n",
		true);
	exchange("AT+QLWSVC=\"reg\"", "", true);
	assert_int_equal(m->action, MODEL_ACTION_REG);
	urc("+QLWREG: 0");
	urc("+QLWURC: \"event\",101,2,\"REG_READY\"");
	assert_int_equal(m->action, MODEL_ACTION_REG);
	assert_int_equal(model_server_pending(m)->short_id, 102);
	urc("+QLWURC: \"event\",102,3,\"REG_FAILED\"");
	assert_int_equal(m->action, MODEL_ACTION_NONE);
	assert_null(model_server_pending(m));
	exchange("AT+QLWSVC=\"reg\"", "", true);
	assert_int_equal(model_deadline_ms(m), t_ms + MODEL_REG_MS);
	model_tick(m, t_ms + MODEL_REG_MS - 1);
	assert_int_equal(m->action, MODEL_ACTION_REG);
	model_tick(m, t_ms + MODEL_REG_MS);
	assert_int_equal(m->action, MODEL_ACTION_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(settings_are_committed_with_their_ok),
		TEST(an_account_written_over),
		TEST(a_refused_query_keeps_what_was_known),
		TEST(an_empty_list_is_an_answer),
		TEST(host_is_read_an_index_at_a_time),
		TEST(writes_make_stale),
		TEST(general_commands_make_stale),
		TEST(factory_settings_make_all_stale),
		TEST(what_was_asked_again_is_stale_no_more),
		TEST(banner_comes_from_select),
		TEST(capabilities_and_unknown_keys),
		TEST(registration_and_its_life),
		TEST(retries_are_counted_until_it_works),
		TEST(strangers_and_unknown_codes_are_kept),
		TEST(state_rows_tell_what_was_before_us),
		TEST(restart_makes_everything_unknown),
		TEST(reset_ends_with_its_result),
		TEST(a_send_and_its_result),
		TEST(sends_that_end_otherwise),
		TEST(received_bytes_are_exact),
		TEST(observations_come_and_go),
		TEST(identity_and_family),
		TEST(joined_commands_are_each_applied),
		TEST(random_walks),
		TEST(registration_of_several),
	};
	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
