/*
 * Content formats: a part of the tree to bytes and back. Pure; types come from the definitions.
 *
 * An encoder appends what stands at and below path (markers left out). A decoder fills an empty
 * tree with what the body says about path and what lies below it. Both return 0 or the CoAP code
 * that refuses.
 */
#ifndef QLW_SIM_LWCODEC_H
#define QLW_SIM_LWCODEC_H

#include "modem/sim/lwtree.h"

#define LW_BODY_MAX (64u * 1024)

struct lw_buf {
	uint8_t *data;
	size_t len, cap;
	bool full; /* something did not fit */
};

void lw_buf_add(struct lw_buf *b, const void *data, size_t len);
void lw_buf_byte(struct lw_buf *b, unsigned byte);
void lw_buf_print(struct lw_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lw_buf_free(struct lw_buf *b);

/* Chosen by <format> number (also those of old servers); 4.06 / 4.15 when it is not ours. */
unsigned lw_encode(
	const struct lw_tree *t, const struct lw_path *path, int format, struct lw_buf *out);
unsigned lw_decode(const struct lw_path *path, int format, const uint8_t *body, size_t len,
	struct lw_tree *into);
/* TLV by default; text formats only where they fit. */
bool lw_format_known(int format);

/* One room each */
unsigned lw_tlv_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out);
unsigned lw_tlv_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into);
unsigned lw_text_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out);
unsigned lw_text_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into);
unsigned lw_opaque_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out);
unsigned lw_opaque_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into);
unsigned lw_json_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out);
unsigned lw_json_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into);
unsigned lw_senml_json_encode(
	const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out);
unsigned lw_senml_json_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into);
unsigned lw_senml_cbor_encode(
	const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out);
unsigned lw_senml_cbor_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into);
/* The paths that a Read-Composite lists (1.1, 6.3.8): how many; 0 when the body is no such list. */
size_t lw_senml_json_paths(const uint8_t *body, size_t len, struct lw_path *out, size_t max);
size_t lw_senml_cbor_paths(const uint8_t *body, size_t len, struct lw_path *out, size_t max);
unsigned lw_cbor_encode(const struct lw_tree *t, const struct lw_path *path, struct lw_buf *out);
unsigned lw_cbor_decode(
	const struct lw_path *path, const uint8_t *body, size_t len, struct lw_tree *into);

/* A value as text and back, as text/plain has it; false when it is none. type of out is given. */
void lw_value_print(const struct lw_value *v, struct lw_buf *out);
bool lw_value_scan(const char *text, size_t len, struct lw_value *out);
/* The type of a resource by definition; OPAQUE when it is unknown. */
enum lw_type lw_type_of(unsigned object, unsigned resource);
bool lw_is_multiple(unsigned object, unsigned resource);

#endif
