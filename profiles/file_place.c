/* Offsets into lines and columns. Knows nothing of what the text says. */
#include "profiles/file_place.h"

#include <stdbool.h>

struct file_places file_places(const char *bytes, size_t len)
{
	return (struct file_places){.bytes = bytes, .len = len, .line = 1};
}

static bool ends_line(const struct file_places *p, size_t i)
{
	if (p->bytes[i] == '\n')
		return true;
	return p->bytes[i] == '\r' && !(i + 1 < p->len && p->bytes[i + 1] == '\n');
}

struct file_place file_place_at(struct file_places *p, size_t at)
{
	if (at < p->start) {
		p->line = 1;
		p->start = 0;
	}
	for (size_t i = p->start; i < at && i < p->len; i++) {
		if (!ends_line(p, i))
			continue;
		p->line++;
		p->start = i + 1;
	}
	return (struct file_place){p->line, at - p->start + 1};
}
