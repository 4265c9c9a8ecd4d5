/*
 * What tests of transports share: a folder, and waits for bytes that are to come.
 */
#ifndef QLW_TESTS_TRANSPORT_RIG_H
#define QLW_TESTS_TRANSPORT_RIG_H

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "modem/port/transport.h"

#define PATIENCE 20000 /* ms, for what should come at once */

static char folder[64];

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static inline int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/qlw-transport-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

/* Waits until the transport has something to say; returns what its read says. */
static inline ssize_t await_read(struct transport *t, void *buffer, size_t n)
{
	uint64_t end = now_ms() + PATIENCE;

	while (now_ms() < end) {
		ssize_t got = transport_read(t, buffer, n);
		struct pollfd p = transport_pollfd(t, false);

		if (got)
			return got;
		poll(&p, 1, 1000);
	}
	return 0;
}

/* Exactly n bytes, or what came before the end. */
static inline size_t await_bytes(struct transport *t, uint8_t *buffer, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = await_read(t, buffer + have, n - have);

		if (got <= 0)
			break;
		have += (size_t)got;
	}
	return have;
}

static inline size_t await_fd(int fd, uint8_t *buffer, size_t n)
{
	size_t have = 0;
	struct pollfd p = {.fd = fd, .events = POLLIN};

	while (have < n && poll(&p, 1, PATIENCE) > 0) {
		ssize_t got = read(fd, buffer + have, n - have);

		if (got <= 0)
			break;
		have += (size_t)got;
	}
	return have;
}

#endif
