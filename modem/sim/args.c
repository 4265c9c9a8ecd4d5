/* The parameters of one AT command. Knows no command. */
#include "modem/sim/args.h"

#include <string.h>
#include <strings.h>

static bool parse_number(struct arg *a)
{
	size_t i = a->len && a->text[0] == '-';
	uint64_t n = 0;
	if (i == a->len)
		return false;
	for (size_t k = i; k < a->len; k++) {
		if (a->text[k] < '0' || a->text[k] > '9' || n > (INT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (uint64_t)(a->text[k] - '0');
	}
	a->number = i ? -(int64_t)n : (int64_t)n;
	return true;
}

static void trim(struct arg *a)
{
	while (a->len && *a->text == ' ')
		a->text++, a->len--;
	while (a->len && a->text[a->len - 1] == ' ')
		a->len--;
}

static bool parse_one(struct arg *a)
{
	trim(a);
	if (!a->len) {
		a->kind = ARG_EMPTY;
		return true;
	}
	if (*a->text == '"') {
		a->kind = ARG_STRING;
		const char *end = memchr(a->text + 1, '"', a->len - 1);
		if (!end || end != a->text + a->len - 1)
			return false;
		a->text++;
		a->len -= 2;
		return true;
	}
	a->kind = parse_number(a) ? ARG_NUMBER : ARG_WORD;
	return true;
}

/* How far the parameter at text goes: to the next comma outside quotes. */
static size_t span(const char *text, size_t len)
{
	bool quoted = false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			quoted = !quoted;
		else if (text[i] == ',' && !quoted)
			return i;
	}
	return len;
}

bool args_parse(struct args *a, const char *text, size_t len)
{
	memset(a, 0, sizeof *a);
	if (!len)
		return true;
	for (;;) {
		if (a->count == ARGS_MAX)
			return false;
		struct arg *one = &a->arg[a->count++];
		one->text = text;
		one->len = span(text, len);
		size_t used = one->len;
		if (!parse_one(one))
			return false;
		if (used == len)
			return true;
		text += used + 1;
		len -= used + 1;
	}
}

bool args_number(const struct args *a, size_t i, int64_t min, int64_t max, int64_t *out)
{
	if (i >= a->count || a->arg[i].kind != ARG_NUMBER)
		return false;
	*out = a->arg[i].number;
	return *out >= min && *out <= max;
}

bool args_number_or(
	const struct args *a, size_t i, int64_t min, int64_t max, int64_t otherwise, int64_t *out)
{
	*out = otherwise;
	if (i >= a->count || a->arg[i].kind == ARG_EMPTY)
		return true;
	return args_number(a, i, min, max, out);
}

bool args_text(const struct args *a, size_t i, char *out, size_t size)
{
	if (i >= a->count || a->arg[i].len >= size)
		return false;
	memcpy(out, a->arg[i].text, a->arg[i].len);
	out[a->arg[i].len] = '\0';
	return strlen(out) == a->arg[i].len;
}

bool args_string(const struct args *a, size_t i, char *out, size_t size)
{
	return i < a->count && a->arg[i].kind == ARG_STRING && args_text(a, i, out, size);
}

bool args_is(const struct args *a, size_t i, const char *text)
{
	return i < a->count && a->arg[i].len == strlen(text) &&
	       strncasecmp(a->arg[i].text, text, a->arg[i].len) == 0;
}
