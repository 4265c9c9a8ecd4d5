/*
 * The form for one record of the settings, on top of the panes. It ends as the verb `set`, so that
 * nothing is checked or written twice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/console/app_priv.h"
#include "views/setting_form.h"

struct pop_setting {
	struct popup popup;
	struct setting_form form;
};

static void write_setting(struct app *a, struct setting_form *f)
{
	struct qlw_record record;
	char name[40], done[120];
	setting_form_record(f, &record);
	setting_form_name(f, name, sizeof name);
	bool psk = f->key == QLW_KEY_SECURITY &&
		   record.value[qlw_field_find(f->verb, "psk_key")].present;
	snprintf(done, sizeof done, "%s: written and read back%s; u undoes", name,
		psk ? ", but for its PSK" : "");
	app_run_set(a, f->key, &record, done);
	explicit_bzero(&record, sizeof record);
}

static void setting_draw(struct popup *p, struct region r)
{
	setting_form_draw(&((struct pop_setting *)p)->form, r);
}

static bool setting_key(struct popup *p, const struct key *key)
{
	struct setting_form *f = &((struct pop_setting *)p)->form;
	enum setting_result result = setting_form_key(f, key);
	if (result == SETTING_RESULT_NONE)
		return true;
	popup_close(p);
	if (result == SETTING_RESULT_WRITE)
		write_setting(p->app, f);
	else
		app_say(p->app, ROLE_MESSAGE, "%s",
			result == SETTING_RESULT_SAME ? "nothing was changed, so nothing is written"
						      : "left as it is");
	return true;
}

static void setting_free(struct popup *p)
{
	setting_form_end(&((struct pop_setting *)p)->form);
	free(p);
}

static struct pop_setting *setting_new(struct app *a)
{
	static const struct popup_ops ops = {.keys = POPUP_KEYS_FORM,
		.draw = setting_draw,
		.key = setting_key,
		.free = setting_free};
	return popup_new(a, sizeof(struct pop_setting), &ops);
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

/* The key that a call names; -1: none, and it was asked for. */
static int key_of(struct app *a, enum action_id id, const struct call *call)
{
	char line[32];
	int key = call->args ? qlw_key_find(call->arg[0], strlen(call->arg[0])) : -1;
	if (key >= 0)
		return key;
	snprintf(line, sizeof line, "%s ", actions[id].name);
	app_line_begin(a, APP_LINE_COMMAND, line);
	if (call->args)
		app_say(a, ROLE_WARN, "there is no key %s", call->arg[0]);
	return -1;
}

void pop_setting_edit(struct app *a, const struct call *call)
{
	const struct model *m = session_model(a->session);
	size_t record = 0;
	int key = key_of(a, ACTION_EDIT, call);
	if (key < 0)
		return;
	if (!find_record(m, (enum qlw_key)key, call, &record)) {
		say_no_record(a, (enum qlw_key)key);
		return;
	}
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)key);
	int field = call->args > 1 ? qlw_field_find(verb, call->arg[call->args - 1]) : -1;
	struct pop_setting *s = setting_new(a);
	if (!s)
		return;
	setting_form_edit(&s->form, m, (enum qlw_key)key, record, field < 0 ? 0 : (size_t)field);
	popup_open(&s->popup);
}

void pop_setting_add(struct app *a, const struct call *call)
{
	int key = key_of(a, ACTION_ADD, call);
	if (key < 0)
		return;
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)key);
	if (!verb->list) {
		app_say(a, ROLE_WARN, "%s is one record, always there: Enter changes it",
			verb->name);
		return;
	}
	struct pop_setting *s = setting_new(a);
	if (!s)
		return;
	setting_form_add(&s->form, session_model(a->session), (enum qlw_key)key);
	popup_open(&s->popup);
}
