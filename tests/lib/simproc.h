/*
 * The simulated module as a program: $QLW_SIM_BIN, started in a scratch, ended with the test.
 */
#ifndef QLW_TESTS_SIMPROC_H
#define QLW_TESTS_SIMPROC_H

#include "tests/lib/proc.h"

struct simproc {
	struct proc *proc;
	char port[300]; /* its first line on standard output: what to open */
};

/* Starts with these arguments (NULL-terminated, without argv[0]; may be NULL) and waits for the
 * first line. False, with the reason on standard error, when none comes. */
bool simproc_start(struct simproc *sim, const struct scratch *scratch, const char *const *args);

/* SIGTERM, and waits for the end. Returns the exit code as proc_result.code. */
int simproc_stop(struct simproc *sim);

/* SIGKILL: a module that dies. */
void simproc_kill(struct simproc *sim);

#endif
