/* Completion of file names. Reads folders, and nothing else. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tui/complete_priv.h"

static bool is_folder(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* What is hidden is offered to who asks for it. A name with a blank would be two words. */
static bool is_offered(const char *name, const char *typed)
{
	return !strncmp(name, typed, strlen(typed)) && (*name != '.' || *typed == '.') &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && !strchr(name, ' ');
}

static void offer_entry(
	struct candidates *c, const char *prefix, const char *folder, const char *name)
{
	char path[512], text[sizeof c->out->text];
	int n = snprintf(path, sizeof path, "%s%s", *folder ? folder : "./", name);
	if (n < 0 || (size_t)n >= sizeof path)
		return;
	n = snprintf(text, sizeof text, "%s%s%s", prefix, folder, name);
	if (n > 0 && (size_t)n + 2 < sizeof text)
		complete_offer(c, text, is_folder(path) ? "/" : " ", "");
}

void complete_files(struct candidates *c, const char *prefix)
{
	char folder[256] = "";
	const size_t skip = strlen(prefix);
	if (c->len < skip || strncmp(c->typed, prefix, skip) != 0)
		return;
	size_t n = c->len - skip;
	while (n > 0 && c->typed[skip + n - 1] != '/')
		n--;
	if (n >= sizeof folder)
		return;
	memcpy(folder, c->typed + skip, n);
	DIR *dir = opendir(*folder ? folder : ".");
	if (!dir)
		return;
	char name[256] = "";
	snprintf(name, sizeof name, "%.*s", (int)(c->len - skip - n), c->typed + skip + n);
	for (const struct dirent *e; (e = readdir(dir)) != NULL;)
		if (is_offered(e->d_name, name))
			offer_entry(c, prefix, folder, e->d_name);
	closedir(dir);
}
