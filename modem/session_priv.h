/*
 * Between the rooms of a session: session.c (life), session_wire.c (what comes and goes),
 * session_stale.c (what is read again), session_replay.c (a recording in place of the port).
 */
#ifndef QLW_MODEM_SESSION_PRIV_H
#define QLW_MODEM_SESSION_PRIV_H

#include "modem/baud.h"
#include "modem/connect.h"
#include "modem/framer.h"
#include "modem/port/overheard.h"
#include "modem/port/refind.h"
#include "modem/replay.h"
#include "modem/session.h"
#include "modem/port/transport.h"

#define SESSION_READ_BLOCK  65536
#define SESSION_READ_MAX    (4 * SESSION_READ_BLOCK) /* a call of session_run */
#define SESSION_LEAVE_MS    600
#define SESSION_HELD_MAX    65536
#define SESSION_LOOK_MS     5000 /* for a network: the first time, and at last */
#define SESSION_LOOK_MAX_MS 60000
#define SESSION_SILENCE_MS  5000 /* a download may pause for this long */

struct session {
	struct session_options options;
	char port[256];
	struct transport *transport; /* NULL while the port is gone, and in a replay */
	struct replay *replay;       /* NULL: live */
	bool replay_derives;         /* the recording does not say what became of the link */
	struct framer *framer;
	struct engine *engine;
	struct model *model;
	struct journal *journal;
	struct qlw_diag journal_trouble;
	struct connect connect;
	int asking; /* id of the connect sequence's command in flight, 0 if none */
	bool leaving, left;
	bool refresh; /* something was asked for since the last run */
	bool ever_answered;
	uint64_t now_ms, reopen_ms, leave_ms;
	uint64_t look_ms, look_wait_ms; /* for a network, while it searches; 0: not */
	struct qlw_diag gone;           /* why the port went, or why it cannot be opened again */
	struct overheard overheard;     /* until it answers */
	char at_port
		[128]; /* of the same module, when this turned out to be another of its ports; "" */
	struct baud baud;
	bool baud_due; /* an AT at this rate was not answered, and another may be */
	uint64_t written, taken, taken_ms; /* bytes: by the kernel, by the device, when that grew */
	struct refind refind;
	int watch;     /* port_watch.h, while the port is gone; -1 */
	bool was_gone; /* it has not spoken since */
	void (*listener)(void *ctx, const struct event *event);
	void *listener_ctx;
	struct qlw_urc recv; /* the header whose payload is being read */
	bool recv_pending;
	bool downloading;               /* the payload is a command's, not a URC's */
	bool in_data;                   /* the port went while the module took data */
	uint8_t held[SESSION_HELD_MAX]; /* of a download, not yet in the journal */
	size_t held_len;
	uint8_t block[SESSION_READ_BLOCK];
};

/* Framer and engine with their callbacks in place. 0 or QLW_ENOMEM. */
int session_wire_new(struct session *s);
/* What was held back of a download goes to the journal. */
void session_journal_held(struct session *s);
void session_emit_link(struct session *s, enum event_link link);
void session_apply_link(struct session *s, enum event_link link); /* recorded already */
void session_apply_frame(struct session *s, const struct frame *frame);
int session_submit_anyway(struct session *s, const struct engine_request *request);

/* Notes that a replay understands. */
#define SESSION_NOTE_LINK      "link "
#define SESSION_NOTE_TIMEOUT   "no answer in time"
#define SESSION_NOTE_CANCELLED "not waited for any more"
#define SESSION_NOTE_RESYNC    "asking AT to be in step again" /* and its two ends */
#define SESSION_NOTE_FOUND     "in step again"
#define SESSION_NOTE_LOST      "no answer to AT"
#define SESSION_NOTE_GONE      " is gone"     /* behind the port */
extern const char *const session_link_word[]; /* by enum event_link */

/* session_stale.c: all but the first ask only in a console, once everything was read. */
void session_want_key(struct session *s, enum qlw_key key);
void session_want_stale(struct session *s);
void session_look_for_network(struct session *s);

/* session_replay.c */
#define SESSION_REPLAY_PREFIX "replay:"
int session_replay_open(struct session *s, const char *spec, struct qlw_diag *diag);
void session_replay_run(struct session *s, uint64_t now_ms);
uint64_t session_replay_deadline_ms(const struct session *s);
enum session_stage session_replay_stage(const struct session *s);
/* True if the session recorded then emitted this link state at this point. */
bool session_replay_link(struct session *s, enum event_link link);

/* session_port.c. Opens the transport under this name; 0 or an error. */
int session_port_open(struct session *s, const char *port, struct qlw_diag *diag);
/* When it is time, and the port is gone. */
void session_port_reopen(struct session *s);
void session_port_unwatch(struct session *s);
/* Once an AT was not answered: at the next rate, if that may help. */
void session_port_search_baud(struct session *s);
/* Silent, and another language is heard: which port it should have been. */
void session_port_find_sibling(struct session *s);
/* The rate may be the wrong one, as far as what was overheard goes. */
bool session_port_wrong_baud(const struct session *s);
void session_port_read(struct session *s);
void session_port_write(struct session *s);

#endif
