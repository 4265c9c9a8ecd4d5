/* Completion of ':' commands. The AT line's is complete_at.c. Knows no prompt but its candidates. */
#include "tui/complete_line.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/actions.h"

struct candidates {
	struct prompt_candidate *out;
	size_t n, max;
	const char *typed; /* what they must begin with */
	size_t len;
};

static void offer(struct candidates *c, const char *text, const char *suffix, const char *help)
{
	if (c->n == c->max || strncasecmp(text, c->typed, c->len) != 0)
		return;
	struct prompt_candidate *to = &c->out[c->n++];
	snprintf(to->text, sizeof to->text, "%s%s", text, suffix);
	snprintf(to->help, sizeof to->help, "%.*s", (int)sizeof to->help - 1, help ? help : "");
}

/* Words before the cursor: the first two, and how many are complete. */
struct words {
	char verb[24], key[24];
	size_t complete; /* words ended by a blank */
	size_t start;    /* where the one under the cursor begins */
};

static void copy_word(char *out, size_t size, const char *p, size_t n)
{
	snprintf(out, size, "%.*s", (int)(n < size ? n : size - 1), p);
}

static struct words cut_words(const char *line, size_t cursor)
{
	struct words w = {.verb = "", .key = ""};
	for (size_t i = 0; i < cursor;) {
		size_t from = i;
		while (i < cursor && line[i] != ' ')
			i++;
		w.start = from;
		if (i == cursor)
			break;
		if (w.complete == 0)
			copy_word(w.verb, sizeof w.verb, line + from, i - from);
		if (w.complete == 1)
			copy_word(w.key, sizeof w.key, line + from, i - from);
		w.complete++;
		while (i < cursor && line[i] == ' ')
			i++;
		w.start = i;
	}
	return w;
}

static void offer_actions(struct candidates *c)
{
	for (size_t i = 0; i < ACTIONS; i++)
		if (actions[i].flags & ACTION_IS_CONSOLE && (actions[i].run || !actions[i].keys))
			offer(c, actions[i].name, " ", actions[i].title);
}

static void offer_keys(struct candidates *c, bool deletable)
{
	for (int i = 0; i < QLW_KEYS; i++) {
		const struct qlw_verb *v = qlw_key_verb((enum qlw_key)i);
		if (!deletable || v->deletable)
			offer(c, v->name, " ", v->title);
	}
}

static void offer_short_ids(struct candidates *c, const struct model *m)
{
	char id[12];
	for (size_t i = 0; i < m->servers; i++) {
		snprintf(id, sizeof id, "%u", m->server[i].short_id);
		offer(c, id, " ", m->server[i].server_addr);
	}
}

static void offer_choices(struct candidates *c, const struct qlw_field *f)
{
	char text[96];
	for (const struct qlw_choice *k = f->choices; k && k->name; k++) {
		snprintf(text, sizeof text, "%s=%s", f->name, k->name);
		offer(c, text, " ", k->meaning);
	}
}

/* `name=` of a field, and after it the choices it has. */
static void offer_fields(struct candidates *c, const struct qlw_verb *verb)
{
	const char *equals = memchr(c->typed, '=', c->len);
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_field *f = &verb->field[i];
		size_t n = strlen(f->name);
		if (!equals && !f->index)
			offer(c, f->name, "=", f->meaning);
		else if (equals && (size_t)(equals - c->typed) == n &&
			 !strncmp(c->typed, f->name, n))
			offer_choices(c, f);
	}
}

static void offer_arguments(struct candidates *c, const struct model *m, const struct words *w)
{
	const struct action *action = action_find(w->verb, ACTION_IS_CONSOLE);
	int key = qlw_key_find(w->key, strlen(w->key));
	if (!action)
		return;
	if (w->complete == 1 && action->words == ACTION_WORDS_KEYS)
		offer_keys(c, false);
	else if (w->complete == 1 && action->words == ACTION_WORDS_DELETABLE)
		offer_keys(c, true);
	else if (w->complete == 1 && strncmp(action->synopsis, "SSID", 4) == 0)
		offer_short_ids(c, m);
	else if (w->complete > 1 && action == &actions[ACTION_SET] && key >= 0)
		offer_fields(c, qlw_key_verb((enum qlw_key)key));
}

size_t complete_command(const struct model *m, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max)
{
	struct words w = cut_words(line, cursor);
	struct candidates c = {
		.out = out, .max = max, .typed = line + w.start, .len = cursor - w.start};
	*start = w.start;
	if (w.complete == 0)
		offer_actions(&c);
	else
		offer_arguments(&c, m, &w);
	return c.n;
}

void complete_command_hint(const char *line, size_t cursor, char *out, size_t size)
{
	struct words w = cut_words(line, cursor);
	out[0] = '\0';
	if (!w.complete)
		copy_word(w.verb, sizeof w.verb, line, strcspn(line, " "));
	const struct action *action = action_find(w.verb, ACTION_IS_CONSOLE);
	if (action)
		snprintf(out, size, "%s %s  %s", action->name, action->synopsis, action->title);
	else if (!*line)
		snprintf(
			out, size, "a command, as on the command line; Tab lists them, Esc leaves");
}
