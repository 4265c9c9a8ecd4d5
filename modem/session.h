/*
 * Session: a port opened, put in order and kept: transport, framer, engine, journal and model wired
 * together, and the connect sequence. The one object that programs above own. Single-threaded; every
 * callback comes from session_run.
 *
 *   poll(session_pollfd) → session_run → frames → engine → model, events → listener
 */
#ifndef QLW_MODEM_SESSION_H
#define QLW_MODEM_SESSION_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "modem/engine.h"
#include "modem/event.h"
#include "modem/journal/journal.h"
#include "modem/model.h"
#include "modem/port/overheard.h"

struct session;

/* Parts of the connect sequence, in the order they run. Each may fail without stopping the others. */
enum session_want {
	SESSION_WANT_PROBE = 1 << 0,    /* the module answers, echo off, verbose, +CMEE=1: always */
	SESSION_WANT_IDENTITY = 1 << 1, /* ATI */
	SESSION_WANT_UNIT = 1 << 2,     /* +QGMR, +CGSN, +QCCID, +CNUM, +CIMI */
	SESSION_WANT_URCPORT = 1 << 3,
	SESSION_WANT_NETWORK = 1 << 4,  /* +CPIN, +CEREG, +CSQ, +QCSQ, +QNWINFO, +CGPADDR */
	SESSION_WANT_CAPS = 1 << 5,     /* AT+QLWCFG=? AT+QLWSVC=? */
	SESSION_WANT_SETTINGS = 1 << 6, /* every key */
	SESSION_WANT_STATE = 1 << 7,    /* AT+QLWSVC="state" */
	SESSION_WANT_CONSOLE = 0xff,
};

struct session_options {
	const char *port; /* as transport.h, or replay:FILE[@SPEED] */
	int baud;
	bool rtscts; /* as transport.h */
	const char *sim_path;
	const char *journal; /* file; NULL: the default place; "": memory only */
	bool log_secrets;
	bool read_only;
	unsigned want;    /* enum session_want; PROBE and IDENTITY are always done */
	bool search_baud; /* try the usual rates when only garbage comes, or nothing on a UART */
};

/* Opens the port and starts the connect sequence. now_ms: Unix ms of a clock that never goes back.
 * A journal that cannot be written is no failure: see session_journal_trouble. */
int session_open(struct session **out, const struct session_options *options, uint64_t now_ms,
	struct qlw_diag *diag);

/* Puts back echo, verbosity and error mode: call, then run until session_left(), at most 0.6 s. */
void session_leave(struct session *s);
bool session_left(const struct session *s);
/* Bytes have waited for SESSION_STUCK_MS and the device took none of them: waiting for it is no use. To
 * be asked several times in that time. */
#define SESSION_STUCK_MS 500
bool session_stuck(struct session *s, uint64_t now_ms);
void session_close(struct session *s); /* NULL is allowed */

struct pollfd session_pollfd(const struct session *s);
uint64_t session_deadline_ms(const struct session *s);
/* Reads (at most 256 KiB a call, so keys are never starved), decodes, writes, keeps time. */
void session_run(struct session *s, uint64_t now_ms);

const struct model *session_model(const struct session *s);
struct journal *session_journal(struct session *s);
/* NULL, or why no journal file is written (cannot be opened, disk full); memory takes its place. */
const char *session_journal_trouble(const struct session *s);
const char *session_port(const struct session *s);

/* Every event, after the model has it. At most one listener; NULL to remove. */
void session_listen(
	struct session *s, void (*listener)(void *ctx, const struct event *event), void *ctx);

/*
 * One command. Refused with QLW_EREFUSED under read_only if it may change the module (session_changes).
 * answer and done as in engine.h. timeout_ms 0: engine_timeout_ms. Returns an id > 0 or an error.
 */
int session_submit(struct session *s, const struct engine_request *request, struct qlw_diag *diag);
bool session_cancel(struct session *s, int id);
bool session_waits(const struct session *s); /* a command is in flight or queued */
void session_cancel_all(struct session *s);  /* every command queued or in flight */

/* True if this command line may change the module: anything but queries (Note 3.2: the query is the
 * write form without values), tests, reads and known harmless executions. `;`-joined lines count as
 * their worst part. */
bool session_changes(const char *line);

/* What this command line would destroy or make hard to undo, in a few words ("deletes security record
 * 0"): a console asks before it sends such a line. NULL for all others. */
const char *session_danger(const char *line);

/* Where the connect sequence stands. `failed` is set when the module gave no answer at all, or is
 * none of Table 1's; diag says so. Commands may be submitted as soon as ready. */
enum session_stage {
	SESSION_OPENING,
	SESSION_PROBING,
	SESSION_READING, /* the module answers; the wanted parts are being read */
	SESSION_READY,
	SESSION_SILENT, /* no answer; tried again when the module says it has started, or on refresh */
	SESSION_GONE, /* the port went away; found again as refind.h says, "sim:" on refresh */
};
enum session_stage session_stage(const struct session *s, struct qlw_diag *diag);

/* How the module was found, before anything was set. */
struct session_found {
	bool echo, numeric; /* ATE1, ATV0 */
	int cmee;           /* AT+CMEE?; -1 not known */
};
struct session_found session_found(const struct session *s);
/* The baud rate in use, and the one that was given: they differ once a search has found the module. */
int session_baud(const struct session *s, int *given);
/* NULL, or what "urcport" has to be set to ("usbmodem", "uart1") for URCs to come out here: they go to
 * the module's other port now, as far as it is known which one this is. Static. */
const char *session_urcs_elsewhere(const struct session *s);
/* What the port has said while it did not answer. */
enum overheard_kind session_overheard(const struct session *s);

/* Runs parts again (after a restart, a raw command that made something stale, on request). */
void session_refresh(struct session *s, unsigned want);
void session_refresh_key(struct session *s, enum qlw_key key);

/*
 * Replay (port "replay:FILE[@SPEED]", replay.h). The session is fed from the recording, by the clock of
 * the recording: what the model and every event hold are the times of then. Nothing is asked,
 * commands are refused, and nothing is written: session_journal is the recording up to now.
 */
struct replay_state;
bool session_is_replay(const struct session *s);
/* False when it is none. */
bool session_replay_state(const struct session *s, uint64_t now_ms, struct replay_state *out);
void session_replay_pause(struct session *s, bool paused, uint64_t now_ms);
void session_replay_speed(struct session *s, double speed, uint64_t now_ms);
void session_replay_step(struct session *s, uint64_t now_ms);
void session_replay_step_to(struct session *s, uint64_t place, uint64_t now_ms);
void session_replay_seek(struct session *s, uint64_t clock_ms, uint64_t now_ms);

/* The session's own clock: now_ms, or that of the recording; and when it will show this. */
uint64_t session_clock_ms(const struct session *s, uint64_t now_ms);
uint64_t session_real_ms(const struct session *s, uint64_t clock_ms);

/* What the user did, for the journal. */
void session_note(struct session *s, uint64_t now_ms, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A bookmark of the journal's line at this place, or none any more (text NULL). False in a recording,
 * which is not written to. */
bool session_mark(struct session *s, uint64_t now_ms, uint64_t place, const char *text);

#endif
