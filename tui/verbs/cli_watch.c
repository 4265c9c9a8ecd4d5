/* Waiting for what a command began: the watch decides, this asks, prints and keeps its time. */
#include <stdio.h>
#include <string.h>

#include "tui/verbs/cli.h"

#define SERVERS_MAX 16

/* --- the module's servers ------------------------------------------------------------------------
 */

struct listing {
	struct qlw_server_state *list;
	size_t max, n;
};

static void listed(void *ctx, const char *line, size_t len)
{
	struct listing *l = ctx;
	struct at_line info;
	if (l->n < l->max && at_parse_info(line, len, &info) == 0 &&
		qlw_parse_state(&info, &l->list[l->n]) == 0)
		l->n++;
}

/* A recording cannot be asked; it has told by now what it will. */
static size_t recorded_state(
	const struct model *m, int client_index, struct qlw_server_state *list, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < m->servers && n < max; i++) {
		const struct model_server *s = &m->server[i];
		if (s->code < 0 || (client_index >= 0 && s->client_index != client_index))
			continue;
		list[n] = (struct qlw_server_state){
			.client_index = s->client_index > 0 ? (unsigned)s->client_index : 0,
			.short_id = s->short_id,
			.bootstrap = s->bootstrap == 1,
			.code = s->code};
		snprintf(list[n].server_addr, sizeof list[n].server_addr, "%s", s->server_addr);
		n++;
	}
	return n;
}

int cli_read_state(
	struct cli *cli, int client_index, struct qlw_server_state *list, size_t max, size_t *n)
{
	if (session_is_replay(cli->session)) {
		*n = recorded_state(session_model(cli->session), client_index, list, max);
		cli->result = (struct cli_result){.over = true, .end = ENGINE_END_OK};
		return 0;
	}
	struct listing l = {.list = list, .max = max};
	char command[48] = "AT+QLWSVC=\"state\"";
	if (client_index >= 0)
		snprintf(command, sizeof command, "AT+QLWSVC=\"state\",%d", client_index);
	int code = cli_try(cli, command, listed, &l);
	*n = !code && cli->result.end == ENGINE_END_OK ? l.n : 0;
	return code;
}

/* A watch that wants the list gets it; silence and refusals count as an empty one. */
static int give_list(struct cli *cli, struct watch *w)
{
	struct qlw_server_state list[SERVERS_MAX];
	size_t n;
	int code = cli_read_state(cli, -1, list, SERVERS_MAX, &n);
	if (!code)
		watch_list(w, list, n);
	return code;
}

/* --- until it is over ----------------------------------------------------------------------------
 */

/* One last look before giving up: URCs may go to another port. */
static int last_look(struct cli *cli, struct watch *w)
{
	if ((w->kind != WATCH_REG && w->kind != WATCH_STATE) ||
		session_stage(cli->session, NULL) != SESSION_READY)
		return 0;
	int code = give_list(cli, w);
	if (!code && w->end == WATCH_DONE)
		cli_note(cli, "the module says so when asked, but no event came: do its URCs go to "
			      "another port (AT+QURCCFG=\"urcport\")?");
	return code;
}

static int give_up(struct cli *cli, struct watch *w)
{
	int code = last_look(cli, w);
	if (!code)
		watch_tick(w, cli_now_ms());
	return code;
}

static int run_watch(struct cli *cli, struct watch *w)
{
	int code = 0;
	while (!code && w->end == WATCH_RUNNING) {
		if (w->wants_list)
			code = give_list(cli, w);
		else if (cli_now_ms() >= watch_deadline_ms(w))
			code = give_up(cli, w);
		else
			code = cli_turn(cli, watch_deadline_ms(w));
		if (!code)
			code = cli_lost(cli);
	}
	return code;
}

static int outcome(struct cli *cli, const struct watch *w)
{
	if (w->end != WATCH_FAILED)
		return 0;
	cli_fail(CLI_STATE, "%s: %s", cli->action->name, w->reason);
	if (w->kind == WATCH_REG)
		cli_note(cli, cli->host ? "1, then Enter on the server tells why"
					: "why, and what to do: qlw doctor");
	return CLI_STATE;
}

int cli_watch_end(struct cli *cli, struct watch *watch)
{
	cli->watch = watch;
	int code = run_watch(cli, watch);
	cli->watch = NULL;
	return code ? code : outcome(cli, watch);
}

int cli_watch_command(struct cli *cli, struct watch *watch, const char *command)
{
	const bool waits = !cli->host || cli->step; /* else the console's panes are the watch */
	cli->watch = waits ? watch : NULL;
	int code = cli_command(cli, command, NULL, NULL);
	if (!waits)
		return code;
	if (!code)
		watch_accepted(watch, cli_now_ms());
	if (!code)
		return cli_watch_end(cli, watch);
	cli->watch = NULL;
	return code;
}
