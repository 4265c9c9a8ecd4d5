/*
 * The loop: one thread, one ppoll. Signals are blocked outside of it, so none is ever seen late or
 * twice. There is no tick: with nothing to do and no deadline it sleeps until a byte or a signal
 * comes.
 *
 * Child processes inherit blocked signals: whoever starts one empties its signal mask before exec.
 */
#ifndef QLW_TUI_LOOP_H
#define QLW_TUI_LOOP_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "modem/err.h"

enum {
	LOOP_SOURCES_MAX = 80
};

/* Someone who waits for a descriptor, for a time, or both. All are called from loop_turn only, and
 * may add and remove sources, themselves included. Any function may be NULL. */
struct loop_source {
	void *ctx;
	/* Asked before every wait. fd -1: no descriptor now. */
	struct pollfd (*pollfd)(void *ctx);
	/* revents != 0. Read a bounded amount and return: the others wait. */
	void (*ready)(void *ctx, short revents, uint64_t now_ms);
	/* Asked before every wait (monotonic ms), UINT64_MAX: never. */
	uint64_t (*deadline_ms)(void *ctx);
	/* The deadline has come. It must move on or go away, else the loop spins. */
	void (*tick)(void *ctx, uint64_t now_ms);
};

enum loop_signal {
	LOOP_SIGNAL_INT = 1,
	LOOP_SIGNAL_TERM = 2,
	LOOP_SIGNAL_HUP = 4,
	LOOP_SIGNAL_QUIT = 8,
	LOOP_SIGNAL_WINCH = 16,
	LOOP_SIGNAL_TSTP = 32, /* not the key: someone's kill */
	LOOP_SIGNAL_CONT = 64,
	LOOP_SIGNAL_CHLD = 128,
	LOOP_SIGNAL_USR1 = 256,
};

struct loop;

/* Blocks and handles the signals above and ignores SIGPIPE; loop_free puts all back. One at a time.
 * NULL when out of memory. */
struct loop *loop_new(void);
void loop_free(struct loop *l);

/* Copies *source; returns an id for loop_remove (>= 0), or QLW_ENOMEM when all places are taken. */
int loop_add(struct loop *l, const struct loop_source *source);
void loop_remove(struct loop *l, int id);

/* Waits until something is to be done, does it, and returns the signals that came (enum
 * loop_signal, ored; 0: none). Descriptors first, then times that have come. */
unsigned loop_turn(struct loop *l);

/* The same, waiting no longer than until until_ms. */
unsigned loop_turn_until(struct loop *l, uint64_t until_ms);

/* Monotonic milliseconds. */
uint64_t loop_now_ms(void);

/* --- when to paint (pure) ------------------------------------------------------------------- */

/*
 * Paint at once when the screen has been still, else once in PACE_FAST_MS; when there has been
 * something to paint without a pause for PACE_FLOOD_AFTER_MS, once in PACE_FLOOD_MS, because nobody
 * can read it anyway. Start with zeroes.
 */
enum {
	PACE_FAST_MS = 17,
	PACE_FLOOD_AFTER_MS = 500,
	PACE_FLOOD_MS = 50,
};

struct pace {
	bool dirty;       /* something is to be painted */
	bool painted;     /* last_ms is set */
	uint64_t last_ms; /* when it was last painted */
	uint64_t busy_ms; /* since when there has been no pause */
	uint64_t next_ms; /* not before */
};

/* Something changed. now_ms never goes back. */
void pace_dirty(struct pace *p, uint64_t now_ms);

/* A key was pressed: its effect is shown without waiting for a flood's slower rate. */
void pace_urgent(struct pace *p, uint64_t now_ms);

/* When to paint: UINT64_MAX when nothing is to be painted, now or earlier: at once. */
uint64_t pace_deadline_ms(const struct pace *p);

/* Is it time? If so the caller paints now; it counts as painted. */
bool pace_due(struct pace *p, uint64_t now_ms);

#endif
