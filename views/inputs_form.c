/* The form for a profile's inputs. Asks no module and keeps nothing. */
#include "views/inputs_form.h"

#include <stdio.h>
#include <string.h>

static void check(void *ctx, const struct form *form, size_t field, char note[FORM_NOTE_MAX])
{
	const struct inputs_form *f = ctx;
	const struct profile_input *input = &f->profile->input[f->input[field]];
	const char *text = form_value(form, field);
	if (form->fields[field].kind == FORM_KIND_SHOWN || !*text)
		return;
	if (strlen(text) > PROFILE_VALUE_MAX)
		snprintf(note, FORM_NOTE_MAX, "at most %d bytes", PROFILE_VALUE_MAX);
	else if (input->pattern && profile_pattern_fits(input->pattern, text) != 1)
		inputs_misfit(input, note, FORM_NOTE_MAX);
}

static void add(
	struct inputs_form *f, size_t i, enum form_kind kind, const char *value, bool optional)
{
	const struct profile_input *input = &f->profile->input[i];
	struct form_field *field = form_add(&f->form, input->name, kind, value);
	size_t at = f->form.count - 1;
	if (!field)
		return;
	f->input[at] = i;
	field->optional = optional;
	field->help = f->help[at];
	if (kind == FORM_KIND_SHOWN)
		snprintf(f->help[at], sizeof f->help[at], "%.150s", input->title);
	else
		snprintf(f->help[at], sizeof f->help[at], "%.150s, such as %.100s%s", input->title,
			input->example, optional ? "; empty: left out" : "");
}

void inputs_form_start(struct inputs_form *f, const struct profile *p,
	const struct profile_values *values, const bool asked[PROFILE_INPUTS_MAX], bool optional)
{
	memset(f, 0, sizeof *f);
	form_start(&f->form);
	f->form.check = check;
	f->form.ctx = f;
	f->profile = p;
	snprintf(f->title, sizeof f->title, "%.80s", p->name);
	for (size_t i = 0; i < p->inputs; i++) {
		const struct profile_input *input = &p->input[i];
		if (asked[i])
			add(f, i, input->secret ? FORM_KIND_SECRET : FORM_KIND_TEXT, NULL,
				optional);
		else if (values->value[i].set && !input->secret)
			add(f, i, FORM_KIND_SHOWN, values->value[i].text, true);
	}
	form_ready(&f->form);
}

enum form_result inputs_form_key(struct inputs_form *f, const struct key *key)
{
	return form_key(&f->form, key);
}

void inputs_form_draw(const struct inputs_form *f, struct region r)
{
	static const char intro[] =
		"What only you know. Nothing is sent yet: the plan comes first. Secrets are kept "
		"nowhere.";
	int cols = r.cols < 78 ? r.cols : 78;
	struct region measure = {.canvas = r.canvas, .cols = cols - 4};
	int words = region_wrap(measure, 0, 0, ROLE_DIM, intro);
	struct region box = region_popup(r, form_rows(&f->form) + words + 3, cols);
	struct region in = region_box(box, f->title, "Ctrl-S goes on - Esc back", true);
	region_wrap(region_cut_top(&in, words + 1), 0, words, ROLE_DIM, intro);
	form_draw(&f->form, in);
}

void inputs_form_give(const struct inputs_form *f, struct profile_values *values)
{
	struct qlw_diag diag;
	for (size_t i = 0; i < f->form.count; i++)
		if (f->form.fields[i].kind != FORM_KIND_SHOWN && *form_value(&f->form, i))
			inputs_set(f->profile, values, f->input[i], form_value(&f->form, i), &diag);
}

void inputs_form_end(struct inputs_form *f)
{
	form_end(&f->form);
}
