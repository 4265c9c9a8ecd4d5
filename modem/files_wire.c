/* Files as commands and answers name them: see files.h. Knows no order of commands. */
#include "modem/files.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/at.h"

#define STORAGE "EUFS:"
#define FOLDER  "/datatx/"

static bool good_part(const char *part, size_t len)
{
	return len && !(len == 1 && part[0] == '.') && !(len == 2 && !memcmp(part, "..", 2));
}

static bool good_path(const char *name)
{
	for (;;) {
		size_t n = strcspn(name, "/");
		if (!good_part(name, n))
			return false;
		if (!name[n])
			return true;
		name += n + 1;
	}
}

/* The first byte that no name may hold, or 0. */
static unsigned char bad_byte(const char *name)
{
	for (const unsigned char *p = (const unsigned char *)name; *p; p++)
		if (*p < 0x20 || *p > 0x7e || strchr("\"\\:*?", *p))
			return *p;
	return 0;
}

int files_name_check(const char *name, struct qlw_diag *diag)
{
	size_t len = strlen(name);
	unsigned char bad = bad_byte(name);
	if (!len || len > FILES_NAME_MAX)
		return qlw_diag_set(diag, QLW_EUSAGE, "a file's name is 1 to %d bytes, not %zu",
			FILES_NAME_MAX, len);
	if (bad)
		return qlw_diag_set(diag, QLW_EUSAGE, "a file's name cannot hold byte 0x%02x", bad);
	if (!good_path(name)) {
		qlw_diag_set(diag, QLW_EUSAGE, "%s: names are relative to /datatx", name);
		qlw_diag_hint(diag, "such as bootstrap.ini or ssl/100_server.psk");
		return QLW_EUSAGE;
	}
	return 0;
}

unsigned files_checksum(const void *bytes, size_t len)
{
	const uint8_t *b = bytes;
	unsigned sum = 0;
	for (size_t i = 0; i < len; i++)
		sum ^= (unsigned)b[i] << (i % 2 ? 0 : 8);
	return sum;
}

/* Takes prefix off, whatever its case. */
static void skip(const char **text, size_t *len, const char *prefix)
{
	size_t n = strlen(prefix);
	if (*len < n || strncasecmp(*text, prefix, n) != 0)
		return;
	*text += n;
	*len -= n;
}

bool files_parse_entry(const char *line, size_t len, struct files_entry *entry)
{
	struct at_line info;
	int64_t size;
	if (at_parse_info(line, len, &info) || !at_is(&info, "+QFLST") || info.count < 2 ||
		!at_arg_int(&info, 1, 0, INT32_MAX, &size))
		return false;
	const char *name = info.arg[0].text;
	size_t n = info.arg[0].len;
	skip(&name, &n, STORAGE);
	skip(&name, &n, FOLDER);
	snprintf(entry->name, sizeof entry->name, "%.*s", (int)n, name);
	entry->size = (size_t)size;
	return n && n < sizeof entry->name && name[0] != '/';
}

static bool parse_hex(const char *text, size_t len, unsigned *value)
{
	static const char digits[] = "0123456789abcdef";
	*value = 0;
	for (size_t i = 0; i < len; i++) {
		int c = text[i] >= 'A' && text[i] <= 'F' ? text[i] + ('a' - 'A') : text[i];
		const char *at = c ? strchr(digits, c) : NULL;
		if (!at)
			return false;
		*value = *value << 4 | (unsigned)(at - digits);
	}
	return len && len <= 8;
}

bool files_parse_sum(const char *line, size_t len, const char *name, size_t *size, unsigned *sum)
{
	struct at_line info;
	int64_t n;
	if (at_parse_info(line, len, &info) || !at_is(&info, name) || info.count != 2 ||
		!at_arg_int(&info, 0, 0, INT32_MAX, &n) ||
		!parse_hex(info.arg[1].text, info.arg[1].len, sum))
		return false;
	*size = (size_t)n;
	return true;
}

void files_format(char *out, size_t size, const char *command, const char *name, int64_t first,
	int64_t second)
{
	char path[sizeof STORAGE FOLDER + FILES_NAME_MAX];
	struct at_builder b;
	snprintf(path, sizeof path, STORAGE FOLDER "%s", name);
	at_begin(&b, out, size, command);
	at_string(&b, path);
	if (first >= 0)
		at_number(&b, first);
	if (second >= 0)
		at_number(&b, second);
	at_end(&b);
}
