/*
 * Secrets in bootstrap.ini and other SenML JSON: the values of /0/x/3 and /0/x/5 (2.5.1.1 of the
 * Note), however base name and name share the path. It follows braces and names, and parses no
 * more.
 */
#include "modem/journal/redact_scan.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const senml_values[] = {"sv", "ov", "vs", "vd", "v", "bv", "vb", "vo"};

void redact_senml_brace(struct redact_scan *c, size_t at)
{
	struct redact_state *s = c->state;

	s->name[0] = '\0';
	if (c->text[at] == '{' && s->depth < 255)
		s->depth++;
	else if (c->text[at] == '}' && s->depth)
		s->depth--;
	if (s->depth == (c->text[at] == '{' ? 1 : 0))
		s->base[0] = '\0';
}

/* Index of the quote that ends a JSON string, or end. */
static size_t senml_string_end(const struct redact_scan *c, size_t at, size_t end)
{
	while (at < end && c->text[at] != '"')
		at += c->text[at] == '\\' && at + 1 < end ? 2 : 1;
	return at < end ? at : end;
}

/* The value behind the colon as a name; "/" stands for an empty one, which is not the same as none.
 */
static void senml_name(const struct redact_scan *c, size_t at, char *out, size_t size)
{
	size_t end = redact_line_end(c, at), stop;

	at = redact_skip_blanks(c, at + 1, end);
	if (at >= end || c->text[at] != '"')
		return;
	stop = senml_string_end(c, at + 1, end);
	snprintf(out, size, "%.*s", (int)(stop - at - 1), c->text + at + 1);
	if (!out[0])
		memcpy(out, "/", sizeof("/"));
}

/* Numbers of a path, at most max; 0 when it is no path of numbers. */
static size_t senml_path(const char *path, unsigned long *numbers, size_t max)
{
	size_t n = 0;

	while (*path) {
		while (*path == '/')
			path++;
		if (!*path)
			break;
		if (!isdigit((unsigned char)*path) || n == max)
			return 0;
		numbers[n] = 0;
		while (isdigit((unsigned char)*path))
			numbers[n] = numbers[n] * 10 + (unsigned long)(*path++ - '0');
		n++;
		if (*path && *path != '/')
			return 0;
	}
	return n;
}

static bool senml_secret_path(const char *base, const char *between, const char *name)
{
	char path[64];
	unsigned long id[3];

	snprintf(path, sizeof(path), "%s%s%s", base, between, name);
	return senml_path(path, id, 3) == 3 && id[0] == 0 && (id[2] == 3 || id[2] == 5);
}

/* Without a base name it may be anything that ends in 3 or 5, unless the name is the whole path. */
static bool senml_secret_name(const char *name)
{
	unsigned long id[3];
	size_t n = senml_path(name, id, 3);

	if (!n || (n == 3 && id[0] != 0))
		return false;
	return id[n - 1] == 3 || id[n - 1] == 5;
}

/* Is the entry's value secret, as far as its names are known? */
static bool senml_secret(const struct redact_state *s, const char *name, bool is_string)
{
	if (!s->base[0])
		return is_string && senml_secret_name(name);
	return senml_secret_path(s->base, "", name) || senml_secret_path(s->base, "/", name);
}

/* Looks for the name behind the value, up to the end of the entry. False when the text ends first.
 */
static bool senml_look_ahead(const struct redact_scan *c, size_t at, char *name, size_t size)
{
	size_t end = c->len, stop;

	for (; at < end && c->text[at] != '}'; at = stop + 1) {
		stop = at;
		if (c->text[at] != '"')
			continue;
		stop = senml_string_end(c, at + 1, end);
		at = stop + 1;
		while (at < end && isspace((unsigned char)c->text[at]))
			at++;
		if (stop >= 2 && !strncmp(c->text + stop - 2, "\"n", 2) && at < end &&
			c->text[at] == ':') {
			size_t from = redact_skip_blanks(c, at + 1, end);
			bool is_string = from < end && c->text[from] == '"';

			if (from == end || (is_string && senml_string_end(c, from + 1, end) == end))
				return false;
			senml_name(c, at, name, size);
			return true;
		}
	}
	return at < end;
}

static size_t senml_value(struct redact_scan *c, size_t at)
{
	struct redact_state *s = c->state;
	char name[sizeof(s->name)];
	size_t end = redact_line_end(c, at), from = redact_skip_blanks(c, at + 1, end), to = from;
	bool is_string = from < end && c->text[from] == '"', cut = false;

	memcpy(name, s->name, sizeof(name));
	if (is_string)
		to = senml_string_end(c, ++from, end);
	else
		while (to < end && !strchr(",}] \t", c->text[to]))
			to++;
	if (!name[0])
		cut = !senml_look_ahead(c, to + (is_string && to < end), name, sizeof(name));
	if (!(cut && !name[0] && is_string && (!s->base[0] || !strncmp(s->base, "/0", 2))) &&
		!senml_secret(s, name, is_string))
		return at;
	redact_hide(c, from, to);
	if (is_string && to == end)
		s->pending = REDACT_VALUE;
	return is_string && to < end ? to + 1 : to;
}

/* The JSON key before this colon: its first byte, and its length or 0. */
static size_t senml_key(const struct redact_scan *c, size_t at, size_t *len)
{
	size_t to = at, from;

	*len = 0;
	while (to > c->done && (c->text[to - 1] == ' ' || c->text[to - 1] == '\t'))
		to--;
	if (to == c->done || c->text[to - 1] != '"')
		return 0;
	for (from = --to; from > c->done && isalpha((unsigned char)c->text[from - 1]);)
		from--;
	if (from > c->done && c->text[from - 1] == '"')
		*len = to - from;
	return from;
}

size_t redact_senml(struct redact_scan *c, size_t at)
{
	struct redact_state *s = c->state;
	size_t len, key = senml_key(c, at, &len);

	if (len && redact_same(c->text + key, len, "bn"))
		senml_name(c, at, s->base, sizeof(s->base));
	else if (len && redact_same(c->text + key, len, "n"))
		senml_name(c, at, s->name, sizeof(s->name));
	for (size_t i = 0; len && i < sizeof(senml_values) / sizeof(senml_values[0]); i++) {
		if (redact_same(c->text + key, len, senml_values[i]))
			return senml_value(c, at);
	}
	return at;
}

size_t redact_senml_resume(struct redact_scan *c, size_t at)
{
	size_t end = redact_line_end(c, at), to = senml_string_end(c, at, end);

	if (redact_skip_blanks(c, at, end) == end)
		return end;
	c->state->pending = REDACT_NOTHING;
	if (to == end)
		return at;
	redact_hide(c, at, to);
	return to + 1;
}
