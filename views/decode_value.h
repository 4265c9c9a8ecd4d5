/*
 * What received bytes may mean: number, boolean, TLV, SenML as JSON or CBOR. Pure. It is a reading,
 * not a fact: the bytes themselves are always shown beside it.
 */
#ifndef QLW_VIEWS_DECODE_VALUE_H
#define QLW_VIEWS_DECODE_VALUE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes a reading into out as lines ended by newlines (the last without), "" when the bytes mean
 * nothing known. Text of the sender is taken over as it is: draw it with the canvas only. Returns
 * the name of the form ("TLV", "SenML CBOR", "SenML JSON", "number", "boolean"), NULL if none.
 */
const char *decode_value(const uint8_t *bytes, size_t n, char *out, size_t size);

#endif
