/*
 * What the form says of its fields: the value by itself, whether there is such a record, and the
 * rules of modem/rules.h.
 */
#include <stdio.h>
#include <string.h>

#include "modem/rules.h"
#include "views/setting_form.h"

/* The words behind "field: ". */
static const char *without_name(const char *what)
{
	const char *colon = strstr(what, ": ");
	return colon ? colon + 2 : what;
}

static void put_note(char note[FORM_NOTE_MAX], const struct qlw_diag *diag)
{
	snprintf(note, FORM_NOTE_MAX, "%.*s", FORM_NOTE_MAX - 1, without_name(diag->what));
}

static void check_value(const struct setting_form *f, size_t i, char note[FORM_NOTE_MAX])
{
	struct qlw_record record;
	struct qlw_diag diag = {.err = QLW_OK};
	const char *text = form_value(&f->form, i);
	setting_form_record(f, &record);
	if (text[0] && qlw_record_set(f->verb, &record, i, text, &diag))
		put_note(note, &diag);
	explicit_bzero(&record, sizeof(record));
}

/* The last index field is to blame for a record that is there already. */
static void check_taken(const struct setting_form *f, size_t i, char note[FORM_NOTE_MAX])
{
	const struct model_key *k = &f->model->key[f->key];
	const bool last = f->verb->field[i].index &&
			  !(i + 1 < f->verb->fields && f->verb->field[i + 1].index);
	struct qlw_record record;
	if (!f->adding || !f->verb->list || !last)
		return;
	setting_form_record(f, &record);
	for (size_t r = 0; r < k->count; r++)
		if (qlw_record_same(f->verb, &record, &k->record[r]))
			snprintf(note, FORM_NOTE_MAX,
				"there is such a record already: edit that one");
	explicit_bzero(&record, sizeof(record));
}

static void check_rules(const struct setting_form *f, size_t i, char note[FORM_NOTE_MAX])
{
	struct qlw_record record;
	struct qlw_diag diag = {.err = QLW_OK};
	const struct rules_case c = {f->model, f->key, &record, f->adding};
	setting_form_record(f, &record);
	if (rules_check(&c, (int)i, &diag))
		put_note(note, &diag);
	explicit_bzero(&record, sizeof(record));
}

void setting_rules_check(void *form, const struct form *same, size_t i, char note[FORM_NOTE_MAX])
{
	static void (*const check[])(const struct setting_form *, size_t, char *) = {
		check_value, check_taken, check_rules};
	(void)same;
	for (size_t k = 0; k < sizeof(check) / sizeof(check[0]) && !note[0]; k++)
		check[k](form, i, note);
}

bool setting_rules_warning(const struct setting_form *f, size_t i, char out[SETTING_TEXT_MAX])
{
	struct qlw_record record;
	enum rules_kind kind;
	const struct rules_case c = {f->model, f->key, &record, f->adding};
	setting_form_record(f, &record);
	const bool found = rules_note(&c, i, &kind, out);
	explicit_bzero(&record, sizeof(record));
	return found;
}
