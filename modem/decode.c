/*
 * Guessing what incoming bytes are: text first, then the formats of LwM2M, each of which must take
 * every byte. Holds what the decoders share; knows no resource and no display.
 */
#include "modem/decode_priv.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- UTF-8 ------------------------------------------------------------------------------------ */

/* Length of the character at p, 0 if there is no valid one; *code is its code point. */
static size_t next_char(const unsigned char *p, size_t len, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n == 0 || p[0] > 0xf4 || n > len)
		return 0;
	*code = n == 1 ? p[0] : p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (p[i] & 0x3fu);
	}
	if (*code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return n;
}

static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static bool is_utf8(const unsigned char *p, size_t len, bool layout)
{
	uint32_t code = 0;
	for (size_t n; len > 0; p += n, len -= n) {
		n = next_char(p, len, &code);
		bool allowed = layout && (code == '\t' || code == '\r' || code == '\n');
		if (n == 0 || (is_control(code) && !allowed))
			return false;
	}
	return true;
}

bool decode_is_text(const void *data, size_t len)
{
	return is_utf8(data, len, true);
}

/* Copies whole characters, with "..." where they do not fit. Returns what was written. */
static size_t copy_cut(char *out, size_t size, const unsigned char *p, size_t len)
{
	size_t n = 0;
	uint32_t code;
	while (n < len) {
		size_t step = next_char(p + n, len - n, &code);
		size_t needed = n + step == len ? 1 : 4; /* NUL, or dots and NUL */
		if (step == 0 || n + step + needed > size)
			break;
		memcpy(out + n, p + n, step);
		n += step;
	}
	size_t extra = n < len ? 3 : 0;
	memcpy(out + n, "...", extra);
	out[n + extra] = '\0';
	return n + extra;
}

/* --- values ----------------------------------------------------------------------------------- */

struct decode_value decode_value_text(const void *data, size_t len)
{
	struct decode_value v;
	if (!is_utf8(data, len, false))
		return decode_value_hex(data, len);
	v.text[0] = '"';
	size_t n = 1 + copy_cut(v.text + 1, sizeof v.text - 2, data, len);
	v.text[n] = '"';
	v.text[n + 1] = '\0';
	return v;
}

struct decode_value decode_value_hex(const void *data, size_t len)
{
	struct decode_value v;
	const uint8_t *p = data;
	size_t fit = (sizeof v.text - 4) / 2, n = 0;
	v.text[0] = '\0';
	for (size_t i = 0; i < len && i < fit; i++)
		n += (size_t)snprintf(v.text + n, sizeof v.text - n, "%02x", p[i]);
	if (len > fit)
		snprintf(v.text + n, sizeof v.text - n, "...");
	return v;
}

struct decode_value decode_value_number(double number)
{
	struct decode_value v;
	snprintf(v.text, sizeof v.text, "%.15g", number);
	return v;
}

struct decode_value decode_value_integer(int64_t number)
{
	struct decode_value v;
	snprintf(v.text, sizeof v.text, "%" PRId64, number);
	return v;
}

struct decode_value decode_value_bool(bool value)
{
	struct decode_value v;
	snprintf(v.text, sizeof v.text, "%s", value ? "true" : "false");
	return v;
}

int64_t decode_integer(const uint8_t *data, size_t len)
{
	uint64_t n = data[0] & 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < len; i++)
		n = n << 8 | data[i];
	int64_t number;
	memcpy(&number, &n, sizeof number);
	return number;
}

double decode_float(const uint8_t *data, size_t len)
{
	uint64_t bits = (uint64_t)decode_integer(data, len);
	uint32_t low = (uint32_t)bits;
	float single;
	double number;
	if (len == 4) {
		memcpy(&single, &low, sizeof single);
		return (double)single;
	}
	memcpy(&number, &bits, sizeof number);
	return number;
}

/* Reals that people send: neither tiny nor huge, as most integers are when read as a float. */
static bool is_likely_float(const uint8_t *data, size_t len)
{
	if (len != 4 && len != 8)
		return false;
	double size = fabs(decode_float(data, len));
	return size >= 1e-6 && size <= 1e12;
}

static bool is_number_size(size_t len)
{
	return len == 1 || len == 2 || len == 4 || len == 8;
}

struct decode_value decode_value_bytes(const uint8_t *data, size_t len)
{
	if (len == 1 && is_utf8(data, len, false)) {
		struct decode_value v;
		snprintf(v.text, sizeof v.text, "%d or \"%c\"", data[0], data[0]);
		return v;
	}
	if (len > 0 && is_utf8(data, len, false))
		return decode_value_text(data, len);
	if (is_likely_float(data, len))
		return decode_value_number(decode_float(data, len));
	if (is_number_size(len))
		return decode_value_integer(decode_integer(data, len));
	return decode_value_hex(data, len);
}

/* Control characters and what is no UTF-8 become '?'. */
static void clean(char *text)
{
	unsigned char *p = (unsigned char *)text;
	uint32_t code;
	for (size_t len = strlen(text), n; len > 0; p += n, len -= n) {
		n = next_char(p, len, &code);
		if (n == 0 || is_control(code)) {
			n = n == 0 ? 1 : n;
			memset(p, '?', n);
		}
	}
}

void decode_add(struct decode *out, const char *name, const struct decode_value *value)
{
	char copy[512];
	if (out->count == DECODE_ROWS_MAX) {
		out->more = true;
		return;
	}
	struct decode_row *row = &out->row[out->count++];
	snprintf(copy, sizeof copy, "%s", name);
	clean(copy);
	copy_cut(row->name, sizeof row->name, (const unsigned char *)copy, strlen(copy));
	memcpy(row->value, value->text, sizeof row->value);
}

/* --- the guess -------------------------------------------------------------------------------- */

/* [-+]digits[.digits][e[-+]digits], with blanks or a line end around it */
static bool is_decimal(const char *text)
{
	static const char digits[] = "0123456789";
	const char *p = text + strspn(text, " \t\r\n");
	p += *p == '-' || *p == '+';
	size_t whole = strspn(p, digits), part = 0;
	p += whole;
	if (*p == '.') {
		part = strspn(p + 1, digits);
		p += 1 + part;
	}
	if (whole + part == 0)
		return false;
	if (*p == 'e' || *p == 'E') {
		p += 1 + (p[1] == '-' || p[1] == '+');
		size_t exponent = strspn(p, digits);
		if (exponent == 0)
			return false;
		p += exponent;
	}
	return p[strspn(p, " \t\r\n")] == '\0';
}

static void guess_text(const uint8_t *data, size_t len, struct decode *out)
{
	char text[40];
	out->form = DECODE_TEXT;
	if (decode_json(data, len, out)) {
		out->form = DECODE_JSON;
		return;
	}
	out->count = 0;
	out->more = false;
	if (len == 0 || len >= sizeof text)
		return;
	memcpy(text, data, len);
	text[len] = '\0';
	struct decode_value value = decode_value_text(data, len);
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
		out->form = DECODE_BOOLEAN;
		value = decode_value_bool(text[0] == 't');
	} else if (is_decimal(text)) {
		out->form = DECODE_NUMBER;
		value = decode_value_number(strtod(text, NULL));
	} else {
		return;
	}
	decode_add(out, "value", &value);
}

/* Two, four or eight bytes may be a number as well as CBOR: both are shown. */
static bool guess_number(const uint8_t *data, size_t len, struct decode *out)
{
	if (!is_number_size(len))
		return false;
	if (!decode_cbor(data, len, out))
		out->count = 0;
	struct decode_value value = decode_value_integer(decode_integer(data, len));
	decode_add(out, "integer", &value);
	if (is_likely_float(data, len)) {
		value = decode_value_number(decode_float(data, len));
		decode_add(out, "float", &value);
	}
	return true;
}

void decode_payload(const void *data, size_t len, struct decode *out)
{
	static const struct {
		enum decode_form form;
		bool (*decode)(const uint8_t *data, size_t len, struct decode *out);
	} binary[] = {
		{DECODE_SENML, decode_senml_cbor},
		{DECODE_TLV, decode_tlv},
		{DECODE_NUMBER, guess_number},
		{DECODE_CBOR, decode_cbor},
	};
	memset(out, 0, sizeof *out);
	if (decode_is_text(data, len)) {
		guess_text(data, len, out);
		return;
	}
	for (size_t i = 0; i < sizeof binary / sizeof *binary; i++) {
		if (binary[i].decode(data, len, out)) {
			out->form = binary[i].form;
			return;
		}
		out->count = 0;
		out->more = false;
	}
}

const char *decode_form_name(enum decode_form form)
{
	static const char *const names[] = {
		[DECODE_NONE] = "binary",
		[DECODE_TEXT] = "text",
		[DECODE_NUMBER] = "number",
		[DECODE_BOOLEAN] = "boolean",
		[DECODE_TLV] = "TLV",
		[DECODE_JSON] = "SenML JSON",
		[DECODE_SENML] = "SenML CBOR",
		[DECODE_CBOR] = "CBOR",
	};
	return names[form];
}
