/*
 * One registration with one server, as a machine of inputs, deadlines and events (2.1.2, Table 9).
 *
 * Pure: sends nothing itself, keeps no clock. The host sends what the machine asks for and reports
 * what came back; the machine says when it wants to be called next.
 */
#ifndef QLW_SIM_LWREG_H
#define QLW_SIM_LWREG_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/qlw_codes.h"

enum lwreg_send {
	LWREG_SEND_REGISTER,
	LWREG_SEND_UPDATE,
	LWREG_SEND_DEREGISTER,
};

enum lwreg_result {
	LWREG_RESULT_DONE,    /* the server agreed */
	LWREG_RESULT_REFUSED, /* the server answered an error */
	LWREG_RESULT_LOST,    /* no answer */
	LWREG_RESULT_NO_CALL, /* no data call; nothing was sent */
};

struct lwreg_host {
	void *ctx;
	/* Starts sending; the result comes through lwreg_result, never from inside. */
	void (*send)(void *ctx, enum lwreg_send what, bool with_objects);
	void (*event)(void *ctx, enum qlw_state state);
	/* The cycle is over: all tries failed (carrier_apn_cfg BS_IF_REG_FAILS hooks in here). */
	void (*failed)(void *ctx);
	/* A deregistration ended, for better or worse. */
	void (*ended)(void *ctx, bool agreed);
};

/* "transcfg" and lwm2m_cfg, seconds */
struct lwreg_retry {
	int64_t timeout, exponent, max_timeout;
	int64_t next_cycle; /* WAIT_TIME_TO_TRIGGER_NEXT_REG_CYCLE */
	int64_t most;       /* retries in a cycle, 0: 5 */
	bool late;          /* updates go when the lifetime is over, not before */
	bool linear;        /* each wait is one timeout longer, instead of exponential */
};

enum lwreg_phase {
	LWREG_PHASE_IDLE,
	LWREG_PHASE_REGISTERING,
	LWREG_PHASE_READY,
	LWREG_PHASE_UPDATING,
	LWREG_PHASE_RETRY,   /* waiting for the next try */
	LWREG_PHASE_HOLDOFF, /* waiting for the next cycle */
	LWREG_PHASE_ENDING,  /* deregistering */
};

struct lwreg {
	struct lwreg_host host;
	enum lwreg_phase phase;
	enum qlw_state state; /* the state word of AT+QLWSVC="state" */
	uint64_t deadline_ms; /* UINT64_MAX: none */
	unsigned tries;       /* failed in this cycle */
	bool update_wanted, objects_wanted;
	bool held;         /* asleep or without network: nothing is sent */
	uint64_t again_ms; /* not 0: "disable" deregisters, to come back at this time */
};

void lwreg_init(struct lwreg *r, const struct lwreg_host *host);
/* Reports INITIAL and registers. */
void lwreg_start(struct lwreg *r);
/* Picks up a registration that survived a restart: only an update is sent. */
void lwreg_resume(struct lwreg *r);
/* Deregisters, or ends at once when there is nothing to take back. announce reports DEREG_START. */
void lwreg_stop(struct lwreg *r, bool announce);
/* Nothing is sent while held; an update that comes due is reported as UPDATE_PENDING. */
void lwreg_hold(struct lwreg *r, bool held);
/* The server executed "disable": deregister, and start again at the given time. */
void lwreg_disable(struct lwreg *r, uint64_t until_ms);
/* The client is gone: no message, no event. */
void lwreg_abort(struct lwreg *r);
/* Wants an update soon; events 16 or 17 tell. Ignored unless registered. */
void lwreg_update(struct lwreg *r, bool with_objects);
void lwreg_result(struct lwreg *r, enum lwreg_send what, enum lwreg_result result,
	const struct lwreg_retry *retry, int64_t life_time, uint64_t now_ms);
/* Call when deadline_ms has come, or after lwreg_update. */
void lwreg_tick(struct lwreg *r, uint64_t now_ms);
bool lwreg_registered(const struct lwreg *r);
/* Started and not at the end of its tries. */
bool lwreg_busy(const struct lwreg *r);

/* Milliseconds from a registration or update to the next update: well before the server forgets us,
 * or late, as 2.1.2 has it. */
uint64_t lwreg_update_after_ms(int64_t life_time, bool late);
/* Milliseconds before try n (0: the first retry); 0 when the cycle has no such retry. */
uint64_t lwreg_retry_after_ms(const struct lwreg_retry *retry, unsigned n);

#endif
