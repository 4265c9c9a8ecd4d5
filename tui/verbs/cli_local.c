/* Reading a file here, whatever it holds: its bytes are wiped when it is dropped. */
#include "tui/verbs/cli_local.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modem/files.h"
#include "tui/verbs/cli.h"

bool local_is_path(const char *text)
{
	return *text == '/' || !strncmp(text, "./", 2) || !strncmp(text, "../", 3) ||
	       !strncmp(text, "~/", 2);
}

bool local_expand(const char *path, char *out, size_t size)
{
	const char *home = getenv("HOME");
	const bool short_one = !strncmp(path, "~/", 2) && home;
	return (size_t)snprintf(out, size, "%s%s", short_one ? home : "", path + short_one) < size;
}

static int read_fd(int fd, struct local *l)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return errno;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	l->bytes = malloc(FILES_BYTES_MAX + 1);
	if (!l->bytes)
		return ENOMEM;
	for (ssize_t n = 1; n && l->len <= FILES_BYTES_MAX; l->len += (size_t)n) {
		n = read(fd, l->bytes + l->len, FILES_BYTES_MAX + 1 - l->len);
		if (n < 0)
			return errno;
	}
	return l->len > FILES_BYTES_MAX ? EFBIG : 0;
}

int local_read(const char *path, struct local *l)
{
	char full[LOCAL_PATH_MAX];
	*l = (struct local){.bytes = NULL};
	if (!local_expand(path, full, sizeof full))
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(ENAMETOOLONG));
	int fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int why = fd < 0 ? errno : read_fd(fd, l);
	if (fd >= 0)
		close(fd);
	return why ? cli_fail(CLI_FILE, "%s: %s", path, strerror(why)) : 0;
}

void local_drop(struct local *l)
{
	if (l->bytes)
		explicit_bzero(l->bytes, FILES_BYTES_MAX + 1);
	free(l->bytes);
	*l = (struct local){.bytes = NULL};
}
