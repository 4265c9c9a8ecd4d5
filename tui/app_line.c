/*
 * The lines a user types: ':' commands, raw AT, secrets. Each is a prompt with its own history; what
 * it may remember is asked of redact.h.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/redact.h"
#include "tui/app_priv.h"
#include "tui/complete_line.h"
#include "tui/paths.h"

static const char *const label[APP_LINES] = {[APP_LINE_COMMAND] = ":",
	[APP_LINE_AT] = "AT› ",
	[APP_LINE_SECRET] = "",
	[APP_LINE_ANSWER] = ""};

/* A line with a secret in it is never remembered, nor one that may hold a key in the wrong place;
 * application data may look like one. */
static bool keep(void *ctx, const char *line)
{
	size_t n;
	(void)ctx;
	if (redact_needed(line, strlen(line)) || strstr(line, "psk_") || !strncmp(line, "pin", 3))
		return false;
	return !redact_key_like(line, &n) || !strncmp(line, "send ", 5) ||
	       strstr(line, "\"uldata\"");
}

/* --- the ':' line ------------------------------------------------------------------------------------- */

static void accept_command(void *ctx, const char *line)
{
	app_run_line(ctx, line);
}

static size_t complete_command_line(void *ctx, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max)
{
	struct app *a = ctx;
	return complete_command(session_model(a->session), line, cursor, start, out, max);
}

/* --- the AT line -------------------------------------------------------------------------------------- */

static void keep_answer(struct app *a, const char *line, size_t len)
{
	if (a->at_answers == APP_AT_LINES) {
		memmove(a->at_answer[0], a->at_answer[1],
			sizeof a->at_answer - sizeof *a->at_answer);
		a->at_answers--;
	}
	char *to = a->at_answer[a->at_answers++];
	size_t n = redact_text(line, len, to, sizeof *a->at_answer - 1);
	to[n] = '\0';
}

static void at_answer(void *ctx, const char *line, size_t len)
{
	keep_answer(ctx, line, len);
}

static void at_done(void *ctx, const struct engine_result *result)
{
	struct app *a = ctx;
	char text[APP_TEXT_MAX];
	static const char *const words[] = {
		[ENGINE_END_TIMEOUT] = "no answer in time",
		[ENGINE_END_RESTART] = "no answer: the module restarted or its port went away",
		[ENGINE_END_CANCELLED] = "cancelled",
	};
	if (result->end == ENGINE_END_CME && result->code >= 0)
		snprintf(text, sizeof text, "%s  %s", result->text,
			qlw_cme_meaning(a->at_command, result->code));
	else
		snprintf(text, sizeof text, "%s",
			result->end < ENGINE_END_TIMEOUT ? result->text : words[result->end]);
	keep_answer(a, text, strlen(text));
	pace_urgent(&a->pace, loop_now_ms());
}

static void send_at(struct app *a, const char *line)
{
	struct qlw_diag diag;
	const struct engine_request request = {
		.line = line, .answer = at_answer, .done = at_done, .ctx = a};
	size_t n = redact_text(line, strlen(line), a->at_command, sizeof a->at_command - 1);
	a->at_command[n] = '\0';
	a->at_answers = 0;
	if (strncasecmp(line, "AT", 2) !=
		0) { /* and is not shown: it may be a key in the wrong place */
		a->at_command[0] = '\0';
		keep_answer(a, "not sent: a command begins with AT", 34);
		return;
	}
	if (session_submit(a->session, &request, &diag) < 0)
		keep_answer(a, diag.what, strlen(diag.what));
}

/* Cuts the next line, without blanks before it, off *text; false at the end. */
static bool next_line(const char **text, char *line, size_t size)
{
	while (**text == '\n' || **text == '\r' || **text == ' ')
		++*text;
	size_t n = strcspn(*text, "\r\n");
	if (!n)
		return false;
	snprintf(line, size, "%.*s", (int)(n < size ? n : size - 1), *text);
	*text += n;
	return true;
}

static void send_lines(struct app *a, const char *text)
{
	char line[AT_LINE_MAX + 2];
	while (next_line(&text, line, sizeof line))
		send_at(a, line);
}

static void send_lines_yes(struct app *a, const char *text)
{
	send_lines(a, text);
	app_line_begin(a, APP_LINE_AT, NULL);
}

static size_t count_lines(const char *text, const char **harm)
{
	char line[AT_LINE_MAX + 2];
	size_t n = 0;
	*harm = NULL;
	for (; next_line(&text, line, sizeof line); n++)
		if (!*harm)
			*harm = session_danger(line);
	return n;
}

/* Why these n lines are not simply sent. */
static void put_question(const char *text, size_t n, const char *harm, char *out, size_t size)
{
	char shown[900];
	size_t len = strlen(text);
	if (n > 1)
		snprintf(out, size, "%zu pasted lines, sent one after the other.%s%s%s", n,
			harm ? " One of them " : "", harm ? harm : "", harm ? "." : "");
	else
		snprintf(out, size, "%.*s\nThis %s.",
			(int)redact_text(text, len < 200 ? len : 200, shown, sizeof shown), shown,
			harm);
}

void app_line_at(struct app *a, const char *pasted, size_t len)
{
	char text[APP_PASTE_MAX], question[APP_TEXT_MAX];
	const char *harm;
	if (len >= sizeof text) {
		app_say(a, ROLE_WARN,
			"more than %d bytes: use qlw at, which reads lines from a file",
			APP_PASTE_MAX - 1);
		return;
	}
	memcpy(text, pasted, len);
	text[len] = '\0';
	size_t n = count_lines(text, &harm);
	if (n <= 1 && !harm) {
		send_lines_yes(a, text);
		return;
	}
	put_question(text, n, harm, question, sizeof question);
	pop_question_open(a, &(struct pop_question){.title = actions[ACTION_AT].title,
				     .name = actions[ACTION_AT].name,
				     .text = question,
				     .yes = send_lines_yes,
				     .line = text});
}

static void accept_at(void *ctx, const char *line)
{
	app_line_at(ctx, line, strlen(line));
}

static size_t complete_at_line(void *ctx, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max)
{
	struct app *a = ctx;
	return complete_at(session_model(a->session), line, cursor, start, out, max);
}

/* --- questions of verbs ------------------------------------------------------------------------------------------ */

static void accept_answer(void *ctx, const char *line)
{
	struct app *a = ctx;
	if (a->secret)
		snprintf(a->secret, a->secret_size, "%s", line);
	a->secret_given = true;
	a->secret = NULL;
}

bool app_line_answer(struct app *a, enum app_line which, const char *what, char *out, size_t size)
{
	a->secret = out;
	a->secret_size = size;
	a->secret_for = what;
	a->secret_given = false;
	app_line_begin(a, which, NULL);
	while (prompt_is_open(a->line[which]) && !app_turn(a, UINT64_MAX))
		;
	a->secret = NULL;
	return a->secret_given;
}

/* --- all of them ---------------------------------------------------------------------------------------- */

int app_line_new(struct app *a, struct qlw_diag *diag)
{
	char command_path[512], at_path[512];
	if (paths_state(at_path, sizeof at_path, "history-at"))
		paths_make(at_path);
	const struct prompt_config config[APP_LINES] = {
		[APP_LINE_COMMAND] = {.history_path = paths_state(
					      command_path, sizeof command_path, "history"),
			.ctx = a,
			.keep = keep,
			.complete = complete_command_line,
			.accept = accept_command},
		[APP_LINE_AT] = {.history_path = paths_state(at_path, sizeof at_path, "history-at"),
			.ctx = a,
			.keep = keep,
			.complete = complete_at_line,
			.accept = accept_at},
		[APP_LINE_SECRET] = {.masked = true, .ctx = a, .accept = accept_answer},
		[APP_LINE_ANSWER] = {.ctx = a, .accept = accept_answer},
	};
	for (int i = 0; i < APP_LINES; i++) {
		a->line[i] = prompt_new(&config[i], diag);
		if (!a->line[i])
			return QLW_ENOMEM;
	}
	return 0;
}

void app_line_free(struct app *a)
{
	for (int i = 0; i < APP_LINES; i++)
		if (a->line[i])
			prompt_free(a->line[i]);
}

struct prompt *app_line_open(const struct app *a)
{
	for (int i = 0; i < APP_LINES; i++)
		if (prompt_is_open(a->line[i]))
			return a->line[i];
	return NULL;
}

bool app_line_asks(const struct app *a)
{
	return prompt_is_open(a->line[APP_LINE_SECRET]) || prompt_is_open(a->line[APP_LINE_ANSWER]);
}

void app_line_begin(struct app *a, enum app_line which, const char *text)
{
	if (which != APP_LINE_SECRET && which != APP_LINE_ANSWER)
		popup_close_all(a);
	a->message[0] = '\0';
	prompt_open(a->line[which], text);
	pace_urgent(&a->pace, loop_now_ms());
}

/* --- drawing -------------------------------------------------------------------------------------------- */

static size_t candidates(const struct app *a)
{
	const struct prompt *p = app_line_open(a);
	size_t n = p ? prompt_line(p).candidate_count : 0;
	return n < 8 ? n : 8;
}

static bool at_open(const struct app *a)
{
	return prompt_is_open(a->line[APP_LINE_AT]);
}

int app_line_rows(const struct app *a)
{
	int rows = 1;
	if (!app_line_open(a))
		return rows;
	rows += (int)candidates(a) + 1; /* and the hint */
	if (at_open(a) && (*a->at_command || a->at_answers))
		rows += 1 + (int)a->at_answers;
	int most = canvas_rows(a->canvas) / 2;
	return rows < most ? rows : most;
}

static void draw_exchange(const struct app *a, struct region *r)
{
	struct region top = region_cut_top(r, r->rows - 2 - (int)candidates(a));
	if (top.rows <= 0)
		return;
	int col = region_text(top, 0, 1, ROLE_TX, "→ ");
	region_put(top, 0, col, ROLE_TX, a->at_command, strlen(a->at_command));
	for (size_t i = 0; i < a->at_answers; i++)
		region_put(top, 1 + (int)i, 3, ROLE_RX, a->at_answer[i], strlen(a->at_answer[i]));
}

static void draw_hint(const struct app *a, struct region r)
{
	char hint[APP_TEXT_MAX] = "";
	struct prompt_line line = prompt_line(app_line_open(a));
	if (at_open(a))
		complete_at_hint(
			session_model(a->session), line.text, line.cursor, hint, sizeof hint);
	else if (prompt_is_open(a->line[APP_LINE_COMMAND]))
		complete_command_hint(line.text, line.cursor, hint, sizeof hint);
	region_put(r, 0, 5, ROLE_HINT, hint, strlen(hint));
}

void app_line_draw(struct app *a, struct region r)
{
	char words[64];
	if (at_open(a) && (*a->at_command || a->at_answers))
		draw_exchange(a, &r);
	struct region list = region_cut_bottom(&r, (int)candidates(a));
	for (int i = 0; i < APP_LINES; i++) {
		if (!prompt_is_open(a->line[i]))
			continue;
		snprintf(words, sizeof words, "%s: ", a->secret_for ? a->secret_for : "");
		prompt_draw(a->line[i], r, 0, i >= APP_LINE_SECRET ? words : label[i]);
		prompt_draw_candidates(a->line[i], list);
	}
	draw_hint(a, region_cut_bottom(&r, r.rows - 1));
}
