/*
 * Widgets that panes and pop-ups are made of: a list that scrolls, a menu to choose from, a form to
 * fill in. Pure: keys and numbers in, cells out. The caller owns all memory.
 */
#ifndef QLW_TUI_WIDGETS_H
#define QLW_TUI_WIDGETS_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/toolkit/canvas.h"
#include "tui/toolkit/edit.h"
#include "tui/toolkit/keys.h"

/* --- a list --------------------------------------------------------------------------------- */

/* Where one is in a list of any length. follow: the last item stays selected as items come (a log);
 * it ends when the user moves up and returns at the end. Start with zeroes (or follow true). */
struct list {
	size_t count;
	size_t selected; /* below count, or 0 */
	size_t top;      /* the first item in sight */
	size_t rows;     /* in sight at the last draw */
	struct {
		int row, col, cols;
	} place; /* of them on the screen, for clicks */
	bool follow;
};

/* There are count items now, of which the first dropped ones of before are gone: the selection
 * stays on its item, and the view does not jump. */
void list_update(struct list *l, size_t count, size_t dropped);

/* Arrows, j k, g G, Home End, PgUp PgDn, Ctrl-U Ctrl-D, the wheel, a click on an item. True if it was one of them. */
bool list_key(struct list *l, const struct key *key);

void list_select(struct list *l, size_t item);

/* Before drawing: rows are this many now. Returns the first item to draw; *n gets how many. */
size_t list_view(struct list *l, int rows, size_t *n);

/* A thumb in the rightmost column of r if not everything is in sight. r is where clicks choose. */
void list_draw_thumb(struct list *l, struct region r);

/* --- a menu --------------------------------------------------------------------------------- */

struct menu_item {
	const char *label;
	const char *key;  /* name of its key, or NULL */
	const char *help; /* or NULL */
};

enum {
	MENU_ITEMS_MAX = 256
};

/* A menu with a filter line (palette, port picker, candidates). items stay the caller's. */
struct menu {
	const struct menu_item *items;
	size_t count;
	struct edit filter;
	struct list list;
	unsigned short shown[MENU_ITEMS_MAX]; /* indices of items that match, best first */
};

enum menu_result {
	MENU_RESULT_NONE,   /* nothing to do yet */
	MENU_RESULT_CHOSEN, /* Enter: menu_chosen */
	MENU_RESULT_CLOSED, /* Esc */
};

/* At most MENU_ITEMS_MAX items are looked at. */
void menu_start(struct menu *m, const struct menu_item *items, size_t count);
enum menu_result menu_key(struct menu *m, const struct key *key);

/* Index into items; SIZE_MAX if nothing matches. */
size_t menu_chosen(const struct menu *m);

/* In the middle of r, with a frame. */
void menu_draw(struct menu *m, struct region r, const char *title);

/* How well pattern matches text: letters in order, any case; higher is better, 0 is not at all. An
 * empty pattern matches everything with 1. The first 128 bytes of text are looked at. */
int menu_match(const char *pattern, const char *text);

/* --- a form --------------------------------------------------------------------------------- */

enum form_kind {
	FORM_KIND_TEXT,
	FORM_KIND_NUMBER, /* digits and '-' only; min, max, checked while typing */
	FORM_KIND_CHOICE, /* Left, Right, Space and letters choose; value is the choice's text */
	FORM_KIND_SECRET, /* bullets */
	FORM_KIND_SHOWN,  /* cannot be changed */
};

struct form_choice {
	const char *value; /* what it is in the end, "2" */
	const char *label; /* what it means, "SRV_REGISTER, after bootstrap" */
};

enum {
	FORM_FIELDS_MAX = 24,
	FORM_NOTE_MAX = 96
};

struct form_field {
	const char *name;
	enum form_kind kind;
	const char *help; /* one line, shown while the field has the focus; or NULL */
	long long min,
		max; /* FORM_KIND_NUMBER: value; FORM_KIND_TEXT, _SECRET: bytes (0, 0: any) */
	const struct form_choice *choices;
	size_t choice_count;
	bool optional;    /* may stay empty */
	struct edit edit; /* the value: form_value */
};

/* All strings but the values stay the caller's. */
struct form {
	struct form_field fields[FORM_FIELDS_MAX];
	size_t count;
	size_t focus;
	/* Says what is wrong with a field, or "" (may be NULL): writes into note. After the checks
	 * of kind and range. */
	void (*check)(void *ctx, const struct form *f, size_t field, char note[FORM_NOTE_MAX]);
	void *ctx;
};

enum form_result {
	FORM_RESULT_NONE,
	FORM_RESULT_DONE,   /* Enter on the last field, or Ctrl-S, and all fields are right */
	FORM_RESULT_CLOSED, /* Esc */
};

void form_start(struct form *f);

/* Adds a field with an initial value (may be NULL) and returns it for the rest to be filled in;
 * NULL when there are FORM_FIELDS_MAX. */
struct form_field *form_add(
	struct form *f, const char *name, enum form_kind kind, const char *value);

/* After all fields are there: the focus goes to the first that can be changed. */
void form_ready(struct form *f);

enum form_result form_key(struct form *f, const struct key *key);

const char *form_value(const struct form *f, size_t field);

/* What is wrong with a field: "" if nothing. Writes into note and returns it. */
const char *form_note(const struct form *f, size_t field, char note[FORM_NOTE_MAX]);

/* A row for each field (scrolled to the focus if need be), then help and what is wrong. Rows it
 * would like to have: form_rows. */
void form_draw(const struct form *f, struct region r);
int form_rows(const struct form *f);

/* Wipes secrets. Call when done with it. */
void form_end(struct form *f);

#endif
