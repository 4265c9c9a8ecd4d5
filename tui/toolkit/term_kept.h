/*
 * Standard error while the screen is ours: kept in a file without a name, printed afterwards. A
 * part of term.c.
 */
#ifndef QLW_TUI_TERM_KEPT_H
#define QLW_TUI_TERM_KEPT_H

/* From now on stderr is kept, if it is a terminal; a redirected one is left alone. */
void kept_begin(void);

/* stderr is itself again; prints what was kept, at most its first 64 KiB. Safe in a signal
 * handler. */
void kept_release(void);

#endif
