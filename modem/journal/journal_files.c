/*
 * Where journals are kept and which there are. It reads no more of a file than its first line.
 */
#include "modem/journal/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modem/journal/journal_store.h"

#define FILES_EXTENSION ".jsonl"

int journal_make_directories(const char *file)
{
	char path[512];

	if (strlen(file) >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(path, file, strlen(file) + 1);
	for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		if (mkdir(path, 0700) && errno != EEXIST && access(path, F_OK))
			return -1;
		*slash = '/';
	}
	return 0;
}

/* By the XDG rules, a relative $XDG_STATE_HOME does not count. */
static int files_directory(char *dir, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n;

	if (state && *state == '/')
		n = snprintf(dir, size, "%s/qlw/journals", state);
	else if (home && *home == '/')
		n = snprintf(dir, size, "%s/.local/state/qlw/journals", home);
	else
		return QLW_EUSAGE;
	return (size_t)n < size ? 0 : QLW_EUSAGE;
}

/* A port as part of a file name: "/dev/ttyUSB2" is ttyUSB2, "tcp:host:4000" tcp-host-4000. */
static void files_port_name(char *out, size_t size, const char *port)
{
	size_t n = 0;

	if (!strncmp(port, "/dev/", 5))
		port += 5;
	for (; *port && n < size - 1; port++) {
		bool plain = strchr(
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._", *port);

		if (plain && (n || *port != '.'))
			out[n++] = *port;
		else if (n && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n && out[n - 1] == '-')
		n--;
	out[n] = '\0';
	if (!n)
		snprintf(out, size, "port");
}

int journal_default_path(char *path, size_t size, const char *port, int64_t wall_ms)
{
	char dir[384], name[64], stamp[JOURNAL_STAMP];
	int n;

	if (files_directory(dir, sizeof(dir)))
		return QLW_EUSAGE;
	files_port_name(name, sizeof(name), port);
	journal_stamp(stamp, wall_ms);
	n = snprintf(path, size, "%s/%s-%.10s%s", dir, name, stamp, FILES_EXTENSION);
	return (size_t)n < size ? 0 : QLW_EUSAGE;
}

/* The port and time of the first header. */
static void files_header(struct journal_file *f)
{
	char line[1024], *stop;
	uint8_t bytes[sizeof(line)];
	struct journal_record r;
	int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd >= 0 ? read(fd, line, sizeof(line)) : 0;

	if (fd >= 0)
		close(fd);
	stop = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
	if (!stop)
		return;
	journal_decode(line, (size_t)(stop - line), &r, bytes);
	if (r.kind != JOURNAL_HEADER)
		return;
	f->begin_ms = r.wall_ms;
	snprintf(f->port, sizeof(f->port), "%.*s", (int)r.len, (const char *)r.bytes);
}

static bool files_describe(struct journal_file *f, const char *dir, const char *name)
{
	size_t len = strlen(name), extension = strlen(FILES_EXTENSION);
	struct stat st;
	int n;

	if (len <= extension || strcmp(name + len - extension, FILES_EXTENSION) != 0)
		return false;
	memset(f, 0, sizeof(*f));
	n = snprintf(f->path, sizeof(f->path), "%s/%s", dir, name);
	if ((size_t)n >= sizeof(f->path) || stat(f->path, &st) || !S_ISREG(st.st_mode))
		return false;
	f->bytes = (uint64_t)st.st_size;
	f->modified_ms = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
	return true;
}

/* Inserts f where it belongs; the oldest falls off a full array. */
static void files_insert(
	struct journal_file *files, size_t have, size_t max, const struct journal_file *f)
{
	size_t at = have < max ? have : max;

	while (at && (files[at - 1].modified_ms < f->modified_ms ||
			     (files[at - 1].modified_ms == f->modified_ms &&
				     strcmp(files[at - 1].path, f->path) < 0)))
		at--;
	if (at == max)
		return;
	memmove(files + at + 1, files + at, ((have < max ? have : max - 1) - at) * sizeof(*files));
	files[at] = *f;
}

int journal_list(struct journal_file *files, size_t max)
{
	char dir[384];
	struct journal_file f;
	struct dirent *entry;
	size_t n = 0;
	DIR *d;

	if (files_directory(dir, sizeof(dir)))
		return QLW_EFILE;
	d = opendir(dir);
	if (!d)
		return errno == ENOENT ? 0 : QLW_EFILE;
	while ((entry = readdir(d))) {
		if (!files_describe(&f, dir, entry->d_name))
			continue;
		files_insert(files, n, max, &f);
		n++;
	}
	closedir(d);
	for (size_t i = 0; i < n && i < max; i++)
		files_header(&files[i]);
	return (int)n;
}
