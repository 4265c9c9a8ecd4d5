/*
 * The terminal itself: modes, size, and leaving it as it was found on every way out.
 *
 * There is one terminal, so this module has state of its own and no object. Order in main:
 *   text_start, prompt_start, loop_new, term_open, screen_new … screen_free, term_close.
 */
#ifndef QLW_TUI_TERM_H
#define QLW_TUI_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/err.h"

struct term_options {
	bool mouse; /* report clicks, drags and the wheel */
};

/*
 * Takes over stdin and stdout: alternate screen, bytes as they come (Ctrl-C, Ctrl-Z, Ctrl-S are
 * keys), bracketed paste. What other code writes to stderr meanwhile is kept and printed by
 * term_close. From now on a crash (SEGV, BUS, FPE, ILL, ABRT) restores the terminal before the
 * program dies of it. Errors: QLW_EUSAGE with a diag that suggests the batch verbs when stdin or
 * stdout is no terminal, TERM is unset, dumb or unknown, or cannot move the cursor.
 */
int term_open(const struct term_options *options, struct qlw_diag *diag);

/* Everything as it was before term_open, then the kept stderr. Does nothing when not open. */
void term_close(void);

/* Reads the terminal's size anew (after LOOP_SIGNAL_WINCH) and tells curses. Always at least 1×1; a
 * size the terminal does not know is 24×80. Limited to CANVAS_*_MAX. */
void term_size(int *rows, int *cols);

/* Ctrl-Z: restores the terminal, stops the whole job, and returns after it has been continued with
 * the terminal taken over again. The caller then reads the size and redraws everything.
 * LOOP_SIGNAL_CONT still comes after it; taking over once more then does no harm. */
void term_suspend(void);

/* After LOOP_SIGNAL_CONT without term_suspend (someone stopped us with SIGSTOP): takes over
 * again. */
void term_resume(void);

/* Puts text on the user's clipboard with OSC 52, which works over SSH. At most TERM_COPY_MAX bytes,
 * QLW_EUSAGE beyond; QLW_EREFUSED where the terminal is known not to support it. Whether it arrived
 * cannot be known. */
enum {
	TERM_COPY_MAX = 74994
};
int term_copy(const char *text, size_t n);

void term_bell(void);

#endif
