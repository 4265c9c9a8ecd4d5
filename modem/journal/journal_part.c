/*
 * The files of a journal that is written: opening one for appending, and going on in the next when
 * one is full. It knows no records.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modem/journal/journal_store.h"

static int part_fail(struct qlw_diag *diag, const char *path, const char *why)
{
	qlw_diag_set(diag, QLW_EFILE, "%.180s: %s", path, why);
	qlw_diag_hint(diag, "--journal names another file, --no-journal keeps it in memory");
	return QLW_EFILE;
}

/* NAME.2.jsonl for number 2, NAME.jsonl for 1. */
static void part_number(char *out, size_t size, const char *path, int number)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
	size_t stem = dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);

	if (number < 2)
		snprintf(out, size, "%s", path);
	else
		snprintf(out, size, "%.*s.%d%s", (int)stem, path, number, path + stem);
}

/* Opens and locks one file. 0, or QLW_EHELD when another program writes to it. */
static int part_open_file(struct journal *j, const char *path, int how, struct qlw_diag *diag)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | how, 0600);
	const char *why = NULL;

	if (fd < 0 && errno == EEXIST)
		return QLW_EHELD;
	if (fd < 0)
		return part_fail(diag, path, strerror(errno));
	if (fstat(fd, &st))
		why = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		why = "not a regular file";
	else if (flock(fd, LOCK_EX | LOCK_NB))
		why = "another program writes to it";
	if (why) {
		int err = errno == EWOULDBLOCK ? QLW_EHELD : QLW_EFILE;

		close(fd);
		part_fail(diag, path, why);
		return err;
	}
	j->fd = fd;
	j->stored = j->begin + (uint64_t)st.st_size;
	snprintf(j->path, sizeof(j->path), "%s", path);
	return 0;
}

/* A line that was cut off by a crash is ended first; it stays what it is. */
static void part_end_cut_line(struct journal *j)
{
	char last = '\n';

	if (j->stored && pread(j->fd, &last, 1, (off_t)j->stored - 1) == 1 && last != '\n' &&
		write(j->fd, "\n", 1) == 1)
		j->stored++;
}

/* The first of NAME 1..to that nobody writes to and that has room. 0 or the last error. */
static int part_open_one(struct journal *j, int to, bool full, struct qlw_diag *diag)
{
	char path[sizeof(j->path)];
	int err = QLW_EHELD;

	for (int i = 1; err == QLW_EHELD && i <= to; i++) {
		errno = 0;
		part_number(path, sizeof(path), j->first, i);
		err = part_open_file(j, path, 0, diag);
		if (!err && !full && j->stored >= j->part_bytes) {
			close(j->fd);
			err = part_fail(diag, path, "the file is full") ? QLW_EHELD : 0;
		}
	}
	if (!err)
		part_end_cut_line(j);
	return err;
}

int journal_part_open(struct journal *j, const struct journal_options *o, struct qlw_diag *diag)
{
	int err;

	if (strlen(o->path) + 4 > sizeof(j->path))
		return part_fail(diag, o->path, "the name is too long");
	if (journal_make_directories(o->path))
		return part_fail(diag, o->path, strerror(errno));
	memcpy(j->first, o->path, strlen(o->path) + 1);
	j->part_bytes = o->part_bytes ? o->part_bytes : JOURNAL_PART_BYTES;
	err = part_open_one(j, o->numbered ? JOURNAL_PARTS : 1, !o->numbered, diag);
	if (err)
		j->fd = -1;
	j->session = j->stored;
	return err ? QLW_EFILE : 0;
}

static const char *part_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A file of its own, so that its first line says what it continues. Where none can be had, this one
 * grows. */
bool journal_part_next(struct journal *j)
{
	const struct journal_part part = {.fd = j->fd, .begin = j->begin};
	char path[sizeof(j->path)], next[sizeof(j->path)];
	int err = QLW_EHELD;

	if (j->stored - j->begin < j->part_bytes || j->parts == JOURNAL_PARTS)
		return false;
	memcpy(path, j->path, sizeof(path));
	j->begin = j->stored;
	for (int i = 2; err == QLW_EHELD && i <= JOURNAL_PARTS; i++) {
		part_number(next, sizeof(next), j->first, i);
		err = part_open_file(j, next, O_EXCL, NULL);
	}
	if (err) {
		j->fd = part.fd;
		j->begin = part.begin;
		memcpy(j->path, path, sizeof(path));
		j->part_bytes = UINT64_MAX;
		return false;
	}
	j->part[j->parts++] = part;
	snprintf(j->before, sizeof(j->before), "%.255s", part_base_name(path));
	return true;
}

size_t journal_part_read(const struct journal *j, uint64_t place, char *to, size_t n)
{
	struct journal_part part = {.fd = j->fd, .begin = j->begin};
	uint64_t end = j->stored;
	ssize_t got;

	for (size_t i = j->parts; i-- > 0 && place < part.begin;) {
		end = part.begin;
		part = j->part[i];
	}
	if (place >= end)
		return 0;
	if (n > end - place)
		n = (size_t)(end - place);
	do
		got = pread(part.fd, to, n, (off_t)(place - part.begin));
	while (got < 0 && errno == EINTR);
	return got > 0 ? (size_t)got : 0;
}

void journal_part_close(struct journal *j)
{
	for (size_t i = 0; i < j->parts; i++)
		close(j->part[i].fd);
	if (j->fd >= 0)
		close(j->fd);
}

/* --- files that continue one that is read ------------------------------------------------------- */

/* NAME.jsonl of NAME.7.jsonl. */
static void part_root(char *out, size_t size, const char *path)
{
	const char *dot = strrchr(path, '.'), *number = dot;

	while (number && number > path && number[-1] >= '0' && number[-1] <= '9')
		number--;
	if (dot && number > path + 1 && number < dot && number[-1] == '.')
		snprintf(out, size, "%.*s%s", (int)(number - 1 - path), path, dot);
	else
		snprintf(out, size, "%s", path);
}

/* Opens a file if its first line says that it continues this one. -1 if not. */
static int part_open_next(const char *path, const char *before)
{
	char line[2048], text[sizeof(((struct journal *)0)->before) * JOURNAL_ESCAPE_MAX + 32];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got = fd >= 0 ? pread(fd, line, sizeof(line) - 1, 0) : -1;
	size_t n = (size_t)snprintf(text, sizeof(text), "\"continues\":\"");
	char *end;

	if (got > 0) {
		line[got] = '\0';
		end = strchr(line, '\n');
		n += journal_escape(text + n, (const uint8_t *)before, strlen(before), true);
		snprintf(text + n, sizeof(text) - n, "\"");
		if (end)
			*end = '\0';
		if (end && strstr(line, "\"qlw_journal\"") && strstr(line, text))
			return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool part_go_on(struct journal *j, const char *root)
{
	const struct journal_part part = {.fd = j->fd, .begin = j->begin};
	char path[sizeof(j->path)], before[sizeof(j->before)];
	struct stat st;
	int fd = -1;

	snprintf(before, sizeof(before), "%.255s", part_base_name(j->before));
	for (int i = 2; fd < 0 && i <= JOURNAL_PARTS; i++) {
		part_number(path, sizeof(path), root, i);
		fd = part_open_next(path, before);
	}
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	j->part[j->parts++] = part;
	j->fd = fd;
	j->begin = j->stored;
	j->stored += (uint64_t)st.st_size;
	snprintf(j->before, sizeof(j->before), "%.255s", part_base_name(path));
	return true;
}

void journal_part_chain(struct journal *j)
{
	char root[sizeof(j->path)];

	part_root(root, sizeof(root), j->path);
	snprintf(j->before, sizeof(j->before), "%.255s", part_base_name(j->path));
	while (j->parts < JOURNAL_PARTS && part_go_on(j, root))
		;
}

bool journal_has_file(const struct journal *j, const char *path)
{
	struct stat a, b;

	if (stat(path, &a))
		return false;
	for (size_t i = 0; i <= j->parts; i++)
		if (!fstat(i < j->parts ? j->part[i].fd : j->fd, &b) && a.st_dev == b.st_dev &&
			a.st_ino == b.st_ino)
			return true;
	return false;
}
