/*
 * CBOR (RFC 8949) of definite length, and SenML in it (RFC 8428, 6). Every length is checked
 * against what is left, depth is bounded, and each item takes at least one byte, so work is bounded
 * too.
 */
#include "modem/decode_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 8

enum {
	CBOR_UNSIGNED,
	CBOR_NEGATIVE,
	CBOR_BYTES,
	CBOR_TEXT,
	CBOR_ARRAY,
	CBOR_MAP,
	CBOR_TAG,
	CBOR_SIMPLE,
};

enum {
	SIMPLE_FALSE = 20,
	SIMPLE_TRUE = 21,
	SIMPLE_NULL = 22,
};

struct cursor {
	const uint8_t *p, *end;
};

struct item {
	unsigned major;
	unsigned info;   /* of CBOR_SIMPLE: 20-22, or 25-27 for the sizes of floats */
	uint64_t number; /* value, length or count; bits of a float */
	const uint8_t *bytes;
};

static size_t left(const struct cursor *c)
{
	return (size_t)(c->end - c->p);
}

/* One head, and the bytes of a string; not what an array, map or tag holds. */
static bool read_head(struct cursor *c, struct item *out)
{
	if (c->p == c->end)
		return false;
	out->major = *c->p >> 5;
	out->info = *c->p++ & 31;
	out->number = out->info;
	if (out->info >= 28)
		return false; /* indefinite or reserved */
	if (out->info >= 24) {
		size_t n = (size_t)1 << (out->info - 24);
		if (left(c) < n)
			return false;
		out->number = 0;
		while (n-- > 0)
			out->number = out->number << 8 | *c->p++;
	}
	out->bytes = c->p;
	if (out->major == CBOR_BYTES || out->major == CBOR_TEXT) {
		if (out->number > left(c))
			return false;
		c->p += out->number;
	}
	return true;
}

/* The same, past any tags. */
static bool read_item(struct cursor *c, struct item *out)
{
	for (int tags = 0; tags < 4; tags++) {
		if (!read_head(c, out))
			return false;
		if (out->major != CBOR_TAG)
			return true;
	}
	return false;
}

static bool skip_content(struct cursor *c, const struct item *item, int depth)
{
	struct item inner;
	if (item->major != CBOR_ARRAY && item->major != CBOR_MAP)
		return true;
	if (depth == DEPTH_MAX || item->number > left(c))
		return false;
	uint64_t count = item->major == CBOR_MAP ? item->number * 2 : item->number;
	for (; count > 0; count--)
		if (!read_item(c, &inner) || !skip_content(c, &inner, depth + 1))
			return false;
	return true;
}

static double half(unsigned bits)
{
	const int exponent = bits >> 10 & 31;
	const double fraction = bits & 1023;
	double size = exponent == 0    ? ldexp(fraction, -24)
		      : exponent == 31 ? (fraction > 0 ? (double)NAN : (double)INFINITY)
				       : ldexp(fraction + 1024, exponent - 25);
	return bits & 0x8000 ? -size : size;
}

static struct decode_value word(const char *text)
{
	struct decode_value v;
	snprintf(v.text, sizeof v.text, "%s", text);
	return v;
}

static struct decode_value simple_value(const struct item *item)
{
	uint8_t bytes[8];
	for (size_t i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(item->number >> (56 - 8 * i));
	switch (item->info) {
	case SIMPLE_FALSE:
	case SIMPLE_TRUE:
		return decode_value_bool(item->info == SIMPLE_TRUE);
	case SIMPLE_NULL:
		return word("null");
	case 25:
		return decode_value_number(half((unsigned)item->number));
	case 26:
		return decode_value_number(decode_float(bytes + 4, 4));
	case 27:
		return decode_value_number(decode_float(bytes, 8));
	default:
		return word("undefined");
	}
}

static struct decode_value item_value(const struct item *item)
{
	const bool wide = item->number > INT64_MAX;
	switch (item->major) {
	case CBOR_UNSIGNED:
		return wide ? decode_value_number((double)item->number)
			    : decode_value_integer((int64_t)item->number);
	case CBOR_NEGATIVE:
		return wide ? decode_value_number(-1 - (double)item->number)
			    : decode_value_integer(-1 - (int64_t)item->number);
	case CBOR_BYTES:
		return decode_value_hex(item->bytes, item->number);
	case CBOR_TEXT:
		return decode_value_text(item->bytes, item->number);
	case CBOR_ARRAY:
		return word("[...]");
	case CBOR_MAP:
		return word("{...}");
	default:
		return simple_value(item);
	}
}

/* --- SenML ------------------------------------------------------------------------------------ */

/* One record. The base name holds on for the records after it. */
struct record {
	char *base;
	size_t base_size;
	char name[128];
	bool named, valued;
	struct decode_value value;
};

static void copy_name(char *out, size_t size, const struct item *item)
{
	snprintf(out, size, "%.*s", (int)(item->number < size ? item->number : size - 1),
		(const char *)item->bytes);
}

/* Labels are numbers (RFC 8428, table 6), in records of LwM2M also "vlo". */
static bool take_pair(struct record *r, const struct item *key, const struct item *value)
{
	const bool text = value->major == CBOR_TEXT;
	if (key->major == CBOR_NEGATIVE) {
		if (key->number == 1 && text) { /* -2, bn */
			copy_name(r->base, r->base_size, value);
			r->named = true;
		}
		return true; /* version and the other bases name nothing */
	}
	if (key->major == CBOR_TEXT) {
		if (key->number == 3 && memcmp(key->bytes, "vlo", 3) == 0) {
			r->value = item_value(value);
			r->valued = true;
		}
		return true;
	}
	if (key->major != CBOR_UNSIGNED)
		return false;
	if (key->number == 0) {
		if (!text)
			return false;
		copy_name(r->name, sizeof r->name, value);
		r->named = true;
	} else if ((key->number >= 2 && key->number <= 4) || key->number == 8) {
		r->value = item_value(value);
		r->valued = true;
	}
	return true;
}

static bool read_record(struct cursor *c, char *base, size_t base_size, struct decode *out)
{
	struct item map, key, value;
	struct record r = {.base = base, .base_size = base_size};
	if (!read_item(c, &map) || map.major != CBOR_MAP || map.number == 0 || map.number > left(c))
		return false;
	for (uint64_t i = 0; i < map.number; i++)
		if (!read_item(c, &key) || !read_item(c, &value) || !skip_content(c, &value, 0) ||
			!take_pair(&r, &key, &value))
			return false;
	if (!r.named && base[0] == '\0')
		return false;
	char path[400];
	snprintf(path, sizeof path, "%s%s", base, r.name);
	if (!r.valued)
		r.value = word("");
	decode_add(out, path, &r.value);
	return true;
}

bool decode_senml_cbor(const uint8_t *data, size_t len, struct decode *out)
{
	struct cursor c = {data, data + len};
	struct item array;
	char base[256] = "";
	if (!read_item(&c, &array) || array.major != CBOR_ARRAY || array.number == 0 ||
		array.number > left(&c))
		return false;
	for (uint64_t i = 0; i < array.number; i++)
		if (!read_record(&c, base, sizeof base, out))
			return false;
	return c.p == c.end;
}

/* Not of one byte: any byte below 24 would be CBOR. */
bool decode_cbor(const uint8_t *data, size_t len, struct decode *out)
{
	struct cursor c = {data, data + len};
	struct item item;
	if (len < 2 || !read_item(&c, &item) || !skip_content(&c, &item, 0) || c.p != c.end)
		return false;
	struct decode_value value = item_value(&item);
	decode_add(out, "CBOR", &value);
	return true;
}
