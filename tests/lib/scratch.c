/*
 * Private directories, environments and left-over processes of tests. Knows nothing of terminals or
 * modules.
 */
#include "tests/lib/scratch.h"

#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MARK "QLW_SCRATCH="

static void die(const char *what)
{
	perror(what);
	abort();
}

void scratch_make(struct scratch *s)
{
	static const char *const folders[] = {"home", "config", "state", "data", "cache", "run"};
	const char *tmp = getenv("TMPDIR");

	snprintf(s->dir, sizeof s->dir, "%s/qlw-test-XXXXXX",
		tmp && strlen(tmp) < 60 ? tmp : "/tmp");
	if (!mkdtemp(s->dir))
		die(s->dir);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		char *path = scratch_path(s, folders[i]);
		if (mkdir(path, 0700) != 0)
			die(path);
		free(path);
	}
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

#define OWNED_MAX 64

static struct {
	const struct scratch *scratch;
	void (*end)(void *object);
	void *object;
} owned[OWNED_MAX];
static size_t owned_count;

void scratch_own(const struct scratch *s, void (*end)(void *object), void *object)
{
	if (owned_count == OWNED_MAX)
		die("too many objects of the test library");
	owned[owned_count].scratch = s;
	owned[owned_count].end = end;
	owned[owned_count++].object = object;
}

void scratch_disown(const void *object)
{
	size_t i = 0;

	while (i < owned_count && owned[i].object != object)
		i++;
	if (i == owned_count)
		return;
	memmove(&owned[i], &owned[i + 1], (owned_count - i - 1) * sizeof *owned);
	owned_count--;
}

void scratch_remove(struct scratch *s)
{
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;

	for (size_t i = owned_count; i-- > 0;) {
		if (i < owned_count && owned[i].scratch == s)
			owned[i].end(owned[i].object);
	}
	if (!s->dir[0])
		return;
	while (scratch_processes(s, SIGKILL) > 0 && test_now_ms() < end_ms)
		continue;
	nftw(s->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	s->dir[0] = '\0';
}

char *scratch_path(const struct scratch *s, const char *name)
{
	size_t size = strlen(s->dir) + strlen(name) + 2;
	char *path = malloc(size);

	if (!path)
		die("malloc");
	snprintf(path, size, "%s/%s", s->dir, name);
	return path;
}

/* --- environment ------------------------------------------------------------------------------ */

#define ENV_MAX 64

static char *join(const char *name, const char *value, const char *rest)
{
	size_t size = strlen(name) + strlen(value) + strlen(rest) + 1;
	char *text = malloc(size);

	if (!text)
		die("malloc");
	snprintf(text, size, "%s%s%s", name, value, rest);
	return text;
}

static size_t name_length(const char *entry)
{
	return strcspn(entry, "=");
}

static void env_put(char **env, char *entry)
{
	size_t n = name_length(entry);
	size_t i = 0;

	while (env[i] && (name_length(env[i]) != n || strncmp(env[i], entry, n) != 0))
		i++;
	if (i + 1 >= ENV_MAX)
		die("too many variables");
	if (entry[n] == '=') {
		free(env[i]);
		env[i] = entry;
		return;
	}
	free(entry);
	if (!env[i])
		return;
	free(env[i]);
	do
		env[i] = env[i + 1];
	while (env[i++]);
}

char **scratch_env(const struct scratch *s, const char *const *extra)
{
	static const char *const own[][2] = {
		{"HOME=", "/home"},
		{"XDG_CONFIG_HOME=", "/config"},
		{"XDG_STATE_HOME=", "/state"},
		{"XDG_DATA_HOME=", "/data"},
		{"XDG_CACHE_HOME=", "/cache"},
		{"XDG_RUNTIME_DIR=", "/run"},
		{MARK, ""},
	};
	static const char *const kept[] = {
		"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TMPDIR"};
	static const char *const fixed[] = {"TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC"};
	char **env = calloc(ENV_MAX, sizeof *env);

	if (!env)
		die("calloc");
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		env_put(env, join(own[i][0], s->dir, own[i][1]));
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		if (getenv(kept[i]))
			env_put(env, join(kept[i], "=", getenv(kept[i])));
	}
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		env_put(env, join(fixed[i], "", ""));
	for (size_t i = 0; extra && extra[i]; i++)
		env_put(env, join(extra[i], "", ""));
	return env;
}

void scratch_env_free(char **env)
{
	for (size_t i = 0; env && env[i]; i++)
		free(env[i]);
	free(env);
}

/* --- processes -------------------------------------------------------------------------------- */

/* Whether the NUL-separated environment holds the entry MARK + dir. */
static bool has_mark(const char *text, size_t len, const char *dir)
{
	for (size_t at = 0; at < len; at += strlen(text + at) + 1) {
		if (strncmp(text + at, MARK, strlen(MARK)) == 0 &&
			strcmp(text + at + strlen(MARK), dir) == 0)
			return true;
	}
	return false;
}

static bool belongs(const char *pid, const char *dir)
{
	char path[300];
	size_t len;
	char *text;
	bool yes;

	snprintf(path, sizeof path, "/proc/%.20s/environ", pid);
	text = scratch_read_file(path, &len);
	yes = text && has_mark(text, len, dir);
	free(text);
	return yes;
}

size_t scratch_processes(const struct scratch *s, int signal)
{
	DIR *proc = opendir("/proc");
	size_t found = 0;

	if (!proc)
		return 0;
	for (struct dirent *e; (e = readdir(proc)) != NULL;) {
		pid_t pid = (pid_t)strtol(e->d_name, NULL, 10);
		if (pid <= 0 || pid == getpid() || !belongs(e->d_name, s->dir))
			continue;
		found++;
		if (signal != 0)
			kill(pid, signal);
	}
	closedir(proc);
	return found;
}

/* --- files ------------------------------------------------------------------------------------ */

char *scratch_read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	size_t size = 0, used = 0, n = 0;
	char *text = NULL;

	if (!f)
		return NULL;
	do {
		used += n;
		if (used + 1 >= size) {
			size = size ? size * 2 : 4096;
			text = realloc(text, size);
			if (!text)
				die("realloc");
		}
		n = fread(text + used, 1, size - used - 1, f);
	} while (n > 0);
	fclose(f);
	text[used] = '\0';
	if (len)
		*len = used;
	return text;
}

void scratch_write_file(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(bytes, 1, len, f) != len || fclose(f) != 0)
		die(path);
}

/* --- time and chance -------------------------------------------------------------------------- */

uint64_t test_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

uint64_t test_now_ms(void)
{
	return test_now_us() / 1000;
}

uint64_t test_seed(void)
{
	const char *seed = getenv("SEED");

	return seed && *seed ? strtoull(seed, NULL, 0) : 20260131;
}

uint64_t test_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

const char *test_qlw(void)
{
	return getenv("QLW_BIN");
}

const char *test_sim(void)
{
	return getenv("QLW_SIM_BIN");
}
