/*
 * Lines typed before. Knows no readline and no file.
 */
#include "tui/toolkit/past.h"

#include <stdlib.h>
#include <string.h>

#include "tui/toolkit/text.h"

bool past_add(struct past *p, const char *line)
{
	if (!*line || (p->n > 0 && strcmp(p->lines[p->n - 1], line) == 0))
		return false;
	char *copy = strdup(line);

	if (!copy)
		return false;
	if (p->n == PROMPT_HISTORY_MAX) {
		free(p->lines[0]);
		memmove(p->lines, p->lines + 1, --p->n * sizeof(*p->lines));
	}
	p->lines[p->n++] = copy;
	return true;
}

void past_rewind(struct past *p)
{
	free(p->draft);
	p->draft = NULL;
	p->at = p->n;
	p->searching = false;
}

void past_free(struct past *p)
{
	past_rewind(p);
	for (size_t i = 0; i < p->n; i++)
		free(p->lines[i]);
	p->n = p->at = 0;
}

static const char *line_at(const struct past *p, size_t at)
{
	if (at < p->n)
		return p->lines[at];
	return p->draft ? p->draft : "";
}

static void keep_draft(struct past *p, const char *current)
{
	if (p->at < p->n)
		return;
	free(p->draft);
	p->draft = strdup(current);
}

const char *past_step(struct past *p, int step, const char *current)
{
	size_t to = step == -2 ? 0 : step == 2 ? p->n : p->at + (size_t)step;

	if (to == p->at || to > p->n) /* a step below 0 wraps to beyond n */
		return NULL;
	keep_draft(p, current);
	p->at = to;
	return line_at(p, to);
}

/* --- search --------------------------------------------------------------------------------- */

void past_search(struct past *p, const char *current)
{
	keep_draft(p, current);
	p->searching = true;
	p->missed = false;
	p->query[0] = '\0';
	p->before = p->at;
}

/* The first match from at on, in steps; at itself counts. */
static const char *look(struct past *p, size_t at, int step)
{
	p->missed = true;
	for (; p->query[0] && at <= p->n; at += (size_t)step) {
		if (at == p->n || !strstr(p->lines[at], p->query))
			continue;
		p->missed = false;
		p->at = at;
		return p->lines[at];
	}
	p->missed = p->query[0] != '\0';
	return NULL;
}

const char *past_search_type(struct past *p, const char *bytes, size_t n)
{
	size_t len = strlen(p->query);

	if (n == 0) {
		p->query[text_prev(p->query, len)] = '\0';
		/* fewer letters may match something newer again */
		return look(p, p->before, -1);
	}
	if (len + n >= PAST_QUERY_MAX)
		return NULL;
	memcpy(p->query + len, bytes, n);
	p->query[len + n] = '\0';
	return look(p, p->at, -1);
}

const char *past_search_next(struct past *p, int step)
{
	return look(p, p->at + (size_t)step, step);
}

const char *past_search_end(struct past *p, bool undo)
{
	p->searching = false;
	if (!undo)
		return NULL;
	p->at = p->before;
	return line_at(p, p->at);
}
