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

#include "modem/journal_store.h"

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
static int part_open_file(struct journal *j, const char *path, struct qlw_diag *diag)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0600);
	const char *why = NULL;

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
	j->base = (uint64_t)st.st_size;
	snprintf(j->path, sizeof(j->path), "%s", path);
	return 0;
}

/* A line that was cut off by a crash is ended first; it stays what it is. */
static void part_end_cut_line(struct journal *j)
{
	char last = '\n';

	if (j->base && pread(j->fd, &last, 1, (off_t)j->base - 1) == 1 && last != '\n' &&
		write(j->fd, "\n", 1) == 1)
		j->base++;
}

/* The first of NAME from..to that nobody writes to and that has room. 0 or the last error. */
static int part_open_one(struct journal *j, int from, int to, bool full, struct qlw_diag *diag)
{
	char path[sizeof(j->path)];
	int err = QLW_EHELD;

	for (int i = from; err == QLW_EHELD && i <= to; i++) {
		errno = 0;
		part_number(path, sizeof(path), j->first, i);
		err = part_open_file(j, path, diag);
		if (!err && !full && j->base >= j->part_bytes) {
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
	err = part_open_one(j, 1, o->numbered ? JOURNAL_PARTS : 1, !o->numbered, diag);
	if (err)
		j->fd = -1;
	return err ? QLW_EFILE : 0;
}

/* Where no next file can be had, this one grows. */
bool journal_part_next(struct journal *j)
{
	const struct journal_part part = {.fd = j->fd, .begin = j->begin, .base = j->base};
	char path[sizeof(j->path)];

	if (j->base + (j->stored - j->begin) < j->part_bytes || j->parts == JOURNAL_PARTS)
		return false;
	memcpy(path, j->path, sizeof(path));
	if (part_open_one(j, 2, JOURNAL_PARTS, false, NULL)) {
		j->fd = part.fd;
		j->base = part.base;
		memcpy(j->path, path, sizeof(path));
		j->part_bytes = UINT64_MAX;
		return false;
	}
	j->part[j->parts++] = part;
	j->begin = j->stored;
	return true;
}

size_t journal_part_read(const struct journal *j, uint64_t offset, char *to, size_t n)
{
	struct journal_part part = {.fd = j->fd, .begin = j->begin, .base = j->base};
	uint64_t end = j->stored;
	ssize_t got;

	for (size_t i = j->parts; i-- > 0 && offset < part.begin;) {
		end = part.begin;
		part = j->part[i];
	}
	if (n > end - offset)
		n = (size_t)(end - offset);
	do
		got = pread(part.fd, to, n, (off_t)(part.base + offset - part.begin));
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
