/*
 * The prompt: readline, without its terminal. The only file that knows readline. It sees no byte that
 * keys.c has not understood: keys come in one at a time and are handed on in xterm's spelling, so a
 * lone ESC never waits for company and a paste never runs as commands.
 */
#include "tui/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "tui/edit.h"
#include "tui/histfile.h"
#include "tui/past.h"
#include "tui/text.h"

struct prompt {
	struct prompt_config config;
	char *history_path;
	struct past past;
	struct edit secret; /* the line of a masked prompt */
	char *last;         /* the line as changed() was last told, malloc'd */
	struct prompt_candidate candidates[PROMPT_CANDIDATES_MAX];
	size_t candidate_count;
};

enum { FIFO_MAX = 64 };

/* readline is one, so is this. */
static struct {
	FILE *nowhere;
	struct prompt *open;    /* its line is being edited */
	char fifo[FIFO_MAX];    /* bytes readline has still to read */
	size_t fifo_n;
	bool quoting;           /* the next key goes in as it is (Ctrl-V) */
	bool finished;          /* Enter or Ctrl-D has been seen */
	char *finished_line;    /* malloc'd; NULL: Ctrl-D */
} shared;

/* --- readline's side ---------------------------------------------------------------------------- */

/* Never waits: out of bytes is the end of input, which ends whatever asked for more. */
static int fifo_getc(FILE *stream)
{
	(void)stream;
	if (shared.fifo_n == 0)
		return EOF;
	int c = (unsigned char)shared.fifo[0];

	memmove(shared.fifo, shared.fifo + 1, --shared.fifo_n);
	return c;
}

static int fifo_available(void)
{
	return shared.fifo_n > 0;
}

static void draw_nothing(void)
{
}

/* The line is done. readline is still on the stack, so nothing is closed here. */
static void on_line(char *line)
{
	free(shared.finished_line);
	shared.finished = true;
	shared.finished_line = line;
}

static char **no_completion(const char *text, int start, int end)
{
	(void)text;
	(void)start;
	(void)end;
	rl_attempted_completion_over = 1;
	return NULL;
}

static int on_quote(int count, int key)
{
	(void)count;
	(void)key;
	shared.quoting = true;
	return 0;
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

static void replace_word(size_t start, const char *text, size_t n)
{
	char word[sizeof(((struct prompt_candidate *)0)->text)];

	memcpy(word, text, n);
	word[n] = '\0';
	rl_begin_undo_group();
	rl_delete_text((int)start, rl_point);
	rl_point = (int)start;
	rl_insert_text(word);
	rl_end_undo_group();
}

static int on_tab(int count, int key)
{
	struct prompt *p = shared.open;
	size_t cursor = (size_t)rl_point, start = cursor;

	(void)count;
	(void)key;
	if (!p || !p->config.complete)
		return 0;
	p->candidate_count = p->config.complete(
			p->config.ctx, rl_line_buffer, cursor, &start, p->candidates, PROMPT_CANDIDATES_MAX);
	if (p->candidate_count == 0 || start > cursor)
		return 0;
	size_t n = common_length(p);

	/* candidates may correct what was typed (at+ql → AT+QLW), but never shorten it */
	if (n >= cursor - start || p->candidate_count == 1)
		replace_word(start, p->candidates[0].text, n);
	if (p->candidate_count == 1)
		p->candidate_count = 0;
	return 0;
}

static void set_variables(void)
{
	static const char *const settings[][2] = {
			{"enable-bracketed-paste", "off"}, /* keys.c does that */
			{"bell-style", "none"},
			{"blink-matching-paren", "off"},
			{"show-mode-in-prompt", "off"},
			{"echo-control-characters", "off"},
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
		rl_variable_bind(settings[i][0], settings[i][1]);
}

static void set_line(const char *text)
{
	if (!text)
		return;
	rl_replace_line(text, 1);
	rl_point = rl_end;
}

static int step_past(int step)
{
	if (shared.open)
		set_line(past_step(&shared.open->past, step, rl_line_buffer));
	return 0;
}

static int on_older(int count, int key)
{
	(void)count;
	(void)key;
	return step_past(-1);
}

static int on_newer(int count, int key)
{
	(void)count;
	(void)key;
	return step_past(1);
}

static int on_oldest(int count, int key)
{
	(void)count;
	(void)key;
	return step_past(-2);
}

static int on_newest(int count, int key)
{
	(void)count;
	(void)key;
	return step_past(2);
}

static int on_search(int count, int key)
{
	(void)count;
	(void)key;
	if (shared.open)
		past_search(&shared.open->past, rl_line_buffer);
	return 0;
}

/* Not to be had here: they search readline's own history, which is empty, or leak what they had
 * begun when the prompt is left. */
static void unbind_some(Keymap map)
{
	static rl_command_func_t *const functions[] = {
			rl_noninc_forward_search, rl_noninc_reverse_search, rl_vi_search, rl_vi_search_again,
			rl_reverse_search_history, rl_forward_search_history, rl_quoted_insert, rl_char_search,
			rl_backward_char_search,
	};

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		rl_unbind_function_in_map(functions[i], map);
}

/* These are ours whatever the user's inputrc says. */
static void set_own_keys(Keymap map)
{
	static const struct {
		const char *sequence;
		rl_command_func_t *function;
	} keys[] = {
			{"\t", on_tab}, {"\026", on_quote}, {"\021", on_quote}, {"\022", on_search}, {"\023", on_search},
			{"\020", on_older}, {"\016", on_newer}, {"\033[A", on_older}, {"\033[B", on_newer},
			{"\033OA", on_older}, {"\033OB", on_newer},
	};

	unbind_some(map);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		rl_bind_keyseq_in_map(keys[i].sequence, keys[i].function, map);
}

static void set_keys(void)
{
	static const struct {
		const char *sequence;
		rl_command_func_t *function;
	} keys[] = {
			{"\033[H", rl_beg_of_line}, {"\033[F", rl_end_of_line}, {"\033[3~", rl_delete},
			{"\033[1;5C", rl_forward_word}, {"\033[1;5D", rl_backward_word},
			{"\033[1;3C", rl_forward_word}, {"\033[1;3D", rl_backward_word},
			{"\033[C", rl_forward_char}, {"\033[D", rl_backward_char},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		rl_bind_keyseq_if_unbound(keys[i].sequence, keys[i].function);
	set_own_keys(emacs_standard_keymap);
	set_own_keys(vi_insertion_keymap);
	unbind_some(vi_movement_keymap);
	unbind_some(emacs_meta_keymap);
	rl_bind_keyseq_in_map("\033<", on_oldest, emacs_standard_keymap);
	rl_bind_keyseq_in_map("\033>", on_newest, emacs_standard_keymap);
	rl_bind_keyseq_in_map("k", on_older, vi_movement_keymap);
	rl_bind_keyseq_in_map("j", on_newer, vi_movement_keymap);
}

void prompt_start(const char *app)
{
	if (shared.nowhere)
		return;
	shared.nowhere = fopen("/dev/null", "we");
	rl_readline_name = app;
	rl_outstream = shared.nowhere;
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	/* else readline sets LINES and COLUMNS, and curses believes them after a resize */
	rl_change_environment = 0;
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_getc_function = fifo_getc;
	rl_input_available_hook = fifo_available;
	rl_redisplay_function = draw_nothing;
	rl_attempted_completion_function = no_completion;
	rl_initialize();
	set_variables();
	set_keys();
}

void prompt_end(void)
{
	if (shared.open)
		prompt_close(shared.open);
	rl_outstream = NULL;
	if (shared.nowhere)
		fclose(shared.nowhere);
	shared.nowhere = NULL;
}

/* --- history ------------------------------------------------------------------------------------ */

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

/* --- open and close ----------------------------------------------------------------------------- */

struct prompt *prompt_new(const struct prompt_config *config, struct qlw_diag *diag)
{
	struct prompt *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->config = *config;
	p->history_path = config->history_path && !config->masked ? strdup(config->history_path) : NULL;
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
	return shared.open == p;
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
	size_t room = (size_t)rl_end < PROMPT_LINE_MAX ? PROMPT_LINE_MAX - (size_t)rl_end : 0;

	n = n < room ? n : room;
	while (n > 0) {
		size_t take = n < sizeof(part) ? n : text_prev(s, sizeof(part) - 1);

		take = take > 0 ? take : 1;
		for (size_t i = 0; i < take; i++)
			part[i] = (unsigned char)s[i] < 0x20 || s[i] == 0x7f ? ' ' : s[i];
		part[take] = '\0';
		rl_insert_text(part);
		s += take;
		n -= take;
	}
}

void prompt_open(struct prompt *p, const char *initial)
{
	if (shared.open)
		prompt_close(shared.open);
	shared.open = p;
	p->candidate_count = 0;
	if (p->config.masked) {
		edit_start(&p->secret, initial, 0, true);
		return;
	}
	past_rewind(&p->past);
	shared.fifo_n = 0;
	shared.quoting = shared.finished = false;
	rl_callback_handler_install("", on_line);
	if (initial)
		insert_clean(initial, strlen(initial));
	note_line(p, rl_line_buffer);
}

void prompt_close(struct prompt *p)
{
	if (shared.open != p)
		return;
	shared.open = NULL;
	p->candidate_count = 0;
	if (p->config.masked) {
		edit_wipe(&p->secret);
		return;
	}
	rl_free_line_state();
	rl_callback_sigcleanup();
	rl_callback_handler_remove();
	rl_replace_line("", 1);
	past_rewind(&p->past);
	note_line(p, NULL);
}

/* --- keys --------------------------------------------------------------------------------------- */

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

/* Lets readline work on what is in the fifo, then tells the callbacks. */
static void pump(struct prompt *p)
{
	while (shared.fifo_n > 0 && !shared.finished)
		rl_callback_read_char();
	if (shared.finished) {
		char *line = shared.finished_line;

		shared.finished = false;
		shared.finished_line = NULL;
		if (line)
			accept_line(p, line);
		else
			cancel(p);
		return;
	}
	if (p->last && strcmp(p->last, rl_line_buffer) == 0)
		return;
	note_line(p, rl_line_buffer);
	if (p->config.changed)
		p->config.changed(p->config.ctx, rl_line_buffer);
}

static void feed(struct prompt *p, const char *bytes, size_t n)
{
	if (n > FIFO_MAX)
		return;
	memcpy(shared.fifo, bytes, n);
	shared.fifo_n = n;
	pump(p);
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

/* readline waits for the rest of something: a numeric argument, the second key of two. */
static bool is_midway(void)
{
	return RL_ISSTATE(RL_STATE_NUMERICARG | RL_STATE_MULTIKEY | RL_STATE_CHARSEARCH | RL_STATE_VIMOTION);
}

static void escape_key(struct prompt *p)
{
	if (is_midway())
		feed(p, "\a", 1); /* abort */
	else if (rl_editing_mode == 0 && rl_get_keymap() == vi_insertion_keymap)
		rl_vi_movement_mode(1, '\033');
	else
		cancel(p);
}

static void quoted_key(struct prompt *p, const struct key *key)
{
	char bytes[KEYS_NAME_MAX];
	size_t n = key_encode(key, bytes);

	shared.quoting = false;
	if (n == 0 || bytes[0] == '\0' || (size_t)rl_end + n > PROMPT_LINE_MAX)
		return;
	bytes[n] = '\0';
	rl_insert_text(bytes);
	pump(p);
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

	if (!grows || rl_end < PROMPT_LINE_MAX)
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
		pump(p);
		return;
	}
	bool empty = rl_end == 0 && !is_midway();

	if (!key_is(key, "Tab"))
		p->candidate_count = 0;
	if (shared.quoting)
		quoted_key(p, key);
	else if (key->code == KEYCODE_PASTE) {
		if (is_midway())
			feed(p, "\a", 1);
		insert_clean(key->text, key->len);
		pump(p);
	} else if (key_is(key, "Esc"))
		escape_key(p);
	else if (empty && key_is(key, "Backspace"))
		cancel(p);
	else
		typed_key(p, key);
}

static void secret_key(struct prompt *p, const struct key *key)
{
	bool empty = p->secret.len == 0;

	if (key->code == KEYCODE_ENTER)
		accept_secret(p);
	else if (key_is(key, "Esc") || (empty && (key_is(key, "Backspace") || key_is(key, "Ctrl-D"))))
		cancel(p);
	else
		edit_key(&p->secret, key);
}

bool prompt_key(struct prompt *p, const struct key *key)
{
	if (shared.open != p)
		return false;
	if (is_for_others(key) && !(shared.quoting && key->code == KEYCODE_CHAR))
		return false;
	if (p->config.masked)
		secret_key(p, key);
	else
		line_key(p, key);
	return true;
}

/* --- what to draw ------------------------------------------------------------------------------- */

void prompt_set(struct prompt *p, const char *text)
{
	if (shared.open != p)
		return;
	p->candidate_count = 0;
	if (p->config.masked) {
		edit_wipe(&p->secret);
		edit_start(&p->secret, text, 0, true);
		return;
	}
	rl_begin_undo_group();
	rl_delete_text(0, rl_end);
	rl_point = 0;
	insert_clean(text, strlen(text));
	rl_end_undo_group();
	note_line(p, rl_line_buffer);
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
		return rl_display_prompt ? rl_display_prompt : "";
	snprintf(text, sizeof(text), "%s \"%s\": ", p->past.missed ? "not found" : "search", p->past.query);
	return text;
}

struct prompt_line prompt_line(const struct prompt *p)
{
	if (shared.open != p)
		return (struct prompt_line){.text = "", .message = ""};
	if (p->config.masked)
		return secret_line(p);
	return (struct prompt_line){
			.text = rl_line_buffer,
			.len = (size_t)rl_end,
			.cursor = (size_t)rl_point,
			.cursor_col = text_width(rl_line_buffer, (size_t)rl_point),
			.message = message(p),
			.candidates = p->candidates,
			.candidate_count = p->candidate_count,
	};
}
