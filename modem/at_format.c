/*
 * Building one command line, argument by argument, in a buffer of the caller's. Knows the syntax
 * only; which arguments a command takes is not its business.
 */
#include "modem/at.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put(struct at_builder *b, const char *text, size_t len)
{
	if (b->err)
		return;
	if (b->size == 0 || len > b->size - 1 - b->len) {
		b->err = QLW_ENOMEM;
		return;
	}
	memcpy(b->text + b->len, text, len);
	b->len += len;
}

static void separate(struct at_builder *b)
{
	if (b->any)
		put(b, ",", 1);
	b->any = true;
}

void at_begin(struct at_builder *b, char *text, size_t size, const char *command)
{
	*b = (struct at_builder){.text = text, .size = size};
	put(b, command, strlen(command));
}

void at_string(struct at_builder *b, const char *text)
{
	at_bytes(b, text, strlen(text));
}

void at_bytes(struct at_builder *b, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c == '"' || c < 0x20 || c == 0x7f) && !b->err)
			b->err = QLW_EUSAGE;
	}
	separate(b);
	put(b, "\"", 1);
	put(b, text, len);
	put(b, "\"", 1);
}

void at_number(struct at_builder *b, int64_t number)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%" PRId64, number);
	separate(b);
	put(b, digits, (size_t)n);
}

void at_skip(struct at_builder *b)
{
	separate(b);
}

int at_end(struct at_builder *b)
{
	if (b->size > 0)
		b->text[b->err ? 0 : b->len] = '\0';
	return b->size == 0 && !b->err ? QLW_ENOMEM : b->err;
}
