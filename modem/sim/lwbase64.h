/* Base64 (RFC 4648), both alphabets; padding is optional on the way in. */
#ifndef QLW_SIM_LWBASE64_H
#define QLW_SIM_LWBASE64_H

#include "modem/sim/lwcodec.h"

void lw_base64_encode(const uint8_t *data, size_t len, bool url_safe, struct lw_buf *out);
bool lw_base64_decode(const char *text, size_t len, struct lw_buf *out);

#endif
