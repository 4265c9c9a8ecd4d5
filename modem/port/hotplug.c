/* Changes of /dev by inotify: see hotplug.h. Knows folders, and no port. */
#include "modem/port/hotplug.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

static void watch(const struct hotplug *h, const char *root, const char *dir)
{
	char path[PATH_MAX];
	if ((size_t)snprintf(path, sizeof path, "%s%s", root, dir) < sizeof path)
		inotify_add_watch(
			h->fd, path, IN_CREATE | IN_DELETE | IN_MOVE | IN_ATTRIB | IN_ONLYDIR);
}

void hotplug_open(struct hotplug *h, const char *root, uint64_t now_ms)
{
	h->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	h->look_ms = h->fd < 0 ? now_ms + HOTPLUG_BLIND_MS : UINT64_MAX;
	if (h->fd < 0)
		return;
	watch(h, root, "/dev");
	watch(h, root, "/dev/serial/by-id");
}

void hotplug_close(struct hotplug *h)
{
	if (h->fd >= 0)
		close(h->fd);
	h->fd = -1;
}

struct pollfd hotplug_pollfd(const struct hotplug *h)
{
	return (struct pollfd){.fd = h->fd, .events = POLLIN};
}

/* Terminals come and go all the time: only names of serial ports count. */
static bool concerns_ports(const char *events, size_t n)
{
	struct inotify_event e;
	bool concerns = false;
	for (size_t at = 0; at + sizeof e <= n; at += sizeof e + e.len) {
		memcpy(&e, events + at, sizeof e);
		const char *name = events + at + sizeof e;
		concerns |= e.mask & IN_Q_OVERFLOW ||
			    (e.len && (!strncmp(name, "tty", 3) || !strncmp(name, "usb-", 4) ||
					      !strcmp(name, "serial")));
	}
	return concerns;
}

bool hotplug_changed(struct hotplug *h, uint64_t now_ms)
{
	char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	bool changed = now_ms >= h->look_ms;
	ssize_t n;
	if (changed)
		h->look_ms = h->fd < 0 ? now_ms + HOTPLUG_BLIND_MS : UINT64_MAX;
	while (h->fd >= 0 && (n = read(h->fd, events, sizeof events)) > 0) {
		if (!concerns_ports(events, (size_t)n))
			continue;
		changed = true;
		h->look_ms = now_ms + HOTPLUG_SETTLE_MS;
	}
	return changed;
}

uint64_t hotplug_deadline_ms(const struct hotplug *h)
{
	return h->look_ms;
}
