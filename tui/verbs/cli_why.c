/*
 * Why the module may have refused: ERROR gives no reasons, and a number little more, so its servers
 * are looked at. It must not change anything.
 */
#include <stdio.h>
#include <string.h>

#include "tui/verbs/cli.h"

enum {
	SERVERS_MAX = 16
};

struct servers {
	struct qlw_server_state list[SERVERS_MAX];
	size_t n;
	bool known;
};

static const struct qlw_server_state *find(const struct servers *s, int64_t short_id)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].short_id == short_id)
			return &s->list[i];
	return NULL;
}

const struct qlw_server_state *cli_find_running(const struct qlw_server_state *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const enum qlw_phase phase = qlw_state_phase(list[i].code, QLW_PHASE_UNKNOWN);
		if (phase == QLW_PHASE_READY || phase == QLW_PHASE_WORKING ||
			phase == QLW_PHASE_RETRYING)
			return &list[i];
	}
	return NULL;
}

static bool any_registered(const struct servers *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (qlw_state_phase(s->list[i].code, QLW_PHASE_UNKNOWN) == QLW_PHASE_READY)
			return true;
	return false;
}

/* "100, 123" */
static const char *names(const struct servers *s, char *out, size_t size)
{
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < s->n && n < size; i++)
		n += (size_t)snprintf(
			out + n, size - n, "%s%u", i ? ", " : "", s->list[i].short_id);
	return out;
}

static const char *state_name(int code, char *out, size_t size)
{
	const char *name = qlw_state_name(code);
	if (name)
		return name;
	snprintf(out, size, "state %d", code);
	return out;
}

/* How one gets registered from here; s: where it stands, NULL: not known. */
static const char *reg(const struct cli *cli, const struct qlw_server_state *s)
{
	if (s && cli_find_running(s, 1))
		return cli->host ? "wait for its REG_READY" : "qlw wait REG_READY waits for it";
	return cli->host ? "R registers" : "qlw reg --wait registers";
}

static void of_starting(struct cli *cli, const struct servers *s)
{
	char text[160];
	const struct qlw_server_state *one = cli_find_running(s->list, s->n);
	if (cli->result.end == ENGINE_END_CME && cli->result.code == QLW_CME_EXECUTED && one)
		cli_note(cli,
			"the client is started already, %u is in %s; to register anew, %s first",
			one->short_id, state_name(one->code, text, sizeof text),
			cli->host ? "D deregisters" : "qlw dereg");
	else if (s->known && !s->n)
		cli_note(cli, "the module lists no server: %s",
			cli->host ? "5 applies a profile, 3 sets one up by hand"
				  : "qlw apply PROFILE, or qlw set security 0 … sets one up");
}

/* Data go only where they are observed, which is known only while it is listened to. */
static void of_data(struct cli *cli, int64_t short_id, const struct at_arg *uri)
{
	char path[QLW_URI_MAX + 1];
	snprintf(path, sizeof path, "%.*s", (int)uri->len, uri->text);
	if (model_is_observed(session_model(cli->session), (unsigned)short_id, path))
		return;
	cli_note(cli,
		"%lld is registered, but does it observe %s? Data go only to a path that the "
		"server observes",
		(long long)short_id, path);
}

/* uri: of data that were to be sent, else NULL. */
static void of_server(
	struct cli *cli, const struct servers *s, int64_t short_id, const struct at_arg *uri)
{
	char text[160];
	const struct qlw_server_state *one = find(s, short_id);
	if (!s->known)
		cli_note(cli, "the client does this only while it is registered: %s",
			reg(cli, NULL));
	else if (!s->n)
		cli_note(cli, "the module lists no server: set one up, or apply a profile");
	else if (!one)
		cli_note(cli, "no server has the short ID %lld; there is %s", (long long)short_id,
			names(s, text, sizeof text));
	else if (qlw_state_phase(one->code, QLW_PHASE_UNKNOWN) != QLW_PHASE_READY)
		cli_note(cli,
			"%lld is in %s, and the client does this only while it is registered: %s",
			(long long)short_id, state_name(one->code, text, sizeof text),
			reg(cli, one));
	else if (uri)
		of_data(cli, short_id, uri);
}

static void of_leaving(struct cli *cli, const struct servers *s, bool reset)
{
	if (s->known && any_registered(s))
		return;
	cli_note(cli, "the client is not registered, so there is nothing to leave%s%s",
		reset ? "; to forget the settings without that, " : "",
		reset ? (cli->host ? ":set select server_type=0" : "qlw set select server_type=0")
		      : "");
}

static void of_service(struct cli *cli, const struct at_line *c)
{
	struct servers s = {.n = 0};
	int64_t short_id = 0, method = 0;
	const int service = qlw_service_find(c->arg[0].text, c->arg[0].len);
	const bool starts = service == QLW_SERVICE_REG, leaves = service == QLW_SERVICE_DEREG;
	const bool sends = service == QLW_SERVICE_ULDATA && c->count > 2;
	if (!starts && !leaves && service != QLW_SERVICE_LIFETIME &&
		service != QLW_SERVICE_UPDATE && service != QLW_SERVICE_ULDATA)
		return;
	const struct cli_result result = cli->result;
	s.known = !cli_read_state(cli, -1, s.list, SERVERS_MAX, &s.n) &&
		  cli->result.end == ENGINE_END_OK;
	cli->result = result;
	at_arg_int(c, 1, 0, QLW_SHORT_ID_MAX, leaves ? &method : &short_id);
	if (starts)
		of_starting(cli, &s);
	else if (leaves)
		of_leaving(cli, &s, method);
	else
		of_server(cli, &s, short_id, sends ? &c->arg[2] : NULL);
}

static void of_setting(struct cli *cli, const struct at_line *c)
{
	if (c->count < 2)
		return;
	if (at_arg_is(c, 0, "device"))
		cli_note(cli, "the client does this only while it is registered: %s",
			reg(cli, NULL));
	else if (at_arg_is(c, 0, "server") || at_arg_is(c, 0, "pdpcid"))
		cli_note(cli, "the security record of this client index must be there first");
}

void cli_why_refused(struct cli *cli, const char *command)
{
	struct at_line c;
	if (at_parse_command(command, strlen(command), &c, NULL) != 0 || !c.count)
		return;
	if (at_is(&c, "+QLWSVC"))
		of_service(cli, &c);
	else if (at_is(&c, "+QLWCFG"))
		of_setting(cli, &c);
}
