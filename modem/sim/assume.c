/* The table of assumptions. Knows nobody who uses it. */
#include "modem/sim/assume.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int preset, least, most;
	const char *text;
} rows[] = {
#define ASSUME_ROW(member, name, preset, least, most, text) {name, preset, least, most, text},
	ASSUMPTIONS(ASSUME_ROW)
#undef ASSUME_ROW
};

void assume_defaults(struct assumptions *a)
{
	for (size_t i = 0; i < ASSUME_COUNT; i++)
		a->value[i] = rows[i].preset;
}

bool assume_set(struct assumptions *a, const char *name_value)
{
	const char *equals = strchr(name_value, '=');
	if (!equals)
		return false;
	size_t len = (size_t)(equals - name_value);
	for (size_t i = 0; i < ASSUME_COUNT; i++) {
		if (strlen(rows[i].name) != len || strncmp(rows[i].name, name_value, len) != 0)
			continue;
		char *end;
		long n = strtol(equals + 1, &end, 10);
		if (end == equals + 1 || *end || n < rows[i].least || n > rows[i].most)
			return false;
		a->value[i] = (int)n;
		return true;
	}
	return false;
}

void assume_list(FILE *to)
{
	for (size_t i = 0; i < ASSUME_COUNT; i++)
		fprintf(to, "  %-18s %-6d %s\n", rows[i].name, rows[i].preset, rows[i].text);
}
