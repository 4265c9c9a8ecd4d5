/*
 * `doctor`: from cable to registration, what is wrong and what to do. Prints what modem/doctor_port.h
 * and modem/doctor_run.h find, as it is found, so that it stands even when the port goes away in between.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "modem/doctor_port.h"
#include "modem/doctor_run.h"
#include "tui/verbs/cli.h"

#define INDENT  24 /* of evidence and next steps */
#define COLUMNS 79

struct exam {
	struct cli *cli;
	struct doctor doctor;
	struct doctor_run run;
	size_t printed;
	bool over;
	enum doctor_end end;
};

/* --- printing ----------------------------------------------------------------------------------- */

static void print_json(const struct doctor_line *line)
{
	struct json j;
	json_begin(&j, cli_out());
	json_text(&j, "check", line->check);
	json_text(&j, "result", doctor_result_word(line->result));
	json_text(&j, "evidence", line->evidence);
	json_text(&j, "next", *line->next ? line->next : NULL);
	json_end(&j);
}

/* From column INDENT on, broken between words before COLUMNS. */
static void put_wrapped(const char *text)
{
	size_t column = INDENT;
	while (*text) {
		const size_t n = strcspn(text, " ");
		if (column > INDENT && column + n >= COLUMNS) {
			cli_print("\n%*s", INDENT, "");
			column = INDENT;
		}
		cli_put(text, n);
		text += n;
		column += n + 1;
		if (*text && *++text && column + strcspn(text, " ") < COLUMNS)
			cli_print(" ");
	}
	cli_print("\n");
}

static void print_human(const struct doctor_line *line)
{
	cli_print("%-7s  %-10s     ", doctor_result_word(line->result), line->check);
	put_wrapped(line->evidence);
	if (!*line->next)
		return;
	cli_print("%*s", INDENT - 3, "");
	cli_print("-> ");
	put_wrapped(line->next);
}

static void print_new(struct exam *e)
{
	for (; e->printed < e->doctor.lines; e->printed++) {
		if (e->cli->options->json)
			print_json(&e->doctor.line[e->printed]);
		else
			print_human(&e->doctor.line[e->printed]);
	}
}

/* --- the port and the first answer ---------------------------------------------------------------- */

static int examine_port(struct exam *e)
{
	struct cli *cli = e->cli;
	struct doctor *d = &e->doctor;
	struct qlw_diag diag = {.err = QLW_OK};
	if (cli->host) {
		doctor_judge_port(d, session_port(cli->session));
		doctor_judge_open(d, session_port(cli->session), NULL);
		return 0;
	}
	int code = cli_port_choose(cli->options, cli->port, sizeof cli->port);
	if (code) {
		doctor_add(d, "port", DOCTOR_WRONG,
			"plug in the module's USB and look at qlw ports; -p PORT names one, -p "
			"sim: is a simulated module",
			"none is named, and not exactly one module is plugged in");
		return code;
	}
	doctor_judge_port(d, cli->port);
	cli->search_baud = true;
	code = cli_try_port(cli, 0, &diag);
	doctor_judge_open(d, cli->port, code ? &diag : NULL);
	return code;
}

static int wait_answer(struct exam *e)
{
	struct cli *cli = e->cli;
	struct qlw_diag diag;
	int told, given;
	session_baud(cli->session, &told);
	for (;;) {
		const enum session_stage stage = session_stage(cli->session, &diag);
		const int rate = session_baud(cli->session, &given);
		if (rate != told)
			cli_note(cli, "no answer, trying %d baud", rate);
		told = rate;
		if (stage == SESSION_READING || stage == SESSION_READY)
			return 0;
		if (stage == SESSION_SILENT || stage == SESSION_GONE)
			return stage == SESSION_GONE ? CLI_PORT : CLI_TIMEOUT;
		if (cli_turn(cli, UINT64_MAX))
			return cli->stop;
	}
}

static int examine_answer(struct exam *e)
{
	const int code = wait_answer(e);
	if (!code || code == CLI_TIMEOUT || code == CLI_PORT)
		doctor_judge_answer(&e->doctor, e->cli->session);
	return code;
}

/* --- the module ------------------------------------------------------------------------------------- */

static int submit(void *ctx, const struct engine_request *request, struct qlw_diag *diag)
{
	struct exam *e = ctx;
	return session_submit(e->cli->session, request, diag);
}

static bool cancel(void *ctx, int id)
{
	struct exam *e = ctx;
	return session_cancel(e->cli->session, id);
}

static void found(void *ctx)
{
	print_new(ctx);
}

static void over(void *ctx, enum doctor_end end)
{
	struct exam *e = ctx;
	e->over = true;
	e->end = end;
}

static int this_year(void)
{
	const time_t now = time(NULL);
	struct tm tm;
	return gmtime_r(&now, &tm) ? tm.tm_year + 1900 : 0;
}

/* The command under way must not answer to an examination that is gone. */
static void stop(struct exam *e)
{
	doctor_run_stop(&e->run);
	while (doctor_run_busy(&e->run))
		session_run(e->cli->session, cli_now_ms());
}

/* What the module refuses is a finding, no failure; what it does not answer, twice, is one. */
static int examine_module(struct exam *e)
{
	const struct doctor_run_ops ops = {e, submit, cancel, found, over};
	const struct model *m = session_model(e->cli->session);
	int code = 0;
	doctor_run_start(&e->run, &ops, &e->doctor, m, this_year());
	while (!e->over && !code)
		code = cli_turn(e->cli, UINT64_MAX);
	if (code)
		stop(e);
	if (code || e->end == DOCTOR_END_DONE)
		return code;
	doctor_add(&e->doctor, "answer", DOCTOR_WRONG,
		"look at cable and power; qlw watch shows whether it restarts",
		"no more answers after %zu of the questions", e->run.next);
	doctor_examine(&e->doctor, m, this_year(), SIZE_MAX);
	return CLI_TIMEOUT;
}

int cli_doctor(struct cli *cli)
{
	static int (*const steps[])(struct exam * e) = {
		examine_port, examine_answer, examine_module};
	struct exam *e = calloc(1, sizeof *e);
	int code = e ? 0 : CLI_PORT;
	if (!e)
		return cli_fail(CLI_PORT, "out of memory");
	e->cli = cli;
	for (size_t i = 0; i < sizeof steps / sizeof *steps && !code; i++) {
		code = steps[i](e);
		print_new(e);
	}
	for (size_t i = 0; i < e->doctor.lines && !code; i++)
		if (e->doctor.line[i].result == DOCTOR_WRONG)
			code = CLI_STATE;
	free(e);
	return code;
}
