/*
 * Between the rooms of the console. Data go one way: session → model → panes → canvas → terminal; keys
 * go the other: key → pop-up, prompt or pane → intent → action → session.
 *
 *   app.c        life: port, terminal, loop, quitting
 *   app_draw.c   what stands where, and when to paint
 *   app_key.c    who gets a key
 *   app_act.c    carrying out actions: verbs and the console's own
 *   app_pane.c   actions on panes: focus, search, filter, copy, write
 *   app_line.c   the ':' line, the AT line, search and filter
 *   app_paste.c  several lines at once
 *   app_ask.c    what is asked before a verb that does harm
 *   app_undo.c   the way back from what was written
 *   popup.c      what lies on top of the panes: a stack, each of them a pop_*.c of its own
 *   app_send.c   data waiting to be sent, files in pieces, repeating
 *   app_replay.c a recorded session: time line, pause, step, seek
 *   app_radio.c  identity and radio: who looks, and asking
 *   app_offer.c  what one key would mend
 *   app_pick.c   before all that: which port? app_pick_ports.c: which there are, and who answers
 */
#ifndef QLW_TUI_APP_PRIV_H
#define QLW_TUI_APP_PRIV_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/doctor_run.h"
#include "modem/radio.h"
#include "modem/session.h"
#include "tui/actions.h"
#include "tui/console/app_send.h"
#include "tui/toolkit/canvas.h"
#include "tui/toolkit/canvas_curses.h"
#include "tui/verbs/cli.h"
#include "tui/config.h"
#include "tui/toolkit/keys.h"
#include "tui/toolkit/loop.h"
#include "tui/console/popup.h"
#include "tui/toolkit/prompt.h"
#include "tui/toolkit/view.h"
#include "tui/toolkit/widgets.h"
#include "views/views.h"

enum {
	APP_PANES_MAX = 5,
	APP_TEXT_MAX = 512,
	APP_RESULT_MAX = 65536,
	APP_AT_LINES = 6,
	APP_PASTE_MAX = 16384,
	APP_PROFILES_MAX = 64,
	APP_UNDOS_MAX = 16
};

/* The prompts, by what they are for. */
enum app_line {
	APP_LINE_COMMAND,
	APP_LINE_AT,
	APP_LINE_SECRET,
	APP_LINE_ANSWER, /* what a verb asks and everybody may see */
	APP_LINES,
};

struct app {
	const struct options *options;
	struct loop *loop;
	struct session *session;
	char port[512];
	int baud;      /* found when the port was chosen; 0: as the options say */
	int baud_told; /* the rate that was last said */
	struct canvas *canvas;
	struct screen *screen;
	struct keys *keys;
	struct pace pace;
	int exit_code;
	bool quitting;
	uint64_t leave_ms; /* when the question "quit?" by Ctrl-C stops counting */

	struct profile_rows profiles; /* read when their pane is first looked at */
	struct file_shelf shelf;      /* the module's files, read when asked for */
	struct view *pane[APP_PANES_MAX];
	unsigned pane_bit[APP_PANES_MAX]; /* enum action_pane */
	int panes, focus;
	struct region
		place[APP_PANES_MAX]; /* of the panes in the last frame; no rows: out of sight */
	bool zoom;
	/* what the last frame was drawn from */
	uint64_t drawn_generation, drawn_records;
	uint64_t drawn_until_ms; /* when time alone makes it another one; session clock */

	char message[APP_TEXT_MAX];
	enum role message_role;

	struct prompt *line[APP_LINES];
	char at_command[APP_TEXT_MAX]; /* the AT line's last command, redacted, and its answers */
	char at_answer[APP_AT_LINES][APP_TEXT_MAX];
	size_t at_answers;
	const char *secret_for; /* what a masked prompt asks */
	char *secret;           /* where its answer goes; NULL: nobody waits */
	size_t secret_size;
	bool secret_given;

	struct popup *popup; /* the top one; NULL: none */
	struct popup *closed_popups;
	struct pop_plan *plan; /* the plan in sight; NULL: none */
	char *printed;         /* by a verb, APP_RESULT_MAX bytes */
	size_t printed_len;
	struct sender sender;
	struct config config;                  /* of the user */
	struct cli_change undo[APP_UNDOS_MAX]; /* newest last */
	size_t undos;
	bool undoing;

	struct doctor_run doctor_run; /* outlives its pop-up until its last callback */
	struct popup *doctor;         /* NULL: not open */
	struct radio radio;
	struct popup *radio_popup; /* NULL: not open */
	bool radio_beside;         /* in sight beside the Session */

	bool verb_running, verb_cancelled;
	bool confirmed; /* by the question of app_confirm */
	struct cli cli; /* of the verb; outlives it until its last callback */
};

/* The session's clock: Unix ms that never go back. */
#define app_now_ms() cli_now_ms()

/* app_draw.c */
void app_paint(struct app *a);
struct view_ctx app_view_ctx(struct app *a, int pane);
/* True if something in sight has changed since the last frame. */
bool app_changed(const struct app *a);

/* app_key.c */
void app_key(struct app *a, const struct key *key);

/* app_act.c */
void app_do(struct app *a, enum action_id id);
/* A `:` line, as if typed; the line is not kept in any history. */
void app_run_line(struct app *a, const char *line);
/* The same after its question was answered with yes. */
void app_run_confirmed(struct app *a, const char *line);
/* A verb that takes this record instead of arguments; its exit code. Prints only when it fails. */
int app_run_record(struct app *a, const struct action *action, struct call *call,
	const struct qlw_record *record);
/* Its steps one after the other; harm was agreed to. */
void app_run_macro(struct app *a, const struct config_macro *macro);
/* The same with the bytes of a file (cli.h, given_bytes). */
int app_run_bytes(struct app *a, const struct action *action, struct call *call, const void *bytes,
	size_t len);
/* `set` with this record; says `done` when it is written and read back. */
void app_run_set(
	struct app *a, enum qlw_key key, const struct qlw_record *record, const char *done);
/* False for an action that this console has no use for now. */
bool app_has_action(const struct app *a, const struct action *action);
void app_intent(struct app *a, const struct intent *intent);
void app_say(struct app *a, enum role role, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* One turn of everything, no later than until_ms; 0, or the exit code that ends a running verb. */
int app_turn(struct app *a, uint64_t until_ms);
void app_quit(struct app *a, int code);

/* app_replay.c: a recording instead of a module */
const char *app_replay_mode(const struct app *a, char *out, size_t size); /* NULL: live */
bool app_replay_draw(const struct app *a, struct region r); /* the time line; false: live */
uint64_t app_replay_deadline_ms(const struct app *a);
bool app_replay_do(struct app *a, enum action_id id, const char *argument); /* false: not ours */

/* app_radio.c */
void app_radio_pump(struct app *a); /* asks what may be asked now: after every run of the session */
uint64_t app_radio_deadline_ms(const struct app *a); /* session clock */
void app_radio_hurry(struct app *a);
const char *app_radio_status(const struct app *a, char *out, size_t size);
/* Cuts its place off the Session's and draws there, if there is room. */
void app_radio_beside(struct app *a, struct region *r);

/* app_offer.c */
/* What F would mend, in words; false if there is nothing. */
bool app_offer(const struct app *a, char *out, size_t size);
void app_offer_do(struct app *a); /* asks first */

/* app_pane.c */
/* Carries out an action on panes, with the argument of its ':' line ("" if none); false if it is none. */
bool app_pane_do(struct app *a, enum action_id id, const char *argument);
/* The profiles there are; their files are read at the first call. */
const struct profile_rows *app_pane_profiles(struct app *a);
void app_pane_copy(struct app *a, const char *text);

/* app_line.c */
int app_line_new(struct app *a, struct qlw_diag *diag);
void app_line_free(struct app *a);
struct prompt *app_line_open(const struct app *a); /* NULL: none */
/* True while a verb asks for an answer: that goes before the pop-ups. */
bool app_line_asks(const struct app *a);
/* Closes the pop-ups, but not for an answer. */
void app_line_begin(struct app *a, enum app_line which, const char *text);
/* Of the open one: rows it would like, and drawing into exactly those. */
int app_line_rows(const struct app *a);
void app_line_draw(struct app *a, struct region r);
/* Asks for a verb, masked with APP_LINE_SECRET, while everything goes on; false when given up. */
bool app_line_answer(struct app *a, enum app_line which, const char *what, char *out, size_t size);

/* app_paste.c: several lines at once, for ':' or AT; asked about first */
void app_paste(struct app *a, const char *text, size_t len);

/* app_pick.c: which port? 0, or QLW_ECANCEL when the user chose none. trouble: why the one that stands in
 * port cannot be opened; NULL: none was named. */
int app_pick(struct app *a, const struct qlw_diag *trouble, char *port, size_t size);

/* app_ask.c: asks, and runs the line when the answer is yes */
int app_confirm(void *ctx, const char *title, const char *question); /* of the host of verbs */
void app_ask(struct app *a, const struct action *action, const struct call *call, const char *line);

struct file; /* profiles/file.h */

/* app_files.c */
void app_files_told(void *ctx, const struct cli_file *file); /* of the host of verbs (cli.h) */
int app_files_edit(void *ctx, const char *name, const char *local, const void *bytes, size_t len);
void app_files_put(struct app *a, const char *name, const struct file *f); /* it is there now */
/* By this verb of `files`, perhaps, and how it ended: what was read is out of date. */
void app_files_changed(struct app *a, const struct call *call, int code);

/* app_undo.c */
void app_undo_changed(struct app *a, const struct cli_change *change); /* by a verb that ended */
void app_undo(struct app *a);

/* app_send.c */
bool app_send_do(struct app *a, enum action_id id, const struct call *call);
/* The data of a send of the model, whole; returns their length, 0: they are no longer here. */
size_t app_send_data(struct app *a, uint64_t row, char *out, size_t size);
/* Sends what may go now: after every run of the session. */
void app_send_pump(struct app *a);
/* Of the host of verbs (cli.h). */
int app_send_add(void *ctx, const struct qlw_uldata *send);
int app_send_file(void *ctx, const struct qlw_uldata *to, const char *path);
uint64_t app_send_deadline_ms(const struct app *a); /* session clock */
void app_send_tick(struct app *a);
/* Drops what waits, stops what goes on. */
void app_send_cancel(struct app *a);
/* What goes on, in words; false if nothing does. */
bool app_send_status(const struct app *a, char *out, size_t size);

#endif
