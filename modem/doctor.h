/*
 * The doctor: from identity to registration, what is in order, what is wrong, what cannot be told,
 * each with its evidence and the next step. Pure. A caller asks the module doctor_question's
 * commands, hands the answers to doctor_answer and to the model, and then has them judged. What
 * lies below the first answer (port, permission, holder, baud rate) is the caller's to look at.
 *
 * Nothing is guessed: "unknown" is said where the wire has not settled it.
 */
#ifndef QLW_MODEM_DOCTOR_H
#define QLW_MODEM_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/model.h"

#define DOCTOR_LINES_MAX    96
#define DOCTOR_CONTEXTS_MAX 16

enum doctor_result {
	DOCTOR_OK,
	DOCTOR_WRONG,
	DOCTOR_UNKNOWN,
};

struct doctor_line {
	const char *check; /* "sim"; static */
	enum doctor_result result;
	char evidence[192]; /* may hold text of the module; never "" */
	char next[256];     /* what to do; "" only when there is nothing to do */
};

struct doctor_context {
	int64_t cid;
	char type[16], apn[104];
};

/* Which of the module's ports we are on, as far as the caller knows: URCs come out on one only. */
enum doctor_side {
	DOCTOR_SIDE_UNKNOWN,
	DOCTOR_SIDE_USB,
	DOCTOR_SIDE_UART,
};

/* What the model does not keep, and what was found. Zeroed at first. */
struct doctor {
	enum doctor_side side;
	struct doctor_context context[DOCTOR_CONTEXTS_MAX]; /* AT+CGDCONT? */
	size_t contexts;
	bool contexts_read;
	int address_cid[DOCTOR_CONTEXTS_MAX]; /* contexts that have an address: AT+CGPADDR */
	size_t addresses;
	bool addresses_read;
	char clock[32];    /* AT+CCLK?, as the module says it */
	unsigned services; /* bit per enum qlw_service: AT+QLWSVC=? */
	bool number_read;  /* AT+CNUM got OK */
	bool sim_failed;   /* AT+CPIN? was refused */
	char sim_error[64];
	struct doctor_line line[DOCTOR_LINES_MAX];
	size_t lines;
};

/* Command i to ask, or NULL when that was the last. buffer holds it until the next call. Modules of
 * another family are not asked for LwM2M. */
const char *doctor_question(size_t i, enum net_family family, char *buffer, size_t size);

/* One line of the answer to command; and its end, text being the final line as received. */
void doctor_answer(struct doctor *d, const char *command, const char *line, size_t len);
void doctor_ended(struct doctor *d, const char *command, bool ok, const char *text);

/* Adds the lines from "model" to "state". now_year: by this machine's clock, 0 if unknown. */
void doctor_examine(struct doctor *d, const struct model *m, int now_year);

/* Adds one line; next NULL or "" when there is nothing to do. Beyond DOCTOR_LINES_MAX it is lost. */
void doctor_add(struct doctor *d, const char *check, enum doctor_result result, const char *next,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

const char *doctor_result_word(enum doctor_result result); /* "ok", "wrong", "unknown" */

#endif
