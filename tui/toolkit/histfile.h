/*
 * A file of lines typed earlier: mode 0600, bounded, one line each. Knows nothing of readline.
 */
#ifndef QLW_TUI_HISTFILE_H
#define QLW_TUI_HISTFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/err.h"

/* Called with each line, oldest first; valid during the call. Returns false if the line must not
 * stay in the file. */
typedef bool histfile_line_fn(void *ctx, const char *line);

/* Hands the last max lines to fn. A file that is longer than twice max, or has lines that must not
 * stay, is written anew (atomically). A file that does not exist is no error: 0 lines. Lines beyond
 * 4 KiB and lines with control bytes are left out. QLW_EFILE with a diag when it cannot be read. */
int histfile_load(
	const char *path, size_t max, histfile_line_fn *fn, void *ctx, struct qlw_diag *diag);

/* Appends a line; QLW_EFILE when that fails, QLW_EUSAGE when the line is empty, too
 * long or holds a control. */
int histfile_append(const char *path, const char *line);

#endif
