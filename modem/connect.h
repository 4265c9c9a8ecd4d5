/*
 * The connect sequence: which question comes next, from the first AT to the last setting, and what to
 * make of the answers. Pure: it asks for one command at a time and is told how it ended. The session
 * submits and keeps time. Each step may fail without stopping the others.
 *
 *   PROBING ─ AT ─ ATE0 ─ +CMEE ─ ATI ─→ READING ─ wanted parts ─→ READY
 *      │  silence                         RDY heard: WAITING for APP RDY, at most 10 s, then PROBING
 *      └→ SILENT
 */
#ifndef QLW_MODEM_CONNECT_H
#define QLW_MODEM_CONNECT_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/engine.h"
#include "modem/net.h"

#define CONNECT_APP_READY_MS 10000 /* some firmware never says APP RDY */
#define CONNECT_PROBE_MS \
	1000u                 /* an AT is answered at once; twice as long after each that was not */
#define CONNECT_PROBES_MAX  5 /* unanswered ones, though the line is in step, until it is silent */
#define CONNECT_BOOTING_MS  500 /* AT was answered with ERROR: it starts; ask again after this */
#define CONNECT_BOOTING_MAX 20  /* and no more often */
#define CONNECT_DRAIN_MS    300 /* an answer was another command's: let what is under way come */
#define CONNECT_STARTS_MAX  8   /* restarts while it is greeted, until it is silent */
#define CONNECT_DRAIN_MAX   3   /* and then believe it */

enum connect_stage {
	CONNECT_PROBING,
	CONNECT_WAITING, /* RDY was heard; commands before APP RDY fail or are lost */
	CONNECT_READING,
	CONNECT_READY,
	CONNECT_SILENT,
};

struct connect {
	enum connect_stage stage;
	unsigned want;        /* enum session_want, what is still to be read */
	unsigned always;      /* what is read again after each start */
	unsigned keys;        /* bit per enum qlw_key, to be read */
	unsigned reading;     /* enum session_want: the part being read */
	unsigned refreshing;  /* position within it */
	bool echo_seen;       /* the echo of AT came back: it was on */
	bool numeric_seen;    /* a lone "0" came for OK: ATV0 was set */
	int cmee;             /* as found; -1 not known */
	int setup;            /* next command of the fixed beginning */
	int booting;          /* times AT was answered with ERROR */
	int unanswered;       /* times it was not answered in time */
	int starts;           /* RDY since AT was last seen through to ATI */
	int drained;          /* times +CMEE? was answered with what was none of its own */
	uint64_t deadline_ms; /* of WAITING; UINT64_MAX otherwise */
	bool restore_echo, restore_numeric;
	int restore_cmee; /* -1: as it was */
};

void connect_init(struct connect *c, unsigned want);
/* From the first AT again: opened, restarted, or asked to. */
void connect_restart(struct connect *c);
/* The module told of its life: RDY, APP RDY, POWERED DOWN, PSM POWER DOWN. */
void connect_life(struct connect *c, enum net_life life, uint64_t now_ms);
/* The engine gave up: the module answers nothing. */
void connect_silent(struct connect *c);
void connect_tick(struct connect *c, uint64_t now_ms);

/* The next command to submit, or NULL. buffer holds it until the next call. */
const char *connect_next(struct connect *c, char *buffer, size_t size);
/* How long its answer may take. */
uint32_t connect_timeout_ms(const struct connect *c, const char *command);
/* What connect_next gave has ended. */
void connect_answer(struct connect *c, const char *line, size_t len);
void connect_done(struct connect *c, enum engine_end end, enum net_family family, uint64_t now_ms);

/* What is going on, for a person; NULL when ready. */
const char *connect_doing(const struct connect *c);

/* The next command that puts back what was changed, or NULL. */
const char *connect_leave(struct connect *c, char *buffer, size_t size);

#endif
