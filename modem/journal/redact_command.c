/*
 * Secrets in command lines and answers, by argument position. It knows how commands are typed, well
 * or badly, and takes what is secret where from the rules.
 */
#include "modem/journal/redact_scan.h"

#include <ctype.h>
#include <string.h>

/* One command's arguments while they are read. */
struct arguments {
	const struct redact_rule *rule;
	bool answer;
	unsigned position;
};

static bool arguments_placeholder(const struct arguments *a, char first)
{
	return a->answer && (first == '<' || first == '(');
}

/* A number of one or two digits, or nothing. */
static bool arguments_short_number(const char *value, size_t len)
{
	return len == 0 || (len <= 2 && isdigit((unsigned char)value[0]) &&
				   isdigit((unsigned char)value[len - 1]));
}

static bool arguments_secret(const struct arguments *a, const char *value, size_t len, bool quoted)
{
	const struct redact_rule *r = a->rule;
	unsigned first = a->answer ? r->answer_first : r->set_first;
	unsigned last = a->answer ? r->answer_last : r->set_last;

	if (!first || !len || (len == 1 && *value == '?'))
		return false;
	if (!quoted && (arguments_placeholder(a, *value) ||
			       (a->answer && arguments_short_number(value, len))))
		return false;
	if (a->position >= first)
		return a->position <= last;
	return r->numbers_from && a->position >= r->numbers_from &&
	       !arguments_short_number(value, len);
}

/* All that is left of the command is secret. */
static bool arguments_all_rest(const struct arguments *a, char first)
{
	unsigned last = a->answer ? a->rule->answer_last : a->rule->set_last;

	return a->rule->rest && last && a->position > last && !arguments_placeholder(a, first);
}

/* Up to the comma or semicolon that ends a value without quotes; ranges stand in parentheses. */
static size_t arguments_bare_end(const struct redact_scan *c, size_t at, size_t end)
{
	int depth = 0;

	for (; at < end; at++) {
		char b = c->text[at];

		if (b == '(')
			depth++;
		else if (b == ')' && depth)
			depth--;
		else if (!depth && (b == ',' || b == ';'))
			break;
	}
	return at;
}

static size_t arguments_trim(const struct redact_scan *c, size_t from, size_t to)
{
	while (to > from && (c->text[to - 1] == ' ' || c->text[to - 1] == '\t'))
		to--;
	return to;
}

/* What follows a closing quote without a comma: a secret that itself holds a quote goes on; the
 * words of an error message do not. */
static size_t arguments_after_quote(struct redact_scan *c, size_t at, size_t end)
{
	unsigned char b = (unsigned char)c->text[at];

	if (!isalnum(b) && redact_find(c, at, end, '"') == end)
		return end;
	redact_hide(c, at, end);
	return end;
}

/* Hides a value; keys and passwords, which come last, are remembered as they were sent. */
static void arguments_hide(struct redact_scan *c, const struct arguments *a, size_t from, size_t to)
{
	if (c->learn && !a->answer && a->position >= a->rule->set_last && (to < c->len || !c->cut))
		redact_learn(c->learn, c->text + from, to - from);
	redact_hide(c, from, to);
}

static size_t arguments_string(
	struct redact_scan *c, const struct arguments *a, size_t at, size_t end)
{
	size_t close = redact_find(c, at, end, '"');

	if (arguments_secret(a, c->text + at, close - at, true))
		arguments_hide(c, a, at, close);
	if (close < end)
		return redact_skip_blanks(c, close + 1, end);
	c->state->pending = a->answer ? REDACT_ANSWER : REDACT_SET;
	c->state->rule = (unsigned char)(a->rule - redact_rules);
	c->state->position = (unsigned char)a->position;
	return end;
}

static size_t arguments_bare(
	struct redact_scan *c, const struct arguments *a, size_t at, size_t end)
{
	size_t stop = arguments_bare_end(c, at, end);
	size_t trimmed = arguments_trim(c, at, stop);

	if (arguments_secret(a, c->text + at, trimmed - at, false))
		arguments_hide(c, a, at, trimmed);
	return stop;
}

/* Reads arguments from `at` to the end of the command; `open` when at is inside a string already.
 */
static size_t arguments_read(struct redact_scan *c, struct arguments *a, size_t at, bool open)
{
	size_t end = redact_line_end(c, at);

	for (; a->position < 255; a->position++, at++, open = false) {
		at = open ? at : redact_skip_blanks(c, at, end);
		if (!open && at < end && arguments_all_rest(a, c->text[at])) {
			redact_hide(c, at, arguments_trim(c, at, end));
			return end;
		}
		if (open || (at < end && c->text[at] == '"')) {
			at = arguments_string(c, a, open ? at : at + 1, end);
			if (at < end && c->text[at] != ',' && c->text[at] != ';')
				return arguments_after_quote(c, at, end);
		} else {
			at = arguments_bare(c, a, at, end);
		}
		if (at >= end || c->text[at] == ';')
			return at;
	}
	return at;
}

/* The key, with or without quotes, escaped or not; returns the index behind it and its comma, or 0.
 */
static size_t command_key(const struct redact_scan *c, const struct redact_rule *rule, size_t at)
{
	size_t end = redact_line_end(c, at), stop, from;

	from = redact_skip_blanks(c, at, end);
	while (from < end && (c->text[from] == '"' || c->text[from] == '\\'))
		from++;
	for (stop = from;
		stop < end && (isalnum((unsigned char)c->text[stop]) || c->text[stop] == '_');)
		stop++;
	if (!redact_rule_key(rule, c->text + from, stop - from))
		return 0;
	while (stop < end && strchr("\\\" \t", c->text[stop]))
		stop++;
	return stop < end && c->text[stop] == ',' ? stop + 1 : 0;
}

static size_t command_apply(
	struct redact_scan *c, const struct redact_rule *rule, size_t at, bool answer)
{
	struct arguments a = {.rule = rule, .answer = answer, .position = 1};

	if (rule->key)
		at = command_key(c, rule, at);
	return at ? arguments_read(c, &a, at, false) : 0;
}

static bool command_is_word(char b)
{
	return isalnum((unsigned char)b) || b == '_';
}

/* The value is in a file, asked for, or absent: then it is not here. */
static bool command_field_elsewhere(const char *value, size_t len)
{
	return *value == '@' || (len == 1 && *value == '-') || redact_same(value, len, "null");
}

/* psk_key=VALUE, as batch verbs and forms name it. */
static size_t command_field(struct redact_scan *c, size_t at)
{
	size_t end = redact_line_end(c, at), stop;
	bool quoted;

	at = redact_skip_blanks(c, at, end);
	quoted = at < end && (c->text[at] == '"' || c->text[at] == '\'');
	if (quoted) {
		stop = redact_find(c, at + 1, end, c->text[at]);
		redact_hide(c, at + 1, stop);
		return stop < end ? stop + 1 : end;
	}
	for (stop = at; stop < end && !strchr(" \t,;}", c->text[stop]);)
		stop++;
	if (at < end && !command_field_elsewhere(c->text + at, stop - at))
		redact_hide(c, at, stop);
	return stop;
}

/* Cheap, and enough for nearly every colon of a flood: the length fits and the last letter. */
static bool command_may_be(const struct redact_rule *rule, const char *word, size_t len)
{
	return len >= rule->command_len && len <= rule->command_len + 2u &&
	       ((word[len - 1] ^ rule->command[rule->command_len - 1]) & ~0x20) == 0;
}

size_t redact_command(struct redact_scan *c, size_t at)
{
	bool answer = c->text[at] == ':';
	size_t to = at, from, next;

	while (to > c->done && (c->text[to - 1] == ' ' || c->text[to - 1] == '\t'))
		to--;
	if (to > c->done && c->text[to - 1] == '"')
		to--; /* a name in JSON */
	for (from = to; from > c->done && command_is_word(c->text[from - 1]);)
		from--;
	if (redact_rule_field(c->text + from, to - from))
		return command_field(c, at + 1);
	for (size_t i = 0; i < redact_rule_count; i++) {
		const struct redact_rule *rule = &redact_rules[i];

		if (!command_may_be(rule, c->text + from, to - from) ||
			!redact_rule_command(rule, c->text + from, to - from))
			continue;
		next = command_apply(c, rule, at + 1, answer);
		if (next)
			return next;
	}
	return at;
}

size_t redact_bare_key(struct redact_scan *c, size_t at)
{
	const struct redact_rule *security = &redact_rules[0];
	size_t n = strlen(security->key), next = 0;

	if (c->len - at > n && (c->text[at + 1] | 0x20) == 's' &&
		redact_same(c->text + at + 1, n, security->key))
		next = command_apply(c, security, at, false);
	return next ? next : at;
}

/* An answer or another command is no continuation; a string that goes on ends in a quote, or is the
 * middle of a long key. */
static bool command_goes_on(const struct redact_scan *c, size_t at, size_t end)
{
	const char *line = c->text + at;
	size_t n = end - at;

	if (*line == '+' || (n >= 3 && redact_same(line, 3, "AT+")))
		return false;
	if (redact_find(c, at, end, '"') < end)
		return true;
	for (size_t i = 0; i < n; i++) {
		if (!isxdigit((unsigned char)line[i]))
			return false;
	}
	return n >= 8;
}

size_t redact_command_resume(struct redact_scan *c, size_t at)
{
	struct redact_state *s = c->state;
	struct arguments a = {.rule = &redact_rules[s->rule],
		.answer = s->pending == REDACT_ANSWER,
		.position = s->position};
	size_t end = redact_line_end(c, at);

	if (redact_skip_blanks(c, at, end) == end)
		return end;
	s->pending = REDACT_NOTHING;
	return command_goes_on(c, at, end) ? arguments_read(c, &a, at, true) : at;
}
