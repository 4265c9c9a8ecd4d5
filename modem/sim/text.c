/* A growing run of bytes. Knows nothing of what they mean. */
#include "modem/sim/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int text_grow(struct text *t, size_t len)
{
	if (t->cap - t->len >= len)
		return 0;
	size_t cap = t->cap ? t->cap : 256;
	while (cap - t->len < len)
		cap *= 2;
	char *bytes = realloc(t->bytes, cap);
	if (!bytes)
		return -1;
	t->bytes = bytes;
	t->cap = cap;
	return 0;
}

int text_add(struct text *t, const void *bytes, size_t len)
{
	if (!len)
		return 0;
	if (text_grow(t, len) < 0)
		return -1;
	memcpy(t->bytes + t->len, bytes, len);
	t->len += len;
	return 0;
}

int text_printf(struct text *t, const char *format, ...)
{
	va_list ap, again;
	va_start(ap, format);
	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	int err = -1;
	if (len >= 0 && text_grow(t, (size_t)len + 1) == 0) {
		vsnprintf(t->bytes + t->len, (size_t)len + 1, format, again);
		t->len += (size_t)len;
		err = 0;
	}
	va_end(again);
	return err;
}

const char *bytes_find(const char *bytes, size_t len, const char *string)
{
	size_t n = strlen(string);
	for (size_t i = 0; i + n <= len; i++)
		if (memcmp(bytes + i, string, n) == 0)
			return bytes + i;
	return NULL;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int hex_byte(const char *digits)
{
	int high = hex_digit(digits[0]);
	int low = high < 0 ? -1 : hex_digit(digits[1]);
	return low < 0 ? -1 : high * 16 + low;
}

void text_drop(struct text *t, size_t len)
{
	if (len >= t->len) {
		t->len = 0;
		return;
	}
	memmove(t->bytes, t->bytes + len, t->len - len);
	t->len -= len;
}

void text_clear(struct text *t)
{
	t->len = 0;
}

void text_free(struct text *t)
{
	free(t->bytes);
	*t = (struct text){0};
}
