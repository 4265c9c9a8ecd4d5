/*
 * What the AT side of the simulated module calls, so that it makes no system call and tests can
 * stand in for the LwM2M client: the module's clock, the client (lw.h has the meaning of each
 * call), the servers behind it, and the port. Every member is set.
 */
#ifndef QLW_SIM_OUTSIDE_H
#define QLW_SIM_OUTSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/sim/lw.h"

enum servers_state {
	SERVERS_UP,
	SERVERS_SILENT,  /* they hear and say nothing */
	SERVERS_STOPPED, /* nobody there */
};

struct outside {
	void *ctx;
	uint64_t (*now_ms)(void *ctx); /* module time */

	/* The module's processor starts or stops: with it the client. */
	void (*power)(void *ctx, bool on);
	/* The port goes away for its host, as when a cable is pulled, and comes back. */
	void (*unplug)(void *ctx);
	void (*servers)(void *ctx, enum servers_state state);
	/* Words of loopback_tell for the built-in servers. */
	void (*tell)(void *ctx, const char *words);

	int (*reg)(void *ctx, int mode);
	int (*dereg)(void *ctx, int method);
	int (*lifetime)(void *ctx, unsigned short_id, int64_t life_time);
	int (*lifetime_get)(void *ctx, unsigned short_id, int64_t *life_time);
	int (*update)(void *ctx, unsigned short_id, bool with_object);
	int (*uldata)(void *ctx, unsigned short_id, const char *uri, const void *data, size_t len,
		bool confirmable);
	bool (*status)(void *ctx, unsigned client_index, struct lw_status *out);
	bool (*registered)(void *ctx);
	void (*account_changed)(void *ctx, unsigned client_index);
	void (*device_changed)(void *ctx);
	void (*forget)(void *ctx);
	void (*online)(void *ctx, bool online);
	void (*rebind)(void *ctx);
	uint64_t (*awake_ms)(void *ctx);
};

#endif
