/*
 * Completion and hints for the ':' line and the AT line, from the table of actions, the QLW
 * vocabulary, what the module has and says of its ranges (AT+QLWCFG=?), and what the user has named.
 * Nothing is asked of the module, and only folders are read.
 */
#ifndef QLW_TUI_COMPLETE_LINE_H
#define QLW_TUI_COMPLETE_LINE_H

#include <stddef.h>

#include "modem/model.h"
#include "tui/toolkit/prompt.h"

struct config;
struct profile_rows;

/* What is known. */
struct complete_from {
	const struct model *model;
	const struct config *config;         /* presets and macros; NULL: none */
	const struct profile_rows *profiles; /* NULL: none */
	bool replay;                         /* a recording is looked at */
};

/* As struct prompt_config wants it: candidates for line[*start..cursor). */
size_t complete_command(const struct complete_from *from, const char *line, size_t cursor,
	size_t *start, struct prompt_candidate *out, size_t max);
size_t complete_at(const struct complete_from *from, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max);

/* What the line takes, and what stands under the cursor. */
struct complete_hint {
	char names[256];  /* every parameter in order; "" if there is nothing to say */
	size_t from, len; /* of names: the one under the cursor; len 0: none */
	char text[256];   /* about it: meaning, range, what it is now */
};

void complete_command_hint(const struct complete_from *from, const char *line, size_t cursor,
	struct complete_hint *out);
void complete_at_hint(const struct complete_from *from, const char *line, size_t cursor,
	struct complete_hint *out);

#endif
