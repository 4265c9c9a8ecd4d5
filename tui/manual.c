/* qlw(1), made from the tables of actions and options. */
#include <string.h>

#include "tui/help.h"

/* roff: backslashes, minus signs, and dots or quotes that begin a line */
static void put(FILE *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool first = i == 0 || text[i - 1] == '\n';
		if (first && (text[i] == '.' || text[i] == '\''))
			fputs("\\&", out);
		if (text[i] == '\\')
			fputs("\\e", out);
		else if (text[i] == '-')
			fputs("\\-", out);
		else
			putc(text[i], out);
	}
}

static void puts_roff(FILE *out, const char *text)
{
	put(out, text, strlen(text));
}

static void option(FILE *out, const struct option_row *row)
{
	fputs(".TP\n\\fB", out);
	if (row->letter)
		fprintf(out, "\\-%c\\fR, \\fB", row->letter);
	fputs("\\-\\-", out);
	puts_roff(out, row->name);
	fputs("\\fR", out);
	if (row->value)
		fprintf(out, " \\fI%s\\fR", row->value);
	putc('\n', out);
	puts_roff(out, row->help);
	putc('\n', out);
}

static void verb(FILE *out, const struct action *a)
{
	const struct option_row *row;
	fprintf(out, ".SS \"%s", a->name);
	if (*a->synopsis) {
		putc(' ', out);
		puts_roff(out, a->synopsis);
	}
	fputs("\"\n", out);
	puts_roff(out, a->about);
	putc('\n', out);
	if (a->timeout_ms)
		fprintf(out, "Its result is waited for %u s, or\n.BR \\-\\-timeout .\n",
			(unsigned)(a->timeout_ms / 1000));
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (row->bit & a->options)
			option(out, row);
	}
	if (!a->example)
		return;
	fputs(".PP\n.EX\n", out);
	puts_roff(out, a->example);
	fputs("\n.EE\n", out);
}

/* Keys of the console, where they work. */
static void keys(FILE *out)
{
	static const char *const pane[] = {"Session", "Log", "Config", "Data", "Profiles"};
	for (size_t i = 0; i < ACTIONS; i++) {
		const struct action *a = &actions[i];
		if (!a->keys)
			continue;
		fputs(".TP\n\\fB", out);
		puts_roff(out, a->keys);
		fputs("\\fR\n", out);
		puts_roff(out, a->title);
		bool some = a->panes != ACTION_IN_ALL, first = true;
		for (size_t p = 0; some && p < 5; p++) {
			if (!(a->panes & 1u << p))
				continue;
			fprintf(out, "%s%s", first ? " (" : ", ", pane[p]);
			first = false;
		}
		fputs(some ? ")\n" : "\n", out);
	}
}

static void exit_codes(FILE *out)
{
	static const char *const code[][2] = {
		{"0", "done"},
		{"1", "the module answered ERROR or +CME ERROR; code and meaning are on standard "
		      "error"},
		{"2", "usage; nothing was sent"},
		{"3", "the port cannot be opened, or is held by another program"},
		{"4", "no answer in time"},
		{"5", "refused: read-only, or not confirmed"},
		{"6", "a profile or file is invalid or cannot be read"},
		{"7", "the state was not reached, registration or delivery failed, or what was "
		      "read back differs"},
		{"130", "interrupted"},
	};
	for (size_t i = 0; i < sizeof code / sizeof *code; i++)
		fprintf(out, ".TP\n.B %s\n%s\n", code[i][0], code[i][1]);
}

static void files(FILE *out)
{
	fputs(".SH FILES\n"
	      ".TP\n.I $XDG_STATE_HOME/qlw/journals/\nJournals: everything that went over the "
	      "wire, "
	      "as JSON lines, secrets replaced.\n"
	      ".TP\n.I $XDG_STATE_HOME/qlw/history\nCommand lines of the console.\n"
	      ".TP\n.I $XDG_CONFIG_HOME/qlw/config.json\nConfiguration.\n"
	      ".SH ENVIRONMENT\n"
	      ".TP\n.B QLW_PORT\nThe port, where\n.B \\-p\nis not given.\n"
	      ".TP\n.B NO_COLOR\nNo colours, if set and not empty.\n",
		out);
}

void help_man(FILE *out)
{
	const struct option_row *row;
	fputs(".TH QLW 1 \"\" \"qlw " QLW_VERSION "\" \"User Commands\"\n"
	      ".SH NAME\nqlw \\- console for the LwM2M client in Quectel BG95, BG77 and "
	      "BG600L\\-M3 "
	      "modules\n"
	      ".SH SYNOPSIS\n.B qlw\n[\\fIOPTIONS\\fR]\n.br\n.B qlw\n[\\fIOPTIONS\\fR] "
	      "\\fIVERB\\fR …\n"
	      ".SH DESCRIPTION\nWithout a verb,\n.B qlw\nopens an interactive console on the "
	      "module. "
	      "With one it does one thing and exits; it needs no terminal then, prints data on "
	      "standard output and everything else on standard error.\n"
	      ".SH OPTIONS\nOptions may stand before or after the verb;\n.B \\-\\-\nends them.\n",
		out);
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (!row->bit && row->help)
			option(out, row);
	}
	fputs(".PP\nWithout\n.B \\-p\nthe port is\n.BR $QLW_PORT ,\nelse the one Quectel AT port "
	      "that is "
	      "plugged in.\n.SH VERBS\n",
		out);
	for (size_t i = 0; i < ACTIONS; i++) {
		if (actions[i].flags & ACTION_IS_VERB)
			verb(out, &actions[i]);
	}
	fputs(".SH KEYS\nIn the console,\n.B ?\nshows those of the focused pane.\n", out);
	keys(out);
	fputs(".SH EXIT STATUS\n", out);
	exit_codes(out);
	files(out);
	fputs(".SH SEE ALSO\nQuectel BG95&BG77&BG600L Series LwM2M Application Note;\n.BR "
	      "qlw\\-sim (1)\n",
		out);
}
