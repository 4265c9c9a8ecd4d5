/* Planning: which records and contexts differ, and the command for each. Order and words are in
 * plan_order.c and plan_words.c. Sends nothing. */
#include "profiles/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/plan_priv.h"

/* Room for one more step; what moves is wiped where it was. */
static bool grow(struct plan *plan)
{
	size_t room = plan->room ? 2 * plan->room : 8;
	if (plan->steps < plan->room)
		return true;
	struct plan_step *step = calloc(room, sizeof *step);
	if (!step)
		return false;
	if (plan->steps) {
		memcpy(step, plan->step, plan->steps * sizeof *step);
		explicit_bzero(plan->step, plan->steps * sizeof *step);
	}
	free(plan->step);
	plan->step = step;
	plan->room = room;
	return true;
}

struct plan_step *plan_add(struct planner *p, enum plan_kind kind, enum qlw_key key)
{
	if (p->err)
		return NULL;
	if (p->plan->steps == PLAN_STEPS_MAX || !grow(p->plan)) {
		p->err = qlw_diag_set(p->diag, QLW_ENOMEM, "too many steps");
		return NULL;
	}
	struct plan_step *step = &p->plan->step[p->plan->steps++];
	memset(step, 0, sizeof *step);
	step->kind = kind;
	step->key = key;
	return step;
}

static void finish(struct planner *p, struct plan_step *step)
{
	plan_explain(p, step);
	step->phase = plan_phase(p, step);
}

/* --- records ---------------------------------------------------------------------------------- */

static void fill_value(const struct qlw_verb *verb, struct qlw_record *record, size_t i,
	const struct qlw_record *current)
{
	const struct qlw_field *f = &verb->field[i];
	if (current && current->value[i].present)
		record->value[i] = current->value[i];
	else if (f->fallback)
		qlw_record_set(verb, record, i, f->fallback, NULL);
	else
		record->value[i] = (struct qlw_value){.present = true, .quoted = true};
}

/* Optional values that the profile leaves open, but which stand in front of one that it names, go
 * out as the module has them. */
static void fill_gaps(enum qlw_key key, struct qlw_record *record, const struct qlw_record *current)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	size_t last = 0;
	for (size_t i = 0; i < verb->fields; i++)
		if (record->value[i].present)
			last = i;
	for (size_t i = 0; i < last; i++)
		if (!record->value[i].present && !verb->field[i].secret)
			fill_value(verb, record, i, current);
}

static void add_set(struct planner *p, enum qlw_key key, const struct qlw_record *current,
	const struct qlw_record *wanted)
{
	struct plan_step *step = plan_add(p, PLAN_SET, key);
	if (!step)
		return;
	step->wanted = *wanted;
	fill_gaps(key, &step->wanted, current);
	step->has_wanted = true;
	step->has_current = current != NULL;
	if (current)
		step->current = *current;
	int err = qlw_format_set(key, &step->wanted, step->command, sizeof step->command, p->diag);
	if (err)
		p->err = err;
	finish(p, step);
}

static void add_delete(struct planner *p, enum qlw_key key, const struct qlw_record *current)
{
	struct plan_step *step = plan_add(p, PLAN_DELETE, key);
	if (!step)
		return;
	step->has_current = true;
	step->current = *current;
	if (qlw_format_delete(
		    key, (unsigned)current->value[0].number, step->command, sizeof step->command))
		p->err = qlw_diag_set(
			p->diag, QLW_EUSAGE, "%s cannot be deleted", qlw_key_verb(key)->name);
	finish(p, step);
}

static void add_same(struct planner *p, enum qlw_key key, const struct qlw_record *record)
{
	if (p->plan->sames < PLAN_SAME_MAX)
		p->plan->same[p->plan->sames++] = (struct plan_same){.key = key, .record = *record};
}

/* A record that is wanted. */
static void plan_record(struct planner *p, enum qlw_key key, const struct qlw_record *wanted)
{
	const struct qlw_record *current = profile_settings_find(p->now, key, wanted);
	bool secret = profile_record_has_secret(key, wanted);
	bool right = current ? profile_record_has(key, current, wanted)
			     : profile_record_idle(key, wanted) && p->now->key[key].named;
	p->plan->unproven += secret;
	if (!right || (secret && p->secrets))
		add_set(p, key, current, wanted);
	else if (current)
		add_same(p, key, current);
}

/* A record that the module has and the profile does not list. */
static void plan_unlisted(struct planner *p, enum qlw_key key, const struct qlw_record *current)
{
	struct qlw_record idle = *current;
	if (qlw_key_verb(key)->deletable) {
		add_delete(p, key, current);
		return;
	}
	if (profile_record_idle(key, current))
		return;
	/* a client without an account does not exist: nothing could be written for it */
	if (key == QLW_KEY_PDPCID && p->now->key[QLW_KEY_SECURITY].named &&
		!profile_settings_find(p->now, QLW_KEY_SECURITY, current))
		return;
	profile_record_idle_set(key, &idle);
	add_set(p, key, current, &idle);
}

static void plan_key(struct planner *p, enum qlw_key key)
{
	const struct profile_key *want = &p->wanted->key[key], *now = &p->now->key[key];
	if (!want->named)
		return;
	for (size_t i = 0; i < now->count && qlw_key_verb(key)->list; i++)
		if (!profile_settings_find(p->wanted, key, &now->record[i]))
			plan_unlisted(p, key, &now->record[i]);
	for (size_t i = 0; i < want->count; i++)
		plan_record(p, key, &want->record[i]);
}

/* --- "select" --------------------------------------------------------------------------------- */

static void add_reset(struct planner *p, const struct qlw_record *current)
{
	const struct qlw_verb *verb = qlw_key_verb(QLW_KEY_SELECT);
	struct plan_step *step = plan_add(p, PLAN_SELECT_RESET, QLW_KEY_SELECT);
	if (!step)
		return;
	step->has_current = current != NULL;
	if (current)
		step->current = *current;
	step->has_wanted = true;
	step->reread = true;
	p->err = qlw_record_set(verb, &step->wanted, 0, "0", p->diag);
	if (!p->err)
		p->err = qlw_format_set(QLW_KEY_SELECT, &step->wanted, step->command,
			sizeof step->command, p->diag);
	finish(p, step);
}

/* "select" comes before all else that is planned: factory settings are what the rest meets then,
 * and a carrier's servers may take the place of a PSK, which could not be seen. */
static void plan_select(struct planner *p, struct profile_settings *factory)
{
	const struct profile_key *want = &p->wanted->key[QLW_KEY_SELECT];
	if (!want->named || !want->count)
		return;
	const struct qlw_record *current =
		profile_settings_find(p->module, QLW_KEY_SELECT, &want->record[0]);
	bool is_factory = want->record[0].value[0].number == 0;
	if (is_factory && current && current->value[0].numeric && current->value[0].number == 0) {
		add_same(p, QLW_KEY_SELECT, current);
		return;
	}
	if (is_factory) {
		add_reset(p, current);
		profile_settings_factory(factory);
		p->now = factory;
		return;
	}
	size_t before = p->plan->steps;
	plan_record(p, QLW_KEY_SELECT, &want->record[0]);
	if (p->err || p->plan->steps == before)
		return;
	p->plan->step[before].reread = true;
	p->secrets = PLAN_AFTER_SELECT;
}

/* --- PDP contexts ----------------------------------------------------------------------------- */

static void add_context(struct planner *p, enum plan_kind kind,
	const struct profile_context *current, const struct profile_context *wanted)
{
	struct plan_step *step = plan_add(p, kind, QLW_KEYS);
	struct at_builder b;
	if (!step)
		return;
	step->has_current = current != NULL;
	step->has_wanted = wanted != NULL;
	if (current)
		step->context_current = *current;
	if (wanted)
		step->context_wanted = *wanted;
	at_begin(&b, step->command, sizeof step->command, "AT+CGDCONT=");
	at_number(&b, wanted ? wanted->cid : current->cid);
	if (wanted) {
		const char *type = profile_context_type(wanted->type);
		at_string(&b, type ? type : wanted->type);
		at_string(&b, wanted->apn);
	}
	if (at_end(&b))
		p->err = qlw_diag_set(p->diag, QLW_EUSAGE, "%s: no name of an access point",
			wanted ? wanted->apn : "");
	finish(p, step);
}

static void plan_contexts(struct planner *p)
{
	if (!p->wanted->contexts_named)
		return;
	for (size_t i = 0; i < p->wanted->contexts; i++) {
		const struct profile_context *want = &p->wanted->context[i];
		const struct profile_context *now = profile_settings_context(p->module, want->cid);
		if (!now || !profile_context_same(now, want))
			add_context(p, PLAN_CONTEXT_SET, now, want);
		else if (p->plan->sames < PLAN_SAME_MAX)
			p->plan->same[p->plan->sames++] =
				(struct plan_same){.key = QLW_KEYS, .cid = want->cid};
	}
	for (size_t i = 0; i < p->module->contexts && p->wanted->contexts_complete; i++)
		if (!profile_settings_context(p->wanted, p->module->context[i].cid))
			add_context(p, PLAN_CONTEXT_DELETE, &p->module->context[i], NULL);
}

/* --- plans ------------------------------------------------------------------------------------ */

int plan_make(struct plan *plan, const struct profile_settings *module,
	const struct profile_settings *wanted, const struct plan_options *options,
	struct qlw_diag *diag)
{
	struct planner p = {.plan = plan,
		.module = module,
		.now = module,
		.wanted = wanted,
		.secrets = options->rewrite_secrets,
		.diag = diag};
	struct profile_settings *factory = profile_settings_new();
	memset(plan, 0, sizeof *plan);
	if (!factory)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	plan_select(&p, factory);
	for (int key = 0; key < QLW_KEYS; key++)
		if (key != QLW_KEY_SELECT)
			plan_key(&p, (enum qlw_key)key);
	plan_contexts(&p);
	plan_sort(plan);
	profile_settings_free(factory);
	if (p.err)
		plan_free(plan);
	return p.err;
}

void plan_free(struct plan *plan)
{
	if (plan->step)
		explicit_bzero(plan->step, plan->room * sizeof *plan->step);
	free(plan->step);
	explicit_bzero(plan, sizeof *plan);
}

bool plan_step_holds(const struct plan_step *step, const struct profile_settings *module)
{
	const struct profile_context *c;
	const struct qlw_record *r;
	switch (step->kind) {
	case PLAN_CONTEXT_SET:
		c = profile_settings_context(module, step->context_wanted.cid);
		return c && profile_context_same(c, &step->context_wanted);
	case PLAN_CONTEXT_DELETE:
		return !profile_settings_context(module, step->context_current.cid);
	case PLAN_DELETE:
		return !profile_settings_find(module, step->key, &step->current);
	case PLAN_SELECT_RESET:
	case PLAN_SET:
		break;
	}
	r = profile_settings_find(module, step->key, &step->wanted);
	return r ? profile_record_has(step->key, r, &step->wanted)
		 : profile_record_idle(step->key, &step->wanted);
}
