/* --help, of the program and of a verb. */
#include "tui/help.h"

#include <string.h>

#define COLUMNS 78

/* Text broken at blanks into lines of `indent` blanks and at most COLUMNS bytes. */
static void wrap(FILE *out, const char *text, int indent)
{
	int column = 0;
	while (*text) {
		int n = (int)strcspn(text, " ");
		if (column && column + 1 + n > COLUMNS) {
			putc('\n', out);
			column = 0;
		}
		column += fprintf(out, "%*s%.*s", column ? 1 : indent, "", n, text);
		text += n + (text[n] == ' ');
	}
	putc('\n', out);
}

static void print_option(FILE *out, const struct option_row *row)
{
	char name[48], letter[5] = "    ";
	if (row->letter)
		snprintf(letter, sizeof letter, "-%c, ", row->letter);
	snprintf(name, sizeof name, "%s--%s%s%s", letter, row->name, row->value ? " " : "",
		row->value ? row->value : "");
	fprintf(out, "  %-24s  %s\n", name, row->help);
}

void help_verbs(FILE *out, const char *prefix)
{
	for (size_t i = 0; i < ACTIONS; i++) {
		const struct action *a = &actions[i];
		if (a->flags & ACTION_IS_VERB)
			fprintf(out, "%s%-10s %s\n", prefix, a->name, a->title);
	}
}

void help_program(FILE *out)
{
	const struct option_row *row;
	fputs("Usage: qlw [OPTIONS]          open the console\n"
	      "       qlw [OPTIONS] VERB …   do one thing and exit\n\n"
	      "A console for the LwM2M client in Quectel BG95, BG77 and BG600L-M3 modules.\n\n"
	      "Verbs (qlw VERB --help says more):\n",
		out);
	help_verbs(out, "  ");
	fputs("\nOptions, before or after the verb; -- ends them:\n", out);
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (!row->bit && row->help)
			print_option(out, row);
	}
	fputs("\nWithout -p: $QLW_PORT, else the one module that is plugged in. No module at "
	      "hand?\n"
	      "-p sim: opens a simulated one.\n\n"
	      "Exit codes: 0 done, 1 the module answered ERROR, 2 usage, 3 the port cannot be\n"
	      "opened, 4 no answer in time, 5 refused (read-only, no --yes), 6 a file is invalid,\n"
	      "7 the state was not reached, 130 interrupted.\n",
		out);
}

void help_action(FILE *out, const struct action *action)
{
	const struct option_row *row;
	const char *synopsis = action->synopsis;
	fprintf(out, "Usage: qlw [OPTIONS] %s%s%s\n\n", action->name, *synopsis ? " " : "",
		synopsis);
	wrap(out, action->about, 0);
	if (action->timeout_ms)
		fprintf(out, "\nIts result is waited for %u s, or --timeout SECONDS.\n",
			(unsigned)(action->timeout_ms / 1000));
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (row->bit & action->options)
			print_option(out, row);
	}
	for (const char *line = action->example; line && *line;) {
		int n = (int)strcspn(line, "\n");
		fprintf(out, "%s  %.*s\n", line == action->example ? "\nExamples:\n" : "", n, line);
		line += n + (line[n] == '\n');
	}
}

bool help_document(FILE *out, const char *what)
{
	static const struct {
		const char *name;
		void (*print)(FILE *out);
	} documents[] = {
		{"man", help_man}, {"bash", help_bash}, {"zsh", help_zsh}, {"fish", help_fish}};
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		if (!strcmp(documents[i].name, what)) {
			documents[i].print(out);
			return true;
		}
	}
	return false;
}
