/*
 * How settings look. Values come from the module, meanings from the table. It must not know what is
 * selected, and never shows a secret: there is none in the model.
 */
#include "views/config_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "views/words.h"

/* --- the list --------------------------------------------------------------------------------- */

static size_t add(struct config_row out[CONFIG_ROWS_MAX], size_t n, enum config_kind kind,
	size_t key, size_t record, size_t field)
{
	if (n < CONFIG_ROWS_MAX)
		out[n++] = (struct config_row){
			kind, (unsigned char)key, (unsigned char)record, (unsigned char)field};
	return n;
}

static size_t add_records(
	const struct model *m, struct config_row out[CONFIG_ROWS_MAX], size_t n, size_t key)
{
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)key);
	const struct model_key *k = &m->key[key];
	for (size_t record = 0; record < k->count; record++)
		for (size_t field = 0; field < verb->fields; field++)
			if (!verb->field[field].index)
				n = add(out, n, CONFIG_KIND_FIELD, key, record, field);
	if (k->read_ms && k->count == 0)
		n = add(out, n, CONFIG_KIND_NONE, key, 0, 0);
	return n;
}

static size_t all_rows(const struct model *m, const struct config_files *files,
	struct config_row out[CONFIG_ROWS_MAX])
{
	size_t n = 0;
	for (size_t key = 0; key < QLW_KEYS; key++) {
		n = add(out, n, CONFIG_KIND_KEY, key, 0, 0);
		n = add_records(m, out, n, key);
	}
	for (size_t i = 0; i < m->unknowns; i++)
		n = add(out, n, CONFIG_KIND_UNKNOWN, i, 0, 0);
	if (files)
		n = add(out, n, CONFIG_KIND_FILES, 0, 0, 0);
	for (size_t i = 0; files && i < files->count; i++)
		n = add(out, n, CONFIG_KIND_FILE, 0, i, 0);
	return n;
}

static bool is_heading(const struct config_row *c)
{
	return c->kind == CONFIG_KIND_KEY || c->kind == CONFIG_KIND_FILES;
}

/* A heading stays when it has rows left, or has none and matches itself. */
static size_t keep_matching(const struct model *m, const struct config_files *files,
	const struct match *filter, struct config_row row[CONFIG_ROWS_MAX], size_t n)
{
	const struct config_row *heading = NULL;
	struct config_row held;
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		const struct config_row c = row[i];
		const bool bare = i + 1 == n || is_heading(&row[i + 1]) ||
				  row[i + 1].kind == CONFIG_KIND_UNKNOWN;
		char text[512];
		if (is_heading(&c) && !bare) {
			held = c;
			heading = &held;
			continue;
		}
		config_row_text(m, files, &c, text, sizeof(text));
		if (!match_test(filter, text))
			continue;
		if (heading && !is_heading(&c) && c.kind != CONFIG_KIND_UNKNOWN)
			row[kept++] = *heading;
		heading = NULL;
		row[kept++] = c;
	}
	return kept;
}

size_t config_rows(const struct model *m, const struct config_files *files,
	const struct match *filter, struct config_row out[CONFIG_ROWS_MAX])
{
	const size_t n = all_rows(m, files, out);
	return match_active(filter) ? keep_matching(m, files, filter, out, n) : n;
}

/* --- parts ------------------------------------------------------------------------------------ */

static const struct qlw_field *field_of(const struct config_row *c)
{
	return &qlw_key_verb((enum qlw_key)c->key)->field[c->field];
}

static const struct qlw_value *value_of(const struct model *m, const struct config_row *c)
{
	return &m->key[c->key].record[c->record].value[c->field];
}

void config_row_text(const struct model *m, const struct config_files *files,
	const struct config_row *c, char *out, size_t size)
{
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)c->key);
	char index[24];
	if (c->kind == CONFIG_KIND_FILES || c->kind == CONFIG_KIND_FILE) {
		snprintf(out, size, "files %s",
			c->kind == CONFIG_KIND_FILE ? files->file[c->record].name : "provisioning");
		return;
	}
	if (c->kind == CONFIG_KIND_UNKNOWN) {
		snprintf(out, size, "%s %s", m->unknown[c->key].name, m->unknown[c->key].text);
		return;
	}
	if (c->kind != CONFIG_KIND_FIELD) {
		snprintf(out, size, "%s %s", verb->name, verb->title);
		return;
	}
	config_index(m, c, index, sizeof(index));
	snprintf(out, size, "%s%s %s %s", verb->name, index, field_of(c)->name,
		value_of(m, c)->text);
}

void config_index(const struct model *m, const struct config_row *c, char *out, size_t size)
{
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)c->key);
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < verb->fields && verb->list && n < size; i++)
		if (verb->field[i].index)
			n += (size_t)snprintf(out + n, size - n, " %.*s", 6,
				m->key[c->key].record[c->record].value[i].text);
}

static void choices_range(const struct qlw_field *f, char *out, size_t size)
{
	size_t n = 0;
	for (const struct qlw_choice *ch = f->choices; ch->name && n < size; ch++) {
		const char *comma = n > 0 ? ", " : "";
		if (f->type == QLW_TYPE_WORD)
			n += (size_t)snprintf(out + n, size - n, "%s%s", comma, ch->name);
		else
			n += (size_t)snprintf(
				out + n, size - n, "%s%" PRId64 " %s", comma, ch->number, ch->name);
	}
}

void config_range(
	const struct model *m, const struct config_row *c, bool *own, char *out, size_t size)
{
	const struct qlw_field *f = field_of(c);
	const struct model_key *k = &m->key[c->key];
	*own = k->offered && qlw_capability_range(&k->capability, c->field, out, size) &&
	       out[0] == '(';
	if (*own)
		return;
	if (f->choices)
		choices_range(f, out, size);
	else if (f->type == QLW_TYPE_INT)
		snprintf(out, size, "%" PRId64 "-%" PRId64, f->min, f->max);
	else
		snprintf(out, size, "at most %" PRId64 " bytes", f->max);
}

static bool same_as_default(const struct qlw_field *f, const struct qlw_value *v)
{
	return f->fallback && v->present && strcmp(f->fallback, v->text) == 0;
}

/* --- rows ------------------------------------------------------------------------------------- */

static void put_read(struct region r, int row, int col, const struct model *m, size_t key)
{
	const struct model_key *k = &m->key[key];
	char clock[WORDS_MAX];
	if (k->refused)
		region_text(r, row, col, ROLE_BAD, "refused by the module");
	else if (m->capabilities_ms && !k->offered)
		region_text(r, row, col, ROLE_DIM, "not offered by this module");
	else if (!k->read_ms)
		region_text(r, row, col, ROLE_DIM, "not read");
	else
		region_text(r, row, col, k->stale ? ROLE_STALE : ROLE_TIME, "read %s%s",
			words_clock(k->read_ms, clock), k->stale ? ", may have changed" : "");
}

static void draw_key(struct region r, int row, const struct model *m, size_t key)
{
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)key);
	const int col = region_field(r, row, 2, 12, ROLE_TITLE, "%s", verb->name);
	if (r.cols < 60) {
		put_read(r, row, col, m, key);
		return;
	}
	region_field(r, row, col, r.cols - col - 32, ROLE_LABEL, "%s", verb->title);
	put_read(r, row, r.cols - 32, m, key);
}

static int put_value(struct region r, int row, int col, int cols, const struct model *m,
	const struct config_row *c)
{
	const struct qlw_field *f = field_of(c);
	const struct qlw_value *v = value_of(m, c);
	const enum role role = m->key[c->key].stale ? ROLE_STALE : ROLE_VALUE;
	if (f->secret)
		return region_field(r, row, col, cols, ROLE_DIM, "•••••• write-only");
	if (!v->present)
		return region_field(r, row, col, cols, ROLE_DIM, "—");
	const struct qlw_choice *choice = f->type == QLW_TYPE_CHOICE || f->type == QLW_TYPE_EPNAME
						  ? qlw_choice_find(f, v->text)
						  : NULL;
	const char *unit = f->unit && f->type == QLW_TYPE_INT ? f->unit : "";
	if (choice && strcmp(choice->name, v->text) != 0)
		return region_field(r, row, col, cols, role, "%s %s", v->text, choice->name);
	return region_field(r, row, col, cols, role, "%s %s", v->text, unit);
}

static void draw_field(struct region r, int row, const struct model *m, const struct config_row *c)
{
	const struct qlw_field *f = field_of(c);
	const bool wide = r.cols >= 100,
		   first = c->field == 0 ||
			   qlw_key_verb((enum qlw_key)c->key)->field[c->field - 1].index;
	char index[24], range[160];
	bool own;
	config_index(m, c, index, sizeof(index));
	if (first)
		region_text(r, row, 3, ROLE_VALUE, "%s", index);
	int col = region_field(r, row, 8, 15, ROLE_LABEL, "%s", f->name) + 1;
	const int cols = r.cols >= 140  ? 46
			 : wide         ? 34
			 : r.cols >= 60 ? r.cols - col - 14
					: r.cols - col;
	col = put_value(r, row, col, cols, m, c) + 1;
	if (!f->secret && !same_as_default(f, value_of(m, c)) && f->fallback && r.cols >= 60)
		region_field(r, row, col, 13, ROLE_DIM, "default %s", f->fallback);
	if (!wide)
		return;
	config_range(m, c, &own, range, sizeof(range));
	region_field(r, row, col + 14, r.cols - col - 14, ROLE_DIM, "%s", range);
}

void config_row_draw(struct region r, int row, const struct model *m,
	const struct config_files *files, const struct config_row *c)
{
	switch (c->kind) {
	case CONFIG_KIND_KEY:
		draw_key(r, row, m, c->key);
		break;
	case CONFIG_KIND_FIELD:
		draw_field(r, row, m, c);
		break;
	case CONFIG_KIND_NONE:
		region_text(r, row, 8, ROLE_DIM, "none");
		break;
	case CONFIG_KIND_UNKNOWN:
		region_field(r, row, 2, 14, ROLE_TITLE, "%s", m->unknown[c->key].name);
		region_field(r, row, 17, r.cols - 17, ROLE_DIM,
			"read-only, this console does not know it");
		break;
	case CONFIG_KIND_FILES:
		config_files_draw_heading(r, row, files);
		break;
	case CONFIG_KIND_FILE:
		config_files_draw(r, row, files, c->record);
		break;
	}
}

/* --- explanation ------------------------------------------------------------------------------ */

static void explain_field(struct region r, const struct model *m, const struct config_row *c)
{
	const struct qlw_field *f = field_of(c);
	const struct qlw_value *v = value_of(m, c);
	const struct qlw_choice *choice =
		f->choices && v->present ? qlw_choice_find(f, v->text) : NULL;
	char range[200];
	bool own;
	int col = region_text(r, 0, 0, ROLE_LABEL, "%s: ", f->name);
	col = region_text(r, 0, col, ROLE_TEXT, "%s", f->meaning);
	if (f->secret)
		region_text(r, 0, col, ROLE_DIM, "; cannot be read back");
	config_range(m, c, &own, range, sizeof(range));
	col = region_text(r, 1, 0, ROLE_LABEL, "%s ", own ? "this module takes" : "range");
	col = region_text(r, 1, col, ROLE_TEXT, "%s", range);
	if (f->fallback)
		region_text(r, 1, col, ROLE_DIM, ", default %s", f->fallback);
	if (choice && choice->meaning)
		region_field(r, 2, 0, r.cols, ROLE_TEXT, "now: %s", choice->meaning);
}

void config_row_explain(struct region r, const struct model *m, const struct config_files *files,
	const struct config_row *c)
{
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)c->key);
	switch (c->kind) {
	case CONFIG_KIND_FIELD:
		explain_field(r, m, c);
		break;
	case CONFIG_KIND_KEY:
		region_text(r, 0, 0, ROLE_TEXT, "AT%s=\"%s\": %s", verb->command, verb->name,
			verb->title);
		break;
	case CONFIG_KIND_NONE:
		region_text(
			r, 0, 0, ROLE_TEXT, "The module holds no record of \"%s\".", verb->name);
		break;
	case CONFIG_KIND_UNKNOWN:
		region_field(r, 0, 0, r.cols, ROLE_TEXT, "%s", m->unknown[c->key].text);
		break;
	case CONFIG_KIND_FILES:
		config_files_explain_heading(r);
		break;
	case CONFIG_KIND_FILE:
		config_files_explain(r, files, c->record);
		break;
	}
}
