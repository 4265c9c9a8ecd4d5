/* Plain text and opaque: one value (LwM2M 1.0, 6.4.1 and 6.4.2). Knows no message and no server. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/coap_msg.h"
#include "modem/sim/lwcodec.h"

void lw_value_print(const struct lw_value *v, struct lw_buf *out)
{
	switch (v->type) {
	case LW_TYPE_FLOAT:
		lw_buf_print(out, "%.15g", v->real);
		break;
	case LW_TYPE_LINK:
		lw_buf_print(out, "%u:%u", (unsigned)(v->number >> 16 & 0xffff),
			(unsigned)(v->number & 0xffff));
		break;
	case LW_TYPE_INTEGER:
	case LW_TYPE_TIME:
	case LW_TYPE_BOOLEAN:
		lw_buf_print(out, "%lld", (long long)v->number);
		break;
	case LW_TYPE_STRING:
	case LW_TYPE_OPAQUE:
		lw_buf_add(out, v->data, v->len);
		break;
	case LW_TYPE_NONE:
		break;
	}
}

static bool scan_integer(const char *text, int64_t *out)
{
	char *end;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	*out = value;
	return *text && *text != ' ' && !*end && errno == 0;
}

static bool scan_link(const char *text, int64_t *out)
{
	char *end;
	unsigned long object = strtoul(text, &end, 10);
	if (end == text || *end != ':')
		return false;
	const char *rest = end + 1;
	unsigned long instance = strtoul(rest, &end, 10);
	*out = (int64_t)(object << 16 | instance);
	return end != rest && !*end && object <= LW_NO_ID && instance <= LW_NO_ID;
}

static bool scan_float(const char *text, double *out)
{
	char *end;
	*out = strtod(text, &end);
	return end != text && !*end && isfinite(*out);
}

bool lw_value_scan(const char *text, size_t len, struct lw_value *out)
{
	char copy[64];
	if (out->type == LW_TYPE_STRING || out->type == LW_TYPE_OPAQUE) {
		out->data = (const uint8_t *)text;
		out->len = len;
		return true;
	}
	if (len >= sizeof(copy) || memchr(text, 0, len))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (out->type == LW_TYPE_FLOAT)
		return scan_float(copy, &out->real);
	if (out->type == LW_TYPE_LINK)
		return scan_link(copy, &out->number);
	if (out->type == LW_TYPE_NONE || !scan_integer(copy, &out->number))
		return false;
	return out->type != LW_TYPE_BOOLEAN || out->number == 0 || out->number == 1;
}

/* The one value that the path names, or NULL. */
static const struct lw_value *single(const struct lw_tree *t, const struct lw_path *path)
{
	size_t first, n = lw_tree_range(t, path, &first);
	if (path->depth < 3 || n != 1)
		return NULL;
	if (path->depth == 3 && t->entry[first].path.id[3] != LW_NO_ID)
		return NULL;
	return &t->entry[first].value;
}

unsigned lw_text_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out)
{
	const struct lw_value *v = single(t, path);
	if (!v || v->type == LW_TYPE_OPAQUE)
		return COAP_CODE(4, 6);
	lw_value_print(v, out);
	return 0;
}

static unsigned store(const struct lw_path *path, const struct lw_value *v, struct lw_tree *into)
{
	unsigned part = path->depth == 4                           ? path->id[3]
			: lw_is_multiple(path->id[0], path->id[2]) ? 0
								   : LW_NO_ID;
	int full = lw_tree_set(into, path->id[0], path->id[1], path->id[2], part, v);
	return full < 0 ? COAP_CODE(4, 13) : 0;
}

unsigned lw_text_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into)
{
	struct lw_value v = {0};
	if (path->depth < 3)
		return COAP_CODE(4, 0);
	v.type = lw_type_of(path->id[0], path->id[2]);
	if (!lw_value_scan(len ? (const char *)body : "", len, &v))
		return COAP_CODE(4, 0);
	return store(path, &v, into);
}

unsigned lw_opaque_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out)
{
	const struct lw_value *v = single(t, path);
	if (!v || v->type != LW_TYPE_OPAQUE)
		return COAP_CODE(4, 6);
	lw_buf_add(out, v->data, v->len);
	return 0;
}

unsigned lw_opaque_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into)
{
	struct lw_value v = {.type = LW_TYPE_OPAQUE, .data = body, .len = len};
	if (path->depth < 3 || lw_type_of(path->id[0], path->id[2]) != LW_TYPE_OPAQUE)
		return COAP_CODE(4, 0);
	return store(path, &v, into);
}
