/*
 * The journal from inside: how records become lines, where lines are, and back. Only
 * modem/journal*.c include this.
 */
#ifndef QLW_MODEM_JOURNAL_STORE_H
#define QLW_MODEM_JOURNAL_STORE_H

#include "modem/journal/journal.h"
#include "modem/journal/redact.h"

#define JOURNAL_FRAME_MAX  32768             /* bytes of one record; longer frames become several */
#define JOURNAL_TEXT_MAX   JOURNAL_BYTES_MAX /* text one read looks at, and the write buffer */
#define JOURNAL_ESCAPE_MAX 6                 /* bytes that one byte may become */
#define JOURNAL_LINE_EXTRA 160               /* bytes of a line that are not its escaped frame */
#define JOURNAL_RING_BYTES 4194304
#define JOURNAL_RING_MIN   65536
#define JOURNAL_SEGMENTS   16
#define JOURNAL_PARTS      99       /* NAME.jsonl, NAME.2.jsonl … NAME.99.jsonl */
#define JOURNAL_PART_BYTES 67108864 /* a file that has so many is followed by the next */

/* --- time and text (journal_encode.c, journal_decode.c) -----------------------------------------
 */

#define JOURNAL_STAMP 24 /* 2026-01-31T12:00:00.000Z */

void journal_stamp(char stamp[JOURNAL_STAMP], int64_t wall_ms);
/* Returns false if text is no RFC 3339 time. */
bool journal_stamp_parse(const char *text, size_t len, int64_t *wall_ms);

/* Writes a JSON string's inside; at most JOURNAL_ESCAPE_MAX * len bytes. Returns how many. `text`
 * lets valid UTF-8 through; otherwise each byte above 0x7f becomes an escape. */
size_t journal_escape(char *to, const uint8_t *from, size_t len, bool text);

/* One line of a file (without its line end) into a record. Bytes go to out, which has room for len.
 * Never fails: what is no record is JOURNAL_BROKEN, with the line itself as bytes. */
void journal_decode(const char *line, size_t len, struct journal_record *r, uint8_t *out);

extern const char *const journal_frame_names[];
extern const size_t journal_frame_count;

/* --- lines in memory (journal_ring.c) --------------------------------------------------------- */

struct journal_segment {
	uint64_t first; /* place of its first line */
	size_t len;
};

struct journal_ring {
	char *memory;
	size_t segment_size;
	size_t current;
	struct journal_segment segments[JOURNAL_SEGMENTS];
};

bool journal_ring_open(struct journal_ring *r, size_t bytes);
void journal_ring_close(struct journal_ring *r);
void journal_ring_start(struct journal_ring *r, uint64_t first); /* place of the next line */
/* Room for one line of at most n <= segment_size bytes; the oldest segment goes if need be. */
char *journal_ring_room(struct journal_ring *r, size_t n);
void journal_ring_add(struct journal_ring *r, size_t n); /* a line of n bytes stands there now */
uint64_t journal_ring_first(const struct journal_ring *r);
uint64_t journal_ring_end(const struct journal_ring *r);
/* Text from a place on, at most to the end of its segment. */
size_t journal_ring_read(const struct journal_ring *r, uint64_t place, char *to, size_t n);

/* --- the object ------------------------------------------------------------------------------- */

/* What reading needs, apart from the journal itself, which readers must not change. */
struct journal_reader {
	char text[JOURNAL_TEXT_MAX];
	uint8_t bytes[JOURNAL_TEXT_MAX];
	uint64_t counted_to, counted; /* lines before a place, counted */
};

/* One file of several. Places count on from file to file. */
struct journal_part {
	int fd;
	uint64_t begin; /* place of its first byte */
};

struct journal {
	int fd; /* of the last file; -1: memory only */
	bool read_only, log_secrets, foreign;
	char path[512];
	char trouble[768];
	uint64_t begin;  /* place of the first byte of the last file */
	uint64_t stored; /* place behind what is in files */
	uint64_t session;
	struct journal_part part[JOURNAL_PARTS]; /* the files before the last */
	size_t parts;
	uint64_t part_bytes;
	char first[512];  /* name of the first part */
	char before[256]; /* base name of the file that the next header continues, or "" */
	char port[512];
	int64_t last_ms; /* of the last record */
	char *buffer;    /* what follows them, used bytes */
	size_t used;
	size_t frame_max;
	uint64_t marks;     /* bookmarks set and removed */
	uint64_t lines;     /* of this session; of a recording, those shown */
	uint64_t shown;     /* of a recording: place behind the last to be read; else UINT64_MAX */
	uint64_t ring_from; /* place of the first record that did not get into a file */
	bool ringing;       /* new records go to the ring */
	int64_t second;     /* of the stamp in prefix */
	char prefix[64];    /* {"t":"…", */
	int64_t checked_second;
	struct redact_values secrets;
	bool was_data; /* the last frame received was counted data */
	bool psk_file; /* the last command is about one: the data behind it are its content */
	struct redact_stream redact_tx, redact_rx, redact_note;
	struct journal_ring ring;
	struct journal_reader *reader;
};

/* Text from a place on, wherever it is kept; at most n bytes, fewer only at the end. */
size_t journal_text(const struct journal *j, uint64_t place, char *to, size_t n);
/* Place of the line that holds this byte. */
uint64_t journal_line_begin(const struct journal *j, uint64_t byte);

/* Loads what this descriptor, which becomes the journal's own, holds. */
int journal_load_fd(struct journal **out, int fd, const char *path, struct qlw_diag *diag);

/* Files of a journal that is written (journal_part.c). */
int journal_part_open(struct journal *j, const struct journal_options *o, struct qlw_diag *diag);
/* Goes on in the next file if this one is full: true if so, and a header has to come first. */
bool journal_part_next(struct journal *j);
/* Reads what stands in files from a place on; at most up to the end of its file. */
size_t journal_part_read(const struct journal *j, uint64_t place, char *to, size_t n);
/* Opens the files that continue a loaded one. */
void journal_part_chain(struct journal *j);
void journal_part_close(struct journal *j);

/* mkdir -p for the directories of a file, mode 0700. 0 or -1 with errno. */
int journal_make_directories(const char *file);

#endif
