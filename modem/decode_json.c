/*
 * JSON of LwM2M: SenML (RFC 8428), an array of records, and OMA JSON, an object with an array "e"
 * of them. A scanner of bounded depth that keeps names and values and no tree.
 */
#include "modem/decode_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 8

struct scan {
	const char *p, *end;
	char base[256];
	struct decode *out;
};

enum kind {
	KIND_NONE,
	KIND_STRING,
	KIND_NUMBER,
	KIND_BOOL,
	KIND_OTHER, /* null, object, array */
};

struct scalar {
	enum kind kind;
	char text[256]; /* of a string or number, cut */
	bool truth;
};

static char peek(struct scan *s)
{
	while (s->p < s->end && *s->p && strchr(" \t\r\n", *s->p))
		s->p++;
	return s->p < s->end ? *s->p : '\0';
}

static bool take(struct scan *s, char c)
{
	if (peek(s) != c)
		return false;
	s->p++;
	return true;
}

static bool take_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return false;
	s->p += n;
	return true;
}

/* After a backslash. The code of \u beyond ASCII is not needed for names and shown as '?'. */
static bool take_escape(struct scan *s, char *c)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	if (s->p == s->end)
		return false;
	const char *found = *s->p ? strchr(from, *s->p) : NULL;
	if (found) {
		*c = to[found - from];
		s->p++;
		return true;
	}
	if (*s->p != 'u' || s->end - s->p < 5)
		return false;
	char digits[5] = {s->p[1], s->p[2], s->p[3], s->p[4], '\0'};
	if (strspn(digits, "0123456789abcdefABCDEF") != 4)
		return false;
	unsigned long code = strtoul(digits, NULL, 16);
	*c = code > 0 && code < 0x80 ? (char)code : '?';
	s->p += 5;
	return true;
}

static bool take_string(struct scan *s, char *out, size_t size)
{
	size_t n = 0;
	if (!take(s, '"'))
		return false;
	while (s->p < s->end && *s->p != '"') {
		char c = *s->p++;
		if ((unsigned char)c < 0x20 || (c == '\\' && !take_escape(s, &c)))
			return false;
		if (n + 1 < size)
			out[n++] = c;
	}
	out[n] = '\0';
	return take(s, '"');
}

static bool take_number(struct scan *s, struct scalar *out)
{
	size_t n = 0;
	char *end;
	while (s->p < s->end && *s->p && strchr("+-.eE0123456789", *s->p) && n < 40)
		out->text[n++] = *s->p++;
	out->text[n] = '\0';
	strtod(out->text, &end);
	out->kind = KIND_NUMBER;
	return n > 0 && *end == '\0';
}

static bool take_value(struct scan *s, struct scalar *out, int depth);

static bool skip_list(struct scan *s, char close, int depth)
{
	struct scalar inner;
	s->p++;
	if (depth == DEPTH_MAX)
		return false;
	if (take(s, close))
		return true;
	do {
		if (close == '}' &&
			(!take_string(s, inner.text, sizeof inner.text) || !take(s, ':')))
			return false;
		if (!take_value(s, &inner, depth + 1))
			return false;
	} while (take(s, ','));
	return take(s, close);
}

static bool take_value(struct scan *s, struct scalar *out, int depth)
{
	const char first = peek(s);
	out->kind = KIND_OTHER;
	switch (first) {
	case '"':
		out->kind = KIND_STRING;
		return take_string(s, out->text, sizeof out->text);
	case '{':
		return skip_list(s, '}', depth);
	case '[':
		return skip_list(s, ']', depth);
	case 't':
	case 'f':
		out->kind = KIND_BOOL;
		out->truth = first == 't';
		return take_word(s, first == 't' ? "true" : "false");
	case 'n':
		return take_word(s, "null");
	default:
		return take_number(s, out);
	}
}

static struct decode_value show(const struct scalar *scalar)
{
	if (scalar->kind == KIND_NUMBER)
		return decode_value_number(strtod(scalar->text, NULL));
	if (scalar->kind == KIND_BOOL)
		return decode_value_bool(scalar->truth);
	return decode_value_text(scalar->text, strlen(scalar->text));
}

/* "bv" is a base value in SenML (a number, which names nothing) and a boolean in OMA JSON. */
static bool is_value_key(const char *key, enum kind kind)
{
	static const char *const keys[] = {"v", "vs", "vb", "vd", "vlo", "sv", "ov"};
	if (strcmp(key, "bv") == 0)
		return kind == KIND_BOOL;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(key, keys[i]) == 0)
			return kind != KIND_OTHER;
	return false;
}

struct record {
	char name[256];
	bool named;
	struct scalar value;
};

static bool read_records(struct scan *s, bool nested);

static void keep_pair(
	struct scan *s, struct record *r, const char *key, const struct scalar *scalar)
{
	const bool text = scalar->kind == KIND_STRING;
	if (text && strcmp(key, "bn") == 0) {
		memcpy(s->base, scalar->text, sizeof s->base);
		r->named = true;
	} else if (text && strcmp(key, "n") == 0) {
		memcpy(r->name, scalar->text, sizeof r->name);
		r->named = true;
	} else if (is_value_key(key, scalar->kind)) {
		r->value = *scalar;
	}
}

static bool read_pair(struct scan *s, struct record *r, bool nested)
{
	char key[16];
	struct scalar scalar = {.kind = KIND_NONE};
	if (!take_string(s, key, sizeof key) || !take(s, ':'))
		return false;
	if (!nested && strcmp(key, "e") == 0 && peek(s) == '[')
		return read_records(s, true);
	if (!take_value(s, &scalar, 0))
		return false;
	keep_pair(s, r, key, &scalar);
	return true;
}

/* One object: a record, or the outer object of OMA JSON with its array "e". */
static bool read_record(struct scan *s, bool nested)
{
	struct record r = {.named = false};
	if (!take(s, '{'))
		return false;
	do {
		if (!read_pair(s, &r, nested))
			return false;
	} while (take(s, ','));
	if (!take(s, '}'))
		return false;
	if (r.value.kind == KIND_NONE)
		return true;
	char path[520];
	snprintf(path, sizeof path, "%s%s", s->base, r.name);
	struct decode_value shown = show(&r.value);
	decode_add(s->out, path, &shown);
	return r.named || s->base[0] != '\0';
}

static bool read_records(struct scan *s, bool nested)
{
	if (!take(s, '['))
		return false;
	if (take(s, ']'))
		return true;
	do {
		if (!read_record(s, nested))
			return false;
	} while (take(s, ','));
	return take(s, ']');
}

bool decode_json(const uint8_t *data, size_t len, struct decode *out)
{
	struct scan s = {.p = (const char *)data, .end = (const char *)data + len, .out = out};
	const char first = peek(&s);
	if (first != '[' && first != '{')
		return false;
	bool good = first == '[' ? read_records(&s, true) : read_record(&s, false);
	return good && peek(&s) == '\0' && s.p == s.end && out->count > 0;
}
