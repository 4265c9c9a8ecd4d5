/* Whether a text is a value of a row, and if not, why. Knows rows, no files; a secret value is
 * never repeated. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "profiles/file_priv.h"

/* What a value is refused with; out holds one line. */
struct verdict {
	char out[256];
};

/* The value as an error may repeat it. */
static const char *shown(const struct file_row *row, const char *text, char *out, size_t size)
{
	size_t n = strlen(text);
	if (row->secret)
		snprintf(out, size, "the value");
	else
		snprintf(out, size, "%.40s%s", n ? text : "an empty value", n > 40 ? "..." : "");
	return out;
}

#define REFUSE(v, ...) (snprintf((v)->out, sizeof(v)->out, __VA_ARGS__), false)

static const struct qlw_choice *choice_by_name(const struct file_row *row, const char *text)
{
	for (const struct qlw_choice *c = row->choices; c && c->name; c++)
		if (strcmp(c->name, text) == 0)
			return c;
	return NULL;
}

static const struct qlw_choice *choice_by_number(const struct file_row *row, int64_t number)
{
	for (const struct qlw_choice *c = row->choices; c && c->name; c++)
		if (c->number == number)
			return c;
	return NULL;
}

/* "0 no, 1 yes"; of words the names. */
static void list_choices(const struct file_row *row, char *out, size_t size)
{
	size_t n = 0;
	out[0] = '\0';
	for (const struct qlw_choice *c = row->choices; c->name && n < size; c++) {
		n += (size_t)snprintf(out + n, size - n, "%s", n ? ", " : "");
		if (n < size && row->type == FILE_TYPE_CHOICE)
			n += (size_t)snprintf(out + n, size - n, "%" PRId64 " ", c->number);
		if (n < size)
			n += (size_t)snprintf(out + n, size - n, "%s", c->name);
	}
}

static bool check_int(const struct file_row *row, const char *text, struct verdict *v)
{
	char show[64];
	int64_t n;
	bool numeric = qlw_number(text, &n);
	if (numeric && n >= row->min && n <= row->max)
		return true;
	return REFUSE(v, "%s is %s, allowed %" PRId64 "-%" PRId64 "%s%s",
		shown(row, text, show, sizeof show), numeric ? "out of range" : "no whole number",
		row->min, row->max, row->unit ? " " : "", row->unit ? row->unit : "");
}

static bool check_choice(const struct file_row *row, const char *text, struct verdict *v)
{
	char show[64], list[120];
	int64_t n;
	if (row->type == FILE_TYPE_WORD ? choice_by_name(row, text) != NULL
					: qlw_number(text, &n) && choice_by_number(row, n))
		return true;
	list_choices(row, list, sizeof list);
	return REFUSE(v, "%s is not allowed, choose one of %s", shown(row, text, show, sizeof show),
		list);
}

static bool check_bool(const struct file_row *row, const char *text, struct verdict *v)
{
	(void)row;
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return true;
	return REFUSE(v, "a Boolean is true or false");
}

static bool check_text(const struct file_row *row, const char *text, struct verdict *v)
{
	size_t n = strlen(text);
	if (n < (size_t)row->min || n > (size_t)row->max)
		return REFUSE(v, "%zu bytes is too %s, allowed %" PRId64 "-%" PRId64 " bytes", n,
			n > (size_t)row->max ? "long" : "short", row->min, row->max);
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return REFUSE(v, "a control character is not allowed");
	return true;
}

/* --- URIs ------------------------------------------------------------------------------------- */

static bool port_good(const char *text, size_t len)
{
	char digits[8];
	int64_t port;
	snprintf(digits, sizeof digits, "%.*s", (int)(len < 7 ? len : 7), text);
	return len < 6 && qlw_number(digits, &port) && port >= 1 && port <= 65535;
}

/* HOST, HOST:PORT, [IPv6]:PORT, and IPv6 without brackets as the Note prints it. */
static bool authority_good(const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len);
	if (len && *text == '[') {
		const char *end = memchr(text, ']', len);
		size_t rest = end ? len - (size_t)(end + 1 - text) : 0;
		return end > text + 1 &&
		       (rest == 0 || (end[1] == ':' && port_good(end + 2, rest - 1)));
	}
	if (!colon || memchr(colon + 1, ':', len - (size_t)(colon + 1 - text)))
		return len > 0;
	return colon > text && port_good(colon + 1, len - (size_t)(colon + 1 - text));
}

static bool check_uri(const struct file_row *row, const char *text, struct verdict *v)
{
	char show[64];
	size_t scheme = strncasecmp(text, "coap://", 7) == 0    ? 7
			: strncasecmp(text, "coaps://", 8) == 0 ? 8
								: 0;
	const char *host = text + scheme;
	if (!*text)
		return true; /* an account without URI: said elsewhere */
	if (!check_text(row, text, v))
		return false;
	if (!scheme || strpbrk(text, " \"") || !authority_good(host, strcspn(host, "/?#")))
		return REFUSE(v,
			"%s is no server, allowed is coap://HOST:PORT or coaps://HOST:PORT",
			shown(row, text, show, sizeof show));
	return true;
}

static bool check_binding(const struct file_row *row, const char *text, struct verdict *v)
{
	static const char letters[] = "UMHTSNQ";
	char show[64];
	size_t n = strlen(text);
	bool good = n && strspn(text, letters) == n && strcmp(text, "Q") != 0;
	for (const char *p = text; good && *p; p++)
		good = !strchr(p + 1, *p);
	if (good)
		return true;
	return REFUSE(v,
		"%s is no binding, allowed are U, UQ, S, SQ, US, UQS, N and in OMA 1.1 the "
		"letters of %s",
		shown(row, text, show, sizeof show), letters);
}

/* --- bytes ------------------------------------------------------------------------------------ */

static int base64_digit(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c ? strchr(digits, c) : NULL;
	return p ? (int)(p - digits) : -1;
}

long file_base64_decode(const char *text, size_t len, unsigned char *out, size_t size)
{
	size_t pad = 0, n = 0;
	unsigned bits = 0;
	while (pad < 2 && pad < len && text[len - 1 - pad] == '=')
		pad++;
	if (len % 4)
		return -1;
	for (size_t i = 0; i < len - pad; i++) {
		int digit = base64_digit(text[i]);
		if (digit < 0)
			return -1;
		bits = bits << 6 | (unsigned)digit;
		if (i % 4 && n < size && out)
			out[n] = (unsigned char)(bits >> (6 - 2 * (i % 4)));
		n += i % 4 != 0;
	}
	return (long)n;
}

void file_base64_encode(const unsigned char *bytes, size_t len, char *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < len; i += 3) {
		unsigned bits = (unsigned)bytes[i] << 16;
		bits |= i + 1 < len ? (unsigned)bytes[i + 1] << 8 : 0;
		bits |= i + 2 < len ? bytes[i + 2] : 0;
		*out++ = digits[bits >> 18];
		*out++ = digits[bits >> 12 & 63];
		*out++ = i + 1 < len ? digits[bits >> 6 & 63] : '=';
		*out++ = i + 2 < len ? digits[bits & 63] : '=';
	}
	*out = '\0';
}

static bool check_opaque(const struct file_row *row, const char *text, struct verdict *v)
{
	(void)row;
	if (file_base64_decode(text, strlen(text), NULL, 0) >= 0)
		return true;
	return REFUSE(v, "no Base64; text:... and hex:... are turned into it");
}

static bool check_hex(const struct file_row *row, const char *text, struct verdict *v)
{
	size_t n = strlen(text);
	if (strspn(text, "0123456789abcdefABCDEF") != n)
		return REFUSE(v, "allowed are hex digits (0-9, a-f) only");
	if (n % 2)
		return REFUSE(v, "%zu hex digits are no whole bytes, an even number is needed", n);
	if (n < (size_t)row->min || n > (size_t)row->max)
		return REFUSE(v, "%zu hex digits are too %s, allowed %" PRId64 "-%" PRId64, n,
			n > (size_t)row->max ? "many" : "few", row->min, row->max);
	return true;
}

/* Leading zeros are the Note's own: "10:03". */
static size_t id_digits(const char *text)
{
	size_t n = strspn(text, "0123456789");
	unsigned value = 0;
	for (size_t i = 0; i < n && i < 6; i++)
		value = value * 10 + (unsigned)(text[i] - '0');
	return n <= 5 && value <= 65535 ? n : 0;
}

static bool check_link(const struct file_row *row, const char *text, struct verdict *v)
{
	char show[64];
	size_t n = id_digits(text), m = n && text[n] == ':' ? id_digits(text + n + 1) : 0;
	if (m && !text[n + 1 + m])
		return true;
	return REFUSE(v, "%s is no link, allowed is OBJECT:INSTANCE, each 0-65535",
		shown(row, text, show, sizeof show));
}

static bool check_execute(const struct file_row *row, const char *text, struct verdict *v)
{
	(void)row;
	(void)text;
	return REFUSE(v, "can only be executed, it has no value");
}

/* --- all -------------------------------------------------------------------------------------- */

static bool (*const checks[])(const struct file_row *, const char *, struct verdict *) = {
	[FILE_TYPE_INT] = check_int,
	[FILE_TYPE_CHOICE] = check_choice,
	[FILE_TYPE_WORD] = check_choice,
	[FILE_TYPE_BOOL] = check_bool,
	[FILE_TYPE_TEXT] = check_text,
	[FILE_TYPE_URI] = check_uri,
	[FILE_TYPE_BINDING] = check_binding,
	[FILE_TYPE_OPAQUE] = check_opaque,
	[FILE_TYPE_HEX] = check_hex,
	[FILE_TYPE_LINK] = check_link,
	[FILE_TYPE_EXECUTE] = check_execute,
};

int file_value_check(const struct file_row *row, const char *text, struct qlw_diag *diag)
{
	struct verdict v;
	if (checks[row->type](row, text, &v))
		return 0;
	return qlw_diag_set(diag, QLW_EUSAGE, "%s: %s", row->name, v.out);
}

static const struct qlw_choice *choice_meant(const struct file_row *row, const char *text)
{
	for (const struct qlw_choice *c = row->choices; c && c->name; c++)
		if (strcasecmp(c->name, text) == 0)
			return c;
	return NULL;
}

static unsigned hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *p = c ? strchr(digits, c | 0x20) : NULL;
	return p ? (unsigned)(p - digits) : 0;
}

/* "text:…" or "hex:…" as Base64; false: it is neither, or no hex. */
static bool to_base64(const char *text, char *out, size_t size)
{
	unsigned char bytes[FILE_VALUE_MAX];
	size_t n = strlen(text);
	bool good = false;
	if (strncmp(text, "text:", 5) == 0 && n - 5 <= sizeof bytes) {
		memcpy(bytes, text + 5, n -= 5);
		good = true;
	} else if (strncmp(text, "hex:", 4) == 0 && n % 2 == 0 && (n - 4) / 2 <= sizeof bytes) {
		n = (n - 4) / 2;
		good = strspn(text + 4, "0123456789abcdefABCDEF") == 2 * n;
		for (size_t i = 0; i < n && good; i++)
			bytes[i] = (unsigned char)(hex_digit(text[4 + 2 * i]) << 4 |
						   hex_digit(text[5 + 2 * i]));
	}
	good = good && 4 * ((n + 2) / 3) + 1 <= size;
	if (good)
		file_base64_encode(bytes, n, out);
	explicit_bzero(bytes, sizeof bytes);
	return good;
}

void file_value_normal(const struct file_row *row, const char *text, char *out, size_t size)
{
	bool counts = row->type == FILE_TYPE_INT || row->type == FILE_TYPE_CHOICE;
	const struct qlw_choice *c = choice_meant(row, text);
	int64_t n;
	if (row->type == FILE_TYPE_OPAQUE && to_base64(text, out, size))
		return;
	if (counts && (qlw_number(text, &n) || c))
		snprintf(out, size, "%" PRId64, qlw_number(text, &n) ? n : c->number);
	else if (c)
		snprintf(out, size, "%s", c->name);
	else if (row->type == FILE_TYPE_BOOL && (strcmp(text, "0") == 0 || strcmp(text, "1") == 0))
		snprintf(out, size, "%s", *text == '1' ? "true" : "false");
	else
		snprintf(out, size, "%s", text);
}

/* --- what is allowed -------------------------------------------------------------------------- */

static void put_allowed(const struct file_row *row, char *out, size_t size)
{
	static const char *const words[] = {
		[FILE_TYPE_BOOL] = "true or false",
		[FILE_TYPE_URI] = "coap://HOST:PORT or coaps://HOST:PORT, at most 255 bytes",
		[FILE_TYPE_BINDING] = "U, UQ, S, SQ, US, UQS, N; in OMA 1.1 of the letters UMHTSNQ",
		[FILE_TYPE_OPAQUE] = "Base64, text:... or hex:...",
		[FILE_TYPE_LINK] = "OBJECT:INSTANCE, each 0-65535",
		[FILE_TYPE_EXECUTE] = "no value: it can only be executed",
	};
	switch (row->type) {
	case FILE_TYPE_INT:
		snprintf(out, size, "%" PRId64 "-%" PRId64 "%s%s", row->min, row->max,
			row->unit ? " " : "", row->unit ? row->unit : "");
		break;
	case FILE_TYPE_CHOICE:
	case FILE_TYPE_WORD:
		list_choices(row, out, size);
		break;
	case FILE_TYPE_TEXT:
		snprintf(out, size, "%s%" PRId64 " bytes", row->min ? "1-" : "at most ", row->max);
		break;
	case FILE_TYPE_HEX:
		snprintf(out, size, "%" PRId64 "-%" PRId64 " hex digits, an even number", row->min,
			row->max);
		break;
	case FILE_TYPE_BOOL:
	case FILE_TYPE_URI:
	case FILE_TYPE_BINDING:
	case FILE_TYPE_OPAQUE:
	case FILE_TYPE_LINK:
	case FILE_TYPE_EXECUTE:
		snprintf(out, size, "%s", words[row->type]);
		break;
	}
}

void file_row_allowed(const struct file_row *row, char *out, size_t size)
{
	put_allowed(row, out, size);
	const size_t n = strlen(out);
	if (row->fallback)
		snprintf(out + n, size - n, "; default %s", row->fallback);
}
