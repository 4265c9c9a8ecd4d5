/*
 * Engine: a queue of commands, one in flight, and the decision whose each received line is. Pure:
 * frames and time go in, bytes to write come out. It knows AT, not LwM2M.
 *
 * A command is armed when its last byte has been written; only then can a line be its answer. The
 * lines that are its own carry its name (AT+QLWCFG → +QLWCFG:) or, for commands that answer plainly
 * (ATI, AT+CGSN), no name at all. Everything else is unsolicited. A final result code ends it.
 *
 * Time-out: the requester is told at once, but the slot stays closed for ENGINE_GRACE_MS; an answer
 * that comes then is reported as late and goes to nobody. After that the engine sends AT, then ATQ0V1,
 * until the line is in step again, else the module counts as down: what is queued fails, and the next
 * submit starts with that AT again.
 *
 *   submit → output → wrote → (line…) → final → done
 *                        └→ deadline → done(TIMEOUT) → grace → resync → idle | down
 */
#ifndef QLW_MODEM_ENGINE_H
#define QLW_MODEM_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/err.h"

#define ENGINE_QUEUE_MAX 64   /* commands waiting */
#define ENGINE_GRACE_MS  2000 /* how long a late answer may still come */
#define ENGINE_RESYNC_MS 1000 /* wait for each AT of a resync */
#define ENGINE_SETTLE_MS 150  /* silence that ends a resync */
#define ENGINE_WRITE_MS  5000 /* a port that takes no bytes for this long is stuck */
#define ENGINE_GUARD_MS  1100 /* silence before and after the +++ that ends a data mode */

enum engine_end {
	ENGINE_END_OK,
	ENGINE_END_ERROR, /* ERROR and its kin */
	ENGINE_END_CME,   /* code: the number, -1 if the module sent text (see text) */
	ENGINE_END_CMS,
	ENGINE_END_TIMEOUT,
	ENGINE_END_RESTART, /* the module restarted, or the link went */
	ENGINE_END_CANCELLED,
};

struct engine_result {
	enum engine_end end;
	int code;
	const char *text; /* the final line as received, "" if none; valid during the call */
	uint64_t took_ms; /* from last byte written */
	bool begun;       /* false: it was still queued, nothing of it was written */
};

struct engine_request {
	const char *line;    /* "AT+QLWCFG=\"server\"", no CR; copied by engine_submit */
	uint32_t timeout_ms; /* from last byte written */
	/* Sent after "> " or CONNECT, at least one byte; the caller's, valid until done. NULL: none. */
	const uint8_t *data;
	size_t data_len;
	size_t download; /* bytes that follow CONNECT (QFDWL); 0: none */
	/* Each answer line; NULL if not wanted. */
	void (*answer)(void *ctx, const char *line, size_t len);
	/* How many bytes of data have been written so far; NULL if not wanted. */
	void (*sent)(void *ctx, size_t done);
	/* What is downloaded, in pieces as it comes. cut: the module fell silent before its end, and
	 * done follows with TIMEOUT. */
	void (*payload)(void *ctx, const uint8_t *bytes, size_t n, bool cut);
	/* Exactly once, never from inside engine_submit. May submit and cancel. */
	void (*done)(void *ctx, const struct engine_result *result);
	void *ctx;
};

enum engine_resync {
	ENGINE_RESYNC_BEGUN,
	ENGINE_RESYNC_FOUND,  /* in step */
	ENGINE_RESYNC_FAILED, /* down */
};

/* What the owner (session.h) hears, before a request's own callbacks. */
struct engine_ops {
	void *ctx;
	void (*began)(void *ctx, const char *command); /* its first byte is about to be written */
	void (*data)(
		void *ctx, const uint8_t *bytes, size_t n); /* after "> " or CONNECT: likewise */
	void (*answer)(void *ctx, const char *command, const char *line, size_t len);
	void (*ended)(void *ctx, const char *command, const struct engine_result *result);
	void (*unsolicited)(void *ctx, const char *line, size_t len);
	void (*late)(void *ctx, const char *line, size_t len); /* belongs to a command given up */
	void (*state)(void *ctx, bool answering); /* false: down, true: in step again */
	/* Each of the engine's own AT, and how it ended; state follows if that changes. May be NULL. */
	void (*resync)(void *ctx, enum engine_resync what);
};

struct engine;

struct engine *engine_new(const struct engine_ops *ops); /* NULL: out of memory */
void engine_free(struct engine *e);                      /* calls no done */

/* Queues a command; its id is > 0. QLW_ENOMEM when the queue is full, QLW_EUSAGE for a line that is
 * empty, too long or holds a control byte. */
int engine_submit(struct engine *e, const struct engine_request *request);
/* A queued command is dropped; one in flight is given up (its answer counts as late). done is called
 * with CANCELLED from the next engine_tick. False if the id is unknown. Data are sent no further: after
 * CONNECT the module is told by +++ between two silences, and what is queued waits for its result.
 * What is still downloaded goes to nobody. */
bool engine_cancel(struct engine *e, int id);
void engine_cancel_all(struct engine *e);

/* Bytes to write now; 0 if none. After writing k of them call engine_wrote(e, k). */
size_t engine_output(struct engine *e, const uint8_t **bytes);
bool engine_has_output(const struct engine *e); /* starts nothing: for poll */
void engine_wrote(struct engine *e, size_t n, uint64_t now_ms);

/* A received line, prompt or payload (framer.h). */
void engine_line(struct engine *e, const char *line, size_t len, uint64_t now_ms);
void engine_prompt(struct engine *e, uint64_t now_ms);
/* How many counted bytes follow this line for the command in flight (CONNECT of a download), and a
 * piece of them; cut: it is the last one, before their time. */
size_t engine_payload_after(const struct engine *e, const char *line, size_t len);
void engine_payload(struct engine *e, const uint8_t *bytes, size_t n, bool cut, uint64_t now_ms);

/* The module restarted or the link went: everything fails with RESTART; back to idle. */
void engine_restart(struct engine *e, uint64_t now_ms);

/* True while the module may take what is written for data. When the link is lost then and comes back,
 * engine_leave_data ends that mode (+++ between two silences) before anything else is sent. */
bool engine_in_data(const struct engine *e);
void engine_leave_data(struct engine *e, uint64_t now_ms);

/* Replay, in place of submit, output, wrote and tick. This command was written by the recorded
 * session: it is in flight at once and its answers are attributed as they were then; one still in
 * flight had no answer. */
void engine_replay_sent(struct engine *e, const char *line, uint64_t now_ms);
/* The command in flight had no answer in time, or was cancelled. */
void engine_replay_given_up(struct engine *e, bool timeout, uint64_t now_ms);
/* A resync began (the next command sent is its AT) or ended. */
void engine_replay_resync(struct engine *e, enum engine_resync what, uint64_t now_ms);

uint64_t engine_deadline_ms(const struct engine *e); /* UINT64_MAX: none */
void engine_tick(struct engine *e, uint64_t now_ms);

const char *engine_command(const struct engine *e); /* in flight, or NULL */
bool engine_idle(const struct engine *e);           /* nothing in flight or queued, in step */

/* True if a line received while this command is in flight is part of its answer: it carries the
 * command's name, or none where the command answers plainly. +CREG and its kin decide by shape. */
bool engine_claims(const char *command, const char *line, size_t len);

/* How long this command may take to answer, ms: 2000 unless its manual says more (AT+CFUN 15 s …). */
uint32_t engine_timeout_ms(const char *line);

#endif
