/*
 * Forms on top of the panes: one record of the settings, data to send; and the way back from what
 * was written. Forms end as verbs, so that nothing is checked or written twice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/app_priv.h"

static void open_popup(struct app *a, enum app_popup popup)
{
	a->popup = popup;
	pace_urgent(&a->pace, loop_now_ms());
}

/* --- which record --------------------------------------------------------------------------------------- */

/* KEY [INDEX…] [FIELD] of ':edit'; indexes not given match any record. */
static bool find_record(
	const struct model *m, enum qlw_key key, const struct call *call, size_t *record)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	for (size_t r = 0; r < m->key[key].count; r++) {
		bool same = true;
		for (size_t i = 0; i < verb->fields && verb->field[i].index && i + 1 < call->args;
			i++)
			same &= !strcmp(m->key[key].record[r].value[i].text, call->arg[i + 1]);
		if (same)
			return *record = r, true;
	}
	return false;
}

static void say_no_record(struct app *a, enum qlw_key key)
{
	const char *name = qlw_key_verb(key)->name;
	const struct model_key *k = &session_model(a->session)->key[key];
	if (k->refused)
		app_say(a, ROLE_WARN, "the module refused %s", name);
	else if (!k->read_ms)
		app_say(a, ROLE_WARN, "%s has not been read yet; F5 reads it", name);
	else
		app_say(a, ROLE_WARN, "the module has no such record of %s; + adds one", name);
}

static void edit_setting(struct app *a, const struct call *call, enum qlw_key key)
{
	const struct model *m = session_model(a->session);
	const struct qlw_verb *verb = qlw_key_verb(key);
	int field = call->args > 1 ? qlw_field_find(verb, call->arg[call->args - 1]) : -1;
	size_t record = 0;
	if (!find_record(m, key, call, &record)) {
		say_no_record(a, key);
		return;
	}
	setting_form_edit(&a->setting, m, key, record, field < 0 ? 0 : (size_t)field);
	open_popup(a, APP_POPUP_SETTING);
}

static void add_setting(struct app *a, enum qlw_key key)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	if (!verb->list) {
		app_say(a, ROLE_WARN, "%s is one record, always there: Enter changes it",
			verb->name);
		return;
	}
	setting_form_add(&a->setting, session_model(a->session), key);
	open_popup(a, APP_POPUP_SETTING);
}

/* --- writing, and the way back -------------------------------------------------------------------------- */

static void run_set(
	struct app *a, enum qlw_key key, const struct qlw_record *record, const char *done)
{
	struct call call = {
		.verb = "set", .arg = {qlw_key_verb(key)->name}, .args = 1, .given = OPTION_YES};
	if (app_run_record(a, &actions[ACTION_SET], &call, record) == CLI_DONE)
		app_say(a, ROLE_MESSAGE, "%s", done);
}

static void write_setting(struct app *a)
{
	struct qlw_record record;
	char name[40], done[120];
	enum qlw_key key = a->setting.key;
	setting_form_record(&a->setting, &record);
	setting_form_name(&a->setting, name, sizeof name);
	bool psk = key == QLW_KEY_SECURITY &&
		   record.value[qlw_field_find(a->setting.verb, "psk_key")].present;
	setting_form_end(&a->setting);
	a->popup = APP_POPUP_NONE;
	snprintf(done, sizeof done, "%s: written and read back%s; u undoes", name,
		psk ? ", but for its PSK" : "");
	run_set(a, key, &record, done);
	explicit_bzero(&record, sizeof record);
}

/* What a verb wrote over is kept, newest last. A factory reset ends all of it. */
void app_form_changed(struct app *a, const struct cli_change *change)
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

static void undo_addition(struct app *a, const struct cli_change *change)
{
	char line[64];
	const struct qlw_verb *verb = qlw_key_verb(change->key);
	if (!verb->deletable) {
		app_say(a, ROLE_WARN, "%s was new, and the module cannot delete records of %s",
			verb->name, verb->name);
		return;
	}
	snprintf(line, sizeof line, "delete %s %.8s", verb->name, change->now.value[0].text);
	app_run_line(a, line);
}

static void undo(struct app *a)
{
	char done[120];
	if (!a->undos) {
		app_say(a, ROLE_DIM, "nothing to undo");
		return;
	}
	const struct cli_change change = a->undo[--a->undos];
	const struct qlw_verb *verb = qlw_key_verb(change.key);
	snprintf(done, sizeof done, "%s%s%.8s: as it was before, read back%s", verb->name,
		verb->list ? " " : "", verb->list ? change.old.value[0].text : "",
		change.key == QLW_KEY_SECURITY ? "; a PSK cannot be put back" : "");
	a->undoing = true;
	if (change.had)
		run_set(a, change.key, &change.old, done);
	else
		undo_addition(a, &change);
	a->undoing = false;
}

/* --- what a deletion takes with it ---------------------------------------------------------------------- */

static const struct qlw_record *record_at(const struct model *m, enum qlw_key key, int64_t index)
{
	for (size_t i = 0; i < m->key[key].count; i++)
		if (m->key[key].record[i].value[0].number == index)
			return &m->key[key].record[i];
	return NULL;
}

void app_form_lost(const struct model *m, const struct call *call, char *out, size_t size)
{
	int64_t index;
	int key = call->args > 1 ? qlw_key_find(call->arg[0], strlen(call->arg[0])) : -1;
	const struct qlw_record *r = key >= 0 && qlw_number(call->arg[1], &index)
					     ? record_at(m, (enum qlw_key)key, index)
					     : NULL;
	if (!r)
		return;
	if (key == QLW_KEY_SECURITY)
		snprintf(out, size,
			"Deletes security %.8s: short ID %.8s, %.255s, and its PSK, which cannot "
			"be put "
			"back.%s",
			r->value[0].text, r->value[1].text, r->value[2].text,
			record_at(m, QLW_KEY_SERVER, index)
				? " The server record of the same index "
				  "stays, without an address."
				: "");
	else
		snprintf(out, size, "Deletes server %.8s: life time %.12s s, binding %.8s.",
			r->value[0].text, r->value[1].text, r->value[6].text);
}

/* --- keys and drawing ------------------------------------------------------------------------------------ */

static void ask_key(struct app *a, enum action_id id, const struct call *call)
{
	char line[32];
	snprintf(line, sizeof line, "%s ", actions[id].name);
	app_line_begin(a, APP_LINE_COMMAND, line);
	if (call->args)
		app_say(a, ROLE_WARN, "there is no key %s", call->arg[0]);
}

bool app_form_do(struct app *a, enum action_id id, const struct call *call)
{
	if (id == ACTION_UNDO) {
		undo(a);
		return true;
	}
	if (id != ACTION_EDIT && id != ACTION_ADD)
		return false;
	int key = call->args ? qlw_key_find(call->arg[0], strlen(call->arg[0])) : -1;
	if (key < 0)
		ask_key(a, id, call);
	else if (id == ACTION_ADD)
		add_setting(a, (enum qlw_key)key);
	else
		edit_setting(a, call, (enum qlw_key)key);
	return true;
}

static void setting_key(struct app *a, const struct key *key)
{
	enum setting_result result = setting_form_key(&a->setting, key);
	if (result == SETTING_RESULT_NONE)
		return;
	if (result == SETTING_RESULT_WRITE) {
		write_setting(a);
		return;
	}
	setting_form_end(&a->setting);
	a->popup = APP_POPUP_NONE;
	app_say(a, ROLE_MESSAGE, "%s",
		result == SETTING_RESULT_SAME ? "nothing was changed, so nothing is written"
					      : "left as it is");
}

void app_popup_send(struct app *a, unsigned short_id, const char *uri)
{
	send_form_start(&a->send, session_model(a->session), short_id, uri);
	open_popup(a, APP_POPUP_SEND);
}

static void send_key(struct app *a, const struct key *key)
{
	char line[SEND_FORM_LINE_MAX];
	enum form_result result = send_form_key(&a->send, key);
	if (result == FORM_RESULT_NONE)
		return;
	send_form_line(&a->send, line);
	send_form_end(&a->send);
	a->popup = APP_POPUP_NONE;
	if (result == FORM_RESULT_DONE)
		app_run_line(a, line);
}

void app_form_key(struct app *a, const struct key *key)
{
	if (a->popup == APP_POPUP_SEND)
		send_key(a, key);
	else
		setting_key(a, key);
}

void app_form_draw(struct app *a, struct region r)
{
	if (a->popup == APP_POPUP_SEND)
		send_form_draw(&a->send, r);
	else
		setting_form_draw(&a->setting, r);
}
