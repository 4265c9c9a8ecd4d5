/* What the verbs around profiles share: plan, apply, snapshot, diff, restore, profiles. Included by
 * tui/cli_profile*.c only. */
#ifndef QLW_TUI_CLI_PROFILE_H
#define QLW_TUI_CLI_PROFILE_H

#include "modem/journal/redact.h"
#include "profiles/inputs.h"
#include "profiles/plan.h"
#include "profiles/profile.h"
#include "tui/verbs/cli.h"

#define CLI_PATH_MAX 512

/* A profile being used. */
struct cli_profile {
	struct profile *p;
	char path[CLI_PATH_MAX];
	struct profile_values values;
	struct redact_values secrets; /* of its secret inputs: masked wherever something is shown */
};

/* --- finding (cli_profile_find.c) --------------------------------------------------------------- */

/* Loads a profile by name, or a file by its path; says what is wrong with it. */
int cli_profile_load(struct cli *cli, const char *name, struct cli_profile *out);
/* The whole file, which the caller wipes and frees; NULL, errno set: not readable, or not above max
 * bytes. */
char *cli_read_file(const char *path, size_t max, size_t *len);
void cli_profile_free(struct cli_profile *cp); /* wipes it */
/* Says the notes of a profile: errors, and unless quiet warnings. Returns CLI_FILE. */
int cli_profile_say_notes(const struct cli *cli, const struct cli_profile *cp);
/* Every folder where profiles are looked for, in order; NULL after the last. */
const char *cli_profile_dir(const struct cli *cli, size_t i, char *out, size_t size);

/* The profiles there are, for the console's pane; reads their files. Returns how many. */
struct profile_row;
size_t cli_profile_rows(const struct options *options, struct profile_row *rows, size_t max);

/* --- inputs (cli_profile_inputs.c) -------------------------------------------------------------- */

/* --var; before a port is opened. */
int cli_profile_vars(struct cli *cli, struct cli_profile *cp);
/* What is missing is asked for, or (nobody is there) left missing. */
int cli_profile_ask(struct cli *cli, struct cli_profile *cp, const struct cli_wish *wish);
/* The rest, from the module and from whoever can be asked (wish; NULL: nobody), then resolved: enum
 * profile_resolve. */
int cli_profile_resolve(struct cli *cli, struct cli_profile *cp, const struct cli_wish *wish,
	unsigned flags, struct profile_settings *out, struct profile_files *files);

/* --- the module (cli_profile_module.c) ---------------------------------------------------------- */

/* Everything that can be read. Keys the module does not offer or refuses are not named. */
int cli_module_read(struct cli *cli, struct profile_settings *out);
/* What a step is about only. */
int cli_module_read_step(
	struct cli *cli, const struct plan_step *step, struct profile_settings *out);
/* Keys that are wanted and that the module does not have: CLI_STATE. */
int cli_module_offers(struct cli *cli, const struct profile_settings *wanted);
/* IMEI, or "unknown". */
const char *cli_module_imei(const struct cli *cli);

/* Writes a snapshot to path, or, path being empty, to a new file of the state folder, whose name
 * then is in path. */
int cli_module_snapshot(struct cli *cli, const struct profile_settings *s,
	const struct profile_files *files, char path[CLI_PATH_MAX]);

/* An apply that has begun and not ended is remembered by module: what it wrote and cannot be read
 * is written again by the next. begin with name NULL asks only: true, and who it was in was. */
bool cli_unfinished(const struct cli *cli, char *was, size_t size);
void cli_unfinished_begin(const struct cli *cli, const char *name);
void cli_unfinished_end(const struct cli *cli);

/* Keeps another qlw from applying to the same module, also on another port of it: CLI_PORT. -1 is no
 * lock; unlock takes that, too. */
int cli_module_lock(const struct cli *cli, int *lock);
void cli_module_unlock(const struct cli *cli, int lock);

/* --- provisioning files (cli_profile_files.c) ----------------------------------------------------- */

/* What the module has under the names of wanted, in that order. */
int cli_module_files(
	struct cli *cli, const struct profile_files *wanted, struct profile_files *out);
/* One that differs, shown as cli_step_print shows a step. */
void cli_file_print(const struct cli *cli, size_t number, const struct profile_file *now,
	const struct profile_file *wanted, const char *result);
/* Writes or deletes it, and reads it back. */
int cli_file_write(struct cli *cli, const struct profile_file *wanted);
/* Differences as cli_diff prints them; returns how many. a and b need not name the same files. */
size_t cli_files_diff(
	const struct cli *cli, const struct profile_files *a, const struct profile_files *b);

/* --- showing (cli_profile_show.c) --------------------------------------------------------------- */

/* One step; result NULL: of a plan. */
void cli_step_print(const struct cli *cli, const struct redact_values *secrets, size_t number,
	const struct plan_step *step, const char *result);
/* What is right already, and how much there is to do. */
void cli_plan_print_rest(const struct cli *cli, const struct plan *plan, size_t files);

#endif
