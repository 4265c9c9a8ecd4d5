/* Reading bootstrap.ini. Knows no object. */
#include "modem/sim/ini.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const char *at, *end;
	bool add_slash;
	char base[128], name[128];
	bool named, valued;
	struct ini_value value;
	size_t count;
	void (*take)(void *ctx, const struct ini_value *value);
	void *ctx;
};

static char peek(const struct reader *r)
{
	return r->at < r->end ? *r->at : '\0';
}

static void blanks(struct reader *r)
{
	while (r->at < r->end && isspace((unsigned char)*r->at))
		r->at++;
}

/* A string behind its opening quote. Escapes other than \uXXXX stand for themselves. */
static void take_string(struct reader *r, char *out, size_t size)
{
	size_t n = 0;
	for (r->at++; r->at < r->end && *r->at != '"'; r->at++) {
		if (*r->at == '\\' && r->at + 1 < r->end)
			r->at++;
		if (n + 1 < size)
			out[n++] = *r->at;
	}
	out[n] = '\0';
	r->at += r->at < r->end;
}

/* "/0/1/" or "0/1" as numbers; false when it is no path. */
static bool parse_path(const char *s, struct ini_value *v)
{
	v->depth = 0;
	while (*s) {
		char *end;
		s += *s == '/';
		if (!*s)
			break;
		if (!isdigit((unsigned char)*s) || v->depth == INI_DEPTH)
			return false;
		v->path[v->depth++] = (unsigned)strtoul(s, &end, 10);
		if (*end && *end != '/')
			return false;
		s = end;
	}
	return v->depth > 0;
}

/* Base name and name make the path (Table 3). */
static void finish_entry(struct reader *r)
{
	char path[260];
	size_t len = strlen(r->base);
	bool slash = r->add_slash && len && r->base[len - 1] != '/' && r->name[0] != '/';
	snprintf(path, sizeof path, "%s%s%s", r->base, slash ? "/" : "", r->name);
	if (r->named && r->valued && parse_path(path, &r->value)) {
		r->count++;
		r->take(r->ctx, &r->value);
	}
	r->named = r->valued = false;
	memset(&r->value, 0, sizeof r->value);
}

static void take_bare(struct reader *r, char *out, size_t size)
{
	size_t n = 0;
	for (; r->at < r->end && !strchr(",]}) \t\r\n", *r->at); r->at++)
		if (n + 1 < size)
			out[n++] = *r->at;
	out[n] = '\0';
}

static void set_value(struct reader *r, enum ini_kind kind, const char *text)
{
	struct ini_value *v = &r->value;
	v->kind = kind;
	snprintf(v->text, sizeof v->text, "%s", text);
	v->number = kind == INI_BOOLEAN ? strcmp(text, "true") == 0 : (int64_t)strtod(text, NULL);
	r->valued = true;
}

static void take_member(struct reader *r, const char *key)
{
	static const char *const kinds[] = {
		[INI_NUMBER] = "v", [INI_BOOLEAN] = "bv", [INI_STRING] = "sv", [INI_LINK] = "ov"};
	char text[1024];
	blanks(r);
	if (peek(r) == '[' || peek(r) == '{')
		return;
	if (peek(r) == '"')
		take_string(r, text, sizeof text);
	else
		take_bare(r, text, sizeof text);
	if (strcmp(key, "bn") == 0)
		snprintf(r->base, sizeof r->base, "%.127s", text);
	if (strcmp(key, "n") == 0) {
		snprintf(r->name, sizeof r->name, "%.127s", text);
		r->named = true;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(key, kinds[i]) == 0)
			set_value(r, (enum ini_kind)i, text);
}

size_t ini_read(const char *bytes, size_t len, bool add_slash,
	void (*take)(void *ctx, const struct ini_value *value), void *ctx)
{
	struct reader r = {
		.at = bytes, .end = bytes + len, .add_slash = add_slash, .take = take, .ctx = ctx};
	while (r.at < r.end) {
		char key[16];
		if (*r.at == '"') {
			take_string(&r, key, sizeof key);
			blanks(&r);
			if (peek(&r) != ':')
				continue;
			r.at++;
			take_member(&r, key);
			continue;
		}
		if (*r.at == '}')
			finish_entry(&r);
		r.at++;
	}
	return r.count;
}

static int base64_digit(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c ? strchr(digits, c) : NULL;
	return p ? (int)(p - digits) : -1;
}

long ini_base64(const char *text, uint8_t *out, size_t max)
{
	unsigned bits = 0, have = 0;
	size_t n = 0;
	for (; *text && *text != '='; text++) {
		int digit = base64_digit(*text);
		if (digit < 0 || n == max)
			return -1;
		bits = (bits << 6 | (unsigned)digit) & 0xfff;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		out[n++] = (uint8_t)(bits >> have);
	}
	return text[strspn(text, "=")] ? -1 : (long)n;
}
