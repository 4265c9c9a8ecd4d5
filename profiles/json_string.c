/* Strings of JSON: escapes and strict UTF-8. Nothing of a string's content is ever put into an
 * error, since it may be a key. */
#include "profiles/json_priv.h"

#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind \u; -1: not four. */
static long unit_at(const struct jdoc *doc, size_t at)
{
	long unit = 0;
	for (size_t i = 0; i < 4; i++) {
		int digit = at + i < doc->len ? hex_digit(doc->bytes[at + i]) : -1;
		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

/* The character of \u…, a pair of units if it takes two; *at behind it. -1: none. */
static long escaped_character(const struct jdoc *doc, size_t *at)
{
	long high = unit_at(doc, *at), low;
	*at += 4;
	if (high < 0xd800 || high > 0xdfff)
		return high > 0 ? high : -1;
	if (high > 0xdbff || doc->len - *at < 6 || memcmp(doc->bytes + *at, "\\u", 2) != 0)
		return -1;
	low = unit_at(doc, *at + 2);
	*at += 6;
	return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + (high - 0xd800) * 1024 + (low - 0xdc00)
					      : -1;
}

static void put(struct jdoc *doc, long c)
{
	doc->arena[doc->arena_used++] = (char)c;
}

static void put_utf8(struct jdoc *doc, long c)
{
	if (c < 0x80) {
		put(doc, c);
	} else if (c < 0x800) {
		put(doc, 0xc0 | c >> 6);
		put(doc, 0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		put(doc, 0xe0 | c >> 12);
		put(doc, 0x80 | (c >> 6 & 0x3f));
		put(doc, 0x80 | (c & 0x3f));
	} else {
		put(doc, 0xf0 | c >> 18);
		put(doc, 0x80 | (c >> 12 & 0x3f));
		put(doc, 0x80 | (c >> 6 & 0x3f));
		put(doc, 0x80 | (c & 0x3f));
	}
}

/* What stands behind the backslash at doc->at. */
static bool take_escape(struct jdoc *doc)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	size_t at = doc->at + 1;
	const char *named = at < doc->len && doc->bytes[at] ? strchr(from, doc->bytes[at]) : NULL;
	if (named) {
		put(doc, to[named - from]);
		doc->at += 2;
		return true;
	}
	if (at >= doc->len || doc->bytes[at++] != 'u')
		return jdoc_fail(doc, doc->at, "an escape that JSON does not know");
	long c = escaped_character(doc, &at);
	if (c < 0)
		return jdoc_fail(doc, doc->at, "an escape that names no character");
	put_utf8(doc, c);
	doc->at = at;
	return true;
}

/* Length of the well-formed UTF-8 sequence at s, 0 if it is none. */
static size_t utf8_len(const unsigned char *s, size_t max)
{
	size_t n = s[0] < 0x80   ? 1
		   : s[0] < 0xc2 ? 0
		   : s[0] < 0xe0 ? 2
		   : s[0] < 0xf0 ? 3
		   : s[0] < 0xf5 ? 4
				 : 0;
	if (n > max)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* overlong forms, surrogates, beyond the last plane */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

static bool take_plain(struct jdoc *doc)
{
	const unsigned char *s = (const unsigned char *)doc->bytes + doc->at;
	size_t n = utf8_len(s, doc->len - doc->at);
	if (*s == '\n' || *s == '\r')
		return jdoc_fail(doc, doc->at, "the line ends within a string");
	if (*s < 0x20)
		return jdoc_fail(doc, doc->at, "a control character within a string");
	if (!n)
		return jdoc_fail(doc, doc->at, "a byte that is no UTF-8");
	memcpy(doc->arena + doc->arena_used, s, n);
	doc->arena_used += n;
	doc->at += n;
	return true;
}

char *json_string(struct jdoc *doc, size_t *len)
{
	size_t quote = doc->at++;
	char *text = doc->arena + quote;
	doc->arena_used = quote;
	while (doc->at < doc->len && doc->bytes[doc->at] != '"')
		if (!(doc->bytes[doc->at] == '\\' ? take_escape(doc) : take_plain(doc)))
			return NULL;
	if (doc->at == doc->len)
		return jdoc_fail(doc, quote, "a string without its closing quote");
	doc->at++;
	*len = (size_t)(doc->arena + doc->arena_used - text);
	put(doc, '\0');
	return text;
}
