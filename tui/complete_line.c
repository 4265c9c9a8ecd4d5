/*
 * Completion and hints of ':' commands: which word the cursor is in. What an argument may be is
 * complete_argument.c's, the AT line is complete_at.c's. Knows no prompt but its candidates.
 */
#include "tui/complete_line.h"

#include <stdio.h>
#include <string.h>

#include "tui/complete_priv.h"

/* --- the words of a line ------------------------------------------------------------------------- */

/* A word ends at a blank outside quotes. */
static size_t word_end(const char *line, size_t from, size_t cursor)
{
	char quote = '\0';
	for (; from < cursor && (quote || line[from] != ' '); from++)
		if (quote ? line[from] == quote : line[from] == '"' || line[from] == '\'')
			quote = quote ? '\0' : line[from];
	return from;
}

static const struct option_row *option_named(const char *word, size_t n)
{
	const struct option_row *row;
	for (size_t i = 0; (row = options_row(i)) != NULL; i++)
		if (row->bit && strlen(row->name) == n && !strncmp(row->name, word, n))
			return row;
	return NULL;
}

static void take_word(struct complete_words *w, const char *word, size_t n)
{
	const bool value = w->option != NULL;
	w->option = NULL;
	if (n > 2 && !strncmp(word, "--", 2)) {
		const struct option_row *row = option_named(word + 2, n - 2);
		w->option = row && row->value ? row->name : NULL;
	} else if (!value) {
		if (w->complete < COMPLETE_WORDS)
			snprintf(w->word[w->complete], COMPLETE_WORD, "%.*s",
				(int)(n < COMPLETE_WORD ? n : COMPLETE_WORD - 1), word);
		w->complete++;
	}
}

static struct complete_words cut_words(const char *line, size_t cursor)
{
	struct complete_words w = {.complete = 0};
	for (size_t at = 0;;) {
		while (at < cursor && line[at] == ' ')
			at++;
		w.start = at;
		const size_t end = word_end(line, at, cursor);
		if (end == cursor)
			return w;
		take_word(&w, line + at, end - at);
		at = end;
	}
}

/* --- verbs and options ---------------------------------------------------------------------------- */

static void offer_actions(struct candidates *c, bool replay)
{
	for (size_t i = 0; i < ACTIONS; i++)
		if (actions[i].flags & ACTION_IS_CONSOLE &&
			(replay || !(actions[i].flags & ACTION_REPLAY)) &&
			(actions[i].run || !actions[i].keys || *actions[i].synopsis))
			complete_offer(c, actions[i].name, *actions[i].synopsis ? " " : "",
				actions[i].title);
}

static void offer_options(struct candidates *c, const struct action *action)
{
	const struct option_row *row;
	char text[COMPLETE_WORD];
	for (size_t i = 0; (row = options_row(i)) != NULL; i++) {
		snprintf(text, sizeof text, "--%s", row->name);
		if (row->bit & action->options)
			complete_offer(c, text, " ", row->help);
	}
}

/* --- lines within lines ---------------------------------------------------------------------------- */

static struct complete_asked ask(const struct complete_from *from, const struct complete_words *w)
{
	return (struct complete_asked){.from = from,
		.action = w->complete ? action_find(w->word[0], ACTION_IS_CONSOLE) : NULL,
		.words = w,
		.key = w->complete > 1 ? qlw_key_find(w->word[1], strlen(w->word[1])) : -1,
		.argument = w->complete ? w->complete - 1 : 0};
}

/* Where the command begins that this one carries: the AT command of `at`, the line of `repeat N`. */
static size_t carried(const char *line, size_t cursor, bool *at)
{
	*at = !strncmp(line, "at ", 3);
	if (*at)
		return cursor >= 3 ? 3 : 0;
	if (strncmp(line, "repeat ", 7) != 0)
		return 0;
	size_t i = 7 + strspn(line + 7, " ");
	i += strcspn(line + i, " ");
	return line[i] == ' ' && i + 1 <= cursor ? i + 1 : 0;
}

size_t complete_command(const struct complete_from *from, const char *line, size_t cursor,
	size_t *start, struct prompt_candidate *out, size_t max)
{
	bool at;
	const size_t skip = carried(line, cursor, &at);
	if (skip) {
		const size_t n = (at ? complete_at : complete_command)(
			from, line + skip, cursor - skip, start, out, max);
		*start += skip;
		return n;
	}
	const struct complete_words w = cut_words(line, cursor);
	const struct complete_asked a = ask(from, &w);
	struct candidates c = {
		.out = out, .max = max, .typed = line + w.start, .len = cursor - w.start};
	*start = w.start;
	if (!w.complete) {
		offer_actions(&c, from->replay);
	} else if (a.action && !w.option) {
		if (c.len && *c.typed == '-')
			offer_options(&c, a.action);
		else
			complete_argument(&c, &a);
	}
	return c.n;
}

/* --- the hint ----------------------------------------------------------------------------------------- */

static void argument_hint(
	const struct complete_asked *a, const char *typed, size_t len, struct complete_hint *out)
{
	const struct complete_name where =
		complete_argument_hint(a, typed, len, out->text, sizeof out->text);
	out->from = strlen(a->action->name) + 1 + where.at;
	out->len = where.len;
}

static void option_hint(const char *name, struct complete_hint *out)
{
	const struct option_row *row = option_named(name, strlen(name));
	if (row && row->help)
		snprintf(out->text, sizeof out->text, "--%s %s: %s", row->name,
			row->value ? row->value : "", row->help);
}

void complete_command_hint(const struct complete_from *from, const char *line, size_t cursor,
	struct complete_hint *out)
{
	bool at;
	const size_t skip = carried(line, cursor, &at);
	*out = (struct complete_hint){.names = ""};
	if (skip) {
		(at ? complete_at_hint : complete_command_hint)(
			from, line + skip, cursor - skip, out);
		return;
	}
	struct complete_words w = cut_words(line, cursor);
	const bool verb = !w.complete;
	if (verb)
		take_word(&w, line, strcspn(line, " "));
	const struct complete_asked a = ask(from, &w);
	if (!a.action) {
		if (!*line)
			snprintf(out->text, sizeof out->text,
				"a command, as on the command line; Tab lists them, Esc leaves");
		return;
	}
	snprintf(out->names, sizeof out->names, "%s %s", a.action->name, a.action->synopsis);
	if (verb)
		snprintf(out->text, sizeof out->text, "%s", a.action->title);
	else if (w.option)
		option_hint(w.option, out);
	else
		argument_hint(&a, line + w.start, cursor - w.start, out);
}
