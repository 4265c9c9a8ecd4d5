/*
 * Where things are kept: $XDG_STATE_HOME, $XDG_CONFIG_HOME, $HOME; a relative one counts as unset.
 */
#ifndef QLW_TUI_PATHS_H
#define QLW_TUI_PATHS_H

#include <stddef.h>

/* $XDG_STATE_HOME/qlw/name and $XDG_CONFIG_HOME/qlw/name; name "" is the folder itself. Returns
 * out, NULL when there is no home or it does not fit. */
const char *paths_state(char *out, size_t size, const char *name);
const char *paths_config(char *out, size_t size, const char *name);

/* Makes every folder above path that is missing, mode 0700. */
void paths_make(const char *path);

/* The same as paths_state for a history file, having made the folders above it (0700). */
const char *paths_history(char *out, size_t size, const char *name);

#endif
