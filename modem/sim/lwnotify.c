/* What goes to one server unasked: notifications, kept while offline, and Send; and what became of
 * them. Reads values through lw_read; writes none, and does not decide when something is due. */
#include <stdlib.h>
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

#define FIRST_ID (LW_MACHINE_ID + 1)

static bool can_tell(const struct lw_server *s)
{
	return lwreg_registered(&s->reg) && !s->lw->offline;
}

static bool storing(const struct lw_server *s)
{
	return lw_tree_number(&s->lw->tree, LW_OBJECT_SERVER, s->server, 6, 1) != 0;
}

/* Offline, notifications are made only to be stored. */
bool lw_notify_possible(const struct lw_server *s)
{
	return lwreg_registered(&s->reg) && (!s->lw->offline || storing(s));
}

static struct lw_delivery *new_delivery(struct lw_observe *o)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++) {
		struct lw_delivery *d = &o->delivery[i];
		if (d->id)
			continue;
		if (o->next_id < FIRST_ID)
			o->next_id = FIRST_ID;
		*d = (struct lw_delivery){.id = o->next_id++};
		return d;
	}
	return NULL;
}

/* --- notifications ----------------------------------------------------------------------- */

static bool read_for(struct lw_server *s, struct lw_observation *o, struct coap_answer *answer)
{
	struct lw_path path[LW_WATCHES];
	for (size_t i = 0; i < o->watches; i++)
		path[i] = o->watch[i].path;
	if (o->composite)
		lw_read_paths(s, path, o->watches, o->accept, answer);
	else
		lw_read(s, path, o->accept, answer);
	if (answer->code != COAP_CODE(2, 5))
		return false;
	o->sequence = (o->sequence + 1) & 0xffffff;
	answer->observe = (long)o->sequence;
	return true;
}

/* Sends what has been made. 0, or -1 when there is no connection or no room. */
static int transmit(struct lw_server *s, struct lw_observation *o, const struct lw_stored *n)
{
	struct coap_ask observed;
	char text[LW_PATH_TEXT] = "/";
	if (lw_server_open(s) != LW_OPEN_DONE)
		return -1;
	struct lw_delivery *d = n->confirmable ? new_delivery(&s->observe) : NULL;
	if (n->confirmable && !d)
		return -1;
	if (!o->composite)
		lw_path_format(&o->watch[0].path, text);
	coap_ask_init(&observed, o->composite ? COAP_METHOD_FETCH : COAP_METHOD_GET, text);
	observed.token_len = o->token_len;
	memcpy(observed.token, o->token, o->token_len);
	if (coap_link_notify(s->link, d ? d->id : 0, &observed, &n->answer, n->confirmable) < 0) {
		if (d)
			d->id = 0;
		return -1;
	}
	lw_traffic_answer(s, &n->answer, o->token_len, true);
	if (!d)
		return 0;
	d->link = s->link;
	d->path = n->path;
	d->application = n->application;
	d->token_len = o->token_len;
	memcpy(d->token, o->token, o->token_len);
	o->outstanding = d->id;
	return 0;
}

/* Keeps it for later; the oldest makes room. */
static int store(struct lw_server *s, const struct lw_stored *n)
{
	struct lw_observe *all = &s->observe;
	struct lw_stored copy = *n;
	copy.body = malloc(n->answer.body_len + 1);
	if (!copy.body)
		return -1;
	if (n->answer.body_len)
		memcpy(copy.body, n->answer.body, n->answer.body_len);
	copy.answer.body = copy.body;
	if (all->stored_count == LW_STORED_MAX) {
		free(all->stored[0].body);
		memmove(&all->stored[0], &all->stored[1],
			--all->stored_count * sizeof(all->stored[0]));
	}
	all->stored[all->stored_count++] = copy;
	return 0;
}

int lw_notify(struct lw_server *s, struct lw_observation *o, const struct lw_path *path,
	bool confirmable, bool application)
{
	struct lw_stored n = {.path = *path,
		.confirmable = confirmable,
		.application = application,
		.token_len = o->token_len};
	memcpy(n.token, o->token, o->token_len);
	if (!read_for(s, o, &n.answer))
		return -1;
	lw_observe_seen(s, o);
	if (can_tell(s))
		return transmit(s, o, &n);
	return storing(s) ? store(s, &n) : -1;
}

/* What was kept while offline goes out in its order; what is no longer observed does not. */
void lw_notify_stored(struct lw_server *s)
{
	struct lw_observe *all = &s->observe;
	while (all->stored_count && can_tell(s)) {
		struct lw_stored n = all->stored[0];
		memmove(&all->stored[0], &all->stored[1],
			--all->stored_count * sizeof(all->stored[0]));
		struct lw_observation *o = lw_observe_token(all, n.token, n.token_len);
		if (o)
			transmit(s, o, &n);
		free(n.body);
	}
}

/* --- Send -------------------------------------------------------------------------------- */

static bool may_send(const struct lw_server *s)
{
	const struct lw_config *c = lw_settings(s->lw);
	bool muted = lw_tree_number(&s->lw->tree, LW_OBJECT_SERVER, s->server, 23, 0) != 0;
	return c->version && c->uldata_sends && can_tell(s) && !muted;
}

static int ask_dp(struct lw_server *s, struct lw_delivery *d, const struct coap_answer *content)
{
	struct coap_ask ask;
	coap_ask_init(&ask, COAP_METHOD_POST, "/dp");
	ask.format = content->format;
	ask.body = content->body;
	ask.body_len = content->body_len;
	return coap_link_ask(s->link, d->id, &ask);
}

/* Of what stands at path, in SenML. A request has an answer: one that is not to be confirmed to
 * the host is sent all the same, and its end is not told. */
static int send_value(struct lw_server *s, const struct lw_path *path, bool confirmable)
{
	struct coap_answer content;
	struct lw_delivery *d = new_delivery(&s->observe);
	if (!d)
		return QLW_CME_MEMORY;
	lw_read_paths(s, path, 1, COAP_FORMAT_SENML_CBOR, &content);
	if (content.code != COAP_CODE(2, 5) || lw_server_open(s) != LW_OPEN_DONE ||
		ask_dp(s, d, &content) < 0) {
		d->id = 0;
		return QLW_CME_MEMORY;
	}
	d->link = s->link;
	d->path = *path;
	d->application = confirmable;
	d->send = true;
	return 0;
}

int lw_observe_send(struct lw_server *s, const struct lw_path *path, bool confirmable)
{
	struct lw_observation *o = lw_observe_over(&s->observe, path);
	if (o)
		return lw_notify(s, o, path, confirmable, true) < 0 ? QLW_CME_MEMORY : 0;
	if (may_send(s))
		return send_value(s, path, confirmable);
	return QLW_CME_NOT_ALLOWED; /* nobody listens: a notification has nowhere to go */
}

/* --- what became of it ------------------------------------------------------------------- */

static uint64_t token_number(const uint8_t *token, size_t len)
{
	uint64_t number = 0;
	for (size_t i = 0; i < len; i++)
		number = number << 8 | token[i];
	return number;
}

static enum qlw_delivery delivery_code(
	const struct lw_delivery *d, enum coap_outcome outcome, unsigned code)
{
	if (outcome == COAP_OUTCOME_ACK)
		return QLW_DELIVERY_DONE;
	if (outcome == COAP_OUTCOME_RESET)
		return QLW_DELIVERY_ERROR;
	if (d->send && outcome == COAP_OUTCOME_ANSWER)
		return code >> 5 == 2 ? QLW_DELIVERY_DONE : QLW_DELIVERY_ERROR;
	return outcome == COAP_OUTCOME_INVALID || outcome == COAP_OUTCOME_ANSWER
		       ? QLW_DELIVERY_INVALID
		       : QLW_DELIVERY_NULL;
}

static void report(struct lw_server *s, const struct lw_delivery *d, enum coap_outcome outcome,
	const struct coap_answer *answer)
{
	const struct lw_env *env = &s->lw->env;
	char text[LW_PATH_TEXT];
	uint64_t token = d->send ? token_number(answer->token, answer->token_len)
				 : token_number(d->token, d->token_len);
	lw_path_format(&d->path, text);
	env->delivery(env->ctx, s->short_id, text, answer->mid, token,
		delivery_code(d, outcome, answer->code));
}

void lw_observe_outcome(struct lw_server *s, unsigned id, enum coap_outcome outcome,
	const struct coap_answer *answer)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++) {
		struct lw_delivery d = s->observe.delivery[i];
		if (d.id != id)
			continue;
		s->observe.delivery[i].id = 0;
		struct lw_observation *o =
			d.send ? NULL : lw_observe_token(&s->observe, d.token, d.token_len);
		if (o && o->outstanding == id)
			o->outstanding = 0;
		if (o && outcome == COAP_OUTCOME_RESET)
			o->used = false;
		if (d.application)
			report(s, &d, outcome, answer);
		return;
	}
}

void lw_observe_abandon(struct lw_server *s)
{
	struct coap_answer none;
	coap_answer_init(&none, 0);
	for (size_t i = 0; i < LW_OBSERVATIONS; i++)
		if (s->observe.delivery[i].id && s->observe.delivery[i].link != s->link)
			lw_observe_outcome(
				s, s->observe.delivery[i].id, COAP_OUTCOME_TIMEOUT, &none);
}
