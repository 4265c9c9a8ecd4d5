/*
 * What usually brings a server into its state, checked against what is known: for the Session pane
 * and `qlw doctor`. Pure; reads the model only. A cause is ruled out or confirmed when the wire has
 * said so, and stays open otherwise: nothing here is a guess.
 */
#ifndef QLW_MODEM_EXPLAIN_H
#define QLW_MODEM_EXPLAIN_H

#include <stddef.h>

#include "modem/model.h"

#define EXPLAIN_MAX 12

enum explain_verdict {
	EXPLAIN_WRONG, /* it is so */
	EXPLAIN_OPEN,  /* cannot be told from here */
	EXPLAIN_FINE,  /* ruled out */
};

struct explain_cause {
	const char *text; /* "PDP context has no address" */
	enum explain_verdict verdict;
	char evidence[48];   /* "address 10.11.12.13", may hold text of the module; never "" */
	const char *command; /* the AT command that shows it; NULL: none can, as of a PSK */
	const char *next;    /* what to do if it is so */
};

/*
 * The usual causes of the state of this server, confirmed ones first, then open ones, then those
 * ruled out; within each the most frequent first. Returns how many, 0 for states that need no
 * explanation (REG_READY) or that nobody documented.
 */
size_t explain_causes(
	const struct model *m, const struct model_server *s, struct explain_cause out[EXPLAIN_MAX]);

/* What usually is behind a number, and what to look at next with which command (NULL: with none).
 * Numbers that nobody documented are said to be so; NULL for success. */
struct explain_number {
	const char *cause, *next, *command;
};
const struct explain_number *explain_result(int err);    /* +QLWREG, +QLWDEREG */
const struct explain_number *explain_delivery(int code); /* +QLWURC: "uldata" */

/* One sentence on what to look at next, never NULL. causes is what explain_causes gave. */
const char *explain_next(const struct model *m, const struct model_server *s,
	const struct explain_cause *causes, size_t n);

#endif
