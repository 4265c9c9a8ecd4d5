/* The doctor at the port: see doctor_port.h. Knows paths, permissions and processes. */
#include "modem/doctor_port.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modem/port/ports.h"

#define PORTS_MAX 64

static bool is_path(const char *port)
{
	static const char *const kinds[] = {"tcp:", "unix:", "sim:", "replay:"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strncmp(port, kinds[i], strlen(kinds[i])))
			return false;
	return true;
}

/* What is known of this path's port; false when sysfs lists none. */
static bool find_port(const char *path, struct port_info *out)
{
	char real[PATH_MAX];
	struct port_info *ports = calloc(PORTS_MAX, sizeof *ports);
	int n = ports ? ports_list(ports, PORTS_MAX) : 0;
	bool found = false;
	const char *name = realpath(path, real) ? real : path;
	for (int i = 0; i < n && i < PORTS_MAX && !found; i++) {
		found = !strcmp(ports[i].path, name);
		if (found)
			*out = ports[i];
	}
	free(ports);
	return found;
}

static void judge_serial(struct doctor *d, const char *path, const struct port_info *port)
{
	const bool module = port->vendor_id == PORTS_QUECTEL;
	char usb[48] = "";
	d->side = module ? DOCTOR_SIDE_USB : DOCTOR_SIDE_UART;
	if (port->vendor_id >= 0)
		snprintf(usb, sizeof usb, "%04x:%04x interface %d, ", (unsigned)port->vendor_id,
			(unsigned)port->product_id, port->interface);
	if (module && !port->at_port)
		doctor_add(d, "port", DOCTOR_WRONG,
			"the AT port is interface 2 of 2c7c:0700: qlw ports shows its name",
			"%s: %s%s", path, usb, port->what);
	else
		doctor_add(d, "port", DOCTOR_OK, NULL, "%s: %s, %s%s", path, port->driver, usb,
			port->what);
}

void doctor_judge_port(struct doctor *d, const char *port)
{
	struct port_info info;
	if (!is_path(port)) {
		d->side = !strncmp(port, "sim:", 4) ? DOCTOR_SIDE_USB : DOCTOR_SIDE_UNKNOWN;
		doctor_add(d, "port", DOCTOR_OK, NULL, "%s", port);
	} else if (find_port(port, &info)) {
		judge_serial(d, port, &info);
	} else if (!access(port, F_OK)) {
		doctor_add(d, "port", DOCTOR_OK, NULL, "%s: a pseudo terminal", port);
	}
}

/* It does not hold a port for long, but what it says to it is noise to the module. */
static void judge_manager(struct doctor *d)
{
	if (d->side == DOCTOR_SIDE_UNKNOWN)
		return;
	if (!ports_modem_manager())
		doctor_add(d, "manager", DOCTOR_OK, NULL, "ModemManager does not run");
	else
		doctor_add(d, "manager", DOCTOR_UNKNOWN,
			"sudo systemctl stop ModemManager; for good, "
			"/etc/udev/rules.d/77-qlw.rules with ATTRS{idVendor}==\"2c7c\", "
			"ATTRS{idProduct}==\"0700\", ENV{ID_MM_DEVICE_IGNORE}=\"1\", then "
			"sudo udevadm control --reload",
			"ModemManager runs and probes new ports: it does not know 2c7c:0700");
}

void doctor_judge_open(struct doctor *d, const char *port, const struct qlw_diag *trouble)
{
	const bool path = is_path(port);
	const bool denied = path && access(port, R_OK | W_OK) && errno == EACCES;
	if (path && !denied && !access(port, F_OK))
		doctor_add(d, "permission", DOCTOR_OK, NULL, "readable and writable");
	if (!trouble && path)
		doctor_add(d, "holder", DOCTOR_OK, NULL, "this program alone");
	if (trouble)
		doctor_add(d,
			trouble->err == QLW_EHELD ? "holder"
			: denied                  ? "permission"
						  : "port",
			DOCTOR_WRONG, trouble->hint, "%s", trouble->what);
	if (path)
		judge_manager(d);
}

static void judge_baud(struct doctor *d, const struct session *s)
{
	char next[160];
	int given;
	const int found = session_baud(s, &given);
	if (found == given)
		return;
	snprintf(next, sizeof next, "-b %d, or set the module: qlw -b %d at AT+IPR=%d 'AT&W'",
		found, found, given);
	doctor_add(d, "baud", DOCTOR_WRONG, next, "it answers at %d, not at %d", found, given);
}

bool doctor_judge_answer(struct doctor *d, const struct session *s)
{
	struct qlw_diag diag = {.err = QLW_OK};
	const enum session_stage stage = session_stage(s, &diag);
	const struct session_found found = session_found(s);
	if (stage != SESSION_READING && stage != SESSION_READY) {
		const bool told = *diag.what;
		doctor_add(d, "answer", told ? DOCTOR_WRONG : DOCTOR_UNKNOWN,
			told ? diag.hint : "wait, or look at cable and power", "%s",
			told ? diag.what : "not yet: AT is being tried");
		return false;
	}
	judge_baud(d, s);
	doctor_add(d, "answer", DOCTOR_OK, NULL, "AT is answered with OK");
	if (found.numeric)
		doctor_add(d, "format", DOCTOR_UNKNOWN, "qlw at ATV1",
			"results came as digits (ATV0)");
	else
		doctor_add(d, "format", DOCTOR_OK, NULL,
			"results in words, echo was %s, +CMEE was %d", found.echo ? "on" : "off",
			found.cmee);
	return true;
}
