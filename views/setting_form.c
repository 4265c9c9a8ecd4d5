/*
 * The form of a record: its fields from the table, their review, and the record it ends as. Rules
 * are in setting_rules.c. It must not write, and shows no secret.
 */
#include "views/setting_form.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "modem/journal/redact.h"
#include "views/config_rows.h"

#define LIFE_TIME_OFFERED "86400" /* OMA's default; the Note's, 0, servers refuse */

/* --- values ----------------------------------------------------------------------------------- */

static bool is_text(const struct qlw_field *f)
{
	return f->type == QLW_TYPE_STRING && !f->secret;
}

/* Empty is a value of a text that may be empty, unless the module gave none there. */
static bool is_given(const struct setting_form *f, size_t i)
{
	const struct qlw_field *field = &f->verb->field[i];
	if (form_value(&f->form, i)[0])
		return true;
	return is_text(field) && field->min == 0 && (f->adding || f->old.value[i].present);
}

/* A factory reset takes no second value: what it would mean is nowhere said. */
static bool is_left_off(const struct setting_form *f, size_t i)
{
	return f->key == QLW_KEY_SELECT && i > 0 && strcmp(form_value(&f->form, 0), "0") == 0;
}

void setting_form_record(const struct setting_form *f, struct qlw_record *out)
{
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < f->verb->fields; i++)
		if (is_given(f, i) && !is_left_off(f, i))
			qlw_record_set(f->verb, out, i, form_value(&f->form, i), NULL);
}

void setting_form_name(const struct setting_form *f, char *out, size_t size)
{
	size_t n = (size_t)snprintf(out, size, "%s", f->verb->name);
	for (size_t i = 0; i < f->verb->fields && f->verb->list && n < size; i++)
		if (f->verb->field[i].index)
			n += (size_t)snprintf(out + n, size - n, " %.8s", form_value(&f->form, i));
}

static bool is_changed(const struct setting_form *f, const struct qlw_record *now, size_t i)
{
	if (f->verb->field[i].secret)
		return now->value[i].present;
	return now->value[i].present && !qlw_value_equal(&now->value[i], &f->old.value[i]);
}

/* --- start ------------------------------------------------------------------------------------ */

static void add_choice(struct setting_form *f, size_t i, const struct qlw_choice *c)
{
	struct form_field *field = &f->form.fields[i];
	const size_t n = field->choice_count;
	if (n == SETTING_CHOICES_MAX)
		return;
	if (f->verb->field[i].type == QLW_TYPE_WORD)
		snprintf(f->value[i][n], sizeof(f->value[i][n]), "%s", c->name);
	else
		snprintf(f->value[i][n], sizeof(f->value[i][n]), "%" PRId64, c->number);
	const bool bare = strcmp(f->value[i][n], c->name) == 0;
	snprintf(f->label[i][n], sizeof(f->label[i][n]), "%s%s%s", bare ? "" : c->name,
		bare ? "" : ": ", c->meaning);
	f->choice[i][n] = (struct form_choice){f->value[i][n], f->label[i][n]};
	field->choices = f->choice[i];
	field->choice_count++;
}

/* Those that this module takes, and the one it has. */
static void fill_choices(struct setting_form *f, size_t i)
{
	const struct model_key *k = &f->model->key[f->key];
	f->form.fields[i].choice_count = 0;
	for (const struct qlw_choice *c = f->verb->field[i].choices; c->name; c++) {
		const bool now = f->old.value[i].numeric && f->old.value[i].number == c->number;
		if (now || f->verb->field[i].type == QLW_TYPE_WORD || !k->offered ||
			qlw_capability_allows(&k->capability, i, c->number) != 0)
			add_choice(f, i, c);
	}
}

static enum form_kind kind_of(const struct setting_form *f, size_t i)
{
	const struct qlw_field *field = &f->verb->field[i];
	if (field->index && !f->adding)
		return FORM_KIND_SHOWN;
	if (field->secret)
		return FORM_KIND_SECRET;
	switch (field->type) {
	case QLW_TYPE_INT:
		return FORM_KIND_NUMBER;
	case QLW_TYPE_CHOICE:
	case QLW_TYPE_WORD:
		return FORM_KIND_CHOICE;
	case QLW_TYPE_EPNAME:
		return strcmp(form_value(&f->form, 0), "1") == 0 ? FORM_KIND_CHOICE
								 : FORM_KIND_TEXT;
	case QLW_TYPE_STRING:
		break;
	}
	return FORM_KIND_TEXT;
}

static void write_help(struct setting_form *f, size_t i)
{
	const struct qlw_field *field = &f->verb->field[i];
	const struct config_row row = {
		CONFIG_KIND_FIELD, (unsigned char)f->key, 0, (unsigned char)i};
	char range[120] = "";
	bool own;
	if (field->type == QLW_TYPE_INT)
		config_range(f->model, &row, &own, range, sizeof(range));
	else if (is_text(field))
		snprintf(range, sizeof(range), "at most %" PRId64 " bytes", field->max);
	else if (field->secret)
		snprintf(range, sizeof(range), "empty: not sent");
	const struct qlw_value *old = &f->old.value[i];
	snprintf(f->help[i], sizeof(f->help[i]), "%.80s%s%.40s%s%.60s", field->meaning,
		range[0] ? "; " : "", range, old->present ? "; now " : "",
		old->present && !old->text[0] ? "empty" : old->text);
	f->form.fields[i].help = f->help[i];
}

/* Kind, range and choices of a field: also when another field has changed what it is. */
static void shape_field(struct setting_form *f, size_t i)
{
	const struct qlw_field *field = &f->verb->field[i];
	struct form_field *to = &f->form.fields[i];
	to->kind = kind_of(f, i);
	to->optional = field->secret || (is_text(field) && field->min == 0);
	to->min = to->kind == FORM_KIND_CHOICE ? 0 : field->min;
	to->max = to->kind == FORM_KIND_CHOICE ? 0 : field->max;
	if (to->kind == FORM_KIND_CHOICE)
		fill_choices(f, i);
}

/* The first number that no record has, in the table's range. */
static int64_t free_index(const struct setting_form *f, size_t i)
{
	const struct model_key *k = &f->model->key[f->key];
	int64_t index = f->verb->field[i].type == QLW_TYPE_INT ? f->verb->field[i].min : 0;
	for (size_t n = 0; n < k->count; n++)
		for (size_t r = 0; r < k->count; r++)
			index += k->record[r].value[i].number == index;
	return index;
}

static void first_value(const struct setting_form *f, size_t i, char *out, size_t size)
{
	const struct qlw_field *field = &f->verb->field[i];
	out[0] = '\0';
	if (!f->adding)
		snprintf(out, size, "%s", f->old.value[i].text);
	else if (field->index && (i > 0 || f->key != QLW_KEY_HOST))
		snprintf(out, size, "%" PRId64, free_index(f, i));
	else if (strcmp(field->name, "life_time") == 0)
		snprintf(out, size, "%s", LIFE_TIME_OFFERED);
	else if (field->fallback || field->index)
		snprintf(out, size, "%s", field->fallback ? field->fallback : "0");
	else if (field->choices)
		snprintf(out, size, "%s", field->choices->name);
}

static void start(struct setting_form *f, size_t focus)
{
	char text[QLW_TEXT_MAX + 1];
	f->verb = qlw_key_verb(f->key);
	form_start(&f->form);
	f->form.check = setting_rules_check;
	f->form.ctx = f;
	for (size_t i = 0; i < f->verb->fields; i++) {
		first_value(f, i, text, sizeof(text));
		form_add(&f->form, f->verb->field[i].name,
			f->verb->field[i].secret ? FORM_KIND_SECRET : FORM_KIND_TEXT, text);
		shape_field(f, i);
		write_help(f, i);
	}
	form_ready(&f->form);
	if (focus < f->form.count && f->form.fields[focus].kind != FORM_KIND_SHOWN)
		f->form.focus = focus;
}

void setting_form_edit(struct setting_form *f, const struct model *m, enum qlw_key key,
	size_t record, size_t field)
{
	memset(f, 0, sizeof(*f));
	f->model = m;
	f->key = key;
	f->old = m->key[key].record[record];
	start(f, field);
}

void setting_form_add(struct setting_form *f, const struct model *m, enum qlw_key key)
{
	memset(f, 0, sizeof(*f));
	f->model = m;
	f->key = key;
	f->adding = true;
	size_t first = 0; /* its indexes are most often right as they are */
	while (qlw_key_verb(key)->field[first].index)
		first++;
	start(f, first);
}

/* --- keys ------------------------------------------------------------------------------------- */

/* Endpoint names are texts or choices, as "type" says. */
static void reshape(struct setting_form *f)
{
	for (size_t i = 0; i < f->verb->fields; i++) {
		struct form_field *field = &f->form.fields[i];
		if (f->verb->field[i].type != QLW_TYPE_EPNAME || field->kind == kind_of(f, i))
			continue;
		shape_field(f, i);
		if (field->kind == FORM_KIND_CHOICE &&
			!qlw_choice_find(&f->verb->field[i], field->edit.text))
			edit_start(&field->edit, f->verb->field[i].fallback, 0, false);
	}
}

static enum setting_result review(struct setting_form *f)
{
	struct qlw_record now;
	size_t changes = 0;
	setting_form_record(f, &now);
	for (size_t i = 0; i < f->verb->fields; i++)
		changes += is_changed(f, &now, i);
	explicit_bzero(&now, sizeof(now));
	f->reviewing = changes > 0;
	return changes > 0 ? SETTING_RESULT_NONE : SETTING_RESULT_SAME;
}

static enum setting_result review_key(struct setting_form *f, const struct key *key)
{
	if (key->code == KEYCODE_ENTER || key_is(key, "y") || key_is(key, "Ctrl-S"))
		return SETTING_RESULT_WRITE;
	if (key->code == KEYCODE_ESC || key_is(key, "n"))
		f->reviewing = false;
	return SETTING_RESULT_NONE;
}

enum setting_result setting_form_key(struct setting_form *f, const struct key *key)
{
	if (f->reviewing)
		return review_key(f, key);
	switch (form_key(&f->form, key)) {
	case FORM_RESULT_CLOSED:
		return SETTING_RESULT_CLOSED;
	case FORM_RESULT_DONE:
		return review(f);
	case FORM_RESULT_NONE:
		break;
	}
	reshape(f);
	return SETTING_RESULT_NONE;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static int draw_warnings(const struct setting_form *f, struct region r, int row)
{
	char text[SETTING_TEXT_MAX];
	for (size_t i = 0; setting_rules_warning(f, i, text); i++)
		row += region_wrap(r, row, r.rows > row ? r.rows - row : 0, ROLE_WARN, text);
	return row;
}

static int draw_change(const struct setting_form *f, const struct qlw_record *now, size_t i,
	struct region r, int row)
{
	const struct qlw_value *was = &f->old.value[i];
	const bool secret = f->verb->field[i].secret;
	int col = region_field(r, row, 0, 16, ROLE_LABEL, "%s", f->verb->field[i].name);
	if (!f->adding && !secret)
		col = region_text(r, row, col, ROLE_DIM, "%.40s ",
			!was->present  ? "—"
			: was->text[0] ? was->text
				       : "empty");
	region_text(r, row, col, ROLE_VALUE, "→ %s",
		secret                  ? "••••••, cannot be read back"
		: now->value[i].text[0] ? now->value[i].text
					: "empty");
	return row + 1;
}

static int draw_command(
	const struct setting_form *f, const struct qlw_record *now, struct region r, int row)
{
	char line[AT_LINE_MAX + 1], shown[2 * AT_LINE_MAX];
	if (qlw_format_set(f->key, now, line, sizeof(line), NULL))
		return row;
	const size_t n = redact_text(line, strlen(line), shown, sizeof(shown) - 1);
	shown[n] = '\0';
	explicit_bzero(line, sizeof(line));
	return row + region_wrap(r, row, r.rows > row ? r.rows - row : 0, ROLE_TX, shown);
}

/* Returns the rows it takes; with no rows it only counts. */
static int draw_review(const struct setting_form *f, struct region r)
{
	struct qlw_record now;
	int row = 0;
	setting_form_record(f, &now);
	for (size_t i = 0; i < f->verb->fields; i++)
		if (is_changed(f, &now, i))
			row = draw_change(f, &now, i, r, row);
	row = draw_command(f, &now, r, row + 1);
	explicit_bzero(&now, sizeof(now));
	return draw_warnings(f, r, row + 1);
}

static size_t count_changes(const struct setting_form *f)
{
	struct qlw_record now;
	size_t n = 0;
	setting_form_record(f, &now);
	for (size_t i = 0; i < f->verb->fields; i++)
		n += is_changed(f, &now, i);
	explicit_bzero(&now, sizeof(now));
	return n;
}

void setting_form_draw(const struct setting_form *f, struct region r)
{
	char name[40], title[96];
	const int cols = r.cols < 78 ? r.cols : 78;
	struct region measure = r;
	measure.rows = 0;
	measure.cols = cols - 4;
	const int rows = f->reviewing ? draw_review(f, measure) + 2 : form_rows(&f->form) + 4;
	struct region box = region_popup(r, rows, cols);
	setting_form_name(f, name, sizeof(name));
	snprintf(title, sizeof(title), "%s%s", f->adding ? "New " : "", name);
	if (f->reviewing) {
		snprintf(title, sizeof(title), "Write %s?", name);
		draw_review(f, region_box(box, title,
				       "Enter writes, reads back, compares - Esc back", true));
		return;
	}
	struct region in = region_box(box, title, "Ctrl-S review - Esc leaves it as it is", true);
	struct region low = region_cut_bottom(&in, in.rows > 6 ? 2 : 0);
	form_draw(&f->form, in);
	draw_warnings(f, low, 0);
	const size_t changes = count_changes(f);
	if (changes > 0)
		region_box_right(box, ROLE_WARN, "%zu not written", changes);
}

void setting_form_end(struct setting_form *f)
{
	form_end(&f->form);
}
