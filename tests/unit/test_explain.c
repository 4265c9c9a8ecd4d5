/* Causes and estimates: what the wire has settled, what stays open, and no guess in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/explain.h"
#include "modem/reckon.h"

static void set(struct model *m, enum qlw_key key, const char *name, const char *text)
{
	struct qlw_value *v = &m->key[key].record[0].value[qlw_field_find(qlw_key_verb(key), name)];
	m->key[key].read_ms = 1;
	m->key[key].count = 1;
	v->present = v->numeric = true;
	v->number = strtoll(text, NULL, 10);
	snprintf(v->text, sizeof(v->text), "%s", text);
}

static struct model *fresh(int code)
{
	struct model *m = model_new();
	m->link = EVENT_LINK_UP;
	m->servers = 1;
	m->server[0] = (struct model_server){.short_id = 102,
		.client_index = 0,
		.bootstrap = 0,
		.code = code,
		.life_time = -1,
		.phase = qlw_state_phase(code, QLW_PHASE_UNKNOWN)};
	return m;
}

static const struct explain_cause *cause(const struct model *m, const char *word)
{
	static struct explain_cause causes[EXPLAIN_MAX];
	const size_t n = explain_causes(m, &m->server[0], causes);
	for (size_t i = 0; i < n; i++)
		if (strstr(causes[i].text, word))
			return &causes[i];
	return NULL;
}

static void test_every_failure_is_explained(void **state)
{
	(void)state;
	static const int codes[] = {QLW_STATE_REG_FAILED, QLW_STATE_BS_FAILED,
		QLW_STATE_REG_CONN_RETRY, QLW_STATE_REG_RETRY, QLW_STATE_BS_CONN_RETRY,
		QLW_STATE_BS_RETRY, QLW_STATE_GENERIC_FAILED, QLW_STATE_UPDATE_FAILED,
		QLW_STATE_UPDATE_PENDING, QLW_STATE_REG_PENDING, QLW_STATE_INITIAL};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct explain_cause causes[EXPLAIN_MAX];
		struct model *m = fresh(codes[i]);
		const size_t n = explain_causes(m, &m->server[0], causes);
		assert_true(n > 0);
		for (size_t k = 0; k < n; k++) {
			assert_true(causes[k].evidence[0]);
			assert_true(causes[k].command || strstr(causes[k].text, "PSK"));
			if (k > 0)
				assert_true(causes[k].verdict >= causes[k - 1].verdict);
		}
		assert_true(explain_next(m, &m->server[0], causes, n)[0]);
		model_free(m);
	}
}

static void test_nothing_is_guessed(void **state)
{
	(void)state;
	struct explain_cause causes[EXPLAIN_MAX];
	struct model *m = fresh(42);
	assert_int_equal(explain_causes(m, &m->server[0], causes), 0);
	assert_non_null(strstr(explain_next(m, &m->server[0], causes, 0), "no public document"));
	m->server[0].code = -1;
	assert_int_equal(explain_causes(m, &m->server[0], causes), 0);
	m->server[0].code = QLW_STATE_REG_READY;
	m->server[0].phase = QLW_PHASE_READY;
	assert_int_equal(explain_causes(m, &m->server[0], causes), 0);
	model_free(m);
}

static void test_phone_number(void **state)
{
	(void)state;
	struct model *m = fresh(QLW_STATE_GENERIC_FAILED);
	assert_int_equal(cause(m, "phone number")->verdict, EXPLAIN_OPEN);
	set(m, QLW_KEY_EPNS, "type", "1");
	set(m, QLW_KEY_EPNS, "bs_epname", "4");
	set(m, QLW_KEY_EPNS, "reg_epname", "7");
	assert_int_equal(cause(m, "phone number")->verdict, EXPLAIN_OPEN); /* CNUM not asked yet */
	m->connected = true;
	assert_int_equal(cause(m, "phone number")->verdict, EXPLAIN_WRONG);
	strcpy(m->identity.msisdn, "12234235569");
	assert_int_equal(cause(m, "phone number")->verdict, EXPLAIN_FINE);
	assert_string_equal(cause(m, "phone number")->evidence, "12234235569");
	m->identity.msisdn[0] = '\0';
	m->server[0].code = QLW_STATE_BS_FAILED; /* bootstrap uses the other name */
	assert_int_equal(cause(m, "phone number")->verdict, EXPLAIN_FINE);
	model_free(m);
}

static void test_network_and_sim(void **state)
{
	(void)state;
	struct model *m = fresh(QLW_STATE_REG_CONN_RETRY);
	assert_int_equal(cause(m, "network")->verdict, EXPLAIN_OPEN);
	m->net.reg = 2;
	assert_int_equal(cause(m, "network")->verdict, EXPLAIN_WRONG);
	m->net.reg = 5;
	assert_int_equal(cause(m, "network")->verdict, EXPLAIN_FINE);
	assert_int_equal(cause(m, "roaming")->verdict, EXPLAIN_OPEN);
	m->net.reg = 1;
	assert_int_equal(cause(m, "roaming")->verdict, EXPLAIN_FINE);
	strcpy(m->net.sim, "SIM PIN");
	assert_int_equal(cause(m, "SIM")->verdict, EXPLAIN_WRONG);
	m->connected = true;
	assert_int_equal(cause(m, "address")->verdict, EXPLAIN_WRONG);
	strcpy(m->net.address, "10.0.0.1");
	assert_int_equal(cause(m, "address")->verdict, EXPLAIN_FINE);
	model_free(m);
}

static void test_security_and_life_time(void **state)
{
	(void)state;
	struct model *m = fresh(QLW_STATE_REG_FAILED);
	strcpy(m->server[0].server_addr, "coaps://x:5684");
	set(m, QLW_KEY_SECURITY, "client_index", "0");
	set(m, QLW_KEY_SECURITY, "security_mode", "3");
	assert_int_equal(cause(m, "do not fit")->verdict, EXPLAIN_WRONG);
	assert_int_equal(cause(m, "another PSK")->verdict, EXPLAIN_OPEN);
	set(m, QLW_KEY_SECURITY, "security_mode", "0");
	assert_int_equal(cause(m, "do not fit")->verdict, EXPLAIN_FINE);
	assert_int_equal(cause(m, "life time 0")->verdict, EXPLAIN_OPEN);
	m->server[0].life_time = 0;
	assert_int_equal(cause(m, "life time 0")->verdict, EXPLAIN_WRONG);
	m->server[0].life_time = 60;
	assert_int_equal(cause(m, "life time 0")->verdict, EXPLAIN_FINE);
	model_free(m);
}

static void step(struct model *m, int code, uint64_t t_ms)
{
	struct event event = {.kind = EVENT_STATE, .t_ms = t_ms};
	event.urc.kind = QLW_URC_EVENT;
	event.urc.short_id = m->server[0].short_id;
	event.urc.code = code;
	model_apply_event(m, &event);
}

static void test_next_try(void **state)
{
	(void)state;
	static const uint64_t waits[] = {60, 120, 240, 480, 480};
	struct model *m = fresh(QLW_STATE_INITIAL);
	struct model_server *s = &m->server[0];
	set(m, QLW_KEY_TRANSCFG, "retry_timeout", "60");
	set(m, QLW_KEY_TRANSCFG, "retry_exponent", "2");
	assert_int_equal(reckon_retry_ms(m, s), 0);
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		step(m, QLW_STATE_REG_RETRY, 1000 * (i + 1));
		if (i == 0) {
			assert_int_equal(reckon_retry_ms(m, s), 0); /* max_timeout not known */
			set(m, QLW_KEY_TRANSCFG, "max_timeout", "480");
		}
		assert_int_equal(reckon_retry_ms(m, s), 1000 * (i + 1) + waits[i] * 1000);
	}
	set(m, QLW_KEY_TRANSCFG, "retry_exponent", "2147483647");
	s->retries = 4000000000u;
	assert_int_equal(reckon_retry_ms(m, s), 5000 + 480000);
	model_free(m);
}

static void test_next_update(void **state)
{
	(void)state;
	struct model *m = fresh(QLW_STATE_INITIAL);
	struct model_server *s = &m->server[0];
	s->life_time = 60;
	step(m, QLW_STATE_REG_READY, 100000);
	assert_int_equal(reckon_update_ms(s), 0);
	step(m, QLW_STATE_REG_UPDATE, 145000);
	assert_int_equal(reckon_update_ms(s), 190000);
	step(m, QLW_STATE_REG_UPDATE, 150000); /* asked for by hand */
	assert_int_equal(reckon_update_ms(s), 195000);
	step(m, QLW_STATE_REG_UPDATE, 300000); /* longer than it could live: one was not seen */
	assert_int_equal(reckon_update_ms(s), 345000);
	step(m, QLW_STATE_DEREG_FINISH, 301000);
	assert_int_equal(reckon_update_ms(s), 0);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_failure_is_explained),
		cmocka_unit_test(test_nothing_is_guessed),
		cmocka_unit_test(test_phone_number),
		cmocka_unit_test(test_network_and_sim),
		cmocka_unit_test(test_security_and_life_time),
		cmocka_unit_test(test_next_try),
		cmocka_unit_test(test_next_update),
	};
	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
