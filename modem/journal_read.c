/*
 * The journal's reading side: records by number, from file, buffer or ring. It changes nothing that
 * is written.
 */
#include "modem/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modem/journal_store.h"

#define READ_RECORD_BYTES 256   /* of file text looked at for each record wanted */
#define READ_LEAST        16384 /* and at least so many */

uint64_t journal_first(const struct journal *j)
{
	uint64_t first = j->ringing ? journal_ring_first(&j->ring) : 0;

	/* what is in the file stays readable until the ring has lost what followed it */
	return first > j->in_file ? first : 0;
}

uint64_t journal_end(const struct journal *j)
{
	return j->count - j->hidden;
}

/* Text of this session from offset on: from the file, or what has not been written yet. */
static size_t read_text(const struct journal *j, uint64_t offset, char *to, size_t n)
{
	if (offset < j->stored)
		return journal_part_read(j, offset, to, n);
	offset -= j->stored;
	if (offset >= j->used)
		return 0;
	if (n > j->used - offset)
		n = j->used - (size_t)offset;
	memcpy(to, j->buffer + offset, n);
	return n;
}

/* Skips lines in the file; returns the offset behind them, or UINT64_MAX at the end of the text. */
static uint64_t read_skip(const struct journal *j, uint64_t offset, uint64_t lines)
{
	char *text = j->reader->text;

	while (lines) {
		size_t n = read_text(j, offset, text, JOURNAL_TEXT_MAX / 4);
		const char *at = text, *end = text + n, *stop;

		if (!n)
			return UINT64_MAX;
		while (lines && (stop = memchr(at, '\n', (size_t)(end - at)))) {
			at = stop + 1;
			lines--;
		}
		offset += lines ? n : (size_t)(at - text);
	}
	return offset;
}

static uint64_t read_find(const struct journal *j, uint64_t record)
{
	struct journal_reader *r = j->reader;
	uint64_t near = record, offset = journal_index_find(&j->index, &near);

	if (r->record <= record && r->record > near) {
		near = r->record;
		offset = r->offset;
	}
	return read_skip(j, offset, record - near);
}

/* Whole lines of text into records; *used is how much of it they take. */
static size_t read_lines(struct journal_reader *r, const char *text, size_t len,
	struct journal_record *records, size_t max, size_t *used)
{
	uint8_t *out = r->bytes;
	size_t n = 0, at = 0;

	while (n < max && at < len) {
		const char *stop = memchr(text + at, '\n', len - at);
		size_t line = stop ? (size_t)(stop - text) - at : 0;

		if (!stop || line > (size_t)(r->bytes + sizeof(r->bytes) - out))
			break;
		journal_decode(text + at, line, &records[n++], out);
		out += line;
		at += line + 1;
	}
	*used = at;
	return n;
}

/* Text that ends without a line end: the cut-off last line of a file, or one too long to be ours.
 */
static size_t read_odd_line(
	const struct journal *j, uint64_t offset, size_t len, struct journal_record *record)
{
	struct journal_reader *r = j->reader;
	uint64_t next;

	journal_decode(r->text, len, record, r->bytes);
	next = read_skip(j, offset, 1);
	r->record++;
	r->offset = next == UINT64_MAX ? j->stored + j->used : next;
	return 1;
}

static size_t read_file(
	const struct journal *j, uint64_t from, struct journal_record *records, size_t max)
{
	struct journal_reader *r = j->reader;
	size_t want = max < JOURNAL_TEXT_MAX / READ_RECORD_BYTES ? max * READ_RECORD_BYTES
								 : JOURNAL_TEXT_MAX;
	uint64_t offset = read_find(j, from);
	size_t len, used, n;

	if (offset == UINT64_MAX)
		return 0;
	if (want < READ_LEAST)
		want = READ_LEAST;
	len = read_text(j, offset, r->text, want);
	n = read_lines(r, r->text, len, records, max, &used);
	if (!n && len == want && want < JOURNAL_TEXT_MAX) {
		len = read_text(j, offset, r->text, JOURNAL_TEXT_MAX);
		n = read_lines(r, r->text, len, records, max, &used);
	}
	r->record = from;
	if (!n && len)
		return read_odd_line(j, offset, len, records);
	r->record = from + n;
	r->offset = offset + used;
	return n;
}

size_t journal_read(
	const struct journal *j, uint64_t from, struct journal_record *records, size_t max)
{
	size_t len, used;
	const char *lines;

	if (!max || from < journal_first(j) || from >= journal_end(j))
		return 0;
	if (max > journal_end(j) - from)
		max = (size_t)(journal_end(j) - from);
	if (from < j->in_file)
		return read_file(j, from, records,
			max < j->in_file - from ? max : (size_t)(j->in_file - from));
	lines = journal_ring_lines(&j->ring, from, &len);
	return lines ? read_lines(j->reader, lines, len, records, max, &used) : 0;
}

/* --- existing files
 * ------------------------------------------------------------------------------- */

/* Numbers all lines; a last one without its end counts. */
static void load_index(struct journal *j)
{
	char *text = j->reader->text;
	uint64_t offset = 0;
	bool begins = true;
	size_t n;

	while ((n = read_text(j, offset, text, JOURNAL_TEXT_MAX))) {
		const char *at = text, *end = text + n, *stop;

		while (at < end) {
			if (begins)
				journal_index_add(
					&j->index, j->count++, offset + (uint64_t)(at - text));
			stop = memchr(at, '\n', (size_t)(end - at));
			begins = stop != NULL;
			at = stop ? stop + 1 : end;
		}
		offset += n;
	}
	j->in_file = j->count;
}

int journal_load_fd(struct journal **out, int fd, const char *path, struct qlw_diag *diag)
{
	struct journal *j = calloc(1, sizeof(*j));
	struct stat st;

	*out = NULL;
	if (!j) {
		close(fd);
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	}
	j->fd = fd;
	j->read_only = true;
	j->reader = calloc(1, sizeof(*j->reader));
	if (!j->reader || !journal_index_open(&j->index)) {
		journal_close(j);
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	}
	j->stored = fstat(fd, &st) ? 0 : (uint64_t)st.st_size;
	snprintf(j->path, sizeof(j->path), "%s", path);
	load_index(j);
	*out = j;
	return 0;
}

int journal_load(struct journal **out, const char *path, struct qlw_diag *diag)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	*out = NULL;
	if (fd < 0)
		return qlw_diag_set(diag, QLW_EFILE, "%.200s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return qlw_diag_set(diag, QLW_EFILE, "%.200s: not a regular file", path);
	}
	return journal_load_fd(out, fd, path, diag);
}

struct journal *journal_again(const struct journal *j)
{
	struct journal *again = calloc(1, sizeof(*again));
	int fd = again ? fcntl(j->fd, F_DUPFD_CLOEXEC, 0) : -1;

	if (!again || fd < 0) {
		free(again);
		return NULL;
	}
	again->fd = fd;
	again->read_only = true;
	again->foreign = j->foreign;
	again->reader = calloc(1, sizeof(*again->reader));
	if (!again->reader || !journal_index_open(&again->index)) {
		journal_close(again);
		return NULL;
	}
	memcpy(again->index.offsets, j->index.offsets, j->index.used * sizeof(*j->index.offsets));
	again->index.used = j->index.used;
	again->index.stride = j->index.stride;
	again->stored = j->stored;
	again->count = again->in_file = j->count;
	memcpy(again->path, j->path, sizeof(again->path));
	return again;
}

bool journal_is_foreign(const struct journal *j)
{
	return j->foreign;
}

void journal_show_until(struct journal *j, uint64_t end)
{
	j->hidden = end < j->count ? j->count - end : 0;
}
