/*
 * Framer: see framer.h. Works on the caller's block where a frame lies whole in it, and on its own
 * buffer where it does not. Knows line ends, echoes and counts; nothing of what lines mean.
 */
#include "modem/framer.h"

#include <stdlib.h>
#include <string.h>

#include "modem/at.h"

#define LEAD_MAX 256 /* line ends in a row that are still the start of a line */

struct framer {
	struct framer_ops ops;
	uint8_t line[FRAMER_LINE_MAX]; /* a frame not yet complete, from its first byte */
	size_t len;
	uint8_t *payload;    /* FRAMER_PAYLOAD_MAX bytes */
	size_t have, need;   /* bytes of the payload held, and still to come */
	uint64_t silence_ms; /* how long the payload may pause */
	bool skipping;       /* inside an overlong line */
	bool prompt;
	char echo[AT_LINE_MAX + 1];
	size_t echo_len;
	uint64_t deadline_ms;
};

struct framer *framer_new(const struct framer_ops *ops)
{
	struct framer *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->payload = malloc(FRAMER_PAYLOAD_MAX);
	if (!f->payload) {
		free(f);
		return NULL;
	}
	f->ops = *ops;
	f->deadline_ms = UINT64_MAX;
	return f;
}

void framer_free(struct framer *f)
{
	if (!f)
		return;
	free(f->payload);
	free(f);
}

void framer_reset(struct framer *f)
{
	f->len = f->have = f->need = f->echo_len = 0;
	f->skipping = f->prompt = false;
	f->deadline_ms = UINT64_MAX;
}

void framer_expect_echo(struct framer *f, const char *line, size_t len)
{
	f->echo_len = len < sizeof f->echo ? len : 0;
	if (f->echo_len)
		memcpy(f->echo, line, f->echo_len);
}

void framer_expect_prompt(struct framer *f, bool expected)
{
	f->prompt = expected;
}

void framer_allow_silence(struct framer *f, uint64_t ms)
{
	f->silence_ms = ms;
}

static void emit(struct framer *f, enum frame_kind kind, const uint8_t *raw, size_t raw_len,
	size_t from, size_t len)
{
	const struct frame frame = {
		.kind = kind,
		.raw = raw,
		.raw_len = raw_len,
		.text = (const char *)raw + from,
		.len = len,
	};
	f->ops.frame(f->ops.ctx, &frame);
}

static void emit_whole(struct framer *f, enum frame_kind kind, const uint8_t *raw, size_t n)
{
	emit(f, kind, raw, n, 0, n);
}

static void emit_payload(struct framer *f, const uint8_t *bytes, size_t n, bool truncated)
{
	const struct frame frame = {
		.kind = FRAME_PAYLOAD,
		.raw = bytes,
		.raw_len = n,
		.text = (const char *)bytes,
		.len = n,
		.truncated = truncated,
	};
	f->ops.frame(f->ops.ctx, &frame);
}

static bool is_end(uint8_t c)
{
	return c == '\r' || c == '\n';
}

/* What a line never holds but a module at reset, or at another speed, sends. */
static bool is_noise(uint8_t c)
{
	return c == 0x00 || c == 0xff;
}

static bool holds_noise(const uint8_t *p, size_t n)
{
	return memchr(p, 0x00, n) || memchr(p, 0xff, n);
}

/* A line in which noise hit a few bytes can still be understood; one received at another speed can
 * not. */
static bool is_garbage(const uint8_t *p, size_t n)
{
	size_t odd = 0;
	if (!holds_noise(p, n))
		return false;
	for (size_t i = 0; i < n; i++)
		odd += p[i] < 0x20 || p[i] > 0x7e;
	return odd > n / 8;
}

static size_t lead_of(const uint8_t *p, size_t n)
{
	size_t i = 0;
	while (i < n && is_end(p[i]))
		i++;
	return i;
}

/* Length of the expected echo at p, blanks before it and the CR after it included; 0 if none. */
static size_t echo_at(const struct framer *f, const uint8_t *p, size_t n)
{
	size_t blanks = 0;
	while (blanks < n && p[blanks] == ' ')
		blanks++;
	size_t whole = blanks + f->echo_len + 1;
	if (!f->echo_len || n < whole || memcmp(p + blanks, f->echo, f->echo_len) != 0)
		return 0;
	return is_end(p[whole - 1]) ? whole : 0;
}

/* A final result with the next echo glued to it, "OKAT+X": where the echo starts, or 0. */
static size_t glued_echo(const struct framer *f, const char *text, size_t len)
{
	if (!f->echo_len || len <= f->echo_len)
		return 0;
	size_t at = len - f->echo_len;
	return memcmp(text + at, f->echo, f->echo_len) == 0 ? at : 0;
}

/* One whole line, its LF last; text starts at `from`. */
static void take_line(struct framer *f, const uint8_t *raw, size_t raw_len, size_t from)
{
	size_t end = raw_len - 1;
	while (end > from && raw[end - 1] == '\r')
		end--;
	if (raw_len > FRAMER_LINE_MAX) {
		emit(f, FRAME_OVERLONG, raw, raw_len, from, end - from);
		return;
	}
	if (is_garbage(raw + from, end - from)) {
		emit(f, FRAME_NOISE, raw, raw_len, from, end - from);
		return;
	}
	const char *text = (const char *)raw + from;
	size_t split = glued_echo(f, text, end - from);
	if (split) {
		size_t echo_len = f->echo_len;
		f->echo_len = 0;
		emit(f, FRAME_LINE, raw, from + split, from, split);
		emit(f, FRAME_ECHO, raw + from + split, raw_len - from - split, 0, echo_len);
		return;
	}
	f->silence_ms = FRAMER_SILENCE_MS;
	f->need = f->ops.payload_after(f->ops.ctx, text, end - from);
	f->have = 0;
	emit(f, FRAME_LINE, raw, raw_len, from, end - from);
}

/* Cuts one frame off the front of p; returns its length, 0 if none is complete. */
static size_t cut(struct framer *f, const uint8_t *p, size_t n)
{
	size_t from = lead_of(p, n);
	if (from > LEAD_MAX) {
		emit_whole(f, FRAME_NOISE, p, from);
		return from;
	}
	if (from == n)
		return 0;
	if (is_noise(p[from])) {
		size_t to = from;
		while (to < n && is_noise(p[to]))
			to++;
		emit_whole(f, FRAME_NOISE, p, to);
		return to;
	}
	if (f->prompt && p[from] == '>') {
		f->prompt = false;
		emit_whole(f, FRAME_PROMPT, p, from + 1);
		return from + 1;
	}
	size_t echo = echo_at(f, p + from, n - from);
	if (echo) {
		size_t len = f->echo_len;
		f->echo_len = 0;
		emit(f, FRAME_ECHO, p, from + echo, from + echo - 1 - len, len);
		return from + echo;
	}
	const uint8_t *end = memchr(p + from, '\n', n - from);
	if (!end)
		return 0;
	take_line(f, p, (size_t)(end + 1 - p), from);
	return (size_t)(end + 1 - p);
}

/* Adds to the incomplete frame, up to a line end, and cuts what is complete. */
static size_t feed_partial(struct framer *f, const uint8_t *p, size_t n)
{
	const uint8_t *end = memchr(p, '\n', n);
	size_t take = end ? (size_t)(end + 1 - p) : n;
	if (take > sizeof f->line - f->len)
		take = sizeof f->line - f->len;
	memcpy(f->line + f->len, p, take);
	f->len += take;
	for (size_t k; f->len && (k = cut(f, f->line, f->len)) > 0;) {
		f->len -= k;
		memmove(f->line, f->line + k, f->len);
	}
	if (f->len == sizeof f->line) {
		f->len = 0;
		f->skipping = true;
		emit_whole(f, FRAME_OVERLONG, f->line, sizeof f->line);
	}
	return take;
}

static size_t feed_overlong(struct framer *f, const uint8_t *p, size_t n)
{
	const uint8_t *end = memchr(p, '\n', n);
	size_t take = end ? (size_t)(end + 1 - p) : n;
	f->skipping = !end;
	emit_whole(f, FRAME_OVERLONG, p, take);
	return take;
}

static size_t feed_payload(struct framer *f, const uint8_t *p, size_t n)
{
	if (!f->have && n >= f->need) {
		size_t whole = f->need < FRAMER_PAYLOAD_MAX ? f->need : FRAMER_PAYLOAD_MAX;
		f->need -= whole;
		emit_payload(f, p, whole, false);
		return whole;
	}
	size_t take = n < f->need ? n : f->need;
	if (take > FRAMER_PAYLOAD_MAX - f->have)
		take = FRAMER_PAYLOAD_MAX - f->have;
	memcpy(f->payload + f->have, p, take);
	f->have += take;
	f->need -= take;
	if (!f->need || f->have == FRAMER_PAYLOAD_MAX) {
		size_t have = f->have;
		f->have = 0;
		emit_payload(f, f->payload, have, false);
	}
	return take;
}

static size_t feed_line(struct framer *f, const uint8_t *p, size_t n)
{
	size_t used = f->len ? 0 : cut(f, p, n);
	return used ? used : feed_partial(f, p, n);
}

/* "OK" and nothing behind it: some firmware forgets the line end. */
static bool is_bare_final(const struct framer *f)
{
	size_t from = lead_of(f->line, f->len);
	int code;
	return f->len > from &&
	       at_final((const char *)f->line + from, f->len - from, &code) != AT_FINAL_NONE;
}

/* How long to wait for the rest of what is held; 0: as long as it takes. */
static uint64_t patience_ms(const struct framer *f)
{
	if (f->need)
		return f->silence_ms;
	if (f->len && holds_noise(f->line, f->len))
		return FRAMER_SILENCE_MS;
	return is_bare_final(f) ? FRAMER_BARE_MS : 0;
}

void framer_feed(struct framer *f, const uint8_t *bytes, size_t n, uint64_t now_ms)
{
	while (n) {
		size_t used = f->need       ? feed_payload(f, bytes, n)
			      : f->skipping ? feed_overlong(f, bytes, n)
					    : feed_line(f, bytes, n);
		bytes += used;
		n -= used;
	}
	uint64_t wait_ms = patience_ms(f);
	f->deadline_ms = wait_ms ? now_ms + wait_ms : UINT64_MAX;
}

uint64_t framer_deadline_ms(const struct framer *f)
{
	return f->deadline_ms;
}

void framer_tick(struct framer *f, uint64_t now_ms)
{
	if (now_ms < f->deadline_ms)
		return;
	f->deadline_ms = UINT64_MAX;
	if (f->need) {
		size_t have = f->have;
		f->have = f->need = 0;
		emit_payload(f, f->payload, have, true);
	} else if (f->len) {
		size_t len = f->len, from = lead_of(f->line, len);
		bool noise = holds_noise(f->line, len);
		f->len = 0;
		emit(f, noise ? FRAME_NOISE : FRAME_LINE, f->line, len, from, len - from);
	}
}
