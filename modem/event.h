/*
 * What happened, decoded and in order: the one type that the model is fed with, that `qlw watch`
 * prints and that watched actions wait for. A plain value; the pointers in it are valid only during
 * the call that brings it.
 */
#ifndef QLW_MODEM_EVENT_H
#define QLW_MODEM_EVENT_H

#include <stdint.h>

#include "modem/qlw.h"

enum event_kind {
	EVENT_STATE,    /* +QLWURC: "event"; urc */
	EVENT_REG,      /* +QLWREG; urc.code is <err> */
	EVENT_DEREG,    /* +QLWDEREG */
	EVENT_OBSERVE,  /* urc */
	EVENT_DELIVERY, /* urc */
	EVENT_RECV,     /* urc and data */
	EVENT_NET,      /* a general unsolicited line; line */
	EVENT_URC,      /* any other unsolicited line; line */
	EVENT_LINK,     /* link */
};

enum event_link {
	EVENT_LINK_DOWN, /* the port is gone, or the module does not answer */
	EVENT_LINK_UP,   /* the module answers */
	EVENT_LINK_RESTARTED,
	EVENT_LINK_ASLEEP,
};

struct event {
	enum event_kind kind;
	uint64_t t_ms;      /* Unix epoch, ms */
	struct qlw_urc urc; /* STATE, REG, DEREG, OBSERVE, DELIVERY, RECV */
	const char *line;   /* as received, not terminated: every kind but RECV's data and LINK */
	size_t len;
	const uint8_t *data; /* RECV: exactly urc.data_len bytes, fewer if cut off */
	size_t data_len;
	enum event_link link;
};

#endif
