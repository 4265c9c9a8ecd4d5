/*
 * Framer: cuts what comes from the module into frames. Pure; every byte received belongs to exactly
 * one frame, so the raw parts joined are the stream again. Note 3.1.2, 3.3.4.
 *
 *   <CR><LF>OK<CR><LF>                          LINE "OK"
 *   AT+X<CR> (the exact command just written)   ECHO "AT+X"
 *   +QLWURC: "recv",…,16,<CR><LF> 16 bytes      LINE, then PAYLOAD of exactly 16 bytes
 *   "> " when one is expected                   PROMPT
 *   8 kB without a line end, up to the next LF  OVERLONG, in pieces
 *   NUL and 0xff bytes, as after a reset        NOISE; a few of them inside a line stay part of it
 */
#ifndef QLW_MODEM_FRAMER_H
#define QLW_MODEM_FRAMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAMER_LINE_MAX    8192 /* longest line; uldata's echo is about 3 kB */
#define FRAMER_PAYLOAD_MAX 1024 /* longest piece of a counted payload */
#define FRAMER_SILENCE_MS  1000 /* a payload or noise that stops is cut off after this */
#define FRAMER_BARE_MS     300  /* a final result without its line end counts after this */

enum frame_kind {
	FRAME_LINE,
	FRAME_ECHO,
	FRAME_PAYLOAD,
	FRAME_PROMPT,
	FRAME_OVERLONG,
	FRAME_NOISE,
};

struct frame {
	enum frame_kind kind;
	const uint8_t *raw; /* exact bytes, with line ends */
	size_t raw_len;
	const char *text; /* the line without its ends; the payload; points into raw */
	size_t len;
	bool truncated; /* a payload that ended early */
};

struct framer_ops {
	void *ctx;
	/* One frame; its pointers are valid during the call. May call framer_expect_*. */
	void (*frame)(void *ctx, const struct frame *frame);
	/* Called with each line before the byte behind it is looked at: how many counted bytes follow
	 * (0: none). More than FRAMER_PAYLOAD_MAX arrive as several PAYLOAD frames. */
	size_t (*payload_after)(void *ctx, const char *line, size_t len);
};

struct framer;

struct framer *framer_new(const struct framer_ops *ops); /* NULL: out of memory */
void framer_free(struct framer *f);

void framer_feed(struct framer *f, const uint8_t *bytes, size_t n, uint64_t now_ms);

/* The command line about to be written, without its CR: an echo is this, exactly, and stays expected
 * until it came, another one is expected, or framer_expect_echo(f, NULL, 0). */
void framer_expect_echo(struct framer *f, const char *line, size_t len);
void framer_expect_prompt(struct framer *f, bool expected);
/* From payload_after only: the payload that follows may pause for this long. */
void framer_allow_silence(struct framer *f, uint64_t ms);

uint64_t framer_deadline_ms(const struct framer *f); /* UINT64_MAX: none */
void framer_tick(struct framer *f, uint64_t now_ms);
void framer_reset(struct framer *f); /* forget everything half read: the link was lost */

#endif
