/*
 * Lines typed earlier, in a file. Knows nothing of readline or of what the lines mean.
 */
#include "tui/toolkit/histfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LINE_MAX_BYTES = 4096,
	FILE_MAX_BYTES = 8 * 1024 * 1024
};

/* A line without control bytes, not too long, not empty. */
static bool is_clean(const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			return false;
	return n > 0 && n < LINE_MAX_BYTES;
}

/* The file's last FILE_MAX_BYTES with a NUL after them; NULL with errno. */
static char *read_all(const char *path, size_t *n)
{
	FILE *f = fopen(path, "re");

	if (!f)
		return NULL;
	char *text = malloc(FILE_MAX_BYTES + 1);

	if (text && fseek(f, 0, SEEK_END) == 0 && ftell(f) > FILE_MAX_BYTES)
		fseek(f, -FILE_MAX_BYTES, SEEK_END);
	else
		rewind(f);
	*n = text ? fread(text, 1, FILE_MAX_BYTES, f) : 0;
	if (text)
		text[*n] = '\0';
	if (text && ferror(f)) {
		free(text);
		text = NULL;
	}
	fclose(f);
	return text;
}

/* Keeps the clean ones of the text's lines, at most max, the last; each NUL-terminated in place. */
static size_t split(char *text, size_t n, const char **lines, size_t max, size_t *seen)
{
	size_t kept = 0;
	char *end = text + n;

	*seen = 0;
	for (char *line = text; line < end; (*seen)++) {
		char *stop = memchr(line, '\n', (size_t)(end - line));
		char *next = stop ? stop + 1 : end;

		stop = stop ? stop : end;
		if (is_clean(line, (size_t)(stop - line))) {
			*stop = '\0';
			lines[kept++ % max] = line;
		}
		line = next;
	}
	return kept;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

static bool write_line(int fd, const char *line)
{
	char out[LINE_MAX_BYTES + 2];
	int n = snprintf(out, sizeof(out), "%s\n", line);

	return n > 0 && write_all(fd, out, (size_t)n);
}

/* Writes the lines to a file of its own and puts it in the place of path. */
static void rewrite(const char *path, const char **lines, size_t n)
{
	char temporary[4096];

	if ((size_t)snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >= sizeof(temporary))
		return;
	int fd = mkstemp(temporary); /* mode 0600 */
	bool good = fd >= 0;

	for (size_t i = 0; good && i < n; i++)
		good = write_line(fd, lines[i]);
	if (fd >= 0 && close(fd) != 0)
		good = false;
	if (fd >= 0 && (!good || rename(temporary, path) != 0))
		unlink(temporary);
}

/* Hands out the lines, oldest first; the ones to be kept move to the front of kept. */
static size_t hand_out(const char **ring, size_t total, size_t max, const char **kept,
	histfile_line_fn *fn, void *ctx)
{
	size_t n = total < max ? total : max, first = total < max ? 0 : total % max, keep = 0;

	for (size_t i = 0; i < n; i++) {
		const char *line = ring[(first + i) % max];

		if (fn(ctx, line))
			kept[keep++] = line;
	}
	return keep;
}

int histfile_load(
	const char *path, size_t max, histfile_line_fn *fn, void *ctx, struct qlw_diag *diag)
{
	size_t n = 0, seen;
	char *text = read_all(path, &n);

	if (!text && errno == ENOENT)
		return QLW_OK;
	if (!text)
		return qlw_diag_set(diag, QLW_EFILE, "cannot read %s: %s", path, strerror(errno));
	const char **lines = calloc(max * 2, sizeof(*lines));

	if (!lines) {
		free(text);
		return QLW_ENOMEM;
	}
	size_t clean = split(text, n, lines, max, &seen);
	size_t had = clean < max ? clean : max;
	size_t kept = hand_out(lines, clean, max, lines + max, fn, ctx);

	if (kept < had || clean < seen || seen > 2 * max)
		rewrite(path, lines + max, kept);
	free(lines);
	free(text);
	return QLW_OK;
}

int histfile_append(const char *path, const char *line)
{
	if (!is_clean(line, strlen(line)))
		return QLW_EUSAGE;
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return QLW_EFILE;
	/* one created by hand may be readable for others */
	bool good = fchmod(fd, 0600) == 0 && write_line(fd, line);

	return close(fd) == 0 && good ? QLW_OK : QLW_EFILE;
}
