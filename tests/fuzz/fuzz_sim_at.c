/*
 * The simulated module's serial line: whatever a host types. Promises: it neither falls over nor talks
 * without end, and a PSK that was written never comes back.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "tests/unit/sim_rig.h"

#define KEY      "0badc0de5ec4e7"
#define TALK_MAX ((size_t)1 << 20)

unsigned fuzz_weight = 4; /* a whole module each time */

static bool holds(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++) {
		if (memcmp(text + i, word, n) == 0)
			return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char secret[] =
		"AT+QLWCFG=\"security\",0,100,\"coaps://h:5684\",0,0,\"id\",\"" KEY "\"\r";
	struct rig r;

	if (holds((const char *)data, size, KEY))
		return 0;
	rig_open(&r);
	rig_send(&r, secret, sizeof secret - 1);
	rig_run(&r, 300);
	text_clear(&r.got);
	rig_send(&r, (const char *)data, size);
	rig_send(&r, "\r", 1);
	rig_run(&r, 20000);
	FUZZ_REQUIRE(r.got.len < TALK_MAX);
	FUZZ_REQUIRE(!holds(r.got.bytes, r.got.len, KEY));
	rig_close(&r);
	return 0;
}
