/* The registration machine. Knows the states of Table 9 and time; no CoAP, no objects. */
#include "modem/sim/lwreg.h"

#include <string.h>

#define MAX_TRANSMIT_WAIT_S 93    /* RFC 7252 4.8.2: how long an update may take to get through */
#define DEFAULT_LIFETIME_S  86400 /* OMA, when the server's instance has none */
#define RETRIES_MAX         5     /* where the exponent does not end the cycle itself */

uint64_t lwreg_update_after_ms(int64_t life_time, bool late)
{
	int64_t lt = life_time > 0 ? life_time : DEFAULT_LIFETIME_S;
	int64_t ms = lt * 500;
	if (late)
		return (uint64_t)lt * 1000;
	if ((lt - MAX_TRANSMIT_WAIT_S) * 1000 > ms)
		ms = (lt - MAX_TRANSMIT_WAIT_S) * 1000;
	return ms < 1000 ? 1000 : (uint64_t)ms;
}

uint64_t lwreg_retry_after_ms(const struct lwreg_retry *retry, unsigned n)
{
	int64_t max = retry->max_timeout > 0 ? retry->max_timeout : 1;
	int64_t wait = retry->timeout > 0 ? retry->timeout : 1;
	if (n >= (retry->most > 0 && retry->most < 100 ? (unsigned)retry->most : RETRIES_MAX))
		return 0;
	if (retry->linear)
		return wait <= max / ((int64_t)n + 1) ? (uint64_t)wait * (n + 1) * 1000 : 0;
	if (n == 0)
		return (uint64_t)(wait < max ? wait : max) * 1000;
	for (unsigned i = 0; i < n && wait <= max; i++)
		wait *= retry->exponent > 1 ? retry->exponent : 1;
	return wait <= max ? (uint64_t)wait * 1000 : 0;
}

static void say(struct lwreg *r, enum qlw_state state)
{
	r->state = state;
	r->host.event(r->host.ctx, state);
}

void lwreg_init(struct lwreg *r, const struct lwreg_host *host)
{
	memset(r, 0, sizeof(*r));
	r->host = *host;
	r->state = QLW_STATE_INITIAL;
	r->deadline_ms = UINT64_MAX;
}

static void send_register(struct lwreg *r)
{
	r->phase = LWREG_PHASE_REGISTERING;
	r->state = QLW_STATE_REG_PENDING;
	r->deadline_ms = UINT64_MAX;
	r->update_wanted = r->objects_wanted = false;
	r->host.send(r->host.ctx, LWREG_SEND_REGISTER, true);
}

void lwreg_start(struct lwreg *r)
{
	r->tries = 0;
	r->again_ms = 0;
	say(r, QLW_STATE_INITIAL);
	send_register(r);
}

static void send_update(struct lwreg *r)
{
	bool objects = r->objects_wanted;
	r->phase = LWREG_PHASE_UPDATING;
	r->deadline_ms = UINT64_MAX;
	r->update_wanted = r->objects_wanted = false;
	r->host.send(r->host.ctx, LWREG_SEND_UPDATE, objects);
}

void lwreg_resume(struct lwreg *r)
{
	r->tries = 0;
	r->again_ms = 0;
	send_update(r);
}

void lwreg_update(struct lwreg *r, bool with_objects)
{
	if (!lwreg_registered(r))
		return;
	r->update_wanted = true;
	r->objects_wanted = r->objects_wanted || with_objects;
}

static void end(struct lwreg *r, bool agreed)
{
	r->phase = r->again_ms ? LWREG_PHASE_HOLDOFF : LWREG_PHASE_IDLE;
	r->deadline_ms = r->again_ms ? r->again_ms : UINT64_MAX;
	if (agreed)
		say(r, QLW_STATE_DEREG_FINISH);
	else
		r->state = QLW_STATE_INITIAL;
	if (!r->again_ms)
		r->host.ended(r->host.ctx, agreed);
}

static void send_deregister(struct lwreg *r)
{
	r->phase = LWREG_PHASE_ENDING;
	r->deadline_ms = UINT64_MAX;
	r->host.send(r->host.ctx, LWREG_SEND_DEREGISTER, false);
}

void lwreg_disable(struct lwreg *r, uint64_t until_ms)
{
	if (!lwreg_registered(r))
		return;
	r->again_ms = until_ms ? until_ms : 1;
	send_deregister(r);
}

void lwreg_stop(struct lwreg *r, bool announce)
{
	bool registered = lwreg_registered(r);
	r->again_ms = 0;
	if (r->phase == LWREG_PHASE_IDLE) {
		r->host.ended(r->host.ctx, true);
		return;
	}
	if (announce)
		say(r, QLW_STATE_DEREG_START);
	if (!registered) {
		end(r, true);
		return;
	}
	send_deregister(r);
}

void lwreg_abort(struct lwreg *r)
{
	r->phase = LWREG_PHASE_IDLE;
	r->state = QLW_STATE_INITIAL;
	r->deadline_ms = UINT64_MAX;
	r->update_wanted = r->objects_wanted = false;
	r->again_ms = 0;
}

static void ready(
	struct lwreg *r, const struct lwreg_retry *retry, int64_t life_time, uint64_t now_ms)
{
	r->phase = LWREG_PHASE_READY;
	r->tries = 0;
	r->deadline_ms = now_ms + lwreg_update_after_ms(life_time, retry->late);
}

static void try_later(
	struct lwreg *r, enum lwreg_result result, const struct lwreg_retry *retry, uint64_t now_ms)
{
	uint64_t wait = lwreg_retry_after_ms(retry, r->tries++);
	if (wait) {
		r->phase = LWREG_PHASE_RETRY;
		r->deadline_ms = now_ms + wait;
		say(r, result == LWREG_RESULT_NO_CALL ? QLW_STATE_REG_CONN_RETRY
						      : QLW_STATE_REG_RETRY);
		return;
	}
	r->phase = LWREG_PHASE_HOLDOFF;
	r->deadline_ms = now_ms + (uint64_t)retry->next_cycle * 1000;
	say(r, QLW_STATE_REG_FAILED);
	r->host.failed(r->host.ctx);
}

static void registered(struct lwreg *r, enum lwreg_result result, const struct lwreg_retry *retry,
	int64_t life_time, uint64_t now_ms)
{
	if (result != LWREG_RESULT_DONE) {
		try_later(r, result, retry, now_ms);
		return;
	}
	ready(r, retry, life_time, now_ms);
	say(r, QLW_STATE_REG_READY);
}

/* An update is reported, but the state word stays READY; a failed one leads to a new
 * registration, whatever the reason: servers differ in how they say that they forgot us. */
static void updated(struct lwreg *r, enum lwreg_result result, const struct lwreg_retry *retry,
	int64_t life_time, uint64_t now_ms)
{
	if (result == LWREG_RESULT_DONE) {
		ready(r, retry, life_time, now_ms);
		say(r, QLW_STATE_REG_UPDATE);
		r->state = QLW_STATE_REG_READY;
		return;
	}
	say(r, QLW_STATE_UPDATE_FAILED);
	r->tries = 0;
	send_register(r);
}

void lwreg_result(struct lwreg *r, enum lwreg_send what, enum lwreg_result result,
	const struct lwreg_retry *retry, int64_t life_time, uint64_t now_ms)
{
	if (what == LWREG_SEND_REGISTER && r->phase == LWREG_PHASE_REGISTERING)
		registered(r, result, retry, life_time, now_ms);
	else if (what == LWREG_SEND_UPDATE && r->phase == LWREG_PHASE_UPDATING)
		updated(r, result, retry, life_time, now_ms);
	else if (what == LWREG_SEND_DEREGISTER && r->phase == LWREG_PHASE_ENDING)
		end(r, result == LWREG_RESULT_DONE || result == LWREG_RESULT_REFUSED);
}

void lwreg_hold(struct lwreg *r, bool held)
{
	r->held = held;
	if (!held && r->state == QLW_STATE_UPDATE_PENDING)
		r->state = QLW_STATE_REG_READY;
}

static void tick_held(struct lwreg *r, bool due)
{
	if (r->phase != LWREG_PHASE_READY || !(due || r->update_wanted))
		return;
	r->update_wanted = true;
	r->deadline_ms = UINT64_MAX;
	if (r->state != QLW_STATE_UPDATE_PENDING)
		say(r, QLW_STATE_UPDATE_PENDING);
}

void lwreg_tick(struct lwreg *r, uint64_t now_ms)
{
	bool due = now_ms >= r->deadline_ms;
	if (r->held) {
		tick_held(r, due);
		return;
	}
	if (r->phase == LWREG_PHASE_READY && (due || r->update_wanted))
		send_update(r);
	else if (r->phase == LWREG_PHASE_RETRY && due)
		send_register(r);
	else if (r->phase == LWREG_PHASE_HOLDOFF && due)
		lwreg_start(r);
}

bool lwreg_registered(const struct lwreg *r)
{
	return r->phase == LWREG_PHASE_READY || r->phase == LWREG_PHASE_UPDATING;
}

bool lwreg_busy(const struct lwreg *r)
{
	return r->phase != LWREG_PHASE_IDLE && r->phase != LWREG_PHASE_HOLDOFF;
}
