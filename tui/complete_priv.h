/* What completion of the ':' line, of the AT line and of file names share. tui/complete*.c only. */
#ifndef QLW_TUI_COMPLETE_PRIV_H
#define QLW_TUI_COMPLETE_PRIV_H

#include "tui/actions.h"
#include "tui/complete_line.h"

struct candidates {
	struct prompt_candidate *out;
	size_t n, max;
	const char *typed; /* what they must begin with, in any case */
	size_t len;
};

/* One more, if it begins with what is typed; suffix goes in behind it, help is shown. */
void complete_offer(struct candidates *c, const char *text, const char *suffix, const char *help);

/* Names of files, behind prefix, which is typed already: "@" or "psk_key=@". */
void complete_files(struct candidates *c, const char *prefix);

/* "life_time: seconds until …, 0-2147483647 s, now 60" of a field of a key's record (NULL: none). key:
 * enum qlw_key, -1 for a service. */
void complete_field_text(const struct model *m, int key, const struct qlw_verb *verb, size_t field,
	const struct qlw_record *now, char *out, size_t size);

/* The record of the key whose indexes are these words; NULL if it is not known. */
const struct qlw_record *complete_record(
	const struct model *m, int key, const char (*index)[16], size_t indexes);

enum {
	COMPLETE_WORDS = 4, /* verb, and what its arguments depend on */
	COMPLETE_WORD = 24
};

/* The words of a ':' line up to the cursor. */
struct complete_words {
	char word[COMPLETE_WORDS][COMPLETE_WORD]; /* ended ones, options left out: verb first */
	size_t complete;                          /* how many there are, beyond those kept, too */
	size_t start;                             /* where the one under the cursor begins */
	const char *option; /* the word before is this option, which takes a value; NULL */
};

/* An argument of a ':' line. */
struct complete_asked {
	const struct complete_from *from;
	const struct action *action;
	const struct complete_words *words;
	int key; /* enum qlw_key of the first argument, or -1 */
	size_t argument;
};

/* Where its name stands in the synopsis; len 0: nowhere. */
struct complete_name {
	size_t at, len;
};

/* Candidates for the argument. */
void complete_argument(struct candidates *c, const struct complete_asked *a);
/* What there is to say of it, and its name. */
struct complete_name complete_argument_hint(
	const struct complete_asked *a, const char *typed, size_t len, char *out, size_t size);

#endif
