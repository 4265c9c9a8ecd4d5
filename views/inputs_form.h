/*
 * The form for a profile's inputs: what the module said already, and what only the user knows, with
 * an example, checked against its pattern while typing; secrets as bullets. It sends nothing.
 */
#ifndef QLW_VIEWS_INPUTS_FORM_H
#define QLW_VIEWS_INPUTS_FORM_H

#include "profiles/inputs.h"
#include "tui/toolkit/widgets.h"

/* The caller's memory; must not move while it is in use. */
struct inputs_form {
	struct form form;
	const struct profile *profile;
	size_t input[FORM_FIELDS_MAX]; /* of a field */
	char title[96];
	char help[FORM_FIELDS_MAX][320];
};

/* asked: by input, what to ask for; the rest is shown when it has a value and is no secret.
 * optional: a field may stay empty. The profile must outlive the form. */
void inputs_form_start(struct inputs_form *f, const struct profile *p,
	const struct profile_values *values, const bool asked[PROFILE_INPUTS_MAX], bool optional);

/* DONE: take inputs_form_give. In both cases that end it: inputs_form_end. */
enum form_result inputs_form_key(struct inputs_form *f, const struct key *key);

/* In the middle of r, with a frame. */
void inputs_form_draw(const struct inputs_form *f, struct region r);

/* Gives the inputs what was typed. */
void inputs_form_give(const struct inputs_form *f, struct profile_values *values);

/* Wipes secrets. */
void inputs_form_end(struct inputs_form *f);

#endif
