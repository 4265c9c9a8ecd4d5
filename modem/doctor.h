/*
 * The doctor: from identity to registration, what is in order, what is wrong, what cannot be told,
 * each with its evidence and the next step. Pure. A caller asks the module doctor_question's
 * commands, hands the answers to doctor_answer and to the model (doctor_run.h does all that), and a
 * check is judged as soon as the answers it needs are there. What lies below the first answer (port,
 * permission, holder, baud rate) is doctor_port.h's.
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
	/* The same as a command of the console: ':' and this does it, after asking; one that ends with
	 * a blank has to be finished by hand. "" when no command does. */
	char fix[80];
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

enum doctor_file {
	DOCTOR_FILE_UNKNOWN, /* not looked at */
	DOCTOR_FILE_NONE,    /* there is none: defaults hold */
	DOCTOR_FILE_READ,
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
	int flow[2]; /* AT+IFC?: towards us, towards the module; valid if flow_read */
	bool flow_read;
	char bands[2][32]; /* AT+QCFG="band": LTE-M and NB-IoT masks, hexadecimal as told; "" */
	int iotopmode;     /* AT+QCFG="iotopmode": 0 LTE-M, 1 NB-IoT, 2 both */
	bool iotopmode_read;
	int64_t roaming_feat;  /* of lwm2m_cfg: 1 the client is off in roaming */
	enum doctor_file file; /* lwm2m_cfg, looked at in roaming only */
	size_t examined;       /* checks judged so far */
	struct doctor_line line[DOCTOR_LINES_MAX];
	size_t lines;
};

/*
 * Command i to ask, or NULL when that was the last. "" where none is asked: LwM2M of modules of
 * another family, flow control of a USB port, the file where there is no roaming. Keep i: judging goes by
 * it.
 */
const char *doctor_question(size_t i, const struct doctor *d, const struct model *m);
#define DOCTOR_FILE "lwm2m_cfg" /* the question that downloads it is doctor_is_file */
bool doctor_is_file(const char *command);
/* Its content, or that there is none. */
void doctor_take_file(struct doctor *d, enum doctor_file found, const char *text, size_t len);

/* One line of the answer to command; and its end, text being the final line as received. */
void doctor_answer(struct doctor *d, const char *command, const char *line, size_t len);
void doctor_ended(struct doctor *d, const char *command, bool ok, const char *text);

/* Adds the lines of the checks that need no more than the first `asked` questions and were not judged
 * yet, in order, from "model" to "state"; SIZE_MAX: of all. now_year: by this machine's clock, 0 if
 * unknown. */
void doctor_examine(struct doctor *d, const struct model *m, int now_year, size_t asked);

/* Adds one line; next NULL or "" when there is nothing to do. Beyond DOCTOR_LINES_MAX it is lost. */
void doctor_add(struct doctor *d, const char *check, enum doctor_result result, const char *next,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Of the line just added: the command of the console that does its next step. */
void doctor_fix(struct doctor *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

const char *doctor_result_word(enum doctor_result result); /* "ok", "wrong", "unknown" */

#endif
