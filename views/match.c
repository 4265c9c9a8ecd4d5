/*
 * Patterns. It must not know what is searched.
 */
#include "views/match.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

void match_set(struct match *m, const char *pattern)
{
	match_clear(m);
	snprintf(m->pattern, sizeof(m->pattern), "%s", pattern);
	m->inverted = m->pattern[0] == '!' && m->pattern[1];
	if (m->pattern[0])
		m->compiled =
			regcomp(&m->regex, m->pattern + m->inverted, REG_EXTENDED | REG_ICASE) == 0;
}

void match_clear(struct match *m)
{
	if (m->compiled)
		regfree(&m->regex);
	m->compiled = m->inverted = false;
	m->pattern[0] = '\0';
}

bool match_active(const struct match *m)
{
	return m->pattern[0] != '\0';
}

static bool find_plain(const char *text, const char *word, size_t *start, size_t *len)
{
	const size_t n = strlen(word);
	for (const char *p = text; *p; p++) {
		if (strncasecmp(p, word, n) != 0)
			continue;
		*start = (size_t)(p - text);
		*len = n;
		return true;
	}
	return false;
}

static bool find(const struct match *m, const char *text, size_t *start, size_t *len)
{
	regmatch_t at;
	if (!m->compiled)
		return find_plain(text, m->pattern + m->inverted, start, len);
	if (regexec(&m->regex, text, 1, &at, 0) != 0)
		return false;
	*start = (size_t)at.rm_so;
	*len = (size_t)(at.rm_eo - at.rm_so);
	return true;
}

bool match_test(const struct match *m, const char *text)
{
	size_t start, len;
	return !match_active(m) || find(m, text, &start, &len) != m->inverted;
}

bool match_find(const struct match *m, const char *text, size_t *start, size_t *len)
{
	return match_active(m) && !m->inverted && find(m, text, start, len) && *len > 0;
}
