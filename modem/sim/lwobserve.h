/*
 * Observations of one server (2.1.4): who watches what, when it is due to be told, and what
 * became of the notifications.
 */
#ifndef QLW_SIM_LWOBSERVE_H
#define QLW_SIM_LWOBSERVE_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/sim/coap_link.h"
#include "modem/sim/lwattr.h"
#include "modem/sim/lwtree.h"

#define LW_OBSERVATIONS 32
#define LW_WATCHES      16 /* paths of one composite observation */
#define LW_STORED_MAX   16 /* notifications kept while offline; the oldest makes room */

struct lw_server;

struct lw_watch {
	struct lw_path path;
	bool changed; /* since the last notification */
	double seen;  /* number last told, for gt, lt and st */
};

struct lw_observation {
	bool used;
	bool composite; /* Observe-Composite (1.1, 6.4.4); others have one watch */
	struct lw_watch watch[LW_WATCHES];
	size_t watches;
	uint8_t token[8];
	size_t token_len;
	int accept;           /* as asked, -1: our choice */
	unsigned outstanding; /* delivery id, 0: none */
	uint32_t sequence;
	uint64_t last_ms; /* of the last notification */
};

/* A notification made while offline (/1/x/6, the reverse of <storing>), to be sent later. */
struct lw_stored {
	uint8_t token[8];
	size_t token_len;
	struct lw_path path;
	bool confirmable, application;
	struct coap_answer answer;
	uint8_t *body;
};

struct lw_observe {
	struct lw_stored stored[LW_STORED_MAX];
	size_t stored_count;
	struct lw_observation list[LW_OBSERVATIONS];
	unsigned next_id;
	struct lw_attr_list attrs;
	struct lw_delivery {
		unsigned id;                  /* 0: free */
		const struct coap_link *link; /* it went out on; only compared */
		struct lw_path path;
		bool application; /* uldata: to be reported */
		bool send;        /* a request of ours to /dp, no notification */
		uint8_t token[8];
		size_t token_len;
	} delivery[LW_OBSERVATIONS];
};

/* All observations, attributes and pending deliveries are gone: a new registration begins. */
void lw_observe_clear(struct lw_observe *o);
/* GET with Observe 0 or 1, already answered with content; reports +QLWURC: "observe". */
void lw_observe_request(struct lw_server *s, const struct coap_ask *ask, const struct lw_path *path,
	struct coap_answer *answer);
/* FETCH with Observe 0 or 1, likewise; the body's paths, and the format of the answer. */
void lw_observe_composite(struct lw_server *s, const struct coap_ask *ask,
	const struct lw_path *path, size_t paths, struct coap_answer *answer);
/* Something at or below path changed: observations over it become due. */
void lw_observe_changed(struct lw_server *s, const struct lw_path *path);
/* An instance is gone: observations of it alone end. */
void lw_observe_gone(struct lw_server *s, const struct lw_path *path);

/* --- lwnotify.c */
/* A notification of what o watches, of or about path; kept while offline. 0, or -1: it could not
 * be made, sent or kept. */
int lw_notify(struct lw_server *s, struct lw_observation *o, const struct lw_path *path,
	bool confirmable, bool application);
void lw_notify_stored(struct lw_server *s); /* what was kept, when there is a way again */
bool lw_notify_possible(const struct lw_server *s);
struct lw_observation *lw_observe_over(struct lw_observe *o, const struct lw_path *path);
struct lw_observation *lw_observe_token(
	struct lw_observe *o, const uint8_t *token, size_t token_len);
void lw_observe_seen(struct lw_server *s, struct lw_observation *o); /* all of it is told */
/* uldata: a notification of this path now, or a Send (1.1, 6.4.6) where nobody observes it and the
 * settings have it so. 0 or a <cme_err>. */
int lw_observe_send(struct lw_server *s, const struct lw_path *path, bool confirmable);
void lw_observe_outcome(struct lw_server *s, unsigned id, enum coap_outcome outcome,
	const struct coap_answer *answer);
/* The connection is gone: what was under way is told as unanswered. */
void lw_observe_abandon(struct lw_server *s);
void lw_observe_tick(struct lw_server *s);
bool lw_observe_watches(const struct lw_server *s, unsigned object); /* anything of it */
/* Asleep from until_ms on, a notification between pmin and pmax could not be made: the end of the
 * longest such span, or until_ms. */
uint64_t lw_observe_awake_ms(const struct lw_server *s, uint64_t until_ms);
uint64_t lw_observe_deadline_ms(const struct lw_server *s);

#endif
