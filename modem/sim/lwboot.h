/*
 * Client-initiated bootstrap (2.1.1, LwM2M 1.0 chapter 5.2): the machine that asks, and what the
 * bootstrap server may do meanwhile. Nothing takes effect before a consistent Finish; a bootstrap
 * that fails leaves the tree as it was.
 */
#ifndef QLW_SIM_LWBOOT_H
#define QLW_SIM_LWBOOT_H

#include "modem/sim/coap_link.h"
#include "modem/sim/lwtree.h"

#define LW_BOOT_SILENCE_MS 247000u /* EXCHANGE_LIFETIME without a word from the server */

struct lw;
struct lw_server;

enum lw_boot_phase {
	LW_BOOT_IDLE,
	LW_BOOT_HOLDOFF,    /* waiting before the request */
	LW_BOOT_REQUESTING, /* POST /bs is out */
	LW_BOOT_RUNNING,    /* the server writes */
	LW_BOOT_RETRY,
	LW_BOOT_WAITING, /* all tries failed: until the next cycle */
};

struct lw_boot {
	enum lw_boot_phase phase;
	uint64_t deadline_ms;
	unsigned tries;
	struct lw_tree before; /* to go back to */
	bool kept;             /* before holds something */
	bool finish;           /* a consistent Finish was answered */
	bool lost, no_call;    /* the request has failed */
	bool resolving;        /* ... or waits for the server's address */
};

void lw_boot_start(struct lw *lw);
void lw_boot_cancel(struct lw *lw); /* rolls back what was written */
void lw_boot_run(struct lw *lw);
uint64_t lw_boot_deadline_ms(const struct lw *lw);
bool lw_boot_busy(const struct lw *lw);

/* The bootstrap server's connection */
void lw_boot_outcome(
	struct lw_server *s, enum coap_outcome outcome, const struct coap_answer *answer);
void lw_boot_manage(struct lw_server *s, const struct coap_ask *ask, struct coap_answer *answer);
/* Are objects 0 and 1 fit to register with? */
bool lw_boot_consistent(const struct lw_tree *t);

#endif
