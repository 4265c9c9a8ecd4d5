/*
 * A private corner of the machine for one test: an empty HOME with its XDG folders, an environment
 * that holds nothing of the user's, and the means to end whatever was started in it.
 */
#ifndef QLW_TESTS_SCRATCH_H
#define QLW_TESTS_SCRATCH_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* How long a test waits for something that should happen at once: long enough for a loaded machine
 * under AddressSanitizer. A test never waits for a time, always for a thing. */
#define PATIENCE_MS 30000

struct scratch {
	char dir[256]; /* below $TMPDIR, mode 0700; sockets fit in sun_path */
};

/* Aborts the test program when there is no place to write. */
void scratch_make(struct scratch *s);

/* Ends what a failed test left open (scratch_own), kills what still runs with this scratch's
 * environment, and removes the directory. */
void scratch_remove(struct scratch *s);

/* cmocka leaves a failed test with longjmp. Objects of this library are registered here while they
 * live, so that scratch_remove of the same scratch ends them. */
void scratch_own(const struct scratch *s, void (*end)(void *object), void *object);
void scratch_disown(const void *object);

/* dir/name; the caller frees. */
char *scratch_path(const struct scratch *s, const char *name);

/* Environment for a program: HOME, XDG_*, PATH, TERM, LANG, TZ=UTC and sanitizer options, then
 * extra
 * ("NAME=value", NULL-terminated, may be NULL; "NAME" alone removes). The caller frees with
 * scratch_env_free. */
char **scratch_env(const struct scratch *s, const char *const *extra);
void scratch_env_free(char **env);

/* Processes that were started in this scratch and still run, zombies not counted. Sends them
 * `signal` unless it is 0. */
size_t scratch_processes(const struct scratch *s, int signal);

/* A whole file with a final NUL that is not counted; NULL when it cannot be read. Caller frees. */
char *scratch_read_file(const char *path, size_t *len);
void scratch_write_file(const char *path, const void *bytes, size_t len);

/* Monotonic. */
uint64_t test_now_ms(void);
uint64_t test_now_us(void);

/* Seed of this run: $SEED or a constant. Tests that draw numbers print it. */
uint64_t test_seed(void);
/* splitmix64: advances *state. */
uint64_t test_random(uint64_t *state);

/* What the test is about: $QLW_BIN and $QLW_SIM_BIN. NULL when unset. */
const char *test_qlw(void);
const char *test_sim(void);

#endif
