/* bootstrap.ini from and to "security" and "server". Access control and APN profiles have no
 * counterpart in AT+QLWCFG. */
#include <stdio.h>
#include <string.h>

#include "profiles/file_convert_priv.h"
#include "profiles/file_priv.h"

/* Resources that are fields. */
static const struct pair {
	const char *field;
	unsigned object, resource;
	enum qlw_key key;
	bool inverted;
} pairs[] = {
	{"server_addr", 0, 0, QLW_KEY_SECURITY, false},
	{"bootstrap", 0, 1, QLW_KEY_SECURITY, false},
	{"security_mode", 0, 2, QLW_KEY_SECURITY, false},
	{"short_id", 0, 10, QLW_KEY_SECURITY, false},
	{"life_time", 1, 1, QLW_KEY_SERVER, false},
	{"period_min", 1, 2, QLW_KEY_SERVER, false},
	{"period_max", 1, 3, QLW_KEY_SERVER, false},
	{"disable_time", 1, 5, QLW_KEY_SERVER, false},
	{"storing", 1, 6, QLW_KEY_SERVER, true},
	{"binding", 1, 7, QLW_KEY_SERVER, false},
};

#define PAIRS (sizeof pairs / sizeof *pairs)

static const struct pair *pair_of(unsigned object, unsigned resource)
{
	for (size_t i = 0; i < PAIRS; i++)
		if (pairs[i].object == object && pairs[i].resource == resource)
			return &pairs[i];
	return NULL;
}

static const struct file_item *resource(
	const struct file *f, unsigned object, unsigned instance, unsigned id)
{
	char name[64];
	snprintf(name, sizeof name, "/%u/%u/%u", object, instance, id);
	const struct file_item *item = file_find(f, 0, name);
	return item && item->good ? item : NULL;
}

/* What AT+QLWCFG writes for it. */
static const char *as_field(const struct file_item *item, bool inverted)
{
	if (item->row->type != FILE_TYPE_BOOL)
		return item->value;
	return (item->number != 0) != inverted ? "1" : "0";
}

/* All fields of one instance, and what is none. */
static void take_fields(const struct file *f, struct file_settings *s, enum qlw_key key,
	struct qlw_record *record, const struct file_item *first)
{
	const struct file_item *item;
	for (size_t i = 0; (item = file_item(f, i)); i++) {
		if (item->path[0] != first->path[0] || item->path[1] != first->path[1])
			continue;
		const struct pair *p = pair_of(item->path[0], item->path[2]);
		bool psk = item->path[0] == 0 && (item->path[2] == 3 || item->path[2] == 5);
		if (p && item->good)
			file_field_set(
				s, key, record, p->field, as_field(item, p->inverted), item->name);
		else if (!psk && !(item->path[0] == 1 && item->path[2] == 0))
			file_rest(s, item->name, "%s: %s", file_item_title(item),
				p ? "its value is not understood" : "AT+QLWCFG has no such field");
	}
}

static void hex(const unsigned char *bytes, size_t len, char *out)
{
	for (size_t i = 0; i < len; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* Identity and key of mode 0, Base64 in the file. */
static void take_psk(const struct file *f, struct file_settings *s, struct qlw_record *record,
	const struct file_item *first)
{
	unsigned char bytes[FILE_VALUE_MAX + 1];
	char text[2 * FILE_VALUE_MAX + 1];
	const struct file_item *id = resource(f, 0, first->path[1], 3);
	const struct file_item *key = resource(f, 0, first->path[1], 5);
	const struct qlw_value *mode = file_field(QLW_KEY_SECURITY, record, "security_mode");
	if (!id || !key || !mode || mode->number != 0 || id->len > FILE_VALUE_MAX ||
		key->len > FILE_VALUE_MAX) {
		if (id || key)
			file_rest(s, id ? id->name : key->name, "no PSK that AT+QLWCFG could take");
		return;
	}
	long n = file_base64_decode(id->value, id->len, bytes, FILE_VALUE_MAX);
	snprintf(text, sizeof text, "%.*s", (int)n, (const char *)bytes);
	bool good = strlen(text) == (size_t)n &&
		    file_field_set(s, QLW_KEY_SECURITY, record, "psk_id", text, id->name);
	n = file_base64_decode(key->value, key->len, bytes, FILE_VALUE_MAX);
	hex(bytes, (size_t)n, text);
	int at = qlw_field_find(qlw_key_verb(QLW_KEY_SECURITY), "psk_id");
	if (!good || !n || !file_field_set(s, QLW_KEY_SECURITY, record, "psk_key", text, key->name))
		record->value[at] = (struct qlw_value){0};
	memset(bytes, 0, sizeof bytes);
	memset(text, 0, sizeof text);
}

static int take_security(
	const struct file *f, struct file_settings *s, const struct file_item *first)
{
	char what[32], index[16];
	struct qlw_record record = {0};
	snprintf(what, sizeof what, "/0/%u", first->path[1]);
	snprintf(index, sizeof index, "%u", first->path[1]);
	if (!file_field_set(s, QLW_KEY_SECURITY, &record, "client_index", index, what))
		return 0;
	take_fields(f, s, QLW_KEY_SECURITY, &record, first);
	const struct qlw_value *uri = file_field(QLW_KEY_SECURITY, &record, "server_addr");
	if (!uri || !file_field(QLW_KEY_SECURITY, &record, "short_id")) {
		file_rest(s, what, "AT+QLWCFG cannot hold an account without %s",
			uri ? "short ID" : "URI");
		return 0;
	}
	if (resource(f, 0, first->path[1], 2) &&
		!file_field(QLW_KEY_SECURITY, &record, "security_mode")) {
		file_rest(s, what, "AT+QLWCFG has no such security mode");
		return 0;
	}
	file_fill(QLW_KEY_SECURITY, &record);
	take_psk(f, s, &record, first);
	int err = file_settings_put(s, QLW_KEY_SECURITY, &record);
	memset(&record, 0, sizeof record);
	return err;
}

static int take_server(const struct file *f, struct file_settings *s, const struct file_item *first)
{
	char what[32], index[16];
	struct qlw_record record = {0};
	const struct file_item *id = resource(f, 1, first->path[1], 0);
	int client = id ? file_settings_client(s, (unsigned)id->number) : -1;
	snprintf(what, sizeof what, "/1/%u", first->path[1]);
	if (client < 0) {
		file_rest(s, what, "no security record has its short ID");
		return 0;
	}
	snprintf(index, sizeof index, "%d", client);
	file_field_set(s, QLW_KEY_SERVER, &record, "client_index", index, what);
	take_fields(f, s, QLW_KEY_SERVER, &record, first);
	file_fill(QLW_KEY_SERVER, &record);
	if (!file_field(QLW_KEY_SERVER, &record, "binding"))
		file_field_set(s, QLW_KEY_SERVER, &record, "binding", "U", what);
	return file_settings_put(s, QLW_KEY_SERVER, &record);
}

static bool opens_instance(const struct file *f, size_t i)
{
	const struct file_item *item = file_item(f, i), *other;
	for (size_t k = 0; k < i; k++) {
		other = file_item(f, k);
		if (other->path[0] == item->path[0] && other->path[1] == item->path[1])
			return false;
	}
	return true;
}

static void leave(struct file_settings *s, const struct file_item *first)
{
	char what[32];
	const char *name = file_object_name(first->path[0]);
	snprintf(what, sizeof what, "/%u/%u", first->path[0], first->path[1]);
	file_rest(s, what, "%s: AT+QLWCFG has no such object", name ? name : "unknown");
}

/* Security first: servers are found by its short IDs. */
int file_bootstrap_to_settings(const struct file *f, struct file_settings *s)
{
	const struct file_item *item;
	int err = 0;
	for (size_t i = 0; !err && (item = file_item(f, i)); i++)
		if (item->path[0] == 0 && opens_instance(f, i))
			err = take_security(f, s, item);
	for (size_t i = 0; !err && (item = file_item(f, i)); i++) {
		if (item->path[0] == 0 || !opens_instance(f, i))
			continue;
		if (item->path[0] == 1)
			err = take_server(f, s, item);
		else
			leave(s, item);
	}
	return err;
}

/* --- back ------------------------------------------------------------------------------------- */

static void say_pairs(struct file *f, struct file_settings *s, unsigned object, unsigned instance,
	const struct qlw_record *record)
{
	char name[64];
	for (size_t i = 0; i < PAIRS; i++) {
		const struct pair *p = &pairs[i];
		const struct qlw_value *v =
			p->object == object ? file_field(p->key, record, p->field) : NULL;
		if (!v)
			continue;
		bool boolean = file_row_resource(object, p->resource)->type == FILE_TYPE_BOOL;
		snprintf(name, sizeof name, "/%u/%u/%u", object, instance, p->resource);
		file_say(f, s, 0, name,
			!boolean                          ? v->text
			: (v->number != 0) != p->inverted ? "true"
							  : "false");
	}
}

/* The server object of a client, unless bootstrap brings it. */
static void say_server(struct file *f, struct file_settings *s, unsigned client, bool bootstrap,
	const struct qlw_value *id)
{
	char name[64];
	const struct qlw_record *r = file_settings_get(s, QLW_KEY_SERVER, (int)client);
	if (!r)
		return;
	if (bootstrap || !id) {
		file_rest(s, "server", "client %u: %s", client,
			id ? "a bootstrap server has no object 1" : "it has no security record");
		return;
	}
	snprintf(name, sizeof name, "/1/%u/0", client);
	file_say(f, s, 0, name, id->text);
	say_pairs(f, s, 1, client, r);
}

/* Object 0 of all clients, then object 1, as in the Note's examples. PSKs go to files of their own
 * (2.5.2). */
void file_bootstrap_from_settings(struct file *f, struct file_settings *s)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		const struct qlw_record *r = file_settings_get(s, QLW_KEY_SECURITY, (int)i);
		if (r)
			say_pairs(f, s, 0, i, r);
	}
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		const struct qlw_record *r = file_settings_get(s, QLW_KEY_SECURITY, (int)i);
		const struct qlw_value *id = r ? file_field(QLW_KEY_SECURITY, r, "short_id") : NULL;
		const struct qlw_value *kind =
			r ? file_field(QLW_KEY_SECURITY, r, "bootstrap") : NULL;
		say_server(f, s, i, kind && kind->number == 1, id);
	}
}
