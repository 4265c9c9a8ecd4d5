/*
 * Which USB ids and drivers belong to what: constant tables and their look-up, no I/O.
 */
#include "modem/port/ports_table.h"

#include <string.h>

#define QUECTEL PORTS_QUECTEL
#define BG95    0x0700
#define ANY     (-1)
#define AT_PORT "AT port of BG95/BG77/BG600L"

/* The first row that fits counts. The id cannot tell BG95 from BG77 or BG600L: ATI does. */
static const struct {
	int vendor_id, product_id, interface;
	const char *what;
} ports_usb[] = {
	{QUECTEL, BG95, 0, "diagnostics port of BG95/BG77/BG600L"},
	{QUECTEL, BG95, 1, "NMEA port of BG95/BG77/BG600L"},
	{QUECTEL, BG95, 2, AT_PORT},
	{QUECTEL, BG95, 3, "second modem port of BG95/BG77/BG600L"},
	{QUECTEL, BG95, ANY, "port of BG95/BG77/BG600L"},
	{QUECTEL, 0x0296, 0, "diagnostics port of BG96"},
	{QUECTEL, 0x0296, 1, "NMEA port of BG96"},
	{QUECTEL, 0x0296, 2, "AT port of BG96"},
	{QUECTEL, 0x0296, ANY, "port of BG96"},
	{QUECTEL, 0x0125, 2, "AT port of EC25/EG25"},
	{QUECTEL, 0x0125, ANY, "port of EC25/EG25"},
	{QUECTEL, 0x0121, 2, "AT port of EC21/EG21"},
	{QUECTEL, 0x0121, ANY, "port of EC21/EG21"},
	{QUECTEL, 0x0191, ANY, "port of EG91"},
	{QUECTEL, 0x0195, ANY, "port of EG95"},
	{QUECTEL, 0x0306, ANY, "port of EG06/EP06/EM06"},
	{QUECTEL, 0x0512, ANY, "port of EG12/EM12"},
	{QUECTEL, 0x0800, ANY, "port of RG500/RM500"},
	{QUECTEL, ANY, ANY, "port of another Quectel module"},
};

static const struct {
	const char *driver, *what;
} ports_drivers[] = {
	{"ftdi_sio", "UART adapter (FTDI)"},
	{"cp210x", "UART adapter (CP210x)"},
	{"ch341", "UART adapter (CH34x)"},
	{"ch34x", "UART adapter (CH34x)"},
	{"ch343", "UART adapter (CH34x)"},
	{"pl2303", "UART adapter (PL2303)"},
	{"cdc_acm", "USB serial device"},
};

static const char *ports_what(const struct port_info *p)
{
	for (size_t i = 0; i < sizeof(ports_usb) / sizeof(ports_usb[0]); i++) {
		if (ports_usb[i].vendor_id == p->vendor_id &&
			(ports_usb[i].product_id == p->product_id ||
				ports_usb[i].product_id == ANY) &&
			(ports_usb[i].interface == p->interface || ports_usb[i].interface == ANY))
			return ports_usb[i].what;
	}
	for (size_t i = 0; i < sizeof(ports_drivers) / sizeof(ports_drivers[0]); i++) {
		if (!strcmp(ports_drivers[i].driver, p->driver))
			return ports_drivers[i].what;
	}
	return p->vendor_id >= 0 ? "USB serial port" : "UART";
}

void ports_name_it(struct port_info *p)
{
	p->what = ports_what(p);
	p->at_port = p->vendor_id == QUECTEL && p->product_id == BG95 &&
		     (p->interface == 2 || p->interface < 0);
}
