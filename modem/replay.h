/*
 * A recorded session that passes again: which records are due, by the clock of the recording. Pure:
 * the caller's clock goes in, records come out. What they mean is the session's.
 *
 * The clock of the recording stands at the last record or between two; where one session ends in
 * the file and the next begins it jumps, since nothing was recorded there.
 */
#ifndef QLW_MODEM_REPLAY_H
#define QLW_MODEM_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/journal/journal.h"

struct replay;

#define REPLAY_SPEED_MAX 1000000.0 /* more than this, or "max": as fast as it goes */

/* FILE or FILE@SPEED: a number, or "max" (the same as 0) for as fast as it goes; without, as fast
 * as it was. The journal is at the caller's for reading, and dies with the replay. */
int replay_open(struct replay **out, const char *spec, uint64_t now_ms, struct qlw_diag *diag);
void replay_close(struct replay *r); /* NULL is allowed */
struct journal *replay_journal(struct replay *r);
const char *replay_file(const struct replay *r);

/* The next record, if it is due; else false. Its bytes are valid until the next call. */
bool replay_next(struct replay *r, uint64_t now_ms, struct journal_record *record);
/* The record after it, due or not; false at the end. */
bool replay_peek(struct replay *r, struct journal_record *record);
void replay_skip(struct replay *r); /* takes what replay_peek showed */

/* When the next record is due on the caller's clock; 0 at once, UINT64_MAX never. */
uint64_t replay_deadline_ms(const struct replay *r);

/* The recording's clock. */
uint64_t replay_clock_ms(const struct replay *r, uint64_t now_ms);
/* When the recording's clock will show this, on the caller's; UINT64_MAX while it stands. */
uint64_t replay_real_ms(const struct replay *r, uint64_t clock_ms);

void replay_pause(struct replay *r, bool paused, uint64_t now_ms);
void replay_speed(struct replay *r, double speed, uint64_t now_ms); /* 0: as fast as it goes */
/* The next record is due at once (after blank ones), and then it pauses. */
void replay_step(struct replay *r, uint64_t now_ms);
/* All records before this place are due at once, and then it pauses. */
void replay_step_to(struct replay *r, uint64_t place, uint64_t now_ms);
/* All records up to this time are due at once. True if it went back: what was made of the records
 * so far is void, they come again from the first. */
bool replay_seek(struct replay *r, uint64_t clock_ms, uint64_t now_ms);

struct replay_state {
	bool paused, over;
	bool seeking; /* records pass without regard to time, until a time or a step is reached */
	double speed; /* 0: as fast as it goes */
	uint64_t begin_ms, end_ms, clock_ms; /* of the recording: first, last record, now */
	uint64_t place, places;              /* of the next record, and behind the last */
};
void replay_state(const struct replay *r, uint64_t now_ms, struct replay_state *out);

#endif
