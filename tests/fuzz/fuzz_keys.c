/*
 * Keys decoder. Promises: every byte is taken sooner or later; an event is a valid one; a pasted
 * text never holds the brackets that framed it; a key that has bytes is known again by them.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "tui/toolkit/keys.h"

static void check_key(const struct key *key)
{
	char name[KEYS_NAME_MAX], bytes[KEYS_NAME_MAX];

	FUZZ_REQUIRE(key->code > KEYCODE_NONE && key->code < KEYCODE_COUNT);
	FUZZ_REQUIRE(key->code != KEYCODE_CHAR || (key->cp >= 0x20 && key->cp <= 0x10ffff));
	FUZZ_REQUIRE(key->code != KEYCODE_CHAR || (key->cp < 0xd800 || key->cp > 0xdfff));
	FUZZ_REQUIRE(key->code != KEYCODE_PASTE || key->len <= KEYS_PASTE_MAX);
	FUZZ_REQUIRE(key->code != KEYCODE_MOUSE || (key->mouse.row >= 0 && key->mouse.col >= 0));
	FUZZ_REQUIRE(key_same(key, key));
	if (key->code == KEYCODE_PASTE || key->code == KEYCODE_MOUSE)
		return;
	FUZZ_REQUIRE(strlen(key_name(key, name)) < sizeof name);
	FUZZ_REQUIRE(key_encode(key, bytes) < sizeof bytes);
}

static void drain(struct keys *k)
{
	struct key key;

	while (keys_next(k, &key))
		check_key(&key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keys *k = keys_new();
	uint64_t now_ms = 1;
	size_t piece = size ? 1 + data[size - 1] % 9U : 1;

	if (!k)
		abort();
	for (size_t at = 0; at < size;) {
		size_t n = size - at < piece ? size - at : piece;
		size_t took = keys_feed(k, (const char *)data + at, n, now_ms);
		FUZZ_REQUIRE(took <= n);
		drain(k);
		FUZZ_REQUIRE(took > 0 || keys_feed(k, (const char *)data + at, 0, now_ms) == 0);
		at += took;
		now_ms += data[at ? at - 1 : 0] & 0x3fU;
		keys_tick(k, now_ms);
		drain(k);
	}
	keys_tick(k, now_ms + KEYS_PASTE_MS + KEYS_ESC_MS);
	drain(k);
	FUZZ_REQUIRE(keys_deadline_ms(k) == UINT64_MAX);
	keys_free(k);
	return 0;
}
