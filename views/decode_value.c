/*
 * Readings of a value, by trying the strictest form first. CBOR is in decode_cbor.c. It must not
 * know where the bytes come from.
 */
#include "views/decode_value.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "views/decode_cbor.h"

/* --- output ----------------------------------------------------------------------------------- */

void decode_out(struct decode_out *o, const char *format, ...)
{
	va_list args;
	if (o->n + 1 >= o->size)
		return;
	va_start(args, format);
	const int n = vsnprintf(o->text + o->n, o->size - o->n, format, args);
	va_end(args);
	o->n = n < 0 ? o->n : (size_t)n < o->size - o->n ? o->n + (size_t)n : o->size - 1;
}

void decode_out_bytes(struct decode_out *o, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n && o->n + 1 < o->size; i++)
		o->text[o->n++] = bytes[i] ? (char)bytes[i] : ' ';
	if (o->size > 0)
		o->text[o->n] = '\0';
}

static bool printable(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b[i] < 0x20 || b[i] == 0x7f)
			return false;
	return n > 0;
}

/* --- TLV, LwM2M 1.0 6.4.3 --------------------------------------------------------------------- */

enum {
	TLV_DEPTH_MAX = 4
};

struct tlv {
	unsigned type; /* 0 object instance, 1 resource instance, 2 multiple resource, 3 resource */
	unsigned id;
	const uint8_t *value;
	size_t len, all;
};

static size_t big_endian(const uint8_t *b, size_t n)
{
	size_t value = 0;
	for (size_t i = 0; i < n; i++)
		value = value << 8 | b[i];
	return value;
}

static bool tlv_next(const uint8_t *b, size_t n, struct tlv *t)
{
	if (n < 2)
		return false;
	const size_t id_len = b[0] & 0x20 ? 2 : 1, len_len = b[0] >> 3 & 3;
	const size_t head = 1 + id_len + len_len;
	if (n < head)
		return false;
	t->type = b[0] >> 6;
	t->id = (unsigned)big_endian(b + 1, id_len);
	t->len = len_len ? big_endian(b + 1 + id_len, len_len) : b[0] & 7u;
	t->value = b + head;
	t->all = head + t->len;
	/* without a length field its bits are part of no other meaning; with one they must be 0 */
	return t->len <= n - head && (len_len == 0 || (b[0] & 7u) == 0);
}

static void tlv_value(const struct tlv *t, struct decode_out *o)
{
	if (printable(t->value, t->len) && t->len > 1) {
		decode_out(o, "\"");
		decode_out_bytes(o, t->value, t->len);
		decode_out(o, "\"");
	} else if (t->len == 1 || t->len == 2 || t->len == 4 || t->len == 8) {
		const uint64_t sign = (uint64_t)1 << (t->len * 8 - 1);
		const uint64_t raw = big_endian(t->value, t->len);
		decode_out(o, "%" PRId64, (int64_t)((raw ^ sign) - sign));
	} else {
		decode_out(o, "%zu B", t->len);
	}
}

/* Writes one line a resource; false when the bytes are no TLV through to the end. */
static bool tlv_list(const uint8_t *b, size_t n, int depth, struct decode_out *o)
{
	static const char *const names[] = {"instance", "  [", "resource", "resource"};
	struct tlv t;
	if (depth == TLV_DEPTH_MAX || n == 0)
		return false;
	for (; n > 0; b += t.all, n -= t.all) {
		if (!tlv_next(b, n, &t))
			return false;
		decode_out(o, "%s%s %u", o->n ? "\n" : "", names[t.type], t.id);
		if (t.type == 0 || t.type == 2) {
			if (t.len > 0 && !tlv_list(t.value, t.len, depth + 1, o))
				return false;
			continue;
		}
		decode_out(o, t.type == 1 ? "] = " : " = ");
		tlv_value(&t, o);
	}
	return true;
}

/* --- text ------------------------------------------------------------------------------------- */

static bool is_number(const uint8_t *b, size_t n)
{
	size_t i = n > 1 && (b[0] == '-' || b[0] == '+'), digits = 0, points = 0;
	for (; i < n; i++) {
		digits += b[i] >= '0' && b[i] <= '9';
		points += b[i] == '.';
	}
	return digits > 0 && points <= 1 && digits + points + (b[0] == '-' || b[0] == '+') == n;
}

/* One record of a SenML pack a line: a line break between } and {. */
static void split_json(const uint8_t *b, size_t n, struct decode_out *o)
{
	bool quoted = false;
	for (size_t i = 0; i < n; i++) {
		decode_out_bytes(o, b + i, 1);
		quoted ^= b[i] == '"' && (i == 0 || b[i - 1] != '\\');
		if (!quoted && b[i] == ',' && i > 0 && b[i - 1] == '}')
			decode_out(o, "\n");
	}
}

static const char *text_value(const uint8_t *b, size_t n, struct decode_out *o)
{
	if (is_number(b, n)) {
		decode_out_bytes(o, b, n);
		return "number";
	}
	if ((n == 4 && memcmp(b, "true", 4) == 0) || (n == 5 && memcmp(b, "false", 5) == 0)) {
		decode_out_bytes(o, b, n);
		return "boolean";
	}
	if (n > 3 && ((b[0] == '[' && b[n - 1] == ']') || (b[0] == '{' && b[n - 1] == '}'))) {
		split_json(b, n, o);
		return "SenML JSON";
	}
	return NULL;
}

const char *decode_value(const uint8_t *bytes, size_t n, char *out, size_t size)
{
	struct decode_out o = {out, size, 0};
	if (size > 0)
		out[0] = '\0';
	if (n == 0 || size == 0)
		return NULL;
	if (printable(bytes, n))
		return text_value(bytes, n, &o);
	if (decode_cbor_senml(bytes, n, &o))
		return "SenML CBOR";
	o.n = 0;
	if (bytes[0] >= 0x40 && tlv_list(bytes, n, 0, &o))
		return "TLV";
	o.n = 0;
	if (bytes[0] < 0x40 && n > 2 && tlv_list(bytes, n, 0, &o))
		return "TLV";
	out[0] = '\0';
	return NULL;
}
