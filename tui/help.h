/*
 * Help and documents made from the tables of actions and options. Pure.
 */
#ifndef QLW_TUI_HELP_H
#define QLW_TUI_HELP_H

#include <stdio.h>

#include "tui/actions.h"

/* qlw --help */
void help_program(FILE *out);
/* qlw VERB --help */
void help_action(FILE *out, const struct action *action);

/* The synopsis of qlw with its verbs, one a line, for messages. */
void help_verbs(FILE *out, const char *prefix);

/* man, bash, zsh, fish (manual.c, completions.c). False: no such document. */
bool help_document(FILE *out, const char *what);
void help_man(FILE *out);
void help_bash(FILE *out);
void help_zsh(FILE *out);
void help_fish(FILE *out);

#endif
