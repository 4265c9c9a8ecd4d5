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
 * The same for one direction of a stream that comes in pieces, cut anywhere: a secret may begin in one
 * and go on in the next. Zero-initialised; one for each direction. A line is kept until it ends, at
 * most REDACT_HELD_MAX bytes of it, so that each piece is read together with what stands before it.
 * The part of a secret that is in a piece is hidden there; of one that nothing gave away before its
 * end (identity:key without bars) that is the key.
 */
struct redact_values;

#define REDACT_HELD_MAX 16384

/* What a line begins with; private. */
struct redact_state {
	unsigned char pending; /* what was left open */
	unsigned char rule, position;
	unsigned char depth;
	char base[24], name[16]; /* SenML "bn" and "n" being read */
};

struct redact_stream {
	struct redact_values
		*learn;            /* where keys and passwords found are remembered; may be NULL */
	struct redact_state now;   /* private */
	struct redact_state begun; /* when the line that is held began; private */
	size_t held;
	char line[REDACT_HELD_MAX]; /* not redacted */
};
size_t redact_piece(struct redact_stream *s, const char *text, size_t len, char *out, size_t size);
/* The next piece begins a line of its own, whether or not the last one ended. */
void redact_break(struct redact_stream *s);

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
