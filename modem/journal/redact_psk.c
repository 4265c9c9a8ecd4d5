/*
 * Secrets in *.psk files (2.5.2 of the Note): |identity|:key or identity:key, the key in
 * hexadecimal, on the same line or the next. It knows no commands.
 */
#include "modem/journal/redact_scan.h"

#include <ctype.h>
#include <string.h>

#define PSK_CUT_MIN 8  /* of which so many may be the beginning */
#define PSK_KEY_MIN 16 /* digits that make identity:key of a line without bars */

static size_t psk_hex_end(const struct redact_scan *c, size_t at, size_t end)
{
	while (at < end && isxdigit((unsigned char)c->text[at]))
		at++;
	return at;
}

/* Only blanks and perhaps a quote are left of the line. */
static bool psk_line_over(const struct redact_scan *c, size_t at, size_t end)
{
	if (at < end && c->text[at] == '"')
		at++;
	return redact_skip_blanks(c, at, end) == end;
}

static bool psk_first_in_line(const struct redact_scan *c, size_t at)
{
	while (at > 0 &&
		(c->text[at - 1] == ' ' || c->text[at - 1] == '\t' || c->text[at - 1] == '"'))
		at--;
	return at == 0 || c->text[at - 1] == '\n' || c->text[at - 1] == '\r';
}

/* After the second bar: the colon and the key, both perhaps still to come. Returns the end of the
 * key, its beginning in *from, or 0 when this is something else. */
static size_t psk_key(const struct redact_scan *c, size_t at, size_t end, bool first, size_t *from)
{
	size_t to;

	if (at >= end || c->text[at] != ':')
		return 0;
	*from = redact_skip_blanks(c, at + 1, end);
	for (to = *from; to < end && !strchr(" \t\",}", c->text[to]);)
		to++;
	if (first || psk_hex_end(c, *from, to) == to)
		return to;
	return 0;
}

size_t redact_psk_bar(struct redact_scan *c, size_t at)
{
	size_t end = redact_line_end(c, at), bar = redact_find(c, at + 1, end, '|'), from, to;
	bool first = psk_first_in_line(c, at);

	if (bar == end) {
		if (!first || end < c->len)
			return at;
		redact_hide(c, at + 1, end);
		c->state->pending = REDACT_PSK_ID;
		return end;
	}
	if (first && c->cut && bar + 1 == c->len) {
		redact_hide(c, at + 1, bar);
		return bar;
	}
	to = psk_key(c, bar + 1, end, first, &from);
	if (!to)
		return at;
	redact_hide(c, at + 1, bar);
	redact_hide(c, from, to);
	if (to == end)
		c->state->pending = REDACT_PSK_KEY;
	return to;
}

/* What tells a key from a number that a payload may well end with. */
static bool psk_has_letter(const struct redact_scan *c, size_t at, size_t to)
{
	while (at < to && isdigit((unsigned char)c->text[at]))
		at++;
	return at < to;
}

size_t redact_psk_colon(struct redact_scan *c, size_t at)
{
	size_t to = psk_hex_end(c, at + 1, c->len), from = at;

	size_t digits = to - at - 1;
	bool cut = c->cut && to == c->len && digits >= PSK_CUT_MIN && psk_has_letter(c, at + 1, to);

	if (!cut && (digits < PSK_KEY_MIN || digits % 2 ||
			    !psk_line_over(c, to, redact_line_end(c, to))))
		return at;
	while (from > c->done && !strchr(" \t\r\n\"", c->text[from - 1]))
		from--;
	if (from == at || !psk_first_in_line(c, from) || c->text[from] == '+')
		return at;
	redact_hide(c, from, at);
	redact_hide(c, at + 1, to);
	return to;
}

/* The rest of a key: lines of nothing but hexadecimal digits. */
static size_t psk_resume_key(struct redact_scan *c, size_t at, size_t end)
{
	size_t from = redact_skip_blanks(c, at, end), to = psk_hex_end(c, from, end);

	if (to - from < 2 || !psk_line_over(c, to, end)) {
		c->state->pending = REDACT_NOTHING;
		return at;
	}
	redact_hide(c, from, to);
	return end;
}

size_t redact_psk_resume(struct redact_scan *c, size_t at)
{
	size_t end = redact_line_end(c, at), bar, from, to;

	if (redact_skip_blanks(c, at, end) == end)
		return end;
	if (c->state->pending == REDACT_PSK_KEY)
		return psk_resume_key(c, at, end);
	c->state->pending = REDACT_NOTHING;
	bar = redact_find(c, at, end, '|');
	to = bar < end ? psk_key(c, bar + 1, end, true, &from) : 0;
	if (!to)
		return at;
	redact_hide(c, at, bar);
	redact_hide(c, from, to);
	if (to == end)
		c->state->pending = REDACT_PSK_KEY;
	return to;
}
