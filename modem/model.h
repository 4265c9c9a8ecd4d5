/*
 * Model: what is known of the module, as a function of what was on the wire. One writer (session.h),
 * which applies decoded lines in order; views and verbs read it. Live, replayed and tested sessions
 * take the same path. Bounded: rings overwrite their oldest entry and count what was dropped.
 *
 * Times are Unix milliseconds of the session's own clock; 0 means never.
 */
#ifndef QLW_MODEM_MODEL_H
#define QLW_MODEM_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/event.h"
#include "modem/net.h"
#include "modem/qlw.h"

#define MODEL_RECORDS_MAX  8 /* of one key: "host" has 2 x 4 */
#define MODEL_SERVERS_MAX  16
#define MODEL_PATH_MAX     24 /* states remembered a server */
#define MODEL_SENDS_MAX    256
#define MODEL_RECVS_MAX    64
#define MODEL_RESULT_MS    100000 /* a confirmable send without a result is given up */
#define MODEL_OBSERVES_MAX 64
#define MODEL_UNKNOWN_MAX  8 /* keys of =? that the table does not know */

/* One key of AT+QLWCFG. */
struct model_key {
	struct qlw_record record[MODEL_RECORDS_MAX];
	size_t count;
	uint64_t read_ms; /* when the module last said this; 0: never read */
	bool stale;       /* something has happened since that may have changed it */
	bool refused;     /* the module answered ERROR to the query */
	bool offered;     /* its =? lists the key; meaningless until capabilities_ms */
	struct qlw_capability capability;
};

/* A state, or the same one several times in a row: updates come for as long as one is registered. */
struct model_step {
	int code;
	uint64_t t_ms; /* the last time */
	uint64_t first_ms;
	unsigned times;
};

/* One server, by short ID: configured, listed by "state", or only heard of in an event. */
struct model_server {
	unsigned short_id;
	int client_index; /* -1: not known */
	char server_addr[QLW_URI_MAX + 1];
	int bootstrap; /* 1, 0, -1: not known */
	int code;      /* last state heard, -1: none */
	enum qlw_phase phase;
	uint64_t since_ms;                      /* of the phase; 0: it was so when we came */
	struct model_step path[MODEL_PATH_MAX]; /* newest last */
	size_t steps;
	unsigned retries;       /* since the last READY or start */
	int64_t life_time;      /* seconds, -1 unknown: from "server", "lifetime" or set by us */
	uint64_t update_ms;     /* the longest time seen between two updates; 0: not yet */
	uint64_t registered_ms; /* last REG_READY or REG_UPDATE seen; 0: before we came */
	char error[96];         /* last failure in words, "" */
	bool life_asked;        /* "lifetime" was asked since it registered */
	bool listed;            /* in the last answer to "state" */
	bool configured;        /* has a "security" record */
};

enum model_send_state {
	MODEL_SEND_SENT, /* OK came; a result will come */
	MODEL_SEND_DELIVERED,
	MODEL_SEND_FAILED,      /* ERROR, or a negative response code */
	MODEL_SEND_UNCONFIRMED, /* non-confirmable: OK came, no result ever will */
	MODEL_SEND_UNKNOWN,     /* the result never came, or the link went */
	MODEL_SEND_UNMATCHED,   /* a result that fits no send of ours */
};

struct model_send {
	uint64_t id; /* counts up; 0: free slot */
	enum model_send_state state;
	unsigned short_id;
	char uri[QLW_URI_MAX + 1];
	char preview[48]; /* start of the data as given; not escaped */
	size_t preview_len, len;
	bool hex, confirmable;
	uint64_t sent_ms, ended_ms;
	uint16_t message_id;
	char token[24];
	int code;
};

struct model_recv {
	uint64_t t_ms;
	char uri[QLW_URI_MAX + 1];
	int data_type;
	size_t len, expected; /* len < expected: cut off */
	uint8_t data[QLW_RECV_MAX];
};

struct model_observe {
	unsigned short_id;
	char uri[QLW_URI_MAX + 1];
	char token[24];
	uint64_t since_ms, cancelled_ms; /* 0: still on */
};

/* What is known besides the settings, and can be read again. */
enum model_part {
	MODEL_PART_NETWORK = 1 << 0, /* net, but urcport */
	MODEL_PART_UNIT = 1 << 1,    /* identity */
	MODEL_PART_URCPORT = 1 << 2,
	MODEL_PART_SETTINGS = 1 << 3, /* every key: model_key.stale */
	MODEL_PART_STATE = 1 << 4,    /* state_stale */
};

/* A session command whose end is still to come. One at a time. */
enum model_action {
	MODEL_ACTION_NONE,
	MODEL_ACTION_REG,
	MODEL_ACTION_DEREG,
	MODEL_ACTION_RESET,
};

struct model {
	uint64_t generation; /* changes with every change below */
	enum event_link link;
	uint64_t link_ms;
	bool connected;         /* the connect sequence is through */
	const char *connecting; /* what it is doing, static text; NULL when done */
	enum net_family family;
	struct net_identity identity;
	struct net_status net;
	unsigned stale;  /* enum model_part, the first three: a command may have changed them */
	unsigned asking; /* of these, what has been begun to be asked since */
	uint64_t capabilities_ms; /* =? was read */
	struct model_key key[QLW_KEYS];
	struct qlw_capability unknown[MODEL_UNKNOWN_MAX];
	size_t unknowns;
	struct model_server server[MODEL_SERVERS_MAX];
	size_t servers;
	uint64_t state_ms; /* last answer to "state" */
	bool state_stale;
	int client_code; /* last event of the client itself (short ID 0), -1: none */
	uint64_t client_ms;
	enum model_action action;
	uint64_t action_ms;
	int reg_result, dereg_result; /* last <err>, -1: none */
	uint64_t reg_result_ms, dereg_result_ms;
	struct model_send send[MODEL_SENDS_MAX]; /* ring: entry of id is send[id % MAX] */
	uint64_t sends;                          /* ids given out so far */
	struct model_recv recv[MODEL_RECVS_MAX]; /* ring by count */
	uint64_t recvs;
	struct model_observe observe[MODEL_OBSERVES_MAX];
	size_t observes;
	uint64_t lines, noise_bytes, overlong, late; /* of the wire, since opening */
	/* An answer being read: committed when its OK comes. */
	struct qlw_record reading[MODEL_RECORDS_MAX];
	uint8_t reading_key[MODEL_RECORDS_MAX]; /* enum qlw_key: several queries may be joined */
	size_t readings;
	unsigned offering; /* keys of the =? being read: bit per enum qlw_key */
	uint64_t command_ms;
};

/* How long an action is waited for at most. */
#define MODEL_REG_MS   180000
#define MODEL_DEREG_MS 60000

struct model *model_new(void); /* NULL: out of memory */
void model_free(struct model *m);

/* --- read side -------------------------------------------------------------------------------- */

const struct model_server *model_server_by_id(const struct model *m, unsigned short_id);
const struct qlw_record *model_setting(const struct model *m, enum qlw_key key, size_t record);
/* Number of field `name` of a record, or fallback when unknown. */
int64_t model_number(const struct model *m, enum qlw_key key, size_t record, const char *field,
	int64_t fallback);
/* A standard server that a registration under way has still to come to; NULL: none is known. */
const struct model_server *model_server_pending(const struct model *m);
/* The client still works for it, or did last, but its account was written over since: another server
 * has its client index in the settings. Only a deregistration ends that. */
bool model_server_replaced(const struct model *m, const struct model_server *s);
/* The one that was replaced by s and that the client is registered with, or at work for; or NULL. */
const struct model_server *model_server_before(const struct model *m, const struct model_server *s);
/* Whether the server was heard to observe this path, or one above it. */
bool model_is_observed(const struct model *m, unsigned short_id, const char *uri);
/* The confirmable send of ours to this server and path whose result is still to come: the module names
 * message ID and token in the result only, so there had better be one at most. NULL: none. */
const struct model_send *model_send_waiting(
	const struct model *m, unsigned short_id, const char *uri);
/* The send with this id, or NULL if it has left the ring. */
const struct model_send *model_send_by_id(const struct model *m, uint64_t id);
/* A registered server whose life time nobody has told, as after a bootstrap; NULL if there is none. */
const struct model_server *model_server_unknown_life(const struct model *m);
/* Registered for how many more ms, estimated; -1 when unknown. */
int64_t model_life_left_ms(const struct model_server *s, uint64_t now_ms);
/* "STAGING", "PRODUCTION" from "select", or "" (factory, or not read). */
const char *model_banner(const struct model *m);

/* --- write side: session.h only --------------------------------------------------------------- */

void model_clear(struct model *m); /* as new: another session begins */
/* A command was sent; its answers follow, then how it ended (model_apply_end). */
void model_apply_command(struct model *m, const char *command, uint64_t now_ms);
void model_apply_answer(
	struct model *m, const char *command, const char *line, size_t len, uint64_t now_ms);
void model_apply_end(struct model *m, const char *command, bool ok, uint64_t now_ms);
void model_apply_event(struct model *m, const struct event *event);
/* Gives up sends and actions whose result is overdue; when that will be next, UINT64_MAX: never. */
void model_tick(struct model *m, uint64_t now_ms);
uint64_t model_deadline_ms(const struct model *m);

#endif
