/*
 * OMA JSON (LwM2M 1.0, 6.4.4) and SenML JSON (1.1, 7.4.4): the same entries under other names.
 * cJSON reads; knows definitions for types, no message and no server.
 */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/coap_msg.h"
#include "modem/sim/lwbase64.h"
#include "modem/sim/lwcodec.h"
#include "modem/sim/lwrecord.h"

/* The names of the two dialects */
struct dialect {
	const char *number, *boolean, *text, *link, *opaque;
	bool array_in_object; /* {"bn":…,"e":[…]} against [{"bn":…,…},…] */
	bool url_safe;
};

static const struct dialect oma = {"v", "bv", "sv", "ov", "sv", true, false};
static const struct dialect senml = {"v", "vb", "vs", "vlo", "vd", false, true};

/* --- out --------------------------------------------------------------------------------- */

static void put_string(struct lw_buf *out, const uint8_t *p, size_t len)
{
	lw_buf_byte(out, '"');
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '"' || p[i] == '\\')
			lw_buf_print(out, "\\%c", p[i]);
		else if (p[i] < 0x20 || p[i] == 0x7f)
			lw_buf_print(out, "\\u%04x", p[i]);
		else
			lw_buf_byte(out, p[i]);
	}
	lw_buf_byte(out, '"');
}

static void put_base64(struct lw_buf *out, const struct lw_value *v, bool url_safe)
{
	lw_buf_byte(out, '"');
	lw_base64_encode(v->data, v->len, url_safe, out);
	lw_buf_byte(out, '"');
}

static void put_value(struct lw_buf *out, const struct lw_value *v, const struct dialect *d)
{
	switch (v->type) {
	case LW_TYPE_BOOLEAN:
		lw_buf_print(out, "\"%s\":%s", d->boolean, v->number ? "true" : "false");
		break;
	case LW_TYPE_STRING:
		lw_buf_print(out, "\"%s\":", d->text);
		put_string(out, v->data, v->len);
		break;
	case LW_TYPE_OPAQUE:
		lw_buf_print(out, "\"%s\":", d->opaque);
		put_base64(out, v, d->url_safe);
		break;
	case LW_TYPE_LINK:
		lw_buf_print(out, "\"%s\":\"", d->link);
		lw_value_print(v, out);
		lw_buf_byte(out, '"');
		break;
	case LW_TYPE_INTEGER:
	case LW_TYPE_FLOAT:
	case LW_TYPE_TIME:
		lw_buf_print(out, "\"%s\":", d->number);
		lw_value_print(v, out);
		break;
	case LW_TYPE_NONE:
		break;
	}
}

unsigned lw_json_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out)
{
	struct lw_record_walk walk;
	lw_record_begin(&walk, t, path);
	lw_buf_print(out, "{\"bn\":\"%s\",\"e\":[", walk.base);
	while (lw_record_next(&walk)) {
		lw_buf_print(out, "%s{\"n\":\"%s\",", walk.index ? "," : "", walk.name);
		put_value(out, walk.value, &oma);
		lw_buf_byte(out, '}');
	}
	lw_buf_print(out, "]}");
	return 0;
}

unsigned lw_senml_json_encode(
	const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out)
{
	struct lw_record_walk walk;
	lw_record_begin(&walk, t, path);
	lw_buf_byte(out, '[');
	while (lw_record_next(&walk)) {
		lw_buf_print(out, walk.index ? ",{" : "{\"bn\":\"%s\",", walk.base);
		if (walk.name[0])
			lw_buf_print(out, "\"n\":\"%s\",", walk.name);
		put_value(out, walk.value, &senml);
		lw_buf_byte(out, '}');
	}
	lw_buf_byte(out, ']');
	return 0;
}

/* --- in ---------------------------------------------------------------------------------- */

/* A field of an entry as one of the kinds that a record can carry. */
static bool read_field(const cJSON *entry, const struct dialect *d, struct lw_record *r)
{
	const cJSON *item;
	if ((item = cJSON_GetObjectItemCaseSensitive(entry, d->number)) && cJSON_IsNumber(item)) {
		r->kind = LW_RECORD_NUMBER;
		r->number = item->valuedouble;
		return isfinite(r->number);
	}
	if ((item = cJSON_GetObjectItemCaseSensitive(entry, d->boolean)) && cJSON_IsBool(item)) {
		r->kind = LW_RECORD_BOOLEAN;
		r->number = cJSON_IsTrue(item);
		return true;
	}
	const char *const names[] = {d->text, d->link, d->opaque};
	static const enum lw_record_kind kinds[] = {
		LW_RECORD_TEXT, LW_RECORD_LINK, LW_RECORD_BASE64};
	for (size_t i = 0; i < 3; i++) {
		item = cJSON_GetObjectItemCaseSensitive(entry, names[i]);
		if (!item || !cJSON_IsString(item))
			continue;
		r->kind = kinds[i];
		r->data = (const uint8_t *)item->valuestring;
		r->len = strlen(item->valuestring);
		return true;
	}
	return false;
}

static unsigned read_entry(const cJSON *entry, const struct dialect *d, struct lw_record_read *into)
{
	struct lw_record r = {0};
	const cJSON *base = cJSON_GetObjectItemCaseSensitive(entry, "bn");
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(entry, "n");
	if (!cJSON_IsObject(entry) || (name && !cJSON_IsString(name)))
		return COAP_CODE(4, 0);
	if (base && cJSON_IsString(base))
		lw_record_base(into, base->valuestring);
	if (!read_field(entry, d, &r))
		return COAP_CODE(4, 0);
	r.url_safe = d->url_safe;
	return lw_record_take(into, name ? name->valuestring : "", &r);
}

static unsigned read_entries(
	const cJSON *list, const struct dialect *d, struct lw_record_read *into)
{
	const cJSON *entry;
	unsigned refused = 0;
	if (!cJSON_IsArray(list))
		return COAP_CODE(4, 0);
	cJSON_ArrayForEach(entry, list) if (!refused) refused = read_entry(entry, d, into);
	return refused;
}

static unsigned decode(const struct lw_path *path, const uint8_t *body, size_t len,
	struct lw_tree *into, const struct dialect *d)
{
	struct lw_record_read read;
	cJSON *root = len ? cJSON_ParseWithLength((const char *)body, len) : NULL;
	if (!root)
		return COAP_CODE(4, 0);
	lw_record_read_begin(&read, path, into);
	const cJSON *list = root, *base;
	if (d->array_in_object) {
		base = cJSON_GetObjectItemCaseSensitive(root, "bn");
		if (base && cJSON_IsString(base))
			lw_record_base(&read, base->valuestring);
		list = cJSON_GetObjectItemCaseSensitive(root, "e");
	}
	unsigned refused = read_entries(list, d, &read);
	cJSON_Delete(root);
	return refused;
}

unsigned lw_json_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into)
{
	return decode(path, body, len, into, &oma);
}

unsigned lw_senml_json_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into)
{
	return decode(path, body, len, into, &senml);
}

static bool read_path(const cJSON *entry, struct lw_record_read *read, struct lw_path *out)
{
	const cJSON *base = cJSON_GetObjectItemCaseSensitive(entry, "bn");
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(entry, "n");
	if (!cJSON_IsObject(entry) || (name && !cJSON_IsString(name)))
		return false;
	if (base && cJSON_IsString(base))
		lw_record_base(read, base->valuestring);
	return lw_record_path(read, name ? name->valuestring : "", out);
}

size_t lw_senml_json_paths(const uint8_t *body, size_t len, struct lw_path *out, size_t max)
{
	const struct lw_path root = {0};
	struct lw_record_read read;
	cJSON *list = len ? cJSON_ParseWithLength((const char *)body, len) : NULL;
	int count = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
	size_t n = 0;
	lw_record_read_begin(&read, &root, NULL);
	if (count > 0 && (size_t)count <= max)
		while (n < (size_t)count &&
			read_path(cJSON_GetArrayItem(list, (int)n), &read, &out[n]))
			n++;
	cJSON_Delete(list);
	return n == (size_t)count ? n : 0;
}
