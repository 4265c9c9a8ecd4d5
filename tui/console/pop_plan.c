/*
 * A plan on top of the panes: asked about, carried out, and what became of it. The verb that made it
 * waits for the answer, and says how far it is.
 */
#include <stdlib.h>

#include "tui/console/app_priv.h"
#include "views/plan_sheet.h"

struct answer {
	bool over;
	int code;
};

struct pop_plan {
	struct popup popup;
	struct plan_view view;
	struct answer *answer; /* NULL: nobody waits */
};

static void reply(struct pop_plan *plan, int code)
{
	if (!plan->answer)
		return;
	plan->answer->over = true;
	plan->answer->code = code;
	plan->answer = NULL;
}

static void plan_draw(struct popup *p, struct region r)
{
	plan_view_draw(&((struct pop_plan *)p)->view, r);
}

/* One that only shows what is, or was done, gives way. */
static bool plan_other_key(struct pop_plan *plan, const struct key *key)
{
	const enum plan_phase phase = plan->view.sheet.phase;
	struct popup *p = &plan->popup;
	if (phase == PLAN_PHASE_ASK)
		return false;
	if (phase == PLAN_PHASE_RUN)
		app_say(p->app, ROLE_DIM, "it is being applied; Ctrl-C stops it");
	else if (key->code != KEYCODE_MOUSE)
		popup_give_way(p, key);
	return true;
}

static bool plan_key(struct popup *p, const struct key *key)
{
	struct pop_plan *plan = (struct pop_plan *)p;
	switch (plan_view_key(&plan->view, key)) {
	case PLAN_KEY_NONE:
		break;
	case PLAN_KEY_OTHER:
		return plan_other_key(plan, key);
	case PLAN_KEY_GO:
		reply(plan, 0);
		break;
	case PLAN_KEY_BACK:
		reply(plan, CLI_REFUSED);
		popup_close(p);
		break;
	}
	return true;
}

static void plan_closed(struct popup *p)
{
	struct pop_plan *plan = (struct pop_plan *)p;
	reply(plan, CLI_INTERRUPTED);
	if (p->app->plan == plan)
		p->app->plan = NULL;
}

static void plan_free(struct popup *p)
{
	free(p);
}

static struct pop_plan *open_plan(struct app *a)
{
	static const struct popup_ops ops = {.keys = {{"Esc", "closes"}, {"c", "commands"}},
		.draw = plan_draw,
		.key = plan_key,
		.closed = plan_closed,
		.free = plan_free};
	struct pop_plan *plan = popup_new(a, sizeof *plan, &ops);
	if (!plan)
		return NULL;
	a->plan = plan;
	popup_open(&plan->popup);
	return plan;
}

void pop_plan_show(struct app *a, const struct plan_sheet *sheet)
{
	if (!a->plan && !open_plan(a))
		return;
	plan_view_show(&a->plan->view, sheet);
	pace_urgent(&a->pace, loop_now_ms());
}

int pop_plan_confirm(struct app *a, const struct plan_sheet *sheet)
{
	struct answer answer = {.code = CLI_INTERRUPTED};
	pop_plan_show(a, sheet);
	if (!a->plan)
		return CLI_FILE;
	a->plan->answer = &answer;
	while (!answer.over && !app_turn(a, UINT64_MAX))
		;
	if (!answer.over && a->plan)
		a->plan->answer = NULL;
	return answer.code;
}
