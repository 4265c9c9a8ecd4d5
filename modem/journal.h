/*
 * The journal: everything that went over the wire and what the user did, as JSON Lines,
 * append-only.
 *
 *   {"qlw_journal":1,"version":"0.1.0","t":"2026-01-31T12:00:00.000Z","port":"/dev/ttyUSB2"}
 *   {"t":"…","dir":"tx","raw":"AT+QLWSVC=\"reg\"\r"}
 *   {"t":"…","dir":"rx","raw":"AT+QLWSVC=\"reg\"\r","kind":"echo"}
 *   {"t":"…","dir":"rx","raw":"\r\n"}
 *   {"t":"…","note":"apply verizon-staging"}
 *
 * "raw" holds the exact bytes of one frame; those above 0x7f stand as \u0080-\u00ff. Concatenated,
 * the rx frames are the byte stream as received. A frame of more than 32 KiB is stored as several
 * records of its kind. "kind" is left out for a plain line. Secrets are replaced (redact.h) before
 * anything reaches this module's buffers.
 *
 * A file that has 64 MiB is followed by the next one, NAME.2.jsonl, which begins with a header of its
 * own; readers of this object see one journal.
 *
 * The same object is the scroll-back: records are numbered from 0, the header of this session (what
 * the file held before is not part of it), and read back from the file through a sparse index, so
 * history has no end and costs no memory. Without a file (--no-journal), or when the disk fails, a
 * bounded ring in memory takes its place and the oldest records go.
 */
#ifndef QLW_MODEM_JOURNAL_H
#define QLW_MODEM_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/err.h"

#define JOURNAL_BYTES_MAX 262144 /* of one record */

enum journal_kind {
	JOURNAL_HEADER, /* first line of a session: text is the port */
	JOURNAL_TX,     /* one command line or data block sent */
	JOURNAL_RX,     /* one frame received */
	JOURNAL_NOTE,   /* what the user did, or what became of the link */
	JOURNAL_BROKEN, /* a line that is no record (cut off, or damaged) */
};

/* How a received frame was cut from the stream; "kind" in the file. */
enum journal_frame {
	JOURNAL_FRAME_LINE,
	JOURNAL_FRAME_ECHO,
	JOURNAL_FRAME_PAYLOAD,
	JOURNAL_FRAME_PROMPT,
	JOURNAL_FRAME_OVERLONG,
	JOURNAL_FRAME_NOISE,
};

struct journal_record {
	enum journal_kind kind;
	enum journal_frame frame; /* of JOURNAL_RX */
	int64_t wall_ms;          /* UTC, Unix epoch */
	const uint8_t *bytes;     /* exact bytes, or the note's UTF-8 text; not terminated */
	size_t len;
};

struct journal;

struct journal_options {
	const char *path; /* file to append to; NULL: memory only */
	bool numbered; /* if another program writes to path: try NAME.2.jsonl, NAME.3.jsonl … */
	const char *port;    /* for the header */
	size_t ring_bytes;   /* bound of the memory-only form; 0 means 4 MiB */
	uint64_t part_bytes; /* a file of this size is followed by NAME.2.jsonl …; 0 means 64 MiB */
	bool log_secrets;    /* --log-secrets: store everything as it was */
};

/* Opens for appending (creating directories of mode 0700 and the file as 0600) and writes the
 * header. QLW_EFILE with a diag when that fails; the caller may then open one without a path. */
int journal_open(struct journal **out, const struct journal_options *options, int64_t wall_ms,
	struct qlw_diag *diag);
void journal_close(struct journal *j); /* flushes; NULL is allowed */

/* The default place: $XDG_STATE_HOME/qlw/journals/<port>-<date>.jsonl, to be opened "numbered".
 * Returns 0 or QLW_EUSAGE. */
int journal_default_path(char *path, size_t size, const char *port, int64_t wall_ms);

/* The journals there, latest first: at most max; returns how many exist, or QLW_EFILE. */
struct journal_file {
	char path[512];
	char port[64];       /* from the header, "" when it has none */
	int64_t begin_ms;    /* time of the header, 0 when unknown */
	int64_t modified_ms; /* last write */
	uint64_t bytes;
};
int journal_list(struct journal_file *files, size_t max);

/* Appends; buffered until journal_flush. Redacts first. Never fails: see journal_trouble. */
void journal_tx(struct journal *j, int64_t wall_ms, const void *bytes, size_t len);
void journal_rx(struct journal *j, int64_t wall_ms, enum journal_frame frame, const void *bytes,
	size_t len);
void journal_note(struct journal *j, int64_t wall_ms, const char *text);

/* A secret that no command shows to be one, such as a profile's input: hidden from here on,
 * wherever it stands, if it has 8 bytes or more. Keys and passwords in commands are found without
 * this. */
void journal_hide(struct journal *j, const char *value);

/* Writes what is buffered, in one write. Call before drawing and before sleeping: what a screen has
 * shown is then in the file. */
void journal_flush(struct journal *j);

/* NULL, or why the file is no longer written ("/x/y.jsonl: No space left on device"). What was
 * written before stays as it is; the console goes on with the memory ring. */
const char *journal_trouble(const struct journal *j);
const char *journal_path(const struct journal *j); /* "" when in memory */

/* Read side: what views use. Record numbers are [journal_first, journal_end). */
uint64_t journal_first(const struct journal *j);
uint64_t journal_end(const struct journal *j);

/* Reads records from `from` on into at most max entries of records; their bytes live in an internal
 * buffer until the next call of journal_read. Returns how many were read (0 at the end). Unflushed
 * records are readable too. At most 256 KiB of text are read a call, so fewer than max may come. */
size_t journal_read(
	const struct journal *j, uint64_t from, struct journal_record *records, size_t max);

/* An existing file, for reading only. Lines are indexed as they are read. */
int journal_load(struct journal **out, const char *path, struct qlw_diag *diag);

/* The same for whatever holds a recorded session: a journal, or what other programs logged, with
 * time stamps in front of the lines (tio, minicom, ts) or without. Such a log becomes a journal in an
 * unnamed file: lines that are AT commands as tx, all others as rx. A clock without a date is taken
 * for the file's last day; a line without a time has that of the line before. */
int journal_load_any(struct journal **out, const char *path, struct qlw_diag *diag);
bool journal_is_foreign(const struct journal *j);

/* A second reader of a loaded journal, with its own place and buffers. NULL: out of memory. */
struct journal *journal_again(const struct journal *j);

/* Of a loaded journal, only the records before this one are there for readers (replay). */
void journal_show_until(struct journal *j, uint64_t end);

#endif
