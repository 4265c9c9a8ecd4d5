/* The built-in servers' CoAP. Promise: what was understood and built again is understood the same. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "modem/sim/loopback_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lb_message m, again;
	uint8_t bytes[LB_DATAGRAM];
	if (!lb_message_parse(&m, data, size))
		return 0;
	size_t len = lb_message_build(&m, bytes, sizeof(bytes));
	if (!len)
		return 0;
	FUZZ_REQUIRE(lb_message_parse(&again, bytes, len));
	FUZZ_REQUIRE(again.code == m.code && again.mid == m.mid && again.type == m.type);
	FUZZ_REQUIRE(again.token_len == m.token_len && again.payload_len == m.payload_len);
	return 0;
}
