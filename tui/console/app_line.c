/*
 * The lines a user types: ':' commands, raw AT, secrets. Each is a prompt with its own history; what
 * it may remember is asked of redact.h.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/journal/redact.h"
#include "tui/console/app_priv.h"
#include "tui/complete_line.h"
#include "tui/toolkit/paths.h"
#include "tui/toolkit/text.h"

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

static size_t secrets(void *ctx, const char *line, struct prompt_span *out, size_t max)
{
	struct redact_span span[8];
	const size_t n = redact_spans(line, strlen(line), span, max < 8 ? max : 8);
	(void)ctx;
	for (size_t i = 0; i < n; i++)
		out[i] = (struct prompt_span){span[i].from, span[i].to};
	return n;
}

static struct complete_from known(const struct app *a)
{
	return (struct complete_from){.model = session_model(a->session),
		.config = &a->config,
		.profiles = &a->profiles,
		.replay = session_is_replay(a->session)};
}

static size_t complete_command_line(void *ctx, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max)
{
	struct app *a = ctx;
	const struct complete_from from = known(a);
	app_pane_profiles(a);
	return complete_command(&from, line, cursor, start, out, max);
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

static void send_yes(struct app *a, const char *line)
{
	send_at(a, line);
	app_line_begin(a, APP_LINE_AT, NULL);
}

static void accept_at(void *ctx, const char *line)
{
	struct app *a = ctx;
	char question[APP_TEXT_MAX], shown[900];
	const char *harm = session_danger(line);
	size_t len = strlen(line);
	if (!harm) {
		send_yes(a, line);
		return;
	}
	snprintf(question, sizeof question, "%.*s\nThis %s.",
		(int)redact_text(line, len < 200 ? len : 200, shown, sizeof shown), shown, harm);
	pop_question_open(a, &(struct pop_question){.title = actions[ACTION_AT].title,
				     .name = actions[ACTION_AT].name,
				     .text = question,
				     .yes = send_yes,
				     .line = line});
}

static size_t complete_at_line(void *ctx, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max)
{
	struct app *a = ctx;
	const struct complete_from from = known(a);
	return complete_at(&from, line, cursor, start, out, max);
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
			.secret = secrets,
			.complete = complete_command_line,
			.accept = accept_command},
		[APP_LINE_AT] = {.history_path = paths_state(at_path, sizeof at_path, "history-at"),
			.ctx = a,
			.keep = keep,
			.secret = secrets,
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

static struct complete_hint hint_of(const struct app *a)
{
	struct complete_hint hint = {.names = ""};
	const struct complete_from from = known(a);
	struct prompt_line line = prompt_line(app_line_open(a));
	if (at_open(a))
		complete_at_hint(&from, line.text, line.cursor, &hint);
	else if (prompt_is_open(a->line[APP_LINE_COMMAND]))
		complete_command_hint(&from, line.text, line.cursor, &hint);
	return hint;
}

/* Columns before a hint. */
#define HINT_COL 2

/* It names what there is, and says what it is in one row, or two if it has to. While one chooses from
 * candidates it takes no more than it needs. */
static int hint_rows(const struct app *a)
{
	const struct complete_hint hint = hint_of(a);
	const int cols = canvas_cols(a->canvas) - HINT_COL - 1;
	if (candidates(a) && !*hint.names && !*hint.text)
		return 0;
	if (!at_open(a) && !prompt_is_open(a->line[APP_LINE_COMMAND]))
		return 1;
	return text_width(hint.text, strlen(hint.text)) > (size_t)cols ? 3 : 2;
}

int app_line_rows(const struct app *a)
{
	int rows = 1 + (int)candidates(a) + hint_rows(a);
	if (at_open(a) && (*a->at_command || a->at_answers))
		rows += 1 + (int)a->at_answers;
	int most = canvas_rows(a->canvas) / 2;
	return rows < most ? rows : most;
}

static void draw_exchange(const struct app *a, struct region *r)
{
	struct region top = region_cut_top(r, r->rows - 1 - hint_rows(a) - (int)candidates(a));
	if (top.rows <= 0)
		return;
	int col = region_text(top, 0, 1, ROLE_TX, "→ ");
	region_put(top, 0, col, ROLE_TX, a->at_command, strlen(a->at_command));
	for (size_t i = 0; i < a->at_answers; i++)
		region_put(top, 1 + (int)i, 3, ROLE_RX, a->at_answer[i], strlen(a->at_answer[i]));
}

/* What it would do if it were sent as it stands. */
static bool draw_danger(struct region r, const char *line)
{
	const char *harm = session_danger(line);
	if (harm)
		region_text(r, 0, HINT_COL, ROLE_WARN, "as it stands this %s", harm);
	return harm;
}

/* The names of all there can be, the one under the cursor marked and in sight. */
static void draw_names(struct region r, const struct complete_hint *hint)
{
	const char *names = hint->names;
	size_t from = hint->from, skip = 0;
	const int end = HINT_COL + region_width(r, names, from + hint->len) + 1;
	if (end > r.cols) {
		skip = text_fit(names, from, (size_t)end - (size_t)r.cols + 1, NULL);
		while (names[skip] && names[skip] != ' ')
			skip++;
	}
	int col = region_text(r, 0, HINT_COL, ROLE_HINT, "%s", skip ? "…" : "");
	col = region_put(r, 0, col, ROLE_HINT, names + skip, from > skip ? from - skip : 0);
	col = region_put(r, 0, col, ROLE_KEY, names + from, hint->len);
	region_text(r, 0, col, ROLE_HINT, "%s", names + from + hint->len);
}

static void draw_hint(struct app *a, struct region r)
{
	const struct complete_hint hint = hint_of(a);
	if (*hint.names && r.rows > 1)
		draw_names(region_cut_top(&r, 1), &hint);
	if (!at_open(a) || !draw_danger(r, prompt_line(app_line_open(a)).text))
		region_wrap(region_sub(r, 0, HINT_COL, -1, -1), 0, r.rows, ROLE_HINT, hint.text);
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
