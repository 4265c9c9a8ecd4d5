/* bootstrap.ini into the accounts of AT+QLWCFG, objects 0 and 1; what they have no room for, as
 * access control (object 2) and links to APN profiles, goes to the LwM2M client as it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/flash.h"
#include "modem/sim/ini.h"
#include "modem/sim/provision.h"
#include "modem/sim/settings.h"
#include "modem/sim/text.h"

#define INSTANCES QLW_CLIENTS

struct account {
	bool security, server;
	unsigned server_ssid;
	struct setting_record record[2]; /* "security", "server" */
};

struct accounts {
	struct account of[INSTANCES];      /* by instance of object 0 */
	struct account servers[INSTANCES]; /* by instance of object 1, until matched */
	struct lw_extra extra[LW_EXTRAS];  /* by instance as in the file */
	size_t extras;
};

/* Opaque values are Base64: an identity is text, a key becomes hexadecimal digits. */
static void set_opaque(struct setting_value *v, const char *text, bool hex)
{
	uint8_t bytes[127];
	long len = ini_base64(text, bytes, sizeof bytes);
	for (long i = 0; hex && i < len; i++)
		snprintf(v->text + 2 * i, 3, "%02x", bytes[i]);
	if (!hex && len >= 0)
		snprintf(v->text, sizeof v->text, "%.*s", (int)len, (const char *)bytes);
}

/* False when an account has no room for this resource. */
static bool take_security(struct account *a, unsigned resource, const struct ini_value *in)
{
	struct setting_value *v = a->record[0].value;
	a->security = true;
	switch (resource) {
	case 0:
		setting_set_text(&v[SECURITY_ADDR], in->text);
		break;
	case 1:
		v[SECURITY_BOOTSTRAP].number = in->number;
		break;
	case 2:
		v[SECURITY_MODE].number = in->number;
		break;
	case 3:
		set_opaque(&v[SECURITY_ID], in->text, false);
		break;
	case 5:
		set_opaque(&v[SECURITY_KEY], in->text, true);
		break;
	case 10:
		v[SECURITY_SSID].number = in->number;
		break;
	default:
		return false;
	}
	return true;
}

/* OMA's resource 6 says store, the Note's <storing> 1 says discard. */
static bool take_server(struct account *a, unsigned resource, const struct ini_value *in)
{
	struct setting_value *v = a->record[1].value;
	a->server = true;
	switch (resource) {
	case 0:
		a->server_ssid = (unsigned)in->number;
		break;
	case 1:
		v[SERVER_LIFE].number = in->number;
		break;
	case 2:
		v[SERVER_PMIN].number = in->number;
		break;
	case 3:
		v[SERVER_PMAX].number = in->number;
		break;
	case 5:
		v[SERVER_DISABLE].number = in->number;
		break;
	case 6:
		v[SERVER_STORING].number = !in->number;
		break;
	case 7:
		setting_set_text(&v[SERVER_BINDING], in->text);
		break;
	default:
		return false;
	}
	return true;
}

static int64_t number_of(const struct ini_value *in)
{
	char *colon;
	if (in->kind != INI_LINK)
		return in->number;
	unsigned long object = strtoul(in->text, &colon, 10);
	unsigned long instance = *colon == ':' ? strtoul(colon + 1, NULL, 10) : 65536;
	return object < 65536 && instance < 65536 ? (int64_t)(object << 16 | instance) : 0;
}

static void take_extra(struct accounts *all, const struct ini_value *in)
{
	struct lw_extra *e = &all->extra[all->extras];
	if (all->extras == LW_EXTRAS)
		return;
	all->extras++;
	*e = (struct lw_extra){.object = in->path[0],
		.instance = in->path[1],
		.resource = in->path[2],
		.part = in->depth > 3 ? in->path[3] : 65535,
		.number = number_of(in)};
	snprintf(e->text, sizeof e->text, "%.63s", in->kind == INI_STRING ? in->text : "");
}

static void take(void *ctx, const struct ini_value *in)
{
	struct accounts *all = ctx;
	bool taken = false;
	if (in->depth < 3 || in->path[0] > 2 || (in->path[0] < 2 && in->path[1] >= INSTANCES))
		return;
	if (in->path[0] == 0 && in->depth == 3)
		taken = take_security(&all->of[in->path[1]], in->path[2], in);
	else if (in->path[0] == 1 && in->depth == 3)
		taken = take_server(&all->servers[in->path[1]], in->path[2], in);
	if (!taken)
		take_extra(all, in);
}

static struct setting_record *server_of(struct accounts *all, int64_t ssid)
{
	for (unsigned i = 0; i < INSTANCES; i++)
		if (all->servers[i].server && all->servers[i].server_ssid == ssid)
			return &all->servers[i].record[1];
	return NULL;
}

static void preset(struct accounts *all)
{
	memset(all, 0, sizeof *all);
	for (unsigned i = 0; i < INSTANCES; i++) {
		struct setting_value *v = all->servers[i].record[1].value;
		v[SERVER_DISABLE].number = 86400;
		setting_set_text(&v[SERVER_BINDING], "U");
		v = all->of[i].record[0].value;
		v[SECURITY_SSID].number = 1;
	}
}

/* An account without address is one that the bootstrap server will fill: not ours to try. */
static unsigned adopt(struct settings *s, struct accounts *all)
{
	unsigned count = 0;
	for (unsigned i = 0; i < INSTANCES; i++) {
		struct setting_record *security = &all->of[i].record[0];
		if (!all->of[i].security || !security->value[SECURITY_ADDR].text[0])
			continue;
		struct setting_record *server =
			server_of(all, security->value[SECURITY_SSID].number);
		security->set = true;
		s->record[SETTING_SECURITY][i] = *security;
		settings_delete(s, SETTING_SERVER, i);
		if (server) {
			server->set = true;
			s->record[SETTING_SERVER][i] = *server;
		}
		count++;
	}
	return count;
}

/* Object 1 goes by the account that has its short ID, as its record of "server" does. */
static void adopt_extras(struct provision *p, const struct accounts *all)
{
	for (size_t i = 0; i < all->extras; i++) {
		struct lw_extra e = all->extra[i];
		unsigned account = 0;
		if (e.object == 1) {
			int64_t ssid = all->servers[e.instance].server_ssid;
			while (account < INSTANCES &&
				(!all->of[account].security ||
					all->of[account].record[0].value[SECURITY_SSID].number !=
						ssid))
				account++;
			e.instance = account;
		}
		if (account < INSTANCES)
			p->extra[p->extras++] = e;
	}
}

unsigned provision_accounts(
	struct provision *p, struct settings *s, const struct flash *flash, bool add_slash)
{
	static struct accounts all; /* large, and used within this call only */
	struct text t = {0};
	unsigned count = 0;
	preset(&all);
	if (flash_read(flash, "datatx/bootstrap.ini", &t) && t.len &&
		ini_read(t.bytes, t.len, add_slash, take, &all)) {
		count = adopt(s, &all);
		adopt_extras(p, &all);
	}
	memset(&all, 0, sizeof all);
	text_free(&t);
	return count;
}
