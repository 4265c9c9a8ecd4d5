/*
 * Finding a lost port again. A USB module that restarts or is plugged in anew may get another name,
 * and another module may get its old one: so a USB port is known by vendor, product, interface and
 * serial number, never by its path. Everything else is known by the name the user gave. Also when to
 * look: twice a second; ever more rarely for sockets, and for what port_watch.h tells about.
 *
 *   refind_remember, as the port is opened → … lost: refind_lost → refind_due_ms or refind_stirred →
 *     refind_look, refind_tried → … opened, and it speaks: refind_worked
 */
#ifndef QLW_MODEM_REFIND_H
#define QLW_MODEM_REFIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/port/ports.h"

#define REFIND_EVERY_MS  500
#define REFIND_MOST_MS   10000 /* between two tries of a socket, or of a port that is watched for */
#define REFIND_TWINS_MAX 16

struct refind {
	char given[512]; /* as the user named the port */
	bool listed;     /* sysfs knows it: a serial port, no PTY, no socket */
	bool usb;        /* identity holds what it was when it was opened */
	struct port_info identity;
	/* Where other devices of the same identity sat when ours went: many modules have no serial
	 * number, or all the same. */
	char twin[REFIND_TWINS_MAX][sizeof((struct port_info *)0)->location];
	size_t twins;
	bool rarely; /* there is no use in looking often: a socket, or a port that is watched for */
	unsigned tries; /* since it was lost, or since something stirred */
	uint64_t due_ms;
};

/* What the user calls given was opened as port (the same, unless it was found again under another
 * name). root as in ports_list_below. */
void refind_remember(struct refind *r, const char *root, const char *given, const char *port);

/* It went away: from here on refind_due_ms counts. watched: refind_stirred will be called. */
void refind_lost(struct refind *r, const char *root, bool watched, uint64_t now_ms);

/* Ports came or went: look now, and again soon if that was too early. */
void refind_stirred(struct refind *r, uint64_t now_ms);

/* When to look next. */
uint64_t refind_due_ms(const struct refind *r);

/* The name under which to open it now; false while it is not there, or cannot be told from another
 * of its kind. What the user gave is kept as long as it leads to the same device. */
bool refind_look(const struct refind *r, const char *root, char *port, size_t size);

/* Looked, and could not open it: sets when to look next. */
void refind_tried(struct refind *r, uint64_t now_ms);

/* It is there, but another program has it, such as ModemManager, for a while: often, then. */
void refind_held(struct refind *r, uint64_t now_ms);

/* It speaks again: the next loss is tried often again. */
void refind_worked(struct refind *r);

#endif
