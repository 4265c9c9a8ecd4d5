/* Edit distance between short words. Knows nothing of what the words mean. */
#include "tui/toolkit/near.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define NEAR_MAX 31

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;
	return m < c ? m : c;
}

static int lower(char c)
{
	return tolower((unsigned char)c);
}

size_t near_distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	if (n > NEAR_MAX || m > NEAR_MAX)
		return SIZE_MAX;
	size_t d[NEAR_MAX + 1][NEAR_MAX + 1];
	for (size_t i = 0; i <= n; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= m; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++) {
			bool same = lower(a[i - 1]) == lower(b[j - 1]);
			d[i][j] = min3(
				d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same ? 0 : 1));
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
				lower(a[i - 2]) == lower(b[j - 1]) && d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	}
	return d[n][m];
}

struct near near_begin(const char *word)
{
	/* A third of the word may be wrong, and at least one letter. */
	size_t wrong = strlen(word) / 3;
	return (struct near){.word = word, .distance = (wrong ? wrong : 1) + 1};
}

void near_offer(struct near *n, const char *candidate)
{
	size_t distance = near_distance(n->word, candidate);
	size_t len = strlen(n->word);
	size_t short_len = len < strlen(candidate) ? len : strlen(candidate);
	if (short_len > 2 && distance > 1 && !strncasecmp(n->word, candidate, short_len))
		distance = 1; /* one is the beginning of the other: regi, register, reg */
	if (distance < n->distance) {
		n->best = candidate;
		n->distance = distance;
	}
}
