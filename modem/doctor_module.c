/* Checks of the module and its SIM. Reads answers and the model only. */
#include <stdio.h>
#include <string.h>

#include "modem/doctor_priv.h"

/* How each side of a UART tells the other to wait; a USB port has its own way. Ours always does. */
void doctor_check_flow(struct doctor *d, const struct model *m)
{
	(void)m;
	if (!d->flow_read)
		return;
	if (d->flow[0] == 1 || d->flow[1] == 1) {
		doctor_add(d, "flow", DOCTOR_WRONG, "qlw at AT+IFC=0,0",
			"AT+IFC is %d,%d: XON and XOFF eat two bytes out of every file and payload",
			d->flow[0], d->flow[1]);
		doctor_fix(d, "at AT+IFC=0,0");
	} else if (d->flow[0] || d->flow[1]) {
		doctor_add(d, "flow", DOCTOR_UNKNOWN,
			"with RTS and CTS wired: qlw --rtscts; if answers stop halfway: qlw at "
			"AT+IFC=0,0",
			"AT+IFC is %d,%d: the module uses RTS and CTS", d->flow[0], d->flow[1]);
		doctor_fix(d, "at AT+IFC=0,0");
	} else {
		doctor_add(d, "flow", DOCTOR_OK, NULL, "none, as this program uses it");
	}
}

void doctor_check_model(struct doctor *d, const struct model *m)
{
	if (m->family == NET_FAMILY_TABLE1)
		doctor_add(d, "model", DOCTOR_OK, NULL, "%s", m->identity.model);
	else if (m->family == NET_FAMILY_FOREIGN)
		doctor_add(d, "model", DOCTOR_WRONG,
			"use a BG95, BG77 or BG600L-M3: commands of the same name mean other "
			"things "
			"here",
			"%s is none of the Note's Table 1", m->identity.model);
	else
		doctor_add(d, "model", DOCTOR_UNKNOWN, "qlw at ATI", "ATI named no model");
}

/* Firmware of a model begins with the model's name without its dash: BG95M3LAR02A04. */
static bool firmware_fits(const char *model, const char *firmware)
{
	for (; *model && *model != ' '; model++) {
		if (*model == '-')
			continue;
		if (*firmware++ != *model)
			return false;
	}
	return true;
}

void doctor_check_firmware(struct doctor *d, const struct model *m)
{
	const struct net_identity *id = &m->identity;
	const char *firmware = id->firmware[0] ? id->firmware : id->revision;
	if (!firmware[0])
		doctor_add(d, "firmware", DOCTOR_UNKNOWN, "qlw at AT+QGMR", "not told");
	else if (m->family == NET_FAMILY_TABLE1 && !firmware_fits(id->model, firmware))
		doctor_add(d, "firmware", DOCTOR_UNKNOWN,
			"compare with Quectel's list of firmware for this model",
			"%s does not bear the name of %s", firmware, id->model);
	else
		doctor_add(d, "firmware", DOCTOR_OK, NULL, "%s", firmware);
}

/* Names of what is not offered, up to size. */
static void name_missing(const struct doctor *d, const struct model *m, char *out, size_t size)
{
	size_t used = 0;
	*out = '\0';
	for (unsigned i = 0; i < QLW_KEYS && used < size; i++)
		if (!m->key[i].offered)
			used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "",
				qlw_key_verb((enum qlw_key)i)->name);
	for (unsigned i = 0; i < QLW_SERVICES && used < size; i++)
		if (!(d->services & (1u << i)))
			used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "",
				qlw_service_verb((enum qlw_service)i)->name);
}

void doctor_check_commands(struct doctor *d, const struct model *m)
{
	char missing[120];
	if (m->family == NET_FAMILY_FOREIGN)
		return;
	if (!m->capabilities_ms && !d->services) {
		doctor_add(d, "commands", DOCTOR_WRONG,
			"this firmware has no LwM2M client: ask Quectel for one that has",
			"AT+QLWCFG=? and AT+QLWSVC=? list nothing");
		return;
	}
	name_missing(d, m, missing, sizeof missing);
	if (missing[0])
		doctor_add(d, "commands", DOCTOR_UNKNOWN,
			"an older or newer firmware: these settings are not used",
			"not listed by =?: %s", missing);
	else
		doctor_add(d, "commands", DOCTOR_OK, NULL,
			"AT+QLWCFG has all %d keys, AT+QLWSVC all %d services", QLW_KEYS,
			QLW_SERVICES);
}

/* --- the SIM ------------------------------------------------------------------------------------ */

static void sim_wrong(struct doctor *d, const char *fix, const char *next, const char *evidence)
{
	doctor_add(d, "sim", DOCTOR_WRONG, next, "AT+CPIN?: %s", evidence);
	doctor_fix(d, "%s", fix);
}

void doctor_check_sim(struct doctor *d, const struct model *m)
{
	const char *sim = m->net.sim;
	if (!strcmp(sim, "READY") && !d->sim_failed)
		doctor_add(d, "sim", DOCTOR_OK, NULL, "READY, IMSI %s",
			m->identity.imsi[0] ? m->identity.imsi : "not told");
	else if (!strcmp(sim, "SIM PIN"))
		sim_wrong(d, "pin", "qlw pin", "the SIM wants its PIN");
	else if (!strcmp(sim, "SIM PUK"))
		doctor_add(d, "sim", DOCTOR_WRONG, "unblock it with the carrier's PUK in a phone",
			"the SIM is blocked and wants its PUK");
	else if (d->sim_failed || sim[0])
		sim_wrong(d, "reboot", "seat the SIM and restart the module: qlw reboot",
			d->sim_failed ? d->sim_error : sim);
	else
		doctor_add(d, "sim", DOCTOR_UNKNOWN, "qlw at AT+CPIN?", "not told");
}

static void number_missing(struct doctor *d)
{
	doctor_add(d, "number", DOCTOR_WRONG,
		"have the carrier write the number on the SIM, or use the IMEI: qlw set epns "
		"type=1 bs_epname=4 reg_epname=4",
		"endpoint name 7 (IMEI and MSISDN) needs it, and AT+CNUM gives none");
	doctor_fix(d, "set epns type=1 bs_epname=4 reg_epname=4");
}

void doctor_check_number(struct doctor *d, const struct model *m)
{
	const bool needed = doctor_uses_epname(m, 7);
	const char *number = m->identity.msisdn;
	if (number[0])
		doctor_add(d, "number", DOCTOR_OK, NULL, "%s", number);
	else if (needed && d->number_read)
		number_missing(d);
	else if (needed)
		doctor_add(d, "number", DOCTOR_UNKNOWN, "qlw at AT+CNUM",
			"endpoint name 7 (IMEI and MSISDN) needs it");
	else if (!doctor_has(m, QLW_KEY_EPNS))
		doctor_add(d, "number", DOCTOR_UNKNOWN, "qlw get epns",
			"not on the SIM; whether it is needed is not known");
	else
		doctor_add(d, "number", DOCTOR_OK, NULL,
			"not on the SIM, and no endpoint name needs it");
}
