/*
 * Carrying out actions: those of the console itself, and verbs, which run as on the command line but
 * on the open session, with what they print collected.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/journal/redact.h"
#include "tui/console/app_priv.h"
#include "tui/toolkit/term.h"

#define CANCEL_TWICE_MS 2000

void app_say(struct app *a, enum role role, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vsnprintf(a->message, sizeof a->message, format, ap);
	va_end(ap);
	cli_hide_keys(a->message);
	a->message_role = role;
	pace_urgent(&a->pace, loop_now_ms());
}

/* --- verbs -------------------------------------------------------------------------------------------- */

static int host_turn(void *ctx, uint64_t until_ms)
{
	return app_turn(ctx, until_ms);
}

static int host_secret(void *ctx, const char *prompt, char *line, size_t size)
{
	return app_line_answer(ctx, APP_LINE_SECRET, prompt, line, size) ? 0 : CLI_INTERRUPTED;
}

static int host_ask(void *ctx, const char *prompt, char *line, size_t size)
{
	return app_line_answer(ctx, APP_LINE_ANSWER, prompt, line, size) ? 0 : CLI_INTERRUPTED;
}

static int host_inputs(void *ctx, const struct profile *p, struct profile_values *values,
	const struct cli_wish *wish)
{
	return pop_inputs_ask(ctx, p, values, wish);
}

static int host_confirm_plan(void *ctx, const struct plan_sheet *sheet)
{
	return pop_plan_confirm(ctx, sheet);
}

static void host_show_plan(void *ctx, const struct plan_sheet *sheet)
{
	pop_plan_show(ctx, sheet);
}

static void host_progress(void *ctx, const char *text)
{
	app_say(ctx, ROLE_MESSAGE, "%s", text);
}

/* What a verb printed: one line fits the message line, more open a box. */
static void show_output(struct app *a, int code, const struct action *action)
{
	char *text = a->printed;
	while (a->printed_len && text[a->printed_len - 1] == '\n')
		a->printed_len--;
	text[a->printed_len] = '\0';
	if (a->plan) /* which says the rest */
		app_say(a, code ? ROLE_ERROR : ROLE_MESSAGE, "%s: %s", action->name,
			code ? "failed" : "done");
	else if (!a->printed_len && !code)
		app_say(a, ROLE_MESSAGE, "%s: OK", action->name);
	else if (!strchr(text, '\n'))
		app_say(a, code ? ROLE_ERROR : ROLE_MESSAGE, "%s", text);
	else
		pop_text_open(a, action->title, text);
}

static void collect(struct app *a, FILE *out)
{
	long n = ftell(out);
	fflush(out);
	a->printed_len = n > 0 && n < APP_RESULT_MAX ? (size_t)n : 0;
}

/* What a verb takes instead of arguments. */
struct given {
	const struct qlw_record *record;
	const void *bytes;
	size_t len;
	const struct config_macro *macro;
};

/* With something given, or NULL. Then what it prints is shown only when it fails, for the caller knows
 * better words; but of a macro always. */
static int run_verb(
	struct app *a, const struct action *action, struct call *call, const struct given *given)
{
	static const char busy[] =
		"another command is still waiting for its answer; Ctrl-C ends it";
	const struct cli_host host = {.ctx = a,
		.turn = host_turn,
		.secret = host_secret,
		.ask = host_ask,
		.confirm = app_confirm,
		.progress = host_progress,
		.send = app_send_add,
		.send_file = app_send_file,
		.config = &a->config,
		.file = app_files_told,
		.edit = app_files_edit,
		.inputs = host_inputs,
		.confirm_plan = host_confirm_plan,
		.show_plan = host_show_plan};
	struct options options = *a->options;
	FILE *out = a->verb_running ? NULL : fmemopen(a->printed, APP_RESULT_MAX, "w");
	if (!out) {
		app_say(a, ROLE_WARN, "%s", busy);
		return CLI_REFUSED;
	}
	options.json = false;
	options.call = *call;
	a->cli = (struct cli){.host = &host,
		.options = &options,
		.call = call,
		.action = action,
		.loop = a->loop,
		.session = a->session,
		.given = given ? given->record : NULL,
		.given_bytes = given ? given->bytes : NULL,
		.given_len = given ? given->len : 0,
		.macro = given ? given->macro : NULL,
		.result = {.over = true}};
	a->verb_running = true;
	a->verb_cancelled = false;
	cli_redirect(out, out);
	int code = cli_run_hosted(&a->cli);
	cli_redirect(NULL, NULL);
	collect(a, out);
	fclose(out);
	if (!a->cli.result.over)
		session_cancel_all(a->session); /* its callbacks still come, to a->cli */
	a->cli.given = NULL;
	a->cli.macro = NULL;
	a->cli.given_bytes = NULL;
	a->verb_running = false;
	app_undo_changed(a, &a->cli.change);
	if (action == &actions[ACTION_FILES] && (code || !given))
		app_files_changed(a, call, code);
	if (code || !given || given->macro)
		show_output(a, code, action);
	return code;
}

/* What is refused anyway is not asked about. */
static bool is_refused(struct app *a, const struct action *action, struct call *call)
{
	const struct cli_host host = {.ctx = a, .confirm = app_confirm};
	struct options options = *a->options;
	struct cli cli = {.host = &host,
		.options = &options,
		.call = call,
		.action = action,
		.session = a->session};
	FILE *out = a->verb_running ? NULL : fmemopen(a->printed, APP_RESULT_MAX, "w");
	if (!out)
		return false;
	options.call = *call;
	cli_redirect(out, out);
	const int code = cli_check_hosted(&cli);
	cli_redirect(NULL, NULL);
	collect(a, out);
	fclose(out);
	if (code)
		show_output(a, code, action);
	return code != 0;
}

static void note_line(struct app *a, const char *line)
{
	char shown[APP_TEXT_MAX];
	size_t n = redact_text(line, strlen(line), shown, sizeof shown - 1);
	session_note(a->session, app_now_ms(), ":%.*s", (int)n, shown);
}

int app_run_record(struct app *a, const struct action *action, struct call *call,
	const struct qlw_record *record)
{
	session_note(a->session, app_now_ms(), ":%s %s, by form", action->name, call->arg[0]);
	return run_verb(a, action, call, &(struct given){.record = record});
}

int app_run_bytes(struct app *a, const struct action *action, struct call *call, const void *bytes,
	size_t len)
{
	session_note(a->session, app_now_ms(), ":%s %s %s, edited here", action->name, call->arg[0],
		call->arg[1]);
	return run_verb(a, action, call, &(struct given){.bytes = bytes, .len = len});
}

void app_run_macro(struct app *a, const struct config_macro *macro)
{
	struct call call = {.verb = "run", .arg = {macro->name}, .args = 1, .given = OPTION_YES};
	session_note(a->session, app_now_ms(), "%zu lines pasted", macro->steps);
	run_verb(a, &actions[ACTION_RUN], &call, &(struct given){.macro = macro});
}

static void do_own(struct app *a, enum action_id id, const struct call *call);

/* A verb alone, which needs more: its form, or the line to go on with. */
static bool go_on(struct app *a, const char *line)
{
	const struct action *action = action_find(line, ACTION_IS_CONSOLE);
	const struct call none = {.verb = line};
	if (!action || !action->run ||
		(!action->min_args && action != &actions[ACTION_AT] &&
			action != &actions[ACTION_RUN]))
		return false;
	do_own(a, (enum action_id)(action - actions), &none);
	return true;
}

/* The first step of a macro that does harm is asked about; true if there is one. */
static bool ask_macro(struct app *a, const char *name, const char *line)
{
	char question[APP_TEXT_MAX];
	const struct config_macro *m = config_find_macro(&a->config, name);
	const char *harm = NULL;
	size_t i = 0;
	for (; m && i < m->steps && !harm; i++)
		harm = cli_is_at(m->step[i].run) ? session_danger(m->step[i].run) : NULL;
	if (!harm)
		return false;
	snprintf(question, sizeof question, "Step %zu of %zu %s.", i, m->steps, harm);
	pop_question_open(a, &(struct pop_question){.title = actions[ACTION_RUN].title,
				     .name = m->name,
				     .text = question,
				     .yes = app_run_confirmed,
				     .line = line});
	return true;
}

static void run_line(struct app *a, const char *text, bool confirmed)
{
	char line[PROMPT_LINE_MAX];
	struct call call;
	struct options_error error;
	if ((size_t)snprintf(line, sizeof line, "%s", text) >= sizeof line) {
		app_say(a, ROLE_ERROR, "that line is too long");
		return;
	}
	if (go_on(a, line + (*line == ':')))
		return;
	const struct action *action = action_parse_line(line + (*line == ':'), &call, &error);
	if (!action) {
		if (*error.what)
			app_say(a, ROLE_ERROR, "%s%s%s", error.what, *error.hint ? ": " : "",
				error.hint);
		return;
	}
	if (call.help) {
		app_say(a, ROLE_MESSAGE, "%s %s: %s", action->name, action->synopsis,
			action->title);
		return;
	}
	enum action_id id = (enum action_id)(action - actions);
	if (!action->run || id == ACTION_INFO || id == ACTION_DOCTOR) {
		do_own(a, id, &call);
		return;
	}
	if (action->flags & ACTION_ASKS && !confirmed && !(call.given & OPTION_YES)) {
		if (!is_refused(a, action, &call))
			app_ask(a, action, &call, text);
		return;
	}
	if (action == &actions[ACTION_RUN] && !confirmed && !(call.given & OPTION_YES) &&
		ask_macro(a, call.arg[0], text))
		return;
	call.given |= confirmed ? OPTION_YES : 0u;
	note_line(a, text);
	run_verb(a, action, &call, NULL);
}

void app_run_line(struct app *a, const char *line)
{
	run_line(a, line, false);
}

void app_run_confirmed(struct app *a, const char *line)
{
	run_line(a, line, true);
}

void app_run_set(struct app *a, enum qlw_key key, const struct qlw_record *record, const char *done)
{
	struct call call = {
		.verb = "set", .arg = {qlw_key_verb(key)->name}, .args = 1, .given = OPTION_YES};
	if (app_run_record(a, &actions[ACTION_SET], &call, record) == CLI_DONE)
		app_say(a, ROLE_MESSAGE, "%s", done);
}

/* --- the console's own actions ------------------------------------------------------------------------ */

static void cancel(struct app *a)
{
	uint64_t now_ms = loop_now_ms();
	struct prompt *line = app_line_open(a);
	if (now_ms < a->leave_ms) {
		app_quit(a, CLI_INTERRUPTED);
		return;
	}
	a->leave_ms = now_ms + CANCEL_TWICE_MS;
	if (line)
		prompt_close(line);
	app_send_cancel(a);
	popup_cancel(a);
	/* a command that is cancelled ends its verb, which may have to tidy up first */
	a->verb_cancelled = a->verb_running && !session_waits(a->session);
	session_cancel_all(a->session);
	session_note(a->session, app_now_ms(), "cancelled");
	app_say(a, ROLE_WARN, "cancelled; Ctrl-C again quits");
}

static void quit(struct app *a)
{
	if (a->zoom) {
		a->zoom = false;
		return;
	}
	app_quit(a, 0);
}

static void redraw(struct app *a)
{
	screen_redraw(a->screen);
	pace_urgent(&a->pace, loop_now_ms());
}

static void suspend(struct app *a)
{
	int rows, cols;
	term_suspend();
	term_size(&rows, &cols);
	canvas_resize(a->canvas, rows, cols);
	redraw(a);
}

/* Opens the ':' line with the verb, for its arguments. */
static void ask_arguments(struct app *a, const struct action *action)
{
	char text[64];
	snprintf(text, sizeof text, "%s ", action->name);
	app_line_begin(a, APP_LINE_COMMAND, text);
}

static void do_verb(struct app *a, const struct action *action)
{
	if (action == &actions[ACTION_SEND])
		pop_send_open(a, 0, "", NULL);
	else if (action->min_args)
		ask_arguments(a, action);
	else
		app_run_line(a, action->name);
}

static void do_own(struct app *a, enum action_id id, const struct call *call)
{
	const char *argument = call->args ? call->arg[0] : "";
	if (app_send_do(a, id, call) || app_replay_do(a, id, argument) ||
		app_pane_do(a, id, argument))
		return;
	if (id == ACTION_EDIT)
		pop_setting_edit(a, call);
	else if (id == ACTION_ADD)
		pop_setting_add(a, call);
	else if (id == ACTION_UNDO)
		app_undo(a);
	else if (id == ACTION_COMMAND)
		app_line_begin(a, APP_LINE_COMMAND, NULL);
	else if (id == ACTION_AT)
		app_line_begin(a, APP_LINE_AT, NULL);
	else if (id == ACTION_INFO)
		pop_radio_open(a);
	else if (id == ACTION_DOCTOR)
		pop_doctor_open(a);
	else if (id == ACTION_HELP)
		pop_help_open(a);
	else if (id == ACTION_PALETTE)
		pop_palette_open(a);
	else if (id == ACTION_FIX)
		app_offer_do(a);
	else if (id == ACTION_REFRESH)
		session_refresh(a->session, SESSION_WANT_CONSOLE);
	else if (id == ACTION_CANCEL)
		cancel(a);
	else if (id == ACTION_REDRAW)
		redraw(a);
	else if (id == ACTION_SUSPEND)
		suspend(a);
	else if (id == ACTION_QUIT)
		quit(a);
	else if (actions[id].run)
		do_verb(a, &actions[id]);
}

void app_do(struct app *a, enum action_id id)
{
	const struct call none = {.verb = actions[id].name};
	do_own(a, id, &none);
}

bool app_has_action(const struct app *a, const struct action *action)
{
	return action->flags & ACTION_IS_CONSOLE &&
	       (!(action->flags & ACTION_REPLAY) || session_is_replay(a->session));
}

/* --- what panes want ------------------------------------------------------------------------------------ */

/* An action that needs more than the pane knows is finished by the user on the ':' line. */
static void run_or_ask(struct app *a, const struct intent *intent, char line[PROMPT_LINE_MAX])
{
	const struct action *action = action_find(intent->action, ACTION_IS_CONSOLE);
	size_t given = 0;
	while (given < INTENT_ARGS && *intent->args[given])
		given++;
	if (action == &actions[ACTION_SEND] && given < action->min_args) {
		pop_send_open(
			a, (unsigned)strtoul(intent->args[0], NULL, 10), intent->args[1], NULL);
		return;
	}
	if (!action || given >= action->min_args) {
		app_run_line(a, line);
		return;
	}
	size_t n = strlen(line);
	snprintf(line + n, PROMPT_LINE_MAX - n, " ");
	app_line_begin(a, APP_LINE_COMMAND, line);
}

void app_intent(struct app *a, const struct intent *intent)
{
	char line[PROMPT_LINE_MAX];
	switch (intent->kind) {
	case INTENT_NONE:
	case INTENT_DONE:
	case INTENT_BACK:
		break;
	case INTENT_ACTION:
		snprintf(line, sizeof line, "%s%s%s%s%s%s%s", intent->action,
			*intent->args[0] ? " " : "", intent->args[0], *intent->args[1] ? " " : "",
			intent->args[1], *intent->args[2] ? " " : "", intent->args[2]);
		run_or_ask(a, intent, line);
		break;
	case INTENT_PROMPT:
		app_line_begin(a, APP_LINE_COMMAND, intent->args[0]);
		break;
	case INTENT_COPY:
		app_pane_copy(a, intent->args[0]);
		break;
	case INTENT_SAY:
		app_say(a, ROLE_MESSAGE, "%s", intent->args[0]);
		break;
	}
}
