/*
 * A simulated module on a virtual clock, with a stand-in for its LwM2M client, for test_sim_*.c.
 * Time moves only in rig_run: from deadline to deadline.
 */
#ifndef QLW_TESTS_SIM_RIG_H
#define QLW_TESTS_SIM_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/firmware.h"
#include "modem/sim/flash.h"
#include "modem/sim/module.h"
#include "modem/sim/text.h"

struct rig {
	uint64_t now;
	struct module *module;
	struct flash *flash;
	struct text got;
	unsigned power_on, power_off, unplugged, forgotten, account_changes, device_changes,
		rebound;
	unsigned pieces;   /* in which the output came */
	uint64_t awake_ms; /* what the client wants */
	enum servers_state servers;
	bool registered, online;
	int result;      /* of every call of the client */
	char call[2048]; /* the last one, as text */
	char told[128];  /* the servers */
	int64_t life_time;
};

static inline uint64_t rig_now(void *ctx)
{
	return ((struct rig *)ctx)->now;
}
static inline void rig_power(void *ctx, bool on)
{
	struct rig *r = ctx;
	r->power_on += on;
	r->power_off += !on;
}
static inline void rig_unplug(void *ctx)
{
	((struct rig *)ctx)->unplugged++;
}
static inline void rig_servers(void *ctx, enum servers_state state)
{
	((struct rig *)ctx)->servers = state;
}
static inline void rig_tell(void *ctx, const char *words)
{
	struct rig *r = ctx;
	snprintf(r->told, sizeof r->told, "%s", words);
}
static inline int rig_call(struct rig *r, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vsnprintf(r->call, sizeof r->call, format, ap);
	va_end(ap);
	return r->result;
}
static inline int rig_reg(void *ctx, int mode)
{
	return rig_call(ctx, "reg %d", mode);
}
static inline int rig_dereg(void *ctx, int method)
{
	return rig_call(ctx, "dereg %d", method);
}
static inline int rig_lifetime(void *ctx, unsigned short_id, int64_t life_time)
{
	return rig_call(ctx, "lifetime %u %lld", short_id, (long long)life_time);
}
static inline int rig_lifetime_get(void *ctx, unsigned short_id, int64_t *life_time)
{
	*life_time = ((struct rig *)ctx)->life_time;
	return rig_call(ctx, "lifetime_get %u", short_id);
}
static inline int rig_update(void *ctx, unsigned short_id, bool with_object)
{
	return rig_call(ctx, "update %u %d", short_id, with_object);
}
static inline int rig_uldata(void *ctx, unsigned short_id, const char *uri, const void *data,
	size_t len, bool confirmable)
{
	return rig_call(ctx, "uldata %u %s %zu %d %.*s", short_id, uri, len, confirmable, (int)len,
		(const char *)data);
}
static inline bool rig_status(void *ctx, unsigned client_index, struct lw_status *out)
{
	struct rig *r = ctx;
	if (client_index > 1 || !r->registered)
		return false;
	*out = (struct lw_status){.short_id = 100 + client_index,
		.uri = "coap://x:5683",
		.bootstrap = client_index == 1,
		.state = QLW_STATE_REG_READY};
	return true;
}
static inline bool rig_registered(void *ctx)
{
	return ((struct rig *)ctx)->registered;
}
static inline void rig_account_changed(void *ctx, unsigned client_index)
{
	(void)client_index;
	((struct rig *)ctx)->account_changes++;
}
static inline void rig_device_changed(void *ctx)
{
	((struct rig *)ctx)->device_changes++;
}
static inline void rig_forget(void *ctx)
{
	((struct rig *)ctx)->forgotten++;
}
static inline void rig_online(void *ctx, bool online)
{
	((struct rig *)ctx)->online = online;
}

static inline void rig_rebind(void *ctx)
{
	((struct rig *)ctx)->rebound++;
}
static inline uint64_t rig_awake_ms(void *ctx)
{
	return ((struct rig *)ctx)->awake_ms;
}

/* Runs for this long, gathering what the module says in r->got. */
static inline void rig_run(struct rig *r, uint64_t ms)
{
	uint64_t end = r->now + ms;
	for (;;) {
		const char *bytes;
		module_run(r->module);
		for (size_t n; (n = module_output(r->module, &bytes)) > 0;) {
			text_add(&r->got, bytes, n);
			r->pieces++;
			module_sent(r->module, n);
		}
		uint64_t next = module_deadline_ms(r->module);
		if (next > end)
			break;
		if (next > r->now)
			r->now = next;
	}
	r->now = end;
}

/* What came since the last call, terminated. */
static inline const char *rig_got(struct rig *r)
{
	static char text[1 << 18];
	size_t n = r->got.len < sizeof text ? r->got.len : sizeof text - 1;
	if (n)
		memcpy(text, r->got.bytes, n);
	text[n] = '\0';
	text_clear(&r->got);
	return text;
}

static inline void rig_send(struct rig *r, const char *bytes, size_t len)
{
	while (len) {
		size_t n = module_input(r->module, bytes, len);
		bytes += n;
		len -= n;
		module_run(r->module);
	}
}

/* Types a command line and returns all that comes within 300 ms. */
static inline const char *rig_at(struct rig *r, const char *line)
{
	rig_send(r, line, strlen(line));
	rig_send(r, "\r", 1);
	rig_run(r, 300);
	return rig_got(r);
}

#define assert_at(r, line, want) assert_string_equal(rig_at(r, line), want)

/* A file in the module's flash, such as datatx/lwm2m_cfg */
static inline void rig_put(struct rig *r, const char *name, const char *text)
{
	assert_true(flash_write(r->flash, name, text, strlen(text)));
}

/* dir NULL: flash of its own. The module is not yet up. */
static inline void rig_power_up(
	struct rig *r, const char *dir, const char *firmware, const struct assumptions *assume)
{
	memset(r, 0, sizeof *r);
	struct module_options mo = {.firmware = firmware ? firmware_find(firmware) : NULL,
		.flash = flash_open(dir),
		.seed = 7};
	struct outside o = {.ctx = r,
		.now_ms = rig_now,
		.power = rig_power,
		.unplug = rig_unplug,
		.servers = rig_servers,
		.tell = rig_tell,
		.reg = rig_reg,
		.dereg = rig_dereg,
		.lifetime = rig_lifetime,
		.lifetime_get = rig_lifetime_get,
		.update = rig_update,
		.uldata = rig_uldata,
		.status = rig_status,
		.registered = rig_registered,
		.account_changed = rig_account_changed,
		.device_changed = rig_device_changed,
		.forget = rig_forget,
		.online = rig_online,
		.rebind = rig_rebind,
		.awake_ms = rig_awake_ms};
	if (assume)
		mo.assume = *assume;
	else
		assume_defaults(&mo.assume);
	r->flash = mo.flash;
	assert_non_null(r->flash);
	r->module = module_open(&mo, &o);
	assert_non_null(r->module);
}

/* Up, booted and without echo. */
static inline void rig_open(struct rig *r)
{
	rig_power_up(r, NULL, NULL, NULL);
	rig_run(r, 2000);
	rig_at(r, "ATE0");
}

static inline void rig_close(struct rig *r)
{
	module_close(r->module);
	flash_close(r->flash);
	text_free(&r->got);
}

#endif
