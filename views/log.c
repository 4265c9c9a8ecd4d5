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
	{"g G", "first line of the file; last line, and follow"},
	{"T", "go to a time"},
	{"Enter", "the bytes of this line as they were on the wire"},
	{"r", "the bytes of every line"},
	{"c", "show echo, queries, answers and OK, too"},
	{"x", "hide or show network, LwM2M, other AT, notes"},
	{"t", "times: of day, since start, since line before"},
	{"/ n N", "search older lines; next older, next newer match"},
	{"f", "show only lines that match; !: those that do not"},
	{"m", "bookmark this line, with a note; again: none"},
	{"u M", "go to the next bookmark; list them"},
	{"v", "select lines: move, then y or w; the mouse drags"},
	{"y w", "copy what is selected; write it to a file"},
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

/* --- reading what is needed ------------------------------------------------------------------- */

static void read_following(
	struct log_view *self, const struct journal *j, size_t rows, size_t *budget)
{
	struct log_window *w = &self->window;
	const uint64_t most = match_active(w->filter) ? 16 * LOG_SKIP : LOG_SKIP;
	if (w->hi < journal_begin(j) || w->hi > journal_end(j) || journal_end(j) - w->hi > most)
		log_window_reset(w, journal_end(j)); /* a flood: what has run through is not read */
	log_window_down(w, j, SIZE_MAX, budget);
	/* what was before this session is above it, for who looks for it */
	if (w->count < rows)
		log_window_up(w, j, match_active(w->filter) ? journal_first(j) : journal_begin(j),
			rows - w->count, budget);
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
	log_marks_read(&self->marks, j, &budget);
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

void log_view_catch_up(struct log_view *self, const struct journal *j)
{
	size_t budget = LOG_BUDGET;
	if (self->moving && !self->follow)
		read_around(self, j, self->rows > 0 ? (size_t)self->rows : 1, &budget);
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
		.selected =
			focus && !self->follow &&
			(entry->record == self->cursor || log_view_selected(self, entry->record)),
		.lit = log_view_selected(self, entry->record),
		.mark = log_marks_at(&self->marks, entry->record),
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
	self->row = r.row;
	self->at_rows = 0;
	for (int row = 0; i < self->window.count && row < r.rows; i++) {
		const struct log_entry *entry = &self->window.entry[i];
		const struct log_look look = look_of(self, i, ctx->focus);
		struct journal_record record;
		const bool read = log_draw_needs(entry, &look) &&
				  journal_read(ctx->journal, entry->record, &record, 1) == 1;
		log_draw(r, row, entry, &look, read ? &record : NULL);
		row += log_draw_rows(entry, &look, r.cols);
		while (self->at_rows < row && self->at_rows < LOG_ROWS_MAX)
			self->at_row[self->at_rows++] = entry->record;
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
	log_view_ask_draw(self, &r);
	self->rows = r.rows;
	prepare(self, ctx->journal);
	if (self->listing)
		log_list_draw(self, r, ctx);
	else if (self->window.count > 0 && r.rows > 0)
		draw_entries(self, r, ctx);
	else
		draw_empty(self, r);
}

/* --- the frame -------------------------------------------------------------------------------- */

/* "LwM2M, network", "everything", "LwM2M, AT": what is shown. */
static void shown_kinds(unsigned hidden, char *out, size_t size)
{
	static const struct {
		unsigned kind;
		const char *name;
	} kinds[] = {{LOG_KIND_LWM2M, "LwM2M"}, {LOG_KIND_NETWORK, "network"}, {LOG_KIND_AT, "AT"},
		{LOG_KIND_NOTES, "notes"}};
	size_t n = 0;
	if ((hidden & ~(unsigned)LOG_KIND_CHATTER) == 0) {
		snprintf(out, size, "%s", hidden ? "LwM2M, network" : "everything");
		return;
	}
	snprintf(out, size, "only what went wrong");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && n < size; i++)
		if (!(hidden & kinds[i].kind))
			n += (size_t)snprintf(
				out + n, size - n, "%s%s", n ? ", " : "only ", kinds[i].name);
}

static void title(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	const struct log_view *self = self_of(v);
	const char *trouble = ctx->journal ? journal_trouble(ctx->journal) : NULL;
	char count[WORDS_MAX], state[48] = "live", kinds[64];
	if (self->selecting)
		snprintf(state, sizeof(state), "selecting: y copies, w writes");
	else if (!self->follow && self->waiting > 0)
		snprintf(
			state, sizeof(state), "%s new below, G", words_count(self->waiting, count));
	else if (!self->follow)
		snprintf(state, sizeof(state), "stopped, G follows");
	shown_kinds(self->window.hidden, kinds, sizeof(kinds));
	if (trouble)
		snprintf(out, size, "not written: %s - %s", journal_reason(trouble), state);
	else if (match_active(&self->finder.filter))
		snprintf(out, size, "only %s - %s", self->finder.filter.pattern, state);
	else
		snprintf(out, size, "%s - %s", kinds, state);
}

/* How much of a search is done. */
static unsigned hunted(const struct log_hunt *h)
{
	return h->all ? (unsigned)((h->all - h->left) * 100 / h->all) : 100;
}

static void footer(struct view *v, const struct view_ctx *ctx, char *out, size_t size)
{
	const struct log_view *self = self_of(v);
	char count[WORDS_MAX];
	bool exact = true;
	const uint64_t n = ctx->journal ? journal_lines(ctx->journal, &exact) : 0;
	const char *keys = "/ search - f filter - Enter raw";
	if (self->hunt.going)
		snprintf(out, size, "searching %s - %u %% - Esc stops", self->finder.search.pattern,
			hunted(&self->hunt));
	else if (self->listing)
		snprintf(out, size, "Enter goes there - d takes away - Esc back");
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
