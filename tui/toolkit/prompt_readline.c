/*
 * readline, reduced to an editor of one line. The only file that knows it. It sees no byte that
 * keys.c has not understood, writes nothing anywhere and never waits.
 */
#include "tui/toolkit/prompt_readline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

enum {
	FIFO_MAX = 64
};

static struct {
	FILE *nowhere;
	void (*asked)(enum line_ask ask);
	char fifo[FIFO_MAX]; /* bytes readline has still to read */
	size_t fifo_n;
	enum line_result result;
	char *finished; /* the line after Enter, malloc'd */
} shared;

/* --- what readline calls -------------------------------------------------------------------- */

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
	free(shared.finished);
	shared.finished = line;
	shared.result = line ? LINE_RESULT_ENTER : LINE_RESULT_END;
}

static char **no_completion(const char *text, int start, int end)
{
	(void)text;
	(void)start;
	(void)end;
	rl_attempted_completion_over = 1;
	return NULL;
}

static int on_tab(int count, int key)
{
	(void)count;
	(void)key;
	shared.asked(LINE_ASK_COMPLETE);
	return 0;
}

static int on_quote(int count, int key)
{
	(void)count;
	(void)key;
	shared.asked(LINE_ASK_QUOTE);
	return 0;
}

static int on_older(int count, int key)
{
	(void)count;
	(void)key;
	shared.asked(LINE_ASK_OLDER);
	return 0;
}

static int on_newer(int count, int key)
{
	(void)count;
	(void)key;
	shared.asked(LINE_ASK_NEWER);
	return 0;
}

static int on_oldest(int count, int key)
{
	(void)count;
	(void)key;
	shared.asked(LINE_ASK_OLDEST);
	return 0;
}

static int on_newest(int count, int key)
{
	(void)count;
	(void)key;
	shared.asked(LINE_ASK_NEWEST);
	return 0;
}

static int on_search(int count, int key)
{
	(void)count;
	(void)key;
	shared.asked(LINE_ASK_SEARCH);
	return 0;
}

/* --- set up --------------------------------------------------------------------------------- */

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

/* Not to be had here: they search readline's own history, which is empty, or leak what they had
 * begun when the prompt is left. */
static void unbind_some(Keymap map)
{
	static rl_command_func_t *const functions[] = {
		rl_noninc_forward_search,
		rl_noninc_reverse_search,
		rl_vi_search,
		rl_vi_search_again,
		rl_reverse_search_history,
		rl_forward_search_history,
		rl_quoted_insert,
		rl_char_search,
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
		{"\t", on_tab},
		{"\026", on_quote},
		{"\021", on_quote},
		{"\022", on_search},
		{"\023", on_search},
		{"\020", on_older},
		{"\016", on_newer},
		{"\033[A", on_older},
		{"\033[B", on_newer},
		{"\033OA", on_older},
		{"\033OB", on_newer},
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
		{"\033[H", rl_beg_of_line},
		{"\033[F", rl_end_of_line},
		{"\033[3~", rl_delete},
		{"\033[1;5C", rl_forward_word},
		{"\033[1;5D", rl_backward_word},
		{"\033[1;3C", rl_forward_word},
		{"\033[1;3D", rl_backward_word},
		{"\033[C", rl_forward_char},
		{"\033[D", rl_backward_char},
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

void line_start(const char *app, void (*asked)(enum line_ask ask))
{
	shared.asked = asked;
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

void line_stop(void)
{
	line_end();
	rl_outstream = NULL;
	if (shared.nowhere)
		fclose(shared.nowhere);
	shared.nowhere = NULL;
}

/* --- the line ------------------------------------------------------------------------------- */

void line_begin(void)
{
	shared.fifo_n = 0;
	shared.result = LINE_RESULT_GOING;
	rl_callback_handler_install("", on_line);
}

void line_end(void)
{
	rl_free_line_state();
	rl_callback_sigcleanup();
	rl_callback_handler_remove();
	rl_replace_line("", 1);
	free(shared.finished);
	shared.finished = NULL;
}

enum line_result line_feed(const char *bytes, size_t n, char **line)
{
	*line = NULL;
	if (n > FIFO_MAX)
		return LINE_RESULT_GOING;
	memcpy(shared.fifo, bytes, n);
	shared.fifo_n = n;
	shared.result = LINE_RESULT_GOING;
	while (shared.fifo_n > 0 && shared.result == LINE_RESULT_GOING)
		rl_callback_read_char();
	*line = shared.finished;
	shared.finished = NULL;
	return shared.result;
}

bool line_is_midway(void)
{
	return RL_ISSTATE(
		RL_STATE_NUMERICARG | RL_STATE_MULTIKEY | RL_STATE_CHARSEARCH | RL_STATE_VIMOTION);
}

bool line_escape(void)
{
	char *line;

	if (line_is_midway())
		line_feed("\a", 1, &line); /* abort; never the end of the line */
	else if (rl_editing_mode == 0 && rl_get_keymap() == vi_insertion_keymap)
		rl_vi_movement_mode(1, '\033');
	else
		return false;
	return true;
}

const char *line_text(void)
{
	return rl_line_buffer;
}

size_t line_length(void)
{
	return (size_t)rl_end;
}

size_t line_cursor(void)
{
	return (size_t)rl_point;
}

const char *line_message(void)
{
	return rl_display_prompt ? rl_display_prompt : "";
}

void line_insert(const char *text)
{
	rl_insert_text(text);
}

void line_replace(size_t start, const char *text)
{
	rl_begin_undo_group();
	rl_delete_text((int)start, rl_point);
	rl_point = (int)start;
	rl_insert_text(text);
	rl_end_undo_group();
}

void line_set(const char *text)
{
	rl_replace_line(text, 1);
	rl_point = rl_end;
}
