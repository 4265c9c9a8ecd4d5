/* What the console's sheet says of a plan: texts of each step, its state, and how it ended. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/files.h"
#include "tui/verbs/cli_profile_run.h"

static void show(const struct run *r)
{
	r->cli->host->show_plan(r->cli->host->ctx, r->sheet);
}

/* --- rows ---------------------------------------------------------------------------------------- */

static struct plan_row *add_row(struct plan_sheet *s)
{
	if (s->rows == PLAN_SHEET_ROWS_MAX)
		return NULL;
	struct plan_row *row = &s->row[s->rows++];
	memset(row, 0, sizeof *row);
	return row;
}

static void mask(const struct run *r, char *text)
{
	if (!r->cli->options->log_secrets)
		text[redact_known(&r->cp.secrets, text, strlen(text))] = '\0';
}

static void add_step(const struct run *r, const struct plan_step *step)
{
	struct plan_row *row = add_row(r->sheet);
	if (!row)
		return;
	row->mark = plan_step_mark(step);
	row->final = !step->reversible;
	plan_step_name(step, row->name, sizeof row->name);
	plan_step_now(step, row->now, sizeof row->now);
	plan_step_wanted(step, row->wanted, sizeof row->wanted);
	snprintf(row->why, sizeof row->why, "%s", step->why);
	row->command[cli_redact(r->cli, step->command, strlen(step->command), row->command,
		sizeof row->command - 1)] = '\0';
	mask(r, row->now);
	mask(r, row->wanted);
	mask(r, row->why);
	mask(r, row->command);
}

static void size_words(const struct profile_file *f, char *out, size_t size)
{
	if (f->gone)
		snprintf(out, size, "—");
	else
		snprintf(out, size, "%zu bytes, checksum %04x", f->len,
			files_checksum(f->bytes, f->len) & 0xffffu);
}

static void add_file(const struct run *r, size_t i)
{
	const struct profile_file *now = &r->files.file[i], *wanted = &r->wanted_files.file[i];
	struct plan_row *row = add_row(r->sheet);
	if (!row)
		return;
	row->mark = wanted->gone ? '-' : now->gone ? '+' : '~';
	snprintf(row->name, sizeof row->name, "%s", wanted->name);
	size_words(now, row->now, sizeof row->now);
	size_words(wanted, row->wanted, sizeof row->wanted);
	if (wanted->gone)
		snprintf(row->wanted, sizeof row->wanted, "deleted");
	snprintf(row->why, sizeof row->why, "file in /datatx; read when the module starts");
}

/* What was written a moment ago is not told again. */
static bool was_done(const struct run *r, const char *name)
{
	for (size_t i = 0; i < r->done; i++)
		if (strcmp(r->sheet->row[i].name, name) == 0)
			return true;
	return false;
}

static void add_same(const struct run *r, const struct plan_same *same)
{
	char name[48];
	plan_same_name(same, name, sizeof name);
	struct plan_row *row = was_done(r, name) ? NULL : add_row(r->sheet);
	if (!row)
		return;
	row->mark = '=';
	snprintf(row->name, sizeof row->name, "%s", name);
	snprintf(row->wanted, sizeof row->wanted, "already so");
	snprintf(row->why, sizeof row->why, "the module has what the profile wants");
}

void sheet_fill(struct run *r)
{
	if (!r->sheet)
		return;
	r->sheet->rows = r->done;
	for (size_t i = 0; i < r->plan.steps; i++)
		add_step(r, &r->plan.step[i]);
	for (size_t i = 0; i < r->wanted_files.count; i++)
		if (run_file_differs(r, i))
			add_file(r, i);
	for (size_t i = 0; i < r->plan.sames; i++)
		add_same(r, &r->plan.same[i]);
}

/* --- life ---------------------------------------------------------------------------------------- */

static void put_heads(struct run *r)
{
	struct plan_sheet *s = r->sheet;
	snprintf(s->title, sizeof s->title, "%s %.64s %s %.20s", r->restores ? "Restore" : "Apply",
		r->cp.p->name, "to", cli_module_imei(r->cli));
	s->production = r->cp.p->production;
	if (s->production)
		snprintf(s->word, sizeof s->word, "%.60s", r->cp.p->name);
	else if (r->plan.steps && r->plan.step[0].kind == PLAN_SELECT_RESET)
		snprintf(s->word, sizeof s->word, "reset");
	snprintf(s->remark, sizeof s->remark, "%s%s",
		r->plan.unproven ? "A PSK cannot be read back: that it is right is proven by a "
				   "registration, not by reading. "
				 : "",
		r->looks ? "Read-only: nothing can be sent." : "A snapshot is written first.");
}

static void put_nothing(struct run *r)
{
	struct plan_sheet *s = r->sheet;
	s->phase = PLAN_PHASE_OVER;
	snprintf(s->outcome, sizeof s->outcome, "Nothing to do: the module has what %.64s wants.%s",
		r->cp.p->name,
		r->plan.unproven ? " Its PSK cannot be read; :apply with --rewrite-secrets writes "
				   "it again."
				 : "");
}

int sheet_begin(struct run *r)
{
	const struct cli_host *host = r->cli->host;
	if (!host || !host->show_plan)
		return 0;
	r->sheet = calloc(1, sizeof *r->sheet);
	if (!r->sheet)
		return cli_fail(CLI_FILE, "out of memory");
	put_heads(r);
	sheet_fill(r);
	if (!r->changes)
		put_nothing(r);
	else
		r->sheet->phase = r->looks ? PLAN_PHASE_LOOK : PLAN_PHASE_ASK;
	return 0;
}

int sheet_confirm(struct run *r)
{
	struct plan_sheet *s = r->sheet;
	const struct cli_host *host = r->cli->host;
	int code = 0;
	if (r->looks || s->production || !(r->cli->call->given & OPTION_YES))
		code = host->confirm_plan(host->ctx, s);
	if (code)
		return cli_fail(code, "%.64s: nothing was sent", r->cp.p->name);
	s->phase = PLAN_PHASE_RUN;
	return 0;
}

void sheet_step(struct run *r, enum plan_row_state state)
{
	if (!r->sheet || r->done >= r->sheet->rows)
		return;
	r->sheet->row[r->done].state = state;
	show(r);
}

static void put_failure(const struct run *r, const struct run_report *report)
{
	struct plan_sheet *s = r->sheet;
	for (size_t i = r->done; i < s->rows; i++)
		if (s->row[i].mark != '=' && s->row[i].state == PLAN_ROW_WAITS)
			s->row[i].state = PLAN_ROW_NOT_DONE;
	s->failed = true;
	snprintf(s->outcome, sizeof s->outcome,
		"%s\n%zu of %zu done. To go on: apply again. To go back:\n:restore %.300s",
		*report->error ? report->error : "Interrupted.", report->done, report->changes,
		report->snapshot);
}

/* What is left to be done by hand. */
static const char *next_words(const struct run_report *report)
{
	if (report->running)
		return report->unproven
			       ? " The client still works with the accounts of before: D "
				 "deregisters, then R registers, which proves the PSK, too."
			       : " The client still works with the accounts of before: D "
				 "deregisters, then R registers with these.";
	return report->unproven ? " The PSK could not be read back: R registers, which proves it."
				: "";
}

static void put_success(const struct run *r, const struct run_report *report)
{
	snprintf(r->sheet->outcome, sizeof r->sheet->outcome,
		"%zu change%s, read back and right.%s\nSnapshot of before: %.300s", report->done,
		report->done == 1 ? "" : "s", next_words(report), report->snapshot);
}

void sheet_end(struct run *r, const struct run_report *report)
{
	if (!r->sheet || r->sheet->phase == PLAN_PHASE_ASK || r->sheet->phase == PLAN_PHASE_LOOK)
		return;
	if (r->sheet->phase == PLAN_PHASE_RUN && report->code)
		put_failure(r, report);
	else if (r->sheet->phase == PLAN_PHASE_RUN)
		put_success(r, report);
	r->sheet->phase = PLAN_PHASE_OVER;
	show(r);
}
