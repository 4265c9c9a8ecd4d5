/* The simulated world in numbers. Knows no object and no command. */
#include "modem/sim/sense.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/state.h"

#define CLOCK_START   1609977600 /* 2021-01-07 00:00:00 UTC */
#define BATTERY_FULL  85         /* percent; the supply of a bench */
#define VOLTAGE_FULL  3822
#define VOLTAGE_LEAST 3300
#define CELL_ID       0x1a2d003

/* The clock starts with the network's time; here, with a date after the Note's. */
int64_t sense_time(const struct module *m)
{
	return CLOCK_START + (int64_t)((now_ms(m) - m->start_ms) / 1000);
}

int sense_battery(const struct module *m)
{
	const struct fault_state *low = &m->faults.state[FAULT_LOW_BATTERY];
	return low->on ? (int)low->number : BATTERY_FULL;
}

int sense_voltage(const struct module *m)
{
	return VOLTAGE_LEAST + (VOLTAGE_FULL - VOLTAGE_LEAST) * sense_battery(m) / BATTERY_FULL;
}

/* OMA's numbers of a network bearer: 0 GSM, 6 LTE-FDD, 7 NB-IoT */
static int bearer(const char *rat)
{
	return strcmp(rat, "eMTC") == 0 ? 6 : strcmp(rat, "NBIoT") == 0 ? 7 : 0;
}

void sense(const struct module *m, struct lw_config *c)
{
	const struct network *n = &m->network;
	int plmn = (int)strtol(network_plmn(m), NULL, 10);
	c->sensors.time = sense_time(m);
	c->sensors.battery = sense_battery(m);
	c->sensors.battery_low = (int)m->provision.value[LWM2M_CFG_BATTERY_LEVEL_THRESHOLD];
	c->sensors.voltage = sense_voltage(m);
	c->sensors.signal = network_rsrp(m);
	c->sensors.bearer = bearer(m->firmware->rat);
	c->sensors.mcc = plmn / 100;
	c->sensors.mnc = plmn % 100;
	c->sensors.cell = CELL_ID;
	for (int v6 = 0; v6 < 2; v6++)
		network_address(
			m, n->call, v6, c->sensors.address[v6], sizeof c->sensors.address[v6]);
	snprintf(c->sensors.apn, sizeof c->sensors.apn, "%s", n->context[n->call].apn);
}
