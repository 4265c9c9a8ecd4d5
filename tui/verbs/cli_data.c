/* Data and events: send, watch, wait. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "tui/verbs/cli.h"
#include "tui/toolkit/near.h"

/* --- send ----------------------------------------------------------------------------------------
 */

struct payload {
	uint8_t data[QLW_ULDATA_MAX + 1];
	size_t len;
	bool hex;
};

static int nibble(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c) : NULL;
	return at ? (int)(at - digits) : -1;
}

static int take_hex(struct payload *p, const char *text)
{
	for (; *text; text += 2) {
		int high = nibble(text[0]), low = high < 0 ? -1 : nibble(text[1]);
		if (low < 0)
			return cli_fail(CLI_USAGE,
				"--hex takes pairs of hexadecimal digits, not %.20s", text);
		if (p->len == QLW_ULDATA_MAX)
			return cli_fail(CLI_USAGE, "at most %d bytes can be sent", QLW_ULDATA_MAX);
		p->data[p->len++] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

/* Bytes that an AT string cannot hold go as hexadecimal. */
static bool fits_string(const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (*p < 0x20 || *p > 0x7e || *p == '"')
			return false;
	}
	return true;
}

static int take_text(struct payload *p, const char *text)
{
	p->len = strlen(text);
	p->hex = !fits_string(text);
	if (p->len > QLW_ULDATA_MAX)
		return cli_fail(
			CLI_USAGE, "%zu bytes: at most %d can be sent", p->len, QLW_ULDATA_MAX);
	memcpy(p->data, text, p->len);
	return 0;
}

/* Every byte, not only a line as of a value: data may be anything. */
static int take_stream(struct payload *p, FILE *in, const char *name)
{
	p->len = fread(p->data, 1, sizeof p->data, in);
	if (ferror(in))
		return cli_fail(CLI_FILE, "%s: cannot be read", name);
	if (p->len > QLW_ULDATA_MAX)
		return cli_fail(CLI_USAGE,
			"%s: more than %d bytes, which is all that one message holds; the console "
			"sends files in pieces",
			name, QLW_ULDATA_MAX);
	return 0;
}

static int take_file(struct payload *p, const char *name)
{
	FILE *in = fopen(name, "rb");
	if (!in)
		return cli_fail(CLI_FILE, "%s: %s", name, strerror(errno));
	int code = take_stream(p, in, name);
	fclose(in);
	return code;
}

static int take_input(struct cli *cli, struct payload *p)
{
	if (cli->host || isatty(STDIN_FILENO))
		return cli_fail(CLI_USAGE, "- takes the data from a pipe or file; @FILE names one, "
					   "and --hex 2d is a hyphen");
	return take_stream(p, stdin, "standard input");
}

static int take_payload(struct cli *cli, struct payload *p)
{
	const char *text = cli->call->arg[2];
	p->len = 0;
	p->hex = true;
	int code = cli->call->given & OPTION_HEX ? take_hex(p, text)
		   : text[0] == '@' && text[1]   ? take_file(p, text + 1)
		   : !strcmp(text, "-")          ? take_input(cli, p)
						 : take_text(p, text);
	if (!code && !p->len)
		code = cli_fail(CLI_USAGE, "there are no data to send");
	return code;
}

static int take_target(struct cli *cli, struct qlw_uldata *send)
{
	int64_t ssid;
	if (!options_number(cli->call->arg[0], 1, QLW_SHORT_ID_MAX, &ssid))
		return cli_fail(
			CLI_USAGE, "short ID %s: 1 to %d", cli->call->arg[0], QLW_SHORT_ID_MAX);
	send->short_id = (unsigned)ssid;
	send->uri = cli->call->arg[1];
	send->non_confirmable = cli->call->given & OPTION_NON;
	if (!qlw_uri_valid(send->uri))
		return cli_fail(CLI_USAGE, "path %s: it is /object/instance/resource", send->uri);
	return 0;
}

static int make_send(struct cli *cli, struct qlw_uldata *send, char *line, size_t size)
{
	struct qlw_diag diag = {.err = QLW_OK};
	int code = take_target(cli, send);
	if (code)
		return code;
	if (qlw_format_uldata(send, line, size, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	return 0;
}

static int send_only(struct cli *cli, const struct qlw_uldata *send, const char *line)
{
	int code = cli_command(cli, line, NULL, NULL);
	if (code || cli->options->json || cli->options->quiet)
		return code;
	cli_print("%zu bytes given to the module for %u %s, %s\n", send->len, send->short_id,
		send->uri,
		send->non_confirmable ? "no result will come" : "the result is not waited for");
	return 0;
}

/* In the console, @FILE goes in pieces. */
static bool is_file(const struct cli *cli)
{
	return cli->host && cli->call->arg[2][0] == '@' && cli->call->arg[2][1] &&
	       !(cli->call->given & (OPTION_HEX | OPTION_WAIT));
}

static int send_file(struct cli *cli)
{
	struct qlw_uldata to = {.data = NULL};
	int code = take_target(cli, &to);
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	return code ? code : cli->host->send_file(cli->host->ctx, &to, cli->call->arg[2] + 1);
}

/* Two results for one place could not be told apart. */
static int check_waiting(const struct cli *cli, const struct qlw_uldata *send)
{
	if (!model_send_waiting(session_model(cli->session), send->short_id, send->uri))
		return 0;
	return cli_fail(CLI_REFUSED, "a send to %u %s still waits for its result", send->short_id,
		send->uri);
}

int cli_send(struct cli *cli)
{
	struct payload payload;
	struct watch watch;
	char line[AT_LINE_MAX + 1];
	if ((cli->call->given & OPTION_NON) && (cli->call->given & OPTION_WAIT))
		return cli_fail(
			CLI_USAGE, "--non and --wait exclude each other: no result will come");
	if (is_file(cli))
		return send_file(cli);
	int code = take_payload(cli, &payload);
	struct qlw_uldata send = {.data = payload.data, .len = payload.len, .hex = payload.hex};
	if (!code)
		code = make_send(cli, &send, line, sizeof line);
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	if (code)
		return code;
	if (payload.hex && !(cli->call->given & OPTION_HEX) && cli->call->arg[2][0] != '@')
		cli_note(cli, "sent as hexadecimal, an AT string cannot hold these data");
	if (!(cli->call->given & OPTION_WAIT))
		return cli->host ? cli->host->send(cli->host->ctx, &send)
				 : send_only(cli, &send, line);
	code = check_waiting(cli, &send);
	if (code)
		return code;
	watch_begin_send(&watch, send.short_id, send.uri, cli_limit_ms(cli), cli_now_ms());
	return cli_watch_command(cli, &watch, line);
}

/* --- watch ---------------------------------------------------------------------------------------
 */

/* Nothing to ask for: a module that sleeps or starts is watched, too. */
int cli_watch(struct cli *cli)
{
	uint64_t end = UINT64_MAX;
	struct qlw_diag diag;
	bool told = false;
	if (cli->call->given & OPTION_FOR)
		end = cli_now_ms() + (uint64_t)cli->call->for_ms;
	cli->print_all = true;
	int code = cli_open_port(cli, 0);
	while (!code && cli_now_ms() < end) {
		enum session_stage stage = session_stage(cli->session, &diag);
		if (stage == SESSION_SILENT && !told)
			cli_note(cli, "%s; listening", diag.what);
		told = stage == SESSION_SILENT;
		if (stage == SESSION_GONE && session_is_replay(cli->session))
			break;
		code = cli_lost(cli);
		if (!code)
			code = cli_turn(cli, end);
	}
	return code;
}

/* --- wait ----------------------------------------------------------------------------------------
 */

static int take_state(const char *text, int *code)
{
	struct near near = near_begin(text);
	int64_t number;
	const char *name;
	if (options_number(text, 0, 255, &number)) {
		*code = (int)number;
		return 0;
	}
	for (int i = 0; (name = qlw_state_name(i)); i++) {
		if (!strcasecmp(name, text)) {
			*code = i;
			return 0;
		}
		near_offer(&near, name);
	}
	if (near.best)
		return cli_fail(CLI_USAGE, "unknown state %s: did you mean %s?", text, near.best);
	return cli_fail(CLI_USAGE, "unknown state %s: a number or a name of Table 9, as in %s",
		text, "qlw wait REG_READY");
}

/* The module may be starting: its answer is waited for as long as the state. */
static int wait_for_answer(struct cli *cli, const struct watch *w)
{
	struct qlw_diag diag;
	bool told = false;
	while (w->end == WATCH_RUNNING) {
		enum session_stage stage = session_stage(cli->session, &diag);
		if (stage == SESSION_READY)
			return cli_check_family(cli);
		int lost = cli_lost(cli);
		if (lost)
			return lost;
		if (cli_now_ms() >= watch_deadline_ms(w))
			return cli_fail(CLI_TIMEOUT, "%s: no answer within %g s", cli->port,
				(double)w->limit_ms / 1000);
		if (stage == SESSION_SILENT && !told)
			cli_note(cli, "%s; waiting", diag.what);
		told = stage == SESSION_SILENT;
		if (cli_turn(cli, watch_deadline_ms(w)))
			return cli->stop;
	}
	return 0;
}

/* What `state` found already there, told like an event. */
static void print_found(const struct cli *cli, const struct qlw_server_state *s)
{
	const struct event event = {
		.kind = EVENT_STATE,
		.t_ms = cli_now_ms(),
		.urc = {.kind = QLW_URC_EVENT, .short_id = s->short_id, .code = s->code},
	};
	cli_print_event(cli, &event);
}

static int ask_first(struct cli *cli, struct watch *w)
{
	struct qlw_server_state list[WATCH_SERVERS_MAX];
	size_t n;
	int code = cli_read_state(cli, -1, list, WATCH_SERVERS_MAX, &n);
	bool silent = !code && (cli->result.end == ENGINE_END_TIMEOUT ||
				       cli->result.end == ENGINE_END_RESTART);
	if (code || silent || w->end != WATCH_RUNNING)
		return silent ? cli_judge(cli, "AT+QLWSVC=\"state\"") : code;
	watch_list(w, list, n);
	for (size_t i = 0; i < n && w->end == WATCH_DONE; i++) {
		if (list[i].code == w->code && (!w->short_id || w->short_id == list[i].short_id))
			print_found(cli, &list[i]);
	}
	return 0;
}

static int wait_state(struct cli *cli, struct watch *w)
{
	cli->watch = w; /* from the moment the port is open */
	int code = cli_open_port(cli, 0);
	if (!code)
		code = wait_for_answer(cli, w);
	if (!code && w->end == WATCH_RUNNING)
		code = ask_first(cli, w);
	if (!code)
		code = cli_watch_end(cli, w);
	cli->watch = NULL;
	return code;
}

int cli_wait(struct cli *cli)
{
	struct watch watch;
	int state = -1, code = take_state(cli->call->arg[0], &state);
	if (code)
		return code;
	unsigned ssid = cli->call->given & OPTION_SSID ? (unsigned)cli->call->ssid : 0;
	watch_begin_state(&watch, state, ssid, cli_limit_ms(cli), cli_now_ms());
	return wait_state(cli, &watch);
}
