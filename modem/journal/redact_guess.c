/* What merely looks like a key. Knows no command: for words that stand where no secret should. */
#include <string.h>

#include "modem/journal/redact.h"

enum {
	KEY_DIGITS_MIN = 16,
	NUMBER_DIGITS_MAX = 20, /* an ICCID; tokens are no longer */
};

const char *redact_key_like(const char *text, size_t *len)
{
	while (*text) {
		size_t digits = strspn(text, "0123456789");
		size_t n = strspn(text, "0123456789abcdefABCDEF");
		if (n >= KEY_DIGITS_MIN && (digits < n || n > NUMBER_DIGITS_MAX)) {
			*len = n;
			return text;
		}
		text += n ? n : 1;
	}
	return NULL;
}
