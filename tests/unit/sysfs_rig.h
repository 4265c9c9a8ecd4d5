/*
 * A made-up root with /sys and /dev, as the kernel shows serial ports: for the tests of what reads
 * them. Every path is relative to root.
 */
#ifndef QLW_TESTS_SYSFS_RIG_H
#define QLW_TESTS_SYSFS_RIG_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static inline int make_root(void **state)
{
	(void)state;
	strcpy(root, "/tmp/qlw-ports-XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static inline int remove_root(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

/* mkdir -p of all but the last part; returns root/path */
static inline const char *place(const char *path)
{
	static char full[512];

	snprintf(full, sizeof(full), "%s/%s", root, path);
	for (char *slash = full + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
	return full;
}

static inline void put(const char *path, const char *text)
{
	FILE *f = fopen(place(path), "w");

	assert_non_null(f);
	fprintf(f, "%s\n", text);
	fclose(f);
}

static inline void link_to(const char *path, const char *target)
{
	const char *full = place(path);

	unlink(full);
	assert_int_equal(symlink(target, full), 0);
}

/* One port of a USB device as usb-serial shows it: device/interface/port/tty/name. */
static inline void usb_port(const char *device, int interface, const char *name, const char *driver)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "sys/devices/%s/1.%d/bInterfaceNumber", device, interface);
	snprintf(target, sizeof(target), "%02x", (unsigned)interface);
	put(path, target);
	snprintf(path, sizeof(path), "sys/devices/%s/1.%d/driver", device, interface);
	snprintf(target, sizeof(target), "../../../bus/usb/drivers/%s", driver);
	link_to(path, target);
	snprintf(path, sizeof(path), "sys/devices/%s/1.%d/%s/driver", device, interface, name);
	snprintf(target, sizeof(target), "../../bus/usb-serial/drivers/%s1", driver);
	link_to(path, target);
	snprintf(path, sizeof(path), "sys/devices/%s/1.%d/%s/tty/%s/device", device, interface,
		name, name);
	snprintf(target, sizeof(target), "../../../%s", name);
	link_to(path, target);
	snprintf(path, sizeof(path), "sys/class/tty/%s", name);
	snprintf(target, sizeof(target), "../../devices/%s/1.%d/%s/tty/%s", device, interface, name,
		name);
	link_to(path, target);
}

static inline void usb_device(const char *device, const char *vid, const char *pid,
	const char *product, const char *serial)
{
	char path[256];
	const char *const files[][2] = {
		{"idVendor", vid}, {"idProduct", pid}, {"product", product}, {"serial", serial}};

	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "sys/devices/%s/%s", device, files[i][0]);
		put(path, files[i][1]);
	}
}

static inline void uart(const char *name, const char *type)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "sys/devices/pnp/%s/driver", name);
	link_to(path, "../../../bus/serial-base/drivers/port");
	link_to("sys/devices/pnp/driver", "../../bus/pnp/drivers/serial");
	snprintf(path, sizeof(path), "sys/devices/pnp/%s/tty/%s/type", name, name);
	put(path, type);
	snprintf(path, sizeof(path), "sys/devices/pnp/%s/tty/%s/device", name, name);
	snprintf(target, sizeof(target), "../../../%s", name);
	link_to(path, target);
	snprintf(path, sizeof(path), "sys/class/tty/%s", name);
	snprintf(target, sizeof(target), "../../devices/pnp/%s/tty/%s", name, name);
	link_to(path, target);
}

/* The device is pulled: its nodes, and the names given, vanish. */
static inline void usb_pull(const char *device, const char *const *names)
{
	char command[160], path[160];

	snprintf(command, sizeof(command), "rm -rf %s/sys/devices/%s", root, device);
	assert_int_equal(system(command), 0);
	for (; *names; names++) {
		snprintf(path, sizeof(path), "%s/sys/class/tty/%s", root, *names);
		unlink(path);
		snprintf(path, sizeof(path), "%s/dev/%s", root, *names);
		unlink(path);
	}
}

#endif
