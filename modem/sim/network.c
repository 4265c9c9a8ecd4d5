/* Registration and signal. Knows no PDP context beyond whether one may come up, and no LwM2M. */
#include "modem/sim/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/state.h"

#define OPERATOR_NAME  "Test Network"
#define OPERATOR_PLMN  "26203"
#define ROAMING_PLMN   "23203"
#define CELL           "\"04D2\",\"01A2D003\""
#define SIGNAL_STEP_MS 5000

static bool searching(const struct network *n)
{
	return n->functionality == 1 && !n->detached && !n->sim_missing && !n->pin_wanted;
}

static bool attached(const struct network *n)
{
	return n->registered == 1 || n->registered == 5;
}

/* <AcT>: 8 eMTC, 9 NB-IoT, 7 others */
static int access_technology(const struct module *m)
{
	return !strcmp(m->firmware->rat, "eMTC") ? 8 : !strcmp(m->firmware->rat, "NBIoT") ? 9 : 7;
}

static void say_registration(struct module *m, enum var which, const char *name, int stat)
{
	int n = vars_number(&m->vars, which);
	if (n == 1 || (n >= 2 && !attached(&m->network)))
		urc_say(m, "%s: %d", name, stat);
	else if (n >= 2)
		urc_say(m, "%s: %d," CELL ",%d", name, stat, access_technology(m));
}

/* The default bearer comes with the attachment; everything else is up to data calls. */
static void reset_contexts(struct network *n)
{
	for (int i = 0; i < NETWORK_CONTEXTS; i++)
		n->context[i].active = false;
	n->context[0].active = attached(n) && !n->pdp_refused;
}

static void set_registered(struct module *m, int stat)
{
	struct network *n = &m->network;
	bool was = attached(n);
	if (n->registered == stat)
		return;
	n->registered = stat;
	say_registration(m, VAR_CREG, "+CREG", stat);
	say_registration(m, VAR_CGREG, "+CGREG", stat);
	say_registration(m, VAR_CEREG, "+CEREG", stat);
	if (was == attached(n))
		return;
	if (vars_number(&m->vars, VAR_CGEREP))
		urc_say(m, was ? "+CGEV: NW DETACH" : "+CGEV: ME PDN ACT 1");
	reset_contexts(n);
	m->outside.online(m->outside.ctx, attached(n));
	psm_granted(m);
}

static void search(struct module *m)
{
	struct network *n = &m->network;
	n->register_ms = UINT64_MAX;
	if (!searching(n)) {
		set_registered(m, 0);
		return;
	}
	set_registered(m, 2);
	if (n->coverage != COVERAGE_NONE)
		n->register_ms = now_ms(m) + (unsigned)assumed(m, ASSUME_ATTACH_MS);
}

void network_power(struct module *m, bool on)
{
	struct network *n = &m->network;
	n->functionality = on;
	n->detached = false;
	n->registered = 0;
	n->register_ms = UINT64_MAX;
	network_load_contexts(m);
}

void network_start(struct module *m)
{
	search(m);
}

void network_set_coverage(struct module *m, enum coverage coverage)
{
	m->network.coverage = coverage;
	if (m->boot.power == POWER_ON)
		search(m);
}

void network_run(struct module *m)
{
	static const int stat[] = {[COVERAGE_HOME] = 1,
		[COVERAGE_ROAMING] = 5,
		[COVERAGE_NONE] = 2,
		[COVERAGE_DENIED] = 3};
	struct network *n = &m->network;
	if (now_ms(m) < n->register_ms)
		return;
	n->register_ms = UINT64_MAX;
	set_registered(m, stat[n->coverage]);
}

uint64_t network_deadline_ms(const struct module *m)
{
	return m->network.register_ms;
}

/* What the client had open is gone; it may call again. */
static void drop_calls(struct module *m)
{
	m->outside.online(m->outside.ctx, false);
	m->outside.online(m->outside.ctx, true);
}

void network_refuse_calls(struct module *m, bool refused)
{
	m->network.pdp_refused = refused;
	reset_contexts(&m->network);
	if (refused && attached(&m->network))
		drop_calls(m);
}

void network_context_down(struct module *m, unsigned i)
{
	bool was = m->network.context[i].active;
	m->network.context[i].active = false;
	if (was && i == m->network.call && attached(&m->network))
		drop_calls(m);
}

/* The network's view of this context's type. */
static bool family_comes_up(const struct network *n, const struct pdp_context *p, bool v4_only)
{
	if (!n->no_ipv6 || strcmp(p->type, "IP") == 0)
		return true;
	return v4_only && strcmp(p->type, "IPV4V6") == 0;
}

bool network_data_call(struct module *m, unsigned cid, bool v4_only)
{
	struct network *n = &m->network;
	if (!attached(n) || n->pdp_refused || cid < 1 || cid > NETWORK_CONTEXTS ||
		!n->context[cid - 1].defined || !family_comes_up(n, &n->context[cid - 1], v4_only))
		return false;
	n->context[cid - 1].active = true;
	n->call = cid - 1;
	n->call_is_v4 = v4_only;
	return true;
}

/* --- signal ----------------------------------------------------------------------------------- */

/* The same for a while, then a few dB elsewhere; repeatable by seed. */
static int wander(const struct module *m, unsigned which, unsigned spread)
{
	uint64_t step = now_ms(m) / SIGNAL_STEP_MS;
	return (int)(rng_hash(m->seed + which, step) % (2 * spread + 1)) - (int)spread;
}

int network_rsrp(const struct module *m)
{
	return m->network.rsrp + wander(m, 1, 3);
}

static int say_csq(struct module *m, const struct at_command *c)
{
	(void)c;
	int rssi = (network_rsrp(m) + 25 + 113) / 2;
	at_say(m, "+CSQ: %d,99", attached(&m->network) ? rssi < 0 ? 0 : rssi : 99);
	return AT_OK;
}

static int say_qcsq(struct module *m, const struct at_command *c)
{
	(void)c;
	if (attached(&m->network))
		at_say(m, "+QCSQ: \"%s\",%d,%d,%d,%d", m->firmware->rat, network_rsrp(m) + 25,
			network_rsrp(m), 150 + wander(m, 2, 25), -11 + wander(m, 3, 2));
	else
		at_say(m, "+QCSQ: \"NOSERVICE\"");
	return AT_OK;
}

const char *network_plmn(const struct module *m)
{
	return m->network.registered == 5 ? ROAMING_PLMN : OPERATOR_PLMN;
}

static int say_qnwinfo(struct module *m, const struct at_command *c)
{
	(void)c;
	if (attached(&m->network))
		at_say(m, "+QNWINFO: \"%s\",\"%s\",\"LTE BAND 20\",6200", m->firmware->rat,
			network_plmn(m));
	else
		at_say(m, "+QNWINFO: No Service");
	return AT_OK;
}

/* --- registration ----------------------------------------------------------------------------- */

static enum var registration_var(const struct at_command *c)
{
	return !strcmp(c->name, "+CREG")    ? VAR_CREG
	       : !strcmp(c->name, "+CGREG") ? VAR_CGREG
					    : VAR_CEREG;
}

static int read_registration(struct module *m, const struct at_command *c)
{
	int n = vars_number(&m->vars, registration_var(c));
	int stat = m->network.registered;
	if (n >= 2 && attached(&m->network))
		at_say(m, "%s: %d,%d," CELL ",%d", c->name, n, stat, access_technology(m));
	else
		at_say(m, "%s: %d,%d", c->name, n, stat);
	return AT_OK;
}

static int read_cops(struct module *m, const struct at_command *c)
{
	(void)c;
	if (attached(&m->network))
		at_say(m, "+COPS: %d,0,\"" OPERATOR_NAME "\",%d", m->network.detached ? 2 : 0,
			access_technology(m));
	else
		at_say(m, "+COPS: %d", m->network.detached ? 2 : 0);
	return AT_OK;
}

static int write_cops(struct module *m, const struct at_command *c)
{
	int64_t mode;
	if (!args_number(&c->args, 0, 0, 4, &mode))
		return AT_ERROR;
	if (mode == 3)
		return AT_OK;
	m->network.detached = mode == 2;
	search(m);
	return AT_OK;
}

static int test_cops(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+COPS: (2,\"" OPERATOR_NAME "\",\"Test\",\"" OPERATOR_PLMN "\",%d),,(0-4),(0-2)",
		access_technology(m));
	return AT_OK;
}

static int read_cfun(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+CFUN: %d", m->network.functionality);
	return AT_OK;
}

static int test_cfun(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+CFUN: (0,1,4),(0,1)");
	return AT_OK;
}

static int write_cfun(struct module *m, const struct at_command *c)
{
	int64_t fun, reset;
	if (!args_number(&c->args, 0, 0, 4, &fun) || (fun != 0 && fun != 1 && fun != 4) ||
		!args_number_or(&c->args, 1, 0, 1, 0, &reset) || (reset && fun != 1))
		return AT_ERROR;
	if (reset) {
		boot_stop(m, 50, true);
		return AT_OK;
	}
	m->network.functionality = (int)fun;
	search(m);
	return AT_OK;
}

#define REGISTRATION(command)                          \
	{                                              \
		.name = (command),                     \
		.on = { [AT_TEST] = vars_test,         \
			[AT_READ] = read_registration, \
			[AT_WRITE] = vars_write }      \
	}

const struct at_row cmd_network_rows[] = {
	{.name = "+CSQ", .on = {[AT_EXEC] = say_csq}},
	{.name = "+QCSQ", .on = {[AT_EXEC] = say_qcsq}},
	{.name = "+QNWINFO", .on = {[AT_EXEC] = say_qnwinfo}},
	REGISTRATION("+CREG"),
	REGISTRATION("+CGREG"),
	REGISTRATION("+CEREG"),
	{.name = "+COPS",
		.on = {[AT_READ] = read_cops, [AT_WRITE] = write_cops, [AT_TEST] = test_cops}},
	{.name = "+CFUN",
		.on = {[AT_READ] = read_cfun, [AT_WRITE] = write_cfun, [AT_TEST] = test_cfun},
		.wait_ms = 300},
	{0},
};
