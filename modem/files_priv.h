/* Between the rooms of file transfer: files.c (jobs and what becomes of them), files_step.c (one
 * command after another), files_wire.c (names, commands, answers). */
#ifndef QLW_MODEM_FILES_PRIV_H
#define QLW_MODEM_FILES_PRIV_H

#include "modem/files.h"

enum files_job {
	FILES_JOB_NONE,
	FILES_JOB_LIST,
	FILES_JOB_GET,
	FILES_JOB_PUT,
	FILES_JOB_DELETE,
};

enum files_step {
	FILES_STEP_NONE,
	FILES_STEP_LIST,
	FILES_STEP_LIST_KEYS, /* the folder ssl */
	FILES_STEP_LOOK,      /* is it there, and how long? */
	FILES_STEP_SEARCH,    /* the same in the list: is its name not to be asked for? */
	FILES_STEP_FETCH,     /* its content: the job's, the old one, or what was just sent */
	FILES_STEP_CLEAR,     /* delete, because it is to go */
	FILES_STEP_SEND,
	FILES_STEP_OPEN, /* an empty file */
	FILES_STEP_CLOSE,
	FILES_STEP_CLEAN, /* delete, because it may be there in part */
};

/* How a command of ours ended. */
enum files_end {
	FILES_END_OK,
	FILES_END_MISSING, /* no such file */
	FILES_END_REFUSED, /* any other error */
	FILES_END_SILENT,
	FILES_END_LOST,
	FILES_END_CANCELLED,
};

struct files_block {
	uint8_t *bytes; /* ours */
	size_t len, size;
};

struct files {
	struct files_ops ops;
	enum files_job job;
	enum files_step step;
	enum files_phase phase;
	int id; /* of the command in flight; 0: none */
	char name[FILES_NAME_MAX + 1];
	char command[16 + 2 * FILES_NAME_MAX];
	const uint8_t *content; /* of files_put, the caller's */
	size_t content_len;
	bool replace;
	/* what is found out */
	bool found; /* LOOK: it is there */
	size_t found_size;
	struct files_block in; /* what FETCH brings */
	size_t sum_size;       /* +QFUPL, +QFDWL */
	unsigned sum;
	bool sum_seen;
	bool connected; /* SEND: data were asked for, so that something of them may be there */
	int code;       /* <err> of the last +CME ERROR */
	int64_t handle; /* +QFOPEN; -1: none */
	/* how it stands */
	struct files_block old; /* content before files_put */
	bool saved;             /* old is valid */
	bool restoring;         /* it is being put back */
	bool cancelled, lost;
	bool given_up;  /* nothing is put back any more */
	bool abandoned; /* nothing is sent any more */
	unsigned retries, restores;
	struct files_result result;
};

/* files_step.c */
void files_begin(struct files *f, enum files_step step, enum files_phase phase);
const uint8_t *files_sending(const struct files *f, size_t *len); /* the new content, or the old */

/* files.c: a step is over. */
void files_stepped(struct files *f, enum files_end end);
void files_fail(struct files *f, enum qlw_err err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
