/*
 * Who has a port open: open files of the processes this user may look into, and lock files. It
 * opens no port.
 */
#include "modem/port/ports.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define HOLDER_PATH 320

/* Linux: majors of UNIX 98 PTYs */
#define HOLDER_PTS_FIRST 136
#define HOLDER_PTS_LAST  143

/* "minicom (pid 812, user anna)", after ", " if text holds something already. */
static void holder_describe(long pid, char *text, size_t size)
{
	char path[64], command[32] = "a program", one[128];
	const struct passwd *user = NULL;
	struct stat st;
	FILE *f;
	size_t used = strlen(text);

	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	f = fopen(path, "re");
	if (f && fgets(command, sizeof(command), f))
		command[strcspn(command, "\n")] = '\0';
	if (f)
		fclose(f);
	for (char *c = command; *c; c++)
		*c = isprint((unsigned char)*c) ? *c : '?';
	snprintf(path, sizeof(path), "/proc/%ld", pid);
	if (!stat(path, &st))
		user = getpwuid(st.st_uid);
	snprintf(one, sizeof(one), "%s%s (pid %ld, user %s)", used ? ", " : "", command, pid,
		user ? user->pw_name : "unknown");
	if (used + strlen(one) < size)
		memcpy(text + used, one, strlen(one) + 1);
}

/* The number of the PTY behind this open file, if it is the master of one; else -1. */
static long holder_master_of(long pid, const char *fd)
{
	char path[HOLDER_PATH], line[128];
	long index = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/fdinfo/%.16s", pid, fd);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "tty-index:", 10))
			index = strtol(line + 10, NULL, 10);
	if (f)
		fclose(f);
	return index;
}

/* The same device. PTYs of another container have the same numbers, so there the file system that
 * they live in counts as well. */
static bool holder_same(const struct stat *a, const struct stat *b)
{
	const unsigned kind = major(a->st_rdev);
	const bool pty = kind >= HOLDER_PTS_FIRST && kind <= HOLDER_PTS_LAST;

	return S_ISCHR(a->st_mode) && a->st_rdev == b->st_rdev && (!pty || a->st_dev == b->st_dev);
}

/* 1 when this process has the device open, 0 when not, also when it has the other end of it. */
static int holder_has(long pid, const struct stat *device)
{
	char path[HOLDER_PATH], target[64];
	struct dirent *entry;
	struct stat st;
	int has = 0;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%ld/fd", pid);
	d = opendir(path);
	while (d && (entry = readdir(d))) {
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/%ld/fd/%.16s", pid, entry->d_name);
		n = readlink(path, target, sizeof(target) - 1);
		target[n > 0 ? n : 0] = '\0';
		if (strncmp(target, "/dev/", 5) != 0)
			continue;
		if (strstr(target, "ptmx") &&
			holder_master_of(pid, entry->d_name) == (long)minor(device->st_rdev)) {
			has = 0;
			break;
		}
		if (!stat(path, &st) && holder_same(&st, device))
			has = 1;
	}
	if (d)
		closedir(d);
	return has;
}

/* A lock file names its owner in digits, or in old form as a binary number. */
static long holder_lock_owner(const char *path)
{
	char text[32] = "";
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	long pid = strtol(text, NULL, 10);
	int binary;

	if (f)
		fclose(f);
	if (pid <= 0 && n == sizeof(binary)) {
		memcpy(&binary, text, sizeof(binary));
		pid = binary;
	}
	if (pid <= 0 || pid == (long)getpid() || (kill((pid_t)pid, 0) && errno != EPERM))
		return 0;
	return pid;
}

static long holder_by_lock(const char *real)
{
	static const char *const dirs[] = {"/var/lock", "/run/lock", "/var/spool/lock"};
	const char *name = strrchr(real, '/');
	char path[HOLDER_PATH];

	for (size_t i = 0; name && i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		long pid;

		snprintf(path, sizeof(path), "%s/LCK..%.200s", dirs[i], name + 1);
		pid = holder_lock_owner(path);
		if (pid)
			return pid;
	}
	return 0;
}

bool ports_lock_file(const char *path, char *text, size_t size)
{
	char real[PATH_MAX];
	long pid = realpath(path, real) ? holder_by_lock(real) : 0;

	text[0] = '\0';
	if (pid)
		holder_describe(pid, text, size);
	return pid != 0;
}

int ports_holder(const char *path, char *text, size_t size)
{
	char real[PATH_MAX];
	struct stat st;
	struct dirent *entry;
	long by_lock;
	int found = 0;
	DIR *d;

	text[0] = '\0';
	if (!realpath(path, real) || stat(real, &st) || !S_ISCHR(st.st_mode))
		return 0;
	by_lock = holder_by_lock(real);
	d = opendir("/proc");
	while (d && (entry = readdir(d))) {
		long pid = strtol(entry->d_name, NULL, 10);

		if (pid <= 0 || pid == (long)getpid() || (pid != by_lock && !holder_has(pid, &st)))
			continue;
		holder_describe(pid, text, size);
		found++;
	}
	if (d)
		closedir(d);
	return found;
}

static bool holder_is_called(long pid, const char *name)
{
	char path[64], command[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	f = fopen(path, "re");
	if (f && fgets(command, sizeof(command), f))
		command[strcspn(command, "\n")] = '\0';
	if (f)
		fclose(f);
	return !strcmp(command, name);
}

bool ports_modem_manager(void)
{
	struct dirent *entry;
	bool runs = false;
	DIR *d = opendir("/proc");

	while (d && !runs && (entry = readdir(d))) {
		long pid = strtol(entry->d_name, NULL, 10);

		runs = pid > 0 && holder_is_called(pid, "ModemManager");
	}
	if (d)
		closedir(d);
	return runs;
}
