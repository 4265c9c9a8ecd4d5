/* The order of a plan's steps: what another needs comes before it, what takes something away comes
 * as late as it may. Knows no command. */
#include <stdlib.h>
#include <string.h>

#include "profiles/plan_priv.h"

/*
 * The rules, first to last. Note 3.2.1, note 1: "security" before "server" and "pdpcid"; note 2:
 * binding N needs version 1.1, so the version rises before servers are written and falls after.
 * Contexts stand before "pdpcid" names them. The client is kept from starting by itself while half
 * of its settings are there. "device" may only be taken once registered (comment in 4.2.1): it is
 * last, so that nothing waits for it.
 */
enum phase {
	PHASE_RESET,
	PHASE_AUTOSTART_OFF,
	PHASE_CONTEXT,
	PHASE_SELECT,
	PHASE_VERSION_UP,
	PHASE_PDPCID_IDLE, /* while their clients still have a security record */
	PHASE_SERVER_DELETE,
	PHASE_SECURITY_DELETE,
	PHASE_SECURITY,
	PHASE_SERVER,
	PHASE_VERSION_DOWN,
	PHASE_PDPCID,
	PHASE_EPNS,
	PHASE_TRANSCFG,
	PHASE_SESSION,
	PHASE_MBSPS,
	PHASE_HOST,
	PHASE_CONTEXT_DELETE,
	PHASE_AUTOSTART_ON,
	PHASE_DEVICE,
};

static enum phase phase_of_number(const struct plan_step *step, enum phase zero, enum phase other)
{
	return step->wanted.value[0].number == 0 ? zero : other;
}

/* Whether the client of this record keeps its account. */
static bool stays(const struct planner *p, const struct qlw_record *record)
{
	return !p->wanted->key[QLW_KEY_SECURITY].named ||
	       profile_settings_find(p->wanted, QLW_KEY_SECURITY, record);
}

static enum phase phase_of_set(const struct planner *p, const struct plan_step *step)
{
	switch (step->key) {
	case QLW_KEY_AUTOSTART:
		return phase_of_number(step, PHASE_AUTOSTART_OFF, PHASE_AUTOSTART_ON);
	case QLW_KEY_VERSION:
		return phase_of_number(step, PHASE_VERSION_DOWN, PHASE_VERSION_UP);
	case QLW_KEY_PDPCID:
		return stays(p, &step->wanted) ? PHASE_PDPCID : PHASE_PDPCID_IDLE;
	case QLW_KEY_SECURITY:
		return PHASE_SECURITY;
	case QLW_KEY_SERVER:
		return PHASE_SERVER;
	case QLW_KEY_EPNS:
		return PHASE_EPNS;
	case QLW_KEY_TRANSCFG:
		return PHASE_TRANSCFG;
	case QLW_KEY_SELECT:
		return PHASE_SELECT;
	case QLW_KEY_HOST:
		return PHASE_HOST;
	case QLW_KEY_DEVICE:
		return PHASE_DEVICE;
	case QLW_KEY_SESSION:
		return PHASE_SESSION;
	case QLW_KEY_MBSPS:
		return PHASE_MBSPS;
	case QLW_KEYS:
		break;
	}
	return PHASE_DEVICE;
}

unsigned plan_phase(const struct planner *p, const struct plan_step *step)
{
	switch (step->kind) {
	case PLAN_SELECT_RESET:
		return PHASE_RESET;
	case PLAN_CONTEXT_SET:
		return PHASE_CONTEXT;
	case PLAN_CONTEXT_DELETE:
		return PHASE_CONTEXT_DELETE;
	case PLAN_DELETE:
		return step->key == QLW_KEY_SERVER ? PHASE_SERVER_DELETE : PHASE_SECURITY_DELETE;
	case PLAN_SET:
		break;
	}
	return phase_of_set(p, step);
}

/* Steps are large and few, and equals keep their order: insertion. */
void plan_sort(struct plan *plan)
{
	static const size_t size = sizeof(struct plan_step);
	struct plan_step *held = malloc(size);
	if (!held)
		return;
	for (size_t i = 1; i < plan->steps; i++) {
		size_t to = i;
		*held = plan->step[i];
		for (; to > 0 && plan->step[to - 1].phase > held->phase; to--)
			plan->step[to] = plan->step[to - 1];
		plan->step[to] = *held;
	}
	explicit_bzero(held, size);
	free(held);
}
