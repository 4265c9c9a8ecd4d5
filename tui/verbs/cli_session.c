/* The session verbs: reg dereg reset update lifetime state. Each makes one AT+QLWSVC line. */
#include <stdio.h>
#include <string.h>

#include "tui/verbs/cli.h"

#define SERVERS_MAX 16
#define LINE_MAX_   128

/* Argument i as field `name` of a service: checked against the table before anything is opened. */
static int take_arg(struct cli *cli, enum qlw_service service, struct qlw_record *record,
	const char *name, size_t arg)
{
	struct qlw_diag diag = {.err = QLW_OK};
	const struct qlw_verb *verb = qlw_service_verb(service);
	int field = qlw_field_find(verb, name);
	if (arg >= cli->call->args)
		return 0;
	if (field < 0 || qlw_record_set(verb, record, (size_t)field, cli->call->arg[arg], &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	return 0;
}

static void take_number(
	enum qlw_service service, struct qlw_record *record, const char *name, int64_t number)
{
	char text[24];
	const struct qlw_verb *verb = qlw_service_verb(service);
	int field = qlw_field_find(verb, name);
	snprintf(text, sizeof text, "%lld", (long long)number);
	if (field >= 0)
		qlw_record_set(verb, record, (size_t)field, text, NULL);
}

static int format(enum qlw_service service, const struct qlw_record *record, char *line)
{
	struct qlw_diag diag = {.err = QLW_OK};
	if (qlw_format_service(service, record, line, LINE_MAX_, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	return 0;
}

static unsigned ssid_of(const struct cli *cli)
{
	return cli->call->given & OPTION_SSID ? (unsigned)cli->call->ssid : 0;
}

/* Says in words, where --json says it in events. */
static void say_done(const struct cli *cli, const char *text)
{
	if (!cli->options->json && !cli->options->quiet)
		cli_print("%s\n", text);
}

int cli_reg(struct cli *cli)
{
	struct qlw_record record = {.value = {{.present = false}}};
	struct watch watch;
	char line[LINE_MAX_];
	bool wait = cli->call->given & OPTION_WAIT;
	if (ssid_of(cli) && !wait)
		return cli_fail(CLI_USAGE, "--ssid only says what --wait waits for");
	if (cli->call->given & OPTION_MODE)
		take_number(QLW_SERVICE_REG, &record, "mode", cli->call->mode);
	int code = format(QLW_SERVICE_REG, &record, line);
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	if (code)
		return code;
	if (!wait) {
		code = cli_command(cli, line, NULL, NULL);
		if (!code)
			say_done(cli,
				cli->host
					? "accepted: the client is starting"
					: "accepted: the client is starting (qlw wait REG_READY)");
		return code;
	}
	watch_begin(&watch, WATCH_REG, ssid_of(cli), cli_limit_ms(cli), cli_now_ms());
	return cli_watch_command(cli, &watch, line);
}

static int deregister(struct cli *cli, enum watch_kind kind, int method)
{
	struct qlw_record record = {.value = {{.present = false}}};
	struct watch watch;
	char line[LINE_MAX_];
	if (method)
		take_number(QLW_SERVICE_DEREG, &record, "method", method);
	int code = format(QLW_SERVICE_DEREG, &record, line);
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	if (!code && kind == WATCH_RESET)
		code = cli_confirm(
			cli, "This deregisters and forgets everything that a bootstrap gave.");
	if (code)
		return code;
	watch_begin(&watch, kind, 0, cli_limit_ms(cli), cli_now_ms());
	return cli_watch_command(cli, &watch, line);
}

int cli_dereg(struct cli *cli)
{
	return deregister(cli, WATCH_DEREG, 0);
}

int cli_reset(struct cli *cli)
{
	return deregister(cli, WATCH_RESET, 1);
}

/* update and lifetime: a line, then REG_UPDATE of that server. */
static int update_with(struct cli *cli, enum watch_kind kind, const char *line, unsigned short_id)
{
	struct watch watch;
	int code = cli_open_lwm2m(cli, 0);
	if (code)
		return code;
	watch_begin(&watch, kind, short_id, cli_limit_ms(cli), cli_now_ms());
	return cli_watch_command(cli, &watch, line);
}

int cli_update(struct cli *cli)
{
	struct qlw_record record = {.value = {{.present = false}}};
	char line[LINE_MAX_];
	int code = take_arg(cli, QLW_SERVICE_UPDATE, &record, "short_id", 0);
	if (code)
		return code;
	take_number(QLW_SERVICE_UPDATE, &record, "with_object",
		cli->call->given & OPTION_OBJECTS ? 1 : 0);
	code = format(QLW_SERVICE_UPDATE, &record, line);
	if (code)
		return code;
	return update_with(cli, WATCH_UPDATE, line, (unsigned)record.value[0].number);
}

struct lifetime {
	const struct cli *cli;
	bool got;
};

static void print_lifetime(void *ctx, const char *line, size_t len)
{
	struct lifetime *l = ctx;
	struct at_line info;
	struct json j;
	int64_t short_id, life_time;
	if (at_parse_info(line, len, &info) || !at_arg_is(&info, 0, "lifetime") ||
		!at_arg_int(&info, 1, 0, 65535, &short_id) ||
		!at_arg_int(&info, 2, 0, INT64_MAX, &life_time))
		return;
	l->got = true;
	if (!l->cli->options->json) {
		fprintf(cli_out(), "%lld  %lld s\n", (long long)short_id, (long long)life_time);
		return;
	}
	json_begin(&j, cli_out());
	json_int(&j, "short_id", short_id);
	json_int(&j, "life_time", life_time);
	json_end(&j);
}

static int read_lifetime(struct cli *cli, const char *line)
{
	struct lifetime l = {.cli = cli};
	int code = cli_open_lwm2m(cli, 0);
	if (!code)
		code = cli_command(cli, line, print_lifetime, &l);
	if (!code && !l.got)
		cli_note(cli, "the module named no lifetime");
	return code;
}

int cli_lifetime(struct cli *cli)
{
	struct qlw_record record = {.value = {{.present = false}}};
	char line[LINE_MAX_];
	int code = take_arg(cli, QLW_SERVICE_LIFETIME, &record, "short_id", 0);
	if (!code)
		code = take_arg(cli, QLW_SERVICE_LIFETIME, &record, "life_time", 1);
	if (!code)
		code = format(QLW_SERVICE_LIFETIME, &record, line);
	if (code)
		return code;
	if (cli->call->args == 1)
		return read_lifetime(cli, line);
	if (cli->options->read_only)
		return cli_fail(CLI_REFUSED, "setting a lifetime changes the module, and this is "
					     "--read-only");
	return update_with(cli, WATCH_LIFETIME, line, (unsigned)record.value[0].number);
}

static void print_server(const struct cli *cli, const struct qlw_server_state *s)
{
	const char *name = qlw_state_name(s->code);
	struct json j;
	if (!cli->options->json) {
		fprintf(cli_out(), "%-5u  ", s->short_id);
		if (name)
			fprintf(cli_out(), "%-14s", name);
		else
			fprintf(cli_out(), "state %-8d", s->code);
		fprintf(cli_out(), "  %s, client %u, ", s->bootstrap ? "bootstrap" : "standard",
			s->client_index);
		cli_put(s->server_addr, strlen(s->server_addr));
		fputc('\n', cli_out());
		return;
	}
	json_begin(&j, cli_out());
	json_int(&j, "client_index", s->client_index);
	json_int(&j, "short_id", s->short_id);
	json_text(&j, "server_addr", s->server_addr);
	json_int(&j, "bootstrap", s->bootstrap);
	json_int(&j, "code", s->code);
	json_text(&j, "name", name);
	json_end(&j);
}

int cli_state(struct cli *cli)
{
	struct qlw_server_state list[SERVERS_MAX];
	int64_t index = -1;
	size_t n;
	if (cli->call->args && !options_number(cli->call->arg[0], 0, QLW_CLIENTS - 1, &index))
		return cli_fail(
			CLI_USAGE, "client index %s: 0 to %d", cli->call->arg[0], QLW_CLIENTS - 1);
	int code = cli_open_lwm2m(cli, 0);
	if (!code)
		code = cli_read_state(cli, (int)index, list, SERVERS_MAX, &n);
	if (!code)
		code = cli_judge(cli, "AT+QLWSVC=\"state\"");
	if (code)
		return code;
	for (size_t i = 0; i < n; i++)
		print_server(cli, &list[i]);
	if (!n)
		cli_note(cli, "the module lists no server%s", index >= 0 ? " there" : "");
	return 0;
}
