/* The two sides of a step in a few words: what is there, what will be. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "profiles/plan_priv.h"

#define HIDDEN "••••••"

struct words {
	char *out;
	size_t size, len;
};

__attribute__((format(printf, 2, 3))) static void put(struct words *w, const char *format, ...)
{
	va_list ap;
	if (w->len >= w->size)
		return;
	va_start(ap, format);
	int n = vsnprintf(w->out + w->len, w->size - w->len, format, ap);
	va_end(ap);
	w->len += n > 0 ? (size_t)n : 0;
}

static void put_value(struct words *w, enum qlw_key key, size_t i, const struct qlw_value *v)
{
	const struct qlw_field *f = &qlw_key_verb(key)->field[i];
	const struct qlw_choice *c = qlw_choice_find(f, v->text);
	if (key == QLW_KEY_SELECT && c) {
		put(w, "%s%s", w->len ? ", " : "", c->name);
		return;
	}
	put(w, "%s%s ", w->len ? ", " : "", f->name);
	if (f->secret)
		put(w, HIDDEN);
	else if (!v->present || !*v->text)
		put(w, "nothing");
	else
		put(w, "%.60s", v->text);
}

/* The fields of side that its opposite does not have so; every field when there is none. */
static void put_record(struct words *w, enum qlw_key key, const struct qlw_record *side,
	const struct qlw_record *opposite, const struct qlw_record *named)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_value *v = &side->value[i];
		bool same = opposite && key != QLW_KEY_SELECT &&
			    profile_value_same(v, &opposite->value[i]);
		bool shown = v->present || (opposite && opposite->value[i].present);
		if (verb->field[i].index || !shown || (same && !verb->field[i].secret))
			continue;
		if (named && key != QLW_KEY_SELECT && !named->value[i].present)
			continue;
		if (!verb->field[i].secret || v->present)
			put_value(w, key, i, v);
	}
}

static bool is_context(const struct plan_step *step)
{
	return step->kind == PLAN_CONTEXT_SET || step->kind == PLAN_CONTEXT_DELETE;
}

void plan_step_now(const struct plan_step *step, char *out, size_t size)
{
	struct words w = {.out = out, .size = size};
	*out = '\0';
	if (!step->has_current)
		put(&w, "—");
	else if (is_context(step))
		put(&w, "%s %s", step->context_current.type, step->context_current.apn);
	else
		put_record(&w, step->key, &step->current, step->has_wanted ? &step->wanted : NULL,
			step->has_wanted ? &step->wanted : NULL);
	if (!w.len)
		put(&w, "the same, as far as it can be read");
}

void plan_step_wanted(const struct plan_step *step, char *out, size_t size)
{
	struct words w = {.out = out, .size = size};
	*out = '\0';
	if (step->kind == PLAN_SELECT_RESET)
		put(&w, "factory: every LwM2M setting is reset");
	else if (!step->has_wanted)
		put(&w, "deleted");
	else if (is_context(step))
		put(&w, "%s %s", step->context_wanted.type, step->context_wanted.apn);
	else
		put_record(&w, step->key, &step->wanted, step->has_current ? &step->current : NULL,
			NULL);
}
