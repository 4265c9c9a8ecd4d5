/* Between the module's AT side and its LwM2M client: passes calls down and reports up, and knows
 * where server names lead. Decides nothing about LwM2M. */
#include "modem/sim/client.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "modem/sim/clock.h"
#include "modem/sim/loopback.h"
#include "modem/sim/lw.h"
#include "modem/sim/module.h"
#include "modem/sim/resolve.h"

#define ADDRESSES  RESOLVE_ADDRESSES
#define LOOK_UP_MS 30000 /* a name server that is silent for so long */

struct client {
	const struct client_options *options;
	const struct clock *clock;
	void (*unplug)(void *ctx);
	void *unplug_ctx;
	struct module *module;
	struct lw *lw; /* NULL while the module is off */
	struct loopback *loopback;
	struct resolver *resolver; /* with --network real */
};

static uint64_t now(void *ctx)
{
	const struct client *c = ctx;
	return clock_now_ms(c->clock);
}

static void log_line(void *ctx, const char *line)
{
	const struct client *c = ctx;
	if (c->options->verbose)
		fprintf(stderr, "qlw-sim: %8llu %s\n", (unsigned long long)now(ctx), line);
}

/* --- names ------------------------------------------------------------------------------------ */

/* Splits "HOST:PORT" at its last colon; brackets around HOST go. */
static bool split(const char *text, size_t len, char *host, size_t size, char *port)
{
	size_t colon = len;
	while (colon && text[colon - 1] != ':')
		colon--;
	if (colon < 2 || len - colon == 0 || len - colon > 5)
		return false;
	snprintf(port, 6, "%.*s", (int)(len - colon), text + colon);
	size_t n = colon - 1;
	bool brackets = n > 2 && text[0] == '[' && text[n - 1] == ']';
	text += brackets;
	n -= brackets ? 2 : 0;
	if (n >= size)
		return false;
	snprintf(host, size, "%.*s", (int)n, text);
	return true;
}

bool client_add_map(struct client_options *o, const char *text)
{
	const char *equals = strchr(text, '=');
	char port[6], address[256], to_port[6];
	if (!equals || o->maps == CLIENT_MAPS)
		return false;
	struct client_map *m = &o->map[o->maps];
	memset(m, 0, sizeof *m);
	if (!split(text, (size_t)(equals - text), m->host, sizeof m->host, port) ||
		!split(equals + 1, strlen(equals + 1), address, sizeof address, to_port))
		return false;
	m->port = (uint16_t)strtoul(port, NULL, 10);
	if (!m->port || !resolve_now(address, to_port, &m->to, 1))
		return false;
	o->maps++;
	return true;
}

/* Every --map of this name, so that one can have an address of either family. */
static size_t mapped(const struct client_options *o, const char *host, uint16_t port,
	struct sockaddr_storage *to, size_t max)
{
	size_t n = 0;
	for (int v4 = 0; v4 < 2; v4++)
		for (size_t i = 0; i < o->maps && n < max; i++)
			if (o->map[i].port == port && strcasecmp(o->map[i].host, host) == 0 &&
				o->map[i].to.ss_family == (v4 ? AF_INET : AF_INET6))
				to[n++] = o->map[i].to;
	return n;
}

/* Only what the data call can carry is of use. */
static size_t usable(const struct client *c, struct sockaddr_storage *to, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (module_carries(c->module, to[i].ss_family == AF_INET6))
			to[kept++] = to[i];
	return kept;
}

static size_t resolve(void *ctx, const char *host, uint16_t port, bool secure, bool bootstrap,
	struct sockaddr_storage *to, size_t max)
{
	const struct client *c = ctx;
	struct sockaddr_storage found[ADDRESSES];
	char text[8];
	size_t n = mapped(c->options, host, port, found, ADDRESSES);
	snprintf(text, sizeof text, "%u", port);
	if (!n && c->resolver)
		n = resolver_ask(c->resolver, host, text, found, ADDRESSES);
	else if (!n && c->loopback)
		n = loopback_address(c->loopback, secure, bootstrap, found, ADDRESSES);
	if (n == RESOLVE_PENDING)
		return LW_RESOLVE_LATER;
	n = usable(c, found, n);
	if (n > max)
		n = max;
	memcpy(to, found, n * sizeof *to);
	return n;
}

/* --- up: from the client to the module
 * ------------------------------------------------------------ */

static const struct lw_config *env_config(void *ctx)
{
	return module_config(((struct client *)ctx)->module);
}
static bool env_data_call(void *ctx, unsigned pdp_cid, bool v4_only)
{
	return module_data_call(((struct client *)ctx)->module, pdp_cid, v4_only);
}
static void env_done(void *ctx, enum lw_done what, enum qlw_result err)
{
	module_done(((struct client *)ctx)->module, what, err);
}
static void env_event(void *ctx, unsigned short_id, enum qlw_state state)
{
	module_event(((struct client *)ctx)->module, short_id, state);
}
static void env_observe(void *ctx, unsigned short_id, const char *uri, uint16_t message_id,
	uint64_t token, bool cancel)
{
	module_observe(((struct client *)ctx)->module, short_id, uri, message_id, token, cancel);
}
static void env_delivery(void *ctx, unsigned short_id, const char *uri, uint16_t message_id,
	uint64_t token, enum qlw_delivery code)
{
	module_delivery(((struct client *)ctx)->module, short_id, uri, message_id, token, code);
}
static void env_recv(
	void *ctx, const char *uri, enum qlw_data_type type, const void *data, size_t len)
{
	module_recv(((struct client *)ctx)->module, uri, type, data, len);
}
static void env_reboot(void *ctx, bool factory_reset)
{
	module_reboot(((struct client *)ctx)->module, factory_reset);
}

static void env_store(void *ctx, const char *name, const void *data, size_t len)
{
	module_store(((struct client *)ctx)->module, name, data, len);
}
static size_t env_load(void *ctx, const char *name, void *data, size_t max)
{
	return module_load(((struct client *)ctx)->module, name, data, max);
}

static bool env_file(void *ctx, const char *name, char *path, size_t max)
{
	return module_file(((struct client *)ctx)->module, name, path, max);
}

/* --- down: from the module to the client
 * ---------------------------------------------------------- */

static void power(void *ctx, bool on)
{
	struct client *c = ctx;
	struct lw_env env = {.ctx = c,
		.now_ms = now,
		.config = env_config,
		.resolve = resolve,
		.data_call = env_data_call,
		.done = env_done,
		.event = env_event,
		.observe = env_observe,
		.delivery = env_delivery,
		.recv = env_recv,
		.reboot = env_reboot,
		.log = log_line,
		.speed = c->clock->speed,
		.store = env_store,
		.load = env_load,
		.file = env_file};
	if (!on && c->lw) {
		lw_close(c->lw);
		c->lw = NULL;
	}
	if (on && !c->lw)
		c->lw = lw_open(&env, c->options->seed);
}

static void unplug(void *ctx)
{
	struct client *c = ctx;
	c->unplug(c->unplug_ctx);
}

static void servers(void *ctx, enum servers_state state)
{
	struct client *c = ctx;
	if (!c->loopback)
		return;
	loopback_silence(c->loopback, state == SERVERS_SILENT);
	loopback_stop(c->loopback, state == SERVERS_STOPPED);
}

static void tell(void *ctx, const char *words)
{
	struct client *c = ctx;
	if (!c->loopback || !loopback_tell(c->loopback, words))
		fprintf(stderr, "qlw-sim: the servers do not understand: %s\n", words);
}

/* Without a client (libcoap could not start) every call fails in the Note's words. */
static struct lw *lw_of(void *ctx)
{
	return ((struct client *)ctx)->lw;
}
static int down_reg(void *ctx, int mode)
{
	return lw_of(ctx) ? lw_reg(lw_of(ctx), mode) : QLW_CME_NOT_INITIATED;
}
static int down_dereg(void *ctx, int method)
{
	return lw_of(ctx) ? lw_dereg(lw_of(ctx), method) : QLW_CME_NOT_INITIATED;
}
static int down_lifetime(void *ctx, unsigned short_id, int64_t life_time)
{
	return lw_of(ctx) ? lw_lifetime(lw_of(ctx), short_id, life_time) : QLW_CME_NOT_INITIATED;
}
static int down_lifetime_get(void *ctx, unsigned short_id, int64_t *life_time)
{
	return lw_of(ctx) ? lw_lifetime_get(lw_of(ctx), short_id, life_time)
			  : QLW_CME_NOT_INITIATED;
}
static int down_update(void *ctx, unsigned short_id, bool with_object)
{
	return lw_of(ctx) ? lw_update(lw_of(ctx), short_id, with_object) : QLW_CME_NOT_INITIATED;
}
static int down_uldata(void *ctx, unsigned short_id, const char *uri, const void *data, size_t len,
	bool confirmable)
{
	return lw_of(ctx) ? lw_uldata(lw_of(ctx), short_id, uri, data, len, confirmable)
			  : QLW_CME_NOT_INITIATED;
}
static bool down_status(void *ctx, unsigned client_index, struct lw_status *out)
{
	return lw_of(ctx) && lw_status(lw_of(ctx), client_index, out);
}
static bool down_registered(void *ctx)
{
	return lw_of(ctx) && lw_registered(lw_of(ctx));
}
static void down_account_changed(void *ctx, unsigned client_index)
{
	if (lw_of(ctx))
		lw_account_changed(lw_of(ctx), client_index);
}
static void down_device_changed(void *ctx)
{
	if (lw_of(ctx))
		lw_device_changed(lw_of(ctx));
}
static void down_forget(void *ctx)
{
	if (lw_of(ctx))
		lw_forget(lw_of(ctx));
}
static void down_online(void *ctx, bool online)
{
	if (lw_of(ctx))
		lw_online(lw_of(ctx), online);
}

static void down_rebind(void *ctx)
{
	if (lw_of(ctx))
		lw_rebind(lw_of(ctx));
}
static uint64_t down_awake_ms(void *ctx)
{
	return lw_of(ctx) ? lw_awake_ms(lw_of(ctx)) : 0;
}

void client_outside(struct client *c, struct outside *o)
{
	*o = (struct outside){.ctx = c,
		.now_ms = now,
		.power = power,
		.unplug = unplug,
		.servers = servers,
		.tell = tell,
		.reg = down_reg,
		.dereg = down_dereg,
		.lifetime = down_lifetime,
		.lifetime_get = down_lifetime_get,
		.update = down_update,
		.uldata = down_uldata,
		.status = down_status,
		.registered = down_registered,
		.account_changed = down_account_changed,
		.device_changed = down_device_changed,
		.forget = down_forget,
		.online = down_online,
		.rebind = down_rebind,
		.awake_ms = down_awake_ms};
}

/* --- life ------------------------------------------------------------------------------------- */

struct client *client_open(const struct client_options *options, const struct clock *clock,
	void (*unplug_port)(void *ctx), void *unplug_ctx)
{
	struct client *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->options = options;
	c->clock = clock;
	c->unplug = unplug_port;
	c->unplug_ctx = unplug_ctx;
	struct loopback_options lo = {.seed = options->seed,
		.credentials = options->credentials,
		.certificate = options->certificate,
		.now_ms = now,
		.log = log_line,
		.ctx = c};
	if (!options->real && !(c->loopback = loopback_open(&lo)))
		fprintf(stderr, "qlw-sim: the built-in servers cannot start\n");
	if (options->real && !(c->resolver = resolver_open(resolve_now, LOOK_UP_MS)))
		fprintf(stderr, "qlw-sim: no server name can be looked up\n");
	return c;
}

void client_attach(struct client *c, struct module *m)
{
	c->module = m;
}

void client_close(struct client *c)
{
	if (!c)
		return;
	power(c, false);
	if (c->loopback)
		loopback_close(c->loopback);
	resolver_close(c->resolver);
	free(c);
}

size_t client_pollfds(const struct client *c, struct pollfd *out)
{
	size_t n = 0;
	if (c->lw)
		out[n++] = (struct pollfd){.fd = lw_fd(c->lw), .events = POLLIN};
	if (c->loopback)
		out[n++] = (struct pollfd){.fd = loopback_fd(c->loopback), .events = POLLIN};
	if (c->resolver)
		out[n++] = (struct pollfd){.fd = resolver_fd(c->resolver), .events = POLLIN};
	return n;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t client_deadline_ms(const struct client *c)
{
	return least(c->lw ? lw_deadline_ms(c->lw) : UINT64_MAX,
		c->loopback ? loopback_deadline_ms(c->loopback) : UINT64_MAX);
}

uint64_t client_real_wait_ms(const struct client *c)
{
	uint64_t servers = c->loopback   ? loopback_real_wait_ms(c->loopback)
			   : c->resolver ? resolver_real_wait_ms(c->resolver)
					 : UINT64_MAX;
	return least(c->lw ? lw_real_wait_ms(c->lw) : UINT64_MAX, servers);
}

void client_run(struct client *c)
{
	if (c->resolver)
		resolver_run(c->resolver);
	if (c->lw)
		lw_run(c->lw);
	if (c->loopback)
		loopback_run(c->loopback);
}
