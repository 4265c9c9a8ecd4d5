/* The bootstrap machine: when to ask, how often, and what to do with the outcome. */
#include "modem/sim/lwboot.h"

#include <stdio.h>
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

static void say(struct lw *lw, struct lw_server *s, enum qlw_state state)
{
	s->reg.state = state;
	lw->env.event(lw->env.ctx, s->short_id, state);
}

static void roll_back(struct lw *lw)
{
	struct lw_boot *b = &lw->boot;
	if (!b->kept)
		return;
	lw_tree_clear(&lw->tree);
	lw->tree = b->before;
	memset(&b->before, 0, sizeof(b->before));
	b->kept = false;
}

static void keep(struct lw *lw)
{
	lw_tree_clear(&lw->boot.before);
	lw->boot.kept = lw_tree_copy(&lw->boot.before, &lw->tree) == 0;
}

/* --- asking ------------------------------------------------------------------------------ */

static void request(struct lw *lw, struct lw_server *s)
{
	struct lw_boot *b = &lw->boot;
	struct coap_ask ask;
	char ep[300];
	b->phase = LW_BOOT_REQUESTING;
	b->deadline_ms = UINT64_MAX;
	s->reg.state = QLW_STATE_BS_PENDING;
	if (lw_settings(lw)->otherwise.pending_events)
		say(lw, s, QLW_STATE_BS_PENDING);
	enum lw_open open = lw_server_open(s);
	b->no_call = open == LW_OPEN_NO_CALL;
	b->resolving = open == LW_OPEN_LATER;
	b->lost = open == LW_OPEN_NO_CALL || open == LW_OPEN_FAILED;
	if (open != LW_OPEN_DONE)
		return;
	coap_ask_init(&ask, COAP_METHOD_POST, "/bs");
	snprintf(ep, sizeof(ep), "ep=%s", lw_settings(lw)->bs_endpoint);
	ask.query[ask.queries++] = ep;
	if (lw_settings(lw)->version)
		ask.query[ask.queries++] = "pct=110";
	b->lost = coap_link_ask(s->link, LW_MACHINE_ID, &ask) < 0;
}

static void ask_first(struct lw *lw, struct lw_server *s)
{
	keep(lw);
	say(lw, s, QLW_STATE_BS_START);
	request(lw, s);
}

/* /0/x/11 and lwm2m_cfg both delay the request. */
static uint64_t hold_off_ms(const struct lw *lw, const struct lw_server *s)
{
	int64_t wait = lw_tree_number(&lw->tree, LW_OBJECT_SECURITY, s->security, 11, 0);
	int64_t tuned = lw_settings(lw)->tuning.bootstrap_wait;
	if (tuned > wait)
		wait = tuned;
	return wait > 0 ? (uint64_t)wait * 1000 : 0;
}

void lw_boot_start(struct lw *lw)
{
	struct lw_server *s = lw_account_bootstrap(lw);
	struct lw_boot *b = &lw->boot;
	if (!s)
		return;
	uint64_t wait = hold_off_ms(lw, s);
	b->tries = 0;
	b->finish = b->lost = b->resolving = false;
	if (!wait) {
		ask_first(lw, s);
		return;
	}
	b->phase = LW_BOOT_HOLDOFF;
	b->deadline_ms = lw_now(lw) + wait;
	say(lw, s, QLW_STATE_BS_HOLDOFF);
}

/* --- outcomes ---------------------------------------------------------------------------- */

static void failed(struct lw *lw, struct lw_server *s)
{
	struct lw_boot *b = &lw->boot;
	struct lwreg_retry retry = lw_retry(lw, b->no_call);
	uint64_t wait = lwreg_retry_after_ms(&retry, b->tries++);
	bool no_call = b->no_call;
	if (no_call && !wait && lw_server_v4(s)) {
		b->tries--;
		request(lw, s);
		return;
	}
	roll_back(lw);
	lw_server_close(s);
	b->lost = b->no_call = false;
	b->phase = wait ? LW_BOOT_RETRY : LW_BOOT_WAITING;
	b->deadline_ms = lw_now(lw) + (wait ? wait : (uint64_t)retry.next_cycle * 1000);
	if (wait)
		say(lw, s, no_call ? QLW_STATE_BS_CONN_RETRY : QLW_STATE_BS_RETRY);
	else
		say(lw, s, QLW_STATE_BS_FAILED);
}

static void finished(struct lw *lw, struct lw_server *s)
{
	struct lw_boot *b = &lw->boot;
	unsigned slot = s->slot;
	lw_tree_clear(&b->before);
	b->kept = b->finish = false;
	b->phase = LW_BOOT_IDLE;
	b->deadline_ms = UINT64_MAX;
	say(lw, s, QLW_STATE_BS_FINISH);
	lw->given = lw->loaded = true;
	lw_store_save(lw);
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (i != slot)
			lw_server_forget(&lw->server[i]);
	lw_accounts_derive(lw);
	if ((s = lw_account_bootstrap(lw)))
		s->reg.state = QLW_STATE_BS_FINISH;
	lw_register_all(lw);
}

void lw_boot_outcome(
	struct lw_server *s, enum coap_outcome outcome, const struct coap_answer *answer)
{
	struct lw *lw = s->lw;
	struct lw_boot *b = &lw->boot;
	if (b->phase != LW_BOOT_REQUESTING)
		return;
	if (outcome == COAP_OUTCOME_ANSWER && answer->code >> 5 == 2) {
		b->phase = LW_BOOT_RUNNING;
		b->deadline_ms = lw_now(lw) + LW_BOOT_SILENCE_MS;
		return;
	}
	lw_server_close(s);
	if (outcome != COAP_OUTCOME_ANSWER && lw_server_fallback(s))
		request(lw, s);
	else
		b->lost = true;
}

void lw_boot_cancel(struct lw *lw)
{
	roll_back(lw);
	lw->boot.phase = LW_BOOT_IDLE;
	lw->boot.deadline_ms = UINT64_MAX;
	lw->boot.finish = lw->boot.lost = lw->boot.resolving = false;
}

bool lw_boot_busy(const struct lw *lw)
{
	return lw->boot.phase != LW_BOOT_IDLE && lw->boot.phase != LW_BOOT_WAITING;
}

static bool has_news(const struct lw_boot *b)
{
	return b->finish || b->lost;
}

uint64_t lw_boot_deadline_ms(const struct lw *lw)
{
	const struct lw_boot *b = &lw->boot;
	if (b->phase == LW_BOOT_IDLE)
		return UINT64_MAX;
	return has_news(b) ? 0 : b->deadline_ms;
}

static void run_deadline(struct lw *lw, struct lw_server *s)
{
	switch (lw->boot.phase) {
	case LW_BOOT_HOLDOFF:
		ask_first(lw, s);
		break;
	case LW_BOOT_RETRY:
		keep(lw);
		request(lw, s);
		break;
	case LW_BOOT_WAITING:
		lw_boot_start(lw);
		break;
	case LW_BOOT_RUNNING:
		failed(lw, s);
		break;
	case LW_BOOT_IDLE:
	case LW_BOOT_REQUESTING:
		break;
	}
}

void lw_boot_run(struct lw *lw)
{
	struct lw_boot *b = &lw->boot;
	struct lw_server *s = lw_account_bootstrap(lw);
	if (b->phase == LW_BOOT_IDLE || !s)
		return;
	if (b->finish)
		finished(lw, s);
	else if (b->lost)
		failed(lw, s);
	else if (b->resolving)
		request(lw, s);
	else if (lw_now(lw) >= b->deadline_ms)
		run_deadline(lw, s);
}
