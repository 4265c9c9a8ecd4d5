/* OMA TLV (LwM2M 1.0, 6.4.3). Knows definitions for types, no message and no server. */
#include <stdlib.h>
#include <string.h>

#include "modem/sim/coap_msg.h"
#include "modem/sim/lwcodec.h"

enum tlv_kind {
	TLV_INSTANCE = 0,
	TLV_PART = 1,     /* resource instance */
	TLV_MULTIPLE = 2, /* resource with instances */
	TLV_RESOURCE = 3,
};

/* --- out --------------------------------------------------------------------------------- */

static void put_header(struct lw_buf *out, enum tlv_kind kind, unsigned id, size_t len)
{
	unsigned size = len < 8 ? 0 : len < 0x100 ? 1 : len < 0x10000 ? 2 : 3;
	unsigned type = (unsigned)kind << 6 | (id > 255 ? 0x20u : 0) | size << 3;
	lw_buf_byte(out, type | (size ? 0 : (unsigned)len));
	if (id > 255)
		lw_buf_byte(out, id >> 8);
	lw_buf_byte(out, id & 255);
	for (unsigned i = size; i > 0; i--)
		lw_buf_byte(out, (unsigned)(len >> (8 * (i - 1)) & 255));
}

static size_t put_big_endian(uint8_t *out, uint64_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(value >> (8 * (len - 1 - i)));
	return len;
}

static size_t integer_size(int64_t v)
{
	if (v >= INT8_MIN && v <= INT8_MAX)
		return 1;
	if (v >= INT16_MIN && v <= INT16_MAX)
		return 2;
	return v >= INT32_MIN && v <= INT32_MAX ? 4 : 8;
}

static size_t number_bytes(const struct lw_value *v, uint8_t out[8])
{
	uint64_t bits;
	switch (v->type) {
	case LW_TYPE_FLOAT:
		memcpy(&bits, &v->real, sizeof(bits));
		return put_big_endian(out, bits, 8);
	case LW_TYPE_BOOLEAN:
		return put_big_endian(out, v->number != 0, 1);
	case LW_TYPE_LINK:
		return put_big_endian(out, (uint64_t)v->number, 4);
	case LW_TYPE_INTEGER:
	case LW_TYPE_TIME:
		return put_big_endian(out, (uint64_t)v->number, integer_size(v->number));
	case LW_TYPE_NONE:
	case LW_TYPE_STRING:
	case LW_TYPE_OPAQUE:
		break;
	}
	return 0;
}

static void put_value(struct lw_buf *out, enum tlv_kind kind, unsigned id, const struct lw_value *v)
{
	uint8_t bytes[8];
	bool text = v->type == LW_TYPE_STRING || v->type == LW_TYPE_OPAQUE;
	size_t len = text ? v->len : number_bytes(v, bytes);
	put_header(out, kind, id, len);
	lw_buf_add(out, text ? v->data : bytes, len);
}

/* One resource from entry i on; returns the index behind it. */
static size_t put_resource(struct lw_buf *out, const struct lw_tree *t, size_t i, size_t end)
{
	const struct lw_entry *e = &t->entry[i];
	unsigned resource = e->path.id[2];
	if (e->path.id[3] == LW_NO_ID) {
		put_value(out, TLV_RESOURCE, resource, &e->value);
		return i + 1;
	}
	struct lw_buf parts = {0};
	for (; i < end && t->entry[i].path.id[2] == resource &&
		t->entry[i].path.id[1] == e->path.id[1];
		i++)
		put_value(&parts, TLV_PART, t->entry[i].path.id[3], &t->entry[i].value);
	put_header(out, TLV_MULTIPLE, resource, parts.len);
	lw_buf_add(out, parts.data, parts.len);
	out->full = out->full || parts.full;
	lw_buf_free(&parts);
	return i;
}

static void put_resources(struct lw_buf *out, const struct lw_tree *t, size_t i, size_t end)
{
	while (i < end) {
		if (t->entry[i].path.id[2] == LW_NO_ID)
			i++;
		else
			i = put_resource(out, t, i, end);
	}
}

static void put_instances(struct lw_buf *out, const struct lw_tree *t, size_t i, size_t end)
{
	while (i < end) {
		size_t next = i;
		unsigned instance = t->entry[i].path.id[1];
		while (next < end && t->entry[next].path.id[1] == instance)
			next++;
		struct lw_buf inner = {0};
		put_resources(&inner, t, i, next);
		put_header(out, TLV_INSTANCE, instance, inner.len);
		lw_buf_add(out, inner.data, inner.len);
		out->full = out->full || inner.full;
		lw_buf_free(&inner);
		i = next;
	}
}

unsigned lw_tlv_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out)
{
	size_t first, n = lw_tree_range(t, path, &first);
	if (path->depth == 1)
		put_instances(out, t, first, first + n);
	else if (path->depth == 2 || path->depth == 3)
		put_resources(out, t, first, first + n);
	else if (path->depth == 4 && n)
		put_value(out, TLV_PART, path->id[3], &t->entry[first].value);
	else
		return COAP_CODE(4, 6);
	return 0;
}

/* --- in ---------------------------------------------------------------------------------- */

struct tlv {
	enum tlv_kind kind;
	unsigned id;
	const uint8_t *data;
	size_t len;
};

/* Takes one item off the front; false at the end or when it is cut short. */
static bool take(const uint8_t **at, const uint8_t *end, struct tlv *out)
{
	const uint8_t *p = *at;
	if (end - p < 2)
		return false;
	unsigned type = *p++;
	size_t id_len = type & 0x20 ? 2 : 1, size = type >> 3 & 3;
	if ((size_t)(end - p) < id_len + size)
		return false;
	out->kind = (enum tlv_kind)(type >> 6);
	out->id = 0;
	while (id_len--)
		out->id = out->id << 8 | *p++;
	out->len = size ? 0 : type & 7;
	while (size--)
		out->len = out->len << 8 | *p++;
	if ((size_t)(end - p) < out->len)
		return false;
	out->data = p;
	*at = p + out->len;
	return true;
}

static int64_t signed_number(const uint8_t *p, size_t len)
{
	uint64_t bits = len && p[0] & 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < len; i++)
		bits = bits << 8 | p[i];
	return (int64_t)bits;
}

static bool read_float(const struct tlv *item, double *out)
{
	uint64_t bits = (uint64_t)signed_number(item->data, item->len);
	if (item->len == 8) {
		memcpy(out, &bits, 8);
		return true;
	}
	uint32_t half = (uint32_t)bits;
	float single;
	memcpy(&single, &half, 4);
	*out = (double)single;
	return item->len == 4;
}

static bool read_value(const struct tlv *item, enum lw_type type, struct lw_value *out)
{
	*out = (struct lw_value){.type = type, .data = item->data, .len = item->len};
	switch (type) {
	case LW_TYPE_INTEGER:
	case LW_TYPE_TIME:
		out->number = signed_number(item->data, item->len);
		return item->len == 1 || item->len == 2 || item->len == 4 || item->len == 8;
	case LW_TYPE_BOOLEAN:
		out->number = item->len ? item->data[0] : 0;
		return item->len == 1 && item->data[0] <= 1;
	case LW_TYPE_LINK:
		out->number = signed_number(item->data, item->len) & 0xffffffff;
		return item->len == 4;
	case LW_TYPE_FLOAT:
		return read_float(item, &out->real);
	case LW_TYPE_STRING:
	case LW_TYPE_OPAQUE:
		return true;
	case LW_TYPE_NONE:
		break;
	}
	return false;
}

static unsigned store(struct lw_tree *into, unsigned object, unsigned instance, unsigned resource,
	unsigned part, const struct tlv *item)
{
	struct lw_value v;
	if (!read_value(item, lw_type_of(object, resource), &v))
		return COAP_CODE(4, 0);
	return lw_tree_set(into, object, instance, resource, part, &v) < 0 ? COAP_CODE(4, 13) : 0;
}

static unsigned take_resource(
	struct lw_tree *into, unsigned object, unsigned instance, const struct tlv *item)
{
	const uint8_t *at = item->data, *end = item->data + item->len;
	struct tlv part;
	unsigned refused = 0;
	if (item->kind == TLV_RESOURCE)
		return store(into, object, instance, item->id,
			lw_is_multiple(object, item->id) ? 0 : LW_NO_ID, item);
	if (item->kind != TLV_MULTIPLE)
		return COAP_CODE(4, 0);
	while (!refused && take(&at, end, &part))
		refused = part.kind == TLV_PART
				  ? store(into, object, instance, item->id, part.id, &part)
				  : COAP_CODE(4, 0);
	return refused ? refused : at == end ? 0 : COAP_CODE(4, 0);
}

static unsigned take_instance(
	struct lw_tree *into, unsigned object, unsigned instance, const uint8_t *at, size_t len)
{
	const uint8_t *end = at + len;
	struct tlv item;
	unsigned refused = 0;
	if (lw_tree_add_instance(into, object, instance) < 0)
		return COAP_CODE(4, 13);
	while (!refused && take(&at, end, &item))
		refused = take_resource(into, object, instance, &item);
	return refused ? refused : at == end ? 0 : COAP_CODE(4, 0);
}

/* At an object stand instances; or the resources of one whose number we may choose. */
static unsigned take_object(struct lw_tree *into, unsigned object, const uint8_t *body, size_t len)
{
	const uint8_t *at = body, *end = body + len;
	struct tlv item;
	unsigned refused = 0;
	if (len && body[0] >> 6 != TLV_INSTANCE)
		return take_instance(into, object, LW_NO_ID, body, len);
	while (!refused && take(&at, end, &item))
		refused = item.kind == TLV_INSTANCE
				  ? take_instance(into, object, item.id, item.data, item.len)
				  : COAP_CODE(4, 0);
	return refused ? refused : at == end ? 0 : COAP_CODE(4, 0);
}

/* Servers wrap an instance, or not, when they write one. */
static unsigned take_wrapped(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into)
{
	const uint8_t *at = body;
	struct tlv item;
	if (len && body[0] >> 6 == TLV_INSTANCE) {
		if (!take(&at, body + len, &item) || at != body + len || item.id != path->id[1])
			return COAP_CODE(4, 0);
		return take_instance(into, path->id[0], path->id[1], item.data, item.len);
	}
	return take_instance(into, path->id[0], path->id[1], body, len);
}

unsigned lw_tlv_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into)
{
	const uint8_t *at = body;
	struct tlv item;
	if (path->depth == 1)
		return take_object(into, path->id[0], body, len);
	if (path->depth == 2)
		return take_wrapped(path, body, len, into);
	if (path->depth < 3 || !take(&at, body + len, &item) || at != body + len)
		return COAP_CODE(4, 0);
	if (path->depth == 3)
		return item.id == path->id[2] ? take_resource(into, path->id[0], path->id[1], &item)
					      : COAP_CODE(4, 0);
	return store(into, path->id[0], path->id[1], path->id[2], path->id[3], &item);
}
