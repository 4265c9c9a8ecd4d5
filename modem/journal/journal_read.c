/*
 * The journal's reading side: records by their place, forward and back, from files, buffer or ring.
 * It changes nothing that is written.
 */
#include "modem/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modem/journal/journal_store.h"

#define READ_RECORD_BYTES 256     /* of text looked at for each record wanted */
#define READ_LEAST        16384   /* and at least so many */
#define READ_COUNT_MAX    4194304 /* bytes in which lines are counted; more is estimated */
#define READ_SAMPLE       32768   /* for an estimate */

/* --- text ------------------------------------------------------------------------------------- */

static uint64_t text_end(const struct journal *j)
{
	return j->ringing ? journal_ring_end(&j->ring) : j->stored + j->used;
}

uint64_t journal_first(const struct journal *j)
{
	uint64_t first = j->ringing ? journal_ring_first(&j->ring) : 0;

	/* what is in files stays readable until the ring has lost what followed it */
	return first > j->ring_from ? first : 0;
}

uint64_t journal_begin(const struct journal *j)
{
	uint64_t first = journal_first(j);

	return first > j->session ? first : j->session;
}

uint64_t journal_end(const struct journal *j)
{
	uint64_t end = text_end(j);

	return j->shown < end ? j->shown : end;
}

/* From one of the three, as far as it goes. */
static size_t text_some(const struct journal *j, uint64_t place, char *to, size_t n)
{
	if (j->ringing && place >= j->ring_from)
		return journal_ring_read(&j->ring, place, to, n);
	if (place < j->stored)
		return journal_part_read(j, place, to, n);
	place -= j->stored;
	if (j->ringing || place >= j->used)
		return 0;
	if (n > j->used - place)
		n = j->used - (size_t)place;
	memcpy(to, j->buffer + place, n);
	return n;
}

size_t journal_text(const struct journal *j, uint64_t place, char *to, size_t n)
{
	size_t have = 0, got;

	while (have < n && (got = text_some(j, place + have, to + have, n - have)))
		have += got;
	return have;
}

/* --- lines ------------------------------------------------------------------------------------ */

uint64_t journal_line_begin(const struct journal *j, uint64_t byte)
{
	char *text = j->reader->text;
	uint64_t first = journal_first(j);

	for (uint64_t to = byte; to > first;) {
		size_t n = to - first < READ_LEAST ? (size_t)(to - first) : READ_LEAST;
		size_t got = journal_text(j, to - n, text, n);

		for (size_t i = got; i-- > 0;)
			if (text[i] == '\n')
				return to - n + i + 1;
		to -= n;
	}
	return first;
}

/* Behind the end of the line that holds this byte. */
static uint64_t line_end(const struct journal *j, uint64_t byte)
{
	char *text = j->reader->text;
	size_t got;

	while ((got = journal_text(j, byte, text, READ_LEAST))) {
		const char *stop = memchr(text, '\n', got);

		if (stop)
			return byte + (uint64_t)(stop - text) + 1;
		byte += got;
	}
	return byte;
}

uint64_t journal_place(const struct journal *j, uint64_t byte)
{
	uint64_t end = journal_end(j), place;

	if (byte <= journal_first(j))
		return journal_first(j);
	if (byte >= end)
		return end;
	place = line_end(j, byte - 1);
	return place < end ? place : end;
}

/* --- records ---------------------------------------------------------------------------------- */

/* The lines of the reader's text, which stands at this place; a last one without its end counts when
 * nothing follows it. */
static size_t read_lines(const struct journal *j, uint64_t place, size_t len,
	struct journal_record *records, size_t max)
{
	struct journal_reader *r = j->reader;
	uint8_t *out = r->bytes;
	const bool last = place + len >= text_end(j);
	size_t n = 0;

	for (size_t at = 0; n < max && at < len; n++) {
		const char *stop = memchr(r->text + at, '\n', len - at);
		size_t line = stop ? (size_t)(stop - r->text) - at : len - at;

		if ((!stop && !last) || line > (size_t)(r->bytes + sizeof(r->bytes) - out))
			break;
		journal_decode(r->text + at, line, &records[n], out);
		records[n].place = place + at;
		at += line + (stop ? 1 : 0);
		records[n].next = place + at;
		out += line;
	}
	return n;
}

/* A line that is too long to be ours: its beginning is all of it that is shown. */
static size_t read_odd_line(
	const struct journal *j, uint64_t place, size_t len, struct journal_record *record)
{
	uint64_t next;

	journal_decode(j->reader->text, len, record, j->reader->bytes);
	next = line_end(j, place + len);
	record->place = place;
	record->next = next;
	return 1;
}

size_t journal_read(
	const struct journal *j, uint64_t from, struct journal_record *records, size_t max)
{
	uint64_t end = journal_end(j);
	size_t want = max < JOURNAL_TEXT_MAX / READ_RECORD_BYTES ? max * READ_RECORD_BYTES
								 : JOURNAL_TEXT_MAX;
	size_t n = 0, len = 0;

	if (!max || from < journal_first(j) || from >= end)
		return 0;
	if (want < READ_LEAST)
		want = READ_LEAST;
	for (; !n && want <= JOURNAL_TEXT_MAX; want = JOURNAL_TEXT_MAX) {
		if (want > end - from)
			want = (size_t)(end - from);
		len = journal_text(j, from, j->reader->text, want);
		n = read_lines(j, from, len, records, max);
		if (want == JOURNAL_TEXT_MAX || len < want || want == end - from)
			break;
	}
	return n || !len ? n : read_odd_line(j, from, len, records);
}

static const char *last_end(const char *text, size_t len)
{
	while (len-- > 0)
		if (text[len] == '\n')
			return text + len;
	return NULL;
}

/* The place in the reader's text, which ends at a record's end, that max records before it begin at;
 * len if not one is whole. `all`: the text begins with a record. */
static size_t back_in_text(const char *text, size_t len, size_t max, bool all)
{
	size_t at = len, begin = len;

	if (at && text[at - 1] == '\n')
		at--;
	while (max--) {
		const char *stop = last_end(text, at);

		if (!stop)
			return all ? 0 : begin;
		at = (size_t)(stop - text);
		begin = at + 1;
	}
	return begin;
}

size_t journal_read_back(
	const struct journal *j, uint64_t before, struct journal_record *records, size_t max)
{
	struct journal_reader *r = j->reader;
	uint64_t first = journal_first(j), end = journal_end(j);
	size_t want = max < JOURNAL_TEXT_MAX / READ_RECORD_BYTES ? max * READ_RECORD_BYTES
								 : JOURNAL_TEXT_MAX;

	before = before < end ? before : end;
	if (!max || before <= first)
		return 0;
	if (want < READ_LEAST)
		want = READ_LEAST;
	for (;;) {
		size_t n = want < before - first ? want : (size_t)(before - first);
		size_t len = journal_text(j, before - n, r->text, n);
		size_t at = back_in_text(r->text, len, max, n == before - first);

		if (at < len) {
			memmove(r->text, r->text + at, len - at);
			return read_lines(j, before - (len - at), len - at, records, max);
		}
		if (want == JOURNAL_TEXT_MAX || len < n)
			break;
		want = JOURNAL_TEXT_MAX;
	}
	return journal_read(j, journal_line_begin(j, before - 1), records, 1);
}

/* The first record in [*place, to) that has a time; false if none has. */
static bool next_time(
	const struct journal *j, uint64_t *place, uint64_t to, struct journal_record *r)
{
	while (*place < to && journal_read(j, *place, r, 1) == 1) {
		if (r->kind != JOURNAL_BROKEN)
			return true;
		*place = r->next;
	}
	return false;
}

uint64_t journal_at_time(const struct journal *j, int64_t wall_ms)
{
	uint64_t lo = journal_first(j), hi = journal_end(j);
	struct journal_record r;

	/* all before lo are earlier; the one at hi, if any, is not */
	while (lo < hi) {
		uint64_t half = lo + (hi - lo) / 2, mid = journal_place(j, half);

		if (mid >= hi)
			mid = lo;
		if (!next_time(j, &mid, hi, &r))
			hi = half; /* nothing with a time behind it */
		else if (r.wall_ms < wall_ms)
			lo = r.next;
		else
			hi = mid > half ? half : mid;
	}
	return journal_place(j, lo);
}

/* --- how many --------------------------------------------------------------------------------- */

static uint64_t lines_in(const struct journal *j, uint64_t from, uint64_t to)
{
	char *text = j->reader->text;
	uint64_t lines = 0;

	while (from < to) {
		size_t n = to - from < JOURNAL_TEXT_MAX ? (size_t)(to - from) : JOURNAL_TEXT_MAX;
		const char *at = text, *end = text + (n = journal_text(j, from, text, n));

		while ((at = memchr(at, '\n', (size_t)(end - at)))) {
			lines++;
			at++;
		}
		from += n;
		if (!n)
			break;
	}
	return lines;
}

/* Records before a place: counted if they are few, else reckoned from the length of some. */
static uint64_t lines_before(const struct journal *j, uint64_t to, bool *exact)
{
	struct journal_reader *r = j->reader;
	uint64_t from = journal_first(j), middle = from + (to - from) / 2;

	*exact = to - from <= READ_COUNT_MAX;
	if (r->counted_to != to || !to) {
		r->counted =
			lines_in(j, *exact ? from : middle, *exact ? to : middle + READ_SAMPLE);
		if (!*exact)
			r->counted = (r->counted ? r->counted : 1) * ((to - from) / READ_SAMPLE);
		r->counted_to = to;
	}
	return r->counted;
}

uint64_t journal_lines(const struct journal *j, bool *exact)
{
	*exact = true;
	if (j->shown != UINT64_MAX)
		return j->lines;
	if (j->read_only)
		return lines_before(j, journal_end(j), exact);
	if (journal_first(j) > j->session) /* in the ring: the oldest are gone */
		return lines_before(j, journal_end(j), exact);
	return j->lines + (j->session ? lines_before(j, j->session, exact) : 0);
}

/* --- existing files --------------------------------------------------------------------------- */

static struct journal *load_new(void)
{
	struct journal *j = calloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->fd = -1;
	j->read_only = true;
	j->shown = UINT64_MAX;
	j->reader = malloc(sizeof(*j->reader));
	if (j->reader) {
		j->reader->counted_to = j->reader->counted = 0;
		return j;
	}
	free(j);
	return NULL;
}

int journal_load_fd(struct journal **out, int fd, const char *path, struct qlw_diag *diag)
{
	struct journal *j = load_new();
	struct stat st;

	*out = j;
	if (!j) {
		close(fd);
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	}
	j->fd = fd;
	j->stored = fstat(fd, &st) ? 0 : (uint64_t)st.st_size;
	snprintf(j->path, sizeof(j->path), "%s", path);
	return 0;
}

int journal_load(struct journal **out, const char *path, struct qlw_diag *diag)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), err;
	struct stat st;

	*out = NULL;
	if (fd < 0)
		return qlw_diag_set(diag, QLW_EFILE, "%.200s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return qlw_diag_set(diag, QLW_EFILE, "%.200s: not a regular file", path);
	}
	err = journal_load_fd(out, fd, path, diag);
	if (!err)
		journal_part_chain(*out);
	return err;
}

struct journal *journal_again(const struct journal *j)
{
	struct journal *again = load_new();
	bool whole = again != NULL;

	if (!again)
		return NULL;
	again->foreign = j->foreign;
	again->begin = j->begin;
	again->stored = j->stored;
	memcpy(again->path, j->path, sizeof(again->path));
	again->fd = fcntl(j->fd, F_DUPFD_CLOEXEC, 0);
	whole = again->fd >= 0;
	for (; whole && again->parts < j->parts; again->parts++) {
		again->part[again->parts] = j->part[again->parts];
		again->part[again->parts].fd = fcntl(j->part[again->parts].fd, F_DUPFD_CLOEXEC, 0);
		if (again->part[again->parts].fd < 0) {
			whole = false;
			break;
		}
	}
	if (whole)
		return again;
	journal_close(again);
	return NULL;
}

bool journal_is_foreign(const struct journal *j)
{
	return j->foreign;
}

bool journal_is_recording(const struct journal *j)
{
	return j->shown != UINT64_MAX;
}

void journal_show_until(struct journal *j, uint64_t end, uint64_t lines)
{
	j->shown = end;
	j->lines = lines;
}
