/*
 * Port watch: inotify on folders. It knows no port and opens none.
 */
#include "modem/port/port_watch.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

/* Owner and mode come after the node itself, by the hand of udev. */
#define WATCH_FOR (IN_CREATE | IN_DELETE | IN_MOVE | IN_ATTRIB)

static bool watch_folder_of(int fd, const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');

	if (!slash || (size_t)snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path) >=
			      sizeof(folder))
		return false;
	return inotify_add_watch(fd, *folder ? folder : "/", WATCH_FOR) >= 0;
}

int port_watch_open(const char *port)
{
	const bool local = port && !strncmp(port, "unix:", 5);
	const char *path = local ? port + 5 : port;
	int fd;

	if (path && *path != '/')
		return -1;
	fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (fd < 0)
		return -1;
	bool watched = !local && inotify_add_watch(fd, "/dev", WATCH_FOR) >= 0;
	if (!port)
		inotify_add_watch(fd, "/dev/serial/by-id", WATCH_FOR | IN_ONLYDIR);
	if (path)
		watched = watch_folder_of(fd, path) || watched;
	if (watched)
		return fd;
	close(fd);
	return -1;
}

/* Folders such as /tmp are busy with other things. */
static bool concerns(const char *name, const char *port)
{
	const char *slash = port ? strrchr(port, '/') : NULL;

	return !strncmp(name, "tty", 3) || (!port && !strncmp(name, "usb-", 4)) ||
	       (slash && !strcmp(name, slash + 1));
}

bool port_watch_drain(int fd, const char *port)
{
	_Alignas(struct inotify_event) char events[4096];
	bool any = false;
	ssize_t n;

	while ((n = read(fd, events, sizeof(events))) > 0) {
		for (ssize_t at = 0; at < n;) {
			const struct inotify_event *event = (const void *)(events + at);

			any = any || (event->mask & IN_Q_OVERFLOW) ||
			      (event->len && concerns(event->name, port));
			at += (ssize_t)(sizeof(*event) + event->len);
		}
	}
	return any;
}
