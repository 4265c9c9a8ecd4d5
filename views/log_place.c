/*
 * Where the Log pane is in the journal. It must not know how lines are drawn.
 */
#include "views/log_view.h"

#include <string.h>

#include "views/views.h"

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
	if (set->count == LOG_OPEN_MAX)
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
void log_view_stop(struct log_view *self, const struct journal *j)
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
		log_view_stop(self, j);
	if (!self->follow)
		self->moving += delta;
}

void log_view_go(struct log_view *self, const struct journal *j, uint64_t record)
{
	log_view_stop(self, j);
	self->cursor = record;
	self->moving = 0;
	self->center = true;
}

void log_view_filtered(struct log_view *self)
{
	self->origin = self->cursor;
	log_window_filtered(&self->window);
	log_window_reset(&self->window, self->cursor);
}

void log_view_search(struct log_view *self, const struct journal *j, bool older)
{
	self->not_found = false;
	log_hunt_start(&self->hunt, j, self->follow ? journal_end(j) : self->cursor, older);
}

void log_view_search_again(struct log_view *self, const struct journal *j)
{
	self->not_found = false;
	log_hunt_start(&self->hunt, j, self->origin, true);
}

bool log_view_selected(const struct log_view *self, uint64_t record)
{
	const uint64_t from = self->anchor < self->cursor ? self->anchor : self->cursor;
	const uint64_t to = self->anchor < self->cursor ? self->cursor : self->anchor;
	return self->selecting && record >= from && record <= to;
}

/* --- for the console -------------------------------------------------------------------------- */

bool view_log_bookmark(
	struct view *v, const struct view_ctx *ctx, const char *note, uint64_t *place, bool *set)
{
	struct log_view *self = (struct log_view *)v;
	if (!ctx->journal || self->cursor >= journal_end(ctx->journal))
		return false;
	*place = self->cursor;
	*set = *note || !log_marks_at(&self->marks, *place);
	return true;
}

void view_log_keep_bookmark(struct view *v, uint64_t place, const char *note)
{
	log_marks_set(&((struct log_view *)v)->marks, place, note, note ? strlen(note) : 0);
}

bool view_log_goto(struct view *v, const struct view_ctx *ctx, uint64_t wall_ms)
{
	struct log_view *self = (struct log_view *)v;
	const struct journal *j = ctx->journal;
	const uint64_t place = j ? journal_at_time(j, (int64_t)wall_ms) : 0;
	if (!j || place >= journal_end(j))
		return false;
	log_view_go(self, j, place);
	return true;
}

void view_log_set_filter(struct view *v, const char *pattern)
{
	struct log_view *self = (struct log_view *)v;
	match_set(&self->finder.filter, pattern);
	log_view_filtered(self);
}

void view_log_set_search(struct view *v, const struct view_ctx *ctx, const char *pattern)
{
	struct log_view *self = (struct log_view *)v;
	match_set(&self->finder.search, pattern);
	if (ctx->journal)
		log_view_search(self, ctx->journal, true);
}
