/*
 * Cutting one line of AT syntax into its parts. Knows the grammar only: no command, no meaning, and
 * nothing of where lines come from. Whatever bytes arrive, it reads only [line, line + len).
 */
#include "modem/at.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	return p;
}

/* V.250 5.4.1 allows !%-./:_ in a name beside letters and digits; the colon ends one here */
static const char *skip_name(const char *p, const char *end)
{
	while (p < end && (is_letter(*p) || is_digit(*p) || (*p && strchr("!%-./_", *p))))
		p++;
	return p;
}

/* [-+]digits, nothing else, within int64_t */
static bool to_number(const char *text, size_t len, int64_t *number)
{
	const char *p = text, *end = text + len;
	bool minus = p < end && *p == '-';
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (p == end)
		return false;
	int64_t n = 0;
	for (; p < end; p++) {
		if (!is_digit(*p))
			return false;
		/* counted downwards, since INT64_MIN has no positive counterpart */
		int digit = *p - '0';
		if (n < (INT64_MIN + digit) / 10)
			return false;
		n = n * 10 - digit;
	}
	if (!minus && n == INT64_MIN)
		return false;
	*number = minus ? n : -n;
	return true;
}

/*
 * The end of the argument that starts at p: a comma (or, in a command, a semicolon) outside quotes
 * and, if the argument starts with a parenthesis, outside parentheses.
 */
static const char *find_end(const char *p, const char *end, bool command, bool *closed)
{
	const bool list = p < end && *p == '(';
	bool quoted = false;
	size_t depth = 0;
	for (; p < end; p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (list && *p == '(')
			depth++;
		else if (list && *p == ')' && depth > 0)
			depth--;
		else if (depth == 0 && (*p == ',' || (command && *p == ';')))
			break;
	}
	*closed = !quoted && depth == 0;
	return p;
}

static void classify(struct at_arg *arg, const char *p, const char *end, bool closed)
{
	while (end > p && is_blank(end[-1]))
		end--;
	*arg = (struct at_arg){.kind = AT_ARG_WORD, .text = p, .len = (size_t)(end - p)};
	if (arg->len == 0) {
		arg->kind = AT_ARG_EMPTY;
	} else if (*p == '"') {
		const char *quote = memchr(p + 1, '"', arg->len - 1);
		if (quote && quote != end - 1)
			return; /* something stands behind the string: kept whole, as a word */
		arg->kind = AT_ARG_STRING;
		arg->text = p + 1;
		arg->len = (size_t)((quote ? quote : end) - arg->text);
	} else if (*p == '(' && end[-1] == ')' && closed) {
		arg->kind = AT_ARG_LIST;
	}
	arg->numeric = to_number(arg->text, arg->len, &arg->number);
	if (arg->numeric && arg->kind == AT_ARG_WORD)
		arg->kind = AT_ARG_NUMBER;
}

/* Returns where the arguments end: end, or the semicolon of a command. */
static const char *parse_args(const char *p, const char *end, bool command, struct at_line *out)
{
	p = skip_blanks(p, end);
	if (p == end || (command && *p == ';'))
		return p;
	for (;;) {
		bool closed;
		p = skip_blanks(p, end);
		const char *stop = find_end(p, end, command, &closed);
		if (out->count < AT_ARGS_MAX)
			classify(&out->arg[out->count++], p, stop, closed);
		else
			out->more = true;
		if (!closed)
			out->more = true;
		if (stop == end || *stop == ';')
			return stop;
		p = stop + 1;
	}
}

int at_parse_info(const char *line, size_t len, struct at_line *out)
{
	const char *end = line + len;
	const char *name = skip_blanks(line, end);
	out->count = 0;
	out->more = false;
	out->form = AT_FORM_INFO;
	if (name == end || *name != '+')
		return QLW_EFORM;
	const char *name_end = skip_name(name + 1, end);
	const char *colon = skip_blanks(name_end, end);
	if (name_end == name + 1 || colon == end || *colon != ':')
		return QLW_EFORM;
	out->name = name;
	out->name_len = (size_t)(name_end - name);
	parse_args(colon + 1, end, false, out);
	return 0;
}

/* What follows a command's name. */
static const char *parse_form(const char *p, const char *end, struct at_line *out)
{
	out->form = AT_FORM_EXEC;
	if (p < end && *p == '?') {
		out->form = AT_FORM_READ;
		return skip_blanks(p + 1, end);
	}
	if (p == end || *p != '=')
		return p;
	const char *q = skip_blanks(p + 1, end);
	if (q < end && *q == '?') {
		q = skip_blanks(q + 1, end);
		if (q == end || *q == ';') {
			out->form = AT_FORM_TEST;
			return q;
		}
	}
	out->form = AT_FORM_WRITE;
	return parse_args(p + 1, end, true, out);
}

int at_parse_command(const char *line, size_t len, struct at_line *out, const char **rest)
{
	const char *end = line + len;
	const char *p = skip_blanks(line, end);
	out->count = 0;
	out->more = false;
	if (rest)
		*rest = NULL;
	if (end - p >= 2 && strncasecmp(p, "AT", 2) == 0)
		p = skip_blanks(p + 2, end);
	else if (p == end)
		return QLW_EFORM;
	out->name = p;
	if (p < end && *p && strchr("+&\\$*#^", *p))
		p++;
	p = skip_name(p, end);
	out->name_len = (size_t)(p - out->name);
	p = parse_form(skip_blanks(p, end), end, out);
	if (p < end && *p != ';')
		return QLW_EFORM;
	if (rest && p < end)
		*rest = p + 1;
	return 0;
}

bool at_is(const struct at_line *line, const char *name)
{
	return strlen(name) == line->name_len && strncasecmp(line->name, name, line->name_len) == 0;
}

bool at_arg_is(const struct at_line *line, size_t i, const char *text)
{
	if (i >= line->count || strlen(text) != line->arg[i].len)
		return false;
	return strncasecmp(line->arg[i].text, text, line->arg[i].len) == 0;
}

bool at_arg_int(const struct at_line *line, size_t i, int64_t min, int64_t max, int64_t *value)
{
	if (i >= line->count || !line->arg[i].numeric)
		return false;
	int64_t n = line->arg[i].number;
	if (n < min || n > max)
		return false;
	*value = n;
	return true;
}

bool at_arg_u64(const struct at_line *line, size_t i, uint64_t *value)
{
	if (i >= line->count || line->arg[i].len == 0)
		return false;
	uint64_t n = 0;
	for (size_t k = 0; k < line->arg[i].len; k++) {
		char c = line->arg[i].text[k];
		if (!is_digit(c))
			return false;
		unsigned digit = (unsigned)(c - '0');
		if (n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*value = n;
	return true;
}

bool at_arg_copy(const struct at_line *line, size_t i, char *out, size_t size)
{
	bool found = i < line->count && line->arg[i].kind != AT_ARG_EMPTY;
	if (size == 0)
		return found;
	size_t len = found ? line->arg[i].len : 0;
	if (len > size - 1)
		len = size - 1;
	if (len > 0)
		memcpy(out, line->arg[i].text, len);
	out[len] = '\0';
	return found;
}

static enum at_final error_with_code(const char *p, const char *end, enum at_final final, int *code)
{
	int64_t n;
	p = skip_blanks(p, end);
	if (to_number(p, (size_t)(end - p), &n) && n >= 0 && n <= INT32_MAX)
		*code = (int)n;
	return final;
}

enum at_final at_final(const char *line, size_t len, int *code)
{
	static const struct {
		const char *text;
		enum at_final final;
		bool prefix;
	} table[] = {
		{"OK", AT_FINAL_OK, false},
		{"ERROR", AT_FINAL_ERROR, false},
		{"+CME ERROR:", AT_FINAL_CME, true},
		{"+CMS ERROR:", AT_FINAL_CMS, true},
		{"NO CARRIER", AT_FINAL_ERROR, false},
		{"BUSY", AT_FINAL_ERROR, false},
		{"NO ANSWER", AT_FINAL_ERROR, false},
		{"NO DIALTONE", AT_FINAL_ERROR, false},
		{"COMMAND NOT SUPPORT", AT_FINAL_ERROR, false},
	};
	int none;
	if (!code)
		code = &none;
	*code = -1;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t n = strlen(table[i].text);
		if (len < n || memcmp(line, table[i].text, n) != 0)
			continue;
		if (table[i].prefix)
			return error_with_code(line + n, line + len, table[i].final, code);
		if (len == n)
			return table[i].final;
	}
	return AT_FINAL_NONE;
}
