/*
 * Redaction: one pass over a text, stopping at the bytes near which secrets can stand. It knows no
 * command and no file format itself.
 */
#include "modem/journal/redact.h"

#include <stdlib.h>
#include <string.h>

#include "modem/journal/redact_scan.h"

#define REDACT_MARK_LEN (sizeof(REDACT_MARK) - 1)

/* Bytes that may begin or announce something; all others are only copied. */
enum redact_stop {
	STOP_NONE,
	STOP_LINE,
	STOP_COMMAND,
	STOP_COLON,
	STOP_BAR,
	STOP_BRACE,
	STOP_QUOTE,
};

static const unsigned char redact_stops[256] = {
	['\n'] = STOP_LINE,
	['\r'] = STOP_LINE,
	['='] = STOP_COMMAND,
	[':'] = STOP_COLON,
	['|'] = STOP_BAR,
	['{'] = STOP_BRACE,
	['}'] = STOP_BRACE,
	['"'] = STOP_QUOTE,
};

static void redact_write(struct redact_scan *c, const char *text, size_t len)
{
	if (len > c->size - c->used)
		len = c->size - c->used;
	if (len)
		memcpy(c->out + c->used, text, len);
	c->used += len;
}

void redact_keep(struct redact_scan *c, size_t to)
{
	size_t from = c->done > c->skip ? c->done : c->skip;

	if (to > from)
		redact_write(c, c->text + from, to - from);
	c->done = to > c->done ? to : c->done;
}

void redact_hide(struct redact_scan *c, size_t from, size_t to)
{
	size_t n = to - from;

	if (to <= from || (n == REDACT_MARK_LEN && !memcmp(c->text + from, REDACT_MARK, n)))
		return;
	redact_keep(c, from);
	if (to > c->skip)
		redact_write(c, REDACT_MARK, REDACT_MARK_LEN);
	if (c->spans < c->span_max)
		c->span[c->spans++] = (struct redact_span){from, to};
	c->done = to;
	c->changed = true;
}

size_t redact_line_end(const struct redact_scan *c, size_t at)
{
	while (at < c->len && redact_stops[(unsigned char)c->text[at]] != STOP_LINE)
		at++;
	return at;
}

size_t redact_skip_blanks(const struct redact_scan *c, size_t at, size_t end)
{
	while (at < end && (c->text[at] == ' ' || c->text[at] == '\t'))
		at++;
	return at;
}

size_t redact_find(const struct redact_scan *c, size_t at, size_t end, char byte)
{
	const char *found = at < end ? memchr(c->text + at, byte, end - at) : NULL;

	return found ? (size_t)(found - c->text) : end;
}

/* At the beginning of a line or piece: what the one before left open. */
static size_t redact_resume(struct redact_scan *c, size_t at)
{
	unsigned char pending = c->state->pending;

	if (pending == REDACT_SET || pending == REDACT_ANSWER)
		return redact_command_resume(c, at);
	return pending == REDACT_VALUE ? redact_senml_resume(c, at) : redact_psk_resume(c, at);
}

static size_t redact_colon(struct redact_scan *c, size_t at)
{
	size_t next = redact_senml(c, at);

	if (next == at)
		next = redact_command(c, at);
	return next == at ? redact_psk_colon(c, at) : next;
}

/* Returns where to go on: behind what was dealt with, or behind this byte. */
static size_t redact_at(struct redact_scan *c, size_t at)
{
	size_t next = at;

	switch ((enum redact_stop)redact_stops[(unsigned char)c->text[at]]) {
	case STOP_COMMAND:
		next = redact_command(c, at);
		break;
	case STOP_COLON:
		next = redact_colon(c, at);
		break;
	case STOP_BAR:
		next = redact_psk_bar(c, at);
		break;
	case STOP_BRACE:
		redact_senml_brace(c, at);
		break;
	case STOP_QUOTE:
		next = redact_bare_key(c, at);
		break;
	case STOP_LINE:
	case STOP_NONE:
		break;
	}
	return next > at ? next : at + 1;
}

static void redact_run(struct redact_scan *c)
{
	bool begins = true;

	for (size_t at = 0; at < c->len;) {
		unsigned char stop = redact_stops[(unsigned char)c->text[at]];
		size_t next = at;

		if (begins && stop != STOP_LINE && c->state->pending)
			next = redact_resume(c, at);
		begins = stop == STOP_LINE;
		if (next == at && stop > STOP_LINE)
			next = redact_at(c, at);
		else if (next == at)
			next++;
		at = next;
		if (begins && c->state->pending)
			continue;
		while (at < c->len && !redact_stops[(unsigned char)c->text[at]])
			at++;
	}
	redact_keep(c, c->len);
}

/* Where the last line begins: behind its last end. */
static size_t redact_last_line(const char *text, size_t len)
{
	while (len && redact_stops[(unsigned char)text[len - 1]] != STOP_LINE)
		len--;
	return len;
}

/* The state at the beginning of the last line of a text that is all there is. */
static struct redact_state redact_state_before(
	struct redact_state state, const char *text, size_t len)
{
	struct redact_scan c = {.text = text, .len = len, .state = &state};

	redact_run(&c);
	return state;
}

/* Keeps what is read again with the next piece: the last line, or, if that is too long, its end from
 * a place on that nothing goes across. */
static void redact_hold(struct redact_stream *s, const char *text, size_t len)
{
	size_t from = redact_last_line(text, len);

	if (from == len) {
		redact_break(s);
		s->begun = s->now;
		return;
	}
	if (len - from > REDACT_HELD_MAX) {
		from = len - REDACT_HELD_MAX / 2;
		while (from < len && !strchr(",{", text[from]))
			from++;
	}
	if (from)
		s->begun = redact_state_before(s->begun, text, from);
	s->held = len - from;
	memmove(s->line, text + from, s->held);
}

size_t redact_piece(struct redact_stream *s, const char *text, size_t len, char *out, size_t size)
{
	struct redact_scan c = {.out = out, .size = size, .learn = s->learn, .cut = true};
	char *both = s->held ? malloc(s->held + len + 1) : NULL;

	c.text = text;
	c.len = len;
	if (both) {
		memcpy(both, s->line, s->held);
		memcpy(both + s->held, text, len);
		c.text = both;
		c.len += c.skip = s->held;
	}
	if (s->held &&
		!both) { /* no memory: what it goes on with is not known, so none of it is shown */
		c.skip = c.len;
		redact_write(&c, REDACT_MARK, REDACT_MARK_LEN);
	}
	if (!s->held)
		s->begun = s->now;
	s->now = s->begun;
	c.state = &s->now;
	redact_run(&c);
	redact_hold(s, c.text, c.len);
	free(both);
	return c.used;
}

void redact_break(struct redact_stream *s)
{
	memset(s->line, 0, s->held);
	s->held = 0;
}

static bool redact_pass(const char *text, size_t len, char *out, size_t size, size_t *used)
{
	struct redact_state state = {0};
	struct redact_scan c = {
		.text = text, .len = len, .state = &state, .out = out, .size = size};

	redact_run(&c);
	*used = c.used;
	return c.changed;
}

size_t redact_text(const char *text, size_t len, char *out, size_t size)
{
	size_t used;

	redact_pass(text, len, out, size, &used);
	return used;
}

bool redact_needed(const char *text, size_t len)
{
	size_t used;

	return redact_pass(text, len, NULL, 0, &used);
}

size_t redact_spans(const char *text, size_t len, struct redact_span *out, size_t max)
{
	struct redact_state state = {0};
	struct redact_scan c = {
		.text = text, .len = len, .state = &state, .span = out, .span_max = max};

	redact_run(&c);
	return c.spans;
}
