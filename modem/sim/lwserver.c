/*
 * One server's connection: addresses, the messages of the registration machine, what came back.
 * Knows no object but 0 and 1.
 */
#include "modem/sim/lwint.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwlink.h"

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

struct credentials {
	char ca[512], cert[512], key[512];
};

static const char *find_file(struct lw_server *s, const char *kind, char *path, size_t max)
{
	char name[32];
	snprintf(name, sizeof(name), "%u_%s", s->short_id, kind);
	return s->lw->env.file && s->lw->env.file(s->lw->env.ctx, name, path, max) ? path : NULL;
}

static void add_psk(struct lw_server *s, struct coap_link_options *o)
{
	const struct lw_tree *t = &s->lw->tree;
	const struct lw_value *key = lw_tree_get(t, LW_OBJECT_SECURITY, s->security, 5);
	o->psk_id = lw_tree_text(t, LW_OBJECT_SECURITY, s->security, 3);
	o->psk_key = key ? key->data : NULL;
	o->psk_key_len = key ? key->len : 0;
}

/* ROOTCA_SUPPORT_MODE: what validates the certificate of the peer. */
static const char *trusted_kind(const struct lw_server *s)
{
	return lw_settings(s->lw)->tuning.root_ca ? "ca.pem" : "server.pem";
}

static void add_certificates(
	struct lw_server *s, struct coap_link_options *o, struct credentials *c)
{
	o->ca_file = find_file(s, trusted_kind(s), c->ca, sizeof(c->ca));
	o->cert_file = find_file(s, "client.pem", c->cert, sizeof(c->cert));
	o->key_file = find_file(s, "client.key", c->key, sizeof(c->key));
	if (!o->cert_file || !o->key_file)
		o->cert_file = o->key_file = NULL;
}

enum security_mode {
	SECURITY_PSK = 0,
	SECURITY_CERTIFICATE = 2,
	SECURITY_NONE = 3,
};

/* Scheme, mode and credentials must belong together; no server could heal it otherwise. */
static const char *contradiction(const struct coap_link_options *o, int64_t mode)
{
	if (o->secure && mode == SECURITY_NONE)
		return "coaps:// with security mode 3";
	if (!o->secure && mode != SECURITY_NONE)
		return "coap:// with a security mode other than 3";
	if (mode == SECURITY_PSK && !o->psk_key_len)
		return "security mode 0 without a key";
	if (mode == SECURITY_CERTIFICATE && !o->ca_file)
		return "security mode 2 without the certificate to trust: "
		       "/datatx/ssl/<ssid>_server.pem, "
		       "or <ssid>_ca.pem with ROOTCA_SUPPORT_MODE=3";
	return mode == SECURITY_PSK || mode == SECURITY_CERTIFICATE || mode == SECURITY_NONE
		       ? NULL
		       : "an unknown security mode";
}

static bool open_link(struct lw_server *s)
{
	struct credentials c;
	int64_t mode = lw_tree_number(&s->lw->tree, LW_OBJECT_SECURITY, s->security, 2, 3);
	struct coap_link_options o = {
		.to = s->to[s->address],
		.secure = s->uri.secure,
		.resume = s->resume,
		.speed = s->lw->env.speed,
		.ctx = s,
		.outcome = on_outcome,
		.request = on_request,
	};
	if (mode == SECURITY_PSK)
		add_psk(s, &o);
	else if (mode == SECURITY_CERTIFICATE)
		add_certificates(s, &o, &c);
	const char *why = contradiction(&o, mode);
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
	if (!s->uri.host[0])
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

struct registration_text {
	char ep[300], lt[32], version[16], binding[16];
	char objects[2048];
};

/* 1.1 moved the queue mode from the binding to a parameter of its own, which only Register has. */
static void add_binding(
	struct lw_server *s, struct coap_ask *ask, struct registration_text *text, bool registers)
{
	const char *binding = lw_tree_text(&s->lw->tree, LW_OBJECT_SERVER, s->server, 7);
	int version = lw_settings(s->lw)->version;
	char letters[8] = "";
	size_t n = 0;
	bool queue = false;
	snprintf(s->told_binding, sizeof(s->told_binding), "%s", binding);
	for (; *binding && n + 1 < sizeof(letters); binding++) {
		if (version && *binding == 'Q')
			queue = true;
		else
			letters[n++] = *binding;
	}
	snprintf(text->binding, sizeof(text->binding), "b=%s", n ? letters : "U");
	ask->query[ask->queries++] = text->binding;
	if (queue && registers)
		ask->query[ask->queries++] = "Q";
}

/* A lifetime of 0, the default of "server", is left to the server's own default (86400). */
static void add_lifetime(struct lw_server *s, struct coap_ask *ask, struct registration_text *text)
{
	int64_t life_time = lw_server_lifetime(s);
	if (life_time <= 0 && !lw_settings(s->lw)->otherwise.zero_lifetime)
		return;
	snprintf(text->lt, sizeof(text->lt), "lt=%lld", (long long)life_time);
	ask->query[ask->queries++] = text->lt;
}

static void add_objects(struct coap_ask *ask, struct lw_server *s, struct registration_text *text)
{
	ask->body_len = lw_link_register(
		&s->lw->tree, lw_settings(s->lw)->version, text->objects, sizeof(text->objects));
	ask->body = (const uint8_t *)text->objects;
	ask->format = COAP_FORMAT_LINK;
}

static void ask_register(struct lw_server *s, struct coap_ask *ask, struct registration_text *text)
{
	const struct lw_config *c = lw_settings(s->lw);
	coap_ask_init(ask, COAP_METHOD_POST, "/rd");
	snprintf(text->ep, sizeof(text->ep), "ep=%s", c->reg_endpoint);
	snprintf(text->version, sizeof(text->version), "lwm2m=1.%d", c->version ? 1 : 0);
	ask->query[ask->queries++] = text->ep;
	ask->query[ask->queries++] = text->version;
	add_lifetime(s, ask, text);
	add_binding(s, ask, text, true);
	add_objects(ask, s, text);
}

static void ask_update(struct lw_server *s, struct coap_ask *ask, struct registration_text *text)
{
	coap_ask_init(ask, COAP_METHOD_POST, s->location);
	const char *binding = lw_tree_text(&s->lw->tree, LW_OBJECT_SERVER, s->server, 7);
	add_lifetime(s, ask, text);
	if (strncmp(binding, s->told_binding, sizeof(s->told_binding) - 1))
		add_binding(s, ask, text, false);
	if (s->asked_objects)
		add_objects(ask, s, text);
}

static void transmit(struct lw_server *s)
{
	struct registration_text text = {.ep = ""};
	struct coap_ask ask;
	if (s->asked == LWREG_SEND_REGISTER)
		ask_register(s, &ask, &text);
	else if (s->asked == LWREG_SEND_UPDATE)
		ask_update(s, &ask, &text);
	else
		coap_ask_init(&ask, COAP_METHOD_DELETE, s->location);
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
	s->lw->locations_changed = true;
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
	s->lw->locations_changed = true;
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
