/*
 * The serial ports of this machine, read from sysfs rather than guessed from names, and who holds
 * one. BG95, BG77 and BG600L-M3 are USB 2c7c:0700; interface 2 is the AT port.
 */
#ifndef QLW_MODEM_PORTS_H
#define QLW_MODEM_PORTS_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/err.h"

#define PORTS_QUECTEL 0x2c7c /* its USB vendor id */

struct port_info {
	char path[128];            /* /dev/ttyUSB2 */
	char by_id[256];           /* /dev/serial/by-id/… that leads here, or "" */
	char driver[32];           /* option, ftdi_sio, serial8250 …, or "" */
	char product[96];          /* what the device calls itself, or "" ; printable */
	char serial[64];           /* USB serial number, or "" */
	char location[32];         /* its USB socket: "1-1.2", or "" */
	int vendor_id, product_id; /* -1 when it is no USB device */
	int interface;             /* bInterfaceNumber, -1 when unknown */
	const char *what; /* "AT port of BG95/BG77/BG600L", "NMEA", "diagnostics", "UART adapter" …
			     static */
	bool at_port; /* the AT port of a module of Table 1, by its USB id and, if known, interface
		       */
};

/* Fills at most max ports, sorted by natural order of path; returns how many exist or negative. */
int ports_list(struct port_info *ports, size_t max);

/* The same below another root directory, which holds sys/ and dev/; "" is this machine. */
int ports_list_below(const char *root, struct port_info *ports, size_t max);

/* Who else has this port open or keeps a lock file for it, as far as this user may see: "minicom
 * (pid 812, user anna)". The owner of a PTY's other end does not count. Returns the number of
 * holders found and writes the first few into text ("" when there are none). */
int ports_holder(const char *path, char *text, size_t size);

/* The same by lock file alone (/var/lock/LCK..ttyUSB2 of a living process): true if there is one.
 */
bool ports_lock_file(const char *path, char *text, size_t size);

/* ModemManager runs here. It knows other modules by their USB ids, but not 2c7c:0700, and so probes
 * each port of it for a while after it has appeared. */
bool ports_modem_manager(void);

#endif
