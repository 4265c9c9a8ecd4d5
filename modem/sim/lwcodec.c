/* Content formats: the table of them, and the growing buffer they write to. */
#include "modem/sim/lwcodec.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/coap_msg.h"
#include "modem/sim/lwdefs.h"

void lw_buf_add(struct lw_buf *b, const void *data, size_t len)
{
	if (b->full || b->len + len > LW_BODY_MAX) {
		b->full = true;
		return;
	}
	if (b->len + len > b->cap) {
		size_t cap = (b->len + len) * 2 + 64;
		uint8_t *grown = realloc(b->data, cap);
		if (!grown) {
			b->full = true;
			return;
		}
		b->data = grown;
		b->cap = cap;
	}
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
}

void lw_buf_byte(struct lw_buf *b, unsigned byte)
{
	uint8_t value = (uint8_t)byte;
	lw_buf_add(b, &value, 1);
}

void lw_buf_print(struct lw_buf *b, const char *format, ...)
{
	char text[512];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(text))
		b->full = true;
	else
		lw_buf_add(b, text, (size_t)n);
}

void lw_buf_free(struct lw_buf *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

enum lw_type lw_type_of(unsigned object, unsigned resource)
{
	const struct lw_resource_def *def = lw_resource_find(object, resource);
	return def ? def->type : LW_TYPE_OPAQUE;
}

bool lw_is_multiple(unsigned object, unsigned resource)
{
	const struct lw_resource_def *def = lw_resource_find(object, resource);
	return def && def->multiple;
}

struct codec {
	int format;
	unsigned (*encode)(const struct lw_tree *, const struct lw_path *, struct lw_buf *);
	unsigned (*decode)(const struct lw_path *, const uint8_t *, size_t, struct lw_tree *);
};

/* 1541 to 1543 are the numbers that servers used before OMA had registered its own */
static const struct codec codecs[] = {
	{COAP_FORMAT_TLV, lw_tlv_encode, lw_tlv_decode},
	{1542, lw_tlv_encode, lw_tlv_decode},
	{COAP_FORMAT_TEXT, lw_text_encode, lw_text_decode},
	{1541, lw_text_encode, lw_text_decode},
	{COAP_FORMAT_OPAQUE, lw_opaque_encode, lw_opaque_decode},
	{COAP_FORMAT_JSON, lw_json_encode, lw_json_decode},
	{1543, lw_json_encode, lw_json_decode},
	{COAP_FORMAT_SENML_JSON, lw_senml_json_encode, lw_senml_json_decode},
	{COAP_FORMAT_SENML_CBOR, lw_senml_cbor_encode, lw_senml_cbor_decode},
	{COAP_FORMAT_CBOR, lw_cbor_encode, lw_cbor_decode},
};

static const struct codec *codec_find(int format)
{
	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
		if (codecs[i].format == format)
			return &codecs[i];
	return NULL;
}

bool lw_format_known(int format)
{
	return codec_find(format) != NULL;
}

unsigned lw_encode(
	const struct lw_tree *t, const struct lw_path *path, int format, struct lw_buf *out)
{
	const struct codec *c = codec_find(format);
	unsigned refused = c ? c->encode(t, path, out) : COAP_CODE(4, 6);
	return !refused && out->full ? COAP_CODE(5, 0) : refused;
}

unsigned lw_decode(const struct lw_path *path, int format, const uint8_t *body, size_t len,
	struct lw_tree *into)
{
	static const uint8_t nothing;
	const struct codec *c = codec_find(format);
	if (!body)
		body = &nothing; /* an empty body has an address all the same */
	return c ? c->decode(path, body, len, into) : COAP_CODE(4, 15);
}
