/* The loop that joins port, module and client. */
#ifndef QLW_SIM_LOOP_H
#define QLW_SIM_LOOP_H

#include <signal.h>
#include <stdbool.h>

struct client;
struct clock;
struct module;
struct port;

struct loop {
	struct port *port;
	struct module *module;
	struct client *client;
	const struct clock *clock;
	bool once;                   /* end with the last host */
	volatile sig_atomic_t *stop; /* set by a signal */
	const sigset_t *wait_mask;   /* signals let in while waiting only */
	bool unplug;                 /* pull the port's cable after this turn */
};

/* Runs until *stop is set, or the last host has gone with once. */
void loop_run(struct loop *l);

#endif
