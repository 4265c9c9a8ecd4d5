/*
 * One server's connection: its addresses, what the registration machine has sent, what came back.
 * Knows no object but 0 and 1, and no message's content.
 */
#include "modem/sim/lwint.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "modem/sim/lwdefs.h"

/* --- the connection ---------------------------------------------------------------------- */

static void watch_link(struct lw_server *s)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = s};
	epoll_ctl(s->lw->epoll, EPOLL_CTL_ADD, coap_link_fd(s->link), &e);
}

static void on_outcome(
	void *ctx, unsigned id, enum coap_outcome outcome, const struct coap_answer *answer);

static void on_request(void *ctx, const struct coap_ask *ask, struct coap_answer *answer)
{
	struct lw_server *s = ctx;
	lw_queue_active(s);
	lw_traffic_ask(s, ask, false);
	if (s->bootstrap)
		lw_boot_manage(s, ask, answer);
	else
		lw_manage(s, ask, answer);
	lw_traffic_answer(s, answer, ask->token_len, true);
}

static bool open_link(struct lw_server *s)
{
	struct lw_credentials c;
	struct coap_link_options o = {
		.to = s->to[s->address],
		.secure = s->uri.secure,
		.resume = s->resume,
		.speed = s->lw->env.speed,
		.ctx = s,
		.outcome = on_outcome,
		.request = on_request,
	};
	const char *why = lw_secure(s, &o, &c);
	if (why) {
		lw_log(s->lw, "server %u: %s", s->short_id, why);
		return false;
	}
	s->link = coap_link_open(&o);
	if (s->link)
		watch_link(s);
	return s->link != NULL;
}

static unsigned pdp_cid(const struct lw_server *s)
{
	unsigned cid = lw_settings(s->lw)->account[s->slot].pdp_cid;
	return cid ? cid : 1;
}

bool lw_server_call(struct lw_server *s)
{
	const struct lw_env *env = &s->lw->env;
	return !s->lw->offline && env->data_call(env->ctx, pdp_cid(s), s->v4_only);
}

bool lw_server_v4(struct lw_server *s)
{
	if (s->v4_only)
		return false;
	lw_log(s->lw, "server %u: no IPv6 data call in all retries, IPv4 only", s->short_id);
	return s->v4_only = true;
}

/* A NAT forgets a silent client after a while (SESSION_TIMEOUT, "session"): from then on an uplink
 * begins with a resumed session, or with a new one when that has become too old as well. */
static void refresh_session(struct lw_server *s)
{
	const struct lw_config *c = lw_settings(s->lw);
	int64_t idle_s = c->tuning.session_timeout > 0 ? c->tuning.session_timeout : 60;
	uint64_t now = lw_now(s->lw);
	if (c->dtls_timeout > 0)
		idle_s = c->dtls_timeout;
	if (!s->uri.secure || !s->link || !coap_link_idle(s->link))
		return;
	if (now - s->last_ms > (uint64_t)idle_s * 1000)
		lw_server_close(s);
	if (now - s->session_ms > (uint64_t)(c->resume_time > 0 ? c->resume_time : 0) * 1000)
		lw_server_forget(s);
}

enum lw_open lw_server_open(struct lw_server *s)
{
	struct lw *lw = s->lw;
	if (s->link && coap_link_broken(s->link))
		lw_server_close(s);
	refresh_session(s);
	lw_queue_active(s);
	s->last_ms = lw_now(lw);
	if (s->link)
		return LW_OPEN_DONE;
	if (!lw_server_call(s))
		return LW_OPEN_NO_CALL;
	if (!s->uri.host[0] || !lw_request_transport(s))
		return LW_OPEN_FAILED;
	size_t n = lw->env.resolve(lw->env.ctx, s->uri.host, s->uri.port, s->uri.secure,
		s->bootstrap, s->to, LW_ADDRESSES);
	if (n == LW_RESOLVE_LATER)
		return LW_OPEN_LATER;
	s->addresses = n < LW_ADDRESSES ? n : LW_ADDRESSES;
	if (s->address >= s->addresses)
		s->address = 0;
	if (!s->addresses)
		return LW_OPEN_FAILED;
	if (!s->resume) {
		s->resume = coap_resume_new();
		s->session_ms = lw_now(lw);
	}
	return open_link(s) ? LW_OPEN_DONE : LW_OPEN_FAILED;
}

void lw_server_close(struct lw_server *s)
{
	s->cut = s->cut || s->link;
	coap_link_close(s->link);
	s->link = NULL;
	s->stale_link = s->asleep = false;
}

void lw_server_forget(struct lw_server *s)
{
	coap_resume_free(s->resume);
	s->resume = NULL;
}

bool lw_server_fallback(struct lw_server *s)
{
	if (s->address + 1 >= s->addresses) {
		s->address = 0;
		return false;
	}
	s->address++;
	return true;
}

/* --- Register, Update, De-register ------------------------------------------------------- */

int64_t lw_server_lifetime(const struct lw_server *s)
{
	return lw_tree_number(&s->lw->tree, LW_OBJECT_SERVER, s->server, 1, 0);
}

static void transmit(struct lw_server *s)
{
	struct lw_request_text text = {.ep = ""};
	struct coap_ask ask;
	lw_request(s, &ask, &text);
	s->not_sent = coap_link_ask(s->link, LW_MACHINE_ID, &ask) < 0;
	ask.token_len = LW_TOKEN_LEN;
	lw_traffic_ask(s, &ask, true);
}

static void open_and_transmit(struct lw_server *s)
{
	enum lw_open open = lw_server_open(s);
	s->resolving = open == LW_OPEN_LATER;
	s->not_sent = open == LW_OPEN_NO_CALL || open == LW_OPEN_FAILED;
	if (open == LW_OPEN_DONE)
		transmit(s);
}

/* Unless the machine has moved on while the name was looked up. */
static void resolve_again(struct lw_server *s)
{
	static const enum lwreg_phase phase[] = {
		[LWREG_SEND_REGISTER] = LWREG_PHASE_REGISTERING,
		[LWREG_SEND_UPDATE] = LWREG_PHASE_UPDATING,
		[LWREG_SEND_DEREGISTER] = LWREG_PHASE_ENDING,
	};
	if (s->asking && s->reg.phase == phase[s->asked])
		open_and_transmit(s);
	else
		s->resolving = s->asking = false;
}

static void on_send(void *ctx, enum lwreg_send what, bool with_objects)
{
	struct lw_server *s = ctx;
	s->asking = true;
	s->asked = what;
	s->asked_objects = with_objects;
	if (what == LWREG_SEND_REGISTER && lw_settings(s->lw)->otherwise.pending_events)
		s->lw->env.event(s->lw->env.ctx, s->short_id, QLW_STATE_REG_PENDING);
	if (what == LWREG_SEND_REGISTER)
		lw_observe_clear(&s->observe);
	open_and_transmit(s);
}

/* --- what came back ---------------------------------------------------------------------- */

static void report(struct lw_server *s, enum lwreg_result result)
{
	struct lwreg_retry retry = lw_retry(s->lw, result == LWREG_RESULT_NO_CALL);
	bool last = !lwreg_retry_after_ms(&retry, s->reg.tries);
	if (result == LWREG_RESULT_NO_CALL && s->asked == LWREG_SEND_REGISTER && last &&
		lw_server_v4(s)) {
		on_send(s, s->asked, s->asked_objects);
		return;
	}
	s->asking = s->again = false;
	lwreg_result(&s->reg, s->asked, result, &retry, lw_server_lifetime(s), lw_now(s->lw));
}

static enum lwreg_result judge(struct lw_server *s, const struct coap_answer *answer)
{
	bool resumed = s->uri.secure && s->resume && coap_resume_used(s->resume);
	lw_log(s->lw, "server %u answered %u.%02u%s", s->short_id, answer->code >> 5,
		answer->code & 31, resumed ? ", session resumed" : "");
	if (answer->code >> 5 != 2)
		return LWREG_RESULT_REFUSED;
	if (s->asked != LWREG_SEND_REGISTER)
		return LWREG_RESULT_DONE;
	if (!answer->location[0])
		return LWREG_RESULT_REFUSED;
	snprintf(s->location, sizeof(s->location), "%s", answer->location);
	s->lw->registrations_changed = true;
	return LWREG_RESULT_DONE;
}

/* A server that knew us and is silent on DTLS has perhaps lost the session, as behind a NAT that gave
 * us another port: the same once more on a new connection, which resumes the session. */
static bool worth_repeating(const struct lw_server *s, enum coap_outcome outcome)
{
	return outcome == COAP_OUTCOME_TIMEOUT && s->uri.secure && !s->again &&
	       s->asked != LWREG_SEND_REGISTER && !lw_settings(s->lw)->otherwise.lost_is_lost;
}

/* No answer: the connection is given up; another address of the same name may do better. */
static void lost(struct lw_server *s, enum coap_outcome outcome)
{
	static const char *const why[] = {
		"", "", "refused", "gave no answer", "is unreachable", "failed the handshake", ""};
	lw_log(s->lw, "server %u %s", s->short_id, why[outcome]);
	bool again = worth_repeating(s, outcome);
	lw_server_close(s);
	s->again = again;
	if (again || (s->asked == LWREG_SEND_REGISTER && lw_server_fallback(s)))
		on_send(s, s->asked, s->asked_objects);
	else
		report(s, LWREG_RESULT_LOST);
}

static void on_outcome(
	void *ctx, unsigned id, enum coap_outcome outcome, const struct coap_answer *answer)
{
	struct lw_server *s = ctx;
	lw_queue_active(s);
	if (outcome == COAP_OUTCOME_ANSWER)
		lw_traffic_answer(s, answer, LW_TOKEN_LEN, false);
	if (s->bootstrap)
		lw_boot_outcome(s, outcome, answer);
	else if (id != LW_MACHINE_ID)
		lw_observe_outcome(s, id, outcome, answer);
	else if (outcome == COAP_OUTCOME_ANSWER)
		report(s, judge(s, answer));
	else
		lost(s, outcome);
}

/* --- the machine's host ------------------------------------------------------------------ */

static void on_event(void *ctx, enum qlw_state state)
{
	struct lw_server *s = ctx;
	s->lw->env.event(s->lw->env.ctx, s->short_id, state);
}

static void on_failed(void *ctx)
{
	lw_server_failed(ctx);
}

static void on_ended(void *ctx, bool agreed)
{
	struct lw_server *s = ctx;
	s->stale_link = true;
	s->location[0] = '\0';
	s->lw->registrations_changed = true;
	lw_observe_clear(&s->observe);
	lw_server_ended(s, agreed);
}

void lw_server_init(struct lw_server *s)
{
	struct lwreg_host host = {.ctx = s,
		.send = on_send,
		.event = on_event,
		.failed = on_failed,
		.ended = on_ended};
	lwreg_init(&s->reg, &host);
}

static void report_unsent(struct lw_server *s)
{
	bool no_call = !lw_server_call(s);
	s->not_sent = false;
	report(s, no_call ? LWREG_RESULT_NO_CALL : LWREG_RESULT_LOST);
}

/* The connection went, and with it whatever was under way on it. */
static void report_cut(struct lw_server *s)
{
	s->cut = false;
	lw_observe_abandon(s);
	if (s->asking && !s->link && !s->not_sent && !s->resolving)
		report(s, s->lw->offline ? LWREG_RESULT_NO_CALL : LWREG_RESULT_LOST);
}

void lw_server_run(struct lw_server *s)
{
	if (s->link)
		coap_link_run(s->link);
	if (s->resolving)
		resolve_again(s);
	if (s->asking && s->not_sent)
		report_unsent(s);
	if (s->stale_link)
		lw_server_close(s);
	if (s->cut)
		report_cut(s);
	lwreg_tick(&s->reg, lw_now(s->lw));
	lw_observe_tick(s);
	lw_queue_tick(s);
}

uint64_t lw_server_deadline_ms(const struct lw_server *s)
{
	uint64_t at = s->reg.deadline_ms, notify = lw_observe_deadline_ms(s);
	if (s->not_sent || s->stale_link || s->cut ||
		(s->reg.phase == LWREG_PHASE_READY && s->reg.update_wanted &&
			(!s->reg.held || s->reg.state != QLW_STATE_UPDATE_PENDING)))
		return 0;
	uint64_t sleep = lw_queue_deadline_ms(s);
	at = sleep < at ? sleep : at;
	return notify < at ? notify : at;
}
