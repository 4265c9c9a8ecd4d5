/*
 * Batch verbs: one thing done, and an exit code. A verb is written as a script of steps; each step
 * turns the loop until it is over, so ports, signals and time are served meanwhile.
 *
 * Data go to standard output; everything else to standard error, prefixed "qlw: ".
 */
#ifndef QLW_TUI_CLI_H
#define QLW_TUI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "modem/session.h"
#include "modem/watch.h"
#include "tui/actions.h"
#include "tui/toolkit/json.h"
#include "tui/toolkit/loop.h"
#include "tui/options.h"

enum cli_exit {
	CLI_DONE = 0,
	CLI_ANSWER = 1, /* the module answered ERROR, +CME ERROR or +CMS ERROR */
	CLI_USAGE = 2,
	CLI_PORT = 3,    /* it cannot be opened, is held, or went away */
	CLI_TIMEOUT = 4, /* no final result */
	CLI_REFUSED = 5, /* read-only, or not confirmed */
	CLI_FILE = 6,    /* a file cannot be read or written */
	CLI_STATE = 7,   /* the state was not reached, delivery failed, read-back differs */
	CLI_INTERRUPTED = 130,
};

/* Room for a received line of any length with its secrets replaced (redact.h). */
#define CLI_LINE_ROOM (2 * 8192 + 64)

typedef void cli_line_fn(void *ctx, const char *line, size_t len);

/* How a command ended. */
struct cli_result {
	bool over;
	enum engine_end end;
	int code;
	char text[128]; /* the final line as received */
};

/* A file on the module, as far as it was looked at. */
struct cli_file {
	const char *name; /* relative to /datatx */
	size_t size;
	bool looked; /* errors and warnings are known */
	size_t errors, warnings;
};

/* The console runs the same verbs on its own session: its loop turns, its prompt asks, its panes
 * are the watch. NULL on the command line. */
struct config;
struct profile;
struct profile_values;
struct plan_sheet;
/* Which inputs to ask for. */
struct cli_wish {
	bool secrets;  /* those, too */
	bool optional; /* each may be left out */
	bool common;   /* only those that no module can say */
};
struct profile_input;
bool cli_wishes(const struct cli_wish *wish, const struct profile_input *input, bool has_value);
struct cli_host {
	void *ctx;
	int (*turn)(void *ctx, uint64_t until_ms); /* as cli_turn */
	/* As cli_read_secret; 0 or CLI_INTERRUPTED. */
	int (*secret)(void *ctx, const char *prompt, char *line, size_t size);
	/* The same for what may be seen. */
	int (*ask)(void *ctx, const char *prompt, char *line, size_t size);
	/* A question in the middle of a verb: 0 yes, CLI_REFUSED no, or CLI_INTERRUPTED. */
	int (*confirm)(void *ctx, const char *title, const char *question);
	/* How far a long action is, as one line; "": it is over. NULL: nobody is told. */
	void (*progress)(void *ctx, const char *text);
	/* Data go through the host's queue: it prints what becomes of them. to has no data. */
	int (*send)(void *ctx, const struct qlw_uldata *send);
	int (*send_file)(void *ctx, const struct qlw_uldata *to, const char *path);
	const struct config *config; /* tui/config.h */
	/* A file that the module has was looked at; NULL: all those told before are out of date. */
	void (*file)(void *ctx, const struct cli_file *file);
	/* Opens a provisioning file to be edited; 0 or an exit code. local: its path here, NULL: it is
	 * the module's. bytes are copied; NULL: there is none yet. */
	int (*edit)(void *ctx, const char *name, const char *local, const void *bytes, size_t len);
	/* Profiles. NULL: inputs and answers are asked for with secret and ask, steps printed. */
	/* Values for inputs that have none, in a form: which of them is for is. 0 or CLI_INTERRUPTED. */
	int (*inputs)(void *ctx, const struct profile *p, struct profile_values *values,
		const struct cli_wish *wish);
	/* Shows a plan that asks, until it is answered: 0, CLI_REFUSED, CLI_INTERRUPTED. */
	int (*confirm_plan)(void *ctx, const struct plan_sheet *sheet);
	/* How far a plan is. */
	void (*show_plan)(void *ctx, const struct plan_sheet *sheet);
};

struct config_macro;
struct cli {
	const struct cli_host *host;
	const struct options *options;
	const struct call *call; /* of options */
	const struct action *action;
	struct loop *loop;
	struct session *session; /* NULL: no port open */
	char port[512];          /* of the session */
	int source;              /* of the session in the loop */
	int stop;                /* not 0: everything ends with this exit code */
	bool unread;             /* because nobody reads the output any more */
	struct watch *watch;     /* fed with events; NULL: nothing is watched */
	bool journal_told;       /* that there is none */
	bool search_baud;        /* as in session_options */
	bool print_all;          /* every event, not only those the watch is about */
	void (*heard)(void *ctx, const struct event *event); /* every event; may be NULL */
	void *heard_ctx;
	/* `set` takes this instead of arguments (a form's); NULL: arguments */
	const struct qlw_record *given;
	/* `run` takes this instead of a name, and shows what every step said; NULL: by name */
	const struct config_macro *macro;
	/* A step of a macro is over when its outcome is known, in the console, too; limit_ms: how long
	 * that may take, 0: the verb's own. */
	bool step;
	uint64_t limit_ms;
	/* `files put` takes these bytes instead of reading its LOCAL; NULL: it reads */
	const void *given_bytes;
	size_t given_len;
	/* what `set` or `delete` wrote over, once it was sent */
	struct cli_change {
		bool done, had; /* had: there was such a record, old */
		enum qlw_key key;
		struct qlw_record old, now; /* now: indexes only */
	} change;
	/* the command in flight: its callbacks may outlive the step that sent it */
	struct cli_result result;
	cli_line_fn *line;
	void *line_ctx;
};

/* Runs the verb of options, from the first check to the last flush; returns the exit code. */
int cli_run(const struct options *options, const struct action *action);

/*
 * The same on the host's session: host, options, call, action, loop and session are set. Listens to
 * the session meanwhile. A command may still be in flight afterwards (result.over is false); its
 * callbacks go to *cli, which must live until then.
 */
int cli_run_hosted(struct cli *cli);

/* Whether that would be refused before anything is asked or sent; it has said why. */
int cli_check_hosted(struct cli *cli);

/* A verb within a verb: cli->action with cli->call. */
int cli_run_step(struct cli *cli);

/* --- steps (cli.c); all return 0 or an exit code, having said why -------------------------------
 */

/* Opens the port (cli_port_choose), waits until the module answers and what is wanted (enum
 * session_want) has been read. */
int cli_open(struct cli *cli, unsigned want);
/* The same, and refuses modules whose LwM2M commands are not those of the Note. */
int cli_open_lwm2m(struct cli *cli, unsigned want);
int cli_check_family(struct cli *cli);
/* The port only: whether the module answers is seen later (cli_ready). */
int cli_open_port(struct cli *cli, unsigned want);
/* The same for cli->port, without a word when it fails: the diag says why. */
int cli_try_port(struct cli *cli, unsigned want, struct qlw_diag *diag);
int cli_ready(struct cli *cli);
void cli_close(struct cli *cli); /* puts the module's echo etc. back first */
/* A port that is gone and will not come back, as a simulator that ended: CLI_PORT, having said so.
 */
int cli_lost(struct cli *cli);

/* One turn of the loop, no later than until_ms (cli_now_ms); 0, or the code everything ends with.
 */
int cli_turn(struct cli *cli, uint64_t until_ms);
/* Unix milliseconds of a clock that never goes back. */
uint64_t cli_now_ms(void);

/* Sends one command; line (may be NULL) gets each answer line. cli_try says nothing when the module
 * refuses: see cli->result; it returns 0 whenever there is a final result. */
int cli_command(struct cli *cli, const char *command, cli_line_fn *line, void *ctx);
int cli_try(struct cli *cli, const char *command, cli_line_fn *line, void *ctx);
/* Says how command failed, and the exit code for it; 0 if it did not. */
int cli_judge(struct cli *cli, const char *command);
/* After ERROR or +CME ERROR, in words: what is known of its reasons (cli_why.c). The result stays. */
void cli_why_refused(struct cli *cli, const char *command);
/* Of those "state" listed the first that the client is at work for, so that it was started and has
 * not been stopped; NULL: it rests. */
const struct qlw_server_state *cli_find_running(const struct qlw_server_state *list, size_t n);

/* The verb's waiting time: --timeout, the step's, or its own. */
uint64_t cli_limit_ms(const struct cli *cli);

/* --- words (cli_say.c) ----------------------------------------------------------------------- */

/* "qlw: …" on standard error, control bytes escaped. cli_note is silent under --quiet, cli_trace
 * unless --verbose. cli_fail returns code. */
int cli_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
int cli_fail_diag(int code, const struct qlw_diag *diag);
/* From now on this is one process of several: who stands in front of every message, but the first
 * failure is not said. who is kept as a pointer. */
void cli_say_as(const char *who);
/* The first message with an exit code since forgotten, "" when there was none. */
const char *cli_first_failure(void);
void cli_forget_failure(void);
void cli_note(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cli_trace(const struct cli *cli, const char *mark, const char *line, size_t len);
/* Standard output of verbs. cli_redirect sends data and messages (these without "qlw: ") elsewhere;
 * NULL, NULL: back. */
void cli_redirect(FILE *out, FILE *err);
FILE *cli_out(void);
void cli_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A message may repeat what was typed in the wrong place: what looks like a key is replaced. */
void cli_hide_keys(char *text);
/* Text of the wire on standard output, escaped. */
void cli_put(const char *text, size_t len);
/* A line with its secrets replaced, unless --log-secrets. Returns the length in out. */
size_t cli_redact(const struct cli *cli, const char *line, size_t len, char *out, size_t size);

/* --- asking (cli_ask.c) ---------------------------------------------------------------------- */

bool cli_has_terminal(void); /* someone can be asked */
/* 0 after --yes or a yes; else CLI_REFUSED, or CLI_INTERRUPTED. */
int cli_confirm(struct cli *cli, const char *question);
/* Before anything is opened: CLI_REFUSED when nobody could be asked later. */
int cli_can_confirm(const struct cli *cli);
/* A line from standard input, without its end; *got false at its end. Longer than size: CLI_USAGE.
 */
int cli_read_line(struct cli *cli, char *line, size_t size, bool *got);
/* The terminal's echo, off while secrets are asked one after the other; false: no terminal. */
struct termios;
bool cli_echo_off(struct termios *before);
void cli_echo_back(const struct termios *before);
/* A secret: prompted without echo on a terminal, else a line of standard input. */
int cli_read_secret(struct cli *cli, const char *prompt, char *line, size_t size);

/* --- ports (cli_port.c) ---------------------------------------------------------------------- */

/* -p, $QLW_PORT, or the one AT port; else CLI_PORT, having listed what there is. */
int cli_port_choose(const struct options *options, char *port, size_t size);
/* True if -p or $QLW_PORT names one. */
bool cli_port_given(const struct options *options);

/* The same, without a word: false when the user has to be asked. */
bool cli_port_known(const struct options *options, char *port, size_t size);

/* --- settings (cli_settings.c) --------------------------------------------------------------- */

struct cli_records {
	enum qlw_key key;
	struct qlw_record record[MODEL_RECORDS_MAX];
	size_t count;
	char spoilt[80]; /* a line of the answer that was none, redacted; "": none */
};

/* Key by its name; -1 after saying what is close. */
int cli_key(const char *name);
/* Queries a key into records; host_index -1: every host. */
int cli_read_key(struct cli *cli, enum qlw_key key, int host_index, struct cli_records *records);
const struct qlw_record *cli_find_record(
	const struct cli_records *records, const struct qlw_record *like);
void cli_print_record(const struct cli *cli, enum qlw_key key, const struct qlw_record *record);
/* "security 0": a record's name in messages. */
const char *cli_record_name(
	enum qlw_key key, const struct qlw_record *record, char *out, size_t size);

/* VALUE, @FILE for the first line of a file, or - to be asked for without echo. 0 or an exit code
 * (cli_set.c). */
int cli_take_value(struct cli *cli, const char *name, const char *text, char *value, size_t size);

/* --- events (cli_event.c) -------------------------------------------------------------------- */

void cli_print_event(const struct cli *cli, const struct event *event);

/* --- watched actions (cli_watch.c) ----------------------------------------------------------- */

/* Sends command, then waits for the watch's end, printing its events. */
int cli_watch_command(struct cli *cli, struct watch *watch, const char *command);
/* Waits for the end of a watch that needs no command. */
int cli_watch_end(struct cli *cli, struct watch *watch);
/* Asks the module for its servers. Returns 0 also when it refuses: then *n is 0. */
int cli_read_state(
	struct cli *cli, int client_index, struct qlw_server_state *list, size_t max, size_t *n);

/* --- the verbs ------------------------------------------------------------------------------- */

int cli_ports(struct cli *cli);
int cli_info(struct cli *cli);
int cli_doctor(struct cli *cli);
int cli_get(struct cli *cli);
int cli_set(struct cli *cli);
int cli_delete(struct cli *cli);
int cli_delete_check(struct cli *cli);
int cli_reg(struct cli *cli);
int cli_dereg(struct cli *cli);
int cli_reset(struct cli *cli);
int cli_update(struct cli *cli);
int cli_lifetime(struct cli *cli);
int cli_state(struct cli *cli);
int cli_send(struct cli *cli);
int cli_macro(struct cli *cli);
bool cli_is_at(const char *line); /* a raw command, as against a line of the verb `at` or another */
int cli_watch(struct cli *cli);
int cli_wait(struct cli *cli);
int cli_at(struct cli *cli);
int cli_apn(struct cli *cli);
int cli_pin(struct cli *cli);
int cli_reboot(struct cli *cli);
int cli_check(struct cli *cli);
int cli_journal(struct cli *cli);
int cli_profiles(struct cli *cli);
int cli_plan(struct cli *cli);
int cli_apply(struct cli *cli);
int cli_snapshot(struct cli *cli);
int cli_diff(struct cli *cli);
int cli_restore(struct cli *cli);
int cli_files(struct cli *cli);

#endif
