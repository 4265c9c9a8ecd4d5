/*
 * Told when device nodes come and go, or change hands, so that a list of ports need not be read again
 * and again. What changed is not said: read the list.
 *
 * A node is there before all that sysfs and udev say of it, so a change is followed by a second look a
 * little later.
 */
#ifndef QLW_MODEM_HOTPLUG_H
#define QLW_MODEM_HOTPLUG_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#define HOTPLUG_SETTLE_MS 300  /* after the last change */
#define HOTPLUG_BLIND_MS  1000 /* where the system tells nothing, it is looked this often */

struct hotplug {
	int fd; /* -1: the system tells nothing */
	uint64_t look_ms;
};

/* root as in ports_list_below. */
void hotplug_open(struct hotplug *h, const char *root, uint64_t now_ms);
void hotplug_close(struct hotplug *h);
struct pollfd hotplug_pollfd(const struct hotplug *h);
/* After poll, and when the deadline has come: true when the list may have changed. */
bool hotplug_changed(struct hotplug *h, uint64_t now_ms);
uint64_t hotplug_deadline_ms(const struct hotplug *h);

#endif
