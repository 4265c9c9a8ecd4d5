/* Shell completions, made from the tables of actions and options. */
#include <string.h>

#include "modem/qlw.h"
#include "tui/help.h"

/* What the first argument of a verb is one of, blanks between; nothing for most. */
static void words_of(FILE *out, const struct action *a)
{
	const char *blank = "", *name;
	bool deletable = a->words == ACTION_WORDS_DELETABLE;
	if (a->words == ACTION_WORDS_STATES) {
		for (int i = 0; (name = qlw_state_name(i)) != NULL; i++, blank = " ")
			fprintf(out, "%s%s", blank, name);
		return;
	}
	if (a->words == ACTION_WORDS_NONE)
		return;
	for (int k = 0; k < QLW_KEYS; k++) {
		const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)k);
		if (deletable && !verb->deletable)
			continue;
		fprintf(out, "%s%s", blank, verb->name);
		blank = " ";
	}
}

static bool is_verb(const struct action *a)
{
	return a->flags & ACTION_IS_VERB;
}

static void verb_names(FILE *out)
{
	const char *blank = "";
	for (size_t i = 0; i < ACTIONS; i++) {
		if (!is_verb(&actions[i]))
			continue;
		fprintf(out, "%s%s", blank, actions[i].name);
		blank = " ";
	}
}

/* Options of the program, and of a verb with these bits. */
static void option_names(FILE *out, unsigned bits)
{
	const struct option_row *row;
	const char *blank = "";
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (!row->help || (row->bit && !(row->bit & bits)))
			continue;
		fprintf(out, "%s--%s", blank, row->name);
		blank = " ";
	}
}

/* --option|-o for every option that takes a value, joined by | */
static void valued_names(FILE *out)
{
	const struct option_row *row;
	const char *bar = "";
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (!row->help || !row->value)
			continue;
		fprintf(out, "%s--%s", bar, row->name);
		if (row->letter)
			fprintf(out, "|-%c", row->letter);
		bar = "|";
	}
}

void help_bash(FILE *out)
{
	fputs("# bash completion for qlw\n"
	      "_qlw() {\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= arg=0 "
	      "i\n"
	      "\tCOMPREPLY=()\n"
	      "\tcase $prev in\n"
	      "\t-p|--port) COMPREPLY=($(compgen -W 'sim:' -f -- \"$cur\")); return ;;\n"
	      "\t--journal) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
	      "\t--profile-dir) COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n"
	      "\t",
		out);
	valued_names(out);
	fputs(") return ;;\n\tesac\n"
	      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "\t\tcase ${COMP_WORDS[i]} in\n\t\t",
		out);
	valued_names(out);
	fputs(") ((i++)) ;;\n"
	      "\t\t-*) ;;\n"
	      "\t\t*) if [[ -z $verb ]]; then verb=${COMP_WORDS[i]}; else ((arg++)); fi ;;\n"
	      "\t\tesac\n\tdone\n"
	      "\tlocal options='",
		out);
	option_names(out, 0);
	fputs("' words=\n\tcase $verb in\n\t'') words='", out);
	verb_names(out);
	fputs("' ;;\n", out);
	for (size_t i = 0; i < ACTIONS; i++) {
		if (!is_verb(&actions[i]))
			continue;
		fprintf(out, "\t%s) options='", actions[i].name);
		option_names(out, actions[i].options);
		putc('\'', out);
		if (actions[i].words) {
			fputs("; ((arg)) || words='", out);
			words_of(out, &actions[i]);
			putc('\'', out);
		}
		fputs(" ;;\n", out);
	}
	fputs("\tesac\n"
	      "\tif [[ $cur == -* ]]; then words=$options; fi\n"
	      "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	      "}\ncomplete -F _qlw qlw\n",
		out);
}

/* Text inside single quotes of zsh and fish, and inside zsh's brackets. */
static void quoted(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", out);
		else if (strchr("[]:\\", *text))
			fprintf(out, "\\%c", *text);
		else
			putc(*text, out);
	}
}

static void zsh_option(FILE *out, const struct option_row *row)
{
	static const char *const files[][2] = {
		{"journal", "_files"}, {"profile-dir", "_files -/"}, {"port", "_files"}};
	const char *action = " ";
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (!strcmp(row->name, files[i][0]))
			action = files[i][1];
	}
	for (int letter = row->letter ? 1 : 0; letter >= 0; letter--) {
		fputs(" \\\n\t\t'", out);
		if (letter)
			fprintf(out, "-%c[", row->letter);
		else
			fprintf(out, "--%s[", row->name);
		quoted(out, row->help);
		putc(']', out);
		if (row->value)
			fprintf(out, ":%s:%s", row->value, action);
		putc('\'', out);
	}
}

static void zsh_options(FILE *out, unsigned bits, bool program)
{
	const struct option_row *row;
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (row->help && (row->bit ? (row->bit & bits) != 0 : program))
			zsh_option(out, row);
	}
}

void help_zsh(FILE *out)
{
	fputs("#compdef qlw\n_qlw() {\n\tlocal -a verbs\n\tverbs=(\n", out);
	for (size_t i = 0; i < ACTIONS; i++) {
		if (!is_verb(&actions[i]))
			continue;
		fprintf(out, "\t\t'%s:", actions[i].name);
		quoted(out, actions[i].title);
		fputs("'\n", out);
	}
	fputs("\t)\n\tlocal context state line\n\t_arguments -C", out);
	zsh_options(out, 0, true);
	fputs(" \\\n\t\t'1:verb:->verb' '*::argument:->argument'\n"
	      "\tcase $state in\n\tverb) _describe verb verbs ;;\n\targument)\n\t\tcase $line[1] "
	      "in\n",
		out);
	for (size_t i = 0; i < ACTIONS; i++) {
		if (!is_verb(&actions[i]))
			continue;
		fprintf(out, "\t\t%s) _arguments", actions[i].name);
		zsh_options(out, actions[i].options, true);
		if (actions[i].words) {
			fputs(" \\\n\t\t'1:argument:(", out);
			words_of(out, &actions[i]);
			fputs(")'", out);
		}
		fputs(" '*: : ' ;;\n", out);
	}
	fputs("\t\tesac ;;\n\tesac\n}\n_qlw \"$@\"\n", out);
}

static void fish_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			putc('\\', out);
		putc(*text, out);
	}
}

static void fish_option(FILE *out, const struct option_row *row, const char *condition)
{
	bool file = !strcmp(row->name, "journal") || !strcmp(row->name, "port") ||
		    !strcmp(row->name, "profile-dir");
	fprintf(out, "complete -c qlw%s -l %s", condition, row->name);
	if (row->letter)
		fprintf(out, " -s %c", row->letter);
	if (row->value)
		fputs(file ? " -r -F" : " -x", out);
	fputs(" -d '", out);
	fish_text(out, row->help);
	fputs("'\n", out);
}

static void fish_verb(FILE *out, const struct action *a)
{
	const struct option_row *row;
	char condition[96];
	fprintf(out, "complete -c qlw -n __fish_use_subcommand -a %s -d '", a->name);
	fish_text(out, a->title);
	fputs("'\n", out);
	snprintf(condition, sizeof condition, " -n '__fish_seen_subcommand_from %s'", a->name);
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (row->bit & a->options)
			fish_option(out, row, condition);
	}
	if (!a->words)
		return;
	fprintf(out, "complete -c qlw%s -a '", condition);
	words_of(out, a);
	fputs("'\n", out);
}

void help_fish(FILE *out)
{
	const struct option_row *row;
	fputs("# fish completion for qlw\ncomplete -c qlw -f\n", out);
	for (size_t i = 0; (row = options_row(i)); i++) {
		if (!row->bit && row->help)
			fish_option(out, row, "");
	}
	for (size_t i = 0; i < ACTIONS; i++) {
		if (is_verb(&actions[i]))
			fish_verb(out, &actions[i]);
	}
}
