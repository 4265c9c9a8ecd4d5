/* The doctor's questions, one after the other, through a module made of a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "modem/doctor_run.h"

struct ward {
	struct doctor doctor;
	struct doctor_run run;
	struct model *m;
	struct engine_request asked; /* the one under way */
	char line[64];
	bool under_way, refuses;
	unsigned asks, found, overs, cancels;
	enum doctor_end end;
};

static int submit(void *ctx, const struct engine_request *request, struct qlw_diag *diag)
{
	struct ward *w = ctx;
	(void)diag;
	assert_false(w->under_way); /* never two at once */
	if (w->refuses)
		return QLW_EEOF;
	w->asked = *request;
	snprintf(w->line, sizeof w->line, "%s", request->line);
	w->under_way = true;
	return (int)++w->asks;
}

static bool cancel(void *ctx, int id)
{
	struct ward *w = ctx;
	assert_int_equal(id, w->asks);
	w->cancels++;
	return true;
}

static void found(void *ctx)
{
	((struct ward *)ctx)->found++;
}

static void over(void *ctx, enum doctor_end end)
{
	struct ward *w = ctx;
	w->overs++;
	w->end = end;
}

static void answer(struct ward *w, const char *line, enum engine_end end, int code)
{
	const struct engine_request r = w->asked;
	if (*line) {
		model_apply_answer(w->m, w->line, line, strlen(line), 1);
		if (r.answer)
			r.answer(r.ctx, line, strlen(line));
	}
	model_apply_end(w->m, w->line, end == ENGINE_END_OK, 1);
	w->under_way = false;
	r.done(r.ctx, &(struct engine_result){.end = end, .code = code, .text = "ERROR"});
}

static void start(struct ward *w)
{
	const struct doctor_run_ops ops = {w, submit, cancel, found, over};
	memset(&w->doctor, 0, sizeof w->doctor);
	doctor_run_start(&w->run, &ops, &w->doctor, w->m, 2026);
}

static void begin(struct ward *w)
{
	memset(w, 0, sizeof *w);
	w->m = model_new();
	w->m->family = NET_FAMILY_TABLE1;
	start(w);
}

/* Everything refused: all is asked all the same, and the lines come bit by bit. */
static void test_all_refused(void **state)
{
	struct ward w;
	(void)state;
	begin(&w);
	while (w.under_way)
		answer(&w, "", ENGINE_END_ERROR, 0);
	assert_int_equal(w.overs, 1);
	assert_int_equal(w.end, DOCTOR_END_DONE);
	assert_true(w.asks > 25);
	assert_true(w.found > 10);
	assert_false(doctor_run_going(&w.run));
	model_free(w.m);
}

static void test_silence_ends_it(void **state)
{
	struct ward w;
	(void)state;
	begin(&w);
	answer(&w, "", ENGINE_END_TIMEOUT, 0);
	answer(&w, "", ENGINE_END_ERROR, 0); /* answered again: counted from the beginning */
	answer(&w, "", ENGINE_END_TIMEOUT, 0);
	assert_int_equal(w.overs, 0);
	answer(&w, "", ENGINE_END_TIMEOUT, 0);
	assert_int_equal(w.overs, 1);
	assert_int_equal(w.end, DOCTOR_END_SILENT);
	assert_false(w.under_way);
	model_free(w.m);
}

static void test_nothing_can_be_sent(void **state)
{
	struct ward w = {.refuses = true, .m = model_new()};
	(void)state;
	start(&w);
	assert_int_equal(w.overs, 1);
	assert_int_equal(w.end, DOCTOR_END_STOPPED);
	model_free(w.m);
}

/* Stopped, and begun anew while the old command is still under way: its answer counts for nothing. */
static void test_begun_anew(void **state)
{
	struct ward w;
	(void)state;
	begin(&w);
	doctor_run_stop(&w.run);
	assert_int_equal(w.cancels, 1);
	assert_true(doctor_run_busy(&w.run));
	assert_false(doctor_run_going(&w.run));
	start(&w);
	assert_int_equal(w.asks, 1);
	answer(&w, "", ENGINE_END_CANCELLED, 0);
	assert_int_equal(w.overs, 0);
	assert_int_equal(w.asks, 2);
	while (w.under_way)
		answer(&w, "", ENGINE_END_ERROR, 0);
	assert_int_equal(w.overs, 1);
	model_free(w.m);
	begin(&w);
	doctor_run_stop(&w.run);
	answer(&w, "", ENGINE_END_CANCELLED, 0);
	assert_false(doctor_run_busy(&w.run));
	assert_int_equal(w.overs, 0);
	model_free(w.m);
}

static const struct doctor_line *line_of(const struct ward *w, const char *check)
{
	for (size_t i = 0; i < w->doctor.lines; i++)
		if (!strcmp(w->doctor.line[i].check, check))
			return &w->doctor.line[i];
	return NULL;
}

/* Answers until the files are listed; everything else is refused. */
static void roam(struct ward *w)
{
	begin(w);
	while (w->under_way && !strstr(w->line, "+QFLST")) {
		if (!strcmp(w->line, "AT+CEREG?"))
			answer(w, "+CEREG: 0,5", ENGINE_END_OK, 0);
		else
			answer(w, "", ENGINE_END_ERROR, 0);
	}
	assert_true(w->under_way);
}

static void test_file_in_roaming(void **state)
{
	static const char text[] = "{\nROAMING_FEAT=0;\n}\n";
	struct ward w;
	(void)state;
	roam(&w);
	answer(&w, "+QFLST: \"EUFS:/datatx/lwm2m_cfg\",20", ENGINE_END_OK, 0);
	assert_string_equal(w.line, "AT+QFDWL=\"EUFS:/datatx/lwm2m_cfg\"");
	assert_int_equal(w.asked.download, 20);
	w.asked.payload(w.asked.ctx, (const uint8_t *)text, 8, false);
	w.asked.payload(w.asked.ctx, (const uint8_t *)text + 8, 12, false);
	answer(&w, "", ENGINE_END_OK, 0);
	assert_int_equal(line_of(&w, "roaming")->result, DOCTOR_OK);
	model_free(w.m);
	roam(&w); /* no such file */
	answer(&w, "", ENGINE_END_CME, 405);
	assert_int_equal(line_of(&w, "roaming")->result, DOCTOR_WRONG);
	model_free(w.m);
	roam(&w); /* who knows */
	answer(&w, "", ENGINE_END_ERROR, 0);
	assert_int_equal(line_of(&w, "roaming")->result, DOCTOR_UNKNOWN);
	model_free(w.m);
	roam(&w); /* larger than any such file */
	answer(&w, "+QFLST: \"EUFS:/datatx/lwm2m_cfg\",900000", ENGINE_END_OK, 0);
	assert_null(strstr(w.line, "+QFDWL"));
	assert_int_equal(line_of(&w, "roaming")->result, DOCTOR_UNKNOWN);
	model_free(w.m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_refused),
		cmocka_unit_test(test_silence_ends_it),
		cmocka_unit_test(test_nothing_can_be_sent),
		cmocka_unit_test(test_begun_anew),
		cmocka_unit_test(test_file_in_roaming),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
