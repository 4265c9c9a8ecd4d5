/* Between the decoders of decode.h only. */
#ifndef QLW_MODEM_DECODE_PRIV_H
#define QLW_MODEM_DECODE_PRIV_H

#include <stdint.h>

#include "modem/decode.h"

/* A row under construction. Values of the wrong kind, or too long, become hex or are cut. */
struct decode_value {
	char text[96];
};

struct decode_value decode_value_text(const void *data, size_t len); /* quoted, else hex */
struct decode_value decode_value_hex(const void *data, size_t len);
struct decode_value decode_value_number(double number);
struct decode_value decode_value_integer(int64_t number);
struct decode_value decode_value_bool(bool value);

/* Bytes of a TLV value or of a short opaque one: as text, number, or hex. */
struct decode_value decode_value_bytes(const uint8_t *data, size_t len);

/* name is UTF-8 text of any length, maybe with control characters, which are replaced */
void decode_add(struct decode *out, const char *name, const struct decode_value *value);

/* Big-endian. len 1, 2, 4 or 8 */
int64_t decode_integer(const uint8_t *data, size_t len);
double decode_float(const uint8_t *data, size_t len); /* len 4 or 8 */

/* Each takes all len bytes and adds its rows, or returns false; then the rows mean nothing. */
bool decode_tlv(const uint8_t *data, size_t len, struct decode *out);
bool decode_senml_cbor(const uint8_t *data, size_t len, struct decode *out);
bool decode_cbor(const uint8_t *data, size_t len, struct decode *out);
bool decode_json(const uint8_t *data, size_t len, struct decode *out);

#endif
