/* Flash as a directory. Knows no file by name. */
#include "modem/sim/flash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct flash {
	char dir[PATH_MAX];
	bool temporary, full;
};

static bool make_dirs(char *path)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		int err = mkdir(path, 0700);
		*p = '/';
		if (err < 0 && errno != EEXIST)
			return false;
	}
	return true;
}

static bool join(const struct flash *f, const char *name, char *out, size_t size)
{
	int n = snprintf(out, size, "%s/%s", f->dir, name);
	return n > 0 && (size_t)n < size;
}

struct flash *flash_open(const char *dir)
{
	struct flash *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	const char *tmp = getenv("TMPDIR");
	f->temporary = !dir;
	if (dir)
		snprintf(f->dir, sizeof f->dir - 2, "%s", dir);
	else
		snprintf(f->dir, sizeof f->dir, "%s/qlw-sim-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	char with_slash[PATH_MAX];
	snprintf(with_slash, sizeof with_slash, "%.*s/", PATH_MAX - 2, f->dir);
	if (dir ? !make_dirs(with_slash) : !mkdtemp(f->dir)) {
		free(f);
		return NULL;
	}
	return f;
}

static void remove_tree(const char *path)
{
	DIR *d = opendir(path);
	if (!d) {
		unlink(path);
		return;
	}
	for (struct dirent *e; (e = readdir(d));) {
		char sub[PATH_MAX];
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (snprintf(sub, sizeof sub, "%s/%s", path, e->d_name) < (int)sizeof sub)
			remove_tree(sub);
	}
	closedir(d);
	rmdir(path);
}

void flash_close(struct flash *f)
{
	if (!f)
		return;
	if (f->temporary)
		remove_tree(f->dir);
	free(f);
}

bool flash_read(const struct flash *f, const char *name, struct text *out)
{
	char path[PATH_MAX], block[4096];
	if (!join(f, name, path, sizeof path))
		return false;
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;)
		text_add(out, block, n);
	bool good = !ferror(file);
	fclose(file);
	return good;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return fsync(fd) == 0;
}

bool flash_write(struct flash *f, const char *name, const void *bytes, size_t len)
{
	char path[PATH_MAX], fresh[PATH_MAX + 8];
	if (f->full || !join(f, name, path, sizeof path) || !make_dirs(path))
		return false;
	snprintf(fresh, sizeof fresh, "%s.new~", path);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool good = write_all(fd, bytes, len);
	if (close(fd) < 0 || !good || rename(fresh, path) < 0) {
		unlink(fresh);
		return false;
	}
	return true;
}

bool flash_remove(struct flash *f, const char *name)
{
	char path[PATH_MAX];
	return join(f, name, path, sizeof path) && unlink(path) == 0;
}

long long flash_size(const struct flash *f, const char *name)
{
	char path[PATH_MAX];
	struct stat st;
	if (!join(f, name, path, sizeof path) || stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return -1;
	return st.st_size;
}

bool flash_exists(const struct flash *f, const char *name)
{
	return flash_size(f, name) >= 0;
}

bool flash_path(const struct flash *f, const char *name, char *path, size_t max)
{
	return flash_exists(f, name) && join(f, name, path, max);
}

void flash_list(const struct flash *f, const char *folder,
	void (*tell)(void *ctx, const char *name, long long size), void *ctx)
{
	char path[PATH_MAX], name[PATH_MAX];
	struct dirent **entry;
	if (!join(f, folder, path, sizeof path))
		return;
	int n = scandir(path, &entry, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		long long size = -1;
		if (snprintf(name, sizeof name, "%s/%s", folder, entry[i]->d_name) <
			(int)sizeof name)
			size = flash_size(f, name);
		if (size >= 0 && !strstr(entry[i]->d_name, ".new~"))
			tell(ctx, entry[i]->d_name, size);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

void flash_fill(struct flash *f, bool full)
{
	f->full = full;
}
