/*
 * The form for a profile's inputs, on top of the panes. The verb that needs them waits meanwhile.
 */
#include <stdlib.h>

#include "tui/console/app_priv.h"
#include "views/inputs_form.h"

/* What the waiting verb looks at; the pop-up may be gone by then. */
struct answer {
	bool over;
	int code;
	struct profile_values *values;
};

struct pop_inputs {
	struct popup popup;
	struct inputs_form form;
	struct answer *answer; /* NULL: nobody waits */
};

static void inputs_draw(struct popup *p, struct region r)
{
	inputs_form_draw(&((struct pop_inputs *)p)->form, r);
}

static bool inputs_key(struct popup *p, const struct key *key)
{
	struct pop_inputs *in = (struct pop_inputs *)p;
	enum form_result result = inputs_form_key(&in->form, key);
	if (result == FORM_RESULT_NONE)
		return true;
	if (result == FORM_RESULT_DONE && in->answer) {
		inputs_form_give(&in->form, in->answer->values);
		in->answer->code = 0;
	}
	popup_close(p);
	return true;
}

static void inputs_closed(struct popup *p)
{
	struct pop_inputs *in = (struct pop_inputs *)p;
	inputs_form_end(&in->form);
	if (in->answer)
		in->answer->over = true;
	in->answer = NULL;
}

static void inputs_free(struct popup *p)
{
	free(p);
}

int pop_inputs_ask(struct app *a, const struct profile *p, struct profile_values *values,
	const struct cli_wish *wish)
{
	static const struct popup_ops ops = {.keys = POPUP_KEYS_FORM,
		.draw = inputs_draw,
		.key = inputs_key,
		.closed = inputs_closed,
		.free = inputs_free};
	struct answer answer = {.code = CLI_INTERRUPTED, .values = values};
	struct pop_inputs *in = popup_new(a, sizeof *in, &ops);
	bool asked[PROFILE_INPUTS_MAX];
	if (!in)
		return CLI_FILE;
	for (size_t i = 0; i < p->inputs; i++)
		asked[i] = cli_wishes(wish, &p->input[i], values->value[i].set);
	inputs_form_start(&in->form, p, values, asked, wish->optional);
	in->answer = &answer;
	popup_open(&in->popup);
	while (!answer.over && !app_turn(a, UINT64_MAX))
		;
	popup_close(&in->popup); /* when the verb was cancelled */
	return answer.code;
}
