/*
 * Log pane: the journal in words. It keeps its place by record numbers, so that nothing jumps when
 * lines come, and reads a bounded number of records a frame.
 */
#include "views/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "views/log_view.h"
#include "views/words.h"

static const struct view_help help[] = {
	{"j k PgUp PgDn", "move; following stops"},
	{"g G", "first line; last line, and follow"},
	{"Enter", "the bytes of this line as they were on the wire"},
	{"r", "the bytes of every line"},
	{"c", "show echo, queries, answers and OK, too"},
	{"t", "times: absolute, since start, since the line before"},
	{"/ n N", "search older lines; next older, next newer match"},
	{"f", "show only lines that match; !: those that do not"},
	{"m u", "bookmark this line; go to the next bookmark"},
	{"y w", "copy this line; write it to a file"},
	{NULL, NULL},
};

enum {
	LOG_SKIP = 32768,    /* more new bytes than this are looked at from the end */
	LOG_COUNTING = 1024, /* records counted a frame while they wait below */
};

static struct log_view *self_of(struct view *v)
{
	return (struct log_view *)v;
}

/* --- sets of records -------------------------------------------------------------------------- */

bool log_set_has(const struct log_set *set, uint64_t record)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->record[i] == record)
			return true;
	return false;
}

static void remove_at(struct log_set *set, size_t i)
{
	set->count--;
	memmove(set->record + i, set->record + i + 1, (set->count - i) * sizeof(set->record[0]));
}

void log_set_toggle(struct log_set *set, uint64_t record)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->record[i] == record) {
			remove_at(set, i);
			return;
		}
	if (set->count == LOG_MARKS_MAX)
		remove_at(set, 0);
	set->record[set->count++] = record;
}

/* --- where we are ----------------------------------------------------------------------------- */

void log_view_follow(struct log_view *self)
{
	self->follow = true;
	self->moving = 0;
	self->waiting = 0;
}

/* From now on new lines are counted, not shown. */
static void stop_following(struct log_view *self, const struct journal *j)
{
	if (!self->follow)
		return;
	self->follow = false;
	self->waiting = 0;
	self->counted_to = journal_end(j);
}

void log_view_move(struct log_view *self, const struct journal *j, long delta)
{
	if (delta < 0)
		stop_following(self, j);
	if (!self->follow)
		self->moving += delta;
}

void log_view_go(struct log_view *self, const struct journal *j, uint64_t record)
{
	stop_following(self, j);
	self->cursor = record;
	self->moving = 0;
	self->center = true;
}

void log_view_filtered(struct log_view *self)
{
	log_window_filtered(&self->window);
	log_window_reset(&self->window, self->cursor);
}

void log_view_search(struct log_view *self, const struct journal *j, bool older)
{
	self->not_found = false;
	log_hunt_start(&self->hunt, j, self->follow ? journal_end(j) : self->cursor, older);
}

/* --- reading what is needed ------------------------------------------------------------------- */

static void read_following(
	struct log_view *self, const struct journal *j, size_t rows, size_t *budget)
{
	struct log_window *w = &self->window;
	const uint64_t most = match_active(w->filter) ? 16 * LOG_SKIP : LOG_SKIP;
	if (w->hi > journal_end(j) || journal_end(j) - w->hi > most)
		log_window_reset(w, journal_end(j)); /* a flood: what has run through is not read */
	log_window_down(w, j, SIZE_MAX, budget);
	if (w->count < rows)
		log_window_up(w, j, journal_begin(j), rows - w->count, budget);
	if (w->count > 0)
		self->cursor = w->entry[w->count - 1].record;
}

/* True when the journal has nothing more to show in the direction of a move. */
static bool at_edge(const struct log_window *w, const struct journal *j, long delta)
{
	return delta < 0 ? w->lo <= journal_first(j) : w->hi >= journal_end(j);
}

static void finish_move(struct log_view *self, const struct journal *j, size_t at)
{
	struct log_window *w = &self->window;
	const long count = (long)w->count, to = (long)at + self->moving;
	const long reached = to < 0 ? 0 : to >= count ? count - 1 : to;
	if (count == 0)
		return;
	if (reached != to && at_edge(w, j, self->moving)) {
		if (to >= count)
			log_view_follow(self);
		self->moving = 0;
	} else {
		self->moving = to - reached;
	}
	self->cursor = w->entry[reached].record;
}

static size_t magnitude(long n)
{
	return (size_t)(n < 0 ? -n : n);
}

static void read_around(struct log_view *self, const struct journal *j, size_t rows, size_t *budget)
{
	struct log_window *w = &self->window;
	const size_t want = rows + magnitude(self->moving);
	if (self->cursor < w->lo || self->cursor >= w->hi)
		log_window_reset(w, self->cursor);
	size_t at = log_window_find(w, self->cursor);
	if (w->count - at < want)
		log_window_down(w, j, want - (w->count - at), budget);
	at = log_window_find(w, self->cursor);
	if (at < want)
		log_window_up(w, j, journal_first(j), want - at, budget);
	at = log_window_find(w, self->cursor);
	if (at == w->count && at > 0)
		at--;
	finish_move(self, j, at);
}

static bool count_waiting(
	void *ctx, const struct log_entry *entry, const struct journal_record *record)
{
	struct log_view *self = ctx;
	self->waiting += log_window_shows(&self->window, entry, record);
	return true;
}

static void read_waiting(struct log_view *self, const struct journal *j, size_t *budget)
{
	const uint64_t end = journal_end(j);
	if (self->counted_to < journal_first(j))
		self->counted_to = journal_first(j);
	while (self->counted_to<end && * budget> 0)
		self->counted_to =
			log_window_scan(j, self->counted_to, end, budget, count_waiting, self);
}

static void read_hunt(struct log_view *self, const struct journal *j, size_t *budget)
{
	uint64_t found = 0;
	const enum hunt_result result =
		log_hunt_step(&self->hunt, &self->window, j, budget, &found);
	if (result == HUNT_RESULT_FOUND)
		log_view_go(self, j, found);
	self->not_found = result == HUNT_RESULT_NONE;
}

static void read_base(struct log_view *self, const struct journal *j)
{
	struct journal_record record;
	if (!self->base_ms && journal_read(j, journal_begin(j), &record, 1) == 1)
		self->base_ms = (uint64_t)record.wall_ms;
}

static void read_all(struct log_view *self, const struct journal *j)
{
	size_t budget = LOG_BUDGET, counting = LOG_COUNTING;
	const size_t rows = self->rows > 0 ? (size_t)self->rows : 1;
	read_base(self, j);
	if (self->hunt.going)
		read_hunt(self, j, &budget);
	if (self->follow)
		read_following(self, j, rows, &budget);
	else
		read_around(self, j, rows, &budget);
	if (!self->follow)
		read_waiting(self, j, &counting);
	self->busy = self->hunt.going || budget == 0 || counting == 0;
}

/* The frame around was drawn before this: when it says something else now, once more. */
static void prepare(struct log_view *self, const struct journal *j)
{
	const bool going = self->hunt.going, follow = self->follow;
	const uint64_t waiting = self->waiting;
	read_all(self, j);
	if (going != self->hunt.going || follow != self->follow || waiting != self->waiting)
		self->busy = true;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static struct log_look look_of(const struct log_view *self, size_t i, bool focus)
{
	const struct log_entry *entry = &self->window.entry[i];
	const bool open = log_set_has(&self->open, entry->record);
	return (struct log_look){
		.times = self->times,
		.base_ms = self->base_ms,
		.previous_ms = i > 0 ? self->window.entry[i - 1].wall_ms : 0,
		.raw = self->raw || open,
		.open = open,
		.selected = focus && !self->follow && entry->record == self->cursor,
		.marked = log_set_has(&self->marks, entry->record),
		.search = &self->finder.search,
	};
}

static int rows_of(const struct log_view *self, size_t i, int cols)
{
	const struct log_look look = look_of(self, i, false);
	return log_draw_rows(&self->window.entry[i], &look, cols);
}

/* The entry to draw first, so that the cursor is in sight and, following, the end is. */
static size_t first_shown(struct log_view *self, struct region r)
{
	const struct log_window *w = &self->window;
	size_t cursor = log_window_find(w, self->cursor), top = log_window_find(w, self->top);
	if (cursor >= w->count)
		cursor = w->count - 1;
	if (self->center)
		top = cursor > (size_t)r.rows / 2 ? cursor - (size_t)r.rows / 2 : 0;
	if (self->follow || top > cursor)
		top = self->follow ? 0 : cursor;
	self->center = false;
	int used = 0;
	for (size_t i = cursor + 1; i-- > top;) {
		used += rows_of(self, i, r.cols);
		if (used > r.rows && i < cursor)
			return i + 1;
	}
	return top;
}

static void draw_entries(struct log_view *self, struct region r, const struct view_ctx *ctx)
{
	size_t i = first_shown(self, r);
	self->top = self->window.entry[i].record;
	for (int row = 0; i < self->window.count && row < r.rows; i++) {
		const struct log_entry *entry = &self->window.entry[i];
		const struct log_look look = look_of(self, i, ctx->focus);
		struct journal_record record;
		const bool read = log_draw_needs(entry, &look) &&
				  journal_read(ctx->journal, entry->record, &record, 1) == 1;
		log_draw(r, row, entry, &look, read ? &record : NULL);
		row += log_draw_rows(entry, &look, r.cols);
	}
}

static void draw_empty(const struct log_view *self, struct region r)
{
	const char *text = "Nothing was sent or received yet.";
	if (self->busy)
		text = "Looking for lines that match…";
	else if (match_active(&self->finder.filter))
		text = "No line matches the filter; f changes it.";
	region_wrap(r, 0, r.rows, ROLE_DIM, text);
}

static void draw(struct view *v, struct region r, const struct view_ctx *ctx)
{
	struct log_view *self = self_of(v);
	if (!ctx->journal) {
		region_text(r, 0, 0, ROLE_DIM, "There is no journal.");
		return;
	}
	finder_draw(&self->finder, &r);
	self->rows = r.rows;
	prepare(self, ctx->journal);
	if (self->window.count > 0 && r.rows > 0)
		draw_entries(self, r, ctx);
	else
		draw_empty(self, r);
}

/* --- the frame -------------------------------------------------------------------------------- */

static void title(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	const struct log_view *self = self_of(v);
	const char *trouble = ctx->journal ? journal_trouble(ctx->journal) : NULL;
	char count[WORDS_MAX], state[48] = "live";
	if (!self->follow && self->waiting > 0)
		snprintf(
			state, sizeof(state), "%s new below, G", words_count(self->waiting, count));
	else if (!self->follow)
		snprintf(state, sizeof(state), "stopped, G follows");
	if (trouble)
		snprintf(out, size, "not written: %s - %s", trouble, state);
	else if (match_active(&self->finder.filter))
		snprintf(out, size, "only %s - %s", self->finder.filter.pattern, state);
	else
		snprintf(out, size, "%s - %s",
			!self->window.hidden ? "everything" : "LwM2M, network", state);
}

static void footer(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	const struct log_view *self = self_of(v);
	char count[WORDS_MAX];
	bool exact = true;
	const uint64_t n = ctx->journal ? journal_lines(ctx->journal, &exact) : 0;
	const char *keys = "/ search - f filter - Enter raw";
	if (self->hunt.going)
		snprintf(out, size, "searching %s - Esc stops", self->finder.search.pattern);
	else if (self->not_found)
		snprintf(out, size, "nothing matches %s", self->finder.search.pattern);
	else if (self->follow) /* a count that changes with each line would cost as much as the line
				*/
		snprintf(out, size, "%s", keys);
	else
		snprintf(out, size, "%s%s lines - %s", exact ? "" : "about ", words_count(n, count),
			keys);
}

static uint64_t deadline_ms(struct view *v, const struct view_ctx *ctx)
{
	return self_of(v)->busy ? ctx->now_ms : UINT64_MAX;
}

static void release(struct view *v)
{
	struct log_view *self = self_of(v);
	finder_clear(&self->finder);
	free(self);
}

static const struct view_ops ops = {
	"Log", help, title, footer, draw, log_view_key, deadline_ms, release};

struct view *view_log_new(void)
{
	struct log_view *self = calloc(1, sizeof(*self));
	if (!self)
		return NULL;
	self->view.ops = &ops;
	self->follow = true;
	self->window.hidden = LOG_KIND_CHATTER;
	self->window.filter = &self->finder.filter;
	self->hunt.match = &self->finder.search;
	log_window_reset(&self->window, 0);
	return &self->view;
}

void view_log_set_filter(struct view *v, const char *pattern)
{
	match_set(&self_of(v)->finder.filter, pattern);
	log_view_filtered(self_of(v));
}

void view_log_set_search(struct view *v, const struct view_ctx *ctx, const char *pattern)
{
	struct log_view *self = self_of(v);
	match_set(&self->finder.search, pattern);
	if (ctx->journal)
		log_view_search(self, ctx->journal, true);
}
