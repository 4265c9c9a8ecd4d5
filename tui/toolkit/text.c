/*
 * UTF-8, columns and visible forms. Knows no cells and no terminal; it is the one gate through
 * which text gets onto the screen, so it never lets a control through.
 */
#include "tui/toolkit/text.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

/* Shown escaped although a terminal has a width for them: they change what other text looks like,
 * or terminals disagree about them. */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{0x00ad, 0x00ad},    /* soft hyphen */
	{0x034f, 0x034f},    /* grapheme joiner */
	{0x061c, 0x061c},    /* Arabic letter mark */
	{0x115f, 0x1160},    /* Hangul fillers */
	{0x17b4, 0x17b5},    /* Khmer inherent vowels */
	{0x180b, 0x180f},    /* Mongolian variation selectors and separator */
	{0x200b, 0x200f},    /* zero width, direction marks */
	{0x2028, 0x202e},    /* separators, bidi embeddings and overrides */
	{0x2060, 0x206f},    /* invisible operators, bidi isolates */
	{0x3164, 0x3164},    /* Hangul filler */
	{0xe000, 0xf8ff},    /* private use */
	{0xfe00, 0xfe0f},    /* variation selectors: some change widths */
	{0xfeff, 0xfeff},    /* byte order mark */
	{0xffa0, 0xffa0},    /* Hangul filler */
	{0xfff0, 0xfffb},    /* interlinear annotation */
	{0x1bca0, 0x1bca3},  /* shorthand format controls */
	{0x1d173, 0x1d17a},  /* musical format controls */
	{0x1f3fb, 0x1f3ff},  /* skin tones: joined by some terminals */
	{0xe0000, 0x10ffff}, /* tags, more selectors, private use */
};

void text_start(void)
{
	setlocale(LC_CTYPE, "");
}

bool text_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Length announced by a first byte, 0 if it cannot be one; *bits gets what it carries. */
static size_t lead_length(unsigned char b, uint32_t *bits)
{
	if (b < 0x80)
		return *bits = b, 1;
	if (b >= 0xc2 && b <= 0xdf)
		return *bits = b & 0x1f, 2;
	if (b >= 0xe0 && b <= 0xef)
		return *bits = b & 0x0f, 3;
	if (b >= 0xf0 && b <= 0xf4)
		return *bits = b & 0x07, 4;
	return 0;
}

size_t text_decode(const char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t value = 0;
	size_t length = lead_length((unsigned char)s[0], &value);

	if (length == 0 || length > n)
		return 0;
	for (size_t i = 1; i < length; i++) {
		unsigned char b = (unsigned char)s[i];

		if ((b & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (b & 0x3f);
	}
	if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*cp = value;
	return length;
}

size_t text_encode(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	static const unsigned lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3f));
		cp >>= 6;
	}
	out[0] = (char)(lead[n] | cp);
	return n;
}

static bool is_hidden(uint32_t cp)
{
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden) && hidden[i].first <= cp; i++)
		if (cp <= hidden[i].last)
			return true;
	return false;
}

int text_cp_width(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		return -1;
	if (cp < 0x7f)
		return 1;
	return is_hidden(cp) ? -1 : wcwidth((wchar_t)cp);
}

static void glyph_ascii(struct text_glyph *g, const char *form)
{
	g->n = 0;
	for (; *form; form++)
		g->cps[g->n++] = (unsigned char)*form;
	g->width = g->n;
	g->escaped = true;
}

void text_escape_cp(struct text_glyph *g, uint32_t cp)
{
	char form[TEXT_GLYPH_COLS + 1];

	if (cp < 0x20 || cp == 0x7f)
		snprintf(form, sizeof(form), "^%c", (int)(cp ^ 0x40));
	else
		snprintf(form, sizeof(form), "<U+%04X>", (unsigned)(cp & 0x1fffff) % 0x110000);
	glyph_ascii(g, form);
}

static size_t glyph_byte(struct text_glyph *g, unsigned char b)
{
	char form[5];

	snprintf(form, sizeof(form), "\\x%02x", b);
	glyph_ascii(g, form);
	return 1;
}

/* Adds the marks that follow a base; returns the bytes they took. */
static size_t take_marks(struct text_glyph *g, const char *s, size_t n)
{
	size_t at = 0;

	while (at < n && g->n < TEXT_GLYPH_CPS) {
		uint32_t cp;
		/* ASCII is never a mark: the common case stops here */
		size_t took = (unsigned char)s[at] < 0x80 ? 0 : text_decode(s + at, n - at, &cp);

		if (took == 0 || text_cp_width(cp) != 0)
			break;
		g->cps[g->n++] = cp;
		at += took;
	}
	return at;
}

/* Most text there is: printable ASCII with nothing behind it that could belong to it. */
static bool is_plain(const char *s, size_t n)
{
	return s[0] >= 0x20 && s[0] < 0x7f && (n == 1 || (unsigned char)s[1] < 0x80);
}

size_t text_next(const char *s, size_t n, struct text_glyph *g)
{
	uint32_t cp;

	if (is_plain(s, n)) {
		g->cps[0] = (unsigned char)s[0];
		g->n = g->width = 1;
		g->escaped = false;
		return 1;
	}
	size_t took = text_decode(s, n, &cp);

	if (took == 0)
		return glyph_byte(g, (unsigned char)s[0]);
	int width = text_cp_width(cp);

	if (width <= 0) {
		text_escape_cp(g, cp);
		return took;
	}
	g->cps[0] = cp;
	g->n = 1;
	g->width = (uint8_t)width;
	g->escaped = false;
	return took + take_marks(g, s + took, n - took);
}

size_t text_width(const char *s, size_t n)
{
	struct text_glyph g;
	size_t cols = 0;

	for (size_t at = 0; at < n; cols += g.width)
		at += text_next(s + at, n - at, &g);
	return cols;
}

size_t text_fit(const char *s, size_t n, size_t cols, size_t *used)
{
	struct text_glyph g;
	size_t at = 0, width = 0;

	while (at < n) {
		size_t took = text_next(s + at, n - at, &g);

		if (width + g.width > cols)
			break;
		width += g.width;
		at += took;
	}
	if (used)
		*used = width;
	return at;
}

size_t text_escape(char *dst, size_t size, const char *s, size_t n)
{
	size_t out = 0;

	for (size_t at = 0; at < n;) {
		char form[TEXT_GLYPH_COLS * 4];
		struct text_glyph g;
		size_t length = 0;

		at += text_next(s + at, n - at, &g);
		for (unsigned i = 0; i < g.n; i++)
			length += text_encode(g.cps[i], form + length);
		if (out + length >= size)
			break;
		memcpy(dst + out, form, length);
		out += length;
	}
	dst[out] = '\0';
	return out;
}

/* Start of the code point that ends at byte offset at > 0. */
static size_t cp_before(const char *s, size_t at, uint32_t *cp)
{
	for (size_t back = 1; back <= 4 && back <= at; back++)
		if (text_decode(s + at - back, back, cp) == back)
			return at - back;
	*cp = 0xfffd;
	return at - 1;
}

size_t text_prev(const char *s, size_t at)
{
	uint32_t cp = 0;
	size_t start = at;

	for (int i = 0; start > 0 && i < TEXT_GLYPH_CPS; i++) {
		start = cp_before(s, start, &cp);
		if (text_cp_width(cp) != 0)
			return start;
	}
	/* marks without a base are glyphs of their own */
	return at > 0 ? cp_before(s, at, &cp) : 0;
}

size_t text_after(const char *s, size_t n, size_t at)
{
	struct text_glyph g;

	return at < n ? at + text_next(s + at, n - at, &g) : n;
}
