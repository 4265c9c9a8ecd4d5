/*
 * Reads a journal with no code of qlw's, so that what writes and what checks share no mistake.
 */
#include "tests/lib/journalcheck.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

const char *journal_check(const char *path, const char *sent, size_t len)
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
