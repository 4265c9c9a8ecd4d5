/* SIM, PDP contexts, restart: apn, pin, reboot. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tui/verbs/cli.h"

#define CONTEXTS_MAX 16

/* --- apn -----------------------------------------------------------------------------------------
 */

struct context {
	int64_t cid;
	char type[16], name[128], address[64];
};

struct contexts {
	struct context list[CONTEXTS_MAX];
	size_t n;
};

/* +CGDCONT: 1,"IP","iot.example","0.0.0.0",0,0 */
static void take_context(void *ctx, const char *line, size_t len)
{
	struct contexts *all = ctx;
	struct at_line info;
	if (all->n == CONTEXTS_MAX || at_parse_info(line, len, &info) || !at_is(&info, "+CGDCONT"))
		return;
	struct context *c = &all->list[all->n];
	*c = (struct context){.cid = 0};
	if (!at_arg_int(&info, 0, 1, 255, &c->cid) ||
		!at_arg_copy(&info, 1, c->type, sizeof c->type))
		return;
	at_arg_copy(&info, 2, c->name, sizeof c->name);
	at_arg_copy(&info, 3, c->address, sizeof c->address);
	all->n++;
}

static int read_contexts(struct cli *cli, struct contexts *all)
{
	all->n = 0;
	return cli_command(cli, "AT+CGDCONT?", take_context, all);
}

static const struct context *find_context(const struct contexts *all, int64_t cid)
{
	for (size_t i = 0; i < all->n; i++) {
		if (all->list[i].cid == cid)
			return &all->list[i];
	}
	return NULL;
}

static void print_context(const struct cli *cli, const struct context *c)
{
	struct json j;
	if (!cli->options->json) {
		cli_print("%-3lld ", (long long)c->cid);
		cli_put(c->type, strlen(c->type));
		cli_print("%*s", (int)(strlen(c->type) < 7 ? 8 - strlen(c->type) : 1), "");
		cli_put(c->name, strlen(c->name));
		cli_print("\n");
		return;
	}
	json_begin(&j, cli_out());
	json_int(&j, "cid", c->cid);
	json_text(&j, "type", c->type);
	json_text(&j, "apn", c->name);
	json_text(&j, "address", *c->address ? c->address : NULL);
	json_end(&j);
}

static int list_contexts(struct cli *cli, int64_t cid)
{
	struct contexts all;
	int code = cli_open(cli, 0);
	if (!code)
		code = read_contexts(cli, &all);
	if (code)
		return code;
	size_t printed = 0;
	for (size_t i = 0; i < all.n; i++) {
		if (cid && all.list[i].cid != cid)
			continue;
		print_context(cli, &all.list[i]);
		printed++;
	}
	if (!printed)
		cli_note(cli, cid ? "no PDP context %lld is defined" : "no PDP context is defined",
			(long long)cid);
	return 0;
}

/* The module's spelling of a PDP type, or NULL. */
static const char *pdp_type(const char *text)
{
	static const char *const types[] = {"IP", "IPV6", "IPV4V6", "PPP", "Non-IP"};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (!strcasecmp(text, types[i]))
			return types[i];
	}
	return NULL;
}

static int define_context(struct cli *cli, int64_t cid, const char *type, const char *name)
{
	struct contexts all;
	struct at_builder b;
	char line[256];
	at_begin(&b, line, sizeof line, "AT+CGDCONT=");
	at_number(&b, cid);
	at_string(&b, type);
	at_string(&b, name);
	if (at_end(&b) || strlen(name) >= sizeof all.list[0].name)
		return cli_fail(CLI_USAGE, "%s: no name of an APN", name);
	if (cli->options->read_only)
		return cli_fail(CLI_REFUSED, "defining a context changes the module, and this is "
					     "--read-only");
	int code = cli_open(cli, 0);
	if (!code)
		code = cli_command(cli, line, NULL, NULL);
	if (!code)
		code = read_contexts(cli, &all);
	if (code)
		return code;
	const struct context *now = find_context(&all, cid);
	if (now)
		print_context(cli, now);
	if (!now || strcasecmp(now->type, type) != 0 || strcmp(now->name, name) != 0)
		return cli_fail(
			CLI_STATE, "context %lld: what was read back differs", (long long)cid);
	return 0;
}

int cli_apn(struct cli *cli)
{
	int64_t cid = 0;
	const char *const *arg = cli->call->arg;
	if (cli->call->args && !options_number(arg[0], 1, 16, &cid))
		return cli_fail(CLI_USAGE, "context %s: 1 to 16", arg[0]);
	if (cli->call->args < 2)
		return list_contexts(cli, cid);
	const char *type = pdp_type(arg[1]);
	if (!type)
		return cli_fail(CLI_USAGE, "type %s: IP, IPV6, IPV4V6, PPP or Non-IP", arg[1]);
	if (cli->call->args < 3)
		return cli_fail(
			CLI_USAGE, "apn needs the APN's name, too: apn %s %s NAME", arg[0], type);
	return define_context(cli, cid, type, arg[2]);
}

/* --- pin -----------------------------------------------------------------------------------------
 */

static void take_sim(void *ctx, const char *line, size_t len)
{
	char *sim = ctx;
	struct at_line info;
	if (!at_parse_info(line, len, &info) && at_is(&info, "+CPIN"))
		at_arg_copy(&info, 0, sim, 24);
}

static int read_sim(struct cli *cli, char sim[24])
{
	*sim = '\0';
	return cli_command(cli, "AT+CPIN?", take_sim, sim);
}

static int enter_pin(struct cli *cli)
{
	char pin[16] = "", line[40];
	int code = cli_read_secret(cli, "SIM PIN", pin, sizeof pin);
	size_t len = strlen(pin);
	if (!code && (len < 4 || len > 8 || strspn(pin, "0123456789") != len))
		code = cli_fail(CLI_USAGE, "a PIN has 4 to 8 digits; nothing was sent");
	snprintf(line, sizeof line, "AT+CPIN=\"%s\"", pin);
	if (!code)
		code = cli_command(cli, line, NULL, NULL);
	explicit_bzero(pin, sizeof pin);
	explicit_bzero(line, sizeof line);
	return code;
}

static int say_sim(const struct cli *cli, const char *sim)
{
	struct json j;
	if (cli->options->json) {
		json_begin(&j, cli_out());
		json_text(&j, "sim", sim);
		json_end(&j);
	} else {
		cli_print("SIM ");
		cli_put(sim, strlen(sim));
		cli_print("\n");
	}
	return 0;
}

int cli_pin(struct cli *cli)
{
	char sim[24] = "";
	int code = cli_open(cli, 0);
	if (!code)
		code = read_sim(cli, sim);
	if (code || !strcmp(sim, "READY"))
		return code ? code : say_sim(cli, sim);
	if (strcmp(sim, "SIM PIN") != 0)
		return cli_fail(CLI_STATE, "the SIM does not ask for its PIN, it says %s", sim);
	code = enter_pin(cli);
	if (!code)
		code = read_sim(cli, sim);
	if (code)
		return code;
	say_sim(cli, sim);
	if (!strcmp(sim, "READY"))
		return 0;
	return cli_fail(CLI_STATE, "the PIN was taken, but the SIM says %s", sim);
}

/* --- reboot --------------------------------------------------------------------------------------
 */

/* Gone or restarted, and then answering again. */
static int wait_restart(struct cli *cli)
{
	uint64_t end = cli_now_ms() + cli_limit_ms(cli);
	bool left = false;
	while (cli_now_ms() < end) {
		enum session_stage stage = session_stage(cli->session, NULL);
		if (stage == SESSION_READY && left)
			return 0;
		left = left || stage != SESSION_READY;
		int code = cli_lost(cli);
		if (!code)
			code = cli_turn(cli, end);
		if (code)
			return code;
	}
	return cli_fail(CLI_STATE, "reboot: the module %s within %g s",
		left ? "was not back" : "did not restart", (double)cli_limit_ms(cli) / 1000);
}

int cli_reboot(struct cli *cli)
{
	int code = cli_open(cli, 0);
	if (!code)
		code = cli_confirm(cli, "This restarts the module.");
	if (code)
		return code;
	cli->print_all = true;
	code = cli_try(cli, "AT+CFUN=1,1", NULL, NULL);
	if (!code && cli->result.end != ENGINE_END_RESTART) /* some are gone before their OK */
		code = cli_judge(cli, "AT+CFUN=1,1");
	return code ? code : wait_restart(cli);
}
