/* Observations of one server: who watches what, and when that is due to be told. Makes and sends
 * no notification itself. */
#include "modem/sim/lwobserve.h"

#include <stdlib.h>
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

void lw_observe_clear(struct lw_observe *o)
{
	unsigned next_id = o->next_id;
	for (size_t i = 0; i < o->stored_count; i++)
		free(o->stored[i].body);
	memset(o, 0, sizeof(*o));
	o->next_id = next_id;
}

static uint64_t token_number(const struct coap_ask *ask)
{
	uint64_t number = 0;
	for (size_t i = 0; i < ask->token_len; i++)
		number = number << 8 | ask->token[i];
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

/* --- the list ---------------------------------------------------------------------------- */

static bool same_path(const struct lw_path *a, const struct lw_path *b)
{
	return a->depth == b->depth && lw_path_covers(a, b);
}

static struct lw_observation *find_path(struct lw_observe *o, const struct lw_path *path)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++)
		if (o->list[i].used && !o->list[i].composite &&
			same_path(&o->list[i].watch[0].path, path))
			return &o->list[i];
	return NULL;
}

static bool watches(const struct lw_observation *o, const struct lw_path *path)
{
	for (size_t i = 0; i < o->watches; i++)
		if (lw_path_covers(&o->watch[i].path, path))
			return true;
	return false;
}

struct lw_observation *lw_observe_over(struct lw_observe *o, const struct lw_path *path)
{
	for (struct lw_path at = *path; at.depth > 0; at.depth--) {
		struct lw_observation *found = find_path(o, &at);
		if (found)
			return found;
	}
	for (size_t i = 0; i < LW_OBSERVATIONS; i++)
		if (o->list[i].used && watches(&o->list[i], path))
			return &o->list[i];
	return NULL;
}

struct lw_observation *lw_observe_token(
	struct lw_observe *o, const uint8_t *token, size_t token_len)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++)
		if (o->list[i].used && o->list[i].token_len == token_len &&
			!memcmp(o->list[i].token, token, token_len))
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

void lw_observe_seen(struct lw_server *s, struct lw_observation *o)
{
	o->last_ms = lw_now(s->lw);
	for (size_t i = 0; i < o->watches; i++) {
		o->watch[i].changed = false;
		o->watch[i].seen = number_at(s->lw, &o->watch[i].path);
	}
}

/* --- beginning and end ------------------------------------------------------------------- */

static void tell(struct lw_server *s, const struct lw_observation *o, const struct coap_ask *ask,
	bool cancel)
{
	char uri[LW_PATH_TEXT];
	for (size_t i = 0; i < o->watches; i++) {
		lw_path_format(&o->watch[i].path, uri);
		s->lw->env.observe(
			s->lw->env.ctx, s->short_id, uri, ask->mid, token_number(ask), cancel);
	}
}

static void begin(struct lw_server *s, struct lw_observation *o, const struct coap_ask *ask,
	const struct lw_path *path, size_t paths, int accept, struct coap_answer *answer)
{
	*o = (struct lw_observation){.used = true, .watches = paths, .accept = accept};
	o->token_len = ask->token_len;
	memcpy(o->token, ask->token, ask->token_len);
	for (size_t i = 0; i < paths; i++)
		o->watch[i].path = path[i];
	lw_observe_seen(s, o);
	answer->observe = (long)o->sequence;
	s->lw->registrations_changed = true;
	tell(s, o, ask, false);
}

static void end(struct lw_server *s, struct lw_observation *o, const struct coap_ask *ask)
{
	coap_link_drop(s->link, o->token, o->token_len);
	o->used = false;
	s->lw->registrations_changed = true;
	tell(s, o, ask, true);
}

void lw_observe_request(struct lw_server *s, const struct coap_ask *ask, const struct lw_path *path,
	struct coap_answer *answer)
{
	struct lw_observation *o = find_path(&s->observe, path);
	if (ask->observe == 0 && !o)
		o = find_free(&s->observe);
	if (!o)
		return; /* the answer without Observe says that there is none */
	if (ask->observe == 0)
		begin(s, o, ask, path, 1, ask->accept, answer);
	else
		end(s, o, ask);
}

void lw_observe_composite(struct lw_server *s, const struct coap_ask *ask,
	const struct lw_path *path, size_t paths, struct coap_answer *answer)
{
	struct lw_observation *o = lw_observe_token(&s->observe, ask->token, ask->token_len);
	if (ask->observe == 0 && !o && paths <= LW_WATCHES)
		o = find_free(&s->observe);
	if (!o || (ask->observe == 0 && paths > LW_WATCHES))
		return;
	if (ask->observe != 0) {
		end(s, o, ask);
		return;
	}
	begin(s, o, ask, path, paths, answer->format, answer);
	o->composite = true;
}

void lw_observe_changed(struct lw_server *s, const struct lw_path *path)
{
	bool possible = lw_notify_possible(s);
	for (size_t i = 0; i < LW_OBSERVATIONS; i++) {
		struct lw_observation *o = &s->observe.list[i];
		for (size_t k = 0; o->used && k < o->watches; k++) {
			struct lw_watch *w = &o->watch[k];
			if (lw_path_covers(&w->path, path) || lw_path_covers(path, &w->path))
				w->changed = possible;
		}
	}
}

void lw_observe_gone(struct lw_server *s, const struct lw_path *path)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++) {
		struct lw_observation *o = &s->observe.list[i];
		if (!o->composite && lw_path_covers(path, &o->watch[0].path))
			o->used = false;
	}
	lw_attr_forget(&s->observe.attrs, path);
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

/* How long after the last notification this watch wants the next; UINT64_MAX: not by time. */
static uint64_t due_after_ms(const struct lw_server *s, const struct lw_watch *w)
{
	struct lw_attrs a = lw_attr_effective(&s->observe.attrs, &w->path);
	struct periods p = periods_of(s, &a);
	bool moved = w->changed && lw_attr_moved(&a, w->seen, number_at(s->lw, &w->path));
	return moved ? p.min_ms : p.max_ms;
}

/* When this observation must be told next; UINT64_MAX: not before something happens. */
static uint64_t due_ms(const struct lw_server *s, const struct lw_observation *o)
{
	uint64_t after = UINT64_MAX;
	if (!o->used || o->outstanding)
		return UINT64_MAX;
	for (size_t i = 0; i < o->watches; i++) {
		uint64_t own = due_after_ms(s, &o->watch[i]);
		after = own < after ? own : after;
	}
	return after == UINT64_MAX ? UINT64_MAX : o->last_ms + after;
}

void lw_observe_tick(struct lw_server *s)
{
	uint64_t now = lw_now(s->lw);
	lw_notify_stored(s);
	for (size_t i = 0; i < LW_OBSERVATIONS && lw_notify_possible(s); i++) {
		struct lw_observation *o = &s->observe.list[i];
		if (due_ms(s, o) > now)
			continue;
		const struct lw_path none = {0};
		const struct lw_path *about = o->composite ? &none : &o->watch[0].path;
		if (lw_notify(s, o, about, true, false) < 0) /* nothing to tell, or no room */
			lw_observe_seen(s, o);
	}
}

uint64_t lw_observe_deadline_ms(const struct lw_server *s)
{
	bool waiting = s->observe.stored_count && lwreg_registered(&s->reg) && !s->lw->offline;
	uint64_t at = waiting ? 0 : UINT64_MAX;
	for (size_t i = 0; i < LW_OBSERVATIONS && lw_notify_possible(s); i++) {
		uint64_t due = due_ms(s, &s->observe.list[i]);
		at = due < at ? due : at;
	}
	return at;
}

static uint64_t span_end_ms(
	const struct lw_server *s, const struct lw_observation *o, uint64_t until_ms)
{
	uint64_t end = until_ms;
	for (size_t i = 0; i < o->watches; i++) {
		struct lw_attrs a = lw_attr_effective(&s->observe.attrs, &o->watch[i].path);
		struct periods p = periods_of(s, &a);
		if (p.max_ms != UINT64_MAX && o->last_ms + p.min_ms <= until_ms &&
			o->last_ms + p.max_ms > end)
			end = o->last_ms + p.max_ms;
	}
	return end;
}

uint64_t lw_observe_awake_ms(const struct lw_server *s, uint64_t until_ms)
{
	uint64_t end = until_ms;
	for (size_t i = 0; i < LW_OBSERVATIONS; i++) {
		const struct lw_observation *o = &s->observe.list[i];
		uint64_t own = o->used ? span_end_ms(s, o, until_ms) : 0;
		end = own > end ? own : end;
	}
	return end;
}

bool lw_observe_watches(const struct lw_server *s, unsigned object)
{
	for (size_t i = 0; i < LW_OBSERVATIONS; i++) {
		const struct lw_observation *o = &s->observe.list[i];
		for (size_t k = 0; o->used && k < o->watches; k++)
			if (o->watch[k].path.id[0] == object)
				return true;
	}
	return false;
}
