/*
 * Files on the module, below EUFS:/datatx/ where the LwM2M client looks for them (Note 2.5): list,
 * download, upload, delete. Pure: commands go out through submit, their callbacks come back, nothing
 * waits. One job at a time.
 *
 * A file is replaced by saving its content, deleting it and sending the new one; there is no other
 * way. Whatever goes wrong in between, what was sent in part is deleted and the old content put back.
 * Where that cannot be done, the result says what is left on the module.
 *
 *   look ─ save ─ clear ─ send ─ read back ─→ done
 *                   └──────┴────────┴─ trouble ─→ clean ─→ send again, put back ─→ done
 *                                                   └ link lost: files_resume, files_abandon
 */
#ifndef QLW_MODEM_FILES_H
#define QLW_MODEM_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/engine.h"
#include "modem/err.h"

#define FILES_NAME_MAX  80            /* bytes of a name, folder included */
#define FILES_BYTES_MAX (1024 * 1024) /* longest file */
#define FILES_READ_BACK_MAX \
	(32 * 1024) /* up to here an upload is read back: the checksum is blind
					     to words that changed places */

struct files_entry {
	char name[FILES_NAME_MAX + 1]; /* relative to /datatx */
	size_t size;
};

/* What is being done, for a progress line. */
enum files_phase {
	FILES_LOOKING,
	FILES_RECEIVING,
	FILES_SAVING, /* the old content, before it is replaced */
	FILES_CLEARING,
	FILES_SENDING,
	FILES_CHECKING, /* reading back */
	FILES_CLEANING, /* deleting what was sent in part */
	FILES_RESTORING,
	FILES_LOST, /* no link: files_resume or files_abandon */
};

/* What stands on the module under the name, afterwards. */
enum files_left {
	FILES_LEFT_AS_WAS, /* never touched, or put back */
	FILES_LEFT_NEW,
	FILES_LEFT_NONE,
	FILES_LEFT_PART,    /* the beginning of what was sent; it could not be deleted */
	FILES_LEFT_UNKNOWN, /* no answer told */
};

struct files_result {
	int err;              /* 0 or enum qlw_err */
	struct qlw_diag diag; /* when err: what went wrong, without what is left */
	enum files_left left;
	bool existed;   /* files_put: there was a file of that name */
	bool missing;   /* files_get: there is none, as err says, too */
	bool unchanged; /* files_put: it held these bytes already, nothing was sent */
	bool read_back; /* files_put: compared byte for byte */
	const uint8_t
		*bytes; /* files_get: its content; files_put: the old content, NULL if none was
				   saved. Valid during the call */
	size_t len;
	unsigned checksum; /* of the file transferred */
};

struct files_ops {
	void *ctx;
	/* As session_submit and session_cancel. */
	int (*submit)(void *ctx, const struct engine_request *request, struct qlw_diag *diag);
	bool (*cancel)(void *ctx, int id);
	/* Of files_list, one file each; NULL if not wanted. */
	void (*entry)(void *ctx, const struct files_entry *entry);
	/* total 0: not known, or nothing to count; NULL if not wanted. */
	void (*progress)(void *ctx, enum files_phase phase, size_t done, size_t total);
	/* Once a job, perhaps from inside the call that started it. May start the next. */
	void (*done)(void *ctx, const struct files_result *result);
};

struct files;

struct files *files_new(const struct files_ops *ops); /* NULL: out of memory */
void files_free(struct files *f); /* no command of it may be in flight; NULL is allowed */

/* Each returns 0, or QLW_EUSAGE with the diag for a name that is none, or while a job runs; then done
 * is not called. */
int files_list(struct files *f, struct qlw_diag *diag);
int files_get(struct files *f, const char *name, struct qlw_diag *diag);
int files_delete(struct files *f, const char *name, struct qlw_diag *diag);
/* bytes are the caller's until done. Without replace, a file that exists is QLW_EREFUSED. An empty
 * file is made by opening it: the module uploads one byte or more. */
int files_put(struct files *f, const char *name, const void *bytes, size_t len, bool replace,
	struct qlw_diag *diag);

bool files_busy(const struct files *f);
/* Ends the job: at once while nothing has been touched, else after cleaning up. Again: files_abandon. */
void files_cancel(struct files *f);

/* The link went away in the middle, or the module fell silent, and something is to be put right. */
bool files_lost(const struct files *f);
void files_resume(struct files *f); /* the module answers again */
/* Nobody waits for that, or for anything else of the job: done comes at once, or from the next
 * engine_tick where a command is in flight. */
void files_abandon(struct files *f);

/* --- the wire ----------------------------------------------------------------------------------- */

/* 0, or QLW_EUSAGE with what is wrong: empty, too long, `"`, wildcards, control bytes, a way out of
 * the folder. */
int files_name_check(const char *name, struct qlw_diag *diag);
/* XOR of 16-bit big-endian words, an odd last byte padded with zero. */
unsigned files_checksum(const void *bytes, size_t len);
/* A line of AT+QFLST; false when it is none, or about another place. */
bool files_parse_entry(const char *line, size_t len, struct files_entry *entry);
/* `+QFUPL: 10,3938` and its like; name is "+QFUPL". */
bool files_parse_sum(const char *line, size_t len, const char *name, size_t *size, unsigned *sum);
/* `AT+QFUPL="EUFS:/datatx/NAME",…`; each argument below 0 is left out. */
void files_format(char *out, size_t size, const char *command, const char *name, int64_t first,
	int64_t second);

#endif
