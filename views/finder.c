/*
 * Typing patterns and going from match to match. It must not know what the rows are.
 */
#include "views/finder.h"

#include <stdio.h>
#include <string.h>

enum {
	ROW_TEXT_MAX = 512
};

static struct match *asked(struct finder *f)
{
	return f->asking == 'f' ? &f->filter : &f->search;
}

static void ask(struct finder *f, char what)
{
	f->asking = what;
	snprintf(f->before, sizeof(f->before), "%s", asked(f)->pattern);
	edit_start(&f->input, what == 'f' ? f->filter.pattern : NULL, MATCH_PATTERN_MAX - 1, false);
}

static enum finder_result take(struct finder *f, const char *pattern)
{
	if (!strcmp(asked(f)->pattern, pattern))
		return FINDER_RESULT_DONE;
	match_set(asked(f), pattern);
	return f->asking == 'f' ? FINDER_RESULT_FILTER : FINDER_RESULT_TYPED;
}

/* Nothing typed: the search before goes on. */
static enum finder_result answer(struct finder *f)
{
	const bool search = f->asking == '/', again = search && !f->input.text[0];
	f->asking = 0;
	if (again)
		match_set(&f->search, f->before);
	return again ? FINDER_RESULT_NEXT : search ? FINDER_RESULT_ENTERED : FINDER_RESULT_DONE;
}

static enum finder_result typing(struct finder *f, const struct key *key)
{
	char before[MATCH_PATTERN_MAX];
	if (key->code == KEYCODE_ENTER)
		return answer(f);
	if (key->code == KEYCODE_ESC) {
		memcpy(before, f->before, sizeof(before));
		const enum finder_result result = take(f, before);
		f->asking = 0;
		return result;
	}
	return edit_key(&f->input, key) ? take(f, f->input.text) : FINDER_RESULT_NONE;
}

enum finder_result finder_key(struct finder *f, const struct key *key)
{
	if (f->asking)
		return typing(f, key);
	if (key->code == KEYCODE_ESC && match_active(&f->filter)) {
		match_clear(&f->filter);
		return FINDER_RESULT_FILTER;
	}
	if (key_is(key, "n") || key_is(key, "N"))
		return key_is(key, "n") ? FINDER_RESULT_NEXT : FINDER_RESULT_PREVIOUS;
	if (!key_is(key, "/") && !key_is(key, "f"))
		return FINDER_RESULT_NONE;
	ask(f, key_is(key, "/") ? '/' : 'f');
	return FINDER_RESULT_DONE;
}

void finder_draw(const struct finder *f, struct region *r)
{
	if (!f->asking)
		return;
	struct region line = region_cut_bottom(r, 1);
	region_fill(line, ROLE_TEXT);
	region_text(line, 0, 0, ROLE_KEY, "%s", f->asking == '/' ? "search /" : "filter ");
	edit_draw(&f->input, line, 0, 8, line.cols - 8, ROLE_INPUT, true);
}

void finder_clear(struct finder *f)
{
	match_clear(&f->search);
	match_clear(&f->filter);
}

size_t finder_find(const struct finder *f, size_t at, size_t count, bool previous,
	void (*text)(void *ctx, size_t i, char *out, size_t size), void *ctx)
{
	char row[ROW_TEXT_MAX];
	if (!match_active(&f->search))
		return SIZE_MAX;
	for (size_t step = 1; step <= count; step++) {
		const size_t i = (previous ? at + count - step : at + step) % count;
		text(ctx, i, row, sizeof(row));
		if (match_test(&f->search, row))
			return i;
	}
	return SIZE_MAX;
}
