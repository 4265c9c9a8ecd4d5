/*
 * OMA TLV (LwM2M 1.0, 6.4.3): instances, resources and resource instances, nested at most three
 * deep. Values carry no type; they are shown by what their bytes look like.
 */
#include "modem/decode_priv.h"

#include <stdio.h>

enum {
	TLV_OBJECT_INSTANCE = 0,
	TLV_RESOURCE_INSTANCE = 1,
	TLV_MULTIPLE = 2,
	TLV_RESOURCE = 3,
};

struct tlv {
	unsigned type, id;
	const uint8_t *value;
	size_t len;
};

static unsigned read_bytes(const uint8_t *p, size_t len)
{
	unsigned n = 0;
	for (size_t i = 0; i < len; i++)
		n = n << 8 | p[i];
	return n;
}

/* One entry at p; returns its whole length, or 0. */
static size_t read_entry(const uint8_t *p, size_t len, struct tlv *out)
{
	if (len < 2)
		return 0;
	const unsigned head = p[0];
	const size_t id_len = head & 0x20 ? 2 : 1, len_len = head >> 3 & 3;
	if (len < 1 + id_len + len_len)
		return 0;
	out->type = head >> 6;
	out->id = read_bytes(p + 1, id_len);
	out->len = len_len ? read_bytes(p + 1 + id_len, len_len) : head & 7;
	out->value = p + 1 + id_len + len_len;
	const size_t before = 1 + id_len + len_len;
	return out->len <= len - before ? before + out->len : 0;
}

/* Which types may stand inside one: an instance holds resources, a multiple resource instances. */
static bool may_hold(int parent, unsigned type)
{
	if (parent < 0)
		return type != TLV_RESOURCE_INSTANCE;
	if (parent == TLV_OBJECT_INSTANCE)
		return type == TLV_MULTIPLE || type == TLV_RESOURCE;
	return type == TLV_RESOURCE_INSTANCE;
}

/* Recurses twice at most, since may_hold lets nothing nest in itself. */
static bool read_level(
	const uint8_t *p, size_t len, int parent, const char *path, struct decode *out)
{
	struct tlv entry;
	char name[64];
	for (size_t n; len > 0; p += n, len -= n) {
		n = read_entry(p, len, &entry);
		if (n == 0 || !may_hold(parent, entry.type))
			return false;
		snprintf(name, sizeof name, "%s%s%u", path, *path ? "/" : "", entry.id);
		if (entry.type == TLV_OBJECT_INSTANCE || entry.type == TLV_MULTIPLE) {
			if (!read_level(entry.value, entry.len, (int)entry.type, name, out))
				return false;
			continue;
		}
		struct decode_value value = decode_value_bytes(entry.value, entry.len);
		decode_add(out, name, &value);
	}
	return true;
}

bool decode_tlv(const uint8_t *data, size_t len, struct decode *out)
{
	return len > 0 && read_level(data, len, -1, "", out) && out->count > 0;
}
