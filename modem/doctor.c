/*
 * Checks of module, SIM and network, in the order in which a registration needs them. Knows answers
 * and the model; not ports, and nothing of how commands are sent.
 */
#include "modem/doctor.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/doctor_priv.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

const char *doctor_result_word(enum doctor_result result)
{
	static const char *const words[] = {"ok", "wrong", "unknown"};
	return words[result];
}

void doctor_add(struct doctor *d, const char *check, enum doctor_result result, const char *next,
	const char *format, ...)
{
	va_list ap;
	if (d->lines == DOCTOR_LINES_MAX)
		return;
	struct doctor_line *line = &d->line[d->lines++];
	line->check = check;
	line->result = result;
	va_start(ap, format);
	vsnprintf(line->evidence, sizeof line->evidence, format, ap);
	va_end(ap);
	snprintf(line->next, sizeof line->next, "%s", next ? next : "");
}

/* --- questions and answers -------------------------------------------------------------------- */

static const char *const general[] = {
	"AT+QGMR",
	"AT+CGSN",
	"AT+QURCCFG=\"urcport\"",
	"AT+CPIN?",
	"AT+QCCID",
	"AT+CIMI",
	"AT+CNUM",
	"AT+CEREG?",
	"AT+CSQ",
	"AT+QCSQ",
	"AT+QNWINFO",
	"AT+CGDCONT?",
	"AT+CGPADDR",
	"AT+CCLK?",
};

/* "host" has two indexes, and so two queries. */
static const char *client_question(size_t i, char *buffer, size_t size)
{
	static const char *const last[] = {"AT+QLWCFG=?", "AT+QLWSVC=?", "AT+QLWSVC=\"state\""};
	if (i > QLW_KEYS)
		return i - QLW_KEYS - 1 < COUNT(last) ? last[i - QLW_KEYS - 1] : NULL;
	const bool after_host = i > QLW_KEY_HOST;
	const enum qlw_key key = (enum qlw_key)(after_host ? i - 1 : i);
	qlw_format_query(key, after_host && key == QLW_KEY_HOST, buffer, size);
	return buffer;
}

const char *doctor_question(size_t i, enum net_family family, char *buffer, size_t size)
{
	if (i < COUNT(general))
		return general[i];
	return family == NET_FAMILY_TABLE1 ? client_question(i - COUNT(general), buffer, size)
					   : NULL;
}

static void take_context(struct doctor *d, const struct at_line *line)
{
	struct doctor_context *c = &d->context[d->contexts];
	if (d->contexts == DOCTOR_CONTEXTS_MAX || !at_arg_int(line, 0, 1, 255, &c->cid))
		return;
	at_arg_copy(line, 1, c->type, sizeof c->type);
	at_arg_copy(line, 2, c->apn, sizeof c->apn);
	d->contexts++;
}

static void take_address(struct doctor *d, const struct at_line *line)
{
	char address[64];
	int64_t cid;
	if (d->addresses < DOCTOR_CONTEXTS_MAX && at_arg_int(line, 0, 1, 255, &cid) &&
		at_arg_copy(line, 1, address, sizeof address) && strcmp(address, "0.0.0.0") != 0)
		d->address_cid[d->addresses++] = (int)cid;
}

static void take_clock(struct doctor *d, const struct at_line *line)
{
	at_arg_copy(line, 0, d->clock, sizeof d->clock);
}

static void take_service(struct doctor *d, const struct at_line *line)
{
	const int service =
		line->count ? qlw_service_find(line->arg[0].text, line->arg[0].len) : -1;
	if (service >= 0)
		d->services |= 1u << service;
}

void doctor_answer(struct doctor *d, const char *command, const char *line, size_t len)
{
	static const struct {
		const char *command, *name;
		void (*take)(struct doctor *d, const struct at_line *line);
	} takes[] = {
		{"AT+CGDCONT?", "+CGDCONT", take_context},
		{"AT+CGPADDR", "+CGPADDR", take_address},
		{"AT+CCLK?", "+CCLK", take_clock},
		{"AT+QLWSVC=?", "+QLWSVC", take_service},
	};
	struct at_line info;
	if (at_parse_info(line, len, &info) != 0)
		return;
	for (size_t i = 0; i < COUNT(takes); i++)
		if (!strcmp(takes[i].command, command) && at_is(&info, takes[i].name))
			takes[i].take(d, &info);
}

void doctor_ended(struct doctor *d, const char *command, bool ok, const char *text)
{
	if (!strcmp(command, "AT+CPIN?") && !ok) {
		d->sim_failed = true;
		snprintf(d->sim_error, sizeof d->sim_error, "%s", text);
	}
	d->contexts_read |= ok && !strcmp(command, "AT+CGDCONT?");
	d->addresses_read |= ok && !strcmp(command, "AT+CGPADDR");
	d->number_read |= ok && !strcmp(command, "AT+CNUM");
}

/* --- reading settings --------------------------------------------------------------------------- */

static const struct qlw_value *value_of(
	const struct qlw_record *record, enum qlw_key key, const char *field)
{
	const int i = qlw_field_find(qlw_key_verb(key), field);
	return record && i >= 0 && record->value[i].present ? &record->value[i] : NULL;
}

int64_t doctor_number(
	const struct qlw_record *record, enum qlw_key key, const char *field, int64_t fallback)
{
	const struct qlw_value *v = value_of(record, key, field);
	return v && v->numeric ? v->number : fallback;
}

const char *doctor_text(const struct qlw_record *record, enum qlw_key key, const char *field)
{
	const struct qlw_value *v = value_of(record, key, field);
	return v ? v->text : "";
}

bool doctor_has(const struct model *m, enum qlw_key key)
{
	return m->key[key].read_ms && !m->key[key].refused;
}

bool doctor_uses_epname(const struct model *m, int64_t name)
{
	const struct qlw_record *epns = model_setting(m, QLW_KEY_EPNS, 0);
	return doctor_number(epns, QLW_KEY_EPNS, "type", -1) == 1 &&
	       (doctor_number(epns, QLW_KEY_EPNS, "bs_epname", -1) == name ||
		       doctor_number(epns, QLW_KEY_EPNS, "reg_epname", -1) == name);
}

/* --- the module --------------------------------------------------------------------------------- */

static void check_model(struct doctor *d, const struct model *m)
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

static void check_firmware(struct doctor *d, const struct model *m)
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

static void check_commands(struct doctor *d, const struct model *m)
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

static void check_sim(struct doctor *d, const struct model *m)
{
	const char *sim = m->net.sim;
	if (!strcmp(sim, "READY") && !d->sim_failed)
		doctor_add(d, "sim", DOCTOR_OK, NULL, "READY, IMSI %s",
			m->identity.imsi[0] ? m->identity.imsi : "not told");
	else if (!strcmp(sim, "SIM PIN"))
		doctor_add(d, "sim", DOCTOR_WRONG, "qlw pin", "the SIM wants its PIN");
	else if (!strcmp(sim, "SIM PUK"))
		doctor_add(d, "sim", DOCTOR_WRONG, "unblock it with the carrier's PUK in a phone",
			"the SIM is blocked and wants its PUK");
	else if (d->sim_failed || sim[0])
		doctor_add(d, "sim", DOCTOR_WRONG,
			"seat the SIM and restart the module: qlw reboot", "AT+CPIN?: %s",
			d->sim_failed ? d->sim_error : sim);
	else
		doctor_add(d, "sim", DOCTOR_UNKNOWN, "qlw at AT+CPIN?", "not told");
}

static void check_number(struct doctor *d, const struct model *m)
{
	const bool needed = doctor_uses_epname(m, 7);
	const char *number = m->identity.msisdn;
	if (number[0])
		doctor_add(d, "number", DOCTOR_OK, NULL, "%s", number);
	else if (needed && d->number_read)
		doctor_add(d, "number", DOCTOR_WRONG,
			"have the carrier write the number on the SIM, or use the IMEI: qlw set "
			"epns "
			"type=1 bs_epname=4 reg_epname=4",
			"endpoint name 7 (IMEI and MSISDN) needs it, and AT+CNUM gives none");
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

/* --- the network -------------------------------------------------------------------------------- */

static void check_coverage(struct doctor *d, const struct model *m)
{
	const struct net_status *n = &m->net;
	static const char look[] = "look at antenna and bands (AT+QCFG=\"band\", \"iotopmode\"); a "
				   "first scan may take 10 minutes";
	const bool no_sim = d->sim_failed || (n->sim[0] && strcmp(n->sim, "READY") != 0);
	if (n->reg < 0)
		doctor_add(d, "coverage", DOCTOR_UNKNOWN, "qlw at AT+CEREG?", "not told");
	else if (n->reg == 1 || n->reg == 5)
		doctor_add(d, "coverage", DOCTOR_OK, NULL, "%s, %s, %s, %s",
			net_reg_meaning(n->reg), n->oper[0] ? n->oper : "operator not told",
			n->act[0] ? n->act : "?", n->band[0] ? n->band : "band not told");
	else if (n->reg == 3)
		doctor_add(d, "coverage", DOCTOR_WRONG,
			"the network refuses this SIM: ask the carrier whether it is active, and "
			"for "
			"LTE-M or NB-IoT",
			"registration denied");
	else
		doctor_add(d, "coverage", DOCTOR_WRONG, no_sim ? "the SIM first" : look, "%s",
			net_reg_meaning(n->reg));
}

static void check_signal(struct doctor *d, const struct model *m)
{
	const struct net_status *n = &m->net;
	const int bars = net_bars(n);
	char text[64] = "";
	if (n->rsrp_dbm != INT_MIN)
		snprintf(text, sizeof text, "RSRP %d dBm", n->rsrp_dbm);
	else if (n->rssi_dbm != INT_MIN)
		snprintf(text, sizeof text, "RSSI %d dBm", n->rssi_dbm);
	else if (n->csq != 99)
		snprintf(text, sizeof text, "CSQ %d", n->csq);
	if (bars < 0)
		doctor_add(d, "signal", DOCTOR_UNKNOWN, "qlw at AT+QCSQ", "no signal is told");
	else if (bars <= 1)
		doctor_add(d, "signal", DOCTOR_UNKNOWN,
			"at the edge: expect retries; move the antenna", "%s, %d of 4 bars", text,
			bars);
	else
		doctor_add(d, "signal", DOCTOR_OK, NULL, "%s, %d of 4 bars", text, bars);
}

/* Whether the client may run in roaming stands in a file, which only a download would show. */
static void check_roaming(struct doctor *d, const struct model *m)
{
	if (m->net.reg == 1)
		doctor_add(d, "roaming", DOCTOR_OK, NULL, "at home");
	else if (m->net.reg == 5)
		doctor_add(d, "roaming", DOCTOR_UNKNOWN,
			"the client is off in roaming unless ROAMING_FEAT in lwm2m_cfg is 0: qlw "
			"files "
			"get lwm2m_cfg",
			"roaming now");
	else
		doctor_add(d, "roaming", DOCTOR_UNKNOWN, "get coverage first", "not registered");
}

static const struct doctor_context *find_context(const struct doctor *d, int64_t cid)
{
	for (size_t i = 0; i < d->contexts; i++)
		if (d->context[i].cid == cid)
			return &d->context[i];
	return NULL;
}

static bool has_address(const struct doctor *d, int64_t cid)
{
	for (size_t i = 0; i < d->addresses; i++)
		if (d->address_cid[i] == cid)
			return true;
	return false;
}

static void check_context(struct doctor *d, const struct model *m, int64_t cid)
{
	char next[160];
	const struct doctor_context *c = find_context(d, cid);
	snprintf(next, sizeof next, "define it with the carrier's APN: qlw apn %lld IPV4V6 APN",
		(long long)cid);
	if (!d->contexts_read && !d->addresses_read)
		doctor_add(d, "pdp", DOCTOR_UNKNOWN, "qlw apn", "not told");
	else if (!c && d->contexts_read)
		doctor_add(d, "pdp", DOCTOR_WRONG, next, "context %lld is not defined",
			(long long)cid);
	else if (has_address(d, cid))
		doctor_add(d, "pdp", DOCTOR_OK, NULL, "context %lld, APN \"%s\", has an address",
			(long long)cid, c ? c->apn : "?");
	else if (m->net.reg == 1 || m->net.reg == 5)
		doctor_add(d, "pdp", DOCTOR_WRONG,
			"check the APN with the carrier; qlw at AT+CGACT=1,CID shows the network's "
			"answer",
			"context %lld, APN \"%s\", has no address", (long long)cid,
			c ? c->apn : "?");
	else
		doctor_add(d, "pdp", DOCTOR_UNKNOWN, "get coverage first",
			"context %lld has no address", (long long)cid);
}

/* The contexts that "pdpcid" names, each once; without any, the module uses the first. */
static void check_contexts(struct doctor *d, const struct model *m)
{
	const struct model_key *k = &m->key[QLW_KEY_PDPCID];
	unsigned seen = 0;
	for (size_t i = 0; i < k->count; i++) {
		int64_t cid = doctor_number(&k->record[i], QLW_KEY_PDPCID, "pdp_cid", 0);
		if (cid < 1 || cid > 16 || (seen & (1u << cid)))
			continue;
		seen |= 1u << cid;
		check_context(d, m, cid);
	}
	if (!seen)
		check_context(d, m, 1);
}

/* "26/11/22,09:00:00+04": years count from 2000, and 80 is a clock that was never set. */
static void check_time(struct doctor *d, const struct model *m, int now_year)
{
	char *rest;
	const long year = strtol(d->clock, &rest, 10);
	bool certificates = false;
	const struct model_key *k = &m->key[QLW_KEY_SECURITY];
	for (size_t i = 0; i < k->count; i++)
		certificates |=
			doctor_number(&k->record[i], QLW_KEY_SECURITY, "security_mode", -1) == 2;
	if (rest == d->clock || *rest != '/') {
		doctor_add(d, "time", DOCTOR_UNKNOWN, "qlw at AT+CCLK?", "not told");
		return;
	}
	if (now_year && year + 2000 >= now_year - 1 && year + 2000 <= now_year + 1)
		doctor_add(d, "time", DOCTOR_OK, NULL, "%s", d->clock);
	else
		doctor_add(d, "time", certificates ? DOCTOR_WRONG : DOCTOR_UNKNOWN,
			certificates ? "certificates need the time: AT+CTZU=1 takes the network's"
				     : "only certificates need it: AT+CTZU=1 takes the network's",
			"%s is not this year", d->clock);
}

void doctor_examine(struct doctor *d, const struct model *m, int now_year)
{
	check_model(d, m);
	check_firmware(d, m);
	check_commands(d, m);
	check_sim(d, m);
	check_number(d, m);
	check_coverage(d, m);
	check_signal(d, m);
	check_roaming(d, m);
	check_contexts(d, m);
	check_time(d, m, now_year);
	doctor_examine_client(d, m);
}
