/* AT+QLWCFG (3.2.1): its syntax and answers, from the table of settings. */
#include <stdio.h>

#include "modem/sim/commands.h"
#include "modem/sim/select.h"
#include "modem/sim/state.h"

static void add_form(struct text *t, const struct setting_field *f)
{
	if (f->kind == SETTING_RANGE)
		text_printf(t, ",(%lld-%lld)", (long long)f->min, (long long)f->max);
	else if (f->kind == SETTING_LIST)
		text_printf(t, ",%s", f->list);
	else
		text_printf(t, ",<%s>", f->shown);
}

static int test(struct module *m, const struct at_command *c)
{
	(void)c;
	for (enum setting_key k = 0; k < SETTING_KEYS; k++) {
		const struct setting_form *f = settings_form(k);
		struct text t = {0};
		for (unsigned i = 0; i < f->indexes; i++) {
			if (f->index_shown[i])
				text_printf(&t, ",%s", f->index_shown[i]);
			else
				text_printf(&t, ",(0-%u)", f->index_max[i]);
		}
		for (unsigned i = 0; i < f->fields; i++)
			add_form(&t, &f->field[i]);
		at_say(m, "+QLWCFG: \"%s\"%.*s", f->name, (int)t.len, t.bytes);
		text_free(&t);
	}
	return AT_OK;
}

static void add_value(
	struct text *t, const struct setting_field *f, const struct setting_value *v, bool bare)
{
	if (f->kind == SETTING_RANGE || f->kind == SETTING_LIST)
		text_printf(t, ",%lld", (long long)v->number);
	else
		text_printf(t, bare ? ",%s" : ",\"%s\"", v->text);
}

static void say_record(struct module *m, enum setting_key key, unsigned record)
{
	const struct setting_form *f = settings_form(key);
	const struct setting_record *r = &m->settings.record[key][record];
	struct text t = {0};
	unsigned inner = f->indexes == 2 ? f->index_max[1] + 1 : 1;
	if (f->indexes)
		text_printf(&t, ",%u", record / inner);
	if (f->indexes == 2)
		text_printf(&t, ",%u", record % inner);
	for (unsigned i = 0; i < f->fields; i++)
		if (!f->field[i].hidden)
			add_value(&t, &f->field[i], &r->value[i],
				f->field[i].kind == SETTING_EPNAME &&
					r->value[EPNS_TYPE].number == 1);
	at_say(m, "+QLWCFG: \"%s\"%.*s", f->name, (int)t.len, t.bytes);
	text_free(&t);
}

/* "pdpcid" has a value for every client, but only those with an account are worth a line. */
static bool listed(const struct module *m, enum setting_key key, unsigned record)
{
	if (key == SETTING_PDPCID)
		return m->settings.record[SETTING_SECURITY][record].set;
	return m->settings.record[key][record].set;
}

static int query(struct module *m, enum setting_key key, const struct args *a, unsigned record)
{
	const struct setting_form *f = settings_form(key);
	unsigned from = 0, to = f->records;
	if (a->count > 1) { /* "host" by one or both indexes */
		from = record;
		to = a->count == 3 ? record + 1 : record + f->index_max[1] + 1;
	}
	for (unsigned i = from; i < to; i++)
		if (listed(m, key, i))
			say_record(m, key, i);
	return AT_OK;
}

static void tell_client(struct module *m, enum setting_key key, unsigned record)
{
	const struct outside *o = &m->outside;
	if (key == SETTING_SECURITY)
		o->account_changed(o->ctx, record);
	if (key == SETTING_DEVICE || key == SETTING_HOST)
		o->device_changed(o->ctx);
}

static int store(
	struct module *m, enum setting_key key, unsigned record, const struct settings *before)
{
	if (!module_save_settings(m)) {
		m->settings = *before;
		return AT_ERROR;
	}
	tell_client(m, key, record);
	return AT_OK;
}

static int change(struct module *m, enum setting_key key, enum setting_ask ask,
	const struct args *a, unsigned record)
{
	static struct settings before; /* large, and used within this call only */
	before = m->settings;
	if (key == SETTING_DEVICE && assumed(m, ASSUME_DEVICE_REGISTERED) &&
		!m->outside.registered(m->outside.ctx))
		return AT_ERROR;
	if (ask == SETTING_ASK_DELETE)
		settings_delete(&m->settings, key, record);
	else if (!settings_write(&m->settings, key, record, a, &m->assume))
		return AT_ERROR;
	if (key == SETTING_SELECT)
		select_apply(m);
	return store(m, key, record, &before);
}

static int write(struct module *m, const struct at_command *c)
{
	enum setting_key key = settings_find(&c->args);
	unsigned record;
	if (key == SETTING_KEYS)
		return AT_ERROR;
	enum setting_ask ask = settings_ask(key, &c->args, &record);
	if (ask == SETTING_ASK_BAD)
		return AT_ERROR;
	if (ask == SETTING_ASK_QUERY)
		return query(m, key, &c->args, record);
	return change(m, key, ask, &c->args, record);
}

const struct at_row cmd_qlwcfg_rows[] = {
	{.name = "+QLWCFG", .on = {[AT_TEST] = test, [AT_WRITE] = write}},
	{0},
};
