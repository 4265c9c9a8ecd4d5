/*
 * The doctor at work: asks its questions one after the other, through whatever sends commands, and
 * tells of each line as soon as it is known. Never more than one command is under way, and all of them
 * only ask. Pure but for that.
 *
 *   start → (submit → answer… → done → doctor_examine)… → over
 */
#ifndef QLW_MODEM_DOCTOR_RUN_H
#define QLW_MODEM_DOCTOR_RUN_H

#include "modem/doctor.h"
#include "modem/engine.h"

#define DOCTOR_FILE_MAX 8192 /* of lwm2m_cfg; a longer one is not looked at */

enum doctor_end {
	DOCTOR_END_DONE,
	DOCTOR_END_SILENT,  /* two commands in a row were not answered, or the module restarted */
	DOCTOR_END_STOPPED, /* doctor_run_stop, or nothing can be sent: the lines so far hold */
};

struct doctor_run_ops {
	void *ctx;
	/* As session_submit and session_cancel. */
	int (*submit)(void *ctx, const struct engine_request *request, struct qlw_diag *diag);
	bool (*cancel)(void *ctx, int id);
	/* Lines were added. */
	void (*found)(void *ctx);
	/* Once for each start that is not stopped; from inside it where nothing can be sent. */
	void (*over)(void *ctx, enum doctor_end end);
};

/* It must live until no command of it is under way: see doctor_run_busy. Zeroed at first. */
struct doctor_run {
	struct doctor_run_ops ops;
	struct doctor *doctor;
	const struct model *model;
	int now_year;
	size_t next;         /* question */
	const char *asking;  /* in flight; NULL: none */
	int id;              /* of it */
	unsigned unanswered; /* commands in a row */
	bool going, again;
	int64_t file_size; /* of lwm2m_cfg, as listed; -1 it is not there */
	char file[DOCTOR_FILE_MAX];
	size_t file_len;
};

/* Anew, with the lines that doctor has already (of port and answer) in front. The model is one that the
 * answers reach before they reach this. While a command of a former run is still under way, it begins
 * when that has ended. */
void doctor_run_start(struct doctor_run *r, const struct doctor_run_ops *ops, struct doctor *doctor,
	const struct model *model, int now_year);
void doctor_run_stop(struct doctor_run *r);
bool doctor_run_going(const struct doctor_run *r);
bool doctor_run_busy(const struct doctor_run *r); /* a command is under way */
/* "AT+CPIN?", what is asked just now; NULL: nothing. */
const char *doctor_run_asks(const struct doctor_run *r);

#endif
