/*
 * Keeping identity and radio fresh while somebody looks at them, without disturbing: one question at a
 * time, never in front of other commands, never while data move or while the module sleeps, and no
 * round more often than every RADIO_EVERY_MS. All of them only ask. Pure.
 *
 *   radio_next → (submit, done) radio_done → radio_next → … → round over, due again later
 */
#ifndef QLW_MODEM_RADIO_H
#define QLW_MODEM_RADIO_H

#include "modem/model.h"

#define RADIO_EVERY_MS  10000 /* signal, cell, registration, address */
#define RADIO_GLANCE_MS 60000 /* the same, for a panel that stands there all the time */
#define RADIO_SLOW      6     /* timers: once in so many rounds */

/* Why nothing is asked. */
enum radio_pause {
	RADIO_ASKS,
	RADIO_UNSEEN,   /* nobody looks */
	RADIO_ASLEEP,   /* PSM: a question would not be answered, and wakes nobody */
	RADIO_GONE,     /* no port, no answer, or still starting */
	RADIO_TRANSFER, /* data are on their way */
	RADIO_RECORDED, /* a recording is shown */
};

/* What the caller sees, at each call. */
struct radio_view {
	bool looked;   /* the panel is in sight */
	bool glance;   /* beside other things: less often */
	bool transfer; /* a file or data are being moved, or wait for their result */
	bool waits;    /* some other command is under way or queued */
	bool recorded;
	uint64_t now_ms; /* as the model's times */
};

struct radio {
	uint64_t due_ms;  /* of the next round */
	uint64_t seen_ms; /* end of the last one; 0: none yet */
	unsigned next;    /* question of this round */
	unsigned round;
	unsigned refused; /* bit per question that this module answers with an error */
	bool asking;
};

/* Zeroed at first. */
enum radio_pause radio_pause(const struct model *m, const struct radio_view *v);
/* The command to send now, static; NULL: nothing now. Between this and radio_done it asks no other. */
const char *radio_next(struct radio *r, const struct model *m, const struct radio_view *v);
/* It has ended: with a final result, or refused by the module, or not answered. */
void radio_done(struct radio *r, bool refused, uint64_t now_ms);
/* When radio_next is to be called at latest; UINT64_MAX: when something else happens. */
uint64_t radio_deadline_ms(
	const struct radio *r, const struct model *m, const struct radio_view *v);
/* Another module, or the same started anew: what was refused is asked again. */
void radio_restart(struct radio *r);
/* On the user's word: now, though not within a second of the last. */
void radio_hurry(struct radio *r, uint64_t now_ms);

#endif
