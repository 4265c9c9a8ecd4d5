/*
 * What lies on top of the panes: a stack of pop-ups, of which the top one is drawn last and gets the
 * keys. Each is an object in a file of its own (pop_*.c) that knows the console and is known to it
 * only by these operations.
 */
#ifndef QLW_TUI_POPUP_H
#define QLW_TUI_POPUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/toolkit/canvas.h"
#include "tui/toolkit/keys.h"

struct app;
struct popup;

enum {
	POPUP_KEYS_MAX = 4
};

/* For the footer, which shows no other keys meanwhile. */
struct popup_keys {
	const char *key, *word;
};

#define POPUP_KEYS_MENU                   \
	{                                 \
		{"Esc", "back"},          \
		{                         \
			"Enter", "choose" \
		}                         \
	}
#define POPUP_KEYS_FORM                                 \
	{                                               \
		{"Esc", "back"}, {"Tab", "next field"}, \
		{                                       \
			"Ctrl-S", "done"                \
		}                                       \
	}

struct popup_ops {
	struct popup_keys
		keys[POPUP_KEYS_MAX]; /* the first unused one is zeroed; none: Esc closes */

	/* In the middle of r, with a frame. */
	void (*draw)(struct popup *p, struct region r);

	/* Gets every key while it is on top; false: the key means nothing to it, which is then said. It may run verbs, and so turns of the loop in which it is
	 * drawn, gets keys, or is closed; its memory lasts until the outermost key is dealt with. */
	bool (*key)(struct popup *p, const struct key *key);

	/* When what it shows changes by time alone, session clock; NULL or UINT64_MAX: never. */
	uint64_t (*deadline_ms)(struct popup *p);

	/* It is no longer shown: secrets are wiped, what it started is given up. NULL: nothing to do.
	 * Called once, before free, and never from inside draw. */
	void (*closed)(struct popup *p);

	/* Ctrl-C: true if it stays open, because what it holds would be lost. NULL: it closes. */
	bool (*stays)(struct popup *p);

	/* Frees what it holds and itself. */
	void (*free)(struct popup *p);
};

/* Every pop-up begins with this. ops is set by its maker, the rest by popup_open. */
struct popup {
	const struct popup_ops *ops;
	struct app *app;
	struct popup *below;
};

/* A zeroed pop-up of size bytes that begins with struct popup; NULL: out of memory, and it was said. */
void *popup_new(struct app *a, size_t size, const struct popup_ops *ops);

/* On top of what is there; the console owns it from now on. */
void popup_open(struct popup *p);

/* Closes it and all that lies on top of it; one that is not open is left alone. */
void popup_close(struct popup *p);
bool popup_is_open(const struct popup *p); /* its memory has to be there still: see key */
void popup_close_all(struct app *a);
/* The same for Ctrl-C: down to the first that stays. */
void popup_cancel(struct app *a);

/* Frees those that were closed; only where no key and no verb is being dealt with. */
void popup_free_closed(struct app *a);

/* Of the top one: draws the whole stack, gives it a key. */
void popup_draw(struct app *a, struct region r);
void popup_key(struct app *a, const struct key *key);
/* Its keys for the footer; *n gets how many. */
const struct popup_keys *popup_keys(const struct app *a, size_t *n);
uint64_t popup_deadline_ms(const struct app *a);

/* For keys of one that only shows rows: they scroll; Enter, Esc and q close it; any other key closes it
 * and does what it would have done. True, as for key. */
bool popup_scroll(struct popup *p, const struct key *key, size_t *top, size_t count);

/* The last half of it: closes, and does what the key would have done. */
void popup_give_way(struct popup *p, const struct key *key);

/* --- each in its own file ------------------------------------------------------------------------------- */

/* The keys of the focused pane. */
void pop_help_open(struct app *a);

/* All actions. */
void pop_palette_open(struct app *a);

/* Things to choose from; the one chosen is done. title is static, rows are copied. */
enum {
	POP_CHOICES_MAX = 32
};
struct pop_choice_row {
	char label[64], help[64];
	char line[64]; /* for ':' */
};
void pop_choice_open(
	struct app *a, const char *title, const struct pop_choice_row *row, size_t count);

/* What is wrong, from cable to registration. */
void pop_doctor_open(struct app *a);

/* Who the module is, and how its radio does. */
void pop_radio_open(struct app *a);

/* Text to be read, scrolled by keys. Copied. */
void pop_text_open(struct app *a, const char *title, const char *text);

/* A question. Strings are copied but for the static ones. */
struct pop_question {
	const char *title;  /* static */
	const char *name;   /* static; "NAME: not done" */
	const char *text;   /* what will happen */
	const char *remark; /* static; one more line under it, or NULL */
	const char *word;   /* has to be typed; NULL: y */
	void (*yes)(struct app *a, const char *line);
	const char *line; /* for yes, at most APP_PASTE_MAX bytes with its NUL */
};

void pop_question_open(struct app *a, const struct pop_question *q);

/* The form for data to send. send: what stands in it, or NULL. Short ID 0, path "": not known yet. */
struct qlw_uldata;
void pop_send_open(
	struct app *a, unsigned short_id, const char *uri, const struct qlw_uldata *send);

/* The form for a record of a setting: of ':edit KEY [INDEX…] [FIELD]', or a new one of ':add KEY'. */
struct call;
void pop_setting_edit(struct app *a, const struct call *call);
void pop_setting_add(struct app *a, const struct call *call);

/* A provisioning file to be edited, of the module (local NULL) or here. bytes are copied; NULL: there is
 * none yet. 0 or an exit code. */
int pop_file_open(
	struct app *a, const char *name, const char *local, const void *bytes, size_t len);

/* The form for a profile's inputs; returns when it is filled in (0), or closed (CLI_INTERRUPTED). */
struct profile;
struct profile_values;
struct cli_wish;
int pop_inputs_ask(struct app *a, const struct profile *p, struct profile_values *values,
	const struct cli_wish *wish);

/* A plan: opened when it is shown first, then kept up to date. confirm returns when it is answered: 0,
 * CLI_REFUSED, or CLI_INTERRUPTED when it was closed. */
struct plan_sheet;
void pop_plan_show(struct app *a, const struct plan_sheet *sheet);
int pop_plan_confirm(struct app *a, const struct plan_sheet *sheet);

#endif
