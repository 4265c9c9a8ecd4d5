/* AT+QLWSVC (3.2.2): syntax and ranges; the client does the rest. */
#include <stdlib.h>
#include <string.h>

#include "modem/sim/commands.h"
#include "modem/sim/config.h"
#include "modem/sim/startup.h"
#include "modem/sim/state.h"

#define LIFE_MAX 86400

static bool registered(struct module *m)
{
	return !assumed(m, ASSUME_REGISTERED_FIRST) || m->outside.registered(m->outside.ctx);
}

/* All but "reg" say plain ERROR. */
static int plain(int cme)
{
	return cme ? AT_ERROR : AT_OK;
}

static bool short_id(const struct args *a, unsigned *out)
{
	int64_t n;
	if (!args_number(a, 1, 1, QLW_SHORT_ID_MAX, &n))
		return false;
	*out = (unsigned)n;
	return true;
}

static int reg(struct module *m, const struct args *a)
{
	int64_t mode;
	if (a->count > 2 || !args_number_or(a, 1, 0, 1, 0, &mode))
		return QLW_CME_INVALID;
	int cme = m->outside.reg(m->outside.ctx, (int)mode);
	if (cme)
		return cme;
	m->reg_unasked = false;
	module_store(m, STARTUP_REG_MODE, mode ? "1" : "0", 1); /* for the next start by itself */
	return AT_OK;
}

static int dereg(struct module *m, const struct args *a)
{
	int64_t method;
	if (a->count > 2 || !args_number_or(a, 1, 0, 1, 0, &method))
		return AT_ERROR;
	if (assumed(m, ASSUME_DEREG_REGISTERED) && !registered(m))
		return AT_ERROR;
	int cme = m->outside.dereg(m->outside.ctx, (int)method);
	if (!cme && method == 1 && assumed(m, ASSUME_RESET_SETTINGS)) {
		module_factory_settings(m);
		module_save_settings(m);
	}
	return plain(cme);
}

static int lifetime(struct module *m, const struct args *a)
{
	unsigned id;
	int64_t life;
	if (a->count < 2 || a->count > 3 || !short_id(a, &id) || !registered(m))
		return AT_ERROR;
	if (a->count == 2) {
		if (m->outside.lifetime_get(m->outside.ctx, id, &life))
			return AT_ERROR;
		at_say(m, "+QLWSVC: \"lifetime\",%u,%lld", id, (long long)life);
		return AT_OK;
	}
	if (!args_number(a, 2, 0, LIFE_MAX, &life))
		return AT_ERROR;
	return plain(m->outside.lifetime(m->outside.ctx, id, life));
}

static int update(struct module *m, const struct args *a)
{
	unsigned id;
	int64_t with_object;
	if (a->count < 2 || a->count > 3 || !short_id(a, &id) ||
		!args_number_or(a, 2, 0, 1, 0, &with_object) || !registered(m))
		return AT_ERROR;
	return plain(m->outside.update(m->outside.ctx, id, with_object));
}

static int state(struct module *m, const struct args *a)
{
	int64_t only;
	if (a->count > 2 || !args_number_or(a, 1, 0, QLW_CLIENTS - 1, -1, &only))
		return AT_ERROR;
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		struct lw_status s;
		if ((only >= 0 && i != only) || !m->outside.status(m->outside.ctx, i, &s))
			continue;
		at_say(m, "+QLWSVC: \"state\",%u,%u,\"%s\",%d,%d", i, s.short_id, s.uri,
			s.bootstrap, (int)s.state);
	}
	return AT_OK;
}

/* /<Object ID>/<Instance ID>/<Resource ID> */
static bool is_resource_uri(const char *uri)
{
	for (int i = 0; i < 3; i++) {
		if (*uri++ != '/')
			return false;
		size_t digits = strspn(uri, "0123456789");
		if (!digits || digits > 5 || strtol(uri, NULL, 10) > 65535)
			return false;
		uri += digits;
	}
	return *uri == '\0';
}

/* The data of uldata as bytes; -1 when length and data do not agree. */
static long take_data(struct module *m, const struct args *a, bool hex, uint8_t *out)
{
	const struct arg *data = &a->arg[4];
	int64_t len;
	if (!args_number(a, 3, 1, QLW_ULDATA_MAX, &len) || data->kind != ARG_STRING)
		return -1;
	if (!hex) {
		if (data->len != (size_t)len)
			return -1;
		memcpy(out, data->text, data->len);
		return (long)len;
	}
	size_t digits = (size_t)len * (assumed(m, ASSUME_HEX_COUNTS_BYTES) ? 2 : 1);
	char text[2 * QLW_ULDATA_MAX + 1];
	if (data->len != digits || digits % 2 || !args_string(a, 4, text, sizeof text) ||
		strspn(text, "0123456789abcdefABCDEF") != digits)
		return -1;
	return (long)config_hex(text, out, QLW_ULDATA_MAX);
}

static int uldata(struct module *m, const struct args *a)
{
	unsigned id;
	char uri[24];
	int64_t hex, non;
	uint8_t data[QLW_ULDATA_MAX];
	if (a->count < 5 || a->count > 7 || !short_id(a, &id) ||
		!args_string(a, 2, uri, sizeof uri) || !is_resource_uri(uri) ||
		!args_number_or(a, 5, 0, 1, 0, &hex) || !args_number_or(a, 6, 0, 1, 0, &non))
		return AT_ERROR;
	long len = take_data(m, a, hex, data);
	if (len < 0 || !registered(m))
		return AT_ERROR;
	return plain(m->outside.uldata(m->outside.ctx, id, uri, data, (size_t)len, !non));
}

static const struct {
	const char *name, *form;
	int (*write)(struct module *m, const struct args *a);
} verbs[] = {
	{"reg", "(0,1)", reg},
	{"dereg", "(0,1)", dereg},
	{"lifetime", "(1-65534),(0-86400)", lifetime},
	{"update", "(1-65534),(0,1)", update},
	{"state", "(0-5)", state},
	{"uldata", "(1-65534),<URI>,(1-1460),<data>,(0,1),(0,1)", uldata},
};
#define VERBS (sizeof verbs / sizeof *verbs)

/* Unlike those of AT+QLWCFG, the Note prints these with a blank behind the first comma. */
static int test(struct module *m, const struct at_command *c)
{
	(void)c;
	for (size_t i = 0; i < VERBS; i++)
		at_say(m, "+QLWSVC: \"%s\", %s", verbs[i].name, verbs[i].form);
	return AT_OK;
}

static int write(struct module *m, const struct at_command *c)
{
	for (size_t i = 0; i < VERBS; i++)
		if (c->args.count && c->args.arg[0].kind == ARG_STRING &&
			args_is(&c->args, 0, verbs[i].name))
			return verbs[i].write(m, &c->args);
	return AT_ERROR;
}

const struct at_row cmd_qlwsvc_rows[] = {
	{.name = "+QLWSVC", .on = {[AT_TEST] = test, [AT_WRITE] = write}},
	{0},
};
