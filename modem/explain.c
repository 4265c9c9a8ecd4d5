/*
 * Causes of a registration's state, as a table: which states, what it is, how to check it. It must
 * not know who asks, and must not ask the module itself.
 */
#include "modem/explain.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct checker {
	const struct model *m;
	const struct model_server *s;
	bool bootstrap; /* the state is one of bootstrapping */
	char *evidence;
	size_t size;
};

typedef enum explain_verdict check_fn(const struct checker *c);

static enum explain_verdict found(
	const struct checker *c, enum explain_verdict verdict, const char *text, const char *value)
{
	snprintf(c->evidence, c->size, "%s%s", text, value);
	return verdict;
}

static const struct qlw_value *value_of(
	const struct qlw_record *record, enum qlw_key key, const char *name)
{
	const int i = qlw_field_find(qlw_key_verb(key), name);
	return record && i >= 0 && record->value[i].present ? &record->value[i] : NULL;
}

static int64_t number_of(const struct qlw_record *record, enum qlw_key key, const char *name)
{
	const struct qlw_value *v = value_of(record, key, name);
	return v && v->numeric ? v->number : -1;
}

/* The record of this key that belongs to the server's client index. */
static const struct qlw_record *record_of(const struct checker *c, enum qlw_key key)
{
	const struct model_key *k = &c->m->key[key];
	for (size_t i = 0; i < k->count && c->s->client_index >= 0; i++)
		if (number_of(&k->record[i], key, "client_index") == c->s->client_index)
			return &k->record[i];
	return NULL;
}

/* --- checks ----------------------------------------------------------------------------------- */

static enum explain_verdict check_family(const struct checker *c)
{
	if (c->m->family == NET_FAMILY_UNKNOWN)
		return found(c, EXPLAIN_OPEN, "model not read", "");
	return found(c, c->m->family == NET_FAMILY_FOREIGN ? EXPLAIN_WRONG : EXPLAIN_FINE, "",
		c->m->identity.model);
}

static enum explain_verdict check_sim(const struct checker *c)
{
	const char *sim = c->m->net.sim;
	if (!sim[0])
		return found(c, EXPLAIN_OPEN, "SIM not read", "");
	return found(c, strcmp(sim, "READY") == 0 ? EXPLAIN_FINE : EXPLAIN_WRONG, "SIM ", sim);
}

static enum explain_verdict check_network(const struct checker *c)
{
	const int reg = c->m->net.reg;
	if (reg < 0)
		return found(c, EXPLAIN_OPEN, "network not read", "");
	return found(c, reg == 1 || reg == 5 ? EXPLAIN_FINE : EXPLAIN_WRONG,
		"network: ", net_reg_meaning(reg));
}

static enum explain_verdict check_address(const struct checker *c)
{
	if (c->m->net.address[0])
		return found(c, EXPLAIN_FINE, "", c->m->net.address);
	if (!c->m->connected || c->m->net.reg < 0) /* it is read with the network */
		return found(c, EXPLAIN_OPEN, "not read", "");
	return found(c, EXPLAIN_WRONG, "CGPADDR is empty", "");
}

static enum explain_verdict check_roaming(const struct checker *c)
{
	const int reg = c->m->net.reg;
	if (reg == 1)
		return found(c, EXPLAIN_FINE, "home", "");
	if (reg == 5)
		return found(c, EXPLAIN_OPEN, "roaming now", "");
	return found(c, EXPLAIN_OPEN, "not registered", "");
}

/* Endpoint name asked of the module, -1 unknown, 0 a string given by the user; Table 8. */
static int64_t epname(const struct checker *c)
{
	const struct qlw_record *record = model_setting(c->m, QLW_KEY_EPNS, 0);
	const int64_t type = number_of(record, QLW_KEY_EPNS, "type");
	if (type != 1)
		return type;
	return number_of(record, QLW_KEY_EPNS, c->bootstrap ? "bs_epname" : "reg_epname");
}

static enum explain_verdict check_identity(
	const struct checker *c, bool needed, const char *have, const char *missing)
{
	char number[24];
	if (epname(c) < 0)
		return found(c, EXPLAIN_OPEN, "epns not read", "");
	snprintf(number, sizeof(number), "%lld", (long long)epname(c));
	if (!needed)
		return found(
			c, EXPLAIN_FINE, "endpoint name is ", epname(c) == 0 ? "a string" : number);
	if (have[0])
		return found(c, EXPLAIN_FINE, "", have);
	return found(c, c->m->connected ? EXPLAIN_WRONG : EXPLAIN_OPEN, missing, "");
}

static enum explain_verdict check_msisdn(const struct checker *c)
{
	return check_identity(c, epname(c) == 7, c->m->identity.msisdn, "CNUM gave no number");
}

static enum explain_verdict check_imsi(const struct checker *c)
{
	const int64_t name = epname(c);
	return check_identity(
		c, name == 8 || name == 9, c->m->identity.imsi, "CIMI gave no number");
}

static enum explain_verdict check_security(const struct checker *c)
{
	const struct qlw_record *record = record_of(c, QLW_KEY_SECURITY);
	const int64_t mode = number_of(record, QLW_KEY_SECURITY, "security_mode");
	const char *uri = c->s->server_addr;
	if (mode < 0 || !uri[0])
		return found(c, EXPLAIN_OPEN, "record not read", "");
	const bool secure = strncasecmp(uri, "coaps", 5) == 0;
	if (secure == (mode != 3))
		return found(c, EXPLAIN_FINE, secure ? "coaps with security" : "coap without", "");
	return found(
		c, EXPLAIN_WRONG, secure ? "coaps with security_mode 3" : "coap with security", "");
}

static enum explain_verdict check_psk(const struct checker *c)
{
	if (strncasecmp(c->s->server_addr, "coap:", 5) == 0)
		return found(c, EXPLAIN_FINE, "no PSK in use", "");
	return found(c, EXPLAIN_OPEN, "PSK is write-only", "");
}

static enum explain_verdict check_life(const struct checker *c)
{
	char text[32];
	if (c->s->life_time < 0)
		return found(c, EXPLAIN_OPEN, "not known", "");
	snprintf(text, sizeof(text), "%lld s", (long long)c->s->life_time);
	return found(c, c->s->life_time == 0 ? EXPLAIN_WRONG : EXPLAIN_FINE, "life time ", text);
}

static enum explain_verdict check_psm(const struct checker *c)
{
	if (c->m->link == EVENT_LINK_ASLEEP)
		return found(c, EXPLAIN_WRONG, "the module sleeps now", "");
	return found(c, EXPLAIN_OPEN, "PSM timer not read", "");
}

static enum explain_verdict check_binding(const struct checker *c)
{
	const struct qlw_value *binding =
		value_of(record_of(c, QLW_KEY_SERVER), QLW_KEY_SERVER, "binding");
	const int64_t version = model_number(c->m, QLW_KEY_VERSION, 0, "client_version", -1);
	if (!binding || version < 0)
		return found(c, EXPLAIN_OPEN, "binding not known", "");
	const bool wrong = strchr(binding->text, 'N') && version == 0;
	return found(c, wrong ? EXPLAIN_WRONG : EXPLAIN_FINE, "binding ", binding->text);
}

static bool heard_urc(const struct model *m)
{
	bool heard = m->reg_result_ms || m->dereg_result_ms;
	for (size_t i = 0; i < m->servers && i < MODEL_SERVERS_MAX; i++)
		heard |= m->server[i].steps > 0;
	return heard;
}

static enum explain_verdict check_urcport(const struct checker *c)
{
	if (heard_urc(c->m))
		return found(c, EXPLAIN_FINE, "they arrive here", "");
	if (!c->m->net.urcport[0])
		return found(c, EXPLAIN_OPEN, "urcport not read", "");
	return found(c, EXPLAIN_OPEN, "URCs go to ", c->m->net.urcport);
}

static enum explain_verdict check_started(const struct checker *c)
{
	const int64_t startup = model_number(c->m, QLW_KEY_AUTOSTART, 0, "startup_mode", -1);
	if (startup < 0)
		return found(c, EXPLAIN_OPEN, "autostart not read", "");
	return found(c, startup == 0 ? EXPLAIN_WRONG : EXPLAIN_FINE, "autostart is ",
		startup == 0 ? "off" : "on");
}

static enum explain_verdict check_link(const struct checker *c)
{
	if (c->m->link == EVENT_LINK_DOWN)
		return found(c, EXPLAIN_WRONG, "no answer", "");
	return found(c, EXPLAIN_FINE, "it answers", "");
}

static enum explain_verdict check_nothing(const struct checker *c)
{
	return found(c, EXPLAIN_OPEN, "only it knows", "");
}

/* --- the table -------------------------------------------------------------------------------- */

#define S(name)  (1u << QLW_STATE_##name)
#define BS_BAD   (S(BS_FAILED) | S(BS_CONN_RETRY) | S(BS_RETRY))
#define REG_BAD  (S(REG_FAILED) | S(REG_CONN_RETRY) | S(REG_RETRY))
#define CONN_BAD (S(BS_CONN_RETRY) | S(REG_CONN_RETRY) | S(GENERIC_FAILED))
#define ANY_BAD  (BS_BAD | REG_BAD | S(GENERIC_FAILED))
#define WAITING  (S(REG_PENDING) | S(BS_START) | S(BS_PENDING) | S(BS_HOLDOFF))

/* Most frequent first. */
static const struct cause {
	unsigned states;
	const char *text;
	check_fn *check;
	const char *command;
	const char *next;
} causes[] = {
	{ANY_BAD | WAITING, "the module does not answer", check_link, "AT",
		"look at cable, power and port"},
	{ANY_BAD, "another module family, other commands", check_family, "ATI",
		"this console is for BG95, BG77 and BG600L-M3"},
	{ANY_BAD, "the SIM is not ready", check_sim, "AT+CPIN?", "enter the PIN, or seat the SIM"},
	{ANY_BAD, "not on the network", check_network, "AT+CEREG?",
		"look at antenna, bands and APN; a first scan may take 10 minutes"},
	{ANY_BAD | S(UPDATE_FAILED), "the PDP context has no address", check_address, "AT+CGPADDR",
		"check the APN of the context that pdpcid names"},
	{BS_BAD | REG_BAD | S(GENERIC_FAILED), "endpoint name 7 needs a phone number", check_msisdn,
		"AT+CNUM", "set epns to 4, the IMEI"},
	{S(GENERIC_FAILED), "endpoint names 8 and 9 need the IMSI", check_imsi, "AT+CIMI",
		"set epns to 4, the IMEI"},
	{S(BS_FAILED) | S(BS_RETRY) | S(REG_FAILED) | S(REG_RETRY), "URI and security do not fit",
		check_security, "AT+QLWCFG=\"security\"",
		"coaps needs security_mode 0 and a PSK, coap needs 3"},
	{S(BS_FAILED) | S(BS_RETRY) | S(REG_FAILED) | S(REG_RETRY),
		"the server has another PSK, or none", check_psk, NULL,
		"write psk_id and psk_key again; the key is an even number of hex digits"},
	{S(REG_FAILED) | S(REG_RETRY) | S(UPDATE_FAILED), "life time 0, which servers refuse",
		check_life, "AT+QLWCFG=\"server\"", "set a life_time, and register again"},
	{S(REG_FAILED) | S(GENERIC_FAILED), "binding N with LwM2M 1.0", check_binding,
		"AT+QLWCFG=\"version\"", "set client_version to 1, or another binding"},
	{CONN_BAD | S(BS_FAILED) | S(REG_FAILED), "roaming, and the client is off in roaming",
		check_roaming, "AT+CEREG?", "set ROAMING_FEAT in lwm2m_cfg to 0"},
	{S(UPDATE_FAILED) | S(UPDATE_PENDING), "life time shorter than the sleep of PSM", check_psm,
		"AT+CPSMS?", "set a life_time longer than the PSM timer"},
	{S(BS_FAILED) | S(BS_RETRY) | S(REG_FAILED) | S(REG_RETRY) | S(UPDATE_FAILED),
		"the server is down, or refuses this endpoint", check_nothing,
		"AT+QLWSVC=\"state\"", "look at the server's log for this endpoint name"},
	{WAITING, "URCs go to another port", check_urcport, "AT+QURCCFG=\"urcport\"",
		"set urcport to the port that you are on"},
	{S(INITIAL), "the client is not started by itself", check_started,
		"AT+QLWCFG=\"autostart\"", "register, or set startup_mode to 1"},
};

static bool is_bootstrap(int code)
{
	return code >= 0 && code < 32 && ((1u << code) & (BS_BAD | S(BS_START) | S(BS_PENDING)));
}

/* Keeps the table's order within a verdict. */
static void insert(struct explain_cause out[EXPLAIN_MAX], size_t *n, const struct explain_cause *c)
{
	size_t at = *n;
	while (at > 0 && out[at - 1].verdict > c->verdict)
		at--;
	if (at == EXPLAIN_MAX)
		return;
	const size_t kept = *n < EXPLAIN_MAX ? *n : EXPLAIN_MAX - 1;
	memmove(out + at + 1, out + at, (kept - at) * sizeof(*out));
	out[at] = *c;
	*n = kept + 1;
}

size_t explain_causes(
	const struct model *m, const struct model_server *s, struct explain_cause out[EXPLAIN_MAX])
{
	size_t n = 0;
	if (s->code < 0 || s->code >= 32)
		return 0;
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		const struct cause *row = &causes[i];
		if (!(row->states & (1u << s->code)))
			continue;
		struct explain_cause c = {row->text, EXPLAIN_OPEN, "", row->command, row->next};
		const struct checker k = {
			m, s, is_bootstrap(s->code), c.evidence, sizeof(c.evidence)};
		c.verdict = row->check(&k);
		insert(out, &n, &c);
	}
	return n;
}

const char *explain_next(const struct model *m, const struct model_server *s,
	const struct explain_cause *found_causes, size_t n)
{
	if (model_server_replaced(m, s))
		return "its account was replaced: deregister, then register";
	if (model_server_before(m, s))
		return "deregister, then register: the client still works with the account before";
	if (n > 0 && found_causes[0].verdict != EXPLAIN_FINE)
		return found_causes[0].next;
	if (s->code < 0)
		return "read the state";
	if (!qlw_state_name(s->code))
		return "this code is in no public document: look at the raw line in the log";
	if (s->phase == QLW_PHASE_READY)
		return "nothing to do";
	if (s->code == QLW_STATE_BS_FINISH)
		return "nothing to do: the servers it named register by themselves";
	if (s->phase == QLW_PHASE_IDLE)
		return "register";
	return s->phase == QLW_PHASE_WORKING ? "wait for the next event" : "look at the log";
}

/* --- numbers ---------------------------------------------------------------------------------- */

struct number {
	int code;
	struct explain_number what;
};

static const struct explain_number unlisted = {
	"no public document has this number", "look at the raw line in the log", NULL};

static const struct explain_number *find_number(const struct number *table, size_t n, int code)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].code == code)
			return &table[i].what;
	return code == 0 ? NULL : &unlisted;
}

const struct explain_number *explain_result(int err)
{
	static const struct number table[] = {
		{QLW_RESULT_FAILURE,
			{"the client did not start: no PDP context with an address, or no account",
				"look at the address, then at security and pdpcid", "AT+CGPADDR"}},
		{QLW_RESULT_INVALID,
			{"an account is not complete: a server without security, or none at all",
				"compare both lists of records", "AT+QLWCFG=\"server\""}},
		{QLW_RESULT_MEMORY, {"the module has no memory left for the client", "restart it",
					    "AT+CFUN=1,1"}},
		{QLW_RESULT_PARALLEL,
			{"it was still busy with a registration or deregistration",
				"wait for its last event, then try again", "AT+QLWSVC=\"state\""}},
		{QLW_RESULT_NOT_ALLOWED, {"the client is in a state in which it does not do this",
						 "look at the state", "AT+QLWSVC=\"state\""}},
	};
	return find_number(table, sizeof(table) / sizeof(table[0]), err);
}

const struct explain_number *explain_delivery(int code)
{
	static const struct number table[] = {
		{QLW_DELIVERY_ERROR,
			{"the server no longer observes the path, or refuses what was sent",
				"look at Observed, then at the server's log",
				"AT+QLWSVC=\"state\""}},
		{QLW_DELIVERY_NULL, {"nobody observes this path any more",
					    "have the server observe it, then send again", NULL}},
		{QLW_DELIVERY_INVALID,
			{"what came back is no answer to it: a proxy or another server",
				"look at the server's log", NULL}},
	};
	return find_number(table, sizeof(table) / sizeof(table[0]), code);
}
