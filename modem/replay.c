/* The player of a recorded session: see replay.h. Knows times and places, nothing of modems. */
#include "modem/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLAY_BATCH 64

struct replay {
	struct journal *shown;  /* for views: ends where we are */
	struct journal *played; /* for us: its buffers are not theirs */
	struct journal_record batch[REPLAY_BATCH];
	size_t have, used;
	uint64_t at; /* place of the record that comes next */
	uint64_t passed;
	uint64_t begin_ms, end_ms;
	double speed;
	bool paused, stepping, seeking;
	uint64_t seek_ms;
	uint64_t
		step_to; /* place before which a step ends; 0: behind the next record that is not blank */
	uint64_t base_ms,
		base_clock_ms; /* on the caller's clock; then the recording's showed this */
	char file[512];
	uint8_t bytes[JOURNAL_BYTES_MAX]; /* of the record given out: peeking must not spoil it */
};

/* --- opening -------------------------------------------------------------------------------- */

/* "FILE@8": cuts the speed off. An @ with anything else behind it belongs to the name. */
static double cut_speed(char *file)
{
	char *sign = strrchr(file, '@'), *end;
	double speed;

	if (!sign || !sign[1])
		return 1;
	if (!strcmp(sign + 1, "max")) {
		*sign = '\0';
		return 0;
	}
	speed = strtod(sign + 1, &end);
	if (*end || !(speed >= 0) || strspn(sign + 1, "0123456789.") != strlen(sign + 1))
		return 1;
	*sign = '\0';
	return speed > REPLAY_SPEED_MAX ? 0 : speed;
}

static uint64_t has_time(const struct journal_record *record)
{
	return record->kind != JOURNAL_BROKEN && record->wall_ms > 0 ? (uint64_t)record->wall_ms
								     : 0;
}

static uint64_t first_time(const struct journal *j)
{
	struct journal_record record;
	uint64_t ms = 0;

	for (uint64_t at = journal_first(j); !ms && journal_read(j, at, &record, 1) == 1;
		at = record.next)
		ms = has_time(&record);
	return ms;
}

static uint64_t last_time(const struct journal *j)
{
	struct journal_record record;
	uint64_t ms = 0;

	for (uint64_t at = journal_end(j); !ms && journal_read_back(j, at, &record, 1) == 1;
		at = record.place)
		ms = has_time(&record);
	return ms;
}

static int nothing_there(struct qlw_diag *diag, const char *file)
{
	qlw_diag_set(diag, QLW_EFORM, "%.200s: no recorded session", file);
	qlw_diag_hint(diag, "a journal of qlw, or a terminal's log");
	return QLW_EFORM;
}

int replay_open(struct replay **out, const char *spec, uint64_t now_ms, struct qlw_diag *diag)
{
	struct replay *r = calloc(1, sizeof(*r));
	int err;

	*out = NULL;
	if (!r)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	snprintf(r->file, sizeof(r->file), "%s", spec);
	r->speed = cut_speed(r->file);
	err = journal_load_any(&r->shown, r->file, diag);
	if (!err && !(r->played = journal_again(r->shown)))
		err = qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	if (!err) {
		r->begin_ms = first_time(r->shown);
		r->end_ms = last_time(r->shown);
		err = r->begin_ms ? 0 : nothing_there(diag, r->file);
	}
	if (err) {
		replay_close(r);
		return err;
	}
	r->base_ms = now_ms;
	r->base_clock_ms = r->begin_ms;
	journal_show_until(r->shown, 0, 0);
	*out = r;
	return 0;
}

void replay_close(struct replay *r)
{
	if (!r)
		return;
	journal_close(r->shown);
	journal_close(r->played);
	free(r);
}

struct journal *replay_journal(struct replay *r)
{
	return r->shown;
}

const char *replay_file(const struct replay *r)
{
	return r->file;
}

/* --- the clock ------------------------------------------------------------------------------ */

static void set_clock(struct replay *r, uint64_t clock_ms, uint64_t now_ms)
{
	r->base_ms = now_ms;
	r->base_clock_ms = clock_ms;
}

static bool over(const struct replay *r)
{
	return r->at >= journal_end(r->played);
}

/* Records pass by the clock. */
static bool runs(const struct replay *r)
{
	return !r->paused && !r->seeking && !r->stepping && r->speed > 0 && !over(r);
}

uint64_t replay_clock_ms(const struct replay *r, uint64_t now_ms)
{
	if (!runs(r) || now_ms <= r->base_ms)
		return r->base_clock_ms;
	return r->base_clock_ms + (uint64_t)((double)(now_ms - r->base_ms) * r->speed);
}

uint64_t replay_real_ms(const struct replay *r, uint64_t clock_ms)
{
	if (clock_ms <= r->base_clock_ms)
		return r->base_ms;
	if (clock_ms == UINT64_MAX || !runs(r))
		return UINT64_MAX;
	return r->base_ms + (uint64_t)((double)(clock_ms - r->base_clock_ms) / r->speed) + 1;
}

/* --- records -------------------------------------------------------------------------------- */

static const struct journal_record *next_record(struct replay *r)
{
	if (r->used == r->have) {
		r->used = 0;
		r->have = journal_read(r->played, r->at, r->batch, REPLAY_BATCH);
	}
	return r->used < r->have ? &r->batch[r->used] : NULL;
}

static uint64_t time_at(const struct replay *r, const struct journal_record *record)
{
	return record->wall_ms > 0 ? (uint64_t)record->wall_ms : r->base_clock_ms;
}

static bool is_blank(const struct journal_record *record)
{
	if (record->kind != JOURNAL_RX)
		return record->kind == JOURNAL_BROKEN;
	for (size_t i = 0; i < record->len; i++)
		if (record->bytes[i] != '\r' && record->bytes[i] != '\n')
			return false;
	return true;
}

/* A seek ends before the first record that is later; the clock then shows what was asked for. */
static bool sought(struct replay *r, const struct journal_record *record, uint64_t now_ms)
{
	if (time_at(r, record) <= r->seek_ms)
		return false;
	r->seeking = false;
	set_clock(r, r->seek_ms, now_ms);
	return true;
}

static bool is_due(struct replay *r, const struct journal_record *record, uint64_t now_ms)
{
	if (r->seeking && !sought(r, record, now_ms))
		return true;
	if (r->stepping)
		return true;
	if (r->paused)
		return false;
	return r->speed == 0 || record->kind == JOURNAL_HEADER ||
	       time_at(r, record) <= replay_clock_ms(r, now_ms);
}

static void take(struct replay *r, const struct journal_record *record)
{
	r->used++;
	r->at = record->next;
	r->passed++;
}

static void pass(struct replay *r, const struct journal_record *record, uint64_t now_ms)
{
	uint64_t at_ms = time_at(r, record);
	bool jumps = r->seeking || r->stepping || r->speed == 0 || record->kind == JOURNAL_HEADER;

	if (jumps)
		set_clock(r, at_ms, now_ms);
	take(r, record);
	if (r->stepping && (r->step_to ? r->at >= r->step_to : !is_blank(record)))
		r->stepping = false;
	if (over(r)) {
		r->seeking = r->stepping = false;
		set_clock(r, at_ms, now_ms);
	}
}

bool replay_next(struct replay *r, uint64_t now_ms, struct journal_record *record)
{
	const struct journal_record *next = next_record(r);

	if (next && is_due(r, next, now_ms)) {
		*record = *next;
		memcpy(r->bytes, next->bytes, next->len);
		record->bytes = r->bytes;
		pass(r, next, now_ms);
		journal_show_until(r->shown, r->at, r->passed);
		return true;
	}
	return false;
}

bool replay_peek(struct replay *r, struct journal_record *record)
{
	const struct journal_record *next = next_record(r);

	if (next)
		*record = *next;
	return next != NULL;
}

void replay_skip(struct replay *r)
{
	const struct journal_record *next = next_record(r);

	if (!next)
		return;
	take(r, next);
	journal_show_until(r->shown, r->at, r->passed);
}

uint64_t replay_deadline_ms(const struct replay *r)
{
	struct journal_record ahead[1];

	if (over(r))
		return UINT64_MAX;
	if (r->seeking || r->stepping || (r->speed == 0 && !r->paused))
		return 0;
	if (r->used < r->have)
		return replay_real_ms(r, time_at(r, &r->batch[r->used]));
	if (journal_read(r->played, r->at, ahead, 1) != 1)
		return UINT64_MAX;
	return ahead->kind == JOURNAL_HEADER && !r->paused ? 0
							   : replay_real_ms(r, time_at(r, ahead));
}

/* --- what the user wants -------------------------------------------------------------------- */

void replay_pause(struct replay *r, bool paused, uint64_t now_ms)
{
	set_clock(r, replay_clock_ms(r, now_ms), now_ms);
	r->paused = paused;
}

void replay_speed(struct replay *r, double speed, uint64_t now_ms)
{
	set_clock(r, replay_clock_ms(r, now_ms), now_ms);
	r->speed = speed > REPLAY_SPEED_MAX ? 0 : speed;
}

void replay_step(struct replay *r, uint64_t now_ms)
{
	replay_pause(r, true, now_ms);
	r->stepping = !over(r);
	r->step_to = 0;
}

void replay_step_to(struct replay *r, uint64_t place, uint64_t now_ms)
{
	replay_pause(r, true, now_ms);
	r->stepping = !over(r) && place > r->at;
	r->step_to = place;
}

bool replay_seek(struct replay *r, uint64_t clock_ms, uint64_t now_ms)
{
	bool back = clock_ms < replay_clock_ms(r, now_ms);

	r->seek_ms = clock_ms < r->begin_ms ? r->begin_ms : clock_ms;
	r->stepping = false;
	if (back) {
		r->at = r->passed = 0;
		r->used = r->have = 0;
		journal_show_until(r->shown, 0, 0);
	}
	r->seeking = !over(r);
	return back;
}

void replay_state(const struct replay *r, uint64_t now_ms, struct replay_state *out)
{
	*out = (struct replay_state){
		.paused = r->paused,
		.over = over(r),
		.seeking = r->seeking || r->stepping,
		.speed = r->speed,
		.begin_ms = r->begin_ms,
		.end_ms = r->end_ms,
		.clock_ms = replay_clock_ms(r, now_ms),
		.place = r->at,
		.places = journal_end(r->played),
	};
}
