/* `info`: who the module is, where it is, what its LwM2M client does, and where qlw keeps things.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tui/verbs/cli.h"
#include "tui/verbs/cli_profile.h"
#include "tui/toolkit/paths.h"
#include "views/words.h"

#define SERVERS_MAX 16

/* One output, two forms: a row is a JSON field or an aligned line. Empty values are left out of the
 * lines and null in JSON. */
struct sheet {
	struct json json;
	bool is_json;
};

static void heading(const struct sheet *s, const char *text)
{
	if (!s->is_json)
		cli_print("%s\n", text);
}

static void row(struct sheet *s, const char *name, const char *text)
{
	bool empty = !text || !*text;
	if (s->is_json) {
		json_text(&s->json, name, empty ? NULL : text);
	} else if (!empty) {
		cli_print("  %-16s ", name);
		cli_put(text, strlen(text));
		cli_print("\n");
	}
}

static void number(struct sheet *s, const char *name, int value, const char *unit)
{
	bool unknown = value == INT_MIN;
	if (s->is_json && unknown)
		json_null(&s->json, name);
	else if (s->is_json)
		json_int(&s->json, name, value);
	else if (!unknown)
		cli_print("  %-16s %d%s\n", name, value, unit);
}

static const char *family_word(enum net_family family)
{
	switch (family) {
	case NET_FAMILY_TABLE1:
		return "BG95, BG77, BG600L-M3";
	case NET_FAMILY_FOREIGN:
		return "another family: its LwM2M commands are not used";
	case NET_FAMILY_UNKNOWN:
		break;
	}
	return NULL;
}

static void module(struct sheet *s, const struct cli *cli, const struct model *m)
{
	const struct net_identity *id = &m->identity;
	heading(s, "Module");
	row(s, "port", session_port(cli->session));
	row(s, "manufacturer", id->manufacturer);
	row(s, "model", id->model);
	row(s, "family", family_word(m->family));
	row(s, "revision", id->revision);
	row(s, "firmware", id->firmware);
	row(s, "imei", id->imei);
	row(s, "urcport", m->net.urcport);
}

static void sim(struct sheet *s, const struct model *m)
{
	heading(s, "SIM");
	row(s, "sim", m->net.sim);
	row(s, "imsi", m->identity.imsi);
	row(s, "iccid", m->identity.iccid);
	row(s, "msisdn", m->identity.msisdn);
}

static void network(struct sheet *s, const struct net_status *n)
{
	char text[24] = "";
	heading(s, "Network");
	number(s, "reg", n->reg < 0 ? INT_MIN : n->reg, "");
	row(s, "registration", n->reg < 0 ? NULL : net_reg_meaning(n->reg));
	row(s, "act", n->act);
	row(s, "oper", n->oper);
	row(s, "band", n->band);
	number(s, "channel", n->channel, "");
	number(s, "csq", n->csq == 99 ? INT_MIN : n->csq, "");
	number(s, "rssi_dbm", n->rssi_dbm, " dBm");
	number(s, "rsrp_dbm", n->rsrp_dbm, " dBm");
	number(s, "rsrq_db", n->rsrq_db, " dB");
	if (n->sinr_db10 != INT_MIN)
		snprintf(text, sizeof text, "%s%d.%d dB", n->sinr_db10 < 0 ? "-" : "",
			(n->sinr_db10 < 0 ? -n->sinr_db10 : n->sinr_db10) / 10,
			(n->sinr_db10 < 0 ? -n->sinr_db10 : n->sinr_db10) % 10);
	row(s, "sinr", text);
	row(s, "address", n->address);
}

/* A timer: seconds in JSON, human units elsewhere. */
static void timer(struct sheet *s, const char *name, int64_t value_ms, bool whole)
{
	char text[WORDS_MAX];
	if (s->is_json && value_ms < 0)
		json_null(&s->json, name);
	else if (s->is_json)
		json_int(&s->json, name, whole ? value_ms / 1000 : value_ms);
	else if (value_ms >= 0)
		row(s, name, words_duration((uint64_t)value_ms, text));
}

/* What was asked for, then what the network gave. */
static void power(struct sheet *s, const struct net_power *p)
{
	static const char *const words[] = {NULL, "off", "on"};
	heading(s, "Sleep");
	row(s, "psm", words[p->psm + 1]);
	timer(s, "t3412_s", p->tau_s * 1000, true);
	timer(s, "t3324_s", p->active_s * 1000, true);
	timer(s, "network_t3412_s", p->net_tau_s * 1000, true);
	timer(s, "network_t3324_s", p->net_act_s * 1000, true);
	timer(s, "edrx_ms", p->edrx_ms, false);
	timer(s, "network_edrx_ms", p->net_edrx_ms, false);
	timer(s, "paging_window_ms", p->ptw_ms, false);
}

static void server(struct sheet *s, const struct qlw_server_state *e)
{
	const char *name = qlw_state_name(e->code);
	if (!s->is_json) {
		cli_print("  %-16u %s, %s, ", e->short_id, name ? name : "unknown state",
			e->bootstrap ? "bootstrap" : "standard");
		cli_put(e->server_addr, strlen(e->server_addr));
		cli_print("\n");
		return;
	}
	json_object(&s->json, NULL);
	json_int(&s->json, "client_index", e->client_index);
	json_int(&s->json, "short_id", e->short_id);
	json_text(&s->json, "server_addr", e->server_addr);
	json_int(&s->json, "bootstrap", e->bootstrap);
	json_int(&s->json, "code", e->code);
	json_text(&s->json, "name", name);
	json_object_end(&s->json);
}

/* What the LwM2M client is set to and does. */
struct client {
	struct cli_records autostart, version, select, epns;
	struct qlw_server_state list[SERVERS_MAX];
	size_t servers;
};

static const char *field(const struct cli_records *r, size_t i)
{
	return r->count && r->record[0].value[i].present ? r->record[0].value[i].text : NULL;
}

static const char *choice(const struct cli_records *r, size_t i)
{
	const char *text = field(r, i);
	const struct qlw_choice *c =
		text ? qlw_choice_find(&qlw_key_verb(r->key)->field[i], text) : NULL;
	return c ? c->name : text;
}

static void lwm2m(struct sheet *s, const struct client *c)
{
	heading(s, "LwM2M");
	row(s, "version", choice(&c->version, 0));
	row(s, "autostart", choice(&c->autostart, 0));
	row(s, "select", choice(&c->select, 0));
	row(s, "servers_for", choice(&c->select, 1));
	row(s, "bs_epname", field(&c->epns, 1));
	row(s, "reg_epname", field(&c->epns, 2));
	if (s->is_json)
		json_array(&s->json, "servers");
	for (size_t i = 0; i < c->servers; i++)
		server(s, &c->list[i]);
	if (s->is_json)
		json_array_end(&s->json);
	else if (!c->servers)
		cli_print("  no server listed\n");
}

static void paths(struct sheet *s, const struct cli *cli)
{
	char path[1024], dir[CLI_PATH_MAX];
	heading(s, "Paths");
	row(s, "journal", journal_path(session_journal(cli->session)));
	row(s, "journals", paths_state(path, sizeof path, "journals"));
	row(s, "snapshots", paths_state(path, sizeof path, "snapshots"));
	row(s, "history", paths_state(path, sizeof path, "history"));
	row(s, "config", paths_config(path, sizeof path, "config.json"));
	size_t used = 0;
	*path = '\0';
	for (size_t i = 0; cli_profile_dir(cli, i, dir, sizeof dir); i++)
		if (*dir && used < sizeof path)
			used += (size_t)snprintf(
				path + used, sizeof path - used, "%s%s", used ? ":" : "", dir);
	row(s, "profiles", path);
}

/* What the module refuses is left out. */
static int try_key(struct cli *cli, enum qlw_key key, struct cli_records *records)
{
	records->key = key;
	records->count = 0;
	if (session_model(cli->session)->family == NET_FAMILY_FOREIGN)
		return 0;
	int code = cli_read_key(cli, key, -1, records);
	return code == CLI_ANSWER ? 0 : code;
}

static int read_client(struct cli *cli, struct client *c)
{
	int code = try_key(cli, QLW_KEY_AUTOSTART, &c->autostart);
	if (!code)
		code = try_key(cli, QLW_KEY_VERSION, &c->version);
	if (!code)
		code = try_key(cli, QLW_KEY_SELECT, &c->select);
	if (!code)
		code = try_key(cli, QLW_KEY_EPNS, &c->epns);
	c->servers = 0;
	if (!code && session_model(cli->session)->family != NET_FAMILY_FOREIGN)
		code = cli_read_state(cli, -1, c->list, SERVERS_MAX, &c->servers);
	return code;
}

/* Firmware that does not know one of these just leaves it out. */
static int read_power(struct cli *cli)
{
	static const char *const commands[] = {
		"AT+CPSMS?", "AT+QPSMS?", "AT+CEDRXS?", "AT+CEDRXRDP"};
	int code = 0;
	if (session_is_replay(cli->session))
		return 0; /* what was asked then is known */
	for (size_t i = 0; i < sizeof commands / sizeof *commands && !code; i++)
		code = cli_try(cli, commands[i], NULL, NULL);
	return code;
}

int cli_info(struct cli *cli)
{
	struct sheet sheet = {.is_json = cli->options->json};
	struct client client;
	int code = cli_open(cli, SESSION_WANT_UNIT | SESSION_WANT_URCPORT | SESSION_WANT_NETWORK);
	if (!code)
		code = read_power(cli);
	if (!code)
		code = read_client(cli, &client);
	if (code)
		return code;
	const struct model *m = session_model(cli->session);
	if (sheet.is_json)
		json_begin(&sheet.json, cli_out());
	module(&sheet, cli, m);
	sim(&sheet, m);
	network(&sheet, &m->net);
	power(&sheet, &m->net.power);
	lwm2m(&sheet, &client);
	paths(&sheet, cli);
	if (sheet.is_json)
		json_end(&sheet.json);
	return 0;
}
