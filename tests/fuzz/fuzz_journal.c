/*
 * Journal reader: any file. Promises: every line is a record or counted as broken; what is read
 * back does not depend on how many records are asked for at a time.
 */
#define _GNU_SOURCE
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "modem/journal.h"

static uint64_t read_all(const struct journal *j, size_t at_a_time, uint64_t *sum)
{
	struct journal_record records[16];
	uint64_t count = 0;
	size_t n;

	while ((n = journal_read(j, journal_first(j) + count, records, at_a_time)) > 0) {
		FUZZ_REQUIRE(n <= at_a_time);
		for (size_t i = 0; i < n; i++) {
			*sum = *sum * 31 + records[i].len + (unsigned)records[i].kind;
			for (size_t b = 0; b < records[i].len; b++)
				*sum = *sum * 31 + records[i].bytes[b];
		}
		count += n;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	char path[64];
	struct journal *j;
	struct qlw_diag diag;
	uint64_t one = 0, many = 0, count;

	if (fd < 0)
		fd = memfd_create("journal", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (journal_load(&j, path, &diag) != 0) {
		FUZZ_REQUIRE(diag.what[0]);
		return 0;
	}
	count = read_all(j, 1, &one);
	FUZZ_REQUIRE(count == read_all(j, 16, &many) && one == many);
	FUZZ_REQUIRE(journal_end(j) - journal_first(j) == count);
	journal_close(j);
	return 0;
}
