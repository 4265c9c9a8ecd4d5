/*
 * Serial ports from sysfs: which exist, what drives them, what they belong to. It opens no port.
 */
#include "modem/port/ports.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modem/port/ports_table.h"

#define PORTS_MAX 256 /* terminals with a device behind them that are looked at */

struct ports_name {
	char text[64];
};

/* Numbers compare as numbers: ttyUSB2 before ttyUSB10. */
static int ports_compare(const void *left, const void *right)
{
	const char *a = ((const struct ports_name *)left)->text;
	const char *b = ((const struct ports_name *)right)->text;

	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			char *a_end, *b_end;
			unsigned long x = strtoul(a, &a_end, 10), y = strtoul(b, &b_end, 10);

			if (x != y)
				return x < y ? -1 : 1;
			a = a_end;
			b = b_end;
		} else if (*a != *b) {
			break;
		} else {
			a++;
			b++;
		}
	}
	return (unsigned char)*a - (unsigned char)*b;
}

/* One line of a small file, printable; "" when it cannot be read. */
static void ports_attribute(const char *dir, const char *file, char *out, size_t size)
{
	char path[PATH_MAX];
	FILE *f;
	size_t n = 0;
	int c;

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, file) >= sizeof(path))
		path[0] = '\0';
	f = fopen(path, "re");
	while (f && n < size - 1 && (c = getc(f)) != EOF && c != '\n')
		out[n++] = isprint(c) ? (char)c : '?';
	if (f)
		fclose(f);
	while (n && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

/* A hexadecimal attribute, or -1. */
static int ports_hex(const char *dir, const char *file)
{
	char text[16], *end;
	long value;

	ports_attribute(dir, file, text, sizeof(text));
	value = strtol(text, &end, 16);
	return *text && !*end ? (int)value : -1;
}

/* The base name of the link dir/file; false when there is none. */
static bool ports_link(const char *dir, const char *file, char *out, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *base;
	ssize_t n;

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, file) >= sizeof(path))
		return false;
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0)
		return false;
	target[n] = '\0';
	base = strrchr(target, '/') ? strrchr(target, '/') + 1 : target;
	if (strlen(base) >= size)
		return false;
	memcpy(out, base, strlen(base) + 1);
	return true;
}

/* Newer kernels put "port" and "ctrl" devices between a UART and its driver; a USB port's own
 * driver is named after its variant ("option1"), its interface's after the module ("option"). */
static void ports_take_driver(struct port_info *p, const char *dir, bool is_interface)
{
	char name[sizeof(p->driver)];

	if (p->driver[0] && !is_interface)
		return;
	if (ports_link(dir, "driver", name, sizeof(name)) && strcmp(name, "port") != 0 &&
		strcmp(name, "ctrl") != 0)
		memcpy(p->driver, name, sizeof(name));
}

/* Climbs from the terminal's device to the USB device it belongs to, or to the top. */
static void ports_climb(struct port_info *p, char *dir, size_t stop)
{
	while (strlen(dir) > stop) {
		int interface = ports_hex(dir, "bInterfaceNumber");

		ports_take_driver(p, dir, interface >= 0);
		if (interface >= 0)
			p->interface = interface;
		p->vendor_id = ports_hex(dir, "idVendor");
		if (p->vendor_id >= 0) {
			p->product_id = ports_hex(dir, "idProduct");
			ports_attribute(dir, "product", p->product, sizeof(p->product));
			ports_attribute(dir, "serial", p->serial, sizeof(p->serial));
			snprintf(p->location, sizeof(p->location), "%.31s", strrchr(dir, '/') + 1);
			return;
		}
		*strrchr(dir, '/') = '\0';
	}
}

/* The first link, in order of name, that leads to this node. */
static void ports_by_id(struct port_info *p, const char *root, const char *name)
{
	char dir[PATH_MAX], target[64];
	struct dirent *entry;
	DIR *d;

	snprintf(dir, sizeof(dir), "%s/dev/serial/by-id", root);
	d = opendir(dir);
	while (d && (entry = readdir(d))) {
		char path[sizeof(p->by_id)];
		int n = snprintf(path, sizeof(path), "/dev/serial/by-id/%s", entry->d_name);

		if (ports_link(dir, entry->d_name, target, sizeof(target)) &&
			!strcmp(target, name) && (size_t)n < sizeof(path) &&
			(!p->by_id[0] || strcmp(path, p->by_id) < 0))
			memcpy(p->by_id, path, sizeof(path));
	}
	if (d)
		closedir(d);
}

/* False when there is no device behind the name: a virtual terminal, or a UART that was configured
 * but never found (type 0). */
static bool ports_describe(struct port_info *p, const char *root, const char *name)
{
	char dir[PATH_MAX], device[PATH_MAX], sys[PATH_MAX], type[8];

	if ((size_t)snprintf(dir, sizeof(dir), "%s/sys/class/tty/%s", root, name) >= sizeof(dir))
		return false;
	ports_attribute(dir, "type", type, sizeof(type));
	strncat(dir, "/device", sizeof(dir) - strlen(dir) - 1);
	snprintf(sys, sizeof(sys), "%s/sys", root);
	if (!strcmp(type, "0") || !realpath(dir, device) || !realpath(sys, dir))
		return false;
	memset(p, 0, sizeof(*p));
	p->vendor_id = p->product_id = p->interface = -1;
	snprintf(p->path, sizeof(p->path), "/dev/%s", name);
	ports_climb(p, device, strlen(dir));
	ports_by_id(p, root, name);
	ports_name_it(p);
	return true;
}

/* Names of terminals that have a device, unsorted. */
static size_t ports_names(const char *root, struct ports_name *names, size_t max)
{
	char dir[PATH_MAX], device[sizeof(names->text) + sizeof("/device")];
	struct dirent *entry;
	DIR *d;
	size_t n = 0;

	snprintf(dir, sizeof(dir), "%s/sys/class/tty", root);
	d = opendir(dir);
	while (d && n < max && (entry = readdir(d))) {
		if (entry->d_name[0] == '.' || strlen(entry->d_name) >= sizeof(names[n].text))
			continue;
		snprintf(device, sizeof(device), "%.63s/device", entry->d_name);
		if (!faccessat(dirfd(d), device, F_OK, 0))
			memcpy(names[n++].text, entry->d_name, strlen(entry->d_name) + 1);
	}
	if (d)
		closedir(d);
	return n;
}

int ports_list_below(const char *root, struct port_info *ports, size_t max)
{
	struct ports_name *names = calloc(PORTS_MAX, sizeof(*names));
	struct port_info one;
	size_t n, found = 0;

	if (!names)
		return QLW_ENOMEM;
	n = ports_names(root, names, PORTS_MAX);
	qsort(names, n, sizeof(*names), ports_compare);
	for (size_t i = 0; i < n; i++) {
		if (!ports_describe(&one, root, names[i].text))
			continue;
		if (found < max)
			ports[found] = one;
		found++;
	}
	free(names);
	return (int)found;
}

int ports_list(struct port_info *ports, size_t max)
{
	return ports_list_below("", ports, max);
}
