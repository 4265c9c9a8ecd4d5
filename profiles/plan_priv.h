/* Inside a plan. Included by profiles/plan*.c only. */
#ifndef QLW_PROFILES_PLAN_PRIV_H
#define QLW_PROFILES_PLAN_PRIV_H

#include "profiles/plan.h"

/* A plan being made. */
struct planner {
	struct plan *plan;
	const struct profile_settings *module; /* as it was found */
	const struct profile_settings
		*now; /* what the next steps find: factory values after a reset */
	const struct profile_settings *wanted;
	const char *secrets; /* why every record that has one is written; NULL: it is not */
	struct qlw_diag *diag;
	int err;
};

/* Appends a step of this phase; NULL, err set, when there is no room. */
struct plan_step *plan_add(struct planner *p, enum plan_kind kind, enum qlw_key key);

/* Fills why, reversible and write_only of a step that has its records. */
void plan_explain(struct planner *p, struct plan_step *step);

/* Which of two steps comes first; see the table in plan_order.c. */
unsigned plan_phase(const struct planner *p, const struct plan_step *step);
void plan_sort(struct plan *plan);

#endif
