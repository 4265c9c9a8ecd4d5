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
 * own that says "continues":"NAME.jsonl"; readers of this object see one journal.
 *
 * The same object is the scroll-back: all that is in the file, this session's records and what stood
 * there before. A record is known by its place, the byte its line begins at, counted through all
 * files; so history has no end, needs no index, and opening costs the same whatever the size. Without
 * a file (--no-journal), or when the disk fails, a bounded ring in memory takes its place and the
 * oldest records go.
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

/* What a note does to the bookmark of another line. */
enum journal_mark {
	JOURNAL_MARK_NONE,
	JOURNAL_MARK_SET,
	JOURNAL_MARK_REMOVED,
};

struct journal_record {
	enum journal_kind kind;
	enum journal_frame frame; /* of JOURNAL_RX */
	enum journal_mark mark;   /* of JOURNAL_NOTE */
	uint64_t marked;          /* place of the line that has the bookmark */
	bool continued;           /* of JOURNAL_HEADER: the session began in the file before */
	int64_t wall_ms;          /* UTC, Unix epoch */
	uint64_t place, next;     /* where its line begins, and the line after it */
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

/* A bookmark of the line at this place: a note of its own, {"t":"…","note":"TEXT","mark":"PLACE"}, or
 * with "unmark" when it is taken away (text NULL). */
void journal_mark(struct journal *j, int64_t wall_ms, uint64_t place, const char *text);
/* Grows with each of them. */
uint64_t journal_marks(const struct journal *j);

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
const char *journal_reason(const char *trouble);   /* the part behind the file's name */
const char *journal_path(const struct journal *j); /* "" when in memory */

/* Read side: what views use. Places of records are in [journal_first, journal_end). */
uint64_t journal_first(const struct journal *j); /* the oldest record there is */
uint64_t journal_begin(const struct journal *j); /* the header of this session */
uint64_t journal_end(const struct journal *j);   /* behind the last record */

/* Reads records from the place `from` on into at most max entries of records; their bytes live in an
 * internal buffer until the next call of any reading function. Returns how many were read (0 at the
 * end). Unflushed records are readable too. At most 256 KiB of text are read a call, so fewer than
 * max may come. */
size_t journal_read(
	const struct journal *j, uint64_t from, struct journal_record *records, size_t max);

/* The same for the records that end at the place `before`, oldest first. */
size_t journal_read_back(
	const struct journal *j, uint64_t before, struct journal_record *records, size_t max);

/* The first record that begins at this byte or after it, or journal_end. */
uint64_t journal_place(const struct journal *j, uint64_t byte);

/* The first record at or after a time, found by halving: times are taken to grow. journal_end if
 * there is none. */
uint64_t journal_at_time(const struct journal *j, int64_t wall_ms);

/* How many records there are: exact if that is known or cheap to count, else about. */
uint64_t journal_lines(const struct journal *j, bool *exact);

/* Text to be found in lines as they stand in the file, in any case of its letters: at most
 * JOURNAL_NEEDLE_MAX bytes count. For letters and digits; others may be escaped there. */
#define JOURNAL_NEEDLE_MAX 32
struct journal_needle {
	uint8_t text[JOURNAL_NEEDLE_MAX], fold[JOURNAL_NEEDLE_MAX]; /* private */
	size_t len, rare[2];
};
void journal_needle_set(struct journal_needle *n, const char *text, size_t len);

/* The first (last) record between two places whose line holds the needle, as fast as memory goes;
 * `to` if there is none. What is to be done in one call, the caller bounds by the places. */
uint64_t journal_find(
	const struct journal *j, uint64_t from, uint64_t to, struct journal_needle *n);
uint64_t journal_find_back(
	const struct journal *j, uint64_t from, uint64_t to, struct journal_needle *n);

/* An existing file and those that continue it, for reading only. Nothing of it is read yet, so this
 * takes the same time for any size. */
int journal_load(struct journal **out, const char *path, struct qlw_diag *diag);

/* The same for whatever holds a recorded session: a journal, or what other programs logged, with
 * time stamps in front of the lines (tio, minicom, ts) or without. Such a log becomes a journal in an
 * unnamed file: lines that are AT commands as tx, all others as rx. A clock without a date is taken
 * for the file's last day; a line without a time has that of the line before. */
int journal_load_any(struct journal **out, const char *path, struct qlw_diag *diag);
bool journal_is_foreign(const struct journal *j);
bool journal_is_recording(const struct journal *j); /* loaded, and not all of it may be shown yet */

/* A second reader of a loaded journal, with its own place and buffers. NULL: out of memory. */
struct journal *journal_again(const struct journal *j);

/* Of a loaded journal, only the records before this place are there for readers (replay), which are so
 * many. */
void journal_show_until(struct journal *j, uint64_t end, uint64_t lines);

/* True when this file was read as a part of the journal. */
bool journal_has_file(const struct journal *j, const char *path);

#endif
