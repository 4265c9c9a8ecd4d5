/*
 * Between the rooms of the engine: engine.c (queue, slot, time), engine_data.c (data modes),
 * engine_replay.c (a recording instead of a port).
 */
#ifndef QLW_MODEM_ENGINE_PRIV_H
#define QLW_MODEM_ENGINE_PRIV_H

#include "modem/at.h"
#include "modem/engine.h"

enum slot {
	SLOT_IDLE,
	SLOT_SENDING, /* bytes of a command are being written; nothing is its answer yet */
	SLOT_WAITING, /* armed */
	SLOT_DATA,    /* bytes after "> " or CONNECT are being written */
	SLOT_BREAK,   /* a data mode is to be left; its silence begins with the next tick */
	SLOT_GUARD,   /* the silence before +++ */
	SLOT_ESCAPE,  /* +++ is being written */
	SLOT_STALE,   /* given up; its answer may still come */
	SLOT_RESYNC,  /* AT was sent to find the step again */
	SLOT_SETTLE,  /* it answered; waiting for silence */
	SLOT_DOWN,    /* it did not */
};

#define CANCELLED_MAX (2 * (ENGINE_QUEUE_MAX + 1))

struct entry {
	int id;
	bool begun; /* in the slot, or was */
	struct engine_request request;
	char line[AT_LINE_MAX + 1];
};

struct engine {
	struct engine_ops ops;
	enum slot slot;
	struct entry *current; /* in flight; NULL when nobody waits for it any more */
	struct entry *queue[ENGINE_QUEUE_MAX];
	size_t queued;
	struct entry *cancelled[CANCELLED_MAX]; /* to be told from the next tick */
	size_t ncancelled;
	char command[AT_LINE_MAX + 1]; /* the line in the slot, kept when its entry is gone */
	char wire[AT_LINE_MAX + 1];    /* the same with its CR */
	const uint8_t *out;
	size_t out_len;
	bool upload;     /* the command in the slot sends data, whoever waits for it */
	size_t download; /* the same for bytes that follow its CONNECT */
	bool data_mode;  /* its CONNECT was seen: the module takes data */
	int tries;       /* AT of a resync still to send */
	bool down;       /* told so */
	int next_id;
	uint64_t now_ms, sent_ms, deadline_ms;
};

/* engine.c */
bool engine_line_fits(const char *line);
struct entry *engine_entry_new(struct engine *e, const struct engine_request *request);
void engine_write_line(
	struct engine *e, enum slot slot, const char *line); /* puts it in the slot */
void engine_in_step(struct engine *e);                       /* a resync ended */
void engine_out_of_step(struct engine *e);
void engine_go(struct engine *e, enum slot slot, uint64_t deadline_ms);
void engine_finish(
	struct engine *e, enum slot next, enum engine_end end, int code, const char *text);
void engine_resync(struct engine *e, int tries);
uint32_t engine_patience(const struct engine *e);

/* engine_data.c */
bool engine_data_connects(const char *line, size_t len); /* CONNECT, CONNECT 115200 */
void engine_data_begin(struct engine *e);                /* the command in the slot was connected */
void engine_data_sent(struct engine *e);                 /* some were written */
void engine_data_break(struct engine *e);                /* no more of them */
void engine_data_tick(struct engine *e);

#endif
