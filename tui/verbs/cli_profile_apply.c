/* plan, apply, restore: what has to be sent, and sending it step by step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/verbs/cli_profile_run.h"

static int apply_named(struct cli *cli, bool restores);

int run_begin(struct run *r, struct cli *cli)
{
	memset(r, 0, sizeof *r);
	r->cli = cli;
	r->lock = -1;
	r->module = profile_settings_new();
	r->wanted = profile_settings_new();
	return r->module && r->wanted ? 0 : cli_fail(CLI_FILE, "out of memory");
}

int run_end(struct run *r, int code)
{
	free(r->sheet);
	cli_module_unlock(r->cli, r->lock);
	plan_free(&r->plan);
	profile_settings_free(r->module);
	profile_settings_free(r->wanted);
	profile_files_free(&r->files);
	profile_files_free(&r->wanted_files);
	units_free(r->units);
	cli_profile_free(&r->cp);
	explicit_bzero(r, sizeof *r);
	return code;
}

/* --- the plan ------------------------------------------------------------------------------------ */

/* In the console a sheet shows every step; elsewhere they are printed. */
static bool on_sheet(const struct run *r)
{
	return r->sheet != NULL;
}

static int make_plan(struct run *r)
{
	const struct plan_options o = {.rewrite_secrets = *r->rewrite ? r->rewrite : NULL};
	struct qlw_diag diag;
	plan_free(&r->plan);
	if (plan_make(&r->plan, r->module, r->wanted, &o, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	return 0;
}

/* A secret that may never have been written, or that the user wants written once more. */
static void decide_rewrite(struct run *r)
{
	char was[80];
	if (cli_unfinished(r->cli, was, sizeof was))
		snprintf(r->rewrite, sizeof r->rewrite, "%.60s was not applied to its end before",
			was);
	if (r->cli->call->given & OPTION_REWRITE_SECRETS)
		snprintf(r->rewrite, sizeof r->rewrite, "written again, as asked");
}

static int check_unit(struct run *r)
{
	const struct net_identity *unit = &session_model(r->cli->session)->identity;
	const struct profile_check *failed = inputs_check(r->cp.p, unit);
	if (r->cp.p->snapshot_imei && strcmp(r->cp.p->snapshot_imei, cli_module_imei(r->cli)) != 0)
		cli_note(r->cli, "this snapshot is of %s, the module is %s", r->cp.p->snapshot_imei,
			cli_module_imei(r->cli));
	if (!failed)
		return 0;
	return cli_fail(CLI_STATE, "%s needs that %s: %s does not say so", r->cp.p->name,
		failed->title, failed->from);
}

/* Whether this file of the profile has to be written. */
bool run_file_differs(const struct run *r, size_t i)
{
	return !profile_file_same(&r->files.file[i], &r->wanted_files.file[i]);
}

static size_t files_to_write(const struct run *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->wanted_files.count; i++)
		n += run_file_differs(r, i);
	return n;
}

/* What can be wrong without a module. */
int run_load(struct run *r, const char *name)
{
	int code = cli_profile_load(r->cli, name, &r->cp);
	if (!code)
		code = cli_profile_vars(r->cli, &r->cp);
	if (!code && r->cli->call->given & OPTION_UNITS)
		code = run_load_units(r);
	if (!code && !r->looks)
		code = cli_can_confirm(r->cli);
	return code;
}

/* Whether an account is written without the PSK it uses: a snapshot holds none. */
static bool lacks_psk(const struct run *r)
{
	for (size_t i = 0; i < r->plan.steps; i++) {
		const struct plan_step *step = &r->plan.step[i];
		if (step->kind == PLAN_SET && profile_record_uses_psk(step->key, &step->wanted) &&
			!profile_record_has_secret(step->key, &step->wanted))
			return true;
	}
	return false;
}

static int ask_psks(struct run *r)
{
	const struct cli_wish wish = {.secrets = true, .optional = true};
	int code = cli_profile_resolve(r->cli, &r->cp, &wish, PROFILE_NO_SECRETS, r->wanted, NULL);
	return code ? code : make_plan(r);
}

/* Inputs, module, difference: everything before the first write. */
int run_prepare(struct run *r)
{
	struct cli *cli = r->cli;
	int code = cli_open_lwm2m(cli, SESSION_WANT_UNIT | SESSION_WANT_CAPS);
	if (!code && !r->looks)
		code = cli_module_lock(cli, &r->lock);
	if (!code && r->units)
		code = run_take_unit(r);
	if (!code)
		code = cli_profile_resolve(cli, &r->cp,
			r->confirm || r->restores ? NULL : &(struct cli_wish){.secrets = true},
			r->restores ? PROFILE_NO_SECRETS : 0, r->wanted, &r->wanted_files);
	if (!code)
		code = check_unit(r);
	if (!code)
		code = cli_module_offers(cli, r->wanted);
	if (!code)
		code = cli_module_read(cli, r->module);
	if (!code)
		code = cli_module_files(cli, &r->wanted_files, &r->files);
	if (code)
		return code;
	decide_rewrite(r);
	code = make_plan(r);
	if (!code && r->restores && !(cli->call->given & OPTION_YES) && lacks_psk(r))
		code = ask_psks(r);
	r->changes = r->plan.steps + files_to_write(r);
	return code;
}

/* Files come last: the client reads them when the module starts. */
static void print_files(const struct run *r, size_t from, size_t number, const char *result)
{
	for (size_t i = from; i < r->wanted_files.count && !on_sheet(r); i++)
		if (run_file_differs(r, i))
			cli_file_print(r->cli, number++, &r->files.file[i],
				&r->wanted_files.file[i], result);
}

static void print_plan(const struct run *r)
{
	for (size_t i = 0; i < r->plan.steps; i++)
		cli_step_print(r->cli, &r->cp.secrets, i + 1, &r->plan.step[i], NULL);
	print_files(r, 0, r->plan.steps + 1, NULL);
	cli_plan_print_rest(r->cli, &r->plan, files_to_write(r));
}

int cli_plan(struct cli *cli)
{
	struct run r;
	if (cli->host && cli->host->show_plan)
		return apply_named(cli, false);
	int code = run_begin(&r, cli);
	r.looks = true;
	if (!code)
		code = run_load(&r, cli->call->arg[0]);
	if (!code)
		code = run_prepare(&r);
	if (!code)
		print_plan(&r);
	return run_end(&r, code);
}

/* --- confirming ---------------------------------------------------------------------------------- */

static size_t count(const struct plan *plan, enum plan_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < plan->steps; i++)
		n += plan->step[i].kind == kind;
	return n;
}

/* "12 changes to 864475040090705, among them 1 delete and a reset of every LwM2M setting" */
static void describe(const struct run *r, char *out, size_t size)
{
	size_t deletes = count(&r->plan, PLAN_DELETE) + count(&r->plan, PLAN_CONTEXT_DELETE);
	size_t changes = r->plan.steps + files_to_write(r);
	char extra[100] = "";
	if (deletes)
		snprintf(extra, sizeof extra, ", among them %zu delete%s", deletes,
			deletes == 1 ? "" : "s");
	snprintf(out, size, "%s %.64s: %zu change%s to %.20s%s%s.",
		r->restores ? "Restore" : "Apply", r->cp.p->name, changes, changes == 1 ? "" : "s",
		cli_module_imei(r->cli), extra,
		count(&r->plan, PLAN_SELECT_RESET)
			? "; the first resets every LwM2M setting, PSKs and "
			  "bootstrap data"
			: "");
}

/* Live servers: the profile's name has to be typed where there is someone to type it. */
static int ask_name(struct run *r, const char *question)
{
	char answer[80] = "";
	bool got = false;
	fflush(stdout);
	fprintf(stderr, "qlw: %s These are PRODUCTION servers. Type %s: ", question, r->cp.p->name);
	int code = cli_read_line(r->cli, answer, sizeof answer, &got);
	if (code == CLI_INTERRUPTED || !got)
		fputc('\n', stderr);
	if (code)
		return code;
	if (got && strcmp(answer, r->cp.p->name) == 0)
		return 0;
	return cli_fail(CLI_REFUSED, "not confirmed, nothing was changed");
}

int run_ask(struct run *r, const char *question)
{
	if (r->cp.p->production && !r->cli->host && cli_has_terminal())
		return ask_name(r, question);
	return cli_confirm(r->cli, question);
}

static int confirm(struct run *r)
{
	char question[400];
	if (r->confirm)
		return r->confirm(r->confirm_ctx, r);
	if (on_sheet(r))
		return sheet_confirm(r);
	describe(r, question, sizeof question);
	return run_ask(r, question);
}

/* --- carrying out -------------------------------------------------------------------------------- */

static int read_back(struct run *r, const struct plan_step *step)
{
	char name[48];
	int code = step->reread ? cli_module_read(r->cli, r->module)
				: cli_module_read_step(r->cli, step, r->module);
	if (code || plan_step_holds(step, r->module))
		return code;
	return cli_fail(CLI_STATE, "%s: what was read back differs",
		plan_step_name(step, name, sizeof name));
}

static int run_step(struct run *r, const struct plan_step *step)
{
	int code = cli_command(r->cli, step->command, NULL, NULL);
	if (code == CLI_ANSWER && step->kind == PLAN_SET && step->key == QLW_KEY_DEVICE)
		cli_note(r->cli,
			"the module takes device only once it is registered: qlw reg --wait, "
			"then apply again");
	r->accounts |= !code && (step->key == QLW_KEY_SECURITY || step->key == QLW_KEY_SERVER);
	return code ? code : read_back(r, step);
}

static void print_step(
	const struct run *r, size_t number, const struct plan_step *step, const char *result)
{
	if (!on_sheet(r))
		cli_step_print(r->cli, &r->cp.secrets, number, step, result);
	fflush(cli_out());
}

/* What was done, what was not, and how to go back. */
static void say_stopped(const struct run *r, size_t failed)
{
	for (size_t i = failed + 1; i < r->plan.steps; i++)
		print_step(r, r->done + 1 + i - failed, &r->plan.step[i], "not done");
	print_files(r, 0, r->done + 1 + r->plan.steps - failed, "not done");
	cli_fail(0, "stopped: %zu step%s done, %zu not done", r->done, r->done == 1 ? "" : "s",
		r->plan.steps - failed + files_to_write(r));
	cli_fail(0, "to go on: the same command again; to go back: qlw restore %s", r->snapshot);
}

/* The steps of this plan; *again when the rest has to be planned anew. */
static int run_plan(struct run *r, bool *again)
{
	*again = false;
	for (size_t i = 0; i < r->plan.steps && !*again; i++) {
		const struct plan_step *step = &r->plan.step[i];
		sheet_step(r, PLAN_ROW_RUNS);
		int code = run_step(r, step);
		sheet_step(r, code ? PLAN_ROW_FAILED : PLAN_ROW_DONE);
		print_step(r, r->done + 1, step, code ? "failed" : "done");
		if (code) {
			say_stopped(r, i);
			return code;
		}
		r->done++;
		*again = step->reread;
	}
	return 0;
}

static int run_files(struct run *r)
{
	for (size_t i = 0; i < r->wanted_files.count; i++) {
		if (!run_file_differs(r, i))
			continue;
		sheet_step(r, PLAN_ROW_RUNS);
		int code = cli_file_write(r->cli, &r->wanted_files.file[i]);
		sheet_step(r, code ? PLAN_ROW_FAILED : PLAN_ROW_DONE);
		if (!on_sheet(r))
			cli_file_print(r->cli, r->done + 1, &r->files.file[i],
				&r->wanted_files.file[i], code ? "failed" : "done");
		if (code) {
			print_files(r, i + 1, r->done + 2, "not done");
			cli_fail(0, "to go on: the same command again; to go back: qlw restore %s",
				r->snapshot);
			return code;
		}
		r->done++;
	}
	return 0;
}

static int carry_out(struct run *r)
{
	bool again = true;
	int code = cli_module_snapshot(r->cli, r->module, &r->files, r->snapshot);
	if (code)
		return code;
	cli_note(r->cli, "snapshot: %s", r->snapshot);
	session_note(
		r->cli->session, cli_now_ms(), "apply %s, snapshot %s", r->cp.p->name, r->snapshot);
	cli_unfinished_begin(r->cli, r->cp.p->name);
	while (again && !code) {
		code = run_plan(r, &again);
		if (!code && again) {
			snprintf(r->rewrite, sizeof r->rewrite, "%s", PLAN_AFTER_SELECT);
			code = make_plan(r);
			sheet_fill(r);
			r->changes = r->done + r->plan.steps + files_to_write(r);
		}
	}
	return code ? code : run_files(r);
}

/* A client that was started goes on with what was set then. Who does not say so is not doubted. */
static bool still_runs(struct run *r)
{
	struct qlw_server_state list[MODEL_SERVERS_MAX];
	size_t n = 0;
	if (!r->accounts || cli_read_state(r->cli, -1, list, MODEL_SERVERS_MAX, &n))
		return false;
	return cli_find_running(list, n) != NULL;
}

static void say_done(const struct run *r)
{
	if (!r->cli->options->json && !r->cli->options->quiet)
		cli_print("%s %s: %zu step%s, read back and right.\n", r->cp.p->name,
			r->restores ? "restored" : "applied", r->done, r->done == 1 ? "" : "s");
	if (r->plan.unproven)
		cli_note(r->cli, "%zu PSK%s cannot be read back: a registration proves %s",
			r->plan.unproven, r->plan.unproven == 1 ? "" : "s",
			r->plan.unproven == 1 ? "it" : "them");
	if (r->running)
		cli_note(r->cli, "the client still works with the accounts of before: "
				 "qlw dereg, then qlw reg --wait takes these");
	if (r->restores && r->done && r->cp.p->inputs > 0 &&
		inputs_missing(r->cp.p, &r->cp.values, 0) < r->cp.p->inputs)
		cli_note(r->cli,
			"a snapshot holds no PSK: give --var psk_id_0=… and psk_key_0=… to "
			"write one");
}

int run_apply(struct run *r)
{
	int code;
	if (!r->plan.steps && !files_to_write(r)) {
		cli_unfinished_end(r->cli);
		if (!on_sheet(r))
			cli_plan_print_rest(r->cli, &r->plan, 0);
		return 0;
	}
	if (!on_sheet(r) && !r->cli->options->json && !(r->cli->call->given & OPTION_YES))
		print_plan(r);
	code = confirm(r);
	if (!code)
		code = carry_out(r);
	if (code)
		return code;
	cli_unfinished_end(r->cli);
	r->running = still_runs(r);
	say_done(r);
	return 0;
}

void run_report(const struct run *r, int code, struct run_report *report)
{
	const struct cli *cli = r->cli;
	memset(report, 0, sizeof *report);
	report->code = code;
	report->changes = r->changes;
	report->deletes = count(&r->plan, PLAN_DELETE) + count(&r->plan, PLAN_CONTEXT_DELETE);
	report->resets = count(&r->plan, PLAN_SELECT_RESET) > 0;
	report->done = r->done;
	report->unproven = r->plan.unproven;
	report->running = r->running;
	snprintf(report->error, sizeof report->error, "%s", code ? cli_first_failure() : "");
	snprintf(report->snapshot, sizeof report->snapshot, "%s", r->snapshot);
	if (!cli->session)
		return;
	snprintf(report->imei, sizeof report->imei, "%s",
		session_model(cli->session)->identity.imei);
	snprintf(report->journal, sizeof report->journal, "%s",
		journal_path(session_journal(cli->session)));
}

/* One module; what became of it goes into the record. */
static int apply_here(struct run *r)
{
	struct record rec;
	struct run_report report;
	int code = record_open(&rec, r);
	if (code)
		return code;
	code = run_prepare(r);
	if (!code)
		code = sheet_begin(r);
	if (!code)
		code = run_apply(r);
	run_report(r, code, &report);
	sheet_end(r, &report);
	record_add(&rec, r->cli->port, &report);
	record_close(&rec);
	return code;
}

static int apply_named(struct cli *cli, bool restores)
{
	struct run r;
	int code = run_begin(&r, cli);
	r.restores = restores;
	r.looks = cli->options->read_only;
	if (!code)
		code = run_load(&r, cli->call->arg[0]);
	if (!code)
		code = apply_here(&r);
	return run_end(&r, code);
}

int cli_apply(struct cli *cli)
{
	return cli->options->port_count > 1 ? cli_apply_many(cli) : apply_named(cli, false);
}

int cli_restore(struct cli *cli)
{
	return apply_named(cli, true);
}
