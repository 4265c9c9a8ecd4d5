/* What a step is called, why it is there, and whether it can be undone. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "profiles/plan_priv.h"

__attribute__((format(printf, 2, 3))) static void add(
	struct plan_step *step, const char *format, ...)
{
	size_t used = strlen(step->why);
	va_list ap;
	va_start(ap, format);
	vsnprintf(step->why + used, sizeof step->why - used, format, ap);
	va_end(ap);
}

/* A value that may be shown, short. */
static const char *shown(const struct qlw_value *v)
{
	return v->present && *v->text ? v->text : "nothing";
}

static const char *choice_name(enum qlw_key key, size_t field, const struct qlw_record *record)
{
	const struct qlw_choice *c =
		qlw_choice_find(&qlw_key_verb(key)->field[field], record->value[field].text);
	return c ? c->name : record->value[field].text;
}

/* "life_time 60 instead of 0, binding UQS instead of U" */
static size_t add_differences(struct plan_step *step)
{
	const struct qlw_verb *verb = qlw_key_verb(step->key);
	size_t n = 0;
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_value *want = &step->wanted.value[i];
		const struct qlw_value *now = &step->current.value[i];
		if (!want->present || verb->field[i].secret || profile_value_same(want, now))
			continue;
		add(step, "%s%s %.40s instead of %.40s", n++ ? ", " : "", verb->field[i].name,
			shown(want), shown(now));
	}
	return n;
}

static void explain_select(struct plan_step *step)
{
	bool live = step->wanted.value[1].present && step->wanted.value[1].number == 1;
	add(step, "built-in servers of %s, %s; what that changes is read back before the next step",
		choice_name(QLW_KEY_SELECT, 0, &step->wanted),
		step->wanted.value[1].present ? live ? "production" : "staging"
					      : "staging or production as it is");
}

static bool is_listed(const struct planner *p, const struct plan_step *step)
{
	return profile_settings_find(p->wanted, step->key, &step->wanted);
}

static void explain_set(const struct planner *p, struct plan_step *step)
{
	if (step->key == QLW_KEY_SELECT)
		explain_select(step);
	else if (!is_listed(p, step))
		add(step, "not listed by the profile and cannot be deleted: back to the default");
	else if (!step->has_current)
		add(step, qlw_key_verb(step->key)->list ? "the module has no such record"
							: "what the module has is not known");
	else if (!add_differences(step))
		add(step, "PSK: %s", p->secrets);
	if (step->key == QLW_KEY_DEVICE)
		add(step, "; the module may take it only once registered");
	if (step->write_only)
		add(step, "; its PSK cannot be proven by reading");
}

static void explain_context(struct plan_step *step)
{
	if (!step->has_wanted)
		add(step, "the snapshot has no context %d", step->context_current.cid);
	else if (!step->has_current)
		add(step, "APN %.60s, type %s; counts from the next attach on",
			step->context_wanted.apn, step->context_wanted.type);
	else
		add(step, "APN %.60s, type %s instead of %.60s, %s; counts from the next attach on",
			step->context_wanted.apn, step->context_wanted.type,
			step->context_current.apn, step->context_current.type);
}

static void explain_reset(struct plan_step *step)
{
	add(step,
		"the profile wants factory mode, the module is set to %s: resets every LwM2M "
		"setting, PSKs and bootstrap data",
		step->has_current ? choice_name(QLW_KEY_SELECT, 0, &step->current) : "something");
}

/* A PSK that goes cannot come back: no snapshot holds it. */
static bool loses_psk(const struct planner *p, const struct plan_step *step)
{
	const struct profile_key *security = &p->module->key[QLW_KEY_SECURITY];
	if (step->kind == PLAN_SET && step->key == QLW_KEY_SECURITY)
		return step->has_current && profile_record_uses_psk(step->key, &step->current);
	if (step->kind == PLAN_DELETE)
		return profile_record_uses_psk(step->key, &step->current);
	for (size_t i = 0; i < security->count && step->key == QLW_KEY_SELECT; i++)
		if (profile_record_uses_psk(QLW_KEY_SECURITY, &security->record[i]))
			return true;
	return false;
}

void plan_explain(struct planner *p, struct plan_step *step)
{
	step->write_only = step->has_wanted && step->key < QLW_KEYS &&
			   profile_record_has_secret(step->key, &step->wanted);
	step->reversible = step->kind != PLAN_SELECT_RESET && !loses_psk(p, step);
	switch (step->kind) {
	case PLAN_SELECT_RESET:
		explain_reset(step);
		return;
	case PLAN_SET:
		explain_set(p, step);
		return;
	case PLAN_DELETE:
		add(step, "not listed by the profile: deleted%s",
			step->reversible ? "" : ", and its PSK with it");
		return;
	case PLAN_CONTEXT_SET:
	case PLAN_CONTEXT_DELETE:
		explain_context(step);
		return;
	}
}

const char *plan_step_name(const struct plan_step *step, char *out, size_t size)
{
	if (step->kind == PLAN_CONTEXT_SET || step->kind == PLAN_CONTEXT_DELETE)
		snprintf(out, size, "pdp %d",
			step->has_wanted ? step->context_wanted.cid : step->context_current.cid);
	else
		profile_record_name(
			step->key, step->has_wanted ? &step->wanted : &step->current, out, size);
	return out;
}

const char *plan_same_name(const struct plan_same *same, char *out, size_t size)
{
	if (same->key == QLW_KEYS)
		snprintf(out, size, "pdp %d", same->cid);
	else
		profile_record_name(same->key, &same->record, out, size);
	return out;
}

char plan_step_mark(const struct plan_step *step)
{
	if (step->kind == PLAN_SELECT_RESET)
		return '!';
	if (!step->has_wanted)
		return '-';
	return step->has_current ? '~' : '+';
}
