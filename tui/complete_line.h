/*
 * Completion and hints for the ':' line and the AT line, from the table of actions, the QLW
 * vocabulary and what the module itself says of its ranges (AT+QLWCFG=?). Pure.
 */
#ifndef QLW_TUI_COMPLETE_LINE_H
#define QLW_TUI_COMPLETE_LINE_H

#include <stddef.h>

#include "modem/model.h"
#include "tui/prompt.h"

/* As struct prompt_config wants it: candidates for line[*start..cursor). */
size_t complete_command(const struct model *m, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max);
size_t complete_at(const struct model *m, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max);

/* One line about what stands under the cursor; "" if there is nothing to say. */
void complete_command_hint(const char *line, size_t cursor, char *out, size_t size);
void complete_at_hint(
	const struct model *m, const char *line, size_t cursor, char *out, size_t size);

#endif
