/*
 * Bytes → key events: what waits, what is pasted, what silence means. Knows no terminal and no
 * sequence (key_read.c); time comes from the caller.
 */
#include "tui/toolkit/keys.h"

#include <stdlib.h>
#include <string.h>

#include "tui/toolkit/key_read.h"

enum {
	IN_MAX = 256, /* bytes not yet understood */
	ESC = KEY_READ_ESC,
};

struct keys {
	char in[IN_MAX];
	size_t n;
	bool timed_out; /* silence: what is there is all there will be */
	bool pasting;
	uint64_t fed_ms;
	size_t paste_n;
	char handed_out[KEYS_PASTE_MAX + 8];
};

struct keys *keys_new(void)
{
	return calloc(1, sizeof(struct keys));
}

void keys_free(struct keys *k)
{
	free(k);
}

size_t keys_feed(struct keys *k, const char *bytes, size_t n, uint64_t now_ms)
{
	size_t room = IN_MAX - k->n;

	if (n > room)
		n = room;
	memcpy(k->in + k->n, bytes, n);
	k->n += n;
	if (n > 0) {
		k->fed_ms = now_ms;
		k->timed_out = false;
	}
	return n;
}

static void drop(struct keys *k, size_t n)
{
	memmove(k->in, k->in + n, k->n - n);
	k->n -= n;
}

/* --- paste ---------------------------------------------------------------------------------- */

static const char paste_start[] = "\033[200~";
static const char paste_end[] = "\033[201~";
enum {
	PASTE_MARK = sizeof(paste_start) - 1
};

static bool begins(const struct keys *k, const char *mark)
{
	return k->n >= PASTE_MARK && memcmp(k->in, mark, PASTE_MARK) == 0;
}

static bool may_begin(const struct keys *k, const char *mark)
{
	return k->n < PASTE_MARK && memcmp(k->in, mark, k->n) == 0;
}

/* Bytes at the end of s that begin a code point without finishing it. */
static size_t unfinished(const char *s, size_t n)
{
	for (size_t back = 1; back <= 3 && back <= n; back++) {
		unsigned char b = (unsigned char)s[n - back];

		if (b >= 0xc0)
			return back < (b >= 0xf0 ? 4u : b >= 0xe0 ? 3u : 2u) ? back : 0;
		if (b < 0x80)
			break;
	}
	return 0;
}

static bool hand_out(struct keys *k, struct key *out, bool more)
{
	*out = (struct key){.code = KEYCODE_PASTE};
	out->text = k->handed_out;
	out->len = k->paste_n;
	out->more = more;
	return true;
}

/* Moves bytes from in to the paste until its end, a full buffer, or no more bytes. */
static bool next_paste(struct keys *k, struct key *out)
{
	for (;;) {
		if (begins(k, paste_end) || (k->timed_out && may_begin(k, paste_end))) {
			drop(k, k->n < PASTE_MARK ? k->n : PASTE_MARK);
			k->pasting = false;
			hand_out(k, out, false);
			k->paste_n = 0;
			return true;
		}
		if (k->n == 0 || may_begin(k, paste_end))
			return false;
		/* up to the next ESC at once */
		const char *esc = memchr(k->in + 1, ESC, k->n - 1);
		size_t n = esc ? (size_t)(esc - k->in) : k->n;
		size_t room = KEYS_PASTE_MAX - k->paste_n;

		if (n > room)
			n = room;
		memcpy(k->handed_out + k->paste_n, k->in, n);
		k->paste_n += n;
		drop(k, n);
		if (k->paste_n < KEYS_PASTE_MAX)
			continue;
		/* full: what is not finished goes back in front of the rest */
		size_t back = unfinished(k->handed_out, k->paste_n);

		if (back <= IN_MAX - k->n) {
			memmove(k->in + back, k->in, k->n);
			memcpy(k->in, k->handed_out + k->paste_n - back, back);
			k->n += back;
			k->paste_n -= back;
		}
		hand_out(k, out, true);
		k->paste_n = 0;
		return true;
	}
}

/* --- events --------------------------------------------------------------------------------- */

bool keys_next(struct keys *k, struct key *out)
{
	while (k->n > 0 || (k->pasting && k->timed_out)) {
		if (k->pasting)
			return next_paste(k, out);
		if (begins(k, paste_start)) {
			drop(k, PASTE_MARK);
			k->pasting = true;
			k->paste_n = 0;
			continue;
		}
		size_t took = key_read(k->in, k->n, k->timed_out, out);

		if (took == KEY_READ_MORE)
			return false;
		drop(k, took);
		if (out->code != KEYCODE_NONE)
			return true;
	}
	return false;
}

uint64_t keys_deadline_ms(const struct keys *k)
{
	if (k->timed_out)
		return UINT64_MAX;
	if (k->pasting)
		return k->fed_ms + KEYS_PASTE_MS;
	return k->n > 0 ? k->fed_ms + KEYS_ESC_MS : UINT64_MAX;
}

void keys_tick(struct keys *k, uint64_t now_ms)
{
	if (now_ms >= keys_deadline_ms(k))
		k->timed_out = true;
}
