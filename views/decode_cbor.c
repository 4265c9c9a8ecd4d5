/*
 * CBOR (RFC 8949), as much as SenML packs (RFC 8428) need: definite and indefinite arrays and maps,
 * strings, numbers, simple values. Nesting is bounded. It must not know what the names mean.
 */
#include "views/decode_cbor.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
	DEPTH_MAX = 4
};

struct cbor {
	const uint8_t *at, *end;
};

struct head {
	unsigned major, info;
	uint64_t value;
	bool indefinite;
};

static bool read_head(struct cbor *c, struct head *h)
{
	if (c->at == c->end)
		return false;
	const uint8_t first = *c->at++;
	h->major = first >> 5;
	h->info = first & 31;
	h->indefinite = h->info == 31;
	h->value = h->info;
	if (h->info < 24 || h->indefinite)
		return !h->indefinite || (h->major >= 2 && h->major != 6);
	if (h->info > 27)
		return false;
	const size_t n = (size_t)1 << (h->info - 24);
	if ((size_t)(c->end - c->at) < n)
		return false;
	h->value = 0;
	for (size_t i = 0; i < n; i++)
		h->value = h->value << 8 | *c->at++;
	return true;
}

static double times_power(double value, int power)
{
	for (; power > 0; power--)
		value *= 2;
	for (; power < 0; power++)
		value /= 2;
	return value;
}

static double half(uint64_t bits)
{
	const int exponent = (int)(bits >> 10 & 31), mantissa = (int)(bits & 1023);
	double value;
	if (exponent == 31)
		value = mantissa ? (double)NAN : (double)INFINITY;
	else if (exponent == 0)
		value = times_power(mantissa, -24);
	else
		value = times_power(mantissa + 1024, exponent - 25);
	return bits & 0x8000 ? -value : value;
}

static double floating(const struct head *h)
{
	float single;
	double twice;
	const uint32_t low = (uint32_t)h->value;
	if (h->info == 25)
		return half(h->value);
	if (h->info == 27) {
		memcpy(&twice, &h->value, sizeof(twice));
		return twice;
	}
	memcpy(&single, &low, sizeof(single));
	return (double)single;
}

static bool put_simple(const struct head *h, struct decode_out *o)
{
	static const char *const names[] = {"false", "true", "null", "undefined"};
	if (h->info >= 25 && h->info <= 27)
		decode_out(o, "%.10g", floating(h));
	else if (h->info >= 20 && h->info <= 23)
		decode_out(o, "%s", names[h->info - 20]);
	else
		return false;
	return true;
}

static bool put_string(struct cbor *c, const struct head *h, struct decode_out *o)
{
	if (h->indefinite || h->value > (uint64_t)(c->end - c->at))
		return false;
	if (h->major == 3)
		decode_out_bytes(o, c->at, (size_t)h->value);
	for (uint64_t i = 0; h->major == 2 && i < h->value; i++)
		decode_out(o, "%02x", c->at[i]);
	c->at += h->value;
	return true;
}

static bool put_item(struct cbor *c, int depth, struct decode_out *o);

static bool at_break(struct cbor *c)
{
	if (c->at == c->end || *c->at != 0xff)
		return false;
	c->at++;
	return true;
}

static const char *label(int64_t key)
{
	static const char *const labels[] = {"base sum ", "base value ", "base unit ", "base time ",
		"base name ", "version ", "", "unit ", "= ", "= ", "= ", "sum ", "time ", "update ",
		"= "};
	return key >= -6 && key <= 8 ? labels[key + 6] : "? ";
}

/* Keys of SenML are small integers; "vlo" is the only text. */
static bool put_key(struct cbor *c, struct decode_out *o)
{
	struct head h;
	if (!read_head(c, &h) || h.indefinite || h.value > 100)
		return false;
	if (h.major == 3) {
		if (!put_string(c, &h, o))
			return false;
		decode_out(o, " ");
		return true;
	}
	if (h.major > 1)
		return false;
	decode_out(o, "%s", label(h.major == 0 ? (int64_t)h.value : -1 - (int64_t)h.value));
	return true;
}

static bool put_map(struct cbor *c, const struct head *h, int depth, struct decode_out *o)
{
	for (uint64_t i = 0; h->indefinite ? !at_break(c) : i < h->value; i++) {
		decode_out(o, "%s", i > 0 ? " " : "");
		if (!put_key(c, o) || !put_item(c, depth + 1, o))
			return false;
	}
	return true;
}

static bool put_item(struct cbor *c, int depth, struct decode_out *o)
{
	struct head h;
	if (depth > DEPTH_MAX || !read_head(c, &h))
		return false;
	switch (h.major) {
	case 0:
		decode_out(o, "%" PRIu64, h.value);
		return true;
	case 1:
		decode_out(o, "-%" PRIu64, h.value + 1);
		return true;
	case 2:
	case 3:
		return put_string(c, &h, o);
	case 5:
		return put_map(c, &h, depth, o);
	case 7:
		return put_simple(&h, o);
	default:
		return false;
	}
}

bool decode_cbor_senml(const uint8_t *bytes, size_t n, struct decode_out *o)
{
	struct cbor c = {bytes, bytes + n};
	struct head h;
	if (!read_head(&c, &h) || h.major != 4)
		return false;
	uint64_t i = 0;
	for (; h.indefinite ? !at_break(&c) : i < h.value; i++) {
		if (c.at == c.end || *c.at >> 5 != 5)
			return false;
		decode_out(o, "%s", i > 0 ? "\n" : "");
		if (!put_item(&c, 0, o))
			return false;
	}
	return i > 0 && c.at == c.end;
}
