/*
 * The way back: what verbs wrote over is kept, and written again on demand.
 */
#include <stdio.h>
#include <string.h>

#include "tui/console/app_priv.h"

/* What a verb wrote over is kept, newest last. A factory reset ends all of it. */
void app_undo_changed(struct app *a, const struct cli_change *change)
{
	const struct qlw_record *old = &change->old;
	if (!change->done || a->undoing)
		return;
	if (change->key == QLW_KEY_SELECT) {
		a->undos = 0;
		if (!change->had || !old->value[0].numeric || !old->value[0].number)
			return;
	}
	if (a->undos == APP_UNDOS_MAX)
		memmove(a->undo, a->undo + 1, --a->undos * sizeof *a->undo);
	a->undo[a->undos++] = *change;
}

/* The newest change is taken back when that was really written. */
static void pop_if(struct app *a, bool done)
{
	if (done && a->undos)
		a->undos--;
}

/* After the question was answered with yes. */
static void delete_added(struct app *a, const char *line)
{
	a->undoing = true;
	a->cli.change.done = false;
	app_run_confirmed(a, line);
	a->undoing = false;
	pop_if(a, a->cli.change.done);
}

static void undo_addition(struct app *a, const struct cli_change *change)
{
	char line[64], text[160];
	const struct qlw_verb *verb = qlw_key_verb(change->key);
	const struct pop_question q = {
		.title = "Undo", .name = "undo", .text = text, .yes = delete_added, .line = line};
	if (!verb->deletable) {
		app_say(a, ROLE_WARN, "%s was new, and the module cannot delete records of %s",
			verb->name, verb->name);
		a->undos--;
		return;
	}
	snprintf(line, sizeof line, "delete %s %.8s", verb->name, change->now.value[0].text);
	snprintf(text, sizeof text, "%s %.8s was new: deletes it again%s.", verb->name,
		change->now.value[0].text, change->key == QLW_KEY_SECURITY ? ", with its PSK" : "");
	pop_question_open(a, &q);
}

void app_undo(struct app *a)
{
	char done[120];
	if (!a->undos) {
		app_say(a, ROLE_DIM, "nothing to undo");
		return;
	}
	const struct cli_change change = a->undo[a->undos - 1];
	const struct qlw_verb *verb = qlw_key_verb(change.key);
	if (!change.had) {
		undo_addition(a, &change);
		return;
	}
	snprintf(done, sizeof done, "%s%s%.8s: as it was before, read back%s", verb->name,
		verb->list ? " " : "", verb->list ? change.old.value[0].text : "",
		change.key == QLW_KEY_SECURITY ? "; a PSK cannot be put back" : "");
	a->undoing = true;
	a->cli.change.done = false;
	app_run_set(a, change.key, &change.old, done);
	a->undoing = false;
	pop_if(a, a->cli.change.done);
}
