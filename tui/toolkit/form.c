/*
 * A form: fields, what may be in them, what is wrong. Knows no module; ranges come from the caller.
 */
#include "tui/toolkit/widgets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tui/toolkit/text.h"

enum {
	NAME_COLS_MAX = 24,
	FOOT_ROWS = 2
};

void form_start(struct form *f)
{
	memset(f, 0, sizeof(*f));
}

struct form_field *form_add(
	struct form *f, const char *name, enum form_kind kind, const char *value)
{
	if (f->count == FORM_FIELDS_MAX)
		return NULL;
	struct form_field *field = &f->fields[f->count++];

	memset(field, 0, sizeof(*field));
	field->name = name;
	field->kind = kind;
	edit_start(&field->edit, value, 0, kind == FORM_KIND_SECRET);
	return field;
}

static bool can_change(const struct form *f, size_t i)
{
	return f->fields[i].kind != FORM_KIND_SHOWN;
}

/* The next field that can be changed, in this direction, or the one that has the focus. */
static void move_focus(struct form *f, int step)
{
	for (size_t i = f->focus + (size_t)step; i < f->count; i += (size_t)step) {
		if (!can_change(f, i))
			continue;
		f->focus = i;
		return;
	}
}

void form_ready(struct form *f)
{
	f->focus = 0;
	while (f->focus + 1 < f->count && !can_change(f, f->focus))
		f->focus++;
}

const char *form_value(const struct form *f, size_t field)
{
	return f->fields[field].edit.text;
}

/* --- what is wrong -------------------------------------------------------------------------- */

static void note_number(const struct form_field *field, char note[FORM_NOTE_MAX])
{
	char *end;

	errno = 0;
	long long value = strtoll(field->edit.text, &end, 10);

	if (end == field->edit.text || *end)
		snprintf(note, FORM_NOTE_MAX, "a number is needed");
	else if (errno == ERANGE || value < field->min || value > field->max)
		snprintf(note, FORM_NOTE_MAX, "must be %lld to %lld", field->min, field->max);
}

static void note_bytes(const struct form_field *field, char note[FORM_NOTE_MAX])
{
	long long n = (long long)field->edit.len;

	if ((field->min || field->max) && (n < field->min || n > field->max))
		snprintf(note, FORM_NOTE_MAX, "%lld bytes, must be %lld to %lld", n, field->min,
			field->max);
}

static size_t choice_index(const struct form_field *field)
{
	size_t i = 0;

	while (i < field->choice_count && strcmp(field->choices[i].value, field->edit.text) != 0)
		i++;
	return i;
}

static void note_kind(const struct form_field *field, char note[FORM_NOTE_MAX])
{
	if (field->kind == FORM_KIND_SHOWN || (field->edit.len == 0 && field->optional))
		return;
	if (field->edit.len == 0 && field->kind != FORM_KIND_CHOICE)
		snprintf(note, FORM_NOTE_MAX, "must not be empty");
	else if (field->kind == FORM_KIND_NUMBER)
		note_number(field, note);
	else if (field->kind == FORM_KIND_CHOICE && choice_index(field) == field->choice_count)
		snprintf(note, FORM_NOTE_MAX, "is none of the choices");
	else if (field->kind != FORM_KIND_CHOICE)
		note_bytes(field, note);
}

const char *form_note(const struct form *f, size_t field, char note[FORM_NOTE_MAX])
{
	note[0] = '\0';
	note_kind(&f->fields[field], note);
	if (!note[0] && f->check)
		f->check(f->ctx, f, field, note);
	return note;
}

static bool find_wrong(const struct form *f, size_t *field)
{
	char note[FORM_NOTE_MAX];

	for (size_t i = 0; i < f->count; i++)
		if (form_note(f, i, note)[0])
			return *field = i, true;
	return false;
}

/* --- keys ----------------------------------------------------------------------------------- */

static void choose(struct form_field *field, size_t i)
{
	edit_start(&field->edit, field->choices[i].value, 0, false);
}

static bool starts_with_key(const struct form_choice *c, const struct key *key)
{
	char bytes[4];
	size_t n = text_encode(key->cp, bytes);

	return strncasecmp(c->value, bytes, n) == 0 || strncasecmp(c->label, bytes, n) == 0;
}

static void choice_key(struct form_field *field, const struct key *key)
{
	size_t n = field->choice_count, at = choice_index(field);

	if (n == 0)
		return;
	if (key_is(key, "Left"))
		choose(field, at < n ? (at + n - 1) % n : n - 1);
	else if (key_is(key, "Right") || key_is(key, "Space"))
		choose(field, at < n ? (at + 1) % n : 0);
	else if (key->code == KEYCODE_CHAR && key->mods == 0)
		for (size_t i = 1; i <= n; i++)
			if (starts_with_key(&field->choices[(at + i) % n], key)) {
				choose(field, (at + i) % n);
				break;
			}
}

/* Letters have no place in a number; paste may bring them in, the note then says so. */
static bool is_wrong_letter(const struct form_field *field, const struct key *key)
{
	bool letter = key->code == KEYCODE_CHAR && key->mods == 0;
	bool numeric = key->cp == '-' || (key->cp >= '0' && key->cp <= '9');

	return field->kind == FORM_KIND_NUMBER && letter && !numeric;
}

static void field_key(struct form_field *field, const struct key *key)
{
	if (field->kind == FORM_KIND_CHOICE)
		choice_key(field, key);
	else if (field->kind != FORM_KIND_SHOWN && !is_wrong_letter(field, key))
		edit_key(&field->edit, key);
}

/* Done if everything is right; else the focus goes to what is not. */
static enum form_result finish(struct form *f)
{
	size_t wrong;

	if (!find_wrong(f, &wrong))
		return FORM_RESULT_DONE;
	if (can_change(f, wrong))
		f->focus = wrong;
	return FORM_RESULT_NONE;
}

static bool is_last(const struct form *f)
{
	for (size_t i = f->focus + 1; i < f->count; i++)
		if (can_change(f, i))
			return false;
	return true;
}

enum form_result form_key(struct form *f, const struct key *key)
{
	if (key_is(key, "Esc"))
		return FORM_RESULT_CLOSED;
	if (key_is(key, "Ctrl-S") || (key_is(key, "Enter") && is_last(f)))
		return finish(f);
	if (key_is(key, "Up") || key_is(key, "Shift-Tab"))
		move_focus(f, -1);
	else if (key_is(key, "Down") || key_is(key, "Tab") || key_is(key, "Enter"))
		move_focus(f, 1);
	else if (f->count > 0)
		field_key(&f->fields[f->focus], key);
	return FORM_RESULT_NONE;
}

/* --- drawing -------------------------------------------------------------------------------- */

static int name_cols(const struct form *f, struct region r)
{
	int widest = 4;

	for (size_t i = 0; i < f->count; i++) {
		int width = region_width(r, f->fields[i].name, strlen(f->fields[i].name));

		widest = width > widest ? width : widest;
	}
	return widest < NAME_COLS_MAX ? widest : NAME_COLS_MAX;
}

static void draw_choice(
	const struct form_field *field, struct region r, int row, int col, enum role role)
{
	size_t at = choice_index(field);
	const char *label = at < field->choice_count ? field->choices[at].label : "";

	region_field(r, row, col, r.cols - col, role, "‹ %s › %s", field->edit.text, label);
}

static void draw_field(const struct form *f, size_t i, struct region r, int row, int names)
{
	const struct form_field *field = &f->fields[i];
	bool focus = i == f->focus;
	char note[FORM_NOTE_MAX];
	bool wrong = form_note(f, i, note)[0] != '\0';
	enum role role = wrong ? ROLE_INPUT_BAD : focus ? ROLE_INPUT : ROLE_VALUE;
	int col = names + 3;

	region_text(r, row, 0, ROLE_KEY, "%s", focus ? "›" : " ");
	region_field(r, row, 2, names, ROLE_LABEL, "%s", field->name);
	if (field->kind == FORM_KIND_CHOICE)
		draw_choice(field, r, row, col, role);
	else if (field->kind == FORM_KIND_SHOWN)
		region_field(r, row, col, r.cols - col, ROLE_DIM, "%s", field->edit.text);
	else
		edit_draw(&field->edit, r, row, col, r.cols - col, role, focus);
}

int form_rows(const struct form *f)
{
	return (int)f->count + FOOT_ROWS;
}

void form_draw(const struct form *f, struct region r)
{
	int foot = r.rows > FOOT_ROWS ? FOOT_ROWS : 0;
	struct region bottom = region_cut_bottom(&r, foot);
	size_t rows = r.rows > 0 ? (size_t)r.rows : 0;
	size_t top = f->focus >= rows ? f->focus - rows + 1 : 0;
	char note[FORM_NOTE_MAX];
	int names = name_cols(f, r);

	for (size_t i = top; i < f->count && i < top + rows; i++)
		draw_field(f, i, r, (int)(i - top), names);
	if (f->count == 0)
		return;
	if (f->fields[f->focus].help)
		region_text(bottom, 0, 2, ROLE_HINT, "%s", f->fields[f->focus].help);
	region_text(bottom, 1, 2, ROLE_BAD, "%s", form_note(f, f->focus, note));
}

void form_end(struct form *f)
{
	for (size_t i = 0; i < f->count; i++)
		edit_wipe(&f->fields[i].edit);
}
