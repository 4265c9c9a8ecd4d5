/* Which port: what the user said, or what is plugged in; and `qlw ports`. Opens nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/port/ports.h"
#include "tui/verbs/cli.h"

#define PORTS_MAX 64

/* "option, 2c7c:0700 interface 2, AT port of …" */
static void describe(const struct port_info *port, char *out, size_t size)
{
	char usb[48] = "";
	if (port->vendor_id >= 0)
		snprintf(usb, sizeof usb, ", %04x:%04x", (unsigned)port->vendor_id,
			(unsigned)port->product_id);
	if (port->vendor_id >= 0 && port->interface >= 0)
		snprintf(usb + strlen(usb), sizeof usb - strlen(usb), " interface %d",
			port->interface);
	snprintf(out, size, "%s%s, %s", *port->driver ? port->driver : "unknown driver", usb,
		port->what);
}

static void list_on_stderr(const struct port_info *ports, size_t n, bool at_only)
{
	char text[256];
	for (size_t i = 0; i < n; i++) {
		if (at_only && !ports[i].at_port)
			continue;
		describe(&ports[i], text, sizeof text);
		cli_fail(0, "  %s  %s", ports[i].path, text);
	}
}

static int none_found(const struct port_info *ports, size_t n)
{
	cli_fail(0, "no AT port of a BG95, BG77 or BG600L is plugged in%s",
		n ? ", only" : ", and no other serial port");
	list_on_stderr(ports, n, false);
	return cli_fail(CLI_PORT, n ? "choose one with -p PORT, or use a simulated module: -p sim:"
				    : "use -p PORT, or a simulated module: -p sim:");
}

static int several_found(const struct port_info *ports, size_t n)
{
	cli_fail(0, "several modules are plugged in:");
	list_on_stderr(ports, n, true);
	return cli_fail(CLI_PORT, "choose one with -p PORT, or use a simulated module: -p sim:");
}

/* The ports there are; *n of them, *at of which are AT ports, the last one *last. NULL: none. */
static struct port_info *find_ports(size_t *n, size_t *at, size_t *last)
{
	struct port_info *ports = calloc(PORTS_MAX, sizeof *ports);
	int found = ports ? ports_list(ports, PORTS_MAX) : 0;
	*n = found < 0 ? 0 : found > PORTS_MAX ? PORTS_MAX : (size_t)found;
	*at = *last = 0;
	for (size_t i = 0; i < *n; i++) {
		if (ports[i].at_port)
			*last = i, ++*at;
	}
	return ports;
}

static const char *given_port(const struct options *options)
{
	const char *given = options->port ? options->port : getenv("QLW_PORT");
	return given && *given ? given : NULL;
}

bool cli_port_given(const struct options *options)
{
	return given_port(options) != NULL;
}

bool cli_port_known(const struct options *options, char *port, size_t size)
{
	size_t n, at, last;
	const char *given = given_port(options);
	struct port_info *ports = given ? NULL : find_ports(&n, &at, &last);
	bool known = given || (ports && at == 1);
	if (known)
		snprintf(port, size, "%s", given ? given : ports[last].path);
	free(ports);
	return known;
}

int cli_port_choose(const struct options *options, char *port, size_t size)
{
	const char *given = given_port(options);
	if (given && strlen(given) >= size)
		return cli_fail(CLI_USAGE, "the port's name is too long");
	if (cli_port_known(options, port, size))
		return 0;
	size_t n, at, last;
	struct port_info *ports = find_ports(&n, &at, &last);
	int code = at ? several_found(ports, n) : none_found(ports, n);
	free(ports);
	return code;
}

static void print_json(const struct port_info *port, const char *holder)
{
	struct json j;
	char usb[16];
	snprintf(usb, sizeof usb, "%04x:%04x", (unsigned)port->vendor_id & 0xffff,
		(unsigned)port->product_id & 0xffff);
	json_begin(&j, cli_out());
	json_text(&j, "port", port->path);
	json_text(&j, "driver", *port->driver ? port->driver : NULL);
	json_text(&j, "usb_id", port->vendor_id < 0 ? NULL : usb);
	if (port->interface < 0)
		json_null(&j, "interface");
	else
		json_int(&j, "interface", port->interface);
	json_bool(&j, "at_port", port->at_port);
	json_text(&j, "what", port->what);
	json_text(&j, "product", *port->product ? port->product : NULL);
	json_text(&j, "serial", *port->serial ? port->serial : NULL);
	json_text(&j, "by_id", *port->by_id ? port->by_id : NULL);
	json_text(&j, "holder", *holder ? holder : NULL);
	json_end(&j);
}

static void print_human(const struct port_info *port, const char *holder)
{
	char text[256];
	describe(port, text, sizeof text);
	fprintf(cli_out(), "%s %-14s ", port->at_port ? "*" : " ", port->path);
	cli_put(text, strlen(text));
	fputc('\n', cli_out());
	if (*port->product) {
		fprintf(cli_out(), "  %14s ", "");
		cli_put(port->product, strlen(port->product));
		fputc('\n', cli_out());
	}
	if (*holder) {
		fprintf(cli_out(), "  %14s held by ", "");
		cli_put(holder, strlen(holder));
		fputc('\n', cli_out());
	}
}

int cli_ports(struct cli *cli)
{
	char holder[256];
	struct port_info *ports = calloc(PORTS_MAX, sizeof *ports);
	int found = ports ? ports_list(ports, PORTS_MAX) : QLW_ENOMEM;
	int n = found > PORTS_MAX ? PORTS_MAX : found;
	for (int i = 0; i < n; i++) {
		if (ports_holder(ports[i].path, holder, sizeof holder) <= 0)
			*holder = '\0';
		if (cli->options->json)
			print_json(&ports[i], holder);
		else
			print_human(&ports[i], holder);
	}
	free(ports);
	if (found < 0)
		return cli_fail(CLI_PORT, "the serial ports of this machine cannot be listed");
	if (!n)
		cli_note(cli, "no serial ports here; -p sim: opens a simulated module");
	return 0;
}
