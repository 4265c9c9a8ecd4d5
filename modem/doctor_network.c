/* Checks of the network: coverage, roaming, PDP contexts, time. Reads answers and the model only. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/doctor_priv.h"

/* A mask of bands, wider than any integer, as " B2-4 B9-12"; bit 0 is band 1. */
static void put_bands(const char *hex, char *out, size_t size)
{
	const char *digits = strncmp(hex, "0x", 2) && strncmp(hex, "0X", 2) ? hex : hex + 2;
	const size_t n = strspn(digits, "0123456789abcdefABCDEF");
	size_t used = 0;
	unsigned first = 0;
	*out = '\0';
	for (unsigned band = 1; band <= 4 * n + 1 && used < size; band++) {
		const unsigned place = (band - 1) / 4;
		const char digit[2] = {place < n ? digits[n - 1 - place] : '0', '\0'};
		const bool on = strtoul(digit, NULL, 16) >> (band - 1) % 4 & 1;
		if (on && !first)
			first = band;
		if (on || !first)
			continue;
		used += (size_t)snprintf(out + used, size - used,
			first == band - 1 ? " B%u" : " B%u-%u", first, band - 1);
		first = 0;
	}
}

/* What the module looks for at all. */
static const char *sought(const struct doctor *d, char *out, size_t size)
{
	static const char *const modes[] = {"LTE-M", "NB-IoT"};
	char bands[80];
	size_t n = 0;
	*out = '\0';
	for (int i = 0; i < 2 && d->iotopmode_read && n < size; i++) {
		if (d->iotopmode == 1 - i)
			continue;
		put_bands(d->bands[i], bands, sizeof bands);
		n += (size_t)snprintf(out + n, size - n, "%s%s%s", n ? "," : ", looks for ",
			n ? " " : "", modes[i]);
		if (n < size)
			n += (size_t)snprintf(out + n, size - n, "%s", bands);
	}
	return out;
}

void doctor_check_coverage(struct doctor *d, const struct model *m)
{
	char seeks[160];
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
		doctor_add(d, "coverage", DOCTOR_WRONG, no_sim ? "the SIM first" : look, "%s%s",
			net_reg_meaning(n->reg), sought(d, seeks, sizeof seeks));
}

void doctor_check_signal(struct doctor *d, const struct model *m)
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

/* Whether the client may run in roaming stands in a file, which is looked at in roaming only. */
static void check_feature(struct doctor *d)
{
	static const char mend[] =
		"write " DOCTOR_FILE " with ROAMING_FEAT=0 (qlw files make, then "
		"put) and restart the module";
	if (d->file == DOCTOR_FILE_UNKNOWN)
		doctor_add(d, "roaming", DOCTOR_UNKNOWN,
			"the client is off in roaming unless ROAMING_FEAT in " DOCTOR_FILE
			" is 0: qlw files get " DOCTOR_FILE,
			"roaming now, and the file cannot be read");
	else if (d->roaming_feat)
		doctor_add(d, "roaming", DOCTOR_WRONG, mend,
			d->file == DOCTOR_FILE_NONE
				? "roaming now, and there is no " DOCTOR_FILE
				  ": without ROAMING_FEAT=0 the client is off in roaming"
				: "roaming now, and " DOCTOR_FILE
				  " has no ROAMING_FEAT=0: the client is off in roaming");
	else
		doctor_add(d, "roaming", DOCTOR_OK, NULL,
			"roaming now; " DOCTOR_FILE " has ROAMING_FEAT=0: the client runs");
}

void doctor_check_roaming(struct doctor *d, const struct model *m)
{
	if (m->net.reg == 5)
		check_feature(d);
	else if (m->net.reg == 1)
		doctor_add(d, "roaming", DOCTOR_OK, NULL, "at home");
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

static void context_missing(struct doctor *d, int64_t cid)
{
	char next[160];
	snprintf(next, sizeof next, "define it with the carrier's APN: qlw apn %lld IPV4V6 APN",
		(long long)cid);
	doctor_add(d, "pdp", DOCTOR_WRONG, next, "context %lld is not defined", (long long)cid);
	doctor_fix(d, "apn %lld IPV4V6 ", (long long)cid);
}

static void check_context(struct doctor *d, const struct model *m, int64_t cid)
{
	const struct doctor_context *c = find_context(d, cid);
	if (!d->contexts_read && !d->addresses_read)
		doctor_add(d, "pdp", DOCTOR_UNKNOWN, "qlw apn", "not told");
	else if (!c && d->contexts_read)
		context_missing(d, cid);
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
void doctor_check_contexts(struct doctor *d, const struct model *m)
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
void doctor_check_time(struct doctor *d, const struct model *m, int now_year)
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
	if (now_year && year + 2000 >= now_year - 1 && year + 2000 <= now_year + 1) {
		doctor_add(d, "time", DOCTOR_OK, NULL, "%s", d->clock);
		return;
	}
	doctor_add(d, "time", certificates ? DOCTOR_WRONG : DOCTOR_UNKNOWN,
		certificates ? "certificates need the time: AT+CTZU=1 takes the network's"
			     : "only certificates need it: AT+CTZU=1 takes the network's",
		"%s is not this year", d->clock);
	doctor_fix(d, "at AT+CTZU=1");
}
