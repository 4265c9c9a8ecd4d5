/* How a provisioning file looks. Changes nothing but what the list knows of its place. */
#include <stdio.h>
#include <string.h>

#include "tui/toolkit/view.h"
#include "tui/toolkit/widgets.h"
#include "views/file_view_priv.h"

enum {
	EXPLAIN_ROWS = 4,
	REVIEW_LINES_MAX = 100, /* what goes beyond is counted */
	REVIEW_TEXT_MAX = 330
};

/* --- lines ------------------------------------------------------------------------------------ */

static const struct file *file_of(const struct file_view *v)
{
	return file_draft_file(v->draft);
}

void file_view_line_text(
	const struct file_view *v, const struct file_line *l, char *out, size_t size)
{
	const struct file_note *n;
	switch (l->kind) {
	case FILE_LINE_NOTE:
		n = file_note(file_of(v), l->note);
		snprintf(out, size, "%s: %s", n->key, n->text);
		break;
	case FILE_LINE_HEADING:
		file_line_heading(file_of(v), l, out, size);
		break;
	case FILE_LINE_ITEM:
		file_item_explain(file_item(file_of(v), l->item), out, size);
		break;
	case FILE_LINE_ABSENT:
		snprintf(out, size, "%s %s", l->row->name, l->row->meaning);
		break;
	}
}

static bool is_changed(const struct file_view *v, const struct file_item *item)
{
	const struct file_item *old =
		file_find(file_draft_base(v->draft), item->record, item->name);
	return !old || old->len != item->len || strcmp(old->value, item->value) != 0;
}

/* "2/102" of "/2/0/2/102" */
static const char *short_name(const struct file_item *item)
{
	const char *p = item->name;
	for (int slashes = 0; *p; p++)
		if (*p == '/' && ++slashes == 3)
			return p + 1;
	return item->name;
}

static int name_cols(const struct file_view *v, struct region r)
{
	if (file_kind(file_of(v)) != FILE_KIND_CFG)
		return 26;
	return r.cols < 70 ? r.cols / 2 : 40;
}

static int draw_number(struct region r, int row, const char *text)
{
	region_text_right(r, row, 9, ROLE_LABEL, "%s", text);
	return 10;
}

static void draw_item(
	const struct file_view *v, struct region r, int row, const struct file_line *l)
{
	const struct file_item *item = file_item(file_of(v), l->item);
	const struct file_note *note = file_line_note(file_of(v), l, 0);
	const enum role role = note ? note->warning ? ROLE_WARN : ROLE_BAD : ROLE_VALUE;
	char words[FILE_VALUE_MAX + 128];
	int col = 4;
	file_item_words(item, words, sizeof words);
	region_text(r, row, 2, note ? role : ROLE_DIFF_CHANGE, "%s",
		note                  ? "!"
		: is_changed(v, item) ? "*"
				      : " ");
	if (item->depth)
		col = draw_number(r, row, short_name(item));
	const int cols = name_cols(v, r);
	col = region_field(r, row, col, cols, ROLE_LABEL, "%s",
		item->depth ? file_item_title(item) : item->name);
	region_field(r, row, col + 1, r.cols - col - 2, role, "%s", words);
}

static void draw_absent(
	const struct file_view *v, struct region r, int row, const struct file_line *l)
{
	const struct file_note *note = file_line_note(file_of(v), l, 0);
	char number[16];
	int col = 4;
	if (note)
		region_text(r, row, 2, note->warning ? ROLE_WARN : ROLE_BAD, "!");
	snprintf(number, sizeof number, "%u", l->row->resource);
	if (file_kind(file_of(v)) == FILE_KIND_BOOTSTRAP)
		col = draw_number(r, row, number);
	col = region_field(r, row, col, name_cols(v, r), ROLE_DIM, "%s", l->row->name);
	if (l->row->fallback)
		region_text(r, row, col + 1, ROLE_DIM, "%s%s%s, by default", l->row->fallback,
			l->row->unit ? " " : "", l->row->unit ? l->row->unit : "");
	else
		region_text(r, row, col + 1, ROLE_DIM, "not there");
}

static void draw_line(const struct file_view *v, struct region r, int row, size_t i)
{
	const struct file_line *l = &v->outline.line[i];
	const struct file_note *n;
	char text[400];
	switch (l->kind) {
	case FILE_LINE_NOTE:
		n = file_note(file_of(v), l->note);
		snprintf(text, sizeof text, " (and %zu more)", l->more);
		region_field(r, row, 2, r.cols - 3, n->warning ? ROLE_WARN : ROLE_BAD,
			"! line %zu%s: %s: %s", n->line, l->more ? text : "", n->key, n->text);
		break;
	case FILE_LINE_HEADING:
		file_line_heading(file_of(v), l, text, sizeof text);
		region_field(r, row, 2, r.cols - 3, ROLE_TITLE, "%s", text);
		break;
	case FILE_LINE_ITEM:
		draw_item(v, r, row, l);
		break;
	case FILE_LINE_ABSENT:
		draw_absent(v, r, row, l);
		break;
	}
	if (i == v->list.selected)
		region_text(r, row, 0, ROLE_TITLE, "\u25b8");
}

/* --- what it is ------------------------------------------------------------------------------- */

static const char *about(enum file_kind kind)
{
	static const char *const words[] = {
		[FILE_KIND_BOOTSTRAP] =
			"bootstrap.ini: the servers that the client starts with, as "
			"objects of OMA LwM2M (2.5.1.1).",
		[FILE_KIND_APN] = "carrier_apn_cfg: which APN each server is reached through "
				  "(2.5.1.2).",
		[FILE_KIND_CFG] = "lwm2m_cfg: options of the client (2.5.1.3).",
		[FILE_KIND_PSK] =
			"SSID_server.psk: identity and key for one server (2.5.2). Neither "
			"is ever shown.",
		[FILE_KIND_AUTOSTART] =
			"lwm2m_app_autostart: an empty file. That it is there makes "
			"the client start with the module (2.5.1).",
	};
	return words[kind];
}

static void put_subject(
	const struct file_view *v, const struct file_line *l, char *out, size_t size)
{
	const struct file_item *item =
		l->kind == FILE_LINE_ITEM ? file_item(file_of(v), l->item) : NULL;
	const struct file_row *row = l->row;
	if (!row)
		snprintf(out, size, "%s: in no table of the Note, kept as it is",
			item ? item->name : "");
	else if (item && item->depth)
		snprintf(out, size, "%s %s: %s", item->name, row->name, row->meaning);
	else
		snprintf(out, size, "%s: %s", row->name, row->meaning);
}

/* Notes of the line from row on; those that find no room are left out. */
static void draw_notes(
	const struct file_view *v, struct region r, int row, const struct file_line *l)
{
	const struct file_note *n;
	char text[400];
	for (size_t i = 0; row < r.rows && (n = file_line_note(file_of(v), l, i)); i++) {
		snprintf(text, sizeof text, "line %zu, column %zu: %s%s", n->line, n->column,
			n->warning ? "warning: " : "", n->text);
		row += region_wrap(r, row, r.rows - row, n->warning ? ROLE_WARN : ROLE_BAD, text);
	}
}

static void explain(const struct file_view *v, struct region r)
{
	const struct file_line *l = v->list.count ? &v->outline.line[v->list.selected] : NULL;
	char text[400];
	int row = 0;
	if (!l || l->kind == FILE_LINE_HEADING) {
		region_wrap(r, 0, r.rows, ROLE_HINT, about(file_kind(file_of(v))));
		return;
	}
	if (l->kind == FILE_LINE_NOTE && file_can_mend(file_of(v), file_note(file_of(v), l->note)))
		row += region_wrap(r, row, 1, ROLE_HINT, "Enter mends this.");
	if (l->kind != FILE_LINE_NOTE) {
		put_subject(v, l, text, sizeof text);
		row += region_wrap(r, row, 1, ROLE_HINT, text);
	}
	if (l->row) {
		file_row_allowed(l->row, text, sizeof text);
		row += region_wrap(
			r, row, file_line_note(file_of(v), l, 0) ? 1 : 2, ROLE_DIM, text);
	}
	draw_notes(v, r, row, l);
}

/* --- on top ----------------------------------------------------------------------------------- */

struct review {
	char text[REVIEW_LINES_MAX + 2][REVIEW_TEXT_MAX];
	enum role role[REVIEW_LINES_MAX + 2];
	size_t lines, more;
};

static void review_line(struct review *w, enum role role, const char *text)
{
	if (w->lines == REVIEW_LINES_MAX) {
		w->more++;
		return;
	}
	w->role[w->lines] = role;
	snprintf(w->text[w->lines++], sizeof w->text[0], "%s", text);
}

static void closing_line(struct review *w, const char *text)
{
	w->role[w->lines] = ROLE_DIM;
	snprintf(w->text[w->lines++], sizeof w->text[0], "%s", text);
}

static void review_change(void *ctx, const struct file_item *was, const struct file_item *is)
{
	char text[REVIEW_TEXT_MAX];
	file_diff_words(was, is, text, sizeof text);
	review_line(ctx, !was ? ROLE_DIFF_ADD : is ? ROLE_DIFF_CHANGE : ROLE_DIFF_REMOVE, text);
}

static void make_review(const struct file_view *v, struct review *w)
{
	const struct file_note *n;
	const struct file *f = file_of(v);
	char text[REVIEW_TEXT_MAX];
	size_t len;
	file_bytes(f, &len);
	w->lines = w->more = 0;
	snprintf(text, sizeof text, "%s, %zu bytes, %s.", v->name, len,
		v->local[0]                   ? "from the file here"
		: file_draft_is_new(v->draft) ? "which the module did not have"
					      : "in place of what the module has");
	review_line(w, ROLE_TEXT, text);
	file_diff(file_draft_base(v->draft), f, review_change, w);
	for (size_t i = 0; (n = file_note(f, i)); i++) {
		snprintf(text, sizeof text, "warning: %s: %s", n->key, n->text);
		review_line(w, ROLE_WARN, text);
	}
	if (w->more)
		snprintf(w->text[REVIEW_LINES_MAX - 1], REVIEW_TEXT_MAX, "and %zu more",
			w->more + 1);
	closing_line(w,
		"What was there is saved first and put back when this fails; what arrives is "
		"compared.");
	closing_line(w, "The client reads it when the module starts (B reboots).");
}

/* Rows that all of it takes; drawn from line top on when r has rows. */
static int put_review(const struct review *w, size_t top, struct region r, bool draw)
{
	int row = 0;
	for (size_t i = top; i < w->lines && (!draw || row < r.rows); i++)
		row += region_wrap(region_sub(r, draw ? row : 0, 0, -1, -1), 0,
			draw ? r.rows - row : 0, w->role[i], w->text[i]);
	return row;
}

static void draw_review(struct file_view *v, struct region r)
{
	struct review w;
	const int cols = r.cols < 78 ? r.cols : 78;
	make_review(v, &w);
	const int rows = put_review(&w, 0, region_sub(r, 0, 0, -1, cols - 4), false);
	struct region box = region_popup(r, rows + 2, cols);
	struct region in =
		region_box(box, "Put it on the module?", "Enter puts it there - Esc back", true);
	if (v->review_top >= w.lines || rows <= in.rows)
		v->review_top = rows <= in.rows ? 0 : w.lines - 1;
	put_review(&w, v->review_top, in, true);
}

static void draw_save(const struct file_view *v, struct region r)
{
	struct region box = region_popup(r, form_rows(&v->save) + 2, r.cols < 74 ? r.cols : 74);
	form_draw(
		&v->save, region_box(box, "Write to a file here", "Enter writes - Esc back", true));
}

static void draw_leave(struct region r)
{
	struct region box = region_popup(r, 5, r.cols < 64 ? r.cols : 64);
	struct region in = region_box(box, "Leave?", "y leaves - n goes on", true);
	region_wrap(in, 0, in.rows, ROLE_WARN,
		"What you changed is neither on the module nor in a file here, and would be lost. "
		"Give it up? (y/n)");
}

static void draw_help(struct region r)
{
	size_t n = 0;
	while (file_view_help[n].key)
		n++;
	struct region box = region_popup(r, (int)n + 2, r.cols < 72 ? r.cols : 72);
	struct region in = region_box(box, "Keys in a file", "any key closes", true);
	for (size_t i = 0; i < n; i++) {
		region_field(in, (int)i, 0, 12, ROLE_KEY, "%s", file_view_help[i].key);
		region_text(in, (int)i, 13, ROLE_TEXT, "%s", file_view_help[i].does);
	}
}

static void draw_top(struct file_view *v, struct region r)
{
	switch (v->mode) {
	case FILE_VIEW_LIST:
		break;
	case FILE_VIEW_FORM:
		file_form_draw(&v->form, r);
		break;
	case FILE_VIEW_MENU:
		menu_draw(&v->menu, r, "Add what?");
		break;
	case FILE_VIEW_SAVE:
		draw_save(v, r);
		break;
	case FILE_VIEW_REVIEW:
		draw_review(v, r);
		break;
	case FILE_VIEW_LEAVE:
		draw_leave(r);
		break;
	case FILE_VIEW_HELP:
		draw_help(r);
		break;
	}
}

/* --- all -------------------------------------------------------------------------------------- */

static void draw_list(struct file_view *v, struct region r)
{
	size_t n;
	const size_t first = list_view(&v->list, r.rows, &n);
	for (size_t i = 0; i < n; i++)
		draw_line(v, r, (int)i, first + i);
	list_draw_thumb(&v->list, r);
	if (v->list.count)
		return;
	if (match_active(&v->finder.filter))
		region_text(r, 0, 2, ROLE_DIM, "Nothing matches the filter; f changes it.");
	else
		region_text(r, 0, 2, ROLE_DIM, "%s",
			file_kind(file_of(v)) != FILE_KIND_AUTOSTART ? "Nothing in it yet: + adds."
			: file_draft_is_new(v->draft)
				? "Empty, as it has to be. Ctrl-S puts it on the module."
				: "Empty, as it has to be: that it is there is all it says.");
}

static void draw_state(const struct file_view *v, struct region box)
{
	const struct file *f = file_of(v);
	const size_t errors = v->list.count ? file_errors(f) : 0;
	char text[80];
	size_t n = 0;
	text[0] = '\0';
	if (errors)
		n += (size_t)snprintf(
			text, sizeof text, "%zu error%s", errors, errors == 1 ? "" : "s");
	else if (file_warnings(f))
		n += (size_t)snprintf(text, sizeof text, "%zu warning%s", file_warnings(f),
			file_warnings(f) == 1 ? "" : "s");
	if (file_view_dirty(v))
		snprintf(text + n, sizeof text - n, "%schanged, not kept", n ? ", " : "");
	if (text[0])
		region_box_right(box, errors ? ROLE_BAD : ROLE_WARN, "%s", text);
}

/* How long it is: on the module, and, when that is another length, as it would be sent. */
static void title_of(const struct file_view *v, char *out, size_t size)
{
	size_t here, there;
	file_bytes(file_of(v), &here);
	file_bytes(file_draft_base(v->draft), &there);
	if (v->local[0])
		snprintf(out, size, "%s - %s", v->name, v->local);
	else if (file_draft_is_new(v->draft))
		snprintf(out, size, "%s - new, %zu bytes", v->name, here);
	else if (here == there)
		snprintf(out, size, "%s - on the module, %zu bytes", v->name, here);
	else
		snprintf(
			out, size, "%s - on the module, %zu bytes, here %zu", v->name, there, here);
}

void file_view_draw(struct file_view *v, struct region r)
{
	char title[FILE_VIEW_PATH_MAX + 128];
	title_of(v, title, sizeof title);
	struct region box = region_popup(r, r.rows, r.cols);
	struct region in = region_box(box, title,
		v->busy ? "Ctrl-C stops the transfer"
			: "Enter change - + add - d remove - w write - Ctrl-S upload - ? keys",
		true);
	draw_state(v, box);
	finder_draw(&v->finder, &in);
	if (v->said[0])
		region_text(region_cut_bottom(&in, 1), 0, 0, v->said_role, "%s", v->said);
	if (in.rows >= 10) {
		struct region low = region_cut_bottom(&in, EXPLAIN_ROWS + 1);
		region_rule(region_cut_top(&low, 1), 0);
		explain(v, low);
	}
	draw_list(v, in);
	draw_top(v, r);
}
