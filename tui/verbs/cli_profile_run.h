/*
 * Planning and applying one profile on one module: plan, apply and restore as a sequence that can
 * be stopped before every write. Included by tui/cli_profile_*.c only.
 *
 *     run_begin, run_load             the profile, --var, --units; no port yet
 *     run_prepare                     the port, inputs, what the module has, the plan
 *     run_apply                       confirmed, snapshot, written, read back
 *     run_end
 */
#ifndef QLW_TUI_CLI_PROFILE_RUN_H
#define QLW_TUI_CLI_PROFILE_RUN_H

#include "profiles/units.h"
#include "tui/verbs/cli_profile.h"
#include "views/plan_sheet.h"

/* What has become of a module, or will: also told from one process to another, as bytes. */
struct run_report {
	bool over; /* else: planned, and waiting for an answer */
	int code;
	size_t changes, deletes, done, unproven;
	bool resets;
	bool running; /* the client still works with the accounts that were written over */
	char imei[24];
	char error[256], snapshot[CLI_PATH_MAX], journal[CLI_PATH_MAX];
};

struct run {
	struct cli *cli;
	struct cli_profile cp;
	struct units *units; /* NULL: no list */
	struct profile_settings *module, *wanted;
	struct profile_files files, wanted_files; /* the module's, by the names of the profile's */
	struct plan plan;
	char rewrite[120]; /* why secrets are written again; "": they are not */
	char snapshot[CLI_PATH_MAX];
	struct plan_sheet *sheet; /* of the console; NULL: steps are printed */
	bool looks;               /* nothing may be written */
	int lock;                 /* of this module, against another qlw; -1: none */
	size_t changes, done;
	bool accounts; /* of which one was written */
	bool running;  /* as in run_report */
	bool restores;
	/* Instead of asking whoever sits here; NULL: ask. 0, or an exit code. */
	int (*confirm)(void *ctx, struct run *r);
	void *confirm_ctx;
};

int run_begin(struct run *r, struct cli *cli);
int run_load(struct run *r, const char *name);
int run_prepare(struct run *r);
int run_apply(struct run *r);
void run_report(const struct run *r, int code, struct run_report *report);
int run_end(struct run *r, int code); /* returns code */

/* Whether this file of the profile has to be written. */
bool run_file_differs(const struct run *r, size_t i);

/* --- in the console (cli_profile_sheet.c); nothing happens elsewhere ------------------------------ */

int sheet_begin(struct run *r); /* once there is a plan; fails only for want of memory */
void sheet_fill(struct run *r); /* what is left to do was planned anew */
int sheet_confirm(struct run *r);
void sheet_step(struct run *r, enum plan_row_state state); /* of the one behind those done */
void sheet_end(struct run *r, const struct run_report *report);

/* For live servers the profile's name has to be typed, else yes. */
int run_ask(struct run *r, const char *question);

/* --- lists of units and records (cli_profile_units.c) --------------------------------------------- */

/* --units; says what is wrong with it. */
int run_load_units(struct run *r);
/* What the list says of the module that was opened. */
int run_take_unit(struct run *r);

/* A file of what became of each module, one JSON object a line: --record. */
struct record {
	const char *path;
	int fd;     /* -1: none */
	bool *done; /* of the list's rows: done now or in an earlier run */
	const struct run *run;
};
int record_open(struct record *rec, const struct run *r);
void record_add(struct record *rec, const char *port, const struct run_report *report);
void record_close(struct record *rec); /* says which of the list are left */

/* One module's line of --json, and of a record. */
void report_json(FILE *out, const struct run *r, const char *port, const struct run_report *report,
	bool time);

/* --- several ports (cli_profile_many.c) ----------------------------------------------------------- */

int cli_apply_many(struct cli *cli);

#endif
