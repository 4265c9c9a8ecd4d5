/* What verbs say beside their data, and how text of the wire reaches a terminal. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "modem/journal/redact.h"
#include "tui/verbs/cli.h"
#include "tui/toolkit/text.h"

static FILE *collect_out, *collect_err;
static const char *speaker;
static char first_failure[256];

void cli_redirect(FILE *out, FILE *err)
{
	collect_out = out;
	collect_err = err;
}

FILE *cli_out(void)
{
	return collect_out ? collect_out : stdout;
}

void cli_print(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vfprintf(cli_out(), format, ap);
	va_end(ap);
}

void cli_hide_keys(char *text)
{
	const size_t mark = strlen(REDACT_MARK);
	const char *found;
	size_t n;
	while ((found = redact_key_like(text, &n)) != NULL) {
		text += found - text;
		memcpy(text, REDACT_MARK, mark);
		memmove(text + mark, text + n, strlen(text + n) + 1);
	}
}

static void say(const char *text)
{
	char safe[2048];
	text_escape(safe, sizeof safe, text, strlen(text));
	cli_hide_keys(safe);
	fflush(cli_out()); /* data printed so far come first on a terminal */
	fprintf(collect_err ? collect_err : stderr, "%s%s%s%s\n",
		collect_err ? "" : "qlw: ", speaker ? speaker : "", speaker ? ": " : "", safe);
}

void cli_say_as(const char *who)
{
	speaker = who;
}

/* The first is kept; one process of several leaves it to whoever started it to say that. */
static void say_failure(int code, const char *text)
{
	bool first = code && !*first_failure;
	if (first) {
		text_escape(first_failure, sizeof first_failure, text, strlen(text));
		cli_hide_keys(first_failure);
	}
	if (!first || !speaker)
		say(text);
}

void cli_forget_failure(void)
{
	first_failure[0] = '\0';
}

const char *cli_first_failure(void)
{
	return first_failure;
}

int cli_fail(int code, const char *format, ...)
{
	char text[1024];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	say_failure(code, text);
	return code;
}

int cli_fail_diag(int code, const struct qlw_diag *diag)
{
	say_failure(code, diag->what);
	if (*diag->hint)
		say(diag->hint);
	return code;
}

void cli_note(const struct cli *cli, const char *format, ...)
{
	char text[1024];
	va_list ap;
	if (cli->options->quiet)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	say(text);
}

void cli_trace(const struct cli *cli, const char *mark, const char *line, size_t len)
{
	char shown[512], text[600];
	if (!cli->options->verbose || !len)
		return;
	size_t n = cli_redact(cli, line, len, shown, sizeof shown);
	snprintf(text, sizeof text, "%s %.*s", mark, (int)n, shown);
	say(text);
}

void cli_put(const char *text, size_t len)
{
	char piece[TEXT_GLYPH_COLS * 4 + 1];
	struct text_glyph glyph;
	for (size_t i = 0; i < len;) {
		size_t n = text_next(text + i, len - i, &glyph);
		text_escape(piece, sizeof piece, text + i, n);
		fputs(piece, cli_out());
		i += n;
	}
}

size_t cli_redact(const struct cli *cli, const char *line, size_t len, char *out, size_t size)
{
	if (!cli->options->log_secrets)
		return redact_text(line, len, out, size);
	size_t n = len < size ? len : size;
	memcpy(out, line, n);
	return n;
}
