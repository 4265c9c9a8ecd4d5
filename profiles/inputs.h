/*
 * Values for a profile's inputs: from the module, from the user. Pure. What is secret stays in struct
 * profile_values and appears in no message.
 */
#ifndef QLW_PROFILES_INPUTS_H
#define QLW_PROFILES_INPUTS_H

#include "modem/net.h"
#include "profiles/profile.h"

/* "AT+CGSN", "AT+CNUM", "AT+QCCID", "AT+CIMI" */
bool inputs_source_known(const char *from);
/* What the module said to that; "" when it said nothing. */
const char *inputs_source(const struct net_identity *unit, const char *from);

/* Position of an input by name, -1. */
int inputs_find(const struct profile *p, const char *name, size_t len);

enum {
	INPUTS_MISFIT_MAX = 160
};

/* "does not fit: hex digits, …" of a well-known pattern, else with the pattern itself. */
const char *inputs_misfit(const struct profile_input *input, char *out, size_t size);

/* Gives input i its value. QLW_EUSAGE when it does not fit the pattern: the diag names input and
 * what fits, never the value. */
int inputs_set(const struct profile *p, struct profile_values *values, size_t i, const char *text,
	struct qlw_diag *diag);

/* Gives every input that has none yet what the module says, where that fits. A number may come as
 * "+1223…": the plus sign goes when the pattern does not want it. */
void inputs_from_unit(
	const struct profile *p, struct profile_values *values, const struct net_identity *unit);

/* Every input's example. */
void inputs_from_examples(const struct profile *p, struct profile_values *values);

/* The first input from i on that has no value; p->inputs when all have one. */
size_t inputs_missing(const struct profile *p, const struct profile_values *values, size_t i);

void inputs_wipe(struct profile_values *values);

/* The first check that does not hold for this module, or NULL. */
const struct profile_check *inputs_check(const struct profile *p, const struct net_identity *unit);

#endif
