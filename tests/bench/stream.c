/*
 * What a flood consists of, and whether a log holds all of it.
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

static unsigned hex4(const char *at)
{
	char digits[5] = {at[0], at[1], at[2], at[3], 0};

	return (unsigned)strtoul(digits, NULL, 16);
}

/* One character of a JSON string at *at, as the byte it stands for; -1 at its closing quote or when
 * it is no byte. */
static int json_byte(const char **at)
{
	static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	const char *s = *at;

	if (*s == '"' || *s == '\0' || (*s & 0x80))
		return -1;
	*at = s + 1;
	if (*s != '\\')
		return *s;
	*at = s + 2;
	for (const char *e = escapes; *e; e += 2) {
		if (s[1] == e[0])
			return e[1];
	}
	if (s[1] != 'u' || strlen(s) < 6)
		return -1;
	*at = s + 6;
	return hex4(s + 2) < 0x100 ? (int)hex4(s + 2) : -1;
}

/* Compares one record's bytes with what was sent there; false when they differ. */
static bool same_raw(const char *raw, const char *sent, size_t len, size_t *pos)
{
	int byte;

	while ((byte = json_byte(&raw)) >= 0) {
		if (*pos >= len || (unsigned char)sent[*pos] != byte)
			return false;
		(*pos)++;
	}
	return *raw == '"';
}

const char *log_check_journal(const char *path, const char *sent, size_t len)
{
	FILE *f = path ? fopen(path, "r") : NULL;
	char *line = NULL;
	size_t size = 0, pos = 0;
	const char *verdict = NULL;

	if (!f)
		return "no journal";
	while (!verdict && getline(&line, &size, f) > 0) {
		const char *raw = strstr(line, "\"raw\":\"");
		if (!raw || !strstr(line, "\"dir\":\"rx\""))
			continue;
		if (!same_raw(raw + 7, sent, len, &pos))
			verdict = "garbled";
	}
	free(line);
	fclose(f);
	if (!verdict && pos < len)
		return "shorter";
	return verdict ? verdict : "complete";
}
