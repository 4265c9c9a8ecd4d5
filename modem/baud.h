/*
 * Which baud rate comes next when a serial port says nothing that can be read. Pure.
 *
 * A module's own USB port has no rate; behind a UART it may have been set to another one (AT+IPR), and
 * then what comes is garbage, or nothing.
 */
#ifndef QLW_MODEM_BAUD_H
#define QLW_MODEM_BAUD_H

#include <stdbool.h>

#define BAUD_DEFAULT 115200
#define BAUD_TRY_MS  500 /* for each AT: even at 9600 baud it is answered within 20 */
#define BAUD_TRIES   2   /* at each rate: what was sent at another one may spoil the first */

struct baud {
	int given, now; /* as the user said, and the rate in use */
	unsigned place; /* in the list of rates */
	unsigned tries; /* at this one, unanswered */
	bool searching; /* another one than given is being tried */
	bool exhausted; /* all were tried, in vain: now is given again */
};

/* given 0: BAUD_DEFAULT. */
void baud_init(struct baud *b, int given);
/* An AT at this rate was not answered. True: b->now is another rate than before, open the port at that
 * one. The most likely come first; after the last, given comes back. */
bool baud_unanswered(struct baud *b);
/* It answers. */
void baud_found(struct baud *b);
/* "trying 9600 baud"; NULL: no search is going on. Static. */
const char *baud_doing(const struct baud *b);

#endif
