/*
 * Secrets known by value. It knows nothing of where they were found.
 */
#include "modem/journal/redact.h"

#include <string.h>

static size_t values_known(const struct redact_values *values)
{
	return values->count < REDACT_VALUES ? values->count : REDACT_VALUES;
}

void redact_learn(struct redact_values *values, const char *text, size_t len)
{
	size_t at = values->count % REDACT_VALUES;

	if (len < REDACT_VALUE_MIN || len > REDACT_VALUE_MAX ||
		!memcmp(text, REDACT_MARK, REDACT_VALUE_MIN))
		return;
	for (size_t i = 0; i < values_known(values); i++) {
		if (values->value[i].len == len && !memcmp(values->value[i].text, text, len))
			return;
	}
	memcpy(values->value[at].text, text, len);
	values->value[at].len = len;
	values->count++;
}

/* The next place of value in text, or NULL. */
static char *values_find(char *text, size_t len, const char *value, size_t n)
{
	char *end = text + len;

	while ((size_t)(end - text) >= n) {
		text = memchr(text, value[0], (size_t)(end - text) - n + 1);
		if (!text || !memcmp(text, value, n))
			return text;
		text++;
	}
	return NULL;
}

size_t redact_known(const struct redact_values *values, char *text, size_t len)
{
	const size_t mark = sizeof(REDACT_MARK) - 1;

	for (size_t i = 0; i < values_known(values); i++) {
		const size_t n = values->value[i].len;
		char *at = text;

		while ((at = values_find(
				at, len - (size_t)(at - text), values->value[i].text, n))) {
			memcpy(at, REDACT_MARK, mark);
			memmove(at + mark, at + n, len - (size_t)(at - text) - n);
			at += mark;
			len -= n - mark;
		}
	}
	return len;
}
