/*
 * Secrets: one list of the places where they stand, by command and argument position, and the only
 * code that replaces them. Everything that reaches a file, screen, history or error passes through.
 */
#ifndef QLW_MODEM_REDACT_H
#define QLW_MODEM_REDACT_H

#include <stdbool.h>
#include <stddef.h>

/* What stands in place of a secret, inside its quotes. */
#define REDACT_MARK "********"

/*
 * Copies text[0..len) into out (at most size bytes, no terminator needed), each secret replaced by
 * REDACT_MARK. Takes command lines (any spacing or case, `;`-joined, with or without AT, echoed,
 * broken off in mid-argument), answers, and file content. Returns the length written.
 * size >= 4 * len + 64 is always enough; with less, the rest is dropped, never shown.
 */
size_t redact_text(const char *text, size_t len, char *out, size_t size);

/*
 * The same for one direction of a stream that comes in pieces: a secret may begin in one and go on
 * in the next (a PSK file has its key on a line of its own; a pasted command breaks in mid-string).
 * Zero-initialised; one for each direction. Pieces are whole lines or whole data blocks: what is
 * cut in the middle of a name or number is not put together again.
 */
struct redact_values;

struct redact_stream {
	struct redact_values
		*learn;        /* where keys and passwords found are remembered; may be NULL */
	unsigned char pending; /* what the last piece left open; private */
	unsigned char rule, position;
	unsigned char depth;
	char base[24], name[16]; /* SenML "bn" and "n" being read */
};
size_t redact_piece(struct redact_stream *s, const char *text, size_t len, char *out, size_t size);

/*
 * Secrets known by value: a key that was sent is hidden wherever it comes back, even where no
 * command shows what it is. Only those of 8 bytes and more; identities and user names, which also
 * serve as endpoint names, are not learned by themselves. Zero-initialised.
 */
#define REDACT_VALUE_MIN 8
#define REDACT_VALUE_MAX 136
#define REDACT_VALUES    8

struct redact_values {
	size_t count; /* of all that were learned; the oldest are forgotten */
	struct {
		size_t len;
		char text[REDACT_VALUE_MAX];
	} value[REDACT_VALUES];
};

void redact_learn(struct redact_values *values, const char *text, size_t len);
/* Replaces known values in place; returns the new length, never a greater one. */
size_t redact_known(const struct redact_values *values, char *text, size_t len);

/* Where the secrets of text are, in order, at most max of them; returns how many. For a line while it is
 * being typed: what has been typed of a secret counts. */
struct redact_span {
	size_t from, to;
};
size_t redact_spans(const char *text, size_t len, struct redact_span *out, size_t max);

/* True when text holds a secret (so that it stays out of history). */
bool redact_needed(const char *text, size_t len);

/* A run of hexadecimal digits that could be a key typed in the wrong place: 16 or more with a letter
 * among them, or too many for any number. The first one in text, its length in *len; NULL: none. */
const char *redact_key_like(const char *text, size_t *len);

#endif
