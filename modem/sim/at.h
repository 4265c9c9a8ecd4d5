/*
 * Command lines: from the bytes behind AT to a handler, and from its result to the bytes of the
 * answer. V.25ter as far as the module follows it.
 */
#ifndef QLW_SIM_AT_H
#define QLW_SIM_AT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/sim/args.h"
#include "modem/sim/text.h"

struct module;

enum at_type {
	AT_EXEC,
	AT_TEST,
	AT_READ,
	AT_WRITE,
	AT_TYPES
};

struct at_command {
	enum at_type type;
	char name[24];    /* "+QLWCFG", "E", "&W", upper case */
	int number;       /* of a basic command, 0 when left off */
	struct args args; /* of a write */
	const char *rest; /* the raw parameters, not terminated */
	size_t rest_len;
};

/* What a handler returns: one of these, or the number of a +CME ERROR (all positive). */
enum {
	AT_OK = 0,
	AT_ERROR = -1,
	AT_DATA = -2,   /* data mode: at_finish comes later */
	AT_CMS = 10000, /* added to the number of a +CMS ERROR */
};

typedef int at_handler(struct module *m, const struct at_command *c);

struct at_row {
	const char *name; /* NULL ends a table */
	at_handler *on[AT_TYPES];
	unsigned wait_ms; /* longest time a write or execution takes beyond the usual latency */
};

struct at {
	bool echo, verbose, quiet;
	unsigned char s[16]; /* S3 line end, S4 response formatting, S5 editing; others are kept */
	bool busy;           /* a command line is being carried out */
	bool waiting;        /* its next command is due at due_ms */
	uint64_t due_ms;
	int forced;       /* a fault decides the result; AT_OK: none does */
	struct text line; /* what is being carried out, up to pos */
	size_t pos;
	struct text last; /* for A/ */
	struct at_command command;
	const struct at_row *row;
	struct text answer; /* information so far, framed */
	bool block;         /* the current command has put out a line already */
};

void at_reset(struct at *a); /* as after power on without a stored profile */
void at_free(struct at *a);

/* Starts on the line that the editor holds. */
void at_begin(struct module *m);
/* Goes on when due. */
void at_run(struct module *m);
/* A command in data mode is over: AT_OK, AT_ERROR or a CME number. */
void at_finish(struct module *m, int result);
/* Forgets what was being carried out. */
void at_abort(struct module *m);

/* One line of information, without line ends. */
void at_say(struct module *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Sends what was said so far, at once and before a data mode. */
void at_flush(struct module *m);
/* Sends CONNECT. */
void at_connect(struct module *m);

/* In answer.c: sends the answer with its final result, as the faults want it. */
void answer_send(struct module *m, int result);

/* The name of a CME error for AT+CMEE=2, or NULL. */
const char *cme_text(int code);

#endif
