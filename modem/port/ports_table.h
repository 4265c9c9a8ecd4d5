/*
 * What USB ids and drivers mean. For ports.c.
 */
#ifndef QLW_MODEM_PORTS_TABLE_H
#define QLW_MODEM_PORTS_TABLE_H

#include "modem/port/ports.h"

/* Sets what and at_port from ids, interface, driver and path. */
void ports_name_it(struct port_info *p);

#endif
