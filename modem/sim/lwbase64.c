/* Base64. Pure. */
#include "modem/sim/lwbase64.h"

#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char letter(unsigned value, bool url_safe)
{
	char c = letters[value & 63];
	if (!url_safe)
		return c;
	return c == '+' ? '-' : c == '/' ? '_' : c;
}

void lw_base64_encode(const uint8_t *data, size_t len, bool url_safe, struct lw_buf *out)
{
	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		unsigned bits = (unsigned)data[i] << 16;
		bits |= n > 1 ? (unsigned)data[i + 1] << 8 : 0;
		bits |= n > 2 ? data[i + 2] : 0u;
		for (size_t k = 0; k < 4; k++) {
			if (k <= n)
				lw_buf_byte(out, (uint8_t)letter(bits >> (18 - 6 * k), url_safe));
			else if (!url_safe)
				lw_buf_byte(out, '=');
		}
	}
}

static int value_of(char c)
{
	if (c == '-')
		c = '+';
	if (c == '_')
		c = '/';
	const char *at = c ? strchr(letters, c) : NULL;
	return at ? (int)(at - letters) : -1;
}

bool lw_base64_decode(const char *text, size_t len, struct lw_buf *out)
{
	unsigned bits = 0, have = 0;
	while (len && text[len - 1] == '=')
		len--;
	for (size_t i = 0; i < len; i++) {
		int value = value_of(text[i]);
		if (value < 0)
			return false;
		bits = bits << 6 | (unsigned)value;
		have += 6;
		if (have >= 8) {
			have -= 8;
			lw_buf_byte(out, bits >> have & 255);
		}
	}
	return len % 4 != 1 && !out->full;
}
