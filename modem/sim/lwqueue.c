/*
 * When the client may be asleep: queue mode (Table 7: UQ, SQ, UQS), whose client is deaf from
 * ACK_TIMEOUT after the last message until it has something to send itself, and how long power
 * saving has to wait for the client (2.4). Sends nothing.
 */
#include <string.h>

#include "modem/sim/air.h"
#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

#define ACK_TIMEOUT_S 60 /* Table 5 */

static uint64_t window_ms(const struct lw *lw)
{
	int64_t s = lw_settings(lw)->tuning.ack_timeout;
	return (uint64_t)(s > 0 ? s : ACK_TIMEOUT_S) * 1000;
}

static bool queues(const struct lw_server *s)
{
	const char *binding = lw_tree_text(&s->lw->tree, LW_OBJECT_SERVER, s->server, 7);
	return !s->bootstrap && strchr(binding, 'Q') &&
	       !lw_settings(s->lw)->otherwise.queue_mode_hears;
}

/* Nothing is under way that an answer is expected for. */
static bool rests(const struct lw_server *s)
{
	return s->link && s->reg.phase == LWREG_PHASE_READY && coap_link_idle(s->link) &&
	       !coap_link_broken(s->link);
}

void lw_queue_active(struct lw_server *s)
{
	s->active_ms = lw_now(s->lw);
	if (!s->asleep)
		return;
	s->asleep = false;
	if (s->link)
		air_deaf(air_find(coap_link_fd(s->link)), false);
	lw_log(s->lw, "server %u: awake", s->short_id);
}

void lw_queue_tick(struct lw_server *s)
{
	if (s->asleep || !rests(s) || !queues(s) || lw_now(s->lw) < s->active_ms + window_ms(s->lw))
		return;
	s->asleep = true;
	air_deaf(air_find(coap_link_fd(s->link)), true);
	lw_log(s->lw, "server %u: queue mode, asleep until there is something to send",
		s->short_id);
}

uint64_t lw_queue_deadline_ms(const struct lw_server *s)
{
	return s->asleep || !rests(s) || !queues(s) ? UINT64_MAX : s->active_ms + window_ms(s->lw);
}

void lw_rebind(struct lw *lw)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (lw->server[i].used && lw->server[i].link)
			air_rebind(air_find(coap_link_fd(lw->server[i].link)));
}

uint64_t lw_awake_ms(const struct lw *lw)
{
	uint64_t until = 0;
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		const struct lw_server *s = &lw->server[i];
		if (!s->used || s->bootstrap || !lwreg_registered(&s->reg))
			continue;
		uint64_t own = s->active_ms + window_ms(lw);
		if (!lw_settings(lw)->tuning.sleep_after_pmin)
			own = lw_observe_awake_ms(s, own);
		until = own > until ? own : until;
	}
	return until;
}
