/* Provisioning files with KEY=value lines, and PSK files. bootstrap.ini is in provision_accounts.c.
 */
#include "modem/sim/provision.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/config.h"
#include "modem/sim/flash.h"
#include "modem/sim/text.h"

static const struct {
	const char *key;
	int64_t preset;
	const char *why;
} rows[] = {
#define ROW(member, key, preset, why) {key, preset, why},
	LWM2M_CFG(ROW)
#undef ROW
};

/* The file as a string, or NULL. */
static char *slurp(const struct flash *flash, const char *name, struct text *t)
{
	if (!flash_read(flash, name, t) || text_add(t, "", 1) < 0)
		return NULL;
	return t->bytes;
}

static char *trim(char *s)
{
	s += strspn(s, " \t");
	size_t len = strlen(s);
	while (len && isspace((unsigned char)s[len - 1]))
		len--;
	s[len] = '\0';
	return s;
}

/* "KEY=value;" without blanks and its end; NULL in *value when it is not of this form. */
static char *split(char *line, char **value)
{
	line[strcspn(line, ";\r")] = '\0';
	*value = strchr(line, '=');
	if (*value) {
		*(*value)++ = '\0';
		*value = trim(*value);
	}
	return trim(line);
}

static int family(const char *s)
{
	return strcmp(s, "v6") == 0 ? 2 : strcmp(s, "v4v6") == 0 ? 3 : 1;
}

/* --- lwm2m_cfg -------------------------------------------------------------------------------- */

static void take_option(struct provision *p, const char *key, const char *value)
{
	if (strcmp(key, "APN") == 0)
		snprintf(p->any.name, sizeof p->any.name, "%s", value);
	if (strcmp(key, "IP_FAMILY") == 0)
		p->any.family = family(value);
	if (strcmp(key, "BINDINGS") == 0)
		p->any.non_ip = strcmp(value, "nonip") == 0;
	if (strcmp(key, "IP_FAMILY") == 0 || strcmp(key, "BINDINGS") == 0)
		p->any_limits = true;
	if (strcmp(key, "VERSION") == 0)
		p->version = strcmp(value, "1.1") == 0;
	for (size_t i = 0; i < LWM2M_CFG_COUNT; i++) {
		char *end;
		int64_t n = strtoll(value, &end, 10);
		if (strcmp(rows[i].key, key) != 0 || end == value || *end || n < 0)
			continue;
		p->value[i] = n;
		p->given[i] = true;
	}
}

static void read_options(struct provision *p, const struct flash *flash)
{
	struct text t = {0};
	char *save, *value;
	char *bytes = slurp(flash, "datatx/lwm2m_cfg", &t);
	for (char *line = bytes ? strtok_r(bytes, "\n", &save) : NULL; line;
		line = strtok_r(NULL, "\n", &save)) {
		char *key = split(line, &value);
		if (value)
			take_option(p, key, value);
	}
	text_free(&t);
}

/* --- carrier_apn_cfg -------------------------------------------------------------------------- */

static const struct provision_apn apn_preset = {.family = 1, .short_id = 102};

static void take_apn(struct provision_apn *a, const char *key, const char *value)
{
	if (strcmp(key, "APN_NAME") == 0)
		snprintf(a->name, sizeof a->name, "%s", value);
	if (strcmp(key, "IP_FAMILY") == 0)
		a->family = family(value);
	if (strcmp(key, "BINDINGS") == 0)
		a->non_ip = strcmp(value, "nonip") == 0;
	if (strcmp(key, "SHORT_SERVER_ID1") == 0)
		a->short_id = (unsigned)strtoul(value, NULL, 10);
	if (strcmp(key, "BS_IF_REG_FAILS") == 0)
		a->bootstrap_if_fails = strcmp(value, "1") == 0;
}

/* A line with a semicolon alone closes a record; the last may lack it. */
static void read_apns(struct provision *p, const struct flash *flash)
{
	struct text t = {0};
	char *save, *value;
	bool open = false;
	struct provision_apn preset = apn_preset;
	preset.family = p->any.family; /* of a record that does not mention its own */
	preset.non_ip = p->any.non_ip;
	struct provision_apn a = preset;
	char *bytes = slurp(flash, "datatx/carrier_apn_cfg", &t);
	for (char *line = bytes ? strtok_r(bytes, "\n", &save) : NULL;
		line && p->apns < PROVISION_APNS; line = strtok_r(NULL, "\n", &save)) {
		bool closes = line[strspn(line, " \t")] == ';';
		char *key = split(line, &value);
		if (value)
			take_apn(&a, key, value);
		open |= value != NULL;
		if (closes && open) {
			p->apn[p->apns++] = a;
			a = preset;
			open = false;
		}
	}
	if (open && p->apns < PROVISION_APNS)
		p->apn[p->apns++] = a;
	text_free(&t);
}

void provision_list(FILE *to)
{
	fprintf(to, " these act, besides APN, IP_FAMILY, BINDINGS and VERSION:\n");
	for (size_t i = 0; i < LWM2M_CFG_COUNT; i++)
		if (!rows[i].why)
			fprintf(to, "  %s\n", rows[i].key);
	fprintf(to, " these do nothing:\n");
	for (size_t i = 0; i < LWM2M_CFG_COUNT; i++)
		if (rows[i].why)
			fprintf(to, "  %s: %s\n", rows[i].key, rows[i].why);
}

void provision_read(struct provision *p, const struct flash *flash)
{
	memset(p, 0, sizeof *p);
	p->version = -1;
	p->any = apn_preset;
	for (size_t i = 0; i < LWM2M_CFG_COUNT; i++)
		p->value[i] = rows[i].preset;
	read_options(p, flash);
	read_apns(p, flash);
	p->autostart = flash_exists(flash, "datatx/lwm2m_app_autostart");
}

const struct provision_apn *provision_apn_for(const struct provision *p, unsigned short_id)
{
	for (unsigned i = 0; i < p->apns; i++)
		if (p->apn[i].short_id == short_id)
			return &p->apn[i];
	return p->any.name[0] ? &p->any : NULL;
}

/* --- PSK files (2.5.2) ------------------------------------------------------------------------ */

/* "|identity|:key" where the identity holds colons, else "identity:key". The Note prints the key on
 * a line of its own, so blanks around it are passed over. */
bool provision_psk(const struct flash *flash, unsigned short_id, struct provision_psk *out)
{
	struct text t = {0};
	char name[48];
	memset(out, 0, sizeof *out);
	snprintf(name, sizeof name, "datatx/ssl/%u_server.psk", short_id);
	char *bytes = slurp(flash, name, &t);
	bool bars = bytes && *bytes == '|';
	char *end = bytes ? strchr(bytes + bars, bars ? '|' : ':') : NULL;
	if (end) {
		snprintf(out->id, sizeof out->id, "%.*s", (int)(end - bytes - bars), bytes + bars);
		end += strspn(end, "|: \t\r\n");
		end[strspn(end, "0123456789abcdefABCDEF")] = '\0';
		out->key_len = config_hex(end, out->key, sizeof out->key);
	}
	if (bytes)
		memset(bytes, 0, t.len);
	text_free(&t);
	return out->id[0] && out->key_len;
}
