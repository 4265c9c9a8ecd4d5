/* Between file_view.c (keys and what they do) and file_view_draw.c. */
#ifndef QLW_VIEWS_FILE_VIEW_PRIV_H
#define QLW_VIEWS_FILE_VIEW_PRIV_H

#include "profiles/file_outline.h"
#include "tui/toolkit/view.h"
#include "views/file_form.h"
#include "views/file_view.h"
#include "views/finder.h"

enum file_view_mode {
	FILE_VIEW_LIST,
	FILE_VIEW_FORM,
	FILE_VIEW_MENU,   /* what to add */
	FILE_VIEW_SAVE,   /* the path is typed */
	FILE_VIEW_REVIEW, /* before it goes to the module */
	FILE_VIEW_LEAVE,  /* give up what was changed? */
	FILE_VIEW_HELP,
};

enum {
	FILE_VIEW_MENU_MAX = 64
};

/* What a line of the menu adds: a row, or a new instance of an object (row NULL). */
struct file_view_choice {
	const struct file_row *row;
	unsigned object;
	char label[72];
};

struct file_view {
	struct file_draft *draft;
	char name[96], local[FILE_VIEW_PATH_MAX], path[FILE_VIEW_PATH_MAX];
	enum file_view_mode mode;
	bool kept, busy;
	struct file_outline outline; /* of the draft, without what the filter hides */
	struct list list;
	struct finder finder;
	struct file_form form;
	struct form save;
	struct menu menu;
	struct menu_item menu_item[FILE_VIEW_MENU_MAX];
	struct file_view_choice choice[FILE_VIEW_MENU_MAX];
	size_t choices;
	unsigned menu_instance;
	size_t review_top;
	char said[200];
	enum role said_role;
};

/* What `/` and `f` look at. */
void file_view_line_text(
	const struct file_view *v, const struct file_line *l, char *out, size_t size);

/* file_view.c: after the draft or the filter changed. */
void file_view_refresh(struct file_view *v);

/* file_view_edit.c */
const struct file_line *file_view_selected(const struct file_view *v); /* NULL: none */
void file_view_form_key(struct file_view *v, const struct key *key);
void file_view_menu_key(struct file_view *v, const struct key *key);
void file_view_open(struct file_view *v, const struct file_line *l);
void file_view_add(struct file_view *v);
void file_view_take_away(struct file_view *v, const struct file_line *l);
void file_view_undo(struct file_view *v);

extern const struct view_help file_view_help[]; /* ends with key NULL */

#endif
