/* Names, checksums and handles of the module's files. Knows no AT syntax. */
#include "modem/sim/files.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/sim/state.h"

static const struct {
	const char *prefix, *folder;
	bool eufs;
} storages[] = {
	{"EUFS:/datatx/", "datatx", true},
	{"EUFS:/ufs/", "ufs", true},
	{"EUFS:", "ufs", true},
	{"UFS:", "modem", false},
	{"", "modem", false},
};

/* One part of a path: something, made of printable bytes, that is neither "." nor "..". */
static bool good_part(const char *s, size_t len)
{
	if (!len || (len == 1 && *s == '.') || (len == 2 && s[0] == '.' && s[1] == '.'))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f || strchr(":\\\"", s[i]))
			return false;
	return bytes_find(s, len, ".new~") == NULL;
}

static bool good_name(const char *name, bool ssl)
{
	if (ssl && strncmp(name, "ssl/", 4) == 0)
		name += 4;
	return strlen(name) <= FILES_NAME && !strchr(name, '/') && good_part(name, strlen(name));
}

bool files_path(const char *name, bool ssl, char *path, size_t size, bool *eufs)
{
	size_t i = 0;
	while (strncasecmp(name, storages[i].prefix, strlen(storages[i].prefix)) != 0)
		i++;
	name += strlen(storages[i].prefix);
	*eufs = storages[i].eufs;
	if (!good_name(name, ssl && i == 0))
		return false;
	return snprintf(path, size, "%s/%s", storages[i].folder, name) < (int)size;
}

unsigned files_checksum(const void *bytes, size_t len)
{
	const unsigned char *b = bytes;
	unsigned sum = 0;
	for (size_t i = 0; i < len; i++)
		sum ^= i % 2 ? b[i] : (unsigned)b[i] << 8;
	return sum;
}

void files_close_all(struct module *m)
{
	memset(m->files.open, 0, sizeof m->files.open);
}
