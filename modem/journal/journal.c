/*
 * The journal's writing side: records become lines in a buffer, the buffer goes to the file in one
 * write, and where there is no file, or none any more, lines go to the ring.
 */
#include "modem/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modem/journal/journal_store.h"

#define JOURNAL_SCRATCH 16384 /* longest frame that is redacted without asking for memory */

/* --- lines
 * ---------------------------------------------------------------------------------------- */

/* Room for one line; journal_add says how long it became. */
static char *journal_room(struct journal *j, size_t n)
{
	if (j->ringing)
		return journal_ring_room(&j->ring, n);
	if (j->used + n > JOURNAL_TEXT_MAX)
		journal_flush(j);
	return j->ringing ? journal_ring_room(&j->ring, n) : j->buffer + j->used;
}

static void journal_add(struct journal *j, size_t n)
{
	if (j->ringing)
		journal_ring_add(&j->ring, n);
	else
		j->used += n;
	j->lines++;
}

static char *journal_put(char *to, const char *text, size_t n)
{
	memcpy(to, text, n);
	return to + n;
}

#define JOURNAL_PUT(to, literal) journal_put((to), "" literal, sizeof(literal) - 1)

/* {"t":"2026-01-31T12:00:00.000Z", with all but the milliseconds made once a second. */
static char *journal_line_begins(struct journal *j, char *to, int64_t wall_ms)
{
	static const char frame[] = "{\"t\":\"2026-01-31T12:00:00.000Z\",";
	int ms = (int)(wall_ms % 1000);
	char *p = j->prefix;

	j->last_ms = wall_ms;
	if (wall_ms / 1000 != j->second || !*p) {
		memcpy(p, frame, sizeof(frame) - 1);
		journal_stamp(p + 6, wall_ms);
		j->second = wall_ms / 1000;
	}
	if (ms >= 0) {
		p[26] = (char)('0' + ms / 100);
		p[27] = (char)('0' + ms / 10 % 10);
		p[28] = (char)('0' + ms % 10);
	}
	return journal_put(to, p, sizeof(frame) - 1);
}

static void journal_line_frame(struct journal *j, int64_t wall_ms, bool tx,
	enum journal_frame frame, const uint8_t *bytes, size_t len)
{
	char *begin = journal_room(j, len * JOURNAL_ESCAPE_MAX + JOURNAL_LINE_EXTRA), *to;
	const char *name = journal_frame_names[frame];

	to = journal_line_begins(j, begin, wall_ms);
	to = tx ? JOURNAL_PUT(to, "\"dir\":\"tx\",\"raw\":\"")
		: JOURNAL_PUT(to, "\"dir\":\"rx\",\"raw\":\"");
	to += journal_escape(to, bytes, len, false);
	if (frame != JOURNAL_FRAME_LINE) {
		to = JOURNAL_PUT(to, "\",\"kind\":\"");
		to = journal_put(to, name, strlen(name));
	}
	to = JOURNAL_PUT(to, "\"}\n");
	journal_add(j, (size_t)(to - begin));
}

/* mark: NULL, or the field that makes it a bookmark. */
static void journal_line_note(
	struct journal *j, int64_t wall_ms, const char *text, size_t len, const char *mark)
{
	char *begin = journal_room(j, len * JOURNAL_ESCAPE_MAX + JOURNAL_LINE_EXTRA), *to;

	to = journal_line_begins(j, begin, wall_ms);
	to = JOURNAL_PUT(to, "\"note\":\"");
	to += journal_escape(to, (const uint8_t *)text, len, true);
	if (mark)
		to = journal_put(to, mark, strlen(mark));
	to = JOURNAL_PUT(to, "\"}\n");
	journal_add(j, (size_t)(to - begin));
}

static void journal_line_header(struct journal *j, int64_t wall_ms)
{
	size_t len = strlen(j->port), before = strlen(j->before);
	char *begin = journal_room(j, (len + before) * JOURNAL_ESCAPE_MAX + JOURNAL_LINE_EXTRA),
	     *to;

	to = JOURNAL_PUT(begin, "{\"qlw_journal\":1,\"version\":\"" QLW_VERSION "\",\"t\":\"");
	journal_stamp(to, wall_ms);
	to = JOURNAL_PUT(to + JOURNAL_STAMP, "\",\"port\":\"");
	to += journal_escape(to, (const uint8_t *)j->port, len, true);
	if (before) {
		to = JOURNAL_PUT(to, "\",\"continues\":\"");
		to += journal_escape(to, (const uint8_t *)j->before, before, true);
	}
	to = JOURNAL_PUT(to, "\"}\n");
	journal_add(j, (size_t)(to - begin));
}

/* --- opening
 * -------------------------------------------------------------------------------------- */

static void journal_free(struct journal *j)
{
	journal_part_close(j);
	journal_ring_close(&j->ring);
	free(j->buffer);
	free(j->reader);
	free(j);
}

static struct journal *journal_new(size_t ring_bytes)
{
	struct journal *j = calloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->fd = -1;
	j->buffer = malloc(JOURNAL_TEXT_MAX);
	j->reader = malloc(sizeof(*j->reader));
	j->shown = UINT64_MAX;
	if (j->reader)
		j->reader->counted_to = j->reader->counted = 0;
	if (j->buffer && j->reader && journal_ring_open(&j->ring, ring_bytes))
		return j;
	journal_free(j);
	return NULL;
}

int journal_open(struct journal **out, const struct journal_options *options, int64_t wall_ms,
	struct qlw_diag *diag)
{
	struct journal *j = journal_new(options->ring_bytes);
	int err;

	*out = NULL;
	if (!j)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	err = options->path ? journal_part_open(j, options, diag) : 0;
	if (err) {
		journal_free(j);
		return err;
	}
	j->log_secrets = options->log_secrets;
	j->redact_tx.learn = &j->secrets;
	j->frame_max = (j->ring.segment_size - JOURNAL_LINE_EXTRA) / JOURNAL_ESCAPE_MAX;
	if (j->frame_max > JOURNAL_FRAME_MAX)
		j->frame_max = JOURNAL_FRAME_MAX;
	j->ringing = j->fd < 0;
	snprintf(j->port, sizeof(j->port), "%s", options->port ? options->port : "");
	j->last_ms = wall_ms;
	journal_line_header(j, wall_ms);
	*out = j;
	return 0;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	journal_flush(j);
	journal_free(j);
}

const char *journal_trouble(const struct journal *j)
{
	return j->trouble[0] ? j->trouble : NULL;
}

const char *journal_reason(const char *trouble)
{
	const char *reason = trouble;

	for (const char *p = trouble; (p = strstr(p, ": ")); p += 2)
		reason = p + 2;
	return reason;
}

const char *journal_path(const struct journal *j)
{
	return j->path;
}

/* --- writing
 * -------------------------------------------------------------------------------------- */

/* From here on records live in memory: first those that did not reach the file whole. */
static void journal_turn_to_ring(struct journal *j, size_t written, const char *why)
{
	size_t at = 0;

	snprintf(j->trouble, sizeof(j->trouble), "%s: %s", j->path, why);
	for (size_t next; at < j->used; at = next) {
		next = (size_t)((char *)memchr(j->buffer + at, '\n', j->used - at) - j->buffer) + 1;
		if (next > written)
			break;
	}
	j->stored += at;
	j->ringing = true;
	j->ring_from = j->stored;
	journal_ring_start(&j->ring, j->ring_from);
	while (at < j->used) {
		size_t n =
			(size_t)((char *)memchr(j->buffer + at, '\n', j->used - at) - j->buffer) +
			1 - at;

		memcpy(journal_ring_room(&j->ring, n), j->buffer + at, n);
		journal_ring_add(&j->ring, n);
		at += n;
	}
	j->used = 0;
}

/* A file that was deleted takes everything and keeps nothing. */
static bool journal_deleted(struct journal *j)
{
	struct stat st;

	if (j->second == j->checked_second)
		return false;
	j->checked_second = j->second;
	return !fstat(j->fd, &st) && st.st_nlink == 0;
}

void journal_flush(struct journal *j)
{
	size_t written = 0;
	const char *why = NULL;

	if (j->ringing || !j->used || j->fd < 0)
		return;
	if (journal_deleted(j))
		why = "the file has been deleted";
	while (!why && written < j->used) {
		ssize_t n = write(j->fd, j->buffer + written, j->used - written);

		if (n > 0)
			written += (size_t)n;
		else if (n == 0 || errno != EINTR)
			why = n ? strerror(errno) : "nothing could be written";
	}
	if (why) {
		journal_turn_to_ring(j, written, why);
		return;
	}
	j->stored += j->used;
	j->used = 0;
	if (journal_part_next(j))
		journal_line_header(j, j->last_ms);
}

static void journal_split(struct journal *j, int64_t wall_ms, bool tx, enum journal_frame frame,
	const uint8_t *bytes, size_t len)
{
	do {
		size_t n = len < j->frame_max ? len : j->frame_max;

		journal_line_frame(j, wall_ms, tx, frame, bytes, n);
		bytes += n;
		len -= n;
	} while (len);
}

static bool journal_holds(const char *text, size_t len, const char *part)
{
	size_t n = strlen(part);

	for (size_t i = 0; i + n <= len; i++)
		if (!strncasecmp(text + i, part, n))
			return true;
	return false;
}

/* A command, as AT+QFUPL="…/102_server.psk",40; false for data. */
static bool journal_command(struct journal *j, const char *text, size_t len)
{
	if (len < 2 || strncasecmp(text, "AT", 2) != 0 || text[len - 1] != '\r')
		return false;
	j->psk_file = journal_holds(text, len, "+QF") && journal_holds(text, len, ".psk");
	return true;
}

/* The content of a PSK file that has another form than the Note's: all of it is taken for secret. */
static size_t journal_hide_psk_file(struct journal *j, char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t n = strcspn(text + at, "\r\n");

		redact_learn(&j->secrets, text + at, n);
		at += n + 1;
	}
	memcpy(text, REDACT_MARK, sizeof(REDACT_MARK) - 1);
	return sizeof(REDACT_MARK) - 1;
}

static void journal_frame(struct journal *j, int64_t wall_ms, bool tx, enum journal_frame frame,
	const uint8_t *bytes, size_t len)
{
	struct redact_stream *s = tx ? &j->redact_tx : &j->redact_rx;
	char scratch[JOURNAL_SCRATCH], *text = scratch;
	size_t size = 4 * len + 64, was;
	bool data;

	if (j->log_secrets) {
		journal_split(j, wall_ms, tx, frame, bytes, len);
		return;
	}
	if (size > sizeof(scratch))
		text = malloc(size);
	if (!text) {
		journal_note(j, wall_ms, "out of memory: a frame is left out");
		return;
	}
	was = len;
	/* a command or a line begins anew after data, however these ended */
	if (tx ? journal_command(j, (const char *)bytes, len)
	       : j->was_data && frame <= JOURNAL_FRAME_ECHO)
		redact_break(s);
	j->was_data = tx ? j->was_data : frame == JOURNAL_FRAME_PAYLOAD;
	data = tx ? !journal_command(j, (const char *)bytes, len) : frame == JOURNAL_FRAME_PAYLOAD;
	len = redact_piece(s, (const char *)bytes, len, text, size);
	if (j->psk_file && data && len && len == was && !memcmp(text, bytes, len)) {
		text[len] = '\0';
		len = journal_hide_psk_file(j, text, len);
	}
	len = redact_known(&j->secrets, text, len);
	journal_split(j, wall_ms, tx, frame, (const uint8_t *)text, len);
	if (text != scratch)
		free(text);
}

void journal_tx(struct journal *j, int64_t wall_ms, const void *bytes, size_t len)
{
	journal_frame(j, wall_ms, true, JOURNAL_FRAME_LINE, bytes, len);
}

void journal_rx(
	struct journal *j, int64_t wall_ms, enum journal_frame frame, const void *bytes, size_t len)
{
	journal_frame(j, wall_ms, false, frame, bytes, len);
}

void journal_hide(struct journal *j, const char *value)
{
	redact_learn(&j->secrets, value, strlen(value));
}

/* Notes are short; a longer one is cut. */
static void journal_add_note(struct journal *j, int64_t wall_ms, const char *text, const char *mark)
{
	char scratch[JOURNAL_SCRATCH];
	size_t len = strlen(text), most = sizeof(scratch) / 4 - 16;

	if (most > j->frame_max)
		most = j->frame_max;
	if (len > most)
		len = most;
	if (!j->log_secrets) {
		len = redact_text(text, len, scratch, sizeof(scratch));
		len = redact_known(&j->secrets, scratch, len);
		text = scratch;
	}
	journal_line_note(j, wall_ms, text, len < most ? len : most, mark);
}

void journal_note(struct journal *j, int64_t wall_ms, const char *text)
{
	journal_add_note(j, wall_ms, text, NULL);
}

void journal_mark(struct journal *j, int64_t wall_ms, uint64_t place, const char *text)
{
	char mark[48];

	snprintf(mark, sizeof(mark), "\",\"%smark\":\"%llu", text ? "" : "un",
		(unsigned long long)place);
	journal_add_note(j, wall_ms, text ? text : "bookmark removed", mark);
	j->marks++;
}

uint64_t journal_marks(const struct journal *j)
{
	return j->marks;
}
