/*
 * The prompt: which line is being edited, its history, its completion, its callbacks. Knows neither
 * readline (prompt_readline.c) nor the terminal. Keys come in one at a time and already understood,
 * so a lone ESC never waits for company and a paste never runs as commands.
 */
#include "tui/toolkit/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/toolkit/edit.h"
#include "tui/toolkit/histfile.h"
#include "tui/toolkit/past.h"
#include "tui/toolkit/prompt_readline.h"
#include "tui/toolkit/text.h"

struct prompt {
	struct prompt_config config;
	char *history_path;
	struct past past;
	struct edit secret; /* the line of a masked prompt */
	char *last;         /* the line as changed() was last told, malloc'd */
	bool quoting;       /* the next key goes in as it is (Ctrl-V) */
	struct prompt_candidate candidates[PROMPT_CANDIDATES_MAX];
	size_t candidate_count;
};

/* The one whose line is being edited: there is one editor. */
static struct prompt *open_prompt;

/* --- what keys ask for ---------------------------------------------------------------------- */

static void set_line(const char *text)
{
	if (text)
		line_set(text);
}

/* Longest text that all candidates begin with, in whole code points. */
static size_t common_length(const struct prompt *p)
{
	const char *first = p->candidates[0].text;
	size_t n = strlen(first);

	for (size_t i = 1; i < p->candidate_count; i++) {
		size_t same = 0;

		while (same < n && p->candidates[i].text[same] == first[same])
			same++;
		n = same;
	}
	while (n > 0 && ((unsigned char)first[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void complete(struct prompt *p)
{
	char word[sizeof(p->candidates[0].text)];
	size_t cursor = line_cursor(), start = cursor;

	if (!p->config.complete)
		return;
	p->candidate_count = p->config.complete(
		p->config.ctx, line_text(), cursor, &start, p->candidates, PROMPT_CANDIDATES_MAX);
	if (p->candidate_count == 0 || start > cursor)
		return;
	size_t n = common_length(p);

	memcpy(word, p->candidates[0].text, n);
	word[n] = '\0';
	/* candidates may correct what was typed (at+ql → AT+QLW), but never shorten it */
	if (n >= cursor - start || p->candidate_count == 1)
		line_replace(start, word);
	if (p->candidate_count == 1)
		p->candidate_count = 0;
}

static void on_ask(enum line_ask ask)
{
	static const int steps[] = {[LINE_ASK_OLDER] = -1,
		[LINE_ASK_NEWER] = 1,
		[LINE_ASK_OLDEST] = -2,
		[LINE_ASK_NEWEST] = 2};
	struct prompt *p = open_prompt;

	if (!p)
		return;
	if (ask == LINE_ASK_COMPLETE)
		complete(p);
	else if (ask == LINE_ASK_QUOTE)
		p->quoting = true;
	else if (ask == LINE_ASK_SEARCH)
		past_search(&p->past, line_text());
	else
		set_line(past_step(&p->past, steps[ask], line_text()));
}

void prompt_start(const char *app)
{
	line_start(app, on_ask);
}

void prompt_end(void)
{
	if (open_prompt)
		prompt_close(open_prompt);
	line_stop();
}

/* --- history -------------------------------------------------------------------------------- */

static bool may_keep(const struct prompt *p, const char *line)
{
	return !p->config.keep || p->config.keep(p->config.ctx, line);
}

static bool load_line(void *ctx, const char *line)
{
	struct prompt *p = ctx;

	if (!may_keep(p, line))
		return false;
	past_add(&p->past, line);
	return true;
}

static void remember(struct prompt *p, const char *line)
{
	if (may_keep(p, line) && past_add(&p->past, line) && p->history_path)
		histfile_append(p->history_path, line);
}

/* --- open and close ------------------------------------------------------------------------- */

struct prompt *prompt_new(const struct prompt_config *config, struct qlw_diag *diag)
{
	struct prompt *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->config = *config;
	p->history_path =
		config->history_path && !config->masked ? strdup(config->history_path) : NULL;
	p->config.history_path = p->history_path;
	if (config->history_path && !config->masked && !p->history_path) {
		free(p);
		return NULL;
	}
	if (p->history_path)
		histfile_load(p->history_path, PROMPT_HISTORY_MAX, load_line, p, diag);
	return p;
}

void prompt_free(struct prompt *p)
{
	if (!p)
		return;
	prompt_close(p);
	past_free(&p->past);
	free(p->history_path);
	free(p);
}

bool prompt_is_open(const struct prompt *p)
{
	return open_prompt == p;
}

/* What changed() was last told: now this. Out of memory: it is told once more than needed. */
static void note_line(struct prompt *p, const char *line)
{
	free(p->last);
	p->last = line ? strdup(line) : NULL;
}

static void insert_clean(const char *s, size_t n)
{
	char part[256];
	size_t room = line_length() < PROMPT_LINE_MAX ? PROMPT_LINE_MAX - line_length() : 0;

	n = n < room ? n : room;
	while (n > 0) {
		size_t take = n < sizeof(part) ? n : text_prev(s, sizeof(part) - 1);

		take = take > 0 ? take : 1;
		for (size_t i = 0; i < take; i++)
			part[i] = (unsigned char)s[i] < 0x20 || s[i] == 0x7f ? ' ' : s[i];
		part[take] = '\0';
		line_insert(part);
		s += take;
		n -= take;
	}
}

void prompt_open(struct prompt *p, const char *initial)
{
	if (open_prompt)
		prompt_close(open_prompt);
	open_prompt = p;
	p->candidate_count = 0;
	if (p->config.masked) {
		edit_start(&p->secret, initial, 0, true);
		return;
	}
	past_rewind(&p->past);
	p->quoting = false;
	line_begin();
	if (initial)
		insert_clean(initial, strlen(initial));
	note_line(p, line_text());
}

void prompt_close(struct prompt *p)
{
	if (open_prompt != p)
		return;
	open_prompt = NULL;
	p->candidate_count = 0;
	if (p->config.masked) {
		edit_wipe(&p->secret);
		return;
	}
	line_end();
	past_rewind(&p->past);
	note_line(p, NULL);
}

/* --- keys ----------------------------------------------------------------------------------- */

static void cancel(struct prompt *p)
{
	struct prompt_config config = p->config;

	prompt_close(p);
	if (config.cancel)
		config.cancel(config.ctx);
}

static void accept_line(struct prompt *p, char *line)
{
	struct prompt_config config = p->config;

	remember(p, line);
	prompt_close(p);
	config.accept(config.ctx, line);
	free(line);
}

static void accept_secret(struct prompt *p)
{
	struct prompt_config config = p->config;
	char line[EDIT_MAX];

	memcpy(line, p->secret.text, sizeof(line));
	prompt_close(p);
	config.accept(config.ctx, line);
	explicit_bzero(line, sizeof(line));
}

/* Tells changed() if it is not what it was. */
static void tell_changed(struct prompt *p)
{
	if (p->last && strcmp(p->last, line_text()) == 0)
		return;
	note_line(p, line_text());
	if (p->config.changed)
		p->config.changed(p->config.ctx, line_text());
}

static void feed(struct prompt *p, const char *bytes, size_t n)
{
	char *line;
	enum line_result result = line_feed(bytes, n, &line);

	if (result == LINE_RESULT_ENTER)
		accept_line(p, line);
	else if (result == LINE_RESULT_END)
		cancel(p);
	else
		tell_changed(p);
}

static bool is_for_others(const struct key *key)
{
	static const char *const names[] = {"Ctrl-C", "Ctrl-L", "Ctrl-Z"};

	if (key->code == KEYCODE_NONE || key->code == KEYCODE_MOUSE || key->code == KEYCODE_PGUP ||
		key->code == KEYCODE_PGDN || (key->code >= KEYCODE_F1 && key->code <= KEYCODE_F12))
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (key_is(key, names[i]))
			return true;
	return false;
}

static void quoted_key(struct prompt *p, const struct key *key)
{
	char bytes[KEYS_NAME_MAX];
	size_t n = key_encode(key, bytes);

	p->quoting = false;
	if (n == 0 || bytes[0] == '\0' || line_length() + n > PROMPT_LINE_MAX)
		return;
	bytes[n] = '\0';
	line_insert(bytes);
	tell_changed(p);
}

static void typed_key(struct prompt *p, const struct key *key)
{
	char bytes[KEYS_NAME_MAX];
	struct key plain = *key;

	/* Alt-Enter would switch to vi's keys and back */
	if (key->code == KEYCODE_ENTER)
		plain.mods = 0;
	bool grows = key->code == KEYCODE_CHAR && key->mods == 0;
	size_t n = key_encode(&plain, bytes);

	if (!grows || line_length() < PROMPT_LINE_MAX)
		feed(p, bytes, n);
}

/* True if the key was one for the search; else the search is over and the key is as any other. */
static bool search_key(struct prompt *p, const struct key *key)
{
	char bytes[KEYS_NAME_MAX];

	if (key_is(key, "Esc") || key_is(key, "Ctrl-G"))
		set_line(past_search_end(&p->past, true));
	else if (key->code == KEYCODE_CHAR && key->mods == 0)
		set_line(past_search_type(&p->past, bytes, key_encode(key, bytes)));
	else if (key_is(key, "Backspace"))
		set_line(past_search_type(&p->past, NULL, 0));
	else if (key_is(key, "Ctrl-R"))
		set_line(past_search_next(&p->past, -1));
	else if (key_is(key, "Ctrl-S"))
		set_line(past_search_next(&p->past, 1));
	else
		return past_search_end(&p->past, false) != NULL;
	return true;
}

static void line_key(struct prompt *p, const struct key *key)
{
	if (p->past.searching && search_key(p, key)) {
		tell_changed(p);
		return;
	}
	bool empty = line_length() == 0 && !line_is_midway();

	if (!key_is(key, "Tab"))
		p->candidate_count = 0;
	if (p->quoting)
		quoted_key(p, key);
	else if (key->code == KEYCODE_PASTE) {
		if (line_is_midway())
			line_escape();
		insert_clean(key->text, key->len);
		tell_changed(p);
	} else if (key_is(key, "Esc")) {
		if (!line_escape())
			cancel(p);
	} else if (empty && key_is(key, "Backspace"))
		cancel(p);
	else
		typed_key(p, key);
}

static void secret_key(struct prompt *p, const struct key *key)
{
	bool empty = p->secret.len == 0;

	if (key->code == KEYCODE_ENTER)
		accept_secret(p);
	else if (key_is(key, "Esc") ||
		 (empty && (key_is(key, "Backspace") || key_is(key, "Ctrl-D"))))
		cancel(p);
	else
		edit_key(&p->secret, key);
}

bool prompt_key(struct prompt *p, const struct key *key)
{
	if (open_prompt != p)
		return false;
	if (is_for_others(key) && !(p->quoting && key->code == KEYCODE_CHAR))
		return false;
	if (p->config.masked)
		secret_key(p, key);
	else
		line_key(p, key);
	return true;
}

/* --- what to draw --------------------------------------------------------------------------- */

void prompt_set(struct prompt *p, const char *text)
{
	if (open_prompt != p)
		return;
	p->candidate_count = 0;
	if (p->config.masked) {
		edit_wipe(&p->secret);
		edit_start(&p->secret, text, 0, true);
		return;
	}
	line_set("");
	insert_clean(text, strlen(text));
	note_line(p, line_text());
}

static struct prompt_line secret_line(const struct prompt *p)
{
	static char bullets[3 * EDIT_MAX];
	struct prompt_line line = {.text = bullets, .message = ""};

	line.len = edit_bullets(&p->secret, bullets, &line.cursor);
	bullets[line.len] = '\0';
	line.cursor_col = text_width(bullets, line.cursor);
	return line;
}

/* What stands in place of the label, made anew at each look. */
static const char *message(const struct prompt *p)
{
	static char text[PAST_QUERY_MAX + 32];

	if (!p->past.searching)
		return line_message();
	snprintf(text, sizeof(text), "%s \"%s\": ", p->past.missed ? "not found" : "search",
		p->past.query);
	return text;
}

struct prompt_line prompt_line(const struct prompt *p)
{
	if (open_prompt != p)
		return (struct prompt_line){.text = "", .message = ""};
	if (p->config.masked)
		return secret_line(p);
	return (struct prompt_line){
		.text = line_text(),
		.len = line_length(),
		.cursor = line_cursor(),
		.cursor_col = text_width(line_text(), line_cursor()),
		.message = message(p),
		.candidates = p->candidates,
		.candidate_count = p->candidate_count,
	};
}

size_t prompt_secrets(const struct prompt *p, struct prompt_span *out, size_t max)
{
	if (open_prompt != p || p->config.masked || !p->config.secret)
		return 0;
	return p->config.secret(p->config.ctx, line_text(), out, max);
}
