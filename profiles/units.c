/* Lists of units. Reads CSV and compares it with a profile's inputs; opens nothing, asks nobody. */
#include "profiles/units.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/check.h"

#define COLUMNS_MAX (PROFILE_INPUTS_MAX + 1)
#define IMEI_DIGITS 15
#define COLUMN_IMEI (-1)

struct units_row {
	size_t line;
	const char *cell[COLUMNS_MAX]; /* within text, by column */
};

struct units {
	const struct profile *p;
	const struct profile_values *given;
	struct check notes;
	char *text; /* a copy, in which cells are unquoted in place and end in NUL */
	size_t len;
	int input[COLUMNS_MAX]; /* of a column: the input's position, or COLUMN_IMEI */
	size_t columns, imei;
	struct units_row *row;
	size_t rows, room;
};

__attribute__((format(printf, 5, 6))) static void fault(
	struct units *u, size_t line, size_t column, const char *key, const char *format, ...)
{
	struct file_note note = {.line = line, .column = column};
	va_list ap;
	snprintf(note.key, sizeof note.key, "%.60s", *key ? key : "units");
	va_start(ap, format);
	vsnprintf(note.text, sizeof note.text, format, ap);
	va_end(ap);
	check_add(&u->notes, &note);
}

/* --- CSV ---------------------------------------------------------------------------------------- */

/* Where the reader stands, and the line read last. Columns count bytes. */
struct reader {
	struct units *u;
	char *at, *end;
	const char *begin; /* of the line */
	size_t line, next_line;
	char *cell[COLUMNS_MAX];
	size_t column[COLUMNS_MAX], cells;
	bool damaged;
};

static void damage(struct reader *r, const char *what)
{
	if (!r->damaged)
		fault(r->u, r->line, (size_t)(r->at - r->begin) + 1, "", "%s", what);
	r->damaged = true;
}

static bool ends_line(const struct reader *r)
{
	return r->at == r->end || *r->at == '\n' ||
	       (*r->at == '\r' && (r->at + 1 == r->end || r->at[1] == '\n'));
}

static bool ends_cell(const struct reader *r)
{
	return ends_line(r) || *r->at == ',';
}

/* A byte of a cell; returns the place behind it. */
static char *keep(struct reader *r, char *to)
{
	if ((unsigned char)*r->at < 0x20 || *r->at == 0x7f)
		damage(r, "a control character");
	*to = *r->at++;
	return to + 1;
}

/* "…", a quote within doubled. Returns the end of what was written from to on. */
static char *read_quoted(struct reader *r, char *to)
{
	for (r->at++; !ends_line(r);) {
		if (*r->at == '"' && (++r->at == r->end || *r->at != '"')) {
			if (!ends_cell(r))
				damage(r, "text behind a closing quote");
			return to;
		}
		to = keep(r, to);
	}
	damage(r, "a quote is not closed in its line");
	return to;
}

static char *read_plain(struct reader *r, char *to)
{
	while (!ends_cell(r)) {
		if (*r->at == '"')
			damage(r, "a quote within a cell that does not begin with one");
		to = keep(r, to);
	}
	return to;
}

/* One cell, unquoted in place; true when another follows in its line. */
static bool read_cell(struct reader *r)
{
	char *from = r->at;
	size_t column = (size_t)(from - r->begin) + 1;
	char *to = from < r->end && *from == '"' ? read_quoted(r, from) : read_plain(r, from);
	while (!ends_cell(r)) /* behind damage */
		r->at++;
	if (r->cells < COLUMNS_MAX) {
		r->cell[r->cells] = from;
		r->column[r->cells] = column;
	}
	r->cells++;
	bool more = !ends_line(r);
	r->at += r->at < r->end && *r->at == '\r';
	r->at += r->at < r->end;
	*to = '\0'; /* no further than the separator, which has been read */
	return more;
}

/* The next line that is not empty; false at the end. */
static bool read_line(struct reader *r)
{
	r->damaged = false;
	r->cells = 0;
	for (; r->at < r->end && ends_line(r); r->next_line++) {
		r->at += *r->at == '\r';
		r->at += r->at < r->end;
	}
	if (r->at == r->end)
		return false;
	r->line = r->next_line++;
	r->begin = r->at;
	while (read_cell(r))
		;
	return true;
}

/* --- the header --------------------------------------------------------------------------------- */

static bool has_column(const struct units *u, int input)
{
	for (size_t i = 0; i < u->columns; i++)
		if (u->input[i] == input)
			return true;
	return false;
}

static void name_inputs(const struct profile *p, char *out, size_t size)
{
	snprintf(out, size, "imei");
	for (size_t i = 0; i < p->inputs; i++) {
		size_t used = strlen(out);
		if (strcmp(p->input[i].name, "imei") != 0)
			snprintf(out + used, size - used, ", %s", p->input[i].name);
	}
}

static void read_column(struct units *u, const struct reader *r, size_t i)
{
	const char *name = r->cell[i];
	char names[160];
	int input = strcmp(name, "imei") == 0 ? COLUMN_IMEI : inputs_find(u->p, name, strlen(name));
	if (input < 0 && strcmp(name, "imei") != 0) {
		name_inputs(u->p, names, sizeof names);
		fault(u, r->line, r->column[i], "header", "no such column; %.40s takes %s",
			u->p->name, names);
	} else if (has_column(u, input)) {
		fault(u, r->line, r->column[i], name, "stands there twice");
	} else if (input >= 0 && u->given->value[input].set) {
		fault(u, r->line, r->column[i], name, "is given with --var, too");
	}
	u->imei = input == COLUMN_IMEI && strcmp(name, "imei") == 0 ? i : u->imei;
	u->input[u->columns++] = input;
}

static void read_header(struct units *u, struct reader *r)
{
	u->imei = COLUMNS_MAX;
	if (!read_line(r)) {
		fault(u, 1, 1, "header", "missing: the first line names the columns");
		return;
	}
	if (r->cells > COLUMNS_MAX)
		fault(u, r->line, 1, "header", "more than %d columns", COLUMNS_MAX);
	for (size_t i = 0; i < r->cells && i < COLUMNS_MAX; i++)
		read_column(u, r, i);
	if (u->imei == COLUMNS_MAX)
		fault(u, r->line, 1, "imei", "there is no such column: it says whose row it is");
}

/* --- rows --------------------------------------------------------------------------------------- */

static void check_imei(struct units *u, const struct reader *r)
{
	const char *imei = r->cell[u->imei];
	int before = units_find(u, imei);
	if (strlen(imei) != IMEI_DIGITS || strspn(imei, "0123456789") != IMEI_DIGITS)
		fault(u, r->line, r->column[u->imei], "imei", "has to be %d digits", IMEI_DIGITS);
	else if (before >= 0)
		fault(u, r->line, r->column[u->imei], "imei", "stands in line %zu already",
			u->row[before].line);
}

static void check_cell(struct units *u, const struct reader *r, size_t i, struct profile_values *v)
{
	struct qlw_diag diag;
	char misfit[INPUTS_MISFIT_MAX];
	int input = u->input[i];
	if (input < 0 || !*r->cell[i] || !inputs_set(u->p, v, (size_t)input, r->cell[i], &diag))
		return;
	fault(u, r->line, r->column[i], u->p->input[input].name, "the value %s",
		inputs_misfit(&u->p->input[input], misfit, sizeof misfit));
}

/* What neither this row nor --var nor the module can give. */
static void check_complete(struct units *u, const struct reader *r, const struct profile_values *v)
{
	for (size_t i = 0; i < u->p->inputs; i++)
		if (!v->value[i].set && !u->p->input[i].from)
			fault(u, r->line, 1, u->p->input[i].name, "has no value in this row");
}

static bool add_row(struct units *u, const struct reader *r)
{
	size_t room = u->room ? 2 * u->room : 64;
	if (u->rows == u->room) {
		struct units_row *row = realloc(u->row, room * sizeof *row);
		if (!row)
			return false;
		u->row = row;
		u->room = room;
	}
	struct units_row *row = &u->row[u->rows++];
	row->line = r->line;
	memcpy(row->cell, r->cell, sizeof row->cell);
	return true;
}

static bool read_row(struct units *u, struct reader *r)
{
	struct profile_values values = *u->given;
	if (r->cells != u->columns) {
		fault(u, r->line, 1, "", "%zu cells, the header has %zu", r->cells, u->columns);
		return true;
	}
	const size_t before = units_errors(u);
	check_imei(u, r);
	for (size_t i = 0; i < u->columns; i++)
		check_cell(u, r, i, &values);
	if (units_errors(u) == before)
		check_complete(u, r, &values);
	inputs_wipe(&values);
	return add_row(u, r);
}

static bool read_all(struct units *u)
{
	static const char mark[] = "\xef\xbb\xbf"; /* as spreadsheets put it in front */
	char *at = u->text;
	if (strncmp(at, mark, strlen(mark)) == 0)
		at += strlen(mark);
	struct reader r = {
		.u = u, .at = at, .begin = at, .end = u->text + u->len, .line = 1, .next_line = 1};
	read_header(u, &r);
	const bool good_header = !units_errors(u);
	while (good_header && read_line(&r)) {
		if (u->rows == UNITS_MAX) {
			fault(u, r.line, 1, "", "more than %d units", UNITS_MAX);
			break;
		}
		if (!r.damaged && !read_row(u, &r))
			return false;
	}
	if (!units_errors(u) && !u->rows)
		fault(u, r.line, 1, "", "there is no unit below the header");
	return true;
}

/* --- the list ----------------------------------------------------------------------------------- */

struct units *units_read(
	const struct profile *p, const struct profile_values *given, const char *bytes, size_t len)
{
	struct units *u = len <= UNITS_BYTES_MAX ? calloc(1, sizeof *u) : NULL;
	char *text = u ? malloc(len + 1) : NULL;
	if (!text) {
		free(u);
		return NULL;
	}
	memcpy(text, bytes, len);
	text[len] = '\0';
	*u = (struct units){.p = p, .given = given, .text = text, .len = len};
	if (read_all(u))
		return u;
	units_free(u);
	return NULL;
}

void units_free(struct units *u)
{
	if (!u)
		return;
	check_free(&u->notes);
	explicit_bzero(u->text, u->len);
	free(u->text);
	free(u->row);
	free(u);
}

size_t units_errors(const struct units *u)
{
	return u->notes.errors;
}

const struct file_note *units_note(const struct units *u, size_t i)
{
	return i < u->notes.notes ? &u->notes.note[i] : NULL;
}

size_t units_count(const struct units *u)
{
	return u->rows;
}

const char *units_imei(const struct units *u, size_t i)
{
	return u->row[i].cell[u->imei];
}

int units_find(const struct units *u, const char *imei)
{
	for (size_t i = 0; i < u->rows; i++)
		if (strcmp(units_imei(u, i), imei) == 0)
			return (int)i;
	return -1;
}

void units_give(
	const struct units *u, size_t i, const struct profile *p, struct profile_values *values)
{
	struct qlw_diag diag;
	for (size_t c = 0; c < u->columns; c++)
		if (u->input[c] >= 0 && *u->row[i].cell[c])
			inputs_set(p, values, (size_t)u->input[c], u->row[i].cell[c], &diag);
}
