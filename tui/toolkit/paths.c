/* The XDG base folders. See paths.h. */
#include "tui/toolkit/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *below(
	char *out, size_t size, const char *variable, const char *otherwise, const char *name)
{
	const char *base = getenv(variable), *home = getenv("HOME");
	const char *slash = *name ? "/" : "";
	int n = -1;
	if (base && *base == '/')
		n = snprintf(out, size, "%s/qlw%s%s", base, slash, name);
	else if (home && *home == '/')
		n = snprintf(out, size, "%s/%s/qlw%s%s", home, otherwise, slash, name);
	return n >= 0 && (size_t)n < size ? out : NULL;
}

const char *paths_state(char *out, size_t size, const char *name)
{
	return below(out, size, "XDG_STATE_HOME", ".local/state", name);
}

const char *paths_config(char *out, size_t size, const char *name)
{
	return below(out, size, "XDG_CONFIG_HOME", ".config", name);
}

void paths_make(const char *path)
{
	char part[512];
	for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		int n = snprintf(part, sizeof part, "%.*s", (int)(p - path), path);
		if (n > 0 && (size_t)n < sizeof part)
			mkdir(part, 0700);
	}
}

const char *paths_history(char *out, size_t size, const char *name)
{
	if (!paths_state(out, size, name))
		return NULL;
	paths_make(out);
	return out;
}
