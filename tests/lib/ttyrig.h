/*
 * PTYs that programs take for serial ports of the kernel: a private /sys and /dev for this process
 * and its children, PTYs bound to names like /dev/ttyUSB2, and the modem lines that a PTY lacks
 * answered on the program's behalf (seccomp user notification). No hardware, no kernel module; root,
 * or a kernel that lets users make namespaces.
 *
 * The program must be started through this test's own executable: see ttyrig_argv.
 */
#ifndef QLW_TESTS_TTYRIG_H
#define QLW_TESTS_TTYRIG_H

#include <stdbool.h>
#include <stddef.h>

/* First thing in main: when this process was started by ttyrig_argv it runs the program and never
 * returns. */
void ttyrig_main(int argc, char **argv);

/* Makes /sys and /dev private, once. False, with the reason on standard error, where the system does
 * not allow it. Nothing of the machine's own /sys is visible afterwards. */
bool ttyrig_enter(void);

/* Fills out (at least 2 more than argv has, with its final NULL) with a command line that runs argv
 * on made-up ports. Valid until the next call. */
void ttyrig_argv(const char *const *argv, const char **out);

/* A USB device with n ports on driver: name first, first + 1, … ("ttyUSB", 0). pty[i] is the
 * PTY behind interface i, NULL for a port that nobody answers. */
struct ttyrig_device {
	const char *socket; /* "1-1" */
	const char *vendor_id, *product_id, *product, *serial, *driver;
	const char *name; /* "ttyUSB" */
	int first, n;
	const char *const *pty;
};
bool ttyrig_plug(const struct ttyrig_device *device);
/* Its names vanish. Hanging up the PTYs is the caller's. */
void ttyrig_unplug(const struct ttyrig_device *device);

#endif
