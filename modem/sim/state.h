/*
 * The module's state, for the files that make up its AT side. Nobody outside them includes this.
 */
#ifndef QLW_SIM_STATE_H
#define QLW_SIM_STATE_H

#include "modem/sim/at.h"
#include "modem/sim/boot.h"
#include "modem/sim/faults.h"
#include "modem/sim/files.h"
#include "modem/sim/firmware.h"
#include "modem/sim/line.h"
#include "modem/sim/module.h"
#include "modem/sim/network.h"
#include "modem/sim/provision.h"
#include "modem/sim/psm.h"
#include "modem/sim/rng.h"
#include "modem/sim/scenario.h"
#include "modem/sim/settings.h"
#include "modem/sim/text.h"
#include "modem/sim/urc.h"
#include "modem/sim/vars.h"

/* Bytes that belong to a command in data mode rather than to a command line. */
struct data_mode {
	/* Takes bytes and returns how many; NULL when there is no data mode. */
	size_t (*take)(struct module *m, const char *bytes, size_t len);
	void (*expire)(struct module *m); /* nothing came until deadline_ms */
	uint64_t deadline_ms;             /* UINT64_MAX: waits for ever */
};

struct module {
	struct outside outside;
	struct assumptions assume;
	struct rng rng;
	uint64_t seed;
	const char *imei;
	uint64_t start_ms;
	const struct firmware *firmware;
	struct flash *flash;
	struct text input, output;
	size_t output_at;   /* how much of output went already */
	uint64_t output_ms; /* nothing goes out before: a fault paces the bytes */
	struct line line;
	struct at at;
	struct data_mode data;
	struct urcs urcs;
	struct boot boot;
	struct psm psm;
	struct network network;
	struct vars vars;
	struct settings settings;
	struct provision provision;
	struct lw_config config;
	bool config_stale;
	bool reg_unasked; /* a registration that no command asked for: no +QLWREG */
	struct faults faults;
	struct scenario scenario;
	struct files files;
	char sms_to[32];
	struct text sms;
};

static inline uint64_t now_ms(const struct module *m)
{
	return m->outside.now_ms(m->outside.ctx);
}
static inline int assumed(const struct module *m, enum assume a)
{
	return m->assume.value[a];
}

/* Bytes for the host, in order, at once. */
void module_put(struct module *m, const void *bytes, size_t len);
/* Stores what the settings are now; false when flash refuses. */
bool module_save_settings(struct module *m);
bool module_save_vars(struct module *m);
bool module_save_profile(struct module *m); /* AT&W */
/* ATZ (stored) and AT&F. */
void module_reset_profile(struct module *m, bool stored);
void module_factory_settings(struct module *m);
/* Reads flash as a start does. */
void module_wake(struct module *m);

#endif
