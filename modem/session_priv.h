/* Between the rooms of a session: session.c (life), session_wire.c (what comes and goes). */
#ifndef QLW_MODEM_SESSION_PRIV_H
#define QLW_MODEM_SESSION_PRIV_H

#include "modem/connect.h"
#include "modem/framer.h"
#include "modem/session.h"
#include "modem/transport.h"

#define SESSION_READ_BLOCK 65536
#define SESSION_READ_MAX   (4 * SESSION_READ_BLOCK) /* a call of session_run */
#define SESSION_REOPEN_MS  500
#define SESSION_LEAVE_MS   1000
#define SESSION_HELD_MAX   65536
#define SESSION_SILENCE_MS 5000 /* a download may pause for this long */

struct session {
	struct session_options options;
	char port[256];
	struct transport *transport; /* NULL while the port is gone */
	struct framer *framer;
	struct engine *engine;
	struct model *model;
	struct journal *journal;
	struct qlw_diag journal_trouble;
	struct connect connect;
	int asking; /* id of the connect sequence's command in flight, 0 if none */
	bool leaving, left;
	bool ever_answered;
	uint64_t now_ms, reopen_ms, leave_ms;
	struct qlw_diag gone; /* why the port went */
	void (*listener)(void *ctx, const struct event *event);
	void *listener_ctx;
	struct qlw_urc recv; /* the header whose payload is being read */
	bool recv_pending;
	bool downloading; /* the payload is a command's, not a URC's */
	bool in_data;     /* the port went while the module took data */
	uint8_t held[SESSION_HELD_MAX]; /* of a download, not yet in the journal */
	size_t held_len;
	uint8_t block[SESSION_READ_BLOCK];
};

/* Framer and engine with their callbacks in place. 0 or QLW_ENOMEM. */
int session_wire_new(struct session *s);
/* What was held back of a download goes to the journal. */
void session_journal_held(struct session *s);
void session_emit_link(struct session *s, enum event_link link);
int session_submit_anyway(struct session *s, const struct engine_request *request);

#endif
