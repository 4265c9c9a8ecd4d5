/*
 * Plans: what has to be sent so that a module has what a profile wants. A pure difference of two
 * struct profile_settings, in an order in which no step breaks a later one.
 *
 * What "select" does to other settings is the module's secret: a step that may change more than its
 * own key says so (reread), and whoever carries the plan out reads everything again and makes a new
 * plan, with rewrite_secrets PLAN_AFTER_SELECT, before going on.
 */
#ifndef QLW_PROFILES_PLAN_H
#define QLW_PROFILES_PLAN_H

#include "modem/err.h"
#include "profiles/profile_settings.h"

#define PLAN_STEPS_MAX   96
#define PLAN_COMMAND_MAX 2048

enum plan_kind {
	PLAN_SELECT_RESET,   /* "select",0: everything is reset */
	PLAN_SET,            /* one record is written */
	PLAN_DELETE,         /* one record of "security" or "server" goes */
	PLAN_CONTEXT_SET,    /* AT+CGDCONT=cid,type,apn */
	PLAN_CONTEXT_DELETE, /* AT+CGDCONT=cid; of a snapshot only */
};

struct plan_step {
	enum plan_kind kind;
	enum qlw_key key;               /* but of contexts */
	unsigned phase;                 /* what decides the order; private */
	char command[PLAN_COMMAND_MAX]; /* holds the PSK: never to be shown as it is */
	char why[240];
	bool reversible; /* restoring a snapshot brings back what was there */
	bool write_only; /* holds a PSK, which cannot be read back */
	bool reread;     /* changes more than itself: see above */
	bool has_current, has_wanted;
	struct qlw_record current, wanted; /* with the PSK in wanted */
	struct profile_context context_current, context_wanted;
};

/* What is right already. */
struct plan_same {
	enum qlw_key key;         /* QLW_KEYS: a context */
	struct qlw_record record; /* as the module has it */
	int cid;                  /* of a context */
};

#define PLAN_SAME_MAX 48

#define PLAN_AFTER_SELECT "select may have replaced it"

struct plan {
	struct plan_step *step;
	size_t steps, room;
	struct plan_same same[PLAN_SAME_MAX];
	size_t sames;
	size_t unproven; /* records whose PSK is written, or was once, and cannot be read back */
};

struct plan_options {
	/* Why records with a PSK are written even when all that can be read is right, in words that
	 * can stand behind "PSK: "; NULL: they are not. */
	const char *rewrite_secrets;
};

/* Keys that the profile names and the module does not offer or would not tell are planned as
 * unknown: set. QLW_EUSAGE: what the profile wants cannot be sent (the diag says what); QLW_ENOMEM. */
int plan_make(struct plan *plan, const struct profile_settings *module,
	const struct profile_settings *wanted, const struct plan_options *options,
	struct qlw_diag *diag);
void plan_free(struct plan *plan); /* wipes it */

/* Whether the step has done its work, as far as reading can tell, in what was read since. */
bool plan_step_holds(const struct plan_step *step, const struct profile_settings *module);

/* "select", "security 0", "pdp 1": what the step is about. */
const char *plan_step_name(const struct plan_step *step, char *out, size_t size);
const char *plan_same_name(const struct plan_same *same, char *out, size_t size);
/* What the module has and what it will have, "life_time 60, binding UQ": of a change only what
 * differs. PSKs are bullets; other secret inputs are the caller's to mask. */
void plan_step_now(const struct plan_step *step, char *out, size_t size);
void plan_step_wanted(const struct plan_step *step, char *out, size_t size);
/* '+' new, '~' changed, '-' deleted, '!' reset */
char plan_step_mark(const struct plan_step *step);

#endif
