/*
 * Starting and ending qlw-sim. Knows its command line, nothing of what it says on the port.
 */
#include "tests/lib/simproc.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARGS_MAX 32

bool simproc_start(struct simproc *sim, const struct scratch *scratch, const char *const *args)
{
	const char *argv[ARGS_MAX + 2] = {test_sim()};
	struct proc_options options = {.argv = argv, .scratch = scratch};
	size_t len;

	memset(sim, 0, sizeof *sim);
	if (!argv[0]) {
		fprintf(stderr, "QLW_SIM_BIN names no simulator\n");
		return false;
	}
	for (size_t i = 0; args && args[i] && i < ARGS_MAX; i++)
		argv[i + 1] = args[i];
	sim->proc = proc_start(&options);
	if (!proc_wait_out(sim->proc, "\n"))
		return false;
	len = strcspn(proc_peek(sim->proc)->out, "\n");
	if (len == 0 || len >= sizeof sim->port)
		return false;
	memcpy(sim->port, proc_peek(sim->proc)->out, len);
	sim->port[len] = '\0';
	return true;
}

static int end(struct simproc *sim, int how)
{
	struct proc_result result;
	int code;

	if (!sim->proc)
		return -1;
	proc_signal(sim->proc, how);
	proc_finish(sim->proc, 0, &result);
	sim->proc = NULL;
	code = result.timed_out ? -1 : result.code;
	if (how == SIGTERM && code != 0)
		fprintf(stderr, "qlw-sim ended with %d\n%s\n", code, result.err);
	proc_result_free(&result);
	return code;
}

int simproc_stop(struct simproc *sim)
{
	return end(sim, SIGTERM);
}

void simproc_kill(struct simproc *sim)
{
	end(sim, SIGKILL);
}
