/* Lists of settings, and the files that are KEY=value, a PSK or empty, from and to them. */
#include "profiles/file_convert.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/file_convert_priv.h"

/* --- lists ------------------------------------------------------------------------------------ */

struct file_settings *file_settings_new(void)
{
	return calloc(1, sizeof(struct file_settings));
}

void file_settings_free(struct file_settings *s)
{
	if (s)
		memset(s, 0, sizeof *s);
	free(s);
}

void file_rest(struct file_settings *s, const char *what, const char *format, ...)
{
	va_list ap;
	if (s->rests == FILE_RESTS_MAX) {
		s->more_rests++;
		return;
	}
	struct file_rest *r = &s->rest[s->rests++];
	snprintf(r->what, sizeof r->what, "%s", what);
	va_start(ap, format);
	vsnprintf(r->why, sizeof r->why, format, ap);
	va_end(ap);
}

int file_settings_put(struct file_settings *s, enum qlw_key key, const struct qlw_record *record)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	size_t i = 0;
	while (i < s->settings &&
		(s->setting[i].key != key || !qlw_record_same(verb, &s->setting[i].record, record)))
		i++;
	if (i == FILE_SETTINGS_MAX)
		return QLW_ENOMEM;
	s->setting[i].key = key;
	s->setting[i].record = *record;
	s->settings += i == s->settings;
	return 0;
}

const struct qlw_value *file_field(
	enum qlw_key key, const struct qlw_record *record, const char *field)
{
	int i = qlw_field_find(qlw_key_verb(key), field);
	return i >= 0 && record->value[i].present ? &record->value[i] : NULL;
}

const struct qlw_record *file_settings_get(
	const struct file_settings *s, enum qlw_key key, int client_index)
{
	for (size_t i = 0; i < s->settings; i++) {
		const struct qlw_value *index =
			file_field(key, &s->setting[i].record, "client_index");
		if (s->setting[i].key == key && (!index || index->number == client_index))
			return &s->setting[i].record;
	}
	return NULL;
}

int file_settings_client(const struct file_settings *s, unsigned short_id)
{
	for (int i = 0; i < QLW_CLIENTS; i++) {
		const struct qlw_record *r = file_settings_get(s, QLW_KEY_SECURITY, i);
		const struct qlw_value *id = r ? file_field(QLW_KEY_SECURITY, r, "short_id") : NULL;
		if (id && id->number == short_id)
			return i;
	}
	return -1;
}

bool file_field_set(struct file_settings *s, enum qlw_key key, struct qlw_record *record,
	const char *field, const char *text, const char *what)
{
	struct qlw_diag diag;
	const struct qlw_verb *verb = qlw_key_verb(key);
	int i = qlw_field_find(verb, field);
	if (i >= 0 && !qlw_record_set(verb, record, (size_t)i, text, &diag))
		return true;
	file_rest(s, what, "AT+QLWCFG=\"%s\": %.100s", verb->name, i >= 0 ? diag.what : field);
	return false;
}

void file_fill(enum qlw_key key, struct qlw_record *record)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	for (size_t i = 0; i < verb->fields; i++)
		if (!record->value[i].present && !verb->field[i].optional &&
			verb->field[i].fallback)
			qlw_record_set(verb, record, i, verb->field[i].fallback, NULL);
}

void file_say(struct file *f, struct file_settings *s, unsigned record, const char *name,
	const char *text)
{
	struct qlw_diag diag;
	if (file_set(f, record, name, text, &diag))
		file_rest(s, name, "%s", diag.what);
}

/* --- lwm2m_cfg -------------------------------------------------------------------------------- */

static const struct cfg_pair {
	const char *name, *field;
	enum qlw_key key;
	bool inverted;
} cfg_pairs[] = {
	{"REG_RETRY_TIMEOUT", "retry_timeout", QLW_KEY_TRANSCFG, false},
	{"REG_RETRY_EXPONENT", "retry_exponent", QLW_KEY_TRANSCFG, false},
	{"REG_RETRY_MAXTIMEOUT", "max_timeout", QLW_KEY_TRANSCFG, false},
	{"BOOTSTRAP_EP_NAME", "bs_epname", QLW_KEY_EPNS, false},
	{"REG_EP_NAME", "reg_epname", QLW_KEY_EPNS, false},
	{"STARTUP_MODE", "startup_mode", QLW_KEY_AUTOSTART, true},
	{"VERSION", "client_version", QLW_KEY_VERSION, false},
};

#define CFG_PAIRS (sizeof cfg_pairs / sizeof *cfg_pairs)

static const struct cfg_pair *pair_named(const char *name)
{
	for (size_t i = 0; i < CFG_PAIRS; i++)
		if (strcmp(cfg_pairs[i].name, name) == 0)
			return &cfg_pairs[i];
	return NULL;
}

/* A record to go on with: the one in s, or a new one with what the file means by leaving out. */
static struct qlw_record cfg_record(struct file_settings *s, enum qlw_key key)
{
	const struct qlw_record *there = file_settings_get(s, key, 0);
	struct qlw_record record = {0};
	if (there)
		return *there;
	if (key == QLW_KEY_EPNS)
		file_field_set(s, key, &record, "type", "1", "epns");
	for (size_t i = 0; i < CFG_PAIRS; i++)
		if (cfg_pairs[i].key == key)
			file_field_set(s, key, &record, cfg_pairs[i].field,
				cfg_pairs[i].inverted
					? "1"
					: file_row_named(FILE_KIND_CFG, cfg_pairs[i].name)
						  ->fallback,
				cfg_pairs[i].name);
	return record;
}

static int cfg_to_settings(const struct file *f, struct file_settings *s)
{
	const struct file_item *item;
	int err = 0;
	for (size_t i = 0; !err && (item = file_item(f, i)); i++) {
		const struct cfg_pair *pair = pair_named(item->name);
		if (!pair || !item->good) {
			file_rest(s, item->name, "%s",
				item->good ? "AT+QLWCFG has no such setting"
					   : "its value is not understood");
			continue;
		}
		struct qlw_record record = cfg_record(s, pair->key);
		const char *text = !pair->inverted ? item->value : item->number ? "0" : "1";
		if (file_field_set(s, pair->key, &record, pair->field, text, item->name))
			err = file_settings_put(s, pair->key, &record);
	}
	return err;
}

static void cfg_from_settings(struct file *f, struct file_settings *s)
{
	char text[QLW_TEXT_MAX + 1];
	for (size_t i = 0; i < CFG_PAIRS; i++) {
		const struct cfg_pair *p = &cfg_pairs[i];
		const struct qlw_record *r = file_settings_get(s, p->key, 0);
		const struct qlw_value *v = r ? file_field(p->key, r, p->field) : NULL;
		const struct qlw_value *type = r ? file_field(p->key, r, "type") : NULL;
		if (!v)
			continue;
		if (type && type->number == 0) {
			file_rest(s, p->field,
				"an endpoint name given as text has no key in lwm2m_cfg");
			continue;
		}
		snprintf(text, sizeof text, "%s", v->text);
		if (p->inverted)
			snprintf(text, sizeof text, "%d", !v->number);
		else if (p->key == QLW_KEY_VERSION)
			snprintf(text, sizeof text, "1.%d", v->number == 1);
		file_say(f, s, 0, p->name, text);
	}
}

/* --- carrier_apn_cfg -------------------------------------------------------------------------- */

/* IP families as the file and AT+CGDCONT write them. */
static const struct {
	const char *family, *type;
} families[] = {{"v4", "IP"}, {"v6", "IPV6"}, {"v4v6", "IPV4V6"}};

static const char *type_of(const char *family)
{
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (strcmp(families[i].family, family) == 0)
			return families[i].type;
	return "IP";
}

static const char *family_of(const char *type)
{
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (strcmp(families[i].type, type) == 0)
			return families[i].family;
	return NULL;
}

/* A value of the record, or its default. */
static const char *apn_value(const struct file *f, unsigned record, const char *name)
{
	const struct file_item *item = file_find(f, record, name);
	const char *fallback = file_row_named(FILE_KIND_APN, name)->fallback;
	return item && item->good ? item->value : fallback ? fallback : "";
}

/* The context of this APN and type, made if there is none. 0: no room. */
static unsigned pdp_for(struct file_settings *s, const char *type, const char *apn)
{
	for (size_t i = 0; i < s->pdps; i++)
		if (strcmp(s->pdp[i].apn, apn) == 0 && strcmp(s->pdp[i].type, type) == 0)
			return s->pdp[i].cid;
	if (s->pdps == FILE_PDP_MAX)
		return 0;
	struct file_pdp *p = &s->pdp[s->pdps];
	p->cid = (unsigned)++s->pdps;
	snprintf(p->type, sizeof p->type, "%s", type);
	snprintf(p->apn, sizeof p->apn, "%s", apn);
	return p->cid;
}

static int apn_record(const struct file *f, unsigned record, struct file_settings *s)
{
	char text[16];
	struct qlw_record out = {0};
	const char *id = apn_value(f, record, "SHORT_SERVER_ID1"), *apn;
	int client = file_settings_client(s, (unsigned)strtoul(id, NULL, 10));
	bool non_ip = strcmp(apn_value(f, record, "BINDINGS"), "nonip") == 0;
	apn = apn_value(f, record, "APN_NAME");
	unsigned cid =
		client < 0 || !*apn
			? 0
			: pdp_for(s, non_ip ? "Non-IP" : type_of(apn_value(f, record, "IP_FAMILY")),
				  apn);
	if (!cid) {
		file_rest(s, "APN_NAME", "record %u: %s", record + 1,
			!*apn        ? "no APN"
			: client < 0 ? "no security record has its short ID"
				     : "no PDP context is left");
		return 0;
	}
	snprintf(text, sizeof text, "%d", client);
	file_field_set(s, QLW_KEY_PDPCID, &out, "client_index", text, "SHORT_SERVER_ID1");
	snprintf(text, sizeof text, "%u", cid);
	file_field_set(s, QLW_KEY_PDPCID, &out, "pdp_cid", text, "APN_NAME");
	file_field_set(s, QLW_KEY_PDPCID, &out, "apn_class", apn_value(f, record, "APN_CLASS"),
		"APN_CLASS");
	if (file_find(f, record, "BS_IF_REG_FAILS"))
		file_rest(s, "BS_IF_REG_FAILS", "record %u: AT+QLWCFG has no such setting",
			record + 1);
	return file_settings_put(s, QLW_KEY_PDPCID, &out);
}

static int apn_to_settings(const struct file *f, struct file_settings *s)
{
	int err = 0;
	for (unsigned i = 0; !err && i < file_records(f); i++)
		err = apn_record(f, i, s);
	return err;
}

static const struct file_pdp *pdp_of(const struct file_settings *s, int64_t cid)
{
	for (size_t i = 0; i < s->pdps; i++)
		if (s->pdp[i].cid == cid)
			return &s->pdp[i];
	return NULL;
}

static void apn_from_settings(struct file *f, struct file_settings *s)
{
	for (int i = 0; i < QLW_CLIENTS; i++) {
		unsigned n = (unsigned)file_records(f);
		const struct qlw_record *r = file_settings_get(s, QLW_KEY_PDPCID, i);
		const struct qlw_record *security = file_settings_get(s, QLW_KEY_SECURITY, i);
		const struct qlw_value *cid = r ? file_field(QLW_KEY_PDPCID, r, "pdp_cid") : NULL;
		const struct qlw_value *class =
			r ? file_field(QLW_KEY_PDPCID, r, "apn_class") : NULL;
		const struct file_pdp *pdp = cid ? pdp_of(s, cid->number) : NULL;
		if (cid && (!pdp || !security))
			file_rest(s, "pdpcid", "client %d: %s", i,
				pdp ? "no security record gives its short ID"
				    : "the APN of its PDP context is not known");
		if (!pdp || !security)
			continue;
		const struct qlw_value *id = file_field(QLW_KEY_SECURITY, security, "short_id");
		file_say(f, s, n, "APN_NAME", pdp->apn);
		if (class)
			file_say(f, s, n, "APN_CLASS", class->text);
		file_say(f, s, n, "SHORT_SERVER_ID1", id ? id->text : "");
		if (family_of(pdp->type))
			file_say(f, s, n, "IP_FAMILY", family_of(pdp->type));
		else
			file_say(f, s, n, "BINDINGS", "nonip");
	}
}

/* --- PSK, autostart --------------------------------------------------------------------------- */

static int psk_to_settings(const struct file *f, struct file_settings *s)
{
	const struct file_item *id = file_find(f, 0, "identity"), *key = file_find(f, 0, "key");
	int client = file_settings_client(s, file_short_id(f));
	const struct qlw_record *there =
		client >= 0 ? file_settings_get(s, QLW_KEY_SECURITY, client) : NULL;
	if (!there || !id || !key || !id->good || !key->good) {
		file_rest(s, "key", "%s",
			there ? "the file is not whole" : "no security record has this short ID");
		return 0;
	}
	struct qlw_record record = *there;
	bool good = file_field_set(s, QLW_KEY_SECURITY, &record, "psk_id", id->value, "identity") &&
		    file_field_set(s, QLW_KEY_SECURITY, &record, "psk_key", key->value, "key");
	int err = good ? file_settings_put(s, QLW_KEY_SECURITY, &record) : 0;
	memset(&record, 0, sizeof record);
	return err;
}

static void psk_from_settings(struct file *f, unsigned short_id, struct file_settings *s)
{
	int client = file_settings_client(s, short_id);
	const struct qlw_record *r =
		client >= 0 ? file_settings_get(s, QLW_KEY_SECURITY, client) : NULL;
	const struct qlw_value *id = r ? file_field(QLW_KEY_SECURITY, r, "psk_id") : NULL;
	const struct qlw_value *key = r ? file_field(QLW_KEY_SECURITY, r, "psk_key") : NULL;
	if (id && key) {
		file_say(f, s, 0, "identity", id->text);
		file_say(f, s, 0, "key", key->text);
	} else {
		file_rest(s, "security",
			"the PSK of server %u is not known: it cannot be read from a "
			"module",
			short_id);
	}
}

static int autostart_to_settings(const struct file *f, struct file_settings *s)
{
	struct qlw_record record = {0};
	(void)f;
	file_field_set(s, QLW_KEY_AUTOSTART, &record, "startup_mode", "1", "lwm2m_app_autostart");
	return file_settings_put(s, QLW_KEY_AUTOSTART, &record);
}

static bool starts_itself(const struct file_settings *s)
{
	const struct qlw_record *r = file_settings_get(s, QLW_KEY_AUTOSTART, 0);
	const struct qlw_value *v = r ? file_field(QLW_KEY_AUTOSTART, r, "startup_mode") : NULL;
	return v && v->number == 1;
}

/* --- all -------------------------------------------------------------------------------------- */

int file_to_settings(const struct file *f, struct file_settings *s)
{
	static int (*const to[])(const struct file *, struct file_settings *) = {
		[FILE_KIND_BOOTSTRAP] = file_bootstrap_to_settings,
		[FILE_KIND_APN] = apn_to_settings,
		[FILE_KIND_CFG] = cfg_to_settings,
		[FILE_KIND_PSK] = psk_to_settings,
		[FILE_KIND_AUTOSTART] = autostart_to_settings,
	};
	enum file_kind kind = file_kind(f);
	return kind < sizeof to / sizeof *to ? to[kind](f, s) : QLW_EUSAGE;
}

struct file *file_from_settings(enum file_kind kind, unsigned short_id, struct file_settings *s)
{
	char name[32];
	snprintf(name, sizeof name, "%u_server.psk", short_id);
	struct file *f = file_new(kind, kind == FILE_KIND_PSK ? name : NULL);
	if (!f)
		return NULL;
	if (kind == FILE_KIND_BOOTSTRAP)
		file_bootstrap_from_settings(f, s);
	else if (kind == FILE_KIND_APN)
		apn_from_settings(f, s);
	else if (kind == FILE_KIND_CFG)
		cfg_from_settings(f, s);
	else if (kind == FILE_KIND_PSK)
		psk_from_settings(f, short_id, s);
	if (file_item(f, 0) || (kind == FILE_KIND_AUTOSTART && starts_itself(s)))
		return f;
	file_free(f);
	return NULL;
}

void file_settings_leftover(struct file_settings *s)
{
	static const enum qlw_key keys[] = {
		QLW_KEY_SELECT, QLW_KEY_HOST, QLW_KEY_DEVICE, QLW_KEY_SESSION, QLW_KEY_MBSPS};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (file_settings_get(s, keys[i], 0))
			file_rest(s, qlw_key_verb(keys[i])->name, "no provisioning file has it");
}
