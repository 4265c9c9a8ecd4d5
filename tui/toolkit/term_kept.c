/*
 * Standard error, kept while the screen is ours. Knows no curses.
 */
#define _GNU_SOURCE /* mkostemp */
#include "tui/toolkit/term_kept.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	KEPT_MAX = 64 * 1024
};

static int real = -1; /* the real stderr while it is kept */
static int kept = -1;

/* A file without a name. */
static int open_nameless(void)
{
	char path[] = "/tmp/qlw.XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd >= 0)
		unlink(path);
	return fd;
}

void kept_begin(void)
{
	if (!isatty(STDERR_FILENO) || real >= 0)
		return;
	fflush(stderr);
	kept = open_nameless();
	real = kept < 0 ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (real >= 0)
		dup2(kept, STDERR_FILENO);
}

void kept_release(void)
{
	char part[1024];
	off_t at = 0;
	ssize_t n;

	if (real < 0)
		return;
	dup2(real, STDERR_FILENO);
	close(real);
	real = -1;
	while (at < KEPT_MAX && (n = pread(kept, part, sizeof(part), at)) > 0) {
		if (write(STDERR_FILENO, part, (size_t)n) < 0)
			break;
		at += n;
	}
	close(kept);
	kept = -1;
}
