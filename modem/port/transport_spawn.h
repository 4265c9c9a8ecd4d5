/*
 * A child program that lives no longer than this one, heard through pipes. For transport_sim.c.
 */
#ifndef QLW_MODEM_TRANSPORT_SPAWN_H
#define QLW_MODEM_TRANSPORT_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct spawned {
	pid_t pid;
	int out, err; /* its standard output and error, non-blocking */
};

/* Starts argv[0] (a path) with standard input from nowhere. A child that writes more than is read
 * loses it rather than wait. 0, or -1 with errno. */
int spawn_start(struct spawned *child, char *const argv[]);

/* Ends it, at first politely, waits at most so long, and forgets it. */
void spawn_end(struct spawned *child, int wait_ms);

/* Finds name in the directories of $PATH. */
bool spawn_search(const char *name, char *path, size_t size);

#endif
