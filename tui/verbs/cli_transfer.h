/*
 * A file on its way between here and the module: what the verbs of `files` share. Progress goes to
 * standard error when that is a terminal, or to the console's message line.
 */
#ifndef QLW_TUI_CLI_TRANSFER_H
#define QLW_TUI_CLI_TRANSFER_H

#include "modem/files.h"
#include "tui/verbs/cli.h"

/* A job and its end. */
struct transfer {
	struct cli *cli;
	struct files *files;
	const char *name; /* on the module; the caller's */
	bool replaces;    /* what is left on the module is told when it fails */
	bool over;
	struct files_result result; /* its bytes are this transfer's */
	uint8_t *bytes;
	bool shown;      /* a line of progress stands there */
	uint64_t bar_ms; /* when the last bar was shown; 0: none in this phase */
	uint64_t give_up_ms;
	int stop; /* the code that everything ends with, kept while cleaning up */
};

/* The port is open. entry: for files_list, gets the transfer; NULL otherwise. 0 or an exit code, having
 * said why. transfer_end after success, and when the job is over. */
int transfer_begin(struct transfer *t, struct cli *cli, const char *name,
	void (*entry)(void *ctx, const struct files_entry *entry));
void transfer_end(struct transfer *t);

/* Until the job is over: it turns the loop, cleans up after Ctrl-C, waits for a link that went. */
void transfer_run(struct transfer *t);
/* err and diag: what starting the job gave. Runs it; 0 or an exit code, having said what went wrong and
 * what is left. */
int transfer_finish(struct transfer *t, int err, const struct qlw_diag *diag);
int transfer_fail(const struct transfer *t);
int transfer_code(int err); /* exit code for enum qlw_err */

/* For a file whose base name is that of no provisioning file: CLI_FILE, having said which there are. */
int transfer_unknown_kind(const char *name);

/* Opens the port and brings a file's content into *t, which is ended by the caller unless this fails.
 * missing, if not NULL: that there is no such file is told there instead. */
int transfer_fetch(struct cli *cli, const char *name, struct transfer *t, bool *missing);
/* The same while the port is open. */
int transfer_receive(struct cli *cli, const char *name, struct transfer *t, bool *missing);

/* After files_put: what was replaced is kept in the state folder, and where is said. What holds keys is
 * not, unless secrets may be logged. */
void transfer_keep_old(const struct transfer *t);

/* "bootstrap.ini: 540 bytes sent, checksum 6c53", or a JSON object. */
void transfer_print(const struct transfer *t, const char *what, size_t len);

/* A local file that nobody else may read, for there may be keys in it. flags: O_TRUNC or O_EXCL. False
 * with errno set. */
bool transfer_write(const char *path, int flags, const void *bytes, size_t len);
void transfer_wipe(void *bytes, size_t len); /* and frees */

int cli_files_make(struct cli *cli); /* cli_files_make.c */

/* cli_files_look.c */
int cli_files_show(struct cli *cli);
int cli_files_settings(struct cli *cli);
int cli_files_check(struct cli *cli);
int cli_files_edit(struct cli *cli);

#endif
