/*
 * The console: panes on a session, until the user quits.
 */
#ifndef QLW_TUI_APP_H
#define QLW_TUI_APP_H

#include "tui/options.h"

/* Runs the console on the port of options; needs a terminal. Returns the exit code. */
int app_run(const struct options *options);

#endif
