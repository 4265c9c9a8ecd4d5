/* PDP contexts: what is defined, what is up. Knows no registration beyond asking for a data call.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/flash.h"
#include "modem/sim/state.h"

#define ADDRESS_V4 "10.20.30.%u"
#define ADDRESS_V6 "2001:db8::%x"

static struct pdp_context *context(struct module *m, const struct at_command *c)
{
	int64_t cid;
	if (!args_number(&c->args, 0, 1, NETWORK_CONTEXTS, &cid))
		return NULL;
	return &m->network.context[cid - 1];
}

static unsigned cid_of(const struct module *m, const struct pdp_context *p)
{
	return (unsigned)(p - m->network.context) + 1;
}

/* --- flash ------------------------------------------------------------------------------------ */

/* One context a line, in the words of an AT command's parameters. */
void network_save_contexts(struct module *m)
{
	struct text t = {0};
	for (unsigned i = 0; i < NETWORK_CONTEXTS; i++) {
		const struct pdp_context *p = &m->network.context[i];
		if (p->defined)
			text_printf(&t, "%u,\"%s\",\"%s\",\"%s\",\"%s\",%d\n", i + 1, p->type,
				p->apn, p->user, p->password, p->auth);
	}
	flash_write(m->flash, "contexts", t.bytes ? t.bytes : "", t.len);
	text_free(&t);
}

static void load_context(struct module *m, const struct args *a)
{
	int64_t cid, auth;
	struct pdp_context p = {.defined = true};
	if (!args_number(a, 0, 1, NETWORK_CONTEXTS, &cid) ||
		!args_string(a, 1, p.type, sizeof p.type) ||
		!args_string(a, 2, p.apn, sizeof p.apn) ||
		!args_string(a, 3, p.user, sizeof p.user) ||
		!args_string(a, 4, p.password, sizeof p.password) ||
		!args_number(a, 5, 0, 3, &auth))
		return;
	p.auth = (int)auth;
	m->network.context[cid - 1] = p;
}

void network_load_contexts(struct module *m)
{
	static const char factory[] = "1,\"IPV4V6\",\"iot.example\",\"\",\"\",0\n";
	struct text t = {0};
	struct args a;
	memset(m->network.context, 0, sizeof m->network.context);
	if (!flash_read(m->flash, "contexts", &t))
		text_add(&t, factory, sizeof factory - 1);
	for (size_t at = 0; at < t.len;) {
		const char *end = memchr(t.bytes + at, '\n', t.len - at);
		size_t len = end ? (size_t)(end - t.bytes) - at : t.len - at;
		if (args_parse(&a, t.bytes + at, len))
			load_context(m, &a);
		at += len + 1;
	}
	text_free(&t);
}

/* --- CGDCONT ---------------------------------------------------------------------------------- */

static int read_cgdcont(struct module *m, const struct at_command *c)
{
	(void)c;
	for (unsigned i = 0; i < NETWORK_CONTEXTS; i++) {
		const struct pdp_context *p = &m->network.context[i];
		if (p->defined)
			at_say(m, "+CGDCONT: %u,\"%s\",\"%s\",\"0.0.0.0\",0,0,0,0", i + 1, p->type,
				p->apn);
	}
	return AT_OK;
}

static int test_cgdcont(struct module *m, const struct at_command *c)
{
	static const char *const type[] = {"IP", "IPV6", "IPV4V6", "Non-IP"};
	(void)c;
	for (size_t i = 0; i < sizeof type / sizeof *type; i++)
		at_say(m, "+CGDCONT: (1-16),\"%s\",,,(0-2),(0-4),(0)", type[i]);
	return AT_OK;
}

static bool is_type(const char *s)
{
	return !strcmp(s, "IP") || !strcmp(s, "IPV6") || !strcmp(s, "IPV4V6") ||
	       !strcmp(s, "Non-IP") || !strcmp(s, "PPP");
}

static int write_cgdcont(struct module *m, const struct at_command *c)
{
	struct pdp_context *p = context(m, c), next;
	if (!p)
		return AT_ERROR;
	if (c->args.count == 1) {
		memset(p, 0, sizeof *p);
		network_save_contexts(m);
		return AT_OK;
	}
	next = *p;
	next.defined = true;
	if (!args_string(&c->args, 1, next.type, sizeof next.type) || !is_type(next.type))
		return AT_ERROR;
	if (c->args.count > 2 && c->args.arg[2].kind != ARG_EMPTY &&
		!args_string(&c->args, 2, next.apn, sizeof next.apn))
		return AT_ERROR;
	*p = next;
	network_save_contexts(m);
	return AT_OK;
}

/* --- QICSGP: the same with user and password -------------------------------------------------- */

static int write_qicsgp(struct module *m, const struct at_command *c)
{
	static const char *const type[] = {"IP", "IPV6", "IPV4V6"};
	struct pdp_context *p = context(m, c), next;
	int64_t n, auth;
	if (!p)
		return AT_ERROR;
	if (c->args.count == 1) {
		n = !strcmp(p->type, "IPV6") ? 2 : !strcmp(p->type, "IPV4V6") ? 3 : 1;
		at_say(m, "+QICSGP: %lld,\"%s\",\"%s\",\"%s\",%d", (long long)n, p->apn, p->user,
			p->password, p->auth);
		return AT_OK;
	}
	next = *p;
	next.defined = true;
	next.user[0] = next.password[0] = '\0';
	if (!args_number(&c->args, 1, 1, 3, &n) ||
		!args_string(&c->args, 2, next.apn, sizeof next.apn) ||
		(c->args.count > 3 && !args_string(&c->args, 3, next.user, sizeof next.user)) ||
		(c->args.count > 4 &&
			!args_string(&c->args, 4, next.password, sizeof next.password)) ||
		!args_number_or(&c->args, 5, 0, 3, 0, &auth))
		return AT_ERROR;
	snprintf(next.type, sizeof next.type, "%s", type[n - 1]);
	next.auth = (int)auth;
	*p = next;
	network_save_contexts(m);
	return AT_OK;
}

static int test_qicsgp(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+QICSGP: (1-16),(1-3),<APN>,<username>,<password>,(0-3)");
	return AT_OK;
}

/* --- up and down ------------------------------------------------------------------------------ */

static int read_cgact(struct module *m, const struct at_command *c)
{
	for (unsigned i = 0; i < NETWORK_CONTEXTS; i++)
		if (m->network.context[i].defined)
			at_say(m, "%s: %u,%d", c->name, i + 1, m->network.context[i].active);
	return AT_OK;
}

static int write_cgact(struct module *m, const struct at_command *c)
{
	int64_t on, cid;
	if (!args_number(&c->args, 0, 0, 1, &on) ||
		!args_number_or(&c->args, 1, 1, NETWORK_CONTEXTS, 1, &cid))
		return AT_ERROR;
	if (on)
		return network_data_call(m, (unsigned)cid, m->network.no_ipv6) ? AT_OK : AT_ERROR;
	network_context_down(m, (unsigned)cid - 1);
	return AT_OK;
}

static int write_qiact(struct module *m, const struct at_command *c)
{
	struct pdp_context *p = context(m, c);
	return p && network_data_call(m, cid_of(m, p), m->network.no_ipv6) ? AT_OK : AT_ERROR;
}

static int read_qiact(struct module *m, const struct at_command *c)
{
	(void)c;
	for (unsigned i = 0; i < NETWORK_CONTEXTS; i++)
		if (m->network.context[i].active)
			at_say(m, "+QIACT: %u,1,1,\"" ADDRESS_V4 "\"", i + 1, i + 40);
	return AT_OK;
}

static int write_qideact(struct module *m, const struct at_command *c)
{
	struct pdp_context *p = context(m, c);
	if (!p)
		return AT_ERROR;
	network_context_down(m, cid_of(m, p) - 1);
	return AT_OK;
}

void network_address(const struct module *m, unsigned i, bool ipv6, char *out, size_t size)
{
	const struct pdp_context *p = &m->network.context[i];
	const char *type = ipv6 ? "IPV6" : "IP";
	*out = '\0';
	if (!p->active || (ipv6 && m->network.no_ipv6) ||
		(strcmp(p->type, type) != 0 && strcmp(p->type, "IPV4V6") != 0))
		return;
	if (ipv6)
		snprintf(out, size, ADDRESS_V6, i + 40);
	else
		snprintf(out, size, ADDRESS_V4, i + 40);
}

static void say_address(struct module *m, unsigned i)
{
	const struct pdp_context *p = &m->network.context[i];
	if (p->active)
		at_say(m, "+CGPADDR: %u," ADDRESS_V4, i + 1, i + 40);
	else
		at_say(m, "+CGPADDR: %u", i + 1);
}

static int cgpaddr(struct module *m, const struct at_command *c)
{
	if (c->args.count) {
		struct pdp_context *p = context(m, c);
		if (!p)
			return AT_ERROR;
		say_address(m, cid_of(m, p) - 1);
		return AT_OK;
	}
	for (unsigned i = 0; i < NETWORK_CONTEXTS; i++)
		if (m->network.context[i].defined)
			say_address(m, i);
	return AT_OK;
}

static int read_cgatt(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+CGATT: %d", m->network.registered == 1 || m->network.registered == 5);
	return AT_OK;
}

static int write_cgatt(struct module *m, const struct at_command *c)
{
	int64_t on;
	if (!args_number(&c->args, 0, 0, 1, &on))
		return AT_ERROR;
	m->network.detached = !on;
	network_start(m);
	return AT_OK;
}

const struct at_row cmd_pdp_rows[] = {
	{.name = "+CGDCONT",
		.on = {[AT_READ] = read_cgdcont,
			[AT_WRITE] = write_cgdcont,
			[AT_TEST] = test_cgdcont}},
	{.name = "+QICSGP", .on = {[AT_WRITE] = write_qicsgp, [AT_TEST] = test_qicsgp}},
	{.name = "+CGACT", .on = {[AT_READ] = read_cgact, [AT_WRITE] = write_cgact}},
	{.name = "+QIACT",
		.on = {[AT_READ] = read_qiact, [AT_WRITE] = write_qiact},
		.wait_ms = 200},
	{.name = "+QIDEACT", .on = {[AT_WRITE] = write_qideact}, .wait_ms = 200},
	{.name = "+CGPADDR", .on = {[AT_EXEC] = cgpaddr, [AT_WRITE] = cgpaddr}},
	{.name = "+CGATT",
		.on = {[AT_READ] = read_cgatt, [AT_WRITE] = write_cgatt},
		.wait_ms = 200},
	{0},
};
