/*
 * Runs a program without a terminal and collects what it says: for batch verbs, the simulator and
 * anything else that is no screen.
 *
 * While a program runs, the test may have another party to keep alive in its own process (a
 * scripted module on a PTY): that is a companion, served whenever its descriptor is ready.
 */
#ifndef QLW_TESTS_PROC_H
#define QLW_TESTS_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "tests/lib/scratch.h"

/* Served on every turn of a wait; run returns true when it wants another turn within a
 * millisecond. fd may be -1. */
struct companion {
	int fd;
	bool (*run)(void *ctx);
	void *ctx;
};

struct proc_options {
	const char *const *argv; /* NULL-terminated; argv[0] is found through PATH */
	const struct scratch *scratch;
	const char *const *env; /* extra entries, see scratch_env; may be NULL */
	const void *in;         /* standard input; NULL: empty */
	size_t in_len;
	struct companion *companion; /* may be NULL */
};

struct proc_result {
	int code;        /* exit code, or 128 + signal; -1 while it runs */
	bool timed_out;  /* killed because it was still running */
	char *out, *err; /* with a final NUL that is not counted */
	size_t out_len, err_len;
	uint64_t took_ms;
	struct rusage usage;
};

struct proc;

/* Starts; never NULL (aborts the test program when the system refuses). A program that does not
 * exist exits with 127. It dies with the test. */
struct proc *proc_start(const struct proc_options *options);

/* Until text stands in what it wrote to standard output so far, or it ended, or PATIENCE_MS passed.
 * True when the text is there. */
bool proc_wait_out(struct proc *p, const char *text);
bool proc_wait_err(struct proc *p, const char *text);

/* Reads what is there without waiting. */
void proc_poll(struct proc *p);
const struct proc_result *proc_peek(const struct proc *p);

void proc_signal(struct proc *p, int signal);
pid_t proc_pid(const struct proc *p);

/* Waits for the end, at most limit_ms (0: PATIENCE_MS), then kills. Ends p. The result's texts are
 * the caller's: proc_result_free. */
void proc_finish(struct proc *p, uint64_t limit_ms, struct proc_result *result);
void proc_result_free(struct proc_result *result);

/* Both in one. */
void proc_run(const struct proc_options *options, struct proc_result *result);

/* The child half of fork: descriptors 0, 1, 2 as given, everything else closed, signals as at
 * login, then execvpe. `terminal` makes descriptor 0 the controlling terminal. Never returns. */
_Noreturn void proc_exec(
	const char *const *argv, char *const *env, const int fds[3], bool terminal);

/* Decodes a wait status as proc_result.code. */
int proc_code(int status);

#endif
