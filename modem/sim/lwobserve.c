/* Observations and notifications of one server. Reads values through lw_read; writes none. */
#include "modem/sim/lwobserve.h"

#include <stdlib.h>
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

#define FIRST_ID (LW_MACHINE_ID + 1)

void lw_observe_clear(struct lw_observe *o)
{
	unsigned next_id = o->next_id;
	for (size_t i = 0; i < o->stored_count; i++)
		free(o->stored[i].body);
	memset(o, 0, sizeof(*o));
	o->next_id = next_id;
}

static uint64_t token_number(const uint8_t *token, size_t len)
{
	uint64_t number = 0;
	for (size_t i = 0; i < len; i++)
		number = number << 8 | token[i];
	return number;
}

/* The one number under an observed resource; 0 where there is none. */
static double number_at(const struct lw *lw, const struct lw_path *path)
{
	size_t first, n = lw_tree_range(&lw->tree, path, &first);
	if (path->depth < 3 || !n)
		return 0;
	const struct lw_value *v = &lw->tree.entry[first].value;
	return v->type == LW_TYPE_FLOAT ? v->real : (double)v->number;
}

static bool can_tell(const struct lw_server *s)
{
	return lwreg_registered(&s->reg) && !s->lw->offline;
}

static bool storing(const struct lw_server *s)
{
	return lw_tree_number(&s->lw->tree, LW_OBJECT_SERVER, s->server, 6, 1) != 0;
}

/* Offline, notifications are made only to be stored. */
static bool can_make(const struct lw_server *s)
{
	return lwreg_registered(&s->reg) && (!s->lw->offline || storing(s));
}

static struct lw_observation *find_path(struct lw_observe *o, const struct lw_path *path)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++)
		if (o->list[i].used && o->list[i].path.depth == path->depth &&
			lw_path_covers(&o->list[i].path, path))
			return &o->list[i];
	return NULL;
}

static struct lw_observation *find_free(struct lw_observe *o)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++)
		if (!o->list[i].used)
			return &o->list[i];
	return NULL;
}

static void tell_observe(struct lw_server *s, const struct coap_ask *ask, bool cancel)
{
	s->lw->env.observe(s->lw->env.ctx, s->short_id, ask->path, ask->mid,
		token_number(ask->token, ask->token_len), cancel);
}

static void begin(struct lw_server *s, const struct coap_ask *ask, const struct lw_path *path,
	struct coap_answer *answer)
{
	struct lw_observation *o = find_path(&s->observe, path);
	if (!o && !(o = find_free(&s->observe)))
		return; /* the answer without Observe says that there is none */
	*o = (struct lw_observation){.used = true,
		.path = *path,
		.accept = ask->accept,
		.last_ms = lw_now(s->lw),
		.seen = number_at(s->lw, path)};
	o->token_len = ask->token_len;
	memcpy(o->token, ask->token, ask->token_len);
	answer->observe = (long)o->sequence;
	tell_observe(s, ask, false);
}

void lw_observe_request(struct lw_server *s, const struct coap_ask *ask, const struct lw_path *path,
	struct coap_answer *answer)
{
	if (ask->observe == 0) {
		begin(s, ask, path, answer);
		return;
	}
	struct lw_observation *o = find_path(&s->observe, path);
	if (!o)
		return;
	coap_link_drop(s->link, o->token, o->token_len);
	o->used = false;
	tell_observe(s, ask, true);
}

void lw_observe_changed(struct lw_server *s, const struct lw_path *path)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++) {
		struct lw_observation *o = &s->observe.list[i];
		if (lw_path_covers(&o->path, path) || lw_path_covers(path, &o->path))
			o->changed = o->used && can_make(s);
	}
}

void lw_observe_gone(struct lw_server *s, const struct lw_path *path)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++)
		if (lw_path_covers(path, &s->observe.list[i].path))
			s->observe.list[i].used = false;
	lw_attr_forget(&s->observe.attrs, path);
}

/* --- sending ----------------------------------------------------------------------------- */

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

static bool read_for(struct lw_server *s, struct lw_observation *o, struct coap_answer *answer)
{
	lw_read(s, &o->path, o->accept, answer);
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
	char text[LW_PATH_TEXT];
	if (lw_server_open(s) != LW_OPEN_DONE)
		return -1;
	struct lw_delivery *d = n->confirmable ? new_delivery(&s->observe) : NULL;
	if (n->confirmable && !d)
		return -1;
	lw_path_format(&o->path, text);
	coap_ask_init(&observed, COAP_METHOD_GET, text);
	observed.token_len = o->token_len;
	memcpy(observed.token, o->token, o->token_len);
	if (coap_link_notify(s->link, d ? d->id : 0, &observed, &n->answer, n->confirmable) < 0) {
		if (d)
			d->id = 0;
		return -1;
	}
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

/* 0, or -1: the notification could not be made, sent or kept. */
static int notify(struct lw_server *s, struct lw_observation *o, const struct lw_path *path,
	bool confirmable, bool application)
{
	struct lw_stored n = {.path = *path,
		.confirmable = confirmable,
		.application = application,
		.token_len = o->token_len};
	memcpy(n.token, o->token, o->token_len);
	if (!read_for(s, o, &n.answer))
		return -1;
	o->changed = false;
	o->last_ms = lw_now(s->lw);
	o->seen = number_at(s->lw, &o->path);
	if (can_tell(s))
		return transmit(s, o, &n);
	return storing(s) ? store(s, &n) : -1;
}

int lw_observe_send(struct lw_server *s, const struct lw_path *path, bool confirmable)
{
	for (unsigned depth = path->depth; depth > 0; depth--) {
		struct lw_path at = *path;
		at.depth = depth;
		struct lw_observation *o = find_path(&s->observe, &at);
		if (o)
			return notify(s, o, path, confirmable, true) < 0 ? QLW_CME_MEMORY : 0;
	}
	return QLW_CME_NOT_ALLOWED; /* nobody listens: a notification has nowhere to go */
}

static struct lw_observation *find_token(struct lw_observe *o, const struct lw_delivery *d)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++)
		if (o->list[i].used && o->list[i].token_len == d->token_len &&
			!memcmp(o->list[i].token, d->token, d->token_len))
			return &o->list[i];
	return NULL;
}

static enum qlw_delivery delivery_code(enum coap_outcome outcome)
{
	if (outcome == COAP_OUTCOME_ACK)
		return QLW_DELIVERY_DONE;
	if (outcome == COAP_OUTCOME_RESET)
		return QLW_DELIVERY_ERROR;
	return outcome == COAP_OUTCOME_INVALID || outcome == COAP_OUTCOME_ANSWER
		       ? QLW_DELIVERY_INVALID
		       : QLW_DELIVERY_NULL;
}

void lw_observe_outcome(struct lw_server *s, unsigned id, enum coap_outcome outcome,
	const struct coap_answer *answer)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++) {
		struct lw_delivery d = s->observe.delivery[i];
		char text[LW_PATH_TEXT];
		if (d.id != id)
			continue;
		s->observe.delivery[i].id = 0;
		struct lw_observation *o = find_token(&s->observe, &d);
		if (o && o->outstanding == id)
			o->outstanding = 0;
		if (o && outcome == COAP_OUTCOME_RESET)
			o->used = false;
		lw_path_format(&d.path, text);
		if (d.application)
			s->lw->env.delivery(s->lw->env.ctx, s->short_id, text, answer->mid,
				token_number(d.token, d.token_len), delivery_code(outcome));
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

/* --- when -------------------------------------------------------------------------------- */

struct periods {
	uint64_t min_ms, max_ms; /* max UINT64_MAX: none */
};

/* Defaults come from the server's own instance; a maximum below the minimum does not count. */
static struct periods periods_of(const struct lw_server *s, const struct lw_attrs *a)
{
	const struct lw_tree *t = &s->lw->tree;
	double min = (double)lw_tree_number(t, LW_OBJECT_SERVER, s->server, 2, 0);
	double max = (double)lw_tree_number(t, LW_OBJECT_SERVER, s->server, 3, 0);
	if (a->has[LW_ATTR_PMIN])
		min = a->value[LW_ATTR_PMIN];
	if (a->has[LW_ATTR_PMAX])
		max = a->value[LW_ATTR_PMAX];
	if (min > 1e9)
		min = 1e9;
	struct periods p = {.min_ms = min > 0 ? (uint64_t)(min * 1000) : 0, .max_ms = UINT64_MAX};
	if (max > 0 && max >= min && max < 1e9)
		p.max_ms = (uint64_t)(max * 1000);
	return p;
}

/* When this observation must be told next; UINT64_MAX: not before something happens. */
static uint64_t due_ms(const struct lw_server *s, const struct lw_observation *o)
{
	if (!o->used || o->outstanding)
		return UINT64_MAX;
	struct lw_attrs a = lw_attr_effective(&s->observe.attrs, &o->path);
	struct periods p = periods_of(s, &a);
	bool moved = o->changed && lw_attr_moved(&a, o->seen, number_at(s->lw, &o->path));
	if (moved)
		return o->last_ms + p.min_ms;
	return p.max_ms == UINT64_MAX ? UINT64_MAX : o->last_ms + p.max_ms;
}

/* What was kept while offline goes out in its order; what is no longer observed does not. */
static void send_stored(struct lw_server *s)
{
	struct lw_observe *all = &s->observe;
	while (all->stored_count && can_tell(s)) {
		struct lw_stored n = all->stored[0];
		struct lw_delivery token = {.token_len = n.token_len};
		memcpy(token.token, n.token, n.token_len);
		memmove(&all->stored[0], &all->stored[1],
			--all->stored_count * sizeof(all->stored[0]));
		struct lw_observation *o = find_token(all, &token);
		if (o)
			transmit(s, o, &n);
		free(n.body);
	}
}

void lw_observe_tick(struct lw_server *s)
{
	uint64_t now = lw_now(s->lw);
	send_stored(s);
	for (size_t i = 0; i < LW_OBSERVATIONS && can_make(s); i++) {
		struct lw_observation *o = &s->observe.list[i];
		if (due_ms(s, o) > now)
			continue;
		if (notify(s, o, &o->path, true, false) < 0) { /* nothing to tell, or no room */
			o->changed = false;
			o->last_ms = now;
		}
	}
}

uint64_t lw_observe_deadline_ms(const struct lw_server *s)
{
	uint64_t at = s->observe.stored_count && can_tell(s) ? 0 : UINT64_MAX;
	for (size_t i = 0; i < LW_OBSERVATIONS && can_make(s); i++) {
		uint64_t due = due_ms(s, &s->observe.list[i]);
		at = due < at ? due : at;
	}
	return at;
}

uint64_t lw_observe_awake_ms(const struct lw_server *s, uint64_t until_ms)
{
	uint64_t end = until_ms;
	for (size_t i = 0; i < LW_OBSERVATIONS; i++) {
		const struct lw_observation *o = &s->observe.list[i];
		if (!o->used)
			continue;
		struct lw_attrs a = lw_attr_effective(&s->observe.attrs, &o->path);
		struct periods p = periods_of(s, &a);
		if (p.max_ms != UINT64_MAX && o->last_ms + p.min_ms <= until_ms &&
			o->last_ms + p.max_ms > end)
			end = o->last_ms + p.max_ms;
	}
	return end;
}

bool lw_observe_watches(const struct lw_server *s, unsigned object)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++)
		if (s->observe.list[i].used && s->observe.list[i].path.id[0] == object)
			return true;
	return false;
}
