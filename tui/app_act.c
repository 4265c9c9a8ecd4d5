/*
 * Carrying out actions: those of the console itself, and verbs, which run as on the command line but
 * on the open session, with what they print collected.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/redact.h"
#include "tui/app_priv.h"
#include "tui/term.h"

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

static void host_progress(void *ctx, const char *text)
{
	app_say(ctx, ROLE_MESSAGE, "%s", text);
}

/* What a verb printed: one line fits the message line, more open a box. */
static void show_output(struct app *a, int code, const char *name)
{
	char *text = a->result;
	while (a->result_len && text[a->result_len - 1] == '\n')
		a->result_len--;
	text[a->result_len] = '\0';
	if (!a->result_len && !code)
		app_say(a, ROLE_MESSAGE, "%s: OK", name);
	else if (!strchr(text, '\n'))
		app_say(a, code ? ROLE_ERROR : ROLE_MESSAGE, "%s", text);
	else
		app_popup_result(a);
}

static void collect(struct app *a, FILE *out)
{
	long n = ftell(out);
	fflush(out);
	a->result_len = n > 0 && n < APP_RESULT_MAX ? (size_t)n : 0;
}

/* record: what the verb takes instead of arguments, or NULL. Then what it prints is shown only when it
 * fails: the caller knows better words. */
static int run_verb(struct app *a, const struct action *action, struct call *call,
	const struct qlw_record *record)
{
	static const char busy[] =
		"another command is still waiting for its answer; Ctrl-C ends it";
	const struct cli_host host = {.ctx = a,
		.turn = host_turn,
		.secret = host_secret,
		.ask = host_ask,
		.progress = host_progress,
		.send = app_send_add,
		.send_file = app_send_file,
		.config = &a->config};
	struct options options = *a->options;
	FILE *out = a->verb_running ? NULL : fmemopen(a->result, APP_RESULT_MAX, "w");
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
		.given = record,
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
	a->verb_running = false;
	app_form_changed(a, &a->cli.change);
	if (code || !record)
		show_output(a, code, action->name);
	return code;
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
	return run_verb(a, action, call, record);
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
	if (!action->run) {
		enum action_id id = (enum action_id)(action - actions);
		if (!app_form_do(a, id, &call) && !app_send_do(a, id, &call) &&
			!app_replay_do(a, id, call.args ? call.arg[0] : "") &&
			!app_pane_do(a, id, call.args ? call.arg[0] : ""))
			app_do(a, id);
		return;
	}
	if (action->flags & ACTION_ASKS && !confirmed && !(call.given & OPTION_YES)) {
		app_popup_confirm(a, action, &call, text);
		return;
	}
	call.given |= confirmed ? OPTION_YES : 0u;
	note_line(a, text);
	run_verb(a, action, &call, NULL);
}

void app_run_line(struct app *a, const char *line)
{
	run_line(a, line, false);
}

void app_run_confirmed(struct app *a)
{
	char line[APP_PASTE_MAX];
	memcpy(line, a->confirm_line, sizeof line);
	if (a->confirm == &actions[ACTION_AT])
		app_line_at_confirmed(a);
	else
		run_line(a, line, true);
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
	setting_form_end(&a->setting);
	app_send_cancel(a);
	a->popup = APP_POPUP_NONE;
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
		app_popup_send(a, 0, "");
	else if (action->min_args)
		ask_arguments(a, action);
	else
		app_run_line(a, action->name);
}

void app_do(struct app *a, enum action_id id)
{
	const struct call none = {.verb = actions[id].name};
	if (app_form_do(a, id, &none) || app_send_do(a, id, &none) || app_replay_do(a, id, "") ||
		app_pane_do(a, id, ""))
		return;
	if (id == ACTION_COMMAND)
		app_line_begin(a, APP_LINE_COMMAND, NULL);
	else if (id == ACTION_AT)
		app_line_begin(a, APP_LINE_AT, NULL);
	else if (id == ACTION_HELP)
		app_popup_help(a);
	else if (id == ACTION_PALETTE)
		app_popup_palette(a);
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

/* --- what panes want ------------------------------------------------------------------------------------ */

/* An action that needs more than the pane knows is finished by the user on the ':' line. */
static void run_or_ask(struct app *a, const struct intent *intent, char line[PROMPT_LINE_MAX])
{
	const struct action *action = action_find(intent->action, ACTION_IS_CONSOLE);
	size_t given = 0;
	while (given < INTENT_ARGS && *intent->args[given])
		given++;
	if (action == &actions[ACTION_SEND] && given < action->min_args) {
		app_popup_send(a, (unsigned)strtoul(intent->args[0], NULL, 10), intent->args[1]);
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
