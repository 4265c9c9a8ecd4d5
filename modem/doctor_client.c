/*
 * Checks of the LwM2M client: where its URCs come out, settings that contradict each other, servers'
 * addresses, and the states they are in with their usual causes. Reads the model only.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "modem/doctor_priv.h"
#include "modem/explain.h"

/* --- URCs --------------------------------------------------------------------------------------- */

/* "uart1", "uart2" are UARTs; "usbmodem", "usbat" are USB ports. */
static enum doctor_side side_of(const char *urcport)
{
	if (!strncasecmp(urcport, "uart", 4))
		return DOCTOR_SIDE_UART;
	return strncasecmp(urcport, "usb", 3) ? DOCTOR_SIDE_UNKNOWN : DOCTOR_SIDE_USB;
}

static bool heard_urcs(const struct model *m)
{
	bool heard = m->reg_result_ms || m->dereg_result_ms;
	for (size_t i = 0; i < m->servers; i++)
		heard |= m->server[i].steps > 0;
	return heard;
}

static void urcport_elsewhere(struct doctor *d, const char *urcport, bool usb)
{
	doctor_add(d, "urcport", DOCTOR_WRONG,
		usb ? "qlw at 'AT+QURCCFG=\"urcport\",\"usbmodem\"'"
		    : "qlw at 'AT+QURCCFG=\"urcport\",\"uart1\"'",
		"%s, but this is %s: commands are answered here, URCs never come", urcport,
		usb ? "USB" : "a UART");
	doctor_fix(d, "at AT+QURCCFG=\"urcport\",\"%s\"", usb ? "usbmodem" : "uart1");
}

void doctor_check_urcport(struct doctor *d, const struct model *m)
{
	const char *urcport = m->net.urcport;
	const bool usb = d->side == DOCTOR_SIDE_USB;
	if (!urcport[0])
		doctor_add(d, "urcport", DOCTOR_UNKNOWN, "qlw at 'AT+QURCCFG=\"urcport\"'",
			"not told");
	else if (d->side != DOCTOR_SIDE_UNKNOWN && side_of(urcport) == d->side)
		doctor_add(d, "urcport", DOCTOR_OK, NULL, "%s, and this is %s", urcport,
			usb ? "USB" : "a UART");
	else if (d->side != DOCTOR_SIDE_UNKNOWN && side_of(urcport) != DOCTOR_SIDE_UNKNOWN)
		urcport_elsewhere(d, urcport, usb);
	else if (heard_urcs(m))
		doctor_add(d, "urcport", DOCTOR_OK, NULL, "%s, and URCs arrive here", urcport);
	else
		doctor_add(d, "urcport", DOCTOR_UNKNOWN,
			"if this port is not that one: qlw at "
			"'AT+QURCCFG=\"urcport\",\"usbmodem\"' or \"uart1\"",
			"URCs go to %s, and none has come yet", urcport);
}

/* --- settings that contradict each other -------------------------------------------------------- */

static int64_t client_of(const struct qlw_record *record, enum qlw_key key)
{
	return doctor_number(record, key, "client_index", -1);
}

static const struct qlw_record *find_client(
	const struct model *m, enum qlw_key key, int64_t client_index)
{
	const struct model_key *k = &m->key[key];
	for (size_t i = 0; i < k->count; i++)
		if (client_of(&k->record[i], key) == client_index)
			return &k->record[i];
	return NULL;
}

/* What the table itself knows to be wrong or odd with a record. */
static void check_record(
	struct doctor *d, const struct model *m, enum qlw_key key, const struct qlw_record *record)
{
	struct qlw_diag diag = {.err = QLW_OK};
	const struct qlw_verb *verb = qlw_key_verb(key);
	const int version = (int)model_number(m, QLW_KEY_VERSION, 0, "client_version", -1);
	char name[40];
	if (!qlw_record_check(verb, record, version, &diag) &&
		!qlw_record_warning(verb, record, &diag))
		return;
	if (verb->list)
		snprintf(name, sizeof name, "%s %" PRId64, verb->name, client_of(record, key));
	else
		snprintf(name, sizeof name, "%s", verb->name);
	char next[sizeof diag.hint + sizeof name + 24];
	snprintf(next, sizeof next, "%s%sqlw set %s ...", diag.hint, diag.hint[0] ? ", or " : "",
		name);
	doctor_add(d, "settings", DOCTOR_WRONG, next, "%s: %s", name, diag.what);
	doctor_fix(d, "edit %s", name);
}

static void check_life(struct doctor *d, const struct qlw_record *server)
{
	char next[80];
	const int64_t client = client_of(server, QLW_KEY_SERVER);
	if (doctor_number(server, QLW_KEY_SERVER, "life_time", -1) != 0)
		return;
	snprintf(next, sizeof next, "qlw set server %" PRId64 " life_time=86400", client);
	doctor_add(d, "settings", DOCTOR_WRONG, next,
		"server %" PRId64 ": life_time 0, which servers refuse", client);
	doctor_fix(d, "set server %" PRId64 " life_time=86400", client);
}

/* Standard servers need a "server" record, bootstrap servers have none. */
static void check_account(
	struct doctor *d, const struct model *m, const struct qlw_record *security)
{
	char next[120];
	const int64_t client = client_of(security, QLW_KEY_SECURITY);
	if (doctor_number(security, QLW_KEY_SECURITY, "bootstrap", -1) != 0 ||
		!doctor_has(m, QLW_KEY_SERVER) || find_client(m, QLW_KEY_SERVER, client))
		return;
	snprintf(next, sizeof next,
		"qlw set server %" PRId64 " life_time=86400 period_min=1 period_max=60 "
		"disable_time=86400 storing=0 binding=UQ",
		client);
	doctor_add(d, "settings", DOCTOR_WRONG, next,
		"security %" PRId64 " is a standard server, but server %" PRId64 " does not exist",
		client, client);
	doctor_fix(d, "edit server %" PRId64, client);
}

static void check_twins(struct doctor *d, const struct model_key *k, size_t i)
{
	const int64_t short_id = doctor_number(&k->record[i], QLW_KEY_SECURITY, "short_id", -1);
	for (size_t j = 0; j < i; j++)
		if (doctor_number(&k->record[j], QLW_KEY_SECURITY, "short_id", -2) == short_id)
			doctor_add(d, "settings", DOCTOR_WRONG,
				"give each server its own: qlw set security ... short_id=...",
				"security %" PRId64 " and %" PRId64
				" have the same short_id %" PRId64,
				client_of(&k->record[j], QLW_KEY_SECURITY),
				client_of(&k->record[i], QLW_KEY_SECURITY), short_id);
}

/* Records of a key whose account is gone. */
static void check_orphan(
	struct doctor *d, const struct model *m, enum qlw_key key, const struct qlw_record *record)
{
	const int64_t client = client_of(record, key);
	char next[80];
	if (!doctor_has(m, QLW_KEY_SECURITY) || find_client(m, QLW_KEY_SECURITY, client))
		return;
	snprintf(next, sizeof next, "qlw set security %" PRId64 " ...", client);
	doctor_add(d, "settings", DOCTOR_WRONG, next,
		"%s %" PRId64 " has no security record: it names no server",
		qlw_key_verb(key)->name, client);
	doctor_fix(d, "edit security %" PRId64, client);
}

static void check_transcfg(struct doctor *d, const struct model *m)
{
	const int64_t first = model_number(m, QLW_KEY_TRANSCFG, 0, "retry_timeout", -1);
	const int64_t most = model_number(m, QLW_KEY_TRANSCFG, 0, "max_timeout", -1);
	if (first < 0 || most < 0 || most >= first)
		return;
	doctor_add(d, "settings", DOCTOR_WRONG, "qlw set transcfg max_timeout=480",
		"transcfg: max_timeout %" PRId64 " s is below retry_timeout %" PRId64 " s", most,
		first);
	doctor_fix(d, "set transcfg max_timeout=480");
}

void doctor_check_settings(struct doctor *d, const struct model *m)
{
	const struct model_key *security = &m->key[QLW_KEY_SECURITY];
	const size_t before = d->lines;
	bool read = false;
	for (unsigned key = 0; key < QLW_KEYS; key++) {
		const struct model_key *k = &m->key[key];
		read |= k->read_ms != 0;
		for (size_t i = 0; i < k->count; i++) {
			check_record(d, m, (enum qlw_key)key, &k->record[i]);
			if (key == QLW_KEY_SERVER || key == QLW_KEY_PDPCID)
				check_orphan(d, m, (enum qlw_key)key, &k->record[i]);
			if (key == QLW_KEY_SERVER)
				check_life(d, &k->record[i]);
		}
	}
	for (size_t i = 0; i < security->count; i++) {
		check_account(d, m, &security->record[i]);
		check_twins(d, security, i);
	}
	check_transcfg(d, m);
	if (d->lines > before)
		return;
	if (read)
		doctor_add(d, "settings", DOCTOR_OK, NULL, "none contradicts another");
	else
		doctor_add(d, "settings", DOCTOR_UNKNOWN, "qlw get", "not read");
}

/* An APN class is looked up in a table of the carrier's; 0 takes the context's own APN. */
void doctor_check_apn_class(struct doctor *d, const struct model *m)
{
	const struct model_key *k = &m->key[QLW_KEY_PDPCID];
	const bool verizon = model_number(m, QLW_KEY_SELECT, 0, "server_type", -1) == 1;
	for (size_t i = 0; i < k->count; i++) {
		const int64_t class = doctor_number(&k->record[i], QLW_KEY_PDPCID, "apn_class", -1);
		const int64_t client = client_of(&k->record[i], QLW_KEY_PDPCID);
		if (class > 0 && !verizon)
			doctor_add(d, "apn_class", DOCTOR_UNKNOWN,
				"classes are Verizon's: elsewhere qlw set pdpcid ... apn_class=0",
				"pdpcid %" PRId64 " uses class %" PRId64
				", and select is not Verizon",
				client, class);
		else if (class >= 0)
			doctor_add(d, "apn_class", DOCTOR_OK, NULL,
				"pdpcid %" PRId64 " uses class %" PRId64, client, class);
	}
	if (!k->count)
		doctor_add(d, "apn_class",
			doctor_has(m, QLW_KEY_PDPCID) ? DOCTOR_OK : DOCTOR_UNKNOWN,
			doctor_has(m, QLW_KEY_PDPCID) ? NULL : "qlw get pdpcid",
			doctor_has(m, QLW_KEY_PDPCID) ? "none is set" : "not read");
}

/* --- server addresses --------------------------------------------------------------------------- */

struct address {
	bool secure, bracketed;
	char host[QLW_URI_MAX + 1];
	int64_t port; /* 0: none given, -1: not one */
};

/* False when text is no coap:// or coaps:// URI. */
static bool split_address(const char *text, struct address *a)
{
	*a = (struct address){.secure = !strncasecmp(text, "coaps://", 8)};
	if (!a->secure && strncasecmp(text, "coap://", 7) != 0)
		return false;
	text += a->secure ? 8 : 7;
	a->bracketed = *text == '[';
	const char *end = a->bracketed ? strchr(text, ']') : text + strcspn(text, "/");
	if (!end)
		return false;
	const char *colon = a->bracketed ? NULL : memchr(text, ':', (size_t)(end - text));
	const char *host_end = colon ? colon : end;
	text += a->bracketed;
	memcpy(a->host, text, (size_t)(host_end - text));
	const char *port = a->bracketed ? end + 1 : host_end;
	if (*port == ':') {
		char *rest;
		a->port = strtoll(port + 1, &rest, 10);
		if (rest == port + 1 || (*rest && *rest != '/') || a->port < 1 || a->port > 65535)
			a->port = -1;
	}
	return true;
}

static bool host_is_name(const char *host)
{
	bool good = *host && *host != '-' && *host != '.';
	for (; *host && good; host++)
		good = isalnum((unsigned char)*host) || *host == '-' || *host == '.';
	return good;
}

static bool host_is_private(const char *host)
{
	static const char *const begin[] = {"10.", "127.", "192.168.", "169.254.", "localhost"};
	for (size_t i = 0; i < sizeof begin / sizeof *begin; i++)
		if (!strncasecmp(host, begin[i], strlen(begin[i])))
			return true;
	const long second = strncmp(host, "172.", 4) ? 0 : strtol(host + 4, NULL, 10);
	return second >= 16 && second <= 31;
}

static size_t count_colons(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += *text == ':';
	return n;
}

static void check_address(struct doctor *d, int64_t client, const char *uri)
{
	static const char form[] = "qlw set security ... server_addr=coaps://HOST:PORT";
	struct address a;
	if (!split_address(uri, &a))
		doctor_add(d, "server", DOCTOR_WRONG, form,
			"security %" PRId64 ": \"%s\" is no URI", client, uri);
	else if (!a.bracketed && count_colons(uri) > 2)
		doctor_add(d, "server", DOCTOR_UNKNOWN, "write [ and ] around an IPv6 address",
			"%s: an IPv6 address without brackets", uri);
	else if (a.port < 0)
		doctor_add(d, "server", DOCTOR_WRONG, form, "%s: the port is not 1 to 65535", uri);
	else if (!a.bracketed && !host_is_name(a.host))
		doctor_add(
			d, "server", DOCTOR_WRONG, form, "%s: \"%s\" is no host name", uri, a.host);
	else if (a.port == (a.secure ? 5683 : 5684))
		doctor_add(d, "server", DOCTOR_UNKNOWN,
			"usual are coap on 5683 and coaps on 5684: compare with the server's",
			"%s: the port is the usual one of the other scheme", uri);
	else if (host_is_private(a.host))
		doctor_add(d, "server", DOCTOR_UNKNOWN, "reachable only through a private APN",
			"%s: a private address", uri);
	else
		doctor_add(d, "server", DOCTOR_OK, NULL, "security %" PRId64 ": %s", client, uri);
	if (d->lines && d->line[d->lines - 1].result != DOCTOR_OK)
		doctor_fix(d, "edit security %" PRId64 " server_addr", client);
}

void doctor_check_addresses(struct doctor *d, const struct model *m)
{
	const struct model_key *k = &m->key[QLW_KEY_SECURITY];
	const bool read = doctor_has(m, QLW_KEY_SECURITY);
	for (size_t i = 0; i < k->count; i++)
		check_address(d, client_of(&k->record[i], QLW_KEY_SECURITY),
			doctor_text(&k->record[i], QLW_KEY_SECURITY, "server_addr"));
	if (!k->count)
		doctor_add(d, "server", DOCTOR_UNKNOWN,
			read ? "qlw set security 0 ..., or qlw apply PROFILE" : "qlw get security",
			read ? "no account is set up; a bootstrap.ini may hold one" : "not read");
}

/* --- how it starts, and what became of it ------------------------------------------------------- */

void doctor_check_autostart(struct doctor *d, const struct model *m)
{
	const int64_t mode = model_number(m, QLW_KEY_AUTOSTART, 0, "startup_mode", -1);
	if (mode < 0)
		doctor_add(d, "autostart", DOCTOR_UNKNOWN, "qlw get autostart", "not read");
	else
		doctor_add(d, "autostart", DOCTOR_OK,
			mode ? NULL
			     : "to register after each start: qlw set autostart "
			       "startup_mode=1",
			mode ? "on: the client starts with the module" : "off: qlw reg starts it");
	if (!mode)
		doctor_fix(d, "set autostart startup_mode=1");
}

static const char *state_name(const struct model_server *s, char *buffer, size_t size)
{
	const char *name = qlw_state_name(s->code);
	if (!name)
		snprintf(buffer, size, "state %d", s->code);
	return name ? name : buffer;
}

/* A failed state with its most likely cause; a confirmed one is named with what confirms it. */
static void check_failed(struct doctor *d, const struct model *m, const struct model_server *s)
{
	struct explain_cause cause[EXPLAIN_MAX];
	char name[24];
	const size_t n = explain_causes(m, s, cause);
	const char *next = explain_next(m, s, cause, n);
	if (n && cause[0].verdict != EXPLAIN_FINE)
		doctor_add(d, "state", DOCTOR_WRONG, next, "server %u: %s; %s %s (%s)", s->short_id,
			state_name(s, name, sizeof name),
			cause[0].verdict == EXPLAIN_WRONG ? "because" : "perhaps", cause[0].text,
			cause[0].evidence);
	else
		doctor_add(d, "state", DOCTOR_WRONG, next, "server %u: %s", s->short_id,
			state_name(s, name, sizeof name));
}

static void check_server(struct doctor *d, const struct model *m, const struct model_server *s)
{
	char name[24];
	const char *state = state_name(s, name, sizeof name);
	if (s->code >= 0 && !qlw_state_name(s->code)) {
		doctor_add(d, "state", DOCTOR_UNKNOWN, explain_next(m, s, NULL, 0), "server %u: %s",
			s->short_id, state);
		return;
	}
	switch (s->phase) {
	case QLW_PHASE_READY:
		doctor_add(d, "state", DOCTOR_OK, NULL, "server %u: %s", s->short_id, state);
		return;
	case QLW_PHASE_FAILED:
	case QLW_PHASE_RETRYING:
		check_failed(d, m, s);
		return;
	case QLW_PHASE_IDLE:
	case QLW_PHASE_WORKING:
	case QLW_PHASE_UNKNOWN:
		break;
	}
	if (s->bootstrap == 1 && s->code == QLW_STATE_BS_FINISH) {
		doctor_add(d, "state", DOCTOR_OK, NULL, "server %u: %s", s->short_id, state);
		return;
	}
	doctor_add(d, "state", DOCTOR_UNKNOWN,
		s->phase == QLW_PHASE_WORKING ? "qlw watch" : "qlw reg --wait", "server %u: %s",
		s->short_id, s->code < 0 ? "no state yet" : state);
	if (s->phase == QLW_PHASE_IDLE || s->phase == QLW_PHASE_UNKNOWN)
		doctor_fix(d, "reg");
}

void doctor_check_states(struct doctor *d, const struct model *m)
{
	size_t listed = 0;
	for (size_t i = 0; i < m->servers; i++) {
		if (!m->server[i].listed && m->server[i].code < 0)
			continue;
		check_server(d, m, &m->server[i]);
		listed++;
	}
	if (!listed)
		doctor_add(d, "state", DOCTOR_UNKNOWN,
			m->state_ms ? "set up an account, then qlw reg --wait" : "qlw state",
			m->state_ms ? "the module lists no server" : "not told");
	if (m->reg_result > 0)
		doctor_add(d, "reg", DOCTOR_WRONG, "qlw reg --wait", "the last +QLWREG: %d, %s",
			m->reg_result, qlw_result_meaning(m->reg_result));
}
