/*
 * Journal reader: any file. Promises: every line is a record or counted as broken; what is read
 * back does not depend on how many records are asked for at a time.
 */
#define _GNU_SOURCE
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "modem/journal/journal.h"

static void add_up(uint64_t *sum, const struct journal_record *r)
{
	*sum += (r->place * 31 + r->len) * 31 + (unsigned)r->kind;
	for (size_t b = 0; b < r->len; b++)
		*sum += (b + 1) * (r->bytes[b] + r->place + 1);
}

static uint64_t read_all(const struct journal *j, size_t at_a_time, uint64_t *sum)
{
	struct journal_record records[16];
	uint64_t count = 0;
	size_t n;

	for (uint64_t at = journal_first(j); (n = journal_read(j, at, records, at_a_time)) > 0;
		count += n) {
		FUZZ_REQUIRE(n <= at_a_time);
		for (size_t i = 0; i < n; i++) {
			FUZZ_REQUIRE(records[i].place == at && records[i].next > at);
			add_up(sum, &records[i]);
			at = records[i].next;
		}
	}
	return count;
}

static uint64_t read_all_back(const struct journal *j, size_t at_a_time, uint64_t *sum)
{
	struct journal_record records[16];
	uint64_t count = 0;
	size_t n;

	for (uint64_t at = journal_end(j); (n = journal_read_back(j, at, records, at_a_time)) > 0;
		count += n) {
		FUZZ_REQUIRE(n <= at_a_time && records[n - 1].next == at);
		for (size_t i = 0; i < n; i++)
			add_up(sum, &records[i]);
		at = records[0].place;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	char path[64];
	struct journal *j;
	struct qlw_diag diag;
	uint64_t one = 0, many = 0, back = 0, count;

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
	FUZZ_REQUIRE(count == read_all_back(j, 1 + size % 16, &back) && one == back);
	journal_close(j);
	return 0;
}
