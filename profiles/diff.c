/* Comparing settings for people: every value that differs. plan.c says what to do about it. */
#include "profiles/diff.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct differ {
	void (*found)(void *ctx, const struct diff_item *item);
	void *ctx;
	size_t n;
};

static void tell(struct differ *d, struct diff_item *item)
{
	d->n++;
	d->found(d->ctx, item);
}

/* --- records ---------------------------------------------------------------------------------- */

static struct diff_item item_of(const struct qlw_verb *verb, const struct qlw_record *record)
{
	struct diff_item item = {.key = verb->name};
	for (size_t i = 0; i < verb->fields && verb->field[i].index; i++) {
		size_t used = strlen(item.index);
		snprintf(item.index + used, sizeof item.index - used, "%s%.6s", used ? " " : "",
			record->value[i].text);
		item.pair = item.indexed;
		item.indexed = true;
		item.number = record->value[i].number;
	}
	return item;
}

/* One of them may be NULL: the record that the other has is not there. */
static void compare_records(
	struct differ *d, enum qlw_key key, const struct qlw_record *a, const struct qlw_record *b)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	struct diff_item item = item_of(verb, a ? a : b);
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_field *f = &verb->field[i];
		const struct qlw_value *x = a ? &a->value[i] : NULL, *y = b ? &b->value[i] : NULL;
		bool here = (x && x->present) || (y && y->present);
		if (f->index || f->secret || !here)
			continue;
		/* what a profile leaves open is no difference */
		if (x && y && f->optional && x->present != y->present)
			continue;
		if (x && y && profile_value_same(x, y))
			continue;
		item.field = f->name;
		item.type = f;
		item.a = x;
		item.b = y;
		tell(d, &item);
	}
}

static void compare_key(struct differ *d, enum qlw_key key, const struct profile_settings *a,
	const struct profile_settings *b)
{
	const struct profile_key *x = &a->key[key], *y = &b->key[key];
	if (!x->named || !y->named)
		return;
	for (size_t i = 0; i < x->count; i++) {
		const struct qlw_record *r = &x->record[i];
		const struct qlw_record *other = profile_settings_find(b, key, r);
		if (other || !profile_record_idle(key, r))
			compare_records(d, key, r, other);
	}
	for (size_t i = 0; i < y->count; i++) {
		const struct qlw_record *r = &y->record[i];
		if (!profile_settings_find(a, key, r) && !profile_record_idle(key, r))
			compare_records(d, key, NULL, r);
	}
}

/* --- PDP contexts ----------------------------------------------------------------------------- */

static struct qlw_value text_value(const char *text)
{
	struct qlw_value v = {.present = true, .quoted = true};
	snprintf(v.text, sizeof v.text, "%s", text);
	return v;
}

static void compare_text(struct differ *d, int cid, const char *field, const char *a, const char *b)
{
	struct diff_item item = {.key = "pdp", .indexed = true, .number = cid, .field = field};
	struct qlw_value x = text_value(a ? a : ""), y = text_value(b ? b : "");
	snprintf(item.index, sizeof item.index, "%d", cid);
	item.a = a ? &x : NULL;
	item.b = b ? &y : NULL;
	tell(d, &item);
}

/* One of them may be NULL, as above. */
static void compare_contexts(
	struct differ *d, int cid, const struct profile_context *a, const struct profile_context *b)
{
	const char *types[2] = {a ? a->type : NULL, b ? b->type : NULL};
	const char *apns[2] = {a ? a->apn : NULL, b ? b->apn : NULL};
	if (!a || !b || strcasecmp(a->type, b->type) != 0)
		compare_text(d, cid, "type", types[0], types[1]);
	if (!a || !b || strcmp(a->apn, b->apn) != 0)
		compare_text(d, cid, "apn", apns[0], apns[1]);
}

static void compare_all_contexts(
	struct differ *d, const struct profile_settings *a, const struct profile_settings *b)
{
	if (!a->contexts_named || !b->contexts_named)
		return;
	for (size_t i = 0; i < a->contexts; i++) {
		const struct profile_context *other =
			profile_settings_context(b, a->context[i].cid);
		if (other || b->contexts_complete)
			compare_contexts(d, a->context[i].cid, &a->context[i], other);
	}
	for (size_t i = 0; i < b->contexts && a->contexts_complete; i++)
		if (!profile_settings_context(a, b->context[i].cid))
			compare_contexts(d, b->context[i].cid, NULL, &b->context[i]);
}

size_t diff_settings(const struct profile_settings *a, const struct profile_settings *b,
	void (*found)(void *ctx, const struct diff_item *item), void *ctx)
{
	struct differ d = {.found = found, .ctx = ctx};
	for (int key = 0; key < QLW_KEYS; key++)
		compare_key(&d, (enum qlw_key)key, a, b);
	compare_all_contexts(&d, a, b);
	return d.n;
}
