/*
 * What a flood consists of, and whether another program's log holds all of it.
 */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One URC, as a busy module with several servers sends them. */
static int one_urc(char *line, size_t size, uint64_t *state)
{
	static const char *const names[] = {"INITIAL", "REG_PENDING", "REG_READY", "REG_FAILED"};
	uint64_t r = test_random(state);
	unsigned id = 100 + (unsigned)(r % 4), message = (unsigned)(r >> 8 & 0xffff);

	switch (r >> 24 & 3) {
	case 0:
		return snprintf(line, size, "\r\n+QLWURC: \"event\",%u,%u,\"%s\"\r\n", id,
			(unsigned)(r >> 32 & 3), names[r >> 32 & 3]);
	case 1:
		return snprintf(line, size, "\r\n+QLWURC: \"uldata\",%u,/19/0/0,%u,%u,0\r\n", id,
			message, (unsigned)(r >> 32));
	case 2:
		return snprintf(line, size, "\r\n+QLWURC: \"recv\",/10250/0/3,4,24,\r\n%024llu\r\n",
			(unsigned long long)r);
	default:
		return snprintf(line, size, "\r\n+CEREG: 5,\"%04X\",\"%08X\",8\r\n", message,
			(unsigned)(r >> 32));
	}
}

void stream_fill(struct fake *fake, uint64_t *state, size_t len)
{
	char line[256];

	for (size_t sent = 0; sent < len;) {
		int n = one_urc(line, sizeof line, state);
		fake_send(fake, line, (size_t)n);
		sent += (size_t)n;
	}
}

/* --- logs ------------------------------------------------------------------------------------- */

/* minicom's capture leaves carriage returns out. */
static bool same_but_cr(const char *log, size_t size, const char *sent, size_t len)
{
	size_t at = 0;

	for (size_t i = 0; i < len; i++) {
		if (sent[i] == '\r')
			continue;
		while (at < size && log[at] == '\r')
			at++;
		if (at == size || log[at++] != sent[i])
			return false;
	}
	return true;
}

const char *log_check_plain(const char *path, const char *sent, size_t len)
{
	size_t size = 0;
	char *log = path ? scratch_read_file(path, &size) : NULL;
	const char *verdict = "complete";

	if (!log)
		return "no log";
	if (size < len || memcmp(log, sent, len) != 0)
		verdict =
			same_but_cr(log, size, sent, len) ? "complete but for CRs" : "not the same";
	free(log);
	return verdict;
}
