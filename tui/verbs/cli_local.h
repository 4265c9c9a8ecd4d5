/* A file here, read whole, for verbs that send, compare or explain it. */
#ifndef QLW_TUI_CLI_LOCAL_H
#define QLW_TUI_CLI_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCAL_PATH_MAX 4096

struct local {
	uint8_t *bytes;
	size_t len;
};

/* Regular files of at most FILES_BYTES_MAX bytes; ~/ is the home. CLI_FILE, having said why, or 0;
 * local_drop in either case. */
int local_read(const char *path, struct local *l);
void local_drop(struct local *l); /* wipes */

/* A path can be told from a name on the module: it begins with / ./ ../ or ~/ */
bool local_is_path(const char *text);
/* ~/ as the home. False: it does not fit. */
bool local_expand(const char *path, char *out, size_t size);

#endif
