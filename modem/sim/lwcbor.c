/*
 * CBOR (RFC 8949) for one value, and SenML CBOR (RFC 8428, LwM2M 1.1 7.4.5): as much of it as
 * servers send. Definite and indefinite containers; no tags but skipped ones. Pure.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "modem/sim/coap_msg.h"
#include "modem/sim/lwcodec.h"
#include "modem/sim/lwrecord.h"

enum major {
	MAJOR_UNSIGNED,
	MAJOR_NEGATIVE,
	MAJOR_BYTES,
	MAJOR_TEXT,
	MAJOR_ARRAY,
	MAJOR_MAP,
	MAJOR_TAG,
	MAJOR_SIMPLE,
};

/* SenML labels (RFC 8428, table 4); "vlo" has none */
enum label {
	LABEL_BASE_NAME = -2,
	LABEL_NAME = 0,
	LABEL_VALUE = 2,
	LABEL_TEXT = 3,
	LABEL_BOOLEAN = 4,
	LABEL_DATA = 8,
};

/* --- out --------------------------------------------------------------------------------- */

static void put_head(struct lw_buf *out, enum major major, uint64_t n)
{
	unsigned size = n < 24 ? 0 : n < 0x100 ? 1 : n < 0x10000 ? 2 : n <= UINT32_MAX ? 4 : 8;
	unsigned info = size == 0   ? (unsigned)n
			: size == 1 ? 24
			: size == 2 ? 25
			: size == 4 ? 26
				    : 27;
	lw_buf_byte(out, (unsigned)major << 5 | info);
	for (unsigned i = size; i > 0; i--)
		lw_buf_byte(out, (unsigned)(n >> (8 * (i - 1)) & 255));
}

static void put_integer(struct lw_buf *out, int64_t v)
{
	if (v < 0)
		put_head(out, MAJOR_NEGATIVE, (uint64_t)(-1 - v));
	else
		put_head(out, MAJOR_UNSIGNED, (uint64_t)v);
}

static void put_text(struct lw_buf *out, const void *text, size_t len)
{
	put_head(out, MAJOR_TEXT, len);
	lw_buf_add(out, text, len);
}

static void put_double(struct lw_buf *out, double v)
{
	uint64_t bits;
	memcpy(&bits, &v, sizeof(bits));
	lw_buf_byte(out, 0xfb);
	for (int shift = 56; shift >= 0; shift -= 8)
		lw_buf_byte(out, (unsigned)(bits >> shift & 255));
}

static void put_value(struct lw_buf *out, const struct lw_value *v)
{
	struct lw_buf link = {0};
	switch (v->type) {
	case LW_TYPE_INTEGER:
	case LW_TYPE_TIME:
		put_integer(out, v->number);
		break;
	case LW_TYPE_FLOAT:
		put_double(out, v->real);
		break;
	case LW_TYPE_BOOLEAN:
		lw_buf_byte(out, v->number ? 0xf5 : 0xf4);
		break;
	case LW_TYPE_STRING:
		put_text(out, v->data, v->len);
		break;
	case LW_TYPE_OPAQUE:
		put_head(out, MAJOR_BYTES, v->len);
		lw_buf_add(out, v->data, v->len);
		break;
	case LW_TYPE_LINK:
		lw_value_print(v, &link);
		put_text(out, link.data, link.len);
		lw_buf_free(&link);
		break;
	case LW_TYPE_NONE:
		break;
	}
}

static void put_label(struct lw_buf *out, enum lw_type type)
{
	if (type == LW_TYPE_LINK)
		put_text(out, "vlo", 3);
	else
		put_integer(out, type == LW_TYPE_STRING    ? LABEL_TEXT
				 : type == LW_TYPE_OPAQUE  ? LABEL_DATA
				 : type == LW_TYPE_BOOLEAN ? LABEL_BOOLEAN
							   : LABEL_VALUE);
}

unsigned lw_cbor_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out)
{
	size_t first, n = lw_tree_range(t, path, &first);
	if (path->depth < 3 || n != 1 ||
		(path->depth == 3 && t->entry[first].path.id[3] != LW_NO_ID))
		return COAP_CODE(4, 6);
	put_value(out, &t->entry[first].value);
	return 0;
}

unsigned lw_senml_cbor_encode(
	const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out)
{
	struct lw_record_walk walk;
	size_t count = 0;
	for (lw_record_begin(&walk, t, path); lw_record_next(&walk);)
		count++;
	put_head(out, MAJOR_ARRAY, count);
	lw_record_begin(&walk, t, path);
	while (lw_record_next(&walk)) {
		bool base = walk.index == 0, name = walk.name[0] != '\0';
		put_head(out, MAJOR_MAP, 1u + base + name);
		if (base) {
			put_integer(out, LABEL_BASE_NAME);
			put_text(out, walk.base, strlen(walk.base));
		}
		if (name) {
			put_integer(out, LABEL_NAME);
			put_text(out, walk.name, strlen(walk.name));
		}
		put_label(out, walk.value->type);
		put_value(out, walk.value);
	}
	return 0;
}

/* --- in ---------------------------------------------------------------------------------- */

struct cbor {
	const uint8_t *at, *end;
};

struct item {
	enum major major;
	uint64_t n;
	unsigned info;
	const uint8_t *data; /* of bytes and text */
};

static bool take_head(struct cbor *c, struct item *out)
{
	if (c->at >= c->end)
		return false;
	unsigned first = *c->at++;
	out->major = (enum major)(first >> 5);
	out->info = first & 31;
	out->n = out->info;
	if (out->info < 24 || out->info == 31)
		return true;
	if (out->info > 27)
		return false;
	size_t size = (size_t)1 << (out->info - 24);
	if ((size_t)(c->end - c->at) < size)
		return false;
	for (out->n = 0; size; size--)
		out->n = out->n << 8 | *c->at++;
	return true;
}

/* A scalar, or the head of a container; tags in front of it do not count. */
static bool take_item(struct cbor *c, struct item *out)
{
	do {
		if (!take_head(c, out))
			return false;
	} while (out->major == MAJOR_TAG);
	if (out->major != MAJOR_BYTES && out->major != MAJOR_TEXT)
		return true;
	if (out->info == 31 || out->n > (uint64_t)(c->end - c->at))
		return false;
	out->data = c->at;
	c->at += out->n;
	return true;
}

static bool is_break(const struct item *item)
{
	return item->major == MAJOR_SIMPLE && item->info == 31;
}

static double half_float(unsigned bits)
{
	int exponent = (int)(bits >> 10 & 31);
	double mantissa = bits & 1023, v;
	if (exponent == 0)
		v = ldexp(mantissa, -24);
	else if (exponent == 31)
		v = mantissa > 0 ? (double)NAN : (double)INFINITY;
	else
		v = ldexp(mantissa + 1024, exponent - 25);
	return bits & 0x8000 ? -v : v;
}

static bool float_of(const struct item *item, double *out)
{
	uint32_t bits = (uint32_t)item->n;
	float single;
	if (item->info == 25)
		*out = half_float((unsigned)item->n);
	else if (item->info == 26) {
		memcpy(&single, &bits, 4);
		*out = (double)single;
	} else if (item->info == 27)
		memcpy(out, &item->n, 8);
	else
		return false;
	return isfinite(*out);
}

/* What a value item says, as a record. */
static bool record_of(const struct item *item, struct lw_record *r)
{
	*r = (struct lw_record){.kind = LW_RECORD_NUMBER};
	if (item->major == MAJOR_UNSIGNED || item->major == MAJOR_NEGATIVE) {
		r->exact = true;
		r->integer =
			item->major == MAJOR_NEGATIVE ? -1 - (int64_t)item->n : (int64_t)item->n;
		return item->n <= INT64_MAX;
	}
	if (item->major == MAJOR_TEXT || item->major == MAJOR_BYTES) {
		r->kind = item->major == MAJOR_TEXT ? LW_RECORD_TEXT : LW_RECORD_BYTES;
		r->data = item->data;
		r->len = (size_t)item->n;
		return true;
	}
	if (item->major != MAJOR_SIMPLE)
		return false;
	if (item->info == 20 || item->info == 21) {
		r->kind = LW_RECORD_BOOLEAN;
		r->number = item->info == 21;
		return true;
	}
	return float_of(item, &r->number);
}

struct entry {
	char name[128], base[128];
	bool has_base, has_value;
	struct lw_record record;
};

static bool copy_text(char *out, size_t max, const struct item *item)
{
	if (item->major != MAJOR_TEXT || item->n >= max || memchr(item->data, 0, (size_t)item->n))
		return false;
	memcpy(out, item->data, (size_t)item->n);
	out[item->n] = '\0';
	return true;
}

static bool take_pair(struct cbor *c, const struct item *key, struct entry *e)
{
	struct item value;
	if (!take_item(c, &value) || value.major == MAJOR_ARRAY || value.major == MAJOR_MAP)
		return false;
	if (key->major == MAJOR_TEXT) {
		e->has_value = record_of(&value, &e->record);
		e->record.kind = LW_RECORD_LINK;
		return key->n == 3 && !memcmp(key->data, "vlo", 3) && value.major == MAJOR_TEXT;
	}
	int64_t label = key->major == MAJOR_NEGATIVE ? -1 - (int64_t)key->n : (int64_t)key->n;
	if (key->major != MAJOR_UNSIGNED && key->major != MAJOR_NEGATIVE)
		return false;
	if (label == LABEL_BASE_NAME)
		return e->has_base = copy_text(e->base, sizeof(e->base), &value);
	if (label == LABEL_NAME)
		return copy_text(e->name, sizeof(e->name), &value);
	if (label == LABEL_VALUE || label == LABEL_TEXT || label == LABEL_BOOLEAN ||
		label == LABEL_DATA)
		return e->has_value = record_of(&value, &e->record);
	return true; /* times and units are of no use here */
}

static bool take_entry(struct cbor *c, const struct item *map, struct entry *e)
{
	struct item key;
	memset(e, 0, sizeof(*e));
	for (uint64_t i = 0; map->info == 31 || i < map->n; i++) {
		if (!take_item(c, &key))
			return false;
		if (map->info == 31 && is_break(&key))
			return true;
		if (!take_pair(c, &key, e))
			return false;
	}
	return true;
}

struct entries {
	struct cbor cbor;
	struct item list;
	uint64_t taken;
	struct lw_record_read read;
};

static bool entries_begin(struct entries *s, const struct lw_path *path, const uint8_t *body,
	size_t len, struct lw_tree *into)
{
	*s = (struct entries){.cbor = {body, body + len}};
	lw_record_read_begin(&s->read, path, into);
	return take_item(&s->cbor, &s->list) && s->list.major == MAJOR_ARRAY;
}

enum next {
	NEXT_ENTRY,
	NEXT_END,
	NEXT_BAD,
};

static enum next entries_next(struct entries *s, struct entry *e)
{
	struct item map;
	bool open = s->list.info == 31;
	bool end = !open && s->taken++ >= s->list.n;
	if (!end && !take_item(&s->cbor, &map))
		return NEXT_BAD;
	if (end || (open && is_break(&map)))
		return s->cbor.at == s->cbor.end ? NEXT_END : NEXT_BAD;
	if (map.major != MAJOR_MAP || !take_entry(&s->cbor, &map, e))
		return NEXT_BAD;
	if (e->has_base)
		lw_record_base(&s->read, e->base);
	return NEXT_ENTRY;
}

unsigned lw_senml_cbor_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into)
{
	struct entries s;
	struct entry e;
	enum next next = NEXT_BAD;
	if (!entries_begin(&s, path, body, len, into))
		return COAP_CODE(4, 0);
	while ((next = entries_next(&s, &e)) == NEXT_ENTRY) {
		unsigned refused =
			e.has_value ? lw_record_take(&s.read, e.name, &e.record) : COAP_CODE(4, 0);
		if (refused)
			return refused;
	}
	return next == NEXT_END ? 0 : COAP_CODE(4, 0);
}

size_t lw_senml_cbor_paths(const uint8_t *body, size_t len, struct lw_path *out, size_t max)
{
	const struct lw_path root = {0};
	struct entries s;
	struct entry e;
	enum next next = NEXT_BAD;
	size_t n = 0;
	if (!entries_begin(&s, &root, body, len, NULL))
		return 0;
	while ((next = entries_next(&s, &e)) == NEXT_ENTRY)
		if (n == max || !lw_record_path(&s.read, e.name, &out[n++]))
			return 0;
	return next == NEXT_END ? n : 0;
}

unsigned lw_cbor_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into)
{
	struct cbor c = {body, body + len};
	struct item item;
	struct lw_record r;
	struct lw_record_read read;
	if (path->depth < 3 || !take_item(&c, &item) || c.at != c.end || !record_of(&item, &r))
		return COAP_CODE(4, 0);
	if (lw_type_of(path->id[0], path->id[2]) == LW_TYPE_LINK && r.kind == LW_RECORD_TEXT)
		r.kind = LW_RECORD_LINK;
	lw_record_read_begin(&read, path, into);
	return lw_record_take(&read, "", &r);
}
