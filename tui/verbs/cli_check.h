/* What `check` says of a file's bytes, for files that are not here. */
#ifndef QLW_TUI_CLI_CHECK_H
#define QLW_TUI_CLI_CHECK_H

#include "tui/verbs/cli.h"

/* Prints what is wrong; found (may be NULL) gets how many errors and warnings. 0 or CLI_FILE. */
int cli_check_bytes(const struct cli *cli, const char *path, const void *bytes, size_t len,
	struct cli_file *found);

#endif
