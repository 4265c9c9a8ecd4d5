/*
 * The programs under measurement: command lines, ready texts, quitting, and what the kernel knows
 * of them.
 */
#include "tests/bench/bench.h"

#include <dirent.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	const char *argv[12]; /* PORT and LOG are replaced */
	const char *ready;    /* on its screen when it is up */
	const char *quit;     /* keys */
	bool log;
	unsigned patience;
} peers[] = {
	[PEER_QLW] = {"qlw", {"qlw", "-p", "PORT"}, "Session", "q", false, 1},
	[PEER_PICOCOM] = {"picocom", {"picocom", "-b", "115200", "--logfile", "LOG", "PORT"},
		"Terminal ready", "C-a C-x", true, 1},
	[PEER_MINICOM] = {"minicom", {"minicom", "-o", "-b", "115200", "-D", "PORT", "-C", "LOG"},
		"Welcome to minicom", "C-a x Enter", true, 16},
	[PEER_TIO] = {"tio", {"tio", "-b", "115200", "--log", "--log-file", "LOG", "PORT"},
		"Connected", "C-t q", true, 16},
	[PEER_LOOP] = {"loop", {NULL}, NULL, NULL, false, 1},
};

const char *peer_name(enum bench_peer peer)
{
	return peers[peer].name;
}

unsigned peer_patience(enum bench_peer peer)
{
	return peers[peer].patience;
}

static bool in_path(const char *name)
{
	const char *path = getenv("PATH");
	char file[512];

	while (path && *path) {
		size_t n = strcspn(path, ":");
		snprintf(file, sizeof file, "%.*s/%s", (int)n, path, name);
		if (access(file, X_OK) == 0)
			return true;
		path += n + (path[n] == ':');
	}
	return false;
}

bool peer_available(enum bench_peer peer)
{
	if (peer == PEER_LOOP)
		return true;
	if (peer == PEER_QLW)
		return test_qlw() && access(test_qlw(), X_OK) == 0;
	return in_path(peers[peer].name);
}

bool rig_open(struct rig *rig, enum bench_peer peer)
{
	const char *argv[12] = {NULL};

	memset(rig, 0, sizeof *rig);
	rig->peer = peer;
	scratch_make(&rig->scratch);
	rig->fake = fake_open(&rig->scratch, fake_bg95);
	rig->log = peers[peer].log ? scratch_path(&rig->scratch, "log") : NULL;
	for (size_t i = 0; peers[peer].argv[i]; i++) {
		const char *arg = peers[peer].argv[i];
		argv[i] = strcmp(arg, "PORT") == 0  ? fake_path(rig->fake)
			  : strcmp(arg, "LOG") == 0 ? rig->log
						    : arg;
	}
	if (peer == PEER_QLW)
		argv[0] = test_qlw();
	rig->started_us = test_now_us();
	rig->vt = vt_start(&(struct vt_options){.argv = argv,
		.rows = 24,
		.cols = 80,
		.scratch = &rig->scratch,
		.companion = fake_companion(rig->fake)});
	return vt_wait(rig->vt, peers[peer].ready);
}

void rig_quit(struct rig *rig)
{
	vt_count_only(rig->vt, NULL);
	vt_keys(rig->vt, peers[rig->peer].quit);
	vt_wait_exit(rig->vt);
}

void rig_close(struct rig *rig)
{
	vt_end(rig->vt);
	fake_close(rig->fake);
	free(rig->log);
	scratch_remove(&rig->scratch);
}

char *rig_log(const struct rig *rig)
{
	char *pattern;
	char *path = NULL;
	glob_t found;

	if (rig->log)
		return strdup(rig->log);
	pattern = scratch_path(&rig->scratch, "state/qlw/journals/*.jsonl");
	if (glob(pattern, 0, NULL, &found) == 0 && found.gl_pathc > 0)
		path = strdup(found.gl_pathv[0]);
	globfree(&found);
	free(pattern);
	return path;
}

/* --- the kernel's view ------------------------------------------------------------------------ */

/* Sums what `read` finds in /proc/PID/task/TID/FILE over all threads. */
static uint64_t over_threads(
	const struct rig *rig, const char *file, uint64_t (*read)(const char *))
{
	char path[300];
	uint64_t sum = 0;
	DIR *tasks;

	snprintf(path, sizeof path, "/proc/%ld/task", (long)vt_pid(rig->vt));
	tasks = opendir(path);
	for (struct dirent *e; tasks && (e = readdir(tasks)) != NULL;) {
		char *text;
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "/proc/%ld/task/%.20s/%s", (long)vt_pid(rig->vt),
			e->d_name, file);
		text = scratch_read_file(path, NULL);
		sum += text ? read(text) : 0;
		free(text);
	}
	if (tasks)
		closedir(tasks);
	return sum;
}

static uint64_t first_number(const char *text)
{
	return strtoull(text, NULL, 10);
}

static uint64_t status_switches(const char *text)
{
	const char *key = "\nvoluntary_ctxt_switches:";
	const char *at = strstr(text, key);

	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

uint64_t rig_cpu_us(const struct rig *rig)
{
	return over_threads(rig, "schedstat", first_number) / 1000;
}

unsigned long rig_switches(const struct rig *rig)
{
	return (unsigned long)over_threads(rig, "status", status_switches);
}

double rig_status_kib(const struct rig *rig, const char *key)
{
	char path[64], *text, *at;
	double kib = NAN;

	snprintf(path, sizeof path, "/proc/%ld/status", (long)vt_pid(rig->vt));
	text = scratch_read_file(path, NULL);
	at = text ? strstr(text, key) : NULL;
	if (at)
		kib = strtod(at + strlen(key) + 1, NULL);
	free(text);
	return kib;
}
