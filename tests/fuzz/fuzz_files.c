/*
 * Provisioning files and profiles. The first byte says which kind the rest is. Promises: see
 * file_promises.h.
 */
#include "tests/fuzz/file_promises.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	const char *bytes = (const char *)data + 1;
	unsigned kind = data[0] % 6;
	if (kind == FILE_KIND_PROFILE)
		promise_profile(bytes, size - 1);
	else
		promise_all((enum file_kind)kind, bytes, size - 1, true);
	return 0;
}
